//! The names around fields: interned, so that what they say is looked up once for a column and not once for a cell.

use std::collections::HashMap;

use crate::detector::assignment::{self, Telling};
use crate::detector::filler::contains;
use crate::detector::name::{self, Column};
use crate::keywords::KeywordSet;
use crate::zones::UseSet;
use crate::{Ruleset, custom};

/// How many lists of names are remembered, and how many bytes of them: data with ever new names should cost little memory.
const NAME_LISTS: usize = 1 << 15;
const NAME_BYTES: usize = 1 << 21;
/// How many bytes of names one list is remembered by.
const NAME_LIST_BYTES: usize = 1024;
/// How many different sets of key words contexts may have. Beyond it every key word counts as present: better a
/// detection too many than one too few.
const CONTEXTS: usize = 1 << 14;

/// The names around a field, as interned by [`crate::Scanner::context`]. Valid for the scanner that made it, until
/// [`crate::Scanner::forget`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContextId(u32);

impl ContextId {
    /// The number of the context: small, and another for each.
    #[inline(always)]
    pub(crate) fn number(self) -> u32 {
        self.0
    }
}

/// What the names around a field say.
pub(crate) struct Context {
    pub(crate) keywords: KeywordSet,
    /// Whether they tell what a whole value is.
    pub(crate) whole: bool,
    /// Whether values count in it that have no anchors of their own.
    pub(crate) rare: bool,
    /// Whether values in it may be names of people.
    pub(crate) column: Column,
    /// How much they say of a secret, if its key words are among them.
    pub(crate) secret: Telling,
    /// Whether there is any key word, or they may be names.
    pub(crate) tells: bool,
    /// What the key words lead to.
    pub(crate) uses: UseSet,
    /// What custom identifiers have a key word among the names.
    pub(crate) custom: custom::Named,
}

/// Names of elements that hold the value of the element around them: of settings (Terraform, JSON Schema, properties), of types
/// in JSON (Avro, DynamoDB), of text in XML that was made JSON of.
const CARRIERS: [&str; 16] = [
    "value",
    "val",
    "values",
    "default",
    "example",
    "string",
    "s",
    "#text",
    "$",
    "_",
    "text",
    "plaintext",
    "current",
    "old",
    "new",
    "secure",
];

/// Takes out what the names of outer elements say about passwords, whose whole value counts whatever it is: below `password` a
/// schema or a translation has other things (`{"password": {"format": "password", "label": "..."}}`). Below `passwords` there
/// are many. Names that are looked at themselves are given as if they had a nameless element around them.
fn forget_distant(set: &mut KeywordSet, ruleset: &Ruleset, names: &[&str]) {
    let Some(target) = ruleset.dispatch.password.filter(|target| set.contains(target.group)) else { return };
    let near = near(names);
    // The name of an element stands for itself.
    let itself = names.last() == Some(&"");
    let first = near.first().map(|name| &name.as_bytes()[..name.len().min(ABOUT_BYTES)]).unwrap_or_default();
    let about = ABOUT.iter().any(|part| contains(first, part));
    let many =
        |name: &&str| name.len() >= MANY.len() && name.as_bytes()[name.len() - MANY.len()..].eq_ignore_ascii_case(MANY);
    if itself
        || about
        || near.len() < names.len()
            && !names.iter().any(many)
            && !ruleset.keywords.in_names(near).contains(target.group)
    {
        set.remove(target.group);
    }
}

/// The innermost name that is none of [`CARRIERS`], with those in it.
fn near<'a, 'b>(names: &'a [&'b str]) -> &'a [&'b str] {
    let carries = |name: &&&str| CARRIERS.iter().any(|known| known.eq_ignore_ascii_case(name));
    let inner = names.iter().rev().take_while(carries).count();
    &names[names.len().saturating_sub(inner + 1)..]
}

/// Lets the innermost name decide on secrets, as it does in texts: whether it names one, and how much it says. What outer
/// names say holds where it says nothing.
fn note_secret(set: &mut KeywordSet, ruleset: &Ruleset, names: &[&str]) -> Telling {
    let Some(target) = ruleset.dispatch.secret else { return Telling::Enough };
    let name = near(names).first().map(|name| name.as_bytes()).unwrap_or_default();
    let name = &name[name.len().saturating_sub(ABOUT_BYTES)..];
    match assignment::telling(name) {
        Some(telling) => {
            set.insert(target.group);
            telling
        }
        None => {
            if set.contains(target.group) && (assignment::is_harmless(name) || assignment::is_about_secret(name)) {
                set.remove(target.group);
            }
            Telling::Enough
        }
    }
}

