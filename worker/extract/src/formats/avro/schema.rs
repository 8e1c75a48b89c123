//! The schema of an Avro file, as its data are decoded by it.
//!
//! Source: Apache Avro 1.12 Specification, "Schema Declaration", "Names", "Logical Types".

use serde_json::{Map, Value};
use std::collections::HashMap;

/// A type's number.
pub(super) type Id = u32;

/// Most types in a schema. Own limit.
const MOST_TYPES: usize = 100_000;
/// Largest `fixed`, in bytes. Own limit.
const MOST_FIXED: u64 = 1 << 30;

/// What a number stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Plain,
    Date,
    /// A time of the day, with so many units per second.
    Time(i64),
    /// A time since 1970, with so many units per second.
    Timestamp(i64),
    /// A decimal number with so many digits after the point.
    Decimal(usize),
    Uuid,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// Named, and not defined yet.
    Pending,
    Null,
    Boolean,
    Integer(Meaning),
    Float,
    Double,
    Bytes(Meaning),
    String,
    Fixed(u64, Meaning),
    Enum(Vec<String>),
    Record(Vec<Member>),
    Array(Id),
    Map(Id),
    Union(Vec<Id>),
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Member {
    pub(super) name: String,
    pub(super) slot: usize,
    pub(super) kind: Id,
}

/// All types of a file; the records of the file are of the type `root`.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) kinds: Vec<Kind>,
    pub(super) root: Id,
    /// Whether values of a type have no bytes (`null`, and records of nothing else).
    pub(super) empty: Vec<bool>,
}

impl Schema {
    /// Reads a schema. `None`: it is none, or too large.
    pub(super) fn parse(json: &[u8]) -> Option<Schema> {
        let value: Value = serde_json::from_slice(json).ok()?;
        let mut builder = Builder { kinds: Vec::new(), named: HashMap::new() };
        let root = builder.add(&value, "")?;
        let Builder { mut kinds, .. } = builder;
        if kinds.contains(&Kind::Pending) {
            return None;
        }
        let mut empty = vec![None; kinds.len()];
        for id in 0..kinds.len() {
            is_empty(&kinds, &mut empty, id as Id, 0);
        }
        let empty: Vec<bool> = empty.into_iter().map(|known| known == Some(true)).collect();
        // Fields without bytes are left out, so that decoding a record costs no more than its bytes.
        for kind in &mut kinds {
            if let Kind::Record(members) = kind {
                members.retain(|member| !empty.get(member.kind as usize).copied().unwrap_or_default());
            }
        }
        Some(Schema { kinds, root, empty })
    }

    pub(super) fn kind(&self, id: Id) -> &Kind {
        self.kinds.get(id as usize).unwrap_or(&Kind::Null)
    }

    pub(super) fn is_empty(&self, id: Id) -> bool {
        self.empty.get(id as usize).copied().unwrap_or(true)
    }
}

/// Deepest nesting of types looked into for emptiness; below, a type counts as one with bytes.
const MOST_DEPTH: u32 = 200;

fn is_empty(kinds: &[Kind], known: &mut [Option<bool>], id: Id, depth: u32) -> bool {
    let at = id as usize;
    if let Some(known) = known.get(at).copied().flatten() {
        return known;
    }
    if depth > MOST_DEPTH {
        return false;
    }
    // A record that holds itself has no end, and so is not empty.
    if let Some(slot) = known.get_mut(at) {
        *slot = Some(false);
    }
    let empty = match kinds.get(at) {
        Some(Kind::Null | Kind::Fixed(0, _)) => true,
        Some(Kind::Record(members)) => members.iter().all(|member| is_empty(kinds, known, member.kind, depth + 1)),
        _ => false,
    };
    if let Some(slot) = known.get_mut(at) {
        *slot = Some(empty);
    }
    empty
}

struct Builder {
    kinds: Vec<Kind>,
    named: HashMap<String, Id>,
}

impl Builder {
    fn push(&mut self, kind: Kind) -> Option<Id> {
        if self.kinds.len() >= MOST_TYPES {
            return None;
        }
        self.kinds.push(kind);
        Some(self.kinds.len() as Id - 1)
    }

    /// Adds a type. JSON is nested at most 128 deep (a limit of its parser), and so is this.
    fn add(&mut self, value: &Value, namespace: &str) -> Option<Id> {
        match value {
            Value::String(name) => self.reference(name, namespace),
            Value::Array(branches) => {
                let branches = branches.iter().map(|branch| self.add(branch, namespace)).collect::<Option<_>>()?;
                self.push(Kind::Union(branches))
            }
            Value::Object(object) => self.object(object, namespace),
            _ => None,
        }
    }

    fn reference(&mut self, name: &str, namespace: &str) -> Option<Id> {
        if let Some(primitive) = primitive(name, Meaning::Plain) {
            return self.push(primitive);
        }
        self.named.get(&full_name(name, namespace)).or_else(|| self.named.get(name)).copied()
    }

