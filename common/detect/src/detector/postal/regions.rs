//! Which postal codes a region has: first digits by state, province or region, and the names of the states.
//!
//! Sections are those of `data/places.txt`: ISO 3166-1 code of the country, GeoNames code of the region.

/// A region and the first digits of its codes, as ranges with both ends.
pub(super) struct Region {
    /// Section of the list of places.
    pub(super) section: &'static str,
    prefixes: &'static [(u32, u32)],
}

impl Region {
    pub(super) fn has(&self, prefix: u32) -> bool {
        self.prefixes.iter().any(|(first, last)| (*first..=*last).contains(&prefix))
    }
}

const fn region(section: &'static str, prefixes: &'static [(u32, u32)]) -> Region {
    Region { section, prefixes }
}

/// A state: abbreviation, name (folded), and its codes.
pub(super) struct State {
    pub(super) short: &'static str,
    pub(super) name: &'static str,
    pub(super) region: Region,
}

const fn state(
    short: &'static str,
    name: &'static str,
    section: &'static str,
    prefixes: &'static [(u32, u32)],
) -> State {
    State { short, name, region: region(section, prefixes) }
}

/// First three digits of ZIP codes (USPS, L002 three-digit ZIP code prefix matrix).
pub(super) const UNITED_STATES: [State; 52] = [
    state("AK", "alaska", "USAK", &[(995, 999)]),
    state("AL", "alabama", "USAL", &[(350, 369)]),
    state("AR", "arkansas", "USAR", &[(716, 729)]),
    state("AZ", "arizona", "USAZ", &[(850, 865)]),
    state("CA", "california", "USCA", &[(900, 961)]),
    state("CO", "colorado", "USCO", &[(800, 816)]),
    state("CT", "connecticut", "USCT", &[(60, 69)]),
    state("DC", "district of columbia", "USDC", &[(200, 205), (569, 569)]),
    state("DE", "delaware", "USDE", &[(197, 199)]),
    state("FL", "florida", "USFL", &[(320, 349)]),
    state("GA", "georgia", "USGA", &[(300, 319), (398, 399)]),
    state("HI", "hawaii", "USHI", &[(967, 968)]),
    state("IA", "iowa", "USIA", &[(500, 528)]),
    state("ID", "idaho", "USID", &[(832, 838)]),
    state("IL", "illinois", "USIL", &[(600, 629)]),
    state("IN", "indiana", "USIN", &[(460, 479)]),
    state("KS", "kansas", "USKS", &[(660, 679)]),
    state("KY", "kentucky", "USKY", &[(400, 427)]),
    state("LA", "louisiana", "USLA", &[(700, 714)]),
    state("MA", "massachusetts", "USMA", &[(10, 27), (55, 55)]),
    state("MD", "maryland", "USMD", &[(206, 219)]),
    state("ME", "maine", "USME", &[(39, 49)]),
    state("MI", "michigan", "USMI", &[(480, 499)]),
    state("MN", "minnesota", "USMN", &[(550, 567)]),
    state("MO", "missouri", "USMO", &[(630, 658)]),
    state("MS", "mississippi", "USMS", &[(386, 397)]),
    state("MT", "montana", "USMT", &[(590, 599)]),
    state("NC", "north carolina", "USNC", &[(270, 289)]),
    state("ND", "north dakota", "USND", &[(580, 588)]),
    state("NE", "nebraska", "USNE", &[(680, 693)]),
    state("NH", "new hampshire", "USNH", &[(30, 38)]),
    state("NJ", "new jersey", "USNJ", &[(70, 89)]),
    state("NM", "new mexico", "USNM", &[(870, 884)]),
    state("NV", "nevada", "USNV", &[(889, 898)]),
    state("NY", "new york", "USNY", &[(5, 5), (63, 63), (100, 149)]),
    state("OH", "ohio", "USOH", &[(430, 459)]),
    state("OK", "oklahoma", "USOK", &[(730, 732), (734, 749)]),
    state("OR", "oregon", "USOR", &[(970, 979)]),
    state("PA", "pennsylvania", "USPA", &[(150, 196)]),
    state("PR", "puerto rico", "PR", &[(6, 7), (9, 9)]),
    state("RI", "rhode island", "USRI", &[(28, 29)]),
    state("SC", "south carolina", "USSC", &[(290, 299)]),
    state("SD", "south dakota", "USSD", &[(570, 577)]),
    state("TN", "tennessee", "USTN", &[(370, 385)]),
    state("TX", "texas", "USTX", &[(733, 733), (750, 799), (885, 885)]),
    state("UT", "utah", "USUT", &[(840, 847)]),
    state("VA", "virginia", "USVA", &[(201, 201), (220, 246)]),
    state("VT", "vermont", "USVT", &[(50, 54), (56, 59)]),
    state("WA", "washington", "USWA", &[(980, 994)]),
    state("WI", "wisconsin", "USWI", &[(530, 549)]),
    state("WV", "west virginia", "USWV", &[(247, 268)]),
    state("WY", "wyoming", "USWY", &[(820, 831), (834, 834)]),
];

