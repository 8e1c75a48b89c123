//! Secrets of databases and content stores.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // Supabase documentation, API keys.
    Identifier {
        id: "SUPABASE_KEY",
        name: "Supabase access token or secret key",
        detectors: &[Detector::Tokens(&[
            token("sbp_{x40}"),
            token("sbp_oauth_{x40}"),
            token("sbp_v0_{x40}"),
            token("sb_secret_{u22}_{u8}"),
        ])],
        ..SECRET
    },
    // PlanetScale documentation, Service tokens and passwords.
    Identifier {
        id: "PLANETSCALE_TOKEN",
        name: "PlanetScale token or password",
        detectors: &[Detector::Tokens(&[
            token("pscale_tkn_{p32,64}"),
            token("pscale_oauth_{p32,64}"),
            token("pscale_pw_{p32,64}"),
        ])],
        ..SECRET
    },
    // MongoDB Atlas documentation: private keys are UUIDs; secrets of service accounts begin with mdb_sa_sk_.
    Identifier {
        id: "MONGODB_ATLAS_KEY",
        name: "MongoDB Atlas API private key",
        keywords: &["atlas private key", "mongodb atlas private key", "mcli private api key", "mongodb atlas key"],
        detectors: &[Detector::Tokens(&[token("mdb_sa_sk_{u40}"), keyed("{uuid}")])],
        ..SECRET
    },
    // Neon documentation: keys begin with napi_.
    Identifier {
        id: "NEON_API_KEY",
        name: "Neon API key",
        detectors: &[Detector::Tokens(&[token("napi_{w40,80}")])],
        ..SECRET
    },
    // CockroachDB Cloud documentation: the key's id and the secret.
    Identifier {
        id: "COCKROACHDB_KEY",
        name: "CockroachDB Cloud API key",
        detectors: &[Detector::Tokens(&[token("CCDB1_{w22}_{w40}")])],
        ..SECRET
    },
    // ClickHouse Cloud: observed form of key secrets.
    Identifier {
        id: "CLICKHOUSE_CLOUD_KEY",
        name: "ClickHouse Cloud key secret",
        detectors: &[Detector::Tokens(&[token("4b1d{w38}")])],
        ..SECRET
    },
    // Databricks documentation: personal access tokens, OAuth secrets and others.
    Identifier {
        id: "DATABRICKS_TOKEN",
        name: "Databricks access token",
        detectors: &[Detector::Tokens(&[
            token("dapi{x32}"),
            token("dapi{x32}-{d}"),
            token("dose{x32}"),
            token("dkea{x32}"),
        ])],
        ..SECRET
    },
    // Snowflake: observed form of session and master tokens.
    Identifier {
        id: "SNOWFLAKE_TOKEN",
        name: "Snowflake session token",
        detectors: &[Detector::Tokens(&[token("ver:{d}-hint:{d5,20}-ETMsDgAA{b100,600}{=0,2}")])],
        ..SECRET
    },
    // Confluent documentation: secrets have 64 characters of base64, newer ones begin with cflt.
    Identifier {
        id: "CONFLUENT_API_SECRET",
        name: "Confluent Cloud API secret",
        keywords: &[
            "confluent cloud api secret",
            "confluent secret",
            "sasl.password",
            "sasl password",
            "confluent api secret",
        ],
        detectors: &[Detector::Tokens(&[token("cflt{b60}"), keyed("{b64}")])],
        ..SECRET
    },
    // Aiven documentation: passwords of services begin with AVNS_.
    Identifier {
        id: "AIVEN_PASSWORD",
        name: "Aiven service password",
        detectors: &[Detector::Tokens(&[token("AVNS_{u19}")])],
        ..SECRET
    },
    // InfluxData, observed form: 64 bytes in URL-safe base64.
    Identifier {
        id: "INFLUXDB_TOKEN",
        name: "InfluxDB API token",
        keyword_required: true,
        keywords: &["influx token", "influxdb token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u86}==")])],
        ..SECRET
    },
    // Elastic documentation: keys of Elastic Cloud begin with essu_; others are id:key in base64.
    Identifier {
        id: "ELASTIC_API_KEY",
        name: "Elastic API key",
        keywords: &["elastic api key", "apikey", "elastic key"],
        detectors: &[Detector::Tokens(&[
            token("essu_{[A-Za-z0-9+/_-]40,200}{=0,2}"),
            keyed("{b60}=="),
            keyed("{u58}=="),
        ])],
        ..SECRET
    },
    // Algolia, observed form: 32 hexadecimal digits.
    Identifier {
        id: "ALGOLIA_API_KEY",
        name: "Algolia API key",
        keyword_required: true,
        keywords: &["x-algolia-api-key", "algolia api key", "algolia admin key", "algolia key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Upstash documentation: base64 that begins with A.
    Identifier {
        id: "UPSTASH_REDIS_TOKEN",
        name: "Upstash Redis REST token",
        keyword_required: true,
        keywords: &["upstash", "upstash redis rest token", "upstash token", "upstash redis token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("A{u53,80}{=0,2}")])],
        ..SECRET
    },
    // Airtable documentation: personal access tokens; API keys until 2024.
    Identifier {
        id: "AIRTABLE_TOKEN",
        name: "Airtable token or API key",
        keywords: &["airtable", "airtable api key", "airtable token", "airtable key"],
        detectors: &[Detector::Tokens(&[token("pat{w14}.{x64}"), keyed("key{w14}")])],
        ..SECRET
    },
    // DatoCMS, observed form: 30 hexadecimal digits.
    Identifier {
        id: "DATOCMS_TOKEN",
        name: "DatoCMS API token",
        keyword_required: true,
        keywords: &["datocms api token", "datocms token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x30}")])],
        ..SECRET
    },
    // Contentful documentation: management tokens begin with CFPAT-; delivery tokens have 43 characters.
    Identifier {
        id: "CONTENTFUL_TOKEN",
        name: "Contentful token",
        keywords: &["contentful access token", "contentful delivery token", "contentful token"],
        detectors: &[Detector::Tokens(&[token("CFPAT-{u43}"), keyed("{u43}")])],
        ..SECRET
    },
    // Sanity documentation: tokens begin with sk.
    Identifier {
        id: "SANITY_TOKEN",
        name: "Sanity API token",
        keyword_required: true,
        keywords: &["sanity", "sanity token", "sanity api token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("sk{w70,200}")])],
        ..SECRET
    },
    // Ghost documentation, Admin API: the id and the secret.
    Identifier {
        id: "GHOST_ADMIN_API_KEY",
        name: "Ghost Admin API key",
        keyword_required: true,
        keywords: &["ghost", "ghost admin api key", "admin api key", "ghost admin"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x24}:{x64}")])],
        ..SECRET
    },
    // Webflow, observed form: 64 hexadecimal digits.
    Identifier {
        id: "WEBFLOW_TOKEN",
        name: "Webflow API token",
        keyword_required: true,
        keywords: &["webflow api token", "webflow token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x64}")])],
        ..SECRET
    },
    // Xata documentation, API keys.
    Identifier {
        id: "XATA_API_KEY",
        name: "Xata API key",
        detectors: &[Detector::Tokens(&[token("xau_{w40,64}")])],
        ..SECRET
    },
    // dbt documentation, Service account tokens and personal access tokens.
    Identifier {
        id: "DBT_CLOUD_TOKEN",
        name: "dbt Cloud token",
        detectors: &[Detector::Tokens(&[token("dbtc_{u40,60}"), token("dbtu_{u40,60}")])],
        ..SECRET
    },
    // DataStax documentation: AstraCS, the client's id and its secret, apart by colons.
    Identifier {
        id: "ASTRA_DB_TOKEN",
        name: "DataStax Astra DB application token",
        detectors: &[Detector::Tokens(&[token("AstraCS:{w20,60}:{x64}")])],
        ..SECRET
    },
];
