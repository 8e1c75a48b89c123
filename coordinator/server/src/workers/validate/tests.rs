#![allow(clippy::unwrap_used)]
use magpie_proto::v1::classification_status::Code;
use magpie_proto::v1::{
    ByteRange, Cell, EmbeddedFileDetails, KeyValuePair, ObjectAccount, Occurrences, Page, PlaceDetails, Range, Record,
    ServerSideEncryption,
};
use magpie_proto::worker::v1::{CustomIdentifier, Detections, FileResult, LeaseToken, MemberResult};
use prost_types::Timestamp;

use super::*;

fn good() -> Progress {
    let file = FileResult {
        code: classification_status::Code::Complete.into(),
        mime_type: "text/plain".into(),
        bytes_classified: 7,
        detections: vec![Detections { identifier_id: "A".into(), count: 2, ..Default::default() }],
        ..Default::default()
    };
    let result = |key: &str| ObjectResult { key: key.into(), file: Some(file.clone()), ..Default::default() };
    Progress {
        token: Some(LeaseToken { epoch: 1, number: 1 }),
        from_cursor: "a".into(),
        to_cursor: "d".into(),
        account: Some(ObjectAccount {
            objects: 3,
            excluded: 1,
            complete: 2,
            bytes_classified: 14,
            ..Default::default()
        }),
        results: vec![result("b"), result("c")],
        done: false,
    }
}

#[test]
fn a_good_message_is_taken() {
    assert_eq!(progress(&good()), Ok(()));
    let open_end = Progress { to_cursor: String::new(), done: true, ..good() };
    assert_eq!(progress(&open_end), Ok(()));
}

#[test]
fn each_lie_is_refused_and_named() {
    type Change = fn(&mut Progress);
    let table: &[(&str, Change)] = &[
        ("progress.token", |p| p.token = None),
        ("progress.from_cursor", |p| p.from_cursor = "k".repeat(limits::KEY_BYTES + 1)),
        ("progress.to_cursor", |p| p.to_cursor = "k".repeat(limits::KEY_BYTES + 1)),
        ("progress.results", |p| p.results.swap(0, 1)),
        ("progress.results", |p| p.results[0].key = "a".into()),
        ("progress.results", |p| p.to_cursor = "b".into()),
        ("progress.account", |p| p.account = None),
        ("progress.account", |p| {
            p.results.pop();
        }),
        ("progress.account.bytes_classified", |p| p.account.as_mut().unwrap().bytes_classified += 1),
        ("progress.results.file", |p| p.results[0].file = None),
        ("progress.results.file.code", |p| p.results[0].file.as_mut().unwrap().code = 0),
        ("progress.results.file.code", |p| p.results[0].file.as_mut().unwrap().code = 77),
        ("progress.results.e_tag", |p| p.results[0].e_tag = "e".repeat(300)),
        ("file.reason", |p| p.results[0].file.as_mut().unwrap().reason = "MALFORMED_FILE".into()),
        ("file.reason_detail", |p| p.results[0].file.as_mut().unwrap().reason_detail = "x".repeat(5_000)),
        ("file.detections.count", |p| p.results[0].file.as_mut().unwrap().detections[0].count = 0),
        ("file.detections", |p| {
            let detections = &mut p.results[0].file.as_mut().unwrap().detections;
            detections.push(detections[0].clone());
        }),
        ("file.detections.confidence", |p| {
            let counts = magpie_proto::v1::ConfidenceCounts { low: 1, medium: -1, high: 2 };
            p.results[0].file.as_mut().unwrap().detections[0].confidence = Some(counts);
        }),
        ("file.detections.confidence", |p| {
            let counts = magpie_proto::v1::ConfidenceCounts { low: 1, medium: 0, high: 2 };
            p.results[0].file.as_mut().unwrap().detections[0].confidence = Some(counts);
        }),
        ("file.detections.occurrences", |p| {
            let places = Occurrences { pages: vec![Default::default(); 3], ..Default::default() };
            p.results[0].file.as_mut().unwrap().detections[0].occurrences = Some(places);
        }),
    ];
    for (index, (field, change)) in table.iter().enumerate() {
        let mut message = good();
        change(&mut message);
        assert_eq!(progress(&message).unwrap_err().field, *field, "row {index}");
    }
}

