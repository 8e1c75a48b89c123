//! JSONPath strings: building them and cutting them for display.

use std::fmt::Write;

/// Longest element name that is shown, in characters (Macie: 240).
pub const NAME_CHARACTERS: usize = 240;
/// Longest path that is shown, in characters (Macie: 250).
pub const PATH_CHARACTERS: usize = 250;

/// Appends the step to a member: `.name` if the name is a plain word, else `['na me']` with `\` before `'` and `\`, and
/// control characters as `\u00XX`.
pub fn push_name(path: &mut String, name: &str) {
    let mut characters = name.chars();
    let plain = characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|character| character.is_alphanumeric() || character == '_');
    if plain {
        path.push('.');
        path.push_str(name);
        return;
    }
    path.push_str("['");
    for character in name.chars() {
        match character {
            '\'' | '\\' => {
                path.push('\\');
                path.push(character);
            }
            control if control.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(path, "\\u{:04x}", u32::from(control));
            }
            other => path.push(other),
        }
    }
    path.push_str("']");
}

/// Appends the step to an element of an array: `[2]`.
pub fn push_index(path: &mut String, index: u64) {
    // Writing to a String cannot fail.
    let _ = write!(path, "[{index}]");
}

/// Cuts a path for display as Macie does.
///
/// An element name of more than 240 characters loses its start and begins with three dots instead. If the path is then still
/// longer than 250 characters, elements are dropped from the first on until it fits; `..` (the "any depth" step of
/// JSONPath) stands for them.
///
/// ```
/// use magpie_extract::json_path::display;
/// assert_eq!(display("$.access.key[2]"), "$.access.key[2]");
/// let long = format!("$.{}.b", "x".repeat(300));
/// assert!(display(&long).starts_with("$....xxx"));
/// assert!(display(&long).chars().count() <= 250);
/// ```
#[must_use]
pub fn display(path: &str) -> String {
    let root = path.strip_prefix('$').unwrap_or(path);
    let mut elements: Vec<String> = Vec::new();
    let mut rest = root;
    while !rest.is_empty() {
        let (element, next) = split_element(rest);
        elements.push(cut_name(element));
        rest = next;
    }
    let total: usize = 1 + elements.iter().map(|element| element.chars().count()).sum::<usize>();
    if total <= PATH_CHARACTERS {
        return format!("${}", elements.concat());
    }
    let mut kept = total;
    let mut first = 0;
    while first + 1 < elements.len() {
        kept -= elements[first].chars().count();
        first += 1;
        if kept + dots(&elements[first]).len() <= PATH_CHARACTERS {
            break;
        }
    }
    let lead = if first == 0 { "" } else { dots(&elements[first]) };
    format!("${lead}{}", elements[first..].concat())
}

/// What stands for dropped elements before `next`: `..name` needs one dot more than `.name`, `..['x']` needs two.
fn dots(next: &str) -> &'static str {
    if next.starts_with('.') { "." } else { ".." }
}

/// Cuts the first element (`.name`, `['name']` or `[2]`) from a non-empty path.
fn split_element(path: &str) -> (&str, &str) {
    let bytes = path.as_bytes();
    let end = if path.starts_with("['") {
        let mut at = 2;
        loop {
            match bytes.get(at) {
                None => break bytes.len(),
                Some(b'\\') => at += 2,
                Some(b'\'') => break (at + 2).min(bytes.len()),
                Some(_) => at += 1,
            }
        }
    } else {
        bytes[1..].iter().position(|&byte| byte == b'.' || byte == b'[').map_or(bytes.len(), |at| at + 1)
    };
    // A path that was not built here might end inside a character; then it has no further element.
    let end = if path.is_char_boundary(end) { end } else { bytes.len() };
    path.split_at(end.max(1).min(bytes.len()))
}

fn cut_name(element: &str) -> String {
    let (open, name, close) = if let Some(inner) = element.strip_prefix("['").and_then(|rest| rest.strip_suffix("']")) {
        ("['", inner, "']")
    } else if let Some(name) = element.strip_prefix('.') {
        (".", name, "")
    } else {
        return element.to_owned();
    };
    let length = name.chars().count();
    if length <= NAME_CHARACTERS {
        return element.to_owned();
    }
    let mut tail: String = name.chars().skip(length - (NAME_CHARACTERS - 3)).collect();
    // An escape whose backslash was cut off would change its meaning.
    let slashes = name.chars().take(length - (NAME_CHARACTERS - 3)).collect::<Vec<_>>();
    let trailing = slashes.iter().rev().take_while(|&&character| character == '\\').count();
    if open == "['" && trailing % 2 == 1 {
        tail.remove(0);
    }
    format!("{open}...{tail}{close}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(names: &[&str]) -> String {
        let mut path = String::from("$");
        for name in names {
            match name.parse() {
                Ok(index) => push_index(&mut path, index),
                Err(_) => push_name(&mut path, name),
            }
        }
        path
    }

    #[test]
    fn names_are_quoted_when_needed() {
        assert_eq!(path(&["access", "key", "2"]), "$.access.key[2]");
        assert_eq!(path(&["first name", "a'b", "c\\d", ""]), "$['first name']['a\\'b']['c\\\\d']['']");
        assert_eq!(path(&["a\nb"]), "$['a\\u000ab']");
        assert_eq!(path(&["größe"]), "$.größe");
    }

    #[test]
    fn a_long_name_loses_its_start() {
        let name = format!("{}{}", "a".repeat(100), "b".repeat(200));
        let shown = display(&path(&[&name]));
        assert_eq!(shown, format!("$....{}{}", "a".repeat(37), "b".repeat(200)));
        let spaced = format!("{} {}", "a".repeat(100), "b".repeat(200));
        let shown = display(&path(&[&spaced]));
        assert_eq!(shown.chars().count(), 1 + 4 + NAME_CHARACTERS);
        assert!(shown.ends_with("bb']"));
    }

    #[test]
    fn a_long_path_loses_its_first_elements() {
        let names: Vec<String> = (0..40).map(|number| format!("element{number:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let shown = display(&path(&names));
        assert!(shown.chars().count() <= PATH_CHARACTERS, "{shown}");
        assert!(shown.starts_with("$..element"), "{shown}");
        assert!(shown.ends_with(".element39"), "{shown}");
        // One element more would not have fitted.
        assert!(shown.chars().count() + 10 > PATH_CHARACTERS);
    }

    #[test]
    fn dots_before_brackets_and_many_long_names() {
        let long = format!("a b{}", "x".repeat(500));
        let shown = display(&path(&["first", &long, &long]));
        assert!(shown.starts_with("$..['..."), "{shown}");
        assert!(shown.chars().count() <= PATH_CHARACTERS);
    }

    #[test]
    fn foreign_paths_do_not_panic() {
        for foreign in ["", "$", "x", "$..", "$['", "$['a\\", "$['é\\é", "é", "$[", "$.[.]"] {
            let _ = display(foreign);
        }
    }
}
