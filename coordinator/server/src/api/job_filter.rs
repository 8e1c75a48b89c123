//! Which jobs a list shows, and in which order.

use jiff::Timestamp;
use magpie_proto::store::v1::JobRecord;
use magpie_proto::time::to_unix_millis;
use magpie_proto::v1::job_comparator::Value as Comparator;
use magpie_proto::v1::list_jobs_filter_term::Key;
use magpie_proto::v1::list_jobs_sort_criteria::AttributeName;
use magpie_proto::v1::order_by::Value as OrderBy;
use magpie_proto::v1::{ListJobsFilterCriteria, ListJobsFilterTerm, ListJobsSortCriteria, job_status, job_type};

use super::error::{Violations, quoted};
use super::page::{Direction, Position, SortValue};

/// How many terms a list of terms may have, and how many values a term.
const MOST: usize = 50;

/// Compiled criteria: all of `includes` hold and none of `excludes`.
#[derive(Debug, Default)]
pub(super) struct Filter {
    includes: Vec<Term>,
    excludes: Vec<Term>,
}

#[derive(Debug)]
enum Term {
    Type { negated: bool, values: Vec<i32> },
    Status { negated: bool, values: Vec<i32> },
    Name { how: NameTest, values: Vec<String> },
    CreatedAt { comparator: Comparator, millis: i64 },
}

#[derive(Debug, Clone, Copy)]
enum NameTest {
    Equal,
    NotEqual,
    Contains,
    StartsWith,
}

impl Filter {
    /// Compiles a request's criteria; what is wrong is added to `wrong`.
    pub(super) fn compile(criteria: Option<&ListJobsFilterCriteria>, wrong: &mut Violations) -> Self {
        let Some(criteria) = criteria else {
            return Self::default();
        };
        let mut terms = |list: &[ListJobsFilterTerm], name: &str| {
            let path = format!("filterCriteria.{name}");
            if list.len() > MOST {
                wrong.add(path, format!("has {} terms; at most {MOST} are allowed", list.len()));
                return Vec::new();
            }
            let term = |(index, term)| compile(term, &format!("{path}[{index}]"), wrong);
            list.iter().enumerate().filter_map(term).collect()
        };
        Self { includes: terms(&criteria.includes, "includes"), excludes: terms(&criteria.excludes, "excludes") }
    }

    /// Whether a job is shown.
    pub(super) fn shows(&self, job: &JobRecord) -> bool {
        self.includes.iter().all(|term| term.holds(job)) && !self.excludes.iter().any(|term| term.holds(job))
    }
}

fn compile(term: &ListJobsFilterTerm, path: &str, wrong: &mut Violations) -> Option<Term> {
    let comparator = known(Comparator::try_from(term.comparator), Comparator::Unspecified);
    let key = known(Key::try_from(term.key), Key::Unspecified);
    if key.is_none() {
        wrong.add(format!("{path}.key"), "is required; give jobType, jobStatus, createdAt or name");
    }
    if comparator.is_none() {
        wrong.add(format!("{path}.comparator"), "is required; give EQ, NE or another that the key allows");
    }
    let values = format!("{path}.values");
    if term.values.is_empty() || term.values.len() > MOST {
        wrong.add(&values, format!("has {} values; give 1 to {MOST}", term.values.len()));
        return None;
    }
    let (key, comparator) = (key?, comparator?);
    let mut comparator_is_wrong = |allowed: &str| {
        wrong.add(format!("{path}.comparator"), format!("must be {allowed} for {}", key.as_str_name()));
        None
    };
    match key {
        Key::JobType | Key::JobStatus => {
            let negated = match comparator {
                Comparator::Eq => false,
                Comparator::Ne => true,
                _ => return comparator_is_wrong("EQ or NE"),
            };
            if key == Key::JobType {
                let number = |name: &str| job_type::Value::from_str_name(name).map(i32::from);
                Some(Term::Type {
                    negated,
                    values: numbers(&term.values, number, "ONE_TIME or SCHEDULED", &values, wrong)?,
                })
            } else {
                let number = |name: &str| job_status::Value::from_str_name(name).map(i32::from);
                let choices = "RUNNING, PAUSED, CANCELLED, COMPLETE, IDLE or USER_PAUSED";
                Some(Term::Status { negated, values: numbers(&term.values, number, choices, &values, wrong)? })
            }
        }
        Key::Name => {
            let how = match comparator {
                Comparator::Eq => NameTest::Equal,
                Comparator::Ne => NameTest::NotEqual,
                Comparator::Contains => NameTest::Contains,
                Comparator::StartsWith => NameTest::StartsWith,
                _ => return comparator_is_wrong("EQ, NE, CONTAINS or STARTS_WITH"),
            };
            Some(Term::Name { how, values: term.values.clone() })
        }
        Key::CreatedAt => {
            if matches!(comparator, Comparator::Contains | Comparator::StartsWith) {
                return comparator_is_wrong("EQ, NE, GT, GTE, LT or LTE");
            }
            let [value] = term.values.as_slice() else {
                wrong.add(values, "must be one time, such as 2026-01-31T00:00:00Z");
                return None;
            };
            let Ok(at) = value.parse::<Timestamp>() else {
                wrong.add(values, format!("{} is no time; give one such as 2026-01-31T00:00:00Z", quoted(value)));
                return None;
            };
            Some(Term::CreatedAt { comparator, millis: at.as_millisecond() })
        }
        Key::Unspecified => None,
    }
}

