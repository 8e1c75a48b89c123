"""The British Isles, France, the German-speaking countries and Benelux: national, tax, social and health numbers."""

from .kinds import add, birth, digits, group, letters, until
from .schemes import ALNUM, UPPER, ean, luhn, mod_11_10, mrz, verhoeff, weighted

MRZ_LETTERS = "CFGHJKLMNPRTVWXYZ"

# --- United Kingdom and Ireland


def nino(r):
    first = until(
        lambda: letters(r, 2, "ABCEGHJKLMNOPRSTWXYZ"),
        lambda p: p[1] != "O" and p not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"),
    )
    text = first + digits(r, 6) + r.choice("ABCD")
    return r.choice([text, group(text, 2, 2, 2, 2)])


def nhs(r):
    def make():
        body = digits(r, 9, "4679")
        return body, 11 - weighted(body, range(10, 1, -1)) % 11

    body, check = until(make, lambda pair: pair[1] != 10)
    text = body + str(check % 11)
    return r.choice([text, group(text, 3, 3), group(text, 3, 3, by="-")])


def vat(r):
    """Nine digits of either scheme: the newer one adds 55."""
    body = digits(r, 7, "123456789")
    check = 97 - (weighted(body, range(8, 1, -1)) + r.choice([0, 55])) % 97
    text = f"{body}{check:02}"
    spaced = f"{text[:3]} {text[3:7]} {text[7:]}"
    # With GB and no gaps it needs no word, as the data file has it.
    return r.choice([text, spaced, "GB " + spaced, "GB" + spaced, "XI" + text])


