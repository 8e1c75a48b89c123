//! Compiled rules, kept while jobs use them.

use std::sync::Arc;
use std::time::Duration;

use magpie_detect::{Ruleset, Scanner, allow, custom};
use magpie_proto::worker::v1::worker_service_client::WorkerServiceClient;
use magpie_proto::worker::v1::{Grant, ScanSpec};
use parking_lot::Mutex;
use tokio::sync::OnceCell;
use tokio::time::Instant;
use tonic::transport::Channel;

use crate::words::{self, ListWords};

/// Rule sets that a worker keeps compiled. A worker rarely works on more jobs than this at once.
const KEPT: usize = 8;

/// How long the words of allow lists stay in memory when no lease needs them: the next shard of their run may come soon.
const WORDS_KEPT: Duration = Duration::from_secs(60);

/// Why a grant's rules cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The grant has rules that this version does not know.
    #[error("this worker cannot build the job's rules: {0}; run the same version of Magpie everywhere")]
    Build(#[from] magpie_detect::ruleset::Error),
    /// The words of an allow list are not what the coordinator read.
    #[error(
        "this worker cannot read the words of allow list {id}: {source}; run the same version of Magpie everywhere"
    )]
    Words {
        /// The list.
        id: String,
        /// What is wrong. Never quotes an entry.
        source: allow::Error,
    },
    /// The same rules mean something else here.
    #[error(
        "the job's rules are of version {wanted}, this worker's of {here}; run the same version of Magpie everywhere"
    )]
    Version {
        /// What the coordinator asks for.
        wanted: String,
        /// What this worker makes of the same rules.
        here: String,
    },
    /// The words of the run's allow lists cannot be had.
    #[error(transparent)]
    Fetch(#[from] words::Error),
    /// Compiling broke off.
    #[error("compiling the job's rules broke off")]
    Broken,
}

impl Error {
    /// Whether another worker, of the coordinator's version, could do it.
    pub(crate) fn is_mismatch(&self) -> bool {
        !matches!(self, Error::Fetch(_) | Error::Broken)
    }
}

/// A compiled rule set with the scanners that were made for it: a scanner owns its scratch memory, so it is used again
/// rather than made anew. When the last lease lets go of the rules, everything of them is gone.
pub(crate) struct Rules {
    ruleset: Arc<Ruleset>,
    /// Those that no thread uses now; never more than there are CPU threads.
    idle: Mutex<Vec<Scanner>>,
}

impl Rules {
    fn new(ruleset: Ruleset) -> Rules {
        Rules { ruleset: Arc::new(ruleset), idle: Mutex::new(Vec::new()) }
    }

    /// The rules.
    pub(crate) fn ruleset(&self) -> &Arc<Ruleset> {
        &self.ruleset
    }

    /// Does something with a scanner for these rules. If it panics, the scanner is not used again.
    pub(crate) fn with_scanner<T>(&self, work: impl FnOnce(&mut Scanner) -> T) -> T {
        let idle = self.idle.lock().pop();
        let mut scanner = idle.unwrap_or_else(|| Scanner::new(Arc::clone(&self.ruleset)));
        let done = work(&mut scanner);
        self.idle.lock().push(scanner);
        done
    }
}

/// What tells rule sets apart: the version of the rules; and for rules with words, which may have changed when the coordinator
/// read them again, the run and the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    version: String,
    words_of: Option<(u64, u64)>,
}

struct Kept {
    key: Key,
    /// Filled by the first who needs it; the others wait.
    rules: Arc<OnceCell<Arc<Rules>>>,
    used: Instant,
}

/// The rule sets of one worker.
#[derive(Default)]
pub(crate) struct Rulesets {
    kept: Mutex<Vec<Kept>>,
}

impl Rulesets {
    /// The rules of a grant; compiled on a thread that may block. The words of allow lists are fetched, however long that takes.
    ///
    /// # Errors
    /// If they cannot be built here, or are not of the version that the coordinator says.
    pub(crate) async fn get(&self, grant: &Grant, client: &WorkerServiceClient<Channel>) -> Result<Arc<Rules>, Error> {
        let spec = grant.spec.clone().unwrap_or_default();
        let has_words = spec.allow_lists.iter().any(|list| list.regex.is_empty());
        let epoch = grant.token.map_or(0, |token| token.epoch);
        let key = Key { version: spec.ruleset_version.clone(), words_of: has_words.then_some((epoch, grant.run_id)) };
        let cell = self.cell(key);
        let made = cell.get_or_try_init(|| async {
            let (wanted, words) = if has_words {
                let fetched = words::fetch(client, grant.run_id).await?;
                (fetched.ruleset_version, fetched.lists)
            } else {
                (spec.ruleset_version.clone(), Vec::new())
            };
            let built = tokio::task::spawn_blocking(move || build(&spec, &words));
            let ruleset = built.await.map_err(|_| Error::Broken)??;
            if ruleset.version() != wanted {
                return Err(Error::Version { wanted, here: ruleset.version().to_owned() });
            }
            Ok(Arc::new(Rules::new(ruleset)))
        });
        made.await.map(Arc::clone)
    }

