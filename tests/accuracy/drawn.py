"""Numbers whose check digits are not computed here: drawn at random until python-stdnum accepts one. And numbers of many
countries that have a shape alone."""

from importlib import import_module

from .kinds import add, birth, digits, letters, until
from .schemes import ALNUM, luhn, mrz, weighted


def drawn(module, *shapes):
    """`#` is a digit, `@` a letter, `*` either; the rest stands for itself. Forms with separators are written so."""
    valid = import_module("stdnum." + module).is_valid

    def make(r):
        shape = r.choice(shapes)

        def one():
            return "".join(
                r.choice("0123456789")
                if c == "#"
                else r.choice(ALNUM[10:])
                if c == "@"
                else r.choice(ALNUM)
                if c == "*"
                else c
                for c in shape
            )

        return until(one, lambda text: valid(text) and len(set(text)) > 4)

    return make


def shaped(*shapes):
    def make(r):
        shape = r.choice(shapes)
        while True:
            text = "".join(
                r.choice("0123456789") if c == "#" else r.choice(ALNUM[10:]) if c == "@" else c for c in shape
            )
            if len(set(text)) > 3:
                return text

    return make


def korean_business(r):
    """National Tax Service: weights 1, 3, 7, 1, 3, 7, 1, 3, 5, and the tens of the last product. stdnum checks no digit."""
    body = r.choice("12") + digits(r, 2) + "8" + digits(r, 5, "123456789")
    total = weighted(body, (1, 3, 7, 1, 3, 7, 1, 3, 5)) + int(body[8]) * 5 // 10
    text = f"{body}{-total % 10}"
    return r.choice([text, f"{text[:3]}-{text[3:5]}-{text[5:]}"])


