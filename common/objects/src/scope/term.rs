//! One criterion.

use std::cmp::Ordering;
use std::time::SystemTime;

use jiff::Timestamp;
use magpie_proto::v1;
use v1::job_comparator::Value as Comparator;
use v1::scope_filter_key::Value as Key;

use super::Error;
use crate::{ListedObject, Tag};

/// One criterion, ready to be asked.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Extension { equal: bool, values: Vec<String> },
    KeyStartsWith { values: Vec<String> },
    LastModified { comparison: Comparison, value: Timestamp },
    Size { comparison: Comparison, value: u64 },
    Tags { equal: bool, values: Vec<Tag> },
}

/// A comparator between ordered values.
#[derive(Debug, Clone, Copy)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Comparison::Equal => ordering.is_eq(),
            Comparison::NotEqual => ordering.is_ne(),
            Comparison::Greater => ordering.is_gt(),
            Comparison::GreaterOrEqual => ordering.is_ge(),
            Comparison::Less => ordering.is_lt(),
            Comparison::LessOrEqual => ordering.is_le(),
        }
    }
}

impl Term {
    /// Whether it holds for the object; none if only tags can tell.
    pub(super) fn holds(&self, object: &ListedObject) -> Option<bool> {
        Some(match self {
            Term::Extension { equal, values } => values.iter().any(|value| value == extension(&object.key)) == *equal,
            Term::KeyStartsWith { values } => values.iter().any(|value| object.key.starts_with(value)),
            Term::LastModified { comparison, value } => comparison.holds(to_second(object.last_modified).cmp(value)),
            Term::Size { comparison, value } => comparison.holds(object.size.cmp(value)),
            Term::Tags { .. } => return None,
        })
    }

    /// Whether it holds for an object with these tags. Terms that look at something else do not hold.
    pub(super) fn holds_for_tags(&self, tags: &[Tag]) -> bool {
        let Term::Tags { equal, values } = self else {
            return false;
        };
        let carries = values.iter().any(|wanted| {
            tags.iter().any(|tag| tag.key == wanted.key && (wanted.value.is_empty() || tag.value == wanted.value))
        });
        carries == *equal
    }

    pub(super) fn looks_at_tags(&self) -> bool {
        matches!(self, Term::Tags { .. })
    }
}

/// What follows the last dot of the key's last segment; empty if there is none.
fn extension(key: &str) -> &str {
    let name = key.rsplit('/').next().unwrap_or(key);
    name.rsplit_once('.').map(|(_, extension)| extension).unwrap_or_default()
}

/// Cut to the second, which is what S3 tells: so EQ means the same for every kind of store.
fn to_second(at: SystemTime) -> Timestamp {
    let at = Timestamp::try_from(at).unwrap_or(Timestamp::UNIX_EPOCH);
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}

pub(super) fn compile(term: &v1::JobScopeTerm, field: &str) -> Result<Term, Error> {
    match (&term.simple_scope_term, &term.tag_scope_term) {
        (Some(simple), None) => compile_simple(simple, &format!("{field}.simpleScopeTerm")),
        (None, Some(tags)) => compile_tags(tags, &format!("{field}.tagScopeTerm")),
        _ => Err(error(field, "give exactly one of simpleScopeTerm and tagScopeTerm")),
    }
}

