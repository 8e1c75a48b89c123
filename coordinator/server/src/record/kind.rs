//! What kind of sensitive data there is, and how bad it is.

use magpie_detect::{catalogue, custom};
use magpie_proto::v1;
use magpie_proto::v1::sensitive_data_item_category::Value as Category;

/// How bad: the order is the order of the levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Score 1.
    Low,
    /// Score 2.
    Medium,
    /// Score 3.
    High,
}

impl Level {
    /// As a finding carries it.
    pub(super) fn to_severity(self) -> v1::Severity {
        let (description, score) = match self {
            Self::Low => ("Low", 1),
            Self::Medium => ("Medium", 2),
            Self::High => ("High", 3),
        };
        v1::Severity { description: description.to_owned(), score }
    }
}

/// The category of an identifier, and how bad so many detections of it are: `None` if they are too few for a finding. An id
/// that is not in the catalogue is a custom identifier's; `levels` are its own.
pub(super) fn category_and_level(
    identifier_id: &str,
    count: u64,
    levels: &[v1::SeverityLevel],
) -> (Category, Option<Level>) {
    let level = |severity| match severity {
        catalogue::Severity::Low => Level::Low,
        catalogue::Severity::Medium => Level::Medium,
        catalogue::Severity::High => Level::High,
    };
    match catalogue::find(identifier_id) {
        Some(identifier) => (category_of(identifier.category), Some(level(identifier.severity_for(count)))),
        None => (Category::CustomIdentifier, custom::severity_for(&severity_levels(levels), count).map(level)),
    }
}

/// Levels as the detector takes them. Those without a severity are left out; none is stored.
pub(crate) fn severity_levels(levels: &[v1::SeverityLevel]) -> Vec<custom::SeverityLevel> {
    use v1::data_identifier_severity::Value;
    let level = |level: &v1::SeverityLevel| {
        let severity = match level.severity() {
            Value::Unspecified => return None,
            Value::Low => catalogue::Severity::Low,
            Value::Medium => catalogue::Severity::Medium,
            Value::High => catalogue::Severity::High,
        };
        let occurrences_threshold = u64::try_from(level.occurrences_threshold).unwrap_or_default();
        Some(custom::SeverityLevel { occurrences_threshold, severity })
    };
    levels.iter().filter_map(level).collect()
}

/// A category of the catalogue as the contract names it.
pub(crate) fn category_of(category: catalogue::Category) -> Category {
    match category {
        catalogue::Category::FinancialInformation => Category::FinancialInformation,
        catalogue::Category::PersonalInformation => Category::PersonalInformation,
        catalogue::Category::Credentials => Category::Credentials,
        catalogue::Category::CustomIdentifier => Category::CustomIdentifier,
    }
}

/// The type of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Credentials,
    Financial,
    Personal,
    CustomIdentifier,
    Multiple,
}

impl Kind {
    /// The type that these categories make. `None` if there is none.
    pub(super) fn of(categories: impl IntoIterator<Item = Category>) -> Option<Self> {
        let mut kind = None;
        for category in categories {
            let this = match category {
                Category::FinancialInformation => Self::Financial,
                Category::PersonalInformation => Self::Personal,
                Category::Credentials => Self::Credentials,
                Category::CustomIdentifier => Self::CustomIdentifier,
                Category::Unspecified => continue,
            };
            match kind {
                None => kind = Some(this),
                Some(other) if other != this => return Some(Self::Multiple),
                Some(_) => {}
            }
        }
        kind
    }

