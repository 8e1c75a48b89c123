//! Names that are values themselves: `{"name": "DB_PASSWORD", "value": "..."}`, as lists of settings, headers, answers to a form
//! and identifiers of a patient are written in JSON.
//!
//! What names may lie one element deeper (`{"type": {"text": "Passport"}, "value": "..."}`), and so may what is named
//! (`{"text": "Your passport?", "answer": [{"valueString": "..."}]}`).
//!
//! Sources: HTTP Archive 1.2 and Postman Collection 2.1 (headers, parameters), container definitions of Amazon ECS and
//! Kubernetes (environments), tags of AWS, FHIR R5 (Identifier, ContactPoint, CodeableConcept, QuestionnaireResponse). A name
//! that stands behind its value comes too late: no value is kept for it.

/// What the name of an element says of itself and its siblings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Its value may name the value of a later sibling.
    Naming,
    /// Its value may be named by an earlier sibling.
    Named,
    Other,
}

/// Longest value that may be a name, in bytes. Own limit.
const NAME_BYTES: usize = 64;

const NAMING: [&[u8]; 23] = [
    b"name",
    b"key",
    b"label",
    b"field",
    b"fieldname",
    b"field_name",
    b"id",
    b"title",
    b"question",
    b"attribute",
    b"property",
    b"parameter",
    b"system",
    b"type",
    b"kind",
    b"code",
    b"display",
    b"text",
    b"coding",
    b"documenttype",
    b"document_type",
    b"idtype",
    b"id_type",
];
const NAMED: [&[u8]; 15] = [
    b"value",
    b"val",
    b"answer",
    b"answers",
    b"response",
    b"content",
    b"default",
    b"defaultvalue",
    b"fieldvalue",
    b"valuestring",
    b"valuedate",
    b"valuedatetime",
    b"number",
    b"documentnumber",
    b"document_number",
];

/// The role of the element with this name.
pub(super) fn role(name: &[u8]) -> Role {
    let is = |known: &&[u8]| known.eq_ignore_ascii_case(name);
    if NAMED.iter().any(is) {
        Role::Named
    } else if NAMING.iter().any(is) {
        Role::Naming
    } else {
        Role::Other
    }
}

/// What the elements of an object before say of a value: the last of them.
///
/// Nearly all that may be a name names nothing, so only its place is kept until it is asked for or the text goes.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// How deep the object lies; 0 if nothing is said.
    depth: usize,
    /// Where in the text names lie; those before `held` are in `names`.
    spans: [(u32, u32); SAID],
    names: [String; SAID],
    held: usize,
    count: usize,
}

const SAID: usize = 6;

impl Said {
    pub(super) fn clear(&mut self) {
        self.depth = 0;
    }

    /// Objects as deep as this have begun or ended: what was said in such is said no more.
    #[inline]
    pub(super) fn passed(&mut self, depth: usize) {
        if self.depth >= depth {
            self.depth = 0;
        }
    }

    /// Keeps the value from `start` to `end`, that may name a later one of the object at `depth`.
    #[inline]
    pub(super) fn keep(&mut self, depth: usize, start: usize, end: usize) {
        if self.depth != depth {
            (self.depth, self.held, self.count) = (depth, 0, 0);
        }
        if end - start > NAME_BYTES {
            return;
        }
        if self.count == SAID {
            // The first are names of lists and numbers more often than the last.
            self.spans.rotate_left(1);
            self.names.rotate_left(1);
            self.held = self.held.saturating_sub(1);
            self.count -= 1;
        }
        self.spans[self.count] = (start as u32, end as u32);
        self.count += 1;
    }

    /// Copies what is said in `text`: it goes, or is asked for.
    pub(super) fn hold(&mut self, text: &[u8]) {
        let (held, count) = if self.depth > 0 { (self.held, self.count) } else { (0, 0) };
        for index in held..count {
            let (start, end) = self.spans[index];
            let name = &mut self.names[index];
            name.clear();
            let value = text.get(start as usize..end as usize).unwrap_or_default();
            if value.iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80) {
                name.push_str(std::str::from_utf8(value).unwrap_or_default());
            }
        }
        self.held = self.count;
    }

    /// What was said in the object at `depth` and is held.
    pub(super) fn names(&self, depth: usize) -> impl Iterator<Item = &str> {
        let names = if self.depth == depth && depth > 0 { &self.names[..self.held] } else { &[] };
        names.iter().map(String::as_str).filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles() {
        assert_eq!(role(b"Name"), Role::Naming);
        assert_eq!(role(b"value"), Role::Named);
        assert_eq!(role(b"names"), Role::Other);
    }

    fn names(said: &mut Said, depth: usize, text: &str) -> Vec<String> {
        said.hold(text.as_bytes());
        said.names(depth).map(str::to_owned).collect()
    }

    #[test]
    fn what_may_be_a_name_is_kept() {
        let mut said = Said::default();
        let values = ["old", "ssn", "4711", &"x".repeat(65), "日付", "c", "d", "e"];
        let text = values.concat();
        let mut at = 0;
        for value in values {
            said.keep(2, at, at + value.len());
            at += value.len();
        }
        assert_eq!(names(&mut said, 2, &text), ["ssn", "日付", "c", "d", "e"]);
        assert!(names(&mut said, 1, &text).is_empty());
        said.keep(2, 0, 3);
        assert_eq!(names(&mut said, 2, &text), ["日付", "c", "d", "e", "old"]);
        said.passed(3);
        assert!(!names(&mut said, 2, &text).is_empty());
        said.passed(2);
        assert!(names(&mut said, 2, &text).is_empty());
    }

    #[test]
    fn names_outlive_their_text() {
        let mut said = Said::default();
        said.keep(1, 0, 3);
        said.hold(b"ssn");
        said.keep(1, 0, 5);
        assert_eq!(names(&mut said, 1, "phone"), ["ssn", "phone"]);
    }
}
