//! `magpie jobs`.

use std::io::Write as _;
use std::time::Duration;

use magpie_base::ids;
use magpie_proto::v1::job_service_client::JobServiceClient;
use magpie_proto::v1::{
    CreateClassificationJobRequest, DescribeClassificationJobRequest, JobSummary, ListClassificationJobsRequest,
    ListJobsFilterCriteria, ListJobsFilterTerm, UpdateClassificationJobRequest, job_comparator, job_status,
    list_jobs_filter_term,
};
use tonic::transport::Channel;

use crate::args::{CreateJob, Format, Global, Jobs, JobsCommand};
use crate::failure::Failure;
use crate::request::{self, ScopeFlags};
use crate::{connect, criteria, output, watch};

/// The exit status of `watch` when not every object has its outcome.
const INCOMPLETE: u8 = 3;

/// How often progress is asked for.
const EVERY: Duration = Duration::from_millis(500);

pub(crate) async fn run(global: &Global, args: Jobs) -> Result<u8, Failure> {
    let channel = connect::channel(global, &args.connection)?;
    let mut client = JobServiceClient::new(channel.clone()).max_decoding_message_size(connect::MAX_ANSWER);
    match args.command {
        JobsCommand::Create(create) => {
            let request = if let Some(file) = &create.cli_input_json { from_json(file)? } else { from_flags(&create)? };
            let created = client.create_classification_job(request).await?.into_inner();
            output::json_line(&mut std::io::stdout(), &created)?;
            if create.watch {
                return follow(channel, &created.job_id).await;
            }
        }
        JobsCommand::List { status, format } => list(&mut client, status.as_deref(), format).await?,
        JobsCommand::Describe { job_id } => {
            let job = client.describe_classification_job(DescribeClassificationJobRequest { job_id }).await?;
            output::json_pretty(&mut std::io::stdout(), &job.into_inner())?;
        }
        JobsCommand::Watch { job_id } => return follow(channel, &job_id).await,
        JobsCommand::Pause { job_id } => update(&mut client, job_id, job_status::Value::UserPaused).await?,
        JobsCommand::Resume { job_id } => update(&mut client, job_id, job_status::Value::Running).await?,
        JobsCommand::Cancel { job_id } => update(&mut client, job_id, job_status::Value::Cancelled).await?,
    }
    Ok(0)
}

fn from_json(file: &std::path::Path) -> Result<CreateClassificationJobRequest, Failure> {
    let text = criteria::read(file)?;
    let mut request: CreateClassificationJobRequest = magpie_proto::json::from_str(&text)?;
    if request.client_token.is_empty() {
        // As the AWS command line does: without a token of the user's, each call is a call of its own.
        request.client_token = ids::job_id();
    }
    Ok(request)
}

fn from_flags(create: &CreateJob) -> Result<CreateClassificationJobRequest, Failure> {
    let token = create.client_token.clone().unwrap_or_else(ids::job_id);
    let chosen = request::identifiers(&create.identifiers)?;
    // An empty account id stands for the coordinator's own.
    let mut request = request::one_time(&create.name, token, "", create.buckets.clone(), chosen);
    request.description.clone_from(&create.description);
    request.sampling_percentage = create.sampling;
    request.custom_data_identifier_ids.clone_from(&create.custom_identifier);
    request.allow_list_ids.clone_from(&create.allow_list);
    request.set_minimum_confidence(request::minimum_confidence(create.minimum_confidence));
    if let Some(definition) = request.s3_job_definition.as_mut() {
        definition.scoping = ScopeFlags {
            include_prefix: &create.include_prefix,
            include_extension: &create.include_extension,
            exclude_prefix: &create.exclude_prefix,
            exclude_extension: &create.exclude_extension,
        }
        .scoping()?;
    }
    Ok(request)
}

async fn list(client: &mut JobServiceClient<Channel>, status: Option<&str>, format: Format) -> Result<(), Failure> {
    let filter_criteria = status.map(|status| ListJobsFilterCriteria {
        includes: vec![ListJobsFilterTerm {
            comparator: job_comparator::Value::Eq.into(),
            key: list_jobs_filter_term::Key::JobStatus.into(),
            values: vec![status.to_ascii_uppercase()],
        }],
        excludes: Vec::new(),
    });
    let mut jobs: Vec<JobSummary> = Vec::new();
    let mut request = ListClassificationJobsRequest { filter_criteria, ..ListClassificationJobsRequest::default() };
    loop {
        let page = client.list_classification_jobs(request.clone()).await?.into_inner();
        jobs.extend(page.items);
        if page.next_token.is_empty() {
            break;
        }
        request.next_token = page.next_token;
    }
    print(&jobs, format)
}

fn print(jobs: &[JobSummary], format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Jsonl => jobs.iter().try_for_each(|job| output::json_line(&mut out, job)),
        Format::Json => {
            let all: Result<Vec<_>, _> = jobs.iter().map(magpie_proto::json::to_value).collect();
            serde_json::to_writer_pretty(&mut out, &all?).map_err(std::io::Error::from)?;
            Ok(writeln!(out)?)
        }
        Format::Table => {
            let mut table = output::table(["JOB ID", "STATUS", "CREATED", "BUCKETS", "NAME"]);
            for job in jobs {
                let buckets: Vec<&str> =
                    job.bucket_definitions.iter().flat_map(|of| of.buckets.iter().map(String::as_str)).collect();
                table.add_row([
                    job.job_id.clone(),
                    job.job_status().as_str_name().to_owned(),
                    job.created_at.as_ref().map(ToString::to_string).unwrap_or_default(),
                    output::printable(&buckets.join(" ")),
                    output::printable(&job.name),
                ]);
            }
            Ok(writeln!(out, "{table}")?)
        }
    }
}

async fn update(client: &mut JobServiceClient<Channel>, job_id: String, to: job_status::Value) -> Result<(), Failure> {
    client.update_classification_job(UpdateClassificationJobRequest { job_id, job_status: to.into() }).await?;
    Ok(())
}

async fn follow(channel: Channel, job_id: &str) -> Result<u8, Failure> {
    let mut bar = watch::Bar::new(true);
    let last = watch::follow(channel, job_id, &mut bar, EVERY).await?;
    output::json_pretty(&mut std::io::stdout(), &last)?;
    for note in last.run.iter().flat_map(output::allow_list_notes) {
        writeln!(std::io::stderr(), "{note}")?;
    }
    Ok(if watch::is_complete(&last) { 0 } else { INCOMPLETE })
}
