//! Text as a stream of UTF-8: charset detection, transcoding, and contiguous views for the parsers.

pub(crate) mod charset;
pub(crate) mod encoded;
pub(crate) mod lookahead;
mod rewrite;
mod runs;
mod utf8;

pub(crate) use lookahead::Lookahead;
pub(crate) use rewrite::Rewriter;
