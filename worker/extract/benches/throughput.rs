//! Throughput of one core by format: plain decompression by the same library, extraction, and extraction with detection.
//!
//! `cargo bench -p magpie-extract --bench throughput -- [--extraction] [PART OF A NAME]`, in time of the processor, the
//! fastest of some runs; with `--extraction` nothing is detected. Bytes are those that come out: of texts all, of records and cells their values. Files of `MAGPIE_BENCH_FILES`, a
//! folder that `tests/throughput.sh` fills, are measured too; `peers.tsv` there says how long another reader took (name,
//! tab, seconds).

#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod content;

use content::{bzip2, calls, gzip, json_lines, log, random, snappy, table};
use magpie_detect::{ContextId, Ruleset, Scanner, catalogue};
use magpie_extract::{
    FieldBatch, FileOutcome, Limits, MemberDetails, ObjectHints, Reason, SliceSource, Status, StopReason, TextBlock,
    Visitor, extract,
};
use std::collections::HashMap;
use std::hint::black_box;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// Each is measured so often, unless `MAGPIE_BENCH_RUNS` says how often.
const RUNS: usize = 5;

/// What a reader of a network has at hand at once.
const CHUNK: usize = 1024 * 1024;

/// Time of the processor that this thread took, in seconds.
fn now() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

fn fastest(mut run: impl FnMut()) -> f64 {
    let runs = std::env::var("MAGPIE_BENCH_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(RUNS);
    (0..runs)
        .map(|_| {
            let start = now();
            run();
            now() - start
        })
        .fold(f64::MAX, f64::min)
}

/// Counts bytes if asked to, and scans them if there is a scanner.
struct Looking {
    scanner: Option<Scanner>,
    counting: bool,
    bytes: u64,
    found: u64,
}

impl Visitor for Looking {
    fn context(&mut self, names: &[&str]) -> ContextId {
        self.scanner.as_mut().map_or_else(ContextId::default, |scanner| scanner.context(names))
    }

    fn text(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        if self.counting {
            self.bytes += block.core.len() as u64;
        }
        let found = &mut self.found;
        match &mut self.scanner {
            Some(scanner) => scanner.scan_part(block.window, block.core.clone(), block.part, &mut |_| *found += 1),
            None => {
                black_box(block.window);
            }
        }
        ControlFlow::Continue(())
    }

    fn fields(&mut self, batch: &FieldBatch<'_>) -> ControlFlow<StopReason> {
        if self.counting {
            for (index, field) in batch.fields.iter().enumerate() {
                let times = 1 + batch.repeats(index).count() as u64;
                self.bytes += u64::from(field.end - field.start) * times;
            }
        }
        let found = &mut self.found;
        match &mut self.scanner {
            Some(scanner) => scanner.scan_fields(batch.text, batch.fields, &mut |one| {
                *found += 1 + batch.repeats(one.field).count() as u64;
            }),
            None => {
                black_box((batch.text, batch.fields));
            }
        }
        ControlFlow::Continue(())
    }

    fn takes_repeats(&self) -> bool {
        true
    }

    fn decoded(&mut self, block: &TextBlock<'_>) -> ControlFlow<StopReason> {
        let bytes = self.bytes;
        let answer = self.text(block);
        self.bytes = bytes;
        answer
    }

    fn enter_member(&mut self, _member: &MemberDetails<'_>) -> ControlFlow<StopReason> {
        ControlFlow::Continue(())
    }

    fn leave_member(&mut self, _outcome: &FileOutcome) {}
}

/// Seconds for a file, and bytes that came out.
fn extraction(bytes: &[u8], key: &str, rules: Option<&Arc<Ruleset>>) -> (f64, u64) {
    let scanner = rules.map(|rules| Scanner::new(Arc::clone(rules)));
    let mut looking = Looking { scanner, counting: true, bytes: 0, found: 0 };
    let run = |looking: &mut Looking| {
        if let Some(scanner) = &mut looking.scanner {
            scanner.forget();
        }
        let mut source = SliceSource::with_chunks(bytes, CHUNK);
        let hints = ObjectHints { key, content_encoding: None };
        let limits = Limits { unknown_bytes: u64::MAX, ..Limits::default() };
        let outcome = extract(&mut source, &hints, &limits, looking);
        // Of a format that is not known, all that there is to look at was.
        let complete = outcome.status == Status::Complete || outcome.reason == Some(Reason::UnsupportedFileType);
        assert!(complete, "{key}: {outcome:?}");
    };
    run(&mut looking);
    looking.counting = false;
    let seconds = fastest(|| run(&mut looking));
    (seconds, looking.bytes)
}

/// Seconds that reading to the end takes.
fn plain<R: Read>(open: impl Fn() -> R) -> f64 {
    let mut buffer = vec![0; 256 * 1024];
    fastest(|| {
        let mut reader = open();
        while reader.read(&mut buffer).unwrap() > 0 {
            black_box(&buffer);
        }
    })
}

struct Case {
    name: String,
    bytes: Vec<u8>,
    key: String,
    /// Bytes that come out, if that is known.
    length: Option<u64>,
    /// Seconds of the library alone.
    peer: Option<f64>,
}

fn generated(wanted: &str) -> Vec<Case> {
    let (log, table, lines) = (log(), table(false), json_lines(false));
    let some = &log[..log.len() / 4];
    let mut cases = Vec::new();
    let mut packed = |name: &str, content: &[u8], key: &str, pack: &dyn Fn(&[u8]) -> Vec<u8>, open: Open<'_>| {
        if name.contains(wanted) {
            let bytes = pack(content);
            let peer = open.map(|open| plain(|| open(&bytes)));
            let length = Some(content.len() as u64);
            cases.push(Case { name: name.to_owned(), bytes, key: key.to_owned(), length, peer });
        }
    };
    let ungzip: Open<'_> = Some(&|bytes| Box::new(flate2::bufread::MultiGzDecoder::new(bytes)));
    packed("gzip of text", &log, "x.log.gz", &gzip, ungzip);
    packed("gzip of JSON Lines", &lines, "x.jsonl.gz", &gzip, ungzip);
    let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 3).unwrap();
    packed(
        "zstd of text",
        &log,
        "x.log.zst",
        &zstd,
        Some(&|bytes| Box::new(zstd::Decoder::with_buffer(bytes).unwrap())),
    );
    packed("snappy of text", &log, "x.log.sz", &snappy, Some(&|bytes| Box::new(snap::read::FrameDecoder::new(bytes))));
    packed(
        "bzip2 of text",
        some,
        "x.log.bz2",
        &bzip2,
        Some(&|bytes| Box::new(bzip2::bufread::MultiBzDecoder::new(bytes))),
    );
    packed("text", &log, "x.log", &<[u8]>::to_vec, None);
    packed("CSV", &table, "x.csv", &<[u8]>::to_vec, None);
    packed("JSON Lines", &lines, "x.jsonl", &<[u8]>::to_vec, None);
    packed("log of calls, JSON Lines", &calls(), "x.jsonl", &<[u8]>::to_vec, None);
    packed("random bytes", &random(), "x.bin", &<[u8]>::to_vec, None);
    // The program that runs.
    let program = std::env::current_exe().and_then(std::fs::read).unwrap();
    packed("program", &program, "x", &<[u8]>::to_vec, None);
    cases
}

