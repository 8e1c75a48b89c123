//! Secrets of payments, shops and exchanges.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // Stripe documentation, Receive events in your webhook endpoint; also Svix.
    Identifier {
        id: "STRIPE_WEBHOOK_SECRET",
        name: "Stripe webhook signing secret",
        detectors: &[Detector::Tokens(&[token("whsec_{b32,64}"), token("whsec_{x64}")])],
        ..SECRET
    },
    // Square documentation, Access tokens.
    Identifier {
        id: "SQUARE_ACCESS_TOKEN",
        name: "Square access token",
        detectors: &[Detector::Tokens(&[token("EAAA{u60}"), token("sq0atp-{u22}")])],
        ..SECRET
    },
    // Square documentation, OAuth API.
    Identifier {
        id: "SQUARE_OAUTH_SECRET",
        name: "Square OAuth secret",
        detectors: &[Detector::Tokens(&[token("sq0csp-{u43}"), token("sandbox-sq0csb-{u43}")])],
        ..SECRET
    },
    // Braintree documentation: access tokens.
    Identifier {
        id: "BRAINTREE_ACCESS_TOKEN",
        name: "PayPal Braintree access token",
        detectors: &[Detector::Tokens(&[
            token("access_token$production${l16}${x32}"),
            token("access_token$sandbox${l16}${x32}"),
        ])],
        ..SECRET
    },
    // PayPal Developer: secrets have 80 characters and begin with E.
    Identifier {
        id: "PAYPAL_CLIENT_SECRET",
        name: "PayPal client secret",
        keyword_required: true,
        keywords: &["paypal", "paypal client secret", "paypal secret", "client secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("E{u79}")])],
        ..SECRET
    },
    // Plaid documentation, Tokens.
    Identifier {
        id: "PLAID_ACCESS_TOKEN",
        name: "Plaid access token",
        detectors: &[Detector::Tokens(&[
            token("access-production-{uuid}"),
            token("access-sandbox-{uuid}"),
            token("access-development-{uuid}"),
        ])],
        ..SECRET
    },
    // Plaid, observed form: secrets have 30 hexadecimal digits.
    Identifier {
        id: "PLAID_SECRET",
        name: "Plaid secret",
        keyword_required: true,
        keywords: &["plaid secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x30}")])],
        ..SECRET
    },
    // Adyen documentation, API credentials: two parts in base64 and a third of printable signs.
    Identifier {
        id: "ADYEN_API_KEY",
        name: "Adyen API key",
        detectors: &[Detector::Tokens(&[token("AQE{[a-z]}{b60,200}{=0,2}-{b40,60}{=0,2}-{[!#-+/-9:-Z^-~]10,24}")])],
        ..SECRET
    },
    // Razorpay documentation, API keys.
    Identifier {
        id: "RAZORPAY_KEY",
        name: "Razorpay key id",
        detectors: &[Detector::Tokens(&[token("rzp_live_{w14}"), token("rzp_test_{w14}")])],
        ..SECRET
    },
    // Checkout.com documentation: keys of the previous and of the current account structure.
    Identifier {
        id: "CHECKOUT_COM_SECRET_KEY",
        name: "Checkout.com secret key",
        detectors: &[Detector::Tokens(&[
            token("sk_{uuid}"),
            token("sk_test_{uuid}"),
            token("sk_sbox_{l26}{[*#$=a-z]}"),
        ])],
        ..SECRET
    },
    // GoCardless documentation: access tokens begin with live_ or sandbox_.
    Identifier {
        id: "GOCARDLESS_TOKEN",
        name: "GoCardless access token",
        keyword_required: true,
        keywords: &["gocardless", "gocardless token", "gocardless access token", "access token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("live_{u40}"), keyed("sandbox_{u40}")])],
        ..SECRET
    },
    // Coinbase, observed form: legacy secrets have 32 or 64 letters and digits.
    Identifier {
        id: "COINBASE_API_SECRET",
        name: "Coinbase API secret",
        keyword_required: true,
        keywords: &["coinbase secret", "coinbase api secret", "cb-access-key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w64}"), keyed("{w32}")])],
        ..SECRET
    },
    // Mollie documentation, Authentication.
    Identifier {
        id: "MOLLIE_API_KEY",
        name: "Mollie API key",
        keyword_required: true,
        keywords: &["mollie", "mollie api key", "mollie key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("live_{w30}"), keyed("test_{w30}")])],
        ..SECRET
    },
    // Flutterwave documentation, API keys.
    Identifier {
        id: "FLUTTERWAVE_SECRET_KEY",
        name: "Flutterwave secret key",
        detectors: &[Detector::Tokens(&[
            token("FLWSECK_TEST-{x32}-X"),
            token("FLWSECK-{x32}-X"),
            token("FLWSECK-{x32}-{x11}vt-X"),
        ])],
        ..SECRET
    },
    // Mercado Pago developers: the application's id, a date, a random part, the user's id.
    Identifier {
        id: "MERCADO_PAGO_TOKEN",
        name: "Mercado Pago access token",
        detectors: &[Detector::Tokens(&[
            token("APP_USR-{d15,17}-{d6}-{x32}-{d6,11}"),
            token("TEST-{d15,17}-{d6}-{x32}-{d6,11}"),
        ])],
        ..SECRET
    },
    // Paddle documentation, API key format.
    Identifier {
        id: "PADDLE_API_KEY",
        name: "Paddle API key",
        detectors: &[Detector::Tokens(&[
            token("pdl_live_apikey_{l26}_{w22}_{w3}"),
            token("pdl_sdbx_apikey_{l26}_{w22}_{w3}"),
        ])],
        ..SECRET
    },
    // Duffel documentation.
    Identifier {
        id: "DUFFEL_TOKEN",
        name: "Duffel access token",
        detectors: &[Detector::Tokens(&[token("duffel_live_{u43}"), token("duffel_test_{u43}")])],
        ..SECRET
    },
    // EasyPost documentation: production and test keys.
    Identifier {
        id: "EASYPOST_API_KEY",
        name: "EasyPost API key",
        detectors: &[Detector::Tokens(&[token("EZAK{w54}"), token("EZTK{w54}")])],
        ..SECRET
    },
    // Shippo documentation.
    Identifier {
        id: "SHIPPO_TOKEN",
        name: "Shippo API token",
        detectors: &[Detector::Tokens(&[token("shippo_live_{x40}"), token("shippo_test_{x40}")])],
        ..SECRET
    },
    // Lob documentation: secret keys.
    Identifier {
        id: "LOB_API_KEY",
        name: "Lob API key",
        detectors: &[Detector::Tokens(&[token("live_{x35}"), token("test_{x35}")])],
        ..SECRET
    },
    // Shopify developer changelog, Length of tokens (2020): prefixes.
    Identifier {
        id: "SHOPIFY_ACCESS_TOKEN",
        name: "Shopify access token",
        detectors: &[Detector::Tokens(&[token("shpat_{X32}"), token("shpca_{X32}"), token("shppa_{X32}")])],
        ..SECRET
    },
    // Shopify developer changelog: API secret keys.
    Identifier {
        id: "SHOPIFY_SHARED_SECRET",
        name: "Shopify app shared secret",
        detectors: &[Detector::Tokens(&[token("shpss_{X32}")])],
        ..SECRET
    },
    // Etsy, observed form: keystrings have 24 characters.
    Identifier {
        id: "ETSY_API_KEY",
        name: "Etsy API keystring",
        keyword_required: true,
        keywords: &["etsy api key", "etsy keystring", "etsy key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{l24}")])],
        ..SECRET
    },
    // Finicity (Mastercard Open Banking), observed form: 32 hexadecimal digits.
    Identifier {
        id: "FINICITY_APP_KEY",
        name: "Finicity app key",
        keyword_required: true,
        keywords: &["finicity-app-key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Kraken, observed form: private keys are 64 bytes in base64.
    Identifier {
        id: "KRAKEN_API_SECRET",
        name: "Kraken private key",
        keyword_required: true,
        keywords: &["kraken secret", "kraken api secret", "kraken private key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b86}==")])],
        ..SECRET
    },
    // Binance, observed form: keys and secrets have 64 letters and digits.
    Identifier {
        id: "BINANCE_API_SECRET",
        name: "Binance API secret",
        keyword_required: true,
        keywords: &["binance secret", "binance api secret", "binance api key", "binance key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w64}")])],
        ..SECRET
    },
    // KuCoin, observed form: secrets are UUIDs.
    Identifier {
        id: "KUCOIN_API_SECRET",
        name: "KuCoin API secret",
        keyword_required: true,
        keywords: &["kucoin secret", "kucoin api secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Etherscan, observed form: 34 capitals and digits.
    Identifier {
        id: "ETHERSCAN_API_KEY",
        name: "Etherscan API key",
        keyword_required: true,
        keywords: &["etherscan api key", "etherscan key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{U34}")])],
        ..SECRET
    },
    // Infura, observed form: 32 hexadecimal digits.
    Identifier {
        id: "INFURA_API_KEY",
        name: "Infura API key",
        keyword_required: true,
        keywords: &["infura api key", "infura project secret", "infura key", "infura.io/v3", "infura.io/ws/v3"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Alchemy, observed forms: 32 URL-safe characters, and alcht_ before thirty letters and digits.
    Identifier {
        id: "ALCHEMY_API_KEY",
        name: "Alchemy API key",
        keywords: &["alchemy api key", "alchemy key", "alchemyapi.io/v2", "g.alchemy.com/v2"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u32}"), token("alcht_{w30}")])],
        ..SECRET
    },
    // Ramp developer documentation, authorization: secrets begin with ramp_sec_, ids with ramp_id_.
    Identifier {
        id: "RAMP_CLIENT_SECRET",
        name: "Ramp client secret",
        detectors: &[Detector::Tokens(&[token("ramp_sec_{w48}")])],
        ..SECRET
    },
    // Cashfree documentation, API keys: of production and of tests.
    Identifier {
        id: "CASHFREE_SECRET_KEY",
        name: "Cashfree secret key",
        detectors: &[Detector::Tokens(&[token("cfsk_ma_prod_{x32}_{x8}"), token("cfsk_ma_test_{x32}_{x8}")])],
        ..SECRET
    },
    // Xendit documentation, API keys. Older ones are base64.
    Identifier {
        id: "XENDIT_SECRET_KEY",
        name: "Xendit secret key",
        detectors: &[Detector::Tokens(&[
            token("xnd_production_{b40,100}{=0,2}"),
            token("xnd_development_{b40,100}{=0,2}"),
        ])],
        ..SECRET
    },
    // Omise documentation, Authentication.
    Identifier {
        id: "OMISE_SECRET_KEY",
        name: "Omise secret key",
        detectors: &[Detector::Tokens(&[token("skey_test_{l19}"), token("skey_{l19}")])],
        ..SECRET
    },
    // Revolut Business API documentation: access and refresh tokens of production and of the sandbox.
    Identifier {
        id: "REVOLUT_ACCESS_TOKEN",
        name: "Revolut Business access token",
        detectors: &[Detector::Tokens(&[token("oa_prod_{u43}"), token("oa_sand_{u43}")])],
        ..SECRET
    },
    // Asaas documentation, Autenticação: of production, of the sandbox, and older ones without either.
    Identifier {
        id: "ASAAS_API_KEY",
        name: "Asaas API key",
        detectors: &[Detector::Tokens(&[
            token("$aact_prod_{b100,250}{=0,2}"),
            token("$aact_hmlg_{b100,250}{=0,2}"),
            token("$aact_{b100,250}{=0,2}"),
        ])],
        ..SECRET
    },
    // Midtrans documentation, API keys: of production and of the sandbox.
    Identifier {
        id: "MIDTRANS_SERVER_KEY",
        name: "Midtrans server key",
        detectors: &[Detector::Tokens(&[token("Mid-server-{u24}"), token("SB-Mid-server-{u24}")])],
        ..SECRET
    },
    // Mercury API documentation, Using your token. The scheme is that of RFC 8959; people leave it out.
    Identifier {
        id: "MERCURY_API_TOKEN",
        name: "Mercury API token",
        detectors: &[Detector::Tokens(&[
            token("secret-token:mercury_production_{l3}_{w40,50}_yrucrem"),
            token("secret-token:mercury_sandbox_{l3}_{w40,50}_yrucrem"),
            token("mercury_production_{l3,6}_{w40,50}_yrucrem"),
            token("mercury_sandbox_{l3,6}_{w40,50}_yrucrem"),
        ])],
        ..SECRET
    },
    // Polar documentation, Authentication: organization, personal and OAuth access tokens.
    Identifier {
        id: "POLAR_ACCESS_TOKEN",
        name: "Polar access token",
        detectors: &[Detector::Tokens(&[
            token("polar_oat_{u36,100}"),
            token("polar_pat_{u36,100}"),
            token("polar_at_{w}_{u36,100}"),
        ])],
        ..SECRET
    },
    // Toss Payments documentation, API keys.
    Identifier {
        id: "TOSS_PAYMENTS_SECRET_KEY",
        name: "Toss Payments secret key",
        detectors: &[Detector::Tokens(&[
            token("live_sk_{w28,30}"),
            token("live_gsk_{w28,30}"),
            token("test_sk_{w28,30}"),
            token("test_gsk_{w28,30}"),
        ])],
        ..SECRET
    },
];
