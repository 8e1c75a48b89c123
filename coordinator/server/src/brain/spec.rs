//! What the workers of a run look for and how: settled when the run starts.

use magpie_detect::{Ruleset, allow, catalogue, custom, ruleset};
use magpie_objects::scope::Scope;
use magpie_proto::store::v1::{AllowListRecord, CustomDataIdentifierRecord};
use magpie_proto::v1;
use magpie_proto::v1::allow_list_status_code::Value as Code;
use magpie_proto::v1::managed_data_identifier_selector::Value as Selector;
use magpie_proto::worker::v1::{AllowList, CustomIdentifier, ScanSpec};

use super::handle::Error;

/// What a job speaks of by id, as it is stored when a run starts.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    /// Its custom data identifiers.
    pub custom_data_identifiers: Vec<CustomDataIdentifierRecord>,
    /// Its allow lists.
    pub allow_lists: Vec<AllowListRecord>,
}

/// What the workers of a run look for: everything but the sampling seed, which depends on the run.
///
/// # Errors
/// If an identifier is not known, or the scope or a pattern cannot be compiled.
pub(super) fn scan_spec(
    request: &v1::CreateClassificationJobRequest,
    definitions: Definitions,
) -> Result<ScanSpec, Error> {
    let scoping = request.s3_job_definition.as_ref().and_then(|definition| definition.scoping.clone());
    if let Some(scoping) = &scoping {
        Scope::compile(scoping).map_err(|error| Error::Invalid(error.to_string()))?;
    }
    let Definitions { custom_data_identifiers, allow_lists } = definitions;
    let mut customs: Vec<CustomIdentifier> = custom_data_identifiers.into_iter().map(custom_identifier).collect();
    customs.sort_by(|a, b| a.id.cmp(&b.id));
    customs.dedup_by(|a, b| a.id == b.id);
    let mut lists: Vec<AllowList> = allow_lists.into_iter().map(allow_list).collect();
    lists.sort_by(|a, b| a.id.cmp(&b.id));
    lists.dedup_by(|a, b| a.id == b.id);
    let mut spec = ScanSpec {
        scoping,
        sampling_percentage: request.sampling_percentage.and_then(|share| u32::try_from(share).ok()).unwrap_or(100),
        sampling_seed: 0,
        managed_data_identifier_ids: managed_ids(request),
        ruleset_version: String::new(),
        custom_data_identifiers: customs,
        allow_lists: lists,
        minimum_confidence: request.minimum_confidence,
    };
    let ruleset = ruleset(&spec, Vec::new()).map_err(|error| Error::Invalid(error.to_string()))?;
    spec.ruleset_version = ruleset.version().to_owned();
    Ok(spec)
}

/// The managed identifiers that a job selects, sorted.
fn managed_ids(request: &v1::CreateClassificationJobRequest) -> Vec<String> {
    let named = &request.managed_data_identifier_ids;
    let mut ids: Vec<&str> = match request.managed_data_identifier_selector() {
        Selector::All => catalogue::all().iter().map(|identifier| identifier.id).collect(),
        Selector::Exclude => {
            let kept = catalogue::all().iter().map(|identifier| identifier.id);
            kept.filter(|id| !named.iter().any(|excluded| excluded == id)).collect()
        }
        Selector::Include => named.iter().map(String::as_str).collect(),
        Selector::None => Vec::new(),
        Selector::Recommended | Selector::Unspecified => {
            catalogue::recommended().map(|identifier| identifier.id).collect()
        }
    };
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(str::to_owned).collect()
}

fn custom_identifier(record: CustomDataIdentifierRecord) -> CustomIdentifier {
    let request = record.request.unwrap_or_default();
    let distance = request.maximum_match_distance.and_then(|distance| u32::try_from(distance).ok());
    CustomIdentifier {
        id: record.id,
        name: request.name,
        regex: request.regex,
        keywords: request.keywords,
        ignore_words: request.ignore_words,
        maximum_match_distance: distance.unwrap_or(custom::DEFAULT_DISTANCE),
        severity_levels: request.severity_levels,
    }
}

fn allow_list(record: AllowListRecord) -> AllowList {
    let criteria = record.criteria.unwrap_or_default();
    let words = criteria.s3_words_list.unwrap_or_default();
    AllowList {
        id: record.id,
        name: record.name,
        regex: criteria.regex.unwrap_or_default(),
        bucket: words.bucket_name,
        key: words.object_key,
    }
}

/// Compiles what a spec asks for, with the words of those of its lists that have some. Takes a while.
///
/// # Errors
/// If an identifier is not known, or a pattern cannot be compiled.
pub(crate) fn ruleset(spec: &ScanSpec, words: Vec<(String, allow::Words)>) -> Result<Ruleset, ruleset::Error> {
    let mut builder = Ruleset::builder().managed(&spec.managed_data_identifier_ids)?;
    for custom in &spec.custom_data_identifiers {
        builder = builder.custom(custom::Identifier {
            id: custom.id.clone(),
            name: custom.name.clone(),
            criteria: custom::Criteria {
                regex: custom.regex.clone(),
                keywords: custom.keywords.clone(),
                ignore_words: custom.ignore_words.clone(),
                maximum_match_distance: custom.maximum_match_distance,
            },
        })?;
    }
    for list in spec.allow_lists.iter().filter(|list| !list.regex.is_empty()) {
        builder = builder.allow(allow::List::regex(&list.regex)?)?;
    }
    for (_, words) in words {
        builder = builder.allow(allow::List::words(words))?;
    }
    builder.build()
}

