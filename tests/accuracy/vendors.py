"""More credentials: tokens with a vendor's prefix, and those of random characters that only a key word tells.

A shape is text, and in angle brackets how many characters of an alphabet: `<w32>`. The forms are those that the vendors
document, or that their tokens are seen in; what is told by a name alone counts as true beside that name alone.
"""

import base64
import json
import re

from mnemonic import Mnemonic

from .kinds import add
from .schemes import UPPER, base58check
from .tokens import HEX, LOWER, URL, WORD, encoded, mixed, pem, plain, random_text, uuid

ALPHABETS = {
    "d": "0123456789",
    "x": HEX,
    "H": HEX.upper(),
    "l": LOWER + "0123456789",
    "a": LOWER,
    "U": UPPER + "0123456789",
    "w": WORD,
    "u": URL,
    "b": WORD + "+/",
}


def shape(*texts):
    """Makes values of one of these shapes."""

    def part(r, name, count):
        if name == "uuid":
            return uuid(r)
        alphabet = ALPHABETS[name]
        return mixed(r, count, alphabet) if len(alphabet) > 40 and count > 8 else random_text(r, count, alphabet)

    def make(r):
        return re.sub(
            "<(uuid|[a-zA-Z])([0-9]*)>", lambda found: part(r, found[1], int(found[2] or 1)), r.choice(texts)
        )

    return make


def names(identifier, words, columns):
    """What a token is called: the name of its variable, and that in words."""
    lower = identifier.lower()
    return words or f"{identifier}|{lower.replace('_', ' ')}", columns or lower


def told(*lines):
    """Tokens that their shape tells: `id, shapes, words, columns`, the last two if the id is no name for it."""
    for identifier, shapes, *rest in lines:
        words, columns = names(identifier, *(rest + ["", ""])[:2])
        plain(identifier, shape(*shapes.split()), words, columns, loose=shapes.startswith("http"))


def named(*lines):
    """Tokens that need their name beside them, likewise."""
    for identifier, shapes, *rest in lines:
        words, columns = names(identifier, *(rest + ["", ""])[:2])
        plain(identifier, shape(*shapes.split()), words, columns, needs_word=True)


