//! Limits of what one object may cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::validate::Problems;
use super::{ByteSize, HumanDuration};

/// What one object may cost. The defaults are Amazon Macie's quotas, where it has one. A limit that is reached is told in the
/// object's result, with its reason.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// The largest gzip file that is classified, compressed.
    pub gzip: ByteSize,
    /// The largest ZIP archive that is classified, compressed.
    pub zip: ByteSize,
    /// The largest TAR archive that is classified.
    pub tar: ByteSize,
    /// The largest archive or compressed file of any other kind (7z, cpio, bzip2, xz, zstd and so on) that is classified, compressed.
    pub other_archives: ByteSize,
    /// The largest text file of any kind (CSV, JSON, TXT, mail and so on) that is classified.
    pub text: ByteSize,
    /// The largest PDF that is classified.
    pub pdf: ByteSize,
    /// The largest document of an office program that is classified, as it is stored: Word, Excel, PowerPoint, OpenDocument, EPUB.
    pub office: ByteSize,
    /// How many bytes the parts of one such document have in all, decompressed. Beyond that it is taken as a bomb.
    pub office_expanded_bytes: ByteSize,
    /// The largest Avro file that is classified.
    pub avro: ByteSize,
    /// The largest Parquet file that is classified.
    pub parquet: ByteSize,
    /// The largest ORC file that is classified.
    pub orc: ByteSize,
    /// The largest Arrow or Feather file that is classified.
    pub arrow: ByteSize,
    /// The largest SQLite database that is classified.
    pub sqlite: ByteSize,
    /// The largest file of a format that is not known of which the texts are classified: the strings of programs, of dumps of memory, of
    /// records (BSON, MessagePack). Zero: no such file is, as with Macie. Pictures, sounds, films, fonts and archives never are.
    pub unknown_formats: ByteSize,
    /// How deep archives inside archives are opened.
    pub archive_depth: u32,
    /// How many files of one archive are extracted.
    pub archive_members: u32,
    /// How many bytes of one archive are extracted in all.
    pub archive_bytes: ByteSize,
    /// How many bytes of one file in an archive are extracted.
    pub archive_member_bytes: ByteSize,
    /// How many bytes may come out of one compressed byte, on average, once 256 MiB have come out. Beyond that it is taken as a bomb.
    pub expansion_ratio: u32,
    /// How much memory one decompressor (zstd, xz, 7z) may use for its window. One inside another gets half of that, and so on.
    /// A file that needs more is skipped.
    pub decompressor_memory: ByteSize,
    /// How deep JSON may nest. Deeper files are skipped.
    pub json_nesting: u32,
    /// How long one file may take. What was found until then is kept.
    pub time_per_file: HumanDuration,
    /// How long one file may hold a thread without any progress. Then the worker ends with an error, because a thread cannot be
    /// stopped from outside; its supervisor starts it again, and the coordinator quarantines the file after some attempts.
    pub object_stall: HumanDuration,
    /// How many places of each kind of sensitive data are recorded for one file. All are counted, names and addresses
    /// up to bounds of their own.
    pub locations_per_detection: u32,
    /// How many places are recorded in all for one object and the files inside it. All are counted, names and addresses
    /// up to bounds of their own.
    pub locations_per_object: u32,
    /// How many full names (NAME) are counted and located in one file, an archive with all of its files being one. Beyond that
    /// the count does not rise.
    pub names_per_file: u32,
    /// How many mailing addresses (ADDRESS) are counted and located in one file, an archive with all of its files being one.
    /// Beyond that the count does not rise.
    pub addresses_per_file: u32,
    /// How many files inside one object get a record of their own. All are classified and counted.
    pub member_records_per_object: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            gzip: ByteSize::gib(8),
            zip: ByteSize::gib(8),
            tar: ByteSize::gib(20),
            other_archives: ByteSize::gib(20),
            text: ByteSize::gib(20),
            pdf: ByteSize::gib(1),
            office: ByteSize::mib(512),
            office_expanded_bytes: ByteSize::gib(4),
            avro: ByteSize::gib(8),
            parquet: ByteSize::gib(8),
            orc: ByteSize::gib(8),
            arrow: ByteSize::gib(8),
            sqlite: ByteSize::gib(8),
            unknown_formats: ByteSize::bytes(0),
            archive_depth: 10,
            archive_members: 1_000_000,
            archive_bytes: ByteSize::gib(10),
            archive_member_bytes: ByteSize::gib(3),
            expansion_ratio: 2_000,
            decompressor_memory: ByteSize::mib(128),
            json_nesting: 256,
            time_per_file: HumanDuration::from_secs(10 * 3_600),
            object_stall: HumanDuration::from_secs(10 * 60),
            locations_per_detection: 1_000,
            locations_per_object: 100_000,
            names_per_file: 1_000,
            addresses_per_file: 1_000,
            member_records_per_object: 10_000,
        }
    }
}

impl Limits {
    pub(super) fn validate(&self, problems: &mut Problems) {
        // Every recursion costs stack and memory: these have a hard end.
        problems.range("limits.archive_depth", self.archive_depth, 0, 64);
        problems.range("limits.json_nesting", self.json_nesting, 1, 10_000);
        problems.range("limits.expansion_ratio", self.expansion_ratio, 1, 1_000_000);
        // Every thread that parses may use twice as much.
        problems.range("limits.decompressor_memory", self.decompressor_memory, ByteSize::mib(1), ByteSize::gib(4));
        // These are held in memory and sent in one message.
        problems.range("limits.locations_per_detection", self.locations_per_detection, 0, 100_000);
        problems.range("limits.locations_per_object", self.locations_per_object, 0, 1_000_000);
        problems.range(
            "limits.object_stall",
            self.object_stall,
            HumanDuration::from_secs(1),
            HumanDuration::from_secs(86_400),
        );
        problems.range("limits.member_records_per_object", self.member_records_per_object, 0, 1_000_000);
        problems.range(
            "limits.time_per_file",
            self.time_per_file,
            HumanDuration::from_secs(1),
            HumanDuration::from_secs(7 * 86_400),
        );
        if self.archive_member_bytes > self.archive_bytes {
            problems.add(
                "limits.archive_member_bytes",
                format!(
                    "is {}, but must not be more than limits.archive_bytes ({})",
                    self.archive_member_bytes, self.archive_bytes
                ),
            );
        }
    }
}
