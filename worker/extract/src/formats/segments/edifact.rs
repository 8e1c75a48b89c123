//! Values of EDIFACT.
//!
//! Sources: UN/EDIFACT directory D.96A and D.20B (segments NAD, RFF, CTA, COM, DTM, FII, PNA, DOC, IDE, FTX, NAT, with their composites) and
//! code lists 1153 (references), 3155 (communication), 2379 and 2005 (dates), 1001 (documents), 3035 (parties); PAXLST of the WCO, IATA
//! and ICAO for lists of passengers.

use super::syntax::Part;
use super::{HELD_BYTES, Held, Kept, MOST_HELD, Out, Spot};
use crate::walk::{Halt, Walk};

/// References (code list 1153).
const REFERENCES: &[(&str, &str)] = &[
    ("AAF", "Debit Card Number"),
    ("AAU", "Despatch Note Number"),
    ("ADE", "Account Number"),
    ("AGU", "Member Number"),
    ("AGZ", "Payroll Number"),
    ("AHP", "Tax ID Number"),
    ("AVF", "Passenger Reservation Number"),
    ("CR", "Customer Reference Number"),
    ("EI", "Employer Identification Number (EIN)"),
    ("FC", "Tax ID Number, Fiscal Number"),
    ("GN", "Government Reference Number"),
    ("IV", "Invoice Number"),
    ("ON", "Order Number"),
    ("TN", "Transaction Reference Number"),
    ("VA", "VAT Registration Number"),
];

/// How someone is reached (code list 3155).
const COMMUNICATION: &[(&str, &str)] = &[
    ("AL", "Cell Phone Number"),
    ("EM", "E-Mail Address"),
    ("FX", "Fax Number"),
    ("MA", "Address"),
    ("TE", "Phone Number"),
    ("TL", "Telex Number"),
];

/// Documents (code list 1001, with the codes of PAXLST).
const DOCUMENTS: &[(&str, &str)] = &[
    ("36", "Identity Card Number"),
    ("39", "Passport Number"),
    ("40", "Driver's License Number"),
    ("A", "Identity Card Number"),
    ("C", "Identity Card Number"),
    ("I", "Identity Card Number"),
    ("IP", "Passport Number"),
    ("P", "Passport Number"),
    ("V", "Visa Number"),
];

fn known(table: &'static [(&str, &'static str)], code: &[u8]) -> Option<&'static str> {
    table.iter().find(|(known, _)| known.as_bytes() == code).map(|(_, name)| *name)
}