/// Whole postcodes (Australia Post, postcode ranges of states and territories).
pub(super) const AUSTRALIA: [State; 8] = [
    state("ACT", "australian capital territory", "AU01", &[(200, 299), (2600, 2618), (2900, 2920)]),
    state("NSW", "new south wales", "AU02", &[(1000, 2599), (2619, 2899), (2921, 2999)]),
    state("NT", "northern territory", "AU03", &[(800, 999)]),
    state("QLD", "queensland", "AU04", &[(4000, 4999), (9000, 9999)]),
    state("SA", "south australia", "AU05", &[(5000, 5999)]),
    state("TAS", "tasmania", "AU06", &[(7000, 7999)]),
    state("VIC", "victoria", "AU07", &[(3000, 3999), (8000, 8999)]),
    state("WA", "western australia", "AU08", &[(6000, 6999)]),
];

/// First letters (Canada Post, postal code districts), as numbers of the letters.
pub(super) const CANADA: [State; 13] = [
    state("AB", "alberta", "CA01", &[(letter(b'T'), letter(b'T'))]),
    state("BC", "british columbia", "CA02", &[(letter(b'V'), letter(b'V'))]),
    state("MB", "manitoba", "CA03", &[(letter(b'R'), letter(b'R'))]),
    state("NB", "new brunswick", "CA04", &[(letter(b'E'), letter(b'E'))]),
    state("NL", "newfoundland and labrador", "CA05", &[(letter(b'A'), letter(b'A'))]),
    state("NS", "nova scotia", "CA07", &[(letter(b'B'), letter(b'B'))]),
    state("ON", "ontario", "CA08", &[(letter(b'K'), letter(b'N')), (letter(b'P'), letter(b'P'))]),
    state("PE", "prince edward island", "CA09", &[(letter(b'C'), letter(b'C'))]),
    state("QC", "quebec", "CA10", &[(letter(b'G'), letter(b'H')), (letter(b'J'), letter(b'J'))]),
    state("SK", "saskatchewan", "CA11", &[(letter(b'S'), letter(b'S'))]),
    state("YT", "yukon", "CA12", &[(letter(b'Y'), letter(b'Y'))]),
    state("NT", "northwest territories", "CA13", &[(letter(b'X'), letter(b'X'))]),
    state("NU", "nunavut", "CA14", &[(letter(b'X'), letter(b'X'))]),
];

pub(super) const fn letter(letter: u8) -> u32 {
    letter as u32
}

/// First two digits by state (Deutsche Post, Leitregionen; they do not follow the borders of the states).
pub(super) const GERMANY: [Region; 16] = [
    region("DE01", &[(68, 79), (88, 89), (97, 97)]),
    region("DE02", &[(63, 63), (80, 97)]),
    region("DE03", &[(27, 28)]),
    region("DE04", &[(20, 22), (27, 27)]),
    region("DE05", &[(34, 37), (55, 55), (60, 65), (68, 69)]),
    region("DE06", &[(19, 19), (21, 21), (26, 31), (34, 34), (37, 38), (48, 49)]),
    region("DE07", &[(32, 34), (37, 37), (40, 53), (57, 59)]),
    region("DE08", &[(51, 51), (53, 57), (65, 67), (76, 76)]),
    region("DE09", &[(66, 66)]),
    region("DE10", &[(21, 25)]),
    region("DE11", &[(1, 1), (3, 4), (12, 19)]),
    region("DE12", &[(17, 19), (23, 23)]),
    region("DE13", &[(1, 2), (4, 4), (7, 9)]),
    region("DE14", &[(6, 6), (29, 29), (38, 39)]),
    region("DE15", &[(4, 4), (6, 7), (36, 37), (96, 96), (98, 99)]),
    region("DE16", &[(10, 14)]),
];

