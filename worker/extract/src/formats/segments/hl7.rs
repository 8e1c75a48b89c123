//! Values of HL7 version 2.

use super::hl7_fields::{self, Kind};
use super::syntax::Part;
use super::{Held, Out, Spot};
use crate::walk::{Halt, Walk};

/// What people's names are called besides what the field is called.
const FULL_NAME: &str = "Full Name";

/// Longest name that a message itself gives to a value, in bytes. Own limit.
const NAME_BYTES: usize = 80;

/// Visits a field.
pub(super) fn element(
    walk: &mut Walk<'_>,
    out: &mut Out,
    held: &mut Held,
    spot: Spot,
    field: Part<'_>,
) -> Result<(), Halt> {
    let syntax = out.syntax;
    let observation = spot.id.as_str() == "OBX";
    let unknown;
    let (name, mut kind) = match hl7_fields::field(spot.id.as_str(), spot.element) {
        Some(known) => known,
        None => {
            unknown = format!("{}-{}", spot.id.as_str(), spot.element);
            (unknown.as_str(), Kind::Plain)
        }
    };
    match spot.element {
        2 if observation => held.kind = String::from_utf8_lossy(field.first(8).raw).into_owned(),
        3 if observation => {
            // A code, what it means, whose code it is; and the same again.
            for number in [1, 2, 4, 5] {
                if let Some(component) = syntax.split(field, syntax.component).nth(number - 1) {
                    held.say(component.raw);
                }
            }
        }
        5 if observation => {
            kind = match held.kind.as_str() {
                "XPN" | "PN" => Kind::Person,
                "XCN" | "CN" => Kind::Provider,
                "XAD" | "AD" => Kind::Address,
                "XTN" | "TN" => Kind::Phone,
                "CX" | "CK" => Kind::Identifier,
                "DT" | "TS" | "DTM" => Kind::Day,
                _ => Kind::Plain,
            };
        }
        _ => {}
    }
    let said = if observation && spot.element == 5 { std::mem::take(&mut held.said) } else { Vec::new() };
    let names: Vec<&str> = std::iter::once(name).chain(said.iter().map(String::as_str)).collect();
    for (repetition, part) in (0..).zip(syntax.split(field, syntax.repetition)) {
        value(walk, out, Spot { repetition, ..spot }, part, &names, kind)?;
    }
    Ok(())
}

fn value(
    walk: &mut Walk<'_>,
    out: &mut Out,
    spot: Spot,
    part: Part<'_>,
    names: &[&str],
    kind: Kind,
) -> Result<(), Halt> {
    let syntax = out.syntax;
    // All that matter; an array keeps them without allocating.
    let mut components = [Part { raw: b"", at: part.at }; 14];
    for (slot, component) in components.iter_mut().zip(syntax.split(part, syntax.component)) {
        *slot = component;
    }
    match kind {
        Kind::Plain => out.components(walk, part, spot, names, 1),
        Kind::Person => {
            person(walk, out, spot, names, &components[..4])?;
            out.components(walk, part, spot, names, 5)
        }
        Kind::Provider => {
            identifier(walk, out, spot, names, components[0], components[8], components[12])?;
            person(walk, out, spot, names, &components[1..5])?;
            out.components(walk, part, spot, names, 6)
        }
        Kind::Identifier => {
            identifier(walk, out, spot, names, components[0], components[3], components[4])?;
            out.components(walk, part, spot, names, 2)
        }
        Kind::Address => {
            let [first, second, city, state, code, country, ..] = components;
            let street = syntax.split(first, syntax.sub_component).next().unwrap_or(first);
            let parts = [("", street), (", ", second), (", ", city), (", ", state), (" ", code), (", ", country)];
            out.joined(walk, &parts, spot, names)?;
            out.components(walk, part, spot, names, 7)
        }
        Kind::Phone => {
            let [whole, use_code, equipment, mail, country, area, local, ..] = components;
            for (number, component) in (1..).zip([whole, use_code, equipment, mail]) {
                out.value(walk, component, spot.component(number), names)?;
            }
            if !local.is_blank() {
                out.batch.open();
                if !country.is_blank() && !country.raw.starts_with(b"+") {
                    out.batch.between("+");
                }
                let mut sign = "";
                for component in [country, area, local].into_iter().filter(|component| !component.is_blank()) {
                    out.batch.between(sign);
                    out.batch.add(&syntax, component);
                    sign = " ";
                }
                let start = if country.is_blank() { if area.is_blank() { local } else { area } } else { country };
                out.batch.is_all_of(start.at..local.end());
                out.batch.close(walk, spot.component(7), names)?;
            }
            out.components(walk, part, spot, names, 8)
        }
        Kind::Day => {
            let digits = part.raw.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits <= 8 {
                return out.components(walk, part, spot, names, 1);
            }
            out.value(walk, part.first(8), spot, names)?;
            out.value(walk, part.after(8), spot, names)
        }
    }
}

/// Visits a name of which the family name comes first, then the given name, further ones, and a suffix.
fn person(walk: &mut Walk<'_>, out: &mut Out, spot: Spot, names: &[&str], parts: &[Part<'_>]) -> Result<(), Halt> {
    let [family, given, middle, suffix] = parts else { return Ok(()) };
    // The family name as a whole, before its own prefix and the name of a spouse.
    let family = out.syntax.split(*family, out.syntax.sub_component).next().unwrap_or(*family);
    let names: Vec<&str> = names.iter().copied().chain([FULL_NAME]).collect();
    out.reordered(walk, &[*given, *middle, family, *suffix], spot, &names)
}

/// Visits an identifier, named by its kind and by who assigned it too.
fn identifier(
    walk: &mut Walk<'_>,
    out: &mut Out,
    spot: Spot,
    names: &[&str],
    id: Part<'_>,
    authority: Part<'_>,
    code: Part<'_>,
) -> Result<(), Halt> {
    if id.is_blank() {
        return Ok(());
    }
    let text = |part: Part<'_>| {
        let text = String::from_utf8_lossy(part.raw).trim().to_owned();
        (!text.is_empty() && text.len() <= NAME_BYTES).then_some(text)
    };
    let mut parts = out.syntax.split(authority, out.syntax.sub_component);
    let (namespace, oid) = (parts.next().and_then(text), parts.next().and_then(text));
    let code = text(code);
    let kinds = [
        code.as_deref().and_then(hl7_fields::identifier_type).or(code.as_deref()),
        oid.as_deref().and_then(hl7_fields::authority),
        namespace.as_deref(),
    ];
    let names: Vec<&str> = names.iter().copied().chain(kinds.into_iter().flatten()).collect();
    for part in out.syntax.split(id, out.syntax.sub_component) {
        out.value(walk, part, spot.component(1), &names)?;
    }
    Ok(())
}