/// Whether the party with this code is a person of a list of passengers: one, one of the crew, either in transit.
fn is_person(code: &str) -> bool {
    matches!(code, "FL" | "FM" | "DDT" | "DDU")
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
    for (repetition, part) in (0..).zip(syntax.split(element, syntax.repetition)) {
        let spot = Spot { repetition, ..spot };
        let mut components = [Part { raw: b"", at: part.at }; 6];
        for (slot, component) in components.iter_mut().zip(syntax.split(part, syntax.component)) {
            *slot = component;
        }
        let [first, second, third, ..] = components;
        let name = match (id, number) {
            ("NAD" | "PNA" | "CTA" | "DOC", 1) => {
                held.kind = String::from_utf8_lossy(first.first(8).raw).into_owned();
                None
            }
            ("NAD" | "PNA", 2) => Some("Party Identifier"),
            // The lines of a name and an address in one, or the name in parts.
            ("NAD", 3) => Some("Name and Address"),
            ("NAD", 4) if is_person(&held.kind) => {
                // Family name, given name, further ones.
                out.reordered(walk, &[second, third, first], spot, &["Full Name"])?;
                out.components(walk, part, spot, &["Name"], 4)?;
                continue;
            }
            ("NAD", 4) => {
                let [_, _, _, fourth, fifth, _] = components;
                let lines = [("", first), (" ", second), (" ", third), (" ", fourth), (" ", fifth)];
                out.joined(walk, &lines, spot, &["Name"])?;
                out.components(walk, part, spot, &["Name"], 6)?;
                continue;
            }
            ("NAD", 5..=9) if part.raw.len() <= HELD_BYTES && held.address.len() < MOST_HELD => {
                held.address.push(Kept { number, raw: part.raw.to_vec(), at: part.at, spot });
                continue;
            }
            // A code of the component, and what it is.
            ("PNA", 5..=9)
                if first.raw.len() <= CODE_BYTES
                    && !second.is_blank()
                    && components[2..].iter().all(|part| part.is_blank())
                    && part.raw.len() <= HELD_BYTES
                    && held.kept.len() < MOST_HELD =>
            {
                held.kept.push(Kept { number, raw: part.raw.to_vec(), at: part.at, spot });
                continue;
            }
            ("CTA", 2) => {
                out.value(walk, first, spot.component(1), &["Contact Identifier"])?;
                out.components(walk, part, spot, &["Contact Name"], 2)?;
                continue;
            }
            ("RFF", 1) => Some(known(REFERENCES, first.raw).unwrap_or("Reference")),
            ("COM", _) => Some(known(COMMUNICATION, second.raw).unwrap_or("Communication")),
            ("DTM", 1) => Some(if first.raw == b"329" { "Date of Birth" } else { "Date" }),
            ("DOC", 2) => Some(known(DOCUMENTS, held.kind.as_bytes()).unwrap_or("Document Number")),
            ("FII", 2) => {
                out.value(walk, first, spot.component(1), &["Bank Account Number (IBAN)"])?;
                out.components(walk, part, spot, &["Account Holder Name"], 2)?;
                continue;
            }
            ("FII", 3) => Some("Bank Identifier (BIC, SWIFT)"),
            ("IDE", 2) => Some("Identification Number"),
            ("FTX", 4) => Some("Free Text"),
            ("NAT", 2) => Some("Nationality"),
            _ => None,
        };
        match name {
            Some("Date of Birth") => birth(walk, out, spot, part, second, third)?,
            Some(name) => out.components(walk, part, spot, &[name], 1)?,
            None => out.components(walk, part, spot, &[&format!("{id}-{number}")], 1)?,
        }
    }
    Ok(())
}

/// Longest code of data element 3405, in bytes.
const CODE_BYTES: usize = 3;

/// Visits a date of birth; one of format 101 has two digits of the year.
fn birth(
    walk: &mut Walk<'_>,
    out: &mut Out,
    spot: Spot,
    part: Part<'_>,
    date: Part<'_>,
    format: Part<'_>,
) -> Result<(), Halt> {
    let time = format.raw != b"101" && date.raw.len() > 8 && date.raw.iter().all(u8::is_ascii_digit);
    if !time {
        return out.components(walk, part, spot, &["Date of Birth"], 2);
    }
    out.value(walk, date.first(8), spot.component(2), &["Date of Birth"])?;
    out.value(walk, date.after(8), spot.component(2), &["Time"])
}

/// A segment has ended: visits what was kept of it.
pub(super) fn finish(walk: &mut Walk<'_>, out: &mut Out, held: &mut Held) -> Result<(), Halt> {
    let syntax = out.syntax;
    let address = std::mem::take(&mut held.address);
    if let Some(first) = address.first() {
        let mut parts = Vec::new();
        for kept in &address {
            for component in syntax.split(kept.part(), syntax.component) {
                parts.push((", ", component));
            }
        }
        out.joined(walk, &parts, first.spot, &["Address"])?;
    }
    let kept = std::mem::take(&mut held.kept);
    let Some(spot) = kept.first().map(|kept| kept.spot) else { return Ok(()) };
    // Components of names (code list 3405): 1 is the family name, 2 a given name, 3 a further one.
    let mut named: Vec<(u8, Part<'_>)> = Vec::new();
    for kept in &kept {
        let mut components = syntax.split(kept.part(), syntax.component);
        let code = components.next().map_or(b"" as &[u8], |code| code.raw);
        let order = match code {
            b"2" => 0,
            b"3" => 1,
            b"1" => 2,
            _ => 3,
        };
        named.extend(components.take(1).map(|part| (order, part)));
    }
    named.sort_by_key(|(order, _)| *order);
    let parts: Vec<Part<'_>> = named.into_iter().map(|(_, part)| part).collect();
    out.reordered(walk, &parts, spot, &["Full Name"])
}
