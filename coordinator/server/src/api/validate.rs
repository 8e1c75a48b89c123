//! Whether the settings of a new job, custom data identifier or allow list make sense. Every wrong field is named at once.
//!
//! Buckets that do not exist or cannot be read are no error here: as with Macie, the run reports them.

use std::collections::BTreeMap;

use magpie_detect::catalogue;
use magpie_objects::scope::Scope;
use magpie_proto::v1;
use magpie_proto::v1::job_type::Value as JobType;
use magpie_proto::v1::managed_data_identifier_selector::Value as Selector;

use super::error::{Error, Thing, Violations, quoted};
use super::suggest;
use crate::brain::Definitions;

mod definitions;

pub(super) use definitions::{ListKind, allow_list, allow_list_update, custom_data_identifier, custom_test};

const CLIENT_TOKEN_CHARACTERS: usize = 64;
const NAME_CHARACTERS: usize = 500;
const DESCRIPTION_CHARACTERS: usize = 200;
const BUCKETS: usize = 1_000;
/// Custom data identifiers of a job. Macie's number.
pub(super) const CUSTOM_IDENTIFIERS: usize = 30;
/// Allow lists of a job. Macie's number.
pub(super) const ALLOW_LISTS: usize = 10;
const TAGS: usize = 50;
const TAG_KEY_CHARACTERS: usize = 128;
const TAG_VALUE_CHARACTERS: usize = 256;

/// Checks a request to create a job for the account that this coordinator speaks for. `definitions` are those that there
/// are of what it speaks of by id; without them nothing is said about ids.
///
/// # Errors
/// [`Error::Invalid`] names every wrong field. [`Error::NotSupported`] if nothing is wrong but the job asks for what this
/// version cannot do.
pub fn job(
    request: &v1::CreateClassificationJobRequest,
    account_id: &str,
    definitions: Option<&Definitions>,
) -> Result<(), Error> {
    let mut wrong = Violations::new();
    let mut unsupported = Violations::new();
    texts(request, &mut wrong);
    schedule(request, &mut wrong, &mut unsupported);
    sampling(request, &mut wrong);
    identifiers(request, &mut wrong);
    references(request, definitions, &mut wrong);
    minimum_confidence(request, &mut wrong);
    match &request.s3_job_definition {
        None => wrong.add("s3JobDefinition", "is required; name buckets in s3JobDefinition.bucketDefinitions"),
        Some(definition) => {
            buckets(definition, account_id, &mut wrong, &mut unsupported);
            scoping(definition, &mut wrong);
        }
    }
    tags(&request.tags, &mut wrong);

    if !wrong.is_empty() {
        wrong.append(unsupported);
        return Err(Error::Invalid(wrong));
    }
    if !unsupported.is_empty() {
        return Err(Error::NotSupported(unsupported));
    }
    Ok(())
}

fn texts(request: &v1::CreateClassificationJobRequest, wrong: &mut Violations) {
    required_text("clientToken", &request.client_token, CLIENT_TOKEN_CHARACTERS, wrong);
    required_text("name", &request.name, NAME_CHARACTERS, wrong);
    let description = request.description.as_deref().unwrap_or_default();
    if longer(description, DESCRIPTION_CHARACTERS) {
        wrong.add("description", format!("must be at most {DESCRIPTION_CHARACTERS} characters long"));
    }
}

fn required_text(field: &str, text: &str, limit: usize, wrong: &mut Violations) {
    if text.trim().is_empty() {
        wrong.add(field, format!("is required; give 1 to {limit} characters"));
    } else if longer(text, limit) {
        wrong.add(field, format!("must be at most {limit} characters long"));
    }
}

fn longer(text: &str, limit: usize) -> bool {
    text.chars().nth(limit).is_some()
}