told(
    ("ADAFRUIT_IO_KEY", "ai" + "o_<w28>"),
    ("ADOBE_CLIENT_SECRET", "p8" + "e-<u32>"),
    ("AIKIDO_TOKEN", "AI" + "K_CI_<w32> AI" + "K_SECRET_<w64>"),
    ("AIVEN_PASSWORD", "AVN" + "S_<u19>"),
    ("AMAZON_LWA_CLIENT_SECRET", "amzn1" + ".oa2-cs.v1.<x64>", "LWA client secret", "lwa_client_secret"),
    ("APIFY_API_TOKEN", "ap" + "ify_api_<w36>"),
    ("ASAAS_API_KEY", "$a" + "act_prod_<b150>"),
    ("ASTRA_DB_TOKEN", "Astra" + "CS:<w24>:<x64>"),
    ("ATLASSIAN_API_TOKEN", "ATATT3" + "xFfGF0<u182>"),
    ("AUTHRESS_ACCESS_KEY", "s" + "c_<l24>.<l4>.acc-<l12>.<w60>"),
    ("AWS_APPSYNC_API_KEY", "da" + "2-<l26>"),
    ("AWS_MWS_TOKEN", "amzn" + ".mws.<uuid>"),
    ("AXIOM_TOKEN", "xa" + "at-<uuid>"),
    ("BAIDU_ACCESS_KEY", "AL" + "TAK<w21>"),
    ("BITBUCKET_ACCESS_TOKEN", "ATCTT3" + "xFfGN0<u171>"),
    ("BITBUCKET_APP_PASSWORD", "ATB" + "B<w32>"),
    ("BRAINTREE_ACCESS_TOKEN", "access_token" + "$production$<l16>$<x32>"),
    ("BRANCH_API_KEY", "ke" + "y_live_<w32> secr" + "et_live_<w32>"),
    ("BROWSERBASE_API_KEY", "bb" + "_live_<u27>"),
    ("CANVA_CLIENT_SECRET", "cn" + "vca<u51>"),
    ("CARTESIA_API_KEY", "sk" + "_car_<w22>"),
    ("CASHFREE_SECRET_KEY", "cf" + "sk_ma_prod_<x32>_<x8> cf" + "sk_ma_test_<x32>_<x8>"),
    ("CEREBRAS_API_KEY", "cs" + "k-<l48>"),
    ("CHECKOUT_COM_SECRET_KEY", "sk" + "_<uuid>", "Checkout.com secret key", "checkout_secret_key"),
    ("CLICKHOUSE_CLOUD_KEY", "4b1" + "d<w38>"),
    ("CLICKUP_TOKEN", "p" + "k_<d8>_<U32>"),
    ("CLOJARS_TOKEN", "CLOJARS" + "_<x60>"),
    ("CLOUDFLARE_ORIGIN_CA_KEY", "v1.0" + "-<x24>-<x146>"),
    ("CLOUDSMITH_API_KEY", "cs" + "a_<x30><w6>"),
    ("COCKROACHDB_KEY", "CCDB" + "1_<w22>_<w40>"),
    ("CODERABBIT_API_KEY", "c" + "r-<x58>"),
    ("CONFLUENT_API_SECRET", "cfl" + "t<b60>"),
    ("COURIER_AUTH_TOKEN", "pk" + "_prod_<U28>"),
    ("COZE_ACCESS_TOKEN", "pa" + "t_<w64>"),
    ("CURSOR_API_KEY", "ke" + "y_<x64>"),
    ("DBT_CLOUD_TOKEN", "db" + "tc_<u43> db" + "tu_<u43>"),
    ("DEFINED_NETWORKING_KEY", "dnke" + "y-<U26>-<U52>"),
    ("DENO_DEPLOY_TOKEN", "dd" + "p_<w36>"),
    ("DEPENDENCY_TRACK_API_KEY", "od" + "t_<w32> od" + "t_<w8>_<w32>"),
    ("DEVCYCLE_SDK_KEY", "dv" + "c_server_<w40>"),
    ("DEVIN_API_KEY", "ap" + "k_user_<w150>"),
    ("DIGITALOCEAN_SPACES_KEY", "DO" + "00<U16>"),
    ("DOCKER_SWARM_TOKEN", "SW" + "MTKN-1-<l50>-<l25>"),
    ("DROPBOX_TOKEN", "sl" + ".u.<u200>"),
    ("E2B_API_KEY", "e2" + "b_<x40>"),
    ("ELASTIC_API_KEY", "ess" + "u_<b60>=="),
    ("ELEVENLABS_API_KEY", "s" + "k_<x48>"),
    ("FACEBOOK_ACCESS_TOKEN", "EA" + "A<w180>"),
    ("FIREBASE_SERVER_KEY", "AAAA" + "<u7>:APA91b<u134>"),
    ("FIREHYDRANT_TOKEN", "fh" + "b-<l32>"),
    ("FIREWORKS_API_KEY", "f" + "w_<w24>"),
    ("FLUTTERWAVE_SECRET_KEY", "FLWSECK" + "_TEST-<x32>-X FLWSECK" + "-<x32>-X"),
    ("FLY_IO_TOKEN", "fm" + "2_<b200>"),
    ("FRIENDLI_TOKEN", "fl" + "p_<w46>"),
    ("GC_NOTIFY_API_KEY", "gc" + "ntfy-benefits-<uuid>-<uuid>"),
    ("GEMINI_API_KEY", "A" + "Q.Ab8RN6<u44>"),
    ("GITLAB_FEATURE_FLAG_TOKEN", "gl" + "ffct-<w20>"),
    ("GITLAB_INCOMING_MAIL_TOKEN", "gl" + "imt-<l25>"),
    ("GITLAB_JOB_TOKEN", "gl" + "cbt-<w2>_<w20>"),
    ("GITLAB_OAUTH_SECRET", "gl" + "oas-<x64>"),
    ("GITLAB_SCIM_TOKEN", "gl" + "soat-<w20>"),
    ("GOOGLE_OAUTH_REFRESH_TOKEN", "1/" + "/0<u100>"),
    ("GOOGLE_STORAGE_HMAC_KEY", "GOOG" + "1E<U55>"),
    ("HARNESS_TOKEN", "pat" + ".<u22>.<x24>.<w20>"),
    ("HEROKU_API_KEY", "HRK" + "U-AA<w58>"),
    ("HONEYCOMB_API_KEY", "hcai" + "k_<l58>"),
    ("HUBSPOT_TOKEN", "pat-" + "na1-<uuid> pat-" + "eu1-<uuid>"),
    (
        "IFTTT_WEBHOOK_KEY",
        "https://maker." + "ifttt.com/trigger/door_opened/with/key/<w22>",
        "IFTTT webhook",
        "ifttt_webhook",
    ),
    ("INFISICAL_TOKEN", "st" + ".<x24>.<x32>.<x32>"),
    ("INNGEST_SIGNING_KEY", "si" + "gnkey-prod-<x64>"),
    ("INSTAGRAM_TOKEN", "IGQ" + "VJ<w160>"),
    ("INTRA42_CLIENT_SECRET", "s-s4" + "t2ud-<x64>"),
    ("IONIC_TOKEN", "io" + "n_<w42>"),
    ("JDCLOUD_ACCESS_KEY_ID", "JD" + "C_<U28>"),
    ("JFROG_TOKEN", "AKC" + "p<w69>", "Artifactory key|JFROG_API_KEY", "artifactory_api_key"),
    ("JINA_API_KEY", "jin" + "a_<w60>"),
    ("KAGGLE_API_TOKEN", "KG" + "AT_<x32>"),
    ("KLAVIYO_API_KEY", "p" + "k_<x34>"),
    ("LABELBOX_API_KEY", "lb" + "x_<u43>"),
    ("LANGFUSE_SECRET_KEY", "sk-" + "lf-<uuid>"),
    ("LANGUAGE_MODEL_API_KEY", "s" + "k-<w48> s" + "k-<x32>", "API key|model key", "api_key|llm_api_key"),
    ("LAUNCHDARKLY_KEY", "sd" + "k-<uuid> ap" + "i-<uuid>"),
    ("LICHESS_TOKEN", "li" + "p_<w20>"),
    ("LINKEDIN_CLIENT_SECRET", "WPL_" + "AP1.<w16>.<w6>=="),
    ("LLAMA_CLOUD_API_KEY", "ll" + "x-<w48>"),
    ("LOB_API_KEY", "liv" + "e_<x35> tes" + "t_<x35>"),
    ("MAILERSEND_API_TOKEN", "ml" + "sn.<x64>"),
    ("MANDRILL_API_KEY", "m" + "d-<w22>"),
    ("MERCADO_PAGO_TOKEN", "APP_" + "USR-<d16>-081512-<x32>-<d9>"),
    ("MERCURY_API_TOKEN", "se" + "cret-token:mercury_production_rma_<w45>_yrucrem"),
    ("MERGIFY_APPLICATION_KEY", "mergify" + "_application_key_<u60>"),
    ("MIDTRANS_SERVER_KEY", "Mi" + "d-server-<u24> SB" + "-Mid-server-<u24>"),
    ("MINIMAX_API_KEY", "sk-" + "api-<u119>"),
    ("MIRO_ACCESS_TOKEN", "eyJ" + "taXJv<w22>_<w27>"),
    ("MONGODB_ATLAS_KEY", "mdb_" + "sa_sk_<u40>"),
    ("N8N_API_KEY", "n8" + "n_api_<x80>"),
    ("NEON_API_KEY", "nap" + "i_<l64>"),
    ("NETBIRD_TOKEN", "nb" + "p_<w36>"),
    ("NUGET_API_KEY", "oy" + "2<l43>"),
    ("NYLAS_API_KEY", "ny" + "k_v0_<w64>"),
    ("OCTOPUS_DEPLOY_API_KEY", "AP" + "I-<U31>", "Octopus API key|OCTOPUS_API_KEY", "octopus_api_key"),
    ("OMISE_SECRET_KEY", "sk" + "ey_<l19> sk" + "ey_test_<l19>"),
    ("ONEPASSWORD_SECRET_KEY", "A" + "3-<U6>-<U6>-<U5>-<U5>-<U5>-<U5>", "1Password Secret Key", "onepassword_secret_key"),
    ("ONESIGNAL_API_KEY", "os" + "_v2_app_<a103>"),
    ("ONFIDO_API_TOKEN", "ap" + "i_live.<u11>.<u32> ap" + "i_sandbox.<u11>.<u32>"),
    ("OPENSHIFT_TOKEN", "sha256" + "~<u43>", "oc login --token", "openshift_token"),
    ("PADDLE_API_KEY", "pdl_" + "live_apikey_<l26>_<w22>_<w3>"),
    ("PERSONA_API_KEY", "pe" + "rsona_production_<uuid>"),
    ("PINECONE_API_KEY", "pcs" + "k_<w6>_<w63>"),
    ("PINTEREST_ACCESS_TOKEN", "pi" + "na_<w60>"),
    ("POLAR_ACCESS_TOKEN", "po" + "lar_oat_<w43>"),
    ("PORKBUN_SECRET_KEY", "sk" + "1_<x64>"),
    ("PRIVATE_PACKAGIST_TOKEN", "pa" + "ckagist_ort_<x68> pa" + "ckagist_uut_<x68>"),
    ("PUBNUB_SECRET_KEY", "se" + "c-c-<w48>"),
    ("QUICKNODE_API_KEY", "QN" + "_<x32>"),
    ("RAMP_CLIENT_SECRET", "ra" + "mp_sec_<w48>"),
    ("RETELL_API_KEY", "ke" + "y_<x28>"),
    ("REVOLUT_ACCESS_TOKEN", "oa" + "_prod_<u43> oa" + "_sand_<u43>"),
    ("RIOT_GAMES_API_KEY", "RG" + "API-<uuid>"),
    ("ROOTLY_API_KEY", "ro" + "otly_<x64>"),
    ("RUNPOD_API_KEY", "rp" + "a_<U40><l6>"),
    ("RUNWAY_API_KEY", "ke" + "y_<x128>"),
    ("SALESFORCE_TOKEN", "00D<w12>!" + "AQ<w92>", "Salesforce session id|session id", "session_id|sf_token"),
    ("SAMSARA_API_TOKEN", "samsara" + "_api_<w28>"),
    ("SCALE_AI_API_KEY", "liv" + "e_<x32>"),
    ("SCRAPFLY_API_KEY", "sc" + "p-live-<l32>"),
    ("SEGMENT_TOKEN", "sg" + "p_<w64>"),
    ("SETTLEMINT_TOKEN", "sm_" + "pat_<w16> sm_" + "aat_<w16>"),
    ("SNOWFLAKE_TOKEN", "ver:" + "1-hint:<d12>-ETMsDgAA<b200>=="),
    ("STACKHAWK_API_KEY", "ha" + "wk.<u20>.<u20>"),
    ("STYTCH_SECRET", "secret-" + "live-<u35>="),
    (
        "TEAMS_WEBHOOK",
        "https://contoso.webhook." + "office.com/webhookb2/<uuid>@<uuid>/IncomingWebhook/<x32>/<uuid>",
        "Teams webhook",
        "teams_webhook",
    ),
    ("TELNYX_API_KEY", "KE" + "Y<H32>_<w22>"),
    ("TOGETHER_API_KEY", "tgp" + "_v1_<u43>"),
    ("TOSS_PAYMENTS_SECRET_KEY", "li" + "ve_sk_<w28> li" + "ve_gsk_<w28>"),
    ("TRELLO_TOKEN", "ATT" + "A<x64><H8>"),
    ("TWITTER_BEARER_TOKEN", "AAAAAAAAAAAAAAAAAAAAA" + "<w40>%3D<w50>"),
    ("TYPEFORM_TOKEN", "tf" + "p_<w44>_<w14>"),
    ("UBIDOTS_TOKEN", "BB" + "FF-<w30>"),
    ("UNKEY_ROOT_KEY", "unk" + "ey_<w24>"),
    ("UPCLOUD_API_TOKEN", "uc" + "at_<w26>"),
    ("VAL_TOWN_API_TOKEN", "vt" + "wn_<w30>"),
    ("VERACODE_API_CREDENTIAL", "ve" + "ra01es-<x128> ve" + "ra01ei-<x32>", "Veracode API key", "veracode_api_key"),
    ("VERCEL_TOKEN", "vc" + "p_<w56>"),
    ("VK_ACCESS_TOKEN", "vk" + "1.a.<u198>"),
    ("VOICEFLOW_API_KEY", "VF" + ".DM.<x24>.<w16>"),
    ("VOLCENGINE_ACCESS_KEY_ID", "AK" + "LT<w43>"),
    ("VOYAGE_API_KEY", "p" + "a-<u43>"),
    ("WAKATIME_API_KEY", "wa" + "ka_<uuid>"),
    ("XATA_API_KEY", "xa" + "u_<w45>"),
    ("XENDIT_SECRET_KEY", "xn" + "d_production_<w62> xn" + "d_development_<w62>"),
    ("YANDEX_CLOUD_API_KEY", "AQV" + "N<u35>"),
    ("YANDEX_CLOUD_IAM_TOKEN", "t1" + ".<u62>==.<u86>=="),
    ("YANDEX_OAUTH_TOKEN", "y0" + "_<u58>"),
    ("ZAPIER_WEBHOOK", "https://hooks." + "zapier.com/hooks/catch/<d7>/<l7>", "Zapier webhook", "zapier_webhook"),
    ("ZOHO_OAUTH_TOKEN", "10" + "00.<x32>.<x32>"),
    ("ZUPLO_API_KEY", "zp" + "ka_<l32>_<x8>"),
)

