//! What one file's result counts, until the file ends.

use magpie_detect::Ruleset;
use magpie_detect::ruleset::Rule;
use magpie_extract::{FileOutcome, Status};
use magpie_proto::v1::{self, classification_status};
use magpie_proto::worker::v1::{Detections, FileResult};

use super::place::add_units;
use super::signed;

/// Counts and places of one file.
pub(super) struct Tally {
    pub(super) details: Option<v1::EmbeddedFileDetails>,
    /// By the rule's index in the rule set.
    rules: Vec<Option<Box<Found>>>,
}

/// What was found of one rule.
#[derive(Default)]
pub(super) struct Found {
    pub(super) count: u64,
    /// Of them, by confidence: low, medium, high.
    pub(super) confidence: [u64; 3],
    pub(super) places: usize,
    pub(super) occurrences: v1::Occurrences,
}

impl Tally {
    pub(super) fn new(details: Option<v1::EmbeddedFileDetails>, ruleset: &Ruleset) -> Tally {
        let rules = ruleset.identifiers().len() + ruleset.customs().len();
        Tally { details, rules: std::iter::repeat_with(|| None).take(rules).collect() }
    }

    pub(super) fn found(&mut self, rule: usize) -> Option<&mut Found> {
        self.rules.get_mut(rule).map(|slot| &mut **slot.get_or_insert_with(Box::default))
    }

    /// Adds the counts of a file inside this one. Its places stay its own.
    pub(super) fn absorb(&mut self, inner: &Tally) {
        for (rule, found) in inner.rules.iter().enumerate() {
            if let Some(found) = found
                && let Some(outer) = self.found(rule)
            {
                outer.count = outer.count.saturating_add(found.count);
                for (outer, inner) in outer.confidence.iter_mut().zip(found.confidence) {
                    *outer = outer.saturating_add(inner);
                }
            }
        }
    }

    pub(super) fn into_result(self, outcome: &FileOutcome, ruleset: &Ruleset) -> FileResult {
        let mut detections: Vec<Detections> = Vec::new();
        for (rule, found) in self.rules.into_iter().enumerate() {
            let (Some(mut found), Some(rule)) = (found, ruleset.rule(rule)) else { continue };
            add_units(&mut found.occurrences, &outcome.mime_type);
            let [low, medium, high] = found.confidence.map(signed);
            detections.push(Detections {
                identifier_id: id(rule).to_owned(),
                count: found.count,
                occurrences: (found.places > 0).then_some(found.occurrences),
                confidence: Some(v1::ConfidenceCounts { low, medium, high }),
            });
        }
        detections.sort_by(|a, b| a.identifier_id.cmp(&b.identifier_id));
        FileResult {
            code: code(outcome.status).into(),
            reason: outcome.reason.map(|reason| reason.as_str().to_owned()).unwrap_or_default(),
            reason_detail: outcome.detail.clone().unwrap_or_default(),
            mime_type: outcome.mime_type.clone(),
            extension_mime_type: outcome.extension_mime_type.clone().unwrap_or_default(),
            encoding: outcome.encoding.map(str::to_owned).unwrap_or_default(),
            bytes_classified: outcome.bytes,
            detections,
        }
    }
}

/// The id that results name: a managed identifier's, or a custom one's.
fn id<'a>(rule: Rule<'a>) -> &'a str {
    match rule {
        Rule::Managed(row) => row.id,
        Rule::Custom(custom) => &custom.id,
    }
}

/// The wire's word for a status.
fn code(status: Status) -> classification_status::Code {
    match status {
        Status::Complete => classification_status::Code::Complete,
        Status::Partial => classification_status::Code::Partial,
        Status::Skipped => classification_status::Code::Skipped,
    }
}
