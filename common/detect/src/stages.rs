//! Where the time of a scan goes: for benchmarks alone, with the feature `stages`. Without it nothing here costs anything.

/// A part of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Everything around: fields, windows, reporting.
    Rest,
    /// Classes of bytes and the anchors that follow from them.
    Anchors,
    /// Candidates: what is tried at anchors of one kind, by the names of the anchors.
    Number,
    /// Likewise.
    Word,
    /// Likewise.
    Token,
    /// Likewise.
    Base64,
    /// Likewise.
    Sign,
    /// Likewise.
    Rare,
    /// Likewise.
    Name,
    /// Likewise.
    Postal,
    /// Candidates of all other kinds.
    Other,
    /// Key words: those near a value.
    Keywords,
    /// Validators: the check functions of values.
    Validators,
    /// Which of overlapping matches stays, and their order.
    Overlaps,
    /// Custom identifiers.
    Custom,
}

/// How many stages there are.
pub const STAGES: usize = Stage::Custom as usize + 1;

impl Stage {
    /// All stages, in the order of their numbers.
    pub const ALL: [Stage; STAGES] = [
        Stage::Rest,
        Stage::Anchors,
        Stage::Number,
        Stage::Word,
        Stage::Token,
        Stage::Base64,
        Stage::Sign,
        Stage::Rare,
        Stage::Name,
        Stage::Postal,
        Stage::Other,
        Stage::Keywords,
        Stage::Validators,
        Stage::Overlaps,
        Stage::Custom,
    ];
}

/// Ticks of the processor's clock and visits, by stage.
#[derive(Clone, Copy, Debug)]
pub struct Stages {
    #[cfg(feature = "stages")]
    ticks: [u64; STAGES],
    #[cfg(feature = "stages")]
    visits: [u64; STAGES],
    #[cfg(feature = "stages")]
    current: Stage,
    #[cfg(feature = "stages")]
    since: u64,
}

#[cfg(not(feature = "stages"))]
impl Stages {
    pub(crate) const fn new() -> Stages {
        Stages {}
    }

    #[inline(always)]
    #[expect(clippy::unused_self, reason = "it has the shape of the one that measures")]
    pub(crate) fn enter(&mut self, _stage: Stage) -> Stage {
        Stage::Rest
    }

    #[inline(always)]
    #[expect(clippy::unused_self, reason = "it has the shape of the one that measures")]
    pub(crate) fn leave(&mut self, _previous: Stage) {}
}

#[cfg(feature = "stages")]
impl Stages {
    pub(crate) fn new() -> Stages {
        Stages { ticks: [0; STAGES], visits: [0; STAGES], current: Stage::Rest, since: now() }
    }

    /// Charges the time since the last change to the stage until now, and begins another. Tells the one before.
    #[inline(always)]
    pub(crate) fn enter(&mut self, stage: Stage) -> Stage {
        self.visits[stage as usize] += 1;
        let previous = self.current;
        self.leave(stage);
        previous
    }

    /// Goes back to the stage that `enter` told.
    #[inline(always)]
    pub(crate) fn leave(&mut self, previous: Stage) {
        let now = now();
        self.ticks[self.current as usize] += now - self.since;
        (self.since, self.current) = (now, previous);
    }

    /// Ticks and visits of each stage so far, less what asking the clock took, and begins anew.
    pub fn take(&mut self) -> [(u64, u64); STAGES] {
        self.leave(Stage::Rest);
        let overhead = overhead();
        let taken = std::array::from_fn(|stage| {
            let visits = self.visits[stage];
            (self.ticks[stage].saturating_sub(visits * overhead), visits)
        });
        *self = Stages::new();
        taken
    }
}

/// Ticks that a visit takes which does nothing.
#[cfg(feature = "stages")]
fn overhead() -> u64 {
    const TRIALS: u64 = 10_000;
    let mut stages = Stages::new();
    for _ in 0..TRIALS {
        let previous = std::hint::black_box(&mut stages).enter(Stage::Other);
        std::hint::black_box(&mut stages).leave(previous);
    }
    stages.ticks[Stage::Other as usize] / TRIALS
}

/// Ticks of the clock that the processor counts itself.
#[cfg(all(feature = "stages", target_arch = "x86_64"))]
#[inline(always)]
fn now() -> u64 {
    // SAFETY: every processor of this architecture has the instruction, and it touches no memory.
    unsafe { std::arch::x86_64::_rdtsc() }
}

/// Nanoseconds, where the processor's own clock is not read.
#[cfg(all(feature = "stages", not(target_arch = "x86_64")))]
fn now() -> u64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_nanos() as u64
}
