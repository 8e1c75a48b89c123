//! Every bound of extraction, by name.

/// Bounds on one object. The default values are the quotas of Amazon Macie where it publishes one, else our own.
///
/// Sizes are in bytes. A file that is known beforehand to be over its limit is skipped; when a limit is met on the way,
/// what was read so far is kept and the file is partial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Largest text, CSV, TSV, JSON or JSON Lines file (Macie: 20 GB).
    pub text_bytes: u64,
    /// Largest gzip file, compressed (Macie: 8 GB).
    pub gzip_bytes: u64,
    /// Largest zip archive, compressed (Macie: 8 GB).
    pub zip_bytes: u64,
    /// Largest tar archive (Macie: 20 GB).
    pub tar_bytes: u64,
    /// Largest file of any other compression or kind of archive, compressed. Own limit: Macie does not open them.
    pub other_archive_bytes: u64,
    /// Largest PDF (Macie: 1,024 MB).
    pub pdf_bytes: u64,
    /// Largest PDF that is held in memory as a whole. Of a larger one some pages at a time are read, if it can be read here
    /// and there; if not, it must not be larger than `document_bytes`.
    pub pdf_held_bytes: u64,
    /// Largest file of a format that must be held in memory as a whole (a picture, an attachment of a
    /// message). Own limit.
    pub document_bytes: usize,
    /// Most bytes that one page of a document, or one other part of it, may decompress to. Own limit.
    pub document_stream_bytes: usize,
    /// Largest document of an office program, an e-book included, compressed (Macie: 512 MB).
    pub office_bytes: u64,
    /// Most bytes that all parts of such a document have, after decompression (Macie does not publish its quota). Own
    /// limit.
    pub office_expanded_bytes: u64,
    /// Most bytes that all parts of such a document have for each byte of it (Macie does not publish its quota). Sheets
    /// full of the same reach some hundred. Own limit.
    pub office_ratio: u64,
    /// The ratio counts only once this many bytes were read. Own limit.
    pub office_ratio_from_bytes: u64,
    /// Most bytes that are kept of the texts that a workbook's cells share. Further ones are analysed as text, without the
    /// cells that show them. Own limit.
    pub shared_string_bytes: usize,
    /// Largest Avro file (Macie: 8 GB).
    pub avro_bytes: u64,
    /// Largest Parquet file (Macie: 8 GB).
    pub parquet_bytes: u64,
    /// Largest page of a Parquet file that is held in memory, if it can be read while it is decompressed. Own limit.
    pub parquet_page_bytes: u64,
    /// Most bytes of the values of a Parquet dictionary that a file has on a page larger than that. Own limit.
    pub parquet_dictionary_bytes: usize,
    /// Largest ORC file. Own limit, that of Parquet.
    pub orc_bytes: u64,
    /// Largest Arrow or Feather file. Own limit, that of Parquet.
    pub arrow_bytes: u64,
    /// Largest SQLite database. Own limit: what is known of its pages takes 2 bytes for each.
    pub sqlite_bytes: u64,
    /// Largest file of a format that is not known of which the texts are looked at. Zero: of none, as Macie does.
    pub unknown_bytes: u64,
    /// How many archives may lie in each other: an archive that is no member has level 1 (Macie: 10).
    pub archive_depth: u32,
    /// Most files extracted from one object (Macie: 1,000,000).
    pub archive_members: u64,
    /// Most bytes extracted from one object, over all levels (Macie: 10 GB).
    pub archive_bytes: u64,
    /// Most bytes extracted of one file in an archive (Macie: 3 GB).
    pub archive_member_bytes: u64,
    /// Most bytes extracted for each byte of the object. Deflate alone cannot exceed 1,032 to 1, so the default
    /// touches only bombs that nest archives or use the same compressed bytes for many members. Own limit.
    pub archive_ratio: u64,
    /// The ratio counts only once this many bytes were extracted. Own limit.
    pub archive_ratio_from_bytes: u64,
    /// Most memory for the window of one decompressor (zstd, xz, 7z). A decompressor inside another gets half of that,
    /// and so on, so that all together stay below twice as much. Own limit.
    pub decoder_bytes: u64,
    /// Largest zip or 7z archive that is held in memory when it lies in something that can only be read forwards (such
    /// as a gzip stream), so that its directory can be used. A larger zip is read forwards, a larger 7z is skipped. Own
    /// limit.
    pub zip_buffer_bytes: usize,
    /// Deepest nesting of JSON (Macie: 256).
    pub json_depth: u32,
    /// Most distinct paths of element names that are remembered for one JSON file. Beyond it the memory is cleared and
    /// filled anew; an element name may then be visited a second time. Own limit.
    pub json_paths: u32,
    /// Most bytes of element names that are remembered for one JSON file, as above. Own limit.
    pub json_path_bytes: usize,
    /// Longest number in JSON, in characters. A longer one makes the file malformed. Own limit.
    pub json_number_bytes: usize,
    /// Longest element name of JSON. A longer one makes the file malformed. Own limit.
    pub json_name_bytes: usize,
    /// Longest single value (CSV cell, JSON string) that is given to the visitor whole, in bytes as they are in the
    /// file; a longer one comes in pieces. Own limit.
    pub value_bytes: usize,
    /// Most columns of a CSV file whose names are kept. Own limit.
    pub csv_named_columns: usize,
    /// Longest header row of a CSV file. A file with a longer first row counts as text. Own limit.
    pub csv_header_bytes: usize,
    /// Longest name of an archive member that is kept; a longer one is cut at its start. Own limit.
    pub member_name_bytes: usize,
}

const KIB: usize = 1024;
const GB: u64 = 1_000_000_000;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            text_bytes: 20 * GB,
            gzip_bytes: 8 * GB,
            zip_bytes: 8 * GB,
            tar_bytes: 20 * GB,
            other_archive_bytes: 20 * GB,
            pdf_bytes: 1_024_000_000,
            pdf_held_bytes: 8 * 1024 * 1024,
            document_bytes: 256 * KIB * KIB,
            document_stream_bytes: 64 * KIB * KIB,
            office_bytes: 512 * 1_000_000,
            office_expanded_bytes: 4 * GB,
            office_ratio: 500,
            office_ratio_from_bytes: 256 * 1024 * 1024,
            shared_string_bytes: 256 * KIB * KIB,
            avro_bytes: 8 * GB,
            parquet_bytes: 8 * GB,
            parquet_page_bytes: 8 * 1024 * 1024,
            parquet_dictionary_bytes: 192 * KIB * KIB,
            orc_bytes: 8 * GB,
            arrow_bytes: 8 * GB,
            sqlite_bytes: 8 * GB,
            unknown_bytes: 0,
            archive_depth: 10,
            archive_members: 1_000_000,
            archive_bytes: 10 * GB,
            archive_member_bytes: 3 * GB,
            archive_ratio: 2_000,
            archive_ratio_from_bytes: 256 * 1024 * 1024,
            decoder_bytes: 128 * 1024 * 1024,
            zip_buffer_bytes: 64 * KIB * KIB,
            json_depth: 256,
            json_paths: 65_536,
            json_path_bytes: 8 * KIB * KIB,
            json_number_bytes: 4 * KIB,
            json_name_bytes: 16 * KIB,
            value_bytes: 256 * KIB,
            csv_named_columns: 16_384,
            csv_header_bytes: 256 * KIB,
            member_name_bytes: 4 * KIB,
        }
    }
}
