//! Names of objects and of members of archives: the extension, and the type that it promises.

/// The extension of a key or path: what follows the last dot of the last component, in lower case. Empty if there is
/// none, if the only dot comes first (`.env`), or if it is not a plain word of at most 16 characters.
///
/// ```
/// use magpie_extract::extension;
/// assert_eq!(extension("folder.d/Report.CSV"), "csv");
/// assert_eq!(extension("backup.tar.gz"), "gz");
/// assert_eq!(extension(".env"), "");
/// assert_eq!(extension("v1.2/README"), "");
/// ```
#[must_use]
pub fn extension(path: &str) -> String {
    let file = file_name(path);
    let Some((stem, extension)) = file.rsplit_once('.') else { return String::new() };
    let plain = |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '+' | '~');
    if stem.is_empty() || extension.is_empty() || extension.chars().count() > 16 || !extension.chars().all(plain) {
        return String::new();
    }
    extension.to_lowercase()
}

/// The last component of a key or path.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Extensions of compressed files: `(the extension, what takes its place)`.
type Suffixes = &'static [(&'static str, &'static str)];

pub(crate) const GZIP_SUFFIXES: Suffixes = &[(".gz", ""), (".gzip", ""), (".tgz", ".tar")];

/// The name of what a compressed file holds: without `.gz`, for example; `.tgz` becomes `.tar`.
pub(crate) fn without_suffix(path: &str, suffixes: Suffixes) -> String {
    let file = file_name(path);
    for (suffix, instead) in suffixes {
        let Some(at) = file.len().checked_sub(suffix.len()) else { continue };
        // A multi-byte character may straddle the place; then it is not the suffix.
        let (Some(stem), Some(end)) = (file.get(..at), file.get(at..)) else { continue };
        if !stem.is_empty() && end.eq_ignore_ascii_case(suffix) {
            return format!("{stem}{instead}");
        }
    }
    file.to_owned()
}

/// The type that the name's extension promises, or that of unknown bytes.
pub(crate) fn mime_of(path: &str) -> &'static str {
    crate::sniff::mime::of_extension(&extension(path)).unwrap_or("application/octet-stream")
}

/// A member's name as text, from bytes that are one or another encoding; a very long one loses its start.
pub(crate) fn shorten(mut path: String, most_bytes: usize) -> String {
    if path.len() > most_bytes {
        let mut at = path.len() - most_bytes;
        while !path.is_char_boundary(at) {
            at += 1;
        }
        path.drain(..at);
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_names() {
        assert_eq!(without_suffix("a/b/data.csv.gz", GZIP_SUFFIXES), "data.csv");
        assert_eq!(without_suffix("logs.TGZ", GZIP_SUFFIXES), "logs.tar");
        assert_eq!(without_suffix("x.gzip", GZIP_SUFFIXES), "x");
        assert_eq!(without_suffix("encoded.json", GZIP_SUFFIXES), "encoded.json");
        assert_eq!(without_suffix(".gz", GZIP_SUFFIXES), ".gz");
        assert_eq!(without_suffix("é€", GZIP_SUFFIXES), "é€");
    }

    #[test]
    fn extensions_are_plain_words() {
        assert_eq!(extension("a.b c"), "");
        assert_eq!(extension("a."), "");
        assert_eq!(extension("dir.x\\file"), "");
        assert_eq!(extension("ÄRGER.ÄÖ"), "äö");
    }

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(shorten("ééabc".to_owned(), 4), "abc");
        assert_eq!(shorten("abc".to_owned(), 4), "abc");
    }
}
