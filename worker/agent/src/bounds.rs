//! The configuration's bounds, as the parts that obey them want them.

use magpie_base::config::{self, ByteSize};
use magpie_extract::Limits;

use crate::classify::ResultLimits;

/// How far parsers may go, in a worker with this budget of memory.
pub(crate) fn of_extraction(limits: &config::Limits, memory: ByteSize) -> Limits {
    let defaults = Limits::default();
    // One object at a time may hold much, and besides what it is it takes what parsers make of it.
    let half = memory.as_usize() / 2;
    Limits {
        document_bytes: defaults.document_bytes.min(half),
        document_stream_bytes: defaults.document_stream_bytes.min(half / 4),
        shared_string_bytes: defaults.shared_string_bytes.min(half),
        parquet_dictionary_bytes: defaults.parquet_dictionary_bytes.min(half / 4 * 3),
        zip_buffer_bytes: defaults.zip_buffer_bytes.min(half / 2),
        text_bytes: limits.text.as_u64(),
        gzip_bytes: limits.gzip.as_u64(),
        zip_bytes: limits.zip.as_u64(),
        tar_bytes: limits.tar.as_u64(),
        other_archive_bytes: limits.other_archives.as_u64(),
        pdf_bytes: limits.pdf.as_u64(),
        office_bytes: limits.office.as_u64(),
        office_expanded_bytes: limits.office_expanded_bytes.as_u64(),
        avro_bytes: limits.avro.as_u64(),
        parquet_bytes: limits.parquet.as_u64(),
        orc_bytes: limits.orc.as_u64(),
        arrow_bytes: limits.arrow.as_u64(),
        sqlite_bytes: limits.sqlite.as_u64(),
        unknown_bytes: limits.unknown_formats.as_u64(),
        archive_depth: limits.archive_depth,
        archive_members: u64::from(limits.archive_members),
        archive_bytes: limits.archive_bytes.as_u64(),
        archive_member_bytes: limits.archive_member_bytes.as_u64(),
        archive_ratio: u64::from(limits.expansion_ratio),
        decoder_bytes: limits.decompressor_memory.as_u64(),
        json_depth: limits.json_nesting,
        ..defaults
    }
}

/// How much one object's result may hold, and how long its scan may take.
pub(crate) fn of_results(limits: &config::Limits) -> ResultLimits {
    let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    ResultLimits {
        members: count(limits.member_records_per_object),
        places_per_identifier: count(limits.locations_per_detection),
        places: count(limits.locations_per_object),
        names: u64::from(limits.names_per_file),
        addresses: u64::from(limits.addresses_per_file),
        time: limits.time_per_file.get(),
    }
}
