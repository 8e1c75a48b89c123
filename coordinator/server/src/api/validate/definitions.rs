//! Custom data identifiers and allow lists.

use magpie_detect::{allow, custom};
use magpie_proto::v1;
use magpie_proto::v1::data_identifier_severity::Value as Severity;

use super::{CLIENT_TOKEN_CHARACTERS, longer, required_text, tags, unknown_number};
use crate::api::error::{Error, Violations, quoted};
use crate::record::severity_levels;

const NAME_CHARACTERS: usize = 128;
const DESCRIPTION_CHARACTERS: usize = 512;
const OBJECT_KEY_BYTES: usize = 1_024;

/// Checks a request to create a custom data identifier. Compiles its pattern, which takes a while.
///
/// # Errors
/// [`Error::Invalid`] names every wrong field.
pub(in crate::api) fn custom_data_identifier(request: &v1::CreateCustomDataIdentifierRequest) -> Result<(), Error> {
    let mut wrong = Violations::new();
    if longer(&request.client_token, CLIENT_TOKEN_CHARACTERS) {
        wrong.add("clientToken", format!("must be at most {CLIENT_TOKEN_CHARACTERS} characters long"));
    }
    required_text("name", &request.name, NAME_CHARACTERS, &mut wrong);
    description(request.description.as_deref(), &mut wrong);
    criteria(&request.regex, &request.keywords, &request.ignore_words, request.maximum_match_distance, &mut wrong);
    severities(&request.severity_levels, &mut wrong);
    tags(&request.tags, &mut wrong);
    wrong.into_result()
}

/// Checks criteria and a sample for a test.
///
/// # Errors
/// [`Error::Invalid`] names every wrong field.
pub(in crate::api) fn custom_test(request: &v1::TestCustomDataIdentifierRequest) -> Result<(), Error> {
    let mut wrong = Violations::new();
    criteria(&request.regex, &request.keywords, &request.ignore_words, request.maximum_match_distance, &mut wrong);
    required_text("sampleText", &request.sample_text, custom::LONGEST_SAMPLE, &mut wrong);
    wrong.into_result()
}

fn description(description: Option<&str>, wrong: &mut Violations) {
    if longer(description.unwrap_or_default(), DESCRIPTION_CHARACTERS) {
        wrong.add("description", format!("must be at most {DESCRIPTION_CHARACTERS} characters long"));
    }
}

fn criteria(regex: &str, keywords: &[String], ignore_words: &[String], distance: Option<i32>, wrong: &mut Violations) {
    pattern("regex", regex, wrong);
    words("keywords", "key word", keywords, custom::KEYWORDS, &custom::KEYWORD_LENGTH, wrong);
    words("ignoreWords", "ignore word", ignore_words, custom::IGNORE_WORDS, &custom::IGNORE_WORD_LENGTH, wrong);
    if let Some(distance) = distance {
        let bounds = custom::MATCH_DISTANCE;
        if !u32::try_from(distance).is_ok_and(|distance| bounds.contains(&distance)) {
            let (least, most) = (bounds.start(), bounds.end());
            wrong.add("maximumMatchDistance", format!("is {distance}; it must be {least} to {most} characters"));
        }
    }
}

fn pattern(field: &str, pattern: &str, wrong: &mut Violations) {
    let limit = custom::LONGEST_REGEX;
    if pattern.is_empty() || longer(pattern, limit) {
        return required_text(field, pattern, limit, wrong);
    }
    let criteria = custom::Criteria { regex: pattern.to_owned(), ..custom::Criteria::default() };
    if let Err(error) = criteria.check() {
        wrong.add(field, error.to_string());
    }
}

