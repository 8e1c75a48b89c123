"""Europe: national, tax, social and health numbers, passports and driving licences."""

from .kinds import add, birth, digits, group, letters, until
from .schemes import ALNUM, UPPER, ean, luhn, mod_11_10, mrz, verhoeff, weighted

CONTROL = "TRWAGMYFPDXBNJZSQVHLCKE"
FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"
MRZ_LETTERS = "CFGHJKLMNPRTVWXYZ"


# --- United Kingdom and Ireland


def nino(r):
    first = until(lambda: letters(r, 2, "ABCEGHJKLMNOPRSTWXYZ"),
                  lambda p: p[1] != "O" and p not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"))
    text = first + digits(r, 6) + r.choice("ABCD")
    return r.choice([text, group(text, 2, 2, 2, 2)])


def nhs(r):
    def make():
        body = digits(r, 9, "4679")
        return body, 11 - weighted(body, range(10, 1, -1)) % 11
    body, check = until(make, lambda pair: pair[1] != 10)
    text = body + str(check % 11)
    return r.choice([text, group(text, 3, 3), group(text, 3, 3, by="-")])


def utr(r):
    body = digits(r, 9)
    text = "21987654321"[weighted(body, (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] + body
    return r.choice([text, text, group(text, 5), text + "K"])


def uk_licence(r):
    born, name = birth(r), letters(r, r.randrange(3, 8), "ABDEGHIKLMNORSTW")
    month = born.month + r.choice([0, 50])
    year = f"{born.year % 100:02d}"
    return (name + "99999")[:5] + f"{year[0]}{month:02d}{born.day:02d}{year[1]}" + letters(r, 1) + r.choice(
        [letters(r, 1), "9"]) + "9" + letters(r, 2)


add("UK_NATIONAL_INSURANCE_NUMBER", nino, "National Insurance number|NINO|insurance number",
    "nino|national_insurance_number|nationalInsuranceNumber|employee_nino")
add("UK_NHS_NUMBER", nhs, "NHS number|NHS No|NHS no.|National Health Service number", "nhs_number|nhsNumber|patient_nhs",
    confirm="gb.nhs")
add("UK_PASSPORT_NUMBER", lambda r: digits(r, 9), "passport number|passport no|Passport No.|UK passport number",
    "passport_number|passportNo|passport_no")
add("UK_TAX_IDENTIFICATION_NUMBER", utr, "UTR|Unique Taxpayer Reference|tax reference|UTR number",
    "utr|unique_taxpayer_reference|taxReference")
add("UK_DRIVERS_LICENSE", uk_licence, "driving licence|driving licence number|driver licence|DVLA driving licence no",
    "driving_licence_number|drivingLicence|driver_licence")
add("UK_ELECTORAL_ROLL_NUMBER", lambda r: letters(r, 2) + r.choice(["", "", "-", " "]) + digits(r, r.randrange(2, 5), "123456789"),
    "electoral roll number|electoral number|Electoral Roll No.", "electoral_roll_number|electoralNumber")


def pps(r):
    body = digits(r, 7)
    second = r.choice(["", "", "A", "W"])
    total = weighted(body, range(8, 1, -1)) + (9 * ("WABCDEFGHI".index(second)) if second else 0)
    return body + "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] + second


add("IRELAND_NATIONAL_IDENTIFICATION_NUMBER", pps, "PPS number|PPSN|Personal Public Service Number|PPS No",
    "pps_number|ppsn|ppsNumber", confirm="ie.pps")
add("IRELAND_DRIVERS_LICENSE", lambda r: digits(r, 6) + letters(r, 4), "ceadúnas tiomána", "ceadunas_tiomana", "ga")
add("IRELAND_PASSPORT_NUMBER", lambda r: r.choice("PLX") + letters(r, 1, "ABCE") + digits(r, 7), "passport number|Irish passport|passport no",
    "passport_number|passportNo")


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


add("FRANCE_NATIONAL_IDENTIFICATION_NUMBER", nir, "numéro de sécurité sociale|N° INSEE|code sécurité sociale|sécurité sociale",
    "numero_securite_sociale|insee|ssn|numeroInsee", "fr", confirm="fr.nir")
add("FRANCE_TAX_IDENTIFICATION_NUMBER", spi, "numéro d'identification fiscale|numéro d'identification fiscal|tax id|TIN",
    "numero_identification_fiscal|tax_id|taxNumber", "fr", confirm="fr.nif")
add("FRANCE_PASSPORT_NUMBER", lambda r: digits(r, 2) + letters(r, 2) + digits(r, 5), "numéro de passeport|passeport|passeport n°",
    "numero_passeport|passeport|num_passeport", "fr")
add("FRANCE_DRIVERS_LICENSE", lambda r: r.choice([digits(r, 12), digits(r, 2) + letters(r, 2) + digits(r, 5)]), "permis de conduire|permis de conduire n°",
    "permis_de_conduire|permisDeConduire", "fr")
add("FRANCE_HEALTH_INSURANCE_NUMBER", lambda r: (lambda t: r.choice([t, group(t, 10, 10)]))(digits(r, 21)),
    "carte vitale|carte d'assuré social", "carte_vitale|carteVitale", "fr")
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
    body = until(lambda: r.choice("CFGHJK") + "".join(r.choices("0123456789" + MRZ_LETTERS, k=8)),
                 lambda t: sum(c.isdigit() for c in t) >= 3)
    return r.choice([body, body, body + mrz(body), body + mrz(body) + "D"])


def german_licence(r):
    """Fahrerlaubnis-Verordnung, annex 8: the tenth character checks the nine before it (modulo 11)."""
    body = until(lambda: letters(r, 1, "ABCDEFGHIJKLMNOPRSTUVWXYZ") + digits(r, 2) + "".join(r.choices(ALNUM, k=6)),
                 lambda t: sum(c.isdigit() for c in t) >= 4)
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


add("GERMANY_NATIONAL_IDENTIFICATION_NUMBER", id_card, "Personalausweis|Ausweisnummer|Personalausweis Nr.|identity number",
    "ausweisnummer|personalausweis|personalausweis_nr", "de")
add("GERMANY_TAX_IDENTIFICATION_NUMBER", idnr, "Steuer-ID|Steueridentifikationsnummer|Steuer-Identifikationsnummer|tax id|Identifikationsnummer",
    "steuer_id|steuerId|steueridentifikationsnummer|tax_id", "de", confirm="de.idnr")
add("GERMANY_PASSPORT_NUMBER", german_passport, "Reisepass|Reisepassnummer|Reisepass-Nr|passport",
    "reisepass|reisepassnummer|passport", "de")
add("GERMANY_DRIVERS_LICENSE", german_licence, "Führerschein|Führerscheinnummer|Führerschein-Nr",
    "fuehrerscheinnummer|fuehrerschein|fuehrerschein_nr", "de")
add("GERMANY_SOCIAL_SECURITY_NUMBER", pension, "Sozialversicherungsnummer|Rentenversicherungsnummer|SV-Nummer|RVNR",
    "sozialversicherungsnummer|sv_nummer|rentenversicherungsnummer", "de")
add("GERMANY_HEALTH_INSURANCE_NUMBER", kvnr, "Krankenversichertennummer|KVNR|Versichertennummer|Krankenversicherungsnummer",
    "krankenversichertennummer|kvnr|versichertennummer", "de")


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


add("AUSTRIA_SOCIAL_SECURITY_NUMBER", svnr, "Sozialversicherungsnummer|SVNR|SV-Nummer|Versicherungsnummer",
    "sozialversicherungsnummer|svnr|sv_nr", "de", confirm="at.vnr")
add("AUSTRIA_TAX_IDENTIFICATION_NUMBER", austrian_tin, "Steuernummer|Abgabenkontonummer|Finanzamt Steuernummer", "steuernummer|abgabenkontonummer", "de", confirm="at.tin")
add("AUSTRIA_DRIVERS_LICENSE", lambda r: digits(r, 8), "Führerschein|Führerschein Republik Österreich", "fuehrerschein|fuhrerschein", "de")
add("SWITZERLAND_SOCIAL_SECURITY_NUMBER", ahv, "AHV-Nummer|AHV-Nr.|AHV|numéro AVS|Sozialversicherungsnummer", "ahv_nummer|ahv_nr|avs_number", "de", confirm="ch.ssn")
add("SWITZERLAND_PASSPORT_NUMBER", lambda r: r.choice("XSCF") + digits(r, 7), "Reisepass|Passnummer|passport number", "passport_number|passnummer", "de")


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


add("BELGIUM_NATIONAL_IDENTIFICATION_NUMBER", rijksregister, "rijksregisternummer|INSZ|numéro de registre national|numéro national",
    "rijksregisternummer|insz|numero_national", "nl", confirm="be.nn")
add("BELGIUM_DRIVERS_LICENSE", lambda r: digits(r, 10), "rijbewijsnummer|rijbewijs|permis de conduire", "rijbewijsnummer|rijbewijs", "nl")
add("NETHERLANDS_NATIONAL_IDENTIFICATION_NUMBER", bsn, "BSN|burgerservicenummer|sofinummer", "bsn|burgerservicenummer", "nl", confirm="nl.bsn")
add("NETHERLANDS_DRIVERS_LICENSE", lambda r: digits(r, 10), "rijbewijsnummer|rijbewijs", "rijbewijsnummer|rijbewijs", "nl")
add("NETHERLANDS_PASSPORT_NUMBER", lambda r: letters(r, 2, "ABCDEFGHJKLMNPRSTUVWXYZ") + "".join(r.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=6)) + r.choice("0123456789"),
    "paspoortnummer|paspoort|passport number", "paspoortnummer|paspoort", "nl")
add("LUXEMBOURG_NATIONAL_IDENTIFICATION_NUMBER", luxembourg, "matricule|numéro d'identification national|numéro matricule", "matricule|numero_matricule", "fr")
add("LUXEMBOURG_DRIVERS_LICENSE", lambda r: digits(r, 6), "Fahrerlaubnis|Führerschäin", "fahrerlaubnis", "de")


# --- Iberia


def dni(r):
    number = digits(r, 8)
    letter = CONTROL[int(number) % 23]
    dotted = f"{number[:2]}.{number[2:5]}.{number[5:]}"
    return r.choice([number + letter, number + letter, f"{number}-{letter}", f"{dotted}-{letter}"])


def nie(r):
    first, number = r.choice("XYZ"), digits(r, 7)
    letter = CONTROL[int(f"{'XYZ'.index(first)}{number}") % 23]
    return r.choice([first + number + letter, f"{first}-{number}-{letter}"])


def cif(r):
    first, number = r.choice("ABCDEFGHJNPQRSUVW"), digits(r, 7)
    digit = luhn(number)
    check = "JABCDEFGHI"[int(digit)] if first in "KPQRSNW" else digit
    text = first + number + check
    return r.choice([text, text, f"{first}-{number}{check}"])


def spanish_social(r):
    province, serial = r.randrange(1, 53), digits(r, 8)
    number = province * 10**7 + int(serial) if int(serial) < 10**7 else int(f"{province:02d}{serial}")
    check = f"{number % 97:02d}"
    return r.choice([f"{province:02d}{serial}{check}", f"{province:02d}/{serial}/{check}", f"{province:02d} {serial} {check}", f"{province:02d}-{serial}-{check}"])


def portuguese(r):
    body = digits(r, 8, "12")
    text = body + str((11 - weighted(body, range(9, 1, -1))) % 11 % 10)
    return r.choice([text, group(text, 3, 3)])


def cartao(r):
    """Cartão de Cidadão: eight digits, a check digit, a version of two characters, and a check digit over all."""
    head = digits(r, 8, "1") + digits(r, 1) + letters(r, 1) + r.choice(ALNUM)

    total = 0
    for index, character in enumerate(reversed(head)):
        value = ALNUM.index(character) * (2 if index % 2 == 0 else 1)
        total += value - 9 if index % 2 == 0 and value > 9 else value
    text = head + str(-total % 10)
    return r.choice([text, f"{text[:8]} {text[8]} {text[9:]}"])


add("SPAIN_DNI_NUMBER", dni, "DNI|documento nacional de identidad|número nacional identidad", "dni|dni_numero|documento_nacional_de_identidad", "es",
    also="SPAIN_NIF_NUMBER|SPAIN_DRIVERS_LICENSE", confirm="es.nif")
add("SPAIN_NIF_NUMBER", dni, "NIF|número de identificación fiscal|tax id", "nif|numero_identificacion_fiscal", "es", also="SPAIN_DNI_NUMBER|SPAIN_DRIVERS_LICENSE", confirm="es.nif")
add("SPAIN_NIE_NUMBER", nie, "NIE|número de identidad de extranjero", "nie|nie_numero", "es", also="SPAIN_NIF_NUMBER", confirm="es.nie")
add("SPAIN_TAX_IDENTIFICATION_NUMBER", cif, "CIF|NIF|número de identificación fiscal", "cif|nif|cif_empresa", "es", also="SPAIN_NIF_NUMBER", confirm="es.cif")
add("SPAIN_DRIVERS_LICENSE", dni, "permiso de conducir|licencia de conducir|carnet de conducir|licencia de manejo", "permiso_conducir|licencia_de_conducir", "es", also="SPAIN_DNI_NUMBER|SPAIN_NIF_NUMBER")
add("SPAIN_PASSPORT_NUMBER", lambda r: letters(r, 3, "ABCDEFGHJKLMNPQRSTUVWXYZ") + digits(r, 6), "pasaporte|número pasaporte|passport number", "pasaporte|numero_pasaporte", "es")
add("SPAIN_SOCIAL_SECURITY_NUMBER", spanish_social, "número de la seguridad social|social security number", "numero_de_la_seguridad_social|ssn", "es")
add("PORTUGAL_TAX_IDENTIFICATION_NUMBER", portuguese, "NIF|número de contribuinte|contribuinte", "nif|contribuinte|numero_contribuinte", "pt", confirm="pt.nif")
add("PORTUGAL_NATIONAL_IDENTIFICATION_NUMBER", cartao, "Cartão de Cidadão|cartão de cidadão número|bilhete de identidade", "cartao_cidadao|cartaoCidadao", "pt", confirm="pt.cc")
add("PORTUGAL_DRIVERS_LICENSE", lambda r: f"{r.choice(['L', 'P', 'C', 'LE', 'SE', 'BR'])}-{digits(r, r.randrange(5, 8))} {r.randrange(10)}", "carta de condução|licença de condução", "carta_de_conducao|cartaConducao", "pt")


# --- Italy, Malta, Greece, Cyprus

ODD = dict(zip(ALNUM, (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)))
PLACES = ("H501", "F205", "L219", "D612", "F839", "A944", "D969", "G273", "A662", "L736")


def codice_fiscale(r):
    born, female = birth(r), r.random() < 0.5
    consonants = "BCDFGLMNPRSTVZ"
    body = letters(r, 3, consonants) + letters(r, 3, consonants) + f"{born:%y}" + "ABCDEHLMPRST"[born.month - 1] + f"{born.day + 40 * female:02d}" + r.choice(PLACES)
    total = sum(ODD[c] if i % 2 == 0 else (ALNUM.index(c) if c.isdigit() else UPPER.index(c)) for i, c in enumerate(body))
    text = body + UPPER[total % 26]
    return r.choice([text, text, text.lower(), group(text, 3, 3, 5, 4)]) if r.random() < 0.4 else text


def partita_iva(r):
    body = digits(r, 7, "0123") + r.choice(["001", "012", "015", "058", "063"])
    return body + luhn(body)


add("ITALY_NATIONAL_IDENTIFICATION_NUMBER", codice_fiscale, "codice fiscale|codice fiscal|tessera sanitaria|tax code", "codice_fiscale|codiceFiscale|codice_fiscal", "it", confirm="it.codicefiscale")
add("ITALY_VAT_NUMBER", lambda r: r.choice(["", "IT"]) + partita_iva(r), "partita IVA|P. IVA|P.IVA", "partita_iva|partitaIva|piva", "it", also="ITALY_NATIONAL_IDENTIFICATION_NUMBER|EU_VAT_NUMBER", confirm="it.iva")
add("ITALY_PASSPORT_NUMBER", lambda r: letters(r, 2, "AY") + digits(r, 7), "passaporto|passaporto numero|passport number", "passaporto|passaporto_numero", "it")
add("ITALY_DRIVERS_LICENSE", lambda r: r.choice([letters(r, 2) + digits(r, 7) + letters(r, 1), "U1" + "".join(r.choices("0123456789ABCDEFGHJKLMNPRSTVWXYZ", k=7)) + letters(r, 1)]), "patente di guida|patente di guida numero|patente guida", "patente_guida|patente_di_guida", "it")


def amka(r):
    body = f"{birth(r):%d%m%y}{digits(r, 4)}"
    return body + luhn(body)


def afm(r):
    body = digits(r, 8, "01")
    return body + str(sum(int(d) << (8 - i) for i, d in enumerate(body)) % 11 % 10)


def cyprus_tic(r):
    body = "0" + digits(r, 7) if r.random() < 0.5 else "9" + digits(r, 7)
    table = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
    total = sum(table[int(d)] if i % 2 == 0 else int(d) for i, d in enumerate(body))
    return body + UPPER[total % 26]


add("GREECE_SOCIAL_SECURITY_NUMBER", amka, "ΑΜΚΑ|AMKA", "amka|ΑΜΚΑ", "el", confirm="gr.amka")
add("GREECE_TAX_IDENTIFICATION_NUMBER", afm, "ΑΦΜ|AFM|αριθμός φορολογικού μητρώου", "afm|ΑΦΜ", "el", confirm="gr.vat")
add("GREECE_DRIVERS_LICENSE", lambda r: digits(r, 9), "άδεια οδήγησης|adeia odigisis", "adeia_odigisis", "el")
add("CYPRUS_DRIVERS_LICENSE", lambda r: digits(r, 12), "άδεια οδήγησης", "άδεια_οδήγησης", "el")
add("CYPRUS_TAX_IDENTIFICATION_NUMBER", cyprus_tic, "TIC|tax identification code|ΑΦΤ|tax identification number", "tic|tax_identification_code", "en", confirm="cy.vat")
add("MALTA_DRIVERS_LICENSE", lambda r: (lambda t: r.choice([t, group(t, 2, 3)]))(digits(r, 8)), "liċenzja tas-sewqan", "licenzja_tas_sewqan", "mt")
add("MALTA_NATIONAL_IDENTIFICATION_NUMBER", lambda r: digits(r, 7, "0123456789") + r.choice("MGAPLHBZ"), "karta tal-identità|ID card number|identity card number", "karta_identita|id_card_number", "mt")


# --- North


def personnummer(r):
    born = birth(r)
    body = f"{born:%y%m%d}{digits(r, 3)}"
    text = body + luhn(body)
    full = f"{born:%Y}{text[2:]}"
    return r.choice([text, group(text, 6, by="-"), full, group(full, 8, by="-")])


def fodselsnummer(r):
    def make():
        born = birth(r, 1940, 1999)
        body = f"{born:%d%m%y}{r.randrange(0, 500):03d}"
        first = -weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
        second = -(weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3)) + 2 * first) % 11
        return body, first, second
    body, first, second = until(make, lambda parts: parts[1] < 10 and parts[2] < 10)
    text = f"{body}{first}{second}"
    return r.choice([text, group(text, 6)])


