"""The Americas: national, tax, social and health numbers, passports and driving licences."""

from .kinds import add, birth, digits, group, letters, until
from .schemes import luhn, weighted

# --- United States


def ssn(r):
    area = until(lambda: r.randrange(1, 900), lambda n: n != 666)
    number, serial = r.randrange(1, 100), r.randrange(1000, 10000)
    text = f"{area:03d}{number:02d}{serial}"
    return r.choice([group(text, 3, 2, by="-"), group(text, 3, 2, by="-"), text, group(text, 3, 2)])


def itin(r):
    middle = r.choice([*range(50, 66), *range(70, 89), 90, 91, 92, *range(94, 100)])
    text = f"9{digits(r, 2)}{middle:02d}{digits(r, 4)}"
    return r.choice([text, group(text, 3, 2, by="-"), group(text, 3, 2)])


def npi(r):
    body = digits(r, 9, "12")
    return body + luhn("80840" + body)


def dea(r):
    body = digits(r, 6)
    total = weighted(body, (1, 2, 1, 2, 1, 2))
    return r.choice("ABFGM") + r.choice("ABCDEFGHIJKLMNOPRSTW") + body + str(total % 10)


def mbi(r):
    letter = "ACDEFGHJKMNPQRTUVWXY"
    either = letter + "0123456789"
    text = (
        r.choice("123456789")
        + letters(r, 1, letter)
        + r.choice(either)
        + digits(r, 1)
        + letters(r, 1, letter)
        + r.choice(either)
        + digits(r, 1)
        + letters(r, 2, letter)
        + digits(r, 2)
    )
    return r.choice([text, group(text, 4, 3, by="-")])


def hicn(r):
    number = until(lambda: ssn(r), lambda t: " " not in t)
    return number + r.choice(["A", "B", "B1", "C1", "D", "T", "W"])


def routing(r):
    def make():
        body = f"{r.choice([*range(1, 13), *range(21, 33)]):02d}{digits(r, 6)}"
        return body + str(-weighted(body, (3, 7, 1, 3, 7, 1, 3, 7)) % 10)

    return make()


def us_licence(r):
    return r.choice(
        [
            lambda: letters(r, 1) + digits(r, 7),  # California
            lambda: group(digits(r, 9), 3, 3),  # New York
            lambda: letters(r, 1) + digits(r, 12),  # Florida, Maryland, Michigan, Minnesota
            lambda: letters(r, 1) + digits(r, 11),  # Illinois
            lambda: letters(r, 1) + digits(r, 14),  # New Jersey
            lambda: letters(r, 2) + digits(r, 6),  # Ohio
            lambda: letters(r, 1) + digits(r, 8),  # Arizona, Massachusetts, Virginia
            lambda: digits(r, 8),  # Texas, Pennsylvania
            lambda: digits(r, 9),  # Georgia, Colorado
        ]
    )()


def ndc(r):
    text = digits(r, 11)
    return r.choice(
        [
            group(digits(r, 10), 4, 4, by="-"),
            group(digits(r, 10), 5, 3, by="-"),
            group(digits(r, 10), 5, 4, by="-"),
            group(text, 5, 4, by="-"),
        ]
    )


