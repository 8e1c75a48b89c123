//! The words of allow lists, from the coordinator.

use std::time::Duration;

use magpie_base::Sensitive;
use magpie_base::retry::Backoff;
use magpie_detect::allow;
use magpie_proto::worker::v1::worker_service_client::WorkerServiceClient;
use magpie_proto::worker::v1::{GetWordsRequest, WordsHeader, get_words_response};
use tonic::transport::Channel;
use tonic::{Code, Status};

/// Lists of words that a run can have: Macie's number.
const LISTS: usize = 5;

/// A coordinator that is away is asked again for as long as the lease lasts: whoever lets go of the lease ends the asking.
const RETRY: Backoff = Backoff::endless(Duration::from_millis(200), Duration::from_secs(5));

/// Why words cannot be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The coordinator will not give them.
    #[error("the coordinator does not give the words of the run's allow lists: {0}")]
    Refused(String),
    /// What it gives is not what was announced.
    #[error("the coordinator's answer with the words of allow lists {0}")]
    Invalid(&'static str),
}

/// The words of one list.
pub(crate) struct ListWords {
    pub(crate) id: String,
    pub(crate) bytes: Sensitive<Vec<u8>>,
}

/// The words of a run's lists, and what the rules with them are called.
pub(crate) struct Fetched {
    pub(crate) ruleset_version: String,
    pub(crate) lists: Vec<ListWords>,
}

/// Fetches the words of a run. Waits while the coordinator is away or still reads them.
///
/// # Errors
/// If the run has ended, or the answer breaks the protocol.
pub(crate) async fn fetch(client: &WorkerServiceClient<Channel>, run_id: u64) -> Result<Fetched, Error> {
    let mut failures = 0_u32;
    loop {
        let status = match try_fetch(client, run_id).await {
            Ok(fetched) => return Ok(fetched),
            Err(Failed::Answer(error)) => return Err(error),
            Err(Failed::Call(status)) => status,
        };
        if !matches!(status.code(), Code::Unavailable | Code::Unknown | Code::Cancelled | Code::DeadlineExceeded) {
            return Err(Error::Refused(status.message().to_owned()));
        }
        failures = failures.saturating_add(1);
        tokio::time::sleep(RETRY.delay(failures).unwrap_or(RETRY.max_delay)).await;
    }
}

/// How one try failed.
enum Failed {
    /// The call.
    Call(Status),
    /// What came.
    Answer(Error),
}

impl From<Status> for Failed {
    fn from(status: Status) -> Failed {
        Failed::Call(status)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Failed {
        Failed::Answer(error)
    }
}

async fn try_fetch(client: &WorkerServiceClient<Channel>, run_id: u64) -> Result<Fetched, Failed> {
    let mut answer = client.clone().get_words(GetWordsRequest { run_id }).await?.into_inner();
    let mut incoming: Option<Incoming> = None;
    while let Some(message) = answer.message().await? {
        match (message.message, &mut incoming) {
            (Some(get_words_response::Message::Header(header)), None) => incoming = Some(Incoming::new(header)?),
            (Some(get_words_response::Message::Data(data)), Some(incoming)) => incoming.take(&data)?,
            _ => return Err(Error::Invalid("has parts out of order").into()),
        }
    }
    let incoming = incoming.ok_or(Error::Invalid("is empty"))?;
    Ok(incoming.finish()?)
}

/// An answer that is not complete yet.
struct Incoming {
    fetched: Fetched,
    sizes: Vec<usize>,
    /// The list that the next bytes belong to.
    at: usize,
}

impl Incoming {
    fn new(header: WordsHeader) -> Result<Incoming, Error> {
        let sizes: Vec<usize> =
            header.lists.iter().map(|list| usize::try_from(list.bytes).unwrap_or(usize::MAX)).collect();
        if sizes.len() > LISTS || sizes.iter().any(|size| *size > allow::LARGEST_OBJECT) {
            return Err(Error::Invalid("announces more than lists may have"));
        }
        // With room for all of it from the start: growing would leave copies behind that nobody wipes.
        let lists = header
            .lists
            .into_iter()
            .zip(&sizes)
            .map(|(list, size)| ListWords { id: list.id, bytes: Sensitive::new(Vec::with_capacity(*size)) })
            .collect();
        Ok(Incoming { fetched: Fetched { ruleset_version: header.ruleset_version, lists }, sizes, at: 0 })
    }

    fn take(&mut self, mut data: &[u8]) -> Result<(), Error> {
        while !data.is_empty() {
            let (Some(list), Some(size)) = (self.fetched.lists.get_mut(self.at), self.sizes.get(self.at)) else {
                return Err(Error::Invalid("has more bytes than were announced"));
            };
            let words = list.bytes.expose_sensitive_mut();
            let (mine, rest) = data.split_at(data.len().min(size.saturating_sub(words.len())));
            words.extend_from_slice(mine);
            if words.len() == *size {
                self.at += 1;
            }
            data = rest;
        }
        Ok(())
    }

    fn finish(self) -> Result<Fetched, Error> {
        let lists = self.fetched.lists.iter().zip(&self.sizes);
        if lists.into_iter().all(|(list, size)| list.bytes.expose_sensitive().len() == *size) {
            Ok(self.fetched)
        } else {
            Err(Error::Invalid("has fewer bytes than were announced"))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use magpie_proto::worker::v1::WordsSize;

    use super::*;

    fn header(sizes: &[u64]) -> WordsHeader {
        let lists = sizes.iter().enumerate().map(|(at, bytes)| WordsSize { id: format!("list-{at}"), bytes: *bytes });
        WordsHeader { lists: lists.collect(), ruleset_version: "v".into() }
    }

    #[test]
    fn bytes_go_to_their_lists_however_they_are_cut() {
        let content = b"abcdefgh";
        for cut in 1..content.len() {
            let mut incoming = Incoming::new(header(&[3, 5])).unwrap();
            for part in content.chunks(cut) {
                incoming.take(part).unwrap();
            }
            let fetched = incoming.finish().unwrap();
            let lists: Vec<(&str, &[u8])> =
                fetched.lists.iter().map(|list| (list.id.as_str(), list.bytes.expose_sensitive().as_slice())).collect();
            assert_eq!(lists, [("list-0", &b"abc"[..]), ("list-1", &b"defgh"[..])]);
        }
    }

    #[test]
    fn an_answer_that_is_not_what_was_announced_is_refused() {
        let mut long = Incoming::new(header(&[3])).unwrap();
        assert!(long.take(b"abcd").is_err());
        let mut short = Incoming::new(header(&[3, 1])).unwrap();
        short.take(b"ab").unwrap();
        assert!(short.finish().is_err());
        assert!(Incoming::new(header(&[u64::MAX])).is_err());
        assert!(Incoming::new(header(&[1; LISTS + 1])).is_err());
        assert!(Incoming::new(header(&[])).unwrap().finish().unwrap().lists.is_empty());
    }
}