fn words(
    field: &str,
    what: &str,
    words: &[String],
    limit: usize,
    length: &std::ops::RangeInclusive<usize>,
    wrong: &mut Violations,
) {
    if words.len() > limit {
        wrong.add(field, format!("has {} {what}s; at most {limit} are allowed", words.len()));
    }
    for (index, word) in words.iter().take(limit).enumerate() {
        let (least, most) = (length.start(), length.end());
        let found = word.chars().count();
        if !length.contains(&found) {
            let problem = format!("{} has {found} characters; {what}s must have {least} to {most}", quoted(word));
            wrong.add(format!("{field}[{index}]"), problem);
        } else if word.trim().is_empty() {
            wrong
                .add(format!("{field}[{index}]"), format!("is white space alone; {what}s must have letters or digits"));
        }
    }
}

fn severities(levels: &[v1::SeverityLevel], wrong: &mut Violations) {
    const FIELD: &str = "severityLevels";
    let mut readable = true;
    for (index, level) in levels.iter().take(custom::SEVERITY_LEVELS).enumerate() {
        match Severity::try_from(level.severity) {
            Ok(Severity::Unspecified) => {
                wrong.add(format!("{FIELD}[{index}].severity"), "is required; give LOW, MEDIUM or HIGH");
                readable = false;
            }
            Ok(_) => {}
            Err(_) => {
                let problem = unknown_number(level.severity, "LOW, MEDIUM or HIGH");
                wrong.add(format!("{FIELD}[{index}].severity"), problem);
                readable = false;
            }
        }
        if level.occurrences_threshold < 1 {
            let problem = format!("is {}; it must be at least 1", level.occurrences_threshold);
            wrong.add(format!("{FIELD}[{index}].occurrencesThreshold"), problem);
            readable = false;
        }
    }
    if readable && let Err(error) = custom::check_severity_levels(&severity_levels(levels)) {
        wrong.add(FIELD, error.to_string());
    }
}

/// Of which kind an allow list is. It never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::api) enum ListKind {
    /// Words in an object.
    Words,
    /// A regular expression.
    Regex,
}

impl ListKind {
    /// The kind that criteria stand for. `None` if they stand for none or both.
    pub(in crate::api) fn of(criteria: Option<&v1::AllowListCriteria>) -> Option<Self> {
        let criteria = criteria?;
        match (&criteria.regex, &criteria.s3_words_list) {
            (None, Some(_)) => Some(Self::Words),
            (Some(_), None) => Some(Self::Regex),
            _ => None,
        }
    }

    /// Many of them.
    pub(in crate::api) fn plural(self) -> &'static str {
        match self {
            Self::Words => "allow lists of words",
            Self::Regex => "allow lists of the kind regex",
        }
    }

    fn field(self) -> &'static str {
        match self {
            Self::Words => "s3WordsList",
            Self::Regex => "regex",
        }
    }
}

/// Checks a request to create an allow list, and gives its kind. Whether its words can be read is another question.
///
/// # Errors
/// [`Error::Invalid`] names every wrong field.
pub(in crate::api) fn allow_list(request: &v1::CreateAllowListRequest) -> Result<ListKind, Error> {
    let mut wrong = Violations::new();
    required_text("clientToken", &request.client_token, CLIENT_TOKEN_CHARACTERS, &mut wrong);
    required_text("name", &request.name, NAME_CHARACTERS, &mut wrong);
    description(request.description.as_deref(), &mut wrong);
    let kind = list_criteria(request.criteria.as_ref(), &mut wrong);
    tags(&request.tags, &mut wrong);
    wrong.into_result()?;
    kind.ok_or_else(|| Error::invalid("criteria", CHOICES))
}

/// Checks a request to change an allow list of this kind.
///
/// # Errors
/// [`Error::Invalid`] names every wrong field.
pub(in crate::api) fn allow_list_update(
    request: &v1::UpdateAllowListRequest,
    kind: Option<ListKind>,
) -> Result<(), Error> {
    let mut wrong = Violations::new();
    required_text("name", &request.name, NAME_CHARACTERS, &mut wrong);
    description(request.description.as_deref(), &mut wrong);
    let given = list_criteria(request.criteria.as_ref(), &mut wrong);
    if let (Some(given), Some(kind)) = (given, kind)
        && given != kind
    {
        let problem = format!("the kind of an allow list cannot change; give {}, or create another list", kind.field());
        wrong.add(format!("criteria.{}", given.field()), problem);
    }
    wrong.into_result()
}

