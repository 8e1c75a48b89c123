//! The rules of the schedule, one by one, through its public API.
#![allow(clippy::unwrap_used)]

mod attempts;
mod fairness_and_bounds;
mod harness;
mod hostile;
mod leases;
mod planning;
mod regressions;
