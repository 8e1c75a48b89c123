//! How many commits of 100 results each a disk takes in a second, each of them synced. The disk is that of the
//! temporary folder: set `TMPDIR` to measure another.

#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use magpie_proto::store::v1::ResultRecord;
use magpie_proto::v1::{Occurrences, Range};
use magpie_proto::worker::v1::{Detections, FileResult, ObjectResult};
use magpie_store::key::EphemeralKey;
use magpie_store::{Location, Store};

const RESULTS: u64 = 100;

fn result(number: u64) -> ResultRecord {
    let places = (1..=i64::try_from(number % 4).unwrap()).map(|line| Range {
        start: line,
        end: line,
        start_column: 12,
        magpie: None,
    });
    let detections = Detections {
        identifier_id: "CREDIT_CARD_NUMBER".into(),
        count: number % 4,
        occurrences: Some(Occurrences { line_ranges: places.collect(), ..Default::default() }),
        ..Default::default()
    };
    let file = FileResult {
        mime_type: "text/csv".into(),
        bytes_classified: 70_000,
        detections: vec![detections],
        ..Default::default()
    };
    let result = ObjectResult {
        key: format!("payroll/2024/11/part-{number:08}.csv"),
        e_tag: format!("{number:032x}"),
        size: 70_000,
        storage_class: "STANDARD".into(),
        file: Some(file),
        ..Default::default()
    };
    ResultRecord { shard_id: number / 1_000, bucket: "payroll".into(), result: Some(result), at: None }
}

fn commit(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let mut group = criterion.benchmark_group("commit");
    group.throughput(Throughput::Elements(RESULTS));
    let places = [("disk", Location::Folder(folder.path().join("store"))), ("memory", Location::Memory)];
    for (name, location) in places {
        let store = runtime.block_on(Store::open(location, Arc::new(EphemeralKey::generate().unwrap()))).unwrap();
        let mut next = 1;
        group.bench_function(format!("100 results, {name}"), |bencher| {
            bencher.iter(|| {
                let mut batch = store.batch();
                for position in next..next + RESULTS {
                    batch.append_result(1, position, &result(position));
                }
                next += RESULTS;
                store.commit(batch).unwrap();
            });
        });
    }
    group.finish();
}

fn read(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let store = runtime.block_on(Store::open(Location::Memory, Arc::new(EphemeralKey::generate().unwrap()))).unwrap();
    let mut batch = store.batch();
    (1..=10_000).for_each(|position| {
        batch.append_result(1, position, &result(position));
    });
    store.commit(batch).unwrap();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Elements(10_000));
    group.bench_function("10,000 results in order", |bencher| bencher.iter(|| store.results(1, 0).unwrap().count()));
    group.finish();
}

criterion_group!(benches, commit, read);
criterion_main!(benches);
