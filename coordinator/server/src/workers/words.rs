//! The words of a run's allow lists, cut into messages.

use std::sync::Arc;

use futures::stream::{self, BoxStream, StreamExt as _};
use magpie_proto::worker::v1::{GetWordsResponse, WordsHeader, WordsSize, get_words_response::Message};
use tonic::Status;

use crate::words::RunWords;

/// Bytes of words in one message.
const PART: usize = 1 << 20;

/// What is answered to a worker.
pub(super) type Answer = BoxStream<'static, Result<GetWordsResponse, Status>>;

/// A header, then the bytes of each list. Parts are copied as they are sent.
pub(super) fn answer(words: Arc<RunWords>) -> Answer {
    let sizes = words.lists.iter().map(|(id, bytes)| {
        let bytes = u64::try_from(bytes.expose_sensitive().len()).unwrap_or(u64::MAX);
        WordsSize { id: id.clone(), bytes }
    });
    let header = WordsHeader { lists: sizes.collect(), ruleset_version: words.ruleset_version.clone() };
    let parts = stream::unfold(Rest { words, list: 0, from: 0 }, |rest| async move { part(rest) });
    let messages = stream::iter([Message::Header(header)]).chain(parts);
    messages.map(|message| Ok(GetWordsResponse { message: Some(message) })).boxed()
}

/// What is not sent yet: the lists from this one on, it from this byte on.
struct Rest {
    words: Arc<RunWords>,
    list: usize,
    from: usize,
}

/// The next part, and what comes after it.
fn part(mut rest: Rest) -> Option<(Message, Rest)> {
    loop {
        let (_, bytes) = rest.words.lists.get(rest.list)?;
        let left = bytes.expose_sensitive().get(rest.from..).unwrap_or_default();
        if !left.is_empty() {
            let part = left.get(..PART).unwrap_or(left).to_vec();
            rest.from += part.len();
            return Some((Message::Data(part), rest));
        }
        rest.list += 1;
        rest.from = 0;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use magpie_base::Sensitive;

    use super::*;

    #[tokio::test]
    async fn all_bytes_come_in_order_and_in_small_messages() {
        let contents = [vec![b'a'; PART + 5], Vec::new(), vec![b'c'; 3]];
        let lists = contents.iter().enumerate();
        let lists = lists.map(|(at, bytes)| (at.to_string(), Arc::new(Sensitive::new(bytes.clone()))));
        let words = RunWords { ruleset_version: "v".into(), lists: lists.collect() };
        let messages: Vec<Message> =
            answer(Arc::new(words)).map(|message| message.unwrap().message.unwrap()).collect().await;
        let Message::Header(header) = &messages[0] else { panic!("the header comes first") };
        let sizes: Vec<u64> = header.lists.iter().map(|list| list.bytes).collect();
        assert_eq!(sizes, [PART as u64 + 5, 0, 3]);
        let parts: Vec<&Vec<u8>> = messages[1..]
            .iter()
            .map(|message| match message {
                Message::Data(data) => data,
                Message::Header(_) => panic!("a second header"),
            })
            .collect();
        assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [PART, 5, 3]);
        assert_eq!(parts.into_iter().flatten().copied().collect::<Vec<u8>>(), contents.concat());
    }
}
