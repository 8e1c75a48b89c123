"""Credentials, in the shapes that their vendors publish. Prefixes are written in pieces, for the sake of secret scanners."""

import base64
import json
import zlib

from .kinds import add, letters, uuid
from .schemes import UPPER, base58check, bech32

LOWER = UPPER.lower()
WORD = UPPER + LOWER + "0123456789"
URL = WORD + "-_"
HEX = "0123456789abcdef"
BASE62 = "0123456789" + UPPER + LOWER


def random_text(r, count, alphabet=WORD):
    return letters(r, count, alphabet)


def mixed(r, count, alphabet):
    """With a digit, a capital and a small letter, as a random key has."""
    while True:
        text = random_text(r, count, alphabet)
        if any(c.isdigit() for c in text) and any(c.isupper() for c in text) and any(c.islower() for c in text):
            return text


def encoded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def token(r):
    header = {"alg": r.choice(["HS256", "RS256", "ES256"]), "typ": "JWT"}
    claims = {"sub": str(r.randrange(10**9)), "name": "user", "iat": 1_600_000_000 + r.randrange(10**8)}
    parts = [encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims)]
    return ".".join([*parts, encoded(r.randbytes(32))])


def basic(r):
    pair = f"{random_text(r, 6, LOWER)}:{random_text(r, 12)}"
    return f"{r.choice(['Authorization', 'authorization', 'Proxy-Authorization'])}: Basic {base64.b64encode(pair.encode()).decode()}"


def cookie(r):
    return r.choice(
        [
            f"Cookie: session={random_text(r, 24, HEX)}; lang=en",
            f"Set-Cookie: sid={random_text(r, 32)}; Path=/; HttpOnly; Secure",
            f"Cookie: theme=dark; token={random_text(r, 20)}",
        ]
    )


def wrapped(text, width):
    return "\n".join(text[start : start + width] for start in range(0, len(text), width))


def pem(label, start, width=64, size=600):
    def make(r):
        body = base64.b64encode(start + r.randbytes(size)).decode()
        return f"-----BEGIN {label}-----\n{wrapped(body, width)}\n-----END {label}-----"

    return make


def pkcs(r):
    return r.choice(
        [
            pem("RSA " + "PRIVATE KEY", bytes.fromhex("308204a30201000282010100"), size=1180),
            pem("PRIVATE " + "KEY", bytes.fromhex("308204bd020100300d06092a864886f70d01010105000482"), size=1190),
            pem("EC " + "PRIVATE KEY", bytes.fromhex("30770201010420"), size=114),
            pem("ENCRYPTED " + "PRIVATE KEY", bytes.fromhex("308204e3301d06092a864886f70d010503"), size=1200),
        ]
    )(r)


def pgp(r):
    data = b"\x95\x03" + r.randbytes(700)
    check = 0xB704CE
    for byte in data:
        check ^= byte << 16
        for _ in range(8):
            check <<= 1
            if check & 0x1000000:
                check ^= 0x1864CFB
    body = wrapped(base64.b64encode(data).decode(), 64)
    tail = base64.b64encode((check & 0xFFFFFF).to_bytes(3, "big")).decode()
    label = "PGP " + "PRIVATE KEY BLOCK"
    return f"-----BEGIN {label}-----\n\n{body}\n={tail}\n-----END {label}-----"


def putty(r):
    public, private = (base64.b64encode(r.randbytes(size)).decode() for size in (279, 590))

    def lines(text):
        body = wrapped(text, 64)
        return f"{body.count(chr(10)) + 1}\n{body}"

    return (
        "PuTTY-User-"
        + f"Key-File-2: ssh-rsa\nEncryption: none\nComment: rsa-key-20240117\nPublic-Lines: {lines(public)}\n"
        f"Private-Lines: {lines(private)}\nPrivate-MAC: {r.randbytes(20).hex()}"
    )


def summed(body):
    """As GitHub and npm do: random characters and a CRC-32 of them in base 62."""
    check, text = zlib.crc32(body.encode()), ""
    for _ in range(6):
        check, rest = divmod(check, 62)
        text = BASE62[rest] + text
    return body + text


def github(r):
    return r.choice(["ghp", "gho", "ghs"]) + "_" + summed(random_text(r, 30))


