//! Taking in the body of an object, with its checksums.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use futures::StreamExt;
use http::HeaderMap;
use s3s::checksum::ChecksumHasher;
use s3s::crypto::{Checksum as _, Crc32, Crc32c, Crc64Nvme, Md5, Sha1, Sha256};
use s3s::dto::{ChecksumAlgorithm, PutObjectInput, StreamingBlob, UploadPartInput};
use s3s::{S3Error, S3Result, TrailingHeaders, s3_error};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::store::Store;
use crate::store::content::Content;
use crate::store::model::Checksums;

/// The most that S3 takes in one piece: 5 GiB.
const MAX_PIECE: u64 = 5 << 30;

/// Memory reserved ahead for a body at most; what is longer grows.
const MAX_RESERVED: u64 = 64 << 20;

/// What the client said of the body.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) length: Option<i64>,
    pub(super) content_md5: Option<String>,
    pub(super) checksums: Checksums,
    /// The algorithms whose values come in the trailer or are just to be computed.
    pub(super) algorithms: Vec<String>,
    pub(super) trailer: Option<TrailingHeaders>,
}

/// A body that was taken in and is as claimed.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) content: Content,
    pub(super) md5: [u8; 16],
    /// Those that the client gave.
    pub(super) checksums: Checksums,
}

macro_rules! claims {
    ($input:expr, $headers:expr, $trailer:expr) => {
        Claims {
            length: $input.content_length,
            content_md5: $input.content_md5.clone(),
            checksums: Checksums {
                crc32: $input.checksum_crc32.clone(),
                crc32c: $input.checksum_crc32c.clone(),
                crc64nvme: $input.checksum_crc64nvme.clone(),
                sha1: $input.checksum_sha1.clone(),
                sha256: $input.checksum_sha256.clone(),
            },
            algorithms: algorithms($input.checksum_algorithm.as_ref(), $headers),
            trailer: $trailer,
        }
    };
}

impl Claims {
    pub(super) fn of_object(input: &PutObjectInput, headers: &HeaderMap, trailer: Option<TrailingHeaders>) -> Claims {
        claims!(input, headers, trailer)
    }

    pub(super) fn of_part(input: &UploadPartInput, headers: &HeaderMap, trailer: Option<TrailingHeaders>) -> Claims {
        claims!(input, headers, trailer)
    }

    fn uses(&self, name: &str, given: Option<&String>) -> bool {
        given.is_some() || self.algorithms.iter().any(|algorithm| algorithm == name)
    }

    fn hasher(&self) -> ChecksumHasher {
        let given = &self.checksums;
        ChecksumHasher {
            crc32: self.uses("crc32", given.crc32.as_ref()).then(Crc32::new),
            crc32c: self.uses("crc32c", given.crc32c.as_ref()).then(Crc32c::new),
            crc64nvme: self.uses("crc64nvme", given.crc64nvme.as_ref()).then(Crc64Nvme::new),
            sha1: self.uses("sha1", given.sha1.as_ref()).then(Sha1::new),
            sha256: self.uses("sha256", given.sha256.as_ref()).then(Sha256::new),
        }
    }

    /// Adds what came after the body.
    fn read_trailer(&mut self) {
        let Some(headers) = self.trailer.as_ref().and_then(TrailingHeaders::take) else { return };
        let value = |name: &str| {
            let value = headers.get(format!("x-amz-checksum-{name}"))?;
            value.to_str().ok().map(str::to_owned)
        };
        let given = &mut self.checksums;
        for (name, slot) in [
            ("crc32", &mut given.crc32),
            ("crc32c", &mut given.crc32c),
            ("crc64nvme", &mut given.crc64nvme),
            ("sha1", &mut given.sha1),
            ("sha256", &mut given.sha256),
        ] {
            if slot.is_none() {
                *slot = value(name);
            }
        }
    }
}