const CHOICES: &str = "give exactly one of regex and s3WordsList";

fn list_criteria(criteria: Option<&v1::AllowListCriteria>, wrong: &mut Violations) -> Option<ListKind> {
    let Some(criteria) = criteria else {
        wrong.add("criteria", format!("is required; {CHOICES}"));
        return None;
    };
    if let Some(regex) = &criteria.regex {
        list_pattern(regex, wrong);
    }
    if let Some(list) = &criteria.s3_words_list {
        words_list(list, wrong);
    }
    let kind = ListKind::of(Some(criteria));
    if kind.is_none() {
        let number = if criteria.regex.is_some() { "both" } else { "neither" };
        wrong.add("criteria", format!("has {number} of regex and s3WordsList; {CHOICES}"));
    }
    kind
}

fn list_pattern(pattern: &str, wrong: &mut Violations) {
    const FIELD: &str = "criteria.regex";
    if pattern.is_empty() || longer(pattern, custom::LONGEST_REGEX) {
        return required_text(FIELD, pattern, custom::LONGEST_REGEX, wrong);
    }
    if let Err(error) = allow::List::regex(pattern) {
        wrong.add(FIELD, error.to_string());
    }
}

fn words_list(list: &v1::S3WordsList, wrong: &mut Violations) {
    if let Some(problem) = super::bucket_problem(&list.bucket_name) {
        wrong.add("criteria.s3WordsList.bucketName", format!("{} {problem}", quoted(&list.bucket_name)));
    }
    if !(1..=OBJECT_KEY_BYTES).contains(&list.object_key.len()) {
        let problem = format!("is required; give the key of an object, 1 to {OBJECT_KEY_BYTES} bytes");
        wrong.add("criteria.s3WordsList.objectKey", problem);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    type Custom = v1::CreateCustomDataIdentifierRequest;
    type List = v1::CreateAllowListRequest;
    type Change = fn(&mut Custom);

    fn custom() -> Custom {
        Custom { name: "badge".into(), regex: "B-[0-9]{3}".into(), ..Default::default() }
    }

    fn problems<T>(checked: Result<T, Error>) -> Vec<String> {
        match checked {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(violations)) => {
                violations.iter().map(|v| format!("{}: {}", v.field, v.description)).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn level(occurrences_threshold: i64, severity: Severity) -> v1::SeverityLevel {
        v1::SeverityLevel { occurrences_threshold, severity: severity.into() }
    }

    #[test]
    fn good_custom_data_identifiers_pass() {
        let table: &[Change] = &[
            |_| {},
            |r| {
                r.keywords = vec!["k".repeat(90); 50];
                r.ignore_words = vec!["i".repeat(4); 10];
                r.maximum_match_distance = Some(300);
                r.description = Some("ä".repeat(512));
                r.name = "ü".repeat(128);
                r.client_token = "x".repeat(64);
                r.severity_levels = vec![level(100, Severity::High), level(1, Severity::Low)];
            },
        ];
        for change in table {
            let mut request = custom();
            change(&mut request);
            assert_eq!(problems(custom_data_identifier(&request)), [""; 0]);
        }
    }

    #[test]
    fn each_rule_of_custom_data_identifiers_names_its_field() {
        let table: &[(Change, &str)] = &[
            (|r| r.name = " ".into(), "name: is required; give 1 to 128 characters"),
            (|r| r.name = "n".repeat(129), "name: must be at most 128 characters long"),
            (|r| r.description = Some("d".repeat(513)), "description: must be at most 512 characters long"),
            (|r| r.client_token = "t".repeat(65), "clientToken: must be at most 64 characters long"),
            (|r| r.regex.clear(), "regex: is required; give 1 to 512 characters"),
            (|r| r.regex = "a".repeat(513), "regex: must be at most 512 characters long"),
            (|r| r.keywords = vec!["key".into(); 51], "keywords: has 51 key words; at most 50 are allowed"),
            (
                |r| r.keywords = vec!["key".into(), "ab".into()],
                "keywords[1]: \"ab\" has 2 characters; key words must have 3 to 90",
            ),
            (
                |r| r.keywords = vec!["   ".into()],
                "keywords[0]: is white space alone; key words must have letters or digits",
            ),
            (|r| r.ignore_words = vec!["word".into(); 11], "ignoreWords: has 11 ignore words; at most 10 are allowed"),
            (
                |r| r.ignore_words = vec!["abc".into()],
                "ignoreWords[0]: \"abc\" has 3 characters; ignore words must have 4 to 90",
            ),
            (|r| r.maximum_match_distance = Some(0), "maximumMatchDistance: is 0; it must be 1 to 300 characters"),
            (|r| r.maximum_match_distance = Some(301), "maximumMatchDistance: is 301; it must be 1 to 300 characters"),
            (|r| r.maximum_match_distance = Some(-1), "maximumMatchDistance: is -1; it must be 1 to 300 characters"),
            (
                |r| r.severity_levels = vec![level(0, Severity::Low)],
                "severityLevels[0].occurrencesThreshold: is 0; it must be at least 1",
            ),
            (
                |r| r.severity_levels = vec![level(1, Severity::Unspecified)],
                "severityLevels[0].severity: is required; give LOW, MEDIUM or HIGH",
            ),
            (
                |r| r.severity_levels = vec![v1::SeverityLevel { occurrences_threshold: 1, severity: 9 }],
                "severityLevels[0].severity: 9 stands for nothing; give LOW, MEDIUM or HIGH",
            ),
            (
                |r| r.tags = [("AWS:x".to_owned(), String::new())].into_iter().collect(),
                "tags[\"AWS:x\"]: a tag's key must not begin with aws:, which is reserved",
            ),
        ];
        for (change, expected) in table {
            let mut request = custom();
            change(&mut request);
            assert_eq!(problems(custom_data_identifier(&request)), [*expected]);
        }
    }

    /// The sentences are the detector's.
    #[test]
    fn patterns_and_thresholds_are_refused_with_the_detectors_reason() {
        let table: &[(Change, &str)] = &[
            (|r| r.regex = "(?=x)y".into(), "regex: "),
            (|r| r.regex = "(a".into(), "regex: "),
            (|r| r.regex = "a*b*a*".into(), "regex: "),
            (|r| r.regex = "x*".into(), "regex: "),
            (
                |r| r.severity_levels = vec![level(10, Severity::Low), level(5, Severity::High)],
                "severityLevels: the occurrences threshold of High must be above that of Low",
            ),
            (
                |r| r.severity_levels = vec![level(1, Severity::Low); 4],
                "severityLevels: there are 4 severity levels; at most 3 are allowed",
            ),
            (
                |r| r.severity_levels = vec![level(1, Severity::Low), level(2, Severity::Low)],
                "severityLevels: two severity levels have the severity Low",
            ),
        ];
        for (change, expected) in table {
            let mut request = custom();
            change(&mut request);
            let problems = problems(custom_data_identifier(&request));
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].starts_with(expected) && problems[0].len() > 20, "{problems:?}");
        }
    }

    #[test]
    fn all_that_is_wrong_with_a_custom_data_identifier_is_said_at_once() {
        let request = Custom {
            keywords: vec!["a".into()],
            ignore_words: vec!["b".into()],
            maximum_match_distance: Some(0),
            severity_levels: vec![level(0, Severity::Unspecified)],
            ..Default::default()
        };
        let fields: Vec<String> = problems(custom_data_identifier(&request))
            .iter()
            .map(|problem| problem.split_once(':').unwrap().0.to_owned())
            .collect();
        let expected = [
            "name",
            "regex",
            "keywords[0]",
            "ignoreWords[0]",
            "maximumMatchDistance",
            "severityLevels[0].severity",
            "severityLevels[0].occurrencesThreshold",
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn samples_have_bounds() {
        let test = |sample_text: String| {
            custom_test(&v1::TestCustomDataIdentifierRequest { regex: "x".into(), sample_text, ..Default::default() })
        };
        assert_eq!(problems(test("ä".repeat(1_000))), [""; 0]);
        assert_eq!(problems(test("x".repeat(1_001))), ["sampleText: must be at most 1000 characters long"]);
        assert_eq!(problems(test(String::new())), ["sampleText: is required; give 1 to 1000 characters"]);
    }

    fn words() -> v1::AllowListCriteria {
        let list = v1::S3WordsList { bucket_name: "lists".into(), object_key: "a.txt".into() };
        v1::AllowListCriteria { regex: None, s3_words_list: Some(list) }
    }

    fn regex(pattern: &str) -> v1::AllowListCriteria {
        v1::AllowListCriteria { regex: Some(pattern.into()), s3_words_list: None }
    }

    fn list(criteria: Option<v1::AllowListCriteria>) -> List {
        List { client_token: "token".into(), name: "list".into(), criteria, ..Default::default() }
    }

    #[test]
    fn good_allow_lists_pass_and_have_a_kind() {
        assert_eq!(allow_list(&list(Some(words()))).unwrap(), ListKind::Words);
        assert_eq!(allow_list(&list(Some(regex("a|b")))).unwrap(), ListKind::Regex);
    }

    #[test]
    fn each_rule_of_allow_lists_names_its_field() {
        let both = v1::AllowListCriteria { regex: Some("a".into()), ..words() };
        let with = |change: fn(&mut v1::S3WordsList)| {
            let mut criteria = words();
            change(criteria.s3_words_list.as_mut().unwrap());
            list(Some(criteria))
        };
        let table = [
            (List { client_token: String::new(), ..list(Some(words())) }, "clientToken: is required"),
            (List { name: String::new(), ..list(Some(words())) }, "name: is required"),
            (list(None), "criteria: is required; give exactly one of regex and s3WordsList"),
            (list(Some(v1::AllowListCriteria::default())), "criteria: has neither of regex and s3WordsList"),
            (list(Some(both)), "criteria: has both of regex and s3WordsList"),
            (list(Some(regex(""))), "criteria.regex: is required; give 1 to 512 characters"),
            (list(Some(regex(&"a".repeat(513)))), "criteria.regex: must be at most 512 characters long"),
            (
                with(|list| list.bucket_name = "no bucket".into()),
                "criteria.s3WordsList.bucketName: \"no bucket\" is no",
            ),
            (with(|list| list.object_key.clear()), "criteria.s3WordsList.objectKey: is required"),
            (with(|list| list.object_key = "k".repeat(1_025)), "criteria.s3WordsList.objectKey: is required"),
        ];
        for (request, expected) in table {
            let problems = problems(allow_list(&request));
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].starts_with(expected), "{problems:?}");
        }
        let refused = problems(allow_list(&list(Some(regex("(?<=a)b")))));
        assert!(refused.len() == 1 && refused[0].starts_with("criteria.regex: "), "{refused:?}");
    }

    #[test]
    fn the_kind_of_a_list_never_changes() {
        let update = |criteria| v1::UpdateAllowListRequest {
            criteria: Some(criteria),
            name: "list".into(),
            ..Default::default()
        };
        assert_eq!(problems(allow_list_update(&update(words()), Some(ListKind::Words))), [""; 0]);
        let changed = problems(allow_list_update(&update(regex("a")), Some(ListKind::Words)));
        let expected =
            "criteria.regex: the kind of an allow list cannot change; give s3WordsList, or create another list";
        assert_eq!(changed, [expected]);
    }
}
