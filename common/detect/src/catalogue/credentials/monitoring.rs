//! Secrets of monitoring and security services.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::check::token as check;
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token, verified};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // Datadog, observed form: API keys have 32 hexadecimal digits.
    Identifier {
        id: "DATADOG_API_KEY",
        name: "Datadog API key",
        keyword_required: true,
        keywords: &["dd api key", "datadog api key", "datadog key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Datadog, observed form: application keys have 40 hexadecimal digits.
    Identifier {
        id: "DATADOG_APPLICATION_KEY",
        name: "Datadog application key",
        keyword_required: true,
        keywords: &["dd app key", "dd-application-key", "datadog app key", "datadog application key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // New Relic documentation, API keys: user, insert, administration and REST keys.
    Identifier {
        id: "NEW_RELIC_API_KEY",
        name: "New Relic API key",
        detectors: &[Detector::Tokens(&[
            token("NRAK-{U27}"),
            token("NRII-{u32}"),
            token("NRAA-{x27}"),
            token("NRRA-{x42}"),
        ])],
        ..SECRET
    },
    // New Relic documentation, License keys: 40 characters that end with NRAL.
    Identifier {
        id: "NEW_RELIC_LICENSE_KEY",
        name: "New Relic licence key",
        keyword_required: true,
        keywords: &["new relic", "license key", "new relic license key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x36}NRAL"), keyed("eu01xx{x30}NRAL")])],
        ..SECRET
    },
    // Grafana documentation, Service accounts: the last eight digits are a checksum.
    Identifier {
        id: "GRAFANA_SERVICE_ACCOUNT_TOKEN",
        name: "Grafana service account token",
        detectors: &[Detector::Tokens(&[verified("glsa_{w32}_{x8}", check::grafana)])],
        ..SECRET
    },
    // Grafana Cloud documentation: JSON in base64 after glc_.
    Identifier {
        id: "GRAFANA_CLOUD_TOKEN",
        name: "Grafana Cloud access policy token",
        detectors: &[Detector::Tokens(&[token("glc_eyJ{b30,400}{=0,3}")])],
        ..SECRET
    },
    // Grafana documentation, API keys: JSON in base64 whose first name is k.
    Identifier {
        id: "GRAFANA_API_KEY",
        name: "Grafana API key",
        detectors: &[Detector::Tokens(&[token("eyJrIjoi{b50,400}{=0,3}")])],
        ..SECRET
    },
    // Sentry RFC 0091: tokens of organisations (JSON in base64) and of users.
    Identifier {
        id: "SENTRY_TOKEN",
        name: "Sentry auth token",
        detectors: &[Detector::Tokens(&[token("sntrys_eyJ{b60,400}{=0,2}_{b43}"), token("sntryu_{x64}")])],
        ..SECRET
    },
    // PagerDuty support, API access keys: 20 characters.
    Identifier {
        id: "PAGERDUTY_API_KEY",
        name: "PagerDuty API key",
        keyword_required: true,
        keywords: &["pagerduty", "pagerduty api key", "pagerduty token", "pd api key", "pagerduty key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("u+{u18}"), keyed("{u20}")])],
        ..SECRET
    },
    // Splunk, observed form: tokens of the HTTP Event Collector are GUIDs.
    Identifier {
        id: "SPLUNK_HEC_TOKEN",
        name: "Splunk HTTP Event Collector token",
        keyword_required: true,
        keywords: &["splunk token", "hec token", "splunk hec token", "authorization: splunk"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Dynatrace documentation, Token formats and prefixes.
    Identifier {
        id: "DYNATRACE_TOKEN",
        name: "Dynatrace token",
        detectors: &[Detector::Tokens(&[
            token("dt0c01.{U24}.{U64}"),
            token("dt0s01.{U24}.{U64}"),
            token("dt0s02.{U8}.{U64}"),
            token("dt0s08.{U8}.{U64}"),
            token("dt0s16.{U8}.{U64}"),
        ])],
        ..SECRET
    },
    // Sumo Logic, observed form: access keys have 64 letters and digits.
    Identifier {
        id: "SUMO_LOGIC_ACCESS_KEY",
        name: "Sumo Logic access key",
        keyword_required: true,
        keywords: &["sumo access key", "sumologic accesskey", "sumo logic access key", "sumologic access key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w64}")])],
        ..SECRET
    },
    // Honeycomb documentation: ingest keys begin with hcaik_; configuration keys have 22 or 32 characters.
    Identifier {
        id: "HONEYCOMB_API_KEY",
        name: "Honeycomb API key",
        keywords: &["honeycomb api key", "honeycomb key"],
        detectors: &[Detector::Tokens(&[token("hcaik_{l58}"), token("hcbik_{l58}"), keyed("{l32}"), keyed("{w22}")])],
        ..SECRET
    },
    // SolarWinds Loggly, observed form: customer tokens are UUIDs.
    Identifier {
        id: "LOGGLY_TOKEN",
        name: "Loggly customer token",
        keyword_required: true,
        keywords: &["loggly token", "loggly customer token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Logz.io, observed form: 32 letters.
    Identifier {
        id: "LOGZ_IO_TOKEN",
        name: "Logz.io shipping token",
        keyword_required: true,
        keywords: &["logzio token", "logz token", "logz.io token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // BugSnag, observed form: 32 hexadecimal digits.
    Identifier {
        id: "BUGSNAG_API_KEY",
        name: "BugSnag API key",
        keyword_required: true,
        keywords: &["bugsnag api key", "bugsnag key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Rollbar, observed form: 32 hexadecimal digits.
    Identifier {
        id: "ROLLBAR_TOKEN",
        name: "Rollbar access token",
        keyword_required: true,
        keywords: &["rollbar access token", "rollbar token", "x-rollbar-access-token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Atlassian Opsgenie, observed form: keys are UUIDs.
    Identifier {
        id: "OPSGENIE_API_KEY",
        name: "Opsgenie API key",
        keyword_required: true,
        keywords: &["opsgenie", "genie key", "opsgenie api key", "opsgenie key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Atlassian Statuspage documentation.
    Identifier {
        id: "STATUSPAGE_API_KEY",
        name: "Statuspage API key",
        keyword_required: true,
        keywords: &["statuspage api key", "statuspage key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // PostHog documentation: personal keys begin with phx_; project keys (phc_) are public. Observed: keys of feature flags
    // (phs_), tokens of OAuth (pha_, phr_).
    Identifier {
        id: "POSTHOG_API_KEY",
        name: "PostHog personal API key",
        detectors: &[Detector::Tokens(&[
            token("phx_{u41,49}"),
            token("phs_{w40,52}"),
            token("pha_{w40,52}"),
            token("phr_{w40,52}"),
        ])],
        ..SECRET
    },
    // Twilio Segment documentation, Public API: tokens begin with sgp_.
    Identifier {
        id: "SEGMENT_TOKEN",
        name: "Segment public API token",
        detectors: &[Detector::Tokens(&[token("sgp_{w64}")])],
        ..SECRET
    },
    // Twilio Segment, observed form: write keys have 32 letters and digits.
    Identifier {
        id: "SEGMENT_WRITE_KEY",
        name: "Segment write key",
        keyword_required: true,
        keywords: &["segment write key", "segment key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // Mixpanel, observed form: 32 hexadecimal digits.
    Identifier {
        id: "MIXPANEL_SECRET",
        name: "Mixpanel project secret",
        keyword_required: true,
        keywords: &["mixpanel secret", "mixpanel api secret", "mixpanel token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Amplitude, observed form: 32 hexadecimal digits.
    Identifier {
        id: "AMPLITUDE_SECRET_KEY",
        name: "Amplitude secret key",
        keyword_required: true,
        keywords: &["amplitude secret", "amplitude secret key", "amplitude api key", "amplitude key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Axiom documentation: API and personal tokens.
    Identifier {
        id: "AXIOM_TOKEN",
        name: "Axiom API token",
        detectors: &[Detector::Tokens(&[token("xaat-{uuid}"), token("xapt-{uuid}")])],
        ..SECRET
    },
    // UptimeRobot API documentation: the account's number and hexadecimal digits.
    Identifier {
        id: "UPTIMEROBOT_API_KEY",
        name: "UptimeRobot API key",
        keyword_required: true,
        keywords: &["uptimerobot", "uptimerobot api key", "uptimerobot key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("u{d5,9}-{x24}"), keyed("u{d5,9}-{x32}")])],
        ..SECRET
    },
    // BrowserStack, observed form: 20 letters and digits.
    Identifier {
        id: "BROWSERSTACK_ACCESS_KEY",
        name: "BrowserStack access key",
        keyword_required: true,
        keywords: &["browserstack access key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w20}")])],
        ..SECRET
    },
    // Sauce Labs, observed form: access keys are UUIDs.
    Identifier {
        id: "SAUCE_LABS_ACCESS_KEY",
        name: "Sauce Labs access key",
        keyword_required: true,
        keywords: &["sauce access key", "sauce labs access key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // VirusTotal, observed form: 64 hexadecimal digits.
    Identifier {
        id: "VIRUSTOTAL_API_KEY",
        name: "VirusTotal API key",
        keyword_required: true,
        keywords: &["vt api key", "virustotal api key", "x-apikey", "virustotal key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x64}")])],
        ..SECRET
    },
    // Shodan, observed form: 32 letters and digits.
    Identifier {
        id: "SHODAN_API_KEY",
        name: "Shodan API key",
        keyword_required: true,
        keywords: &["shodan api key", "shodan key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // AbuseIPDB, observed form: 80 hexadecimal digits.
    Identifier {
        id: "ABUSEIPDB_API_KEY",
        name: "AbuseIPDB API key",
        keyword_required: true,
        keywords: &["abuseipdb api key", "abuseipdb key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x80}")])],
        ..SECRET
    },
    // Cisco Meraki, observed form: 40 hexadecimal digits.
    Identifier {
        id: "MERAKI_API_KEY",
        name: "Cisco Meraki API key",
        keyword_required: true,
        keywords: &["x-cisco-meraki-api-key", "meraki dashboard api key", "meraki api key", "meraki key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // MaxMind support, License keys: 40 characters that end with _mmk.
    Identifier {
        id: "MAXMIND_LICENSE_KEY",
        name: "MaxMind licence key",
        keyword_required: true,
        keywords: &["maxmind", "license key", "maxmind license key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w6}_{w29}_mmk")])],
        ..SECRET
    },
    // Rootly API documentation, Authentication.
    Identifier {
        id: "ROOTLY_API_KEY",
        name: "Rootly API key",
        detectors: &[Detector::Tokens(&[token("rootly_{x64}")])],
        ..SECRET
    },
    // FireHydrant documentation, Bot users.
    Identifier {
        id: "FIREHYDRANT_TOKEN",
        name: "FireHydrant bot token",
        detectors: &[Detector::Tokens(&[token("fhb-{l32}")])],
        ..SECRET
    },
];
