//! `magpie allow-lists`.

use std::io::Write as _;

use magpie_base::ids;
use magpie_proto::v1::allow_list_service_client::AllowListServiceClient;
use magpie_proto::v1::{
    AllowListCriteria, AllowListSummary, CreateAllowListRequest, DeleteAllowListRequest, GetAllowListRequest,
    ListAllowListsRequest, S3WordsList, UpdateAllowListRequest,
};
use tonic::transport::Channel;

use crate::args::{AllowListFlags, AllowLists, AllowListsCommand, Format, Global};
use crate::failure::Failure;
use crate::{connect, output};

type Client = AllowListServiceClient<Channel>;

pub(crate) async fn run(global: &Global, args: AllowLists) -> Result<u8, Failure> {
    let mut client = Client::new(connect::channel(global, &args.connection)?);
    let mut out = std::io::stdout();
    match args.command {
        AllowListsCommand::Create { name, description, list, client_token } => {
            let criteria = criteria(&list)?;
            let request = CreateAllowListRequest {
                client_token: client_token.unwrap_or_else(ids::job_id),
                criteria,
                description,
                name,
                ..CreateAllowListRequest::default()
            };
            output::json_line(&mut out, &client.create_allow_list(request).await?.into_inner())?;
        }
        AllowListsCommand::List { format } => print(&all(&mut client).await?, format)?,
        AllowListsCommand::Get { id } => {
            let list = client.get_allow_list(GetAllowListRequest { id }).await?;
            output::json_pretty(&mut out, &list.into_inner())?;
        }
        AllowListsCommand::Update { id, name, description, list } => {
            // The request replaces everything: what is not given stays as it is.
            let known = client.get_allow_list(GetAllowListRequest { id: id.clone() }).await?.into_inner();
            let request = UpdateAllowListRequest {
                criteria: criteria(&list)?.or(known.criteria),
                description: description.or(known.description),
                id,
                name: name.unwrap_or(known.name),
            };
            output::json_line(&mut out, &client.update_allow_list(request).await?.into_inner())?;
        }
        AllowListsCommand::Delete { id, ignore_job_checks } => {
            let ignore_job_checks = ignore_job_checks.to_string();
            client.delete_allow_list(DeleteAllowListRequest { id, ignore_job_checks }).await?;
        }
    }
    Ok(0)
}

fn criteria(flags: &AllowListFlags) -> Result<Option<AllowListCriteria>, Failure> {
    if let Some(regex) = &flags.regex {
        return Ok(Some(AllowListCriteria { regex: Some(regex.clone()), s3_words_list: None }));
    }
    let Some(words) = &flags.words else { return Ok(None) };
    let place = words.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
    let Some((bucket, key)) = place.filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty()) else {
        return Err(Failure::Usage("--words wants an object in S3, such as s3://bucket/allowed.txt".into()));
    };
    let list = S3WordsList { bucket_name: bucket.to_owned(), object_key: key.to_owned() };
    Ok(Some(AllowListCriteria { regex: None, s3_words_list: Some(list) }))
}

async fn all(client: &mut Client) -> Result<Vec<AllowListSummary>, Failure> {
    let mut all = Vec::new();
    let mut request = ListAllowListsRequest::default();
    loop {
        let page = client.list_allow_lists(request.clone()).await?.into_inner();
        all.extend(page.allow_lists);
        if page.next_token.is_empty() {
            return Ok(all);
        }
        request.next_token = page.next_token;
    }
}

fn print(lists: &[AllowListSummary], format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Jsonl => lists.iter().try_for_each(|list| output::json_line(&mut out, list)),
        Format::Json => output::json_all(&mut out, lists),
        Format::Table => {
            let mut table = output::table(["ID", "CHANGED", "NAME", "DESCRIPTION"]);
            for list in lists {
                table.add_row([
                    list.id.clone(),
                    list.updated_at.as_ref().map(ToString::to_string).unwrap_or_default(),
                    output::printable(&list.name),
                    output::printable(list.description.as_deref().unwrap_or_default()),
                ]);
            }
            Ok(writeln!(out, "{table}")?)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_are_an_object_in_s3() {
        let flags = |words: &str| AllowListFlags { regex: None, words: Some(words.into()) };
        let list = criteria(&flags("s3://lists/a/b.txt")).unwrap().unwrap().s3_words_list.unwrap();
        assert_eq!((list.bucket_name.as_str(), list.object_key.as_str()), ("lists", "a/b.txt"));
        for wrong in ["allowed.txt", "s3://lists", "s3://lists/", "s3:///a"] {
            assert!(criteria(&flags(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(criteria(&AllowListFlags { regex: None, words: None }).unwrap(), None);
    }
}
