//! Dates of East Asia, in which a sign behind each number says what it counts: `1970年3月12日`, `1970년 3월 12일`, and with
//! the year of a Japanese era, `昭和45年3月12日`.

use super::{number, year_of};
use crate::check::date::is_date;
use crate::detector::boundary::{at, begins};

/// A sign: of three bytes, as all characters of these scripts.
type Sign = [u8; 3];

/// Year, month and day: Chinese and Japanese, Korean.
const SIGNS: [[Sign; 3]; 2] = [
    // 年月日
    [[0xe5, 0xb9, 0xb4], [0xe6, 0x9c, 0x88], [0xe6, 0x97, 0xa5]],
    // 년월일
    [[0xeb, 0x85, 0x84], [0xec, 0x9b, 0x94], [0xec, 0x9d, 0xbc]],
];

/// 号 and 號, which Chinese has for 日 too.
const DAYS: [Sign; 2] = [[0xe5, 0x8f, 0xb7], [0xe8, 0x99, 0x9f]];

/// Japanese eras: two signs, their first year, and how many years they had, the last of which is the next one's first
/// (政令 of each change of era; Reiwa goes on).
const ERAS: [([u8; 6], u32, u32); 4] = [
    // 大正
    ([0xe5, 0xa4, 0xa7, 0xe6, 0xad, 0xa3], 1912, 15),
    // 昭和
    ([0xe6, 0x98, 0xad, 0xe5, 0x92, 0x8c], 1926, 64),
    // 平成
    ([0xe5, 0xb9, 0xb3, 0xe6, 0x88, 0x90], 1989, 31),
    // 令和
    ([0xe4, 0xbb, 0xa4, 0xe5, 0x92, 0x8c], 2019, 60),
];

/// 元: the first year of an era.
const FIRST: Sign = [0xe5, 0x85, 0x83];

/// Whether one of the signs may stand behind the year that ends at `end`.
#[inline]
pub(super) fn may_follow(text: &[u8], end: usize) -> bool {
    matches!(at(text, end + usize::from(at(text, end) == b' ')), 0xe5 | 0xeb)
}

/// The end of the date whose year of four digits begins at `start`.
pub(super) fn find(text: &[u8], start: usize) -> Option<usize> {
    let (year, end) = number(text, start);
    let year = year_of(year, end - start).filter(|_| end - start == 4)?;
    let end = behind_year(text, year, end)?;
    begins(text, start).then_some(end)
}

/// The end of the date at `start` that begins with the name of an era.
pub(super) fn of_era(text: &[u8], start: usize) -> Option<usize> {
    let name = text.get(start..)?.first_chunk::<6>()?;
    let (_, first, years) = ERAS.iter().find(|(known, ..)| known == name)?;
    let from = skip(text, start + name.len());
    let (year, end) = match takes(text, from, &FIRST) {
        Some(end) => (1, end),
        None => number(text, from),
    };
    let known = matches!(end - from, 1..=3) && (1..=*years).contains(&year);
    if known { behind_year(text, first + year - 1, end) } else { None }
}

/// The date that begins with the name of an era before the year at `year`.
pub(super) fn behind_era(text: &[u8], year: usize) -> Option<(usize, usize)> {
    // All names end with a continuation of a character.
    let start = year.checked_sub(6).filter(|_| text[year - 1] >= 0x80)?;
    of_era(text, start).map(|end| (start, end))
}

/// The end of the date whose year ends at `end`. A single space may stand before and behind each sign.
fn behind_year(text: &[u8], year: u32, end: usize) -> Option<usize> {
    let sign = skip(text, end);
    let [_, month_sign, day_sign] = SIGNS.iter().find(|signs| takes(text, sign, &signs[0]).is_some())?;
    let start = skip(text, sign + 3);
    let (month, month_end) = number(text, start);
    let day = skip(text, takes(text, skip(text, month_end), month_sign)?);
    let (number_of_day, day_end) = number(text, day);
    let sign = skip(text, day_end);
    let end = takes(text, sign, day_sign).or_else(|| DAYS.iter().find_map(|day| takes(text, sign, day)))?;
    let digits = matches!(month_end - start, 1 | 2) && matches!(day_end - day, 1 | 2);
    (digits && is_date(year, month, number_of_day) && !is_time_stamp(text, end)).then_some(end)
}

/// The end of the sign, if it stands at `at`.
fn takes(text: &[u8], at: usize, sign: &Sign) -> Option<usize> {
    text.get(at..)?.starts_with(sign).then_some(at + sign.len())
}

fn skip(text: &[u8], start: usize) -> usize {
    start + usize::from(at(text, start) == b' ')
}

/// A time of day other than midnight follows: `1970年3月12日 10:30`, `1970年3月12日10:30`.
fn is_time_stamp(text: &[u8], end: usize) -> bool {
    let start = skip(text, end);
    let (_, hour) = number(text, start);
    let minute = text.get(hour..hour + 3).unwrap_or_default();
    let time = matches!(hour - start, 1 | 2) && matches!(minute, [b':', b'0'..=b'5', b'0'..=b'9']);
    time && !(text[start..hour].iter().all(|byte| *byte == b'0') && minute == b":00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_signs() {
        for text in [
            "1970年3月12日",
            "1970年03月12日",
            "2004年2月29日",
            "1970年12月12号",
            "1970年12月12號",
            "1970 年 3 月 12 日",
            "1970년 3월 12일",
            "1970년3월12일",
            "1970년 03월 02일",
        ] {
            for behind in ["", "生まれ", " 출생", "。", " 00:00", "00:00:00", ", x", "10时", " 10"] {
                let whole = format!("{text}{behind}");
                assert_eq!(find(whole.as_bytes(), 0), Some(text.len()), "{whole}");
            }
        }
        for text in [
            "1970年13月12日",
            "1970年2月30日",
            "1970年3月",
            "1970年3月12",
            "970年3月12日",
            "1870年3月12日",
            "1970年3월12日",
            "1970年003月12日",
            "1970年月12日",
            "1970年3月112日",
            "1970  年3月12日",
            "1970年度3月12日",
            "2024年3月12日 10:30",
            "2024年3月12日9:30:15",
            "1970年",
        ] {
            assert_eq!(find(text.as_bytes(), 0), None, "{text}");
        }
        assert_eq!(find("x1970年3月12日".as_bytes(), 1), None);
        assert_eq!(find("0.1970年3月12日".as_bytes(), 2), None);
    }

    #[test]
    fn with_eras() {
        for text in [
            "昭和45年3月12日",
            "昭和 45 年 3 月 12 日",
            "大正15年1月1日",
            "平成元年1月8日",
            "令和2年2月29日",
            "昭和64年1月7日",
        ] {
            assert_eq!(of_era(text.as_bytes(), 0), Some(text.len()), "{text}");
        }
        for text in [
            "昭和0年3月12日",
            "昭和65年3月12日",
            "平成1年2月29日",
            "昭和45年",
            "明治45年3月12日",
            "昭和年3月12日",
            "昭和",
        ] {
            assert_eq!(of_era(text.as_bytes(), 0), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text in "[0-9 年月日년월일元昭和]{0,20}", bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..30)) {
            for text in [text.as_bytes(), &bytes] {
                for start in 0..=text.len() {
                    find(text, start);
                    of_era(text, start);
                }
            }
        }
    }
}
