//! Pages: docs/accuracy.md, the summary on the terminal, and samples of mistakes.

use std::collections::BTreeMap;
use std::fmt::Write;

use magpie_detect::catalogue::{self, Category};

use crate::Measured;
use crate::data_files::Cases;
use crate::labelled::Score;
use crate::ordinary::rate;

/// What is wanted of an identifier.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Checked,
    Shaped,
    Words,
}

impl Class {
    /// An identifier is checked if most of what it rightly found had the highest confidence.
    fn of(id: &str, score: &Score) -> Class {
        if matches!(id, "NAME" | "ADDRESS") {
            Class::Words
        } else if score.sure * 2 > score.true_positives {
            Class::Checked
        } else {
            Class::Shaped
        }
    }

    fn name(self) -> &'static str {
        match self {
            Class::Checked => "with check digits, a frame or two signs",
            Class::Shaped => "with a shape and a key word or prefix",
            Class::Words => "names and addresses",
        }
    }

    fn aim(self) -> f64 {
        match self {
            Class::Checked => 0.98,
            Class::Shaped => 0.95,
            Class::Words => 0.85,
        }
    }
}

fn sum<'a>(scores: impl Iterator<Item = &'a Score>) -> Score {
    let mut total = Score::default();
    scores.for_each(|score| total.add(score));
    total
}

fn category(id: &str) -> &'static str {
    match catalogue::find(id).map(|row| row.category) {
        Some(Category::Credentials) => "credentials",
        Some(Category::FinancialInformation) => "financial information",
        _ => "personal information",
    }
}

/// The columns that all tables of scores have.
fn columns(score: &Score) -> String {
    format!(
        "{} | {} | {} | {} | {} | {} | {:.3} | {:.3} | {:.3}",
        score.documents,
        score.true_positives + score.misses,
        score.true_positives,
        score.false_positives,
        score.misses,
        score.kindred,
        score.precision(),
        score.recall(),
        score.f1()
    )
}

const HEADS: &str = "documents | truth | TP | FP | FN | kindred | precision | recall | F1";
const RULE: &str = "--- | --- | --- | --- | --- | --- | --- | --- | ---";

/// Identifiers whose F1 is below the aim of their class, the worst first.
fn below(all: &Measured) -> Vec<(&'static str, &Score)> {
    let mut list: Vec<_> = all
        .labelled
        .by_id
        .iter()
        .filter(|(id, score)| score.documents > 0 && score.f1() < Class::of(id, score).aim())
        .map(|(id, score)| (*id, score))
        .collect();
    list.sort_by(|one, other| one.1.f1().total_cmp(&other.1.f1()).then(one.0.cmp(other.0)));
    list
}

pub fn summary(all: &Measured, recommended: &Measured) -> String {
    let total = sum(all.labelled.by_id.values());
    let mut text = format!(
        "{} identifiers measured: precision {:.4}, recall {:.4}, F1 {:.4}; {} below their aim",
        all.labelled.by_id.len(),
        total.precision(),
        total.recall(),
        total.f1(),
        below(all).len()
    );
    for (name, measured) in [("recommended", recommended), ("all", all)] {
        let whole = whole(&measured.ordinary);
        let _ = write!(
            text,
            "\n{name}: {:.2} false detections per 10 MB of ordinary text",
            rate(whole.surely_false(), whole.bytes)
        );
    }
    text
}

