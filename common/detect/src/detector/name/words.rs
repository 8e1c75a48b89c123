//! Words around names: titles, labels, particles, suffixes, and what makes a name that of a street or a company.
//!
//! The lists hold folded words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Column;
use crate::detector::latin;
use crate::detector::lexicon::{self, Table};

/// Titles before a name, in the languages of the countries whose names are listed.
const HONORIFICS: &str = "\
    abogado arq avv brig capt cav col cpl dame dhr dona dott dottor dottoressa dottssa doutor doutora dr dra drs \
    fr frau fraulein frk fru gen gospa gospodin gov herr herrn hon hr ing ir judge lady licenciada licenciado lord lt \
    madam madame maestro mag maj mej meneer mevr mevrouw mevw miss mlle mme mng monsieur mr mrs ms mvr mw mx pan pana \
    pani pfarrer prof profesor profesora professeur professor professora rev reverend sen senhor senhora senor senora \
    senorita sgt shri sig signor signora signore sigr sigra sir smt sr sra srta ustad";

/// What stands before a name and a colon (or an equals sign) in forms, letters and records.
const LABELS: &str = "\
    accountholder ansprechpartner applicant arbeitnehmer asegurado attendee attn beneficiary borrower buyer candidate \
    cardholder cliente colaborador contacto contatto cosigner customer defendant destinatario doctor driver empleado \
    employe employee empregado fullname guardian guest imie inhaber insured jmeno klant klient kontaktperson kunde \
    kundenname landlord lessee mieter mitarbeiter nazwisko paciente passenger patient patientin payee paziente \
    physician plaintiff policyholder recipient resident respondent signatory signed spouse student subscriber teacher \
    tenant titulaire titular traveler traveller versicherter witness";

/// Labels that stand before names and before much else.
const WEAK_LABELS: &str = "\
    an assignee attention auteur author autor autore bcc cc client contact de from holder kontakt maintainer manager \
    member naam name namn navn nev nimi nom nombre nome nume owner para reporter reviewer sender signature to user \
    von";

/// What stands right before a name in letters and sentences.
const INTRODUCTIONS: &str = "\
    beste bonjour by cara caro cher chere dear estimada estimado father geachte geehrte geehrter gentile hallo hej \
    hello hi hola husband kjaere liebe lieber mother named prezada prezado querida querido signed spouse szanowna \
    szanowny wife";

/// What before a name makes it that of a place, a street, a saint, a ruler or a thing.
const BLOCKERS: &str = "\
    allee apache av avenida avenue bay boulevard bridge brig calle camp cape carrer cathedral chateau church college \
    colonia corso county east fort ft haus hotel hurricane imperatore instituto isla island king lac lago lake largo \
    mont monte mount mountain mt north northern operation parque piazza pier platz plaza point pont pope port prince \
    princess project puerto punta queen rio river rua rue ruta saint sainte san sankt santa santo sao schloss south \
    southern square st stadium ste storm strada strasse street the tropical ulica universidad universitat university \
    via viale villa west western";

/// What after a name makes it that of a company, an institution, a street, a place or a thing.
const INSTITUTIONS: &str = "\
    ab academy act ag agency airport algorithm allee alliance amendment amphitheatre archive archives arena as \
    asociados associates association authors ave avenue award awards bank bay beach blvd board books boulevard bridge \
    brook brooks bros brothers building bv bypass camp canyon cape castle cathedral causeway center centre chapel \
    church circle city cliff cliffs clinic close club co code collection college committee common commons community \
    company conference consortium constant contributors corner corners corp corporation council county court cove \
    creek crescent crest crossing ct cup curve day department desert developers disease distribution district \
    division doctrine drive effect elementary engine enterprises equation estate express expressway extension falls \
    federation fellowship ferry field flow force ford forest forge fork forks formula foundation framework function \
    fund gallery garden gardens gate gateway glacier glen glens gmbh group grove hall harbor harbour haven heights \
    high highway hill hills holdings holiday hollow hospital hotel house hut inc incorporated index industries \
    initiative inlet institut institute international island islands isle junction justice kg knoll laboratories \
    laboratory labs lake landing lane language law lecture lectures library licence license limited list llc llp \
    localisation localization logistics loop ltd ltda maintainers mall manor marathon market matrix meadow meadows \
    medal media memorial method mews middle mills model monument motors motorway mountain mountains mt museum music \
    nature network newsletter nv office orchard orchards organisation organization overpass oy oyj pacific palace \
    parade paradox park parkway partners pass passage path peak pharma pharmacy pike place plain plains plaza plc \
    point port prairie preis premio press principle prize process productions project pty pub publishing radio ramp \
    ranch rapids rd realty records reserve resort restaurant ridge ring river road row run sa sarl sas scholarship \
    school se sea sequence series services shoal shop shore shores show skyway society software solutions sons spa \
    space spring springs spur square srl stadium state station statue stiftung store strasse stravenue stream street \
    studio studios summit support syndrome system systems team tech technologies terrace test theater theatre theorem \
    throughway tower towers track trail transform transport trophy trust tunnel turnpike underpass union unit \
    universitat university valley verlag view views village vineyard vineyards vista volcano walk walks wax way weg \
    wells winery wines woods works yard zoo";

