//! Secrets: keys, tokens, headers.

use super::{Category, Identifier, Rank, severity};
use crate::detector::{Detector, pem};

pub(super) const ROWS: &[Identifier] = &[
    // AWS publishes no format beyond 40 base64 characters. The placeholders are those of its documentation, in two pieces so
    // that scanners for secrets leave this file alone.
    Identifier {
        id: "AWS_CREDENTIALS",
        name: "AWS secret access key",
        category: Category::Credentials,
        countries: &[],
        keyword_required: true,
        keywords: &["aws_secret_access_key", "credentials", "secret access key", "secret key", "set-awscredential"],
        recommended: true,
        severity: severity::GRAVE,
        placeholders: &[
            concat!("je7MtGbClwBF/2Zp9Utk/", "h3yCo8nvbEXAMPLEKEY"),
            concat!("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"),
        ],
        rank: Rank::Exact,
        detectors: &[Detector::AwsSecret],
    },
    // Observed form: `AIza` and 35 characters of the URL-safe base64 alphabet.
    Identifier {
        id: "GCP_API_KEY",
        name: "Google Cloud API key",
        category: Category::Credentials,
        countries: &[],
        keyword_required: true,
        keywords: &[
            "G_PLACES_KEY",
            "GCP api key",
            "GCP key",
            "google cloud key",
            "google-api-key",
            "google-cloud-apikeys",
            "GOOGLEKEY",
            "X-goog-api-key",
        ],
        recommended: false,
        severity: severity::GRAVE,
        placeholders: &[],
        rank: Rank::Exact,
        detectors: &[Detector::GoogleKey],
    },
    // RFC 7617. The whole header is needed; its name may also be the name of the field.
    Identifier {
        id: "HTTP_BASIC_AUTH_HEADER",
        name: "HTTP Basic Authorization header",
        category: Category::Credentials,
        countries: &[],
        keyword_required: false,
        keywords: &["authorization", "proxy authorization"],
        recommended: true,
        severity: severity::GRAVE,
        placeholders: &[],
        rank: Rank::Exact,
        detectors: &[Detector::BasicHeader],
    },
    // RFC 7519 in JWS compact serialisation (RFC 7515, 7.1).
    Identifier {
        id: "JSON_WEB_TOKEN",
        name: "JSON Web Token (JWT)",
        category: Category::Credentials,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: false,
        severity: severity::GRAVE,
        placeholders: &[],
        rank: Rank::Exact,
        detectors: &[Detector::WebToken],
    },
    // PROTOCOL.key of OpenSSH.
    Identifier {
        id: "OPENSSH_PRIVATE_KEY",
        name: "OpenSSH private key",
        category: Category::Credentials,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: true,
        severity: severity::GRAVE,
        placeholders: &[],
        rank: Rank::Exact,
        detectors: &[Detector::Frame(pem::Family::OpenSsh)],
    },
    // RFC 9580, 6.2: ASCII armour.
    Identifier {
        id: "PGP_PRIVATE_KEY",
        name: "PGP private key",
        category: Category::Credentials,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: true,
        severity: severity::GRAVE,
        placeholders: &[],
        rank: Rank::Exact,
        detectors: &[Detector::Frame(pem::Family::Pgp)],
    },
    // RFC 7468 with the labels of PKCS #1, PKCS #8, SEC 1 and DSA keys.
    Identifier {
        id: "PKCS",
        name: "Public-Key Cryptography Standard (PKCS) private key",
        category: Category::Credentials,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: true,
        severity: severity::GRAVE,
        placeholders: &[],
        rank: Rank::Exact,
        detectors: &[Detector::Frame(pem::Family::Pkcs)],
    },
    // Appendix C of the PuTTY manual.
    Identifier {
        id: "PUTTY_PRIVATE_KEY",
        name: "PuTTY private key",
        category: Category::Credentials,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: true,
        severity: severity::GRAVE,
        placeholders: &[],
        rank: Rank::Exact,
        detectors: &[Detector::Putty],
    },
    // Prefixes as Stripe documents them; the placeholders are its sample keys.
    Identifier {
        id: "STRIPE_CREDENTIALS",
        name: "Stripe API key",
        category: Category::Credentials,
        countries: &[],
        keyword_required: false,
        keywords: &[],
        recommended: false,
        severity: severity::GRAVE,
        placeholders: &[
            concat!("sk_test_", "4eC39HqLyjWDarjtT1zdp7dc"),
            concat!("pk_test_", "TYooMQauvdEDq54NiTphI7jx"),
        ],
        rank: Rank::Exact,
        detectors: &[Detector::StripeKey],
    },
];
