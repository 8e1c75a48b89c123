//! Objects of a large PDF, as many as are wanted: they are put into a small PDF of their own, which lopdf reads.

use super::index::{Bytes, Index, MOST_OBJECTS, Place};
use super::{lexer, weigh};
use crate::source::SourceReader;
use lopdf::{Dictionary, Document, LoadOptions, Object, Stream};
use std::collections::HashMap;
use std::io;
use std::rc::Rc;

/// Bytes that are put into one small file, unless a single object has more.
const EXCERPT_BYTES: usize = 4 * 1024 * 1024;

/// Decompressed streams of objects, and objects that come again and again (fonts), that are kept.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

/// Objects that are kept for when they come again are not larger.
const KEPT_OBJECT: usize = 256 * 1024;

/// A catalog of the small file's own, and its tree without pages: numbers that no object of the file has.
const CATALOG: u32 = MOST_OBJECTS;
const TREE: u32 = MOST_OBJECTS + 1;

/// What keeps a file from being read.
pub(super) enum Refused {
    Read(io::Error),
    Locked,
    Encrypted,
    Malformed,
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Refused::Read(error)
    }
}

/// A PDF of which parts are read.
pub(super) struct Excerpts<'s> {
    bytes: Bytes<'s>,
    pub(super) index: Index,
    /// The most bytes of one object, as it is and decompressed.
    most_object: usize,
    /// Some objects were left out, because they are too large.
    pub(super) cut: bool,
    /// Of the trailer, what is needed to decrypt.
    encryption: Vec<u8>,
    encrypt: Option<u32>,
    containers: HashMap<u32, Rc<Vec<u8>>>,
    objects: HashMap<u32, Rc<Vec<u8>>>,
    kept: usize,
}

/// A stream of objects.
struct Container {
    content: Rc<Vec<u8>>,
    /// Where the first object begins.
    first: usize,
    count: usize,
}

/// A small file under construction.
struct File {
    bytes: Vec<u8>,
    places: Vec<(u32, u16, usize)>,
}

impl File {
    fn new() -> File {
        File { bytes: b"%PDF-1.7\n".to_vec(), places: Vec::new() }
    }

    fn add(&mut self, number: u32, generation: u16, object: &[u8]) {
        self.places.push((number, generation, self.bytes.len()));
        self.bytes.extend_from_slice(object);
        self.bytes.extend_from_slice(b"\n");
    }

