//! Names of the months.

use std::sync::LazyLock;

use crate::detector::lexicon::{self, Table};
use crate::fold;

/// Longest name, in bytes: `Σεπτεμβρίου` has 22.
pub(super) const LONGEST: usize = 24;

/// Names in order, and their abbreviations, of the languages of Europe, and of Africa and Asia that are written with Latin
/// letters (Unicode CLDR); where months are declined, in both cases. Names that are of different months in two languages are of
/// the one with more speakers. Folded.
const LATIN: [&str; 12] = [
    "january jan januar janvier janv enero ene gennaio gen janeiro januari stycznia styczen sty ianuarie ian tammikuu \
     tammikuuta tammi leden ledna led janner januara sijecnja sijecanj ocak ean eanair gener genver ion ionawr jaan \
     jaanuar janar jannar jannewaris januarie janvaris oca saus sausio sausis schan schaner sij urt urtarrila xan \
     xaneiro yan yanvar yanwar",
    "february feb februar fevrier fevr fev febrero febbraio fevereiro februari lutego luty lut februarie helmikuu \
     helmikuuta helmi unor unora uno februara veljace veljaca subat chw chwef chwefror favr favrer feabh feabhra febr \
     febreiro febrer febrewaris februaris fevral few fewral fra frar ots otsaila peb pebrero shk shkurt sub vas \
     vasario vasaris veebr veebruar velj",
    "march mar marz mrz mars marzo marco maart mrt marca marzec marts martie maaliskuu maaliskuuta maalis marcius \
     marc brezen brezna bre maerz ozujka ozujak marec mart marta maret kov kovas kovo mac machi marso martxoa marzu \
     maw mawrth mer merc merca meur meurzh ozu",
    "april apr avril avr abril abr aprile kwietnia kwiecien kwi aprilie huhtikuu huhtikuuta huhti aprilis duben dubna \
     dub aprila travnja travanj nisan abrell aib aibrean api apirila aprel aprili aprill apryl apryla avrigl bal \
     balandis balandzio ebr ebrel ebrill nis pri prill tra",
    "may mai mayo maggio mag maio mei maj maja toukokuu toukokuuta touko majus kveten kvetna kve svibnja svibanj \
     mayis beal bealtaine geg geguze geguzes maaie maiatza maig maijs matg mee mej meja meje mejju svi",
    "june jun juni juin junio giugno giu junho czerwca czerwiec cze iunie iun kesakuu kesakuuta kesa junius cerven \
     cervna cer juna junij junija lipnja lipanj haziran birz birzelio birzelis cvn eka ekaina gun gunju haz hun hunyo \
     iyn iyun junie junijs juny juuni meh mehefin meith meitheamh mezh mezheven qer qershor xuno zercl zercladur",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec lip iulie iul heinakuu heinakuuta heina julius \
     cervenec cervence jula julij julija srpnja srpanj temmuz cvc fan fanadur gor gorff gorffennaf goue gouere hul \
     hulyo iuil iyl iyul julai julie julijs juliol juuli korr korrik liep liepa liepos lul lulju tem uzt uztaila xul \
     xullo",
    "august aug aout agosto ago augustus augusti sierpnia sierpien sie elokuu elokuuta elo augusztus srpen srpna srp \
     augusta avgust avgusta kolovoza kolovoz agustos agustus abu abuztua agost agosti agu agust augusts avg avq \
     avqust avust awg awgust awgusta awst aww awwissu eost gush gusht kol lun lunasa ogo ogos rugp rugpjucio \
     rugpjutis",
    "september sep sept septembre septiembre set settembre setembro wrzesnia wrzesien wrz septembrie syyskuu \
     syyskuuta syys szeptember szept zari zar septembra septembar rujna rujan eylul eyl gwen gwengolo ira iraila medi \
     mfomh rugs rugsejis rugsejo ruj sen sentabr sentyabr septemba septembris septimber setembre sett settember \
     settembru setyembre sht shtator",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernika pazdziernik paz octombrie lokakuu \
     lokakuuta loka rijen rijna rij oktobra oktobar ekim dfomh eki here hyd hydref oktabr oktoba oktobris oktoober \
     oktubre oktyabr ottubru spal spalio spalis tet tetor urr urria",
    "november nov novembre noviembre novembro listopada listopad lis noiembrie marraskuu marraskuuta marras listopadu \
     novembra novembar studenoga studenog studeni kasim aza azaroa kas lapkr lapkricio lapkritis nen nentor nob \
     nobyembre novemba novembris novembru novimber now nowember nowembra noy noyabr samh samhain stu tach tachwedd",
    "december dec dezember dez decembre diciembre dic dicembre dezembro desember des grudnia grudzien gru decembrie \
     joulukuu joulukuuta joulu prosinec prosince decembra decembar prosinca aralik abe abendua ara decembris decembro \
     dek dekabr desemba desembre desimber dets detsember dhj dhjetor dicembru dis disember disyembre gruod gruodis \
     gruodzio kerzu kzu noll nollaig pro prosinac rhag rhagfyr",
];

