//! The text of XML and HTML that has no module of its own, and which parts of a document hold any.

use super::super::prose::{Prose, Writer};
use super::super::xml::{Token, Xml};
use super::package::charset_of;
use super::{Document, Kind, relations};
use crate::input::Input;
use crate::name;
use crate::sniff::mime;
use crate::text::Lookahead;
use crate::walk::{Halt, Walk};

/// Elements that end and begin a line: those of HTML, and paragraphs of the rest.
const BLOCKS: &[&[u8]] = &[
    b"p",
    b"br",
    b"div",
    b"li",
    b"tr",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"h",
    b"title",
    b"section",
    b"article",
    b"table",
    b"ul",
    b"ol",
    b"dl",
    b"dt",
    b"dd",
    b"blockquote",
    b"pre",
    b"hr",
    b"option",
    b"header",
    b"footer",
    b"aside",
    b"figcaption",
    b"caption",
    b"body",
    b"head",
    b"nav",
    b"script",
    b"line-break",
];

/// Elements that part a word from the next, but not a line.
const CELLS: &[&[u8]] = &[b"td", b"th", b"tc", b"tab", b"s"];

/// Elements inside a line.
const INLINE: &[&[u8]] = &[
    b"a", b"abbr", b"b", b"big", b"cite", b"code", b"del", b"em", b"font", b"i", b"ins", b"kbd", b"mark", b"q", b"r",
    b"s", b"small", b"span", b"strong", b"sub", b"sup", b"t", b"tt", b"u", b"var",
];

/// Elements whose texts are none: styles, and places of drawings.
const SILENT: &[&[u8]] = &[
    b"style",
    b"col",
    b"colOff",
    b"row",
    b"rowOff",
    b"posOffset",
    b"pctWidth",
    b"pctHeight",
    b"tableStyleId",
    b"Anchor",
];

/// What is done with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Treatment {
    /// It holds no text of people: fonts, styles, pictures.
    Nothing,
    /// Its texts are.
    Texts,
    /// All of it, as it is written: values stand in attributes.
    Raw,
    /// Its texts, with the names of elements before them.
    Properties,
    /// What is outside the document and linked from it.
    Links,
    /// It is a file.
    File,
}

fn treatment(name: &str, kind: Kind) -> Treatment {
    let name = name.trim_start_matches('/').to_lowercase();
    let file = name::file_name(&name);
    let extension = name::extension(&name);
    let open = matches!(kind, Kind::OpenSpreadsheet | Kind::OpenText | Kind::OpenPresentation);
    let begins = |folders: &[&str]| folders.iter().any(|folder| name.starts_with(folder));
    if extension == "rels" {
        return Treatment::Links;
    }
    if name.contains("embeddings/") {
        return Treatment::File;
    }
    let empty = [
        "[content_types].xml",
        "mimetype",
        "fonttable.xml",
        "settings.xml",
        "websettings.xml",
        "styleswitheffects.xml",
        "calcchain.xml",
        "numbering.xml",
        "presprops.xml",
        "viewprops.xml",
        "tablestyles.xml",
        "manifest.rdf",
    ];
    if empty.contains(&file)
        || (file == "styles.xml" && !open)
        || name.contains("/theme/")
        || (name.starts_with("customxml/") && file.starts_with("itemprops"))
        || begins(&["meta-inf/", "configurations2/", "thumbnails/"])
    {
        return Treatment::Nothing;
    }
    if begins(&["docprops/"]) && extension == "xml" || file == "meta.xml" || extension == "opf" {
        return Treatment::Properties;
    }
    let raw = [
        "customxml/",
        "xl/connections",
        "xl/querytables/",
        "xl/pivotcache/",
        "xl/externallinks/",
        "xl/persons/",
        "ppt/commentauthors",
        "ppt/authors",
        "word/people",
    ];
    if extension == "xml" && (begins(&raw) || name.contains("webextensions/")) {
        return Treatment::Raw;
    }
    match extension.as_str() {
        "xml" | "xhtml" | "html" | "htm" | "ncx" | "smil" | "svg" | "vml" | "rdf" => Treatment::Texts,
        "css" | "js" => Treatment::Nothing,
        "doc" | "docx" | "docm" | "xls" | "xlsx" | "xlsm" | "xlsb" | "ppt" | "pptx" | "pdf" | "odt" | "ods" | "odp"
        | "msg" | "zip" | "mht" => Treatment::File,
        other if mime::of_extension(other).is_some_and(mime::is_text) => Treatment::File,
        _ => Treatment::Nothing,
    }
}

/// Reads all parts that were not read yet.
pub(super) fn read_rest(walk: &mut Walk<'_>, document: &mut Document<'_, '_>, kind: Kind) -> Result<(), Halt> {
    for part in 0..document.package.parts.len() {
        if document.take(part) {
            read_part(walk, document, part, kind)?;
        }
    }
    Ok(())
}