/// Those of them that are frequent family names: after a common given name they count.
const FAMILIES_TOO: &str = "\
    brook brooks cliff day ferry ford hall hill lake lane law mills spring walls wells woods";

/// Particles of family names, written small. `e`, `i` and `y` join two family names.
const PARTICLES: &str = "\
    abu af al ap av bar ben bin bint da dal dalla das de degli dei del dela della delle dello den der des di do dos \
    du e el i ibn la las le li lo los mac op san st t te ten ter tot van vander ver vom von y zu zum zur";

/// How long particles are, by their first letter: bit 3 for one of three letters.
const PARTICLE_LENGTHS: [u8; 26] = {
    let list = PARTICLES.as_bytes();
    let mut lengths = [0; 26];
    let mut start = 0;
    while start < list.len() {
        let mut end = start;
        while end < list.len() && list[end] != b' ' {
            end += 1;
        }
        lengths[(list[start] - b'a') as usize] |= 1 << (end - start);
        start = end + 1;
    }
    lengths
};

/// Whether a particle has the first letter and the length of this word of small letters: most words do not need to be
/// looked up.
#[inline]
pub(super) fn may_be_particle(word: &[u8]) -> bool {
    let index = word.first().map_or(usize::MAX, |first| usize::from(first.wrapping_sub(b'a')));
    PARTICLE_LENGTHS.get(index).is_some_and(|lengths| word.len() < 8 && lengths >> word.len() & 1 == 1)
}

/// What follows a name.
const SUFFIXES: &str = "\
    cpa dds dmd do dvm edd esq esquire filho fils ii iii iv jd jnr jr junior llb llm ma mba mbe md mp msc neto obe pe \
    phd pmp qc rn snr sr";

/// What a capital may follow inside a word: `McDonald`, `DiCaprio`, `FitzGerald`.
const INNER_PREFIXES: &str = "\
    al d da de del della di du el fitz la le lo mac mc o san st van vander von";

/// Words that are part of no name, though lists have some of them: days, months, titles and the like.
const NEVER: &str = "\
    and api apr april at aug august benz cherokee company copyright corp dec december desember dezember diciembre \
    dimanche domingo east eastern emperor enero feb februar february for fri friday gmbh in inc januar january jul \
    juli july jun june juni king license lorem ltd mai mar march mars marzo may mayo mon monday new north northern \
    nov november oct october of oktober on or pope prince princess queen rover royce saint samstag san sant santa sat \
    saturday sep sept september skoda south southern sun sunday the thu thursday tue tuesday wed wednesday west \
    western";

/// What the name of a column of full names of people consists of, squeezed: no spaces, hyphens and underscores.
const COLUMNS: &str = "\
    accountholdername ansprechpartner attendee beneficiaryname billingname cardholder cardholdername clientnaam \
    clientname completename contactperson customer customerfullname customername doctor doctorname drivername \
    emergencycontact employee employeename fullname guestname holdername imieinazwisko jmenoaprijmeni klantnaam kunde \
    kundenavn kundenname membername mitarbeiter mitarbeitername namedeskunden nombrecliente nombrecompleto \
    nombreyapellido nombreyapellidos nomcomplet nomecliente nomecognome nomecompleto nomeecognome nometprenom \
    nominativo nomprenom numecomplet paciente participant passenger passengername patient patientname payee payeename \
    personname prenometnom prenomnom realname recipientname sendername shippingname student studentname supervisor \
    teljesnev volledigenaam vollername vollstandigername vornachname vornameundnachname vorundnachname";

