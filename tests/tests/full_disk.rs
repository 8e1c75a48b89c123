//! A coordinator whose disk is full in the middle of a job: it stops and says why, and goes on where it was when there is room.

use std::fs;
use std::path::Path;
use std::time::Duration;

use magpie_tests::client::done;
use magpie_tests::command::{clean, run};
use magpie_tests::process::Process;
use magpie_tests::s3::DATA;
use magpie_tests::{Access, Cluster, Job, job};

use crate::cluster::{OBJECTS, RUN, expect_truth, prepared};

/// A disk of the coordinator's own.
struct Disk {
    holder: Process,
    through: Vec<String>,
}

/// Makes a small file system at `at` that only those see who are started through it. `None` where the system does not allow
/// that.
async fn small_disk(cluster: &Cluster, at: &Path) -> Option<Disk> {
    let mut try_it = clean("unshare", cluster.folder());
    try_it.args(["-rm", "true"]);
    if run(try_it, Duration::from_secs(10)).await.status != 0 {
        return None;
    }
    fs::create_dir_all(at).unwrap();
    let mut command = clean("unshare", cluster.folder());
    command.args([
        "-rm",
        "sh",
        "-c",
        "mount -t tmpfs -o size=4m,mode=700 disk \"$0\" && echo mounted && exec sleep 600",
    ]);
    command.arg(at);
    let mut holder = Process::start("disk", cluster.folder(), command);
    holder.wait_for_log("mounted", Duration::from_secs(10)).await;
    let id = holder.id().to_string();
    let through = ["nsenter", "-t", id.as_str(), "-U", "-m", "--preserve-credentials"].map(str::to_owned).into();
    Some(Disk { holder, through })
}

/// Starts all through `through`, and waits for the coordinator to fail in the middle of a job.
async fn fails(cluster: &mut Cluster, fill: impl AsyncFnOnce()) -> (Job, String) {
    cluster.start_coordinator().await;
    for _ in 0..2 {
        cluster.add_worker();
    }
    cluster.wait_for_workers(2).await;
    let job = Job::create(&cluster.channel(), job(&[DATA])).await.unwrap();
    job.wait_for_middle(100, RUN).await;
    fill().await;
    let log = cluster.wait_for_coordinator_to_fail(RUN).await;
    (job, log)
}

/// The sentence that a person reads, and that it is the only failure.
fn last_words(log: &str) -> &str {
    assert!(!log.contains("panicked"), "{log}");
    log.lines().find(|line| line.starts_with("magpie: ")).unwrap()
}

/// Starts the coordinator again, with room.
async fn goes_on(cluster: &mut Cluster, job: &Job) -> Job {
    cluster.start_coordinator().await;
    let job = job.over(&cluster.channel());
    let before = done(&job.run().await);
    assert!((100..OBJECTS as u64).contains(&before), "it failed in the middle: {before}");
    job
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_the_coordinator_with_a_reason_and_room_lets_it_go_on() {
    let files = magpie_corpus::files(7, OBJECTS);
    let (s3, builder) = prepared(&files).await;
    let mut cluster = builder.prepare();
    let at = cluster.data_dir();
    let Some(disk) = small_disk(&cluster, &at).await else { return };
    cluster.through.clone_from(&disk.through);
    let within = |command: &[&str]| {
        let mut through = clean(&disk.through[0], cluster.folder());
        through.args(&disk.through[1..]).args(command);
        through
    };
    // Something else takes what room there is.
    let filler = format!("cat /dev/zero > {}/filler; true", at.display());
    let fill = within(&["sh", "-c", &filler]);
    let grow = within(&["mount", "-o", "remount,size=200m", at.to_str().unwrap()]);
    let fill = async || {
        run(fill, Duration::from_secs(20)).await;
    };
    let (job, log) = fails(&mut cluster, fill).await;
    let said = last_words(&log);
    for part in ["its store failed", &format!("the disk of {} is full", at.display()), "make room", "start it again"] {
        assert!(said.contains(part), "{part:?} is not told: {said}");
    }
    // Without room it does not start, and says the same.
    let again = cluster.try_start_coordinator().await.unwrap_err();
    assert!(again.err.lines().last().unwrap_or_default().contains("is full"), "{}", again.excerpt());

    run(grow, Duration::from_secs(10)).await.expect(0);
    let job = goes_on(&mut cluster, &job).await;
    expect_truth(&Access::of(&s3), &job, &files).await;
    cluster.stop().await;
    drop(disk.holder);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_may_not_grow_stops_the_coordinator_and_costs_nothing() {
    let files = magpie_corpus::files(8, OBJECTS);
    let (s3, builder) = prepared(&files).await;
    let mut cluster = builder.prepare();
    // No file may grow beyond 512 KiB: the write-ahead log reaches that, and the system refuses to write on.
    cluster.through = ["sh", "-c", "trap '' XFSZ; ulimit -f 1024; exec \"$@\"", "sh"].map(str::to_owned).into();
    let (job, log) = fails(&mut cluster, async || {}).await;
    let said = last_words(&log);
    for part in ["its store failed", "cannot be read or written", "File too large", "start it again"] {
        assert!(said.contains(part), "{part:?} is not told: {said}");
    }
    cluster.through.clear();
    let job = goes_on(&mut cluster, &job).await;
    expect_truth(&Access::of(&s3), &job, &files).await;
    cluster.stop().await;
}