    /// The place of a rule set. The one that was not used for the longest time makes room.
    fn cell(&self, key: Key) -> Arc<OnceCell<Arc<Rules>>> {
        let mut kept = self.kept.lock();
        let now = Instant::now();
        if let Some(known) = kept.iter_mut().find(|known| known.key == key) {
            known.used = now;
            return Arc::clone(&known.rules);
        }
        if kept.len() >= KEPT
            && let Some(oldest) = kept.iter().enumerate().min_by_key(|(_, known)| known.used).map(|(at, _)| at)
        {
            kept.remove(oldest);
        }
        let rules = Arc::new(OnceCell::new());
        kept.push(Kept { key, rules: Arc::clone(&rules), used: now });
        rules
    }

    /// Lets go of words that no lease has needed for a while.
    pub(crate) fn forget_words(&self) {
        let now = Instant::now();
        self.kept.lock().retain_mut(|known| {
            let held = known.rules.get().is_some_and(|rules| Arc::strong_count(rules) > 1);
            if held || Arc::strong_count(&known.rules) > 1 {
                known.used = now;
            }
            known.key.words_of.is_none() || now.duration_since(known.used) < WORDS_KEPT
        });
    }
}

/// Compiles what a spec asks for. Takes a while.
fn build(spec: &ScanSpec, words: &[ListWords]) -> Result<Ruleset, Error> {
    let mut builder = Ruleset::builder().managed(&spec.managed_data_identifier_ids)?;
    for custom in &spec.custom_data_identifiers {
        builder = builder.custom(custom::Identifier {
            id: custom.id.clone(),
            name: custom.name.clone(),
            criteria: custom::Criteria {
                regex: custom.regex.clone(),
                keywords: custom.keywords.clone(),
                ignore_words: custom.ignore_words.clone(),
                maximum_match_distance: custom.maximum_match_distance,
            },
        })?;
    }
    for list in &spec.allow_lists {
        let list = if list.regex.is_empty() {
            // A list that could not be read is left out, and the run says so.
            let Some(words) = words.iter().find(|words| words.id == list.id) else { continue };
            let parsed = allow::Words::parse(words.bytes.expose_sensitive());
            allow::List::words(parsed.map_err(|source| Error::Words { id: list.id.clone(), source })?)
        } else {
            let compiled = allow::List::regex(&list.regex);
            compiled.map_err(|source| Error::Words { id: list.id.clone(), source })?
        };
        builder = builder.allow(list)?;
    }
    Ok(builder.build()?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use magpie_proto::worker::v1::{AllowList, CustomIdentifier};

    use super::*;

    fn spec() -> ScanSpec {
        let list = |id: &str, regex: &str| AllowList { id: id.into(), regex: regex.into(), ..Default::default() };
        ScanSpec {
            managed_data_identifier_ids: vec!["EMAIL_ADDRESS".into()],
            custom_data_identifiers: vec![CustomIdentifier {
                id: "c".into(),
                regex: "B-[0-9]{6}".into(),
                maximum_match_distance: 50,
                ..Default::default()
            }],
            allow_lists: vec![list("r", "B-00[0-9]{4}"), list("w", "")],
            ..Default::default()
        }
    }

    fn words(content: &[u8]) -> Vec<ListWords> {
        vec![ListWords { id: "w".into(), bytes: magpie_base::Sensitive::new(content.to_vec()) }]
    }

    #[test]
    fn rules_are_those_of_the_spec_and_its_words() {
        let without = build(&spec(), &[]).unwrap();
        let with = build(&spec(), &words(b"B-111111")).unwrap();
        assert_eq!((with.identifiers().len(), with.customs().len()), (1, 1));
        assert_ne!(with.version(), without.version());
        let wrong = build(&spec(), &words(b"\xff")).unwrap_err();
        assert!(wrong.is_mismatch() && wrong.to_string().contains("allow list w"), "{wrong}");
        let unknown = ScanSpec { managed_data_identifier_ids: vec!["NOTHING".into()], ..spec() };
        assert!(build(&unknown, &[]).unwrap_err().is_mismatch());
    }

    #[test]
    fn a_scanner_is_used_again_unless_its_work_panicked() {
        let rules = Rules::new(build(&spec(), &[]).unwrap());
        rules.with_scanner(|_| rules.with_scanner(|_| ()));
        assert_eq!(rules.idle.lock().len(), 2, "two at the same time");
        rules.with_scanner(|_| ());
        assert_eq!(rules.idle.lock().len(), 2);
        let broken = catch_unwind(AssertUnwindSafe(|| rules.with_scanner(|_| panic!("planted"))));
        assert!(broken.is_err());
        assert_eq!(rules.idle.lock().len(), 1);
    }

    #[test]
    fn words_are_let_go_of_when_nobody_needs_them() {
        let rulesets = Rulesets::default();
        let key = |run| Key { version: "v".into(), words_of: run };
        let mine = rulesets.cell(key(Some((1, 1))));
        rulesets.cell(key(None));
        let old = Instant::now().checked_sub(WORDS_KEPT).unwrap();
        let age = || rulesets.kept.lock().iter_mut().for_each(|known| known.used = old);
        age();
        rulesets.forget_words();
        assert_eq!(rulesets.kept.lock().len(), 2, "a lease waits for them");
        drop(mine);
        rulesets.forget_words();
        assert_eq!(rulesets.kept.lock().len(), 2, "not yet a minute");
        age();
        rulesets.forget_words();
        let left: Vec<Key> = rulesets.kept.lock().iter().map(|known| known.key.clone()).collect();
        assert_eq!(left, [key(None)], "rules without words stay");
    }
}