    /// As Macie writes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Credentials => "SensitiveData:S3Object/Credentials",
            Self::Financial => "SensitiveData:S3Object/Financial",
            Self::Personal => "SensitiveData:S3Object/Personal",
            Self::CustomIdentifier => "SensitiveData:S3Object/CustomIdentifier",
            Self::Multiple => "SensitiveData:S3Object/Multiple",
        }
    }

    /// A few words. Always the same for a type, so nothing of an object can be in it.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Credentials => "Credentials in an S3 object",
            Self::Financial => "Financial information in an S3 object",
            Self::Personal => "Personal information in an S3 object",
            Self::CustomIdentifier => "Matches of custom data identifiers in an S3 object",
            Self::Multiple => "Several categories of sensitive data in an S3 object",
        }
    }

    /// A sentence. Always the same for a type, so nothing of an object can be in it.
    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Credentials => "The object holds credentials, such as private keys or access tokens.",
            Self::Financial => {
                "The object holds financial information, such as payment card numbers or bank account numbers."
            }
            Self::Personal => {
                "The object holds personal information, such as names, identity numbers or health insurance numbers."
            }
            Self::CustomIdentifier => "The object holds text that one or more custom data identifiers match.",
            Self::Multiple => {
                "The object holds more than one of: credentials, financial information, personal information, matches of custom data identifiers."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_set_of_categories_has_its_type() {
        use Category::{Credentials, CustomIdentifier, FinancialInformation, PersonalInformation};
        let table: &[(&[Category], Option<Kind>)] = &[
            (&[], None),
            (&[Credentials], Some(Kind::Credentials)),
            (&[FinancialInformation, FinancialInformation], Some(Kind::Financial)),
            (&[PersonalInformation], Some(Kind::Personal)),
            (&[CustomIdentifier], Some(Kind::CustomIdentifier)),
            (&[PersonalInformation, Credentials], Some(Kind::Multiple)),
            (&[PersonalInformation, PersonalInformation, CustomIdentifier], Some(Kind::Multiple)),
            (&[FinancialInformation, PersonalInformation, Credentials, CustomIdentifier], Some(Kind::Multiple)),
        ];
        for (categories, kind) in table {
            assert_eq!(Kind::of(categories.iter().copied()), *kind, "{categories:?}");
        }
    }

    #[test]
    fn levels_are_scored_as_macie_scores_them() {
        let scored: Vec<_> = [Level::Low, Level::Medium, Level::High]
            .map(Level::to_severity)
            .into_iter()
            .map(|severity| (severity.score, severity.description))
            .collect();
        assert_eq!(scored, [(1, "Low".to_owned()), (2, "Medium".to_owned()), (3, "High".to_owned())]);
        assert!(Level::High > Level::Medium && Level::Medium > Level::Low);
    }

    /// The groups of rows of Macie's severity table that the catalogue has: an identifier of each, and its level for 1, 2 to
    /// 99, and 100 or more.
    #[test]
    fn every_group_of_the_severity_table_is_kept() {
        use Level::{High, Low, Medium};
        let table: &[(&str, [Level; 3])] = &[
            // Every type of credentials.
            ("AWS_CREDENTIALS", [High, High, High]),
            ("OPENSSH_PRIVATE_KEY", [High, High, High]),
            ("JSON_WEB_TOKEN", [High, High, High]),
            // Bank accounts and card numbers.
            ("GERMANY_BANK_ACCOUNT_NUMBER", [High, High, High]),
            ("CREDIT_CARD_NUMBER", [High, High, High]),
            ("CREDIT_CARD_NUMBER_(NO_KEYWORD)", [High, High, High]),
            // National and tax numbers.
            ("USA_SOCIAL_SECURITY_NUMBER", [High, High, High]),
            ("UK_NATIONAL_INSURANCE_NUMBER", [High, High, High]),
            ("INDIA_AADHAAR_NUMBER", [High, High, High]),
            ("GERMANY_TAX_IDENTIFICATION_NUMBER", [High, High, High]),
            // Passports.
            ("UK_PASSPORT_NUMBER", [Medium, High, High]),
            ("USA_PASSPORT_NUMBER", [Medium, High, High]),
            // Birth dates and phone numbers.
            ("DATE_OF_BIRTH", [Low, Medium, High]),
            ("PHONE_NUMBER", [Low, Medium, High]),
            ("BRAZIL_PHONE_NUMBER", [Low, Medium, High]),
        ];
        for (identifier, [one, some, many]) in table {
            assert!(catalogue::find(identifier).is_some(), "{identifier} is not in the catalogue");
            for (count, level) in [(1, one), (2, some), (99, some), (100, many), (1_000_000, many)] {
                assert_eq!(category_and_level(identifier, count, &[]).1, Some(*level), "{identifier}, {count}");
            }
        }
        assert_eq!(category_and_level("a1b2", 1, &[]), (Category::CustomIdentifier, Some(Medium)));
        let level = |occurrences_threshold, severity: v1::data_identifier_severity::Value| v1::SeverityLevel {
            occurrences_threshold,
            severity: severity.into(),
        };
        use v1::data_identifier_severity::Value;
        let levels = [level(2, Value::Low), level(10, Value::High)];
        for (count, expected) in [(1, None), (2, Some(Low)), (9, Some(Low)), (10, Some(High))] {
            assert_eq!(category_and_level("a1b2", count, &levels).1, expected, "{count}");
        }
    }
}
