//! Values of X12.
//!
//! Sources: ASC X12 segment directory (NM1, N1 to N4, PER, DMG, REF, BPR, HI, CLM, SBR, HD, DTP) and data elements 66 (identification code
//! qualifier), 128 (reference identification qualifier), 365 (communication number qualifier) and 374 (date qualifier), as the
//! implementation guides of 834, 835, 837, 850 and 270/271 use them.

use super::batch::Id;
use super::syntax::Part;
use super::{HELD_BYTES, Held, Kept, MOST_HELD, Out, Spot};
use crate::walk::{Halt, Walk};

/// What an element is called, whatever else the segment says.
const ELEMENTS: &[(&str, u32, &str)] = &[
    ("BHT", 3, "Reference"),
    ("CLM", 1, "Claim"),
    ("DMG", 2, "Date of Birth"),
    ("DMG", 3, "Gender"),
    ("HD", 4, "Plan Coverage"),
    ("MSG", 1, "Message"),
    ("N2", 1, "Additional Name"),
    ("NTE", 2, "Note"),
    ("PER", 2, "Contact Name"),
    ("SBR", 3, "Policy Number"),
    ("SBR", 4, "Group Name"),
    ("SV1", 1, "HCPCS Procedure Code"),
    ("SV2", 2, "HCPCS Procedure Code"),
    ("SVC", 1, "HCPCS Procedure Code"),
    ("TRN", 2, "Trace Number"),
];

/// Qualifiers of identifiers in NM108, N103 and the like (data element 66).
const IDENTIFICATION: &[(&str, &str)] = &[
    ("1", "D-U-N-S Number"),
    ("24", "Employer Identification Number (EIN)"),
    ("34", "Social Security Number (SSN)"),
    ("92", "Assigned by Buyer"),
    ("EI", "Employee ID"),
    ("FI", "Tax ID Number"),
    ("II", "Health Plan ID"),
    ("MI", "Member ID"),
    ("MR", "Medicaid Number"),
    ("PI", "Payor Identifier"),
    ("SV", "Service Provider Number"),
    ("XX", "National Provider Identifier"),
];

/// Qualifiers of references (data element 128).
const REFERENCES: &[(&str, &str)] = &[
    ("0B", "State License Number"),
    ("0F", "Subscriber ID"),
    ("11", "Account Number"),
    ("12", "Billing Account"),
    ("14", "Master Account Number"),
    ("1A", "Blue Cross Provider Number"),
    ("1C", "Medicare Provider Number"),
    ("1D", "Medicaid Provider Number"),
    ("1L", "Group or Policy Number"),
    ("1W", "Member ID"),
    ("23", "Client Number"),
    ("3H", "Case Number"),
    ("6P", "Group Number"),
    ("ABB", "Personal ID Number"),
    ("CT", "Contract Number"),
    ("DX", "Department Number"),
    ("EA", "Medical Record Number"),
    ("EI", "Employer Identification Number (EIN)"),
    ("EJ", "Patient Account"),
    ("F6", "Health Insurance Claim Number (HICN), Medicare Beneficiary"),
    ("HPI", "National Provider Identifier"),
    ("IG", "Insurance Policy Number"),
    ("NQ", "Medicaid Recipient Number"),
    ("Q4", "Prior Identifier Number"),
    ("QQ", "Unit Number"),
    ("SY", "Social Security Number (SSN)"),
    ("TJ", "Federal Taxpayer Identification Number (EIN)"),
    ("ZZ", "Mutually Defined"),
];

/// Qualifiers of dates in DTP01 and DTM01 that tell of people (data element 374).
const DATES: &[(&str, &str)] = &[("222", "Date of Birth"), ("439", "Accident Date"), ("472", "Service Date")];

/// Qualifiers of numbers to reach someone (data element 365).
const COMMUNICATION: &[(&str, &str)] = &[
    ("BN", "Beeper Phone Number"),
    ("CP", "Cell Phone Number"),
    ("EM", "E-Mail Address"),
    ("FX", "Fax Number"),
    ("HP", "Home Phone Number"),
    ("TE", "Phone Number"),
    ("UR", "URL"),
    ("WP", "Work Phone Number"),
];

/// Kinds of accounts with banks in BPR08 and BPR14, and of numbers of banks in BPR06 and BPR12.
const BANKING: &[(&str, &str)] = &[
    ("01", "ABA Routing Number"),
    ("02", "SWIFT Code (BIC)"),
    ("04", "Bank Transit Number"),
    ("ALC", "Agency Location Code"),
    ("DA", "Bank Account Number"),
    ("SG", "Bank Account Number, Savings"),
];

/// Kinds of codes in HI, SV1 and SVC that are no diagnoses (data elements 235 and 1270).
const CODES: &[(&str, &str)] = &[
    ("BP", "HCPCS Procedure Code"),
    ("BO", "HCPCS Procedure Code"),
    ("HC", "HCPCS Procedure Code"),
    ("N4", "National Drug Code (NDC)"),
];

fn known(table: &'static [(&str, &'static str)], code: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The name that the qualifier of an element gives it; the table that it is looked up in, if the element is one.
fn qualifies(id: &str, element: u32) -> Option<&'static [(&'static str, &'static str)]> {
    Some(match (id, element) {
        ("NM1", 8) | ("N1", 3) => IDENTIFICATION,
        ("REF", 1) => REFERENCES,
        ("DTP" | "DTM", 1) => DATES,
        ("PER", 3 | 5 | 7) => COMMUNICATION,
        ("BPR", 6 | 8 | 12 | 14) => BANKING,
        ("LIN", 2) => CODES,
        _ => return None,
    })
}

