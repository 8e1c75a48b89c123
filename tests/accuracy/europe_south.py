"""Spain, Portugal, Italy, Malta, Greece and Cyprus."""

from .kinds import add, birth, digits, group, letters
from .schemes import ALNUM, UPPER, italy_letter, luhn, weighted

CONTROL = "TRWAGMYFPDXBNJZSQVHLCKE"

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
    return r.choice(
        [
            f"{province:02d}{serial}{check}",
            f"{province:02d}/{serial}/{check}",
            f"{province:02d} {serial} {check}",
            f"{province:02d}-{serial}-{check}",
        ]
    )


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


add(
    "SPAIN_DNI_NUMBER",
    dni,
    "DNI|documento nacional de identidad|número nacional identidad",
    "dni|dni_numero|documento_nacional_de_identidad",
    "es",
    also="SPAIN_NIF_NUMBER|SPAIN_DRIVERS_LICENSE",
    confirm="es.nif",
)
add(
    "SPAIN_NIF_NUMBER",
    dni,
    "NIF|número de identificación fiscal|tax id",
    "nif|numero_de_identificacion_fiscal",
    "es",
    also="SPAIN_DNI_NUMBER|SPAIN_DRIVERS_LICENSE",
    confirm="es.nif",
)
add(
    "SPAIN_NIE_NUMBER",
    nie,
    "NIE|número de identidad de extranjero",
    "nie|nie_numero",
    "es",
    also="SPAIN_NIF_NUMBER",
    confirm="es.nie",
)
add(
    "SPAIN_TAX_IDENTIFICATION_NUMBER",
    cif,
    "CIF|NIF|número de identificación fiscal",
    "cif|nif|cif_empresa",
    "es",
    also="SPAIN_NIF_NUMBER",
    confirm="es.cif",
)
add(
    "SPAIN_DRIVERS_LICENSE",
    dni,
    "permiso de conducción|licencia de manejo|número de permiso de conducer",
    "permiso_conduccion|licencia_de_manejo",
    "es",
    also="SPAIN_DNI_NUMBER|SPAIN_NIF_NUMBER",
)
add(
    "SPAIN_DRIVING_LICENCE_NUMBER",
    dni,
    "permiso de conducir|licencia de conducir|carnet de conducir",
    "permiso_conducir|licencia_de_conducir|carnetConducir",
    "es",
    also="SPAIN_DNI_NUMBER|SPAIN_NIF_NUMBER",
)
add(
    "SPAIN_PASSPORT_NUMBER",
    lambda r: letters(r, 3, "ABCDEFGHJKLMNPQRSTUVWXYZ") + digits(r, 6),
    "pasaporte|número pasaporte|passport number",
    "pasaporte|numero_pasaporte",
    "es",
)
add(
    "SPAIN_SOCIAL_SECURITY_NUMBER",
    spanish_social,
    "número de la seguridad social|social security number",
    "numero_de_la_seguridad_social|ssn",
    "es",
)
add(
    "PORTUGAL_TAX_IDENTIFICATION_NUMBER",
    portuguese,
    "NIF|número de contribuinte|contribuinte",
    "nif|contribuinte|numero_contribuinte",
    "pt",
    confirm="pt.nif",
)
add(
    "PORTUGAL_NATIONAL_IDENTIFICATION_NUMBER",
    cartao,
    "Cartão de Cidadão|cartão de cidadão número|bilhete de identidade",
    "cartao_cidadao|cartaoCidadao",
    "pt",
    confirm="pt.cc",
)
add(
    "PORTUGAL_DRIVERS_LICENSE",
    lambda r: f"{r.choice(['L', 'P', 'C', 'LE', 'SE', 'BR'])}-{digits(r, r.randrange(5, 8))} {r.randrange(10)}",
    "carta de condução|licença de condução",
    "carta_de_conducao|cartaDeConducao",
    "pt",
)


# --- Italy, Malta, Greece, Cyprus

PLACES = ("H501", "F205", "L219", "D612", "F839", "A944", "D969", "G273", "A662", "L736")


def codice_fiscale(r):
    born, female = birth(r), r.random() < 0.5
    consonants = "BCDFGLMNPRSTVZ"
    body = (
        letters(r, 3, consonants)
        + letters(r, 3, consonants)
        + f"{born:%y}"
        + "ABCDEHLMPRST"[born.month - 1]
        + f"{born.day + 40 * female:02d}"
        + r.choice(PLACES)
    )
    text = body + italy_letter(body)
    return r.choice([text, text, text.lower(), group(text, 3, 3, 5, 4)]) if r.random() < 0.4 else text


def partita_iva(r):
    body = digits(r, 7, "0123") + r.choice(["001", "012", "015", "058", "063"])
    return body + luhn(body)


add(
    "ITALY_NATIONAL_IDENTIFICATION_NUMBER",
    codice_fiscale,
    "codice fiscale|codice fiscal|tessera sanitaria|tax code",
    "codice_fiscale|codiceFiscale|codice_fiscal",
    "it",
    confirm="it.codicefiscale",
)
add(
    "ITALY_VAT_NUMBER",
    lambda r: r.choice(["", "IT"]) + partita_iva(r),
    "partita IVA|P. IVA|P.IVA",
    "partita_iva|partitaIva|piva",
    "it",
    also="ITALY_NATIONAL_IDENTIFICATION_NUMBER|EU_VAT_NUMBER",
    confirm="it.iva",
)
add(
    "ITALY_PASSPORT_NUMBER",
    lambda r: letters(r, 2, "AY") + digits(r, 7),
    "passaporto|passaporto numero|passport number",
    "passaporto|passaporto_numero",
    "it",
)
add(
    "ITALY_DRIVERS_LICENSE",
    lambda r: r.choice(
        [
            letters(r, 2) + digits(r, 7) + letters(r, 1),
            "U1" + "".join(r.choices("0123456789ABCDEFGHJKLMNPRSTVWXYZ", k=7)) + letters(r, 1),
        ]
    ),
    "patente di guida|patente di guida numero|patente guida",
    "patente_guida|patente_di_guida",
    "it",
)


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
add("GREECE_DRIVERS_LICENSE", lambda r: digits(r, 9), "adeia odigisis", "adeia_odigisis|adeiaOdigisis", "el")
add(
    "GREECE_DRIVING_LICENCE_NUMBER",
    lambda r: digits(r, 9),
    "άδεια οδήγησης|αριθμός άδειας οδήγησης",
    "άδεια_οδήγησης|αριθμός_άδειας",
    "el",
)
add("CYPRUS_DRIVERS_LICENSE", lambda r: digits(r, 12), "άδεια οδήγησης", "άδεια_οδήγησης", "el")
add(
    "CYPRUS_TAX_IDENTIFICATION_NUMBER",
    cyprus_tic,
    "TIC|tax identification code|ΑΦΤ|tax identification number",
    "tic|tax_identification_code",
    "en",
    confirm="cy.vat",
)
add(
    "MALTA_DRIVERS_LICENSE",
    lambda r: (lambda t: r.choice([t, group(t, 2, 3)]))(digits(r, 8)),
    "liċenzja tas-sewqan",
    "licenzja_tas_sewqan",
    "mt",
)
add(
    "MALTA_NATIONAL_IDENTIFICATION_NUMBER",
    lambda r: digits(r, 7, "0123456789") + r.choice("MGAPLHBZ"),
    "karta tal-identità|ID card number|identity card number",
    "karta_identita|id_card_number",
    "mt",
)