def utr(r):
    body = digits(r, 9)
    text = "21987654321"[weighted(body, (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] + body
    return r.choice([text, text, group(text, 5), text + "K"])


def uk_licence(r):
    born, name = birth(r), letters(r, r.randrange(3, 8), "ABDEGHIKLMNORSTW")
    month = born.month + r.choice([0, 50])
    year = f"{born.year % 100:02d}"
    return (
        (name + "99999")[:5]
        + f"{year[0]}{month:02d}{born.day:02d}{year[1]}"
        + letters(r, 1)
        + r.choice([letters(r, 1), "9"])
        + "9"
        + letters(r, 2)
    )


add(
    "UK_NATIONAL_INSURANCE_NUMBER",
    nino,
    "National Insurance number|NINO|insurance number",
    "nino|national_insurance_number|nationalInsuranceNumber|employee_nino",
)
add(
    "UK_NHS_NUMBER",
    nhs,
    "NHS number|NHS No|NHS no.|National Health Service number",
    "nhs_number|nhsNumber|patient_nhs",
    confirm="gb.nhs",
)
add(
    "UK_PASSPORT_NUMBER",
    lambda r: digits(r, 9),
    "passport number|passport no|Passport No.|UK passport number",
    "passport_number|passportNo|passport_no",
)
add(
    "UK_VAT_NUMBER",
    vat,
    "VAT number|VAT no|VAT Reg No|VAT registration number",
    "vat_number|vatNumber|vat_reg_no",
    also="EU_VAT_NUMBER",
    confirm="gb.vat",
)
add(
    "UK_TAX_IDENTIFICATION_NUMBER",
    utr,
    "UTR|Unique Taxpayer Reference|tax reference|UTR number",
    "utr|unique_taxpayer_reference|taxReference",
)
add(
    "UK_DRIVERS_LICENSE",
    uk_licence,
    "driving licence|driving licence number|driver licence|DVLA driving licence no",
    "driving_licence_number|drivingLicence|driver_licence",
)
add(
    "UK_ELECTORAL_ROLL_NUMBER",
    lambda r: letters(r, 2) + r.choice(["", "", "-", " "]) + digits(r, r.randrange(2, 5), "123456789"),
    "electoral roll number|electoral number|Electoral Roll No.",
    "electoral_roll_number|electoralNumber",
)


def pps(r):
    body = digits(r, 7)
    second = r.choice(["", "", "A", "W"])
    total = weighted(body, range(8, 1, -1)) + (9 * ("WABCDEFGHI".index(second)) if second else 0)
    return body + "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] + second


add(
    "IRELAND_NATIONAL_IDENTIFICATION_NUMBER",
    pps,
    "PPS number|PPSN|Personal Public Service Number|PPS No",
    "pps_number|ppsn|ppsNumber",
    confirm="ie.pps",
)
add("IRELAND_DRIVERS_LICENSE", lambda r: digits(r, 6) + letters(r, 4), "ceadúnas tiomána", "ceadunas_tiomana", "ga")
add(
    "IRELAND_PASSPORT_NUMBER",
    lambda r: r.choice("PLX") + letters(r, 1, "ABCE") + digits(r, 7),
    "passport number|Irish passport|passport no",
    "passport_number|passportNo",
)


# --- France


def nir(r):
    month, department = r.randrange(1, 13), r.choice([f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B"])
    body = f"{r.choice('12')}{r.randrange(100):02d}{month:02d}{department}{r.randrange(1, 600):03d}{r.randrange(1, 900):03d}"
    number = int(body.replace("2A", "19").replace("2B", "18"))
    text = body + f"{97 - number % 97:02d}"
    return r.choice([text, group(text, 1, 2, 2, 2, 3, 3), group(text, 13)])


def spi(r):
    body = digits(r, 10, "0123")
    text = body + f"{int(body) % 511:03d}"
    return r.choice([text, group(text, 2, 2, 3, 3)])


def siren(r):
    body = digits(r, 8, "3456789")
    text = body + luhn(body)
    return r.choice([text, group(text, 3, 3)])


def siret(r):
    head = siren(r).replace(" ", "") + "0" + digits(r, 4, "0")[1:]
    text = (head + "0001")[:13]
    text += luhn(text)
    return r.choice([text, group(text, 3, 3, 3)])


add(
    "FRANCE_NATIONAL_IDENTIFICATION_NUMBER",
    nir,
    "numéro de sécurité sociale|N° INSEE|code sécurité sociale|sécurité sociale",
    "numero_securite_sociale|insee|ssn|numeroInsee",
    "fr",
    confirm="fr.nir",
)
add(
    "FRANCE_TAX_IDENTIFICATION_NUMBER",
    spi,
    "numéro d'identification fiscale|numéro d'identification fiscal|tax id|TIN",
    "numero_d_identification_fiscal|tax_id|taxNumber",
    "fr",
    confirm="fr.nif",
)
add(
    "FRANCE_PASSPORT_NUMBER",
    lambda r: digits(r, 2) + letters(r, 2) + digits(r, 5),
    "numéro de passeport|passeport|passeport n°",
    "numero_passeport|passeport|num_passeport",
    "fr",
)
add(
    "FRANCE_DRIVERS_LICENSE",
    lambda r: r.choice([digits(r, 12), digits(r, 2) + letters(r, 2) + digits(r, 5)]),
    "permis de conduire|permis de conduire n°",
    "permis_de_conduire|permisDeConduire",
    "fr",
)
add(
    "FRANCE_HEALTH_INSURANCE_NUMBER",
    lambda r: (lambda t: r.choice([t, group(t, 10, 10)]))(digits(r, 21)),
    "carte vitale|carte d'assuré social",
    "carte_vitale|carteVitale",
    "fr",
)
add("FRANCE_ORGANIZATION_NUMBER", siren, "SIREN|numéro SIREN|n° SIREN", "siren|numero_siren", "fr", confirm="fr.siren")
add("FRANCE_ORGANIZATION_NUMBER", siret, "SIRET|numéro SIRET|n° SIRET", "siret|numero_siret", "fr", confirm="fr.siret")


# --- Germany, Austria, Switzerland


def idnr(r):
    first = r.choice("123456789")
    others = [d for d in "0123456789" if d != first]
    r.shuffle(others)
    chosen = [first] + others[:8]
    chosen.append(r.choice(chosen))
    rest = chosen[1:]
    r.shuffle(rest)
    body = first + "".join(rest)
    text = body + mod_11_10(body)
    return r.choice([text, group(text, 2, 3, 3)])


def id_card(r):
    body = r.choice("LMNPRTVWXY") + "".join(r.choices("0123456789" + MRZ_LETTERS, k=8))
    while not sum(c.isdigit() for c in body) >= 3:
        body = r.choice("LMNPRTVWXY") + "".join(r.choices("0123456789" + MRZ_LETTERS, k=8))
    return r.choice([body, body + mrz(body), body + mrz(body) + "D"])


def german_passport(r):
    body = until(
        lambda: r.choice("CFGHJK") + "".join(r.choices("0123456789" + MRZ_LETTERS, k=8)),
        lambda t: sum(c.isdigit() for c in t) >= 3,
    )
    return r.choice([body, body, body + mrz(body), body + mrz(body) + "D"])


def german_licence(r):
    """Fahrerlaubnis-Verordnung, annex 8: the tenth character checks the nine before it (modulo 11)."""
    body = until(
        lambda: letters(r, 1, "ABCDEFGHIJKLMNOPRSTUVWXYZ") + digits(r, 2) + "".join(r.choices(ALNUM, k=6)),
        lambda t: sum(c.isdigit() for c in t) >= 4,
    )
    total = sum(ALNUM.index(c) * weight for c, weight in zip(body, range(9, 0, -1))) % 11
    return body + "0123456789X"[total] + r.choice("12345")


def pension(r):
    """Deutsche Rentenversicherung: area, birthday, initial, serial; the sum of the digits of the products."""
    born = birth(r)
    initial = r.choice(UPPER)
    body = f"{r.choice(['02', '04', '10', '12', '13', '14', '15', '65'])}{born:%d%m%y}"
    serial = f"{r.randrange(0, 100):02d}"
    plain = body + f"{UPPER.index(initial) + 1:02d}" + serial
    total = sum(sum(map(int, str(int(d) * w))) for d, w in zip(plain, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)))
    text = body + initial + serial + str(total % 10)
    return r.choice([text, group(text, 2, 6, 1)])


def kvnr(r):
    """GKV-Spitzenverband: a letter as two digits, then eight, weights 1 and 2."""
    letter, body = r.choice(UPPER), digits(r, 8)
    plain = f"{UPPER.index(letter) + 1:02d}" + body
    total = sum(sum(map(int, str(int(d) * (1 + i % 2)))) for i, d in enumerate(plain))
    return letter + body + str(total % 10)


add(
    "GERMANY_NATIONAL_IDENTIFICATION_NUMBER",
    id_card,
    "Personalausweis|Ausweisnummer|Personalausweis Nr.|identity number",
    "ausweisnummer|personalausweis|personalausweis_nr",
    "de",
)
add(
    "GERMANY_TAX_IDENTIFICATION_NUMBER",
    idnr,
    "Steuer-ID|Steueridentifikationsnummer|Steuer-Identifikationsnummer|tax id|Identifikationsnummer",
    "steuer_id|steuerId|steueridentifikationsnummer|tax_id",
    "de",
    confirm="de.idnr",
)
add(
    "GERMANY_PASSPORT_NUMBER",
    german_passport,
    "Reisepass|Reisepassnummer|Reisepass-Nr|passport",
    "reisepass|reisepassnummer|passport",
    "de",
)
add(
    "GERMANY_DRIVERS_LICENSE",
    german_licence,
    "Führerschein|Führerscheinnummer|Führerschein-Nr",
    "fuehrerscheinnummer|fuehrerschein|fuehrerschein_nr",
    "de",
)
add(
    "GERMANY_SOCIAL_SECURITY_NUMBER",
    pension,
    "Sozialversicherungsnummer|Rentenversicherungsnummer|SV-Nummer|RVNR",
    "sozialversicherungsnummer|sv_nummer|rentenversicherungsnummer",
    "de",
)
add(
    "GERMANY_HEALTH_INSURANCE_NUMBER",
    kvnr,
    "Krankenversichertennummer|KVNR|Versichertennummer|Krankenversicherungsnummer",
    "krankenversichertennummer|kvnr|versichertennummer",
    "de",
)


def svnr(r):
    def make():
        serial, born = digits(r, 3, "123456789"), birth(r).strftime("%d%m%y")
        check = weighted(serial + born, (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11
        return serial, check, born

    serial, check, born = until(make, lambda parts: parts[1] != 10)
    return r.choice([f"{serial}{check}{born}", f"{serial}{check} {born}"])


def austrian_tin(r):
    def check(body):
        return str((10 - sum(sum(map(int, str(int(d) * (1 + i % 2)))) for i, d in enumerate(body))) % 10)

    body = r.choice(["09", "10", "12", "22", "46", "68"]) + digits(r, 6)
    text = body + check(body)
    return r.choice([text, f"{text[:2]}-{text[2:5]}/{text[5:]}"])


def ahv(r):
    body = "756" + digits(r, 9)
    text = body + ean(body)
    return r.choice([text, group(text, 3, 4, 4, by=".")])


add(
    "AUSTRIA_SOCIAL_SECURITY_NUMBER",
    svnr,
    "Sozialversicherungsnummer|SVNR|SV-Nummer|Versicherungsnummer",
    "sozialversicherungsnummer|svnr|sv_nr",
    "de",
    confirm="at.vnr",
)
add(
    "AUSTRIA_TAX_IDENTIFICATION_NUMBER",
    austrian_tin,
    "Steuernummer|Abgabenkontonummer|Finanzamt Steuernummer",
    "steuernummer|abgabenkontonummer",
    "de",
    confirm="at.tin",
)
add(
    "AUSTRIA_DRIVERS_LICENSE",
    lambda r: digits(r, 8),
    "Führerschein|Führerschein Republik Österreich",
    "führerschein|fuhrerschein",
    "de",
)
add(
    "SWITZERLAND_SOCIAL_SECURITY_NUMBER",
    ahv,
    "AHV-Nummer|AHV-Nr.|AHV|numéro AVS|Sozialversicherungsnummer",
    "ahv_nummer|ahv_nr|avs_number",
    "de",
    confirm="ch.ssn",
)
add(
    "SWITZERLAND_PASSPORT_NUMBER",
    lambda r: r.choice("XSCF") + digits(r, 7),
    "Schweizer Pass|Passnummer|passeport suisse",
    "passnummer|schweizer_pass",
    "de",
)


# --- Benelux


def rijksregister(r):
    born, serial = birth(r), r.randrange(1, 998)
    body = f"{born:%y%m%d}{serial:03d}"
    check = 97 - int(("2" if born.year >= 2000 else "") + body) % 97
    text = body + f"{check:02d}"
    return r.choice([text, f"{text[:2]}.{text[2:4]}.{text[4:6]}-{text[6:9]}.{text[9:]}"])


def bsn(r):
    def make():
        body = digits(r, 8, "123456789")
        return body, weighted(body, range(9, 1, -1)) % 11

    body, check = until(make, lambda pair: pair[1] != 10)
    text = body + str(check)
    return r.choice([text, text, group(text, 4, 2, by=".")])


def luxembourg(r):
    body = f"{birth(r):%Y%m%d}{r.randrange(1, 1000):03d}"
    return body + luhn(body) + verhoeff(body)


add(
    "BELGIUM_NATIONAL_IDENTIFICATION_NUMBER",
    rijksregister,
    "rijksregisternummer|INSZ|numéro de registre national|numéro national",
    "rijksregisternummer|insz|numero_national",
    "nl",
    confirm="be.nn",
)
add(
    "BELGIUM_DRIVERS_LICENSE",
    lambda r: digits(r, 10),
    "rijbewijsnummer|rijbewijs|permis de conduire",
    "rijbewijsnummer|rijbewijs",
    "nl",
)
add(
    "NETHERLANDS_NATIONAL_IDENTIFICATION_NUMBER",
    bsn,
    "BSN|burgerservicenummer|sofinummer",
    "bsn|burgerservicenummer",
    "nl",
    confirm="nl.bsn",
)
add(
    "NETHERLANDS_DRIVERS_LICENSE",
    lambda r: digits(r, 10),
    "rijbewijsnummer|rijbewijs",
    "rijbewijsnummer|rijbewijs",
    "nl",
)
add(
    "NETHERLANDS_PASSPORT_NUMBER",
    lambda r: (
        letters(r, 2, "ABCDEFGHJKLMNPRSTUVWXYZ")
        + "".join(r.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=6))
        + r.choice("0123456789")
    ),
    "paspoortnummer|paspoort|Dutch passport",
    "paspoortnummer|paspoort",
    "nl",
)
add(
    "LUXEMBOURG_NATIONAL_IDENTIFICATION_NUMBER",
    luxembourg,
    "matricule|numéro d'identification national|numéro matricule",
    "matricule|numero_matricule",
    "fr",
)
add("LUXEMBOURG_DRIVERS_LICENSE", lambda r: digits(r, 6), "Fahrerlaubnis|Führerschäin", "fahrerlaubnis", "de")
