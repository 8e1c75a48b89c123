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
        keywords: &["co api key", "cohere api key"],
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
        detectors: &[Detector::Tokens(&[token("xai-{w80}")])],
        ..SECRET
    },
    // DeepSeek documentation: sk- and 32 hexadecimal digits.
    Identifier {
        id: "DEEPSEEK_API_KEY",
        name: "DeepSeek API key",
        keyword_required: true,
        keywords: &["deepseek", "deepseek api key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("sk-{x32}")])],
        ..SECRET
    },
    // Mistral AI, observed form: 32 letters and digits.
    Identifier {
        id: "MISTRAL_API_KEY",
        name: "Mistral AI API key",
        keyword_required: true,
        keywords: &["mistral api key"],
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
        keywords: &["together api key"],
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
        keywords: &["stability", "stability api key", "dreamstudio"],
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
    // Weights & Biases, observed form: 40 hexadecimal digits.
    Identifier {
        id: "WANDB_API_KEY",
        name: "Weights & Biases API key",
        keyword_required: true,
        keywords: &["wandb api key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x40}")])],
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
        detectors: &[Detector::Tokens(&[token("pa-{u43}")])],
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
        keywords: &["assemblyai api key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Deepgram, observed form: 40 hexadecimal digits.
    Identifier {
        id: "DEEPGRAM_API_KEY",
        name: "Deepgram API key",
        keyword_required: true,
        keywords: &["deepgram api key"],
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
        detectors: &[Detector::Tokens(&[token("llx-{w48}")])],
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
        keywords: &["clarifai pat", "clarifai api key"],
        rank: Rank::Shaped,
        detectors: &[Detector::Tokens(&[keyed("{x32}")])],
        ..SECRET
    },
    // Pinecone documentation: pcsk_; older keys are UUIDs.
    Identifier {
        id: "PINECONE_API_KEY",
        name: "Pinecone API key",
        keywords: &["pinecone api key"],
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
        detectors: &[Detector::Tokens(&[token("apify_api_{w36}")])],
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
];
