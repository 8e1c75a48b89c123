//! Names that are values themselves: `{"name": "DB_PASSWORD", "value": "..."}`, as lists of settings, headers, answers to a form
//! and identifiers of a patient are written in JSON.
//!
//! Sources: HTTP Archive 1.2 and Postman Collection 2.1 (headers, parameters), container definitions of Amazon ECS and
//! Kubernetes (environments), tags of AWS, FHIR R5 (Identifier, ContactPoint). A name
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

const NAMING: [&[u8]; 13] = [
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
];
const NAMED: [&[u8]; 8] =
    [b"value", b"val", b"answer", b"response", b"content", b"default", b"defaultvalue", b"fieldvalue"];

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

/// What the elements of an object before say of a value, at most so many of them.
#[derive(Debug, Default)]
pub(super) struct Said {
    names: [String; SAID],
    count: usize,
}

const SAID: usize = 3;

impl Said {
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// Keeps a value that may be a name.
    pub(super) fn keep(&mut self, value: &[u8]) {
        if value.len() > NAME_BYTES || !value.iter().any(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80) {
            return;
        }
        if let (Some(slot), Ok(value)) = (self.names.get_mut(self.count), std::str::from_utf8(value)) {
            slot.clear();
            slot.push_str(value);
            self.count += 1;
        }
    }

    /// What was kept.
    pub(super) fn names(&self) -> &[String] {
        self.names.get(..self.count).unwrap_or_default()
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

    #[test]
    fn what_may_be_a_name_is_kept() {
        let mut said = Said::default();
        for value in ["ssn", "4711", "", &"x".repeat(65), "日付", "c", "d"] {
            said.keep(value.as_bytes());
        }
        assert_eq!(said.names(), ["ssn", "日付", "c"]);
        said.clear();
        assert!(said.names().is_empty());
    }
}
