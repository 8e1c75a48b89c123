//! AllowListService.

use magpie_base::ids;
use magpie_detect::allow;
use magpie_proto::store::v1::AllowListRecord;
use magpie_proto::time::{self, to_unix_millis};
use magpie_proto::v1;
use magpie_proto::v1::allow_list_service_server::AllowListService;
use magpie_proto::v1::allow_list_status_code::Value as StatusCode;
use magpie_proto::v1::job_status::Value as JobStatus;
use magpie_store::{Store, TokenOf};
use tonic::{Request, Response, Status};

use super::error::{Error, Thing, Violations};
use super::page::{self, Direction, Picker, Position, Query, SortValue};
use super::validate::{self, ListKind};
use super::{Api, Scanned};
use crate::access;
use crate::words::{self, Refusal};

const DEFAULT_PAGE: u32 = 25;
const LARGEST_PAGE: u32 = 25;

/// How many of each kind there may be. Macie's number.
const MOST_OF_A_KIND: usize = 5;

#[tonic::async_trait]
impl AllowListService for Api {
    async fn create_allow_list(
        &self,
        request: Request<v1::CreateAllowListRequest>,
    ) -> Result<Response<v1::CreateAllowListResponse>, Status> {
        let caller = access::Caller::of(&request).cloned();
        let list = self.create_list(request.into_inner()).await?;
        if let Some(caller) = caller {
            caller.note(&list.id);
        }
        Ok(Response::new(v1::CreateAllowListResponse { arn: arn(&list), id: list.id }))
    }

    async fn get_allow_list(
        &self,
        request: Request<v1::GetAllowListRequest>,
    ) -> Result<Response<v1::GetAllowListResponse>, Status> {
        access::note(&request, &request.get_ref().id);
        Ok(Response::new(self.get_list(request.into_inner().id).await?))
    }

    async fn list_allow_lists(
        &self,
        request: Request<v1::ListAllowListsRequest>,
    ) -> Result<Response<v1::ListAllowListsResponse>, Status> {
        Ok(Response::new(self.list_lists(request.into_inner()).await?))
    }

    async fn update_allow_list(
        &self,
        request: Request<v1::UpdateAllowListRequest>,
    ) -> Result<Response<v1::UpdateAllowListResponse>, Status> {
        access::note(&request, &request.get_ref().id);
        let list = self.update_list(request.into_inner()).await?;
        Ok(Response::new(v1::UpdateAllowListResponse { arn: arn(&list), id: list.id }))
    }

    async fn delete_allow_list(
        &self,
        request: Request<v1::DeleteAllowListRequest>,
    ) -> Result<Response<v1::DeleteAllowListResponse>, Status> {
        access::note(&request, &request.get_ref().id);
        self.delete_list(request.into_inner()).await?;
        Ok(Response::new(v1::DeleteAllowListResponse {}))
    }
}

impl Api {
    async fn create_list(&self, request: v1::CreateAllowListRequest) -> Result<AllowListRecord, Error> {
        let checked = request.clone();
        let kind = self.read(move |_| validate::allow_list(&checked)).await?;
        let (token, asked) = (request.client_token.clone(), request.clone());
        if let Some(existing) = self.read(move |store| existing(store, &token, &asked)).await? {
            return Ok(existing);
        }
        // What cannot be read now is most likely a mistake. Later on, runs go without what cannot be read.
        self.usable(request.criteria.as_ref()).await?;
        let options = &self.inner.options;
        let now = Some(time::from_system(options.clock.wall()));
        let record = AllowListRecord {
            id: ids::allow_list_id(),
            criteria: request.criteria.clone(),
            description: request.description.clone(),
            name: request.name.clone(),
            created_at: now,
            updated_at: now,
            account_id: options.account_id.clone(),
            region: options.region.clone(),
            request: Some(request.clone()),
        };
        let _definitions = self.inner.definitions.write().await;
        self.read(move |store| {
            let token = request.client_token.as_str();
            if let Some(existing) = existing(store, token, &request)? {
                return Ok(existing);
            }
            let mut of_kind = 0;
            for known in store.allow_lists() {
                of_kind += usize::from(ListKind::of(known?.criteria.as_ref()) == Some(kind));
            }
            if of_kind >= MOST_OF_A_KIND {
                return Err(Error::QuotaExceeded { what: kind.plural(), limit: MOST_OF_A_KIND });
            }
            let mut batch = store.batch();
            batch.put_allow_list(&record);
            batch.put_client_token_of(TokenOf::AllowList, token, &record.id);
            store.commit(batch)?;
            tracing::info!(event = "allow_list_created", id = record.id, "an allow list was created");
            Ok(record)
        })
        .await
    }

