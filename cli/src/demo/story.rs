//! What the demo tells.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use flate2::read::GzDecoder;
use magpie_embedded_s3::EmbeddedS3;
use magpie_proto::v1::DescribeClassificationJobRequest;
use magpie_proto::v1::job_service_client::JobServiceClient;
use tonic::transport::Channel;

use crate::demo::cluster::{self, Cluster};
use crate::failure::Failure;
use crate::output;

/// A step of the story.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n── {text}")?;
    Ok(out.flush()?)
}

/// Something to look at.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    Ok(out.flush()?)
}

/// Waits until the exporter has written the manifest.
pub(super) async fn wait_for_export(channel: Channel, job_id: &str, patience: Duration) -> Result<(), Failure> {
    let mut client = JobServiceClient::new(channel);
    let exported = async {
        loop {
            let request = DescribeClassificationJobRequest { job_id: job_id.to_owned() };
            let job = client.describe_classification_job(request).await?.into_inner();
            if job.latest_run.is_some_and(|run| run.exported) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(patience, exported)
        .await
        .unwrap_or_else(|_| Err(Failure::part("the results were not exported in time")))
}

/// Shows what is in the results bucket: the keys, and one record.
pub(super) fn exported(s3: &EmbeddedS3, bucket: &str) -> Result<(), Failure> {
    let keys = s3.keys(bucket).map_err(Failure::part)?;
    for key in &keys {
        print(&format!("   s3://{bucket}/{key}"))?;
    }
    let file = keys.iter().find(|key| key.ends_with(".jsonl.gz"));
    let file = file.ok_or_else(|| Failure::part("no results were exported"))?;
    let object = s3.get(bucket, file).map_err(Failure::part)?;
    let mut text = String::new();
    GzDecoder::new(object.content.as_ref()).read_to_string(&mut text)?;
    say(&format!(
        "{} in that file. The first with a detection:",
        output::count(text.lines().count() as u64, "record")
    ))?;
    let record = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let Some(record) = record.into_iter().find(|record| record.get("severity").is_some()) else {
        return Err(Failure::part("no exported record has a detection"));
    };
    print(&serde_json::to_string_pretty(&shortened(record)).map_err(Failure::part)?)
}

/// Long lists of places cut, so that the record fits on a screen.
fn shortened(mut value: serde_json::Value) -> serde_json::Value {
    const KEPT: usize = 2;
    match &mut value {
        serde_json::Value::Array(items) => {
            let more = items.len().saturating_sub(KEPT);
            items.truncate(KEPT);
            for item in items.iter_mut() {
                *item = shortened(item.take());
            }
            if more > 0 {
                items.push(format!("... {more} more").into());
            }
        }
        serde_json::Value::Object(fields) => {
            for field in fields.values_mut() {
                *field = shortened(field.take());
            }
        }
        _ => {}
    }
    value
}

/// What to try next, ready to be pasted.
pub(super) fn next_steps(cluster: &Cluster, s3: &EmbeddedS3, job_id: &str, keep: bool) -> Result<(), Failure> {
    let certs = cluster.certificates();
    let flags = format!(
        "-cacert {} -cert {} -key {}",
        certs.ca.display(),
        certs.admin.cert.display(),
        certs.admin.key.display()
    );
    let at = cluster.authority();
    let request = serde_json::json!({
        "clientToken": "my-first-job",
        "name": "my first job",
        "jobType": "ONE_TIME",
        "managedDataIdentifierSelector": "RECOMMENDED",
        "s3JobDefinition": {
            "bucketDefinitions": [{ "accountId": cluster::ACCOUNT, "buckets": [super::SAMPLE_BUCKET] }],
            "scoping": { "includes": { "and": [{ "simpleScopeTerm":
                { "comparator": "STARTS_WITH", "key": "OBJECT_KEY", "values": ["crm/"] } }] } },
        },
    });
    let when = if keep {
        "To try next, from another terminal"
    } else {
        "To try next, while `magpie demo --keep` (make demo ARGS=--keep) is up; it prints these lines with its own address"
    };
    say(&format!("{when}:"))?;
    print(&format!(
        "\n   # what there is, and what a job looks like\n\
         \n   grpcurl {flags} {at} list\
         \n   grpcurl {flags} {at} describe magpie.v1.CreateClassificationJobRequest\n\
         \n   # submit a job, follow it, look at its findings\n\
         \n   grpcurl {flags} -d '{request}' {at} magpie.v1.JobService/CreateClassificationJob\
         \n   grpcurl {flags} -d '{{\"jobId\":\"{job_id}\"}}' {at} magpie.v1.ClusterService/WatchRun\
         \n   grpcurl {flags} -d '{{\"findingCriteria\":{{\"criterion\":{{\"severity.description\":{{\"eq\":[\"High\"]}}}}}}}}' {at} magpie.v1.FindingService/ListFindings\n\
         \n   # the buckets, with the AWS command line\n\
         \n   AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={secret} aws --region us-east-1 --endpoint-url {endpoint} s3 ls --recursive s3://{results}\n\
         \n   # logs, certificates, configuration: {folder}\n",
        key = cluster::ACCESS_KEY,
        secret = cluster::SECRET_KEY,
        endpoint = s3.endpoint(),
        results = super::RESULTS_BUCKET,
        folder = cluster.folder().display(),
    ))
}
