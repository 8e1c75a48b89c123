//! What was found, in a form that can be compared: the truth of files, and the results of runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use magpie_corpus::{File, Place, Status};
use magpie_proto::v1::classification_status::Code;
use magpie_proto::v1::{DiscoveryResult, Occurrences};

/// Differences that are told; there may be thousands.
const TOLD: usize = 8;

/// An object, or a file inside it by its path.
type Path = (String, Option<String>);

/// What is said of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// COMPLETE, PARTIAL or SKIPPED.
    pub status: String,
    /// Why not COMPLETE.
    pub reason: String,
    /// Counts and sorted places by identifier.
    pub detections: BTreeMap<String, (u64, Vec<Place>)>,
}

/// What is said of all files of a bucket, and of the files inside them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account(pub BTreeMap<Path, Entry>);

impl Account {
    /// What must be said of these files.
    pub fn of_truth<'a>(files: impl IntoIterator<Item = &'a File>) -> Account {
        let mut account = Account::default();
        for file in files {
            let of_object = account.0.entry((file.key.clone(), None)).or_default();
            match file.truth.status {
                Status::Complete => "COMPLETE".clone_into(&mut of_object.status),
                Status::Unsupported => {
                    "SKIPPED".clone_into(&mut of_object.status);
                    "UNSUPPORTED_FILE_TYPE_EXCEPTION".clone_into(&mut of_object.reason);
                }
            }
            for member in &file.truth.members {
                let entry = Entry { status: "COMPLETE".to_owned(), ..Entry::default() };
                account.0.insert((file.key.clone(), Some(member.clone())), entry);
            }
            for planted in &file.truth.planted {
                // It is counted in the file that holds it and in all around that; its place is told where it is.
                for outer in levels(planted.member.as_deref()) {
                    let is_here = outer == planted.member.as_deref();
                    let entry = account.0.entry((file.key.clone(), outer.map(str::to_owned))).or_default();
                    let (count, places) = entry.detections.entry(planted.identifier.to_owned()).or_default();
                    *count += 1;
                    if is_here {
                        places.push(planted.place.clone());
                    }
                }
            }
        }
        account.sorted()
    }

    /// What results say.
    ///
    /// # Errors
    /// If there are two results of one file, or one lacks what every result has.
    pub fn of_results<'a>(results: impl IntoIterator<Item = &'a DiscoveryResult>) -> Result<Account, String> {
        let mut account = Account::default();
        for result in results {
            let object = result.resources_affected.as_ref().and_then(|affected| affected.s3_object.as_ref());
            let object = object.ok_or("a result without an object")?;
            let found = result.classification_details.as_ref().and_then(|details| details.result.as_ref());
            let found = found.ok_or_else(|| format!("{} has no result", object.key))?;
            let status = found.status.as_ref().ok_or_else(|| format!("{} has no status", object.key))?;
            let mut entry = Entry {
                status: status.code().as_str_name().to_owned(),
                reason: status.reason.clone(),
                detections: BTreeMap::new(),
            };
            if status.code() == Code::Unspecified {
                return Err(format!("{} has an unknown status", object.key));
            }
            for detection in found.sensitive_data.iter().flat_map(|item| &item.detections) {
                let count = u64::try_from(detection.count.unwrap_or_default()).unwrap_or_default();
                let occurrences = detection.occurrences.clone().unwrap_or_default();
                if occurrences.line_ranges.iter().any(|range| range.start != range.end) {
                    return Err(format!("{} has a match on several lines, though nothing planted is", object.key));
                }
                let places = places(&occurrences);
                if entry.detections.insert(detection.r#type.clone(), (count, places)).is_some() {
                    return Err(format!("{} has {} twice", object.key, detection.r#type));
                }
            }
            let member = object.embedded_file_details.as_ref().map(|details| details.file_path.clone());
            if account.0.insert((object.key.clone(), member.clone()), entry).is_some() {
                return Err(format!("two results of {} {}", object.key, member.unwrap_or_default()));
            }
        }
        Ok(account.sorted())
    }

    /// The part that is about these objects.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&str) -> bool) -> Account {
        let part = self.0.iter().filter(|((key, _), _)| wanted(key));
        Account(part.map(|(path, entry)| (path.clone(), entry.clone())).collect())
    }

    /// Objects with detections.
    pub fn objects_with_detections(&self) -> usize {
        let objects = self.0.iter().filter(|((_, member), _)| member.is_none());
        objects.filter(|(_, entry)| !entry.detections.is_empty()).count()
    }

    /// Detections in all objects.
    pub fn detections(&self) -> u64 {
        let objects = self.0.iter().filter(|((_, member), _)| member.is_none());
        objects.flat_map(|(_, entry)| entry.detections.values()).map(|(count, _)| count).sum()
    }

    /// The entry of an object.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn object(&self, key: &str) -> &Entry {
        self.0.get(&(key.to_owned(), None)).unwrap_or_else(|| panic!("there is no result of {key}"))
    }

    /// Checks that this is what it should be.
    ///
    /// # Panics
    /// If it is not, with the first differences.
    #[track_caller]
    pub fn expect(&self, expected: &Account, what: &str) {
        if self == expected {
            return;
        }
        let paths: std::collections::BTreeSet<&Path> = self.0.keys().chain(expected.0.keys()).collect();
        let mut text = String::new();
        let mut count = 0;
        for path in paths {
            let (should, is) = (expected.0.get(path), self.0.get(path));
            if should == is {
                continue;
            }
            count += 1;
            if count <= TOLD {
                let _ = writeln!(text, "  {} {}", path.0, path.1.as_deref().unwrap_or_default());
                describe(&mut text, should, is);
            }
        }
        panic!("{what}: {count} files are not as they should be (of {})\n{text}", expected.0.len());
    }

    fn sorted(mut self) -> Account {
        for entry in self.0.values_mut() {
            for (_, places) in entry.detections.values_mut() {
                places.sort();
            }
        }
        self
    }
}

