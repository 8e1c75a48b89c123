//! Between the schedule's records and those of the store.

use magpie_proto::store::v1 as store;
use magpie_proto::store::v1::bucket_plan::State as PlanStored;
use magpie_proto::v1;
use magpie_proto::v1::run_summary::State;
use magpie_proto::worker::v1::LeaseToken;
use magpie_schedule::{Account, BucketError, BucketRecord, PlanState, RunRecord, RunState, ShardRecord, Token};

/// What the scheduler keeps of a run, as stored.
pub(super) fn run_to_store(run: &RunRecord) -> store::RunRecord {
    store::RunRecord {
        run_id: run.run_id,
        job_id: run.job_id.clone(),
        state: state_to_api(run.state).into(),
        buckets: run.buckets.iter().map(bucket_to_store).collect(),
        shards: run.shards,
        shards_done: run.shards_done,
        accounted: Some(account_to_api(&run.accounted)),
        objects_with_detections: run.objects_with_detections,
        detections: run.detections,
        exported: run.exported,
        listed: Some(account_to_api(&run.listed)),
        shards_failed: run.shards_failed,
        appeared: run.appeared,
        vanished: run.vanished,
        unaccounted: run.unaccounted,
    }
}

/// The reverse of [`run_to_store`].
pub(super) fn run_from_store(run: &store::RunRecord) -> RunRecord {
    RunRecord {
        run_id: run.run_id,
        job_id: run.job_id.clone(),
        state: state_from_api(run.state()),
        buckets: run.buckets.iter().map(bucket_from_store).collect(),
        listed: account_from_api(run.listed.as_ref()),
        accounted: account_from_api(run.accounted.as_ref()),
        objects_with_detections: run.objects_with_detections,
        detections: run.detections,
        shards: run.shards,
        shards_done: run.shards_done,
        shards_failed: run.shards_failed,
        appeared: run.appeared,
        vanished: run.vanished,
        unaccounted: run.unaccounted,
        exported: run.exported,
    }
}

fn bucket_to_store(bucket: &BucketRecord) -> store::BucketPlan {
    let state = match bucket.plan {
        PlanState::Planning => PlanStored::Planning,
        PlanState::Planned => PlanStored::Planned,
        PlanState::Failed => PlanStored::Failed,
    };
    let error = bucket.error.as_ref();
    store::BucketPlan {
        name: bucket.name.clone(),
        state: state.into(),
        cursor: bucket.cursor.clone(),
        plan_attempts: bucket.plan_attempts,
        shards_failed: bucket.shards_failed,
        error: error.map(|error| store::BucketPlanError { code: error.code.clone(), message: error.message.clone() }),
    }
}

fn bucket_from_store(bucket: &store::BucketPlan) -> BucketRecord {
    let plan = match bucket.state() {
        // A state that this version does not know: listing again from the cursor does no harm.
        PlanStored::Planning | PlanStored::Unspecified => PlanState::Planning,
        PlanStored::Planned => PlanState::Planned,
        PlanStored::Failed => PlanState::Failed,
    };
    let error = bucket.error.as_ref();
    BucketRecord {
        name: bucket.name.clone(),
        plan,
        cursor: bucket.cursor.clone(),
        plan_attempts: bucket.plan_attempts,
        shards_failed: bucket.shards_failed,
        error: error.map(|error| BucketError { code: error.code.clone(), message: error.message.clone() }),
    }
}

/// A shard, as stored.
pub(super) fn shard_to_store(shard: &ShardRecord) -> store::ShardRecord {
    store::ShardRecord {
        run_id: shard.run_id,
        shard_id: shard.shard_id,
        bucket: shard.bucket,
        start_after: shard.start_after.clone(),
        end_inclusive: shard.end_inclusive.clone(),
        cursor: shard.cursor.clone(),
        objects: shard.objects,
        bytes: shard.bytes,
        accounted: Some(account_to_api(&shard.accounted)),
        attempts: shard.attempts,
        excused: shard.excused,
        careful_steps: shard.careful_steps,
        listing_attempts: shard.listing_attempts,
        lease: shard.lease.map(token_to_wire),
    }
}

/// The reverse of [`shard_to_store`].
pub(super) fn shard_from_store(shard: &store::ShardRecord) -> ShardRecord {
    ShardRecord {
        run_id: shard.run_id,
        shard_id: shard.shard_id,
        bucket: shard.bucket,
        start_after: shard.start_after.clone(),
        end_inclusive: shard.end_inclusive.clone(),
        cursor: shard.cursor.clone(),
        objects: shard.objects,
        bytes: shard.bytes,
        accounted: account_from_api(shard.accounted.as_ref()),
        attempts: shard.attempts,
        excused: shard.excused,
        careful_steps: shard.careful_steps,
        listing_attempts: shard.listing_attempts,
        lease: shard.lease.as_ref().map(token_from_wire),
    }
}

/// An account as the API and the wire have it.
pub(super) fn account_to_api(account: &Account) -> v1::ObjectAccount {
    v1::ObjectAccount {
        objects: account.objects,
        bytes: account.bytes,
        excluded: account.excluded,
        sampled_out: account.sampled_out,
        complete: account.complete,
        partial: account.partial,
        skipped: account.skipped,
        bytes_classified: account.bytes_classified,
    }
}

/// The reverse of [`account_to_api`]; all zero if it is absent.
pub(super) fn account_from_api(account: Option<&v1::ObjectAccount>) -> Account {
    let Some(account) = account else { return Account::default() };
    Account {
        objects: account.objects,
        bytes: account.bytes,
        excluded: account.excluded,
        sampled_out: account.sampled_out,
        complete: account.complete,
        partial: account.partial,
        skipped: account.skipped,
        bytes_classified: account.bytes_classified,
    }
}

