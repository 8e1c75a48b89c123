"""Writes the first inputs of all fuzz targets: seeds.py FOLDER, which gets a folder for each target.

They are made of the test data of the crates. The layouts are those that the targets in `fuzz/src/targets` read.
"""

import hashlib
import io
import struct
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DETECT = ROOT / "common/detect"
DATA = ROOT / "worker/extract/tests/data"
# A larger seed makes the fuzzer slow.
MOST_BYTES = 32 * 1024
# How files are extracted: chunks of 64 bytes; and flags: small limits, the product's limits, in a stream, breaking off.
HEADERS = [b"? ", b"?\x22", b"\x06\x25", b"\x03\x2c"]

folder = Path(sys.argv[1])
counts = {}


def put(target, *parts):
    content = b"".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    if len(content) > MOST_BYTES:
        return
    inside = folder / target
    inside.mkdir(parents=True, exist_ok=True)
    (inside / hashlib.sha1(content).hexdigest()).write_bytes(content)
    counts[target] = counts.get(target, 0) + 1


def extracted(target, content, kind=None):
    """One file, in some ways of extracting it."""
    middle = b"" if kind is None else bytes([kind])
    for header in HEADERS:
        put(target, header, middle, content)
    if target == "pdf":
        put(target, b"?\x21", content)


def joined(text):
    return text if isinstance(text, str) else "".join(text)


# The detector.

