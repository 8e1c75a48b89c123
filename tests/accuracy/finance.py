"""Payment cards, bank accounts, securities and crypto addresses."""

from .kinds import add, digits, group, letters
from .schemes import ALNUM, UPPER, base58, base58check, bech32, ean, iban, italy_letter, keccak_256, luhn

# Issuer prefixes by brand, and how many digits the numbers have.
BRANDS = (
    (("4",), (16, 16, 16, 13, 19)),
    (("51", "52", "53", "54", "55", "2221", "2500", "2720"), (16,)),
    (("34", "37"), (15,)),
    (("6011", "644", "649", "65"), (16,)),
    (("36", "300", "305", "38"), (14,)),
    (("3528", "3550", "3589"), (16,)),
    (("62", "81"), (16, 17, 19)),
    (("5019",), (16,)),
)


def bare_card(r):
    prefixes, lengths = r.choice(BRANDS)
    prefix, length = r.choice(prefixes), r.choice(lengths)
    body = prefix + digits(r, length - 1 - len(prefix))
    return body + luhn(body)


def card(r):
    text = bare_card(r)
    if len(text) == 15:
        return r.choice([text, group(text, 4, 6)])
    if len(text) == 14:
        return r.choice([text, group(text, 4, 6)])
    if len(text) == 16:
        return r.choice([text, text, group(text, 4, 4, 4), group(text, 4, 4, 4), group(text, 4, 4, 4, by="-")])
    return text


def stripe(r):
    number = bare_card(r)
    expiry = f"{r.randrange(24, 33)}{r.randrange(1, 13):02d}"
    name = f"{letters(r, 6)}/{letters(r, 5)}"
    first = f"%B{number}^{name}^{expiry}201{digits(r, 10)}?"
    second = f";{number}={expiry}201{digits(r, 8)}?"
    return r.choice([first, second])


def expiry(r):
    month, year = r.randrange(1, 13), r.randrange(2025, 2034)
    name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[month - 1]
    return r.choice([f"{month:02d}/{year % 100}", f"{month:02d}/{year}", f"{month:02d}-{year}", f"{name} {year}"])


ANY_CARD = "CREDIT_CARD_NUMBER|CREDIT_CARD_NUMBER_(NO_KEYWORD)"
add(
    "CREDIT_CARD_NUMBER",
    card,
    "credit card|card number|debit card|Visa|Mastercard|card no|payment card number|Amex card|cc #",
    "card_number|credit_card|cardNumber|ccn|pan|creditCardNumber",
    also="CREDIT_CARD_NUMBER_(NO_KEYWORD)",
)
add("CREDIT_CARD_NUMBER_(NO_KEYWORD)", card, needs_word=False)
add(
    "CREDIT_CARD_MAGNETIC_STRIPE",
    stripe,
    "swipe|magstripe|card data|mag stripe data",
    "magstripe|card_data|swipe",
    also=ANY_CARD + "|CREDIT_CARD_EXPIRATION|NAME",
    loose=True,
)
add(
    "CREDIT_CARD_EXPIRATION",
    expiry,
    "expiry|expiration|expiration date|expiry date",
    "expiration|expiry|expiration_date|expiryDate",
)
UNTIL = "valid thru|VALID THRU|valid until|good thru|exp|exp.|expires|gültig bis|válido hasta|scadenza|validade|geldig tot"


def card_until(r):
    """A number with its date in words that Macie does not have: they belong together."""
    month, year = r.randrange(1, 13), r.randrange(2025, 2034)
    date = r.choice([f"{month:02d}/{year % 100}", f"{month:02d}/{year % 100}", f"{month:02d}/{year}", f"{month:02d} / {year % 100}"])
    return f"{card(r)}{r.choice([' ', ', ', chr(10)])}{r.choice(UNTIL.split('|'))}{r.choice([' ', ': '])}{date}"


