//! Crypto-currencies: addresses, and the seed phrases that open wallets.

use super::{FINANCIAL, Identifier, Rank, SECRET};
use crate::detector::Detector;
use crate::detector::wallet::Coin;

pub(super) const ROWS: &[Identifier] = &[
    Identifier {
        id: "BITCOIN_ADDRESS",
        name: "Bitcoin address",
        keyword_required: false,
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Bitcoin)],
        ..FINANCIAL
    },
    // Letters of one case alone say nothing: then a key word is needed.
    Identifier {
        id: "ETHEREUM_ADDRESS",
        name: "Ethereum address",
        keyword_required: false,
        keywords: &[
            "ethereum",
            "ether",
            "eth",
            "eth address",
            "erc20",
            "erc-20",
            "evm",
            "wallet",
            "wallet address",
            "polygon",
            "matic",
            "bnb",
            "arbitrum",
            "metamask",
            "usdt",
            "usdc",
        ],
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Ethereum)],
        ..FINANCIAL
    },
    Identifier {
        id: "LITECOIN_ADDRESS",
        name: "Litecoin address",
        keyword_required: false,
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Litecoin)],
        ..FINANCIAL
    },
    Identifier {
        id: "DOGECOIN_ADDRESS",
        name: "Dogecoin address",
        keyword_required: false,
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Dogecoin)],
        ..FINANCIAL
    },
    Identifier {
        id: "TRON_ADDRESS",
        name: "TRON address",
        keyword_required: false,
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Tron)],
        ..FINANCIAL
    },
    Identifier {
        id: "RIPPLE_ADDRESS",
        name: "XRP Ledger address",
        keyword_required: false,
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Ripple)],
        ..FINANCIAL
    },
    Identifier {
        id: "CARDANO_ADDRESS",
        name: "Cardano address",
        keyword_required: false,
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Cardano)],
        ..FINANCIAL
    },
    Identifier {
        id: "MONERO_ADDRESS",
        name: "Monero address",
        keyword_required: false,
        rank: Rank::Exact,
        detectors: &[Detector::Wallet(Coin::Monero)],
        ..FINANCIAL
    },
    Identifier {
        id: "SOLANA_ADDRESS",
        name: "Solana address",
        keywords: &[
            "solana",
            "solana address",
            "sol address",
            "sol wallet",
            "spl token",
            "phantom wallet",
            "phantom",
            "solscan",
            "wallet address",
        ],
        detectors: &[Detector::Wallet(Coin::Solana)],
        ..FINANCIAL
    },
    // BIP-39, English words.
    Identifier {
        id: "CRYPTOCURRENCY_SEED_PHRASE",
        name: "Seed phrase of a wallet (BIP-39 mnemonic)",
        keyword_required: true,
        keywords: &[
            "seed phrase",
            "recovery phrase",
            "mnemonic",
            "mnemonic phrase",
            "backup phrase",
            "secret phrase",
            "secret recovery phrase",
            "seed words",
            "recovery words",
            "recovery seed",
            "wallet seed",
            "bip39",
            "bip-39",
            "wallet",
        ],
        detectors: &[Detector::Mnemonic],
        ..SECRET
    },
];
