"""Mailing addresses: real postal codes with the towns that they belong to, of registers of packages, in made-up streets.

The detector's own list of towns is GeoNames'; these are of the countries' postal services (`countrystatecity-postal-codes`, ODbL;
`zipcodes` for the United States, whose localities the other one lacks): an independent opinion on what towns there are.
"""

import json
import random
from importlib.resources import files

import zipcodes

NAMES = {"US": "USA", "GB": "United Kingdom", "DE": "Germany", "FR": "France", "IT": "Italy", "ES": "Spain", "NL": "Netherlands"}

# Streets of a country, and the lines of its addresses: `|` parts them.
COUNTRIES = {
    "US": ("{n} Main Street|{n} Oak Avenue|{n} W 34th St Apt 5B|{n} County Road 12|PO Box {n}", "{street}|{town}, {state} {code}"),
    "CA": ("{n} King St W|{n} Granville Street|{n} rue Saint-Paul", "{street}|{town}, {state} {code}"),
    "GB": ("{n} High Street|Flat 2, {n} Church Road|{n} Victoria Terrace|Mill Lane", "{street}|{town} {code}"),
    "AU": ("{n} George Street|{n} Collins St|Unit 4, {n} Beach Road", "{street}|{town} {state} {code}"),
    "DE": ("Hauptstraße {n}|Bahnhofstr. {n}|Goetheweg {n}a|Am Markt {n}", "{street}|{code} {town}"),
    "FR": (
        "{n} rue de la République|{n} bis avenue Victor Hugo|{n}, place du Marché|{n} chemin des Vignes",
        "{street}|{code} {town}",
    ),
    "IT": ("Via Roma {n}|Corso Garibaldi, {n}|Piazza Dante {n}|Viale Europa {n}", "{street}|{code} {town} {state}"),
    "ES": ("Calle Mayor {n}|C/ Alcalá {n}, 3º B|Avenida de la Constitución {n}|Plaza Nueva {n}", "{street}|{code} {town}"),
    "AT": ("Hauptstraße {n}|Dorfplatz {n}|Wiener Gasse {n}/5|Feldweg {n}", "{street}|{code} {town}"),
    "BE": ("Kerkstraat {n}|Rue de la Station {n}|Grote Markt {n}|Avenue Louise {n}", "{street}|{code} {town}"),
    "BR": ("Rua das Flores, {n}|Avenida Brasil, {n}|Travessa São José, {n}", "{street}|{town} - {state}, {code}"),
    "CH": ("Bahnhofstrasse {n}|Dorfstrasse {n}|Rue du Lac {n}|Via Cantonale {n}", "{street}|{code} {town}"),
    "CN": ("", "{code} {town}建国路{n}号"),
    "CZ": ("Dlouhá {n}|Masarykova {n}/12|náměstí Míru {n}|Školní {n}", "{street}|{code} {town}"),
    "DK": ("Nørregade {n}|Strandvejen {n}, 2. tv|Skolevej {n}", "{street}|{code} {town}"),
    "FI": ("Mannerheimintie {n}|Koulukatu {n} A 4|Rantatie {n}", "{street}|{code} {town}"),
    "GR": ("Ερμού {n}|Λεωφ. Κηφισίας {n}|Αγίου Δημητρίου {n}", "{street}|{code} {town}"),
    "HR": ("Ilica {n}|Ulica kralja Tomislava {n}|Vukovarska {n}a", "{street}|{code} {town}"),
    "HU": ("Kossuth Lajos utca {n}.|Petőfi u. {n}.|Fő tér {n}.|Rákóczi út {n}.", "{code} {town}|{street}"),
    "ID": ("Jl. Sudirman No. {n}|Jalan Merdeka {n}", "{street}|{town} {code}"),
    "IN": ("{n} MG Road|{n} Nehru Street|Plot {n}, Gandhi Nagar", "{street}|{town} {code}"),
    "JP": ("", "〒{code} {town}{n}-1"),
    "LU": ("{n}, rue de Luxembourg|{n}, avenue de la Liberté", "{street}|L-{code} {town}"),
    "MX": ("Calle Hidalgo {n}|Av. Juárez {n}|Calle 5 de Mayo {n}, Col. Centro", "{street}|{code} {town}"),
    "MY": ("No. {n}, Jalan Merdeka|{n} Jalan Ampang", "{street}|{code} {town}"),
    "NL": ("Dorpsstraat {n}|Kerkweg {n}a|Prinsengracht {n}|Molenlaan {n}", "{street}|{code} {town}"),
    "NO": ("Storgata {n}|Kirkeveien {n}B|Skolegata {n}", "{street}|{code} {town}"),
    "NZ": ("{n} Queen Street|{n} Main Road|Unit 2, {n} Beach Road", "{street}|{town} {code}"),
    "PH": ("{n} Rizal Street|{n} Mabini Ave", "{street}|{code} {town}"),
    "PL": ("ul. Długa {n}|ul. Mickiewicza {n}/4|al. Jana Pawła II {n}|Rynek {n}", "{street}|{code} {town}"),
    "PT": ("Rua Augusta {n}|Avenida da Liberdade, {n}|Largo do Carmo {n}, 2º Esq.", "{street}|{code} {town}"),
    "RO": ("Str. Mihai Eminescu nr. {n}|Bulevardul Unirii {n}|Strada Principală {n}", "{street}|{town} {code}"),
    "RS": ("Ulica kralja Petra {n}|Bulevar oslobođenja {n}|Nemanjina {n}", "{street}|{code} {town}"),
    "SE": ("Storgatan {n}|Kungsvägen {n}|Skolgatan {n} B", "{street}|{code} {town}"),
    "SI": ("Slovenska cesta {n}|Trubarjeva ulica {n}|Glavni trg {n}", "{street}|{code} {town}"),
    "SK": ("Hlavná {n}|Štúrova {n}/3|Námestie SNP {n}|Školská {n}", "{street}|{code} {town}"),
    "TR": ("Atatürk Cad. No: {n}|İstiklal Caddesi No:{n} D:4|Okul Sk. {n}", "{street}|{code} {town}"),
    "UA": ("вул. Шевченка, {n}|проспект Миру, {n}", "{street}|{town}|{code}"),
    "ZA": ("{n} Church Street|{n} Voortrekker Road|{n} Long St", "{street}|{town}|{code}"),
}


