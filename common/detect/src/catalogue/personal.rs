//! What belongs to a person of any country.

use super::{Category, Identifier, Rank, severity};
use crate::detector::Detector;

pub(super) const ROWS: &[Identifier] = &[
    // ISO 8601 and the customary orders of day, month and year; the date must exist.
    Identifier {
        id: "DATE_OF_BIRTH",
        name: "Birth date",
        category: Category::PersonalInformation,
        countries: &[],
        keyword_required: true,
        keywords: &["bday", "b-day", "birth date", "birthday", "date of birth", "dob"],
        recommended: false,
        severity: severity::RISING,
        placeholders: &[],
        rank: Rank::Date,
        detectors: &[Detector::Date],
    },
];