named(
    ("ABLY_API_KEY", "<w6>.<w6>:<u43>"),
    ("ABUSEIPDB_API_KEY", "<x80>"),
    ("ALCHEMY_API_KEY", "<u32>"),
    ("ALGOLIA_API_KEY", "<x32>", "ALGOLIA_API_KEY|Algolia admin key|ALGOLIA_ADMIN_KEY", "algolia_api_key"),
    ("ALIBABA_SECRET_KEY", "<w30>", "ALIBABA_CLOUD_ACCESS_KEY_SECRET|AccessKeySecret", "access_key_secret"),
    ("AMPLITUDE_SECRET_KEY", "<x32>"),
    ("APPLE_APP_SPECIFIC_PASSWORD", "<a4>-<a4>-<a4>-<a4>", "app-specific password", "app_specific_password"),
    ("ASANA_TOKEN", "1/<d16>:<x32> 2/<d16>/<d16>:<x32>", "ASANA_ACCESS_TOKEN|Asana token", "asana_token"),
    ("ASSEMBLYAI_API_KEY", "<x32>"),
    ("AUTH0_CLIENT_SECRET", "<u64>"),
    ("AWS_SES_SMTP_PASSWORD", "B<b43>", "SES SMTP password|SMTP_PASSWORD", "smtp_password"),
    (
        "AZURE_AD_CLIENT_SECRET",
        "<w3>8Q~<w34>",
        "AZURE_CLIENT_SECRET|ARM_CLIENT_SECRET|client secret",
        "client_secret|azure_client_secret",
    ),
    ("AZURE_CONTAINER_REGISTRY_KEY", "<w42>+ACR<w6>", "registry password|ACR password", "acr_password"),
    ("AZURE_COSMOS_DB_KEY", "<b76>ACDb<b6>==", "COSMOS_KEY|Cosmos DB key", "cosmos_key|cosmosdb_key"),
    ("AZURE_DEVOPS_TOKEN", "<w76>AZDO<w4>", "AZURE_DEVOPS_EXT_PAT|Azure DevOps PAT", "azure_devops_pat"),
    ("AZURE_FUNCTION_KEY", "<u44>AzFu<u4>==", "function key|x-functions-key", "function_key"),
    ("AZURE_OPENAI_KEY", "<w52>JQQJ9<w27> <x32>", "AZURE_OPENAI_API_KEY|Azure OpenAI key", "azure_openai_key"),
    ("AZURE_SHARED_ACCESS_KEY", "<b33>+ASb<b6>=", "SharedAccessKey|Service Bus key", "shared_access_key"),
    ("BEAMER_API_KEY", "b_<w44>"),
    ("BINANCE_API_SECRET", "<w64>"),
    ("BITBUCKET_CLIENT_SECRET", "<w32>"),
    ("BITWARDEN_CLIENT_SECRET", "<w30>", "BW_CLIENTSECRET|Bitwarden client secret", "bw_clientsecret"),
    ("BOX_CLIENT_SECRET", "<w32>"),
    ("BRAVE_SEARCH_API_KEY", "BSA<w28>"),
    ("BROWSERSTACK_ACCESS_KEY", "<w20>"),
    ("BUGSNAG_API_KEY", "<x32>"),
    ("CLARIFAI_API_KEY", "<x32>", "CLARIFAI_PAT|Clarifai API key", "clarifai_pat"),
    ("CLOUDFLARE_API_TOKEN", "<u40>", "CLOUDFLARE_API_TOKEN|Cloudflare token|CF_API_TOKEN", "cloudflare_api_token"),
    ("CLOUDFLARE_GLOBAL_API_KEY", "<x37>", "CLOUDFLARE_API_KEY|X-Auth-Key", "cloudflare_api_key"),
    ("CODA_TOKEN", "<uuid>", "Coda API token|CODA_API_TOKEN", "coda_api_token"),
    ("CODECLIMATE_TOKEN", "<x64>", "CODECLIMATE_REPO_TOKEN|Code Climate token", "codeclimate_repo_token"),
    ("CODECOV_TOKEN", "<uuid>"),
    ("COHERE_API_KEY", "<w40>", "COHERE_API_KEY|CO_API_KEY", "cohere_api_key"),
    ("COINBASE_API_SECRET", "<w32>"),
    ("CONSUL_TOKEN", "<uuid>", "CONSUL_HTTP_TOKEN|Consul token", "consul_http_token"),
    ("CONVERTKIT_API_SECRET", "<u43>"),
    ("CROWDIN_TOKEN", "<x80>", "CROWDIN_PERSONAL_TOKEN|Crowdin token", "crowdin_token"),
    ("CUSTOMER_IO_KEY", "<x32>", "CUSTOMERIO_API_KEY|Customer.io API key", "customerio_api_key"),
    ("DATADOG_API_KEY", "<x32>", "DD_API_KEY|DATADOG_API_KEY|Datadog API key", "dd_api_key|datadog_api_key"),
    ("DATADOG_APPLICATION_KEY", "<x40>", "DD_APP_KEY|DATADOG_APP_KEY|Datadog application key", "dd_app_key"),
    ("DATOCMS_TOKEN", "<x30>", "DATOCMS_API_TOKEN|DatoCMS token", "datocms_api_token"),
    ("DEEPGRAM_API_KEY", "<x40>"),
    ("DISCORD_CLIENT_SECRET", "<u32>"),
    ("DISCOURSE_API_KEY", "<x64>"),
    ("DRONE_TOKEN", "<w32>"),
    ("DROPBOX_APP_SECRET", "<l15>"),
    ("ETHEREUM_PRIVATE_KEY", "0x<x64> <x64>", "ETH_PRIVATE_KEY|Ethereum private key", "eth_private_key"),
    ("ETHERSCAN_API_KEY", "<U34>"),
    ("ETSY_API_KEY", "<l24>"),
    ("FACEBOOK_APP_SECRET", "<x32>"),
    ("FAL_API_KEY", "<uuid>:<x32>", "FAL_KEY|fal API key", "fal_key"),
    ("FASTLY_API_TOKEN", "<u32>", "FASTLY_API_TOKEN|Fastly API key|Fastly-Key", "fastly_api_token"),
    ("FINICITY_APP_KEY", "<x32>", "Finicity-App-Key", "finicity_app_key"),
    ("FLICKR_SECRET", "<x32>", "Flickr API key|FLICKR_SECRET", "flickr_secret"),
    ("FRESHBOOKS_TOKEN", "<x64>", "FRESHBOOKS_ACCESS_TOKEN|FreshBooks token", "freshbooks_access_token"),
    ("FRESHDESK_API_KEY", "<w20>"),
    ("GHOST_ADMIN_API_KEY", "<x24>:<x64>"),
    ("GIPHY_API_KEY", "<w32>"),
    ("GITTER_TOKEN", "<x40>"),
    ("GOCARDLESS_TOKEN", "live_<u40> sandbox_<u40>", "GOCARDLESS_ACCESS_TOKEN|GoCardless token", "gocardless_token"),
    ("HERE_API_KEY", "<u43>"),
    ("HETZNER_API_TOKEN", "<w64>", "HCLOUD_TOKEN|Hetzner API token", "hcloud_token"),
    ("IBM_CLOUD_API_KEY", "<u44>", "IBM_CLOUD_API_KEY|IC_API_KEY|IBM Cloud API key", "ibm_cloud_api_key"),
    ("INFLUXDB_TOKEN", "<u86>==", "INFLUX_TOKEN|InfluxDB token", "influx_token"),
    ("INFURA_API_KEY", "<x32>"),
    ("JENKINS_TOKEN", "11<x32>", "Jenkins API token|JENKINS_TOKEN", "jenkins_api_token"),
    ("KRAKEN_API_SECRET", "<b86>=="),
    ("KUBERNETES_BOOTSTRAP_TOKEN", "<l6>.<l16>", "kubeadm join --token|kubeadm token", "kubeadm_token"),
    ("KUCOIN_API_SECRET", "<uuid>"),
    ("LINE_CHANNEL_TOKEN", "<b171>=", "LINE_CHANNEL_ACCESS_TOKEN|channel access token", "channel_access_token"),
    ("LINODE_TOKEN", "<x64>"),
    ("LOGGLY_TOKEN", "<uuid>", "LOGGLY_TOKEN|Loggly customer token", "loggly_token"),
    ("LOGZ_IO_TOKEN", "<w32>", "LOGZIO_TOKEN|Logz.io token", "logzio_token"),
    ("LOKALISE_TOKEN", "<x40>", "LOKALISE_API_TOKEN|Lokalise token", "lokalise_api_token"),
    ("MAILCHIMP_API_KEY", "<x32>-us<d2>"),
    ("MAILJET_API_KEY", "<x32>", "MJ_APIKEY_PRIVATE|Mailjet API key", "mailjet_api_key"),
    ("MATTERMOST_TOKEN", "<l26>", "Mattermost token|MATTERMOST_ACCESS_TOKEN", "mattermost_token"),
    ("MAXMIND_LICENSE_KEY", "<w6>_<w29>_mmk"),
    ("MERAKI_API_KEY", "<x40>", "MERAKI_DASHBOARD_API_KEY|Meraki API key", "meraki_dashboard_api_key"),
    ("MESSAGEBIRD_ACCESS_KEY", "<w25>"),
    ("MISTRAL_API_KEY", "<w32>"),
    ("MIXPANEL_SECRET", "<x32>", "MIXPANEL_API_SECRET|Mixpanel secret", "mixpanel_api_secret"),
    ("MOLLIE_API_KEY", "live_<w30> test_<w30>"),
    ("NEW_RELIC_LICENSE_KEY", "<x36>NRAL"),
    ("NGROK_TOKEN", "2<w26>_<w21>", "NGROK_AUTHTOKEN|ngrok authtoken", "ngrok_authtoken"),
    ("NOMAD_TOKEN", "<uuid>"),
    ("NYTIMES_API_KEY", "<w32>", "NYT_API_KEY|NYTimes API key", "nyt_api_key"),
    ("OKTA_TOKEN", "00<u40>", "OKTA_API_TOKEN|Okta token", "okta_api_token|okta_token"),
    ("OLLAMA_API_KEY", "<x32>.<w24>"),
    ("ONELOGIN_CLIENT_SECRET", "<x64>"),
    ("OPENWEATHER_API_KEY", "<x32>", "OPENWEATHER_API_KEY|OWM_API_KEY", "openweather_api_key"),
    ("OPSGENIE_API_KEY", "<uuid>"),
    ("OVH_APPLICATION_SECRET", "<x32>"),
    ("PAGERDUTY_API_KEY", "u+<u18> <u20>"),
    ("PAYPAL_CLIENT_SECRET", "E<u79>", "PAYPAL_CLIENT_SECRET|PayPal secret", "paypal_client_secret"),
    ("PLAID_SECRET", "<x30>"),
    ("POSTMARK_TOKEN", "<uuid>", "X-Postmark-Server-Token|POSTMARK_API_TOKEN", "postmark_server_token"),
    ("PUSHBULLET_TOKEN", "o.<w32>"),
    ("PUSHER_SECRET", "<x20>", "PUSHER_APP_SECRET|Pusher secret", "pusher_app_secret"),
    ("PUSHOVER_TOKEN", "<l30>", "PUSHOVER_TOKEN|Pushover API token", "pushover_token"),
    ("RAPIDAPI_KEY", "<l10>msh<l15>p<l6>jsn<l12>", "X-RapidAPI-Key|RAPIDAPI_KEY", "rapidapi_key"),
    ("RECAPTCHA_SECRET_KEY", "6L<w38>"),
    ("REDDIT_CLIENT_SECRET", "<u27> <u30>"),
    ("ROLLBAR_TOKEN", "<x32>", "ROLLBAR_ACCESS_TOKEN|Rollbar token", "rollbar_access_token"),
    ("SANITY_TOKEN", "sk<w178>", "SANITY_API_TOKEN|Sanity token", "sanity_api_token"),
    ("SAUCE_LABS_ACCESS_KEY", "<uuid>", "SAUCE_ACCESS_KEY|Sauce Labs access key", "sauce_access_key"),
    ("SCALEWAY_ACCESS_KEY", "SCW<U17>", "SCW_ACCESS_KEY|Scaleway access key", "scw_access_key"),
    ("SCALEWAY_SECRET_KEY", "<uuid>", "SCW_SECRET_KEY|Scaleway secret key", "scw_secret_key"),
    ("SEGMENT_WRITE_KEY", "<w32>"),
    ("SENDBIRD_TOKEN", "<x40>", "SENDBIRD_API_TOKEN|Sendbird token", "sendbird_api_token"),
    ("SHODAN_API_KEY", "<w32>"),
    ("SMARTSHEET_TOKEN", "<w37>", "SMARTSHEET_ACCESS_TOKEN|Smartsheet token", "smartsheet_access_token"),
    ("SNYK_TOKEN", "<uuid>"),
    ("SPARKPOST_API_KEY", "<x40>"),
    ("SPLUNK_HEC_TOKEN", "<uuid>", "HEC token|SPLUNK_HEC_TOKEN|Splunk token", "splunk_hec_token"),
    ("SPOTIFY_CLIENT_SECRET", "<x32>"),
    ("SQUARESPACE_API_KEY", "<uuid>"),
    ("STATUSPAGE_API_KEY", "<uuid>"),
    ("SUMO_LOGIC_ACCESS_KEY", "<w64>", "SUMOLOGIC_ACCESSKEY|Sumo Logic access key", "sumologic_accesskey"),
    ("TABLEAU_ACCESS_TOKEN", "<b22>==:<w32>"),
    ("TENCENT_SECRET_KEY", "<w32>", "TENCENTCLOUD_SECRET_KEY|Tencent secret key", "tencentcloud_secret_key"),
    ("TERRAFORM_CLOUD_TOKEN", "<w14>.atlasv1.<u67>", "TFE_TOKEN|Terraform token", "tfe_token|terraform_token"),
    ("TODOIST_TOKEN", "<x40>", "TODOIST_API_TOKEN|Todoist token", "todoist_api_token"),
    ("TRAVIS_CI_TOKEN", "<u22>", "TRAVIS_TOKEN|Travis CI token", "travis_token"),
    ("TWILIO_AUTH_TOKEN", "<x32>"),
    ("TWITCH_TOKEN", "<l30>", "TWITCH_CLIENT_SECRET|Twitch token", "twitch_client_secret"),
    ("TWITTER_ACCESS_TOKEN", "<d19>-<w40>"),
    ("TWITTER_API_SECRET", "<w50>", "TWITTER_API_SECRET|Twitter consumer secret", "twitter_consumer_secret"),
    ("UPSTASH_REDIS_TOKEN", "A<u60>", "UPSTASH_REDIS_REST_TOKEN|Upstash token", "upstash_redis_rest_token"),
    ("UPTIMEROBOT_API_KEY", "u<d7>-<x24>"),
    ("VAULT_UNSEAL_KEY", "<b44>", "Unseal Key 1|vault operator unseal", "unseal_key"),
    ("VIRUSTOTAL_API_KEY", "<x64>", "VIRUSTOTAL_API_KEY|VT_API_KEY|x-apikey", "virustotal_api_key|vt_api_key"),
    ("VONAGE_API_SECRET", "<w16>", "VONAGE_API_SECRET|NEXMO_API_SECRET", "vonage_api_secret|nexmo_api_secret"),
    ("VULTR_API_KEY", "<U36>"),
    ("WANDB_API_KEY", "<x40>"),
    ("WEBFLOW_TOKEN", "<x64>", "WEBFLOW_API_TOKEN|Webflow token", "webflow_api_token"),
    ("WIREGUARD_PRIVATE_KEY", "<b42>w=", "PrivateKey|PresharedKey|WireGuard private key", "private_key|preshared_key"),
    ("YANDEX_CLOUD_SECRET_KEY", "YC<u38>", "YC_SECRET|Yandex Cloud secret key", "yandex_secret_key"),
    ("ZENDESK_TOKEN", "<w40>", "ZENDESK_API_TOKEN|Zendesk token", "zendesk_api_token"),
    ("ZHIPU_API_KEY", "<x32>.<w16>"),
    ("ZOOM_CLIENT_SECRET", "<w32>"),
)

