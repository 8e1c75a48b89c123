//! Identifiers and allow lists of the user's own, for one scan.

use std::sync::Arc;

use magpie_base::ids;
use magpie_objects::{ListRequest, ObjectStore};
use magpie_proto::v1::allow_list_service_client::AllowListServiceClient;
use magpie_proto::v1::custom_data_identifier_service_client::CustomDataIdentifierServiceClient;
use magpie_proto::v1::{
    AllowListCriteria, CreateAllowListRequest, CreateClassificationJobRequest, CreateCustomDataIdentifierRequest,
    S3WordsList,
};
use tonic::transport::Channel;

use crate::args::Scan;
use crate::criteria;
use crate::failure::Failure;
use crate::scan::targets::Targets;

/// What the user brings along.
pub(super) struct Rules {
    customs: Vec<CreateCustomDataIdentifierRequest>,
    lists: Vec<AllowList>,
}

/// An allow list.
enum AllowList {
    /// What is shown for it, and the bucket with its words.
    Words(String, String),
    Regex(String),
}

impl Rules {
    /// Reads the files that flags name, and makes those with words readable.
    pub(super) fn from_flags(args: &Scan, targets: &mut Targets) -> Result<Rules, Failure> {
        let mut customs = Vec::new();
        for file in &args.custom {
            customs.extend(criteria::from_file(file)?);
        }
        let mut lists = Vec::new();
        for file in &args.allow_words {
            lists.push(AllowList::Words(file.display().to_string(), targets.add_words(file)?));
        }
        lists.extend(args.allow_regex.iter().cloned().map(AllowList::Regex));
        Ok(Rules { customs, lists })
    }

    /// Creates them in the scan's own coordinator, and has the job use them.
    pub(super) async fn create(
        self,
        channel: Channel,
        objects: &Arc<dyn ObjectStore>,
        job: &mut CreateClassificationJobRequest,
    ) -> Result<(), Failure> {
        let mut customs = CustomDataIdentifierServiceClient::new(channel.clone());
        for request in self.customs {
            let name = request.name.clone();
            let created = customs.create_custom_data_identifier(criteria::with_token(request)).await;
            let created = created.map_err(|status| refused(&name, &status))?;
            job.custom_data_identifier_ids.push(created.into_inner().custom_data_identifier_id);
        }
        let mut lists = AllowListServiceClient::new(channel);
        for list in self.lists {
            let (name, criteria) = match list {
                AllowList::Regex(regex) => {
                    (regex.clone(), AllowListCriteria { regex: Some(regex), s3_words_list: None })
                }
                AllowList::Words(shown, bucket_name) => {
                    let object_key = only_key(objects, &bucket_name).await?;
                    let list = S3WordsList { bucket_name, object_key };
                    (shown, AllowListCriteria { regex: None, s3_words_list: Some(list) })
                }
            };
            let request = CreateAllowListRequest {
                client_token: ids::job_id(),
                name: name.chars().take(NAME_CHARACTERS).collect(),
                criteria: Some(criteria),
                ..CreateAllowListRequest::default()
            };
            let created = lists.create_allow_list(request).await.map_err(|status| refused(&name, &status))?;
            job.allow_list_ids.push(created.into_inner().id);
        }
        Ok(())
    }
}

/// Characters of an allow list's name.
const NAME_CHARACTERS: usize = 128;

/// Which of the user's rules is wrong, and how.
fn refused(name: &str, status: &tonic::Status) -> Failure {
    Failure::Usage(format!("{}: {}", crate::output::printable(name), status.message()))
}

/// The key of the only object of a bucket.
async fn only_key(objects: &Arc<dyn ObjectStore>, bucket: &str) -> Result<String, Failure> {
    let page = objects.list(bucket, &ListRequest::default()).await.map_err(Failure::part)?;
    let object = page.objects.into_iter().next();
    object.map(|object| object.key).ok_or_else(|| Failure::part("a file with words is not there any more"))
}
