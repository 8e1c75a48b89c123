//! Texts to measure with, made from a seed: the same in every run.

use std::fmt::Write;

use magpie_detect::{Field, Scanner};

/// Bytes of each text.
const SIZE: usize = 8 << 20;

/// A small generator of pseudo-random numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 33) % limit
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }
}

/// Makes a text.
type Make = fn() -> Vec<u8>;

/// The texts: their names, and how they are made.
pub(crate) fn texts() -> Vec<(&'static str, Make)> {
    vec![
        ("web log", || fill(1, access_line).into_bytes()),
        ("application log", || fill(2, application_line).into_bytes()),
        ("service log", || fill(11, service_line).into_bytes()),
        ("json lines", || fill(3, json_line).into_bytes()),
        ("prose", || fill(4, prose_line).into_bytes()),
        ("letters, German", || fill(8, |random, text| letter_line(random, text, &GERMAN, " ")).into_bytes()),
        ("letters, Russian", || fill(9, |random, text| letter_line(random, text, &RUSSIAN, " ")).into_bytes()),
        ("letters, Chinese", || fill(10, |random, text| letter_line(random, text, &CHINESE, "")).into_bytes()),
        ("prose in capitals", || fill(4, prose_line).to_uppercase().into_bytes()),
        ("words with capitals that no list knows", || fill(13, title_line).into_bytes()),
        ("orders, numbers beside capitals", || fill(14, order_line).into_bytes()),
        ("source code", || fill(5, code_line).into_bytes()),
        ("table of persons, as text", || fill(6, |random, text| person(random, text, &mut |_, _| {})).into_bytes()),
        ("random bytes", || {
            let mut random = Random(7);
            (0..SIZE / 8).flat_map(|_| random.next().to_le_bytes()).collect()
        }),
    ]
}

/// Cells of a table of persons with the names of their columns.
pub(crate) fn table(scanner: &mut Scanner) -> (String, Vec<Field>) {
    let contexts = COLUMNS.map(|name| scanner.context(&[name]));
    let mut random = Random(6);
    let mut text = String::with_capacity(SIZE + 1024);
    let mut fields = Vec::new();
    while text.len() < SIZE {
        let mut column = 0;
        person(&mut random, &mut text, &mut |start, end| {
            fields.push(Field { start: start as u32, end: end as u32, context: contexts[column] });
            column += 1;
        });
    }
    (text, fields)
}

/// Names on the paths to values of which each stands under an id of its own, and their bytes: nothing is known of any.
pub(crate) fn names() -> (Vec<String>, usize) {
    let mut random = Random(12);
    let name = |_| format!("customer_{:016x}", random.next());
    let names: Vec<String> = (0..NAMES).map(name).collect();
    let length = names.iter().map(String::len).sum();
    (names, length)
}

/// More than a scanner remembers.
const NAMES: usize = 100_000;

fn fill(seed: u64, line: impl Fn(&mut Random, &mut String)) -> String {
    let mut random = Random(seed);
    let mut text = String::with_capacity(SIZE + 1024);
    while text.len() < SIZE {
        line(&mut random, &mut text);
    }
    text
}

const PATHS: [&str; 8] = [
    "/",
    "/index.html",
    "/api/v2/orders/",
    "/static/app.3f9c1b2a.js",
    "/images/logo@2x.png",
    "/search?q=boots&page=",
    "/health",
    "/login",
];
const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.6045.105 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
    "curl/8.4.0",
    "kube-probe/1.28",
];
const WORDS: [&str; 40] = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "is",
    "that",
    "it",
    "was",
    "for",
    "on",
    "are",
    "with",
    "they",
    "be",
    "at",
    "one",
    "have",
    "this",
    "from",
    "harbour",
    "winter",
    "between",
    "nothing",
    "mountain",
    "letters",
    "through",
    "evening",
    "company",
    "engine",
    "discovered",
    "understand",
    "yesterday",
    "window",
    "quiet",
    "river",
    "number",
    "people",
    "history",
    "government",
];

const GERMAN: [&str; 30] = [
    "der",
    "die",
    "und",
    "nicht",
    "für",
    "über",
    "können",
    "gestern",
    "später",
    "morgen",
    "wieder",
    "größer",
    "zwischen",
    "ruhig",
    "fünf",
    "hören",
    "während",
    "möglich",
    "ein",
    "auf",
    "mit",
    "schön",
    "die Straße",
    "das Wetter",
    "ein Mädchen",
    "alle Häuser",
    "am Fluss",
    "im Fenster",
    "der Geschichte",
    "eine Zahl",
];
const RUSSIAN: [&str; 30] = [
    "и",
    "в",
    "не",
    "на",
    "что",
    "как",
    "это",
    "было",
    "человек",
    "время",
    "город",
    "вечер",
    "между",
    "история",
    "понимать",
    "река",
    "окно",
    "тихий",
    "вчера",
    "письмо",
    "Москва",
    "гора",
    "зима",
    "через",
    "люди",
    "правительство",
    "ничего",
    "гавань",
    "двигатель",
    "открыли",
];
const CHINESE: [&str; 30] = [
    "的", "一", "是", "不", "了", "在", "人", "有", "我们", "他们", "时间", "城市", "晚上", "历史", "河流", "窗户",
    "安静", "昨天", "山", "冬天", "通过", "政府", "什么", "港口", "发现", "明白", "公司", "。", "，", "之间",
];