/// What a column of full names may be called, but one of companies, programs and the like too.
const WEAK_COLUMNS: &str = "\
    accountholder author authorname beneficiary client cliente contact contactname displayname driver inhaber jmeno \
    kontaktperson legalname naam name namn navn nev nimi nom nombre nome nume owner ownername persona razonsocial \
    recipient titulaire titular username";

static COLUMNS_OF_NAMES: LazyLock<HashMap<&'static [u8], Column>> = LazyLock::new(|| {
    let all = [(WEAK_COLUMNS, Column::Perhaps), (COLUMNS, Column::People)];
    let names = |(list, column): (&'static str, Column)| {
        list.split_ascii_whitespace().map(move |name| (name.as_bytes(), column))
    };
    all.into_iter().flat_map(names).collect()
});

/// Most letters of the name of a column of names, squeezed.
const LONGEST_COLUMN: usize = 40;

/// What a word does beside a name. A word may have several roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles(u16);

const LISTS: [&str; 11] = [
    HONORIFICS,
    LABELS,
    WEAK_LABELS,
    INTRODUCTIONS,
    BLOCKERS,
    INSTITUTIONS,
    FAMILIES_TOO,
    PARTICLES,
    SUFFIXES,
    INNER_PREFIXES,
    NEVER,
];

static ROLES: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::for_entries(LISTS.iter().map(|list| list.split_ascii_whitespace().count()).sum());
    for (number, list) in LISTS.iter().enumerate() {
        list.split_ascii_whitespace().for_each(|word| table.add(lexicon::hash(word.as_bytes()), 1 << number));
    }
    table
});

impl Roles {
    /// The roles of a word, whatever its case and accents.
    pub(super) fn of(word: &[u8]) -> Roles {
        Roles::of_hash(lexicon::hash(word))
    }

    /// The roles of a word with this hash.
    pub(super) fn of_hash(hash: u64) -> Roles {
        Roles(ROLES.get(hash).unwrap_or(0))
    }

    fn has(self, number: u16) -> bool {
        self.0 >> number & 1 == 1
    }

    pub(super) fn is_honorific(self) -> bool {
        self.has(0)
    }

    /// Stands before names of people alone.
    pub(super) fn is_label(self) -> bool {
        self.has(1)
    }

    /// Stands before names, and before other things.
    pub(super) fn is_hint(self) -> bool {
        self.has(2) || self.has(3)
    }

    pub(super) fn is_introduction(self) -> bool {
        self.has(3)
    }

    pub(super) fn is_blocker(self) -> bool {
        self.has(4)
    }

    pub(super) fn is_institution(self) -> bool {
        self.has(5)
    }

    /// Whether a word of streets or institutions is a frequent family name too.
    pub(super) fn is_family_too(self) -> bool {
        self.has(6)
    }

    pub(super) fn is_particle(self) -> bool {
        self.has(7)
    }

    pub(super) fn is_suffix(self) -> bool {
        self.has(8)
    }

    pub(super) fn is_inner_prefix(self) -> bool {
        self.has(9)
    }

    pub(super) fn is_never(self) -> bool {
        self.has(10)
    }
}

/// Whether the name of a column says that it holds full names.
pub(super) fn column(name: &str) -> Column {
    let mut squeezed = [0; LONGEST_COLUMN];
    let mut length = 0;
    let text = name.as_bytes();
    let mut at = 0;
    while at < text.len() {
        let Some(letter) = latin::letter(text, at) else {
            at += 1;
            continue;
        };
        let Some(slot) = squeezed.get_mut(length) else { return Column::Other };
        *slot = letter.folded;
        length += 1;
        at += letter.length;
    }
    let word = squeezed.get(..length).unwrap_or_default();
    COLUMNS_OF_NAMES.get(word).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_admitted() {
        assert!(PARTICLES.split_ascii_whitespace().all(|word| may_be_particle(word.as_bytes())));
        for word in ["", "und", "vand", "particle", "\u{e0}", "De"] {
            assert!(!may_be_particle(word.as_bytes()), "{word}");
        }
    }
}
