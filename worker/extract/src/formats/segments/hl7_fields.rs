//! What the fields of HL7 version 2 are called and what they hold, of segments that tell of people; and kinds of identifiers.
//!
//! Sources: HL7 v2.9, chapters 2A (data types), 3 (PID, PD1, NK1, PV1, MRG), 4 (ORC, OBR, RXA), 6 (DG1, GT1, IN1, IN2, PR1, FT1), 7 (OBX),
//! 10 (SCH, AIP), 11 (PRD, CTD), 15 (STF) and table 0203 (identifier types). The names here are words that are understood
//! without the standard; where it calls a field by an abbreviation, that is written out.

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Components that are values of their own.
    Plain,
    /// A name: family, given, further given names, suffix (XPN).
    Person,
    /// An identifier and a name (XCN).
    Provider,
    /// Street, second line, city, state, postal code, country (XAD).
    Address,
    /// A telephone number or mail address (XTN).
    Phone,
    /// An identifier with its kind (CX).
    Identifier,
    /// A day, with or without a time (DTM).
    Day,
}

use Kind::{Address, Day, Identifier, Person, Phone, Plain, Provider};

type Fields = &'static [(u32, &'static str, Kind)];

/// Fields by segment, both ascending.
const SEGMENTS: &[(&str, Fields)] = &[
    ("AIP", &[(3, "Personnel", Provider)]),
    ("AL1", &[(3, "Allergy Code", Plain), (5, "Allergy Reaction", Plain)]),
    (
        "ARQ",
        &[
            (15, "Placer Contact Person", Provider),
            (16, "Phone Number", Phone),
            (17, "Placer Contact Address", Address),
            (19, "Entered By", Provider),
        ],
    ),
    (
        "CTD",
        &[
            (2, "Contact Name", Person),
            (3, "Contact Address", Address),
            (5, "Phone Number", Phone),
            (7, "Contact Identifiers", Plain),
        ],
    ),
    (
        "DG1",
        &[
            (3, "Diagnosis Code", Plain),
            (4, "Diagnosis Description", Plain),
            (5, "Diagnosis Date", Day),
            (16, "Diagnosing Clinician", Provider),
        ],
    ),
    ("EVN", &[(5, "Operator", Provider)]),
    (
        "FT1",
        &[
            (7, "Transaction Code", Plain),
            (19, "Diagnosis Code", Plain),
            (20, "Performed By", Provider),
            (21, "Ordered By", Provider),
            (25, "Procedure Code", Plain),
        ],
    ),
    (
        "GT1",
        &[
            (2, "Guarantor Identifier", Identifier),
            (3, "Guarantor Name", Person),
            (4, "Guarantor Spouse Name", Person),
            (5, "Guarantor Address", Address),
            (6, "Guarantor Home Phone Number", Phone),
            (7, "Guarantor Business Phone Number", Phone),
            (8, "Guarantor Date of Birth", Day),
            (9, "Guarantor Sex", Plain),
            (12, "Guarantor Social Security Number (SSN)", Plain),
            (16, "Guarantor Employer Name", Person),
            (17, "Guarantor Employer Address", Address),
            (18, "Guarantor Employer Phone Number", Phone),
            (19, "Guarantor Employee ID", Identifier),
            (42, "Guarantor Mother's Maiden Name", Person),
            (45, "Contact Person's Name", Person),
            (46, "Contact Person's Phone Number", Phone),
        ],
    ),
    (
        "IN1",
        &[
            (2, "Health Plan ID", Plain),
            (3, "Insurance Company Identifier", Identifier),
            (4, "Insurance Company Name", Plain),
            (5, "Insurance Company Address", Address),
            (6, "Insurance Contact Person", Person),
            (7, "Insurance Phone Number", Phone),
            (8, "Group Number", Plain),
            (9, "Group Name", Plain),
            (10, "Insured's Group Employer ID", Identifier),
            (16, "Name of Insured", Person),
            (17, "Insured's Relationship", Plain),
            (18, "Insured's Date of Birth", Day),
            (19, "Insured's Address", Address),
            (36, "Policy Number", Plain),
            (44, "Insured's Employer Address", Address),
            (49, "Insurance Member ID", Identifier),
            (52, "Insured's Birth Place", Plain),
        ],
    ),
    (
        "IN2",
        &[
            (1, "Insured's Employee ID", Identifier),
            (2, "Insured's Social Security Number (SSN)", Plain),
            (3, "Insured's Employer", Provider),
            (6, "Health Insurance Claim Number, Medicare Beneficiary", Plain),
            (7, "Medicaid Case Name", Person),
            (8, "Medicaid Number", Plain),
            (9, "Military Sponsor Name", Person),
            (10, "Military ID Number", Plain),
            (25, "Payor Identifier", Identifier),
            (26, "Subscriber ID", Identifier),
            (40, "Mother's Maiden Name", Person),
            (49, "Employer Contact Person", Person),
            (50, "Employer Contact Phone Number", Phone),
            (52, "Insured's Contact Person", Person),
            (53, "Insured's Contact Phone Number", Phone),
            (61, "Member Number", Identifier),
            (63, "Insured's Home Phone Number", Phone),
            (64, "Insured's Work Phone Number", Phone),
        ],
    ),
    (
        "MRG",
        &[
            (1, "Prior Patient Identifier List", Identifier),
            (2, "Prior Alternate Patient ID", Identifier),
            (3, "Prior Patient Account", Identifier),
            (4, "Prior Patient ID", Identifier),
            (5, "Prior Visit Number", Identifier),
            (7, "Prior Patient Name", Person),
        ],
    ),
    (
        "NK1",
        &[
            (2, "Next of Kin", Person),
            (3, "Relationship", Plain),
            (4, "Next of Kin Address", Address),
            (5, "Next of Kin Phone Number", Phone),
            (6, "Next of Kin Business Phone Number", Phone),
            (12, "Next of Kin Employee Number", Identifier),
            (16, "Next of Kin Date of Birth", Day),
            (26, "Mother's Maiden Name", Person),
            (30, "Contact Person's Name", Person),
            (31, "Contact Person's Phone Number", Phone),
            (32, "Contact Person's Address", Address),
            (33, "Next of Kin Identifiers", Identifier),
            (37, "Contact Person's Social Security Number (SSN)", Plain),
            (40, "Next of Kin Phone Number", Phone),
            (41, "Contact Person's Phone Number", Phone),
        ],
    ),
    ("NTE", &[(3, "Comment", Plain)]),
    (
        "OBR",
        &[
            (4, "Universal Service Identifier", Plain),
            (10, "Collector", Provider),
            (13, "Relevant Clinical Information", Plain),
            (16, "Ordering Provider", Provider),
            (17, "Order Callback Phone Number", Phone),
            (28, "Result Copies To", Provider),
            (31, "Reason for Study", Plain),
        ],
    ),
    (
        "OBX",
        &[
            (2, "Value Type", Plain),
            (3, "Observation Identifier", Plain),
            (5, "Observation Value", Plain),
            (16, "Responsible Observer", Provider),
            (25, "Performing Organization Medical Director", Provider),
        ],
    ),
    (
        "ORC",
        &[
            (10, "Entered By", Provider),
            (11, "Verified By", Provider),
            (12, "Ordering Provider", Provider),
            (14, "Callback Phone Number", Phone),
            (19, "Action By", Provider),
            (22, "Ordering Facility Address", Address),
            (23, "Ordering Facility Phone Number", Phone),
            (24, "Ordering Provider Address", Address),
        ],
    ),
    ("PD1", &[(3, "Primary Facility", Plain), (4, "Primary Care Provider", Provider)]),
    (
        "PID",
        &[
            (2, "Patient ID", Identifier),
            (3, "Patient Identifier List", Identifier),
            (4, "Alternate Patient ID", Identifier),
            (5, "Patient Name", Person),
            (6, "Mother's Maiden Name", Person),
            (7, "Date of Birth", Day),
            (8, "Sex", Plain),
            (9, "Patient Alias", Person),
            (10, "Race", Plain),
            (11, "Patient Address", Address),
            (13, "Home Phone Number", Phone),
            (14, "Business Phone Number", Phone),
            (15, "Primary Language", Plain),
            (16, "Marital Status", Plain),
            (17, "Religion", Plain),
            (18, "Patient Account", Identifier),
            (19, "Social Security Number (SSN)", Plain),
            (20, "Driver's License Number", Plain),
            (21, "Mother's Identifier", Identifier),
            (22, "Ethnic Group", Plain),
            (23, "Birth Place", Plain),
            (26, "Citizenship", Plain),
            (28, "Nationality", Plain),
            (29, "Date of Death", Day),
            (40, "Patient Phone Number", Phone),
        ],
    ),
    (
        "PR1",
        &[
            (3, "Procedure Code", Plain),
            (4, "Procedure Description", Plain),
            (8, "Anesthesiologist", Provider),
            (11, "Surgeon", Provider),
            (12, "Procedure Practitioner", Provider),
        ],
    ),
    (
        "PRD",
        &[
            (2, "Provider Name", Person),
            (3, "Provider Address", Address),
            (5, "Provider Phone Number", Phone),
            (7, "Provider Identifiers", Plain),
        ],
    ),
    (
        "PV1",
        &[
            (7, "Attending Doctor", Provider),
            (8, "Referring Doctor", Provider),
            (9, "Consulting Doctor", Provider),
            (17, "Admitting Doctor", Provider),
            (19, "Visit Number", Identifier),
            (50, "Alternate Visit Identifier", Identifier),
            (52, "Other Healthcare Provider", Provider),
        ],
    ),
    ("QRD", &[(8, "Patient", Provider)]),
    ("ROL", &[(4, "Role Person", Provider), (11, "Office or Home Address", Address), (12, "Phone Number", Phone)]),
    ("RXA", &[(5, "Administered Code", Plain), (10, "Administering Provider", Provider)]),
    ("RXE", &[(2, "Give Code", Plain), (13, "Ordering Provider's DEA Number", Provider)]),
    (
        "SCH",
        &[
            (7, "Appointment Reason", Plain),
            (12, "Placer Contact Person", Provider),
            (13, "Placer Contact Phone Number", Phone),
            (14, "Placer Contact Address", Address),
            (16, "Filler Contact Person", Provider),
            (17, "Filler Contact Phone Number", Phone),
            (18, "Filler Contact Address", Address),
            (20, "Entered By", Provider),
        ],
    ),
    (
        "STF",
        &[
            (2, "Staff Identifier List", Identifier),
            (3, "Staff Name", Person),
            (6, "Date of Birth", Day),
            (10, "Phone Number", Phone),
            (11, "Home Address", Address),
            (15, "E-Mail Address", Plain),
            (22, "Driver's License Number", Plain),
        ],
    ),
    (
        "TXA",
        &[
            (5, "Primary Activity Provider", Provider),
            (9, "Originator", Provider),
            (10, "Assigned Document Authenticator", Provider),
            (11, "Transcriptionist", Provider),
        ],
    ),
];