/// Whether words of allow lists must be read for the run.
pub(super) fn has_words(spec: &ScanSpec) -> bool {
    spec.allow_lists.iter().any(|list| list.regex.is_empty())
}

/// What is known of a run's allow lists before any words are read: regular expressions can be used.
pub(super) fn run_allow_lists(spec: &ScanSpec) -> Vec<v1::RunAllowList> {
    let status = |list: &AllowList| {
        (!list.regex.is_empty()).then(|| v1::AllowListStatus { code: Code::Ok.into(), description: None })
    };
    spec.allow_lists
        .iter()
        .map(|list| v1::RunAllowList {
            id: list.id.clone(),
            name: list.name.clone(),
            status: status(list),
            ..Default::default()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn selectors_resolve_to_sorted_ids_and_the_hash_of_their_rules() {
        let spec = |selector: Selector, ids: &[&str]| {
            let request = v1::CreateClassificationJobRequest {
                managed_data_identifier_selector: selector.into(),
                managed_data_identifier_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
                ..Default::default()
            };
            scan_spec(&request, Definitions::default())
        };
        let all = spec(Selector::All, &[]).unwrap();
        assert_eq!(all.managed_data_identifier_ids.len(), catalogue::all().len());
        assert!(all.managed_data_identifier_ids.is_sorted());
        assert_eq!(all.sampling_percentage, 100);
        let first = all.managed_data_identifier_ids[0].clone();
        let without = spec(Selector::Exclude, &[&first]).unwrap();
        assert_eq!(without.managed_data_identifier_ids, all.managed_data_identifier_ids[1..]);
        assert_ne!(without.ruleset_version, all.ruleset_version);
        let one = spec(Selector::Include, &[&first, &first]).unwrap();
        assert_eq!(one.managed_data_identifier_ids, [first]);
        assert_eq!(spec(Selector::Unspecified, &[]).unwrap(), spec(Selector::Recommended, &[]).unwrap());
        assert!(matches!(spec(Selector::Include, &["NO_SUCH_THING"]), Err(Error::Invalid(_))));
    }

    fn custom(id: &str, regex: &str) -> CustomDataIdentifierRecord {
        let request = v1::CreateCustomDataIdentifierRequest {
            name: "badge".into(),
            regex: regex.into(),
            keywords: vec!["badge".into()],
            ..Default::default()
        };
        CustomDataIdentifierRecord { id: id.into(), request: Some(request), ..Default::default() }
    }

    #[test]
    fn definitions_become_part_of_the_rules_and_words_only_of_those_of_workers() {
        let regex = v1::AllowListCriteria { regex: Some("B-000".into()), s3_words_list: None };
        let words = v1::AllowListCriteria {
            regex: None,
            s3_words_list: Some(v1::S3WordsList { bucket_name: "lists".into(), object_key: "a.txt".into() }),
        };
        let list =
            |id: &str, criteria| AllowListRecord { id: id.into(), criteria: Some(criteria), ..Default::default() };
        let request = v1::CreateClassificationJobRequest {
            managed_data_identifier_selector: Selector::None.into(),
            ..Default::default()
        };
        let spec = |allow_lists: Vec<AllowListRecord>, pattern: &str| {
            let custom_data_identifiers = vec![custom("b", pattern), custom("a", "B-[0-9]{3}"), custom("b", pattern)];
            scan_spec(&request, Definitions { custom_data_identifiers, allow_lists }).unwrap()
        };
        let plain = spec(Vec::new(), "C-[0-9]{3}");
        let ids: Vec<&str> = plain.custom_data_identifiers.iter().map(|custom| custom.id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(plain.custom_data_identifiers[0].maximum_match_distance, 50);
        assert_ne!(plain.ruleset_version, spec(Vec::new(), "D-[0-9]{3}").ruleset_version);
        let with_regex = spec(vec![list("l", regex)], "C-[0-9]{3}");
        assert_ne!(plain.ruleset_version, with_regex.ruleset_version);
        assert!(!has_words(&with_regex));
        assert_eq!(run_allow_lists(&with_regex)[0].status.as_ref().unwrap().code(), Code::Ok);
        let with_words = spec(vec![list("l", words)], "C-[0-9]{3}");
        assert_eq!(plain.ruleset_version, with_words.ruleset_version, "words can be guessed from a hash");
        assert!(has_words(&with_words));
        assert_eq!(run_allow_lists(&with_words)[0].status, None);
        let parsed = allow::Words::parse(b"B-001\n").unwrap();
        let full = ruleset(&with_words, vec![("l".into(), parsed)]).unwrap();
        assert_ne!(full.version(), with_words.ruleset_version);
    }
}
