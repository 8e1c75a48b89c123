"""Numbers of registers of all the world: second cards of a country, cards of health, accounts."""

from .drawn import shaped
from .europe_east import jmbg
from .kinds import add, birth, digits, group, letters, until
from .schemes import BASE58, keccak_256, weighted


def bsb(r):
    """Bank, state and branch, and the account at it."""
    code = r.choice(["06", "03", "08", "01", "73", "11"]) + digits(r, 4)
    return f"{code[:3]}-{code[3:]} {digits(r, r.randrange(6, 10), '123456789')}"


def cpr(r):
    """Bahrain: year and month of birth, and five digits."""
    return f"{birth(r):%y%m}{digits(r, 5)}"


def belgian_card(r):
    """Twelve digits, the last two the others modulo 97, or 97."""
    body = digits(r, 10, "56")
    text = body + f"{int(body) % 97 or 97:02d}"
    return r.choice([text, f"{text[:3]}-{text[3:10]}-{text[10:]}"])


def italian_health_card(r):
    """80, Italy, the region that issued it, and ten digits."""
    return "80380" + f"{r.randrange(10, 210, 10):05d}"[-5:] + digits(r, 10)


def bin_number(r):
    """Kazakhstan: year and month of registration, kind, and the check digit of the numbers of persons."""

    def make():
        body = f"{r.randrange(0, 24):02d}{r.randrange(1, 13):02d}{r.choice('456')}{r.choice('0123')}{digits(r, 5)}"
        check = weighted(body, range(1, 12)) % 11
        if check == 10:
            check = weighted(body, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
        return body, check

    return "{}{}".format(*until(make, lambda pair: pair[1] != 10))


def elector(r):
    """Consonants of the names, birth, state, sex, and three digits."""
    return f"{letters(r, 6, 'BCDFGHJLMNPRSTVZ')}{birth(r):%y%m%d}{r.randrange(1, 33):02d}{r.choice('HM')}{digits(r, 3)}"


def monero(r):
    """Base58 in blocks of eight bytes; the last four bytes are the beginning of Keccak of all before."""
    data = bytes([18]) + r.randbytes(64)
    data += keccak_256(data)[:4]
    text = ""
    for start in range(0, len(data), 8):
        block = data[start : start + 8]
        number, width = int.from_bytes(block, "big"), {8: 11, 5: 7}[len(block)]
        part = ""
        for _ in range(width):
            number, rest = divmod(number, 58)
            part = BASE58[rest] + part
        text += part
    return text


add(
    "AUSTRALIA_BANK_ACCOUNT_NUMBER",
    bsb,
    "BSB and account number|bank account|account number",
    "bsb_account|bank_account_number",
)
add("BAHRAIN_NATIONAL_IDENTIFICATION_NUMBER", cpr, "CPR number|CPR|الرقم الشخصي", "cpr|cpr_number", "ar")
add(
    "BELGIUM_IDENTITY_CARD_NUMBER",
    belgian_card,
    "identiteitskaart|identiteitskaartnummer|carte d'identité",
    "identiteitskaartnummer|eid",
    "nl",
)
add("BOLIVIA_NIT_NUMBER", shaped("102#######", "1########1"), "NIT Bolivia|NIT boliviano", "nit_bolivia", "es")
add(
    "CANADA_IMMIGRATION_CLIENT_IDENTIFIER",
    lambda r: r.choice([group(digits(r, 8, "45678"), 4, by="-"), group("11" + digits(r, 8), 2, 4, by="-")]),
    "UCI|Unique Client Identifier|UCI number",
    "uci|unique_client_identifier",
)
add(
    "CROATIA_FORMER_CITIZEN_NUMBER",
    jmbg(["30", "31", "33", "36", "38"]),
    "JMBG|matični broj građana",
    "jmbg",
    "hr",
)
add(
    "ITALY_HEALTH_CARD_NUMBER",
    italian_health_card,
    "tessera sanitaria|numero tessera sanitaria",
    "tessera_sanitaria|numero_tessera",
    "it",
)
add(
    "JAPAN_HEALTH_INSURANCE_NUMBER",
    lambda r: digits(r, 8, "0123"),
    "保険者番号|被保険者番号|健康保険証番号",
    "保険者番号|insurer_number",
    "ja",
)
add("KAZAKHSTAN_BUSINESS_IDENTIFICATION_NUMBER", bin_number, "БИН|БСН|BIN number", "bin|бин", "kk")
add(
    "MEXICO_ELECTOR_KEY",
    elector,
    "clave de elector|credencial para votar|INE",
    "clave_de_elector|clave_elector",
    "es",
)
add("MONERO_ADDRESS", monero, "Monero|XMR address", "xmr_address|monero_address", needs_word=False)
add(
    "MOROCCO_NATIONAL_IDENTIFICATION_NUMBER",
    shaped("AB######", "BE######", "K######", "BK######"),
    "CIN|CNIE|numéro CIN",
    "cin|cnie",
    "fr",
)
add(
    "PORTUGAL_HEALTH_NUMBER",
    lambda r: (lambda text: r.choice([text, group(text, 3, 3)]))(digits(r, 9, "123456789")),
    "número de utente|utente|número SNS",
    "numero_utente|utente",
    "pt",
)
add(
    "TUNISIA_NATIONAL_IDENTIFICATION_NUMBER",
    shaped("0#######", "1#######"),
    "CIN|numéro CIN|carte d'identité nationale",
    "cin|numero_cin",
    "fr",
)
