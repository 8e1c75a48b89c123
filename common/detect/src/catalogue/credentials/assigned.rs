//! Secrets of no known vendor: passwords and keys that a name assigns, and passwords in addresses.

use crate::catalogue::{Identifier, Rank, SECRET};
use crate::detector::{Detector, assignment, url};

pub(in crate::catalogue) const ROWS: &[Identifier] = &[
    // Manuals of MySQL, MariaDB, PostgreSQL and Oracle (CREATE USER, CREATE ROLE), of Cisco IOS, inetutils (.netrc), Windows
    // (net user, net use), PowerShell (ConvertTo-SecureString) and the commands. The key words are where a password is looked
    // for.
    Identifier {
        id: "COMMAND_PASSWORD",
        name: "Password in a statement, sentence or command",
        keyword_required: true,
        keywords: &[
            "identified",
            "password",
            "passwort",
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mysqlimport",
            "mysqlcheck",
            "curl",
            "sshpass",
            "redis-cli",
            "mongo",
            "mongosh",
            "mongodump",
            "mongorestore",
            "psexec",
            "psexec64",
            "docker login",
            "podman login",
            "nerdctl login",
            "registry login",
            "net use",
            "net user",
            "securestring",
        ],
        rank: Rank::Assigned,
        detectors: &[Detector::UnsignedPassword],
        ..SECRET
    },
    // RFC 3986, section 3.2.1; drivers of databases, brokers and caches document their schemes; ADO.NET and ODBC connection
    // strings.
    Identifier {
        id: "DATABASE_URL",
        name: "Database address or connection string with a password",
        rank: Rank::Ranged,
        detectors: &[Detector::UrlPassword(url::Kind::Database)],
        ..SECRET
    },
    // A name that says key or token, and a value that looks random. The key words are names of fields alone.
    Identifier {
        id: "GENERIC_SECRET",
        name: "Secret key or token of an unknown vendor",
        keywords: &[
            "secret",
            "secret key",
            "client secret",
            "api key",
            "api token",
            "access key",
            "access token",
            "auth token",
            "private key",
            "token",
            "auth",
            "authorization",
            "credential",
            "credentials",
        ],
        rank: Rank::Assigned,
        detectors: &[Detector::Assignment(assignment::Kind::Secret)],
        ..SECRET
    },
    // A name that says password, and a value that is no expression, label or template. The key words are names of fields
    // alone.
    Identifier {
        id: "PASSWORD",
        name: "Password",
        keywords: &[
            "password",
            "passwd",
            "passphrase",
            "passcode",
            "pwd",
            "passwort",
            "kennwort",
            "mot de passe",
            "contraseña",
            "senha",
            "wachtwoord",
            "hasło",
            "heslo",
            "lösenord",
            "adgangskode",
            "salasana",
            "parola",
            "пароль",
            "密码",
            "密碼",
            "パスワード",
            "비밀번호",
        ],
        rank: Rank::Assigned,
        detectors: &[Detector::Assignment(assignment::Kind::Password)],
        ..SECRET
    },
    // RFC 3986, section 3.2.1, which deprecates it.
    Identifier {
        id: "URL_CREDENTIALS",
        name: "Address with a user name and password",
        rank: Rank::Ranged,
        detectors: &[Detector::UrlPassword(url::Kind::Address)],
        ..SECRET
    },
];
