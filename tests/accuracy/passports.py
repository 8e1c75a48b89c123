"""Passports, identity cards and driving licences that have a shape alone."""

from .drawn import shaped
from .kinds import add, digits
from .schemes import weighted

ENGLISH_PASSPORT = "passport number|passport no|passport no."

for identifier, shapes, words, columns, language in (
    (
        "AUSTRIA_PASSPORT_NUMBER",
        ("P#######", "U#######"),
        "Reisepass|Reisepassnummer",
        "reisepass|reisepassnummer",
        "de",
    ),
    (
        "BELGIUM_PASSPORT_NUMBER",
        ("EN######", "EJ######"),
        "paspoortnummer|paspoort|numéro de passeport",
        "paspoortnummer",
        "nl",
    ),
    ("BULGARIA_PASSPORT_NUMBER", ("#########",), "паспорт|номер на паспорт", "паспорт|nomer_pasport", "bg"),
    ("CROATIA_PASSPORT_NUMBER", ("#########",), "putovnica|broj putovnice", "putovnica|broj_putovnice", "hr"),
    (
        "CYPRUS_PASSPORT_NUMBER",
        ("K########", "E######"),
        "διαβατήριο|αριθμός διαβατηρίου",
        "διαβατήριο|diavatirio",
        "el",
    ),
    ("CZECHIA_PASSPORT_NUMBER", ("########",), "cestovní pas|číslo pasu", "cislo_pasu|cestovni_pas", "cs"),
    ("DENMARK_PASSPORT_NUMBER", ("2########",), "pasnummer|pas nr", "pasnummer", "da"),
    ("ESTONIA_PASSPORT_NUMBER", ("KE#######", "K#######"), "passi number|passi nr", "passi_number", "et"),
    ("FINLAND_PASSPORT_NUMBER", ("FP#######", "PV#######"), "passin numero|passi", "passin_numero", "fi"),
    (
        "GREECE_PASSPORT_NUMBER",
        ("AN#######", "AT#######"),
        "διαβατήριο|αριθμός διαβατηρίου",
        "διαβατήριο|diavatirio",
        "el",
    ),
    ("HUNGARY_PASSPORT_NUMBER", ("BH#######", "BF#######"), "útlevél|útlevélszám", "utlevelszam|utlevel", "hu"),
    ("ICELAND_PASSPORT_NUMBER", ("A#######",), "vegabréf|vegabréfsnúmer", "vegabref|vegabrefsnumer", "is"),
    (
        "LUXEMBOURG_PASSPORT_NUMBER",
        ("J@@@####", "J@#@####"),
        "numéro de passeport|passeport luxembourgeois|Reisepass",
        "numero_de_passeport|reisepass",
        "fr",
    ),
    ("LATVIA_PASSPORT_NUMBER", ("LV#######",), "pases numurs|pase", "pases_numurs", "lv"),
    ("LITHUANIA_PASSPORT_NUMBER", ("########", "2#######"), "paso numeris|pasas", "paso_numeris", "lt"),
    (
        "MALTA_PASSPORT_NUMBER",
        ("1######", "#######"),
        "passaport|numru tal-passaport|passport number",
        "passport_number",
        "mt",
    ),
    ("NORWAY_PASSPORT_NUMBER", ("2#######", "3#######"), "passnummer|pass nr", "passnummer", "no"),
    (
        "PORTUGAL_PASSPORT_NUMBER",
        ("CA######", "N######"),
        "passaporte|número do passaporte",
        "passaporte|numero_passaporte",
        "pt",
    ),
    ("ROMANIA_PASSPORT_NUMBER", ("05#######", "#########"), "pașaport|număr pașaport", "pasaport|numar_pasaport", "ro"),
    ("SLOVAKIA_PASSPORT_NUMBER", ("BD#######", "PA#######"), "cestovný pas|číslo pasu", "cislo_pasu", "sk"),
    ("SLOVENIA_PASSPORT_NUMBER", ("PB#######", "PC#######"), "potni list|številka potnega lista", "potni_list", "sl"),
    ("SWEDEN_PASSPORT_NUMBER", ("########", "AA#######"), "passnummer|pass nr", "passnummer", "sv"),
    ("UKRAINE_PASSPORT_NUMBER", ("FA######", "FB######"), "паспорт|номер паспорта", "паспорт|номер_паспорта", "uk"),
    (
        "RUSSIA_PASSPORT_NUMBER",
        # The third and fourth digits are the year of the form: 1997 to now.
        ("45 0# ######", "45 1# ######", "45 98 ######", "4510 ######", "4608######"),
        "паспорт|серия и номер паспорта",
        "паспорт|passport_rf",
        "ru",
    ),
    (
        "ARGENTINA_PASSPORT_NUMBER",
        ("AA@######", "AAB######"),
        "pasaporte|número de pasaporte",
        "pasaporte|numero_pasaporte",
        "es",
    ),
    ("BRAZIL_PASSPORT_NUMBER", ("FX######", "GB######"), "passaporte|número do passaporte", "passaporte", "pt"),
    ("CHILE_PASSPORT_NUMBER", ("F########", "P########"), "pasaporte|número de pasaporte", "pasaporte", "es"),
    ("COLOMBIA_PASSPORT_NUMBER", ("AR######", "AU######"), "pasaporte|número de pasaporte", "pasaporte", "es"),
    ("MEXICO_PASSPORT_NUMBER", ("G########", "N########"), "pasaporte|número de pasaporte", "pasaporte", "es"),
    (
        "CHINA_PASSPORT_NUMBER",
        ("E########", "EA#######", "G########"),
        "护照号码|护照|passport number",
        "护照号码|passport_no",
        "zh",
    ),
    (
        "JAPAN_PASSPORT_NUMBER",
        ("TK#######", "MU#######"),
        "パスポート番号|旅券番号|passport number",
        "passport_number|旅券番号",
        "ja",
    ),
    (
        "SOUTH_KOREA_PASSPORT_NUMBER",
        ("M########", "M###A####"),
        "여권번호|passport number",
        "여권번호|passport_no",
        "ko",
    ),
    (
        "MALAYSIA_PASSPORT_NUMBER",
        ("A########", "K########", "H########"),
        "no. pasport|nombor pasport|passport number",
        "no_pasport|passport_number",
        "ms",
    ),
    ("NEW_ZEALAND_PASSPORT_NUMBER", ("LA######", "LM######"), ENGLISH_PASSPORT, "passport_number", "en"),
    ("PHILIPPINES_PASSPORT_NUMBER", ("P#######A", "P#######B"), ENGLISH_PASSPORT, "passport_number", "en"),
    ("SINGAPORE_PASSPORT_NUMBER", ("E#######K", "K#######E"), ENGLISH_PASSPORT, "passport_number", "en"),
    ("THAILAND_PASSPORT_NUMBER", ("AA#######", "AB#######"), "หนังสือเดินทาง|passport number", "passport_number", "th"),
    ("VIETNAM_PASSPORT_NUMBER", ("B#######", "C#######"), "số hộ chiếu|hộ chiếu", "so_ho_chieu|ho_chieu", "vi"),
    (
        "ITALY_IDENTITY_CARD_NUMBER",
        ("CA#####AA", "AX#######", "CA#####BD"),
        "carta d'identità|carta di identità",
        "carta_identita",
        "it",
    ),
    (
        "GREECE_IDENTITY_CARD_NUMBER",
        ("AB ######", "AK######"),
        "αριθμός ταυτότητας|δελτίο ταυτότητας",
        "adt|tautotita",
        "el",
    ),
    (
        "CZECHIA_IDENTITY_CARD_NUMBER",
        ("#########",),
        "občanský průkaz|číslo občanského průkazu",
        "obcansky_prukaz|cislo_op",
        "cs",
    ),
    (
        "SLOVAKIA_IDENTITY_CARD_NUMBER",
        ("EA######", "HK######"),
        "občiansky preukaz|číslo občianskeho preukazu",
        "obciansky_preukaz",
        "sk",
    ),
    (
        "HUNGARY_IDENTITY_CARD_NUMBER",
        ("######AA", "######KA", "######TA"),
        "személyi igazolvány|személyi igazolvány száma",
        "szemelyi_igazolvany",
        "hu",
    ),
    (
        "ROMANIA_IDENTITY_CARD_NUMBER",
        ("RX ######", "XB######", "TZ ######"),
        "carte de identitate|seria și numărul buletinului|buletin",
        "carte_identitate|serie_ci",
        "ro",
    ),
    (
        "NEW_ZEALAND_DRIVERS_LICENSE",
        ("DA######", "EH######"),
        "driver licence|driver licence number|driving licence",
        "driver_licence",
        "en",
    ),
    (
        "JAPAN_RESIDENCE_CARD_NUMBER",
        ("AB########CD", "@@########@@"),
        "在留カード番号|在留カード|residence card number",
        "在留カード番号|residence_card_no",
        "ja",
    ),
):
    add(identifier, shaped(*shapes), words, columns, language)


def japanese_licence(r):
    """National Police Agency: commission, year, serial number; a check digit modulo 11; how often it was issued again."""
    body = r.choice(["30", "62", "44", "90"]) + digits(r, 8)
    rest = weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return f"{body}{(11 - rest) % 10}{r.choice('0001')}"


add("JAPAN_DRIVERS_LICENSE", japanese_licence, "運転免許証番号|免許証番号", "運転免許証番号|menkyo_no", "ja")
