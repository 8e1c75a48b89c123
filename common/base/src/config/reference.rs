//! The template of the configuration file, and the reference for people: both generated, so that they cannot be wrong.

use std::fmt::Write;

use serde_json::Value;

use super::schema::{self, Kind, Setting};

/// How wide the comments of the template are.
const COMMENT_WIDTH: usize = 100;

/// A configuration file with all settings and what they mean. Every setting is commented out and shows its default; those that have
/// none show an example. Comments begin with `# `, settings with `#` alone.
pub fn template() -> String {
    let mut text = String::from(
        "# Magpie's configuration. Every setting is here with its default; remove the # before those that you change.\n\
         # Environment variables win over this file: MAGPIE_COORDINATOR__LISTEN for listen of [coordinator].\n",
    );
    for section in schema::sections() {
        text.push('\n');
        comment(&mut text, &section.description);
        let _ = writeln!(text, "[{}]", section.name);
        for setting in &section.settings {
            text.push('\n');
            comment(&mut text, &setting.description);
            if setting.default.is_none() {
                comment(&mut text, "Not set by default. Example:");
            }
            let shown = setting.default.as_ref().or(setting.example.as_ref());
            let _ = writeln!(text, "#{} = {}", setting.key, shown.map(toml).unwrap_or_default());
        }
    }
    text
}

/// The reference of all settings, in Markdown: a table for each section.
pub fn reference_markdown() -> String {
    let mut text = String::new();
    for section in schema::sections() {
        let _ = writeln!(text, "## `[{}]`\n\n{}\n", section.name, section.description);
        text.push_str("| setting | type | default | meaning |\n| --- | --- | --- | --- |\n");
        for setting in &section.settings {
            let default =
                setting.default.as_ref().map_or_else(|| "not set".to_owned(), |value| format!("`{}`", toml(value)));
            let _ = writeln!(
                text,
                "| `{}` | {} | {default} | {} |",
                setting.key,
                type_name(setting),
                setting.description.replace('|', "\\|")
            );
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn type_name(setting: &Setting) -> String {
    if !setting.choices.is_empty() {
        let choices: Vec<String> = setting.choices.iter().map(|choice| format!("`{}`", toml(choice))).collect();
        return choices.join(" or ");
    }
    match (setting.kind, setting.format.as_deref()) {
        (Kind::Text, Some(format @ ("size" | "duration"))) => format.to_owned(),
        (Kind::Text, _) => "text".to_owned(),
        (Kind::Integer, _) => "whole number".to_owned(),
        (Kind::Number, _) => "number".to_owned(),
        (Kind::Boolean, _) => "`true` or `false`".to_owned(),
    }
}

/// A value as TOML writes it. JSON's strings are TOML's basic strings as long as no character needs an escape that only JSON has,
/// which a test holds for all defaults and examples.
fn toml(value: &Value) -> String {
    value.to_string()
}

/// Breaks the text into lines of comment.
fn comment(text: &mut String, content: &str) {
    let mut width = 0;
    for word in content.split_whitespace() {
        if width > 0 && width + 1 + word.len() > COMMENT_WIDTH {
            text.push('\n');
            width = 0;
        }
        let separator = if width == 0 { "# " } else { " " };
        text.push_str(separator);
        text.push_str(word);
        width += separator.len() + word.len();
    }
    if width > 0 {
        text.push('\n');
    }
}
