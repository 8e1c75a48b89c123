//! Media types by extension.

pub(crate) const PLAIN: &str = "text/plain";
pub(crate) const CSV: &str = "text/csv";
pub(crate) const TSV: &str = "text/tab-separated-values";
pub(crate) const SQL: &str = "application/sql";
pub(crate) const JSON: &str = "application/json";
pub(crate) const NOTEBOOK: &str = "application/x-ipynb+json";
pub(crate) const ZIP: &str = "application/zip";
pub(crate) const JSON_LINES: &str = "application/x-ndjson";

/// Texts. Names of the IANA registry where there is one.
const TEXTS: &[(&str, &str)] = &[
    ("txt", PLAIN),
    ("text", PLAIN),
    ("log", PLAIN),
    ("csv", CSV),
    ("tsv", TSV),
    ("tab", TSV),
    ("json", JSON),
    ("jsonl", JSON_LINES),
    ("ndjson", JSON_LINES),
    ("jsonlines", JSON_LINES),
    ("ldjson", JSON_LINES),
    ("geojson", "application/geo+json"),
    ("ipynb", NOTEBOOK),
    ("htm", "text/html"),
    ("html", "text/html"),
    ("xhtml", "application/xhtml+xml"),
    ("xml", "application/xml"),
    ("xsl", "application/xslt+xml"),
    ("xsd", "application/xml"),
    ("svg", "image/svg+xml"),
    ("rss", "application/rss+xml"),
    ("atom", "application/atom+xml"),
    ("kml", "application/vnd.google-earth.kml+xml"),
    ("plist", "application/x-plist"),
    ("yaml", "application/yaml"),
    ("yml", "application/yaml"),
    ("toml", "application/toml"),
    ("md", "text/markdown"),
    ("markdown", "text/markdown"),
    ("rst", "text/x-rst"),
    ("tex", "application/x-tex"),
    ("rtf", "application/rtf"),
    ("eml", "message/rfc822"),
    ("mht", "message/rfc822"),
    ("mhtml", "message/rfc822"),
    ("mbox", "application/mbox"),
    ("ics", "text/calendar"),
    ("vcf", "text/vcard"),
    ("ini", PLAIN),
    ("cfg", PLAIN),
    ("conf", PLAIN),
    ("properties", PLAIN),
    ("env", PLAIN),
    ("sql", SQL),
    ("css", "text/css"),
    ("js", "text/javascript"),
    ("mjs", "text/javascript"),
    ("ts", "text/x-typescript"),
    ("py", "text/x-python"),
    ("rb", "text/x-ruby"),
    ("java", "text/x-java-source"),
    ("kt", "text/x-kotlin"),
    ("scala", "text/x-scala"),
    ("go", "text/x-go"),
    ("rs", "text/x-rust"),
    ("c", "text/x-c"),
    ("h", "text/x-c"),
    ("cc", "text/x-c++"),
    ("cpp", "text/x-c++"),
    ("hpp", "text/x-c++"),
    ("cs", "text/x-csharp"),
    ("php", "application/x-httpd-php"),
    ("pl", "text/x-perl"),
    ("swift", "text/x-swift"),
    ("sh", "application/x-sh"),
    ("bash", "application/x-sh"),
    ("ps1", "text/x-powershell"),
    ("bat", "text/x-bat"),
    ("cmd", "text/x-bat"),
    ("tf", "text/x-hcl"),
    ("hcl", "text/x-hcl"),
    ("proto", "text/x-protobuf"),
    ("graphql", "application/graphql"),
    ("diff", "text/x-diff"),
    ("patch", "text/x-diff"),
    ("pem", "application/x-pem-file"),
    ("ps", "application/postscript"),
    ("hl7", "application/hl7-v2"),
    ("x12", "application/edi-x12"),
    ("edifact", "application/edifact"),
];

/// Everything else.
const OTHERS: &[(&str, &str)] = &[
    ("gz", "application/gzip"),
    ("gzip", "application/gzip"),
    ("tgz", "application/gzip"),
    ("zip", ZIP),
    ("tar", "application/x-tar"),
    ("pdf", "application/pdf"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
    ("epub", "application/epub+zip"),
    ("msg", "application/vnd.ms-outlook"),
    ("pst", "application/vnd.ms-outlook-pst"),
    ("parquet", "application/vnd.apache.parquet"),
    ("avro", "application/vnd.apache.avro+binary"),
    ("arrow", "application/vnd.apache.arrow.file"),
    ("arrows", "application/vnd.apache.arrow.stream"),
    ("ipc", "application/vnd.apache.arrow.file"),
    ("feather", "application/vnd.apache.arrow.file"),
    ("orc", "application/vnd.apache.orc"),
    ("sqlite", "application/vnd.sqlite3"),
    ("sqlite3", "application/vnd.sqlite3"),
    ("jar", "application/java-archive"),
    ("7z", "application/x-7z-compressed"),
    ("rar", "application/vnd.rar"),
    ("bz2", "application/x-bzip2"),
    ("xz", "application/x-xz"),
    ("zst", "application/zstd"),
    ("tbz2", "application/x-bzip2"),
    ("txz", "application/x-xz"),
    ("zstd", "application/zstd"),
    ("tzst", "application/zstd"),
    ("lz4", "application/x-lz4"),
    ("sz", "application/x-snappy-framed"),
    ("br", "application/x-brotli"),
    ("cpio", "application/x-cpio"),
    ("deb", "application/x-archive"),
    ("rpm", "application/x-rpm"),
    ("warc", "application/warc"),
    ("pkl", "application/x-python-pickle"),
    ("pickle", "application/x-python-pickle"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("bmp", "image/bmp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("webp", "image/webp"),
    ("ico", "image/vnd.microsoft.icon"),
    ("heic", "image/heic"),
    ("mp3", "audio/mpeg"),
    ("wav", "audio/vnd.wave"),
    ("flac", "audio/flac"),
    ("ogg", "application/ogg"),
    ("mp4", "video/mp4"),
    ("mov", "video/quicktime"),
    ("avi", "video/vnd.avi"),
    ("mkv", "video/x-matroska"),
    ("class", "application/java-vm"),
    ("exe", "application/vnd.microsoft.portable-executable"),
    ("dll", "application/vnd.microsoft.portable-executable"),
    ("wasm", "application/wasm"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
];

/// The type that an extension (in lower case) promises.
pub(crate) fn of_extension(extension: &str) -> Option<&'static str> {
    TEXTS.iter().chain(OTHERS).find(|(known, _)| *known == extension).map(|(_, mime_type)| *mime_type)
}

/// Whether files of this type are texts.
pub(crate) fn is_text(mime_type: &str) -> bool {
    TEXTS.iter().any(|(_, known)| *known == mime_type)
}

/// Whether files of this type are HTML or XML.
pub(crate) fn is_markup(mime_type: &str) -> bool {
    matches!(mime_type, "text/html" | "application/xml" | "application/x-plist") || mime_type.ends_with("+xml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_extension_is_listed_once() {
        let mut seen = HashSet::new();
        for (extension, _) in TEXTS.iter().chain(OTHERS) {
            assert!(seen.insert(extension), "{extension}");
        }
    }
}
