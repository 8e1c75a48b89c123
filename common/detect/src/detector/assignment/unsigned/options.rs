//! Passwords behind an option of a command: `mysql -p...`, `docker login -p ...`, `curl -u user:...`.

use super::super::value::Value;
use super::super::{Found, is_quote};
use super::{Follows, SPAN, literal};
use crate::detector::boundary::{at, back};

/// Options of curl that take a user and a password.
pub(super) const USERS: &[(&[u8], Follows)] = &[
    (b"-u", Follows::Behind(b':')),
    (b"--user", Follows::Behind(b':')),
    (b"-U", Follows::Behind(b':')),
    (b"--proxy-user", Follows::Behind(b':')),
];

/// Options of the commands of Java that take the password of a store or key.
pub(super) const STORES: &[(&[u8], Follows)] = &[
    (b"-storepass", Follows::Next),
    (b"-keypass", Follows::Next),
    (b"-srcstorepass", Follows::Next),
    (b"-deststorepass", Follows::Next),
    (b"-new", Follows::Next),
];

/// The password that one of these options of a command gives.
pub(super) fn given(text: &[u8], end: usize, options: &[(&[u8], Follows)]) -> Option<Found> {
    let rest = text.get(end..text.len().min(end + SPAN))?;
    let mut place = 0;
    while let Some(byte) = rest.get(place) {
        let ends = match byte {
            // A line goes on behind a stroke.
            b'\n' => !matches!(rest[..place], [.., b'\\'] | [.., b'\\', b'\r']),
            b'|' | b';' | b'`' => true,
            b'&' => at(rest, place + 1) == b'&',
            _ => false,
        };
        if ends {
            return None;
        }
        let begins =
            matches!(byte, b'-' | b'/') && matches!(back(rest, place, 1), b' ' | b'\t' | b'\n' | b'"' | b'\'' | b',');
        if begins
            && let Some((option, follows)) = options.iter().find(|(option, _)| rest[place..].starts_with(option))
            && let Some(found) = value_of(text, end + place + option.len(), *follows)
        {
            return Some(found);
        }
        place += 1;
    }
    None
}

/// The password behind an option that ends at `from`.
fn value_of(text: &[u8], from: usize, follows: Follows) -> Option<Found> {
    // In a list of arguments: `"-p", "..."`.
    let listed = is_quote(at(text, from)) && at(text, from + 1) == b',';
    let from = from + if listed { 2 } else { 0 };
    let joined = !listed && !at(text, from).is_ascii_whitespace();
    match follows {
        Follows::Joined if !joined => return None,
        Follows::Next if joined => return None,
        _ => {}
    }
    // `-p=secret` is an option with an equals sign, of no command above.
    if matches!(at(text, from), b'=' | b'-') {
        return None;
    }
    let mut value = Value::read(text, from)?;
    let bytes = value.bytes(text);
    let place = match follows {
        Follows::Behind(sign) => {
            let place = bytes.iter().position(|byte| *byte == sign)?;
            if bytes[..place].iter().any(|byte| matches!(byte, b'/' | b'{' | b'(')) {
                return None;
            }
            place + 1
        }
        Follows::Joined | Follows::Next | Follows::Either => 0,
    };
    value.start += place;
    if joined && is_rest_of_name(back(text, from, 1), value.bytes(text)) {
        return None;
    }
    literal(text, value)
}

/// Names of parameters of PowerShell that begin with `P`, without it; in small letters.
const REST_OF_NAMES: [&[u8]; 14] = [
    b"assword",
    b"assthru",
    b"assphrase",
    b"arameter",
    b"arameters",
    b"ipelinevariable",
    b"refix",
    b"rincipal",
    b"rocess",
    b"rofile",
    b"roperty",
    b"rotocol",
    b"roxy",
    b"rovider",
];