add(
    "USA_SOCIAL_SECURITY_NUMBER",
    ssn,
    "SSN|Social Security number|social security|SS#",
    "ssn|social_security_number|socialSecurityNumber|employee_ssn|cust_ssn",
    confirm="us.ssn",
)
add(
    "USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
    itin,
    "ITIN|individual taxpayer identification number",
    "itin|taxpayer_itin",
)
add(
    "USA_PASSPORT_NUMBER",
    lambda r: r.choice([digits(r, 9), letters(r, 1) + digits(r, 8)]),
    "passport|passport number|US passport|travel document",
    "passport_number|passportNo|passport",
)
add(
    "USA_NATIONAL_PROVIDER_IDENTIFIER",
    npi,
    "NPI|National Provider Identifier|NPI number",
    "npi|provider_npi|npi_number",
)
add(
    "US_DRUG_ENFORCEMENT_AGENCY_NUMBER",
    dea,
    "DEA number|DEA registration|DEA registration number",
    "dea_number|deaNumber|dea_registration",
)
add(
    "USA_MEDICARE_BENEFICIARY_IDENTIFIER",
    mbi,
    "MBI|Medicare beneficiary identifier|Medicare beneficiary",
    "mbi|medicare_beneficiary_id|patient_mbi",
)
add(
    "USA_HEALTH_INSURANCE_CLAIM_NUMBER",
    hicn,
    "HICN|health insurance claim number|HIC number|HIC No.",
    "hicn|hic_number",
    also="USA_SOCIAL_SECURITY_NUMBER",
)
add(
    "USA_HEALTHCARE_PROCEDURE_CODE",
    lambda r: r.choice([f"{r.randrange(10021, 99608):05d}", letters(r, 1, "AEGHJLQ") + f"{r.randrange(10, 9999):04d}"]),
    "HCPCS|current procedural terminology|HCPCS code",
    "hcpcs|hcpcs_code|hcpcsCode",
)
add("USA_NATIONAL_DRUG_CODE", ndc, "NDC|national drug code|NDC code", "ndc|ndc_code|nationalDrugCode")
add(
    "USA_ABA_ROUTING_NUMBER",
    routing,
    "routing number|ABA routing number|bank routing no|ABA number|RTN",
    "routing_number|aba_routing_number|abaNumber|bank_routing",
    confirm="us.rtn",
)
add(
    "USA_EMPLOYER_IDENTIFICATION_NUMBER",
    lambda r: (
        f"{r.choice([10, 12, 20, 26, 27, 30, 35, 41, 45, 46, 47, 52, 61, 68, 75, 81, 82, 83, 84, 95])}-{digits(r, 7)}"
    ),
    "EIN|employer identification number|FEIN",
    "ein|employer_identification_number",
    confirm="us.ein",
)
add(
    "DRIVERS_LICENSE",
    us_licence,
    "driver's license|driver license|drivers license number|DL#|driver license no",
    "drivers_license_number|driverLicense|drivers_license",
)
add(
    "BANK_ACCOUNT_NUMBER",
    lambda r: digits(r, r.randrange(9, 15), "123456789"),
    "bank account|checking account|savings account|bank acct",
    "bank_account|checking_account|bankAccount|savings_acct",
)


# --- Canada


def sin(r):
    body = digits(r, 8, "1234567")
    text = body + luhn(body)
    return r.choice([text, group(text, 3, 3), group(text, 3, 3, by="-")])


def canada_health(r):
    def make():
        body = digits(r, 8)
        return body, 11 - weighted(body, (2, 4, 8, 5, 10, 9, 7, 3)) % 11

    body, check = until(make, lambda pair: pair[1] < 10)
    text = f"9{body}{check}"
    return r.choice([text, group(text, 4, 3)])


def canada_licence(r):
    born, ontario = birth(r), letters(r, 1) + digits(r, 8)
    ontario += f"{born:%y}{born.month + r.choice([0, 50]):02d}{born.day:02d}"
    quebec = letters(r, 1) + digits(r, 4) + f"{born:%d%m%y}" + digits(r, 2)
    return r.choice(
        [
            ontario,
            group(ontario, 5, 5, by="-"),
            quebec,
            digits(r, 7),
            digits(r, 6) + "-" + digits(r, 3),
            letters(r, 1) + digits(r, 9),
            digits(r, 8),
        ]
    )


add(
    "CANADA_SOCIAL_INSURANCE_NUMBER",
    sin,
    "SIN|social insurance number|numéro d'assurance sociale",
    "sin|social_insurance_number|employee_sin",
    confirm="ca.sin",
)
add(
    "CANADA_HEALTH_NUMBER",
    canada_health,
    "PHN|personal healthcare number|MSP number",
    "phn|msp_number|personal_healthcare_number",
    confirm="ca.bc_phn",
)
add(
    "CANADA_PASSPORT_NUMBER",
    lambda r: r.choice([letters(r, 2) + digits(r, 6), letters(r, 1) + digits(r, 6) + letters(r, 2)]),
    "passport|passport#|passeport|passport no",
    "passport_no|passport|passportno",
)
add(
    "CANADA_DRIVERS_LICENSE",
    canada_licence,
    "driver's licence|driver licence|permis de conduire|drivers licence number",
    "drivers_licence|driverLicence|permis_de_conduire",
)
add(
    "CANADA_NATIONAL_IDENTIFICATION_NUMBER",
    lambda r: letters(r, 2) + digits(r, r.choice([7, 10])),
    "permanent resident card|permanent resident number|PR no|PR card permanent resident card number",
    "permanent_resident_card|pr_no",
)