def grafana(r):
    """Grafana (satokengen): the CRC-32 of the prefix and the secret, the bytes of it in hexadecimal, the least first."""
    body = "gls" + "a_" + mixed(r, 32, WORD)
    return f"{body}_{zlib.crc32(body.encode()).to_bytes(4, 'little').hex()}"


def url_password(r):
    scheme, port, path = r.choice(
        [
            ("postgres" + "ql", 5432, "app"),
            ("mysql", 3306, "shop"),
            ("mongodb", 27017, "main"),
            ("redis", 6379, "0"),
            ("amqp", 5672, ""),
        ]
    )
    return f"{scheme}://{random_text(r, 6, LOWER)}:{mixed(r, 14, WORD)}@db{r.randrange(1, 9)}.internal:{port}/{path}"


add(
    "AWS_CREDENTIALS",
    lambda r: mixed(r, 40, WORD + "/+"),
    "aws_secret_access_key|secret access key|secret key",
    "aws_secret_access_key|secretAccessKey|secret_key",
    also="GENERIC_SECRET",
)
add(
    "GCP_API_KEY",
    lambda r: "AI" + "za" + mixed(r, 35, URL),
    "GCP API key|google-api-key|Google cloud key",
    "gcp_api_key|google_api_key|google_cloud_key",
    also="GENERIC_SECRET",
)
add("HTTP_BASIC_AUTH_HEADER", basic, needs_word=False, loose=True, block=True)
# A session or token in a cookie is a secret too.
add("HTTP_COOKIE", cookie, needs_word=False, loose=True, block=True, also="GENERIC_SECRET")
add("JSON_WEB_TOKEN", token, "token|id_token|access token", "token|access_token|jwt", needs_word=False)
add(
    "OPENSSH_PRIVATE_KEY",
    pem("OPENSSH " + "PRIVATE KEY", b"openssh-key-v1\0\0\0\0\4none\0\0\0\4none", 70, 380),
    columns="private_key|ssh_key",
    needs_word=False,
    block=True,
    loose=True,
)
add("PGP_PRIVATE_KEY", pgp, columns="private_key|pgp_key", needs_word=False, block=True, loose=True)
add("PKCS", pkcs, columns="private_key|key|tls_key", needs_word=False, block=True, loose=True)
add("PUTTY_PRIVATE_KEY", putty, columns="private_key|ppk", needs_word=False, block=True, loose=True)
add(
    "STRIPE_CREDENTIALS",
    lambda r: r.choice(["sk", "rk"]) + "_" + r.choice(["live", "test"]) + "_" + mixed(r, r.choice([24, 99]), WORD),
    "Stripe key|STRIPE_SECRET_KEY",
    "stripe_key|stripe_secret_key",
    needs_word=False,
    also="GENERIC_SECRET",
)


def aws_key_id(r):
    """Base32: of old keys it begins with I or J; in newer ones a one and the 40 bits of the account's number come first."""
    if r.random() < 0.3:
        return r.choice(["AKIA", "ASIA"]) + r.choice("IJ") + random_text(r, 15, UPPER + "234567")
    bits = 1 << 79 | r.randrange(10**11, 10**12) << 39 | r.getrandbits(39)
    return r.choice(["AKIA", "ASIA"]) + base64.b32encode(bits.to_bytes(10, "big")).decode()


def plain(identifier, make, words, columns, **rest):
    """A token with a vendor's prefix: it needs no key word, if nothing else is said."""
    add(identifier, make, words, columns, also="GENERIC_SECRET|PASSWORD", **{"needs_word": False, **rest})


