"""Asia, Africa and Oceania: national, tax, social and health numbers."""

from .kinds import add, birth, digits, group, letters, until
from .schemes import ALNUM, UPPER, luhn, verhoeff, weighted


def aadhaar(r):
    body = digits(r, 11, "23456789")
    text = body + verhoeff(body)
    return r.choice([text, group(text, 4, 4), group(text, 4, 4), group(text, 4, 4, by="-")])


def gstin(r):
    """GSTN: state, PAN, entity, Z, and a check character modulo 36 with factors 1 and 2."""
    body = f"{r.choice([7, 9, 19, 24, 27, 29, 33, 36]):02d}{pan(r)}{r.choice('123')}Z"
    total = 0
    for index, character in enumerate(body):
        product = ALNUM.index(character) * (1 + index % 2)
        total += product // 36 + product % 36
    return body + ALNUM[-total % 36]


def pan(r):
    return letters(r, 3) + r.choice("PPPCHFAT") + letters(r, 1) + digits(r, 4, "123456789") + letters(r, 1)


def chinese(r):
    body = r.choice(["110101", "110105", "310104"]) + f"{birth(r):%Y%m%d}{digits(r, 3)}"
    return body + "10X98765432"[weighted(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11]


def korean(r):
    born = birth(r)
    body = f"{born:%y%m%d}{(1 if born.year < 2000 else 3) + r.randrange(2)}0{digits(r, 4)}"
    body = body[:12] if len(body) >= 12 else body
    check = (11 - weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return r.choice([f"{body}{check}", f"{body[:6]}-{body[6:]}{check}"])


def my_number(r):
    body = digits(r, 11)
    rest = sum(int(d) * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(body), 1)) % 11
    text = body + str(0 if rest <= 1 else 11 - rest)
    return r.choice([text, group(text, 4, 4), group(text, 4, 4, by="-")])


def hkid(r):
    first, body = letters(r, 1, "ABCDEFGHKMPRSVYZ"), digits(r, 6)
    total = 36 * 9 + (UPPER.index(first) + 10) * 8 + weighted(body, range(7, 1, -1))
    check = "0123456789A"[-total % 11]
    return r.choice([f"{first}{body}({check})", f"{first}{body}({check})", f"{first}{body}{check}"])


def taiwan(r):
    """Ministry of the Interior: the letter stands for a number of two digits, weights 1, 9..1, 1."""
    first = letters(r, 1)
    code = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(first)
    body = r.choice("12") + digits(r, 7)
    total = code // 10 + code % 10 * 9 + weighted(body, range(8, 0, -1))
    return first + body + str(-total % 10)


def nric(r):
    """Immigration & Checkpoints Authority: S and T with one table, F and G with another, 4 more for T and G."""
    first, body = r.choice("STFG"), digits(r, 7, "0126789")
    total = weighted(body, (2, 7, 6, 5, 4, 3, 2)) + (4 if first in "TG" else 0)
    return first + body + ("JZIHGFEDCBA" if first in "ST" else "XWUTRQPNMLK")[total % 11]


def mykad(r):
    text = f"{birth(r):%y%m%d}{r.choice(['01', '02', '05', '07', '10', '12', '13', '14'])}{digits(r, 4, '56789')}"
    return r.choice([text, group(text, 6, 2, by="-")])


def thai(r):
    body = digits(r, 12, "12345")
    text = body + str((11 - weighted(body, range(13, 1, -1)) % 11) % 10)
    return r.choice([text, f"{text[0]}-{text[1:5]}-{text[5:10]}-{text[10:12]}-{text[12]}"])


def nik(r):
    born = birth(r)
    return (
        r.choice(["317101", "327301", "357801", "337401", "510301"])
        + f"{born.day + r.choice([0, 40]):02d}{born:%m%y}{r.randrange(1, 200):04d}"
    )


def israeli(r):
    body = digits(r, 8, "0234")
    return body + luhn(body)


def south_african(r):
    body = f"{birth(r):%y%m%d}{digits(r, 4)}08"
    return body + luhn(body)


def emirates(r):
    body = f"784{birth(r):%Y}{digits(r, 7)}"
    text = body + luhn(body)
    return r.choice([text, f"{text[:3]}-{text[3:7]}-{text[7:14]}-{text[14]}"])


def saudi(r):
    body = digits(r, 9, "12")
    return body + luhn(body)


def cnic(r):
    text = digits(r, 12, "123456") + r.choice("123456789")
    return r.choice([text, group(text, 5, 7, by="-")])


def vietnamese(r):
    born = birth(r)
    return (
        r.choice(["001", "079", "048", "031", "092"])
        + f"{r.randrange(2) + (0 if born.year < 2000 else 2)}{born:%y}{digits(r, 6)}"
    )


def tfn(r):
    def make():
        body = digits(r, 8, "123456789")
        return body, weighted(body, (1, 4, 3, 7, 5, 8, 6, 9)) % 11

    body, check = until(make, lambda pair: pair[1] != 10)
    text = body + str(check)  # the weight of the last is 10, which is -1 modulo 11
    return r.choice([text, group(text, 3, 3)])


def medicare(r):
    body = digits(r, 8, "23456")
    text = body + str(weighted(body, (1, 3, 7, 9, 1, 3, 7, 9)) % 10) + r.choice("12345")
    return r.choice([text, group(text, 4, 5)])


def abn(r):
    def make():
        return r.choice("123456789") + digits(r, 10)

    text = until(
        make,
        lambda t: (
            t[:2] != "10" and weighted(str(int(t[0]) - 1) + t[1:], (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) % 89 == 0
        ),
    )
    return r.choice([text, group(text, 2, 3, 3)])


def ird(r):
    def make():
        body = f"{r.randrange(10_000_000, 15_000_000):08d}"
        check = -weighted(body, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if check == 10:
            check = -weighted(body, (7, 4, 3, 2, 5, 2, 7, 6)) % 11
        return body, check

    body, check = until(make, lambda pair: pair[1] < 10)
    text = f"{body}{check}"
    return r.choice([text, group(text, 3, 3, by="-")])


def nhi(r):
    """Health New Zealand, HISO 10046: letters without I and O as 1 to 24, weights 7..2, modulo 11."""
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ"

    def make():
        body = letters(r, 3, alphabet) + digits(r, 3)
        total = sum((alphabet.index(c) + 1 if c in alphabet else int(c)) * w for c, w in zip(body, range(7, 1, -1)))
        return body, total % 11

    body, rest = until(make, lambda pair: pair[1] != 0)
    return body + str((11 - rest) % 10)


def egypt(r):
    born = birth(r)
    return f"{2 if born.year < 2000 else 3}{born:%y%m%d}{r.choice(['01', '02', '12', '21', '88'])}{digits(r, 5)}"


add(
    "INDIA_AADHAAR_NUMBER",
    aadhaar,
    "Aadhaar|Aadhaar number|Aadhar no",
    "aadhaar|aadhaar_number|aadhaarNo",
    confirm="in_.aadhaar",
)
add(
    "INDIA_PERMANENT_ACCOUNT_NUMBER",
    pan,
    "PAN card|PAN number|permanent account number",
    "pan_number|panCard|pan_card",
    confirm="in_.pan",
)
add(
    "INDIA_DRIVERS_LICENSE",
    lambda r: (lambda a, b: r.choice([a + b, f"{a} {b}", f"{a}-{b}"]))(
        r.choice(["MH", "DL", "KA", "TN", "UP", "GJ", "WB"]) + f"{r.randrange(1, 60):02d}",
        f"{r.randrange(1990, 2022)}{digits(r, 7)}",
    ),
    "driving licence|driving license|driver's license",
    "driving_licence|drivingLicenseNumber",
)
add(
    "INDIA_GOODS_AND_SERVICES_TAX_NUMBER",
    gstin,
    "GSTIN|GST number|GST no",
    "gstin|gst_number",
    confirm="in_.gstin",
    also="INDIA_PERMANENT_ACCOUNT_NUMBER",
)
add(
    "INDIA_VOTER_ID",
    lambda r: (lambda a, b: a + b + luhn(b))(letters(r, 3), digits(r, 6)),
    "voter id|EPIC number|EPIC no",
    "voter_id|epic_number",
    confirm="in_.epic",
)
add(
    "INDIA_PASSPORT_NUMBER",
    lambda r: letters(r, 1, "JKLMNPRSTUVZ") + digits(r, 7, "123456789"),
    "passport number|passport no|Indian passport",
    "passport_number|passportNo",
)
add(
    "CHINA_RESIDENT_IDENTITY_CARD_NUMBER",
    chinese,
    "身份证号|身份证号码|公民身份号码|ID card number",
    "身份证号|id_card_no|shenfenzheng",
    "zh",
    confirm="cn.ric",
)
add(
    "SOUTH_KOREA_RESIDENT_REGISTRATION_NUMBER",
    korean,
    "주민등록번호|주민번호|resident registration number",
    "주민등록번호|rrn|jumin_no",
    "ko",
    confirm="kr.rrn",
)
add(
    "JAPAN_MY_NUMBER",
    my_number,
    "マイナンバー|個人番号|My Number",
    "マイナンバー|my_number|kojin_bango",
    "ja",
    confirm="jp.in_",
)
add("HONG_KONG_IDENTITY_CARD_NUMBER", hkid, "HKID|香港身份證|Hong Kong identity card|HKID number", "hkid|hkid_no", "zh")
add(
    "TAIWAN_NATIONAL_IDENTIFICATION_NUMBER",
    taiwan,
    "身分證字號|國民身分證統一編號|national ID number",
    "身分證字號|national_id",
    "zh",
)
add(
    "SINGAPORE_NATIONAL_REGISTRATION_IDENTITY_CARD_NUMBER",
    nric,
    "NRIC|FIN|NRIC number|NRIC No.",
    "nric|nric_no|nricNumber",
)
add(
    "MALAYSIA_IDENTITY_CARD_NUMBER",
    mykad,
    "MyKad|NRIC|no. kad pengenalan|nombor kad pengenalan",
    "mykad|no_kad_pengenalan|nric",
    "ms",
    confirm="my.nric",
)
add(
    "THAILAND_NATIONAL_IDENTIFICATION_NUMBER",
    thai,
    "เลขประจำตัวประชาชน|เลขบัตรประชาชน|Thai national ID",
    "เลขประจำตัวประชาชน|thai_id|citizen_id",
    "th",
    confirm="th.pin",
)
add(
    "INDONESIA_NATIONAL_IDENTIFICATION_NUMBER",
    nik,
    "NIK|nomor induk kependudukan|no. KTP|KTP",
    "nik|no_ktp|nomor_induk_kependudukan",
    "id",
)
add(
    "PHILIPPINES_SOCIAL_SECURITY_NUMBER",
    lambda r: (lambda t: r.choice([t, group(t, 2, 7, by="-")]))(digits(r, 10, "03")),
    "SSS number|SSS no|SSS",
    "sss_number|sss_no",
)
add(
    "PHILIPPINES_TAX_IDENTIFICATION_NUMBER",
    lambda r: (lambda t: r.choice([group(t, 3, 3, by="-"), group(t + "000", 3, 3, 3, by="-")]))(
        digits(r, 9, "123456789")
    ),
    "TIN|tax identification number|BIR TIN",
    "tin|tax_identification_number",
)
add("VIETNAM_NATIONAL_IDENTIFICATION_NUMBER", vietnamese, "số CCCD|căn cước công dân|CCCD", "cccd|so_cccd", "vi")
add(
    "PAKISTAN_NATIONAL_IDENTIFICATION_NUMBER",
    cnic,
    "CNIC|CNIC number|computerized national identity card",
    "cnic|cnic_no",
)
add(
    "ISRAEL_NATIONAL_IDENTIFICATION_NUMBER",
    israeli,
    "תעודת זהות|מספר זהות|Teudat Zehut",
    "תעודת_זהות|teudat_zehut",
    "he",
    confirm="il.idnr",
)
add(
    "SOUTH_AFRICA_IDENTITY_NUMBER",
    south_african,
    "South African ID|SA ID number|identity number|RSA ID",
    "sa_id_number|rsa_id|id_number",
    confirm="za.idnr",
)
add(
    "UNITED_ARAB_EMIRATES_NATIONAL_IDENTIFICATION_NUMBER",
    emirates,
    "Emirates ID|رقم الهوية|EID number",
    "emirates_id|emiratesId",
    "ar",
)
add(
    "SAUDI_ARABIA_NATIONAL_IDENTIFICATION_NUMBER",
    saudi,
    "رقم الهوية|Saudi national ID|Iqama number|هوية وطنية",
    "national_id|iqama_number",
    "ar",
)
add("EGYPT_NATIONAL_IDENTIFICATION_NUMBER", egypt, "الرقم القومي|Egyptian national ID", "national_id|raqam_qawmi", "ar")
add("AUSTRALIA_TAX_FILE_NUMBER", tfn, "TFN|tax file number", "tfn|tax_file_number|taxFileNumber", confirm="au.tfn")
add(
    "AUSTRALIA_MEDICARE_NUMBER",
    medicare,
    "Medicare number|Medicare card|Medicare no",
    "medicare_number|medicare_no|medicareCard",
)
add(
    "AUSTRALIA_BUSINESS_NUMBER",
    abn,
    "ABN|Australian Business Number",
    "abn|australian_business_number",
    confirm="au.abn",
)
add(
    "AUSTRALIA_DRIVERS_LICENSE",
    lambda r: r.choice([digits(r, 8), digits(r, 9), digits(r, 7), letters(r, 1) + digits(r, 5), digits(r, 10)]),
    "driver licence|driver's licence|drivers licence",
    "driver_licence|drivers_licence_no",
)
add(
    "AUSTRALIA_PASSPORT_NUMBER",
    lambda r: r.choice(["N", "E", "PA", "PB"]) + digits(r, 7),
    "passport number|Australian passport|passport no",
    "passport_number|passportNo",
)
add("NEW_ZEALAND_IRD_NUMBER", ird, "IRD number|IRD|IRD no", "ird_number|ird|irdNumber", confirm="nz.ird")
add("NEW_ZEALAND_NATIONAL_HEALTH_INDEX_NUMBER", nhi, "NHI|NHI number|National Health Index", "nhi|nhi_number")
