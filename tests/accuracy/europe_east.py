"""Central, south-eastern and eastern Europe, and the European health insurance card."""

from .kinds import add, birth, digits, group, letters, until
from .schemes import ALNUM, luhn, mod_11_10, weighted


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


add(
    "CZECHIA_NATIONAL_IDENTIFICATION_NUMBER",
    rodne,
    "rodné číslo|RČ|r. č.|rodné číslo pacienta",
    "rodne_cislo|rodneCislo",
    "cs",
    confirm="cz.rc",
)
add(
    "CZECHIA_DRIVERS_LICENSE",
    lambda r: letters(r, 2) + r.choice(["", " "]) + digits(r, 6),
    "řidičský průkaz|číslo řidičského průkazu",
    "ridicsky_prukaz|cislo_ridicskeho_prukazu",
    "cs",
)
add(
    "SLOVAKIA_NATIONAL_IDENTIFICATION_NUMBER",
    rodne,
    "rodné číslo|rodné číslo klienta",
    "rodne_cislo|rodneCislo",
    "sk",
    confirm="sk.rc",
)
add(
    "SLOVAKIA_DRIVERS_LICENSE",
    lambda r: letters(r, 1) + digits(r, 7),
    "vodičský preukaz|číslo vodičského preukazu",
    "vodicsky_preukaz|cislo_vodicskeho_preukazu",
    "sk",
)
add(
    "POLAND_NATIONAL_IDENTIFICATION_NUMBER",
    pesel,
    "PESEL|numer PESEL|nr PESEL",
    "pesel|numer_pesel",
    "pl",
    confirm="pl.pesel",
)
add(
    "POLAND_TAX_IDENTIFICATION_NUMBER",
    nip,
    "NIP|numer NIP|numer identyfikacji podatkowej",
    "nip|numer_nip",
    "pl",
    confirm="pl.nip",
)
add(
    "POLAND_IDENTITY_CARD_NUMBER",
    dowod,
    "dowód osobisty|numer dowodu osobistego|seria i numer dowodu",
    "dowod_osobisty|numer_dowodu",
    "pl",
)
add("POLAND_ORGANIZATION_NUMBER", regon, "REGON|numer REGON", "regon", "pl", confirm="pl.regon")
add(
    "POLAND_DRIVERS_LICENSE",
    lambda r: f"{digits(r, 5)}/{r.randrange(1, 24):02d}/{digits(r, 4)}",
    "prawo jazdy|prawo jazdy nr",
    "prawo_jazdy|nr_prawo_jazdy",
    "pl",
)
add(
    "POLAND_PASSPORT_NUMBER",
    lambda r: (
        lambda a, b: (
            f"{a}{next(d for d in range(10) if (sum(ALNUM.index(c) * w for c, w in zip(a, (7, 3))) + d * 9 + weighted(b, (1, 7, 3, 1, 7, 3))) % 10 == 0)}{b}"
        )
    )(letters(r, 2, "ABCDE"), digits(r, 6)),
    "paszport|numer paszportu",
    "paszport|numer_paszportu",
    "pl",
)
add(
    "HUNGARY_TAX_IDENTIFICATION_NUMBER",
    hungarian_tax,
    "adóazonosító jel|adóazonosító",
    "adoazonosito_jel|adoazonosito",
    "hu",
)
add("HUNGARY_HEALTH_INSURANCE_NUMBER", taj, "TAJ szám|TAJ|társadalombiztosítási azonosító jel", "taj_szam|taj", "hu")
add(
    "HUNGARY_DRIVERS_LICENSE",
    lambda r: letters(r, 2) + digits(r, 6),
    "jogosítvány|vezetői engedély",
    "jogositvany|vezetoi_engedely",
    "hu",
)
add(
    "ROMANIA_NATIONAL_IDENTIFICATION_NUMBER",
    cnp,
    "CNP|cod numeric personal",
    "cnp|cod_numeric_personal",
    "ro",
    confirm="ro.cnp",
)
add(
    "ROMANIA_DRIVERS_LICENSE",
    lambda r: letters(r, 1) + digits(r, 8),
    "permis de conducere|numărul permisului de conducere",
    "permis_de_conducere",
    "ro",
)
add(
    "BULGARIA_NATIONAL_IDENTIFICATION_NUMBER", egn, "ЕГН|единен граждански номер|EGN", "egn|ЕГН", "bg", confirm="bg.egn"
)
add("BULGARIA_DRIVERS_LICENSE", lambda r: digits(r, 9), "шофьорска книжка|СУМПС", "шофьорска_книжка|сумпс", "bg")
add(
    "CROATIA_NATIONAL_IDENTIFICATION_NUMBER",
    oib,
    "OIB|osobni identifikacijski broj",
    "oib|osobni_identifikacijski_broj",
    "hr",
    confirm="hr.oib",
)
add("CROATIA_DRIVERS_LICENSE", lambda r: digits(r, 8), "vozačka dozvola|vozačka dozvola broj", "vozacka_dozvola", "hr")
add("SLOVENIA_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["50"]), "EMŠO|enotna matična številka občana", "emso|emšo", "sl")
add(
    "SLOVENIA_TAX_IDENTIFICATION_NUMBER",
    slovenian_tax,
    "davčna številka|davčna št.",
    "davcna_stevilka|davčna_številka",
    "sl",
    confirm="si.ddv",
)
add(
    "SLOVENIA_DRIVERS_LICENSE",
    lambda r: digits(r, 9),
    "vozniško dovoljenje|vozniško dovoljenje št.",
    "voznisko_dovoljenje",
    "sl",
)
add(
    "SERBIA_NATIONAL_IDENTIFICATION_NUMBER",
    jmbg(["71", "72", "73", "74", "78"]),
    "JMBG|jedinstveni matični broj građana|ЈМБГ",
    "jmbg|JMBG",
    "sr",
)
add("MONTENEGRO_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["21", "26"]), "JMBG|jedinstveni matični broj", "jmbg", "sr")
add("NORTH_MACEDONIA_NATIONAL_IDENTIFICATION_NUMBER", jmbg(["45", "41"]), "ЕМБГ|матичен број", "embg|ЕМБГ", "mk")
add(
    "BOSNIA_AND_HERZEGOVINA_NATIONAL_IDENTIFICATION_NUMBER",
    jmbg(["17", "10", "18"]),
    "JMBG|jedinstveni matični broj",
    "jmbg|JMB",
    "bs",
)


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


add(
    "TURKIYE_NATIONAL_IDENTIFICATION_NUMBER",
    tckn,
    "T.C. kimlik no|TC kimlik numarası|TCKN|kimlik no",
    "tckn|tc_kimlik_no|kimlik_no",
    "tr",
    confirm="tr.tckimlik",
)
add("RUSSIA_INDIVIDUAL_INSURANCE_ACCOUNT_NUMBER", snils, "СНИЛС|SNILS", "snils|СНИЛС", "ru")
add("RUSSIA_TAX_IDENTIFICATION_NUMBER", inn, "ИНН|INN", "inn|ИНН", "ru", confirm="ru.inn")
add(
    "UKRAINE_TAX_IDENTIFICATION_NUMBER",
    rntrc,
    "РНОКПП|ІПН|ідентифікаційний код",
    "rnokpp|ipn",
    "uk",
    confirm="ua.rntrc",
)

COUNTRIES = "040 056 100 191 196 203 208 233 246 250 276 300 348 372 380 428 440 442 470 528 616 620 642 703 705 724 752".split()


def ehic(r):
    body = "80" + r.choice(COUNTRIES) + digits(r, 14)
    text = body + luhn(body)
    return r.choice([text, group(text, 5, 5, 5), group(text, 10)])


add(
    "EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER",
    ehic,
    "EHIC|health insurance card|European health insurance card|carte européenne d'assurance maladie|Gesundheitskarte",
    "ehic|health_insurance_card|gesundheitskarte",
    also="FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER",
)
