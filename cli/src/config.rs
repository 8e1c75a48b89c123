//! `magpie config`.

use std::io::Write as _;

use magpie_base::config;

use crate::args::{ConfigCommand, ConfigSubcommand, Global};
use crate::failure::Failure;
use crate::settings::Overlay;

pub(crate) fn run(global: &Global, args: &ConfigCommand) -> Result<u8, Failure> {
    let mut out = std::io::stdout().lock();
    match args.command {
        ConfigSubcommand::PrintTemplate => write!(out, "{}", config::template())?,
        ConfigSubcommand::Check => {
            Overlay::global(global).load(global)?;
            writeln!(out, "the configuration is valid")?;
        }
    }
    Ok(0)
}
