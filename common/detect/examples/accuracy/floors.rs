//! The recorded floors: what must not get worse.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::Measured;
use crate::data_files::Cases;
use crate::ordinary::rate;

/// Differences that are no drop: what rounding to the recorded digits makes.
const SLACK: f64 = 0.0006;

/// A line: what it is about, and two numbers that should be high (identifiers) or low (`text:` lines).
pub type Floors = BTreeMap<String, (f64, f64)>;

/// What was reached: precision and recall of each identifier that has labelled documents and of addresses by country, failed cases of the data files,
/// and false detections per 10 MB of each kind of text with the recommended set and with all. Traps are shown, not bounded:
/// there every new key word costs something.
pub fn reached(all: &Measured, recommended: &Measured, cases: &BTreeMap<String, Cases>) -> Floors {
    let mut floors = Floors::new();
    for (id, score) in &all.labelled.by_id {
        floors.insert((*id).to_owned(), (score.precision(), score.recall()));
    }
    for (country, score) in &all.addresses {
        floors.insert(format!("ADDRESS in {country}"), (score.precision(), score.recall()));
    }
    for (text, all) in recommended.ordinary.iter().zip(&all.ordinary).filter(|(text, _)| !text.is_trap()) {
        let rates = (rate(text.surely_false(), text.bytes), rate(all.surely_false(), all.bytes));
        floors.insert(format!("text:{}", text.kind), rates);
    }
    let failed: u64 = cases.values().map(|cases| cases.failed).sum();
    floors.insert("text:failed cases of the data files".to_owned(), (failed as f64, failed as f64));
    floors
}

pub fn print(floors: &Floors) -> String {
    let mut page = String::from(
        "# Written by `make accuracy ARGS=--write`: precision and recall that each identifier must keep; after `text:`\n\
         # the false detections per 10 MB that may be, with the recommended set and with all identifiers.\n",
    );
    for (name, (first, second)) in floors {
        let _ = writeln!(page, "{name}\t{first:.3}\t{second:.3}");
    }
    page
}

/// What is worse than recorded, in words.
pub fn compare(recorded: &str, reached: &Floors) -> Vec<String> {
    let mut worse = Vec::new();
    for line in recorded.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(name), Some(first), Some(second)) = (columns.next(), columns.next(), columns.next()) else {
            worse.push(format!("floors.tsv has a line that is none: {line}"));
            continue;
        };
        let floor = (first.parse::<f64>().unwrap_or(f64::NAN), second.parse::<f64>().unwrap_or(f64::NAN));
        let Some(now) = reached.get(name) else {
            worse.push(format!("{name}: is measured no longer"));
            continue;
        };
        if let Some(kind) = name.strip_prefix("text:") {
            for (set, now, most) in [("recommended", now.0, floor.0), ("all", now.1, floor.1)] {
                if now > most + SLACK || most.is_nan() {
                    worse.push(format!("{kind}: {now:.3} false detections per 10 MB with {set}, {most:.3} may be"));
                }
            }
        } else {
            for (what, now, least) in [("precision", now.0, floor.0), ("recall", now.1, floor.1)] {
                if now < least - SLACK || least.is_nan() {
                    worse.push(format!("{name}: {what} is {now:.3}, below its floor of {least:.3}"));
                }
            }
        }
    }
    if worse.is_empty() && !recorded.lines().any(|line| !line.starts_with('#')) {
        worse.push("there are no floors: write them with \"make accuracy ARGS=--write\"".to_owned());
    }
    worse
}
