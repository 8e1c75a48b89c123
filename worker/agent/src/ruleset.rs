//! Compiled rules, kept while jobs use them.

use std::sync::Arc;

use magpie_detect::{Ruleset, Scanner};
use parking_lot::Mutex;

/// Rule sets that a worker keeps compiled. A worker rarely works on more jobs than this at once.
const KEPT: usize = 8;

/// Why a grant's rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The grant names identifiers that this version does not have.
    #[error("this worker cannot build the job's rules: {0}; run the same version of Magpie everywhere")]
    Build(#[from] magpie_detect::ruleset::Error),
    /// The same identifiers mean something else here.
    #[error(
        "the job's rules are of version {wanted}, this worker's of {here}; run the same version of Magpie everywhere"
    )]
    Version {
        /// What the grant asks for.
        wanted: String,
        /// What this worker makes of the same ids.
        here: String,
    },
}

/// The rule sets of one worker.
#[derive(Default)]
pub(crate) struct Rulesets {
    kept: Mutex<Vec<Arc<Ruleset>>>,
}

impl Rulesets {
    /// The rule set of these identifiers; refused if its content hash is not `version`.
    pub(crate) fn get(&self, ids: &[String], version: &str) -> Result<Arc<Ruleset>, Error> {
        if let Some(known) = self.kept.lock().iter().find(|known| known.version() == version) {
            return Ok(Arc::clone(known));
        }
        let built = Arc::new(Ruleset::managed(ids)?);
        if built.version() != version {
            return Err(Error::Version { wanted: version.to_owned(), here: built.version().to_owned() });
        }
        let mut kept = self.kept.lock();
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Arc::clone(&built));
        Ok(built)
    }
}

/// The scanners of one CPU thread: a scanner owns its scratch memory, so it is used again rather than made anew.
#[derive(Default)]
pub(crate) struct ScannerCache {
    kept: Vec<(String, Scanner)>,
}

impl ScannerCache {
    /// A scanner for these rules.
    pub(crate) fn scanner(&mut self, ruleset: &Arc<Ruleset>) -> &mut Scanner {
        let version = ruleset.version();
        let at = self.kept.iter().position(|(kept, _)| kept == version);
        let at = at.unwrap_or_else(|| {
            if self.kept.len() >= KEPT {
                self.kept.remove(0);
            }
            self.kept.push((version.to_owned(), Scanner::new(Arc::clone(ruleset))));
            self.kept.len() - 1
        });
        &mut self.kept[at].1
    }

    /// Forgets all scanners, after one was left in an unknown state.
    pub(crate) fn clear(&mut self) {
        self.kept.clear();
    }
}
