//! What detectors accept, for readers: the reference pages are made of it.

use super::Identifier;
use crate::detector::wallet::Coin;
use crate::detector::{Detector, Pictures, Proof, assignment, pem, phone, url};

/// A way in which values of an identifier are written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Form {
    /// Shapes, in the signs of pictures, patterns or account structures that docs/identifiers.md explains. Empty where words
    /// tell it.
    pub shapes: Vec<String>,
    /// What a value must be besides, in words.
    pub verified: &'static str,
    /// Whether a key word is needed for this form.
    pub keyword: bool,
}

impl Form {
    const fn told(verified: &'static str, keyword: bool) -> Form {
        Form { shapes: Vec::new(), verified, keyword }
    }
}

impl Identifier {
    /// The ways in which its values are written.
    pub fn forms(&self) -> Vec<Form> {
        self.detectors.iter().flat_map(|detector| forms(detector, self.keyword_required)).collect()
    }
}

fn forms(detector: &Detector, keyword: bool) -> Vec<Form> {
    let told = |verified| vec![Form::told(verified, keyword)];
    match detector {
        Detector::Pictures(Pictures { pictures, proof, keyword, .. }) => vec![Form {
            shapes: pictures.iter().map(|picture| (*picture).to_owned()).collect(),
            verified: match proof {
                Proof::CheckDigits => "check digits",
                Proof::Shape => "ranges, prefixes and dates, where the issuer has any; no check digit",
            },
            keyword: *keyword,
        }],
        Detector::Tokens(tokens) => {
            // One form for all tokens that are treated alike.
            let mut forms: Vec<Form> = Vec::new();
            for token in *tokens {
                let verified = match token.check {
                    Some(_) => "checksum or content, and that it is no filler",
                    None => "that it is no filler such as a name or a repeated character",
                };
                let shape = token.pattern.to_owned();
                match forms.iter_mut().find(|form| form.verified == verified && form.keyword == token.keyword) {
                    Some(form) => form.shapes.push(shape),
                    None => forms.push(Form { shapes: vec![shape], verified, keyword: token.keyword }),
                }
            }
            forms
        }
        Detector::Iban(layout) => vec![Form {
            shapes: vec![format!("{}2n{}", String::from_utf8_lossy(&layout.country), layout.structure)],
            verified: "the check digits of ISO 7064 MOD 97-10; groups of four may be spaced",
            keyword: false,
        }],
        Detector::Phone(phone::Plan::Abroad) => vec![
            Form::told("+, the code of any other country, and a number of its plan (as libphonenumber has it)", false),
            Form::told("+ (or 00, in groups), the code of a country (ITU-T E.164), and 9 to 15 digits with it", true),
            Form::told("a number of the plan of any other country, in groups as it is written there", true),
        ],
        Detector::Phone(plan) => vec![
            Form::told(
                match plan {
                    phone::Plan::NorthAmerica => "+1 and a number of the North American Numbering Plan",
                    phone::Plan::France => "+33 and a number of the plan of Arcep",
                    phone::Plan::Spain => "+34 and a number of the plan of CNMC",
                    phone::Plan::UnitedKingdom => "+44 and a number of the plan of Ofcom",
                    phone::Plan::Brazil => "+55 and a number of the plan of Anatel",
                    phone::Plan::Italy => "+39 and a number of the plan of AGCOM",
                    phone::Plan::Germany => "+49 and a number of the plan of Bundesnetzagentur",
                    phone::Plan::Abroad => "the code of another country",
                },
                false,
            ),
            Form::told("a number of this plan as it is dialled in the country", true),
        ],
        Detector::Wallet(coin) => wallet(*coin),
        Detector::Date => told(
            "a day that exists, in 1875 to 2099, in digits with or without separators, with the month spelt in one of some sixty \
             languages, or with the signs of East Asia for year, month and day",
        ),
        Detector::Name => {
            told("a given name with a family name, by lists of names, titles, layout and the names of columns")
        }
        Detector::PostalAddress => {
            told("a town and a postal code that belong together, with the street, state and country beside them")
        }
        Detector::Email => told(
            "dot-atoms on both sides of the @ (RFC 5321, RFC 5322), also with letters of other languages (RFC 6531), with a plausible domain",
        ),
        Detector::Address => told("a dotted IPv4 address, or a text form of IPv6 (RFC 4291, 2.2), that names a host"),
        Detector::AwsSecret => told("forty characters of base64 that look random"),
        Detector::GoogleKey => told("AIza and 35 characters of URL-safe base64 that look random"),
        Detector::StripeKey => told("sk, rk or pk, live or test, and letters and digits that look random"),
        Detector::WebToken => {
            told("three parts in URL-safe base64, of which header and claims decode to JSON objects (RFC 7519)")
        }
        Detector::BasicHeader => {
            told("base64 that decodes to a user and a password (RFC 7617), in the header or a field of its name")
        }
        Detector::Frame(family) => told(match family {
            pem::Family::OpenSsh => "the frame OPENSSH PRIVATE KEY, with base64 in it",
            pem::Family::Pgp => "the frame PGP PRIVATE KEY BLOCK, with base64 in it",
            pem::Family::Pkcs => "the frame PRIVATE KEY, also with ENCRYPTED, RSA, EC or DSA, with base64 in it",
        }),
        Detector::Putty => told("the lines of a PuTTY-User-Key-File down to its private lines"),
        Detector::UnsignedPassword => told(
            "the password behind IDENTIFIED BY or PASSWORD in SQL, password in .netrc and routers, or an option or word of the command; \
             no template or placeholder",
        ),
        Detector::Bic => told("bank, country, place and branch (ISO 9362); the country must exist"),
        Detector::HardwareAddress => told(
            "EUI-48 in hexadecimal, with the separators of IEEE or of network equipment; no group or broadcast address",
        ),
        Detector::Mnemonic => told("12, 15, 18, 21 or 24 English words of BIP-39; the checksum in the last must hold"),
        Detector::MagneticStripe => told("track 1 or 2 (ISO/IEC 7813), with a card number whose check digit holds"),
        Detector::CardDate => told("a month and a year, in the ways that forms and programs write them"),
        Detector::CardExpiry => told(
            "a month and a year as cards print them, at most 64 bytes from the number of a card, or in a field whose names \
             tell of a card",
        ),
        Detector::Position => {
            told("latitude and longitude in decimal degrees, as a pair within their ranges (ISO 6709)")
        }
        Detector::UrlPassword(kind) => told(match kind {
            url::Kind::Address => "scheme://user:password@host, of anything but a database; no template or placeholder",
            url::Kind::Database => {
                "scheme://user:password@host of a database, broker or cache, or a connection string with a password; no template"
            }
        }),
        Detector::Assignment(kind) => told(match kind {
            assignment::Kind::Password => {
                "a literal behind a name for passwords and a sign of assignment; no expression or template"
            }
            assignment::Kind::Secret => {
                "a literal that looks random, behind a name for keys or tokens and a sign of assignment; no expression or template"
            }
        }),
        Detector::Cookie => told("the pairs of a Cookie or Set-Cookie header (RFC 6265), or a field of this name"),
    }
}

