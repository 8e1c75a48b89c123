//! Custom data identifiers from files and flags.

use std::io::Read as _;
use std::path::Path;

use magpie_base::ids;
use magpie_proto::v1::{CreateCustomDataIdentifierRequest, SeverityLevel, data_identifier_severity};
use serde_json::Value;

use crate::args::CustomFlags;
use crate::failure::Failure;

/// The name of the list in a file with several identifiers.
const LIST: &str = "customDataIdentifiers";

/// Reads a whole file; `-` is standard input.
pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(|source| Failure::File { path: file.to_owned(), source })?;
    Ok(text)
}

/// The custom data identifiers of a file: one, or a list of them under `customDataIdentifiers`. TOML, or JSON if it begins with a
/// brace; the fields are those of Macie's CreateCustomDataIdentifier.
pub(crate) fn from_file(file: &Path) -> Result<Vec<CreateCustomDataIdentifierRequest>, Failure> {
    parse(&read(file)?).map_err(|problem| Failure::Usage(format!("{}: {problem}", file.display())))
}

fn parse(text: &str) -> Result<Vec<CreateCustomDataIdentifierRequest>, String> {
    let document: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| error.to_string())?
    } else {
        toml::from_str(text).map_err(|error| error.to_string())?
    };
    let several = document.get(LIST).and_then(Value::as_array).cloned();
    let all = several.unwrap_or_else(|| vec![document]);
    if all.is_empty() {
        return Err(format!("{LIST} is empty; give at least one"));
    }
    all.iter()
        .map(|one| {
            let request: CreateCustomDataIdentifierRequest =
                magpie_proto::json::from_str(&one.to_string()).map_err(|error| error.to_string())?;
            if request.name.is_empty() || request.regex.is_empty() {
                return Err("each custom data identifier needs a name and a regex".to_owned());
            }
            Ok(request)
        })
        .collect()
}

/// A custom data identifier from flags.
pub(crate) fn from_flags(
    name: Option<&str>,
    flags: &CustomFlags,
) -> Result<CreateCustomDataIdentifierRequest, Failure> {
    let levels: Result<Vec<SeverityLevel>, Failure> = flags.severity.iter().map(|text| severity_level(text)).collect();
    Ok(CreateCustomDataIdentifierRequest {
        name: name.unwrap_or_default().to_owned(),
        regex: flags.regex.clone().unwrap_or_default(),
        keywords: flags.keyword.clone(),
        ignore_words: flags.ignore_word.clone(),
        maximum_match_distance: flags.max_distance,
        severity_levels: levels?,
        ..CreateCustomDataIdentifierRequest::default()
    })
}

/// Reads `HIGH=100`.
fn severity_level(text: &str) -> Result<SeverityLevel, Failure> {
    use data_identifier_severity::Value;
    let wrong =
        || Failure::Usage("--severity wants LOW, MEDIUM or HIGH and a number of matches, such as HIGH=100".into());
    let (severity, threshold) = text.split_once('=').ok_or_else(wrong)?;
    let severity = match severity.to_ascii_uppercase().as_str() {
        "LOW" => Value::Low,
        "MEDIUM" => Value::Medium,
        "HIGH" => Value::High,
        _ => return Err(wrong()),
    };
    let occurrences_threshold = threshold.trim().parse().map_err(|_| wrong())?;
    Ok(SeverityLevel { occurrences_threshold, severity: severity.into() })
}

/// With a token, if it has none: repeating one call then never makes two.
pub(crate) fn with_token(mut request: CreateCustomDataIdentifierRequest) -> CreateCustomDataIdentifierRequest {
    if request.client_token.is_empty() {
        request.client_token = ids::job_id();
    }
    request
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn files_hold_one_identifier_or_several_in_toml_or_json() {
        let one = "name = 'Badge'\nregex = 'B-[0-9]{6}'\nkeywords = ['badge']\nmaximumMatchDistance = 20\n\n\
                   [[severityLevels]]\noccurrencesThreshold = 5\nseverity = 'HIGH'\n";
        let parsed = parse(one).unwrap();
        assert_eq!((parsed.len(), parsed[0].name.as_str()), (1, "Badge"));
        assert_eq!(parsed[0].maximum_match_distance, Some(20));
        assert_eq!(parsed[0].severity_levels[0].occurrences_threshold, 5);
        let several = "[[customDataIdentifiers]]\nname = 'a'\nregex = 'x'\n\n\
                       [[customDataIdentifiers]]\nname = 'b'\nregex = 'y'\n";
        let names: Vec<String> = parse(several).unwrap().into_iter().map(|request| request.name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(
            parse(r#"{"name": "a", "regex": "x", "ignoreWords": ["example"]}"#).unwrap()[0].ignore_words,
            ["example"]
        );
    }

    #[test]
    fn what_is_no_identifier_is_refused_with_the_reason() {
        for (text, told) in [
            ("name = 'a'", "needs a name and a regex"),
            ("name = 'a'\nregex = 'x'\nkeyword = ['y']", "keyword"),
            ("name = ", "expected"),
            ("{ not json", "line 1"),
            ("customDataIdentifiers = []", "is empty"),
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.contains(told), "{text}: {problem}");
        }
    }

    #[test]
    fn severities_are_read_from_flags() {
        let level = severity_level("high=100").unwrap();
        assert_eq!((level.severity(), level.occurrences_threshold), (data_identifier_severity::Value::High, 100));
        for wrong in ["HIGH", "HIGH=", "HIGH=many", "GRAVE=1"] {
            assert!(severity_level(wrong).is_err(), "{wrong}");
        }
    }
}