/// The name and the content of a field, if it is known.
pub(super) fn field(segment: &str, number: u32) -> Option<(&'static str, Kind)> {
    let at = SEGMENTS.binary_search_by(|(id, _)| (*id).cmp(segment)).ok()?;
    let (_, fields) = SEGMENTS.get(at)?;
    let at = fields.binary_search_by_key(&number, |(number, ..)| *number).ok()?;
    fields.get(at).map(|&(_, name, kind)| (name, kind))
}

/// Kinds of identifiers (table 0203), ascending.
const IDENTIFIER_TYPES: &[(&str, &str)] = &[
    ("AN", "Account"),
    ("BA", "Bank Account Number"),
    ("BC", "Bank Card Number"),
    ("BCT", "Birth Certificate Number"),
    ("CC", "Commercial Card"),
    ("CZ", "Citizenship Card"),
    ("DEA", "DEA Registration Number"),
    ("DL", "Driver's License Number"),
    ("DN", "Doctor Number"),
    ("EI", "Employee ID"),
    ("EN", "Employer Number"),
    ("HC", "Health Card Number"),
    ("JHN", "Jurisdictional Health Number"),
    ("MA", "Medicaid Number"),
    ("MB", "Member Number"),
    ("MBI", "Medicare Beneficiary Identifier"),
    ("MC", "Medicare Number, Health Insurance Claim Number, Medicare Beneficiary"),
    ("MI", "Military ID Number"),
    ("MR", "Medical Record Number"),
    ("MRT", "Temporary Medical Record Number"),
    ("NH", "National Health Plan Identifier"),
    ("NI", "National Identification Number"),
    ("NPI", "National Provider Identifier"),
    ("PA", "Physician Assistant Number"),
    ("PI", "Patient ID"),
    ("PPN", "Passport Number"),
    ("PRC", "Permanent Resident Card Number"),
    ("PT", "Patient ID"),
    ("SL", "State License"),
    ("SN", "Subscriber ID"),
    ("SNO", "Student Number"),
    ("SS", "Social Security Number (SSN)"),
    ("TAX", "Tax ID Number"),
    ("VS", "Visa Number"),
];

