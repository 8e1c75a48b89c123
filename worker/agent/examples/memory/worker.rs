//! The process that is measured.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use magpie_agent::{Agent, Options};
use magpie_base::clock::SystemClock;
use magpie_base::config::{ByteSize, Config, HumanDuration};
use magpie_base::telemetry::metrics::Metrics;
use magpie_base::tls;
use magpie_proto::worker::v1::worker_service_server::WorkerServiceServer;
use magpie_proto::worker::v1::{FileResult, ObjectResult};
use tokio::sync::oneshot;
use tonic::transport::Server;

use crate::coordinator::Coordinator;
use crate::objects::Objects;

/// More CPU threads than there may be here: each may be at work on an object that takes much memory.
const THREADS: u32 = 4;

/// Scans the objects of a folder with this budget. Prints a line of outcomes, the objects' bytes, and the peak in bytes.
pub fn run(folder: &Path, budget: u64) {
    let mut config = Config::default();
    config.worker.memory_budget = ByteSize::bytes(budget);
    config.worker.cpu_threads = THREADS;
    // What is measured is memory, not how long a busy machine takes.
    config.limits.time_per_file = HumanDuration::from_secs(36_000);
    // Streams shall run to their end, not to a limit of archives.
    let all = ByteSize::bytes(50_000_000_000);
    config.limits.gzip = all;
    config.limits.zip = all;
    config.limits.other_archives = all;
    config.limits.tar = all;
    config.limits.text = all;
    config.limits.unknown_formats = all;
    config.limits.archive_bytes = all;
    config.limits.archive_member_bytes = all;
    config.limits.expansion_ratio = 1_000_000;
    let objects = Arc::new(Objects::open(folder));
    let (count, bytes) = (objects.0.len(), objects.bytes());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let results = runtime.block_on(scan(config, objects));
    assert_eq!(results.len(), count, "an object has no result");
    println!("{}", endings(&results));
    println!("{bytes}");
    println!("{}", peak());
}

async fn scan(config: Config, objects: Arc<Objects>) -> Vec<ObjectResult> {
    let (listener, connector) = tls::local();
    let (done, results) = oneshot::channel();
    let service = WorkerServiceServer::new(Coordinator::new(done)).max_decoding_message_size(usize::MAX);
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(listener));
    let agent = Agent::start(Options {
        channel: connector.channel(),
        objects,
        clock: Arc::new(SystemClock::new()),
        metrics: Arc::new(Metrics::global()),
        worker_id: "memory".to_owned(),
        worker: config.worker,
        limits: config.limits,
        object_span_ratio: 0.0,
        observer: None,
    })
    .unwrap();
    let results = results.await.unwrap();
    drop(agent);
    results
}

/// How many objects ended how.
fn endings(results: &[ObjectResult]) -> String {
    let mut endings: BTreeMap<String, u64> = BTreeMap::new();
    for file in results.iter().map(|result| result.file.clone().unwrap_or_default()) {
        *endings.entry(ending(&file)).or_default() += 1;
    }
    if endings.len() > 4 {
        // Many files of many kinds: the status is enough.
        let mut by_status: BTreeMap<String, u64> = BTreeMap::new();
        for (ending, count) in endings {
            *by_status.entry(ending.split(' ').next().unwrap_or_default().to_owned()).or_default() += count;
        }
        endings = by_status;
    }
    let endings: Vec<String> = endings.into_iter().map(|(ending, count)| format!("{count} {ending}")).collect();
    endings.join("; ")
}

fn ending(file: &FileResult) -> String {
    let mut said = file.code().as_str_name().rsplit("CODE_").next().unwrap_or_default().to_owned();
    for more in [&file.reason, &file.reason_detail].into_iter().filter(|more| !more.is_empty()) {
        said.push_str(if said.contains(' ') { ": " } else { " " });
        said.push_str(more);
    }
    said
}

/// The largest resident set of this process, bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