/// A message with a place of each kind, as a worker tells it.
fn with_places() -> Progress {
    let magpie = |start, end| {
        Some(PlaceDetails { byte_range: Some(ByteRange { start: Some(start), end: Some(end) }), ..Default::default() })
    };
    let occurrences = Occurrences {
        cells: vec![Cell { row: 1, column: 1, magpie: magpie(0, 1), ..Default::default() }],
        line_ranges: vec![Range { start: 1, end: 2, start_column: 1, magpie: magpie(6, 7) }],
        pages: vec![Page { page_number: 1, magpie: magpie(0, 7), ..Default::default() }],
        records: vec![Record { json_path: "$.a".into(), record_index: Some(0), magpie: magpie(2, 3) }],
        offset_ranges: Vec::new(),
    };
    let mut message = good();
    let object = &mut message.results[0];
    object.last_modified = Some(Timestamp { seconds: 1_700_000_000, nanos: 0 });
    object.tags = vec![KeyValuePair { key: "owner".into(), value: "payroll".into() }];
    object.server_side_encryption =
        Some(ServerSideEncryption { encryption_type: "AES256".into(), ..Default::default() });
    let file = object.file.as_mut().unwrap();
    file.detections[0].count = 4;
    file.detections[0].occurrences = Some(occurrences);
    let details = EmbeddedFileDetails { file_path: "b.txt".into(), file_size: Some(7), ..Default::default() };
    object.members = vec![MemberResult { file_details: Some(details), file: object.file.clone() }];
    message
}

#[test]
fn each_impossible_place_is_refused_and_named() {
    assert_eq!(progress(&with_places()), Ok(()));
    // What is beyond the object's size may be in it once it is decompressed.
    let mut stored = with_places();
    stored.results[0].size = 3;
    assert_eq!(progress(&stored), Ok(()));
    let mut unread = with_places();
    unread.results[0].size = 7;
    unread.results[0].file.as_mut().unwrap().bytes_classified = 0;
    unread.account.as_mut().unwrap().bytes_classified -= 7;
    assert_eq!(progress(&unread), Ok(()));

    // A scan that was stopped tells of some bytes that it does not count.
    for (code, taken) in [(Code::Complete, false), (Code::Partial, true)] {
        let mut stopped = with_places();
        let file = stopped.results[0].members[0].file.as_mut().unwrap();
        file.code = code.into();
        file.reason = if taken { "TIME_CUT_OFF_REACHED".into() } else { String::new() };
        bytes_of(file.detections[0].occurrences.as_mut().unwrap()).end = Some(100_000);
        assert_eq!(progress(&stopped).is_ok(), taken, "{code:?}");
    }

    type Change = fn(&mut Occurrences);
    let places = "file.detections.occurrences";
    let table: &[(&str, Change)] = &[
        (".cells", |o| o.cells[0].row = 0),
        (".cells", |o| o.cells[0].column = -1),
        (".cells.column_name", |o| o.cells[0].column_name = "n".repeat(limits::SENTENCE_BYTES + 1)),
        (".cells.cell_reference", |o| o.cells[0].cell_reference = "A".repeat(limits::SENTENCE_BYTES + 1)),
        (".line_ranges", |o| o.line_ranges[0].start = 0),
        (".line_ranges", |o| o.line_ranges[0].start_column = i64::MIN),
        (".line_ranges", |o| o.line_ranges[0].start = 3),
        (".offset_ranges", |o| {
            let lines = o.line_ranges.pop().unwrap();
            o.offset_ranges.push(lines);
        }),
        (".pages", |o| o.pages[0].page_number = 0),
        (".pages", |o| o.pages[0].line_range = Some(Range::default())),
        (".pages", |o| o.pages[0].offset_range = Some(Range::default())),
        (".records", |o| o.records[0].record_index = Some(-1)),
        (".records.json_path", |o| o.records[0].json_path = "$".repeat(limits::SENTENCE_BYTES + 1)),
        (".magpie.paragraph", |o| o.line_ranges[0].magpie.as_mut().unwrap().paragraph = Some(0)),
        (".magpie.slide", |o| o.pages[0].magpie.as_mut().unwrap().slide = Some(-5)),
        (".magpie.byte_range", |o| bytes_of(o).start = None),
        (".magpie.byte_range", |o| bytes_of(o).end = None),
        (".magpie.byte_range", |o| bytes_of(o).start = Some(-1)),
        (".magpie.byte_range", |o| bytes_of(o).end = Some(i64::MIN)),
        (".magpie.byte_range", |o| *bytes_of(o) = ByteRange { start: Some(3), end: Some(3) }),
        (".magpie.byte_range", |o| *bytes_of(o) = ByteRange { start: Some(5), end: Some(4) }),
        (".magpie.byte_range", |o| *bytes_of(o) = ByteRange { start: Some(0), end: Some(8) }),
        (".magpie.byte_range", |o| *bytes_of(o) = ByteRange { start: Some(0), end: Some(i64::MAX) }),
    ];
    for (index, (field, change)) in table.iter().enumerate() {
        for of_member in [false, true] {
            let mut message = with_places();
            let object = &mut message.results[0];
            let file = if of_member { &mut object.members[0].file } else { &mut object.file };
            change(file.as_mut().unwrap().detections[0].occurrences.as_mut().unwrap());
            assert_eq!(progress(&message).unwrap_err().field, format!("{places}{field}"), "row {index}, {of_member}");
        }
    }
}

