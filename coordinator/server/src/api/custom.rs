//! CustomDataIdentifierService.

use magpie_base::ids;
use magpie_detect::custom;
use magpie_proto::store::v1::CustomDataIdentifierRecord;
use magpie_proto::time::{self, to_unix_millis};
use magpie_proto::v1;
use magpie_proto::v1::custom_data_identifier_service_server::CustomDataIdentifierService;
use magpie_store::TokenOf;
use tonic::{Request, Response, Status};

use super::error::{Error, Thing, Violations};
use super::page::{self, Direction, Picker, Position, Query, SortValue};
use super::{Api, validate};
use crate::access;
use crate::record::custom_identifier_arn;

const DEFAULT_PAGE: u32 = 25;
const LARGEST_PAGE: u32 = 200;

/// How many that are not deleted there may be. Macie's number.
const MOST: usize = 10_000;

/// How many one call gets.
const BATCH: usize = 100;

#[tonic::async_trait]
impl CustomDataIdentifierService for Api {
    async fn create_custom_data_identifier(
        &self,
        request: Request<v1::CreateCustomDataIdentifierRequest>,
    ) -> Result<Response<v1::CreateCustomDataIdentifierResponse>, Status> {
        let caller = access::Caller::of(&request).cloned();
        let custom_data_identifier_id = self.create_custom(request.into_inner()).await?;
        if let Some(caller) = caller {
            caller.note(&custom_data_identifier_id);
        }
        Ok(Response::new(v1::CreateCustomDataIdentifierResponse { custom_data_identifier_id }))
    }

    async fn get_custom_data_identifier(
        &self,
        request: Request<v1::GetCustomDataIdentifierRequest>,
    ) -> Result<Response<v1::GetCustomDataIdentifierResponse>, Status> {
        access::note(&request, &request.get_ref().id);
        Ok(Response::new(shown(self.custom(request.into_inner().id).await?)))
    }

    async fn batch_get_custom_data_identifiers(
        &self,
        request: Request<v1::BatchGetCustomDataIdentifiersRequest>,
    ) -> Result<Response<v1::BatchGetCustomDataIdentifiersResponse>, Status> {
        Ok(Response::new(self.batch_of_customs(request.into_inner().ids).await?))
    }

    async fn list_custom_data_identifiers(
        &self,
        request: Request<v1::ListCustomDataIdentifiersRequest>,
    ) -> Result<Response<v1::ListCustomDataIdentifiersResponse>, Status> {
        Ok(Response::new(self.list_customs(request.into_inner()).await?))
    }

    async fn delete_custom_data_identifier(
        &self,
        request: Request<v1::DeleteCustomDataIdentifierRequest>,
    ) -> Result<Response<v1::DeleteCustomDataIdentifierResponse>, Status> {
        access::note(&request, &request.get_ref().id);
        self.delete_custom(request.into_inner().id).await?;
        Ok(Response::new(v1::DeleteCustomDataIdentifierResponse {}))
    }

    async fn test_custom_data_identifier(
        &self,
        request: Request<v1::TestCustomDataIdentifierRequest>,
    ) -> Result<Response<v1::TestCustomDataIdentifierResponse>, Status> {
        Ok(Response::new(self.test_custom(request.into_inner()).await?))
    }
}

impl Api {
    async fn create_custom(&self, request: v1::CreateCustomDataIdentifierRequest) -> Result<String, Error> {
        let options = &self.inner.options;
        let record = CustomDataIdentifierRecord {
            id: ids::job_id(),
            request: Some(request.clone()),
            created_at: Some(time::from_system(options.clock.wall())),
            account_id: options.account_id.clone(),
            region: options.region.clone(),
            deleted: false,
        };
        // Compiling the pattern takes a while: not under the lock.
        self.read({
            let request = request.clone();
            move |_| validate::custom_data_identifier(&request)
        })
        .await?;
        let _definitions = self.inner.definitions.write().await;
        self.scan(move |store, scanned| {
            let token = request.client_token.as_str();
            if !token.is_empty()
                && let Some(id) = store.client_token_of(TokenOf::CustomDataIdentifier, token)?
                && let Some(existing) = store.custom_data_identifier(&id)?
            {
                return if existing.request.as_ref() == Some(&request) {
                    Ok(id)
                } else {
                    Err(Error::TokenReused { thing: Thing::CustomDataIdentifier, id })
                };
            }
            let mut there = 0;
            for known in store.custom_data_identifiers() {
                scanned.go_on()?;
                there += usize::from(!known?.deleted);
            }
            if there >= MOST {
                return Err(Error::QuotaExceeded { what: "custom data identifiers", limit: MOST });
            }
            let mut batch = store.batch();
            batch.put_custom_data_identifier(&record);
            if !token.is_empty() {
                batch.put_client_token_of(TokenOf::CustomDataIdentifier, token, &record.id);
            }
            store.commit(batch)?;
            tracing::info!(
                event = "custom_data_identifier_created",
                id = record.id,
                "a custom data identifier was created"
            );
            Ok(record.id)
        })
        .await
    }

    async fn custom(&self, id: String) -> Result<CustomDataIdentifierRecord, Error> {
        self.read(move |store| match store.custom_data_identifier(&id)? {
            Some(record) => Ok(record),
            None => Err(not_found(id)),
        })
        .await
    }