/// The algorithms that headers announce, in small letters.
fn algorithms(algorithm: Option<&ChecksumAlgorithm>, headers: &HeaderMap) -> Vec<String> {
    let announced = algorithm.map(|algorithm| algorithm.as_str().to_ascii_lowercase());
    let trailers = headers.get_all("x-amz-trailer").iter().filter_map(|value| value.to_str().ok());
    let trailing = trailers
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().strip_prefix("x-amz-checksum-").map(str::to_ascii_lowercase));
    announced.into_iter().chain(trailing).collect()
}

/// Where a body goes while it comes.
enum Sink {
    Memory(Vec<u8>),
    /// The content removes the file again unless it gets named by the index.
    File(File, PathBuf, Content),
}

impl Sink {
    async fn new(store: &Store, length: Option<i64>) -> S3Result<Sink> {
        let Some(path) = store.new_path() else {
            let ahead = length.and_then(|length| u64::try_from(length).ok()).unwrap_or(0).min(MAX_RESERVED);
            return Ok(Sink::Memory(Vec::with_capacity(usize::try_from(ahead).unwrap_or(0))));
        };
        let file = File::create_new(&path).await.map_err(S3Error::internal_error)?;
        let guard = Content::file(path.clone(), 0, false);
        Ok(Sink::File(file, path, guard))
    }

    async fn write(&mut self, bytes: &[u8]) -> S3Result {
        match self {
            Sink::Memory(all) => all.extend_from_slice(bytes),
            Sink::File(file, ..) => file.write_all(bytes).await.map_err(S3Error::internal_error)?,
        }
        Ok(())
    }

    async fn finish(self, length: u64) -> S3Result<Content> {
        match self {
            Sink::Memory(all) => Ok(Content::memory(Bytes::from(all))),
            Sink::File(mut file, path, guard) => {
                file.flush().await.map_err(S3Error::internal_error)?;
                guard.named_by_index(true);
                Ok(Content::file(path, length, false))
            }
        }
    }
}

/// Takes in a body and checks what was claimed of it.
pub(super) async fn receive(store: &Store, body: Option<StreamingBlob>, mut claims: Claims) -> S3Result<Received> {
    let mut sink = Sink::new(store, claims.length).await?;
    let mut md5 = Md5::new();
    let mut hasher = claims.hasher();
    let mut length = 0_u64;
    if let Some(mut body) = body {
        while let Some(bytes) = body.next().await {
            let bytes = bytes.map_err(|error| {
                let mut refused = s3_error!(IncompleteBody, "The body broke off or its signature does not match");
                refused.set_source(error);
                refused
            })?;
            length += bytes.len() as u64;
            if length > MAX_PIECE {
                return Err(s3_error!(EntityTooLarge, "The body is longer than 5 GiB"));
            }
            md5.update(&bytes);
            hasher.update(&bytes);
            sink.write(&bytes).await?;
        }
    }
    claims.read_trailer();
    let md5 = md5.finalize();
    check_md5(claims.content_md5.as_deref(), &md5)?;
    let computed = hasher.finalize();
    let given = &claims.checksums;
    for (given, computed) in [
        (&given.crc32, &computed.checksum_crc32),
        (&given.crc32c, &computed.checksum_crc32c),
        (&given.crc64nvme, &computed.checksum_crc64nvme),
        (&given.sha1, &computed.checksum_sha1),
        (&given.sha256, &computed.checksum_sha256),
    ] {
        if given.is_some() && given != computed {
            return Err(s3_error!(BadDigest, "A checksum that was given does not match the body"));
        }
    }
    Ok(Received { content: sink.finish(length).await?, md5, checksums: claims.checksums })
}

fn check_md5(given: Option<&str>, computed: &[u8; 16]) -> S3Result {
    let Some(given) = given else { return Ok(()) };
    match BASE64.decode(given) {
        Ok(digest) if digest.len() != computed.len() => Err(s3_error!(InvalidDigest, "The Content-MD5 is not valid")),
        Ok(digest) if digest != computed => Err(s3_error!(BadDigest, "The Content-MD5 does not match the body")),
        Ok(_) => Ok(()),
        Err(_) => Err(s3_error!(InvalidDigest, "The Content-MD5 is not valid")),
    }
}