fn schedule(request: &v1::CreateClassificationJobRequest, wrong: &mut Violations, unsupported: &mut Violations) {
    match JobType::try_from(request.job_type) {
        Ok(JobType::OneTime) => {
            if request.schedule_frequency.is_some() {
                wrong.add("scheduleFrequency", "must be absent for a job of type ONE_TIME");
            }
            if request.initial_run == Some(true) {
                wrong.add("initialRun", "must be absent or false for a job of type ONE_TIME");
            }
        }
        Ok(JobType::Scheduled) => {
            frequency(request.schedule_frequency.as_ref(), wrong);
            unsupported.add("jobType", "SCHEDULED jobs are not supported by this version; use ONE_TIME");
        }
        Ok(JobType::Unspecified) => wrong.add("jobType", "is required; give ONE_TIME or SCHEDULED"),
        Err(_) => wrong.add("jobType", unknown_number(request.job_type, "ONE_TIME or SCHEDULED")),
    }
}

fn unknown_number(number: i32, choices: &str) -> String {
    format!("{number} stands for nothing; give {choices}")
}

fn frequency(frequency: Option<&v1::JobScheduleFrequency>, wrong: &mut Violations) {
    const FIELD: &str = "scheduleFrequency";
    let choices = "give exactly one of dailySchedule, weeklySchedule and monthlySchedule";
    let Some(frequency) = frequency else {
        wrong.add(FIELD, format!("is required for a job of type SCHEDULED; {choices}"));
        return;
    };
    let given = usize::from(frequency.daily_schedule.is_some())
        + usize::from(frequency.weekly_schedule.is_some())
        + usize::from(frequency.monthly_schedule.is_some());
    if given != 1 {
        wrong.add(FIELD, format!("has {given} schedules; {choices}"));
    }
    if let Some(weekly) = &frequency.weekly_schedule {
        let day = v1::day_of_week::Value::try_from(weekly.day_of_week);
        if day.is_err() || day == Ok(v1::day_of_week::Value::Unspecified) {
            wrong.add("scheduleFrequency.weeklySchedule.dayOfWeek", "must be a day, SUNDAY to SATURDAY");
        }
    }
    if let Some(monthly) = &frequency.monthly_schedule
        && !(1..=31).contains(&monthly.day_of_month)
    {
        wrong.add("scheduleFrequency.monthlySchedule.dayOfMonth", "must be 1 to 31");
    }
}

fn sampling(request: &v1::CreateClassificationJobRequest, wrong: &mut Violations) {
    if let Some(percentage) = request.sampling_percentage
        && !(1..=100).contains(&percentage)
    {
        wrong.add("samplingPercentage", format!("is {percentage}; it must be 1 to 100"));
    }
}

fn identifiers(request: &v1::CreateClassificationJobRequest, wrong: &mut Violations) {
    const IDS: &str = "managedDataIdentifierIds";
    const SELECTOR: &str = "managedDataIdentifierSelector";
    let ids = &request.managed_data_identifier_ids;
    let selector = Selector::try_from(request.managed_data_identifier_selector);
    match selector {
        Ok(selector @ (Selector::Include | Selector::Exclude)) => {
            if ids.is_empty() {
                let name = selector.as_str_name();
                wrong.add(IDS, format!("must name at least one identifier when {SELECTOR} is {name}"));
            }
            let unknown = unknown_ids(ids, wrong);
            let all = || catalogue::all().iter().all(|identifier| ids.iter().any(|id| id == identifier.id));
            if selector == Selector::Exclude && !ids.is_empty() && !unknown && all() {
                wrong.add(IDS, "excludes every identifier, so there is nothing to look for");
            }
        }
        Ok(selector) => {
            if selector == Selector::None && request.custom_data_identifier_ids.is_empty() {
                wrong.add(
                    SELECTOR,
                    "NONE leaves nothing to look for without customDataIdentifierIds; give some, or use RECOMMENDED, ALL or INCLUDE",
                );
            }
            if !ids.is_empty() {
                wrong.add(
                    IDS,
                    format!(
                        "must be empty when {SELECTOR} is {}; use INCLUDE or EXCLUDE with ids",
                        name_or_default(selector)
                    ),
                );
            }
        }
        Err(_) => wrong.add(
            SELECTOR,
            unknown_number(request.managed_data_identifier_selector, "ALL, EXCLUDE, INCLUDE, NONE or RECOMMENDED"),
        ),
    }
}