/// First two digits by region: the number of the department (La Poste; Code officiel géographique of Insee).
pub(super) const FRANCE: [Region; 13] = [
    region("FR11", &[(75, 75), (77, 78), (91, 95)]),
    region("FR24", &[(18, 18), (28, 28), (36, 37), (41, 41), (45, 45)]),
    region("FR27", &[(21, 21), (25, 25), (39, 39), (58, 58), (70, 71), (89, 90)]),
    region("FR28", &[(14, 14), (27, 27), (50, 50), (61, 61), (76, 76)]),
    region("FR32", &[(2, 2), (59, 60), (62, 62), (80, 80)]),
    region("FR44", &[(8, 8), (10, 10), (51, 52), (54, 55), (57, 57), (67, 68), (88, 88)]),
    region("FR52", &[(44, 44), (49, 49), (53, 53), (72, 72), (85, 85)]),
    region("FR53", &[(22, 22), (29, 29), (35, 35), (56, 56)]),
    region("FR75", &[(16, 17), (19, 19), (23, 24), (33, 33), (40, 40), (47, 47), (64, 64), (79, 79), (86, 87)]),
    region("FR76", &[(9, 9), (11, 12), (30, 32), (34, 34), (46, 46), (48, 48), (65, 66), (81, 82)]),
    region("FR84", &[(1, 1), (3, 3), (7, 7), (15, 15), (26, 26), (38, 38), (42, 43), (63, 63), (69, 69), (73, 74)]),
    region("FR93", &[(4, 6), (13, 13), (83, 84), (98, 98)]),
    region("FR94", &[(20, 20)]),
];

/// First two digits by region (Poste Italiane, codice di avviamento postale).
pub(super) const ITALY: [Region; 20] = [
    region("IT01", &[(64, 67)]),
    region("IT02", &[(75, 75), (85, 85)]),
    region("IT03", &[(87, 89)]),
    region("IT04", &[(80, 84)]),
    region("IT05", &[(29, 29), (40, 44), (47, 48)]),
    region("IT06", &[(33, 34)]),
    region("IT07", &[(0, 4)]),
    region("IT08", &[(16, 19)]),
    region("IT09", &[(20, 27), (46, 46)]),
    region("IT10", &[(60, 63)]),
    region("IT11", &[(86, 86)]),
    region("IT12", &[(10, 10), (12, 15), (28, 28)]),
    region("IT13", &[(70, 74), (76, 76)]),
    region("IT14", &[(7, 9)]),
    region("IT15", &[(90, 98)]),
    region("IT16", &[(50, 59)]),
    region("IT17", &[(38, 39)]),
    region("IT18", &[(5, 6)]),
    region("IT19", &[(11, 11)]),
    region("IT20", &[(30, 32), (35, 37), (45, 45)]),
];

/// First two digits by autonomous community: the number of the province (Correos).
pub(super) const SPAIN: [Region; 19] = [
    region("ES07", &[(7, 7)]),
    region("ES27", &[(26, 26)]),
    region("ES29", &[(28, 28)]),
    region("ES31", &[(30, 30)]),
    region("ES32", &[(31, 31)]),
    region("ES34", &[(33, 33)]),
    region("ES39", &[(39, 39)]),
    region("ES51", &[(4, 4), (11, 11), (14, 14), (18, 18), (21, 21), (23, 23), (29, 29), (41, 41)]),
    region("ES52", &[(22, 22), (44, 44), (50, 50)]),
    region("ES53", &[(35, 35), (38, 38)]),
    region("ES54", &[(2, 2), (13, 13), (16, 16), (19, 19), (45, 45)]),
    region("ES55", &[(5, 5), (9, 9), (24, 24), (34, 34), (37, 37), (40, 40), (42, 42), (47, 47), (49, 49)]),
    region("ES56", &[(8, 8), (17, 17), (25, 25), (43, 43)]),
    region("ES57", &[(6, 6), (10, 10)]),
    region("ES58", &[(15, 15), (27, 27), (32, 32), (36, 36)]),
    region("ES59", &[(1, 1), (20, 20), (48, 48)]),
    region("ES60", &[(3, 3), (12, 12), (46, 46)]),
    region("ESCE", &[(51, 51)]),
    region("ESML", &[(52, 52)]),
];

/// Postcode areas of the United Kingdom (Royal Mail).
pub(super) const BRITISH_AREAS: &[&str] = &[
    "AB", "AL", "B", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH", "CM", "CO", "CR",
    "CT", "CV", "CW", "DA", "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "E", "EC", "EH", "EN", "EX", "FK", "FY",
    "G", "GL", "GU", "GY", "HA", "HD", "HG", "HP", "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT",
    "KW", "KY", "L", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "M", "ME", "MK", "ML", "N", "NE", "NG", "NN", "NP",
    "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "S", "SA", "SE", "SG", "SK", "SL",
    "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB", "W",
    "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
];