plain(
    "AWS_ACCESS_KEY_ID",
    aws_key_id,
    "AWS_ACCESS_KEY_ID|access key id",
    "aws_access_key_id|accessKeyId",
)
plain("GITHUB_TOKEN", github, "GitHub token|GITHUB_TOKEN", "github_token|githubToken")
plain("GITLAB_TOKEN", lambda r: "glpat" + "-" + mixed(r, 20, WORD), "GitLab token|GITLAB_TOKEN", "gitlab_token")
plain(
    "SLACK_TOKEN",
    lambda r: "xox" + f"b-{r.randrange(10**11, 10**12)}-{r.randrange(10**11, 10**12)}-{mixed(r, 24, WORD)}",
    "Slack token|SLACK_BOT_TOKEN",
    "slack_token|slackBotToken",
)
plain(
    "SLACK_WEBHOOK",
    lambda r: (
        "https://hooks."
        + f"slack.com/services/T{random_text(r, 8, UPPER + '0123456789')}/B{random_text(r, 8, UPPER + '0123456789')}/{mixed(r, 24, WORD)}"
    ),
    "webhook|Slack webhook",
    "webhook_url|slack_webhook",
    loose=True,
)
plain("NPM_TOKEN", lambda r: "npm" + "_" + summed(random_text(r, 30)), "npm token|NPM_TOKEN", "npm_token")
plain("PYPI_TOKEN", lambda r: "pypi-" + "AgEIcHlwaS5vcmc" + mixed(r, 150, URL), "PyPI token", "pypi_token")
plain(
    "SENDGRID_API_KEY",
    lambda r: "SG" + f".{mixed(r, 22, URL)}.{mixed(r, 43, URL)}",
    "SendGrid key|SENDGRID_API_KEY",
    "sendgrid_api_key",
)
plain("TWILIO_API_KEY", lambda r: "SK" + random_text(r, 32, HEX), "Twilio key|TWILIO_API_KEY", "twilio_api_key")
plain(
    "MAILGUN_API_KEY", lambda r: "key" + "-" + random_text(r, 32, HEX), "Mailgun key|MAILGUN_API_KEY", "mailgun_api_key"
)
plain(
    "OPENAI_API_KEY",
    lambda r: "sk-" + "proj-" + mixed(r, 74, URL) + "T3Blbk" + "FJ" + mixed(r, 74, URL),
    "OpenAI key|OPENAI_API_KEY",
    "openai_api_key",
)
plain(
    "ANTHROPIC_API_KEY",
    lambda r: "sk-ant" + "-api03-" + mixed(r, 93, URL) + "AA",
    "Anthropic key|ANTHROPIC_API_KEY",
    "anthropic_api_key",
)
plain(
    "TELEGRAM_BOT_TOKEN",
    lambda r: f"{r.randrange(10**8, 10**10)}:AA" + mixed(r, 33, URL),
    "Telegram bot token|TELEGRAM_BOT_TOKEN",
    "telegram_bot_token",
    needs_word=True,
)
plain(
    "DIGITALOCEAN_TOKEN", lambda r: "dop" + "_v1_" + random_text(r, 64, HEX), "DigitalOcean token", "digitalocean_token"
)
plain(
    "HUGGING_FACE_TOKEN",
    lambda r: "hf" + "_" + random_text(r, 34, UPPER + LOWER),
    "Hugging Face token|HF_TOKEN",
    "hf_token",
)
plain("HASHICORP_VAULT_TOKEN", lambda r: "hvs" + "." + mixed(r, 95, URL), "Vault token|VAULT_TOKEN", "vault_token")
plain(
    "AZURE_STORAGE_ACCOUNT_KEY",
    lambda r: base64.b64encode(r.randbytes(64)).decode(),
    "AccountKey|azure storage account key",
    "azure_storage_key|storage_account_key",
    needs_word=True,
)


def vendor(*lines):
    """Tokens that are a prefix and so many characters of an alphabet: `id prefix count alphabet`."""
    for identifier, prefix, count, alphabet in lines:
        fill = (
            (lambda r, count=count, alphabet=alphabet: mixed(r, count, alphabet))
            if alphabet in (WORD, URL)
            else (lambda r, count=count, alphabet=alphabet: random_text(r, count, alphabet))
        )
        name = identifier.lower()
        plain(
            identifier,
            lambda r, prefix=prefix, fill=fill: prefix + fill(r),
            f"{identifier}|{name.replace('_', ' ')}",
            f"{name}|{name.split('_')[0]}_secret",
            loose=prefix.startswith("http"),
        )