/// The value, unless it is not known or not given.
fn known<T: PartialEq, E>(value: Result<T, E>, unspecified: T) -> Option<T> {
    value.ok().filter(|value| *value != unspecified)
}

fn numbers(
    names: &[String],
    number: impl Fn(&str) -> Option<i32>,
    choices: &str,
    path: &str,
    wrong: &mut Violations,
) -> Option<Vec<i32>> {
    let mut all = Some(Vec::new());
    for name in names {
        match (number(name).filter(|number| *number != 0), &mut all) {
            (Some(number), Some(all)) => all.push(number),
            (Some(_), None) => {}
            (None, _) => {
                wrong.add(path, format!("{} is not one of {choices}", quoted(name)));
                all = None;
            }
        }
    }
    all
}

impl Term {
    fn holds(&self, job: &JobRecord) -> bool {
        let request = job.request.as_ref();
        match self {
            Self::Type { negated, values } => {
                values.contains(&request.map_or(0, |request| request.job_type)) != *negated
            }
            Self::Status { negated, values } => values.contains(&job.status) != *negated,
            Self::Name { how, values } => {
                let name = request.map_or("", |request| request.name.as_str());
                let any = |test: &dyn Fn(&str) -> bool| values.iter().any(|value| test(value));
                match how {
                    NameTest::Equal => any(&|value| name == value),
                    NameTest::NotEqual => !any(&|value| name == value),
                    NameTest::Contains => any(&|value| name.contains(value)),
                    NameTest::StartsWith => any(&|value| name.starts_with(value)),
                }
            }
            Self::CreatedAt { comparator, millis } => {
                let Some(created) = job.created_at.as_ref().map(to_unix_millis) else {
                    return false;
                };
                match comparator {
                    Comparator::Eq => created == *millis,
                    Comparator::Ne => created != *millis,
                    Comparator::Gt => created > *millis,
                    Comparator::Gte => created >= *millis,
                    Comparator::Lt => created < *millis,
                    Comparator::Lte => created <= *millis,
                    Comparator::Unspecified | Comparator::Contains | Comparator::StartsWith => false,
                }
            }
        }
    }
}

/// The order of a list of jobs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order {
    attribute: AttributeName,
    pub(super) direction: Direction,
}

impl Order {
    /// The order that a request asks for: by creation time, newest first, if it says nothing.
    pub(super) fn compile(criteria: Option<&ListJobsSortCriteria>, wrong: &mut Violations) -> Self {
        let (attribute, order) = criteria.map_or((0, 0), |criteria| (criteria.attribute_name, criteria.order_by));
        let attribute = match AttributeName::try_from(attribute) {
            Ok(AttributeName::Unspecified) => AttributeName::CreatedAt,
            Ok(attribute) => attribute,
            Err(_) => {
                wrong.add("sortCriteria.attributeName", "must be createdAt, jobStatus, name or jobType");
                AttributeName::CreatedAt
            }
        };
        let newest_first = attribute == AttributeName::CreatedAt;
        Self { attribute, direction: direction(order, newest_first, wrong) }
    }