pub fn page(all: &Measured, recommended: &Measured, cases: &BTreeMap<String, Cases>) -> String {
    let scores = &all.labelled.by_id;
    let mut page = String::from(include_str!("head.md"));
    let total = sum(scores.values());
    let strict =
        total.true_positives as f64 / ((total.true_positives + total.false_positives + total.kindred) as f64).max(1.0);
    let _ = writeln!(page, "\n## Overall\n\n| identifiers | {HEADS} |\n| --- | {RULE} |");
    let _ = writeln!(page, "| ALL ({}) | {} |", scores.len(), columns(&total));
    let some = sum(recommended.labelled.by_id.values());
    let _ = writeln!(page, "| RECOMMENDED ({}) | {} |", recommended.labelled.by_id.len(), columns(&some));
    let _ = writeln!(page, "\nIf kindred detections counted as false, the precision of ALL would be {strict:.3}.");

    let _ = writeln!(page, "\n## By category\n\n| category | {HEADS} |\n| --- | {RULE} |");
    for name in ["credentials", "financial information", "personal information"] {
        let part = sum(scores.iter().filter(|(id, _)| category(id) == name).map(|(_, score)| score));
        let _ = writeln!(page, "| {name} | {} |", columns(&part));
    }

    page.push_str("\n## Against the aims\n\nF1 that is wanted of each identifier, and how many reach it.\n\n");
    page.push_str("| identifiers | aim | measured | reach it | F1 of all |\n| --- | --- | --- | --- | --- |\n");
    for class in [Class::Checked, Class::Shaped, Class::Words] {
        let rows: Vec<_> =
            scores.iter().filter(|(id, score)| score.documents > 0 && Class::of(id, score) == class).collect();
        let reach = rows.iter().filter(|(_, score)| score.f1() >= class.aim()).count();
        let part = sum(rows.iter().map(|(_, score)| *score));
        let _ =
            writeln!(page, "| {} | {:.2} | {} | {reach} | {:.3} |", class.name(), class.aim(), rows.len(), part.f1());
    }

    page.push_str("\n## Addresses by country\n\nReal postal codes and the towns that they belong to, in made-up streets, by the code of their country (ISO 3166-1).\n\n");
    page.push_str("| country | addresses | found | recall | other detections |\n| --- | --- | --- | --- | --- |\n");
    for (country, score) in &all.addresses {
        let _ = writeln!(
            page,
            "| {country} | {} | {} | {:.3} | {} |",
            score.documents,
            score.true_positives,
            score.recall(),
            score.false_positives
        );
    }
    let score = sum(all.addresses.values());
    let _ = writeln!(
        page,
        "| all | {} | {} | {:.3} | {} |",
        score.documents,
        score.true_positives,
        score.recall(),
        score.false_positives
    );

    page.push_str("\n## False detections in ordinary text\n\nPer 10 MB (10^7 bytes); in brackets with e-mail, IP and MAC addresses, names and postal addresses, ");
    page.push_str("which authors and examples may rightly have.\nTraps are made of key words beside numbers of no one, denser than they ever are: they are not in the sum.\n\n");
    page.push_str("| text | MB | RECOMMENDED | by | ALL | by |\n| --- | --- | --- | --- | --- | --- |\n");
    for (some, text) in recommended.ordinary.iter().zip(&all.ordinary) {
        let _ =
            writeln!(page, "| {} | {:.1} | {} | {} |", text.kind, text.bytes as f64 / 1e6, rates(some), rates(text));
    }
    let (some, text) = (whole(&recommended.ordinary), whole(&all.ordinary));
    let _ = writeln!(
        page,
        "| in all, without traps | {:.1} | {} | {} |",
        text.bytes as f64 / 1e6,
        rates(&some),
        rates(&text)
    );

    let _ = writeln!(
        page,
        "\n## By identifier\n\n| identifier | {HEADS} | data files: positive, negative, failed |\n| --- | {RULE} | --- |"
    );
    let none = Score::default();
    for row in catalogue::all() {
        let score = scores.get(row.id).unwrap_or(&none);
        let of = cases.get(row.id);
        let numbers = of.map_or_else(String::new, |of| format!("{}, {}, {}", of.positive, of.negative, of.failed));
        let measured = if score.documents == 0 && score.false_positives == 0 {
            "0 |  |  |  |  |  |  |  | ".to_owned()
        } else {
            columns(score)
        };
        let _ = writeln!(page, "| `{}` | {measured} | {numbers} |", row.id);
    }
    page
}

fn whole(texts: &[crate::ordinary::Text]) -> crate::ordinary::Text {
    let mut sum = crate::ordinary::Text::default();
    for text in texts.iter().filter(|text| !text.is_trap()) {
        sum.bytes += text.bytes;
        for (id, count) in &text.by_id {
            *sum.by_id.entry(id).or_default() += count;
        }
    }
    sum
}

fn rates(text: &crate::ordinary::Text) -> String {
    let mut top: Vec<_> = text.by_id.iter().collect();
    top.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    let top: Vec<String> = top.iter().take(4).map(|(id, count)| format!("`{id}` {count}")).collect();
    let (few, all) = (rate(text.surely_false(), text.bytes), rate(text.detections(), text.bytes));
    format!("{few:.2} ({all:.2}) | {}", top.join(", "))
}

/// Examples of mistakes, for whoever mends them. Not for the tree: the values look real.
pub fn samples(all: &Measured) -> String {
    let mut text = String::new();
    for (id, score) in below(all) {
        let _ = writeln!(
            text,
            "{id}: F1 {:.3}, precision {:.3}, recall {:.3}; {} false, {} missed, of these {} with unknown words",
            score.f1(),
            score.precision(),
            score.recall(),
            score.false_positives,
            score.misses,
            score.unworded
        );
        for sample in &score.missed_samples {
            let _ = writeln!(text, "  missed {sample}");
        }
        for sample in &score.false_samples {
            let _ = writeln!(text, "  false  {sample}");
        }
    }
    for (country, score) in &all.addresses {
        let _ = writeln!(text, "\naddresses of {country}: recall {:.3}", score.recall());
        score.missed_samples.iter().for_each(|sample| {
            let _ = writeln!(text, "  missed {sample}");
        });
        score.false_samples.iter().for_each(|sample| {
            let _ = writeln!(text, "  false  {sample}");
        });
    }
    for kind in &all.ordinary {
        let _ = writeln!(text, "\nordinary text: {}", kind.kind);
        for (id, samples) in &kind.samples {
            let _ = writeln!(text, "  {id} {} times", kind.by_id.get(id).copied().unwrap_or_default());
            for sample in samples {
                let _ = writeln!(text, "    {sample}");
            }
        }
    }
    text
}
