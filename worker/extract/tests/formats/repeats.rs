//! Values that come again in a column are given once to a visitor that takes repeats, with all their places.

use crate::tables::data;
use magpie_detect::ContextId;
use magpie_extract::{
    FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Place, SliceSource, StopReason, TextBlock, Visitor,
    extract,
};
use std::ops::ControlFlow;
use std::path::Path;

#[derive(Default)]
struct Collector {
    takes_repeats: bool,
    values: Vec<(String, Place)>,
    repeats: usize,
}

impl Visitor for Collector {
    fn context(&mut self, _names: &[&str]) -> ContextId {
        ContextId::default()
    }

    fn text(&mut self, _block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        for (index, field) in batch.fields.iter().enumerate() {
            let value = String::from_utf8(batch.text[field.start as usize..field.end as usize].to_vec()).unwrap();
            for repeat in batch.repeats(index) {
                self.repeats += 1;
                self.values.push((value.clone(), repeat.place()));
            }
            self.values.push((value, batch.place(index)));
        }
        ControlFlow::Continue(())
    }

    fn takes_repeats(&self) -> bool {
        self.takes_repeats
    }

    fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    fn leave_member(&mut self, _outcome: &FileOutcome) {}
}

/// All values with their places, sorted, how many came as repeats, and the outcome.
fn collect(bytes: &[u8], takes_repeats: bool) -> (Vec<(String, Place)>, usize, FileOutcome) {
    let mut collector = Collector { takes_repeats, ..Collector::default() };
    let hints = ObjectHints { key: "x", content_encoding: None };
    let outcome = extract(&mut SliceSource::new(bytes), &hints, &Limits::default(), &mut collector);
    collector.values.sort();
    (collector.values, collector.repeats, outcome)
}

#[test]
fn no_value_and_no_place_is_lost() {
    for format in ["parquet", "orc", "arrow"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(format);
        let mut all = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let bytes = data(&format!("{format}/{name}"));
            let (expected, none, plain) = collect(&bytes, false);
            let (values, repeats, outcome) = collect(&bytes, true);
            assert_eq!(none, 0, "{name}");
            assert!(values == expected && outcome == plain, "{name}");
            all += repeats;
        }
        assert!(all >= 4, "{format}: {all}");
    }
}

#[test]
fn what_is_encoded_in_them_lies_at_each_place() {
    let (values, repeats, _) = collect(&data("parquet/shared.parquet"), true);
    let places = |wanted: &str| -> Vec<(u64, &str)> {
        let found = values.iter().filter(|(value, _)| value == wanted);
        let mut places: Vec<(u64, &str)> = found
            .filter_map(|(_, place)| match place {
                Place::Record { index, json_path, .. } => Some((*index, json_path.as_str())),
                _ => None,
            })
            .collect();
        places.sort_unstable();
        places
    };
    assert_eq!(repeats, 9);
    assert_eq!(places("536-90-4399"), [(0, "$.token"), (2, "$.token"), (4, "$.token")]);
    assert_eq!(places("caf\u{fffd}"), [(0, "$.raw"), (1, "$.raw"), (4, "$.raw")]);
    assert_eq!(places("a"), [(0, "$.tags[0]"), (0, "$.tags[2]"), (3, "$.tags[0]"), (5, "$.tags[0]")]);
    assert_eq!(places("1970-01-02"), [(0, "$.dates"), (2, "$.dates"), (3, "$.dates")]);
}