fn bytes_of(occurrences: &mut Occurrences) -> &mut ByteRange {
    occurrences.records[0].magpie.as_mut().unwrap().byte_range.as_mut().unwrap()
}

#[test]
fn what_is_said_of_an_object_has_bounds() {
    type Change = fn(&mut ObjectResult);
    let at = |seconds| Some(Timestamp { seconds, nanos: 0 });
    let table: &[(&str, Change)] = &[
        ("last_modified", |o| o.last_modified = Some(Timestamp { seconds: i64::MAX, nanos: 0 })),
        ("last_modified", |o| o.last_modified = Some(Timestamp { seconds: 0, nanos: -1 })),
        ("size", |o| o.size = u64::MAX),
        ("storage_class", |o| o.storage_class = "S".repeat(limits::WORD_BYTES + 1)),
        ("tags", |o| o.tags = vec![KeyValuePair::default(); limits::TAGS + 1]),
        ("tags.key", |o| o.tags[0].key = "k".repeat(limits::TAG_KEY_BYTES + 1)),
        ("tags.value", |o| o.tags[0].value = "v".repeat(limits::TAG_VALUE_BYTES + 1)),
        ("server_side_encryption.encryption_type", |o| {
            o.server_side_encryption.as_mut().unwrap().encryption_type = "E".repeat(limits::WORD_BYTES + 1);
        }),
        ("server_side_encryption.kms_master_key_id", |o| {
            o.server_side_encryption.as_mut().unwrap().kms_master_key_id = "k".repeat(limits::SENTENCE_BYTES + 1);
        }),
        ("members.file", |o| o.members[0].file = None),
        ("members.file_details.file_path", |o| details(o).file_path = "p".repeat(limits::PATH_BYTES + 1)),
        ("members.file_details.file_extension", |o| details(o).file_extension = "e".repeat(limits::WORD_BYTES + 1)),
        ("members.file_details.file_size", |o| details(o).file_size = Some(-1)),
        ("members.file_details.file_last_modified", |o| {
            details(o).file_last_modified = Some(Timestamp { seconds: 1 << 40, nanos: 0 });
        }),
    ];
    for (index, (field, change)) in table.iter().enumerate() {
        let mut message = with_places();
        change(&mut message.results[0]);
        assert_eq!(progress(&message).unwrap_err().field, format!("progress.results.{field}"), "row {index}");
    }
    let mut old = with_places();
    details(&mut old.results[0]).file_last_modified = at(-1);
    assert_eq!(progress(&old), Ok(()), "before 1970");
}