def hetu(r):
    born, serial = birth(r), r.randrange(2, 900)
    sign = "A" if born.year >= 2000 else "-"
    return f"{born:%d%m%y}{sign}{serial:03d}{FINNISH[int(f'{born:%d%m%y}{serial:03d}') % 31]}"


def cpr(r):
    """CPR-kontoret: modulus 11 holds for numbers given before October 2007."""
    def make():
        body = f"{birth(r, 1940, 1999):%d%m%y}{digits(r, 3, '0123')}"
        return body, -weighted(body, (4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    body, check = until(make, lambda pair: pair[1] < 10)
    text = body + str(check)
    return r.choice([text, group(text, 6, by="-")])


def kennitala(r):
    def make():
        body = f"{birth(r, 1940, 1999):%d%m%y}{r.randrange(20, 100)}"
        return body, -weighted(body, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    body, check = until(make, lambda pair: pair[1] < 10)
    text = f"{body}{check}9"
    return r.choice([text, group(text, 6, by="-")])


add("SWEDEN_NATIONAL_IDENTIFICATION_NUMBER", personnummer, "personnummer|personnr|personal identity number", "personnummer|person_nr", "sv")
add("SWEDEN_DRIVERS_LICENSE", lambda r: group(personnummer(r).replace("-", "")[-10:], 6, by="-"), "körkort|körkortsnummer|körkort nummer", "korkort|korkortsnummer", "sv", also="SWEDEN_NATIONAL_IDENTIFICATION_NUMBER")
add("NORWAY_NATIONAL_IDENTIFICATION_NUMBER", fodselsnummer, "fødselsnummer|personnummer|fødselsnr", "fodselsnummer|fnr|personnummer", "no", confirm="no.fodselsnummer")
add("FINLAND_NATIONAL_IDENTIFICATION_NUMBER", hetu, "henkilötunnus|hetu|HETU|personbeteckning", "henkilotunnus|hetu", "fi", confirm="fi.hetu")
add("FINLAND_DRIVERS_LICENSE", hetu, "ajokortti|ajokortin numero", "ajokortti|ajokortin_numero", "fi", also="FINLAND_NATIONAL_IDENTIFICATION_NUMBER", confirm="fi.hetu")
add("FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER", lambda r: (lambda t: r.choice([t, group(t, 10)]))("8024680246" + digits(r, 10)), "sairausvakuutuskortti|EHIC|health insurance card", "ehic|sairausvakuutuskortti", "fi", also="EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER")
add("DENMARK_NATIONAL_IDENTIFICATION_NUMBER", cpr, "CPR-nummer|CPR|personnummer|CPR-nr.", "cpr|cpr_nummer|cprnr", "da", confirm="dk.cpr")
add("DENMARK_DRIVERS_LICENSE", lambda r: digits(r, 8), "kørekort|kørekortnummer", "korekort|korekortnummer", "da")
add("ICELAND_NATIONAL_IDENTIFICATION_NUMBER", kennitala, "kennitala|Kennitala|kt.", "kennitala", "is", confirm="is_.kennitala")


# --- Baltic


def baltic(r):
    born = birth(r)
    body = f"{(3 if born.year < 2000 else 5) + r.randrange(2)}{born:%y%m%d}{digits(r, 3)}"
    check = weighted(body, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(body, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return body + str(check)


def latvian(r):
    born = birth(r)
    def make():
        body = f"{born:%d%m%y}{1 if born.year < 2000 else 2}{digits(r, 3)}"
        return body, (1 + weighted(body, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11
    body, check = until(make, lambda pair: pair[1] < 10)
    return r.choice([f"{body}{check}", f"{body[:6]}-{body[6:]}{check}"])


add("ESTONIA_NATIONAL_IDENTIFICATION_NUMBER", baltic, "isikukood|personal code", "isikukood|isiku_kood", "et", confirm="ee.ik")
add("ESTONIA_DRIVERS_LICENSE", lambda r: "ET" + digits(r, 6), "juhiluba|juhiloa number", "juhiluba|juhiloa_number", "et")
add("LITHUANIA_NATIONAL_IDENTIFICATION_NUMBER", baltic, "asmens kodas|personal code", "asmens_kodas|asmensKodas", "lt", confirm="lt.asmens")
add("LITHUANIA_DRIVERS_LICENSE", lambda r: digits(r, 8), "vairuotojo pažymėjimas", "vairuotojo_pazymejimas", "lt")
add("LATVIA_NATIONAL_IDENTIFICATION_NUMBER", latvian, "personas kods|personal code", "personas_kods|personasKods", "lv", confirm="lv.pvn")
add("LATVIA_DRIVERS_LICENSE", lambda r: letters(r, r.choice([2, 3])) + digits(r, 6), "vadītāja apliecība|autovadītāja apliecība", "vaditaja_apliecibas_numurs|vaditaja_apliecība", "lv")


# --- Centre and south-east


def rodne(r):
    born, female = birth(r, 1955, 2004), r.random() < 0.5
    def make():
        head = f"{born:%y}{born.month + 50 * female:02d}{born.day:02d}{digits(r, 3)}"
        return head, int(head) % 11
    head, check = until(make, lambda pair: pair[1] < 10)
    return r.choice([f"{head}{check}", f"{head[:6]}/{head[6:]}{check}"])


def pesel(r):
    born = birth(r)
    body = f"{born:%y}{born.month + (20 if born.year >= 2000 else 0):02d}{born.day:02d}{digits(r, 4)}"
    return body + str(-weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10)


def nip(r):
    def make():
        body = digits(r, 9, "123456789")
        return body, weighted(body, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
    body, check = until(make, lambda pair: pair[1] != 10)
    text = f"{body}{check}"
    return r.choice([text, group(text, 3, 3, 2, by="-"), group(text, 3, 2, 2, by="-")])


def regon(r):
    body = digits(r, 8)
    return body + str(weighted(body, (8, 9, 2, 3, 4, 5, 6, 7)) % 11 % 10)


def dowod(r):
    """Letters weigh 7, 3, 1, the check digit 9, the rest 7, 3, 1, 7, 3; the sum is a multiple of ten."""
    first, number = letters(r, 3, "ABCDEGHIJKLMNPRSTUVWXYZ"), digits(r, 5)
    total = sum(ALNUM.index(c) * w for c, w in zip(first, (7, 3, 1))) + weighted(number, (7, 3, 1, 7, 3))
    check = next(d for d in range(10) if (total + 9 * d) % 10 == 0)
    return f"{first}{check}{number}"


def cnp(r):
    born = birth(r)
    body = f"{(1 if born.year < 2000 else 5) + r.randrange(2)}{born:%y%m%d}{r.randrange(1, 47):02d}{r.randrange(1, 1000):03d}"
    check = weighted(body, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return body + str(1 if check == 10 else check)


def egn(r):
    born = birth(r)
    body = f"{born:%y}{born.month + (40 if born.year >= 2000 else 0):02d}{born.day:02d}{digits(r, 3)}"
    return body + str(weighted(body, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10)


def jmbg(region):
    def make(r):
        def one():
            body = f"{birth(r):%d%m}{f'{birth(r):%Y}'[1:]}{r.choice(region)}{digits(r, 3)}"
            return body, 11 - weighted(body, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        def good(pair):
            if pair[1] == 10:
                return False
            day, month, year = int(pair[0][:2]), int(pair[0][2:4]), pair[0][4:7]
            return not (day == 29 and month == 2) and year[0] in "90"
        body, check = until(one, good)
        return body + str(check % 11)
    return make


def hungarian_tax(r):
    def make():
        body = "8" + digits(r, 8, "2345")
        return body, weighted(body, range(1, 10)) % 11
    body, check = until(make, lambda pair: pair[1] != 10)
    return f"{body}{check}"


def taj(r):
    body = digits(r, 8)
    text = body + str(weighted(body, (3, 7) * 4) % 10)
    return r.choice([text, group(text, 3, 3)])


def slovenian_tax(r):
    def make():
        body = digits(r, 7, "123456789")
        return body, 11 - weighted(body, range(8, 1, -1)) % 11
    body, check = until(make, lambda pair: pair[1] != 11)
    return body + str(check % 10)


def oib(r):
    body = digits(r, 10)
    return body + mod_11_10(body)


add("CZECHIA_NATIONAL_IDENTIFICATION_NUMBER", rodne, "rodné číslo|RČ|r. č.|rodné číslo pacienta", "rodne_cislo|rodneCislo", "cs", confirm="cz.rc")
add("CZECHIA_DRIVERS_LICENSE", lambda r: letters(r, 2) + r.choice(["", " "]) + digits(r, 6), "řidičský průkaz|číslo řidičského průkazu", "ridicsky_prukaz|cislo_ridicskeho_prukazu", "cs")
add("SLOVAKIA_NATIONAL_IDENTIFICATION_NUMBER", rodne, "rodné číslo|rodné číslo klienta", "rodne_cislo|rodneCislo", "sk", confirm="sk.rc")
add("SLOVAKIA_DRIVERS_LICENSE", lambda r: letters(r, 1) + digits(r, 7), "vodičský preukaz|číslo vodičského preukazu", "vodicsky_preukaz|cislo_vodicskeho_preukazu", "sk")
add("POLAND_NATIONAL_IDENTIFICATION_NUMBER", pesel, "PESEL|numer PESEL|nr PESEL", "pesel|numer_pesel", "pl", confirm="pl.pesel")
add("POLAND_TAX_IDENTIFICATION_NUMBER", nip, "NIP|numer NIP|numer identyfikacji podatkowej", "nip|numer_nip", "pl", confirm="pl.nip")
add("POLAND_IDENTITY_CARD_NUMBER", dowod, "dowód osobisty|numer dowodu osobistego|seria i numer dowodu", "dowod_osobisty|numer_dowodu", "pl")
add("POLAND_ORGANIZATION_NUMBER", regon, "REGON|numer REGON", "regon", "pl", confirm="pl.regon")
add("POLAND_DRIVERS_LICENSE", lambda r: f"{digits(r, 5)}/{r.randrange(1, 24):02d}/{digits(r, 4)}", "prawo jazdy|prawo jazdy nr", "prawo_jazdy|nr_prawo_jazdy", "pl")
add("POLAND_PASSPORT_NUMBER", lambda r: (lambda a, b: f"{a}{next(d for d in range(10) if (sum(ALNUM.index(c) * w for c, w in zip(a, (7, 3))) + d * 9 + weighted(b, (1, 7, 3, 1, 7, 3))) % 10 == 0)}{b}")(letters(r, 2, "ABCDE"), digits(r, 6)), "paszport|numer paszportu", "paszport|numer_paszportu", "pl")
add("HUNGARY_TAX_IDENTIFICATION_NUMBER", hungarian_tax, "adóazonosító jel|adóazonosító", "adoazonosito_jel|adoazonosito", "hu")
add("HUNGARY_HEALTH_INSURANCE_NUMBER", taj, "TAJ szám|TAJ|társadalombiztosítási azonosító jel", "taj_szam|taj", "hu")
add("HUNGARY_DRIVERS_LICENSE", lambda r: letters(r, 2) + digits(r, 6), "jogosítvány|vezetői engedély", "jogositvany|vezetoi_engedely", "hu")
add("ROMANIA_NATIONAL_IDENTIFICATION_NUMBER", cnp, "CNP|cod numeric personal", "cnp|cod_numeric_personal", "ro", confirm="ro.cnp")
add("ROMANIA_DRIVERS_LICENSE", lambda r: letters(r, 1) + digits(r, 8), "permis de conducere|numărul permisului de conducere", "permis_de_conducere", "ro")
add("BULGARIA_NATIONAL_IDENTIFICATION_NUMBER", egn, "ЕГН|единен граждански номер|EGN", "egn|ЕГН", "bg", confirm="bg.egn")
add("BULGARIA_DRIVERS_LICENSE", lambda r: digits(r, 9), "шофьорска книжка|СУМПС", "sumps|сумпс", "bg")
add("CROATIA_NATIONAL_IDENTIFICATION_NUMBER", oib, "OIB|osobni identifikacijski broj", "oib|osobni_identifikacijski_broj", "hr", confirm="hr.oib")
add("CROATIA_DRIVERS_LICENSE", lambda r: digits(r, 8), "vozačka dozvola|vozačka dozvola broj", "vozacka_dozvola", "hr")
add("SLOVENIA_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["50"]), "EMŠO|enotna matična številka občana", "emso|emšo", "sl")
add("SLOVENIA_TAX_IDENTIFICATION_NUMBER", slovenian_tax, "davčna številka|davčna št.", "davcna_stevilka|davčna_številka", "sl", confirm="si.ddv")
add("SLOVENIA_DRIVERS_LICENSE", lambda r: digits(r, 9), "vozniško dovoljenje|vozniško dovoljenje št.", "voznisko_dovoljenje", "sl")
add("SERBIA_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["71", "72", "73", "74", "78"]), "JMBG|jedinstveni matični broj građana|ЈМБГ", "jmbg|JMBG", "sr")
add("MONTENEGRO_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["21", "26"]), "JMBG|jedinstveni matični broj", "jmbg", "sr")
add("NORTH_MACEDONIA_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["45", "41"]), "ЕМБГ|матичен број", "embg|ЕМБГ", "mk")
add("BOSNIA_AND_HERZEGOVINA_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["17", "10", "18"]), "JMBG|jedinstveni matični broj", "jmbg|JMB", "bs")


# --- East


def tckn(r):
    body = digits(r, 9, "123456789")
    odd, even = sum(map(int, body[::2])), sum(map(int, body[1::2]))
    tenth = (odd * 7 - even) % 10
    return f"{body}{tenth}{(odd + even + tenth) % 10}"


def snils(r):
    body = digits(r, 9, "123456789")
    check = weighted(body, range(9, 0, -1)) % 101 % 100
    return r.choice([f"{body}{check:02d}", f"{body[:3]}-{body[3:6]}-{body[6:]} {check:02d}"])


def inn(r):
    body = digits(r, 10, "123456789")
    body += str(weighted(body, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)
    return body + str(weighted(body, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10)


def rntrc(r):
    body = digits(r, 9, "23")
    return body + str(weighted(body, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10)


add("TURKIYE_NATIONAL_IDENTIFICATION_NUMBER", tckn, "T.C. kimlik no|TC kimlik numarası|TCKN|kimlik no", "tckn|tc_kimlik_no|kimlik_no", "tr", confirm="tr.tckimlik")
add("RUSSIA_INDIVIDUAL_INSURANCE_ACCOUNT_NUMBER", snils, "СНИЛС|SNILS", "snils|СНИЛС", "ru")
add("RUSSIA_TAX_IDENTIFICATION_NUMBER", inn, "ИНН|INN", "inn|ИНН", "ru", confirm="ru.inn")
add("UKRAINE_TAX_IDENTIFICATION_NUMBER", rntrc, "РНОКПП|ІПН|ідентифікаційний код", "rnokpp|ipn", "uk", confirm="ua.rntrc")

COUNTRIES = "040 056 100 191 196 203 208 233 246 250 276 300 348 372 380 428 440 442 470 528 616 620 642 703 705 724 752".split()


def ehic(r):
    body = "80" + r.choice(COUNTRIES) + digits(r, 14)
    text = body + luhn(body)
    return r.choice([text, group(text, 5, 5, 5), group(text, 10)])


add("EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER", ehic, "EHIC|health insurance card|European health insurance card|carte européenne d'assurance maladie|Gesundheitskarte", "ehic|health_insurance_card|gesundheitskarte", also="FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER")