fn wallet(coin: Coin) -> Vec<Form> {
    let proven = |verified| vec![Form::told(verified, false)];
    match coin {
        Coin::Bitcoin => {
            proven("Base58Check of version 0 or 5, or Bech32 of bc: the checksum must hold (BIP-173, BIP-350)")
        }
        Coin::Litecoin => proven("Base58Check of version 48 or 50, or Bech32 of ltc: the checksum must hold"),
        Coin::Dogecoin => proven("Base58Check of version 30 or 22: the checksum must hold"),
        Coin::Tron => proven("Base58Check of version 65: the checksum must hold"),
        Coin::Ripple => proven("Base58Check of version 0 in the alphabet of the XRP Ledger: the checksum must hold"),
        Coin::Cardano => proven("Bech32 of addr or stake (CIP-5, CIP-19): the checksum must hold"),
        Coin::Monero => proven("Base58 in blocks, network 18, 19 or 42: the Keccak checksum must hold"),
        Coin::Ethereum => vec![
            Form::told("0x and forty hexadecimal digits whose capitals are the checksum of ERC-55", false),
            Form::told("the same in letters of one case", true),
        ],
        Coin::Solana => vec![Form::told("Base58 of 32 bytes; there is no checksum", true)],
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue;

    #[test]
    fn forms_need_key_words_as_their_rows_say() {
        for row in catalogue::all() {
            let forms = row.forms();
            assert!(!forms.is_empty(), "{}", row.id);
            assert_eq!(forms.iter().all(|form| form.keyword), row.keyword_required, "{}", row.id);
            assert!(forms.iter().all(|form| !form.keyword || !row.keywords.is_empty()), "{}", row.id);
        }
    }

    #[test]
    fn shapes_are_those_of_the_row() {
        let shapes = |id: &str| catalogue::find(id).map(|row| row.forms()).unwrap_or_default();
        let social = shapes("USA_SOCIAL_SECURITY_NUMBER");
        assert_eq!(social[0].shapes, ["#########", "###~##~####"]);
        assert_eq!(shapes("GERMANY_BANK_ACCOUNT_NUMBER")[0].shapes, ["DE2n8n10n"]);
        assert!(shapes("NAME")[0].shapes.is_empty());
    }
}
