//! `magpie certs`.

use std::io::Write as _;

use magpie_base::clock::SystemClock;
use magpie_base::tls::certs;

use crate::args::{Certs, CertsCommand};
use crate::failure::Failure;

pub(crate) fn run(args: &Certs) -> Result<u8, Failure> {
    let CertsCommand::Init { folder, hosts } = &args.command;
    let made = certs::init(folder, hosts, &SystemClock::new())?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "authority    {}", made.ca.display())?;
    for (name, issued) in
        [("coordinator", &made.coordinator), ("worker", &made.worker), ("admin", &made.admin), ("reader", &made.reader)]
    {
        writeln!(out, "{name:<12} {}  {}", issued.cert.display(), issued.key.display())?;
    }
    writeln!(out, "Keep {} apart: who has it can make certificates.", folder.join(certs::AUTHORITY_KEY_FILE).display())?;
    Ok(0)
}
