//! Secrets: keys, tokens, headers. Those that Macie knows are here, the others by kinds of vendors below.
//!
//! Where vendors say nothing of a form, or too little, it is as tokens are seen, or as the rules of public scanners for secrets
//! describe it (Betterleaks, Kingfisher).

pub(super) mod assigned;
pub(super) mod cloud;
pub(super) mod databases;
pub(super) mod development;
pub(super) mod hosting;
pub(super) mod intelligence;
pub(super) mod messaging;
pub(super) mod monitoring;
pub(super) mod payments;
pub(super) mod services;

use super::{Identifier, SECRET};
use crate::detector::{Detector, pem};

pub(super) const ROWS: &[Identifier] = &[
    // AWS publishes no format beyond 40 base64 characters. The placeholders are those of its documentation.
    Identifier {
        id: "AWS_CREDENTIALS",
        name: "AWS secret access key",
        keyword_required: true,
        keywords: &["aws_secret_access_key", "credentials", "secret access key", "secret key", "set-awscredential"],
        recommended: true,
        macie: true,
        // In two pieces, so that scanners for secrets leave this file alone.
        placeholders: &[
            concat!("je7MtGbClwBF/2Zp9Utk/", "h3yCo8nvbEXAMPLEKEY"),
            concat!("wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"),
        ],
        detectors: &[Detector::AwsSecret],
        ..SECRET
    },
    // Observed form: `AIza` and 35 characters of the URL-safe base64 alphabet.
    Identifier {
        id: "GCP_API_KEY",
        name: "Google Cloud API key",
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
        macie: true,
        detectors: &[Detector::GoogleKey],
        ..SECRET
    },
    // RFC 7617. The whole header is needed; its name may also be the name of the field.
    Identifier {
        id: "HTTP_BASIC_AUTH_HEADER",
        name: "HTTP Basic Authorization header",
        keywords: &["authorization", "proxy authorization"],
        recommended: true,
        macie: true,
        detectors: &[Detector::BasicHeader],
        ..SECRET
    },
    // RFC 7519 in JWS compact serialisation (RFC 7515, 7.1).
    Identifier {
        id: "JSON_WEB_TOKEN",
        name: "JSON Web Token (JWT)",
        macie: true,
        detectors: &[Detector::WebToken],
        ..SECRET
    },
    // PROTOCOL.key of OpenSSH.
    Identifier {
        id: "OPENSSH_PRIVATE_KEY",
        name: "OpenSSH private key",
        recommended: true,
        macie: true,
        detectors: &[Detector::Frame(pem::Family::OpenSsh)],
        ..SECRET
    },
    // RFC 9580, 6.2: ASCII armour.
    Identifier {
        id: "PGP_PRIVATE_KEY",
        name: "PGP private key",
        recommended: true,
        macie: true,
        detectors: &[Detector::Frame(pem::Family::Pgp)],
        ..SECRET
    },
    // RFC 7468 with the labels of PKCS #1, PKCS #8, SEC 1 and DSA keys.
    Identifier {
        id: "PKCS",
        name: "Public-Key Cryptography Standard (PKCS) private key",
        recommended: true,
        macie: true,
        detectors: &[Detector::Frame(pem::Family::Pkcs)],
        ..SECRET
    },
    // Appendix C of the PuTTY manual.
    Identifier {
        id: "PUTTY_PRIVATE_KEY",
        name: "PuTTY private key",
        recommended: true,
        macie: true,
        detectors: &[Detector::Putty],
        ..SECRET
    },
    // Prefixes as Stripe documents them; the placeholders are its sample keys.
    Identifier {
        id: "STRIPE_CREDENTIALS",
        name: "Stripe API key",
        macie: true,
        placeholders: &[
            concat!("sk_test_", "4eC39HqLyjWDarjtT1zdp7dc"),
            concat!("pk_test_", "TYooMQauvdEDq54NiTphI7jx"),
        ],
        detectors: &[Detector::StripeKey],
        ..SECRET
    },
];
