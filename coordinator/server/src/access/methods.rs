//! Which methods there are, and what each asks of its caller.

use std::collections::BTreeMap;

use magpie_proto::v1::permission::Value as Permission;

/// What the audit writes for a method that does not exist: a caller's own words are not part of the trail.
pub(super) const UNKNOWN: &str = "unknown";

/// Services of gRPC itself. They tell nothing about jobs or findings.
const PUBLIC_SERVICES: [&str; 3] =
    ["/grpc.health.v1.Health/", "/grpc.reflection.v1.ServerReflection/", "/grpc.reflection.v1alpha.ServerReflection/"];

/// A method that declares no permission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} declares no permission; add `option (permission)` to it in its proto file")]
pub struct Undeclared(pub String);

/// What is known of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) permission: Permission,
    /// Whether either side sends a stream: such a call lasts as long as it likes.
    pub(super) streaming: bool,
}

impl Method {
    pub(super) fn is_public(self) -> bool {
        self.permission == Permission::Public
    }
}

/// All methods.
#[derive(Debug, Clone)]
pub struct Methods {
    declared: BTreeMap<String, Method>,
}

impl Methods {
    /// Those of Magpie's proto files.
    ///
    /// # Errors
    /// [`Undeclared`] names a method that declares no permission.
    pub fn of_the_contract() -> Result<Self, Undeclared> {
        Self::new(magpie_proto::methods(), streaming)
    }

    fn new(
        all: impl Iterator<Item = (String, Option<Permission>)>,
        streaming: impl Fn(&str) -> bool,
    ) -> Result<Self, Undeclared> {
        let mut declared = BTreeMap::new();
        for (path, permission) in all {
            let permission = permission
                .filter(|permission| *permission != Permission::Unspecified)
                .ok_or_else(|| Undeclared(path.clone()))?;
            let streaming = streaming(&path);
            declared.insert(path, Method { permission, streaming });
        }
        Ok(Self { declared })
    }

    /// What the method at this path asks for. `None` if there is none.
    pub(super) fn get(&self, path: &str) -> Option<Method> {
        if let Some(method) = self.declared.get(path) {
            return Some(*method);
        }
        let public = PUBLIC_SERVICES.iter().any(|service| path.starts_with(service));
        public.then_some(Method { permission: Permission::Public, streaming: !path.ends_with("/Check") })
    }
}

/// Whether either side of a method of the contract sends a stream.
fn streaming(path: &str) -> bool {
    let Some((service, method)) = path.strip_prefix('/').and_then(|path| path.split_once('/')) else {
        return false;
    };
    let service = magpie_proto::descriptors().get_service_by_name(service);
    service.is_some_and(|service| {
        service.methods().any(|candidate| {
            candidate.name() == method && (candidate.is_client_streaming() || candidate.is_server_streaming())
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_contract_says_who_may_call_what() {
        let methods = Methods::of_the_contract().unwrap();
        let table = [
            ("/magpie.v1.JobService/CreateClassificationJob", Some((Permission::WriteJobs, false))),
            ("/magpie.v1.JobService/DescribeClassificationJob", Some((Permission::ReadJobs, false))),
            ("/magpie.v1.FindingService/GetFindings", Some((Permission::ReadFindings, false))),
            ("/magpie.v1.ResultService/StreamResults", Some((Permission::ReadFindings, true))),
            ("/magpie.v1.ClusterService/WatchRun", Some((Permission::ReadJobs, true))),
            ("/magpie.worker.v1.WorkerService/Attach", Some((Permission::Work, true))),
            ("/grpc.health.v1.Health/Check", Some((Permission::Public, false))),
            ("/grpc.health.v1.Health/Watch", Some((Permission::Public, true))),
            ("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Some((Permission::Public, true))),
            ("/magpie.v1.JobService/Nothing", None),
            ("/magpie.v1.JobService/", None),
            ("/", None),
            ("", None),
        ];
        for (path, expected) in table {
            assert_eq!(methods.get(path).map(|method| (method.permission, method.streaming)), expected, "{path}");
        }
    }

    #[test]
    fn a_method_without_a_permission_stops_everything() {
        for missing in [None, Some(Permission::Unspecified)] {
            let all = [("/a/B".to_owned(), Some(Permission::Public)), ("/a/C".to_owned(), missing)];
            assert_eq!(Methods::new(all.into_iter(), |_| false).unwrap_err(), Undeclared("/a/C".into()));
        }
    }
}
