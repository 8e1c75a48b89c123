//! The contract of Magpie, generated from the files in `proto/magpie`.
//!
//! * [`v1`]: what users call. The proto JSON of its messages is Amazon Macie's JSON; [`json`] prints and reads it.
//! * [`worker::v1`]: the wire between the coordinator and its workers.
//! * [`store::v1`]: records that the coordinator keeps.
//!
//! Every method declares the permission that its caller needs ([`permission_of`]).
//!
//! ```
//! use magpie_proto::v1::{JobSummary, job_status};
//!
//! let job = JobSummary { name: "payroll".into(), job_status: job_status::Value::UserPaused.into(), ..Default::default() };
//! assert_eq!(magpie_proto::json::to_string(&job).unwrap(), r#"{"jobStatus":"USER_PAUSED","name":"payroll"}"#);
//! ```

#[allow(missing_docs, clippy::all, clippy::unwrap_used, rustdoc::all, unreachable_pub)]
mod generated {
    pub mod v1 {
        tonic::include_proto!("magpie.v1");
    }
    pub mod worker {
        pub mod v1 {
            tonic::include_proto!("magpie.worker.v1");
        }
    }
    pub mod store {
        pub mod v1 {
            tonic::include_proto!("magpie.store.v1");
        }
    }
}

pub use generated::{store, v1, worker};

mod descriptor;
pub mod json;
pub mod limits;
pub mod time;

pub use descriptor::{FILE_DESCRIPTOR_SET, descriptors, methods, permission_of};