for path in sorted((DETECT / "testdata").glob("*.toml")):
    table = tomllib.loads(path.read_text())
    for number, case in enumerate(table.get("case", [])):
        text = joined(case["text"])
        put("scan_text", struct.pack("<HB", len(text) // 2, number % 7 == 0), text)
        names = "\n".join(case.get("context", [])) or "name"
        length = len(text.encode())
        if length < 256:
            put("scan_fields", bytes([2, 0, length, 1, length]), names, "\0\0", text, "\0", text)
        put("validators", text)
    for part in table.get("set", []):
        for value in part.get("valid", [])[:6] + part.get("invalid", [])[:4]:
            put("validators", joined(value))

for name in ["accepted", "refused"]:
    for pattern in tomllib.loads((DETECT / f"testdata-custom/{name}.toml").read_text())["pattern"]:
        regex, text = pattern["regex"], pattern.get("text", "")
        for keyword in ["", "number", "key word\nemployee"]:
            put("custom_regex", struct.pack("<H", 50), regex, "\0", keyword, "\0", "test\0" if keyword else "\0", keyword, text)
            for flags in (0, 3):
                put("custom_scan", struct.pack("<HB", len(text) // 2, flags), regex, "\0", keyword, "\0", keyword, " ", text)

for entries, value in [
    ("Ann Smith\n123-45\n", "ann smith"),
    ("\ufeffone\r\ntwo words\r\n", "two\nwords"),
    ("Straße\nİstanbul\nΣΊΣΥΦΟΣ\n", "STRASSE"),
    (" spaces \n\n\t\n", " spaces "),
    ("x" * 90, "X" * 90),
]:
    put("allow", entries, "\0", value)

# Files. Which of the test data are seeds of which target.

FILES = {
    "pdf": ["pdf/*.pdf"],
    "image": ["image/*"],
    "mail": ["mail/*.eml"],
    "mailbox": ["mail/*.mbox"],
    "archive": ["archives/*", "office/*.xlsx", "pdf/pages.pdf", "parquet/flat-none.parquet", "mail/winmail.dat"],
    "sql": ["sql/*.sql"],
    "sqlite": ["sqlite/*.db"],
    "avro": ["avro/*.avro"],
    "parquet": ["parquet/*.parquet"],
    "orc": ["orc/*.orc"],
    "arrow": ["arrow/*"],
    "compound": ["office/*.xls", "office/*.doc", "office/*.ppt", "office/encrypted.*", "outlook/*.msg"],
    "rtf": ["office/*.rtf"],
    "zip": ["office/*.docx", "office/*.od?", "office/hand.xlsb", "office/*.epub"],
}
for target, patterns in FILES.items():
    for pattern in patterns:
        for path in sorted(DATA.glob(pattern)):
            extracted(target, path.read_bytes())


# The targets put the begins before them.
for path in (DATA / "mail/winmail.dat", DATA / "mail/rtf.tnef"):
    extracted("tnef", path.read_bytes()[4:])
for path in sorted((DATA / "messages").iterdir()):
    extracted("messages", path.read_bytes(), 0)
HL7 = b"A\rPID|1||4^^^A&1.2&ISO^SS~5||DOE^JOHN\rOBX|1|TX|C^N||a\\T\\b\\X41\\\r"
for kind, content in enumerate((HL7, HL7, b"REF*SY*536904399~N3*a~N4*b~", b"A+B'PNA+PAT+++1+2:J+1:M'"), 1):
    extracted("messages", content, kind)
extracted("messages", b":+.? 'UNB+UNOA:1+A?'b+B'COM+2125550187:TE'", 5)
extracted("folded", b"N:Ann\r\nNOTE;ENCODING=QUOTED-PRINTABLE:one=\r\n two=3D\r\nTEL:+1 212\r\n  555 1234\r\nEND:VCARD\r\n")
PARAGRAPH = b"<body><p><r><t>one</t></r><r><delText>two</delText><t>three</t></r></p><tbl><tc><p>x</p></tc></tbl></body>"
TABLE_2003 = b'<Worksheet Name="S"><Table><Row Index="2"><Cell Formula="=&quot;x&quot;" MergeAcross="1"><Data Type="String">a</Data>'
TABLE_2003 += b'<Comment Author="Ann"><Data>b</Data></Comment></Cell></Row></Table></Worksheet>'
SHEET = b'<spreadsheet><table name="S"><table-row><table-cell><p>a</p><annotation><p>b</p></annotation></table-cell></table-row>'
SHEET += b"</table></spreadsheet><text><p>one <span>two</span></p></text><presentation><page><p>three</p></page></presentation>"
for kind, content in enumerate((SHEET, PARAGRAPH, PARAGRAPH, TABLE_2003)):
    extracted("flat", content, kind)


def archives(*ends):
    return [path.read_bytes() for path in sorted((DATA / "archives").iterdir()) if path.name.endswith(ends)]


# The third byte says which magic number is put before the rest; the first kind has none.
for content in archives(".bz2", ".xz", ".zst", ".lz4", ".sz", ".gz"):
    extracted("compressed", content, 0)
for content in archives(".br"):
    extracted("compressed", content, 8)
    extracted("coded", content, 0)
for content in archives(".zst"):
    extracted("coded", content, 3)
for content in archives(".cpio", ".ar", ".rpm", ".deb", ".warc"):
    extracted("containers", content, 0)
for content in archives(".class", ".pkl"):
    extracted("programs", content, 0)
    extracted("unknown", content, 0)
STRINGS = [b"\x02\x01\x01\0usage: tool [file]\0ssn\0\x0c\0\0\x00123-45-6789\0", "Жуков Иван\0山田太郎\0".encode()]
for content in [*STRINGS, *("Geheimwörter: 123-45-6789".encode(order) for order in ("utf-16-le", "utf-16-be"))]:
    extracted("unknown", content, 0)
for content in archives(".7z"):
    _, offset, size = struct.unpack("<IQQ", content[8:28])
    packed, directory = content[32 : 32 + offset], content[32 + offset : 32 + offset + size]
    if len(packed) < 0x10000:
        extracted("sevenzip", struct.pack("<H", len(packed)) + packed + directory)

import gzip  # noqa: E402
import tarfile  # noqa: E402
import zlib  # noqa: E402

TABLE = b"name,mail\nAnn,ann@example.com\nBob,bob@example.com\n"
TEXT = "some text with an address, ann@example.com, ünïcödé and 漢字\nmore of it\n"
JSON = b'{"a": [1, "x\\u00e9", {"b": "y@z.example"}], "c": null}\n'

extracted("compressed", gzip.compress(TABLE, mtime=0), 0)
for content in [zlib.compress(TABLE), zlib.compress(TABLE, wbits=-15)]:
    extracted("coded", content, 1)
extracted("coded", gzip.compress(TABLE, mtime=0), 2)
for format in [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT]:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=format) as archive:
        for name, content in [("a.csv", TABLE), ("long" * 30 + "/ü.json", JSON), ("e.txt", b"")]:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "a.csv"
        archive.addfile(link)
    extracted("tar", buffer.getvalue())
    extracted("archive", gzip.compress(buffer.getvalue(), mtime=0))
for method in [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in [("a.csv", TABLE), ("folder/b.json", JSON), ("c.txt", TEXT.encode())]:
            archive.writestr(zipfile.ZipInfo(name), content, method)
    extracted("zip", buffer.getvalue())
    extracted("archive", buffer.getvalue())

extracted("text", TEXT.encode())
extracted("text", TEXT.replace("\n", "\r").encode())
extracted("csv", TABLE)
extracted("csv", b'a;b\n"x ""y"" z";"1\n2"\n;;\n3;"4\n' * 3)
extracted("csv", b"a\tb\n1\t2\n")
extracted("json", JSON * 2)
extracted("json", b'// note\n{"a":{"b":[[],{"c":1e5}]}}')
extracted("json", b'[{"name":"Ann"},{"name":"Bob"},"x"]')
extracted(
    "notebook",
    b'{"cells":[{"cell_type":"code","source":["a = 1\\n","b"],"outputs":[{"text":["x@y.example"]}]}],"nbformat":4}',
)
extracted("yaml", b"a: 1\nlist:\n  - b: 'x'\n  - \"y\"\ntext: |\n  lines\n  more\nflow: {k: [1, 2]}\n--- # next\n&a *b: !t c\n")
extracted("sections", b"[main]\nkey = value ; note\n# note\npath: \"x\"\n[[table]]\nlist = [1, 2]\ntext = '''\na\n'''\n")
extracted("markup", "<!doctype html><html><p title='a'>x &amp; &#233; ünï<br><script>var a</script><!-- c --></p>".encode())
extracted("xml", "<?xml version='1.0'?><a b=\"c\"><![CDATA[d]]>&lt;ü<e/></a>".encode())
for kind, codec in enumerate(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-8"]):
    extracted("charsets", TEXT.encode(codec), kind)
extracted("charsets", TABLE.decode().encode("utf-16-le"), 6)
extracted("charsets", JSON.decode().encode("utf-16-le"), 8)
for codec, text in [
    ("cp1252", "ein größeres Wörterbuch, gewiß"),
    ("koi8-r", "привет, как дела, всё хорошо"),
    ("shift_jis", "これは日本語の文章です。"),
    ("euc-jp", "これは日本語の文章です。"),
    ("gb18030", "这是一个中文句子。"),
    ("big5", "這是一個中文句子。"),
    ("euc-kr", "이것은 한국어 문장입니다."),
    ("iso2022_jp", "これは日本語の文章です。"),
]:
    extracted("charsets", text.encode(codec), 0)
    extracted("charsets", b"name,text\n1," + text.encode(codec) + b"\n", 7)
for layers in [0, 1, 2, 3, 0b0101, 0b1001, 0b0110, 0b010101]:
    extracted("encoded", TEXT.encode() * 3, layers)
token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm5AZXhhbXBsZS5jb20ifQ."
extracted("encoded", f"mail=ann%40example.com&token={token}&x=QW5uIFNtaXRoIDE5ODA=".encode(), 0)

# Parts of office documents: the third byte is the number of the part in `PARTS`.

PARTS = [
    ("xlsx", "xl/worksheets/sheet1.xml"),
    ("xlsx", "xl/sharedStrings.xml"),
    ("xlsx", "xl/styles.xml"),
    ("xlsx", "xl/workbook.xml"),
    ("xlsb", "xl/worksheets/sheet1.bin"),
    ("xlsb", "xl/sharedStrings.bin"),
    ("xlsb", "xl/styles.bin"),
    ("xlsb", "xl/workbook.bin"),
    ("docx", "word/document.xml"),
    ("pptx", "ppt/slides/slide1.xml"),
    ("ods", "content.xml"),
    ("odt", "content.xml"),
    ("odp", "content.xml"),
    ("epub", ".xhtml"),
    ("docx", "docProps/core.xml"),
]
for path in sorted((DATA / "office").iterdir()):
    if not zipfile.is_zipfile(path):
        continue
    with zipfile.ZipFile(path) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist() if not info.is_dir()]
    for number, (end, name) in enumerate(PARTS):
        if path.suffix == "." + end:
            for found, content in parts:
                if found == name or (name.startswith(".") and found.endswith(name)):
                    extracted("parts", content[:16384], number)
    # Themes and pictures only make the seed large.
    whole = b"".join(b"%%part " + name.encode() + b"\n" + content + b"\n" for name, content in parts if len(content) < 6000)
    extracted("package", whole)


def streams(content):
    """The streams of a compound file, with the storages that they are in."""
    shift, first_directory = struct.unpack_from("<H", content, 30)[0], struct.unpack_from("<I", content, 48)[0]
    first_small = struct.unpack_from("<I", content, 60)[0]
    size = 1 << shift

    def sector(number):
        return content[(number + 1) * size : (number + 2) * size]

    tables = [number for number in struct.unpack_from("<109I", content, 76) if number < 0xFFFFFFFA]
    table = [word for number in tables for (word,) in struct.iter_unpack("<I", sector(number))]

    def chain(number):
        found = b""
        while number < len(table):
            found += sector(number)
            number = table[number]
        return found

    small_table = [word for (word,) in struct.iter_unpack("<I", chain(first_small))]
    directory = chain(first_directory)
    entries = [directory[at : at + 128] for at in range(0, len(directory), 128)]
    small = chain(struct.unpack_from("<I", entries[0], 116)[0])

    def walk(number, storage):
        if number >= len(entries):
            return
        entry = entries[number]
        length, kind = struct.unpack_from("<HB", entry, 64)
        name = entry[: max(length - 2, 0)].decode("utf-16-le")
        left, right, child = struct.unpack_from("<3I", entry, 68)
        start, size = struct.unpack_from("<II", entry, 116)
        yield from walk(left, storage)
        if kind == 1:
            yield from walk(child, name + "/")
        elif kind == 2:
            if size >= 4096:
                data = chain(start)
            else:
                data = b""
                while start < len(small_table):
                    data += small[start * 64 : start * 64 + 64]
                    start = small_table[start]
            yield storage + name, data[:size]
        yield from walk(right, storage)

    yield from walk(struct.unpack_from("<I", entries[0], 76)[0], "")


for path in sorted([*(DATA / "office").iterdir(), *(DATA / "outlook").iterdir()]):
    content = path.read_bytes()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        parts = streams(content)
        extracted("streams", b"".join(b"%%part " + name.encode() + b"\n" + data + b"\n" for name, data in parts))

print(", ".join(f"{target} {count}" for target, count in sorted(counts.items())))
