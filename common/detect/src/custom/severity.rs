//! How grave the matches of a custom identifier are, by their number.

use super::{Error, SEVERITY_LEVELS};
use crate::Severity;

/// From how many matches in one object on a severity holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeverityLevel {
    /// The least number of matches, from 1.
    pub occurrences_threshold: u64,
    /// The severity of that many or more, up to the next level.
    pub severity: Severity,
}

/// Checks levels, in any order: at most three, each severity once, a graver one from a higher threshold on.
///
/// # Errors
///
/// The first rule that they break.
pub fn check_severity_levels(levels: &[SeverityLevel]) -> Result<(), Error> {
    if levels.len() > SEVERITY_LEVELS {
        return Err(Error::TooManySeverityLevels { found: levels.len() });
    }
    let mut sorted = levels.to_vec();
    sorted.sort_by_key(|level| level.severity);
    if let Some(level) = sorted.iter().find(|level| level.occurrences_threshold == 0) {
        return Err(Error::ThresholdZero { severity: level.severity.as_str() });
    }
    for (lighter, graver) in sorted.iter().zip(sorted.iter().skip(1)) {
        if lighter.severity == graver.severity {
            return Err(Error::SeverityTwice { severity: graver.severity.as_str() });
        }
        if lighter.occurrences_threshold >= graver.occurrences_threshold {
            return Err(Error::ThresholdsMustRise {
                graver: graver.severity.as_str(),
                lighter: lighter.severity.as_str(),
            });
        }
    }
    Ok(())
}

/// The severity of `count` matches in one object. None means that no finding is made: there are no matches, or fewer than
/// the lowest threshold. Without levels it is Medium.
pub fn severity_for(levels: &[SeverityLevel], count: u64) -> Option<Severity> {
    if levels.is_empty() {
        return (count > 0).then_some(Severity::Medium);
    }
    levels
        .iter()
        .filter(|level| count > 0 && level.occurrences_threshold <= count)
        .max_by_key(|level| level.occurrences_threshold)
        .map(|level| level.severity)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Severity::{High, Low, Medium};

    fn levels(pairs: &[(u64, Severity)]) -> Vec<SeverityLevel> {
        pairs
            .iter()
            .map(|(occurrences_threshold, severity)| SeverityLevel {
                occurrences_threshold: *occurrences_threshold,
                severity: *severity,
            })
            .collect()
    }

    #[test]
    fn without_levels_every_match_is_medium() {
        assert_eq!(severity_for(&[], 0), None);
        assert_eq!(severity_for(&[], 1), Some(Medium));
        assert_eq!(severity_for(&[], 1_000_000), Some(Medium));
    }

    #[test]
    fn the_highest_threshold_that_is_reached_decides() {
        let levels = levels(&[(100, High), (5, Low), (50, Medium)]);
        assert_eq!(check_severity_levels(&levels), Ok(()));
        for (count, expected) in [
            (0, None),
            (4, None),
            (5, Some(Low)),
            (49, Some(Low)),
            (50, Some(Medium)),
            (99, Some(Medium)),
            (100, Some(High)),
            (u64::MAX, Some(High)),
        ] {
            assert_eq!(severity_for(&levels, count), expected, "{count}");
        }
    }

    #[test]
    fn levels_that_break_a_rule() {
        assert_eq!(check_severity_levels(&[]), Ok(()));
        assert_eq!(check_severity_levels(&levels(&[(1, High)])), Ok(()));
        let check = |pairs: &[(u64, Severity)]| check_severity_levels(&levels(pairs));
        assert_eq!(
            check(&[(1, Low), (2, Medium), (3, High), (4, High)]),
            Err(Error::TooManySeverityLevels { found: 4 })
        );
        assert_eq!(check(&[(1, Low), (2, Low)]), Err(Error::SeverityTwice { severity: "Low" }));
        assert_eq!(check(&[(0, Low)]), Err(Error::ThresholdZero { severity: "Low" }));
        for pairs in [[(2, Low), (2, High)], [(2, Low), (1, High)]] {
            assert_eq!(check(&pairs), Err(Error::ThresholdsMustRise { graver: "High", lighter: "Low" }));
        }
    }
}