# Keys in a form that many providers share: without a word they are of one of them.
for identifier, form in (("DEEPSEEK_API_KEY", "sk-<x32>"), ("STABILITY_API_KEY", "sk-<w48>")):
    add(identifier, shape(form), *names(identifier, "", ""), also="GENERIC_SECRET|PASSWORD|LANGUAGE_MODEL_API_KEY")


def adyen(r):
    """Two parts in base64, and a third of letters, digits and signs."""
    first = mixed(r, 81, WORD + "+/") + "wBw=="
    return "AQEy" + f"hmfxK{first}-{mixed(r, 43, WORD + '+/')}=-{mixed(r, 16, WORD + '+;}%=^(*~|!')}"


def session(r):
    """AWS STS: base64 of a structure that begins with the word origin."""
    return base64.b64encode(b"\x21\x0a\x09origin_ec" + r.randbytes(400)).decode()


def bedrock(r):
    account = r.randrange(10**11, 10**12)
    text = f"BedrockAPIKey-{random_text(r, 4, LOWER)}-at-{account}:{base64.b64encode(r.randbytes(44)).decode()}"
    return "ABS" + "K" + base64.b64encode(text.encode()).decode()


def shared_signature(r):
    signature = base64.b64encode(r.randbytes(32)).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    return "sv=2023-11-03&se=2025-01-01T00%3A00%3A00Z&sr=c&sp=rl&" + f"sig={signature}"


