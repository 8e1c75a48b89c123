//! How fast all identifiers together are, on one core, by kind of data.

#![allow(missing_docs)]

mod corpora;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use magpie_detect::{Ruleset, Scanner, catalogue};

fn rules(ids: impl Iterator<Item = &'static str>) -> Arc<Ruleset> {
    match Ruleset::managed(ids) {
        Ok(rules) => Arc::new(rules),
        Err(error) => panic!("{error}"),
    }
}

fn throughput(criterion: &mut Criterion) {
    let selections = [
        ("all", rules(catalogue::all().iter().map(|row| row.id))),
        ("recommended", rules(catalogue::recommended().map(|row| row.id))),
    ];
    let mut group = criterion.benchmark_group("throughput");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2)).sample_size(20);
    for (selection, rules) in &selections {
        for (name, text) in corpora::texts() {
            let mut scanner = Scanner::new(Arc::clone(rules));
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("{selection}/{name}"), |bencher| {
                bencher.iter(|| {
                    let mut found = 0u64;
                    scanner.scan_text(black_box(text.as_bytes()), 0..text.len(), &mut |_| found += 1);
                    found
                });
            });
        }
        let mut scanner = Scanner::new(Arc::clone(rules));
        let (text, fields) = corpora::table(&mut scanner);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(format!("{selection}/table of persons, as fields"), |bencher| {
            bencher.iter(|| {
                let mut found = 0u64;
                scanner.scan_fields(black_box(text.as_bytes()), black_box(&fields), &mut |_| found += 1);
                found
            });
        });
    }
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
