//! Job requests from flags.

use std::collections::BTreeSet;

use magpie_detect::catalogue;
use magpie_proto::v1::{
    self, CreateClassificationJobRequest, JobScopeTerm, JobScopingBlock, S3BucketDefinitionForJob, S3JobDefinition,
    Scoping, SimpleScopeTerm, confidence, job_comparator, job_type, managed_data_identifier_selector, scope_filter_key,
};

use crate::args::Confidence;
use crate::failure::Failure;

/// What `--identifiers` stands for.
pub(crate) fn identifiers(text: &str) -> Result<(managed_data_identifier_selector::Value, Vec<String>), Failure> {
    use managed_data_identifier_selector::Value;
    match text.to_ascii_lowercase().as_str() {
        "all" => return Ok((Value::All, Vec::new())),
        "recommended" => return Ok((Value::Recommended, Vec::new())),
        "none" => return Ok((Value::None, Vec::new())),
        _ => {}
    }
    let ids: BTreeSet<&str> = text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return Err(Failure::Usage(
            "--identifiers wants all, recommended, none, or identifiers separated by commas".into(),
        ));
    }
    for id in &ids {
        if catalogue::find(id).is_none() {
            let list = "see magpie identifiers list";
            return Err(Failure::Usage(format!("there is no identifier {}: {list}", crate::output::printable(id))));
        }
    }
    Ok((Value::Include, ids.into_iter().map(str::to_owned).collect()))
}

/// What `--minimum-confidence` stands for. Without it, everything.
pub(crate) fn minimum_confidence(given: Option<Confidence>) -> confidence::Value {
    match given {
        None => confidence::Value::Unspecified,
        Some(Confidence::Low) => confidence::Value::Low,
        Some(Confidence::Medium) => confidence::Value::Medium,
        Some(Confidence::High) => confidence::Value::High,
    }
}

/// Terms of a scope: include or exclude by prefix and by extension.
#[derive(Debug, Default)]
pub(crate) struct ScopeFlags<'a> {
    pub(crate) include_prefix: &'a [String],
    pub(crate) include_extension: &'a [String],
    pub(crate) exclude_prefix: &'a [String],
    pub(crate) exclude_extension: &'a [String],
}

impl ScopeFlags<'_> {
    /// The scope, if there is one. Includes must all hold; an exclude block drops what meets all of its terms, so only one of
    /// the two kinds can be excluded at once.
    pub(crate) fn scoping(&self) -> Result<Option<Scoping>, Failure> {
        if !self.exclude_prefix.is_empty() && !self.exclude_extension.is_empty() {
            return Err(Failure::Usage(
                "--exclude-prefix and --exclude-extension together would only leave out objects that meet both, as in Macie; use one of them, or --cli-input-json".into(),
            ));
        }
        let includes = block(self.include_prefix, self.include_extension);
        let excludes = block(self.exclude_prefix, self.exclude_extension);
        let any = includes.is_some() || excludes.is_some();
        Ok(any.then_some(Scoping { includes, excludes }))
    }
}

fn block(prefixes: &[String], extensions: &[String]) -> Option<JobScopingBlock> {
    let mut and = Vec::new();
    if !prefixes.is_empty() {
        and.push(term(scope_filter_key::Value::ObjectKey, job_comparator::Value::StartsWith, prefixes));
    }
    if !extensions.is_empty() {
        and.push(term(scope_filter_key::Value::ObjectExtension, job_comparator::Value::Eq, extensions));
    }
    (!and.is_empty()).then_some(JobScopingBlock { and })
}

fn term(key: scope_filter_key::Value, comparator: job_comparator::Value, values: &[String]) -> JobScopeTerm {
    let term = SimpleScopeTerm { comparator: comparator.into(), key: key.into(), values: values.to_vec() };
    JobScopeTerm { simple_scope_term: Some(term), tag_scope_term: None }
}

/// A one-time job.
pub(crate) fn one_time(
    name: &str,
    client_token: String,
    account_id: &str,
    buckets: Vec<String>,
    chosen: (managed_data_identifier_selector::Value, Vec<String>),
) -> CreateClassificationJobRequest {
    CreateClassificationJobRequest {
        client_token,
        name: name.to_owned(),
        job_type: job_type::Value::OneTime.into(),
        managed_data_identifier_selector: chosen.0.into(),
        managed_data_identifier_ids: chosen.1,
        s3_job_definition: Some(S3JobDefinition {
            bucket_definitions: vec![S3BucketDefinitionForJob { account_id: account_id.to_owned(), buckets }],
            ..v1::S3JobDefinition::default()
        }),
        ..CreateClassificationJobRequest::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn identifiers_are_chosen_by_word_or_by_name() {
        use managed_data_identifier_selector::Value;
        assert_eq!(identifiers("ALL").unwrap().0, Value::All);
        assert_eq!(identifiers("recommended").unwrap().0, Value::Recommended);
        assert_eq!(identifiers("none").unwrap().0, Value::None);
        let (selector, ids) = identifiers("JSON_WEB_TOKEN, AWS_CREDENTIALS,").unwrap();
        assert_eq!((selector, ids), (Value::Include, vec!["AWS_CREDENTIALS".to_owned(), "JSON_WEB_TOKEN".to_owned()]));
        assert!(identifiers("NO_SUCH_THING").unwrap_err().to_string().contains("identifiers list"));
        assert!(identifiers(",").is_err());
    }

    #[test]
    fn scopes_are_only_made_where_asked_for() {
        assert_eq!(ScopeFlags::default().scoping().unwrap(), None);
        let csv = ["csv".to_owned()];
        let scoping = ScopeFlags { include_extension: &csv, ..ScopeFlags::default() }.scoping().unwrap().unwrap();
        assert_eq!(scoping.includes.unwrap().and.len(), 1);
        assert!(scoping.excludes.is_none());
        let both = ScopeFlags { exclude_extension: &csv, exclude_prefix: &csv, ..ScopeFlags::default() };
        assert!(both.scoping().is_err());
    }
}