/// Visits an element.
pub(super) fn element(
    walk: &mut Walk<'_>,
    out: &mut Out,
    held: &mut Held,
    spot: Spot,
    element: Part<'_>,
) -> Result<(), Halt> {
    let syntax = out.syntax;
    let id = spot.id;
    let id = id.as_str();
    let number = spot.element;
    if let Some(table) = qualifies(id, number) {
        let code = String::from_utf8_lossy(element.first(8).raw).into_owned();
        held.kind.clear();
        held.kind.push_str(known(table, code.trim()).unwrap_or_default());
    }
    // Names and addresses are put together when all of them is there.
    let part_of = match (id, number) {
        ("NM1", 2..=7) | ("N1", 2) => Some(&mut held.kept),
        ("N3", 1 | 2) | ("N4", 1..=4) => Some(&mut held.address),
        _ => None,
    };
    if let Some(kept) = part_of
        && element.raw.len() <= HELD_BYTES
        && kept.len() < MOST_HELD
    {
        // N4 without N3 before it is one too.
        kept.push(Kept { number, raw: element.raw.to_vec(), at: element.at, spot });
        return Ok(());
    }
    let unknown;
    let name = match ELEMENTS.iter().find(|(known, at, _)| *known == id && *at == number) {
        Some((.., name)) => *name,
        None => {
            unknown = format!("{id}-{number}");
            &unknown
        }
    };
    let qualified = matches!(
        (id, number),
        ("NM1", 9)
            | ("N1", 4)
            | ("REF", 2 | 3)
            | ("PER", 4 | 6 | 8)
            | ("BPR", 7 | 9 | 13 | 15)
            | ("DTP" | "LIN", 3)
            | ("DTM", 2)
    );
    for (repetition, part) in (0..).zip(syntax.split(element, syntax.repetition)) {
        let spot = Spot { repetition, ..spot };
        if id == "HI" || matches!((id, number), ("SV1" | "SVC", 1) | ("SV2", 2)) {
            codes(walk, out, spot, part, if id == "HI" { "Diagnosis Code" } else { name })?;
        } else if qualified && !held.kind.is_empty() {
            out.components(walk, part, spot, &[&held.kind], 1)?;
        } else {
            out.components(walk, part, spot, &[name], 1)?;
        }
    }
    Ok(())
}

/// Visits a composite whose first component says what the others are.
fn codes(walk: &mut Walk<'_>, out: &mut Out, spot: Spot, part: Part<'_>, usual: &str) -> Result<(), Halt> {
    let syntax = out.syntax;
    let code = syntax.split(part, syntax.component).next().unwrap_or(part);
    let name = std::str::from_utf8(code.raw).ok().and_then(|code| known(CODES, code)).unwrap_or(usual);
    out.components(walk, part, spot, &[name], 1)
}

/// A segment has ended: visits what was kept of it; `next` follows.
pub(super) fn finish(walk: &mut Walk<'_>, out: &mut Out, held: &mut Held, next: Option<Id>) -> Result<(), Halt> {
    let kept = std::mem::take(&mut held.kept);
    let part = |number: u32| kept.iter().find(|kept| kept.number == number).map(Kept::part);
    let empty = Part { raw: b"", at: 0 };
    let get = |number: u32| part(number).unwrap_or(empty);
    let named = |number: u32| kept.iter().find(|kept| kept.number == number).map(|kept| kept.spot);
    match held.id.as_str() {
        "NM1" => {
            let spot = [3, 4, 5, 7].into_iter().find_map(named);
            if let Some(spot) = spot {
                // 1: a person.
                if get(2).raw == b"1" {
                    out.reordered(walk, &[get(4), get(5), get(3), get(7)], spot, &["Full Name"])?;
                } else {
                    for number in [3, 4, 5, 7] {
                        out.value(walk, get(number), named(number).unwrap_or(spot), &["Organization Name"])?;
                    }
                }
            }
            if let Some(spot) = named(6) {
                out.value(walk, get(6), spot, &["Name Prefix"])?;
            }
        }
        "N1" => {
            if let Some(spot) = named(2) {
                out.value(walk, get(2), spot, &["Name"])?;
            }
        }
        _ => {}
    }
    // The lines of a street are followed by the town.
    let id = held.id.as_str();
    let goes_on = id == "N3" && next.is_some_and(|next| next.as_str() == "N4");
    if !held.address.is_empty() && !goes_on {
        address(walk, out, held)?;
    }
    Ok(())
}

fn address(walk: &mut Walk<'_>, out: &mut Out, held: &mut Held) -> Result<(), Halt> {
    let address = std::mem::take(&mut held.address);
    let mut parts = Vec::with_capacity(address.len());
    for kept in &address {
        let code = kept.spot.id.as_str() == "N4" && kept.number == 3;
        parts.push((if code { " " } else { ", " }, kept.part()));
    }
    match address.first() {
        Some(first) => out.joined(walk, &parts, first.spot, &["Address"]),
        None => Ok(()),
    }
}
