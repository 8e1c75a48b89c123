//! The brain of a Magpie cluster as a pure state machine.
mod account;
mod config;
mod effect;
mod event;
mod lease;
mod record;
mod view;

pub use account::Account;
pub use config::Config;
pub use effect::Effect;
pub use event::{Event, Millis, NewRun, NewShard};
pub use lease::{Grant, ReturnReason, RevokeReason, SessionId, Token};
pub use record::{BucketError, BucketRecord, PlanState, RunRecord, RunState, ShardRecord};
pub use view::{Counters, LeaseView, ShardsView, WorkerView};
