//! What is said of an object, cut to what the coordinator takes: names in a store and in files can be of any length.

use magpie_proto::limits::{self, beginning, end};
use magpie_proto::worker::v1::{FileResult, MemberResult, ObjectResult};
use prost::Message as _;

/// Bytes around a message inside another at most: its tag and its length.
const AROUND: usize = 8;

/// Cuts texts that are too long, and leaves out places and then files inside if all together is too much. Counts stay.
pub(crate) fn fit(result: &mut ObjectResult) {
    cut(&mut result.e_tag, limits::WORD_BYTES);
    cut(&mut result.version_id, limits::KEY_BYTES);
    cut(&mut result.storage_class, limits::WORD_BYTES);
    if let Some(encryption) = &mut result.server_side_encryption {
        cut(&mut encryption.encryption_type, limits::WORD_BYTES);
        cut(&mut encryption.kms_master_key_id, limits::SENTENCE_BYTES);
    }
    // Half a tag would be another one.
    result.tags.retain(|tag| tag.key.len() <= limits::TAG_KEY_BYTES && tag.value.len() <= limits::TAG_VALUE_BYTES);
    result.tags.truncate(limits::TAGS);
    result.file.iter_mut().for_each(fit_file);
    for member in &mut result.members {
        if let Some(details) = &mut member.file_details {
            cut_begin(&mut details.file_path, limits::PATH_BYTES);
            cut(&mut details.file_extension, limits::WORD_BYTES);
        }
        member.file.iter_mut().for_each(fit_file);
    }
    fit_all(result, limits::RESULT_BYTES);
}

fn fit_file(file: &mut FileResult) {
    cut(&mut file.reason_detail, limits::SENTENCE_BYTES);
    cut(&mut file.mime_type, limits::WORD_BYTES);
    cut(&mut file.extension_mime_type, limits::WORD_BYTES);
    cut(&mut file.encoding, limits::WORD_BYTES);
}

/// Leaves things out, the last first, until the result has at most so many bytes.
fn fit_all(result: &mut ObjectResult, most: usize) {
    let mut excess = result.encoded_len().saturating_sub(most);
    let files = result.file.iter_mut().chain(result.members.iter_mut().filter_map(|member| member.file.as_mut()));
    for file in files.rev() {
        for detections in file.detections.iter_mut().rev() {
            if excess == 0 {
                return;
            }
            if let Some(places) = detections.occurrences.take() {
                excess = excess.saturating_sub(places.encoded_len());
            }
        }
    }
    // A number that was not there before takes some bytes.
    excess += usize::from(excess > 0) * 2 * AROUND;
    while excess > 0
        && let Some(member) = result.members.pop()
    {
        excess = excess.saturating_sub(MemberResult::encoded_len(&member));
        result.members_omitted += 1;
    }
}

/// Cuts the end of a text.
pub(crate) fn cut(text: &mut String, bytes: usize) {
    text.truncate(beginning(text, bytes).len());
}

/// Cuts the begin of a text.
pub(crate) fn cut_begin(text: &mut String, bytes: usize) {
    text.drain(..text.len() - end(text, bytes).len());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use magpie_proto::v1::{EmbeddedFileDetails, KeyValuePair, Occurrences, Range, ServerSideEncryption};
    use magpie_proto::worker::v1::Detections;

    fn file(places: usize) -> FileResult {
        let places =
            Occurrences { line_ranges: vec![Range { start: 1, ..Range::default() }; places], ..Default::default() };
        FileResult {
            detections: vec![Detections { count: 1_000, occurrences: Some(places), ..Detections::default() }],
            ..FileResult::default()
        }
    }

    #[test]
    fn long_texts_are_cut() {
        let long = "é".repeat(100_000);
        let tag = |length: usize| KeyValuePair { key: "k".repeat(length), value: "v".into() };
        let mut result = ObjectResult {
            e_tag: long.clone(),
            version_id: long.clone(),
            storage_class: long.clone(),
            server_side_encryption: Some(ServerSideEncryption {
                encryption_type: long.clone(),
                kms_master_key_id: long.clone(),
            }),
            tags: vec![tag(limits::TAG_KEY_BYTES + 1), tag(limits::TAG_KEY_BYTES)],
            members: vec![MemberResult {
                file_details: Some(EmbeddedFileDetails { file_path: format!("{long}/the end"), ..Default::default() }),
                file: Some(FileResult { reason_detail: long.clone(), mime_type: long, ..FileResult::default() }),
            }],
            ..ObjectResult::default()
        };
        fit(&mut result);
        assert_eq!((result.e_tag.len(), result.version_id.len()), (limits::WORD_BYTES, limits::KEY_BYTES));
        assert_eq!(result.tags, [tag(limits::TAG_KEY_BYTES)]);
        let member = &result.members[0];
        let path = &member.file_details.as_ref().unwrap().file_path;
        assert!(path.ends_with("/the end") && path.len() <= limits::PATH_BYTES);
        assert_eq!(member.file.as_ref().unwrap().reason_detail.len(), limits::SENTENCE_BYTES);
    }

    #[test]
    fn what_is_too_much_is_left_out_and_counted() {
        let member = |number: usize| MemberResult {
            file_details: Some(EmbeddedFileDetails { file_path: format!("{number:0>50}"), ..Default::default() }),
            file: Some(file(10)),
        };
        let whole =
            ObjectResult { file: Some(file(10)), members: (0..100).map(member).collect(), ..ObjectResult::default() };
        let places = |result: &ObjectResult| {
            let files = result.file.iter().chain(result.members.iter().filter_map(|member| member.file.as_ref()));
            files.flat_map(|file| &file.detections).filter(|found| found.occurrences.is_some()).count()
        };
        let mut before = (101, 100);
        for most in (0..=whole.encoded_len()).rev().step_by(97) {
            let mut result = whole.clone();
            fit_all(&mut result, most);
            assert!(result.encoded_len() <= most.max(40), "{most}");
            assert_eq!(result.members.len() + usize::try_from(result.members_omitted).unwrap(), 100);
            let now = (places(&result), result.members.len());
            assert!(now <= before, "{most}");
            assert!(now.0 == 0 || now.1 == 100, "places go first");
            before = now;
        }
        assert_eq!(before.1, 0);
    }
}
