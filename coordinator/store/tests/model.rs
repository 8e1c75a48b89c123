//! Random batches, with the store closed and opened again in between, against a model.

#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use magpie_store::key::{EphemeralKey, KeyProvider};
use magpie_store::{Error, Location};
use proptest::prelude::*;
use support::{Action, Model, RUNS, open};

#[derive(Debug, Clone)]
enum Step {
    Commit(Vec<Action>),
    /// A batch with a mistake at its end: nothing of it may be stored.
    Refused(Vec<Action>, u8),
    Reopen,
}

fn action() -> impl Strategy<Value = Action> {
    let run = 0..RUNS;
    let version = any::<u32>().prop_map(u64::from);
    let small = 0..4_u8;
    let numbers = (run, version, small);
    let of = |make: fn(u64, u64, u8) -> Action| {
        numbers.clone().prop_map(move |(run, version, small)| make(run, version, small))
    };
    prop_oneof![
        1 => of(|_, version, id| Action::Job { id, version }),
        1 => of(|_, _, token| Action::Token { token, job: token + 1 }),
        1 => of(|run, version, _| Action::Run { run, version }),
        1 => of(|run, version, _| Action::Details { run, version }),
        1 => of(|run, version, index| Action::Bucket { run, index: u32::from(index), version }),
        1 => of(|run, version, shard| Action::Shard { run, shard: u64::from(shard), version }),
        1 => of(|run, _, shard| Action::DeleteShard { run, shard: u64::from(shard) }),
        4 => of(|run, version, size| Action::Append { run, key_bytes: usize::from(size) * 100, version }),
        1 => of(|run, _, _| Action::EmptyLog { run }),
        2 => of(|_, version, id| Action::Finding { id, version }),
        2 => of(|_, _, id| Action::DeleteFinding { id }),
        1 => of(|run, version, _| Action::Export { run, version }),
        2 => of(|_, version, _| Action::Audit { version }),
        1 => of(|_, _, before| Action::TrimAudit { before: u64::from(before) }),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let actions = || prop::collection::vec(action(), 0..12);
    prop_oneof![
        8 => actions().prop_map(Step::Commit),
        2 => (actions(), 0..4_u8).prop_map(|(actions, mistake)| Step::Refused(actions, mistake)),
        1 => Just(Step::Reopen),
    ]
}

fn run(location: &Location, steps: &[Step]) {
    let keys: Arc<dyn KeyProvider> = Arc::new(EphemeralKey::generate().unwrap());
    let mut model = Model::default();
    let mut store = open(location, &keys).unwrap();
    let mut epoch = store.epoch();
    for step in steps {
        match step {
            Step::Commit(actions) => {
                let mut batch = store.batch();
                actions.iter().for_each(|action| action.perform(&mut model, &mut batch));
                store.commit(batch).unwrap();
            }
            Step::Refused(actions, mistake) => {
                let mut batch = store.batch();
                let mut forgotten = model.clone();
                actions.iter().for_each(|action| action.perform(&mut forgotten, &mut batch));
                refuse(&store, batch, *mistake);
            }
            Step::Reopen if *location == Location::Memory => {}
            Step::Reopen => {
                drop(store);
                store = open(location, &keys).unwrap();
                assert!(store.epoch() > epoch, "the epoch grows");
                epoch = store.epoch();
            }
        }
        model.compare(&store);
    }
}

fn refuse(store: &magpie_store::Store, mut batch: magpie_store::Batch, mistake: u8) {
    let beyond = store.next_position(9).unwrap() + 1;
    match mistake {
        0 => batch.append_result(9, beyond, &support::result(10, 1)),
        1 => batch.append_result(9, 1, &support::result(10, 1)).append_result(9, 3, &support::result(10, 1)),
        2 => batch.delete_finding("payroll/2024.csv"),
        _ => batch.put_job(&Default::default()),
    };
    let error = store.commit(batch).unwrap_err();
    let expected = match mistake {
        0 | 1 => matches!(error, Error::OutOfOrder { run_id: 9, .. }),
        _ => matches!(error, Error::InvalidId { .. }),
    };
    assert!(expected, "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_store_in_memory_does_as_the_model(steps in prop::collection::vec(step(), 1..20)) {
        run(&Location::Memory, &steps);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_store_in_a_folder_does_as_the_model(steps in prop::collection::vec(step(), 1..12)) {
        let folder = tempfile::tempdir().unwrap();
        run(&Location::Folder(folder.path().to_owned()), &steps);
    }
}
