//! The `magpie` program.

mod allow_lists;
mod args;
mod certs;
mod config;
mod connect;
mod coordinator;
mod criteria;
mod custom;
mod demo;
mod docs;
mod failure;
mod findings;
mod identifiers;
mod jobs;
mod output;
mod process;
mod request;
mod results;
mod scan;
mod settings;
mod watch;
mod worker;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};
use failure::Failure;

/// The exit status of a usage error or a failure. Clap's own is the same.
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&Failure::part(format!("cannot start: {error}"))),
    };
    let ended = runtime.block_on(run(cli));
    // Parsers may still hold threads: nothing to wait for.
    runtime.shutdown_background();
    match ended {
        Ok(status) => ExitCode::from(status),
        // Somebody closed our output, as `head` does: not worth a message.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(FAILED),
        Err(failure) => fail(&failure),
    }
}

#[allow(clippy::print_stderr, reason = "the program's one place for its last words")]
fn fail(failure: &Failure) -> ExitCode {
    eprintln!("magpie: {failure}");
    ExitCode::from(FAILED)
}

async fn run(cli: Cli) -> Result<u8, Failure> {
    let Cli { global, command } = cli;
    match command {
        Command::Scan(args) => scan::run(&global, args).await,
        Command::Demo(args) => demo::run(args).await,
        Command::Coordinator(args) => coordinator::run(&global, &args).await,
        Command::Worker(args) => worker::run(&global, &args).await,
        Command::Jobs(args) => jobs::run(&global, args).await,
        Command::Findings(args) => findings::run(&global, args).await,
        Command::Results(args) => results::run(&global, &args).await,
        Command::Identifiers(args) => identifiers::run(&args),
        Command::CustomIdentifiers(args) => custom::run(&global, args).await,
        Command::AllowLists(args) => allow_lists::run(&global, args).await,
        Command::Certs(args) => certs::run(&args),
        Command::Config(args) => config::run(&global, &args),
        Command::Docs { page } => docs::run(page),
    }
}
