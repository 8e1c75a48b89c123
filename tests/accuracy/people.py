"""Names, addresses, telephone numbers, dates and what else people and machines are reached by."""

from faker import Faker

from .kinds import add, birth

LOCALES = {
    "en_US": "en",
    "en_GB": "en",
    "de_DE": "de",
    "fr_FR": "fr",
    "es_ES": "es",
    "it_IT": "it",
    "pt_BR": "pt",
    "nl_NL": "nl",
    "pl_PL": "pl",
    "sv_SE": "sv",
    "en_IN": "en",
    "da_DK": "da",
    "fi_FI": "fi",
    "es_MX": "es",
    "fr_CA": "fr",
    "tr_TR": "tr",
}
FAKERS = {locale: Faker(locale) for locale in LOCALES}


def faker(r, locales=tuple(LOCALES)):
    """A Faker whose next value depends on `r` alone."""
    chosen = FAKERS[r.choice(locales)]
    chosen.seed_instance(r.getrandbits(48))
    return chosen


def name(locales):
    def make(r):
        fake = faker(r, locales)
        return f"{fake.first_name()} {fake.last_name()}"

    return make


# Places with a postal code that is really theirs.
PLACES = {
    "en_US": [
        "New York, NY 10001",
        "Beverly Hills, CA 90210",
        "Austin, TX 78701",
        "Seattle, WA 98101",
        "Chicago, IL 60601",
        "Boston, MA 02108",
        "Miami, FL 33130",
        "Denver, CO 80202",
        "Portland, OR 97205",
        "Atlanta, GA 30303",
        "Phoenix, AZ 85004",
        "Houston, TX 77002",
        "Philadelphia, PA 19103",
        "San Diego, CA 92101",
        "Nashville, TN 37203",
        "Columbus, OH 43215",
        "Madison, WI 53703-3305",
    ],
    "en_GB": [
        "London SW1A 2AA",
        "Manchester M1 1AE",
        "Birmingham B1 1BB",
        "Leeds LS1 4DY",
        "Bristol BS1 4ST",
        "Edinburgh EH1 1YZ",
        "Glasgow G2 1DU",
        "Cardiff CF10 3AT",
        "Oxford OX1 2JD",
        "Cambridge CB2 1TN",
        "Liverpool L1 8JQ",
        "Norwich NR2 1TF",
    ],
    "de_DE": [
        "10115 Berlin",
        "80331 München",
        "20095 Hamburg",
        "50667 Köln",
        "60311 Frankfurt am Main",
        "70173 Stuttgart",
        "04109 Leipzig",
        "01067 Dresden",
        "40213 Düsseldorf",
        "90402 Nürnberg",
        "28195 Bremen",
        "30159 Hannover",
        "79098 Freiburg im Breisgau",
    ],
    "fr_FR": [
        "75001 Paris",
        "69001 Lyon",
        "13001 Marseille",
        "31000 Toulouse",
        "06000 Nice",
        "44000 Nantes",
        "67000 Strasbourg",
        "33000 Bordeaux",
        "59000 Lille",
        "35000 Rennes",
        "34000 Montpellier",
        "38000 Grenoble",
    ],
    "es_ES": [
        "28001 Madrid",
        "08001 Barcelona",
        "41001 Sevilla",
        "46001 Valencia",
        "29001 Málaga",
        "50001 Zaragoza",
        "48001 Bilbao",
        "30001 Murcia",
        "18001 Granada",
        "15001 A Coruña",
    ],
    "it_IT": [
        "00184 Roma",
        "20121 Milano",
        "10121 Torino",
        "50122 Firenze",
        "80132 Napoli",
        "40121 Bologna",
        "16121 Genova",
        "90133 Palermo",
        "37121 Verona",
        "34121 Trieste",
    ],
    "en_CA": [
        "Toronto, ON M5V 2T6",
        "Vancouver, BC V6B 1A1",
        "Calgary, AB T2P 1J9",
        "Ottawa, ON K1P 5M7",
        "Halifax, NS B3J 1S9",
        "Winnipeg, MB R3C 4T3",
    ],
    "fr_CA": ["Montréal QC H2Y 1C6", "Québec QC G1R 4S9"],
    "en_AU": [
        "Sydney NSW 2000",
        "Melbourne VIC 3000",
        "Brisbane QLD 4000",
        "Perth WA 6000",
        "Adelaide SA 5000",
        "Hobart TAS 7000",
        "Canberra ACT 2600",
    ],
}
STREETS = {
    "en_US": ["{n} Main Street", "{n} Oak Avenue", "{n} N Lincoln Blvd", "{n} W 34th St Apt 5B", "{n} Maple Drive"],
    "en_GB": ["{n} High Street", "Flat 2, {n} Church Road", "{n} Victoria Terrace", "{n} Mill Lane"],
    "de_DE": ["Hauptstraße {n}", "Bahnhofstr. {n}", "Goetheweg {n}a", "Am Markt {n}"],
    "fr_FR": [
        "{n} rue de la République",
        "{n} bis avenue Victor Hugo",
        "{n}, place du Marché",
        "{n} boulevard Voltaire",
    ],
    "es_ES": ["Calle Mayor {n}", "C/ Alcalá {n}, 3º B", "Avenida de la Constitución {n}", "Plaza Nueva {n}"],
    "it_IT": ["Via Roma {n}", "Corso Garibaldi {n}", "Piazza Dante {n}", "Viale Europa {n}"],
    "en_CA": ["{n} King St W", "{n} Granville Street", "{n} Main Street"],
    "fr_CA": ["{n} rue Saint-Paul", "{n} chemin Sainte-Foy"],
    "en_AU": ["{n} George Street", "{n} Collins St", "Unit 4, {n} Beach Road"],
}


