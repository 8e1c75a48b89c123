//! IdentifierService.

use magpie_detect::catalogue;
use magpie_proto::v1;
use magpie_proto::v1::identifier_service_server::IdentifierService;
use tonic::{Request, Response, Status};

use super::Api;
use super::error::Error;
use super::page::{Direction, Picker, Position, Query, SortValue};
use crate::record::category_of;

/// Identifiers a page.
const PAGE: usize = 100;

#[tonic::async_trait]
impl IdentifierService for Api {
    async fn list_managed_data_identifiers(
        &self,
        request: Request<v1::ListManagedDataIdentifiersRequest>,
    ) -> Result<Response<v1::ListManagedDataIdentifiersResponse>, Status> {
        Ok(Response::new(self.list_identifiers(&request.get_ref().next_token)?))
    }
}

impl Api {
    fn list_identifiers(&self, token: &str) -> Result<v1::ListManagedDataIdentifiersResponse, Error> {
        let query = Query::new("ListManagedDataIdentifiers", &[]);
        let after = self.tokens().open(&query, token)?;
        let mut picker = Picker::new(Direction::Ascending, after, PAGE);
        for identifier in catalogue::all() {
            let position = Position { value: SortValue::Number(0), id: identifier.id.to_owned() };
            picker.offer(position, || summary(identifier));
            if picker.is_full() {
                break;
            }
        }
        let (items, last) = picker.finish();
        let next_token = last.map(|last| self.tokens().issue(&query, &last)).unwrap_or_default();
        Ok(v1::ListManagedDataIdentifiersResponse { items, next_token })
    }
}

fn summary(identifier: &catalogue::Identifier) -> v1::ManagedDataIdentifierSummary {
    v1::ManagedDataIdentifierSummary {
        category: category_of(identifier.category).into(),
        id: identifier.id.to_owned(),
        name: identifier.name.to_owned(),
        countries: identifier.countries.iter().map(|country| (*country).to_owned()).collect(),
        keyword_required: identifier.keyword_required,
        recommended: identifier.recommended,
    }
}