/// The custom data identifiers and allow lists that a job speaks of.
fn references(request: &v1::CreateClassificationJobRequest, definitions: Option<&Definitions>, wrong: &mut Violations) {
    let customs = definitions.map(|definitions| &definitions.custom_data_identifiers);
    let problem = |id: &str| match customs?.iter().find(|known| known.id == id) {
        None => Some(unknown(Thing::CustomDataIdentifier, id)),
        Some(known) if known.deleted => {
            Some(format!("custom data identifier {id} was deleted, so no new job can use it; create it anew"))
        }
        Some(_) => None,
    };
    named("customDataIdentifierIds", &request.custom_data_identifier_ids, CUSTOM_IDENTIFIERS, problem, wrong);
    let lists = definitions.map(|definitions| &definitions.allow_lists);
    let problem = |id: &str| match lists?.iter().any(|known| known.id == id) {
        false => Some(unknown(Thing::AllowList, id)),
        true => None,
    };
    named("allowListIds", &request.allow_list_ids, ALLOW_LISTS, problem, wrong);
}

fn unknown(thing: Thing, id: &str) -> String {
    format!("there is no {} {}; {} shows them all", thing.name(), quoted(id), thing.lister())
}

/// A list of ids, each with its problem.
fn named(field: &str, ids: &[String], limit: usize, problem: impl Fn(&str) -> Option<String>, wrong: &mut Violations) {
    if ids.len() > limit {
        wrong.add(field, format!("has {} ids; at most {limit} are allowed", ids.len()));
    }
    for (index, id) in ids.iter().take(limit).enumerate() {
        if let Some(problem) = problem(id) {
            wrong.add(format!("{field}[{index}]"), problem);
        }
    }
}

fn minimum_confidence(request: &v1::CreateClassificationJobRequest, wrong: &mut Violations) {
    if v1::confidence::Value::try_from(request.minimum_confidence).is_err() {
        wrong.add("minimumConfidence", unknown_number(request.minimum_confidence, "LOW, MEDIUM or HIGH"));
    }
}

fn name_or_default(selector: Selector) -> &'static str {
    if selector == Selector::Unspecified { "not given (RECOMMENDED)" } else { selector.as_str_name() }
}

/// Whether any id is unknown; names those that are.
fn unknown_ids(ids: &[String], wrong: &mut Violations) -> bool {
    let mut any = false;
    for (index, id) in ids.iter().enumerate().filter(|(_, id)| catalogue::find(id).is_none()) {
        any = true;
        let hint = if wrong.is_full() {
            String::new()
        } else {
            match suggest::nearest(id, catalogue::all().iter().map(|identifier| identifier.id)) {
                Some(nearest) => format!("did you mean {nearest}?"),
                None => "ListManagedDataIdentifiers shows them all".to_owned(),
            }
        };
        wrong.add(
            format!("managedDataIdentifierIds[{index}]"),
            format!("{} is no managed data identifier; {hint}", quoted(id)),
        );
    }
    any
}