fn details(object: &mut ObjectResult) -> &mut EmbeddedFileDetails {
    object.members[0].file_details.as_mut().unwrap()
}

#[test]
fn amounts_that_one_worker_makes_up_do_not_fill_the_sums_of_a_run() {
    let mut counts = good();
    counts.results[0].file.as_mut().unwrap().detections[0].count = limits::AMOUNT + 1;
    assert_eq!(progress(&counts).unwrap_err().field, "file.detections.count");
    let mut bytes = good();
    bytes.results[0].file.as_mut().unwrap().bytes_classified = u64::MAX / 2;
    bytes.account.as_mut().unwrap().bytes_classified = u64::MAX / 2 + 7;
    assert_eq!(progress(&bytes).unwrap_err().field, "file.bytes_classified");
    let mut objects = good();
    objects.account.as_mut().unwrap().objects = u64::MAX;
    assert_eq!(progress(&objects).unwrap_err().field, "progress.account.objects");
    let mut listed = good();
    listed.account.as_mut().unwrap().bytes = u64::MAX;
    assert_eq!(progress(&listed).unwrap_err().field, "progress.account.bytes");
}

#[test]
fn only_what_the_run_looks_for_can_be_found() {
    let custom = CustomIdentifier { id: "0123".into(), ..Default::default() };
    let spec = ScanSpec {
        managed_data_identifier_ids: vec!["A".into(), "B".into()],
        custom_data_identifiers: vec![custom],
        ..Default::default()
    };
    let named = |id: &str| {
        let mut results = with_places().results;
        results[0].members[0].file.as_mut().unwrap().detections[0].identifier_id = id.into();
        identifiers(&results, &spec)
    };
    assert_eq!((named("A"), named("B"), named("0123")), (Ok(()), Ok(()), Ok(())));
    for unknown in ["", "C", "0124", "a"] {
        assert_eq!(named(unknown).unwrap_err().field, "file.detections.identifier_id", "{unknown}");
    }
}

#[test]
fn a_bucket_has_one_of_few_errors() {
    let returned = |reason: return_lease::Reason, code: &str| {
        return_lease(&ReturnLease { reason: reason.into(), bucket_error_code: code.into(), ..Default::default() })
    };
    assert_eq!(returned(return_lease::Reason::ListingFailed, "BUCKET_ACCESS_DENIED"), Ok(()));
    assert_eq!(returned(return_lease::Reason::Draining, ""), Ok(()));
    let refused = returned(return_lease::Reason::ListingFailed, "anything").unwrap_err();
    assert_eq!(refused.field, "return_lease.bucket_error_code");
}

#[test]
fn a_refusal_never_tells_content() {
    let secret = "536-90-4399";
    let mut message = with_places();
    let occurrences = message.results[0].file.as_mut().unwrap().detections[0].occurrences.as_mut().unwrap();
    occurrences.records[0].json_path = secret.repeat(1_000);
    assert!(!progress(&message).unwrap_err().to_string().contains(secret));
}

#[test]
fn names_have_bounds() {
    let good = Hello { worker_id: "worker-1".into(), session_id: "0123456789abcdef".into(), version: "0.1.0".into() };
    assert_eq!(hello(&good), Ok(()));
    let wrong = [
        Hello { worker_id: String::new(), ..good.clone() },
        Hello { worker_id: "ü".repeat(129), ..good.clone() },
        Hello { worker_id: "two\nlines".into(), ..good.clone() },
        Hello { session_id: "short".into(), ..good.clone() },
        Hello { session_id: "with a space in it".into(), ..good.clone() },
        Hello { version: "v".repeat(200), ..good.clone() },
    ];
    for message in wrong {
        assert!(hello(&message).is_err(), "{message:?}");
    }
}