/// Opens compressed bytes with the library alone.
type Open<'o> = Option<&'o dyn Fn(&[u8]) -> Box<dyn Read + '_>>;

/// The files of a folder, in the order of their names.
fn written() -> Vec<Case> {
    let Some(folder) = std::env::var_os("MAGPIE_BENCH_FILES").map(PathBuf::from) else { return Vec::new() };
    let peers = std::fs::read_to_string(folder.join("peers.tsv")).unwrap_or_default();
    let peers: HashMap<&str, f64> = peers
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, time)| (name, time.parse().unwrap()))
        .collect();
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "peers.tsv");
    names.sort();
    let case = |name: String| Case {
        bytes: std::fs::read(folder.join(&name)).unwrap(),
        peer: peers.get(name.as_str()).copied(),
        length: None,
        key: name.clone(),
        name,
    };
    names.into_iter().map(case).collect()
}

fn main() {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--")).unwrap_or_default();
    let detecting = !std::env::args().any(|argument| argument == "--extraction");
    let recommended = catalogue::all().iter().filter(|row| row.recommended).map(|row| row.id);
    let recommended = Arc::new(Ruleset::managed(recommended).unwrap());
    let all = Arc::new(Ruleset::managed(catalogue::all().iter().map(|row| row.id)).unwrap());
    println!("| format | MB | library | extraction | of it | with RECOMMENDED | with ALL |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for Case { name, bytes, key, length, peer } in generated(&wanted).into_iter().chain(written()) {
        if !name.contains(&wanted) {
            continue;
        }
        let (seconds, visited) = extraction(&bytes, &key, None);
        let length = length.unwrap_or(visited);
        let speed = |seconds: f64| format!("{:.0}", length as f64 / 1e6 / seconds);
        let library = peer.map_or_else(|| "-".to_owned(), speed);
        let ratio = peer.map_or_else(|| "-".to_owned(), |peer| format!("{:.0} %", peer / seconds * 100.0));
        let detection = |rules| if detecting { speed(extraction(&bytes, &key, Some(rules)).0) } else { "-".to_owned() };
        let (few, many) = (detection(&recommended), detection(&all));
        println!("| {name} | {} | {library} | {} | {ratio} | {few} | {many} |", length / 1_000_000, speed(seconds));
    }
}
