//! What people and programs read: tables, JSON, progress.

use std::io::{self, Write};
use std::time::Duration;

use comfy_table::presets::UTF8_BORDERS_ONLY;
use comfy_table::{ContentArrangement, Table};
use magpie_proto::v1;

/// Columns that a table takes at least: on anything narrower (some terminals say 0) its lines run over.
const NARROWEST: u16 = 80;

/// A table in the house style.
pub(crate) fn table<const N: usize>(headers: [&str; N]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_BORDERS_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_header(headers);
    if table.width().is_some_and(|width| width < NARROWEST) {
        table.set_width(NARROWEST);
    }
    table
}

/// Text that came from others (keys, names), made harmless for a terminal: control characters become visible.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|character| {
            // U+202A to U+202E and U+2066 to U+2069 turn the direction of text around.
            let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            if character.is_control() || turns { character.escape_unicode().to_string() } else { character.to_string() }
        })
        .collect()
}

/// A number of bytes, in the units that people use for files.
pub(crate) fn bytes(count: u64) -> String {
    indicatif::BinaryBytes(count).to_string()
}

/// So many things, in plain English.
pub(crate) fn count(number: u64, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{} {thing}s", indicatif::HumanCount(number)) }
}

/// One line of JSON for a message, with a line end.
pub(crate) fn json_line<M: prost::Message + prost::Name>(
    out: &mut impl Write,
    message: &M,
) -> Result<(), crate::Failure> {
    writeln!(out, "{}", magpie_proto::json::to_string(message)?)?;
    Ok(())
}

/// A message as JSON for people.
pub(crate) fn json_pretty<M: prost::Message + prost::Name>(
    out: &mut impl Write,
    message: &M,
) -> Result<(), crate::Failure> {
    let value = magpie_proto::json::to_value(message)?;
    serde_json::to_writer_pretty(&mut *out, &value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Messages as one JSON document for people: a list.
pub(crate) fn json_all<M: prost::Message + prost::Name>(
    out: &mut impl Write,
    messages: &[M],
) -> Result<(), crate::Failure> {
    let all: Result<Vec<_>, _> = messages.iter().map(magpie_proto::json::to_value).collect();
    serde_json::to_writer_pretty(&mut *out, &all?).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Detections by managed and by custom identifiers: how they are called, how many there are, and where.
pub(crate) fn detections(
    result: &v1::ClassificationResult,
) -> impl Iterator<Item = (&str, i64, Option<&v1::Occurrences>)> {
    let managed = result.sensitive_data.iter().flat_map(|item| &item.detections);
    let managed = managed.map(|found| (found.r#type.as_str(), found.count, found.occurrences.as_ref()));
    let custom = result.custom_data_identifiers.iter().flat_map(|custom| &custom.detections);
    let custom = custom.map(|found| (found.name.as_str(), found.count, found.occurrences.as_ref()));
    managed.chain(custom).map(|(name, count, places)| (name, count.unwrap_or_default(), places))
}

/// The allow lists that a run does not use, or that changed while it went on: a sentence for each.
pub(crate) fn allow_list_notes(run: &v1::RunSummary) -> Vec<String> {
    use v1::allow_list_status_code::Value as Code;
    let note = |list: &v1::RunAllowList| {
        let status = list.status.as_ref()?;
        let name = printable(&list.name);
        let code = status.code();
        if code == Code::Ok {
            return list.changed.then(|| {
                format!("allow list {name} changed while the run went on: objects before and after that differ")
            });
        }
        let why = printable(status.description.as_deref().unwrap_or_default());
        Some(format!("the run goes without allow list {name} ({}): {why}", code.as_str_name()))
    };
    run.allow_lists.iter().filter_map(note).collect()
}

/// Where the occurrences are, in a few words: the first places, and how many more.
pub(crate) fn places(occurrences: Option<&v1::Occurrences>, total: i64) -> String {
    const SHOWN: usize = 3;
    let Some(occurrences) = occurrences else { return String::new() };
    let cells = occurrences.cells.iter().map(|cell| {
        let name = match cell.column_name.as_str() {
            "" => String::new(),
            name => format!(" ({})", printable(name)),
        };
        format!("row {} column {}{name}{}", cell.row, cell.column, at_byte(cell.magpie))
    });
    let lines = occurrences
        .line_ranges
        .iter()
        .map(|lines| format!("line {}:{}{}", lines.start, lines.start_column, at_byte(lines.magpie)));
    let records = occurrences.records.iter().map(|record| {
        let index = record.record_index.unwrap_or_default();
        format!("record {index} {}{}", printable(&record.json_path), at_byte(record.magpie))
    });
    let pages = occurrences.pages.iter().map(|page| format!("page {}", page.page_number));
    let all: Vec<String> = cells.chain(lines).chain(records).chain(pages).take(SHOWN).collect();
    let shown = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let mut text = all.join(", ");
    if total > shown && shown > 0 {
        text.push_str(&format!(" and {} more", total - shown));
    }
    text
}

/// At which byte a place begins, if it has bytes of its own.
fn at_byte(details: Option<v1::PlaceDetails>) -> String {
    let start = details.and_then(|details| details.byte_range).and_then(|bytes| bytes.start);
    start.map(|start| format!(" at byte {start}")).unwrap_or_default()
}

/// How a run is going, in one line.
pub(crate) fn progress_line(progress: &v1::RunProgress) -> String {
    let run = progress.run.clone().unwrap_or_default();
    let listed = run.listed.unwrap_or_default();
    let done = run.accounted.unwrap_or_default();
    let planned = if run.planned { "" } else { "+" };
    format!(
        "{} of {}{planned} objects, {}, {} with detections, {}",
        indicatif::HumanCount(done.objects),
        indicatif::HumanCount(listed.objects),
        bytes(done.bytes_classified),
        indicatif::HumanCount(run.objects_with_detections),
        count(u64::from(progress.workers), "worker"),
    )
}

/// A duration for people.
pub(crate) fn duration(elapsed: Duration) -> String {
    if elapsed.as_secs() < 60 {
        format!("{:.1} s", elapsed.as_secs_f64())
    } else {
        indicatif::HumanDuration(elapsed).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(printable("x\u{202e}cod.exe"), "x\\u{202e}cod.exe");
        assert_eq!(printable("grüße/日本.csv"), "grüße/日本.csv");
    }

    #[test]
    fn places_are_told_in_a_few_words() {
        let cell = |row| v1::Cell { row, column: 2, column_name: "ssn".into(), ..v1::Cell::default() };
        let occurrences = v1::Occurrences { cells: (1..=5).map(cell).collect(), ..v1::Occurrences::default() };
        let text = places(Some(&occurrences), 9);
        assert_eq!(text, "row 1 column 2 (ssn), row 2 column 2 (ssn), row 3 column 2 (ssn) and 6 more");
        assert_eq!(places(None, 9), "");
        let bytes = v1::ByteRange { start: Some(0), end: Some(11) };
        let magpie = Some(v1::PlaceDetails { byte_range: Some(bytes), ..v1::PlaceDetails::default() });
        let line = v1::Range { start: 1, end: 1, start_column: 1, magpie };
        let occurrences = v1::Occurrences { line_ranges: vec![line], ..v1::Occurrences::default() };
        assert_eq!(places(Some(&occurrences), 1), "line 1:1 at byte 0");
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(count(1, "object"), "1 object");
        assert_eq!(count(2_000, "object"), "2,000 objects");
        assert_eq!(bytes(1536), "1.50 KiB");
    }
}
