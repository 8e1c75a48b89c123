//! What a PDF says besides what its pages show: the titles of bookmarks (ISO 32000-1, 12.3.3), what structure elements say
//! instead of what is shown (14.9), the names of layers (8.11), scripts (12.6.4.16), fields of forms that no page shows
//! (12.7.3), and forms in XML (12.7.8).

use super::{Stopped, charge, text_of};
use crate::visitor::Place;
use crate::walk::Walk;
use lopdf::{Dictionary, Document, Object, ObjectId};
use std::collections::BTreeMap;

/// Names in the dictionaries that are looked at.
pub(super) const NAMES: [&[u8]; 7] = [b"Title", b"Alt", b"ActualText", b"JS", b"XFA", b"FT", b"OCG"];

/// Keys of those whose values may be objects of their own.
pub(super) const REFERRING: [&[u8]; 7] = [b"Title", b"Alt", b"ActualText", b"JS", b"XFA", b"V", b"E"];

/// Bytes of texts that are collected before they are visited.
const MOST_COLLECTED: usize = 1024 * 1024;

/// How deep dictionaries without numbers may lie in an object.
const MOST_DEPTH: u32 = 4;

/// Most forms in XML, or parts of them.
const MOST_FORMS: usize = 1_000;

/// Collects texts: those of a page together, and others by what they are.
pub(super) struct Beside<'p> {
    /// The number of a page, from 1.
    page_of: &'p dyn Fn(ObjectId) -> Option<u64>,
    texts: BTreeMap<(u64, &'static str), String>,
    bytes: usize,
}

impl<'p> Beside<'p> {
    pub(super) fn new(page_of: &'p dyn Fn(ObjectId) -> Option<u64>) -> Self {
        Beside { page_of, texts: BTreeMap::new(), bytes: 0 }
    }

    fn add(&mut self, walk: &mut Walk<'_>, page: Option<u64>, kind: &'static str, text: &str) -> Result<(), Stopped> {
        let text = text.trim_matches(['\0', '\n', '\r', ' ']);
        if text.is_empty() {
            return Ok(());
        }
        self.bytes += text.len();
        let page = page.unwrap_or_default();
        let kind = if page > 0 { "" } else { kind };
        let all = self.texts.entry((page, kind)).or_default();
        all.push_str(text);
        all.push('\n');
        if self.bytes > MOST_COLLECTED { self.finish(walk) } else { Ok(()) }
    }

    /// Visits what was collected.
    pub(super) fn finish(&mut self, walk: &mut Walk<'_>) -> Result<(), Stopped> {
        self.bytes = 0;
        for ((page, kind), text) in std::mem::take(&mut self.texts) {
            let place = if page > 0 { Place::Page { number: page } } else { super::super::metadata_place(&[kind]) };
            walk.whole_text(text.as_bytes(), Some(&place))?;
        }
        Ok(())
    }

    /// Takes what the objects of a document, or of a part of it, say.
    pub(super) fn objects(&mut self, walk: &mut Walk<'_>, document: &Document) -> Result<(), Stopped> {
        for object in document.objects.values() {
            if let Object::Dictionary(dictionary) = object {
                self.dictionary(walk, document, dictionary, MOST_DEPTH)?;
            }
        }
        Ok(())
    }

    /// `depth`: how deep dictionaries that lie in this one are looked at too.
    fn dictionary(
        &mut self,
        walk: &mut Walk<'_>,
        document: &Document,
        dictionary: &Dictionary,
        depth: u32,
    ) -> Result<(), Stopped> {
        let has = |key: &[u8]| dictionary.has(key);
        let text = |key: &[u8]| {
            let object = dictionary.get_deref(key, document).ok()?;
            matches!(object, Object::String(..)).then(|| text_of(document, object)).flatten()
        };
        let name = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).unwrap_or_default();
        if has(b"Title") && (has(b"Parent") || has(b"Dest")) {
            let page = self.target(document, dictionary);
            self.add(walk, page, "Bookmarks", &text(b"Title").unwrap_or_default())?;
        }
        if has(b"Alt") || has(b"ActualText") || name(b"Type") == b"StructElem" {
            let page = dictionary.get(b"Pg").and_then(Object::as_reference).ok().and_then(|page| (self.page_of)(page));
            for key in [b"T".as_slice(), b"Alt", b"ActualText", b"E"] {
                self.add(walk, page, "Alternatives", &text(key).unwrap_or_default())?;
            }
        }
        if name(b"Type") == b"OCG" {
            self.add(walk, None, "Layers", &text(b"Name").unwrap_or_default())?;
        }
        if has(b"JS") {
            let script = match dictionary.get_deref(b"JS", document) {
                Ok(Object::Stream(stream)) => {
                    stream.get_plain_content_with_limit(walk.limits.document_stream_bytes).unwrap_or_default()
                }
                _ => text(b"JS").unwrap_or_default().into_bytes(),
            };
            charge(walk, script.len())?;
            self.add(walk, None, "Scripts", &String::from_utf8_lossy(&script))?;
        }
        // Fields that are shown are read with their pages.
        if has(b"FT") && has(b"V") && !has(b"Kids") && !has(b"Rect") {
            let value = dictionary.get_deref(b"V", document).ok().and_then(|value| text_of(document, value));
            let label = [text(b"TU"), text(b"T")].into_iter().flatten().collect::<Vec<_>>().join(" ");
            if let Some(value) = value {
                self.add(walk, None, "Fields", &format!("{label}: {value}"))?;
            }
        }
        if let Ok(form) = dictionary.get_deref(b"XFA", document) {
            let one = [form.clone()];
            let parts = form.as_array().map_or(one.as_slice(), Vec::as_slice);
            for part in parts.iter().take(MOST_FORMS) {
                let Ok((_, Object::Stream(stream))) = document.dereference(part) else { continue };
                let Ok(content) = stream.get_plain_content_with_limit(walk.limits.document_stream_bytes) else {
                    continue;
                };
                charge(walk, content.len())?;
                let text = String::from_utf8_lossy(&content);
                walk.whole_text(text.as_bytes(), Some(&super::super::metadata_place(&["XFA"])))?;
            }
        }
        let Some(depth) = depth.checked_sub(1) else { return Ok(()) };
        // Actions and lists of properties mostly lie in what has them.
        for (_, value) in dictionary.iter() {
            let items = match value {
                Object::Array(items) => items.as_slice(),
                value => std::slice::from_ref(value),
            };
            for inner in items.iter().filter_map(|item| item.as_dict().ok()) {
                self.dictionary(walk, document, inner, depth)?;
            }
        }
        Ok(())
    }

    /// The page that a bookmark leads to, if it says so itself.
    fn target(&self, document: &Document, bookmark: &Dictionary) -> Option<u64> {
        let action = || bookmark.get_deref(b"A", document).and_then(Object::as_dict);
        let place = bookmark.get_deref(b"Dest", document).or_else(|_| action()?.get_deref(b"D", document)).ok()?;
        let page = place.as_array().ok()?.first()?.as_reference().ok()?;
        (self.page_of)(page)
    }
}
