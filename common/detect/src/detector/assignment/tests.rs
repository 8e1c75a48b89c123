//! Examples of what is assigned, and of what is not.

use super::*;

/// The first value that any sign of the text assigns.
fn found(text: &str) -> Option<(Kind, &str)> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let found = find(bytes, at).or_else(|| option(bytes, at))?;
        Some((found.kind, text.get(found.start..found.end)?))
    })
}

#[test]
fn passwords() {
    for (text, value) in [
        ("password = \"Tr0ub4dor&3\"", "Tr0ub4dor&3"),
        ("PASSWORD: hunter2", "hunter2"),
        ("Password: Summer2024!", "Summer2024!"),
        ("DB_PASSWORD=horse", "horse"),
        ("export PGPASSWORD=horse", "horse"),
        ("pwd=k3yb0ard;", "k3yb0ard"),
        ("dbPass: 'correct7'", "correct7"),
        ("mysql --password k3yb0ard db", "k3yb0ard"),
        ("mysql --password=k3yb0ard db", "k3yb0ard"),
        ("{\"password\": \"changeme\"}", "changeme"),
        (r#"{\"password\": \"k3yb0ard\"}"#, "k3yb0ard"),
        ("<password>s3same!</password>", "s3same!"),
        ("<entry key=\"db.password\">s3same!</entry>", "s3same!"),
        // The first attribute whose name ends so says nothing.
        ("<entry monkey=\"1\" key=\"db.password\">s3same!</entry>", "s3same!"),
        ("<property><name>db.password</name><value>s3same!</value></property>", "s3same!"),
        ("<key>password</key>\n    <string>s3same!</string>", "s3same!"),
        ("<setting name=\"SmtpPassword\" serializeAs=\"String\">\n  <value>s3same!</value>", "s3same!"),
        ("<password><![CDATA[s3same!]]></password>", "s3same!"),
        ("<add key=\"Password\" value=\"s3same!\"/>", "s3same!"),
        ("- name: DB_PASSWORD\n  value: \"s3same!\"", "s3same!"),
        ("'password' => 's3same!',", "s3same!"),
        ("$config['password'] = 's3same!';", "s3same!"),
        ("let password: String = \"s3same!\"", "s3same!"),
        ("password := \"s3same!\"", "s3same!"),
        ("spring.datasource.password=s3same!", "s3same!"),
        ("Passwort: Gartenzaun7", "Gartenzaun7"),
        ("contraseña: girasol77", "girasol77"),
        ("密码: girasol77", "girasol77"),
        ("密码:girasol77，用户名:ann", "girasol77"),
        ("パスワード:girasol77。", "girasol77"),
        ("password:girasol77（旧）", "girasol77"),
        ("mot de passe: girasol77", "girasol77"),
        ("Mon mot de passe : girasol77", "girasol77"),
        ("passphrase = \"correct horse battery staple\"", "correct horse battery staple"),
        ("password: admin", "admin"),
    ] {
        assert_eq!(found(text), Some((Kind::Password, value)), "{text}");
    }
}

#[test]
fn no_passwords() {
    for text in [
        "password: required",
        "<name>db.password</name><description>s3same!</description>",
        "<name>colour</name><value>s3same!</value>",
        "<name>password</name><x><value>s3same!</value>",
        "<password><![CDATA[s3same!</password>",
        "Password: must be 8 characters",
        "password = os.environ['PASSWORD']",
        "password = os.getenv(\"PASSWORD\")",
        "password = config.password",
        "password = get_password()",
        "password=password",
        "password: string;",
        "password: str = Field(min_length=8)",
        "password = None",
        "password: null,",
        "if password == \"hunter22\"",
        "password => $request->password",
        "password: ${DB_PASSWORD}",
        "\"password\": \"<password>\"",
        "\"password\": \"Enter your password\"",
        "\"password\": \"Mot de passe\"",
        "passwordField = 'user_password'",
        "password = \"error.password_mismatch\"",
        "password = 'textInput'",
        "autocomplete password: 'new-password'",
        "PASSWORD_MIN_LENGTH = 8",
        "tests pass: 1520, fail: 3",
        "bypass = 'hunter22'",
        "compass: north77",
        "password: !Ref DbPassword",
        "password = \"prefix\" + suffix",
        "<password>",
        "<password></password>",
        "<password>${pw}</password>",
        "password->first77",
        "std::password::hash77",
        "password = \"ENC(abc1def2)\"",
        "url = \"https://host/password:\"",
        "password = var2",
        "def f(self, password=None):",
        "const ERROR_PASSWORD: WIN32_ERROR = 86u32;",
        "\"a: b\\nproxy_pass: PROXY_PASSWORD\\n- c\"",
        "password = args[1]",
        "--password --user x",
        "password =",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
}

const RANDOM: &str = "k9Xv2QmZ7tLp4RsW8yBn";

#[test]
fn secrets() {
    for text in [
        "secret = \"#\"",
        "API_KEY=#",
        "api-key: #",
        "API key: #",
        "clientSecret: '#',",
        "\"access_token\": \"#\"",
        "Authorization: Bearer #",
        "-H \"Authorization: token #\"",
        "x-api-key: #",
        "<apiKey>#</apiKey>",
        "?access_token=#&",
        "JWT_SECRET_2 = #",
    ] {
        let text = text.replace('#', RANDOM);
        assert_eq!(found(&text), Some((Kind::Secret, RANDOM)), "{text}");
    }
    let hexadecimal = "secret: 9f86d081884c7d659a2feaa0c55ad015";
    assert_eq!(found(hexadecimal), Some((Kind::Secret, &hexadecimal[8..])));
}

#[test]
fn no_secrets() {
    for text in [
        "token = \"user_profile_settings_page\"",
        "token = AuthenticationTokenProvider",
        "token: process.env.API_TOKEN_VALUE",
        "secret = getSecretFromVault2(name)",
        "csrf_token = k9Xv2QmZ7tLp4RsW8yBn",
        "Next page token: k9Xv2QmZ7tLp4RsW8yBn",
        "next_token: k9Xv2QmZ7tLp4RsW8yBn",
        "public_api_key = k9Xv2QmZ7tLp4RsW8yBn",
        "integrity: sha512-k9Xv2QmZ7tLp4RsW8yBn",
        "token = 01234567-89ab-4def-8123-456789abcdef",
        "secret = xxxxxxxxxxxxxxxxxxxx",
        "secret: k9Xv2QmZ7tLp4R",
        "auth = /usr/local/share/auth/v2/files",
        "keyboard: k9Xv2QmZ7tLp4RsW8yBn",
        "token: 2024-10-11-12-13-14-15",
        "apiKey = \"your_api_key_goes_here_1\"",
        "secret: com.example.service.Version2",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
}

#[test]
fn fields() {
    for text in ["hunter2", "horse", " Tr0ub4dor&3 "] {
        assert!(password_field(text.as_bytes()).is_some(), "{text}");
    }
    for text in ["", "null", "********", "password", "Enter your password", "$2b$10$abcdefghijkl"] {
        assert!(password_field(text.as_bytes()).is_none(), "{text}");
    }
    assert_eq!(secret_field(RANDOM.as_bytes(), Telling::Enough), Some((0, RANDOM.len())));
    assert_eq!(secret_field(b"none of your business", Telling::Much), None);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(
        before in "[-<>/a-b=: \"'\\\\\n]{0,9}(password|key|value|secret)?",
        after in "[-<>/a-b=:(. \"'\\\\é$1\n]{0,30}",
        at in 0usize..70,
    ) {
        let text = before + &after;
        for found in [find(text.as_bytes(), at), option(text.as_bytes(), at)].into_iter().flatten() {
            proptest::prop_assert!(found.start < found.end && found.end <= text.len());
        }
        proptest::prop_assert!(password_field(text.as_bytes()).is_none_or(|(start, end)| start < end));
    }
}
