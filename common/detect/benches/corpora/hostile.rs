//! Texts made to be slow: what candidates begin with, again and again, and what they are nearly.

/// A text of about `size` bytes.
fn repeated(text: &str, size: usize) -> Vec<u8> {
    text.as_bytes().repeat(size.div_ceil(text.len()))
}

/// All texts with their names, each of about `size` bytes.
pub(crate) fn texts(size: usize) -> Vec<(String, Vec<u8>)> {
    let mut texts: Vec<(String, Vec<u8>)> = Vec::new();
    // Runs of one character: digits, letters, signs, blanks, bytes that no text has.
    for byte in [0, b'\t', b'\n', b' ', 0x80, 0xff].into_iter().chain(b'!'..=b'~') {
        texts.push((format!("byte {byte:#04x}"), vec![byte; size]));
    }
    // Each way of breaking runs up.
    for unit in ["1", "12", "1234", "12345678", "a", "A", "Ab1", "é", "漢"] {
        for sign in " -./:@=_,;+'\"<>()#&%\n\t".chars() {
            texts.push((format!("{unit} and {sign:?}"), repeated(&format!("{unit}{sign}"), size)));
        }
    }
    let long = |text: &str, count: usize| text.repeat(count);
    let units = [
        ("groups of a card", "4111 ".to_owned()),
        ("cards in one run", "4111111111111111".to_owned()),
        ("grouped cards without an end", "4111-1111-1111-".to_owned()),
        ("frames", "-----BEGIN RSA PRIVATE KEY-----\n".to_owned()),
        ("frames with bodies", format!("-----BEGIN RSA PRIVATE KEY-----\n{}", long("MIIE", 1000))),
        (
            "frames of every label",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\\n-----BEGIN OPENSSH PRIVATE KEY-----\\n".to_owned(),
        ),
        ("frames on one line", "-----BEGIN PRIVATE KEY----- MIIE ".to_owned()),
        ("PuTTY", "PuTTY-User-Key-File-2: a\nEncryption: a\nComment: a\nPublic-Lines: 1\nA\n".to_owned()),
        ("PuTTY with many lines", format!("PuTTY-User-Key-File-3: a\nPublic-Lines: 99\n{}", long("A\n", 99))),
        ("short addresses", "a@b.".to_owned()),
        ("long local parts", format!("{}@", long("a", 64))),
        ("dotted local parts", format!("{}@", long("a.", 32))),
        ("labels", format!("a@{}", long("b.", 126))),
        ("addresses", "a@b.co,".to_owned()),
        ("groups of colons", "1:".to_owned()),
        ("pairs of colons", "a::".to_owned()),
        ("IPv6", "2001:db8:1:2:3:4:5:6 ".to_owned()),
        ("IPv4", "1.2.3.4.".to_owned()),
        ("hardware addresses", "00:1b:63:84:45:e6:".to_owned()),
        ("key words", "card ".to_owned()),
        ("many key words", "ssn iban card dob passport nino cpf secret token password key ".to_owned()),
        ("key words and numbers", "ssn 536904399 ".to_owned()),
        ("key words and numbers of all lengths", "id 1 id 12 id 123 id 1234 id 12345 id 123456 id 1234567 ".to_owned()),
        ("numbers near each other", "536-90-4399 ".to_owned()),
        ("dates", "dob 1980-01-01 ".to_owned()),
        ("years", "May 1980 ".to_owned()),
        ("names of months", "May ".to_owned()),
        ("ids", "AB123456C ".to_owned()),
        ("account numbers", "DE89".to_owned()),
        ("account numbers with spaces", "DE89 3704 0044 0532 ".to_owned()),
        ("web tokens", "eyJ.".to_owned()),
        ("headers of web tokens", "eyJhbGciOiJIUzI1NiJ9.".to_owned()),
        ("long web tokens", format!("eyJhbGciOiJIUzI1NiJ9.{}", long("eyJhbGciOiJIUzI1NiJ9", 200))),
        ("Basic headers", ": Basic QUE6".to_owned()),
        ("Basic headers, long", format!("Authorization: Basic {} ", long("QUE6", 250))),
        ("cookies", "Cookie: a=b; ".to_owned()),
        ("cookies in one", format!("Cookie: {}\n", long("a=b; ", 800))),
        ("cookies inside of cookies", "cookie:a=b;".to_owned()),
        ("base64", "Ab1/".to_owned()),
        ("base64 in lines", format!("{}\n", long("Ab1/", 16))),
        ("forty characters", "Abc1Def2Ghi3Jkl4Mno5Pqr6Stu7Vwx8Yz90+/aB ".to_owned()),
        ("keyed forty characters", "secret key Abc1Def2Ghi3Jkl4Mno5Pqr6Stu7Vwx8Yz90+/aB ".to_owned()),
        ("hexadecimal", "0123456789abcdef".to_owned()),
        ("hashes", "da39a3ee5e6b4b0d3255bfef95601890afd80709 ".to_owned()),
        ("UUIDs", "123e4567-e89b-12d3-a456-426614174000 ".to_owned()),
        ("telephones", "+1".to_owned()),
        ("telephones with groups", "+1 415 555 0132 ".to_owned()),
        ("brackets", "(1)1".to_owned()),
        ("positions", "1.5, 2.5, ".to_owned()),
        ("tracks", ";4111111111111111=".to_owned()),
        ("tracks with names", "%B4111111111111111^A/B^".to_owned()),
        ("words of wallets", "abandon ".to_owned()),
        ("keyed words of wallets", "mnemonic abandon abandon ability ".to_owned()),
        ("wallets", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT".to_owned()),
        ("names", "John Smith ".to_owned()),
        ("names without an end", "John-".to_owned()),
        ("initials", "J. ".to_owned()),
        ("titles", "Dr. Mr. ".to_owned()),
        ("streets", "12 Main Street, ".to_owned()),
        ("towns", "Springfield, IL 62704 ".to_owned()),
        ("postal codes", "62704 ".to_owned()),
        ("British postal codes", "SW1A 1AA ".to_owned()),
        ("assignments", "password=".to_owned()),
        ("assignments with values", "password=\"hunter22\" ".to_owned()),
        ("secrets with values", "api_key: 'aB3dE6gH1jK4mN7pQ0' ".to_owned()),
        ("long names of assignments", format!("{}=", long("secret_", 60))),
        ("arrows", "=>".to_owned()),
        ("options", "--password ".to_owned()),
        ("schemes", "http://".to_owned()),
        ("addresses with passwords", "postgres://u:p@h/".to_owned()),
        ("addresses with long passwords", format!("http://u:{}@h ", long("p", 200))),
        ("addresses with colons", format!("http://{}@h ", long("u:", 100))),
        ("connection strings", "Server=a;Password=b;".to_owned()),
        ("long connection strings", format!("{}Password=b;", long("Server=a;", 60))),
        ("queries", "sig=a&".to_owned()),
        ("escapes", "\\n".to_owned()),
        ("percent signs", "%3D".to_owned()),
        ("full-width digits", "４１１１".to_owned()),
        ("dashes in other guises", "1\u{2011}".to_owned()),
        ("spaces in other guises", "1\u{a0}".to_owned()),
        ("JSON", "{\"a\":[".to_owned()),
        ("XML", "<a>".to_owned()),
    ];
    texts.extend(units.into_iter().map(|(name, unit)| (name.to_owned(), repeated(&unit, size))));
    texts
}