fn address(random: &mut Random, text: &mut String) {
    let _ = write!(text, "{}.{}.{}.{}", 1 + random.below(223), random.below(256), random.below(256), random.below(256));
}

fn access_line(random: &mut Random, text: &mut String) {
    address(random, text);
    let (day, hour, minute, second) = (1 + random.below(28), random.below(24), random.below(60), random.below(60));
    let _ =
        write!(text, " - - [{day:02}/Nov/2026:{hour:02}:{minute:02}:{second:02} +0000] \"GET {}", random.pick(&PATHS));
    let _ = write!(
        text,
        "{} HTTP/1.1\" {} {} \"-\" ",
        random.below(100_000),
        random.pick(&[200, 200, 200, 304, 404]),
        random.below(60_000)
    );
    let _ = writeln!(text, "\"{}\" {}.{:03}", random.pick(&AGENTS), random.below(3), random.below(1000));
}

fn uuid(random: &mut Random, text: &mut String) {
    let (high, low) = (random.next(), random.next());
    let _ = write!(
        text,
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    );
}

fn application_line(random: &mut Random, text: &mut String) {
    let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
    let _ = write!(text, "2026-11-23 {hour:02}:{minute:02}:{second:02},{:03} ", random.below(1000));
    let _ = write!(text, "{} [http-nio-8080-exec-{}] ", random.pick(&["INFO ", "DEBUG", "WARN "]), random.below(64));
    let _ = write!(
        text,
        "com.example.shop.{} - request ",
        random.pick(&["OrderService", "CartController", "PaymentGateway", "SessionFilter"])
    );
    uuid(random, text);
    let _ = write!(
        text,
        " took {} ms, status={} bytes={} trace={:016x}",
        random.below(3000),
        200,
        random.below(1_000_000),
        random.next()
    );
    let _ = writeln!(text, " at=1763911200{:03} version=2.14.{}", random.below(1000), random.below(30));
}

/// A sentence with numbers that could be postal codes, beside words that could be towns.
fn order_line(random: &mut Random, text: &mut String) {
    let (order, store, truck) = (random.below(90_000), random.below(9000), random.below(900_000));
    let item = random.pick(&["Widget Blue", "Large Box", "Copper Valve", "Steel Hinge"]);
    let day = random.pick(&["Monday", "Tuesday", "Friday"]);
    let _ = write!(text, "Order {} {item} shipped to Store {} on {day}", 10_000 + order, 1000 + store);
    let _ = writeln!(text, " by Truck {} Line", 100_000 + truck);
}

/// A log in plain words, many of which are key words of something.
fn service_line(random: &mut Random, text: &mut String) {
    let _ = write!(text, "2026-03-{} INFO ", 10 + random.below(19));
    for _ in 0..8 {
        text.push_str(random.pick(&[
            "the", "order", "of", "a", "customer", "was", "sent", "from", "store", "to", "an", "address", "in", "town",
            "and", "paid", "by", "card",
        ]));
        text.push(' ');
    }
    let _ = write!(text, "id={:012x} ms={} ", random.next() >> 16, random.below(1000));
    let _ = writeln!(text, "user=u{}@example.com", random.below(1000));
}

fn json_line(random: &mut Random, text: &mut String) {
    let (hour, minute, second) = (random.below(24), random.below(60), random.below(60));
    let _ = write!(
        text,
        "{{\"timestamp\":\"2026-11-23T{hour:02}:{minute:02}:{second:02}.{:06}Z\",\"level\":\"info\",",
        random.below(1_000_000)
    );
    let _ = write!(
        text,
        "\"service\":\"checkout\",\"host\":\"ip-10-0-{}-{}\",\"request_id\":\"",
        random.below(256),
        random.below(256)
    );
    uuid(random, text);
    let _ = write!(text, "\",\"client\":\"");
    address(random, text);
    let _ = write!(
        text,
        "\",\"duration_ms\":{}.{},\"items\":{},\"total\":{}.{:02},",
        random.below(500),
        random.below(1000),
        random.below(9),
        random.below(900),
        random.below(100)
    );
    let _ = writeln!(
        text,
        "\"epoch\":{},\"message\":\"order {} {} placed\"}}",
        1_763_911_200_000 + random.below(86_400_000),
        random.below(10_000_000),
        random.pick(&WORDS)
    );
}