/// Reads one part as its name tells.
pub(super) fn read_part(
    walk: &mut Walk<'_>,
    document: &mut Document<'_, '_>,
    part: usize,
    kind: Kind,
) -> Result<(), Halt> {
    let treatment = treatment(&document.package.parts[part].name, kind);
    if treatment == Treatment::Nothing {
        return Ok(());
    }
    document.prose.fresh_line(walk)?;
    if treatment == Treatment::File {
        document.prose.finish(walk)?;
        return document.embedded(walk, part);
    }
    let prose = &mut document.prose;
    let result = match treatment {
        Treatment::Raw => document.package.read(walk, part, |walk, input| raw(walk, input, prose)),
        Treatment::Properties => document.package.read_xml(walk, part, |walk, xml| properties(walk, xml, prose)),
        Treatment::Links => relations::read(walk, &mut document.package, part, "").and_then(|relations| {
            for relation in relations.iter().filter(|relation| relation.external) {
                prose.push(walk, relation.target.as_bytes())?;
                prose.fresh_line(walk)?;
            }
            Ok(())
        }),
        _ => document.package.read_xml(walk, part, |walk, xml| texts(walk, xml, prose)),
    };
    document.tolerate(walk, result)
}

/// Writes a part as it is.
fn raw(walk: &mut Walk<'_>, input: &mut Input<'_>, prose: &mut Prose) -> Result<(), Halt> {
    const STEP: usize = 64 * 1024;
    let charset = charset_of(input)?;
    let mut text = Lookahead::new(input, charset)?;
    loop {
        let view = text.fill(STEP);
        if view.is_empty() {
            break;
        }
        let length = crate::text::lookahead::boundary(view, STEP);
        let length = if length == 0 { view.len() } else { length };
        prose.push(walk, &view[..length])?;
        text.consume(length);
    }
    prose.fresh_line(walk)?;
    text.error().map_or(Ok(()), |error| Err(Halt::Read(error)))
}

/// Appends text with its line ends made spaces: lines are paragraphs.
pub(super) fn in_line(text: &super::super::xml::Text<'_>, out: &mut Vec<u8>) {
    let start = out.len();
    text.append_to(out);
    for byte in &mut out[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

/// Writes a piece of a text, with a gap for the white space before its first word. `begun`: something of it was written.
pub(super) fn piece(
    walk: &mut Walk<'_>,
    text: &super::super::xml::Text<'_>,
    out: &mut impl Writer,
    scratch: &mut Vec<u8>,
    begun: &mut bool,
) -> Result<(), Halt> {
    scratch.clear();
    in_line(text, scratch);
    let blank = if *begun { 0 } else { scratch.iter().take_while(|byte| byte.is_ascii_whitespace()).count() };
    if blank > 0 {
        out.gap(walk)?;
    }
    let words = scratch.get(blank..).unwrap_or_default();
    *begun |= !words.is_empty();
    out.push(walk, words)
}

/// Writes all texts, each paragraph or element with text in a line.
pub(super) fn texts(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, out: &mut impl Writer) -> Result<(), Halt> {
    let mut scratch = Vec::new();
    // Text was written since the last tag.
    let mut wrote = false;
    let mut silent = false;
    loop {
        match xml.next() {
            Token::End => return out.fresh_line(walk),
            Token::Open { name, attributes, empty } => {
                wrote = false;
                // What is told of a picture to those who do not see it.
                let told: &[&[u8]] = match name {
                    b"cNvPr" => &[b"descr", b"title"],
                    b"img" => &[b"alt", b"title"],
                    _ => &[],
                };
                if !told.is_empty() {
                    for told in told.iter().filter_map(|name| attributes.get(name)) {
                        out.fresh_line(walk)?;
                        out.push(walk, told.as_bytes())?;
                        out.fresh_line(walk)?;
                    }
                }
                silent = SILENT.contains(&name) && !empty;
                if BLOCKS.contains(&name) {
                    out.fresh_line(walk)?;
                } else if CELLS.contains(&name) {
                    out.gap(walk)?;
                }
            }
            Token::Close { name } => {
                let ends = BLOCKS.contains(&name) || (wrote && !INLINE.contains(&name) && !CELLS.contains(&name));
                if ends {
                    out.fresh_line(walk)?;
                } else if CELLS.contains(&name) && name != b"s" {
                    out.gap(walk)?;
                }
                wrote = false;
                silent = false;
            }
            Token::Text(_) if silent => {}
            Token::Text(text) => piece(walk, &text, out, &mut scratch, &mut wrote)?,
        }
    }
}

/// Writes all texts with what they are called before them: `creator: Ann`.
pub(super) fn properties(walk: &mut Walk<'_>, xml: &mut Xml<'_, '_>, prose: &mut Prose) -> Result<(), Halt> {
    const MOST_LABEL_BYTES: usize = 200;
    let mut label = Vec::new();
    let mut named = false;
    let mut scratch = Vec::new();
    loop {
        match xml.next() {
            Token::End => return prose.fresh_line(walk),
            Token::Open { name, attributes, empty } => {
                prose.fresh_line(walk)?;
                let given = attributes.get(b"name").filter(|given| !empty && given.len() <= MOST_LABEL_BYTES);
                if let Some(given) = given {
                    label = given.into_bytes();
                    named = true;
                } else if !named && name.len() <= MOST_LABEL_BYTES {
                    label = name.to_vec();
                }
            }
            Token::Close { name } => {
                prose.fresh_line(walk)?;
                named &= !matches!(name, b"property" | b"user-defined" | b"meta");
            }
            Token::Text(text) => {
                let mut begun = prose.last().is_some_and(|last| last != b'\n');
                if !begun && !text.is_blank() {
                    prose.push(walk, &label)?;
                    prose.push(walk, b": ")?;
                }
                piece(walk, &text, prose, &mut scratch, &mut begun)?;
            }
        }
    }
}
