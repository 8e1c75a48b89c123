//! `magpie identifiers`.

use std::io::Write as _;

use magpie_detect::catalogue::{self, Identifier};
use magpie_proto::v1::{ManagedDataIdentifierSummary, sensitive_data_item_category};

use crate::args::{Format, Identifiers, IdentifiersCommand};
use crate::failure::Failure;
use crate::output;

pub(crate) fn run(args: &Identifiers) -> Result<u8, Failure> {
    let IdentifiersCommand::List { format, recommended } = args.command;
    let mut rows: Vec<&Identifier> = catalogue::all().iter().filter(|row| row.recommended || !recommended).collect();
    rows.sort_by_key(|row| row.id);
    let mut out = std::io::stdout().lock();
    match format {
        Format::Table => {
            let mut table = output::table(["ID", "CATEGORY", "WHAT", "COUNTRIES", "KEY WORD", "RECOMMENDED"]);
            for row in rows {
                let yes = |is: bool| if is { "yes" } else { "" };
                table.add_row([
                    row.id,
                    row.category.as_str(),
                    row.name,
                    &row.countries.join(", "),
                    yes(row.keyword_required),
                    yes(row.recommended),
                ]);
            }
            writeln!(out, "{table}")?;
        }
        Format::Jsonl => {
            for row in rows {
                output::json_line(&mut out, &summary(row))?;
            }
        }
        Format::Json => {
            let all: Result<Vec<_>, _> =
                rows.into_iter().map(|row| magpie_proto::json::to_value(&summary(row))).collect();
            serde_json::to_writer_pretty(&mut out, &all?).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(0)
}

fn summary(row: &Identifier) -> ManagedDataIdentifierSummary {
    let category = sensitive_data_item_category::Value::from_str_name(row.category.as_str()).unwrap_or_default();
    ManagedDataIdentifierSummary {
        category: category.into(),
        id: row.id.to_owned(),
        name: row.name.to_owned(),
        countries: row.countries.iter().map(|country| (*country).to_owned()).collect(),
        keyword_required: row.keyword_required,
        recommended: row.recommended,
    }
}