    async fn batch_of_customs(&self, ids: Vec<String>) -> Result<v1::BatchGetCustomDataIdentifiersResponse, Error> {
        if ids.is_empty() || ids.len() > BATCH {
            return Err(Error::invalid("ids", format!("has {} ids; give 1 to {BATCH}", ids.len())));
        }
        self.read(move |store| {
            let mut answer = v1::BatchGetCustomDataIdentifiersResponse::default();
            for (index, id) in ids.iter().enumerate() {
                if ids.iter().take(index).any(|earlier| earlier == id) {
                    continue;
                }
                match store.custom_data_identifier(id)? {
                    Some(record) => answer.custom_data_identifiers.push(in_batch(record)),
                    None => answer.not_found_identifier_ids.push(id.clone()),
                }
            }
            Ok(answer)
        })
        .await
    }

    async fn list_customs(
        &self,
        request: v1::ListCustomDataIdentifiersRequest,
    ) -> Result<v1::ListCustomDataIdentifiersResponse, Error> {
        let mut wrong = Violations::new();
        let size = page::size("maxResults", request.max_results, DEFAULT_PAGE, LARGEST_PAGE, &mut wrong);
        wrong.into_result()?;
        let query = Query::new("ListCustomDataIdentifiers", &[]);
        let after = self.tokens().open(&query, &request.next_token)?;
        let mut picker = Picker::new(Direction::Descending, after, size);
        let (items, last) = self
            .scan(move |store, scanned| {
                for record in store.custom_data_identifiers() {
                    let record = record?;
                    scanned.go_on()?;
                    if !record.deleted {
                        let created = SortValue::Number(record.created_at.as_ref().map_or(0, to_unix_millis));
                        picker.offer(Position { value: created, id: record.id.clone() }, || summary(record));
                    }
                }
                Ok(picker.finish())
            })
            .await?;
        let next_token = last.map(|last| self.tokens().issue(&query, &last)).unwrap_or_default();
        Ok(v1::ListCustomDataIdentifiersResponse { items, next_token })
    }

    async fn delete_custom(&self, id: String) -> Result<(), Error> {
        let _definitions = self.inner.definitions.write().await;
        self.read(move |store| {
            let Some(mut record) = store.custom_data_identifier(&id)? else {
                return Err(not_found(id));
            };
            if !record.deleted {
                record.deleted = true;
                let mut batch = store.batch();
                batch.put_custom_data_identifier(&record);
                store.commit(batch)?;
                tracing::info!(event = "custom_data_identifier_deleted", id, "a custom data identifier was deleted");
            }
            Ok(())
        })
        .await
    }

    async fn test_custom(
        &self,
        request: v1::TestCustomDataIdentifierRequest,
    ) -> Result<v1::TestCustomDataIdentifierResponse, Error> {
        self.read(move |_| {
            validate::custom_test(&request)?;
            let distance = request.maximum_match_distance.and_then(|distance| u32::try_from(distance).ok());
            let criteria = custom::Criteria {
                regex: request.regex,
                keywords: request.keywords,
                ignore_words: request.ignore_words,
                maximum_match_distance: distance.unwrap_or(custom::DEFAULT_DISTANCE),
            };
            let matches = custom::test(&criteria, &request.sample_text);
            // All that can be wrong was looked at before.
            let matches = matches.map_err(|error| Error::invalid("regex", error.to_string()))?;
            Ok(v1::TestCustomDataIdentifierResponse { match_count: i32::try_from(matches).ok() })
        })
        .await
    }
}

fn not_found(id: String) -> Error {
    if id.is_empty() {
        return Error::invalid("id", "is required; give the id of a custom data identifier");
    }
    Error::NotFound { thing: Thing::CustomDataIdentifier, id }
}

fn arn(record: &CustomDataIdentifierRecord) -> String {
    custom_identifier_arn(&record.region, &record.account_id, &record.id)
}

fn shown(record: CustomDataIdentifierRecord) -> v1::GetCustomDataIdentifierResponse {
    let arn = arn(&record);
    let request = record.request.unwrap_or_default();
    let default = i32::try_from(custom::DEFAULT_DISTANCE).ok();
    v1::GetCustomDataIdentifierResponse {
        arn,
        created_at: record.created_at,
        deleted: Some(record.deleted),
        description: request.description,
        id: record.id,
        ignore_words: request.ignore_words,
        keywords: request.keywords,
        maximum_match_distance: request.maximum_match_distance.or(default),
        name: request.name,
        regex: request.regex,
        severity_levels: request.severity_levels,
        tags: request.tags,
    }
}

fn in_batch(record: CustomDataIdentifierRecord) -> v1::BatchGetCustomDataIdentifierSummary {
    let arn = arn(&record);
    let request = record.request.unwrap_or_default();
    v1::BatchGetCustomDataIdentifierSummary {
        arn,
        created_at: record.created_at,
        deleted: Some(record.deleted),
        description: request.description,
        id: record.id,
        name: request.name,
    }
}

fn summary(record: CustomDataIdentifierRecord) -> v1::CustomDataIdentifierSummary {
    let arn = arn(&record);
    let request = record.request.unwrap_or_default();
    v1::CustomDataIdentifierSummary {
        arn,
        created_at: record.created_at,
        description: request.description,
        id: record.id,
        name: request.name,
    }
}