fn prose_line(random: &mut Random, text: &mut String) {
    for _ in 0..12 + random.below(6) {
        text.push_str(random.pick(&WORDS));
        text.push(random.pick(&[' ', ' ', ' ', ' ', ' ', ',']));
        if random.below(60) == 0 {
            let _ = write!(text, " in {} ", 1700 + random.below(320));
        }
    }
    text.push_str(".\n");
}

/// Words of random letters, each with a capital: any could begin a name.
fn title_line(random: &mut Random, text: &mut String) {
    for _ in 0..12 {
        for place in 0..3 + random.below(7) {
            let letter = (b'a' + random.below(26) as u8) as char;
            text.push(if place == 0 { letter.to_ascii_uppercase() } else { letter });
        }
        text.push(' ');
    }
    text.push('\n');
}

/// Prose in which orders and amounts stand, so that key words are looked up all along.
fn letter_line(random: &mut Random, text: &mut String, words: &[&str], space: &str) {
    for _ in 0..16 {
        text.push_str(random.pick(words));
        text.push_str(space);
    }
    let _ = writeln!(text, "{} {}.", random.below(9_000_000) + 1_000_000, random.pick(words));
}

fn code_line(random: &mut Random, text: &mut String) {
    let name = random.pick(&["index", "bufferSize", "isEmpty", "total_count", "nextNode", "MAX_LENGTH", "hash", "x1"]);
    let other = random.pick(&["self.items", "std::mem::take", "node->left", "config.limits", "i", "Vec::new"]);
    let number = random.below(4096);
    let _ = match random.below(6) {
        0 => writeln!(text, "    let {name} = {other}({number}); // see {}", random.pick(&WORDS)),
        1 => writeln!(text, "    if {name} >= {number} && {other} != 0x{number:08x} {{"),
        2 => writeln!(text, "        return {other}[{name} + {number}];"),
        3 => writeln!(text, "    }}\n"),
        4 => writeln!(text, "    /* {} {} {} */", random.pick(&WORDS), random.pick(&WORDS), random.pick(&WORDS)),
        _ => writeln!(text, "pub fn {name}_{number}({name}: &str, other: Option<u32>) -> Result<(), Error> {{"),
    };
}

const COLUMNS: [&str; 12] =
    ["id", "name", "email", "phone", "ssn", "dob", "card_number", "iban", "ip", "amount", "updated_at", "note"];

fn digits(random: &mut Random, count: usize) -> String {
    (0..count).map(|_| char::from(b'0' + random.below(10) as u8)).collect()
}

/// Appends the check digit of the Luhn formula.
fn with_luhn(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte - b'0');
            if index % 2 == 1 {
                digit
            } else if digit > 4 {
                digit * 2 - 9
            } else {
                digit * 2
            }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A German IBAN with right check digits.
fn german_iban(random: &mut Random) -> String {
    let account = format!("3{}", digits(random, 17));
    let rest = format!("{account}131400").bytes().fold(0u32, |rest, byte| (rest * 10 + u32::from(byte - b'0')) % 97);
    format!("DE{:02}{account}", 98 - rest)
}

fn person(random: &mut Random, text: &mut String, cell: &mut dyn FnMut(usize, usize)) {
    let first = random.pick(&["Ann", "Bertil", "Chiara", "Dmitri", "Eva", "Farid", "Gita", "Hugo"]);
    let last = random.pick(&["Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov", "Quinn", "Rossi", "Schmidt"]);
    let cells = [
        random.below(10_000_000).to_string(),
        format!("{first} {last}"),
        format!("{}.{}{}@example.com", first.to_lowercase(), last.to_lowercase(), random.below(1000)),
        format!("+1 415 555 {:04}", random.below(10_000)),
        format!("{:03}-{:02}-{:04}", 1 + random.below(600), 1 + random.below(99), 1 + random.below(9999)),
        format!("{:04}-{:02}-{:02}", 1940 + random.below(65), 1 + random.below(12), 1 + random.below(28)),
        with_luhn(&format!("4532{}", digits(random, 11))),
        german_iban(random),
        format!("203.0.113.{}", random.below(256)),
        format!("{}.{:02}", random.below(10_000), random.below(100)),
        format!("2026-11-23T{:02}:{:02}:{:02}Z", random.below(24), random.below(60), random.below(60)),
        format!("{} {} {}", random.pick(&WORDS), random.pick(&WORDS), random.pick(&WORDS)),
    ];
    for (index, value) in cells.iter().enumerate() {
        let start = text.len();
        text.push_str(value);
        cell(start, text.len());
        text.push(if index + 1 == cells.len() { '\n' } else { ',' });
    }
}