/// Results without what belongs to one job alone, sorted: two runs over the same objects must agree in every byte.
///
/// # Panics
/// If a result lacks what every result has.
pub fn canonical(results: &[DiscoveryResult]) -> Vec<String> {
    let mut lines: Vec<String> = results
        .iter()
        .map(|result| {
            let mut value = magpie_proto::json::to_value(result).unwrap();
            for name in ["id", "createdAt", "updatedAt"] {
                value.as_object_mut().unwrap().remove(name).unwrap();
            }
            let details = value["classificationDetails"].as_object_mut().unwrap();
            for name in ["jobId", "jobArn", "detailedResultsLocation"] {
                details.remove(name);
            }
            details["magpie"].as_object_mut().unwrap().remove("runId");
            value.to_string()
        })
        .collect();
    lines.sort();
    lines
}

/// The object itself, then each level down to the file.
fn levels(member: Option<&str>) -> Vec<Option<&str>> {
    let mut levels = vec![None];
    if let Some(member) = member {
        levels.extend(member.match_indices('!').map(|(at, _)| Some(&member[..at])));
        levels.push(Some(member));
    }
    levels
}

fn places(occurrences: &Occurrences) -> Vec<Place> {
    let unsigned = |number: i64| u64::try_from(number).unwrap_or(u64::MAX);
    let cells = occurrences.cells.iter().map(|cell| Place::Cell {
        row: unsigned(cell.row),
        column: unsigned(cell.column),
        column_name: cell.column_name.clone(),
    });
    let lines = occurrences
        .line_ranges
        .iter()
        .map(|range| Place::Line { line: unsigned(range.start), column: unsigned(range.start_column) });
    let records = occurrences.records.iter().map(|record| Place::Record {
        index: unsigned(record.record_index.unwrap_or_default()),
        json_path: record.json_path.clone(),
    });
    cells.chain(lines).chain(records).collect()
}

fn describe(text: &mut String, should: Option<&Entry>, is: Option<&Entry>) {
    let (Some(should), Some(is)) = (should, is) else {
        let what = if should.is_some() { "is missing" } else { "should not be there" };
        let _ = writeln!(text, "    {what}");
        return;
    };
    if (&should.status, &should.reason) != (&is.status, &is.reason) {
        let _ = writeln!(text, "    {} {} instead of {} {}", is.status, is.reason, should.status, should.reason);
    }
    let identifiers: std::collections::BTreeSet<&String> =
        should.detections.keys().chain(is.detections.keys()).collect();
    let nothing = (0, Vec::new());
    for identifier in identifiers {
        let should = should.detections.get(identifier).unwrap_or(&nothing);
        let is = is.detections.get(identifier).unwrap_or(&nothing);
        if should == is {
            continue;
        }
        let missing: Vec<_> = should.1.iter().filter(|place| !is.1.contains(place)).take(2).collect();
        let surplus: Vec<_> = is.1.iter().filter(|place| !should.1.contains(place)).take(2).collect();
        let _ = writeln!(
            text,
            "    {identifier}: {} instead of {}; missing {missing:?}, surplus {surplus:?}",
            is.0, should.0
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_planted_in_an_inner_file_counts_in_all_around_it() {
        assert_eq!(levels(None), [None]);
        assert_eq!(levels(Some("a!b/c!d")), [None, Some("a"), Some("a!b/c"), Some("a!b/c!d")]);
        let files = magpie_corpus::files(3, 28);
        let account = Account::of_truth(&files);
        let deep = files
            .iter()
            .find(|file| file.truth.planted.iter().any(|p| p.member.as_deref().is_some_and(|m| m.contains('!'))));
        let deep = deep.unwrap();
        let outer: u64 = account.object(&deep.key).detections.values().map(|(count, _)| count).sum();
        assert_eq!(outer, deep.truth.planted.len() as u64);
        assert!(account.object(&deep.key).detections.values().all(|(_, places)| places.is_empty()));
    }

    #[test]
    #[should_panic(expected = "1 files are not as they should be")]
    fn a_single_difference_is_told() {
        let files = magpie_corpus::files(3, 28);
        let truth = Account::of_truth(&files);
        let mut wrong = truth.clone();
        wrong.0.pop_last();
        wrong.expect(&truth, "test");
    }
}
