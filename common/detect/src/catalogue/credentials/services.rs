//! Secrets of identity providers and other services.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // Okta developer documentation: SSWS tokens have 42 characters and begin with 00.
    Identifier {
        id: "OKTA_TOKEN",
        name: "Okta API token",
        keyword_required: true,
        keywords: &["okta", "ssws", "okta api token", "okta token", "okta client token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("00{u40}")])],
        ..SECRET
    },
    // Auth0, observed form: client secrets have 64 URL-safe characters.
    Identifier {
        id: "AUTH0_CLIENT_SECRET",
        name: "Auth0 client secret",
        keyword_required: true,
        keywords: &["auth0", "auth0 client secret", "auth0 secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u64}")])],
        ..SECRET
    },
    // OneLogin, observed form: 64 hexadecimal digits.
    Identifier {
        id: "ONELOGIN_CLIENT_SECRET",
        name: "OneLogin client secret",
        keyword_required: true,
        keywords: &["onelogin client secret", "onelogin secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x64}")])],
        ..SECRET
    },
    // Stytch documentation.
    Identifier {
        id: "STYTCH_SECRET",
        name: "Stytch project secret",
        detectors: &[Detector::Tokens(&[token("secret-test-{u35}="), token("secret-live-{u35}=")])],
        ..SECRET
    },
    // Linear developers: personal keys and OAuth tokens.
    Identifier {
        id: "LINEAR_API_KEY",
        name: "Linear API key",
        detectors: &[Detector::Tokens(&[token("lin_api_{w40}"), token("lin_oauth_{x64}")])],
        ..SECRET
    },
    // Notion developers: tokens begin with ntn_, before September 2024 with secret_.
    Identifier {
        id: "NOTION_TOKEN",
        name: "Notion integration token",
        detectors: &[Detector::Tokens(&[token("ntn_{d11}{w35}"), token("secret_{w43}")])],
        ..SECRET
    },
    // Asana documentation: observed forms.
    Identifier {
        id: "ASANA_TOKEN",
        name: "Asana personal access token",
        keyword_required: true,
        keywords: &["asana", "asana access token", "asana token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{d}/{d16}:{x32}"), keyed("{d}/{d16}/{d16}:{x32}")])],
        ..SECRET
    },
    // Figma developers: tokens begin with figd_.
    Identifier {
        id: "FIGMA_TOKEN",
        name: "Figma personal access token",
        detectors: &[Detector::Tokens(&[token("figd_{u38,42}")])],
        ..SECRET
    },
    // ClickUp API: personal tokens begin with pk_ and the user's id.
    Identifier {
        id: "CLICKUP_TOKEN",
        name: "ClickUp API token",
        detectors: &[Detector::Tokens(&[token("pk_{d5,10}_{U32}")])],
        ..SECRET
    },
    // Atlassian, Trello REST API: newer tokens begin with ATTA.
    Identifier {
        id: "TRELLO_TOKEN",
        name: "Trello API token",
        keywords: &["trello token", "trello secret"],
        detectors: &[Detector::Tokens(&[token("ATTA{x64}{X8}"), keyed("{x64}")])],
        ..SECRET
    },
    // Todoist, observed form: 40 hexadecimal digits.
    Identifier {
        id: "TODOIST_TOKEN",
        name: "Todoist API token",
        keyword_required: true,
        keywords: &["todoist api token", "todoist token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // HubSpot developers, Private apps; API keys until 2022 are UUIDs.
    Identifier {
        id: "HUBSPOT_TOKEN",
        name: "HubSpot private app token or API key",
        keywords: &["hapikey", "hubspot api key", "hubspot token", "hubspot key"],
        detectors: &[Detector::Tokens(&[
            token("pat-na1-{uuid}"),
            token("pat-na2-{uuid}"),
            token("pat-na3-{uuid}"),
            token("pat-eu1-{uuid}"),
            token("pat-ap1-{uuid}"),
            keyed("{uuid}"),
        ])],
        ..SECRET
    },
    // Salesforce help: the organisation's id, an exclamation mark and the session; refresh tokens begin with
    // 5Aep861.
    Identifier {
        id: "SALESFORCE_TOKEN",
        name: "Salesforce access or refresh token",
        detectors: &[Detector::Tokens(&[token("00D{w12,15}!{[A-Za-z0-9_.]80,260}"), token("5Aep861{p60,140}")])],
        ..SECRET
    },
    // Zendesk, observed form: 40 letters and digits.
    Identifier {
        id: "ZENDESK_TOKEN",
        name: "Zendesk API token",
        keyword_required: true,
        keywords: &["zendesk api token", "zendesk token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w40}")])],
        ..SECRET
    },
    // Freshdesk, observed form: 20 letters and digits.
    Identifier {
        id: "FRESHDESK_API_KEY",
        name: "Freshdesk API key",
        keyword_required: true,
        keywords: &["freshdesk api key", "freshdesk key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w20}")])],
        ..SECRET
    },
    // FreshBooks, observed form: 64 hexadecimal digits.
    Identifier {
        id: "FRESHBOOKS_TOKEN",
        name: "FreshBooks access token",
        keyword_required: true,
        keywords: &["freshbooks access token", "freshbooks token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x64}")])],
        ..SECRET
    },
    // Typeform developers: tokens begin with tfp_.
    Identifier {
        id: "TYPEFORM_TOKEN",
        name: "Typeform personal access token",
        detectors: &[Detector::Tokens(&[token("tfp_{[A-Za-z0-9_.=-]40,80}")])],
        ..SECRET
    },
    // Coda, observed form: tokens are UUIDs.
    Identifier {
        id: "CODA_TOKEN",
        name: "Coda API token",
        keyword_required: true,
        keywords: &["coda api token", "coda token", "coda api key", "coda key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Smartsheet, observed form: 37 letters and digits, before 2022 26.
    Identifier {
        id: "SMARTSHEET_TOKEN",
        name: "Smartsheet access token",
        keyword_required: true,
        keywords: &["smartsheet access token", "smartsheet token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w37}"), keyed("{l26}")])],
        ..SECRET
    },
    // Dropbox developers: short-lived tokens begin with sl.
    Identifier {
        id: "DROPBOX_TOKEN",
        name: "Dropbox access token",
        detectors: &[Detector::Tokens(&[token("sl.{u130,400}"), token("sl.u.{u130,1500}")])],
        ..SECRET
    },
    // Dropbox, observed form: app keys and secrets have 15 characters.
    Identifier {
        id: "DROPBOX_APP_SECRET",
        name: "Dropbox app secret",
        keyword_required: true,
        keywords: &["dropbox secret", "dropbox app secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{l15}")])],
        ..SECRET
    },
    // Box, observed form: client secrets have 32 letters and digits.
    Identifier {
        id: "BOX_CLIENT_SECRET",
        name: "Box client secret",
        keyword_required: true,
        keywords: &["box client secret", "box secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // Lokalise, observed form: 40 hexadecimal digits.
    Identifier {
        id: "LOKALISE_TOKEN",
        name: "Lokalise API token",
        keyword_required: true,
        keywords: &["lokalise api token", "lokalise token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // Crowdin, observed form: 80 hexadecimal digits.
    Identifier {
        id: "CROWDIN_TOKEN",
        name: "Crowdin personal access token",
        keyword_required: true,
        keywords: &["crowdin personal token", "crowdin api token", "crowdin token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x80}")])],
        ..SECRET
    },
    // Mapbox documentation, Access tokens: secret and temporary tokens; those after pk. are public.
    Identifier {
        id: "MAPBOX_SECRET_TOKEN",
        name: "Mapbox secret token",
        detectors: &[Detector::Tokens(&[token("sk.eyJ{u40,200}.{u22}"), token("tk.eyJ{u40,200}.{u22}")])],
        ..SECRET
    },
    // HERE, observed form: 43 URL-safe characters.
    Identifier {
        id: "HERE_API_KEY",
        name: "HERE API key",
        keyword_required: true,
        keywords: &["here api key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u43}")])],
        ..SECRET
    },
    // OpenWeather, observed form: 32 hexadecimal digits.
    Identifier {
        id: "OPENWEATHER_API_KEY",
        name: "OpenWeather API key",
        keyword_required: true,
        keywords: &["owm api key", "appid", "openweather api key", "owm key", "openweather key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Adafruit IO documentation: keys begin with aio_.
    Identifier {
        id: "ADAFRUIT_IO_KEY",
        name: "Adafruit IO key",
        detectors: &[Detector::Tokens(&[token("aio_{w28}")])],
        ..SECRET
    },
    // Frame.io developers: tokens begin with fio-u-.
    Identifier {
        id: "FRAME_IO_TOKEN",
        name: "Frame.io developer token",
        detectors: &[Detector::Tokens(&[token("fio-u-{u64}")])],
        ..SECRET
    },
    // Adobe developers: client secrets begin with p8.
    Identifier {
        id: "ADOBE_CLIENT_SECRET",
        name: "Adobe client secret",
        detectors: &[Detector::Tokens(&[token("p8e-{u32}"), token("p8-{u32}")])],
        ..SECRET
    },
    // Defined Networking documentation: keys begin with dnkey-.
    Identifier {
        id: "DEFINED_NETWORKING_KEY",
        name: "Defined Networking API key",
        detectors: &[Detector::Tokens(&[token("dnkey-{U26}-{U52}")])],
        ..SECRET
    },
    // Beamer documentation: keys begin with b_.
    Identifier {
        id: "BEAMER_API_KEY",
        name: "Beamer API key",
        keyword_required: true,
        keywords: &["beamer", "beamer api key", "beamer key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("b_{[A-Za-z0-9+/=]44}")])],
        ..SECRET
    },
    // New York Times, observed form: 32 letters and digits.
    Identifier {
        id: "NYTIMES_API_KEY",
        name: "New York Times API key",
        keyword_required: true,
        keywords: &["nytimes api key", "nyt api key", "nytimes key", "nyt key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // Flickr, observed form: 32 hexadecimal digits.
    Identifier {
        id: "FLICKR_SECRET",
        name: "Flickr API key",
        keyword_required: true,
        keywords: &["flickr api key", "flickr secret", "flickr key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Giphy, observed form: 32 letters and digits.
    Identifier {
        id: "GIPHY_API_KEY",
        name: "Giphy API key",
        keyword_required: true,
        keywords: &["giphy api key", "giphy key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // Discourse, observed form: 64 hexadecimal digits.
    Identifier {
        id: "DISCOURSE_API_KEY",
        name: "Discourse API key",
        keyword_required: true,
        keywords: &["discourse api key", "discourse key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x64}")])],
        ..SECRET
    },
    // Squarespace developers.
    Identifier {
        id: "SQUARESPACE_API_KEY",
        name: "Squarespace API key",
        keyword_required: true,
        keywords: &["squarespace api key", "squarespace key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Kit, observed form: API secrets have 43 URL-safe characters.
    Identifier {
        id: "CONVERTKIT_API_SECRET",
        name: "Kit (ConvertKit) API secret",
        keyword_required: true,
        keywords: &["convertkit api secret", "convertkit secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u43}")])],
        ..SECRET
    },
    // Klaviyo developers: private keys begin with pk_ and 34 hexadecimal digits.
    Identifier {
        id: "KLAVIYO_API_KEY",
        name: "Klaviyo private API key",
        detectors: &[Detector::Tokens(&[token("pk_{x34}")])],
        ..SECRET
    },
    // Customer.io, observed form: 32 hexadecimal digits.
    Identifier {
        id: "CUSTOMER_IO_KEY",
        name: "Customer.io API key",
        keyword_required: true,
        keywords: &[
            "customerio api key",
            "customer io key",
            "customer.io api key",
            "customer.io key",
            "customer io api key",
            "customerio key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Riot developer portal, API keys.
    Identifier {
        id: "RIOT_GAMES_API_KEY",
        name: "Riot Games API key",
        detectors: &[Detector::Tokens(&[token("RGAPI-{uuid}")])],
        ..SECRET
    },
    // WakaTime's command line, parameters: a UUID behind waka_.
    Identifier {
        id: "WAKATIME_API_KEY",
        name: "WakaTime API key",
        detectors: &[Detector::Tokens(&[token("waka_{uuid}")])],
        ..SECRET
    },
    // Onfido API documentation, Token authentication: of three regions, and of their sandboxes.
    Identifier {
        id: "ONFIDO_API_TOKEN",
        name: "Onfido API token",
        detectors: &[Detector::Tokens(&[
            token("api_live.{u11}.{u32}"),
            token("api_live_us.{u11}.{u32}"),
            token("api_live_ca.{u11}.{u32}"),
            token("api_sandbox.{u11}.{u32}"),
            token("api_sandbox_us.{u11}.{u32}"),
            token("api_sandbox_ca.{u11}.{u32}"),
        ])],
        ..SECRET
    },
    // Persona documentation, API keys.
    Identifier {
        id: "PERSONA_API_KEY",
        name: "Persona API key",
        detectors: &[Detector::Tokens(&[token("persona_production_{uuid}"), token("persona_sandbox_{uuid}")])],
        ..SECRET
    },
    // Voiceflow documentation, API keys: of the dialog manager and of workspaces.
    Identifier {
        id: "VOICEFLOW_API_KEY",
        name: "Voiceflow API key",
        detectors: &[Detector::Tokens(&[
            token("VF.DM.{x24}.{w16}"),
            token("VF.WS.{x24}.{w16}"),
            token("VF.{x24}.{w16}"),
        ])],
        ..SECRET
    },
    // Ubidots documentation, Authentication.
    Identifier {
        id: "UBIDOTS_TOKEN",
        name: "Ubidots token",
        detectors: &[Detector::Tokens(&[token("BBFF-{w30}")])],
        ..SECRET
    },
    // PubNub documentation, API keys: 36 bytes in base64.
    Identifier {
        id: "PUBNUB_SECRET_KEY",
        name: "PubNub secret key",
        detectors: &[Detector::Tokens(&[token("sec-c-{b48}")])],
        ..SECRET
    },
    // VK for developers, Access token.
    Identifier {
        id: "VK_ACCESS_TOKEN",
        name: "VK access token",
        detectors: &[Detector::Tokens(&[token("vk1.a.{u80,250}")])],
        ..SECRET
    },
    // Zoho developer documentation, OAuth 2.0: access, refresh and grant tokens.
    Identifier {
        id: "ZOHO_OAUTH_TOKEN",
        name: "Zoho OAuth token",
        detectors: &[Detector::Tokens(&[token("1000.{x32}.{x32}")])],
        ..SECRET
    },
    // QuickNode documentation, Console API.
    Identifier {
        id: "QUICKNODE_API_KEY",
        name: "QuickNode API key",
        detectors: &[Detector::Tokens(&[token("QN_{x32}")])],
        ..SECRET
    },
    // WordPress, wp-config.php: eight keys and salts, for which the generator of WordPress makes 64 characters each, the
    // apostrophe not among them. Four of the eight have names long enough to be looked for by themselves.
    Identifier {
        id: "WORDPRESS_SECRET_KEY",
        name: "WordPress secret key or salt",
        detectors: &[Detector::Tokens(&[
            token("SECURE_AUTH_KEY',{[ \t]1,12}'{[ -&(-~]64}'"),
            token("SECURE_AUTH_SALT',{[ \t]1,12}'{[ -&(-~]64}'"),
            token("LOGGED_IN_KEY',{[ \t]1,12}'{[ -&(-~]64}'"),
            token("LOGGED_IN_SALT',{[ \t]1,12}'{[ -&(-~]64}'"),
        ])],
        ..SECRET
    },
    // Branch documentation: keys and secrets, for production and tests.
    Identifier {
        id: "BRANCH_API_KEY",
        name: "Branch key or secret",
        detectors: &[Detector::Tokens(&[
            token("key_live_{w32}"),
            token("key_test_{w32}"),
            token("secret_live_{w32}"),
            token("secret_test_{w32}"),
        ])],
        ..SECRET
    },
    // Brave Search API, observed form: BSA and URL-safe characters.
    Identifier {
        id: "BRAVE_SEARCH_API_KEY",
        name: "Brave Search API key",
        keyword_required: true,
        keywords: &[
            "brave api key",
            "brave search api key",
            "x-subscription-token",
            "brave key",
            "brave search key",
            "brave search",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("BSA{u24,40}")])],
        ..SECRET
    },
    // Canva Connect documentation: secrets begin with cnvca.
    Identifier {
        id: "CANVA_CLIENT_SECRET",
        name: "Canva client secret",
        detectors: &[Detector::Tokens(&[token("cnvca{u51}")])],
        ..SECRET
    },
    // Lichess API documentation: tokens begin with lip_.
    Identifier {
        id: "LICHESS_TOKEN",
        name: "Lichess personal access token",
        detectors: &[Detector::Tokens(&[token("lip_{w20}")])],
        ..SECRET
    },
    // Miro documentation: the region as JSON in base64, and the token behind an underscore.
    Identifier {
        id: "MIRO_ACCESS_TOKEN",
        name: "Miro access token",
        detectors: &[Detector::Tokens(&[token("eyJtaXJv{w10,64}_{u20,64}")])],
        ..SECRET
    },
    // Nylas documentation: keys begin with nyk_, observed with a version.
    Identifier {
        id: "NYLAS_API_KEY",
        name: "Nylas API key",
        detectors: &[Detector::Tokens(&[token("nyk_v0_{w64}"), token("nyk_{w67}")])],
        ..SECRET
    },
    // Pinterest documentation: access tokens begin with pina_, refresh tokens with pinr.
    Identifier {
        id: "PINTEREST_ACCESS_TOKEN",
        name: "Pinterest access token",
        detectors: &[Detector::Tokens(&[token("pina_{u40,200}"), token("pinr.{u40,200}")])],
        ..SECRET
    },
    // Samsara documentation: tokens begin with samsara_api_.
    Identifier {
        id: "SAMSARA_API_TOKEN",
        name: "Samsara API token",
        detectors: &[Detector::Tokens(&[token("samsara_api_{w26,32}")])],
        ..SECRET
    },
];
