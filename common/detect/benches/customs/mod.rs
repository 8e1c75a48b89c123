//! Thirty custom identifiers: as many as a job may have.

use magpie_detect::custom;

/// Patterns and key words as companies use them: numbers of employees, orders, projects, accounts, and tokens.
const CUSTOMS: [(&str, &[&str]); 30] = [
    (r"\d{6}", &["employee id", "employee number", "emp no", "personnel number"]),
    (r"[A-Z]\d{7}", &["staff number", "badge"]),
    (r"\d{8,12}", &["customer number", "customer id", "kundennummer"]),
    (r"[A-Z0-9]{8}", &["booking reference", "reservation code"]),
    (r"\d{10}", &["medical record", "patient id", "mrn"]),
    (r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", &["bank account", "account no", "kontonummer"]),
    (r"\d{4}-\d{4}", &["policy number", "insurance number"]),
    (r"\d{5,9}", &["claim number", "claim id"]),
    (r"[A-Z]{1,2}-?\d{5,6}", &["licence plate", "registration number"]),
    (r"\d{7}", &["student id", "matriculation"]),
    (r"\w{6,20}", &["passphrase", "initial password"]),
    (r"\d{3,4}", &["security code", "door code"]),
    (r"[A-Z][a-z]+ [A-Z][a-z]+", &["contact person", "next of kin"]),
    (r"\d{1,3}(?:,\d{3})*\.\d{2}", &["gross salary", "annual salary"]),
    (r"\d{6}-\d{4}", &["personnummer", "samordningsnummer"]),
    (r"EMP-\d{6}", &[]),
    (r"(?i)\bproject[ -](?:falcon|osprey|heron)\b", &[]),
    (r"INV-20\d{2}-\d{5}", &[]),
    (r"CUST_[A-Z0-9]{10}", &[]),
    (r"acme-[0-9a-f]{32}", &[]),
    (r"[a-z0-9.-]+@internal\.example\.com", &[]),
    (r"https?://wiki\.example\.com/[\w/-]+", &[]),
    (r"(?i)confidential\s+-\s+internal use only", &[]),
    (r"tok_(?:live|test)_[A-Za-z0-9]{24}", &[]),
    (r"\bPO\d{8}\b", &[]),
    (r"\b[A-Z]{3}\d{9}\b", &[]),
    (r"\b\d{4}-[A-Z]{4}-\d{4}\b", &[]),
    (r"\b\d{14}\b", &[]),
    (r"[0-9A-F]{40}", &[]),
    (r"case #\d{6,8}", &[]),
];

/// The thirty custom identifiers.
pub(crate) fn customs() -> impl Iterator<Item = custom::Identifier> {
    CUSTOMS.iter().enumerate().map(|(index, (regex, keywords))| custom::Identifier {
        id: format!("custom-{index}"),
        name: format!("custom {index}"),
        criteria: custom::Criteria {
            regex: (*regex).to_owned(),
            keywords: keywords.iter().map(|keyword| (*keyword).to_owned()).collect(),
            ..custom::Criteria::default()
        },
    })
}