def discord(r):
    """The bot's id in base64, a time, and a signature."""
    number = str(r.randrange(10**17, 12 * 10**17)).encode()
    return f"{base64.b64encode(number).decode().rstrip('=')}.{mixed(r, 6, WORD)}.{mixed(r, 38, URL)}"


def service_account(r):
    """A key file of Google Cloud."""
    key = pem("PRIVATE " + "KEY", bytes.fromhex("308204bd020100300d06092a864886f70d01010105000482"), size=1190)(r)
    return json.dumps(
        {
            "type": "service_account",
            "project_id": "acme-" + random_text(r, 6, LOWER),
            "private_key_id": random_text(r, 40, HEX),
            "private_key": key + "\n",
            "token_uri": "https://oauth2.googleapis.com/token",
        },
        indent=2,
    )


def kubernetes(r):
    header = {"alg": "RS256", "kid": mixed(r, 43, URL)}
    claims = {
        "iss": "https://kubernetes.default.svc.cluster.local",
        "kubernetes.io": {"namespace": random_text(r, 6, LOWER)},
        "sub": "system:serviceaccount:default:" + random_text(r, 7, LOWER),
    }
    parts = [encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)]
    return ".".join([*parts, encoded(r.randbytes(256))])


def json_in_base64(prefix, value):
    return prefix + base64.b64encode(json.dumps(value, separators=(",", ":")).encode()).decode()


