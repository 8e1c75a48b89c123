//! `magpie custom-identifiers`.

use std::io::Write as _;

use magpie_proto::v1::custom_data_identifier_service_client::CustomDataIdentifierServiceClient;
use magpie_proto::v1::{
    CreateCustomDataIdentifierRequest, CustomDataIdentifierSummary, DeleteCustomDataIdentifierRequest,
    GetCustomDataIdentifierRequest, ListCustomDataIdentifiersRequest, TestCustomDataIdentifierRequest,
};
use tonic::transport::Channel;

use crate::args::{CreateCustom, CustomCommand, CustomIdentifiers, Format, Global, TestCustom};
use crate::failure::Failure;
use crate::{connect, criteria, output};

type Client = CustomDataIdentifierServiceClient<Channel>;

pub(crate) async fn run(global: &Global, args: CustomIdentifiers) -> Result<u8, Failure> {
    let mut client = Client::new(connect::channel(global, &args.connection)?);
    let mut out = std::io::stdout();
    match args.command {
        CustomCommand::Create(create) => {
            for request in requests(&create)? {
                let created = client.create_custom_data_identifier(request).await?.into_inner();
                output::json_line(&mut out, &created)?;
            }
        }
        CustomCommand::List { format } => print(&list(&mut client).await?, format)?,
        CustomCommand::Get { id } => {
            let custom = client.get_custom_data_identifier(GetCustomDataIdentifierRequest { id }).await?;
            output::json_pretty(&mut out, &custom.into_inner())?;
        }
        CustomCommand::Delete { id } => {
            client.delete_custom_data_identifier(DeleteCustomDataIdentifierRequest { id }).await?;
        }
        CustomCommand::Test(test) => {
            let request = sample(&mut client, &test).await?;
            let tested = client.test_custom_data_identifier(request).await?.into_inner();
            output::json_line(&mut out, &tested)?;
        }
    }
    Ok(0)
}

fn requests(create: &CreateCustom) -> Result<Vec<CreateCustomDataIdentifierRequest>, Failure> {
    let requests = match &create.file {
        Some(file) => criteria::from_file(file)?,
        None => {
            let mut request = criteria::from_flags(create.name.as_deref(), &create.criteria)?;
            request.description.clone_from(&create.description);
            request.client_token = create.client_token.clone().unwrap_or_default();
            vec![request]
        }
    };
    Ok(requests.into_iter().map(criteria::with_token).collect())
}

/// What is tested: criteria from flags, from a file, or of an identifier that exists.
async fn sample(client: &mut Client, test: &TestCustom) -> Result<TestCustomDataIdentifierRequest, Failure> {
    let sample_text = match (&test.sample, &test.sample_file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => criteria::read(file)?,
        (None, None) => return Err(Failure::Usage("give --sample TEXT or --sample-file FILE".into())),
    };
    if let Some(id) = &test.id {
        let request = GetCustomDataIdentifierRequest { id: id.clone() };
        let custom = client.get_custom_data_identifier(request).await?.into_inner();
        return Ok(TestCustomDataIdentifierRequest {
            ignore_words: custom.ignore_words,
            keywords: custom.keywords,
            maximum_match_distance: custom.maximum_match_distance,
            regex: custom.regex,
            sample_text,
        });
    }
    let request = match &test.file {
        Some(file) => match <[_; 1]>::try_from(criteria::from_file(file)?) {
            Ok([one]) => one,
            Err(_) => return Err(Failure::Usage("--file of a test must hold one custom data identifier".into())),
        },
        None => criteria::from_flags(None, &test.criteria)?,
    };
    Ok(TestCustomDataIdentifierRequest {
        ignore_words: request.ignore_words,
        keywords: request.keywords,
        maximum_match_distance: request.maximum_match_distance,
        regex: request.regex,
        sample_text,
    })
}

async fn list(client: &mut Client) -> Result<Vec<CustomDataIdentifierSummary>, Failure> {
    let mut all = Vec::new();
    let mut request = ListCustomDataIdentifiersRequest::default();
    loop {
        let page = client.list_custom_data_identifiers(request.clone()).await?.into_inner();
        all.extend(page.items);
        if page.next_token.is_empty() {
            return Ok(all);
        }
        request.next_token = page.next_token;
    }
}

fn print(customs: &[CustomDataIdentifierSummary], format: Format) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Jsonl => customs.iter().try_for_each(|custom| output::json_line(&mut out, custom)),
        Format::Json => output::json_all(&mut out, customs),
        Format::Table => {
            let mut table = output::table(["ID", "CREATED", "NAME", "DESCRIPTION"]);
            for custom in customs {
                table.add_row([
                    custom.id.clone(),
                    custom.created_at.as_ref().map(ToString::to_string).unwrap_or_default(),
                    output::printable(&custom.name),
                    output::printable(custom.description.as_deref().unwrap_or_default()),
                ]);
            }
            Ok(writeln!(out, "{table}")?)
        }
    }
}
