//! `magpie results`.

use magpie_proto::v1::StreamResultsRequest;
use magpie_proto::v1::result_service_client::ResultServiceClient;

use crate::args::{Global, Results};
use crate::failure::Failure;
use crate::{connect, output};

pub(crate) async fn run(global: &Global, args: &Results) -> Result<u8, Failure> {
    let channel = connect::channel(global, &args.connection)?;
    let mut client = ResultServiceClient::new(channel).max_decoding_message_size(connect::MAX_ANSWER);
    let request =
        StreamResultsRequest { job_id: args.job_id.clone(), follow: args.follow, ..StreamResultsRequest::default() };
    let mut stream = client.stream_results(request).await?.into_inner();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    while let Some(answer) = stream.message().await? {
        for result in &answer.results {
            output::json_line(&mut out, result)?;
        }
    }
    std::io::Write::flush(&mut out)?;
    Ok(0)
}