    async fn list(&self, id: String) -> Result<AllowListRecord, Error> {
        self.read(move |store| match store.allow_list(&id)? {
            Some(record) => Ok(record),
            None => Err(not_found(id)),
        })
        .await
    }

    async fn get_list(&self, id: String) -> Result<v1::GetAllowListResponse, Error> {
        let record = self.list(id).await?;
        let status = match self.try_out(record.criteria.as_ref()).await {
            Ok(()) => v1::AllowListStatus { code: StatusCode::Ok.into(), description: None },
            Err(refusal) => refusal.into_status(),
        };
        Ok(v1::GetAllowListResponse {
            arn: arn(&record),
            created_at: record.created_at,
            criteria: record.criteria,
            description: record.description,
            id: record.id,
            name: record.name,
            status: Some(status),
            tags: record.request.unwrap_or_default().tags,
            updated_at: record.updated_at,
        })
    }

    async fn list_lists(&self, request: v1::ListAllowListsRequest) -> Result<v1::ListAllowListsResponse, Error> {
        let mut wrong = Violations::new();
        let size = page::size("maxResults", request.max_results, DEFAULT_PAGE, LARGEST_PAGE, &mut wrong);
        wrong.into_result()?;
        let query = Query::new("ListAllowLists", &[]);
        let after = self.tokens().open(&query, &request.next_token)?;
        let mut picker = Picker::new(Direction::Descending, after, size);
        let (allow_lists, last) = self
            .read(move |store| {
                for record in store.allow_lists() {
                    let record = record?;
                    let created = SortValue::Number(record.created_at.as_ref().map_or(0, to_unix_millis));
                    picker.offer(Position { value: created, id: record.id.clone() }, || summary(record));
                }
                Ok(picker.finish())
            })
            .await?;
        let next_token = last.map(|last| self.tokens().issue(&query, &last)).unwrap_or_default();
        Ok(v1::ListAllowListsResponse { allow_lists, next_token })
    }

    async fn update_list(&self, request: v1::UpdateAllowListRequest) -> Result<AllowListRecord, Error> {
        let known = self.list(request.id.clone()).await?;
        let kind = ListKind::of(known.criteria.as_ref());
        let checked = request.clone();
        self.read(move |_| validate::allow_list_update(&checked, kind)).await?;
        self.usable(request.criteria.as_ref()).await?;
        let now = Some(time::from_system(self.inner.options.clock.wall()));
        let _definitions = self.inner.definitions.write().await;
        self.read(move |store| {
            // It may have been deleted meanwhile. Its kind never changes.
            let Some(mut record) = store.allow_list(&request.id)? else {
                return Err(not_found(request.id));
            };
            record.criteria = request.criteria;
            record.description = request.description;
            record.name = request.name;
            record.updated_at = now;
            let mut batch = store.batch();
            batch.put_allow_list(&record);
            store.commit(batch)?;
            tracing::info!(event = "allow_list_changed", id = record.id, "an allow list was changed");
            Ok(record)
        })
        .await
    }

