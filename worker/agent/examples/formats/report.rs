//! The tables of docs/formats.md.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::compare::Compared;
use crate::conformance::Package;
use crate::truth::Sample;

pub const FORMATS: &str = "formats";
pub const CONFORMANCE: &str = "conformance";

/// Things in the order in which they come first.
fn distinct<'a>(all: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    all.filter(|one| seen.insert(*one)).collect()
}

fn is_whole(sample: &Sample) -> bool {
    !sample.file.starts_with("broken/")
}

pub fn formats(samples: &[Sample], results: &[Compared]) -> String {
    let pairs: Vec<(&Sample, &Compared)> = samples.iter().zip(results).collect();
    let mut page = String::from(
        "| format | written by | files | values | found | at the right place | at the right bytes | place |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let mut sums = [0; 5];
    for format in distinct(samples.iter().filter(|sample| is_whole(sample)).map(|sample| sample.format.as_str())) {
        let rows = || pairs.iter().filter(|(sample, _)| sample.format == format && is_whole(sample));
        let writers = distinct(rows().map(|(sample, _)| sample.writer.as_str())).join(", ");
        let kinds = rows().flat_map(|(sample, _)| sample.planted.iter().map(|planted| planted.found.place.kind()));
        let kinds = distinct(kinds).join("; ");
        let row = [
            rows().count(),
            rows().map(|(_, result)| result.planted).sum(),
            rows().map(|(_, result)| result.found).sum(),
            rows().map(|(_, result)| result.placed).sum(),
            rows().map(|(_, result)| result.sliced).sum(),
        ];
        sums.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
        let [files, planted, found, placed, sliced] = row;
        // Where there are none, values have no bytes of their own.
        let sliced = if sliced == 0 { "-".to_owned() } else { sliced.to_string() };
        let _ =
            writeln!(page, "| {format} | {writers} | {files} | {planted} | {found} | {placed} | {sliced} | {kinds} |");
    }
    let [files, planted, found, placed, sliced] = sums;
    let _ = writeln!(page, "| all |  | {files} | {planted} | {found} | {placed} | {sliced} |  |");
    let broken: Vec<_> = pairs.iter().filter(|(sample, _)| !is_whole(sample)).collect();
    if broken.is_empty() {
        return page;
    }
    page.push_str(
        "\nFiles that cannot be read, or not wholly. Of what is read in them, each value is at its place.\n\n",
    );
    page.push_str("| file | written by | outcome | values found |\n| --- | --- | --- | --- |\n");
    for (sample, result) in broken {
        let Sample { format, writer, .. } = sample;
        // How many come before a cut depends on dates in the files: it is not the same each time.
        let found = match (result.scanned.found.len(), sample.planted.len()) {
            (0, 0) => "there are none".to_owned(),
            (0, _) => "none".to_owned(),
            (found, all) if found == all => format!("all {all}"),
            (_, all) => format!("a part of {all}"),
        };
        let _ = writeln!(page, "| {format} | {writer} | {} | {found} |", result.scanned.ending);
    }
    page
}

pub fn packages(packages: &[Package]) -> String {
    let mut page = String::from("| package | files | kinds | outcomes |\n| --- | --- | --- | --- |\n");
    let mut total = 0;
    for package in packages {
        total += package.files;
        let mut kinds: Vec<(&String, &u64)> = package.kinds.iter().collect();
        kinds.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
        let name = |kind: &str| if kind.is_empty() { "none".to_owned() } else { kind.to_owned() };
        let kinds: Vec<String> = kinds.iter().take(8).map(|(kind, count)| format!("{} {count}", name(kind))).collect();
        let endings: Vec<String> = package.endings.iter().map(|(ending, count)| format!("{ending} {count}")).collect();
        let _ =
            writeln!(page, "| {} | {} | {} | {} |", package.name, package.files, kinds.join(", "), endings.join(", "));
    }
    let _ = writeln!(page, "| all | {total} |  |  |");
    page
}

/// The page with the table put between its marks.
pub fn put(page: &str, name: &str, table: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name}: begin -->\n"), format!("<!-- {name}: end -->"));
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{table}{end}{after}"))
}