fn state_to_api(state: RunState) -> State {
    match state {
        RunState::Running => State::Running,
        RunState::Paused => State::Paused,
        RunState::Complete => State::Complete,
        RunState::Incomplete => State::Incomplete,
        RunState::Cancelled => State::Cancelled,
    }
}

/// A state that this version does not know is taken as an end without a complete account: nothing is claimed, and nothing
/// is done twice.
fn state_from_api(state: State) -> RunState {
    match state {
        State::Running => RunState::Running,
        State::Paused => RunState::Paused,
        State::Complete => RunState::Complete,
        State::Incomplete | State::Unspecified => RunState::Incomplete,
        State::Cancelled => RunState::Cancelled,
    }
}

/// Whether nothing will happen to a run in this state any more.
pub(crate) fn is_ended(state: State) -> bool {
    state_from_api(state).is_ended()
}

/// A fencing token on the wire.
pub(super) fn token_to_wire(token: Token) -> LeaseToken {
    LeaseToken { epoch: token.epoch, number: token.number }
}

/// A fencing token from the wire.
pub(crate) fn token_from_wire(token: &LeaseToken) -> Token {
    Token { epoch: token.epoch, number: token.number }
}

/// The account of a run, as the API tells it.
pub(crate) fn summary(run: &store::RunRecord, details: Option<&store::RunDetailsRecord>) -> v1::RunSummary {
    let bucket_errors = run
        .buckets
        .iter()
        .filter(|bucket| bucket.state() == PlanStored::Failed || bucket.shards_failed > 0)
        .filter_map(|bucket| {
            let error = bucket.error.as_ref()?;
            let (code, message) = (error.code.clone(), error.message.clone());
            Some(v1::BucketError { bucket: bucket.name.clone(), code, message })
        })
        .collect();
    v1::RunSummary {
        run_id: run.run_id,
        state: run.state,
        started_at: details.and_then(|details| details.started_at),
        ended_at: details.and_then(|details| details.ended_at),
        planned: run.buckets.iter().all(|bucket| bucket.state() == PlanStored::Planned),
        listed: run.listed,
        accounted: run.accounted,
        objects_with_detections: run.objects_with_detections,
        detections: run.detections,
        shards: run.shards,
        shards_done: run.shards_done,
        bucket_errors,
        exported: run.exported,
        allow_lists: details.map(|details| details.allow_lists.clone()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(base: u64) -> Account {
        Account {
            objects: base + 1,
            bytes: base + 2,
            excluded: base + 3,
            sampled_out: base + 4,
            complete: base + 5,
            partial: base + 6,
            skipped: base + 7,
            bytes_classified: base + 8,
        }
    }

    #[test]
    fn nothing_of_a_run_is_lost() {
        let bucket = |name: &str, plan, error: Option<(&str, &str)>| BucketRecord {
            name: name.into(),
            plan,
            cursor: "cursor".into(),
            plan_attempts: 3,
            shards_failed: 4,
            error: error.map(|(code, message)| BucketError { code: code.into(), message: message.into() }),
        };
        let states =
            [RunState::Running, RunState::Paused, RunState::Complete, RunState::Incomplete, RunState::Cancelled];
        for state in states {
            let run = RunRecord {
                run_id: 7,
                job_id: "job".into(),
                state,
                buckets: vec![
                    bucket("a", PlanState::Planning, None),
                    bucket("b", PlanState::Planned, Some(("CODE", "message"))),
                    bucket("c", PlanState::Failed, Some(("CODE", ""))),
                ],
                listed: account(10),
                accounted: account(20),
                objects_with_detections: 31,
                detections: 32,
                shards: 33,
                shards_done: 34,
                shards_failed: 35,
                appeared: 36,
                vanished: 37,
                unaccounted: 38,
                exported: true,
            };
            assert_eq!(run_from_store(&run_to_store(&run)), run);
        }
    }

    #[test]
    fn nothing_of_a_shard_is_lost() {
        let shard = ShardRecord {
            run_id: 1,
            shard_id: 2,
            bucket: 3,
            start_after: "a".into(),
            end_inclusive: "z".into(),
            cursor: "m".into(),
            objects: 4,
            bytes: 5,
            accounted: account(6),
            attempts: 7,
            excused: 8,
            careful_steps: 9,
            listing_attempts: 10,
            lease: Some(Token { epoch: 11, number: 12 }),
        };
        assert_eq!(shard_from_store(&shard_to_store(&shard)), shard);
        let free = ShardRecord { lease: None, ..shard };
        assert_eq!(shard_from_store(&shard_to_store(&free)), free);
    }

    #[test]
    fn a_state_of_the_future_claims_nothing() {
        let run = store::RunRecord { state: 99, ..Default::default() };
        assert_eq!(run_from_store(&run).state, RunState::Incomplete);
    }

    #[test]
    fn only_errors_that_cost_something_are_told() {
        let plan = |state: PlanStored, shards_failed| store::BucketPlan {
            name: "b".into(),
            error: Some(store::BucketPlanError { code: "BUCKET_ACCESS_DENIED".into(), message: "m".into() }),
            state: state.into(),
            shards_failed,
            ..Default::default()
        };
        let told = |plan| {
            let run = store::RunRecord { buckets: vec![plan], ..Default::default() };
            summary(&run, None).bucket_errors.len()
        };
        assert_eq!(
            (told(plan(PlanStored::Failed, 0)), told(plan(PlanStored::Planned, 2)), told(plan(PlanStored::Planned, 0))),
            (1, 1, 0)
        );
    }
}