fn buckets(definition: &v1::S3JobDefinition, account_id: &str, wrong: &mut Violations, unsupported: &mut Violations) {
    const FIELD: &str = "s3JobDefinition.bucketDefinitions";
    if definition.bucket_criteria.is_some() {
        if definition.bucket_definitions.is_empty() {
            unsupported.add(
                "s3JobDefinition.bucketCriteria",
                "choosing buckets by criteria is not supported by this version; name them in bucketDefinitions",
            );
        } else {
            wrong.add("s3JobDefinition", "has both bucketDefinitions and bucketCriteria; give one of them");
        }
    } else if definition.bucket_definitions.is_empty() {
        wrong.add(FIELD, "is required; name at least one bucket");
    }
    let number: usize = definition.bucket_definitions.iter().map(|account| account.buckets.len()).sum();
    if number > BUCKETS || definition.bucket_definitions.len() > BUCKETS {
        wrong.add(
            FIELD,
            format!(
                "names {number} buckets of {} accounts; at most {BUCKETS} of each are allowed",
                definition.bucket_definitions.len()
            ),
        );
        return;
    }
    for (index, account) in definition.bucket_definitions.iter().enumerate() {
        let field = format!("{FIELD}[{index}]");
        if let Some(problem) = account_problem(&account.account_id, account_id) {
            wrong.add(format!("{field}.accountId"), problem);
        }
        if account.buckets.is_empty() {
            wrong.add(format!("{field}.buckets"), "is required; name at least one bucket");
        }
        for (index, bucket) in account.buckets.iter().enumerate() {
            if let Some(problem) = bucket_problem(bucket) {
                wrong.add(format!("{field}.buckets[{index}]"), format!("{} {problem}", quoted(bucket)));
            }
        }
    }
}

/// Why buckets of this account cannot be scanned. An empty id stands for our own: few who run their own S3 have accounts.
fn account_problem(given: &str, ours: &str) -> Option<String> {
    if given.is_empty() {
        return None;
    }
    if given.len() != 12 || !given.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(format!("{} is no account id; give 12 digits, here {ours}", quoted(given)));
    }
    (given != ours).then(|| format!("{given} is not the account of this installation, which is {ours}"))
}

/// Why this cannot be the name of a general purpose bucket. Names that S3 gave out before its rules of 2018 (up to 255
/// characters, capitals, underscores) still exist and are accepted.
fn bucket_problem(name: &str) -> Option<&'static str> {
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = name.as_bytes();
    if !(3..=255).contains(&bytes.len()) {
        return Some("is no bucket name: it must be 3 to 255 characters long");
    }
    if !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_')) {
        return Some("is no bucket name: only letters, digits, dots, hyphens and underscores are allowed");
    }
    if !ends(bytes.first()) || !ends(bytes.last()) || name.contains("..") {
        return Some("is no bucket name: it must begin and end with a letter or digit and have no two dots in a row");
    }
    if name.parse::<std::net::Ipv4Addr>().is_ok() {
        return Some("is no bucket name but an IP address");
    }
    if name.ends_with("--x-s3") {
        return Some("is a directory bucket; only general purpose buckets can be analysed");
    }
    None
}

fn scoping(definition: &v1::S3JobDefinition, wrong: &mut Violations) {
    let Some(scoping) = &definition.scoping else {
        return;
    };
    if let Err(error) = Scope::compile(scoping) {
        let field = if error.field.is_empty() {
            "s3JobDefinition.scoping".to_owned()
        } else if error.field.starts_with("s3JobDefinition") {
            error.field
        } else {
            format!("s3JobDefinition.scoping.{}", error.field)
        };
        wrong.add(field, error.description);
    }
}

fn tags<'a>(tags: impl IntoIterator<Item = (&'a String, &'a String)>, wrong: &mut Violations) {
    // Sorted, so that the same request has the same answer.
    let tags: BTreeMap<&String, &String> = tags.into_iter().collect();
    if tags.len() > TAGS {
        wrong.add("tags", format!("has {} tags; at most {TAGS} are allowed", tags.len()));
    }
    for (key, value) in tags {
        let field = || format!("tags[{}]", quoted(key));
        if key.is_empty() || longer(key, TAG_KEY_CHARACTERS) {
            wrong.add(field(), format!("a tag's key must be 1 to {TAG_KEY_CHARACTERS} characters long"));
        }
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            wrong.add(field(), "a tag's key must not begin with aws:, which is reserved");
        }
        if longer(value, TAG_VALUE_CHARACTERS) {
            wrong.add(field(), format!("a tag's value must be at most {TAG_VALUE_CHARACTERS} characters long"));
        }
    }
}

#[cfg(test)]
mod tests;