add("CARD_EXPIRATION_DATE", card_until, needs_word=False, loose=True, also=ANY_CARD)
add(
    "CREDIT_CARD_SECURITY_CODE",
    lambda r: f"{r.randrange(1, 1000):03d}",
    "CVV|CVC|CVV2|card security code|card verification value",
    "cvv|cvc|cvv2|card_security_code",
)

# ISO 13616 registry: letters, and the layout of the rest (n digit, a letter, c either).
IBANS = {
    "AL": ("ALBANIA", "8n 16c"),
    "AD": ("ANDORRA", "8n 12c"),
    "BA": ("BOSNIA_AND_HERZEGOVINA", "16n"),
    "BR": ("BRAZIL", "23n 1a 1c"),
    "BG": ("BULGARIA", "4a 6n 8c"),
    "CR": ("COSTA_RICA", "18n"),
    "HR": ("CROATIA", "17n"),
    "CY": ("CYPRUS", "8n 16c"),
    "CZ": ("CZECH_REPUBLIC", "20n"),
    "DK": ("DENMARK", "14n"),
    "DO": ("DOMINICAN_REPUBLIC", "4c 20n"),
    "EG": ("EGYPT", "25n"),
    "EE": ("ESTONIA", "16n"),
    "FO": ("FAROE_ISLANDS", "14n"),
    "FI": ("FINLAND", "14n"),
    "FR": ("FRANCE", "10n 11c 2n"),
    "GE": ("GEORGIA", "2a 16n"),
    "DE": ("GERMANY", "18n"),
    "GR": ("GREECE", "7n 16c"),
    "GL": ("GREENLAND", "14n"),
    "HU": ("HUNGARY", "24n"),
    "IS": ("ICELAND", "22n"),
    "IE": ("IRELAND", "4a 14n"),
    "IT": ("ITALY", "1a 10n 12c"),
    "JO": ("JORDAN", "4a 4n 18c"),
    "XK": ("KOSOVO", "16n"),
    "LI": ("LIECHTENSTEIN", "5n 12c"),
    "LT": ("LITHUANIA", "16n"),
    "MT": ("MALTA", "4a 5n 18c"),
    "MR": ("MAURITANIA", "23n"),
    "MU": ("MAURITIUS", "4a 19n 3a"),
    "MC": ("MONACO", "10n 11c 2n"),
    "ME": ("MONTENEGRO", "18n"),
    "NL": ("NETHERLANDS", "4a 10n"),
    "MK": ("NORTH_MACEDONIA", "3n 10c 2n"),
    "PL": ("POLAND", "24n"),
    "PT": ("PORTUGAL", "21n"),
    "SM": ("SAN_MARINO", "1a 10n 12c"),
    "SN": ("SENEGAL", "2a 22n"),
    "RS": ("SERBIA", "18n"),
    "SK": ("SLOVAKIA", "20n"),
    "SI": ("SLOVENIA", "15n"),
    "ES": ("SPAIN", "20n"),
    "SE": ("SWEDEN", "20n"),
    "CH": ("SWITZERLAND", "5n 12c"),
    "TL": ("TIMOR_LESTE", "19n"),
    "TN": ("TUNISIA", "20n"),
    "TR": ("TURKIYE", "5n 1n 16c"),
    "GB": ("UK", "4a 14n"),
    "UA": ("UKRAINE", "6n 19c"),
    "AE": ("UNITED_ARAB_EMIRATES", "19n"),
    "VG": ("VIRGIN_ISLANDS", "4a 16n"),
    # Countries of the registry that Macie has no identifier for.
    "AT": ("AUSTRIA", "16n"),
    "BE": ("BELGIUM", "12n"),
    "NO": ("NORWAY", "11n"),
    "LV": ("LATVIA", "4a 13c"),
    "LU": ("LUXEMBOURG", "3n 13c"),
    "RO": ("ROMANIA", "4a 16c"),
    "MD": ("MOLDOVA", "2c 18c"),
    "IL": ("ISRAEL", "19n"),
    "SA": ("SAUDI_ARABIA", "2n 18c"),
    "QA": ("QATAR", "4a 21c"),
    "KW": ("KUWAIT", "4a 22c"),
    "BH": ("BAHRAIN", "4a 14c"),
    "LB": ("LEBANON", "4n 20c"),
    "PK": ("PAKISTAN", "4a 16c"),
    "KZ": ("KAZAKHSTAN", "3n 13c"),
    "AZ": ("AZERBAIJAN", "4a 20c"),
    "BY": ("BELARUS", "4c 4n 16c"),
    "IQ": ("IRAQ", "4a 15n"),
    "GI": ("GIBRALTAR", "4a 15c"),
    "GT": ("GUATEMALA", "4c 20c"),
    "SV": ("EL_SALVADOR", "4a 20n"),
    "LC": ("SAINT_LUCIA", "4a 24c"),
    "ST": ("SAO_TOME_AND_PRINCIPE", "21n"),
    "SC": ("SEYCHELLES", "4a 20n 3a"),
    "VA": ("VATICAN_CITY", "18n"),
    "PS": ("PALESTINE", "4a 21c"),
    "LY": ("LIBYA", "21n"),
    "SD": ("SUDAN", "14n"),
    "FK": ("FALKLAND_ISLANDS", "2a 12n"),
    "HN": ("HONDURAS", "4a 20n"),
    "MN": ("MONGOLIA", "16n"),
    "NI": ("NICARAGUA", "4a 20n"),
    "OM": ("OMAN", "3n 16c"),
    "SO": ("SOMALIA", "19n"),
    "YE": ("YEMEN", "4a 4n 18c"),
    "BI": ("BURUNDI", "23n"),
    "DJ": ("DJIBOUTI", "23n"),
    "RU": ("RUSSIA", "14n 15c"),
}