def address(locale):
    def make(r):
        street = r.choice(STREETS[locale]).format(n=r.randrange(1, 180))
        return f"{street}, {r.choice(PLACES[locale])}"

    return make


for locale, language in LOCALES.items():
    words = {
        "en": "customer|employee name|patient",
        "de": "Kundin|Ansprechpartner",
        "fr": "nom complet|client",
        "es": "nombre completo|cliente",
    }
    add(
        "NAME",
        name((locale,)),
        words.get(language, "name"),
        "full_name|customer_name|fullName|employee_name",
        language,
        needs_word=False,
        loose=True,
    )
for locale in PLACES:
    add(
        "ADDRESS",
        address(locale),
        "address|ship to|home address",
        "address|shipping_address|billingAddress",
        locale[:2],
        needs_word=False,
        loose=True,
        also="NAME",
    )


def email(r):
    fake = faker(r)
    local = f"{fake.first_name()}{r.choice(['.', '_', ''])}{fake.last_name()}".lower()
    local = "".join(c for c in local if c in "abcdefghijklmnopqrstuvwxyz._") or "mail"
    domain = r.choice(
        [
            "gmail.com",
            "outlook.com",
            "web.de",
            "orange.fr",
            "acme-widgets.co.uk",
            "example.org",
            "mail.example.com",
            "uol.com.br",
        ]
    )
    return f"{local.strip('._')}{r.choice(['', r.randrange(1, 99)])}@{domain}"


add(
    "EMAIL_ADDRESS",
    email,
    "e-mail|email address|mail",
    "email|email_address|contactEmail",
    needs_word=False,
    also="NAME",
)


def ip(r):
    # Not 127, which is the machine itself.
    first = lambda: r.choice([n for n in range(1, 224) if n != 127])
    four = lambda: ".".join(map(str, (first(), *(r.randrange(1, 255) for _ in range(3)))))
    six = lambda: "2a02:8109:" + ":".join(f"{r.randrange(1, 65536):x}" for _ in range(6))
    return r.choice([four, four, six])()


add("IP_ADDRESS", ip, "IP address|client ip|remote host", "ip|ip_address|client_ip|remoteAddr", needs_word=False)
add(
    "MAC_ADDRESS",
    lambda r: (lambda parts: r.choice([":".join(parts), "-".join(parts).upper()]))(
        # IEEE 802: the lowest bit of the first octet is set in addresses of groups, which no machine has.
        [f"{r.randrange(0, 256, 2):02x}", *(f"{r.randrange(256):02x}" for _ in range(5))]
    ),
    "MAC address|hardware address",
    "mac|mac_address|macAddress",
    needs_word=False,
)


