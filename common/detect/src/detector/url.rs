//! Passwords in addresses: `scheme://user:password@host`, `jdbc:...?password=...`, and connection strings such as
//! `Server=db;User Id=app;Password=...;`.
//!
//! Templates are not reported (`${PASSWORD}`, `<password>`, `***`, the word password itself, hosts of RFC 2606); weak
//! passwords such as `admin` and `changeme` are, for they open something.

use super::boundary::{at, back};
use super::placeholder;

/// Longest match, in bytes.
pub(crate) const LONGEST: usize = SCHEME + AUTHORITY + 8;
/// Longest scheme, `jdbc:` included, in bytes.
const SCHEME: usize = 32;
/// Longest part between `://` and the path, in bytes; or longest query or connection string.
const AUTHORITY: usize = 280;

/// Shortest password, in bytes: shorter ones are `foo:bar`.
const PASSWORD: usize = 4;

/// Which addresses are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Addresses of anything but a database.
    Address,
    /// Databases, message brokers and caches.
    Database,
}

/// An address with a password in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it is an address of.
    pub(crate) kind: Kind,
    /// First byte of the scheme, or of the connection string.
    pub(crate) start: usize,
    /// First byte after the host, the password or the connection string.
    pub(crate) end: usize,
}

/// Schemes of databases and the like, as their drivers document them.
const DATABASES: [&[u8]; 27] = [
    b"amqp",
    b"amqps",
    b"clickhouse",
    b"cockroachdb",
    b"couchbase",
    b"couchbases",
    b"couchdb",
    b"db2",
    b"elasticsearch",
    b"jdbc",
    b"mariadb",
    b"mongodb",
    b"mssql",
    b"mysql",
    b"mysqlx",
    b"nats",
    b"neo4j",
    b"bolt",
    b"oracle",
    b"postgres",
    b"postgresql",
    b"redis",
    b"rediss",
    b"redshift",
    b"snowflake",
    b"sqlserver",
    b"valkey",
];

/// The address around the `://` whose colon is at `colon`.
pub(crate) fn find(text: &[u8], colon: usize) -> Option<Found> {
    if !text.get(colon..)?.starts_with(b"://") {
        return None;
    }
    // Few addresses have a user or parameters.
    let within = &text[colon + 3..];
    memchr::memchr2(b'@', b'=', &within[..within.len().min(AUTHORITY)])?;
    let start = scheme_start(text, colon);
    let scheme = &text[start..colon];
    if !scheme.first().is_some_and(u8::is_ascii_alphabetic) {
        return None;
    }
    let kind = if is_database(scheme) { Kind::Database } else { Kind::Address };
    let authority = colon + 3;
    let end = user_info(text, authority).or_else(|| match kind {
        Kind::Database => query(text, authority),
        Kind::Address => None,
    })?;
    Some(Found { kind, start, end })
}

fn scheme_start(text: &[u8], colon: usize) -> usize {
    let before = &text[colon.saturating_sub(SCHEME)..colon];
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let length = before.iter().rev().take_while(|byte| is_scheme(byte)).count();
    let start = colon - length;
    let jdbc = b"jdbc:";
    match start.checked_sub(jdbc.len()) {
        Some(outer) if text[outer..start].eq_ignore_ascii_case(jdbc) => outer,
        _ => start,
    }
}

/// Whether the scheme, without a driver such as the `+psycopg2` of SQLAlchemy, is a database's.
fn is_database(scheme: &[u8]) -> bool {
    let name = scheme.iter().take_while(|byte| !matches!(byte, b'+' | b':')).count();
    DATABASES.iter().any(|known| known.eq_ignore_ascii_case(&scheme[..name]))
}

