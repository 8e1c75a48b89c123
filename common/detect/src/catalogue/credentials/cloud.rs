//! Secrets of cloud vendors, vaults and wallets.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::check::token as check;
use crate::detector::Detector;
use crate::detector::vendor::{Token, keyed, token, verified};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // AWS, IAM identifiers: unique id prefixes. Sixteen characters of base32; in newer ids the account's number
    // is among them.
    Identifier {
        id: "AWS_ACCESS_KEY_ID",
        name: "AWS access key id",
        detectors: &[Detector::Tokens(&[
            verified("AKIA{t16}", check::aws_key_id),
            verified("ASIA{t16}", check::aws_key_id),
            verified("ABIA{t16}", check::aws_key_id),
            verified("ACCA{t16}", check::aws_key_id),
        ])],
        ..SECRET
    },
    // AWS Security Token Service: session tokens are base64 of a structure that begins with origin or er/aws.
    Identifier {
        id: "AWS_SESSION_TOKEN",
        name: "AWS session token",
        detectors: &[Detector::Tokens(&[
            token("IQoJb3JpZ2lu{b100,2000}{=0,2}"),
            token("FwoGZXIvYXdz{b100,2000}{=0,2}"),
        ])],
        ..SECRET
    },
    // Amazon Bedrock documentation: long-term keys are base64 of BedrockAPIKey-... after ABSK, short-term ones a
    // signed address.
    Identifier {
        id: "AWS_BEDROCK_API_KEY",
        name: "Amazon Bedrock API key",
        detectors: &[Detector::Tokens(&[
            token("ABSKQmVkcm9ja0FQSUtleS{b80,250}{=0,2}"),
            token("bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{b80,4000}{=0,2}"),
        ])],
        ..SECRET
    },
    // Amazon Marketplace Web Service documentation.
    Identifier {
        id: "AWS_MWS_TOKEN",
        name: "Amazon MWS auth token",
        detectors: &[Detector::Tokens(&[token("amzn.mws.{uuid}")])],
        ..SECRET
    },
    // Login with Amazon documentation: client secrets of version 1.
    Identifier {
        id: "AMAZON_LWA_CLIENT_SECRET",
        name: "Login with Amazon client secret",
        detectors: &[Detector::Tokens(&[token("amzn1.oa2-cs.v1.{x64}")])],
        ..SECRET
    },
    // AWS AppSync documentation: API keys begin with da2-.
    Identifier {
        id: "AWS_APPSYNC_API_KEY",
        name: "AWS AppSync API key",
        detectors: &[Detector::Tokens(&[token("da2-{l26}")])],
        ..SECRET
    },
    // Amazon SES documentation, SMTP credentials: base64 of a version byte 4 and a signature of 32 bytes.
    Identifier {
        id: "AWS_SES_SMTP_PASSWORD",
        name: "Amazon SES SMTP password",
        keyword_required: true,
        keywords: &[
            "smtp password",
            "ses smtp",
            "ses password",
            "smtp pass",
            "ses smtp password",
            "aws ses smtp password",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("B{b43}")])],
        ..SECRET
    },
    // Google Identity: client secrets begin with GOCSPX-.
    Identifier {
        id: "GOOGLE_OAUTH_CLIENT_SECRET",
        name: "Google OAuth client secret",
        detectors: &[Detector::Tokens(&[token("GOCSPX-{u28}")])],
        ..SECRET
    },
    // Google Identity: access tokens begin with ya29.
    Identifier {
        id: "GOOGLE_OAUTH_ACCESS_TOKEN",
        name: "Google OAuth access token",
        detectors: &[Detector::Tokens(&[token("ya29.{u40,400}")])],
        ..SECRET
    },
    // Google Identity: refresh tokens begin with 1//.
    Identifier {
        id: "GOOGLE_OAUTH_REFRESH_TOKEN",
        name: "Google OAuth refresh token",
        detectors: &[Detector::Tokens(&[token("1//0{u60,120}")])],
        ..SECRET
    },
    // Google Cloud IAM documentation: the key file is JSON; the id of the private key comes right before the key.
    Identifier {
        id: "GOOGLE_SERVICE_ACCOUNT_KEY",
        name: "Google service account key",
        detectors: &[Detector::Tokens(&[token("private_key_id\"{s0,2}:{s0,2}\"{x40}")])],
        ..SECRET
    },
    // Google Cloud Storage documentation, HMAC keys: 24 characters for users, 61 for service accounts.
    Identifier {
        id: "GOOGLE_STORAGE_HMAC_KEY",
        name: "Google Cloud Storage HMAC access id",
        detectors: &[Detector::Tokens(&[token("GOOG1E{U55}"), token("GOOG{U20}")])],
        ..SECRET
    },
    // Firebase documentation: server keys of the legacy protocol.
    Identifier {
        id: "FIREBASE_SERVER_KEY",
        name: "Firebase Cloud Messaging server key",
        detectors: &[Detector::Tokens(&[token("AAAA{u7}:APA91b{u134}")])],
        ..SECRET
    },
    // Google reCAPTCHA documentation: site and secret keys look alike, so the key word must say secret.
    // As many characters as an AWS secret key has, whose key words are among its own: the prefix is not less specific.
    Identifier {
        id: "RECAPTCHA_SECRET_KEY",
        name: "reCAPTCHA secret key",
        keyword_required: true,
        keywords: &["recaptcha secret", "recaptcha secret key", "recaptcha private key"],
        detectors: &[Detector::Tokens(&[keyed("6L{u38}")])],
        ..SECRET
    },
    // Microsoft Learn, Manage storage account access keys: 64 bytes in base64; newer ones carry +ASt.
    Identifier {
        id: "AZURE_STORAGE_ACCOUNT_KEY",
        name: "Azure Storage account key",
        keyword_required: true,
        keywords: &[
            "accountkey",
            "storage key",
            "storage account key",
            "azure storage",
            "azure storage key",
            "azure storage account key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b86}=="), keyed("{b76}+ASt{b6}==")])],
        ..SECRET
    },
    // Microsoft Learn, Azure Cosmos DB: 64 bytes in base64; newer ones carry ACDb.
    Identifier {
        id: "AZURE_COSMOS_DB_KEY",
        name: "Azure Cosmos DB key",
        keyword_required: true,
        keywords: &["cosmos", "cosmosdb", "cosmos key", "cosmosdb key", "documents.azure.com", "azure cosmos db key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b86}=="), keyed("{b76}ACDb{b6}==")])],
        ..SECRET
    },
    // Microsoft Entra ID: observed form of application passwords, a digit and Q~ at places 4 to 6.
    Identifier {
        id: "AZURE_AD_CLIENT_SECRET",
        name: "Microsoft Entra client secret",
        keyword_required: true,
        keywords: &[
            "client secret",
            "azure secret",
            "azure client secret",
            "app secret",
            "application secret",
            "arm client secret",
            "entra",
            "azuread",
            "secret",
            "password",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{[A-Za-z0-9_.~-]3}{d}Q~{[A-Za-z0-9_.~-]31,34}")])],
        ..SECRET
    },
    // Microsoft Learn, Create a service SAS: sig is the HMAC-SHA256 in base64, encoded for a URL.
    Identifier {
        id: "AZURE_SAS_TOKEN",
        name: "Azure shared access signature",
        detectors: &[Detector::Tokens(&[token("sig={[A-Za-z0-9%+/]40,90}%3D")])],
        ..SECRET
    },
    // Microsoft Learn, Shared access authorization: 32 bytes in base64; newer ones carry the service's name.
    Identifier {
        id: "AZURE_SHARED_ACCESS_KEY",
        name: "Azure Service Bus, Event Hubs or IoT Hub key",
        keyword_required: true,
        keywords: &["shared access key", "service bus", "eventhub", "iothub"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[
            keyed("{b43}="),
            keyed("{b33}+ASb{b6}="),
            keyed("{b33}+AEh{b6}="),
            keyed("{b33}AIoT{b6}="),
        ])],
        ..SECRET
    },
    // Microsoft Learn, Azure Functions access keys: 40 bytes in URL-safe base64; newer ones carry AzFu.
    Identifier {
        id: "AZURE_FUNCTION_KEY",
        name: "Azure Functions key",
        keyword_required: true,
        keywords: &["function key", "x-functions-key", "azure function", "host key", "azure function key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u44}AzFu{u4,8}=="), keyed("{u54}==")])],
        ..SECRET
    },
    // Microsoft Learn, Azure AI services: 32 hexadecimal digits, since 2024 84 characters that carry JQQJ9.
    Identifier {
        id: "AZURE_OPENAI_KEY",
        name: "Azure AI services key",
        keyword_required: true,
        keywords: &[
            "azure openai",
            "azure openai key",
            "azure openai api key",
            "ocp-apim-subscription-key",
            "cognitive services key",
            "azure ai key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w52}JQQJ9{w27}"), keyed("{x32}")])],
        ..SECRET
    },
    // Microsoft Learn, Azure Container Registry: passwords of the admin account carry +ACR.
    Identifier {
        id: "AZURE_CONTAINER_REGISTRY_KEY",
        name: "Azure Container Registry password",
        keyword_required: true,
        keywords: &[
            "acr",
            "azurecr.io",
            "container registry",
            "registry password",
            "docker password",
            "password",
            "azure container registry key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b42}+ACR{b6}")])],
        ..SECRET
    },
    // Alibaba Cloud documentation: AccessKey ids begin with LTAI.
    Identifier {
        id: "ALIBABA_ACCESS_KEY_ID",
        name: "Alibaba Cloud access key id",
        detectors: &[Detector::Tokens(&[token("LTAI{w12,20}")])],
        ..SECRET
    },
    // Alibaba Cloud, observed form: AccessKey secrets have 30 letters and digits.
    Identifier {
        id: "ALIBABA_SECRET_KEY",
        name: "Alibaba Cloud access key secret",
        keyword_required: true,
        keywords: &[
            "alibaba secret",
            "aliyun secret",
            "alibaba cloud access key secret",
            "alicloud secret key",
            "access key secret",
            "alibaba secret key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w30}")])],
        ..SECRET
    },
    // Tencent Cloud documentation: SecretIds begin with AKID.
    Identifier {
        id: "TENCENT_SECRET_ID",
        name: "Tencent Cloud secret id",
        detectors: &[Detector::Tokens(&[token("AKID{w32}")])],
        ..SECRET
    },
    // Tencent Cloud, observed form: SecretKeys have 32 letters and digits.
    Identifier {
        id: "TENCENT_SECRET_KEY",
        name: "Tencent Cloud secret key",
        keyword_required: true,
        keywords: &[
            "tencent secret",
            "tencentcloud secret key",
            "tencent secret key",
            "qcloud secret",
            "cos secret key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // IBM Cloud, observed form: API keys have 44 URL-safe characters.
    Identifier {
        id: "IBM_CLOUD_API_KEY",
        name: "IBM Cloud API key",
        keyword_required: true,
        keywords: &["ibm cloud api key", "ibm api key", "ic api key", "bluemix api key", "ibm key", "bluemix key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u44}")])],
        ..SECRET
    },
    // Yandex Cloud documentation: API keys begin with AQVN.
    Identifier {
        id: "YANDEX_CLOUD_API_KEY",
        name: "Yandex Cloud API key",
        detectors: &[Detector::Tokens(&[token("AQVN{u35,38}")])],
        ..SECRET
    },
    // Yandex Cloud documentation: secrets of static access keys begin with YC.
    // As many characters as an AWS secret key has, whose key words are among its own: the prefix is not less specific.
    Identifier {
        id: "YANDEX_CLOUD_SECRET_KEY",
        name: "Yandex Cloud static key secret",
        keyword_required: true,
        keywords: &["yandex", "yandex cloud", "yc secret", "yandex secret key", "yandex cloud secret key"],
        detectors: &[Detector::Tokens(&[keyed("YC{u38}")])],
        ..SECRET
    },
    // Cloudflare, observed forms: 40 URL-safe characters; newer tokens of users and accounts begin with cfut_ and cfat_.
    Identifier {
        id: "CLOUDFLARE_API_TOKEN",
        name: "Cloudflare API token",
        keywords: &["cloudflare token", "cloudflare api token", "cf api token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u40}"), token("cfut_{w40}{x8}"), token("cfat_{w40}{x8}")])],
        ..SECRET
    },
    // Cloudflare, observed form: 37 hexadecimal digits.
    Identifier {
        id: "CLOUDFLARE_GLOBAL_API_KEY",
        name: "Cloudflare Global API Key",
        keyword_required: true,
        keywords: &[
            "cloudflare api key",
            "x-auth-key",
            "cf api key",
            "global api key",
            "cloudflare global api key",
            "cloudflare key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x37}")])],
        ..SECRET
    },
    // Cloudflare documentation: Origin CA keys begin with v1.0-.
    Identifier {
        id: "CLOUDFLARE_ORIGIN_CA_KEY",
        name: "Cloudflare Origin CA key",
        detectors: &[Detector::Tokens(&[token("v1.0-{x24}-{x146}")])],
        ..SECRET
    },
    // Fastly, observed form: 32 URL-safe characters.
    Identifier {
        id: "FASTLY_API_TOKEN",
        name: "Fastly API token",
        keyword_required: true,
        keywords: &["fastly-key", "fastly api token", "fastly api key", "fastly key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u32}")])],
        ..SECRET
    },
    // DigitalOcean documentation: personal, OAuth and refresh tokens of version 1.
    Identifier {
        id: "DIGITALOCEAN_TOKEN",
        name: "DigitalOcean token",
        detectors: &[Detector::Tokens(&[token("dop_v1_{x64}"), token("doo_v1_{x64}"), token("dor_v1_{x64}")])],
        ..SECRET
    },
    // Akamai (Linode), observed form: 64 hexadecimal digits.
    Identifier {
        id: "LINODE_TOKEN",
        name: "Linode API token",
        keyword_required: true,
        keywords: &["linode token", "linode cli token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x64}")])],
        ..SECRET
    },
    // Vultr, observed form: 36 capitals and digits.
    Identifier {
        id: "VULTR_API_KEY",
        name: "Vultr API key",
        keyword_required: true,
        keywords: &["vultr api key", "vultr key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{U36}")])],
        ..SECRET
    },
    // Hetzner Cloud, observed form: 64 letters and digits.
    Identifier {
        id: "HETZNER_API_TOKEN",
        name: "Hetzner Cloud API token",
        keyword_required: true,
        keywords: &["hcloud token", "hetzner api token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w64}")])],
        ..SECRET
    },
    // Scaleway, observed form: the secret key is a UUID.
    Identifier {
        id: "SCALEWAY_SECRET_KEY",
        name: "Scaleway secret key",
        keyword_required: true,
        keywords: &["scaleway secret", "scw secret key", "scaleway secret key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Scaleway documentation: access keys begin with SCW.
    Identifier {
        id: "SCALEWAY_ACCESS_KEY",
        name: "Scaleway access key",
        keyword_required: true,
        keywords: &["scaleway", "scw access key", "access key", "scaleway access key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("SCW{U17}")])],
        ..SECRET
    },
    // OVHcloud, observed form: 32 hexadecimal digits.
    Identifier {
        id: "OVH_APPLICATION_SECRET",
        name: "OVHcloud application secret",
        keyword_required: true,
        keywords: &["ovh application secret", "ovh secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // HashiCorp Vault documentation, Tokens: prefixes since 1.10, and before.
    Identifier {
        id: "HASHICORP_VAULT_TOKEN",
        name: "HashiCorp Vault token",
        keywords: &["vault", "vault token", "x-vault-token", "hashicorp vault token"],
        detectors: &[Detector::Tokens(&[
            token("hvs.{u24,200}"),
            token("hvb.{u100,400}"),
            token("hvr.{u24,400}"),
            keyed("s.{w24}"),
            keyed("b.{w100,300}"),
        ])],
        ..SECRET
    },
    // HashiCorp Consul, observed form: the secret id is a UUID.
    Identifier {
        id: "CONSUL_TOKEN",
        name: "HashiCorp Consul ACL token",
        keyword_required: true,
        keywords: &["consul http token", "consul token", "x-consul-token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // HashiCorp Nomad, observed form: the secret id is a UUID.
    Identifier {
        id: "NOMAD_TOKEN",
        name: "HashiCorp Nomad ACL token",
        keyword_required: true,
        keywords: &["nomad token", "x-nomad-token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // 1Password developer documentation: ops_ and JSON in base64.
    Identifier {
        id: "ONEPASSWORD_SERVICE_ACCOUNT_TOKEN",
        name: "1Password service account token",
        detectors: &[Detector::Tokens(&[token("ops_eyJ{b250,3000}{=0,2}")])],
        ..SECRET
    },
    // 1Password support, About your Secret Key.
    Identifier {
        id: "ONEPASSWORD_SECRET_KEY",
        name: "1Password Secret Key",
        detectors: &[Detector::Tokens(&[
            token("A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}"),
            token("A3-{U6}-{U11}-{U5}-{U5}-{U5}"),
        ])],
        ..SECRET
    },
    // Bitwarden, observed form: 30 letters and digits.
    Identifier {
        id: "BITWARDEN_CLIENT_SECRET",
        name: "Bitwarden API client secret",
        keyword_required: true,
        keywords: &["bw clientsecret", "bitwarden client secret", "bitwarden secret"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w30}")])],
        ..SECRET
    },
    // Kubernetes documentation, Configure service accounts: a web token whose subject is system:serviceaccount.
    Identifier {
        id: "KUBERNETES_SERVICE_ACCOUNT_TOKEN",
        name: "Kubernetes service account token",
        detectors: &[Detector::Tokens(&[verified("eyJhbGci{u20,400}.{u100,3000}.{u40,1000}", check::kubernetes)])],
        ..SECRET
    },
    // Ansible documentation, Format of files encrypted with Ansible Vault.
    Identifier {
        id: "ANSIBLE_VAULT",
        name: "Ansible Vault data",
        detectors: &[Detector::Tokens(&[
            token("$ANSIBLE_VAULT;1.1;AES256{[\n\r \t]1,40}{x80}"),
            token("$ANSIBLE_VAULT;1.2;AES256;{p1,40}{[\n\r \t]1,40}{x80}"),
        ])],
        ..SECRET
    },
    // RFC 7468 frames in base64 once more, as in client-key-data of Kubernetes' configuration files and in
    // secrets of pipelines.
    Identifier {
        id: "ENCODED_PRIVATE_KEY",
        name: "Private key in base64",
        detectors: &[Detector::Tokens(&[
            token("LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk{b200,5500}{=0,2}"),
            token("LS0tLS1CRUdJTiBQUklWQVRFIEtFW{b150,5500}{=0,2}"),
            token("LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFW{b150,5500}{=0,2}"),
            token("LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZBVEUgS0VZ{b200,5500}{=0,2}"),
        ])],
        ..SECRET
    },
    // The age file encryption format: X25519 identities in Bech32 (BIP 173).
    Identifier {
        id: "AGE_SECRET_KEY",
        name: "age secret key",
        detectors: &[Detector::Tokens(&[verified("AGE-SECRET-KEY-1{[AC-HJ-NP-Z02-9]58}", check::bech32)])],
        ..SECRET
    },
    // wg(8): 32 bytes in base64.
    Identifier {
        id: "WIREGUARD_PRIVATE_KEY",
        name: "WireGuard private or preshared key",
        keyword_required: true,
        keywords: &["private key", "preshared key", "wg private key", "wireguard private key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{b43}=")])],
        ..SECRET
    },
    // Bitcoin wiki, Wallet import format: Base58Check.
    Identifier {
        id: "BITCOIN_PRIVATE_KEY",
        name: "Bitcoin private key",
        keyword_required: true,
        keywords: &["private key", "privkey", "wif", "bitcoin", "btc", "wallet", "importprivkey"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[Token {
            pattern: "{[5KL]}{[1-9A-HJ-NP-Za-km-z]50,51}",
            check: Some(check::base58check),
            keyword: true,
        }])],
        ..SECRET
    },
    // BIP 32, serialisation: Base58Check.
    Identifier {
        id: "EXTENDED_PRIVATE_KEY",
        name: "Extended private key of a wallet",
        detectors: &[Detector::Tokens(&[verified("xprv{[1-9A-HJ-NP-Za-km-z]107}", check::base58check)])],
        ..SECRET
    },
    // Ethereum: 32 bytes in hexadecimal.
    Identifier {
        id: "ETHEREUM_PRIVATE_KEY",
        name: "Ethereum private key",
        keyword_required: true,
        keywords: &[
            "eth private key",
            "ethereum private key",
            "wallet private key",
            "deployer private key",
            "evm private key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("0x{X64}"), keyed("{X64}")])],
        ..SECRET
    },
    // crypt(5): bcrypt, MD5, SHA-256, SHA-512, yescrypt; htpasswd of Apache; the PHC string format of Argon2;
    // Django; Cisco IOS (types 8 and 9).
    Identifier {
        id: "PASSWORD_HASH",
        name: "Password hash",
        detectors: &[Detector::Tokens(&[
            token("$2{[abxy]}${d2}${[A-Za-z0-9./]53}"),
            token("$1${[A-Za-z0-9./]1,8}${[A-Za-z0-9./]22}"),
            token("$apr1${[A-Za-z0-9./]1,8}${[A-Za-z0-9./]22}"),
            token("$5${[A-Za-z0-9./]1,16}${[A-Za-z0-9./]43}"),
            token("$5$rounds={d4,9}${[A-Za-z0-9./]1,16}${[A-Za-z0-9./]43}"),
            token("$6${[A-Za-z0-9./]1,16}${[A-Za-z0-9./]86}"),
            token("$6$rounds={d4,9}${[A-Za-z0-9./]1,16}${[A-Za-z0-9./]86}"),
            token("$y${[A-Za-z0-9./]3,8}${[A-Za-z0-9./]8,30}${[A-Za-z0-9./]43}"),
            token("$argon2id$v=19$m={d2,8},t={d1,3},p={d1,3}${b11,64}${b22,88}"),
            token("$argon2i$v=19$m={d2,8},t={d1,3},p={d1,3}${b11,64}${b22,88}"),
            token("pbkdf2_sha256${d4,7}${w8,32}${b43}="),
            token("$8${[A-Za-z0-9./]14}${[A-Za-z0-9./]43}"),
            token("$9${[A-Za-z0-9./]14}${[A-Za-z0-9./]43}"),
        ])],
        ..SECRET
    },
    // Cloudflare documentation, Tunnel tokens: JSON in base64, with the account, the tunnel and its secret as a, t and
    // s.
    Identifier {
        id: "CLOUDFLARE_TUNNEL_TOKEN",
        name: "Cloudflare Tunnel token",
        detectors: &[Detector::Tokens(&[verified("eyJhIjoi{b120,250}{=0,2}", check::cloudflare_tunnel)])],
        ..SECRET
    },
    // Baidu AI Cloud documentation: key ids, and API keys of Qianfan, which have an id and a secret behind bce-v3/.
    Identifier {
        id: "BAIDU_ACCESS_KEY",
        name: "Baidu AI Cloud access key",
        detectors: &[Detector::Tokens(&[token("ALTAK-{w21}/{x40}"), token("ALTAK{w21}")])],
        ..SECRET
    },
    // Volcengine documentation, Access keys. Those of Kingsoft Cloud begin likewise.
    Identifier {
        id: "VOLCENGINE_ACCESS_KEY_ID",
        name: "Volcengine access key id",
        detectors: &[Detector::Tokens(&[token("AKLT{u36,60}")])],
        ..SECRET
    },
    // JD Cloud documentation, Access keys.
    Identifier {
        id: "JDCLOUD_ACCESS_KEY_ID",
        name: "JD Cloud access key id",
        detectors: &[Detector::Tokens(&[token("JDC_{U28,32}")])],
        ..SECRET
    },
    // Yandex Cloud documentation, IAM token: two parts in URL-safe base64, the second of 64 bytes.
    Identifier {
        id: "YANDEX_CLOUD_IAM_TOKEN",
        name: "Yandex Cloud IAM token",
        detectors: &[Detector::Tokens(&[token("t1.{u20,200}{=0,2}.{u86}{=0,2}")])],
        ..SECRET
    },
    // Yandex ID documentation: OAuth tokens begin with y0_.
    Identifier {
        id: "YANDEX_OAUTH_TOKEN",
        name: "Yandex OAuth token",
        detectors: &[Detector::Tokens(&[token("y0_{u50,60}")])],
        ..SECRET
    },
    // DigitalOcean documentation, Spaces access keys: the id, as of AWS.
    Identifier {
        id: "DIGITALOCEAN_SPACES_KEY",
        name: "DigitalOcean Spaces access key",
        detectors: &[Detector::Tokens(&[token("DO00{U16}")])],
        ..SECRET
    },
];
