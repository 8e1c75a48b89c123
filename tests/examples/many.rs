//! A bucket of many small objects: how long a job over them takes, and how much memory the processes of the cluster use at
//! most. `cargo build --bin magpie`, then `cargo run --example many -- OBJECTS WORKERS`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for developers")]
#![allow(clippy::disallowed_methods, reason = "real time is what is measured")]

use std::time::{Duration, Instant};

use magpie_proto::v1::run_summary;
use magpie_tests::process::Process;
use magpie_tests::s3::{DATA, embedded};
use magpie_tests::{Access, Cluster, Job, job};
use serde_json::json;

const PATIENCE: Duration = Duration::from_secs(3_600);

#[tokio::main]
async fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|argument| argument.parse().unwrap()).collect();
    let (objects, workers) = (numbers.first().copied().unwrap_or(100_000), numbers.get(1).copied().unwrap_or(1));
    let s3 = embedded(&[]).await;
    for number in 0..objects {
        s3.put(DATA, &format!("{:03}/{number:07}.csv", number % 500), content(number)).unwrap();
    }
    // What a user has, but for the certificates.
    let settings = json!({
        "coordinator": { "lease_ttl": "30s", "heartbeat_interval": "5s", "shard_target_objects": 1000 },
        "export": { "flush_interval": "60s", "results_per_file": 10_000 },
    });
    let mut cluster = Cluster::builder(&Access::of(&s3)).settings(settings).workers(workers).start().await;
    let idle = (memory(cluster.coordinator()), memory(&cluster.workers[0]));
    let started = Instant::now();
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    let run = job.watch(PATIENCE).await;
    let took = started.elapsed();
    assert_eq!(run.state(), run_summary::State::Complete, "{run:?}");
    assert_eq!(run.accounted.unwrap().objects, objects as u64);
    job.wait_for_export().await;
    println!(
        "{objects} objects, {} detections in {:.1} s ({:.0} objects/s), exported after {:.1} s",
        run.detections,
        took.as_secs_f64(),
        objects as f64 / took.as_secs_f64(),
        started.elapsed().as_secs_f64()
    );
    println!("coordinator: {} MB at most, {} MB before the job", memory(cluster.coordinator()), idle.0);
    for worker in &cluster.workers {
        println!("{}: {} MB at most, {} MB before the job", worker.name(), memory(worker), idle.1);
    }
    cluster.stop().await;
}

/// About a kilobyte, with two mail addresses in it.
fn content(number: usize) -> Vec<u8> {
    let mut text = String::from("order,customer,note\n");
    for row in 0..20 {
        let customer = if row % 10 == 3 { format!("anna.ivanova{number}@example.com") } else { format!("c-{row:04}") };
        text.push_str(&format!("{number:07}-{row:02},{customer},nothing of interest here\n"));
    }
    text.into_bytes()
}

/// The most memory that a process has used so far, in MB (10^6 bytes).
fn memory(process: &Process) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let kibibytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kibibytes * 1_024 / 1_000_000
}