# --- Companies and taxes
add(
    "AUSTRALIA_COMPANY_NUMBER",
    drawn("au.acn", "#########", "### ### ###"),
    "ACN|Australian Company Number",
    "acn|acn_number",
)
add(
    "BELGIUM_ENTERPRISE_NUMBER",
    # The last two are 97 less the rest: 1 to 97. stdnum takes 00 too.
    lambda r: until(
        lambda: drawn("be.vat", "0#########", "0###.###.###", "BE0#########")(r), lambda text: not text.endswith("00")
    ),
    "ondernemingsnummer|numéro d'entreprise|btw-nummer|TVA",
    "ondernemingsnummer|btw_nummer",
    "nl",
)
add(
    "BULGARIA_FOREIGNER_IDENTIFICATION_NUMBER",
    drawn("bg.pnf", "##########"),
    "ЛНЧ|личен номер на чужденец",
    "lnch|ЛНЧ",
    "bg",
)
add(
    "CHINA_UNIFIED_SOCIAL_CREDIT_CODE",
    drawn("cn.uscc", "91110108MA########", "91310115##########"),
    "统一社会信用代码|unified social credit code",
    "统一社会信用代码|uscc",
    "zh",
)
add(
    "CYPRUS_NATIONAL_IDENTIFICATION_NUMBER",
    shaped("######", "0000######"),
    "identity card number|αριθμός δελτίου ταυτότητας",
    "identity_card_number",
    "el",
)
add(
    "CZECHIA_TAX_IDENTIFICATION_NUMBER",
    drawn("cz.dic", "CZ2#######", "CZ6#######"),
    "DIČ|daňové identifikační číslo",
    "dic|dič",
    "cs",
    also="CZECHIA_NATIONAL_IDENTIFICATION_NUMBER|EU_VAT_NUMBER",
)
add("DENMARK_ORGANIZATION_NUMBER", drawn("dk.cvr", "########"), "CVR-nummer|CVR|CVR-nr.", "cvr|cvr_nummer", "da")
add(
    "DOMINICAN_REPUBLIC_RNC_NUMBER",
    drawn("do.rnc", "#########", "1-##-#####-#"),
    "RNC|registro nacional del contribuyente",
    "rnc",
    "es",
)
add(
    "ECUADOR_RUC_NUMBER",
    drawn("ec.ruc", "17########001", "09########001"),
    "RUC|registro único de contribuyentes",
    "ruc|ruc_empresa",
    "es",
)
add(
    "EL_SALVADOR_NIT_NUMBER",
    drawn("sv.nit", "0614-150885-1##-#", "0210-031172-1##-#", "0614-270691-1##-#"),
    "NIT|número de identificación tributaria",
    "nit",
    "es",
)
add(
    "EU_VAT_NUMBER",
    drawn(
        "eu.vat",
        "DE#########",
        "DE #########",
        "DE ### ### ###",
        "FR 40 303 265 0##",
        "BE 0### ### ###",
        "NL #########B01",
        "DK ## ## ## ##",
        "IT ###########",
        "ATU########",
        # The first three are an office: from 101 on.
        "PL5#########",
        "DK########",
        "SE556#######01",
        "FI########",
        "LU########",
    ),
    "VAT number|VAT ID|USt-IdNr|VAT no",
    "vat_number|vat_id|vatNumber",
)
add("FINLAND_ORGANIZATION_NUMBER", drawn("fi.ytunnus", "#######-#"), "Y-tunnus|business ID", "y_tunnus|ytunnus", "fi")
add(
    "GERMANY_TAX_NUMBER",
    drawn("de.stnr", "21/815/#####", "181/815/#####", "93815/#####", "181/815/#####"),
    "Steuernummer|St.-Nr.|Steuernr",
    "steuernummer|steuer_nr",
    "de",
)
add(
    "GHANA_TAX_IDENTIFICATION_NUMBER",
    drawn("gh.tin", "C000#######", "P00########"),
    "TIN|tax identification number",
    "tin|ghana_tin",
)
add(
    "GUATEMALA_NIT_NUMBER",
    drawn("gt.nit", "4######-#", "78#####-#"),
    "NIT|número de identificación tributaria",
    "nit",
    "es",
)
add(
    "INDIA_AADHAAR_VIRTUAL_ID",
    drawn("in_.vid", "9###############", "4### #### #### ####"),
    "Aadhaar VID|virtual ID|Aadhaar virtual ID",
    "aadhaar_vid|virtual_id",
)
add(
    "INDONESIA_TAX_IDENTIFICATION_NUMBER",
    drawn("id.npwp", "0#.###.###.#-###.###", "0##############"),
    "NPWP|nomor pokok wajib pajak",
    "npwp|no_npwp",
    "id",
)
add(
    "JAPAN_CORPORATE_NUMBER",
    drawn("jp.cn", "#############"),
    "法人番号|corporate number",
    "法人番号|corporate_number",
    "ja",
)
add(
    "KENYA_TAX_IDENTIFICATION_NUMBER",
    drawn("ke.pin", "A00#######@", "P05#######@"),
    "KRA PIN|KRA PIN number",
    "kra_pin",
)
add(
    "MALTA_TAX_IDENTIFICATION_NUMBER",
    shaped("#######M", "#########"),
    "tax identification number|income tax number",
    "tax_identification_number|income_tax_number",
)
add(
    "MAURITIUS_NATIONAL_IDENTIFICATION_NUMBER",
    drawn("mu.nid", "S010180######*", "K150890######*"),
    "NIC|national identity card number",
    "nic|national_identity_card",
)
add(
    "MONTENEGRO_TAX_IDENTIFICATION_NUMBER", drawn("me.pib", "0#######"), "PIB|poreski identifikacioni broj", "pib", "sr"
)
add(
    "MOROCCO_COMMON_ENTERPRISE_IDENTIFIER",
    drawn("ma.ice", "00#############"),
    "ICE|identifiant commun de l'entreprise",
    "ice|numero_ice",
    "fr",
)
add(
    "NETHERLANDS_TAX_IDENTIFICATION_NUMBER",
    drawn("nl.btw", "#########B01", "NL#########B01"),
    "btw-nummer|btw-id|RSIN",
    "btw_nummer|btw_id",
    "nl",
    also="EU_VAT_NUMBER",
)
add(
    "NEW_ZEALAND_BANK_ACCOUNT_NUMBER",
    drawn("nz.bankaccount", "01-0###-0######-00", "12-3###-0######-00", "03-0###-0######-000"),
    "bank account|account number|bank account number",
    "bank_account|account_number",
)
add("NORTH_MACEDONIA_TAX_IDENTIFICATION_NUMBER", drawn("mk.edb", "40300########"), "ЕДБ|даночен број", "edb|ЕДБ", "mk")
add(
    "NORWAY_ORGANIZATION_NUMBER",
    drawn("no.orgnr", "9########", "9## ### ###"),
    "organisasjonsnummer|org.nr.|orgnr",
    "organisasjonsnummer|orgnr",
    "no",
)
add(
    "PARAGUAY_RUC_NUMBER",
    drawn("py.ruc", "80######-#", "2######-#"),
    "RUC|registro único de contribuyentes",
    "ruc",
    "es",
)
add("POLAND_ORGANIZATION_NUMBER", drawn("pl.regon", "##############"), "REGON|numer REGON", "regon", "pl")
add(
    "ROMANIA_TAX_IDENTIFICATION_NUMBER",
    drawn("ro.cui", "RO########", "########", "#######"),
    "CUI|cod unic de înregistrare|CIF",
    "cui|cod_fiscal",
    "ro",
)
add(
    "RUSSIA_STATE_REGISTRATION_NUMBER",
    drawn("ru.ogrn", "102##########", "111##########"),
    "ОГРН|OGRN",
    "ogrn|ОГРН",
    "ru",
)
add(
    "SERBIA_TAX_IDENTIFICATION_NUMBER",
    drawn("rs.pib", "1########"),
    "ПИБ|PIB|poreski identifikacioni broj",
    "pib",
    "sr",
)
add(
    "SLOVAKIA_TAX_IDENTIFICATION_NUMBER",
    drawn("sk.dph", "202#######", "SK202#######"),
    "IČ DPH|DIČ|daňové identifikačné číslo",
    "ic_dph|dic",
    "sk",
)
add(
    "SOUTH_AFRICA_TAX_REFERENCE_NUMBER",
    drawn("za.tin", "0#########", "9#########"),
    "tax reference number|income tax number|SARS tax number",
    "tax_reference_number|sars_tax_no",
)
add(
    "SOUTH_KOREA_BUSINESS_REGISTRATION_NUMBER",
    korean_business,
    "사업자등록번호|business registration number",
    "사업자등록번호|brn",
    "ko",
)
add(
    "SWEDEN_ORGANIZATION_NUMBER",
    drawn("se.orgnr", "556###-####", "559###-####"),
    "organisationsnummer|org.nr",
    "organisationsnummer|orgnr",
    "sv",
)
add(
    "SWITZERLAND_ORGANIZATION_NUMBER",
    drawn("ch.uid", "CHE-###.###.###", "CHE#########"),
    "UID|Unternehmens-Identifikationsnummer|UID-Nummer",
    "uid|uid_nummer",
    "de",
)
add("TAIWAN_BUSINESS_NUMBER", drawn("tw.ubn", "########"), "統一編號|unified business number", "統一編號|ubn", "zh")
add(
    "TUNISIA_TAX_IDENTIFICATION_NUMBER",
    drawn("tn.mf", "#######@AM000", "#######@/A/M/000"),
    "matricule fiscal|identifiant fiscal",
    "matricule_fiscal",
    "fr",
)
add(
    "TURKIYE_TAX_IDENTIFICATION_NUMBER",
    drawn("tr.vkn", "##########"),
    "vergi kimlik numarası|VKN|vergi no",
    "vkn|vergi_no",
    "tr",
)
add("UKRAINE_ORGANIZATION_NUMBER", drawn("ua.edrpou", "########"), "ЄДРПОУ|код ЄДРПОУ", "edrpou|ЄДРПОУ", "uk")
add("URUGUAY_RUT_NUMBER", drawn("uy.rut", "21######001#"), "RUT|registro único tributario", "rut|rut_empresa", "es")
add(
    "VIETNAM_TAX_IDENTIFICATION_NUMBER",
    drawn("vn.mst", "0#########", "0#########-001"),
    "mã số thuế|MST",
    "mst|ma_so_thue",
    "vi",
)
add(
    "ALBANIA_NATIONAL_IDENTIFICATION_NUMBER",
    lambda r: (
        lambda b: f"{'JKH'[(b.year >= 2000)]}{b.year % 10}{b.month:02d}{b.day:02d}{digits(r, 3)}{letters(r, 1)}"
    )(birth(r, 1990, 2005)),
    "NID|numri i identitetit|numri personal",
    "nid|numri_personal",
    "sq",
)
add(
    "ALGERIA_TAX_IDENTIFICATION_NUMBER",
    drawn("dz.nif", "0##############"),
    "NIF|numéro d'identification fiscale",
    "nif|numero_nif",
    "fr",
)
add("AZERBAIJAN_TAX_IDENTIFICATION_NUMBER", drawn("az.voen", "#########1", "#########2"), "VÖEN|VOEN", "voen", "az")
add(
    "COSTA_RICA_CEDULA_NUMBER",
    drawn("cr.cpf", "1-####-####", "01-####-####", "05-####-####"),
    "cédula|cédula de identidad",
    "cedula",
    "es",
)
add(
    "COSTA_RICA_ORGANIZATION_CEDULA_NUMBER",
    drawn("cr.cpj", "3-101-######", "3101######"),
    "cédula jurídica",
    "cedula_juridica",
    "es",
)
add("COSTA_RICA_DIMEX_NUMBER", drawn("cr.cr", "1###########"), "DIMEX", "dimex", "es")


