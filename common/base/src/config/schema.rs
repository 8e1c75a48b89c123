//! The list of all settings, read out of the types.

use std::sync::LazyLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Config;

/// What a setting's value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text; sizes, durations, paths and addresses are text too.
    Text,
    Integer,
    Number,
    Boolean,
}

/// One setting.
#[derive(Debug, Clone)]
pub(super) struct Setting {
    pub(super) section: String,
    pub(super) key: String,
    pub(super) kind: Kind,
    /// "size" or "duration", where a text is one.
    pub(super) format: Option<String>,
    /// What it is, from the doc comment, in one line.
    pub(super) description: String,
    /// `None` if it is not set by default.
    pub(super) default: Option<Value>,
    /// What it could be, where there is no default.
    pub(super) example: Option<Value>,
    /// All it can be, where there is a list.
    pub(super) choices: Vec<Value>,
}

impl Setting {
    /// As in messages: `section.key`.
    pub(super) fn path(&self) -> String {
        format!("{}.{}", self.section, self.key)
    }

    /// The environment variable that sets it.
    pub(super) fn variable(&self) -> String {
        format!("{}{}__{}", super::environment::PREFIX, self.section, self.key).to_ascii_uppercase()
    }
}

/// One section of the file, with its settings.
#[derive(Debug, Clone)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) settings: Vec<Setting>,
}

/// All sections, in the order of the types.
pub(super) fn sections() -> &'static [Section] {
    static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(read);
    &SECTIONS
}

/// All settings, in the order of the types.
pub(super) fn settings() -> impl Iterator<Item = &'static Setting> {
    sections().iter().flat_map(|section| section.settings.iter())
}

fn read() -> Vec<Section> {
    let generator = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
    let schema = generator.into_root_schema_for::<Config>().to_value();
    let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
    properties(&schema)
        .map(|(section, schema)| Section {
            name: section.clone(),
            description: description(schema),
            settings: properties(schema)
                .map(|(key, schema)| setting(section, key, schema, defaults.get(section).and_then(|all| all.get(key))))
                .collect(),
        })
        .collect()
}

fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flatten()
}

/// A doc comment's line breaks are its file's, not the reader's.
fn description(schema: &Value) -> String {
    schema.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ")
}

fn setting(section: &str, key: &str, schema: &Value, default: Option<&Value>) -> Setting {
    Setting {
        section: section.to_owned(),
        key: key.to_owned(),
        kind: kind(schema),
        format: schema.get("format").and_then(Value::as_str).map(str::to_owned),
        description: description(schema),
        default: default.filter(|value| !value.is_null()).cloned(),
        example: schema.get("examples").and_then(|all| all.get(0)).cloned(),
        choices: choices(schema),
    }
}

fn kind(schema: &Value) -> Kind {
    // "type" is a name, or a list of names when a value may be left out or have two forms. Text can be every form.
    let names: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let has = |name| names.contains(&name);
    if has("string") {
        Kind::Text
    } else if has("integer") {
        Kind::Integer
    } else if has("number") {
        Kind::Number
    } else if has("boolean") {
        Kind::Boolean
    } else {
        Kind::Text
    }
}

fn choices(schema: &Value) -> Vec<Value> {
    if let Some(Value::Array(values)) = schema.get("enum") {
        return values.iter().filter(|value| !value.is_null()).cloned().collect();
    }
    let variants = schema.get("oneOf").and_then(Value::as_array);
    variants.into_iter().flatten().filter_map(|variant| variant.get("const")).cloned().collect()
}