fn compile_simple(term: &v1::SimpleScopeTerm, field: &str) -> Result<Term, Error> {
    let key_field = format!("{field}.key");
    let key = Key::try_from(term.key)
        .map_err(|_| error(&key_field, "this key is not known"))
        .and_then(|key| if key == Key::Unspecified { Err(error(&key_field, "a key is required")) } else { Ok(key) })?;
    let comparator_field = format!("{field}.comparator");
    let comparator = comparator(term.comparator, &comparator_field)?;
    let values_field = format!("{field}.values");
    if term.values.is_empty() {
        return Err(error(&values_field, "at least one value is required"));
    }
    match key {
        Key::ObjectExtension => {
            let equal = equality(comparator, "OBJECT_EXTENSION", &comparator_field)?;
            for (index, value) in term.values.iter().enumerate() {
                if value.contains(['.', '/']) {
                    let description =
                        "an extension has neither dot nor slash: what follows the last dot counts, as in gz";
                    return Err(error(&format!("{values_field}[{index}]"), description));
                }
            }
            Ok(Term::Extension { equal, values: term.values.clone() })
        }
        Key::ObjectKey => {
            if comparator != Comparator::StartsWith {
                return Err(error(&comparator_field, "OBJECT_KEY can be compared with STARTS_WITH only"));
            }
            if let Some(index) = term.values.iter().position(String::is_empty) {
                return Err(error(&format!("{values_field}[{index}]"), "an empty prefix matches every object"));
            }
            Ok(Term::KeyStartsWith { values: term.values.clone() })
        }
        Key::ObjectLastModifiedDate => {
            let comparison = comparison(comparator, "OBJECT_LAST_MODIFIED_DATE", &comparator_field)?;
            let value = only(&term.values, &values_field)?.parse().map_err(|_| {
                error(
                    &values_field,
                    "a time in UTC is required, in ISO 8601 extended form such as 2024-05-31T18:00:00Z",
                )
            })?;
            Ok(Term::LastModified { comparison, value })
        }
        Key::ObjectSize => {
            let comparison = comparison(comparator, "OBJECT_SIZE", &comparator_field)?;
            let value = only(&term.values, &values_field)?;
            let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
            match value.parse() {
                Ok(value) if digits => Ok(Term::Size { comparison, value }),
                _ => Err(error(&values_field, "a size is a whole number of bytes, such as 1048576")),
            }
        }
        Key::Unspecified => Err(error(&key_field, "a key is required")),
    }
}

fn compile_tags(term: &v1::TagScopeTerm, field: &str) -> Result<Term, Error> {
    let comparator_field = format!("{field}.comparator");
    let equal = equality(comparator(term.comparator, &comparator_field)?, "TAG", &comparator_field)?;
    if !matches!(term.key.as_str(), "" | "TAG") {
        return Err(error(&format!("{field}.key"), "the key can be TAG only"));
    }
    if v1::tag_target::Value::try_from(term.target).is_err() {
        return Err(error(&format!("{field}.target"), "the target can be S3_OBJECT only"));
    }
    if term.tag_values.is_empty() {
        return Err(error(&format!("{field}.tagValues"), "at least one tag is required"));
    }
    if let Some(index) = term.tag_values.iter().position(|pair| pair.key.is_empty()) {
        return Err(error(&format!("{field}.tagValues[{index}].key"), "a tag's key is required"));
    }
    let values = term.tag_values.iter().map(|pair| Tag { key: pair.key.clone(), value: pair.value.clone() }).collect();
    Ok(Term::Tags { equal, values })
}

fn comparator(value: i32, field: &str) -> Result<Comparator, Error> {
    match Comparator::try_from(value) {
        Ok(Comparator::Unspecified) => Err(error(field, "a comparator is required")),
        Ok(comparator) => Ok(comparator),
        Err(_) => Err(error(field, "this comparator is not known")),
    }
}

fn equality(comparator: Comparator, key: &str, field: &str) -> Result<bool, Error> {
    match comparator {
        Comparator::Eq => Ok(true),
        Comparator::Ne => Ok(false),
        _ => Err(error(field, &format!("{key} can be compared with EQ and NE only"))),
    }
}

fn comparison(comparator: Comparator, key: &str, field: &str) -> Result<Comparison, Error> {
    match comparator {
        Comparator::Eq => Ok(Comparison::Equal),
        Comparator::Ne => Ok(Comparison::NotEqual),
        Comparator::Gt => Ok(Comparison::Greater),
        Comparator::Gte => Ok(Comparison::GreaterOrEqual),
        Comparator::Lt => Ok(Comparison::Less),
        Comparator::Lte => Ok(Comparison::LessOrEqual),
        _ => Err(error(field, &format!("{key} can be compared with EQ, NE, GT, GTE, LT and LTE only"))),
    }
}

fn only<'a>(values: &'a [String], field: &str) -> Result<&'a str, Error> {
    match values {
        [value] => Ok(value),
        _ => Err(error(field, "exactly one value is required")),
    }
}

fn error(field: &str, description: &str) -> Error {
    Error { field: field.to_owned(), description: description.to_owned() }
}