/// The end of the host after `user:password@` (RFC 3986, section 3.2.1).
fn user_info(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let rest = &rest[..rest.len().min(AUTHORITY)];
    let stop =
        |byte: u8| byte <= b' ' || matches!(byte, b'/' | b'?' | b'#' | b'"' | b'\'' | b'`' | b'<' | b'>' | b'\\');
    let length = rest.iter().take_while(|byte| !stop(**byte)).count();
    // A password with an unencoded `@` is common enough: the last one counts.
    let sign = rest[..length].iter().rposition(|byte| *byte == b'@')?;
    let colon = rest[..sign].iter().position(|byte| *byte == b':')?;
    // Of a manual: `mysql://[user[:password]@]host`.
    if rest[..colon].contains(&b'[') {
        return None;
    }
    let password = &rest[colon + 1..sign];
    let host = &rest[sign + 1..length];
    let host_length = host.iter().take_while(|byte| is_host(**byte)).count();
    let host = &host[..host_length];
    let host_length = host_length - host.iter().rev().take_while(|byte| matches!(byte, b':' | b'.')).count();
    let host = &host[..host_length];
    (is_real(password) && !host.is_empty() && !is_reserved(host)).then_some(start + sign + 1 + host_length)
}

fn is_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'[' | b']' | b':') || byte >= 0x80
}

/// Hosts of documentation: RFC 2606 and RFC 6761.
fn is_reserved(host: &[u8]) -> bool {
    let end = host.iter().position(|byte| *byte == b':').unwrap_or(host.len());
    let host = &host[..end];
    let ends_with = |name: &[u8]| {
        host.len().checked_sub(name.len()).is_some_and(|start| {
            host[start..].eq_ignore_ascii_case(name) && (start == 0 || back(host, start, 1) == b'.')
        })
    };
    let reserved: [&[u8]; 5] = [b"example.com", b"example.org", b"example.net", b"example", b"invalid"];
    reserved.iter().any(|name| ends_with(name))
}

/// The end of the password among the parameters of a JDBC address: `?user=app&password=...` or `;password=...`.
fn query(text: &[u8], start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let rest = &rest[..rest.len().min(AUTHORITY)];
    let stop = |byte: u8| byte <= b' ' || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>');
    let length = rest.iter().take_while(|byte| !stop(**byte)).count();
    let (from, to) = parameter(&rest[..length])?;
    is_real(&rest[from..to]).then_some(start + to)
}

/// The bounds of the value of `password=` or `pwd=` among parameters that `?`, `&` or `;` separate.
fn parameter(parameters: &[u8]) -> Option<(usize, usize)> {
    let names: [&[u8]; 3] = [b"password=", b"pwd=", b"accountkey="];
    for (index, byte) in parameters.iter().enumerate() {
        if !matches!(byte, b'?' | b'&' | b';') {
            continue;
        }
        let spaces = usize::from(at(parameters, index + 1) == b' ');
        let rest = &parameters[index + 1 + spaces..];
        for name in names {
            if rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)) {
                let value = &rest[name.len()..];
                let length = value.iter().take_while(|byte| !matches!(byte, b'&' | b';')).count();
                let from = index + 1 + spaces + name.len();
                return Some((from, from + length));
            }
        }
    }
    None
}

fn is_real(password: &[u8]) -> bool {
    password.len() >= PASSWORD && !placeholder::is_template(password) && !placeholder::is_name(password)
}

