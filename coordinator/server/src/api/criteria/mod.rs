//! Which findings a caller means: criteria over their fields, by Macie's rules.
//!
//! All fields must hold. `eq` holds if the field has one of the values, `neq` if it has none of them, `eqExactMatch` if it
//! has all of them and no others; the comparisons hold if one number of the field lies within all of them. A field that
//! is absent has no value.

mod fields;

use std::collections::BTreeSet;

use magpie_proto::v1::{CriterionAdditionalProperties, Finding, FindingCriteria};
use prost::Message as _;

use self::fields::{Access, FIELDS, Field};
use super::error::{Violations, quoted};
use super::suggest;

/// How many values a list of one operator may have. Macie's number for eq.
const VALUES: usize = 50;

/// How many bytes one value may have: the longest is a path, a bucket's name and a key.
const VALUE_BYTES: usize = 2_048;

/// Compiled criteria.
#[derive(Default)]
pub(super) struct Criteria {
    tests: Vec<Test>,
    /// The same bytes for the same criteria, whatever the order they came in.
    canonical: Vec<u8>,
}

struct Test {
    field: &'static Field,
    condition: Condition,
}

enum Condition {
    Texts { eq: BTreeSet<String>, neq: BTreeSet<String>, exact: BTreeSet<String> },
    Numbers { eq: BTreeSet<i64>, neq: BTreeSet<i64>, bounds: Bounds },
    Bool { eq: Vec<bool>, neq: Vec<bool> },
}

#[derive(Clone, Copy, Default)]
struct Bounds {
    gt: Option<i64>,
    gte: Option<i64>,
    lt: Option<i64>,
    lte: Option<i64>,
}

impl Bounds {
    fn any(self) -> bool {
        self.gt.is_some() || self.gte.is_some() || self.lt.is_some() || self.lte.is_some()
    }

    fn hold(self, number: i64) -> bool {
        self.gt.is_none_or(|bound| number > bound)
            && self.gte.is_none_or(|bound| number >= bound)
            && self.lt.is_none_or(|bound| number < bound)
            && self.lte.is_none_or(|bound| number <= bound)
    }
}

impl Criteria {
    /// Compiles a request's criteria; what is wrong is added to `wrong`.
    pub(super) fn compile(criteria: Option<&FindingCriteria>, wrong: &mut Violations) -> Self {
        let Some(criteria) = criteria else {
            return Self::default();
        };
        let mut named: Vec<_> = criteria.criterion.iter().collect();
        named.sort_unstable_by_key(|(name, _)| *name);
        let mut compiled = Self::default();
        for (name, criterion) in named {
            let path = format!("findingCriteria.criterion[{}]", quoted(name));
            let Some(field) = fields::find(name) else {
                let hint = match suggest::nearest(name, FIELDS.iter().map(|field| field.name)) {
                    Some(nearest) => format!("; did you mean {nearest}?"),
                    None => "; see the fields of a finding, such as severity.description".to_owned(),
                };
                wrong.add(path, format!("is no field that findings can be chosen by{hint}"));
                continue;
            };
            if let Some(condition) = condition(field, criterion, &path, wrong) {
                compiled.tests.push(Test { field, condition });
            }
            let bytes = criterion.encode_to_vec();
            for part in [name.as_bytes(), &bytes] {
                compiled.canonical.extend_from_slice(&(part.len() as u64).to_be_bytes());
                compiled.canonical.extend_from_slice(part);
            }
        }
        compiled
    }

    /// Bytes that are equal for equal criteria.
    pub(super) fn canonical(&self) -> &[u8] {
        &self.canonical
    }

    /// Whether a finding meets all of them.
    pub(super) fn hold(&self, finding: &Finding) -> bool {
        self.tests.iter().all(|test| test.holds(finding))
    }
}

impl Test {
    fn holds(&self, finding: &Finding) -> bool {
        match (&self.condition, self.field.access) {
            (Condition::Texts { eq, neq, exact }, Access::Text { read, .. }) => {
                let mut any_eq = false;
                let mut any_neq = false;
                let mut others = false;
                let mut met = BTreeSet::new();
                read(finding, &mut |text| {
                    any_eq |= eq.contains(text);
                    any_neq |= neq.contains(text);
                    match exact.get(text) {
                        Some(value) => _ = met.insert(value.as_str()),
                        None => others = true,
                    }
                });
                (eq.is_empty() || any_eq) && !any_neq && (exact.is_empty() || (met.len() == exact.len() && !others))
            }
            (Condition::Numbers { eq, neq, bounds }, Access::Number { read }) => {
                let mut any_eq = false;
                let mut any_neq = false;
                let mut within = false;
                read(finding, &mut |number| {
                    any_eq |= eq.contains(&number);
                    any_neq |= neq.contains(&number);
                    within |= bounds.hold(number);
                });
                (eq.is_empty() || any_eq) && !any_neq && (!bounds.any() || within)
            }
            (Condition::Bool { eq, neq }, Access::Bool { read }) => {
                let value = read(finding);
                (eq.is_empty() || value.is_some_and(|value| eq.contains(&value)))
                    && !value.is_some_and(|value| neq.contains(&value))
            }
            // A condition is always made for its own field's access.
            _ => false,
        }
    }
}

