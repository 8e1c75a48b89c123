//! What client tokens are for.

/// The kind of thing that a client token made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenOf {
    /// A job.
    Job,
    /// A custom data identifier.
    CustomDataIdentifier,
    /// An allow list.
    AllowList,
}

impl TokenOf {
    /// What is hashed for a token. No two kinds have a text in common: the byte 0xff is in no token, because tokens are UTF-8.
    pub(crate) fn text(self, token: &str) -> Vec<u8> {
        let kind: &[u8] = match self {
            // As jobs have had it from the beginning.
            TokenOf::Job => b"",
            TokenOf::CustomDataIdentifier => b"\xffcustom-data-identifier\xff",
            TokenOf::AllowList => b"\xffallow-list\xff",
        };
        [kind, token.as_bytes()].concat()
    }
}
