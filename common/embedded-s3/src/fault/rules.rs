//! Which faults hit a request.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::{Mutex, RwLock};

use super::{Fault, FaultKind};
use crate::request::Target;

/// The faults of a server, which can be changed while it runs. Clones are the same faults.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    rules: Arc<RwLock<Vec<Arc<Rule>>>>,
    next: Arc<AtomicU64>,
}

/// Names a fault that was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(u64);

#[derive(Debug)]
pub(crate) struct Rule {
    id: FaultId,
    fault: Fault,
    counts: Mutex<Counts>,
    fired: AtomicU64,
}

#[derive(Debug, Default)]
struct Counts {
    /// Matching requests, and how often the fault happened, by what is counted together.
    scopes: HashMap<String, (u64, u64)>,
    /// Matching requests of each target, which the choice of probability depends on.
    draws: HashMap<String, u64>,
}

/// A fault that is due for a request. It counts once it has happened.
#[derive(Debug)]
pub(crate) struct Due {
    rule: Arc<Rule>,
    scope: String,
}

impl Faults {
    /// Adds a fault; requests from now on meet it.
    pub fn add(&self, fault: Fault) -> FaultId {
        let id = FaultId(self.next.fetch_add(1, Ordering::Relaxed));
        let rule = Rule { id, fault, counts: Mutex::default(), fired: AtomicU64::new(0) };
        self.rules.write().push(Arc::new(rule));
        id
    }

    /// Ends a fault. Its count is gone with it.
    pub fn remove(&self, id: FaultId) {
        self.rules.write().retain(|rule| rule.id != id);
    }

    /// Ends all faults.
    pub fn clear(&self) {
        self.rules.write().clear();
    }

    /// How often a fault has happened; 0 if it is not there.
    pub fn fired(&self, id: FaultId) -> u64 {
        self.rules.read().iter().find(|rule| rule.id == id).map_or(0, |rule| rule.fired.load(Ordering::Relaxed))
    }

    /// How often each fault has happened, in the order in which they were added.
    pub fn counts(&self) -> Vec<(FaultId, Fault, u64)> {
        let count = |rule: &Arc<Rule>| (rule.id, rule.fault.clone(), rule.fired.load(Ordering::Relaxed));
        self.rules.read().iter().map(count).collect()
    }

    /// The faults that are due for a request. Each counts the request.
    pub(crate) fn due(&self, target: &Target) -> Vec<Due> {
        let rules = self.rules.read();
        rules.iter().filter_map(|rule| rule.due(target)).collect()
    }
}

impl Rule {
    fn due(self: &Arc<Rule>, target: &Target) -> Option<Due> {
        let fault = &self.fault;
        let wanted = fault.operation.is_none_or(|operation| operation == target.operation)
            && fault.bucket.as_ref().is_none_or(|bucket| Some(bucket) == target.bucket.as_ref())
            && fault.key.as_ref().is_none_or(|pattern| target.key.as_ref().is_some_and(|key| fits(pattern, key)));
        if !wanted {
            return None;
        }
        let name = target.name();
        let scope = if fault.per_key { name.clone() } else { String::new() };
        let mut counts = self.counts.lock();
        let (seen, happened) = counts.scopes.entry(scope.clone()).or_default();
        *seen += 1;
        let in_turn = *seen >= fault.nth && fault.times.is_none_or(|times| *happened < times);
        if fault.probability < 1.0 {
            let draw = counts.draws.entry(name.clone()).or_default();
            *draw += 1;
            if chance(fault.seed, &name, *draw) >= fault.probability {
                return None;
            }
        }
        in_turn.then(|| Due { rule: Arc::clone(self), scope })
    }
}

impl Due {
    pub(crate) fn kind(&self) -> &FaultKind {
        &self.rule.fault.kind
    }

