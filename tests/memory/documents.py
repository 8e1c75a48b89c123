"""Documents: what their formats make readers hold."""

import random
import zipfile
import zlib

import pikepdf
import py7zr

from .streams import WORDS, block, log_line

MB = 1_000_000

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def packed(folder, key, parts, copies=4):
    """A zip archive; the content of a part comes as pieces of text."""
    with zipfile.ZipFile(folder.path / "piece", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts:
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in content:
                    part.write(piece.encode())
    for number in range(copies):
        folder.object(f"{number}.{key}", "piece")


def words(chance, count):
    return " ".join(chance.choices(WORDS, k=count))


def xlsx(folder):
    rows = folder.scaled(1_000_000)
    chance = random.Random(6)
    shared = (f"<si><t>{number} {words(chance, 40)}</t></si>" for number in range(rows))
    cells = (
        f'<row r="{row}"><c r="A{row}" t="s"><v>{row - 1}</v></c><c r="B{row}"><v>{row * 7}</v></c>'
        f'<c r="C{row}" t="inlineStr"><is><t>u{row}@example.com</t></is></c></row>'
        for row in range(1, rows + 1)
    )
    packed(
        folder, "xlsx",
        [
            ("[Content_Types].xml", [TYPES]),
            ("xl/workbook.xml", ["<workbook/>"]),
            ("xl/sharedStrings.xml", ["<sst>", *shared, "</sst>"]),
            ("xl/worksheets/sheet1.xml", ["<worksheet><sheetData>", *cells, "</sheetData></worksheet>"]),
        ],
    )


def docx(folder):
    chance = random.Random(7)
    some = "".join(f"<w:p><w:r><w:t>{words(chance, 60)} u{n}@example.com</w:t></w:r></w:p>" for n in range(3_000))
    body = [some] * max(1, folder.scaled(1_000 * MB) // len(some))
    packed(folder, "docx", [("[Content_Types].xml", [TYPES]), ("word/document.xml", ["<w:document><w:body>", *body, "</w:body></w:document>"])])


def ods(folder):
    chance = random.Random(8)
    some = "".join(
        f"<table:table-row><table:table-cell><text:p>{words(chance, 30)}</text:p></table:table-cell></table:table-row>" for _ in range(4_000)
    )
    body = [some] * max(1, folder.scaled(1_000 * MB) // len(some))
    head = '<office:document-content><office:body><office:spreadsheet><table:table table:name="a">'
    packed(
        folder, "ods",
        [
            ("mimetype", ["application/vnd.oasis.opendocument.spreadsheet"]),
            ("content.xml", [head, *body, "</table:table></office:spreadsheet></office:body></office:document-content>"]),
        ],
    )


class Pdf:
    """Writes a PDF object by object."""

    def __init__(self, path):
        self.file = open(path, "wb")
        self.file.write(b"%PDF-1.5\n")
        self.places = {}
        self.next = 1

    def number(self):
        self.next += 1
        return self.next - 1

    def add(self, number, content):
        self.places[number] = self.file.tell()
        self.file.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")

    def stream(self, number, content, more=b""):
        self.add(number, b"<</Length %d%s>>stream\n" % (len(content), more) + content + b"\nendstream")

    def finish(self, root):
        at = self.file.tell()
        self.file.write(b"xref\n0 %d\n0000000000 65535 f \n" % self.next)
        for number in range(1, self.next):
            self.file.write(b"%010d 00000 n \n" % self.places[number])
        self.file.write(b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (self.next, root, at))
        self.file.close()


def pdf(path, pages, lines, picture=0, deflate=True):
    """Pages with lines of text, each with a picture of so many bytes."""
    chance = random.Random(9)
    document = Pdf(path)
    root, tree, font = document.number(), document.number(), document.number()
    document.add(font, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    kids = []
    for page in range(pages):
        shown = "".join(f"({words(chance, 10)} u{page}@example.com) Tj T*\n" for _ in range(lines))
        shown = f"BT /F1 10 Tf 40 800 Td 12 TL\n{shown}ET\n".encode()
        content, node = document.number(), document.number()
        document.stream(content, zlib.compress(shown, 1) if deflate else shown, b"/Filter/FlateDecode" if deflate else b"")
        resources = b"/Font<</F1 %d 0 R>>" % font
        if picture:
            image = document.number()
            document.stream(image, chance.randbytes(picture), b"/Type/XObject/Subtype/Image/Width %d/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8" % picture)
            resources += b"/XObject<</I %d 0 R>>" % image
        document.add(node, b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 600 850]/Contents %d 0 R/Resources<<%s>>>>" % (tree, content, resources))
        kids.append(node)
    document.add(tree, b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, b" ".join(b"%d 0 R" % kid for kid in kids)))
    document.add(root, b"<</Type/Catalog/Pages %d 0 R>>" % tree)
    document.finish(root)


def pdf_of(pages, lines, picture=0, deflate=True, copies=4):
    def make(folder):
        pdf(folder.path / "piece", folder.scaled(pages), lines, picture, deflate)
        for number in range(copies):
            folder.object(f"{number}.pdf", "piece")

    return make


def pdf_in_object_streams(folder):
    pdf(folder.path / "plain", folder.scaled(100_000), 40)
    with pikepdf.open(folder.path / "plain") as document:
        document.save(folder.path / "piece", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    for number in range(2):
        folder.object(f"{number}.pdf", "piece")


def pictures(folder):
    """PNG: one chunk of pixels, and a text behind it."""
    def chunk(kind, content):
        return len(content).to_bytes(4, "big") + kind + content + zlib.crc32(kind + content).to_bytes(4, "big")

    pixels = random.Random(10).randbytes(1_000_000)
    times = folder.scaled(240)
    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes.fromhex("00000100000001000802000000"))
    head += (len(pixels) * times).to_bytes(4, "big") + b"IDAT"
    tail = bytes(4) + chunk(b"tEXt", b"Author\0u1@example.com") + chunk(b"IEND", b"")
    for number in range(4):
        folder.object(f"{number}.png", folder.piece("head", head), (folder.piece("pixels", pixels), times), folder.piece("tail", tail))


def rtf(folder):
    chance = random.Random(11)
    some = "".join(f"\\par {words(chance, 30)}\n" for _ in range(5_000)).encode()
    head, tail = folder.piece("head", b"{\\rtf1\\ansi\n"), folder.piece("tail", b"}")
    folder.object("a.rtf", head, (folder.piece("text", some), max(1, folder.scaled(1_000 * MB) // len(some))), tail)


def sevenzip(folder):
    source = folder.path / "source.log"
    with open(source, "wb") as file:
        for number in range(max(1, folder.scaled(2_000))):
            file.write(block(log_line, MB, number % 50))
    filters = [{"id": py7zr.FILTER_LZMA2, "preset": 0}]
    with py7zr.SevenZipFile(folder.path / "piece", "w", filters=filters) as archive:
        archive.write(source, "a.log")
        archive.write(folder.path / "source.log", "b.log")
    source.unlink()
    for number in range(2):
        folder.object(f"{number}.7z", "piece")


def json_named(folder, name, copies, size):
    """Objects with a value under each of ever new names."""
    members, length = [], 0
    while length < folder.scaled(size):
        members.append(f'"{name()}":{{"note":"{len(members)}","paid":{len(members)}}}')
        length += len(members[-1]) + 1
    piece = folder.piece("members", ("{" + ",".join(members) + "}").encode())
    for number in range(copies):
        folder.object(f"{number}.json", piece)


def json_ids(folder):
    chance = random.Random(13)
    json_named(folder, lambda: f"{chance.getrandbits(128):032x}", 1, 500 * MB)


def json_long_names(folder):
    chance = random.Random(14)
    json_named(folder, lambda: f"{chance.getrandbits(128):032x}" * 25, 4, 100 * MB)


def notebook(folder):
    cell = '{"cell_type":"code","metadata":{},"source":["x = 1\\n","x"],"outputs":[{"output_type":"stream","name":"stdout","text":["1\\n"]}]},'
    head = folder.piece("head", b'{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[')
    tail = folder.piece("tail", b'{"cell_type":"markdown","metadata":{},"source":["end"]}]}')
    folder.object("a.ipynb", head, (folder.piece("cell", cell.encode()), folder.scaled(500 * MB) // len(cell)), tail)


CASES = {
    "JSON of 500 MB, a value under each of 7 million ids": json_ids,
    "4 JSON of 100 MB, ever new names of 800 bytes": json_long_names,
    "notebook of 500 MB, short cells": notebook,
    "4 xlsx, 1,000,000 rows, shared texts of 210 MB": xlsx,
    "4 docx, 1 GB of XML": docx,
    "4 ods, 1 GB of XML": ods,
    "RTF of 1 GB": rtf,
    "2 PDF, 100,000 pages": pdf_of(100_000, 40, copies=2),
    "2 PDF, 100,000 pages in object streams": pdf_in_object_streams,
    "4 PDF of 300 MB, pictures": pdf_of(300, 40, MB),
    "4 PDF of 1 GB, pictures": pdf_of(1_000, 40, MB),
    "2 PDF of 300 MB, text": pdf_of(2_000, 2_000, 0, False, 2),
    "PDF of 1 GB, text": pdf_of(7_000, 2_000, 0, False, 1),
    "4 PNG of 240 MB": pictures,
    "2 7z of 4 GB, solid": sevenzip,
}
