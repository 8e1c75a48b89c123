#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]
#[path = "../benches/corpora/mod.rs"]
mod corpora;
use magpie_detect::*;
use std::sync::Arc;
fn cpu() -> u64 {
    std::fs::read_to_string("/proc/thread-self/schedstat").unwrap().split(' ').next().unwrap().parse().unwrap()
}
fn main() {
    let want = std::env::args().nth(1).unwrap_or_default();
    let rounds: usize = std::env::args().nth(2).map_or(3, |n| n.parse().unwrap());
    let rules = Arc::new(Ruleset::managed(catalogue::all().iter().map(|r| r.id)).unwrap());
    let mut s = Scanner::new(rules);
    for (name, text) in corpora::texts() {
        if !name.contains(&want) {
            continue;
        }
        let mut n = 0;
        let mut best = u64::MAX;
        for _ in 0..rounds {
            let a = cpu();
            n = 0;
            s.scan_text(text.as_bytes(), 0..text.len(), &mut |_| n += 1);
            best = best.min(cpu() - a);
        }
        println!("{name:30} {:8.0} MB/s  {n}", text.len() as f64 * 1000.0 / best as f64);
    }
    if "fields".contains(&want) {
        let (text, fields) = corpora::table(&mut s);
        let mut n = 0;
        let mut best = u64::MAX;
        for _ in 0..rounds {
            let a = cpu();
            n = 0;
            s.scan_fields(text.as_bytes(), &fields, &mut |_| n += 1);
            best = best.min(cpu() - a);
        }
        println!("{:30} {:8.0} MB/s  {n} of {}", "fields", text.len() as f64 * 1000.0 / best as f64, fields.len());
    }
}