/// The connection string around the `=` at `sign`, if that follows the name of the server, which comes first in most:
/// `Server=...;...;Password=...;` (ADO.NET, ODBC, OLE DB) or `AccountName=...;AccountKey=...` (Azure).
pub(crate) fn connection_string(text: &[u8], sign: usize) -> Option<Found> {
    const SERVERS: [&[u8]; 8] = [
        b"data source",
        b"server",
        b"host",
        b"driver",
        b"defaultendpointsprotocol",
        b"addr",
        b"accountendpoint",
        b"provider",
    ];
    // The last two letters of the names tell most others apart.
    let ending = [back(text, sign, 2).to_ascii_lowercase(), back(text, sign, 1).to_ascii_lowercase()];
    if at(text, sign) != b'=' || !matches!(&ending, b"ce" | b"er" | b"st" | b"ol" | b"dr" | b"nt") {
        return None;
    }
    let before = &text[..sign];
    let start = SERVERS.iter().find_map(|name| {
        let start = before.len().checked_sub(name.len())?;
        let named = before[start..].eq_ignore_ascii_case(name) && !is_word(back(text, start, 1));
        named.then_some(start)
    })?;
    let rest = text.get(start..)?;
    let rest = &rest[..rest.len().min(AUTHORITY)];
    let stop = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'<' | b'>' | b'`');
    let length = rest.iter().take_while(|byte| !stop(**byte)).count();
    let (from, to) = parameter(&rest[..length])?;
    let password = rest[from..to].trim_ascii();
    // A word within a sentence would follow without a semicolon.
    is_real(password).then_some(Found { kind: Kind::Database, start, end: start + to })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Kind, &str)> {
        let found = find(text.as_bytes(), text.find("://")?)?;
        Some((found.kind, text.get(found.start..found.end)?))
    }

    #[test]
    fn addresses() {
        for (text, value) in [
            ("curl https://bob:h4rd2guess@intranet.local/x", "https://bob:h4rd2guess@intranet.local"),
            ("ftp://admin:admin@10.0.0.7:21/", "ftp://admin:admin@10.0.0.7:21"),
            ("url=\"http://u:changeme@proxy:3128\"", "http://u:changeme@proxy:3128"),
            ("git clone git+ssh://me:p@ss@host.io/r.git", "git+ssh://me:p@ss@host.io"),
        ] {
            assert_eq!(found(text), Some((Kind::Address, value)), "{text}");
        }
        for (text, value) in [
            ("DATABASE_URL=postgres://app:S3cr3t!@db.internal:5432/app", "postgres://app:S3cr3t!@db.internal:5432"),
            (
                "mongodb+srv://root:hunter2@cluster0.ab1cd.mongodb.net/?w=1",
                "mongodb+srv://root:hunter2@cluster0.ab1cd.mongodb.net",
            ),
            ("redis://:r3d1sPw@cache:6379/0", "redis://:r3d1sPw@cache:6379"),
            ("postgresql+psycopg2://a:b1c2d3@h/x", "postgresql+psycopg2://a:b1c2d3@h"),
            (
                "jdbc:mysql://db:3306/app?user=a&password=t0psecret&x=1",
                "jdbc:mysql://db:3306/app?user=a&password=t0psecret",
            ),
            (
                "jdbc:sqlserver://db:1433;user=sa;password=Qwerty12;",
                "jdbc:sqlserver://db:1433;user=sa;password=Qwerty12",
            ),
        ] {
            assert_eq!(found(text), Some((Kind::Database, value)), "{text}");
        }
    }

    #[test]
    fn no_addresses_with_passwords() {
        for text in [
            "https://example.com/a:b@c",
            "https://user@host/",
            "https://user:@host/",
            "https://host:8080/a@b",
            "https://user:password@host/",
            "https://user:${PASSWORD}@host/",
            "postgres://user:<password>@host/db",
            "postgres://user:****@host/db",
            "postgres://user:{{ .Password }}@host/db",
            "https://user:secret99@www.example.com/",
            "https://user:%s@host",
            "https://user:pass@",
            "://a:b9999@c",
            "jdbc:mysql://db/app?user=a&password=${pw}",
            "https://a.io/?x=1&password=abcdef1",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn connection_strings() {
        let find = |text: &str| {
            let sign = text.find('=')?;
            let found = connection_string(text.as_bytes(), sign)?;
            text.get(found.start..found.end).map(str::to_owned)
        };
        for text in [
            "Server=db1;Database=app;User Id=sa;Password=Xk29!pq",
            "Data Source=10.1.1.1;Initial Catalog=c;User ID=u;Pwd=Xk29pq",
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0c2VjcmV0c2VjcmV0",
        ] {
            assert_eq!(find(text).as_deref(), Some(text));
        }
        for text in [
            "Server=db1;Password=${PW};",
            "Server=db1;Database=app",
            "myserver=x;Password=Xk29pq;",
            "Server=a Password=b",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[a-z:/@;=?&.{}<>$ é]{0,60}", at in 0usize..70) {
            let within = |found: Option<Found>| found.is_none_or(|found| found.start < found.end && found.end <= text.len());
            proptest::prop_assert!(within(find(text.as_bytes(), at)));
            proptest::prop_assert!(within(connection_string(text.as_bytes(), at)));
        }
    }
}
