//! `magpie certs`.

use std::io::Write as _;

use magpie_base::clock::SystemClock;
use magpie_base::tls::Role;
use magpie_base::tls::certs::{self, Authority, Issued};

use crate::args::{Certs, CertsCommand, ClientRole};
use crate::failure::Failure;

/// The names of a coordinator: those given, and this machine's own.
pub(crate) fn names(hosts: &[String]) -> Vec<String> {
    let own = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    hosts.iter().cloned().chain(own.into_iter().filter(|name| !hosts.contains(name))).collect()
}

pub(crate) fn run(args: &Certs) -> Result<u8, Failure> {
    let clock = SystemClock::new();
    let mut out = std::io::stdout().lock();
    let mut told =
        |name: &str, issued: &Issued| writeln!(out, "{name:<12} {}  {}", issued.cert.display(), issued.key.display());
    match &args.command {
        CertsCommand::Init { folder, hosts } => {
            let made = certs::init(folder, &names(hosts), &clock)?;
            told("coordinator", &made.coordinator)?;
            told("worker", &made.worker)?;
            told("admin", &made.admin)?;
            told("reader", &made.reader)?;
            writeln!(out, "{:<12} {}", "authority", made.ca.display())?;
            let key = folder.join(certs::AUTHORITY_KEY_FILE);
            writeln!(out, "Keep {} apart: who has it can make certificates.", key.display())?;
        }
        CertsCommand::Issue { folder, role, name, hosts } => {
            let authority = Authority::open(folder)?;
            let validity = certs::CERTIFICATE_VALIDITY;
            let issued = match role {
                ClientRole::Coordinator => authority.issue_coordinator(name, &names(hosts), validity, &clock)?,
                ClientRole::Worker => authority.issue(Role::Worker, name, validity, &clock)?,
                ClientRole::Admin => authority.issue(Role::Admin, name, validity, &clock)?,
                ClientRole::Reader => authority.issue(Role::Reader, name, validity, &clock)?,
            };
            told(name, &issued)?;
        }
    }
    Ok(0)
}