def chi(r):
    def make():
        body = f"{birth(r, 1930, 1999):%d%m%y}{digits(r, 3)}"
        return body, 11 - weighted(body, range(10, 1, -1)) % 11

    body, check = until(make, lambda pair: pair[1] != 10)
    return f"{body}{check % 11}"


def iccid(r):
    body = "89" + r.choice(["4920", "3310", "4410", "1410"]) + digits(r, 12)
    return body + luhn(body)


def iin(r):
    """Kazakhstan: twelve digits, weights 1..11, and 3..11, 1, 2 if that gives ten."""

    def make():
        born = birth(r, 1950, 1999)
        body = f"{born:%y%m%d}{r.choice('34')}{digits(r, 4)}"
        check = weighted(body, range(1, 12)) % 11
        if check == 10:
            check = weighted(body, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
        return body, check

    body, check = until(make, lambda pair: pair[1] != 10)
    return f"{body}{check}"


def iranian(r):
    body = digits(r, 9)
    rest = weighted(body, range(10, 1, -1)) % 11
    return body + str(rest if rest < 2 else 11 - rest)


def taiwan_resident(r):
    """National Immigration Agency, since 2021: as a national number, the first digit 8 or 9."""
    first, body = letters(r, 1), r.choice("89") + digits(r, 7)
    code = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(first)
    return f"{first}{body}{-(code // 10 + code % 10 * 9 + weighted(body, range(8, 0, -1))) % 10}"


def french_card(r):
    """Cards of 1995 to 2021: year, month, department, place, order and a check digit of ICAO 9303."""
    body = f"{r.randrange(0, 21):02d}{r.randrange(1, 13):02d}{r.choice(['75', '69', '13', '31', '59'])}{digits(r, 5)}"
    return body + mrz(body)


def nicaraguan(r):
    """Municipality, day of birth, order, and a letter: the remainder of the thirteen digits modulo 23."""
    parts = r.choice(["001", "281", "401", "161"]), f"{birth(r):%d%m%y}", digits(r, 4)
    return "-".join(parts) + "ABCDEFGHJKLMNPQRSTUVWXY"[int("".join(parts)) % 23]


def dui(r):
    body = digits(r, 8, "0")
    return f"{body}-{-weighted(body, range(9, 1, -1)) % 10}"


def korean_licence(r):
    return f"{r.randrange(11, 29)}-{r.randrange(0, 24):02d}-{digits(r, 6)}-{digits(r, 2)}"


add(
    "FRANCE_IDENTITY_CARD_NUMBER",
    french_card,
    "carte d'identité|carte nationale d'identité|numéro de CNI",
    "carte_identite|cni",
    "fr",
)
add("UK_CHI_NUMBER", chi, "CHI number|CHI|Community Health Index", "chi|chi_number")
add("INTEGRATED_CIRCUIT_CARD_IDENTIFIER", iccid, "ICCID|SIM number|ICCID number", "iccid|sim_iccid")
add("KAZAKHSTAN_INDIVIDUAL_IDENTIFICATION_NUMBER", iin, "ИИН|ЖСН|IIN", "iin|ИИН", "kk")
add("IRAN_NATIONAL_IDENTIFICATION_NUMBER", iranian, "کد ملی|شماره ملی|Iranian national code", "کد_ملی|code_melli", "fa")
add("EL_SALVADOR_DUI_NUMBER", dui, "DUI|documento único de identidad", "dui|numero_dui", "es")
add("SOUTH_KOREA_DRIVERS_LICENSE", korean_licence, "운전면허번호|운전면허", "운전면허번호|korean_driver_license", "ko")
add(
    "GUATEMALA_CUI_NUMBER",
    lambda r: (lambda b: f"{b}{weighted(b, range(2, 10)) % 11}{r.randrange(1, 8):02d}01")(
        until(lambda: digits(r, 8, "123"), lambda b: weighted(b, range(2, 10)) % 11 < 10)
    ),
    "CUI|DPI|código único de identificación",
    "cui|dpi",
    "es",
)
add(
    "SRI_LANKA_NATIONAL_IDENTIFICATION_NUMBER",
    lambda r: f"{r.randrange(60, 99)}{r.randrange(1, 366) + r.choice([0, 500]):03d}{digits(r, 4)}V",
    "NIC|NIC number|national identity card",
    "nic|nic_number",
)
add(
    "BANGLADESH_NATIONAL_IDENTIFICATION_NUMBER",
    shaped("##########", "19##26###########"),
    "NID|NID number|জাতীয় পরিচয়পত্র",
    "nid|nid_number",
    "bn",
)
add(
    "PHILIPPINES_NATIONAL_IDENTIFICATION_NUMBER",
    shaped("####-####-####-####", "################"),
    "PhilSys number|PhilSys card number|PCN",
    "philsys_number|pcn",
)
add("NIGERIA_NATIONAL_IDENTIFICATION_NUMBER", shaped("###########"), "NIN|national identification number", "nin")
add("NIGERIA_BANK_VERIFICATION_NUMBER", shaped("22#########"), "BVN|bank verification number", "bvn")
add(
    "KENYA_NATIONAL_IDENTIFICATION_NUMBER",
    shaped("########"),
    "national ID number|Kenyan ID|national ID",
    "national_id_number|kenya_id",
)
add(
    "GHANA_NATIONAL_IDENTIFICATION_NUMBER",
    shaped("GHA-#########-#"),
    "Ghana Card|Ghana Card number",
    "ghana_card|ghana_card_number",
)
add("QATAR_NATIONAL_IDENTIFICATION_NUMBER", shaped("284634#####", "29135######"), "QID|Qatar ID", "qid|qatar_id")
add(
    "MACAU_IDENTITY_CARD_NUMBER",
    shaped("1######(#)", "5######(#)", "7#######"),
    "澳門身份證|BIR|Macau ID card",
    "bir|macau_id",
    "zh",
)
add(
    "MEDICAL_RECORD_NUMBER",
    shaped("########", "#######"),
    "MRN|medical record number|medical record no",
    "mrn|medical_record_number|patient_mrn",
)
add(
    "USA_HEALTH_INSURANCE_MEMBER_ID",
    shaped("@@@#########", "W#########", "#########"),
    "member ID|subscriber ID|member number",
    "member_id|subscriber_id|memberId",
)
add(
    "ICD10_CODE",
    lambda r: r.choice(
        [
            "E11.9",
            "I10",
            "J45.909",
            "M54.50",
            "F32.9",
            "K21.9",
            "E78.5",
            "N39.0",
            "R07.9",
            "S52.501A",
            "G47.33",
            "J06.9",
        ]
    ),
    "ICD-10|ICD-10 code|diagnosis code",
    "icd10|icd_10_code|diagnosis_code",
)
add(
    "VENEZUELA_CEDULA_NUMBER",
    lambda r: (lambda n: r.choice([f"V-{n}", f"V{n}", f"V-{int(n):,}".replace(",", ".")]))(
        str(r.randrange(5_000_000, 29_000_000))
    ),
    "cédula|cédula de identidad",
    "cedula|cedula_identidad",
    "es",
)
add(
    "HONDURAS_DNI_NUMBER",
    lambda r: f"{r.randrange(1, 19):02d}01-{r.randrange(1950, 2005)}-{digits(r, 5)}",
    "DNI|identidad|documento nacional de identificación",
    "dni|identidad",
    "es",
)
add(
    "PANAMA_CEDULA_NUMBER",
    lambda r: f"{r.randrange(1, 10)}-{r.randrange(100, 999)}-{r.randrange(100, 2500)}",
    "cédula|cédula de identidad personal",
    "cedula",
    "es",
)
add(
    "PARAGUAY_CEDULA_NUMBER",
    lambda r: (lambda n: r.choice([str(n), f"{n:,}".replace(",", ".")]))(r.randrange(1_000_000, 7_000_000)),
    "cédula de identidad|C.I.|cédula",
    "cedula|cedula_identidad",
    "es",
)
add(
    "BOLIVIA_CEDULA_NUMBER",
    lambda r: digits(r, 7, "123456789") + r.choice(["", " LP", " SC", " CB"]),
    "cédula de identidad|carnet de identidad",
    "cedula|carnet_identidad",
    "es",
    loose=True,
)

add(
    "ARGENTINA_CBU_NUMBER",
    drawn("ar.cbu", "0170339###############", "0720##################"),
    "CBU|clave bancaria uniforme",
    "cbu|cbu_cliente",
    "es",
)
add(
    "CUBA_NATIONAL_IDENTIFICATION_NUMBER",
    drawn("cu.ni", "850315#####", "920708#####", "710922#####"),
    "carné de identidad|número de identidad permanente",
    "carne_identidad",
    "es",
)
add(
    "CANADA_BUSINESS_NUMBER",
    drawn("ca.bn", "#########", "#########RC0001"),
    "business number|CRA business number|BN",
    "business_number",
)
add(
    "USA_ADOPTION_TAXPAYER_IDENTIFICATION_NUMBER",
    drawn("us.atin", "9##-93-####"),
    "ATIN|adoption taxpayer identification number",
    "atin",
)
add(
    "USA_PREPARER_TAX_IDENTIFICATION_NUMBER",
    drawn("us.ptin", "P########"),
    "PTIN|preparer tax identification number",
    "ptin",
)
add(
    "USA_ALIEN_REGISTRATION_NUMBER",
    shaped("A#########", "A###-###-###", "A########"),
    "alien registration number|A-number|USCIS number",
    "alien_registration_number|a_number",
)
add(
    "USA_IMMIGRATION_RECEIPT_NUMBER",
    shaped("WAC##########", "IOE##########", "LIN##########", "SRC##########"),
    "receipt number|USCIS receipt number",
    "receipt_number|uscis_receipt",
)
add("TAIWAN_RESIDENT_CERTIFICATE_NUMBER", taiwan_resident, "居留證號碼|統一證號|ARC number", "居留證號碼|arc_no", "zh")
add(
    "PORTUGAL_SOCIAL_SECURITY_NUMBER",
    lambda r: (lambda b: b + str(9 - weighted(b, (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10))(digits(r, 10, "1")),
    "NISS|número de identificação de segurança social|segurança social",
    "niss|seguranca_social",
    "pt",
)
add(
    "HUNGARY_NATIONAL_IDENTIFICATION_NUMBER",
    lambda r: "{}{}".format(
        *until(
            lambda: (lambda b: (b, weighted(b, range(1, 11)) % 11))(
                f"{r.choice('12')}{birth(r, 1940, 1996):%y%m%d}{digits(r, 3)}"
            ),
            lambda pair: pair[1] < 10,
        )
    ),
    "személyi szám|személyi azonosító",
    "szemelyi_szam",
    "hu",
)
add(
    "KUWAIT_CIVIL_ID_NUMBER",
    lambda r: (lambda pair: f"{pair[0]}{pair[1]}")(
        until(
            lambda: (lambda b: (b, 11 - weighted(b, (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11))(
                f"2{birth(r, 1950, 1999):%y%m%d}{digits(r, 4)}"
            ),
            lambda pair: pair[1] < 10,
        )
    ),
    "Civil ID|Civil ID number|الرقم المدني",
    "civil_id|civil_id_number",
    "ar",
)
add(
    "BRAZIL_HEALTH_CARD_NUMBER",
    lambda r: until(lambda: digits(r, 15, "7"), lambda t: weighted(t, range(15, 0, -1)) % 11 == 0),
    "CNS|cartão nacional de saúde|cartão SUS",
    "cns|cartao_sus",
    "pt",
)
add(
    "NICARAGUA_CEDULA_NUMBER",
    nicaraguan,
    "cédula|cédula de identidad",
    "cedula",
    "es",
)
add(
    "GEORGIA_PERSONAL_NUMBER",
    shaped("01#########", "60#########"),
    "პირადი ნომერი|personal number",
    "personal_number|piradi_nomeri",
    "ka",
)
