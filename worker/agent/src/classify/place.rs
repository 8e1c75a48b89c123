//! Places as the contract words them.

use magpie_proto::v1;

/// Types of documents whose lines are paragraphs.
const WITH_PARAGRAPHS: [&str; 5] = [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/msword",
    "application/vnd.oasis.opendocument.text",
    "application/rtf",
    "application/epub+zip",
];

/// Types of documents whose pages are slides.
const WITH_SLIDES: [&str; 3] = [
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.ms-powerpoint",
    "application/vnd.oasis.opendocument.presentation",
];

/// Says which lines are paragraphs, and which pages are slides: Macie has no places for them.
pub(super) fn add_units(occurrences: &mut v1::Occurrences, mime_type: &str) {
    if WITH_PARAGRAPHS.contains(&mime_type) {
        for lines in &mut occurrences.line_ranges {
            lines.magpie.get_or_insert_default().paragraph = Some(lines.start);
        }
    }
    if WITH_SLIDES.contains(&mime_type) {
        for page in &mut occurrences.pages {
            page.magpie.get_or_insert_default().slide = Some(page.page_number);
        }
    }
}

/// A place, as one of the lists of a result holds it.
pub(super) enum WirePlace {
    Cell(v1::Cell),
    Lines(v1::Range),
    Page(v1::Page),
    Record(v1::Record),
}
