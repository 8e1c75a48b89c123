//! The relations between the parts of an Office Open XML document (ECMA-376 part 2, 9.3).

use super::super::xml::Token;
use super::package::Package;
use crate::walk::{Halt, Walk};

/// Most relations of one part.
const MOST_RELATIONS: usize = 200_000;

/// A relation of a part to another, or to something outside.
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `worksheet`, `comments`.
    pub(super) kind: String,
    /// The path of the other part from the root, or whatever stands for what is outside.
    pub(super) target: String,
    pub(super) external: bool,
}

/// The relations of the part `owner` (empty: of the document). None if it has none.
pub(super) fn of(walk: &mut Walk<'_>, package: &mut Package<'_, '_>, owner: &str) -> Result<Vec<Relation>, Halt> {
    let owner = owner.trim_start_matches('/');
    let (folder, file) = owner.rsplit_once('/').unwrap_or(("", owner));
    let slash = if folder.is_empty() { "" } else { "/" };
    let Some(part) = package.find(&format!("{folder}{slash}_rels/{file}.rels")) else { return Ok(Vec::new()) };
    read(walk, package, part, folder)
}

/// The relations that a part lists; targets are relative to `folder`.
pub(super) fn read(
    walk: &mut Walk<'_>,
    package: &mut Package<'_, '_>,
    part: usize,
    folder: &str,
) -> Result<Vec<Relation>, Halt> {
    package.read_xml(walk, part, |_, xml| {
        let mut relations = Vec::new();
        loop {
            match xml.next() {
                Token::End => return Ok(relations),
                Token::Open { name: b"Relationship", attributes, .. } if relations.len() < MOST_RELATIONS => {
                    let target = attributes.get(b"Target").unwrap_or_default();
                    let external =
                        attributes.raw(b"TargetMode").is_some_and(|mode| mode.eq_ignore_ascii_case(b"External"));
                    let kind = attributes.get(b"Type").unwrap_or_default();
                    relations.push(Relation {
                        id: attributes.get(b"Id").unwrap_or_default(),
                        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                        target: if external { target } else { resolve(folder, &target) },
                        external,
                    });
                }
                _ => {}
            }
        }
    })
}

/// The path from the root that `target` means in `folder`.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_the_folder() {
        assert_eq!(resolve("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl", "/xl/sharedStrings.xml"), "xl/sharedStrings.xml");
        assert_eq!(resolve("xl", "./worksheets//sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("", "../../x"), "x");
    }
}
