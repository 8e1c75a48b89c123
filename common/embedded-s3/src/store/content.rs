//! The bytes of objects: in memory, or in files.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures::Stream;
use s3s::dto::StreamingBlob;
use s3s::stream::{ByteStream, RemainingLength};
use s3s::{Body, StdError};
use tokio::task::JoinHandle;

/// Bytes read from a file at once.
const CHUNK: u64 = 256 << 10;

/// The bytes of an object, or of a part of one that is being uploaded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Content {
    segments: Vec<Segment>,
    length: u64,
}

#[derive(Debug, Clone)]
enum Segment {
    Memory(Bytes),
    File(Arc<StoredFile>),
}

impl Segment {
    fn length(&self) -> u64 {
        match self {
            Segment::Memory(bytes) => bytes.len() as u64,
            Segment::File(file) => file.length,
        }
    }
}

/// A file that is removed when no one uses it any more, unless the index names it.
#[derive(Debug)]
pub(crate) struct StoredFile {
    path: PathBuf,
    length: u64,
    named_by_index: AtomicBool,
}

impl Drop for StoredFile {
    fn drop(&mut self) {
        if !*self.named_by_index.get_mut() {
            // A file that stays is swept when the folder is opened next.
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Content {
    pub(crate) fn memory(bytes: Bytes) -> Content {
        Content { length: bytes.len() as u64, segments: vec![Segment::Memory(bytes)] }
    }

    /// A file that was just written, or that the index names (`named`).
    pub(crate) fn file(path: PathBuf, length: u64, named: bool) -> Content {
        let file = StoredFile { path, length, named_by_index: AtomicBool::new(named) };
        Content { segments: vec![Segment::File(Arc::new(file))], length }
    }

    /// One after the other.
    pub(crate) fn concat(parts: impl IntoIterator<Item = Content>) -> Content {
        let segments: Vec<Segment> = parts.into_iter().flat_map(|part| part.segments).collect();
        Content { length: segments.iter().map(Segment::length).sum(), segments }
    }

    pub(crate) fn len(&self) -> u64 {
        self.length
    }

    /// The names and lengths of its files, as the index keeps them.
    pub(crate) fn files(&self) -> Vec<(String, u64)> {
        let file = |segment: &Segment| match segment {
            Segment::File(file) => Some((file.path.file_name()?.to_str()?.to_owned(), file.length)),
            Segment::Memory(_) => None,
        };
        self.segments.iter().filter_map(file).collect()
    }

    /// Says whether the index names its files, so that they outlive this process.
    pub(crate) fn named_by_index(&self, named: bool) {
        for segment in &self.segments {
            if let Segment::File(file) = segment {
                file.named_by_index.store(named, Ordering::Relaxed);
            }
        }
    }

    /// The same bytes for another object: files get a second name, made by `new_path`.
    pub(crate) fn duplicate(&self, mut new_path: impl FnMut() -> io::Result<PathBuf>) -> io::Result<Content> {
        let mut segments = Vec::with_capacity(self.segments.len());
        for segment in &self.segments {
            segments.push(match segment {
                Segment::Memory(bytes) => Segment::Memory(bytes.clone()),
                Segment::File(file) => {
                    let path = new_path()?;
                    if fs::hard_link(&file.path, &path).is_err() {
                        fs::copy(&file.path, &path)?;
                    }
                    let named_by_index = AtomicBool::new(false);
                    Segment::File(Arc::new(StoredFile { path, length: file.length, named_by_index }))
                }
            });
        }
        Ok(Content { segments, length: self.length })
    }

    /// All bytes. Blocks.
    pub(crate) fn read(&self) -> io::Result<Bytes> {
        if let [Segment::Memory(bytes)] = self.segments.as_slice() {
            return Ok(bytes.clone());
        }
        let mut all = Vec::new();
        for segment in &self.segments {
            match segment {
                Segment::Memory(bytes) => all.extend_from_slice(bytes),
                Segment::File(file) => all.extend(fs::read(&file.path)?),
            }
        }
        Ok(all.into())
    }

    /// The bytes of a range, which must lie inside.
    pub(crate) fn stream(&self, range: Range<u64>) -> StreamingBlob {
        let mut pieces = VecDeque::new();
        let mut start = 0;
        for segment in &self.segments {
            let end = start + segment.length();
            let (from, to) = (range.start.max(start), range.end.min(end));
            if from < to {
                let inside = from - start..to - start;
                pieces.push_back(match segment {
                    Segment::Memory(bytes) => Piece::Memory(slice(bytes, inside)),
                    Segment::File(file) => Piece::File { file: Arc::clone(file), range: inside, open: None },
                });
            }
            start = end;
        }
        if let (1, Some(Piece::Memory(bytes))) = (pieces.len(), pieces.front()) {
            return StreamingBlob::from(Body::from(bytes.clone()));
        }
        StreamingBlob::new(Pieces { pieces, reading: None, remaining: range.end.saturating_sub(range.start) })
    }
}

fn slice(bytes: &Bytes, range: Range<u64>) -> Bytes {
    // The range lies inside of a slice, so it fits.
    let fit = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(fit(range.start)..fit(range.end))
}

#[derive(Debug)]
enum Piece {
    Memory(Bytes),
    File { file: Arc<StoredFile>, range: Range<u64>, open: Option<Arc<File>> },
}

/// A chunk of a file, and the file's handle for the next one.
type Read = io::Result<(Arc<File>, Bytes)>;

/// Streams pieces, reading files a chunk at a time off the async threads.
struct Pieces {
    pieces: VecDeque<Piece>,
    reading: Option<JoinHandle<Read>>,
    remaining: u64,
}

impl Stream for Pieces {
    type Item = Result<Bytes, StdError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(reading) = &mut this.reading {
                let read = ready!(Pin::new(reading).poll(context));
                this.reading = None;
                let (handle, bytes) = match read {
                    Ok(Ok(read)) => read,
                    Ok(Err(error)) => return Poll::Ready(Some(Err(Box::new(error)))),
                    Err(error) => return Poll::Ready(Some(Err(Box::new(error)))),
                };
                if let Some(Piece::File { range, open, .. }) = this.pieces.front_mut() {
                    range.start += bytes.len() as u64;
                    *open = Some(handle);
                }
                this.remaining = this.remaining.saturating_sub(bytes.len() as u64);
                return Poll::Ready(Some(Ok(bytes)));
            }
            match this.pieces.front_mut() {
                None => return Poll::Ready(None),
                Some(Piece::Memory(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    this.pieces.pop_front();
                    this.remaining = this.remaining.saturating_sub(bytes.len() as u64);
                    return Poll::Ready(Some(Ok(bytes)));
                }
                Some(Piece::File { range, .. }) if range.is_empty() => {
                    this.pieces.pop_front();
                }
                Some(Piece::File { file, range, open }) => {
                    let (file, open, at) = (Arc::clone(file), open.take(), range.start);
                    let wanted = (range.end - range.start).min(CHUNK);
                    this.reading = Some(tokio::task::spawn_blocking(move || read_chunk(&file.path, open, at, wanted)));
                }
            }
        }
    }
}

fn read_chunk(path: &Path, open: Option<Arc<File>>, at: u64, wanted: u64) -> Read {
    let handle = match open {
        Some(handle) => handle,
        None => Arc::new(File::open(path)?),
    };
    let mut buffer = vec![0; usize::try_from(wanted).unwrap_or(1)];
    handle.read_exact_at(&mut buffer, at)?;
    Ok((handle, buffer.into()))
}

impl ByteStream for Pieces {
    fn remaining_length(&self) -> RemainingLength {
        RemainingLength::new_exact(usize::try_from(self.remaining).unwrap_or(usize::MAX))
    }
}
