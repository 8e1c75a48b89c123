//! What jobs speak of by id: custom data identifiers and allow lists.

use magpie_proto::v1;
use magpie_store::Store;

use super::error::Error;
use super::validate::{ALLOW_LISTS, CUSTOM_IDENTIFIERS};
use crate::brain::Definitions;

/// Those of a job's definitions that there are, deleted ones included. A request with more ids than are allowed is refused
/// anyway, so only so many are read.
pub(super) fn of_job(store: &Store, request: &v1::CreateClassificationJobRequest) -> Result<Definitions, Error> {
    let mut definitions = Definitions::default();
    for id in request.custom_data_identifier_ids.iter().take(CUSTOM_IDENTIFIERS) {
        definitions.custom_data_identifiers.extend(store.custom_data_identifier(id)?);
    }
    for id in request.allow_list_ids.iter().take(ALLOW_LISTS) {
        definitions.allow_lists.extend(store.allow_list(id)?);
    }
    Ok(definitions)
}