    fn object(&mut self, object: &Map<String, Value>, namespace: &str) -> Option<Id> {
        let kind = match object.get("type")? {
            Value::String(kind) => kind.as_str(),
            // A type in a type: `{"type": {"type": "string"}}`.
            nested => return self.add(nested, namespace),
        };
        let meaning = meaning(object);
        match kind {
            "array" => {
                let items = self.add(object.get("items")?, namespace)?;
                self.push(Kind::Array(items))
            }
            "map" => {
                let values = self.add(object.get("values")?, namespace)?;
                self.push(Kind::Map(values))
            }
            "record" | "error" | "enum" | "fixed" => self.named_type(kind, object, namespace, meaning),
            name => match primitive(name, meaning) {
                Some(primitive) => self.push(primitive),
                None => self.reference(name, namespace),
            },
        }
    }

    fn named_type(&mut self, kind: &str, object: &Map<String, Value>, namespace: &str, meaning: Meaning) -> Option<Id> {
        let name = object.get("name").and_then(Value::as_str).unwrap_or_default();
        let given = object.get("namespace").and_then(Value::as_str).unwrap_or(namespace);
        let full = full_name(name, given);
        let inner = full.rsplit_once('.').map_or("", |(namespace, _)| namespace).to_owned();
        let id = self.push(Kind::Pending)?;
        self.named.insert(full, id);
        let kind = match kind {
            "enum" => {
                let symbols = object.get("symbols")?.as_array()?;
                Kind::Enum(symbols.iter().map(|symbol| symbol.as_str().unwrap_or_default().to_owned()).collect())
            }
            "fixed" => {
                let size = object.get("size")?.as_u64().filter(|&size| size <= MOST_FIXED)?;
                Kind::Fixed(size, if meaning == Meaning::Uuid && size != 16 { Meaning::Plain } else { meaning })
            }
            _ => {
                let mut members = Vec::new();
                for (slot, field) in object.get("fields")?.as_array()?.iter().enumerate() {
                    let name = field.get("name")?.as_str()?.to_owned();
                    let kind = self.add(field.get("type")?, &inner)?;
                    members.push(Member { name, slot, kind });
                }
                Kind::Record(members)
            }
        };
        *self.kinds.get_mut(id as usize)? = kind;
        Some(id)
    }
}

fn primitive(name: &str, meaning: Meaning) -> Option<Kind> {
    Some(match name {
        "null" => Kind::Null,
        "boolean" => Kind::Boolean,
        "int" | "long" => Kind::Integer(meaning),
        "float" => Kind::Float,
        "double" => Kind::Double,
        "bytes" => Kind::Bytes(meaning),
        "string" => Kind::String,
        _ => return None,
    })
}

fn meaning(object: &Map<String, Value>) -> Meaning {
    match object.get("logicalType").and_then(Value::as_str).unwrap_or_default() {
        "date" => Meaning::Date,
        "time-millis" => Meaning::Time(1_000),
        "time-micros" => Meaning::Time(1_000_000),
        "timestamp-millis" | "local-timestamp-millis" => Meaning::Timestamp(1_000),
        "timestamp-micros" | "local-timestamp-micros" => Meaning::Timestamp(1_000_000),
        "timestamp-nanos" | "local-timestamp-nanos" => Meaning::Timestamp(1_000_000_000),
        "decimal" => {
            let scale = object.get("scale").and_then(Value::as_u64).unwrap_or(0);
            usize::try_from(scale).map_or(Meaning::Plain, Meaning::Decimal)
        }
        "uuid" => Meaning::Uuid,
        _ => Meaning::Plain,
    }
}

/// A name with its namespace, unless it has one.
fn full_name(name: &str, namespace: &str) -> String {
    if name.contains('.') || namespace.is_empty() { name.to_owned() } else { format!("{namespace}.{name}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_resolved_and_may_recur() {
        let schema = Schema::parse(
            br#"{"type": "record", "name": "list", "namespace": "a.b", "fields": [
                {"name": "value", "type": {"type": "fixed", "name": "hash", "size": 16}},
                {"name": "other", "type": "hash"},
                {"name": "nothing", "type": "null"},
                {"name": "next", "type": ["null", "a.b.list"]}]}"#,
        )
        .unwrap();
        let Kind::Record(members) = schema.kind(schema.root) else { panic!() };
        let names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["value", "other", "next"]);
        assert_eq!(members[0].kind, members[1].kind);
        let Kind::Union(branches) = schema.kind(members[2].kind) else { panic!() };
        assert_eq!(branches[1], schema.root);
    }

    #[test]
    fn what_is_no_schema() {
        for bad in ["", "{}", "\"unknown\"", "[1]", r#"{"type":"record","name":"r","fields":[{"name":"x"}]}"#] {
            assert!(Schema::parse(bad.as_bytes()).is_none(), "{bad}");
        }
        let deep = format!("{}{}", r#"{"type":"array","items":"#.repeat(5000), "\"int\"");
        assert!(Schema::parse(deep.as_bytes()).is_none());
    }

    #[test]
    fn records_that_take_no_bytes_are_known() {
        let schema = Schema::parse(
            br#"{"type": "record", "name": "r", "fields": [{"name": "a", "type": "null"},
                {"name": "b", "type": {"type": "record", "name": "s", "fields": []}}]}"#,
        )
        .unwrap();
        assert!(schema.is_empty(schema.root));
        let endless = r#"{"type": "record", "name": "r", "fields": [{"name": "a", "type": "r"}]}"#;
        let schema = Schema::parse(endless.as_bytes()).unwrap();
        assert!(!schema.is_empty(schema.root));
    }
}