def account(country, layout):
    """ISO 13616 alone, without the checks that some countries have inside: those are tried by python-stdnum below."""

    def part(r, count, kind):
        if kind == "n":
            return "".join(r.choices("0123456789", k=count))
        return "".join(r.choices(UPPER if kind == "a" else ALNUM, k=count))

    def make(r):
        bban = "".join(part(r, int(piece[:-1]), piece[-1]) for piece in layout.split())
        bban = national(country, bban)
        text = iban(country, bban)
        return r.choice([text, text, group(text, *[4] * (len(text) // 4)).strip()])

    return make


def mod_97(text):
    return int(text) % 97


def national(country, bban):
    """Makes the check digits inside the account number right, where the national standard has some."""
    if country in ("BA", "ME", "RS", "MK", "XK", "TL", "PT", "SI"):  # ISO 7064 MOD 97-10 over the rest
        digits_only = "".join(str(int(c, 36)) for c in bban[:-2])
        return bban[:-2] + f"{98 - mod_97(digits_only + '00'):02d}"
    if country in ("FR", "MC"):  # RIB key: 97 - (89 bank + 15 branch + 3 account) mod 97, letters as digits
        value = lambda text: int(
            "".join(c if c.isdigit() else "12345678912345678923456789"[UPPER.index(c)] for c in text)
        )
        key = 97 - (89 * value(bban[:5]) + 15 * value(bban[5:10]) + 3 * value(bban[10:21])) % 97
        return bban[:21] + f"{key:02d}"
    if country == "ES":

        def control(text):
            check = 11 - sum(int(d) * w for d, w in zip(text, (1, 2, 4, 8, 5, 10, 9, 7, 3, 6))) % 11
            return {10: "1", 11: "0"}.get(check, str(check))

        return bban[:8] + control("00" + bban[:8]) + control(bban[10:]) + bban[10:]
    if country == "BE":
        return bban[:10] + f"{int(bban[:10]) % 97 or 97:02d}"
    if country in ("IT", "SM"):
        return italy_letter(bban[1:]) + bban[1:]
    if country == "NO":
        for last in range(10**4):
            head = f"{bban[:6]}{int(bban[6:10]) + last:04d}"[-10:]
            check = -sum(int(d) * w for d, w in zip(head, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
            if check < 10 and len(head) == 10:
                return head + str(check)
    if country in ("CZ", "SK"):

        def fit(text, weights):
            for step in range(200):
                number = f"{(int(text) + step) % 10 ** len(text):0{len(text)}d}"
                if sum(int(d) * w for d, w in zip(number, weights)) % 11 == 0:
                    return number

        return bban[:4] + fit(bban[4:10], (10, 5, 8, 4, 2, 1)) + fit(bban[10:], (6, 3, 7, 9, 10, 5, 8, 4, 2, 1))
    if country == "PL":
        check = -sum(int(d) * w for d, w in zip(bban[:7], (3, 9, 7, 1, 3, 9, 7))) % 10
        return bban[:7] + str(check) + bban[8:]
    if country == "HU":

        def check(text):
            return str(-sum(int(d) * (9, 7, 3, 1)[i % 4] for i, d in enumerate(text)) % 10)

        return bban[:7] + check(bban[:7]) + bban[8:23] + check(bban[8:23])
    if country == "EE":
        body = bban[2:15]
        return bban[:15] + str(-sum(int(d) * (7, 3, 1)[i % 3] for i, d in enumerate(reversed(body))) % 10)
    if country == "HR":
        from .schemes import mod_11_10

        return bban[:6] + mod_11_10(bban[:6]) + bban[7:16] + mod_11_10(bban[7:16])
    if country == "FI":
        return bban[:13] + luhn(bban[:13])
    if country == "NL":
        for step in range(20):
            number = f"{(int(bban[4:]) + step) % 10**10:010d}"
            if sum(int(d) * w for d, w in zip(number, range(10, 0, -1))) % 11 == 0:
                return bban[:4] + number
    if country == "IS":
        # The last ten are a kennitala: a day of birth, two digits, a check digit, the century.
        for middle in range(20, 100):
            body = f"010180{middle}"
            check = -sum(int(d) * w for d, w in zip(body, (3, 2, 7, 6, 5, 4, 3, 2))) % 11
            if check < 10:
                return bban[:12] + f"{body}{check}9"
    if country in ("MR", "TN"):
        return bban[:-2] + f"{97 - mod_97(bban[:-2] + '00'):02d}"
    return bban


for country, (name, layout) in IBANS.items():
    add(
        f"{name}_BANK_ACCOUNT_NUMBER",
        account(country, layout),
        "IBAN|account number|bank account IBAN",
        "iban|bank_account_iban|accountIban",
        needs_word=False,
        also="BANK_ACCOUNT_NUMBER|INTERNATIONAL_BANK_ACCOUNT_NUMBER",
        # It does not know the one, and wants banks that are there of the other.
        confirm="" if country in ("SN", "BE") else "iban",
    )


def bic(r):
    """ISO 9362: four letters, a country, two of the place, and maybe three of the branch."""
    bank = r.choice(["DEUT", "BNPA", "CHAS", "BARC", "HSBC", "COBA", "SOGE", "UBSW", "NDEA", "INGB", "BCIT", "CAIX"])
    country = r.choice(["DE", "FR", "US", "GB", "CH", "SE", "NL", "IT", "ES", "BE"])
    return (
        bank
        + country
        + r.choice(["FF", "PP", "33", "22", "2L", "MM", "SS", "2A"])
        + r.choice(["", "", "XXX", "500", "PAR"])
    )


def imei(r):
    body = r.choice(["35", "86", "01"]) + digits(r, 12)
    text = body + luhn(body)
    return r.choice([text, text, group(text, 2, 6, 6, by="-")])


def imsi(r):
    return r.choice(["26201", "20810", "31026", "23415", "22201", "21407"]) + digits(r, 10)


def vin(r):
    values = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)))
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    text = (
        r.choice(["1HG", "1FT", "2T1", "5YJ", "1G1", "4T1"])
        + letters(r, 5, alphabet)
        + "0"
        + r.choice("KLMNPRS")
        + letters(r, 1, "ABCDEFGH")
        + digits(r, 6)
    )
    total = sum(
        (int(c) if c.isdigit() else values[c]) * w
        for c, w in zip(text, (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2))
    )
    return text[:8] + "0123456789X"[total % 11] + text[9:]


def udi(r):
    body = digits(r, 13, "01")
    item = body + ean(body)
    day = f"{r.randrange(25, 32)}{r.randrange(1, 13):02d}{r.randrange(1, 29):02d}"
    return r.choice(
        [
            f"(01){item}",
            f"(01){item}(17){day}(10){letters(r, 2)}{digits(r, 4)}",
            f"(01){item}(11){day}(21){digits(r, 8)}",
        ]
    )


add("SWIFT_BIC", bic, "BIC|SWIFT code|SWIFT|BIC/SWIFT", "bic|swift_code|swiftCode|bic_swift")
add(
    "VEHICLE_IDENTIFICATION_NUMBER",
    vin,
    "VIN|vehicle identification number|Fahrgestellnummer|VIN number",
    "vin|vehicle_identification_number|vinNumber",
)
add(
    "MEDICAL_DEVICE_UDI",
    udi,
    "UDI|unique device identifier|device identifier|GS1",
    "udi|device_identifier|unique_device_id",
    loose=True,
)
add("INTERNATIONAL_MOBILE_EQUIPMENT_IDENTITY", imei, "IMEI|IMEI number|device IMEI", "imei|device_imei", confirm="imei")
add("INTERNATIONAL_MOBILE_SUBSCRIBER_IDENTITY", imsi, "IMSI|IMSI number", "imsi|subscriber_imsi")


def ethereum(r):
    """EIP-55: a letter is a capital if the hash has a high nibble there."""
    text = r.randbytes(20).hex()
    hashed = keccak_256(text.encode()).hex()
    return "0x" + "".join(c.upper() if int(h, 16) >= 8 else c for c, h in zip(text, hashed))


def bitcoin(r):
    return r.choice(
        [
            lambda: base58check(b"\0" + r.randbytes(20)),
            lambda: base58check(b"\5" + r.randbytes(20)),
            lambda: bech32("bc", 0, r.randbytes(20)),
            lambda: bech32("bc", 1, r.randbytes(32)),
        ]
    )()


def tron(r):
    return base58check(b"\x41" + r.randbytes(20))


def litecoin(r):
    return r.choice([lambda: base58check(b"\x30" + r.randbytes(20)), lambda: bech32("ltc", 0, r.randbytes(20))])()


add(
    "BITCOIN_ADDRESS",
    bitcoin,
    "Bitcoin|BTC address|bitcoin wallet",
    "btc_address|bitcoin_address|wallet",
    needs_word=False,
)
add(
    "ETHEREUM_ADDRESS",
    ethereum,
    "Ethereum|ETH address|ethereum wallet",
    "eth_address|ethereum_address|wallet",
    needs_word=False,
)
add("LITECOIN_ADDRESS", litecoin, "Litecoin|LTC address", "ltc_address|litecoin_address", needs_word=False)
RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
add(
    "DOGECOIN_ADDRESS",
    lambda r: base58check(b"\x1e" + r.randbytes(20)),
    "Dogecoin|DOGE address",
    "doge_address|dogecoin_address",
    needs_word=False,
)
add(
    "RIPPLE_ADDRESS",
    lambda r: base58check(b"\0" + r.randbytes(20), RIPPLE),
    "Ripple|XRP address",
    "xrp_address|ripple_address",
    needs_word=False,
)
add("SOLANA_ADDRESS", lambda r: base58(r.randbytes(32)), "Solana address|Solana wallet", "solana_address|solana_wallet")
add(
    "CARDANO_ADDRESS",
    lambda r: bech32("addr", None, b"\1" + r.randbytes(56)),
    "Cardano|ADA address",
    "ada_address|cardano_address",
    needs_word=False,
)
add("TRON_ADDRESS", tron, "TRON|TRX address", "trx_address|tron_address", needs_word=False)
