//! `magpie demo`: a cluster of real processes on this machine finds sensitive data in a sample bucket.

mod cluster;
mod story;

use std::time::Duration;

use magpie_base::ids;
use magpie_base::shutdown::Signals;
use magpie_embedded_s3::EmbeddedS3;
use magpie_proto::v1::job_service_client::JobServiceClient;

use crate::args::{Demo, FindingFilter};
use crate::demo::cluster::Cluster;
use crate::failure::Failure;
use crate::{findings, output, request, watch};

/// Where the sample files are.
const SAMPLE_BUCKET: &str = "acme-shared-files";

/// Where results are exported to.
const RESULTS_BUCKET: &str = "magpie-results";

/// Makes the same sample each time.
const SEED: u64 = 2_026;

/// Findings that are shown.
const SHOWN: usize = 50;

/// How long the export of a few results may take.
const EXPORT_PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn run(args: Demo) -> Result<u8, Failure> {
    let mut signals = Signals::listen()?;
    tokio::select! {
        ended = demo(&args) => ended,
        _ = signals.recv() => {
            // The cluster's processes end as the future is dropped.
            Ok(if args.keep { 0 } else { 2 })
        }
    }
}

async fn demo(args: &Demo) -> Result<u8, Failure> {
    story::say("Starting an S3 server in this process, with a sample bucket.")?;
    let s3 = sample_s3().await?;
    story::say(
        "Making certificates, starting a coordinator and its workers: each a process, all speaking mutual TLS.",
    )?;
    let mut cluster = Cluster::start(args.workers, &s3, RESULTS_BUCKET).await?;

    story::say("Submitting a job for all identifiers.")?;
    let chosen = request::identifiers("all")?;
    let buckets = vec![SAMPLE_BUCKET.to_owned()];
    let job = request::one_time("demo", ids::job_id(), cluster::ACCOUNT, buckets, chosen);
    let channel = cluster.channel()?;
    let created = JobServiceClient::new(channel.clone()).create_classification_job(job).await?.into_inner();
    let mut bar = watch::Bar::new(true);
    let last = watch::follow(channel.clone(), &created.job_id, &mut bar, Duration::from_millis(200)).await?;
    cluster.check()?;
    story::say(&format!("Done: {}.", output::progress_line(&last)))?;
    if !watch::is_complete(&last) {
        return Err(Failure::part("the run did not complete"));
    }

    let filter = FindingFilter { job: Some(created.job_id.clone()), ..FindingFilter::default() };
    let found = findings::list(&mut findings::client(channel.clone()), &filter, SHOWN).await?;
    if found.is_empty() {
        return Err(Failure::part("nothing was found in the sample bucket"));
    }
    story::print(&findings::table(&found).to_string())?;

    story::say("The results, as they were exported to S3:")?;
    story::wait_for_export(channel, &created.job_id, EXPORT_PATIENCE).await?;
    story::exported(&s3, RESULTS_BUCKET)?;

    story::next_steps(&cluster, &s3, &created.job_id, args.keep)?;
    if args.keep {
        story::say("Everything stays up until you press Ctrl-C.")?;
        cluster.failure().await?;
    }
    cluster.stop().await;
    s3.shutdown().await;
    Ok(0)
}

async fn sample_s3() -> Result<EmbeddedS3, Failure> {
    let address = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let s3 = EmbeddedS3::builder()
        .credentials(cluster::ACCESS_KEY, cluster::SECRET_KEY)
        .memory()
        .start(address)
        .await
        .map_err(Failure::part)?;
    for bucket in [SAMPLE_BUCKET, RESULTS_BUCKET] {
        s3.create_bucket(bucket).map_err(Failure::part)?;
    }
    let mut bytes = 0;
    let files = magpie_corpus::sample_bucket(SEED);
    let count = files.len();
    for file in files {
        bytes += file.bytes.len() as u64;
        s3.put(SAMPLE_BUCKET, &file.key, file.bytes).map_err(Failure::part)?;
    }
    story::say(&format!("{} in s3://{SAMPLE_BUCKET}, {}.", output::count(count as u64, "file"), output::bytes(bytes)))?;
    Ok(s3)
}
