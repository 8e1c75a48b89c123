//! The demo's bucket: a small company's files, some of which should not be where they are.

use crate::archives;
use crate::random::Random;
use crate::truth::File;
use crate::{structured, text, values};

/// Files with names that tell a story. Their truth is left empty: the demo shows what is found.
pub fn sample_bucket(seed: u64) -> Vec<File> {
    let mut random = Random::new(seed);
    let random = &mut random;
    let mut bucket = Vec::new();
    let mut add = |key: &str, bytes: Vec<u8>| {
        bucket.push(File { key: key.to_owned(), bytes, truth: crate::Truth::default() });
    };
    add("README.md", b"# Shared files\n\nPut nothing personal here, please.\n".to_vec());
    add("backup/.env", env_file(random).into_bytes());
    add("backup/crm-2025.zip", crm_backup(random));
    add("backup/logs.tar.gz", gz("logs.tar", &tar_of_logs(random)));
    add("crm/customers.csv", structured::table(random, ',', 400).0.into_bytes());
    add("crm/customers-emea.tsv", structured::table(random, '\t', 150).0.into_bytes());
    add("crm/export.jsonl", structured::json_lines(random, 500).0.into_bytes());
    add("crm/settings.json", structured::json(random, 12).0.into_bytes());
    add("hr/letter-of-employment.txt", text::letter(random, 5).0.into_bytes());
    add("hr/onboarding (unicode).txt", text::utf16(&text::letter(random, 4).0));
    add("hr/house-rules.txt", text::harmless(random).into_bytes());
    add(
        "marketing/logo.png",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x40\x08\x06\x00\x00\x00".to_vec(),
    );
    add("marketing/newsletter.html", newsletter(random).into_bytes());
    for day in 1..=12 {
        add(&format!("logs/2026-03-{day:02}/app.log"), text::log(random, 2_000).0.into_bytes());
        add(&format!("logs/2026-03-{day:02}/audit.log.gz"), gz("audit.log", text::log(random, 800).0.as_bytes()));
    }
    add("logs/looks-like-a-table.csv", text::harmless(random).into_bytes());
    add("tmp/empty", Vec::new());
    bucket
}

fn gz(name: &str, content: &[u8]) -> Vec<u8> {
    archives::gzip(name, content).unwrap_or_default()
}

fn env_file(random: &mut Random) -> String {
    format!(
        "# production\nLOG_LEVEL=info\nAWS_ACCESS_KEY_ID={}\nAWS_SECRET_ACCESS_KEY={}\nSTRIPE_SECRET={}\n",
        values::aws_key_id(random),
        values::aws_secret(random),
        values::stripe(random)
    )
}

fn crm_backup(random: &mut Random) -> Vec<u8> {
    let files = [
        ("crm/contacts.csv".to_owned(), structured::table(random, ',', 60).0.into_bytes()),
        ("crm/notes/visit.txt".to_owned(), text::letter(random, 3).0.into_bytes()),
        ("crm/readme.txt".to_owned(), text::harmless(random).into_bytes()),
    ];
    archives::zip(&files).unwrap_or_default()
}

fn tar_of_logs(random: &mut Random) -> Vec<u8> {
    let files: Vec<_> =
        (1..=4).map(|number| (format!("var/log/app.{number}"), text::log(random, 500).0.into_bytes())).collect();
    archives::tar(&files).unwrap_or_default()
}

fn newsletter(random: &mut Random) -> String {
    format!(
        "<html><body>\n<h1>Spring news</h1>\n<p>{}</p>\n<p>Questions? Write to <a href=\"mailto:{}\">us</a>.</p>\n</body></html>\n",
        text::harmless(random).trim_end(),
        values::email(random)
    )
}
