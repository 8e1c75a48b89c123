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

    #[test]
    fn every_message_field_and_method_of_the_public_contract_is_in_the_reflection_data() {
        let pool = descriptors();
        for name in ["magpie.v1.Finding", "magpie.v1.DiscoveryResult", "magpie.worker.v1.Grant"] {
            assert!(pool.get_message_by_name(name).is_some(), "{name}");
        }
    }
}