    async fn delete_list(&self, request: v1::DeleteAllowListRequest) -> Result<(), Error> {
        let ignore_jobs = match request.ignore_job_checks.as_str() {
            "" | "false" => false,
            "true" => true,
            _ => return Err(Error::invalid("ignoreJobChecks", "must be true or false")),
        };
        let id = request.id;
        let _definitions = self.inner.definitions.write().await;
        self.scan(move |store, scanned| {
            if store.allow_list(&id)?.is_none() {
                return Err(not_found(id));
            }
            if !ignore_jobs {
                is_free(store, scanned, &id)?;
            }
            let mut batch = store.batch();
            batch.delete_allow_list(&id);
            store.commit(batch)?;
            tracing::info!(event = "allow_list_deleted", id, "an allow list was deleted");
            Ok(())
        })
        .await
    }

    /// # Errors
    /// The field that leads to what cannot be used.
    async fn usable(&self, criteria: Option<&v1::AllowListCriteria>) -> Result<(), Error> {
        self.try_out(criteria).await.map_err(|refusal| {
            let code = refusal.code.as_str_name();
            Error::invalid("criteria.s3WordsList", format!("cannot be used ({code}): {}", refusal.description))
        })
    }

    /// Whether a list can be used now.
    async fn try_out(&self, criteria: Option<&v1::AllowListCriteria>) -> Result<(), Refusal> {
        let Some(criteria) = criteria else { return Ok(()) };
        if let Some(list) = &criteria.s3_words_list {
            // Never closed; if it were, the reading would just not be bounded.
            let _permit = self.inner.lists.acquire().await;
            let objects = self.inner.options.objects.as_ref();
            words::read(objects, &list.bucket_name, &list.object_key).await?;
        } else if let Some(pattern) = criteria.regex.clone() {
            let compiled = tokio::task::spawn_blocking(move || allow::List::regex(&pattern).map(drop)).await;
            compiled.map_err(|_| Refusal::unknown("compiling the regular expression broke off"))??;
        }
        Ok(())
    }
}

/// What the token made before, if it did.
///
/// # Errors
/// If that has other settings.
fn existing(
    store: &Store,
    token: &str,
    request: &v1::CreateAllowListRequest,
) -> Result<Option<AllowListRecord>, Error> {
    let Some(id) = store.client_token_of(TokenOf::AllowList, token)? else { return Ok(None) };
    match store.allow_list(&id)? {
        Some(list) if list.request.as_ref() == Some(request) => Ok(Some(list)),
        // What it made is deleted, with the same settings or others.
        None | Some(_) => Err(Error::TokenReused { thing: Thing::AllowList, id }),
    }
}

/// # Errors
/// [`Error::AllowListInUse`] if a job that has not ended uses the list.
fn is_free(store: &Store, scanned: &mut Scanned, id: &str) -> Result<(), Error> {
    let (mut jobs, mut example) = (0, String::new());
    for job in store.jobs() {
        let job = job?;
        scanned.go_on()?;
        let ended = matches!(job.status(), JobStatus::Complete | JobStatus::Cancelled);
        let uses = job.request.as_ref().is_some_and(|request| request.allow_list_ids.iter().any(|used| used == id));
        if uses && !ended {
            jobs += 1;
            example = job.job_id;
        }
    }
    if jobs == 0 { Ok(()) } else { Err(Error::AllowListInUse { id: id.to_owned(), jobs, job_id: example }) }
}

fn not_found(id: String) -> Error {
    if id.is_empty() {
        return Error::invalid("id", "is required; give the id of an allow list");
    }
    Error::NotFound { thing: Thing::AllowList, id }
}

/// The Amazon-style resource name of an allow list.
fn arn(record: &AllowListRecord) -> String {
    format!("arn:aws:macie2:{}:{}:allow-list/{}", record.region, record.account_id, record.id)
}

fn summary(record: AllowListRecord) -> v1::AllowListSummary {
    v1::AllowListSummary {
        arn: arn(&record),
        created_at: record.created_at,
        description: record.description,
        id: record.id,
        name: record.name,
        updated_at: record.updated_at,
    }
}