    /// Counts that it happens, unless others were faster and it has happened often enough.
    pub(crate) fn happens(&self) -> bool {
        let mut counts = self.rule.counts.lock();
        let (_, happened) = counts.scopes.entry(self.scope.clone()).or_default();
        if self.rule.fault.times.is_some_and(|times| *happened >= times) {
            return false;
        }
        *happened += 1;
        self.rule.fired.fetch_add(1, Ordering::Relaxed);
        true
    }
}

/// A number from 0 to below 1 that depends on the arguments alone.
#[allow(clippy::cast_precision_loss)] // 53 bits fit
fn chance(seed: u64, name: &str, draw: u64) -> f64 {
    // FNV-1a over the name, then the finaliser of SplitMix64.
    let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
    for byte in name.bytes().chain(draw.to_le_bytes()) {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((state ^ (state >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Whether a text has the form of a pattern with `*` and `?`.
fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((at, taken)) = star {
            // Let the star take one more.
            star = Some((at, taken + 1));
            p = at + 1;
            t = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Operation;

    fn get(key: &str) -> Target {
        Target { operation: Operation::GetObject, bucket: Some("b".into()), key: Some(key.into()) }
    }

    fn hits(faults: &Faults, targets: &[Target]) -> Vec<usize> {
        let hit = |target: &Target| faults.due(target).iter().filter(|due| due.happens()).count();
        targets.iter().map(hit).collect()
    }

    #[test]
    fn patterns() {
        for (pattern, text, fit) in [
            ("*", "", true),
            ("*", "a/b", true),
            ("a*c", "abc/c", true),
            ("a*c", "abcd", false),
            ("?", "ü", true),
            ("?", "", false),
            ("*.gz", "x.tar.gz", true),
            ("a**b", "ab", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
        }
    }

    #[test]
    fn narrowing() {
        let faults = Faults::default();
        let id = faults.add(Fault::new(FaultKind::SlowDown).on(Operation::GetObject).bucket("b").key("x*"));
        let put = Target { operation: Operation::PutObject, ..get("x") };
        let other = Target { bucket: Some("c".into()), ..get("x") };
        let none = Target { key: None, ..get("") };
        assert_eq!(hits(&faults, &[get("x1"), get("y"), put, other, none]), [1, 0, 0, 0, 0]);
        assert_eq!(faults.fired(id), 1);
        faults.clear();
        assert_eq!((hits(&faults, &[get("x1")]), faults.fired(id)), (vec![0], 0));
    }

    #[test]
    fn nth_and_times() {
        let faults = Faults::default();
        faults.add(Fault::new(FaultKind::SlowDown).nth(2).times(2));
        assert_eq!(hits(&faults, &[get("a"), get("b"), get("a"), get("a")]), [0, 1, 1, 0]);

        let faults = Faults::default();
        let id = faults.add(Fault::new(FaultKind::SlowDown).nth(2).times(1).per_key());
        assert_eq!(hits(&faults, &[get("a"), get("b"), get("a"), get("b"), get("b")]), [0, 0, 1, 1, 0]);
        assert_eq!(faults.fired(id), 2);
        // What was due but could not happen stays due.
        let faults = Faults::default();
        faults.add(Fault::new(FaultKind::RepeatedPage).times(1));
        assert_eq!(faults.due(&get("a")).len(), 1);
        assert_eq!(hits(&faults, &[get("a"), get("a")]), [1, 0]);
    }

    #[test]
    fn probability_depends_on_key_and_turn_alone() {
        let keys: Vec<Target> = (0..1_000).map(|n| get(&format!("k{n}"))).collect();
        let run = |targets: &[Target]| {
            let faults = Faults::default();
            faults.add(Fault::new(FaultKind::SlowDown).probability(0.2, 7));
            hits(&faults, targets)
        };
        let forward = run(&keys);
        let mut backward = run(&keys.iter().rev().cloned().collect::<Vec<_>>());
        backward.reverse();
        assert_eq!(forward, backward);
        let share: usize = forward.iter().sum();
        assert!((140..260).contains(&share), "{share}");
    }
}
