//! The table of all identifiers, and how to read their pages.

use std::collections::BTreeMap;
use std::fmt::Write;

use magpie_detect::{Category, Identifier, catalogue};

use crate::{GENERATED, Page, fragment};

const INTRODUCTION: &str = "\
What Magpie finds. Ids, key words and severities are Amazon Macie's where it has the identifier. Each id leads to its rules: who issues \
it, its key words, how it is written, what is verified, examples, and how well it is found.

Where a key word is required, it counts within 30 characters of the value, or in the name of the column, field or element. Case and \
accents do not matter; a space in it also stands for `_`, `-` or nothing, `number` at its end for `no`, `nr`, `num` or `#`; small words \
in it (`carta de condução`) and the points of abbreviations may be there or not, and `ae` stands for `ä`. Severity is \
for 1, 2 to 99, and 100 or more occurrences in one object.";

const SIGNS: &str = "\
## Signs of shapes

Numbers and ids are written as pictures; what is checked then are their digits and letters alone.

| sign | stands for |
| --- | --- |
| `#` | a digit |
| `A` | a letter, in either case |
| `*` | a letter or digit |
| `X` | a digit or the letter X |
| `~` | a space or a hyphen, the same one throughout |
| other | itself |

Tokens are text that stands for itself, and parts in braces: a class and how many of its characters there are, such as `{w36}`, \
`{u20,80}` (from, to) or `{d}` (one).

| class | characters |
| --- | --- |
| `d` | digits |
| `x`, `H`, `X` | hexadecimal digits in small letters, in capitals, in either |
| `l`, `U`, `w` | digits, and small letters, capitals, letters of either case |
| `u` | URL-safe base64: letters, digits, `_`, `-` |
| `b` | base64: letters, digits, `+`, `/` |
| `p` | letters, digits, `_`, `-`, `.` |
| `t` | base32: capitals and 2 to 7 |
| `=` | padding of base64 |
| `s` | a space or tab |
| `[...]` | the characters listed |
| `{uuid}` | a UUID in small letters |

International bank account numbers are given as in the SWIFT IBAN registry: the country, two check digits, and how many digits (`n`), \
capitals (`a`) or either (`c`) follow.";

pub fn page(pages: &[Page]) -> String {
    let names: Vec<(String, &Page)> = pages.iter().map(|page| (page.name(), page)).collect();
    let page_of: BTreeMap<&str, &str> =
        names.iter().flat_map(|(name, page)| page.rows.iter().map(move |row| (row.id, name.as_str()))).collect();
    let mut text = format!("# Managed data identifiers\n\n{GENERATED}\n\n{INTRODUCTION}\n\n");
    for (category, title) in [
        (Category::Credentials, "Credentials"),
        (Category::FinancialInformation, "Financial information"),
        (Category::PersonalInformation, "Personal information"),
    ] {
        let rows: Vec<&Identifier> = catalogue::all().iter().filter(|row| row.category == category).collect();
        let _ = writeln!(text, "## {title} ({})\n", rows.len());
        text.push_str("| id | what | countries | Macie has it | recommended | severity | key word |\n");
        text.push_str("| --- | --- | --- | --- | --- | --- | --- |\n");
        for row in rows {
            let severity: Vec<&str> = row.severity.iter().map(|severity| severity.as_str()).collect();
            let _ = writeln!(
                text,
                "| [`{}`](identifiers/{}.md#{}) | {} | {} | {} | {} | {} | {} |",
                row.id,
                page_of[row.id],
                fragment(row.id),
                row.name,
                if row.countries.is_empty() { "any".to_owned() } else { row.countries.join(", ") },
                if row.macie { "yes" } else { "" },
                if row.recommended { "yes" } else { "" },
                severity.join(", "),
                if row.keyword_required { "required" } else { "" },
            );
        }
        text.push('\n');
    }
    text + SIGNS + "\n"
}
