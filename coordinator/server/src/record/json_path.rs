//! Long JSON paths, cut as Macie cuts them.

use std::borrow::Cow;

/// An element's name is cut to so many characters.
const NAME_LIMIT: usize = 240;

/// A whole path is cut to so many characters.
const PATH_LIMIT: usize = 250;

/// What stands for the beginning of a name that was cut off; it counts.
const DOTS: &str = "...";

/// `path` within the limits: names over 240 characters lose their beginning, which three dots stand for; a path that is then still over 250 characters
/// loses its first elements after `$`. What is short enough comes back as it is; fitting twice is the same as once.
pub(super) fn fit(path: &str) -> Cow<'_, str> {
    // No element can be longer than the whole, so this also is the fast way for nearly all paths.
    if path.chars().nth(NAME_LIMIT).is_none() {
        return Cow::Borrowed(path);
    }
    let (root, elements) = match path.strip_prefix('$') {
        Some(rest) => ("$", split(rest)),
        None => ("", split(path)),
    };
    let elements: Vec<String> = elements.into_iter().map(fit_element).collect();
    let mut length = root.chars().count() + elements.iter().map(|element| element.chars().count()).sum::<usize>();
    let mut first = 0;
    while length > PATH_LIMIT && first + 1 < elements.len() {
        length -= elements[first].chars().count();
        first += 1;
    }
    Cow::Owned(format!("{root}{}", elements[first..].concat()))
}

/// The elements of a path: `.name`, `['name']`, `["name"]` or `[3]`, each with its punctuation.
fn split(path: &str) -> Vec<&str> {
    let mut elements = Vec::new();
    let mut start = 0;
    let mut quote: Option<char> = None;
    let mut escaped = false;
    let mut in_brackets = false;
    for (at, character) in path.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, character) {
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') if in_brackets => quote = Some(character),
            (None, ']') => in_brackets = false,
            (None, '.' | '[') if !in_brackets => {
                if at > start {
                    elements.push(&path[start..at]);
                }
                start = at;
                in_brackets = character == '[';
            }
            (None, _) => {}
        }
    }
    if start < path.len() {
        elements.push(&path[start..]);
    }
    elements
}

fn fit_element(element: &str) -> String {
    let (open, close) = [("['", "']"), ("[\"", "\"]"), ("[", "]"), (".", "")]
        .into_iter()
        .find(|(open, close)| {
            element.len() >= open.len() + close.len() && element.starts_with(open) && element.ends_with(close)
        })
        .unwrap_or(("", ""));
    let name = &element[open.len()..element.len() - close.len()];
    let length = name.chars().count();
    if length <= NAME_LIMIT {
        return element.to_owned();
    }
    let kept: String = name.chars().skip(length - (NAME_LIMIT - DOTS.len())).collect();
    format!("{open}{DOTS}{kept}{close}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_paths_stay() {
        for path in ["", "$", "$.access.key[2]", "$['first name'].x", "$['it\\'s'][0]"] {
            assert_eq!(fit(path), path);
        }
        let just = format!("$.{}", "n".repeat(240));
        assert_eq!(fit(&just), just);
    }

    #[test]
    fn long_names_lose_their_beginning() {
        let name = format!("{}{}", "x".repeat(100), "ä".repeat(237));
        assert_eq!(fit(&format!("$.{name}")), format!("$....{}", "ä".repeat(237)));
        assert_eq!(fit(&format!("$['{name}']")), format!("$['...{}']", "ä".repeat(237)));
    }

    #[test]
    fn long_paths_lose_their_first_elements() {
        let path: String = std::iter::once("$".to_owned()).chain((100..200).map(|i| format!(".e{i}"))).collect();
        let fitted = fit(&path);
        assert_eq!(fitted.chars().count(), 246);
        assert!(fitted.starts_with("$.e151.e152"), "{fitted}");
        assert!(fitted.ends_with(".e198.e199"), "{fitted}");
    }

    #[test]
    fn quoted_names_are_one_element() {
        let path = format!("$.first['{}'].last[7]", "a.b[c]\\'d".repeat(30));
        let fitted = fit(&path);
        assert!(fitted.chars().count() <= 250, "{fitted}");
        assert!(fitted.starts_with("$.last[7]") || fitted.starts_with("$['..."), "{fitted}");
        assert!(fitted.ends_with(".last[7]"), "{fitted}");
    }

    #[test]
    fn whatever_comes_the_limit_holds_and_fitting_again_changes_nothing() {
        let odd = [
            "[".repeat(1_000),
            "$".repeat(1_000),
            ".".repeat(1_000),
            "$['".to_owned() + &"x".repeat(1_000),
            "$[\"".to_owned() + &"\\".repeat(999),
            "$.".to_owned() + &"\u{1F600}".repeat(1_000),
            format!("$.{}.{}", "a".repeat(1_000), "b".repeat(1_000)),
            "$[0]".repeat(500),
        ];
        for path in odd {
            let once = fit(&path).into_owned();
            assert!(once.chars().count() <= PATH_LIMIT, "{path}");
            assert_eq!(fit(&once), once, "{path}");
        }
    }
}