def register(country):
    """Codes, towns and states."""
    if country == "US":
        return [(row["zip_code"], row["city"], row["state"]) for row in zipcodes.list_all() if row["zip_code_type"] == "STANDARD"]
    data = files("countrystatecity_postal_codes") / "data" / "by-country" / country / "postcodes.json"
    rows = []
    for row in json.loads(data.read_text(encoding="utf-8")):
        # `Mississauga (Erin Mills / Western Business Park)`, `Iso-Kylä, Salla`; in Mexico the town is the last.
        town = (row["localityName"] or "").split(" (")[0].split(" / ")[0]
        if country not in ("CN", "JP"):
            town = town.split(", ")[-1 if country == "MX" else 0]
        if country == "NZ":
            town = town.removesuffix(" District").removesuffix(" City").removesuffix(" Community")
        if town and town != "NULL" and not (country == "IT" and not row["stateCode"]):
            rows.append((row["code"], town, row["stateCode"] or ""))
    return rows


def spelled(r, country, code):
    """The whole code, as people write it: registers have areas alone of some, and no blanks."""
    letters = "ABEHJLNPRSTWX"
    if country == "CA":
        return f"{code[:3]} {r.randrange(1, 10)}{r.choice(letters)}{r.randrange(10)}"
    if country == "GB" and len(code) <= 2:
        return f"{code}{r.randrange(1, 9)} {r.randrange(1, 10)}{r.choice('ABDEFGHJLNPQRSTUWXYZ')}{r.choice('ABDEFGHJLNPQRSTUWXYZ')}"
    if country == "NL":
        return f"{code} {r.choice(('AB', 'KL', 'XP', 'TR'))}"
    if country in ("CZ", "GR", "SK", "SE") and " " not in code and r.random() < 0.7:
        return f"{code[:3]} {code[3:]}"
    return code


def layouts(r, country, parts):
    """One way to write an address down."""
    line, lines = ", ".join(parts), "\n".join(parts)
    return r.choice(
        (
            f"Please send everything to {line} by Friday at noon.",
            f"Ann Miller\n{lines}\n\nDear Ann,",
            f"address: {line}",
            f"{lines}\n{NAMES.get(country, '')}",
            f"ANN MILLER\n{lines.upper()}\n",
        )
    )


def write(path, most):
    """A JSON document a line: the country, the text, and where in it the code is, in bytes. At most so many of each country."""
    with open(path, "w", encoding="utf-8") as file:
        for country, (streets, order) in COUNTRIES.items():
            r = random.Random(f"addresses {country}")
            rows = register(country)
            for code, town, state in r.sample(rows, min(most, len(rows))):
                if town.isupper() and r.random() < 0.7:
                    town = town.title()
                code, number = spelled(r, country, code), r.randrange(1, 180)
                street = r.choice(streets.split("|")).format(n=number)
                lines = order.format(street=street, code=code, town=town, state=state, n=number)
                text = layouts(r, country, lines.split("|"))
                start = len(text[: text.index(code)].encode())
                row = {"country": country, "text": text, "start": start, "end": start + len(code.encode())}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
