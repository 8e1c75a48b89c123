//! Secrets of messaging, mail and social networks.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::check::token as check;
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token, verified};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // Slack documentation, Token types; older forms as observed.
    Identifier {
        id: "SLACK_TOKEN",
        name: "Slack token",
        detectors: &[Detector::Tokens(&[
            token("xoxb-{d9,14}-{d9,14}-{w24}"),
            token("xoxb-{d9,14}-{w18,26}"),
            token("xoxp-{d9,14}-{d9,14}-{d9,14}-{x32}"),
            token("xoxp-{d9,14}-{d9,14}-{x32}"),
            token("xoxs-{d9,14}-{d9,14}-{d9,14}-{x10,32}"),
            token("xoxa-2-{d9,14}-{d9,14}-{d9,14}-{x32}"),
            token("xoxr-{d9,14}-{d9,14}-{d9,14}-{x32}"),
            token("xoxc-{d9,14}-{d9,14}-{d9,14}-{x64}"),
            token("xoxd-{[A-Za-z0-9%+/]60,300}"),
            token("xoxe-{d}-{w140,170}"),
            token("xoxe.xoxp-{d}-{w160,170}"),
            token("xoxe.xoxb-{d}-{w160,170}"),
        ])],
        ..SECRET
    },
    // Slack documentation, Token types.
    Identifier {
        id: "SLACK_APP_TOKEN",
        name: "Slack app-level token",
        detectors: &[Detector::Tokens(&[token("xapp-{d}-A{U8,12}-{d10,14}-{x64}")])],
        ..SECRET
    },
    // Slack documentation, Sending messages using incoming webhooks.
    Identifier {
        id: "SLACK_WEBHOOK",
        name: "Slack webhook address",
        detectors: &[Detector::Tokens(&[
            token("hooks.slack.com/services/T{U7,12}/B{U7,12}/{w24}"),
            token("hooks.slack.com/workflows/T{U7,12}/A{U7,12}/{d15,20}/{w24}"),
            token("hooks.slack.com/triggers/{U9,12}/{d10,15}/{x32}"),
        ])],
        ..SECRET
    },
    // Discord developer documentation: the bot's id in base64, a time and a signature.
    Identifier {
        id: "DISCORD_BOT_TOKEN",
        name: "Discord bot token",
        detectors: &[Detector::Tokens(&[verified(
            "{[MNO]}{[DTjz]}{[AEIMQUYcgk]}{[w-z0-5]}{u19,24}.{u6}.{u27,40}",
            check::discord,
        )])],
        ..SECRET
    },
    // Discord developer documentation, Webhook resource.
    Identifier {
        id: "DISCORD_WEBHOOK",
        name: "Discord webhook address",
        detectors: &[Detector::Tokens(&[
            token("discord.com/api/webhooks/{d17,20}/{u60,80}"),
            token("discordapp.com/api/webhooks/{d17,20}/{u60,80}"),
            token("discord.com/api/v{d1,2}/webhooks/{d17,20}/{u60,80}"),
        ])],
        ..SECRET
    },
    // Observed form: 32 URL-safe characters.
    Identifier {
        id: "DISCORD_CLIENT_SECRET",
        name: "Discord client secret",
        keyword_required: true,
        keywords: &["discord client secret", "discord secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u32}")])],
        ..SECRET
    },
    // Telegram Bot API documentation: the bot's id, a colon and 35 characters that begin with AA.
    Identifier {
        id: "TELEGRAM_BOT_TOKEN",
        name: "Telegram bot token",
        keywords: &["telegram", "telegram bot token", "bot token", "api.telegram.org", "tg token", "tgram"],
        // In addresses of the service `bot` stands before it.
        detectors: &[Detector::Tokens(&[keyed("{d8,10}:A{u34}"), token("api.telegram.org/bot{d8,10}:A{u34}")])],
        ..SECRET
    },
    // Microsoft Learn, Create incoming webhooks: the name of the tenant stands before, which is not secret.
    Identifier {
        id: "TEAMS_WEBHOOK",
        name: "Microsoft Teams webhook address",
        detectors: &[Detector::Tokens(&[
            token("webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{x32}/{uuid}"),
            token("com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{x32}/{uuid}"),
            token("outlook.office.com/webhook/{uuid}@{uuid}/IncomingWebhook/{x32}/{uuid}"),
        ])],
        ..SECRET
    },
    // Zoom, observed form: client secrets have 32 letters and digits.
    Identifier {
        id: "ZOOM_CLIENT_SECRET",
        name: "Zoom client secret",
        keyword_required: true,
        keywords: &["zoom client secret", "zoom secret", "zoom api secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // Mattermost, observed form: personal access tokens have 26 characters.
    Identifier {
        id: "MATTERMOST_TOKEN",
        name: "Mattermost access token",
        keyword_required: true,
        keywords: &["mattermost token", "mm token", "mattermost access token", "mattermost personal access token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{l26}")])],
        ..SECRET
    },
    // Gitter, observed form: 40 hexadecimal digits.
    Identifier {
        id: "GITTER_TOKEN",
        name: "Gitter access token",
        keyword_required: true,
        keywords: &["gitter token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // Twilio documentation, API keys: SIDs that begin with SK.
    Identifier {
        id: "TWILIO_API_KEY",
        name: "Twilio API key",
        detectors: &[Detector::Tokens(&[token("SK{x32}")])],
        ..SECRET
    },
    // Twilio, observed form: auth tokens have 32 hexadecimal digits.
    Identifier {
        id: "TWILIO_AUTH_TOKEN",
        name: "Twilio auth token",
        keyword_required: true,
        keywords: &["twilio auth token", "twilio token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Twilio SendGrid documentation, API keys: 69 characters in three parts.
    Identifier {
        id: "SENDGRID_API_KEY",
        name: "SendGrid API key",
        detectors: &[Detector::Tokens(&[token("SG.{u22}.{u43}")])],
        ..SECRET
    },
    // Mailgun documentation: private keys begin with key-; newer keys have three parts.
    Identifier {
        id: "MAILGUN_API_KEY",
        name: "Mailgun API key",
        keywords: &["mailgun", "mailgun api key", "mg api key", "mailgun signing key", "mailgun key"],
        detectors: &[Detector::Tokens(&[token("key-{x32}"), keyed("{x32}-{x8}-{x8}")])],
        ..SECRET
    },
    // Mailchimp documentation, About API keys: 32 hexadecimal digits and the data centre.
    Identifier {
        id: "MAILCHIMP_API_KEY",
        name: "Mailchimp API key",
        keyword_required: true,
        keywords: &["mailchimp", "mailchimp api key", "mc api key", "apikey", "mailchimp key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}-us{d1,2}")])],
        ..SECRET
    },
    // Mailchimp Transactional documentation: keys begin with md-.
    Identifier {
        id: "MANDRILL_API_KEY",
        name: "Mailchimp Transactional API key",
        detectors: &[Detector::Tokens(&[token("md-{u22}")])],
        ..SECRET
    },
    // Postmark, observed form: server and account tokens are UUIDs.
    Identifier {
        id: "POSTMARK_TOKEN",
        name: "Postmark server token",
        keyword_required: true,
        keywords: &["x-postmark-server-token", "postmark api token", "postmark server token", "postmark token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Brevo documentation: API and SMTP keys.
    Identifier {
        id: "BREVO_API_KEY",
        name: "Brevo (Sendinblue) API key",
        detectors: &[Detector::Tokens(&[token("xkeysib-{x64}-{w16}"), token("xsmtpsib-{x64}-{w16}")])],
        ..SECRET
    },
    // Mailjet, observed form: API and secret keys have 32 hexadecimal digits.
    Identifier {
        id: "MAILJET_API_KEY",
        name: "Mailjet API key",
        keyword_required: true,
        keywords: &["mj apikey private", "mj apikey public", "mailjet secret key", "mailjet api key", "mailjet key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // SparkPost, observed form: 40 hexadecimal digits.
    Identifier {
        id: "SPARKPOST_API_KEY",
        name: "SparkPost API key",
        keyword_required: true,
        keywords: &["sparkpost api key", "sparkpost key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // Resend documentation: API keys begin with re_.
    Identifier {
        id: "RESEND_API_KEY",
        name: "Resend API key",
        detectors: &[Detector::Tokens(&[token("re_{w8}_{w24}")])],
        ..SECRET
    },
    // MessageBird, observed form: access keys have 25 letters and digits.
    Identifier {
        id: "MESSAGEBIRD_ACCESS_KEY",
        name: "MessageBird access key",
        keyword_required: true,
        keywords: &["messagebird access key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w25}")])],
        ..SECRET
    },
    // Vonage, observed form: API secrets have 16 letters and digits.
    Identifier {
        id: "VONAGE_API_SECRET",
        name: "Vonage (Nexmo) API secret",
        keyword_required: true,
        keywords: &["nexmo secret", "nexmo api secret", "vonage secret", "vonage api secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w16}")])],
        ..SECRET
    },
    // LINE, observed form: long-lived channel access tokens.
    Identifier {
        id: "LINE_CHANNEL_TOKEN",
        name: "LINE channel access token",
        keyword_required: true,
        keywords: &["line channel access token", "channel access token", "line token", "line channel token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b170,176}=")])],
        ..SECRET
    },
    // Intercom documentation: tok: and the token, in base64.
    Identifier {
        id: "INTERCOM_TOKEN",
        name: "Intercom access token",
        detectors: &[Detector::Tokens(&[token("dG9rO{b54}=")])],
        ..SECRET
    },
    // Pushover API: 30 letters and digits.
    Identifier {
        id: "PUSHOVER_TOKEN",
        name: "Pushover application token",
        keyword_required: true,
        keywords: &["pushover token", "pushover api token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{l30}")])],
        ..SECRET
    },
    // Pushbullet API: tokens begin with o.
    Identifier {
        id: "PUSHBULLET_TOKEN",
        name: "Pushbullet access token",
        keyword_required: true,
        keywords: &["pushbullet", "pushbullet token", "access-token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("o.{w32}")])],
        ..SECRET
    },
    // Pusher, observed form: keys and secrets have 20 hexadecimal digits.
    Identifier {
        id: "PUSHER_SECRET",
        name: "Pusher app secret",
        keyword_required: true,
        keywords: &["pusher secret", "pusher app secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x20}")])],
        ..SECRET
    },
    // Ably documentation: the app's id, the key's id and the secret.
    Identifier {
        id: "ABLY_API_KEY",
        name: "Ably API key",
        keyword_required: true,
        keywords: &["ably", "ably api key", "ably key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u6}.{u6}:{u43}")])],
        ..SECRET
    },
    // Sendbird, observed form: API tokens have 40 hexadecimal digits.
    Identifier {
        id: "SENDBIRD_TOKEN",
        name: "Sendbird API token",
        keyword_required: true,
        keywords: &["sendbird token", "sendbird api token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // Zapier help, Trigger Zaps from webhooks.
    Identifier {
        id: "ZAPIER_WEBHOOK",
        name: "Zapier webhook address",
        detectors: &[Detector::Tokens(&[token("hooks.zapier.com/hooks/catch/{d5,10}/{l6,10}")])],
        ..SECRET
    },
    // IFTTT help, Webhooks service.
    Identifier {
        id: "IFTTT_WEBHOOK_KEY",
        name: "IFTTT webhook address",
        detectors: &[Detector::Tokens(&[token("maker.ifttt.com/trigger/{p1,60}/with/key/{u22,60}")])],
        ..SECRET
    },
    // Twitch, observed forms: client secrets and tokens have 30 characters; keys of streams have live_, the number of the
    // account and the secret.
    Identifier {
        id: "TWITCH_TOKEN",
        name: "Twitch client secret, token or stream key",
        keywords: &["twitch client secret", "twitch token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{l30}"), token("live_{d8,12}_{w30,36}")])],
        ..SECRET
    },
    // Reddit OAuth2 wiki; observed lengths 27 and 30.
    Identifier {
        id: "REDDIT_CLIENT_SECRET",
        name: "Reddit client secret",
        keyword_required: true,
        keywords: &["reddit client secret", "reddit secret", "client secret reddit"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u27}"), keyed("{u30}")])],
        ..SECRET
    },
    // Meta for Developers, Access tokens: user and page tokens begin with EAA; app tokens are the app's id, | and
    // 27 characters.
    Identifier {
        id: "FACEBOOK_ACCESS_TOKEN",
        name: "Facebook access token",
        keywords: &["facebook", "fb access token", "app access token", "facebook access token", "access token"],
        detectors: &[Detector::Tokens(&[token("EAA{w100,300}"), keyed("{d15,16}|{u27}")])],
        ..SECRET
    },
    // Meta for, observed form: app secrets have 32 hexadecimal digits.
    Identifier {
        id: "FACEBOOK_APP_SECRET",
        name: "Facebook app secret",
        keyword_required: true,
        keywords: &["facebook app secret", "facebook secret", "fb app secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Instagram platform documentation: tokens begin with IGQV or IGAA.
    Identifier {
        id: "INSTAGRAM_TOKEN",
        name: "Instagram access token",
        detectors: &[Detector::Tokens(&[token("IGQV{u100,300}"), token("IGAA{u100,300}")])],
        ..SECRET
    },
    // X developer platform, OAuth 2.0 bearer token: base64 that begins with zeros, percent-encoded, with `=` in it.
    Identifier {
        id: "TWITTER_BEARER_TOKEN",
        name: "X (Twitter) bearer token",
        detectors: &[Detector::Tokens(&[verified("AAAAAAAAAAAAAAAAAAAAA{[A-Za-z0-9%]30,100}", |token| {
            token.contains(&b'%')
        })])],
        ..SECRET
    },
    // X developer platform, OAuth 1.0a: the user's id, a hyphen and 40 characters.
    Identifier {
        id: "TWITTER_ACCESS_TOKEN",
        name: "X (Twitter) access token",
        keyword_required: true,
        keywords: &["twitter", "twitter access token", "access token", "oauth token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{d15,20}-{w40}")])],
        ..SECRET
    },
    // X, observed form: API secrets have 50 letters and digits.
    Identifier {
        id: "TWITTER_API_SECRET",
        name: "X (Twitter) API secret",
        keyword_required: true,
        keywords: &["twitter api secret", "twitter consumer secret", "consumer secret", "twitter secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w50}")])],
        ..SECRET
    },
    // LinkedIn API documentation: newer secrets begin with WPL_AP, older ones have 16 letters and digits.
    Identifier {
        id: "LINKEDIN_CLIENT_SECRET",
        name: "LinkedIn client secret",
        keywords: &["linkedin client secret", "linkedin secret"],
        detectors: &[Detector::Tokens(&[
            token("WPL_AP1.{w16}.{b6}=="),
            token("WPL_AP0.{d1,4}.{w16}.{b6}=="),
            keyed("{w16}"),
        ])],
        ..SECRET
    },
    // Spotify for, observed form: client secrets have 32 hexadecimal digits.
    Identifier {
        id: "SPOTIFY_CLIENT_SECRET",
        name: "Spotify client secret",
        keyword_required: true,
        keywords: &["spotify client secret", "spotify secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Telnyx documentation, API v2 keys.
    Identifier {
        id: "TELNYX_API_KEY",
        name: "Telnyx API key",
        detectors: &[Detector::Tokens(&[token("KEY{X32}_{w22}")])],
        ..SECRET
    },
    // MailerSend documentation, API tokens.
    Identifier {
        id: "MAILERSEND_API_TOKEN",
        name: "MailerSend API token",
        detectors: &[Detector::Tokens(&[token("mlsn.{w60,70}")])],
        ..SECRET
    },
    // Courier documentation, API keys.
    Identifier {
        id: "COURIER_AUTH_TOKEN",
        name: "Courier authorization token",
        detectors: &[Detector::Tokens(&[token("pk_prod_{U28}")])],
        ..SECRET
    },
    // GC Notify documentation (Canadian Digital Service): the key's name, the service's id and the secret, as UUIDs.
    Identifier {
        id: "GC_NOTIFY_API_KEY",
        name: "GC Notify API key",
        detectors: &[Detector::Tokens(&[token("gcntfy-{[a-z0-9_-]80,160}")])],
        ..SECRET
    },
    // OneSignal documentation: keys of apps and organisations since 2024.
    Identifier {
        id: "ONESIGNAL_API_KEY",
        name: "OneSignal API key",
        detectors: &[Detector::Tokens(&[token("os_v2_app_{[a-z2-7]103}"), token("os_v2_org_{[a-z2-7]103}")])],
        ..SECRET
    },
];
