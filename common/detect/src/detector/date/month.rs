//! Names of the months.

use std::sync::LazyLock;

use crate::detector::lexicon::{self, Table};
use crate::fold;

/// Longest name, in bytes: `Σεπτεμβρίου` has 22.
pub(super) const LONGEST: usize = 24;

/// Names in order, and their abbreviations: English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish,
/// Norwegian, Danish, Finnish, Romanian, Hungarian, Czech and Slovak (where months are declined, in both cases), Croatian,
/// Slovenian and Serbian, Turkish, Indonesian. Folded.
const LATIN: [&str; 12] = [
    "january jan januar janvier janv enero ene gennaio gen janeiro januari stycznia styczen sty ianuarie ian tammikuu tammikuuta tammi leden ledna led janner januara sijecnja sijecanj ocak",
    "february feb februar fevrier fevr fev febrero febbraio fevereiro februari lutego luty lut februarie helmikuu helmikuuta helmi unor unora uno februara veljace veljaca subat",
    "march mar marz mrz mars marzo marco maart mrt marca marzec marts martie maaliskuu maaliskuuta maalis marcius marc brezen brezna bre maerz ozujka ozujak marec mart marta maret",
    "april apr avril avr abril abr aprile kwietnia kwiecien kwi aprilie huhtikuu huhtikuuta huhti aprilis duben dubna dub aprila travnja travanj nisan",
    "may mai mayo maggio mag maio mei maj maja toukokuu toukokuuta touko majus kveten kvetna kve svibnja svibanj mayis",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze iunie iun kesakuu kesakuuta kesa junius cerven cervna cer juna junij junija lipnja lipanj haziran",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip iulie iul heinakuu heinakuuta heina julius cervenec cervence jula julij julija srpnja srpanj temmuz",
    "august aug aout agosto ago augustus augusti sierpnia sierpien sie elokuu elokuuta elo augusztus srpen srpna srp augusta avgust avgusta kolovoza kolovoz agustos agustus",
    "september sep sept septembre septiembre set settembre setembro wrzesnia wrzesien wrz septembrie syyskuu syyskuuta syys szeptember szept zari zar septembra septembar rujna rujan eylul",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz octombrie lokakuu lokakuuta loka rijen rijna rij oktobra oktobar ekim",
    "november nov novembre noviembre novembro listopada listopad lis noiembrie marraskuu marraskuuta marras listopadu novembra novembar studenoga studenog studeni kasim",
    "december dec dezember dez decembre diciembre dic dicembre dezembro desember des grudnia grudzien gru decembrie joulukuu joulukuuta joulu prosinec prosince decembra decembar prosinca aralik",
];

/// The same in Cyrillic and Greek letters, folded: Russian, Ukrainian, Belarusian, Bulgarian, Macedonian, Serbian, Greek.
const FOREIGN: [&str; 12] = [
    "января январь янв січня січень січ студзеня студзень януари яну јануари јануар јануара јан ιανουαριου ιανουαριοσ ιαν",
    "февраля февраль февр фев лютого лютий лют лютага люты февруари фебруар фебруара феб φεβρουαριου φεβρουαριοσ φεβ",
    "марта март мар березня березень бер сакавіка сакавік μαρτιου μαρτιοσ μαρ",
    "апреля апрель апр квітня квітень квіт кві красавіка красавік април априла απριλιου απριλιοσ απρ",
    "мая май травня травень трав тра траўня травень мај маја μαιου μαιοσ μαι",
    "июня июнь июн червня червень черв чер чэрвеня чэрвень юни јуни јун јуна ιουνιου ιουνιοσ ιουν",
    "июля июль июл липня липень лип ліпеня ліпень юли јули јул јула ιουλιου ιουλιοσ ιουλ",
    "августа август авг серпня серпень серп сер жніўня жнівень αυγουστου αυγουστοσ αυγ",
    "сентября сентябрь сент сен вересня вересень вер верасня верасень септември септ септембар септембра сеп σεπτεμβριου σεπτεμβριοσ σεπτ σεπ",
    "октября октябрь окт жовтня жовтень жовт жов кастрычніка кастрычнік октомври октобар октобра οκτωβριου οκτωβριοσ οκτ",
    "ноября ноябрь нояб ноя листопада листопад лист лис лістапада лістапад ноември ное новембар новембра нов νοεμβριου νοεμβριοσ νοε",
    "декабря декабрь дек грудня грудень груд гру снежня снежань декември децембар децембра дец δεκεμβριου δεκεμβριοσ δεκ",
];

static LATIN_TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::for_entries(LATIN.iter().map(|names| names.split(' ').count()).sum());
    for (month, names) in (1..).zip(LATIN) {
        names.split(' ').for_each(|name| table.add(lexicon::hash(name.as_bytes()), month));
    }
    table
});

/// A name in Cyrillic or Greek letters: their places behind U+0370.
type Name = [u8; LETTERS];
const LETTERS: usize = 12;
const FIRST: u32 = 0x370;

static FOREIGN_NAMES: LazyLock<Vec<(Name, u32)>> = LazyLock::new(|| {
    let all = (1..).zip(FOREIGN).flat_map(|(month, names)| names.split(' ').map(move |name| (name, month)));
    let mut names: Vec<_> = all.filter_map(|(name, month)| Some((letters(name.as_bytes())?, month))).collect();
    names.sort_unstable();
    names
});

/// The letters of a word that may be such a name.
fn letters(word: &[u8]) -> Option<Name> {
    let mut name = Name::default();
    let (mut count, mut at) = (0, 0);
    while at < word.len() {
        let (code, length) = fold::character(word, at);
        *name.get_mut(count)? = u8::try_from(code.checked_sub(FIRST)?).ok()?;
        count += 1;
        at += length;
    }
    (count >= 3).then_some(name)
}

/// The number of the month that is called so, whatever the case and accents.
#[inline]
pub(super) fn number(name: &[u8]) -> Option<u32> {
    match name.first() {
        Some(0xce..=0xd1) => foreign(name),
        _ => LATIN_TABLE.get(lexicon::hash(name)).map(u32::from),
    }
}

#[inline(never)]
fn foreign(name: &[u8]) -> Option<u32> {
    let name = letters(name)?;
    let place = FOREIGN_NAMES.binary_search_by_key(&name, |(known, _)| *known).ok()?;
    FOREIGN_NAMES.get(place).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_of_one_month() {
        for (month, names) in (1..).zip(LATIN).chain((1..).zip(FOREIGN)) {
            for name in names.split(' ') {
                assert_eq!(number(name.as_bytes()), Some(month), "{name}");
                assert!(name.len() < LONGEST, "{name}");
            }
        }
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        for (name, month) in [
            ("МАРТА", 3),
            ("Січня", 1),
            ("Јануар", 1),
            ("Μαρτίου", 3),
            ("ΜΑΪΟΥ", 5),
            ("Μαΐου", 5),
            ("Αύγουστος", 8),
            ("Ağustos", 8),
            ("Šubat", 2),
            ("ožujka", 3),
        ] {
            assert_eq!(number(name.as_bytes()), Some(month), "{name}");
        }
        for name in [
            "",
            "ма",
            "марты",
            "мартаmarch",
            "высоких",
            "размере",
            "κα",
            "превысокомногорассмотрительствующий",
            "\u{4e00}",
        ] {
            assert_eq!(number(name.as_bytes()), None, "{name}");
        }
        assert_eq!(number(&[0xd0]), None);
    }
}
