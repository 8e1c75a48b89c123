//! The text that a page's content shows (ISO 32000-1, 9.4), in the order in which it is painted.
//!
//! Words and lines are told by where glyphs are painted: many writers place each word, or each glyph, by itself and paint
//! no spaces.

use super::font::{Font, number};
use super::weigh;
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use std::collections::HashMap;
use std::rc::Rc;

/// How deep forms may lie in each other.
const MOST_FORM_DEPTH: usize = 12;

/// Bytes that each use of a form counts, besides its own: forms that use each other many times come to an end.
const FORM_COST: usize = 2048;

/// Graphics states saved at the same time.
const MOST_SAVED: usize = 256;

/// Fonts that are remembered from page to page.
const MOST_FONTS: usize = 512;

/// Gaps in the direction of the text, in font sizes: from the first on they part words, from the second on columns.
const WORD_GAP: f64 = 0.15;
const COLUMN_GAP: f64 = 1.2;
/// Steps across the direction of the text that make a new line, in font sizes.
const LINE_STEP: f64 = 0.5;

/// An affine map: the six numbers of a PDF matrix.
#[derive(Clone, Copy)]
struct Matrix([f64; 6]);

impl Matrix {
    const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    fn of(operands: &[Object]) -> Option<Matrix> {
        let mut numbers = [0.0; 6];
        for (slot, operand) in numbers.iter_mut().zip(operands.get(..6)?) {
            *slot = number(operand)?;
        }
        Some(Matrix(numbers))
    }

    /// First this map, then `after`.
    fn then(self, after: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, after.0);
        Matrix([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    fn moved(self, x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }
}

#[derive(Clone)]
struct State<'d> {
    ctm: Matrix,
    font: Option<Rc<Font<'d>>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
}

/// The fonts read so far.
pub(super) type Fonts<'d> = HashMap<ObjectId, Rc<Font<'d>>>;

/// What one page gave.
#[derive(Default)]
pub(super) struct Page {
    pub(super) text: String,
    /// A limit was met: the text goes on.
    pub(super) cut: bool,
    /// Something was shown in a font that does not tell its characters.
    pub(super) unreadable: bool,
    /// The page shows pictures.
    pub(super) pictures: bool,
    /// The content is corrupt from somewhere on.
    pub(super) malformed: bool,
}

pub(super) struct Reader<'d, 'f> {
    document: &'d Document,
    fonts: &'f mut Fonts<'d>,
    page: Page,
    /// Decompressed bytes that may still be read.
    budget: usize,
    most_text: usize,
    /// Where the last glyph ended, in the page's space.
    last: Option<(f64, f64)>,
}

impl<'d, 'f> Reader<'d, 'f> {
    /// `budget`: the most bytes of content, forms included, and of text.
    pub(super) fn new(document: &'d Document, fonts: &'f mut Fonts<'d>, budget: usize) -> Self {
        Reader { document, fonts, page: Page::default(), budget, most_text: budget, last: None }
    }

    /// Reads a page. Returns also how many bytes of content were read.
    pub(super) fn page(mut self, id: ObjectId) -> (Page, usize) {
        let all = self.budget;
        let resources = self.page_resources(id);
        match self.document.get_page_content_with_limit(id, self.budget) {
            Ok(content) => {
                self.budget = self.budget.saturating_sub(content.len());
                self.run(&content, &resources, Matrix::IDENTITY, 0);
            }
            Err(_) => self.page.cut = true,
        }
        (self.page, all - self.budget)
    }

    /// The dictionaries of resources, nearest first.
    fn page_resources(&self, id: ObjectId) -> Vec<&'d Dictionary> {
        let Ok((direct, ids)) = self.document.get_page_resources(id) else { return Vec::new() };
        direct.into_iter().chain(ids.into_iter().filter_map(|id| self.document.get_dictionary(id).ok())).collect()
    }