def mapbox(r):
    account = json.dumps({"u": random_text(r, 6, LOWER), "a": mixed(r, 25, WORD)})
    return "s" + f"k.{encoded(account.encode())}.{mixed(r, 22, URL)}"


def teamcity(r):
    header = base64.b64encode(json.dumps({"typ": "TCV2"}).encode()).decode()
    return f"{header}.{mixed(r, 36, URL)}.{uuid(r)}"


def extended(r):
    """BIP 32: version, depth, parent, number, chain code, a zero and the key."""
    return base58check(bytes.fromhex("0488ade4") + r.randbytes(9) + r.randbytes(32) + b"\0" + r.randbytes(32))


def ansible(r):
    body = r.randbytes(120).hex()
    lines = "\n".join(body[start : start + 80] for start in range(0, len(body), 80))
    return "$ANSIBLE" + f"_VAULT;1.1;AES256\n{lines}"


def wrapped_key(r):
    return base64.b64encode(pem("RSA " + "PRIVATE KEY", bytes.fromhex("308204a30201000282010100"))(r).encode()).decode()


def tunnel(r):
    """What connects a tunnel of Cloudflare: the account, the tunnel and its secret."""
    secret = base64.b64encode(r.randbytes(32)).decode()
    return json_in_base64("", {"a": random_text(r, 32, HEX), "t": uuid(r), "s": secret})


