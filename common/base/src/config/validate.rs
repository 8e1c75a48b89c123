//! What types alone cannot say about settings.

use std::fmt;

/// Settings that cannot be used together or at all, and what to do.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

/// One setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// As in the file: `section.key`.
    pub setting: &'static str,
    /// What is wrong and what to do, one sentence.
    pub message: String,
}

impl Problems {
    /// All of them, in the order of the sections.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one.
    pub(super) fn add(&mut self, setting: &'static str, message: impl Into<String>) {
        self.0.push(Problem { setting, message: message.into() });
    }

    /// Adds one unless the value lies inside.
    pub(super) fn range<T: PartialOrd + fmt::Display>(&mut self, setting: &'static str, value: T, least: T, most: T) {
        if value < least || value > most {
            self.add(setting, format!("is {value}, but must be from {least} to {most}"));
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Problem { setting, message }) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{setting} {message}")?;
        }
        Ok(())
    }
}