    /// Bytes that are equal for equal orders.
    pub(super) fn canonical(&self) -> Vec<u8> {
        format!("{} {:?}", self.attribute.as_str_name(), self.direction).into_bytes()
    }

    /// Where a job stands.
    pub(super) fn position(&self, job: &JobRecord) -> Position {
        let request = job.request.as_ref();
        let value = match self.attribute {
            AttributeName::Name => SortValue::Text(request.map_or_else(String::new, |request| request.name.clone())),
            AttributeName::JobStatus => SortValue::Text(job.status().as_str_name().to_owned()),
            AttributeName::JobType => {
                let kind = request.map_or(job_type::Value::Unspecified, |request| request.job_type());
                SortValue::Text(kind.as_str_name().to_owned())
            }
            AttributeName::CreatedAt | AttributeName::Unspecified => {
                SortValue::Number(job.created_at.as_ref().map_or(0, to_unix_millis))
            }
        };
        Position { value, id: job.job_id.clone() }
    }
}

/// The direction that an `orderBy` asks for, or the list's own if it says nothing.
pub(super) fn direction(order: i32, descending_by_default: bool, wrong: &mut Violations) -> Direction {
    match OrderBy::try_from(order) {
        Ok(OrderBy::Asc) => Direction::Ascending,
        Ok(OrderBy::Desc) => Direction::Descending,
        Ok(OrderBy::Unspecified) if descending_by_default => Direction::Descending,
        Ok(OrderBy::Unspecified) => Direction::Ascending,
        Err(_) => {
            wrong.add("sortCriteria.orderBy", "must be ASC or DESC");
            Direction::Ascending
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use magpie_proto::v1::CreateClassificationJobRequest;
    use prost_types::Timestamp as Wire;
    use serde_json::{Value, json};

    use super::*;

    fn job(name: &str, status: job_status::Value, seconds: i64) -> JobRecord {
        JobRecord {
            job_id: format!("id-{name}"),
            request: Some(CreateClassificationJobRequest {
                name: name.into(),
                job_type: job_type::Value::OneTime.into(),
                ..Default::default()
            }),
            created_at: Some(Wire { seconds, nanos: 0 }),
            status: status.into(),
            ..Default::default()
        }
    }

    fn filter(criteria: &Value) -> Result<Filter, Violations> {
        let criteria: ListJobsFilterCriteria = magpie_proto::json::from_str(&criteria.to_string()).unwrap();
        let mut wrong = Violations::new();
        let filter = Filter::compile(Some(&criteria), &mut wrong);
        if wrong.is_empty() { Ok(filter) } else { Err(wrong) }
    }

    fn term(key: &str, comparator: &str, values: &[&str]) -> Value {
        json!({"key": key, "comparator": comparator, "values": values})
    }

    #[test]
    fn each_key_and_comparator_keeps_its_rule() {
        // 2026-07-25T17:20:00Z
        let job = job("payroll", job_status::Value::Running, 1_785_000_000);
        let same = "2026-07-25T17:20:00Z";
        let table = [
            (term("jobType", "EQ", &["ONE_TIME"]), true),
            (term("jobType", "NE", &["ONE_TIME"]), false),
            (term("jobType", "EQ", &["SCHEDULED"]), false),
            (term("jobStatus", "EQ", &["IDLE", "RUNNING"]), true),
            (term("jobStatus", "NE", &["IDLE", "RUNNING"]), false),
            (term("jobStatus", "NE", &["COMPLETE"]), true),
            (term("name", "EQ", &["payroll"]), true),
            (term("name", "EQ", &["Payroll"]), false),
            (term("name", "NE", &["payroll"]), false),
            (term("name", "CONTAINS", &["roll"]), true),
            (term("name", "STARTS_WITH", &["roll", "pay"]), true),
            (term("name", "STARTS_WITH", &["roll"]), false),
            (term("createdAt", "EQ", &[same]), true),
            (term("createdAt", "NE", &[same]), false),
            (term("createdAt", "GT", &[same]), false),
            (term("createdAt", "GTE", &[same]), true),
            (term("createdAt", "LT", &["2026-07-25T19:20:00.001+02:00"]), true),
            (term("createdAt", "LTE", &["2026-07-25T17:19:59Z"]), false),
        ];
        for (term, expected) in table {
            let includes = filter(&json!({"includes": [&term]})).unwrap();
            assert_eq!(includes.shows(&job), expected, "{term}");
            let excludes = filter(&json!({"excludes": [&term]})).unwrap();
            assert_eq!(excludes.shows(&job), !expected, "not {term}");
        }
        assert!(filter(&json!({})).unwrap().shows(&job));
        let both = json!({"includes": [term("name", "CONTAINS", &["pay"]), term("jobType", "EQ", &["SCHEDULED"])]});
        assert!(!filter(&both).unwrap().shows(&job), "all includes must hold");
    }

    #[test]
    fn wrong_terms_are_named() {
        let many: Vec<&str> = vec!["x"; 51];
        let table = [
            (term("name", "GT", &["a"]), "filterCriteria.includes[0].comparator", "EQ, NE, CONTAINS or STARTS_WITH"),
            (term("jobType", "CONTAINS", &["ONE"]), "filterCriteria.includes[0].comparator", "EQ or NE"),
            (term("createdAt", "CONTAINS", &["2026"]), "filterCriteria.includes[0].comparator", "GTE"),
            (term("createdAt", "GT", &["yesterday"]), "filterCriteria.includes[0].values", "is no time"),
            (term("createdAt", "GT", &["a", "b"]), "filterCriteria.includes[0].values", "one time"),
            (term("jobStatus", "EQ", &["DONE"]), "filterCriteria.includes[0].values", "\"DONE\" is not one of RUNNING"),
            (term("jobStatus", "EQ", &["UNSPECIFIED"]), "filterCriteria.includes[0].values", "is not one of"),
            (term("name", "EQ", &[]), "filterCriteria.includes[0].values", "has 0 values"),
            (term("name", "EQ", &many), "filterCriteria.includes[0].values", "has 51 values"),
            (json!({"comparator": "EQ", "values": ["a"]}), "filterCriteria.includes[0].key", "is required"),
            (json!({"key": "name", "values": ["a"]}), "filterCriteria.includes[0].comparator", "is required"),
        ];
        for (term, field, description) in table {
            let wrong = filter(&json!({"includes": [&term]})).unwrap_err();
            let first = wrong.iter().next().unwrap();
            assert_eq!(first.field, field, "{term}");
            assert!(first.description.contains(description), "{}", first.description);
        }
        let terms: Vec<Value> = (0..51).map(|_| term("name", "EQ", &["a"])).collect();
        assert_eq!(
            filter(&json!({"excludes": terms})).unwrap_err().iter().next().unwrap().field,
            "filterCriteria.excludes"
        );
    }

    #[test]
    fn orders_have_their_own_directions() {
        let order = |attribute: i32, order_by: i32| {
            let mut wrong = Violations::new();
            let criteria = ListJobsSortCriteria { attribute_name: attribute, order_by };
            let order = Order::compile(Some(&criteria), &mut wrong);
            wrong.is_empty().then_some((order.attribute, order.direction))
        };
        assert_eq!(order(0, 0), Some((AttributeName::CreatedAt, Direction::Descending)));
        assert_eq!(order(1, 1), Some((AttributeName::CreatedAt, Direction::Ascending)));
        assert_eq!(order(3, 0), Some((AttributeName::Name, Direction::Ascending)));
        assert_eq!(order(2, 2), Some((AttributeName::JobStatus, Direction::Descending)));
        assert_eq!(order(9, 0), None);
        assert_eq!(order(0, 9), None);
    }

    #[test]
    fn positions_follow_the_attribute() {
        let job = job("payroll", job_status::Value::UserPaused, 5);
        let position = |attribute| Order { attribute, direction: Direction::Ascending }.position(&job);
        assert_eq!(position(AttributeName::CreatedAt).value, SortValue::Number(5_000));
        assert_eq!(position(AttributeName::Name).value, SortValue::Text("payroll".into()));
        assert_eq!(position(AttributeName::JobStatus).value, SortValue::Text("USER_PAUSED".into()));
        assert_eq!(position(AttributeName::JobType).value, SortValue::Text("ONE_TIME".into()));
        assert_eq!(position(AttributeName::Name).id, "id-payroll");
    }
}