# --- Mexico

TABLE = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
RFC_TABLE = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
STATES = ("AS", "BC", "CH", "DF", "GT", "JC", "MC", "NL", "OC", "PL", "SR", "VZ", "YN", "NE")


def curp(r):
    born = birth(r)
    consonants = "BCDFGHJKLMNPQRSTVWXYZ"
    name = letters(r, 1, consonants) + letters(r, 1, "AEIOU") + letters(r, 2, consonants)
    body = f"{name}{born:%y%m%d}{r.choice('HM')}{r.choice(STATES)}{letters(r, 3, consonants)}"
    body += r.choice("0123456789") if born.year < 2000 else letters(r, 1, "AB")
    total = sum(TABLE.index(c) * (18 - i) for i, c in enumerate(body))
    return body + str(-total % 10)


def rfc(length):
    def make(r):
        born = birth(r)
        name = letters(r, 1, "BCDGHLMRSTV") + letters(r, 1, "AEIOU") + letters(r, length - 2, "BCDGHLMRSTVZ")
        if length == 3 and r.random() < 0.1:
            # Companies have & or Ñ where it is in their name.
            place = r.choice([1, 2])
            name = name[:place] + r.choice("&Ñ") + name[place + 1 :]
        body = f"{name}{born:%y%m%d}" + "".join(r.choices("123456789ABCDEFGHIJKLMNPQRSTUVWXYZ", k=2))
        total = sum(RFC_TABLE.index(c) * (13 - i) for i, c in enumerate(body.rjust(12)))
        check = 11 - total % 11
        return body + {11: "0", 10: "A"}.get(check, str(check))

    return make


add(
    "MEXICO_CURP_NUMBER",
    curp,
    "CURP|clave única de registro de población|clave única",
    "curp|clave_unica",
    "es",
    confirm="mx.curp",
)
add(
    "MEXICO_INDIVIDUAL_RFC_NUMBER",
    rfc(4),
    "RFC|registro federal de contribuyentes|R.F.C.",
    "rfc|registro_federal_de_contribuyentes|rfc_cliente",
    "es",
    confirm="mx.rfc",
)
add(
    "MEXICO_ORGANIZATION_RFC_NUMBER",
    rfc(3),
    "RFC|registro federal de contribuyentes|R.F.C.",
    "rfc|rfc_empresa",
    "es",
    confirm="mx.rfc",
)


def nss(r):
    """Instituto Mexicano del Seguro Social: eleven digits, the last by Luhn."""
    body = f"{r.randrange(1, 98):02d}{r.randrange(60, 98)}{r.randrange(40, 98)}{digits(r, 4)}"
    return body + luhn(body)


def clabe(r):
    """Asociación de Bancos de México: weights 3, 7, 1, each product modulo ten."""
    body = r.choice(["002", "012", "014", "021", "044", "072", "127"]) + digits(r, 14)
    return body + str(-sum(int(d) * (3, 7, 1)[i % 3] % 10 for i, d in enumerate(body)) % 10)


add(
    "MEXICO_SOCIAL_SECURITY_NUMBER",
    nss,
    "NSS|número de seguridad social|número de seguro social IMSS",
    "nss|numero_seguridad_social",
    "es",
)
add("MEXICO_CLABE_NUMBER", clabe, "CLABE|CLABE interbancaria|cuenta CLABE", "clabe|clabe_interbancaria", "es")


# --- Brazil


def cpf(r):
    body = digits(r, 9)
    for weights in (range(10, 1, -1), range(11, 1, -1)):
        rest = weighted(body, weights) % 11
        body += "0" if rest < 2 else str(11 - rest)
    return r.choice(
        [body, f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}", f"{body[:3]}.{body[3:6]}.{body[6:9]}-{body[9:]}"]
    )


def cnpj(r):
    body = digits(r, 8) + f"{r.randrange(1, 20):04d}"
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        rest = weighted(body, weights) % 11
        body += "0" if rest < 2 else str(11 - rest)
    dotted = f"{body[:2]}.{body[2:5]}.{body[5:8]}/{body[8:12]}-{body[12:]}"
    return r.choice([body, dotted, dotted])


