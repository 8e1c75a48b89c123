//! Text as a stream of UTF-8: charset detection, transcoding, and contiguous views for the parsers.

pub(crate) mod charset;
pub(crate) mod encoded;
mod footprints;
pub(crate) mod lookahead;
pub(crate) mod origin;
mod rewrite;
mod runs;
mod utf8;

pub(crate) use footprints::Footprints;
pub(crate) use lookahead::Lookahead;
pub(crate) use origin::Origin;
pub(crate) use rewrite::Rewriter;