    fn resource(&self, resources: &[&'d Dictionary], kind: &[u8], name: &[u8]) -> Option<&'d Object> {
        resources
            .iter()
            .filter_map(|resources| resources.get_deref(kind, self.document).and_then(Object::as_dict).ok())
            .find_map(|named| named.get(name).ok())
    }

    fn font(&mut self, resources: &[&'d Dictionary], name: &[u8]) -> Option<Rc<Font<'d>>> {
        let object = self.resource(resources, b"Font", name)?;
        let id = object.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            return Some(Rc::clone(known));
        }
        let (_, object) = self.document.dereference(object).ok()?;
        let font = Rc::new(Font::read(self.document, object.as_dict().ok()?, self.most_text));
        if let Some(id) = id {
            if self.fonts.len() >= MOST_FONTS {
                self.fonts.clear();
            }
            self.fonts.insert(id, Rc::clone(&font));
        }
        Some(font)
    }

    fn run(&mut self, content: &[u8], resources: &[&'d Dictionary], ctm: Matrix, depth: usize) {
        if weigh::has_too_many_operands(content) {
            self.page.cut = true;
            return;
        }
        let mut state =
            State { ctm, font: None, size: 0.0, character_space: 0.0, word_space: 0.0, scale: 1.0, leading: 0.0 };
        let mut saved: Vec<State<'d>> = Vec::new();
        let (mut text, mut line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        for operation in Content::decode_iter(content) {
            let Ok(Operation { operator, operands }) = operation else {
                self.page.malformed = true;
                return;
            };
            if self.page.text.len() > self.most_text {
                self.page.cut = true;
                return;
            }
            let value = |index: usize| operands.get(index).and_then(number).unwrap_or(0.0);
            match operator.as_str() {
                "q" if saved.len() < MOST_SAVED => saved.push(state.clone()),
                "Q" => state = saved.pop().unwrap_or(state),
                "cm" => state.ctm = Matrix::of(&operands).map_or(state.ctm, |matrix| matrix.then(state.ctm)),
                "BT" => (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY),
                "Tf" => {
                    if let Some(name) = operands.first().and_then(|name| name.as_name().ok()) {
                        state.font = self.font(resources, name);
                    }
                    state.size = value(1);
                }
                "Tc" => state.character_space = value(0),
                "Tw" => state.word_space = value(0),
                "Tz" => state.scale = value(0) / 100.0,
                "TL" => state.leading = value(0),
                "Td" | "TD" => {
                    if operator == "TD" {
                        state.leading = -value(1);
                    }
                    line = line.moved(value(0), value(1));
                    text = line;
                }
                "Tm" => {
                    line = Matrix::of(&operands).unwrap_or(line);
                    text = line;
                }
                "T*" => {
                    line = line.moved(0.0, -state.leading);
                    text = line;
                }
                "Tj" | "'" | "\"" => {
                    if operator == "\"" {
                        (state.word_space, state.character_space) = (value(0), value(1));
                    }
                    if operator != "Tj" {
                        line = line.moved(0.0, -state.leading);
                        text = line;
                    }
                    if let Some(string) = operands.last().and_then(|string| string.as_str().ok()) {
                        self.show(&state, &mut text, string);
                    }
                }
                "TJ" => {
                    for item in operands.first().and_then(|array| array.as_array().ok()).into_iter().flatten() {
                        if let Ok(string) = item.as_str() {
                            self.show(&state, &mut text, string);
                        } else if let Some(back) = number(item) {
                            text = text.moved(-back / 1000.0 * state.size * state.scale, 0.0);
                        }
                    }
                }
                "Do" => {
                    if let Some(name) = operands.first().and_then(|name| name.as_name().ok())
                        && let Some(object) = self.resource(resources, b"XObject", name)
                        && let Ok((_, Object::Stream(stream))) = self.document.dereference(object)
                    {
                        self.external(stream, resources, state.ctm, depth);
                    }
                }
                "BI" | "EI" => self.page.pictures = true,
                _ => {}
            }
        }
    }

    /// Paints a form or a picture.
    fn external(&mut self, stream: &'d Stream, resources: &[&'d Dictionary], ctm: Matrix, depth: usize) {
        if !stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Form") {
            self.page.pictures = true;
            return;
        }
        if depth >= MOST_FORM_DEPTH {
            self.page.cut = true;
            return;
        }
        let content = match stream.get_plain_content_with_limit(self.budget) {
            Ok(content) if content.len() + FORM_COST <= self.budget => content,
            Ok(_) => {
                self.page.cut = true;
                self.budget = 0;
                return;
            }
            Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
                self.page.cut = true;
                return;
            }
            Err(_) => {
                self.page.malformed = true;
                return;
            }
        };
        self.budget -= content.len() + FORM_COST;
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict);
        let resources = own.map_or_else(|_| resources.to_vec(), |own| vec![own]);
        let matrix = stream
            .dict
            .get_deref(b"Matrix", self.document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|numbers| Matrix::of(numbers))
            .unwrap_or(Matrix::IDENTITY);
        self.run(&content, &resources, matrix.then(ctm), depth + 1);
    }

    /// Shows a string: separates it from what came before, and moves on.
    fn show(&mut self, state: &State<'d>, text: &mut Matrix, string: &[u8]) {
        let Some(font) = &state.font else {
            self.page.unreadable |= !string.is_empty();
            return;
        };
        if string.is_empty() {
            return;
        }
        // Within a string each glyph stands where the one before ends.
        let Matrix([a, b, c, d, x, y]) = text.then(state.ctm);
        self.separate((a, b), (c, d), state, (x, y));
        let mut steps = 0.0;
        for code in font.codes(string) {
            let (readable, width) = font.show(code, &mut self.page.text);
            self.page.unreadable |= !readable;
            steps += width / 1000.0 * state.size + state.character_space;
            if code == b" " {
                steps += state.word_space;
            }
        }
        *text = text.moved(steps * state.scale, 0.0);
        let Matrix([_, _, _, _, x, y]) = text.then(state.ctm);
        self.last = Some((x, y));
    }

    /// Puts between the last glyph and the one at `at` what a reader sees there.
    fn separate(&mut self, along: (f64, f64), across: (f64, f64), state: &State<'d>, at: (f64, f64)) {
        let Some(last) = self.last else { return };
        let size = state.size.abs();
        let (dx, dy) = (at.0 - last.0, at.1 - last.1);
        // In units of the font size, in the directions of the text: solves d = u * along + v * across.
        let determinant = (along.0 * across.1 - along.1 * across.0) * size;
        if determinant == 0.0 || !determinant.is_finite() {
            return;
        }
        let u = (dx * across.1 - dy * across.0) / determinant;
        let v = (dy * along.0 - dx * along.1) / determinant;
        let separator = if v.abs() > LINE_STEP || u < -COLUMN_GAP {
            '\n'
        } else if u > COLUMN_GAP {
            '\t'
        } else if u > WORD_GAP {
            ' '
        } else {
            return;
        };
        let text = &mut self.page.text;
        if separator == '\n' {
            while text.ends_with([' ', '\t']) {
                text.pop();
            }
        }
        if !text.is_empty() && !text.ends_with([' ', '\t', '\n']) {
            text.push(separator);
        }
    }
}
