//! Everything that goes wrong, and how often it did.

use std::collections::BTreeMap;

/// A kind of fault. Each must happen at least once in the battery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the names say it
pub enum Fault {
    WorkerCrashBeforeWork,
    WorkerCrashMidObject,
    WorkerCrashAfterSend,
    WorkerCrashAfterAck,
    WorkerKilledByPoison,
    WorkerRestartsUnderSameName,
    ZombieWakesAfterLease,
    WorkerSlow100Times,
    WorkerDrains,
    WorkerInternalFault,
    WorkerRulesetMismatch,
    WorkerMalformedProgress,
    WorkerCrashUnnoticed,
    SessionRejected,
    CoordinatorCrashBeforeCommit,
    CoordinatorCrashAfterCommit,
    CoordinatorCrashInRecovery,
    CoordinatorStopsOnStoreError,
    MessageDelayed,
    MessageReordered,
    MessageDuplicated,
    MessageLost,
    PartitionToCoordinator,
    PartitionToWorker,
    StreamCut,
    ListingErrorInPlanner,
    ListingErrorInWorker,
    ListingEmptyPage,
    ListingRepeatedPage,
    BucketDenied,
    PlanAnsweredTwice,
    PlanAnsweredLate,
    ObjectDeleted,
    ObjectAdded,
    RunPaused,
    RunResumed,
    RunCancelled,
    RunSubmittedTwice,
    ClockGoesBack,
    WallClockJumps,
    TickLate,
    StoreStalls,
    ObjectQuarantined,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 43] = [
        Fault::WorkerCrashBeforeWork,
        Fault::WorkerCrashMidObject,
        Fault::WorkerCrashAfterSend,
        Fault::WorkerCrashAfterAck,
        Fault::WorkerKilledByPoison,
        Fault::WorkerRestartsUnderSameName,
        Fault::ZombieWakesAfterLease,
        Fault::WorkerSlow100Times,
        Fault::WorkerDrains,
        Fault::WorkerInternalFault,
        Fault::WorkerRulesetMismatch,
        Fault::WorkerMalformedProgress,
        Fault::WorkerCrashUnnoticed,
        Fault::SessionRejected,
        Fault::CoordinatorCrashBeforeCommit,
        Fault::CoordinatorCrashAfterCommit,
        Fault::CoordinatorCrashInRecovery,
        Fault::CoordinatorStopsOnStoreError,
        Fault::MessageDelayed,
        Fault::MessageReordered,
        Fault::MessageDuplicated,
        Fault::MessageLost,
        Fault::PartitionToCoordinator,
        Fault::PartitionToWorker,
        Fault::StreamCut,
        Fault::ListingErrorInPlanner,
        Fault::ListingErrorInWorker,
        Fault::ListingEmptyPage,
        Fault::ListingRepeatedPage,
        Fault::BucketDenied,
        Fault::PlanAnsweredTwice,
        Fault::PlanAnsweredLate,
        Fault::ObjectDeleted,
        Fault::ObjectAdded,
        Fault::RunPaused,
        Fault::RunResumed,
        Fault::RunCancelled,
        Fault::RunSubmittedTwice,
        Fault::ClockGoesBack,
        Fault::WallClockJumps,
        Fault::TickLate,
        Fault::StoreStalls,
        Fault::ObjectQuarantined,
    ];
}

/// How often each fault happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<Fault, u64>);

impl Counts {
    pub(super) fn count(&mut self, fault: Fault) {
        *self.0.entry(fault).or_default() += 1;
    }

    /// How often this one happened.
    pub fn of(&self, fault: Fault) -> u64 {
        self.0.get(&fault).copied().unwrap_or(0)
    }

    /// Adds those of another simulation.
    pub fn add(&mut self, other: &Counts) {
        for (fault, times) in &other.0 {
            *self.0.entry(*fault).or_default() += times;
        }
    }
}