/// The same in other letters, folded: Cyrillic, Greek, Arabic, Hebrew (also with the `ב` of dates), Armenian, Georgian and some of
/// India.
const FOREIGN: [&str; 12] = [
    "января январь янв січня січень січ студзеня студзень януари яну јануари јануар јануара јан ιανουαριου ιανουαριοσ \
     ιαν يناير ינואר ژانویه जनवरी มกราคม იანვარი იან հունվարի հնվ հունվար қаңтар қаң جنوری জানু ஜனவரி జనవరి जाने \
     જાન્યુ сту בינואר",
    "февраля февраль февр фев лютого лютий лют лютага люты февруари фебруар фебруара феб φεβρουαριου φεβρουαριοσ φεβ \
     فبراير פברואר فوریه फ़रवरी თებ փետրվարի փտվ փետրվար ақпан ақп فروری ফেব பிப் ఫిబ్ర फेब्रु ફેબ્રુ בפברואר شباط",
    "марта март мар березня березень бер сакавіка сакавік μαρτιου μαρτιοσ μαρ مارس מרץ मार्च มีนาคม მარტი მარ մարտի \
     մրտ մարտ наурыз нау مارچ মার্চ மார்ச் மார் మార్చి માર્ચ сак במרץ آذار",
    "апреля апрель апр квітня квітень квіт кві красавіка красавік април априла απριλιου απριλιοσ απρ أبريل אפריל \
     آوریل अप्रैल เมษายน აპრილი აპრ ապրիլի ապր ապրիլ сәуір сәу اپریل এপ্রিল এপ্রি ஏப்ரல் ஏப் ఏప్రిల్ ఏప్రి एप्रिल \
     एप्रि એપ્રિલ अप्रिल кра באפריל نيسان",
    "мая май травня травень трав тра траўня травень мај маја μαιου μαιοσ μαι مايو מאי พฤษภาคม მაისი მაი մայիսի մյս \
     մայիս мамыр мам مئی במאי أيار",
    "июня июнь июн червня червень черв чер чэрвеня чэрвень юни јуни јун јуна ιουνιου ιουνιοσ ιουν يونيو יוני ژوئن जून \
     ივნისი ივნ հունիսի հնս հունիս маусым мау جون জুন ஜூன் జూన్ જૂન जुन чэр ביוני حزيران",
    "июля июль июл липня липень лип ліпеня ліпень юли јули јул јула ιουλιου ιουλιοσ ιουλ يوليو יולי ژوئیه जुलाई \
     กรกฎาคม ივლისი ივლ հուլիսի հլս հուլիս шілде шіл جولائی জুলাই জুল ஜூலை జులై जुलै જુલાઈ ліп ביולי تموز",
    "августа август авг серпня серпень серп сер жніўня жнівень αυγουστου αυγουστοσ αυγ أغسطس אוגוסט اوت अगस्त สิงหาคม \
     აგვისტო აგვ օգոստոսի օգս օգոստոս тамыз там اگست আগস্ট ஆகஸ்ட் ఆగస్టు ऑगस्ट ઑગસ્ટ अगस्ट жні באוגוסט",
    "сентября сентябрь сент сен вересня вересень вер верасня верасень септември септ септембар септембра сеп \
     σεπτεμβριου σεπτεμβριοσ σεπτ σεπ سبتمبر ספטמבר سپتامبر सितंबर กันยายน სექ սեպտեմբերի սեպ սեպտեմբեր қыркүйек қыр \
     ستمبر সেপ সেপ্ট செப் సెప్టెం सप्टें સપ્ટે בספטמבר أيلول",
    "октября октябрь окт жовтня жовтень жовт жов кастрычніка кастрычнік октомври октобар октобра οκτωβριου οκτωβριοσ \
     οκτ أكتوبر אוקטובר اکتبر अक्टूबर ตุลาคม ოქტ հոկտեմբերի հոկ հոկտեմբեր қазан қаз اکتوبر অক্টোবর অক্টো அக் అక్టో \
     ऑक्टोबर ऑक्टो ઑક્ટોબર ઑક્ટો अक्टोबर кас באוקטובר",
    "ноября ноябрь нояб ноя листопада листопад лист лис лістапада лістапад ноември ное новембар новембра нов \
     νοεμβριου νοεμβριοσ νοε نوفمبر נובמבר نوامبر नवंबर ნოე նոյեմբերի նոյ նոյեմբեր қараша қар نومبر নভেম্বর নভে \
     நவம்பர் నవంబర్ నవం नोव्हें નવેમ્બર નવે ліс בנובמבר",
    "декабря декабрь дек грудня грудень груд гру снежня снежань декември децембар децембра дец δεκεμβριου δεκεμβριοσ \
     δεκ ديسمبر דצמבר دسامبر दिसंबर ธันวาคม დეკ դեկտեմբերի դեկ դեկտեմբեր желтоқсан жел دسمبر ডিসে டிச డిసెం डिसेंबर \
     डिसें ડિસે сне בדצמבר",
];

static LATIN_TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::for_entries(LATIN.iter().map(|names| names.split(' ').count()).sum());
    for (month, names) in (1..).zip(LATIN) {
        names.split(' ').for_each(|name| table.add(lexicon::hash(name.as_bytes()), month));
    }
    table
});

/// A name in such letters: their places behind U+0370.
type Name = [u16; LETTERS];
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
        *name.get_mut(count)? = u16::try_from(code.checked_sub(FIRST)?).ok()?;
        count += 1;
        at += length;
    }
    (count >= 3).then_some(name)
}

/// The number of the month that is called so, whatever the case and accents.
#[inline]
pub(super) fn number(name: &[u8]) -> Option<u32> {
    match name {
        // Latin letters beyond U+1E00 begin with 0xe1 too.
        [0xcd..=0xe0, ..] | [0xe1, 0x82..=0x83, ..] => foreign(name),
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
