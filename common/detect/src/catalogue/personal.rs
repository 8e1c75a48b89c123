//! What belongs to a person of any country.

use super::{Identifier, PERSONAL, Rank, severity};
use crate::detector::Detector;

pub(super) const ROWS: &[Identifier] = &[
    // ISO 8601 and the customary orders of day, month and year; the date must exist.
    Identifier {
        id: "DATE_OF_BIRTH",
        name: "Birth date",
        keywords: &["bday", "b-day", "birth date", "birthday", "date of birth", "dob"],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Date,
        detectors: &[Detector::Date],
        ..PERSONAL
    },
    // RFC 6265: the whole Cookie or Set-Cookie header. Its name may also be the name of the field.
    Identifier {
        id: "HTTP_COOKIE",
        name: "HTTP cookie",
        keyword_required: false,
        keywords: &["cookie", "set cookie"],
        macie: true,
        severity: severity::RISING,
        rank: Rank::Exact,
        detectors: &[Detector::Cookie],
        ..PERSONAL
    },
    // Macie: full names only, in Latin letters.
    Identifier {
        id: "NAME",
        name: "Full name",
        keyword_required: false,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Name,
        detectors: &[Detector::Name],
        ..PERSONAL
    },
    // Macie: a town and its postal code, of eight countries. Some more are known.
    Identifier {
        id: "ADDRESS",
        name: "Mailing address",
        countries: &["Australia", "Canada", "France", "Germany", "Italy", "Spain", "UK", "US"],
        keyword_required: false,
        macie: true,
        severity: severity::RISING,
        rank: Rank::Postal,
        detectors: &[Detector::PostalAddress],
        ..PERSONAL
    },
];
