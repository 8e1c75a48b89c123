//! The data files of `testdata`: what each identifier must find and must leave alone.
//!
//! A `[[case]]` has a text (in pieces, if it looks like a secret), the identifier it is about, and the values that this
//! identifier must find, in order. With `context` the text is one field under these names. No other identifier may find
//! anything, except those listed in `others`.
//!
//! A `[[set]]` lists bare values of one identifier: `valid` ones must be found beside a key word and in a column of its
//! name, and (if a key word is required) not without; `invalid` ones must not be found in either. `keyword` says which one
//! to use if it is not the first of the row.

#![allow(clippy::unwrap_used, clippy::panic, dead_code, unreachable_pub, missing_docs)]

use std::path::Path;

use magpie_detect::{Identifier, catalogue};

/// A text, in pieces if scanners for secrets would take it for one.
#[derive(Clone, serde::Deserialize)]
#[serde(untagged)]
pub enum Text {
    Whole(String),
    Pieces(Vec<String>),
}

impl Text {
    pub fn join(&self) -> String {
        match self {
            Text::Whole(text) => text.clone(),
            Text::Pieces(pieces) => pieces.concat(),
        }
    }
}

/// A text and what an identifier finds in it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub identifier: String,
    pub text: Text,
    pub values: Vec<Text>,
    pub context: Option<Vec<String>>,
    #[serde(default)]
    pub others: Vec<String>,
}

impl Case {
    /// The names of the field that the text is, if it is one.
    pub fn names(&self) -> Option<Vec<&str>> {
        self.context.as_ref().map(|names| names.iter().map(String::as_str).collect())
    }

    pub fn values(&self) -> Vec<String> {
        self.values.iter().map(Text::join).collect()
    }
}

/// Bare values.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Set {
    pub identifier: String,
    pub keyword: Option<String>,
    #[serde(default)]
    pub valid: Vec<Text>,
    #[serde(default)]
    pub invalid: Vec<Text>,
}

impl Set {
    pub fn row(&self) -> &'static Identifier {
        catalogue::find(&self.identifier).unwrap_or_else(|| panic!("no identifier {}", self.identifier))
    }

    /// The key word that stands beside the values, if there is any.
    pub fn keyword(&self) -> Option<&str> {
        self.keyword.as_deref().or(self.row().keywords.first().copied())
    }

    /// The cases that the values stand for. Other identifiers may find the values too.
    pub fn cases(&self) -> Vec<Case> {
        let row = self.row();
        let others: Vec<String> =
            catalogue::all().iter().map(|row| row.id.to_owned()).filter(|id| *id != row.id).collect();
        let case = |text: String, values: Vec<Text>, context: Option<&str>| Case {
            identifier: self.identifier.clone(),
            text: Text::Whole(text),
            values,
            context: context.map(|name| vec![name.to_owned()]),
            others: others.clone(),
        };
        let mut cases = Vec::new();
        for value in &self.valid {
            let value = value.join();
            let found = || vec![Text::Whole(value.clone())];
            let Some(keyword) = self.keyword() else {
                cases.push(case(format!("value: {value}, next"), found(), None));
                cases.push(case(value.clone(), found(), Some("column")));
                continue;
            };
            cases.push(case(format!("{keyword}: {value}, next"), found(), None));
            cases.push(case(format!("a {keyword} of {value}."), found(), None));
            cases.push(case(value.clone(), found(), Some(keyword)));
            if row.keyword_required {
                cases.push(case(format!("value: {value}, next"), vec![], None));
                cases.push(case(value.clone(), vec![], Some("column")));
            }
        }
        for value in &self.invalid {
            let value = value.join();
            let keyword = self.keyword().unwrap_or("value");
            cases.push(case(format!("{keyword}: {value}, next"), vec![], None));
            cases.push(case(value, vec![], Some(keyword)));
        }
        cases
    }
}

/// One data file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Its name, without the ending.
    #[serde(skip)]
    pub name: String,
    #[serde(default)]
    pub case: Vec<Case>,
    #[serde(default)]
    pub set: Vec<Set>,
}

/// All data files, sorted by name.
pub fn read() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let file: File = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        File { name: path.file_stem().unwrap().to_string_lossy().into_owned(), ..file }
    };
    paths.iter().map(read).collect()
}