def rg(r):
    body = digits(r, 8, "1234")
    check = (11 - weighted(body, range(2, 10)) % 11) % 11
    # The total, with the check digit times 100, is a multiple of eleven: 100 is 1 modulo 11.
    mark = "X" if check == 10 else str(check)
    return r.choice([f"{body[:2]}.{body[2:5]}.{body[5:]}-{mark}", f"{body}-{mark}", body + mark])


def cnh(r):
    """Detran: two check digits, weights 9..1 and 1..9, the first's overflow takes two from the second."""
    body = digits(r, 9)
    first = weighted(body, range(9, 0, -1)) % 11
    less = 2 if first >= 10 else 0
    first = 0 if first >= 10 else first
    second = weighted(body, range(1, 10)) % 11
    second = (second - less) if second - less >= 0 else second - less + 11
    return f"{body}{first}{0 if second >= 10 else second}"


def pis(r):
    body = digits(r, 10, "12")
    check = 11 - weighted(body, (3, 2, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    text = body + str(0 if check >= 10 else check)
    return r.choice([text, f"{text[:3]}.{text[3:8]}.{text[8:10]}-{text[10]}"])


def voter(r):
    """Tribunal Superior Eleitoral: serial, state, two check digits modulo 11."""
    serial, state = digits(r, 8, "0123"), f"{r.randrange(3, 29):02d}"
    first = weighted(serial, range(2, 10)) % 11 % 10
    second = (int(state[0]) * 7 + int(state[1]) * 8 + first * 9) % 11 % 10
    return f"{serial}{state}{first}{second}"


add(
    "BRAZIL_CPF_NUMBER",
    cpf,
    "CPF|cadastro de pessoas físicas|CPF nº",
    "cpf|numero_cpf|cpfCliente",
    "pt",
    confirm="br.cpf",
)
add(
    "BRAZIL_CNPJ_NUMBER",
    cnpj,
    "CNPJ|cadastro nacional da pessoa jurídica|CNPJ nº",
    "cnpj|cnpj_empresa",
    "pt",
    confirm="br.cnpj",
)
add("BRAZIL_RG_NUMBER", rg, "RG|registro geral|RG nº", "rg|registro_geral", "pt")
add(
    "BRAZIL_CEP_CODE",
    lambda r: (lambda t: r.choice([t, group(t, 5, by="-")]))(f"{r.randrange(1000000, 99999999):08d}"),
    "CEP|código postal|CEP:",
    "cep|codigo_postal",
    "pt",
)
add(
    "BRAZIL_DRIVERS_LICENSE",
    cnh,
    "CNH|carteira nacional de habilitação|carteira de motorista",
    "cnh|numero_cnh|carteira_habilitacao",
    "pt",
)
add("BRAZIL_PIS_PASEP_NUMBER", pis, "PIS|PASEP|NIS|PIS/PASEP", "pis|pis_pasep|nis", "pt")
add("BRAZIL_VOTER_REGISTRATION_NUMBER", voter, "título de eleitor|título eleitoral", "titulo_eleitor", "pt")


# --- Spanish-speaking South America


def dotted(text):
    return f"{int(text):,}".replace(",", ".")


def cuit(prefixes):
    def make(r):
        def one():
            body = r.choice(prefixes) + digits(r, 8, "1234")
            return body, 11 - weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11

        body, check = until(one, lambda pair: pair[1] != 10)
        text = body + str(check % 11)
        return r.choice([text, group(text, 2, 8, by="-")])

    return make


def rut(r):
    number = str(r.randrange(4_000_000, 25_000_000))
    total = sum(int(d) * (2 + i % 6) for i, d in enumerate(reversed(number)))
    check = "0123456789K0"[11 - total % 11]
    return r.choice([f"{dotted(number)}-{check}", f"{number}-{check}"])


def nit_check(number):
    rest = weighted(number[::-1], (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53)) % 11
    return str(rest if rest < 2 else 11 - rest)


def nit(first, length):
    def make(r):
        number = digits(r, r.choice(length), first)
        check = nit_check(number)
        return r.choice([f"{number}-{check}", f"{dotted(number)}-{check}"])

    return make


def cedula(r):
    return (lambda t: r.choice([t, dotted(t)]))(digits(r, r.choice([8, 10]), "1"))


def sube(r):
    body = "6061" + digits(r, 11)
    text = body + luhn(body)
    return r.choice([text, group(text, 4, 4, 4)])


def ruc_peru(r):
    body = r.choice(["10", "20"]) + digits(r, 8)
    return body + str((11 - weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10)


def ecuador(r):
    body = f"{r.randrange(1, 25):02d}{r.randrange(6)}{digits(r, 6)}"
    return body + luhn(body)


def uruguay(r):
    body = digits(r, 7, "12345")
    check = -weighted(body, (2, 9, 8, 7, 6, 3, 4)) % 10
    return r.choice([f"{body[0]}.{body[1:4]}.{body[4:]}-{check}", f"{body}{check}", f"{body}-{check}"])


def dominican(r):
    body = f"{r.randrange(1, 100):03d}{digits(r, 7)}"
    return r.choice([body + luhn(body), f"{body[:3]}-{body[3:]}-{luhn(body)}"])


def rif(r):
    first, body = r.choice("VEJ"), digits(r, 8)
    check = "00987654321"[({"V": 4, "E": 8, "J": 12}[first] + weighted(body, (3, 2, 7, 6, 5, 4, 3, 2))) % 11]
    return r.choice([first + body + check, f"{first}-{body}-{check}"])


add(
    "ARGENTINA_DNI_NUMBER",
    lambda r: (lambda t: r.choice([t, dotted(t)]))(str(r.randrange(4_000_000, 48_000_000))),
    "DNI|documento nacional de identidad|D.N.I.",
    "dni|dni_cliente|documento_nacional_de_identidad",
    "es",
)
add(
    "ARGENTINA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
    cuit(["20", "23", "24", "27"]),
    "CUIL|CUIT|clave única de identificación tributaria",
    "cuil|cuit|cuit_cuil",
    "es",
    confirm="ar.cuit",
)
add(
    "ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER",
    cuit(["30", "33", "34"]),
    "CUIT|clave única de identificación tributaria",
    "cuit|cuit_empresa",
    "es",
    confirm="ar.cuit",
)
add("ARGENTINA_TARJETA_SUBE", sube, "SUBE|tarjeta SUBE|sistema único de boleto electrónico", "sube|tarjeta_sube", "es")
add(
    "CHILE_RUT_NUMBER",
    rut,
    "RUT|RUN|rol único tributario|rol único nacional",
    "rut|run|rut_cliente",
    "es",
    confirm="cl.rut",
)
add(
    "COLOMBIA_CITIZENSHIP_CARD_NUMBER",
    cedula,
    "cédula de ciudadanía|documento de identificación",
    "cedula_de_ciudadania|documento_de_identificacion",
    "es",
)
add("COLOMBIA_INDIVIDUAL_NIT_NUMBER", nit("1", [8, 10]), "NIT|NIT.|N.I.T.", "nit|nit_cliente", "es", confirm="co.nit")
add("COLOMBIA_ORGANIZATION_NIT_NUMBER", nit("89", [9]), "NIT|NIT.|N.I.T.", "nit|nit_empresa", "es", confirm="co.nit")
add("PERU_DNI_NUMBER", lambda r: digits(r, 8, "0124"), "DNI|documento nacional de identidad", "dni|numero_dni", "es")
add("PERU_RUC_NUMBER", ruc_peru, "RUC|registro único de contribuyentes", "ruc|numero_ruc", "es", confirm="pe.ruc")
add(
    "ECUADOR_CEDULA_NUMBER",
    ecuador,
    "cédula de identidad|cédula|número de cédula",
    "cedula|cedula_identidad",
    "es",
    confirm="ec.ci",
)
add(
    "URUGUAY_CEDULA_NUMBER", uruguay, "cédula de identidad|C.I.|documento de identidad", "cedula|cedula_identidad", "es"
)
add(
    "DOMINICAN_REPUBLIC_CEDULA_NUMBER",
    dominican,
    "cédula|cédula de identidad y electoral",
    "cedula|cedula_identidad",
    "es",
    confirm="do.cedula",
)
add("VENEZUELA_RIF_NUMBER", rif, "RIF|registro de información fiscal", "rif|rif_empresa", "es", confirm="ve.rif")