/// What a code says of which kind an identifier is.
pub(super) fn identifier_type(code: &str) -> Option<&'static str> {
    if let Ok(at) = IDENTIFIER_TYPES.binary_search_by(|(known, _)| (*known).cmp(code)) {
        return IDENTIFIER_TYPES.get(at).map(|(_, name)| *name);
    }
    // NN and the letters of a country: a number of persons there.
    let country = code.strip_prefix("NN")?;
    (country.len() == 3 && country.bytes().all(|byte| byte.is_ascii_uppercase()))
        .then_some("National Identification Number")
}

/// Object identifiers of whoever assigns identifiers (registry of HL7 International).
const AUTHORITIES: &[(&str, &str)] = &[
    ("2.16.840.1.113883.4.1", "Social Security Number (SSN)"),
    ("2.16.840.1.113883.4.6", "National Provider Identifier"),
    ("2.16.840.1.113883.2.1.4.1", "NHS Number"),
];

/// What the object identifier of an authority says of which kind an identifier is.
pub(super) fn authority(oid: &str) -> Option<&'static str> {
    AUTHORITIES.iter().find(|(known, _)| *known == oid).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_ascend() {
        assert!(SEGMENTS.is_sorted_by(|one, next| one.0 < next.0));
        for (id, fields) in SEGMENTS {
            assert!(fields.is_sorted_by(|one, next| one.0 < next.0), "{id}");
        }
        assert!(IDENTIFIER_TYPES.is_sorted_by(|one, next| one.0 < next.0));
        assert_eq!(field("PID", 5), Some(("Patient Name", Person)));
        assert_eq!(field("PID", 12), None);
        assert_eq!(identifier_type("NNBEL"), Some("National Identification Number"));
        assert_eq!(identifier_type("XX"), None);
    }
}