def salts(r):
    """A line of wp-config.php."""
    name = "_".join([r.choice(["SECURE_AUTH", "LOGGED_IN"]), r.choice(["KEY", "SALT"])])
    signs = WORD + "!@#$%^&*()-_ []{}<>~`+=,.;:/?|"
    return f"define('{name}', {' ' * (16 - len(name))}'{random_text(r, 64, signs)}');"


plain("ADYEN_API_KEY", adyen, "ADYEN_API_KEY|Adyen API key", "adyen_api_key", loose=True)
plain("AWS_SESSION_TOKEN", session, "AWS_SESSION_TOKEN|session token", "aws_session_token|sessionToken")
plain("AWS_BEDROCK_API_KEY", bedrock, "AWS_BEARER_TOKEN_BEDROCK|Bedrock key", "bedrock_api_key")
plain("AZURE_SAS_TOKEN", shared_signature, "SAS token", "sas_token", loose=True)
plain("CLOUDFLARE_TUNNEL_TOKEN", tunnel, "TUNNEL_TOKEN|tunnel token", "tunnel_token")
plain("DISCORD_BOT_TOKEN", discord, "DISCORD_TOKEN|Discord bot token", "discord_token|bot_token")
plain("ENCODED_PRIVATE_KEY", wrapped_key, "client-key-data", "client_key_data|deploy_key")
plain("EXTENDED_PRIVATE_KEY", extended, "xprv|extended private key", "xprv")
plain(
    "GRAFANA_API_KEY",
    lambda r: json_in_base64("", {"k": mixed(r, 32, WORD), "n": random_text(r, 6, LOWER), "id": 1}),
    "Grafana API key|GRAFANA_API_KEY",
    "grafana_api_key",
)
plain(
    "GRAFANA_CLOUD_TOKEN",
    lambda r: json_in_base64("glc" + "_", {"o": str(r.randrange(10**6)), "n": "ci", "k": mixed(r, 24, WORD)}),
    "Grafana Cloud token",
    "grafana_cloud_token",
)
plain(
    "INTERCOM_TOKEN",
    lambda r: base64.b64encode(f"tok:{uuid(r).replace('-', '_')}:1:0".encode()).decode(),
    "Intercom token|INTERCOM_ACCESS_TOKEN",
    "intercom_access_token",
)
plain(
    "MAPBOX_SECRET_TOKEN",
    mapbox,
    "MAPBOX_SECRET_TOKEN|Mapbox token",
    "mapbox_token",
)
plain(
    "ONEPASSWORD_SERVICE_ACCOUNT_TOKEN",
    lambda r: json_in_base64("op" + "s_", {"signInAddress": "acme.1password.com", "secretKey": mixed(r, 180, WORD)}),
    "OP_SERVICE_ACCOUNT_TOKEN",
    "op_service_account_token",
)
plain("TEAMCITY_TOKEN", teamcity, "TeamCity token|TEAMCITY_TOKEN", "teamcity_token")
add(
    "KUBERNETES_SERVICE_ACCOUNT_TOKEN",
    kubernetes,
    "token|service account token",
    "token",
    needs_word=False,
    also="JSON_WEB_TOKEN|GENERIC_SECRET",
)
add(
    "GOOGLE_SERVICE_ACCOUNT_KEY",
    service_account,
    columns="credentials|service_account_json",
    needs_word=False,
    block=True,
    loose=True,
    also="PKCS|GENERIC_SECRET",
)
add("WORDPRESS_SECRET_KEY", salts, columns="wp_config", needs_word=False, block=True, loose=True)
add("ANSIBLE_VAULT", ansible, columns="vault", needs_word=False, block=True, loose=True)

BIP39 = Mnemonic("english")
add(
    "CRYPTOCURRENCY_SEED_PHRASE",
    lambda r: BIP39.to_mnemonic(r.randbytes(r.choice([16, 32]))),
    "seed phrase|recovery phrase|mnemonic|secret recovery phrase",
    "seed_phrase|mnemonic|recovery_phrase",
    loose=True,
)
