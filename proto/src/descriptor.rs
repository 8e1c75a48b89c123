//! What the proto files say about themselves.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, MethodDescriptor, Value};

use crate::v1::permission;

/// All of Magpie's proto files with their imports and comments, for server reflection.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/magpie.descriptors"));

static POOL: LazyLock<DescriptorPool> = LazyLock::new(|| {
    DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the descriptor set was made by this crate's build script")
});

/// The descriptors of [`FILE_DESCRIPTOR_SET`], linked.
pub fn descriptors() -> &'static DescriptorPool {
    &POOL
}

/// Every method of every service, as its path on the wire (`/package.Service/Method`) and the permission that it
/// declares, if it declares one.
pub fn methods() -> impl Iterator<Item = (String, Option<permission::Value>)> {
    descriptors().services().flat_map(|service| {
        service
            .methods()
            .map(|method| {
                let path = format!("/{}/{}", service.full_name(), method.name());
                (path, declared(&method))
            })
            .collect::<Vec<_>>()
    })
}

/// The permission that a caller of the method at `path` (`/package.Service/Method`) must hold. `None` if there is no such
/// method, or if it declares none.
pub fn permission_of(path: &str) -> Option<permission::Value> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    let service = descriptors().get_service_by_name(service)?;
    let method = service.methods().find(|candidate| candidate.name() == method)?;
    declared(&method)
}

fn declared(method: &MethodDescriptor) -> Option<permission::Value> {
    let extension = descriptors().get_extension_by_name("magpie.v1.permission")?;
    let options = method.options();
    let Value::EnumNumber(number) = options.get_extension(&extension).into_owned() else {
        return None;
    };
    permission::Value::try_from(number).ok().filter(|value| *value != permission::Value::Unspecified)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_method_declares_a_permission() {
        let all: Vec<_> = methods().collect();
        assert!(all.len() >= 12, "only {} methods found", all.len());
        for (path, permission) in all {
            assert!(permission.is_some(), "{path} declares no permission");
            assert_eq!(permission_of(&path), permission, "{path}");
        }
    }

    #[test]
    fn permissions_are_read_from_the_options() {
        let create = "/magpie.v1.JobService/CreateClassificationJob";
        assert_eq!(permission_of(create), Some(permission::Value::WriteJobs));
        assert_eq!(permission_of("/magpie.worker.v1.WorkerService/Attach"), Some(permission::Value::Work));
        assert_eq!(permission_of("/magpie.v1.JobService/Nothing"), None);
        assert_eq!(permission_of("no path"), None);
    }

    /// What the reflection service shows has to explain itself: each message, field, enum, value, service and method.
    #[test]
    fn everything_in_the_contract_has_a_comment() {
        // Message and field numbers of google.protobuf.FileDescriptorProto and its parts: the paths of what can have comments.
        let mut explained = 0;
        for file in descriptors().files().filter(|file| file.package_name().starts_with("magpie.")) {
            let proto = file.file_descriptor_proto();
            for location in proto.source_code_info.iter().flat_map(|info| &info.location) {
                let named = match location.path.as_slice() {
                    // Names of extensions, options and the like.
                    [4, _] | [5, _] | [6, _] | [5, _, 2, _] | [6, _, 2, _] => true,
                    [4, _, rest @ ..] => matches!(rest, [2, _] | [3, _] | [4, _] | [4, _, 2, _]),
                    _ => false,
                };
                if named {
                    assert!(
                        location.leading_comments.as_ref().is_some_and(|text| !text.trim().is_empty()),
                        "{} has something without a comment at line {}",
                        file.name(),
                        location.span.first().map_or(0, |line| line + 1)
                    );
                    explained += 1;
                }
            }
        }
        assert!(explained > 300, "only {explained} things were looked at");
    }
}
