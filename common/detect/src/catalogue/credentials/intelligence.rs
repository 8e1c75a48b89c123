//! Secrets of vendors of machine learning.
//!
//! Prefixes are as the vendors document them. Lengths and alphabets, of which most vendors say nothing, are as observed.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::detector::Detector;
use crate::detector::vendor::{keyed, token};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // OpenAI: all forms carry OpenAI in base64, T3BlbkFJ.
    Identifier {
        id: "OPENAI_API_KEY",
        name: "OpenAI API key",
        detectors: &[Detector::Tokens(&[
            token("sk-{w20}T3BlbkFJ{w20}"),
            token("sk-proj-{u20,90}T3BlbkFJ{u20,90}"),
            token("sk-svcacct-{u20,90}T3BlbkFJ{u20,90}"),
            token("sk-admin-{u20,90}T3BlbkFJ{u20,90}"),
        ])],
        ..SECRET
    },
    // Anthropic documentation: API keys, administration keys and OAuth tokens.
    Identifier {
        id: "ANTHROPIC_API_KEY",
        name: "Anthropic API key",
        detectors: &[Detector::Tokens(&[
            token("sk-ant-api03-{u93}AA"),
            token("sk-ant-admin01-{u93}AA"),
            token("sk-ant-oat01-{u93}AA"),
            token("sk-ant-ort01-{u93}AA"),
        ])],
        ..SECRET
    },
    // Hugging Face documentation, User access tokens: hf_ and 34 letters.
    Identifier {
        id: "HUGGING_FACE_TOKEN",
        name: "Hugging Face access token",
        detectors: &[Detector::Tokens(&[token("hf_{[A-Za-z]34}"), token("api_org_{[A-Za-z]34}")])],
        ..SECRET
    },
    // Cohere, observed form: 40 letters and digits.
    Identifier {
        id: "COHERE_API_KEY",
        name: "Cohere API key",
        keyword_required: true,
        keywords: &["co api key", "cohere api key", "cohere key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w40}")])],
        ..SECRET
    },
    // Replicate documentation: tokens begin with r8_ and have 40 characters.
    Identifier {
        id: "REPLICATE_API_TOKEN",
        name: "Replicate API token",
        detectors: &[Detector::Tokens(&[token("r8_{w37}")])],
        ..SECRET
    },
    // Groq documentation: keys begin with gsk_.
    Identifier {
        id: "GROQ_API_KEY",
        name: "Groq API key",
        detectors: &[Detector::Tokens(&[token("gsk_{w52}")])],
        ..SECRET
    },
    // Perplexity documentation: keys begin with pplx-.
    Identifier {
        id: "PERPLEXITY_API_KEY",
        name: "Perplexity API key",
        detectors: &[Detector::Tokens(&[token("pplx-{w48}")])],
        ..SECRET
    },
    // xAI documentation: keys begin with xai-.
    Identifier {
        id: "XAI_API_KEY",
        name: "xAI API key",
        detectors: &[Detector::Tokens(&[token("xai-{u70,120}")])],
        ..SECRET
    },
    // DeepSeek documentation: sk- and 32 hexadecimal digits.
    Identifier {
        id: "DEEPSEEK_API_KEY",
        name: "DeepSeek API key",
        keyword_required: true,
        keywords: &["deepseek", "deepseek api key", "deepseek key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("sk-{x32}")])],
        ..SECRET
    },
    // Mistral AI, observed form: 32 letters and digits.
    Identifier {
        id: "MISTRAL_API_KEY",
        name: "Mistral AI API key",
        keyword_required: true,
        keywords: &["mistral api key", "mistral key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{w32}")])],
        ..SECRET
    },
    // OpenRouter documentation: keys begin with sk-or-v1-.
    Identifier {
        id: "OPENROUTER_API_KEY",
        name: "OpenRouter API key",
        detectors: &[Detector::Tokens(&[token("sk-or-v1-{x64}")])],
        ..SECRET
    },
    // Fireworks AI documentation: keys begin with fw_.
    Identifier {
        id: "FIREWORKS_API_KEY",
        name: "Fireworks AI API key",
        detectors: &[Detector::Tokens(&[token("fw_{w22,40}")])],
        ..SECRET
    },
    // Together AI documentation: tgp_v1_; older keys have 64 hexadecimal digits.
    Identifier {
        id: "TOGETHER_API_KEY",
        name: "Together AI API key",
        keywords: &["together api key", "together key"],
        detectors: &[Detector::Tokens(&[token("tgp_v1_{u43}"), keyed("{x64}")])],
        ..SECRET
    },
    // ElevenLabs documentation: sk_ and 48 hexadecimal digits.
    Identifier {
        id: "ELEVENLABS_API_KEY",
        name: "ElevenLabs API key",
        detectors: &[Detector::Tokens(&[token("sk_{x48}")])],
        ..SECRET
    },
    // Stability AI documentation: sk- and 48 letters and digits.
    Identifier {
        id: "STABILITY_API_KEY",
        name: "Stability AI API key",
        keyword_required: true,
        keywords: &["stability", "stability api key", "dreamstudio", "stability key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("sk-{w48}")])],
        ..SECRET
    },
    // LangSmith documentation: personal tokens and service keys.
    Identifier {
        id: "LANGSMITH_API_KEY",
        name: "LangSmith API key",
        detectors: &[Detector::Tokens(&[
            token("lsv2_pt_{x32}_{x10}"),
            token("lsv2_sk_{x32}_{x10}"),
            token("ls__{x32}"),
        ])],
        ..SECRET
    },
    // Langfuse documentation.
    Identifier {
        id: "LANGFUSE_SECRET_KEY",
        name: "Langfuse secret key",
        detectors: &[Detector::Tokens(&[token("sk-lf-{uuid}")])],
        ..SECRET
    },
    // Weights & Biases, observed forms: 40 hexadecimal digits; newer ones begin with wandb_v1_.
    Identifier {
        id: "WANDB_API_KEY",
        name: "Weights & Biases API key",
        keywords: &["wandb api key", "wandb key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}"), token("wandb_v1_{[A-Za-z0-9_]77}")])],
        ..SECRET
    },
    // NVIDIA NGC documentation: keys begin with nvapi-.
    Identifier {
        id: "NVIDIA_API_KEY",
        name: "NVIDIA API key",
        detectors: &[Detector::Tokens(&[token("nvapi-{u64}")])],
        ..SECRET
    },
    // Voyage AI documentation: keys begin with pa-.
    Identifier {
        id: "VOYAGE_API_KEY",
        name: "Voyage AI API key",
        detectors: &[Detector::Tokens(&[token("pa-{u43}"), token("al-{u43}")])],
        ..SECRET
    },
    // Jina AI documentation: keys begin with jina_.
    Identifier {
        id: "JINA_API_KEY",
        name: "Jina AI API key",
        detectors: &[Detector::Tokens(&[token("jina_{u60}")])],
        ..SECRET
    },
    // Tavily documentation: keys begin with tvly-.
    Identifier {
        id: "TAVILY_API_KEY",
        name: "Tavily API key",
        detectors: &[Detector::Tokens(&[token("tvly-{w32}"), token("tvly-dev-{w32}"), token("tvly-prod-{w32}")])],
        ..SECRET
    },
    // AssemblyAI, observed form: 32 hexadecimal digits.
    Identifier {
        id: "ASSEMBLYAI_API_KEY",
        name: "AssemblyAI API key",
        keyword_required: true,
        keywords: &["assemblyai api key", "assemblyai key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Deepgram, observed form: 40 hexadecimal digits.
    Identifier {
        id: "DEEPGRAM_API_KEY",
        name: "Deepgram API key",
        keyword_required: true,
        keywords: &["deepgram api key", "deepgram key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
        ..SECRET
    },
    // Cerebras documentation: keys begin with csk-.
    Identifier {
        id: "CEREBRAS_API_KEY",
        name: "Cerebras API key",
        detectors: &[Detector::Tokens(&[token("csk-{l48}")])],
        ..SECRET
    },
    // LlamaIndex documentation: keys begin with llx-.
    Identifier {
        id: "LLAMA_CLOUD_API_KEY",
        name: "LlamaCloud API key",
        detectors: &[Detector::Tokens(&[token("llx-{w44,52}")])],
        ..SECRET
    },
    // fal documentation: the key's id, a colon and the secret.
    Identifier {
        id: "FAL_API_KEY",
        name: "fal API key",
        keyword_required: true,
        keywords: &["fal key", "fal.ai", "fal api key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{uuid}:{x32}")])],
        ..SECRET
    },
    // Firecrawl documentation: keys begin with fc-.
    Identifier {
        id: "FIRECRAWL_API_KEY",
        name: "Firecrawl API key",
        detectors: &[Detector::Tokens(&[token("fc-{x32}")])],
        ..SECRET
    },
    // Clarifai, observed form: 32 hexadecimal digits.
    Identifier {
        id: "CLARIFAI_API_KEY",
        name: "Clarifai personal access token",
        keyword_required: true,
        keywords: &["clarifai pat", "clarifai api key", "clarifai key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Pinecone documentation: pcsk_; older keys are UUIDs.
    Identifier {
        id: "PINECONE_API_KEY",
        name: "Pinecone API key",
        keywords: &["pinecone api key", "pinecone key"],
        detectors: &[Detector::Tokens(&[token("pcsk_{w5,6}_{w63}"), keyed("{uuid}")])],
        ..SECRET
    },
    // E2B documentation, API key.
    Identifier {
        id: "E2B_API_KEY",
        name: "E2B API key",
        detectors: &[Detector::Tokens(&[token("e2b_{x40}")])],
        ..SECRET
    },
    // RunPod documentation, API keys.
    Identifier {
        id: "RUNPOD_API_KEY",
        name: "RunPod API key",
        detectors: &[Detector::Tokens(&[token("rpa_{w40,60}")])],
        ..SECRET
    },
    // Apify documentation, API tokens.
    Identifier {
        id: "APIFY_API_TOKEN",
        name: "Apify API token",
        detectors: &[Detector::Tokens(&[token("apify_api_{w34,38}")])],
        ..SECRET
    },
    // Kaggle's client, kagglesdk: tokens begin with KGAT_.
    Identifier {
        id: "KAGGLE_API_TOKEN",
        name: "Kaggle API token",
        detectors: &[Detector::Tokens(&[token("KGAT_{x32}")])],
        ..SECRET
    },
    // Browserbase documentation, API keys.
    Identifier {
        id: "BROWSERBASE_API_KEY",
        name: "Browserbase API key",
        detectors: &[Detector::Tokens(&[token("bb_live_{u27}")])],
        ..SECRET
    },
    // Scrapfly documentation, Authorization.
    Identifier {
        id: "SCRAPFLY_API_KEY",
        name: "Scrapfly API key",
        detectors: &[Detector::Tokens(&[token("scp-live-{l32}"), token("scp-test-{l32}")])],
        ..SECRET
    },
    // The form that OpenAI brought up and many took over (Moonshot, Alibaba's Model Studio, gateways), observed: sk- and 48
    // letters and digits, or 32 hexadecimal digits. Whose it is, a key word may tell.
    Identifier {
        id: "LANGUAGE_MODEL_API_KEY",
        name: "API key of a provider of language models",
        // Below what a vendor's key word tells.
        rank: Rank::Further,
        detectors: &[Detector::Tokens(&[token("sk-{w48}"), token("sk-{x32}")])],
        ..SECRET
    },
    // Cartesia documentation: keys begin with sk_car_.
    Identifier {
        id: "CARTESIA_API_KEY",
        name: "Cartesia API key",
        detectors: &[Detector::Tokens(&[token("sk_car_{w20,24}")])],
        ..SECRET
    },
    // Coze documentation: tokens begin with pat_.
    Identifier {
        id: "COZE_ACCESS_TOKEN",
        name: "Coze personal access token",
        detectors: &[Detector::Tokens(&[token("pat_{w64}")])],
        ..SECRET
    },
    // Cursor documentation: keys begin with key_; observed with 64 hexadecimal digits.
    Identifier {
        id: "CURSOR_API_KEY",
        name: "Cursor API key",
        detectors: &[Detector::Tokens(&[token("key_{x64}")])],
        ..SECRET
    },
    // Devin documentation, API keys: of users and services, and tokens of service users.
    Identifier {
        id: "DEVIN_API_KEY",
        name: "Devin API key",
        detectors: &[Detector::Tokens(&[
            token("apk_user_{b120,180}{=0,2}"),
            token("apk_{b80,100}{=0,2}"),
            token("cog_{[a-z2-7]52}"),
        ])],
        ..SECRET
    },
    // Friendli documentation: tokens begin with flp_.
    Identifier {
        id: "FRIENDLI_TOKEN",
        name: "Friendli token",
        detectors: &[Detector::Tokens(&[token("flp_{w46}")])],
        ..SECRET
    },
    // Google AI Studio, observed form since 2025: AQ., and base64 with the same begin.
    Identifier {
        id: "GEMINI_API_KEY",
        name: "Gemini API key",
        detectors: &[Detector::Tokens(&[token("AQ.Ab8RN6{u44}")])],
        ..SECRET
    },
    // Labelbox, observed form: lbx_ and 43 URL-safe characters.
    Identifier {
        id: "LABELBOX_API_KEY",
        name: "Labelbox API key",
        detectors: &[Detector::Tokens(&[token("lbx_{u43}")])],
        ..SECRET
    },
    // MiniMax, observed form: sk-api- and 119 URL-safe characters.
    Identifier {
        id: "MINIMAX_API_KEY",
        name: "MiniMax API key",
        detectors: &[Detector::Tokens(&[token("sk-api-{u119}")])],
        ..SECRET
    },
    // Retell AI, observed form: key_ and 28 hexadecimal digits.
    Identifier {
        id: "RETELL_API_KEY",
        name: "Retell AI API key",
        detectors: &[Detector::Tokens(&[token("key_{x28}")])],
        ..SECRET
    },
    // Runway API documentation: keys begin with key_ and have 128 hexadecimal digits.
    Identifier {
        id: "RUNWAY_API_KEY",
        name: "Runway API key",
        detectors: &[Detector::Tokens(&[token("key_{x128}")])],
        ..SECRET
    },
    // Scale AI documentation: keys begin with live_; observed with 32 hexadecimal digits.
    Identifier {
        id: "SCALE_AI_API_KEY",
        name: "Scale AI API key",
        detectors: &[Detector::Tokens(&[token("live_{x32}"), token("live_auth_{x32}")])],
        ..SECRET
    },
    // Zhipu AI documentation: an id of 32 hexadecimal digits, a point, and a secret of 16 characters.
    Identifier {
        id: "ZHIPU_API_KEY",
        name: "Zhipu AI API key",
        keyword_required: true,
        keywords: &[
            "zhipu api key",
            "zhipuai api key",
            "zhipu key",
            "zhipuai",
            "bigmodel api key",
            "glm api key",
            "zai api key",
            "zhipuai key",
            "bigmodel key",
            "glm key",
            "zai key",
        ],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}.{w16}")])],
        ..SECRET
    },
    // Ollama, observed form: 32 hexadecimal digits, a point, and 24 URL-safe characters.
    Identifier {
        id: "OLLAMA_API_KEY",
        name: "Ollama API key",
        keyword_required: true,
        keywords: &["ollama api key", "ollama key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}.{u24}")])],
        ..SECRET
    },
];