vendor(
    ("GITLAB_DEPLOY_TOKEN", "gl" + "dt-", 20, WORD),
    ("GITLAB_TRIGGER_TOKEN", "gl" + "ptt-", 40, HEX),
    ("GITLAB_RUNNER_TOKEN", "gl" + "rt-", 20, WORD),
    ("GITLAB_FEED_TOKEN", "gl" + "ft-", 20, WORD),
    ("GITLAB_AGENT_TOKEN", "gl" + "agent-", 50, WORD),
    ("RUBYGEMS_API_KEY", "ruby" + "gems_", 48, HEX),
    ("CRATES_IO_TOKEN", "ci" + "o", 32, WORD),
    ("DOCKER_HUB_TOKEN", "dckr" + "_pat_", 27, URL),
    ("SONARQUBE_TOKEN", "sq" + "p_", 40, HEX),
    ("SOURCEGRAPH_TOKEN", "sg" + "p_", 40, HEX),
    ("DOPPLER_TOKEN", "dp" + ".pt.", 43, WORD),
    ("PREFECT_API_KEY", "pn" + "u_", 36, UPPER.lower() + "0123456789"),
    ("PULUMI_TOKEN", "pu" + "l-", 40, HEX),
    ("README_API_KEY", "rd" + "me_", 70, UPPER.lower() + "0123456789"),
    ("RENDER_API_KEY", "rn" + "d_", 28, WORD),
    ("GROQ_API_KEY", "gs" + "k_", 52, WORD),
    ("PERPLEXITY_API_KEY", "ppl" + "x-", 48, WORD),
    ("REPLICATE_API_TOKEN", "r8" + "_", 37, WORD),
    ("XAI_API_KEY", "xa" + "i-", 80, WORD),
    ("OPENROUTER_API_KEY", "sk-" + "or-v1-", 64, HEX),
    ("DISCORD_WEBHOOK", "https://discord" + ".com/api/webhooks/112233445566778899/", 68, URL),
    ("NEW_RELIC_API_KEY", "NRAK" + "-", 27, UPPER + "0123456789"),
    ("LINEAR_API_KEY", "lin_" + "api_", 40, WORD),
    ("FIGMA_TOKEN", "fig" + "d_", 40, URL),
    ("NOTION_TOKEN", "secret" + "_", 43, WORD),
    ("TAILSCALE_KEY", "tskey-" + "auth-kAbCdEf7CNTRL-", 32, WORD),
    ("DATABRICKS_TOKEN", "dap" + "i", 32, HEX),
    ("PLANETSCALE_TOKEN", "pscale_" + "tkn_", 43, URL),
    ("AIRTABLE_TOKEN", "pat" + "Ab3dE5gH7jK9mN.", 64, HEX),
    ("SQUARE_ACCESS_TOKEN", "EAAA" + "E", 59, URL),
    ("STRIPE_WEBHOOK_SECRET", "wh" + "sec_", 32, WORD),
    ("SHOPIFY_ACCESS_TOKEN", "shp" + "at_", 32, HEX),
    ("SHOPIFY_SHARED_SECRET", "shp" + "ss_", 32, HEX),
    ("EASYPOST_API_KEY", "EZ" + "AK", 54, WORD),
    ("GOOGLE_OAUTH_CLIENT_SECRET", "GOC" + "SPX-", 28, URL),
    ("NVIDIA_API_KEY", "nv" + "api-", 64, URL),
    ("TAVILY_API_KEY", "tvl" + "y-", 32, WORD),
    ("NETLIFY_TOKEN", "nf" + "p_", 36, WORD),
    ("SUPABASE_KEY", "sb" + "p_", 40, HEX),
    ("POSTHOG_API_KEY", "ph" + "x_", 43, WORD),
    ("CONTENTFUL_TOKEN", "CFP" + "AT-", 43, URL),
    ("FIRECRAWL_API_KEY", "f" + "c-", 32, HEX),
    ("BUILDKITE_TOKEN", "bk" + "ua_", 40, HEX),
    ("ALIBABA_ACCESS_KEY_ID", "LT" + "AI5t", 18, WORD),
    ("TENCENT_SECRET_ID", "AK" + "ID", 32, WORD),
    ("RAZORPAY_KEY", "rzp" + "_live_", 14, WORD),
    ("SHIPPO_TOKEN", "shippo" + "_live_", 40, HEX),
    ("INFRACOST_API_KEY", "ic" + "o-", 32, WORD),
    ("FRAME_IO_TOKEN", "fio" + "-u-", 64, URL),
    ("GOOGLE_OAUTH_ACCESS_TOKEN", "ya" + "29.", 160, URL),
    ("SENTRY_TOKEN", "sntr" + "yu_", 64, HEX),
    ("DUFFEL_TOKEN", "duffel" + "_live_", 43, URL),
    ("SCALINGO_TOKEN", "tk" + "-us-", 48, URL),
    ("SQUARE_OAUTH_SECRET", "sq0" + "csp-", 43, URL),
)