/// Whether what is joined to an option of one letter makes the name of a parameter with it: `Invoke-Sqlcmd -Password ...`.
fn is_rest_of_name(option: u8, joined: &[u8]) -> bool {
    option.eq_ignore_ascii_case(&b'p') && REST_OF_NAMES.iter().any(|rest| rest.eq_ignore_ascii_case(joined))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn given_to_commands() {
        for (text, value) in [
            ("mysql -u root -ps3cret77 shop", "s3cret77"),
            ("mysql -uroot -p'S3cret!77' -h db", "S3cret!77"),
            ("curl -u admin:hunter22x https://a.example", "hunter22x"),
            ("curl -X POST \\\n  --user \"jane:pAssw0rd!x\" \"$URL\"", "pAssw0rd!x"),
            ("sshpass -p 'Winter2024!' ssh root@host", "Winter2024!"),
            ("sshpass -pWinter2024 ssh root@host", "Winter2024"),
            ("redis-cli -h cache -a r3disPass77 ping", "r3disPass77"),
            ("sqlcmd -S tcp:db,1433 -U sa -P 'Kx9!trolley' -Q \"SELECT 1\"", "Kx9!trolley"),
            ("/opt/mssql-tools/bin/sqlcmd -S localhost -U sa -PKx9!trolley", "Kx9!trolley"),
            ("sqlcmd -Username sa -Password 'Kx9!trolley'", "Kx9!trolley"),
            ("sqlcmd -U sa -Ptigertiger", "tigertiger"),
            ("mysqlcheck -password Kx9!trolley", "Kx9!trolley"),
            ("bcp shop.orders out o.csv -c -U sa -P Kx9!trolley", "Kx9!trolley"),
            ("cqlsh -u cassandra -p Kx9trolley node1", "Kx9trolley"),
            ("schtasks /create /tn job /ru DOM\\bob /rp Kx9!trolley", "Kx9!trolley"),
            ("xfreerdp /u:bob /p:Kx9!trolley /v:host", "Kx9!trolley"),
            ("plink.exe -ssh bob@host -pw Kx9!trolley ls", "Kx9!trolley"),
            ("smbclient //srv/share -U bob%Kx9trolley -c ls", "Kx9trolley"),
            ("lftp -u bob,Kx9trolley sftp://host", "Kx9trolley"),
            ("ldapsearch -x -D cn=admin,dc=a -w Kx9trolley -b dc=a", "Kx9trolley"),
            ("keytool -genkey -alias a -keystore k.jks -storepass Kx9trolley", "Kx9trolley"),
            ("ssh-keygen -t ed25519 -N 'Kx9 trolley' -f key", "Kx9 trolley"),
            ("snmpwalk -v3 -u bob -A Kx9trolley -x AES host", "Kx9trolley"),
            ("ipmitool -I lanplus -H host -U ADMIN -P Kx9trolley power on", "Kx9trolley"),
            ("mosquitto_pub -h host -u bob -P Kx9trolley -t a", "Kx9trolley"),
            ("unzip -P Kx9trolley a.zip", "Kx9trolley"),
            ("zip -r -P Kx9trolley a.zip b", "Kx9trolley"),
            ("rar a -hpKx9trolley a.rar b", "Kx9trolley"),
            ("openssl enc -aes-256-cbc -k Kx9trolley -in a -out b", "Kx9trolley"),
            ("[\"mysqladmin\", \"ping\", \"-ps3cret77\"]", "s3cret77"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "mysql -u root -p shop",
            "mysql -u root -p$PW shop",
            "mysql -u root; mkdir -pabc77 x",
            "curl -u \"$USER:$PASS\" https://a.example",
            "curl -u user:password https://a.example",
            "curl -u \"${USER}:${PASS}\" https://a.example",
            "curl https://a.example | ssh -u a:hunter22x",
            "mysql -u bob -p${{ secrets.PASSWORD }}",
            "curl/8.4.0 -u bob:hunter22x",
            "sshpass -p \"$PW\" ssh host",
            "curl -uhttp://x:hunter22x",
            "sqlcmd -S db -U sa -P $SA_PASSWORD",
            "sqlcmd -S db -E -p 5",
            "Invoke-Sqlcmd -Query $q -PassThru",
            "xfreerdp /u:bob /p:$PW",
            "smbclient -U bob%$PW -L host",
            "lftp -u bob, sftp://host",
            "ldapsearch -x -W -D cn=admin",
            "ssh-keygen -t rsa -N '' -f key",
            "schtasks /create /ru bob /rp *",
            "keytool -list -storepass ${STOREPASS}",
            "zip -r a.zip b -x c7",
            "the zip has -P of 7",
            "rar a -p a.rar b7",
            "openssl enc -aes-256-cbc -K 2DD29CA8 -iv 7",
            "openssl req -key server7.pem",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn given_to_a_login() {
        for (text, value) in [
            ("docker login -u bob -p Kx9!trolley registry.corp.io", "Kx9!trolley"),
            ("sudo docker login registry.corp.io -p 'Kx9!trolley' -u bob", "Kx9!trolley"),
            ("/usr/bin/docker login -p Kx9trolley -u bob", "Kx9trolley"),
            ("podman login -p Kx9!trolley -u bob host.io", "Kx9!trolley"),
            ("az login --service-principal -u app1 -p Kx9~trolley --tenant t", "Kx9~trolley"),
            ("oc login https://api:6443 -u kubeadmin -p Kx9-trolley", "Kx9-trolley"),
            ("helm registry login -u bob -p Kx9!trolley host.io", "Kx9!trolley"),
        ] {
            assert_eq!(found(text), Some(value), "{text}");
        }
        for text in [
            "docker login -u bob -p $PASSWORD host.io",
            "docker login -u bob -p \"${PW}\" host.io",
            "docker login -u bob --password-stdin host.io",
            "docker login -u bob -p <password> host.io",
            "docker login; mkdir -p Kx9trolley",
            "gh auth login -p Kx9trolley",
            "login -p Kx9trolley",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
