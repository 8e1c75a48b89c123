//! Secrets of what developers build, test and deploy with, beside those of [`hosting`](super::hosting).
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // Aikido documentation: tokens of continuous integration and client secrets.
    Identifier {
        id: "AIKIDO_TOKEN",
        name: "Aikido Security token",
        detectors: &[Detector::Tokens(&[token("AIK_CI_{w20,44}"), token("AIK_SECRET_{w64}")])],
        ..SECRET
    },
    // Authress documentation: the client, the key's id, the account and the secret, apart by points.
    Identifier {
        id: "AUTHRESS_ACCESS_KEY",
        name: "Authress service client access key",
        detectors: &[Detector::Tokens(&[
            token("sc_{l5,30}.{l4,6}.acc-{[a-z0-9-]10,32}.{b30,120}{=0,2}"),
            token("sc_{l5,30}.{l4,6}.acc_{[a-z0-9-]10,32}.{b30,120}{=0,2}"),
            token("ext_{l5,30}.{l4,6}.acc-{[a-z0-9-]10,32}.{b30,120}{=0,2}"),
            token("authress_{l5,30}.{l4,6}.acc-{[a-z0-9-]10,32}.{b30,120}{=0,2}"),
        ])],
        ..SECRET
    },
    // Cloudsmith, observed form: csa_, 30 hexadecimal digits, and a sum of six characters.
    Identifier {
        id: "CLOUDSMITH_API_KEY",
        name: "Cloudsmith API key",
        detectors: &[Detector::Tokens(&[token("csa_{x30}{w6}")])],
        ..SECRET
    },
    // CodeRabbit, observed form: cr- and 58 hexadecimal digits.
    Identifier {
        id: "CODERABBIT_API_KEY",
        name: "CodeRabbit API key",
        detectors: &[Detector::Tokens(&[token("cr-{x58}")])],
        ..SECRET
    },
    // OWASP Dependency-Track documentation: keys begin with odt_, since 4.13 with a public id before the secret.
    Identifier {
        id: "DEPENDENCY_TRACK_API_KEY",
        name: "Dependency-Track API key",
        detectors: &[Detector::Tokens(&[token("odt_{w32}"), token("odt_{w40}"), token("odt_{w8}_{w32}")])],
        ..SECRET
    },
    // DevCycle documentation, SDK keys: those of clients are public.
    Identifier {
        id: "DEVCYCLE_SDK_KEY",
        name: "DevCycle server SDK key",
        detectors: &[Detector::Tokens(&[token("dvc_server_{u20,80}")])],
        ..SECRET
    },
    // Docker documentation: swarm join-token, and Lock your swarm to protect its encryption key.
    Identifier {
        id: "DOCKER_SWARM_TOKEN",
        name: "Docker Swarm join token or unlock key",
        detectors: &[Detector::Tokens(&[token("SWMTKN-1-{l50}-{l25}"), token("SWMKEY-1-{b43}")])],
        ..SECRET
    },
    // 42 API documentation, observed form: s-s4t2ud- or s-s4t2af- and 64 hexadecimal digits.
    Identifier {
        id: "INTRA42_CLIENT_SECRET",
        name: "42 intranet client secret",
        detectors: &[Detector::Tokens(&[token("s-s4t2ud-{x64}"), token("s-s4t2af-{x64}")])],
        ..SECRET
    },
    // Ionic Appflow, observed form: ion_ and 42 letters and digits.
    Identifier {
        id: "IONIC_TOKEN",
        name: "Ionic personal access token",
        detectors: &[Detector::Tokens(&[token("ion_{w42}")])],
        ..SECRET
    },
    // Kubernetes documentation, Authenticating with bootstrap tokens: an id of six characters, a point, and the secret of
    // sixteen.
    Identifier {
        id: "KUBERNETES_BOOTSTRAP_TOKEN",
        name: "Kubernetes bootstrap token",
        keyword_required: true,
        keywords: &["kubeadm join", "kubeadm", "kubeadm token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{l6}.{l16}")])],
        ..SECRET
    },
    // Mergify, observed form.
    Identifier {
        id: "MERGIFY_APPLICATION_KEY",
        name: "Mergify application key",
        detectors: &[Detector::Tokens(&[token("mergify_application_key_{u40,200}")])],
        ..SECRET
    },
    // Tableau documentation, Personal access tokens: 16 bytes in base64, a colon, and 32 letters and digits.
    Identifier {
        id: "TABLEAU_ACCESS_TOKEN",
        name: "Tableau personal access token",
        keyword_required: true,
        keywords: &[
            "tableau token",
            "tableau access token",
            "tableau personal access token",
            "tableau pat",
            "personal access token secret",
            "tableau token secret",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b22}==:{w32}")])],
        ..SECRET
    },
    // Unkey documentation, Root keys.
    Identifier {
        id: "UNKEY_ROOT_KEY",
        name: "Unkey root key",
        detectors: &[Detector::Tokens(&[token("unkey_{w20,32}")])],
        ..SECRET
    },
    // UpCloud documentation: tokens begin with ucat_.
    Identifier {
        id: "UPCLOUD_API_TOKEN",
        name: "UpCloud API token",
        detectors: &[Detector::Tokens(&[token("ucat_{w24,32}")])],
        ..SECRET
    },
    // Val Town documentation: tokens begin with vtwn_.
    Identifier {
        id: "VAL_TOWN_API_TOKEN",
        name: "Val Town API token",
        detectors: &[Detector::Tokens(&[token("vtwn_{u20,80}")])],
        ..SECRET
    },
    // HashiCorp Vault documentation, operator init: shares of 33 bytes in base64, and of 32 if there is only one.
    Identifier {
        id: "VAULT_UNSEAL_KEY",
        name: "HashiCorp Vault unseal key",
        keyword_required: true,
        keywords: &["unseal key", "vault unseal", "operator unseal", "unseal keys", "recovery key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b44}"), keyed("{b43}=")])],
        ..SECRET
    },
];