fn condition(
    field: &'static Field,
    criterion: &CriterionAdditionalProperties,
    path: &str,
    wrong: &mut Violations,
) -> Option<Condition> {
    let bounds = Bounds { gt: criterion.gt, gte: criterion.gte, lt: criterion.lt, lte: criterion.lte };
    let lists = [("eq", &criterion.eq), ("neq", &criterion.neq), ("eqExactMatch", &criterion.eq_exact_match)];
    if lists.iter().all(|(_, values)| values.is_empty()) && !bounds.any() {
        wrong.add(path, "has no condition; give eq, neq, eqExactMatch, gt, gte, lt or lte");
        return None;
    }
    let mut good = true;
    for (operator, values) in lists {
        if values.len() > VALUES {
            wrong.add(
                format!("{path}.{operator}"),
                format!("has {} values; at most {VALUES} are allowed", values.len()),
            );
            good = false;
        }
        if values.iter().any(|value| value.len() > VALUE_BYTES) {
            wrong.add(format!("{path}.{operator}"), format!("has a value of more than {VALUE_BYTES} bytes"));
            good = false;
        }
    }
    let exact = !criterion.eq_exact_match.is_empty();
    if exact && !matches!(field.access, Access::Text { exact: true, .. }) {
        wrong.add(
            format!("{path}.eqExactMatch"),
            "is not for this field; it is for tags, categories of sensitive data, and types, names and ARNs of detections",
        );
        good = false;
    } else if exact && (!criterion.eq.is_empty() || !criterion.neq.is_empty() || bounds.any()) {
        wrong.add(path, "has eqExactMatch and another condition; eqExactMatch stands alone");
        good = false;
    }
    if bounds.any() && !matches!(field.access, Access::Number { .. }) {
        wrong.add(path, "is neither a number nor a time, so gt, gte, lt and lte do not apply");
        good = false;
    }
    if !good {
        return None;
    }
    match field.access {
        Access::Text { choices, .. } => {
            for (operator, values) in lists {
                for value in values.iter().filter(|value| !choices.is_empty() && !choices.contains(&value.as_str())) {
                    wrong.add(
                        format!("{path}.{operator}"),
                        format!("{} is never a value of this field; give {}", quoted(value), choices.join(", ")),
                    );
                    good = false;
                }
            }
            let set = |values: &[String]| values.iter().cloned().collect();
            good.then(|| Condition::Texts {
                eq: set(&criterion.eq),
                neq: set(&criterion.neq),
                exact: set(&criterion.eq_exact_match),
            })
        }
        Access::Number { .. } => {
            let eq = parsed("eq", &criterion.eq, "a whole number (times in milliseconds since 1970)", path, wrong);
            let neq = parsed("neq", &criterion.neq, "a whole number (times in milliseconds since 1970)", path, wrong);
            Some(Condition::Numbers { eq: eq?.into_iter().collect(), neq: neq?.into_iter().collect(), bounds })
        }
        Access::Bool { .. } => {
            let eq = parsed("eq", &criterion.eq, "true or false", path, wrong);
            let neq = parsed("neq", &criterion.neq, "true or false", path, wrong);
            Some(Condition::Bool { eq: eq?, neq: neq? })
        }
    }
}

fn parsed<T: std::str::FromStr>(
    operator: &str,
    values: &[String],
    expected: &str,
    path: &str,
    wrong: &mut Violations,
) -> Option<Vec<T>> {
    let mut all = Some(Vec::new());
    for value in values {
        match (value.parse(), &mut all) {
            (Ok(value), Some(all)) => all.push(value),
            (Ok(_), None) => {}
            (Err(_), _) => {
                wrong.add(format!("{path}.{operator}"), format!("{} is not {expected}", quoted(value)));
                all = None;
            }
        }
    }
    all
}

#[cfg(test)]
mod tests;