def password(r):
    return mixed(r, r.choice([10, 12, 16]), WORD) + r.choice("!#%+")


add(
    "DATABASE_URL",
    url_password,
    "DATABASE_URL|connection string",
    "database_url|connection_string",
    needs_word=False,
    also="URL_CREDENTIALS|PASSWORD|GENERIC_SECRET",
    loose=True,
)
add(
    "URL_CREDENTIALS",
    lambda r: f"https://{random_text(r, 6, LOWER)}:{mixed(r, 14, WORD)}@git{r.randrange(1, 9)}.corp.net/team/repo.git",
    "remote|url",
    "url|remote_url",
    needs_word=False,
    also="PASSWORD|GENERIC_SECRET",
    loose=True,
)
add(
    "PASSWORD",
    password,
    "password|passwd|Passwort|mot de passe|contraseña",
    "password|db_password|user_pwd|passwort",
    needs_word=True,
    assigned=True,
    also="GENERIC_SECRET",
)
add(
    "GENERIC_SECRET",
    lambda r: mixed(r, r.choice([32, 40, 48]), WORD),
    "api key|client secret|auth token|access token",
    "api_key|client_secret|auth_token|accessToken",
    needs_word=True,
    assigned=True,
    also="PASSWORD",
)


def bcrypt(r):
    return "$2" + f"b${r.randrange(10, 14)}$" + random_text(r, 22, WORD + "./") + random_text(r, 31, WORD + "./")


plain("GRAFANA_SERVICE_ACCOUNT_TOKEN", grafana, "Grafana token", "grafana_token")
plain("AGE_SECRET_KEY", lambda r: bech32("age-" + "secret-key-", None, r.randbytes(32)).upper(), "age key", "age_key")
plain(
    "POSTMAN_API_KEY",
    lambda r: "PM" + f"AK-{random_text(r, 24, HEX)}-{random_text(r, 34, HEX)}",
    "Postman key",
    "postman_api_key",
)
plain(
    "GITHUB_FINE_GRAINED_TOKEN",
    lambda r: "github" + f"_pat_{mixed(r, 22, WORD)}_{mixed(r, 59, WORD)}",
    "GitHub token",
    "github_token",
)
plain(
    "LANGSMITH_API_KEY",
    lambda r: "lsv2" + f"_pt_{random_text(r, 32, HEX)}_{random_text(r, 10, HEX)}",
    "LangSmith key",
    "langsmith_api_key",
)
plain("RESEND_API_KEY", lambda r: "r" + f"e_{mixed(r, 8, WORD)}_{mixed(r, 24, WORD)}", "Resend key", "resend_api_key")
plain(
    "BREVO_API_KEY",
    lambda r: "xkey" + f"sib-{random_text(r, 64, HEX)}-{mixed(r, 16, WORD)}",
    "Brevo key",
    "brevo_api_key",
)
plain(
    "DYNATRACE_TOKEN",
    lambda r: "dt0" + f"c01.{random_text(r, 24, UPPER + '0123456789')}.{random_text(r, 64, UPPER + '0123456789')}",
    "Dynatrace token",
    "dynatrace_token",
)
plain(
    "CIRCLECI_TOKEN",
    lambda r: "CCI" + f"PAT_{mixed(r, 22, WORD)}_{random_text(r, 40, HEX)}",
    "CircleCI token",
    "circleci_token",
)
plain(
    "SLACK_APP_TOKEN",
    lambda r: (
        "xa"
        + f"pp-1-A{random_text(r, 10, UPPER + '0123456789')}-{r.randrange(10**12, 10**13)}-{random_text(r, 64, HEX)}"
    ),
    "Slack app token",
    "slack_app_token",
)
plain("PLAID_ACCESS_TOKEN", lambda r: "access" + f"-production-{uuid(r)}", "Plaid token", "plaid_access_token")
plain("PASSWORD_HASH", bcrypt, "hash", "password_hash|pw_hash")
plain(
    "BITCOIN_PRIVATE_KEY",
    lambda r: base58check(b"\x80" + r.randbytes(32) + b"\1"),
    "bitcoin private key|WIF",
    "private_key|wif",
    needs_word=True,
)
