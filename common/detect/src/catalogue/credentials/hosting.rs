//! Secrets of code hosting, packages, builds and deployment.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::check::token as check;
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token, verified};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // GitHub documentation, About authentication to GitHub: token formats. All but the longest refresh tokens end
    // with a checksum.
    Identifier {
        id: "GITHUB_TOKEN",
        name: "GitHub token",
        detectors: &[Detector::Tokens(&[
            verified("ghp_{w36}", check::crc32_base62),
            verified("gho_{w36}", check::crc32_base62),
            verified("ghu_{w36}", check::crc32_base62),
            verified("ghs_{w36}", check::crc32_base62),
            verified("ghr_{w36}", check::crc32_base62),
            token("ghr_{w76}"),
        ])],
        ..SECRET
    },
    // GitHub documentation, Managing your personal access tokens.
    Identifier {
        id: "GITHUB_FINE_GRAINED_TOKEN",
        name: "GitHub fine-grained personal access token",
        detectors: &[Detector::Tokens(&[token("github_pat_{w22}_{w59}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes; the longer forms are routable tokens.
    Identifier {
        id: "GITLAB_TOKEN",
        name: "GitLab personal, project or group access token",
        detectors: &[Detector::Tokens(&[
            token("glpat-{u20}"),
            token("glpat-{u27,300}.{l2}.{l9}"),
            token("glpat-{u27,300}.{l9}"),
        ])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_DEPLOY_TOKEN",
        name: "GitLab deploy token",
        detectors: &[Detector::Tokens(&[token("gldt-{u20}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: authentication tokens of runners, and registration tokens.
    Identifier {
        id: "GITLAB_RUNNER_TOKEN",
        name: "GitLab runner token",
        detectors: &[Detector::Tokens(&[
            token("glrt-{u20}"),
            token("glrt-t{d}_{u20}"),
            token("glrt-t{d}_{u27,300}.{l2}.{l9}"),
            token("glrt-t{d}_{u27,300}.{l9}"),
            token("glrtr-{u20}"),
            token("GR1348941{u20}"),
        ])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_TRIGGER_TOKEN",
        name: "GitLab pipeline trigger token",
        detectors: &[Detector::Tokens(&[token("glptt-{x40}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_JOB_TOKEN",
        name: "GitLab CI/CD job token",
        detectors: &[Detector::Tokens(&[token("glcbt-{w1,5}_{u20}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_OAUTH_SECRET",
        name: "GitLab OAuth application secret",
        detectors: &[Detector::Tokens(&[token("gloas-{u64}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_SCIM_TOKEN",
        name: "GitLab SCIM token",
        detectors: &[Detector::Tokens(&[token("glsoat-{u20}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_FEED_TOKEN",
        name: "GitLab feed token",
        detectors: &[Detector::Tokens(&[token("glft-{u20}"), token("glft-{x64}-{d1,12}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_INCOMING_MAIL_TOKEN",
        name: "GitLab incoming email token",
        detectors: &[Detector::Tokens(&[token("glimt-{u25}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_AGENT_TOKEN",
        name: "GitLab agent for Kubernetes token",
        detectors: &[Detector::Tokens(&[token("glagent-{u50}")])],
        ..SECRET
    },
    // GitLab documentation, Token overview: token prefixes.
    Identifier {
        id: "GITLAB_FEATURE_FLAG_TOKEN",
        name: "GitLab feature flags client token",
        detectors: &[Detector::Tokens(&[token("glffct-{u20}")])],
        ..SECRET
    },
    // Atlassian, Bitbucket Cloud: app passwords begin with ATBB.
    Identifier {
        id: "BITBUCKET_APP_PASSWORD",
        name: "Bitbucket app password",
        detectors: &[Detector::Tokens(&[token("ATBB{u32}")])],
        ..SECRET
    },
    // Atlassian, Bitbucket Cloud: repository, project and workspace access tokens begin with ATCTT3; those of Data Center with BBDC-.
    Identifier {
        id: "BITBUCKET_ACCESS_TOKEN",
        name: "Bitbucket access token",
        detectors: &[Detector::Tokens(&[token("ATCTT3{[A-Za-z0-9_=-]160,250}"), token("BBDC-{b42,60}")])],
        ..SECRET
    },
    // Observed form: 32 to 64 URL-safe characters.
    Identifier {
        id: "BITBUCKET_CLIENT_SECRET",
        name: "Bitbucket OAuth consumer secret",
        keyword_required: true,
        keywords: &["bitbucket secret", "bitbucket client secret", "bitbucket oauth"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u32,64}")])],
        ..SECRET
    },
    // Atlassian support, Manage API tokens for your account: tokens begin with ATATT3.
    Identifier {
        id: "ATLASSIAN_API_TOKEN",
        name: "Atlassian API token",
        detectors: &[Detector::Tokens(&[token("ATATT3{[A-Za-z0-9_=-]180,250}")])],
        ..SECRET
    },
    // The GitHub Blog, Announcing npm's new access token format (2021): a checksum like GitHub's. Before,
    // tokens were UUIDs.
    Identifier {
        id: "NPM_TOKEN",
        name: "npm access token",
        keywords: &["_authtoken", "npm token", "npm auth token"],
        detectors: &[Detector::Tokens(&[verified("npm_{w36}", check::crc32_base62), keyed("{uuid}")])],
        ..SECRET
    },
    // PyPI help, API tokens: macaroons (pymacaroons, version 2) whose location, pypi.org or test.pypi.org, is
    // written in base64.
    Identifier {
        id: "PYPI_TOKEN",
        name: "PyPI API token",
        detectors: &[Detector::Tokens(&[
            token("pypi-AgEIcHlwaS5vcmc{u60,1000}"),
            token("pypi-AgENdGVzdC5weXBpLm9yZw{u60,1000}"),
        ])],
        ..SECRET
    },
    // RubyGems.org's source: rubygems_ and 24 random bytes in hexadecimal.
    Identifier {
        id: "RUBYGEMS_API_KEY",
        name: "RubyGems API key",
        detectors: &[Detector::Tokens(&[token("rubygems_{x48}")])],
        ..SECRET
    },
    // NuGet.Gallery's source: version 4 keys are base32 in small letters and begin with oy2.
    Identifier {
        id: "NUGET_API_KEY",
        name: "NuGet API key",
        detectors: &[Detector::Tokens(&[token("oy2{l43}")])],
        ..SECRET
    },
    // crates.io's source: the prefix cio and 32 random letters and digits.
    Identifier {
        id: "CRATES_IO_TOKEN",
        name: "crates.io API token",
        detectors: &[Detector::Tokens(&[token("cio{w32}")])],
        ..SECRET
    },
    // Clojars, Deploy tokens.
    Identifier {
        id: "CLOJARS_TOKEN",
        name: "Clojars deploy token",
        detectors: &[Detector::Tokens(&[token("CLOJARS_{l60}")])],
        ..SECRET
    },
    // Docker documentation: personal and organisation access tokens.
    Identifier {
        id: "DOCKER_HUB_TOKEN",
        name: "Docker Hub access token",
        detectors: &[Detector::Tokens(&[token("dckr_pat_{u27}"), token("dckr_oat_{u32}")])],
        ..SECRET
    },
    // JFrog documentation: API keys begin with AKCp; reference tokens are base64 that begins with reftkn.
    Identifier {
        id: "JFROG_TOKEN",
        name: "JFrog Artifactory API key or reference token",
        detectors: &[Detector::Tokens(&[token("AKCp{w68,70}"), token("cmVmdGtu{w56}")])],
        ..SECRET
    },
    // SonarQube documentation: user, project and global analysis tokens; sqco_ is of SonarQube Cloud.
    Identifier {
        id: "SONARQUBE_TOKEN",
        name: "SonarQube token",
        keywords: &["sonar.login", "sonar login", "sonar token", "sonarqube token", "sonarcloud token"],
        detectors: &[Detector::Tokens(&[
            token("squ_{x40}"),
            token("sqp_{x40}"),
            token("sqa_{x40}"),
            token("sqco_{w59}"),
            // Those of before version 9.
            keyed("{x40}"),
        ])],
        ..SECRET
    },
    // Sourcegraph documentation: sensitive credentials and their formats; keys of licences and of the gateway.
    Identifier {
        id: "SOURCEGRAPH_TOKEN",
        name: "Sourcegraph access token",
        detectors: &[Detector::Tokens(&[
            token("sgp_{x16}_{x40}"),
            token("sgp_local_{x40}"),
            token("sgp_{x40}"),
            token("slk_{x64}"),
            token("sgd_{x64}"),
        ])],
        ..SECRET
    },
    // Snyk, observed form: the API token is a UUID.
    Identifier {
        id: "SNYK_TOKEN",
        name: "Snyk API token",
        keyword_required: true,
        keywords: &["snyk token", "snyk api token", "snyk api key", "snyk oauth token", "snyk key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}")])],
        ..SECRET
    },
    // Codecov, observed form: upload tokens are UUIDs.
    Identifier {
        id: "CODECOV_TOKEN",
        name: "Codecov upload token",
        keyword_required: true,
        keywords: &["codecov token", "codecov upload token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}"), keyed("{x32}")])],
        ..SECRET
    },
    // Code Climate, observed form: the reporter id has 64 hexadecimal digits.
    Identifier {
        id: "CODECLIMATE_TOKEN",
        name: "Code Climate test reporter id",
        keyword_required: true,
        keywords: &["codeclimate token", "code climate token", "codeclimate repo token", "cc test reporter id"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x64}")])],
        ..SECRET
    },
    // Travis CI, observed form: 22 URL-safe characters.
    Identifier {
        id: "TRAVIS_CI_TOKEN",
        name: "Travis CI API token",
        keyword_required: true,
        keywords: &["travis token", "travis ci token", "travis api token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{u22}")])],
        ..SECRET
    },
    // CircleCI documentation: personal and project tokens; older ones are 40 hexadecimal digits.
    Identifier {
        id: "CIRCLECI_TOKEN",
        name: "CircleCI API token",
        keywords: &["circleci token", "circle token", "circleci api token"],
        detectors: &[Detector::Tokens(&[token("CCIPAT_{w22}_{l40}"), token("CCIPRJ_{w22}_{x40}"), keyed("{x40}")])],
        ..SECRET
    },
    // Buildkite documentation: API access tokens begin with bkua_. Observed: tokens of agents, clusters, packages and services.
    Identifier {
        id: "BUILDKITE_TOKEN",
        name: "Buildkite API access token",
        detectors: &[Detector::Tokens(&[
            token("bkua_{l40}"),
            token("bkua_{l53}"),
            token("bkaa_{u75}"),
            token("bkct_{u73}"),
            token("bkar_{u73}"),
            token("bkpt_{u199}"),
            token("bkaj_{u333}"),
            token("bkpat_{u54}"),
        ])],
        ..SECRET
    },
    // Observed form: 32 letters and digits.
    Identifier {
        id: "DRONE_TOKEN",
        name: "Drone CI token",
        keyword_required: true,
        keywords: &["drone token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // Jenkins' source, ApiTokenStore: version 11 and 16 random bytes in hexadecimal; hudson.util.Secret: what credentials.xml
    // and settings hold in braces, encrypted with a key that lies beside them.
    Identifier {
        id: "JENKINS_TOKEN",
        name: "Jenkins API token or encrypted secret",
        keywords: &["jenkins token", "jenkins api token", "jenkins"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("11{x32}"), verified("AQAAABAAAA{b45,300}{=0,2}", check::jenkins)])],
        ..SECRET
    },
    // JetBrains TeamCity: a header that names TCV2, then two parts.
    Identifier {
        id: "TEAMCITY_TOKEN",
        name: "TeamCity access token",
        detectors: &[Detector::Tokens(&[token("eyJ0eXAiOiAiVENWMiJ9.{u36}.{uuid}")])],
        ..SECRET
    },
    // Microsoft Learn, Use personal access tokens: 84 characters with AZDO at place 76; older ones are 52
    // characters of base32.
    Identifier {
        id: "AZURE_DEVOPS_TOKEN",
        name: "Azure DevOps personal access token",
        keyword_required: true,
        keywords: &[
            "azure devops",
            "azure devops pat",
            "azure devops ext pat",
            "ado pat",
            "vsts token",
            "system accesstoken",
            "personal access token",
            "azure devops token",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w76}AZDO{w4}"), keyed("{l52}")])],
        ..SECRET
    },
    // HashiCorp, HCP Terraform API tokens: 14 characters, .atlasv1., and the secret.
    Identifier {
        id: "TERRAFORM_CLOUD_TOKEN",
        name: "HCP Terraform API token",
        keyword_required: true,
        keywords: &[
            "terraform",
            "app.terraform.io",
            "tfe token",
            "tf token",
            "atlas token",
            "token",
            "terraform cloud token",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w14}.atlasv1.{u60,70}")])],
        ..SECRET
    },
    // Pulumi documentation, Access tokens.
    Identifier {
        id: "PULUMI_TOKEN",
        name: "Pulumi access token",
        detectors: &[Detector::Tokens(&[token("pul-{x40}")])],
        ..SECRET
    },
    // Doppler documentation, Auth token formats.
    Identifier {
        id: "DOPPLER_TOKEN",
        name: "Doppler token",
        detectors: &[Detector::Tokens(&[
            token("dp.pt.{w40,44}"),
            token("dp.ct.{w40,44}"),
            token("dp.sa.{w40,44}"),
            token("dp.scim.{w40,44}"),
            token("dp.audit.{w40,44}"),
            token("dp.st.{w40,44}"),
            token("dp.st.{[a-z0-9_-]2,35}.{w40,44}"),
        ])],
        ..SECRET
    },
    // LaunchDarkly documentation: keys are UUIDs after api- and sdk-; those after mob- are not secret.
    Identifier {
        id: "LAUNCHDARKLY_KEY",
        name: "LaunchDarkly API or SDK key",
        detectors: &[Detector::Tokens(&[token("api-{uuid}"), token("sdk-{uuid}")])],
        ..SECRET
    },
    // ReadMe documentation: keys begin with rdme_.
    Identifier {
        id: "README_API_KEY",
        name: "ReadMe API key",
        detectors: &[Detector::Tokens(&[token("rdme_{l70}")])],
        ..SECRET
    },
    // Prefect documentation, Manage API keys.
    Identifier {
        id: "PREFECT_API_KEY",
        name: "Prefect API key",
        detectors: &[Detector::Tokens(&[token("pnu_{w36}"), token("pnb_{w36}")])],
        ..SECRET
    },
    // Scalingo documentation: tokens begin with tk-us-.
    Identifier {
        id: "SCALINGO_TOKEN",
        name: "Scalingo API token",
        detectors: &[Detector::Tokens(&[token("tk-us-{u48}")])],
        ..SECRET
    },
    // Harness documentation: account, token id and secret after pat. and sat.
    Identifier {
        id: "HARNESS_TOKEN",
        name: "Harness API token",
        detectors: &[Detector::Tokens(&[token("pat.{u22}.{x24}.{w20}"), token("sat.{u22}.{x24}.{w20}")])],
        ..SECRET
    },
    // Infracost documentation.
    Identifier {
        id: "INFRACOST_API_KEY",
        name: "Infracost API key",
        detectors: &[Detector::Tokens(&[token("ico-{w32}")])],
        ..SECRET
    },
    // Octopus Deploy documentation, How to create an API key.
    Identifier {
        id: "OCTOPUS_DEPLOY_API_KEY",
        name: "Octopus Deploy API key",
        detectors: &[Detector::Tokens(&[token("API-{U26,33}")])],
        ..SECRET
    },
    // OpenShift documentation: sha256~ and 32 bytes in URL-safe base64.
    Identifier {
        id: "OPENSHIFT_TOKEN",
        name: "OpenShift OAuth access token",
        detectors: &[Detector::Tokens(&[token("sha256~{u43}")])],
        ..SECRET
    },
    // Fly.io documentation, Access tokens: macaroons after fm1 and fm2.
    Identifier {
        id: "FLY_IO_TOKEN",
        name: "Fly.io access token",
        detectors: &[Detector::Tokens(&[
            token("fo1_{u43}"),
            token("fm1a_{b100,1500}{=0,3}"),
            token("fm1r_{b100,1500}{=0,3}"),
            token("fm2_{b100,1500}{=0,3}"),
        ])],
        ..SECRET
    },
    // Render documentation: API keys begin with rnd_.
    Identifier {
        id: "RENDER_API_KEY",
        name: "Render API key",
        detectors: &[Detector::Tokens(&[token("rnd_{w24,40}")])],
        ..SECRET
    },
    // Netlify documentation: personal access tokens begin with nfp_, those of the command line, of OAuth
    // and of the site with nfc_, nfo_ and nfu_; older ones have no prefix.
    Identifier {
        id: "NETLIFY_TOKEN",
        name: "Netlify access token",
        keywords: &["netlify auth token", "netlify access token", "netlify token"],
        detectors: &[Detector::Tokens(&[
            token("nfp_{w36}"),
            token("nfc_{w36}"),
            token("nfo_{w36}"),
            token("nfu_{w36}"),
            keyed("{u43,46}"),
        ])],
        ..SECRET
    },
    // Vercel changelog, New token formats and secret scanning: prefixes; older tokens have 24 letters and digits; tokens of
    // Vercel Blob name their store.
    Identifier {
        id: "VERCEL_TOKEN",
        name: "Vercel access token",
        keywords: &["vercel token", "vercel access token", "vercel api token"],
        detectors: &[Detector::Tokens(&[
            token("vcp_{u50}{w6}"),
            token("vci_{u50}{w6}"),
            token("vca_{u50}{w6}"),
            token("vcr_{u50}{w6}"),
            token("vck_{u50}{w6}"),
            token("vercel_blob_rw_{w14,18}_{w24,36}"),
            keyed("{w24}"),
        ])],
        ..SECRET
    },
    // Heroku Dev Center, API tokens: HRKU- since 2024, before that a UUID.
    Identifier {
        id: "HEROKU_API_KEY",
        name: "Heroku API key",
        keywords: &["heroku api key", "heroku api token", "heroku key"],
        detectors: &[Detector::Tokens(&[token("HRKU-{uuid}"), token("HRKU-AA{u58}"), keyed("{uuid}")])],
        ..SECRET
    },
    // Postman documentation, API authentication; access keys of collections.
    Identifier {
        id: "POSTMAN_API_KEY",
        name: "Postman API key",
        detectors: &[Detector::Tokens(&[token("PMAK-{x24}-{x34}"), token("PMAT-{U26}")])],
        ..SECRET
    },
    // RapidAPI documentation: 50 characters with msh, p and jsn at fixed places.
    Identifier {
        id: "RAPIDAPI_KEY",
        name: "RapidAPI key",
        keyword_required: true,
        keywords: &["rapidapi", "x-rapidapi-key", "rapidapi key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{l10}msh{l15}p{l6}jsn{l12}")])],
        ..SECRET
    },
    // ngrok documentation: a KSUID and 21 characters.
    Identifier {
        id: "NGROK_TOKEN",
        name: "ngrok authtoken",
        keyword_required: true,
        keywords: &["ngrok", "ngrok authtoken", "authtoken", "ngrok token"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("2{w26}_{w21}")])],
        ..SECRET
    },
    // Tailscale documentation, Key prefixes.
    Identifier {
        id: "TAILSCALE_KEY",
        name: "Tailscale key",
        detectors: &[Detector::Tokens(&[
            token("tskey-auth-{w10,20}-{w20,40}"),
            token("tskey-api-{w10,20}-{w20,40}"),
            token("tskey-client-{w10,20}-{w20,40}"),
            token("tskey-scim-{w10,20}-{w20,40}"),
            token("tskey-webhook-{w10,20}-{w20,40}"),
            token("tskey-k{w4,16}CNTRL-{w20,40}"),
        ])],
        ..SECRET
    },
    // SettleMint documentation.
    Identifier {
        id: "SETTLEMINT_TOKEN",
        name: "SettleMint access token",
        detectors: &[Detector::Tokens(&[token("sm_pat_{w16}"), token("sm_aat_{w16}"), token("sm_sat_{w16}")])],
        ..SECRET
    },
    // Apple support 102654: four groups of four small letters.
    Identifier {
        id: "APPLE_APP_SPECIFIC_PASSWORD",
        name: "Apple app-specific password",
        keyword_required: true,
        keywords: &["app-specific password", "apple password", "notarytool", "altool", "apple app specific password"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{[a-z]4}-{[a-z]4}-{[a-z]4}-{[a-z]4}")])],
        ..SECRET
    },
    // Deno Deploy documentation, access tokens.
    Identifier {
        id: "DENO_DEPLOY_TOKEN",
        name: "Deno Deploy access token",
        detectors: &[Detector::Tokens(&[token("ddp_{w36}"), token("ddw_{w36}")])],
        ..SECRET
    },
    // Private Packagist documentation, Token format: sixty random hexadecimal digits, and eight of a checksum, whose
    // rule is not published.
    Identifier {
        id: "PRIVATE_PACKAGIST_TOKEN",
        name: "Private Packagist token",
        detectors: &[Detector::Tokens(&[
            token("packagist_ort_{x68}"),
            token("packagist_out_{x68}"),
            token("packagist_uut_{x68}"),
        ])],
        ..SECRET
    },
    // Veracode documentation, API credentials of the European region.
    Identifier {
        id: "VERACODE_API_CREDENTIAL",
        name: "Veracode API id or secret",
        detectors: &[Detector::Tokens(&[token("vera01ei-{x32}"), token("vera01es-{x128}")])],
        ..SECRET
    },
    // StackHawk documentation, API authentication.
    Identifier {
        id: "STACKHAWK_API_KEY",
        name: "StackHawk API key",
        detectors: &[Detector::Tokens(&[token("hawk.{u20}.{u20}")])],
        ..SECRET
    },
    // Infisical documentation, Service token: the id, the secret and a key.
    Identifier {
        id: "INFISICAL_TOKEN",
        name: "Infisical service token",
        detectors: &[Detector::Tokens(&[token("st.{x24}.{x32}.{x32}")])],
        ..SECRET
    },
    // NetBird's source, personal access tokens: thirty random characters, and six of a checksum.
    Identifier {
        id: "NETBIRD_TOKEN",
        name: "NetBird access token",
        detectors: &[Detector::Tokens(&[token("nbp_{w36}")])],
        ..SECRET
    },
    // Porkbun API documentation, Authentication: keys begin with pk1_, their secrets with sk1_.
    Identifier {
        id: "PORKBUN_SECRET_KEY",
        name: "Porkbun secret API key",
        detectors: &[Detector::Tokens(&[token("sk1_{x64}")])],
        ..SECRET
    },
    // Zuplo documentation, API key authentication: the last part is a checksum, whose rule is not published.
    Identifier {
        id: "ZUPLO_API_KEY",
        name: "Zuplo API key",
        detectors: &[Detector::Tokens(&[token("zpka_{l32}_{x8}")])],
        ..SECRET
    },
    // Inngest documentation, Signing keys.
    Identifier {
        id: "INNGEST_SIGNING_KEY",
        name: "Inngest signing key",
        detectors: &[Detector::Tokens(&[
            token("signkey-prod-{x64}"),
            token("signkey-test-{x64}"),
            token("signkey-branch-{x64}"),
        ])],
        ..SECRET
    },
    // n8n's source, API keys: of versions before 1.61, after which they are web tokens.
    Identifier {
        id: "N8N_API_KEY",
        name: "n8n API key",
        detectors: &[Detector::Tokens(&[token("n8n_api_{l64,248}")])],
        ..SECRET
    },
];
