"""The Nordic and Baltic countries."""

from .kinds import add, birth, digits, group, letters, until
from .schemes import luhn, weighted

FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY"

# --- North


def personnummer(r):
    born = birth(r)
    body = f"{born:%y%m%d}{r.randrange(1, 1000):03d}"
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


add(
    "SWEDEN_NATIONAL_IDENTIFICATION_NUMBER",
    personnummer,
    "personnummer|personnr|personal identity number",
    "personnummer|person_nr",
    "sv",
)
add(
    "SWEDEN_DRIVERS_LICENSE",
    lambda r: group(personnummer(r).replace("-", "")[-10:], 6, by="-"),
    "körkort|körkortsnummer|körkort nummer",
    "korkort|korkortsnummer",
    "sv",
    also="SWEDEN_NATIONAL_IDENTIFICATION_NUMBER",
)
add(
    "NORWAY_NATIONAL_IDENTIFICATION_NUMBER",
    fodselsnummer,
    "fødselsnummer|personnummer|fødselsnr",
    "fodselsnummer|fnr|personnummer",
    "no",
    confirm="no.fodselsnummer",
)
add(
    "FINLAND_NATIONAL_IDENTIFICATION_NUMBER",
    hetu,
    "henkilötunnus|hetu|HETU|personbeteckning",
    "henkilotunnus|hetu",
    "fi",
    confirm="fi.hetu",
)
add(
    "FINLAND_DRIVERS_LICENSE",
    hetu,
    "ajokortti|ajokortin numero",
    "ajokortti|ajokortin_numero",
    "fi",
    also="FINLAND_NATIONAL_IDENTIFICATION_NUMBER",
    confirm="fi.hetu",
)
add(
    "FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER",
    lambda r: (lambda t: r.choice([t, group(t, 10)]))("8024680246" + digits(r, 10)),
    "sairausvakuutuskortti|EHIC|health insurance card",
    "ehic|sairausvakuutuskortti",
    "fi",
    also="EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER",
)
add(
    "DENMARK_NATIONAL_IDENTIFICATION_NUMBER",
    cpr,
    "CPR-nummer|CPR|personnummer|CPR-nr.",
    "cpr|cpr_nummer|cprnr",
    "da",
    confirm="dk.cpr",
)
add("DENMARK_DRIVERS_LICENSE", lambda r: digits(r, 8), "kørekort|kørekortnummer", "korekort|korekortnummer", "da")
add(
    "ICELAND_NATIONAL_IDENTIFICATION_NUMBER",
    kennitala,
    "kennitala|Kennitala|kt.",
    "kennitala",
    "is",
    confirm="is_.kennitala",
)


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


add(
    "ESTONIA_NATIONAL_IDENTIFICATION_NUMBER",
    baltic,
    "isikukood|personal code",
    "isikukood|isiku_kood",
    "et",
    confirm="ee.ik",
)
add(
    "ESTONIA_DRIVERS_LICENSE", lambda r: "ET" + digits(r, 6), "juhiluba|juhiloa number", "juhiluba|juhiloa_number", "et"
)
add(
    "LITHUANIA_NATIONAL_IDENTIFICATION_NUMBER",
    baltic,
    "asmens kodas|personal code",
    "asmens_kodas|asmensKodas",
    "lt",
    confirm="lt.asmens",
)
add("LITHUANIA_DRIVERS_LICENSE", lambda r: digits(r, 8), "vairuotojo pažymėjimas", "vairuotojo_pazymejimas", "lt")
add(
    "LATVIA_NATIONAL_IDENTIFICATION_NUMBER",
    latvian,
    "personas kods|personal code",
    "personas_kods|personasKods",
    "lv",
    confirm="lv.pvn",
)
add(
    "LATVIA_DRIVERS_LICENSE",
    lambda r: letters(r, r.choice([2, 3])) + digits(r, 6),
    "vadītāja apliecība|autovadītāja apliecība",
    "vaditaja_apliecibas_numurs|vaditaja_apliecība",
    "lv",
)
