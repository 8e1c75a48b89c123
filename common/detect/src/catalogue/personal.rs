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
    // The same in the words of other languages: those that Macie lists for the other are English.
    Identifier {
        id: "BIRTH_DATE",
        name: "Birth date (in words of other languages)",
        keywords: &[
            // German, Dutch, the Scandinavian languages, Finnish, Icelandic.
            "geburtsdatum",
            "geburtstag",
            "geboren am",
            "geb. am",
            "geb.datum",
            "geb.-datum",
            "geboortedatum",
            "geboren op",
            "fødselsdato",
            "fødselsdag",
            "født",
            "födelsedatum",
            "född den",
            "syntymäaika",
            "syntymäpäivä",
            "fæðingardagur",
            // French, Spanish, Catalan, Italian, Portuguese, Romanian.
            "date de naissance",
            "né le",
            "née le",
            "fecha de nacimiento",
            "fecha nac",
            "f. nacimiento",
            "nacido el",
            "nacida el",
            "data de naixement",
            "data di nascita",
            "nato il",
            "nata il",
            "data de nascimento",
            "nascido em",
            "nascida em",
            "data nașterii",
            "născut la",
            "născută la",
            // Polish, Czech, Slovak, Hungarian, Croatian, Serbian, Slovenian, the Baltic languages.
            "data urodzenia",
            "urodzony",
            "urodzona",
            "datum narození",
            "narozen",
            "dátum narodenia",
            "narodený",
            "születési dátum",
            "születési idő",
            "született",
            "datum rođenja",
            "datum rojstva",
            "sünniaeg",
            "sünnikuupäev",
            "dzimšanas datums",
            "gimimo data",
            // Russian, Ukrainian, Bulgarian, Greek, Turkish.
            "дата рождения",
            "дата народження",
            "дата на раждане",
            "датум рођења",
            "ημερομηνία γέννησης",
            "ημ/νία γέννησης",
            "doğum tarihi",
            // Chinese, Japanese, Korean, Vietnamese, Indonesian, Thai, Hindi, Hebrew, Arabic.
            "出生日期",
            "生年月日",
            "誕生日",
            "생년월일",
            "ngày sinh",
            "tanggal lahir",
            "tarikh lahir",
            "วันเกิด",
            "जन्म तिथि",
            "जन्मतिथि",
            "תאריך לידה",
            "تاريخ الميلاد",
        ],
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
