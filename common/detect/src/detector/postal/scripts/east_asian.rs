//! China, Japan, Korea and Taiwan: addresses go from the province to the house, the code stands at one end.

use super::Around;

/// The 47 prefectures (ISO 3166-2:JP).
const PREFECTURES: [&str; 47] = [
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
];

/// Most characters of an address.
const LONGEST: usize = 48;

fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{9fff}' | '々' | '〇')
}

fn is_kana(letter: char) -> bool {
    matches!(letter, '\u{3041}'..='\u{30fe}')
}

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{ac00}'..='\u{d7a3}')
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '０'..='９')
}

/// What houses, floors and rooms are written with besides letters.
fn is_number(letter: char) -> bool {
    is_digit(letter) || matches!(letter, '-' | '−' | '－' | '‐' | '–' | '#') || letter.is_ascii_uppercase()
}

pub(super) fn find(around: &Around<'_>) -> Option<(usize, usize)> {
    match around.code.len() {
        8 => japanese(around),
        5 => korean(around).or_else(|| chinese(around)),
        // Not `105 63`.
        6 if !around.code.contains(' ') => chinese(around),
        _ => None,
    }
}

/// The bytes of blanks at the begin of a text: spaces, wide spaces and one line end.
fn blanks(text: &str) -> usize {
    let is_blank = |letter: &char| matches!(letter, ' ' | '\u{3000}' | '\n' | '\r' | ')' | ']' | ',' | '，');
    text.chars().take(3).take_while(is_blank).map(char::len_utf8).sum()
}

/// The bytes of the letters and numbers at the begin of a text.
fn run(text: &str, is_letter: impl Fn(char) -> bool) -> usize {
    let letters = text.chars().take(LONGEST).take_while(|letter| is_letter(*letter) || is_number(*letter));
    letters.map(char::len_utf8).sum()
}

/// The place of the first of these signs, at least one character from the begin, and no more than `most`.
fn sign(text: &str, signs: &str, most: usize) -> Option<usize> {
    let mut letters = text.char_indices().take(most).skip(1);
    letters.find(|(_, letter)| signs.contains(*letter)).map(|(place, _)| place)
}

/// `〒606-0861 京都市左京区下鴨西高木町12`: a prefecture, or a town or district with a number.
fn japanese(around: &Around<'_>) -> Option<(usize, usize)> {
    let before = around.before.trim_end_matches([' ', '\u{3000}']);
    let mark = before.ends_with('〒').then(|| around.before.len() - before.len() + '〒'.len_utf8());
    let gap = blanks(around.behind);
    let rest = around.behind.get(gap..)?;
    let address = rest.get(..run(rest, |letter| is_han(letter) || is_kana(letter)))?;
    let town = sign(address, "市区町村郡", 10)?;
    let prefecture = PREFECTURES.iter().any(|prefecture| address.starts_with(prefecture));
    let numbered = address.get(town..)?.chars().any(is_digit);
    (prefecture || mark.is_some() || numbered).then(|| around.bounds(mark.unwrap_or(0), gap + address.len()))
}

/// A province, town or county, and behind it a street, a village or a number: `北京市朝阳区建国路88号`.
fn is_chinese(address: &str) -> bool {
    let Some(town) = sign(address, "省市县縣区區州盟旗", 12) else { return false };
    let Some(rest) = address.get(town..) else { return false };
    let street = sign(rest, "路街道巷里弄村镇鎮乡鄉段号號", LONGEST).is_some();
    street && (rest.chars().any(is_digit) || rest.contains(['号', '號']))
}

/// `100022 北京市朝阳区建国路88号`, `北京市朝阳区建国路88号 100022`, `…88号（邮编：100022）`
fn chinese(around: &Around<'_>) -> Option<(usize, usize)> {
    let gap = blanks(around.behind);
    let rest = around.behind.get(gap..)?;
    let address = rest.get(..run(rest, is_han))?;
    if is_chinese(address) {
        return Some(around.bounds(0, gap + address.len()));
    }
    let is_gap = |letter: char| matches!(letter, ' ' | '\u{3000}' | ':' | '：' | ',' | '，' | '(' | '（' | '\n' | '\r');
    let before = around.before.trim_end_matches(is_gap);
    let label = ["邮政编码", "邮编", "郵遞區號"].iter().find_map(|label| before.strip_suffix(label));
    let before = label.unwrap_or(before).trim_end_matches(is_gap);
    let letters = before.chars().rev().take(LONGEST).take_while(|letter| is_han(*letter) || is_number(*letter));
    let length: usize = letters.map(char::len_utf8).sum();
    let address = before.get(before.len() - length..)?;
    is_chinese(address).then(|| around.bounds(around.before.len() - before.len() + length, 0))
}

/// Provinces and large cities as they are written short.
const PROVINCES: [&str; 17] = [
    "서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "전남",
    "경북", "경남", "제주",
];

/// Words of an address, from the province to the number: how many bytes they take.
fn korean_words(text: &str) -> Option<usize> {
    let mut level = 0;
    let mut end = 0;
    for (count, word) in text.split([' ', ',']).enumerate() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        if word.is_empty() {
            continue;
        }
        let last = word.chars().next_back()?;
        let hangul = word.chars().all(|letter| is_hangul(letter) || letter.is_ascii_digit());
        let number = word.chars().next().is_some_and(|letter| letter.is_ascii_digit());
        level = match level {
            0 if hangul && (PROVINCES.contains(&word) || matches!(last, '시' | '도')) => 1,
            1 | 2 if hangul && matches!(last, '구' | '군' | '시') => 2,
            1 | 2 if hangul && matches!(last, '로' | '길' | '동' | '읍' | '면' | '리' | '가') => 3,
            3 if hangul && !number => 3,
            3 if number => 4,
            4 => break,
            _ => return None,
        };
        end = start + word.len();
        if count > 8 {
            break;
        }
    }
    (level == 4).then_some(end)
}

/// `06236 서울특별시 강남구 테헤란로 123`, `서울 강남구 테헤란로 123 (06236)`
fn korean(around: &Around<'_>) -> Option<(usize, usize)> {
    let gap = blanks(around.behind);
    let rest = around.behind.get(gap..)?;
    let line = rest.split(['\n', ';', '\t', '|', '"']).next()?;
    if let Some(length) = korean_words(line) {
        return Some(around.bounds(0, gap + length));
    }
    let before = around.before.trim_end_matches([' ', '(', ',', ':', '우', '편', '번', '호', '[']);
    let line = before.rsplit(['\n', ';', '\t', '|', '"', ':']).next()?;
    // From each of its words on: an address may end a sentence.
    let starts = line.char_indices().filter(|(at, letter)| {
        is_hangul(*letter) && line.get(..*at).is_some_and(|head| head.is_empty() || head.ends_with(' '))
    });
    let begins = |start: usize| line.get(start..).is_some_and(|words| korean_words(words) == Some(words.len()));
    let start = starts.map(|(at, _)| at).find(|at| begins(*at))?;
    Some(around.bounds(around.before.len() - before.len() + line.len() - start, 0))
}