/// How much of a name is looked at for them, in bytes.
const ABOUT_BYTES: usize = 128;
/// Parts of names of what is said about passwords.
const ABOUT: [&[u8]; 20] = [
    b"policy",
    b"changed",
    b"expir",
    b"length",
    b"strength",
    b"lastset",
    b"last_set",
    b"required",
    b"algorithm",
    b"attempt",
    b"history",
    b"updated",
    b"created",
    b"rotat",
    b"lifetime",
    b"validat",
    b"format",
    b"rules",
    b"label",
    b"placeholder",
];

/// The end of the names of elements that hold passwords by other names.
const MANY: &[u8] = b"passwords";

/// All contexts of a scanner.
pub(crate) struct Contexts {
    contexts: Vec<Context>,
    numbers: HashMap<(KeywordSet, Column, Telling, custom::Named), ContextId>,
    names: HashMap<Box<[u8]>, ContextId>,
    /// Bytes of all names that are remembered.
    name_bytes: usize,
    key: Vec<u8>,
}

impl Contexts {
    pub(crate) fn new() -> Contexts {
        let mut contexts = Contexts {
            contexts: Vec::new(),
            numbers: HashMap::new(),
            names: HashMap::new(),
            name_bytes: 0,
            key: Vec::new(),
        };
        contexts.forget();
        contexts
    }

    /// What the names with this id say.
    #[inline]
    pub(crate) fn get(&self, id: ContextId) -> Option<&Context> {
        self.contexts.get(id.0 as usize)
    }

    /// Interns the names of a column, or of all elements on a path.
    pub(crate) fn intern(&mut self, ruleset: &Ruleset, names: &[&str]) -> ContextId {
        self.key.clear();
        for name in names {
            let room = NAME_LIST_BYTES.saturating_sub(self.key.len());
            self.key.extend_from_slice(&name.as_bytes()[..name.len().min(room)]);
            self.key.push(0);
        }
        let whole = self.key.len() < NAME_LIST_BYTES;
        if whole && let Some(known) = self.names.get(self.key.as_slice()) {
            return *known;
        }
        let mut set = ruleset.keywords.in_names(names);
        forget_distant(&mut set, ruleset, names);
        let secret = note_secret(&mut set, ruleset, names);
        let rare = set.meets(&ruleset.dispatch.rare.groups);
        let column = if ruleset.dispatch.name.is_some() { name::column(names) } else { Column::Other };
        let custom = if ruleset.custom.is_empty() { custom::Named::default() } else { ruleset.custom.in_names(names) };
        if self.contexts.len() >= CONTEXTS && !self.numbers.contains_key(&(set, column, secret, custom)) {
            set = KeywordSet::EVERY;
        }
        let next = ContextId(self.contexts.len() as u32);
        let id = *self.numbers.entry((set, column, secret, custom)).or_insert(next);
        if id == next {
            let uses = ruleset.dispatch.uses_of(&set);
            let tells = !set.is_empty() || column != Column::Other;
            let whole = set.meets(&ruleset.dispatch.whole);
            self.contexts.push(Context { keywords: set, whole, rare, column, secret, tells, uses, custom });
        }
        if whole {
            if self.names.len() >= NAME_LISTS || self.name_bytes + self.key.len() > NAME_BYTES {
                self.names.clear();
                self.name_bytes = 0;
            }
            self.name_bytes += self.key.len();
            self.names.insert(self.key.as_slice().into(), id);
        }
        id
    }

    /// Forgets all names.
    pub(crate) fn forget(&mut self) {
        self.names.clear();
        self.name_bytes = 0;
        self.numbers.clear();
        self.contexts.clear();
        // The context of a field without names has number 0, also for `ContextId::default()`.
        self.contexts.push(Context {
            keywords: KeywordSet::default(),
            whole: false,
            rare: false,
            column: Column::Other,
            secret: Telling::Enough,
            tells: false,
            uses: UseSet::default(),
            custom: custom::Named::default(),
        });
        let nothing = (KeywordSet::default(), Column::Other, Telling::Enough, custom::Named::default());
        self.numbers.insert(nothing, ContextId::default());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn ever_new_names_are_not_all_remembered() {
        let ruleset = Ruleset::builder().managed(["EMAIL_ADDRESS"]).unwrap().build().unwrap();
        let mut contexts = Contexts::new();
        let long = "n".repeat(NAME_LIST_BYTES - 20);
        for number in 0..3 * NAME_BYTES / NAME_LIST_BYTES {
            contexts.intern(&ruleset, &[&format!("{long}{number}")]);
            let kept: usize = contexts.names.keys().map(|key| key.len()).sum();
            assert!(kept == contexts.name_bytes && kept <= NAME_BYTES);
        }
        assert!(contexts.names.len() > 1);
        contexts.forget();
        assert_eq!((contexts.names.len(), contexts.name_bytes), (0, 0));
    }
}