def dob(r):
    born = birth(r, 1930, 2012)
    return r.choice(
        [
            f"{born:%Y-%m-%d}",
            f"{born:%d/%m/%Y}",
            f"{born:%m/%d/%Y}",
            f"{born:%d %b %Y}",
            f"{born:%B} {born.day}, {born:%Y}",
            f"{born:%d-%m-%Y}",
            f"{born:%d %B %Y}",
        ]
    )


add("DATE_OF_BIRTH", dob, "date of birth|DOB|birth date|birthday", "date_of_birth|dob|birthDate|birth_date")
add(
    "LATITUDE_LONGITUDE",
    lambda r: f"{r.uniform(-89, 89):.6f},{r.choice(['', ' '])}{r.uniform(-179, 179):.6f}",
    "coordinates|lat long|position",
    "coordinates|lat_long|position",
)

WORDS = {
    "en": "phone|mobile|telephone|tel|cell",
    "de": "Tel|Telefon tel|mobile|phone",
    "fr": "tel|phone|mobile",
    "es": "tel|phone|mobile",
    "it": "tel|phone|mobile",
    "pt": "telefone|celular|tel",
}
COLUMNS = "phone|phone_number|mobile|telephone"


def number(form, *alternatives):
    """Fills in digits for `#`; the first digit of a subscriber is written as `2`."""

    def make(r):
        text = r.choice((form, *alternatives))
        return "".join(r.choice("0123456789") if c == "#" else r.choice("23456789") if c == "$" else c for c in text)

    return make


def phone(identifier, language, abroad, home):
    words = WORDS[language].replace("Telefon tel|", "")
    add(identifier, number(*abroad), words, COLUMNS, language, needs_word=False)
    add(identifier, number(*home), words, COLUMNS, language, needs_word=True)


phone(
    "PHONE_NUMBER",
    "en",
    ("+1 415 555 01##", "+1 (212) 555-01##", "+1-$12-555-01##", "+1$14555####"),
    ("($13) 555-01##", "$12-555-01##", "$16.555.01##", "$14 $55 ####"),
)
phone(
    "UK_PHONE_NUMBER",
    "en",
    ("+44 20 7946 0###", "+44 7700 900###", "+44 161 496 0###", "+447700900###"),
    ("020 7946 0###", "07700 900###", "0161 496 0###", "07700900###"),
)
phone(
    "GERMANY_PHONE_NUMBER",
    "de",
    ("+49 30 23125 ###", "+49 151 $#######", "+49 89 $######", "+49151$#######"),
    ("030 23125###", "0151 $#######", "089/$######", "0221 $######"),
)
phone(
    "FRANCE_PHONE_NUMBER",
    "fr",
    ("+33 1 99 00 ## ##", "+33 6 39 98 ## ##", "+33639980###", "+33 4 $1 ## ## ##"),
    ("01 99 00 ## ##", "06 39 98 ## ##", "0639980###", "04.$1.##.##.##"),
)
phone(
    "ITALY_PHONE_NUMBER",
    "it",
    ("+39 06 $######", "+39 02 $#######", "+39 347 $######", "+39347$######"),
    ("06 $#######", "02 $#######", "347 $######", "347-$######"),
)
# Ten digits without groups that begin with 3 may be of North America as well as an Italian mobile: either is right.
add("PHONE_NUMBER", number("347$5#####"), WORDS["it"], COLUMNS, "it", also="ITALY_PHONE_NUMBER")
phone(
    "SPAIN_PHONE_NUMBER",
    "es",
    ("+34 91 $## ## ##", "+34 612 ### ###", "+34612######", "+34 93 $## ## ##"),
    ("91$ ## ## ##", "612 ### ###", "612######", "93$ ### ###"),
)
phone(
    "BRAZIL_PHONE_NUMBER",
    "pt",
    ("+55 11 9$###-####", "+55 (21) 3$##-####", "+55119$#######", "+55 31 9$### ####"),
    ("(11) 9$###-####", "(21) 3$##-####", "119$#######", "31 9$###-####"),
)
