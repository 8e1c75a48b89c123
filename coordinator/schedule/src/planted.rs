//! Deliberate faults, to test the tests. Only in test builds and behind the feature `planted-bugs`.

/// Whether the fault, or any, is planted. Always false, and nothing but false, in a normal build.
macro_rules! planted {
    ($schedule:expr) => {{
        #[cfg(any(test, feature = "planted-bugs"))]
        {
            $schedule.planted.is_some()
        }
        #[cfg(not(any(test, feature = "planted-bugs")))]
        {
            false
        }
    }};
    ($schedule:expr, $bug:ident) => {{
        #[cfg(any(test, feature = "planted-bugs"))]
        {
            $schedule.planted == Some($crate::planted::PlantedBug::$bug)
        }
        #[cfg(not(any(test, feature = "planted-bugs")))]
        {
            false
        }
    }};
}
pub(crate) use planted;

#[cfg(any(test, feature = "planted-bugs"))]
pub use bugs::PlantedBug;

#[cfg(any(test, feature = "planted-bugs"))]
mod bugs {
    use crate::schedule::Schedule;

    /// A deliberate fault. Those of the schedule are planted with [`Schedule::plant`], the others in the simulator.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum PlantedBug {
        /// Schedule: a Progress is taken under any token that its shard ever had.
        TokenCheckRemoved,
        /// Schedule: a repeated Progress is stored again.
        RepeatStoredAgain,
        /// Schedule: the account of a shard is added a second time when another worker takes over.
        CountedTwiceOnTakeover,
        /// Schedule: no object is ever quarantined.
        PoisonRetriedForEver,
        /// Schedule: attempts are forgotten when the coordinator restarts.
        AttemptsForgottenOnRestart,
        /// Schedule: a step of the planner is taken whatever cursor it starts at.
        PlanTakenTwice,
        /// Schedule: a shard that was given up counts as finished.
        FailedShardForgotten,
        /// Schedule: a paused run goes on being granted.
        PausedRunGranted,
        /// Schedule: a lease that expires at the moment of a Progress is revived by it.
        ExpiredLeaseRevived,
        /// Schedule: an account that does not add up is taken.
        AccountNotChecked,
        /// Schedule: a shard whose lease has expired is forgotten.
        ShardLostOnExpiry,
        /// Schedule: a draining session gets grants.
        DrainingGranted,
        /// Schedule: planning goes on however many shards wait.
        BackpressureIgnored,
        /// Schedule: a bucket that cannot be listed counts as listed.
        PlanErrorEndsBucket,
        /// Coordinator: messages go out before the write is durable.
        AckBeforeCommit,
        /// Coordinator: cursors are written apart from results.
        CursorStoredApart,
        /// Coordinator: the wall clock is used for expiry.
        WallClockExpiry,
        /// Worker: continues one key after the cursor.
        ResumeOneKeyLate,
        /// Worker: takes the first page of a listing for all of it.
        ListingStopsAtPageOne,
        /// Worker: takes an error of the listing for its end.
        ErrorTakenForNothing,
        /// Worker: forgets results that are not acknowledged when its stream is cut, but goes on after them.
        ResultsLostWithStream,
        /// Worker: sends no heartbeats while it drains.
        HeartbeatsStopAtDrain,
        /// Worker: reports one object twice after each attach.
        ObjectReportedTwice,
    }

    impl PlantedBug {
        /// All of them.
        pub const ALL: [PlantedBug; 23] = [
            PlantedBug::TokenCheckRemoved,
            PlantedBug::RepeatStoredAgain,
            PlantedBug::CountedTwiceOnTakeover,
            PlantedBug::PoisonRetriedForEver,
            PlantedBug::AttemptsForgottenOnRestart,
            PlantedBug::PlanTakenTwice,
            PlantedBug::FailedShardForgotten,
            PlantedBug::PausedRunGranted,
            PlantedBug::ExpiredLeaseRevived,
            PlantedBug::AccountNotChecked,
            PlantedBug::ShardLostOnExpiry,
            PlantedBug::DrainingGranted,
            PlantedBug::BackpressureIgnored,
            PlantedBug::PlanErrorEndsBucket,
            PlantedBug::AckBeforeCommit,
            PlantedBug::CursorStoredApart,
            PlantedBug::WallClockExpiry,
            PlantedBug::ResumeOneKeyLate,
            PlantedBug::ListingStopsAtPageOne,
            PlantedBug::ErrorTakenForNothing,
            PlantedBug::ResultsLostWithStream,
            PlantedBug::HeartbeatsStopAtDrain,
            PlantedBug::ObjectReportedTwice,
        ];
    }

    impl Schedule {
        /// Plants a fault.
        pub fn plant(&mut self, bug: PlantedBug) {
            self.planted = Some(bug);
        }
    }
}