    fn finish(mut self, more: &[u8]) -> Vec<u8> {
        self.add(CATALOG, 0, format!("{CATALOG} 0 obj<</Type/Catalog/Pages {TREE} 0 R>>endobj").as_bytes());
        self.add(TREE, 0, format!("{TREE} 0 obj<</Type/Pages/Count 0/Kids[]>>endobj").as_bytes());
        let at = self.bytes.len();
        self.bytes.extend_from_slice(b"xref\n0 1\n0000000000 65535 f \n");
        for (number, generation, place) in self.places {
            self.bytes.extend_from_slice(format!("{number} 1\n{place:010} {generation:05} n \n").as_bytes());
        }
        self.bytes.extend_from_slice(format!("trailer\n<</Size {}/Root {CATALOG} 0 R", TREE + 1).as_bytes());
        self.bytes.extend_from_slice(more);
        self.bytes.extend_from_slice(format!(">>\nstartxref\n{at}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

impl<'s> Excerpts<'s> {
    /// Goes over the file once. `most_object`: the most bytes of one object, as it is and decompressed.
    pub(super) fn open(reader: SourceReader<'s>, most_object: usize) -> Result<Self, Refused> {
        let mut bytes = Bytes::new(reader);
        let index = Index::read(&mut bytes)?;
        let mut encryption = Vec::new();
        let mut encrypt = None;
        if let Some(found) = lexer::get(&index.trailer, b"Encrypt") {
            encrypt = lexer::reference(found);
            encryption.extend_from_slice(b"/Encrypt ");
            match encrypt.map(|number| (number, index.get(number))) {
                Some((number, Place::File { generation, .. })) => {
                    encryption.extend_from_slice(format!("{number} {generation} R").as_bytes());
                }
                Some(_) => return Err(Refused::Malformed),
                None => encryption.extend_from_slice(lexer::value(found)),
            }
            if let Some(id) = lexer::get(&index.trailer, b"ID") {
                encryption.extend_from_slice(b"/ID");
                encryption.extend_from_slice(lexer::value(id));
            }
        }
        let mut excerpts = Excerpts {
            bytes,
            index,
            most_object,
            cut: false,
            encryption,
            encrypt,
            containers: HashMap::new(),
            objects: HashMap::new(),
            kept: 0,
        };
        excerpts.open_containers()?;
        Ok(excerpts)
    }

    pub(super) fn len(&self) -> u64 {
        self.bytes.len()
    }

    /// The object that the trailer refers to.
    pub(super) fn trailer(&self, key: &[u8]) -> Option<u32> {
        lexer::get(&self.index.trailer, key).and_then(lexer::reference)
    }

    /// Learns which objects lie in streams of objects.
    fn open_containers(&mut self) -> Result<(), Refused> {
        let containers = std::mem::take(&mut self.index.containers);
        for &container in &containers {
            let Some(Container { content, first, count }) = self.container(container)? else { continue };
            let mut numbers = content.get(..first).unwrap_or_default().split(u8::is_ascii_whitespace);
            let mut number = || {
                let digits = numbers.by_ref().find(|part| !part.is_empty())?;
                std::str::from_utf8(digits).ok()?.parse::<u32>().ok()
            };
            for _ in 0..count {
                let (Some(object), Some(offset)) = (number(), number()) else { break };
                let Some(position) = u32::try_from(first).ok().and_then(|first| first.checked_add(offset)) else {
                    break;
                };
                self.index.contained(object, container, position);
                let text = lexer::value(content.get(position as usize..).unwrap_or_default());
                if lexer::has_name(text, b"EF") {
                    self.index.specifications.push(object);
                }
                self.index.tells(object, text);
            }
        }
        self.index.containers = containers;
        Ok(())
    }

    /// Reads a stream of objects.
    fn container(&mut self, number: u32) -> Result<Option<Container>, Refused> {
        let Some(raw) = self.raw(number)? else { return Ok(None) };
        let Place::File { generation, .. } = self.index.get(number) else { return Ok(None) };
        let mut file = File::new();
        file.add(number, generation, &raw);
        let document = self.load(file, true)?;
        let Some(Object::Stream(stream)) =
            document.as_ref().and_then(|document| document.objects.get(&(number, generation)))
        else {
            return Ok(None);
        };
        let count = |key: &[u8]| {
            stream
                .dict
                .get(key)
                .and_then(Object::as_i64)
                .ok()
                .and_then(|count| usize::try_from(count).ok())
                .unwrap_or(0)
        };
        let Ok(content) = stream.get_plain_content_with_limit(self.most_object) else {
            self.cut = true;
            return Ok(None);
        };
        let content = Rc::new(content);
        self.keep(content.len());
        self.containers.insert(number, Rc::clone(&content));
        Ok(Some(Container { content, first: count(b"First"), count: count(b"N") }))
    }

    /// Makes room for so many bytes that are kept.
    fn keep(&mut self, bytes: usize) {
        if self.kept + bytes > KEPT_BYTES {
            self.containers.clear();
            self.objects.clear();
            self.kept = 0;
        }
        self.kept += bytes;
    }

    /// An object as it lies in the file.
    fn raw(&mut self, number: u32) -> io::Result<Option<Rc<Vec<u8>>>> {
        let Place::File { start, length, .. } = self.index.get(number) else { return Ok(None) };
        if let Some(known) = self.objects.get(&number) {
            return Ok(Some(Rc::clone(known)));
        }
        let length = length as usize;
        if length > self.most_object {
            self.cut = true;
            return Ok(None);
        }
        let bytes = self.bytes.load(start, length)?;
        let raw = Rc::new(bytes[..length.min(bytes.len())].to_vec());
        if length <= KEPT_OBJECT {
            self.keep(length);
            self.objects.insert(number, Rc::clone(&raw));
        }
        Ok(Some(raw))
    }

    /// Has lopdf read a small file; nothing if its objects would take too much memory. `encrypted`: as the file is.
    fn load(&mut self, mut file: File, encrypted: bool) -> Result<Option<Document>, Refused> {
        let mut more: &[u8] = &[];
        if encrypted && !self.encryption.is_empty() {
            if let Some(encrypt) = self.encrypt
                && let Place::File { start, length, generation, .. } = self.index.get(encrypt)
            {
                let object = self.bytes.load(start, length as usize)?;
                file.add(encrypt, generation, &object[..object.len().min(length as usize)]);
            }
            more = &self.encryption;
        }
        let bytes = file.finish(more);
        let weight = weigh::file(&bytes, weigh::MOST_READ);
        if weight.too_heavy {
            self.cut = true;
            return Ok(None);
        }
        let most = if weight.unknown { self.most_object.min(weigh::UNKNOWN_STREAM_BYTES) } else { self.most_object };
        let options = LoadOptions { max_decompressed_size: Some(most), ..LoadOptions::default() };
        match Document::load_mem_with_options(&bytes, options) {
            Ok(document) if document.is_encrypted() && document.encryption_state.is_none() => Err(Refused::Locked),
            Ok(document) => Ok(Some(document)),
            Err(lopdf::Error::InvalidPassword) => Err(Refused::Locked),
            Err(lopdf::Error::Decryption(_)) => Err(Refused::Encrypted),
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
                self.cut = true;
                Ok(None)
            }
            // What cannot be read of an excerpt is missing in the document.
            Err(_) => Ok(None),
        }
    }

    /// Reads objects into `document`, those that are there already left out. Returns how many bytes they had in the file,
    /// or in the streams of objects.
    pub(super) fn fetch(&mut self, numbers: &[u32], document: &mut Document) -> Result<usize, Refused> {
        let mut wanted: Vec<(u64, u32)> = Vec::new();
        for &number in numbers {
            match self.index.get(number) {
                Place::Nowhere => {}
                Place::File { generation, picture: true, .. } => {
                    // That there is one is all that is to be known of a picture.
                    let mut dictionary = Dictionary::new();
                    dictionary.set("Subtype", Object::Name(b"Image".to_vec()));
                    document.objects.insert((number, generation), Object::Stream(Stream::new(dictionary, Vec::new())));
                }
                Place::File { start, .. } => wanted.push((start, number)),
                Place::Container { container, position } => {
                    let Place::File { start, .. } = self.index.get(container) else { continue };
                    wanted.push((start + u64::from(position), number));
                }
            }
        }
        // In the order of the file, so that it is read forwards.
        wanted.sort_unstable();
        wanted.dedup();
        let (mut plain, mut encrypted, mut all) = (File::new(), File::new(), 0);
        for (_, number) in wanted {
            match self.index.get(number) {
                Place::Container { container, position } => {
                    let content = match self.containers.get(&container) {
                        Some(content) => Rc::clone(content),
                        None => match self.container(container)? {
                            Some(opened) => opened.content,
                            None => continue,
                        },
                    };
                    let text = lexer::value(content.get(position as usize..).unwrap_or_default());
                    let mut object = format!("{number} 0 obj ").into_bytes();
                    object.extend_from_slice(text);
                    object.extend_from_slice(b"\nendobj");
                    all += object.len();
                    plain.add(number, 0, &object);
                }
                Place::File { generation, .. } => {
                    let Some(raw) = self.raw(number)? else { continue };
                    all += raw.len();
                    encrypted.add(number, generation, &raw);
                    self.length_of(&raw, &mut encrypted);
                }
                Place::Nowhere => {}
            }
            if plain.bytes.len() > EXCERPT_BYTES {
                self.join(std::mem::replace(&mut plain, File::new()), false, document)?;
            }
            if encrypted.bytes.len() > EXCERPT_BYTES {
                self.join(std::mem::replace(&mut encrypted, File::new()), true, document)?;
            }
        }
        self.join(plain, false, document)?;
        self.join(encrypted, true, document)?;
        Ok(all)
    }

    /// A stream may have its length in an object of its own, which is told here from where the stream ends.
    fn length_of(&self, raw: &[u8], file: &mut File) {
        let body = memchr::memmem::find(raw, b"obj").map_or(raw, |at| &raw[at + 3..]);
        let dictionary = lexer::value(body);
        let Some(number) = lexer::get(dictionary, b"Length").and_then(lexer::reference) else { return };
        let after = &body[(dictionary.as_ptr() as usize - body.as_ptr() as usize) + dictionary.len()..];
        let Some(data) = memchr::memmem::find(after, b"stream").map(|at| &after[at + 6..]) else { return };
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        let Some(end) = memchr::memmem::rfind(data, b"endstream") else { return };
        let data = &data[..end];
        let data = data.strip_suffix(b"\r\n").or_else(|| data.strip_suffix(b"\n")).unwrap_or(data);
        file.add(number, 0, format!("{number} 0 obj {} endobj", data.len()).as_bytes());
    }

    fn join(&mut self, file: File, encrypted: bool, document: &mut Document) -> Result<(), Refused> {
        if file.places.is_empty() {
            return Ok(());
        }
        if let Some(read) = self.load(file, encrypted)? {
            let own = |number| number == CATALOG || number == TREE || Some(number) == self.encrypt;
            let objects = read.objects.into_iter().filter(|((number, _), _)| !own(*number));
            for (id, object) in objects {
                document.objects.entry(id).or_insert(object);
            }
        }
        Ok(())
    }
}
