#!/usr/bin/env python3
"""Writes the documents in tests/data/office with programs that are not ours.

    pip install openpyxl XlsxWriter python-docx python-pptx odfpy xlwt ebooklib msoffcrypto-tool
    python3 make-office.py

All values are made up. Files are the same each time except for dates of creation that the programs insist on.
"""

import datetime
import io
import os
import shutil
import struct
import subprocess
import tempfile
import zipfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "office")
WHEN = datetime.datetime(2024, 1, 2, 3, 4, 5)
ROWS = [
    ("Ann Example", "536-90-4399", datetime.date(1980, 1, 31), 4111111111111111),
    ("Bob Beispiel", "219-09-9999", datetime.date(1975, 12, 1), 5500005555555559),
]
HEADER = ["Name", "SSN", "Date of birth", "Card number"]


def path(name):
    return os.path.join(HERE, name)


def xlsx_openpyxl():
    from openpyxl import Workbook
    from openpyxl.comments import Comment

    book = Workbook()
    book.properties.creator = "Carla Creator"
    book.properties.created = book.properties.modified = WHEN
    sheet = book.active
    sheet.title = "Staff list"
    sheet.append(["Confidential"])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    sheet["C3"].number_format = "DD.MM.YYYY"
    sheet["B3"].comment = Comment("also known as 078-05-1120", "Dora")
    sheet.oddHeader.center.text = "Header of the sheet"
    sheet["F9"] = '=CONCATENATE("formula text ", B3)'
    numbers = book.create_sheet("Numbers")
    numbers.append(["Id", "Phone"])
    numbers["A2"] = 36904399
    numbers["A2"].number_format = "000-00-0000"
    numbers["B2"] = 2125551234
    numbers["B2"].number_format = "[<=9999999]###\\-####;\\(###\\)\\ ###\\-####"
    numbers["C2"].value = datetime.datetime(2024, 2, 29, 12, 30)
    numbers["A3"].hyperlink = "mailto:linked@example.com"
    book.save(path("openpyxl.xlsx"))


def xlsx_xlsxwriter():
    import xlsxwriter

    book = xlsxwriter.Workbook(path("xlsxwriter.xlsx"), {"in_memory": True})
    book.set_properties({"author": "Carla Creator", "created": WHEN})
    book.set_custom_property("Employee SSN", "219-09-9999")
    sheet = book.add_worksheet("Rich")
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, HEADER)
    sheet.write_rich_string(1, 1, "536-", bold, "90-", "4399")
    sheet.write_string(1, 0, "A & B <Example>")
    sheet.write_datetime(1, 2, datetime.datetime(1980, 1, 31), book.add_format({"num_format": "d mmm yyyy"}))
    sheet.write_number(1, 3, 4111111111111111)
    sheet.write_boolean(1, 4, True)
    sheet.insert_textbox(5, 1, "text box 078-05-1120")
    book.close()
    book = xlsxwriter.Workbook(path("constant-memory.xlsx"), {"constant_memory": True})
    book.set_properties({"created": WHEN})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["Ann Example", "536-90-4399"])
    book.close()


def docx():
    from docx import Document

    document = Document()
    document.core_properties.author = "Carla Creator"
    document.core_properties.created = document.core_properties.modified = WHEN
    document.add_heading("Report", 1)
    paragraph = document.add_paragraph("The SSN of Ann is 536-")
    paragraph.add_run("90-").bold = True
    paragraph.add_run("4399.")
    table = document.add_table(rows=2, cols=2)
    for row, cells in enumerate([("Name", "SSN"), ("Bob", "219-09-9999")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("After the table")
    document.sections[0].header.paragraphs[0].text = "Header 078-05-1120"
    document.sections[0].footer.paragraphs[0].text = "Footer text"
    document.add_comment(paragraph.runs, text="A comment on it", author="Dora")
    # A document of the program's template is larger than all that is in it.
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path("python-docx.docx"), "w", zipfile.ZIP_DEFLATED) as out:
        for info in source.infolist():
            if "theme" not in info.filename and "styles" not in info.filename and not info.filename.endswith("jpeg"):
                out.writestr(zipfile.ZipInfo(info.filename, (2024, 1, 2, 3, 4, 4)), source.read(info), zipfile.ZIP_DEFLATED)


def pptx():
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    show.core_properties.author = "Carla Creator"
    for number, text in enumerate(["SSN 536-90-4399", "Second slide"], 1):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = f"Slide {number}"
        slide.shapes.add_textbox(Inches(1), Inches(2), Inches(3), Inches(1)).text_frame.text = text
        slide.notes_slide.notes_text_frame.text = f"Notes of slide {number}"
    table = show.slides[1].shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for row, cells in enumerate([("Name", "SSN"), ("Bob", "219-09-9999")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    # Slides in another order than their parts are numbered.
    ids = show.slides._sldIdLst
    ids.append(ids[0])
    buffer = io.BytesIO()
    show.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path("python-pptx.pptx"), "w", zipfile.ZIP_DEFLATED) as out:
        for info in source.infolist():
            name = info.filename
            if not any(word in name for word in ("theme", "slideLayouts/", "slideMasters/", "printerSettings", "thumbnail")):
                out.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 4)), source.read(info), zipfile.ZIP_DEFLATED)


def open_document():
    from odf import dc, draw, meta, office, table, text
    from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet, OpenDocumentText
    from odf.style import Header, MasterPage, PageLayout

    def cell(shown, **attributes):
        made = table.TableCell(**attributes)
        made.addElement(text.P(text=shown))
        return made

    document = OpenDocumentSpreadsheet()
    sheet = table.Table(name="Staff list")
    row = table.TableRow()
    for name in HEADER:
        row.addElement(cell(name, valuetype="string"))
    sheet.addElement(row)
    sheet.addElement(table.TableRow(numberrowsrepeated=3))
    for name, ssn, born, card in ROWS:
        row = table.TableRow()
        row.addElement(cell(name, valuetype="string"))
        row.addElement(cell(ssn, valuetype="string"))
        row.addElement(cell(born.strftime("%d.%m.%y"), valuetype="date", datevalue=born.isoformat()))
        row.addElement(cell("%.2E" % card, valuetype="float", value=card))
        sheet.addElement(row)
    row = table.TableRow()
    row.addElement(table.TableCell(numbercolumnsrepeated=5))
    noted = cell("last", valuetype="string")
    note = office.Annotation()
    note.addElement(text.P(text="note 078-05-1120"))
    noted.addElement(note)
    row.addElement(noted)
    sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(path("odfpy.ods"))

    document = OpenDocumentText()
    document.meta.addElement(dc.Creator(text="Carla Creator"))
    document.meta.addElement(meta.UserDefined(name="Employee SSN", text="219-09-9999"))
    layout = PageLayout(name="layout")
    document.automaticstyles.addElement(layout)
    page = MasterPage(name="Standard", pagelayoutname=layout)
    header = Header()
    header.addElement(text.P(text="Header 078-05-1120"))
    page.addElement(header)
    document.masterstyles.addElement(page)
    document.text.addElement(text.H(outlinelevel=1, text="Report"))
    paragraph = text.P(text="The SSN of Ann is 536-")
    paragraph.addElement(text.Span(text="90-"))
    paragraph.addText("4399.")
    document.text.addElement(paragraph)
    rows = table.Table(name="t")
    for cells in [("Name", "SSN"), ("Bob", "219-09-9999")]:
        row = table.TableRow()
        for value in cells:
            row.addElement(cell(value))
        rows.addElement(row)
    document.text.addElement(rows)
    document.text.addElement(text.P(text="After the table"))
    document.save(path("odfpy.odt"))

    document = OpenDocumentPresentation()
    document.automaticstyles.addElement(layout)
    page = MasterPage(name="Standard", pagelayoutname=layout)
    document.masterstyles.addElement(page)
    for number, words in enumerate(["SSN 536-90-4399", "Second slide"], 1):
        slide = draw.Page(masterpagename="Standard", name=f"Slide {number}")
        frame = draw.Frame(width="10cm", height="2cm")
        box = draw.TextBox()
        box.addElement(text.P(text=words))
        frame.addElement(box)
        slide.addElement(frame)
        document.presentation.addElement(slide)
    document.save(path("odfpy.odp"))


def epub():
    from ebooklib import epub as e

    book = e.EpubBook()
    book.set_identifier("made-up")
    book.set_title("A book")
    book.add_author("Carla Creator")
    chapter = e.EpubHtml(title="One", file_name="one.xhtml", lang="en")
    chapter.content = "<h1>One</h1><p>The SSN of <b>Ann</b> is 536-<i>90</i>-4399.</p><p>Next &amp; last</p>"
    book.add_item(chapter)
    book.toc = [chapter]
    book.add_item(e.EpubNcx())
    book.spine = [chapter]
    e.write_epub(path("ebooklib.epub"), book)


def xls():
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Staff list")
    for column, name in enumerate(HEADER):
        sheet.write(0, column, name)
    for index, (name, ssn, born, card) in enumerate(ROWS, 1):
        sheet.write(index, 0, name)
        sheet.write(index, 1, ssn)
        sheet.write(index, 2, born, xlwt.easyxf(num_format_str="DD.MM.YYYY"))
        sheet.write(index, 3, card)
    sheet.write(3, 0, 36904399, xlwt.easyxf(num_format_str="000-00-0000"))
    sheet.write(3, 1, "日本語 Wörter")
    sheet.write_rich_text(4, 0, ["rich ", ("078-05-1120", xlwt.easyfont("bold true"))])
    sheet.write(5, 0, xlwt.Formula('CONCATENATE("formula ", B2)'))
    second = book.add_sheet("Two")
    second.write(0, 0, "only text")
    second.write(1, 0, 12.5)
    second.write(1, 1, -3)
    book.save(path("xlwt.xls"))
    # So many texts that their table continues over records, some in the middle of a text.
    book = xlwt.Workbook()
    sheet = book.add_sheet("Long")
    for row in range(6):
        sheet.write(row, 0, f"{row} " + ("long text " if row % 2 else "länger ") * 400)
    sheet.write(6, 0, "end 536-90-4399")
    book.save(path("continued.xls"))


def xlsb():
    """By hand after [MS-XLSB]: no free program writes it. pyxlsb reads it."""

    def record(kind, payload=b""):
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size, length = len(payload), b""
        while True:
            length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
            size >>= 7
            if not size:
                return head + length + payload

    def wide(text):
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(column, style=0):
        return struct.pack("<II", column, style)

    texts = HEADER + ["Ann Example", "536-90-4399"]
    strings = record(159, struct.pack("<II", len(texts), len(texts)))
    strings += b"".join(record(19, b"\0" + wide(text)) for text in texts) + record(160)
    styles = record(278) + record(615, struct.pack("<I", 1)) + record(44, struct.pack("<H", 164) + wide("yyyy-mm-dd")) + record(616)
    styles += record(617, struct.pack("<I", 2))
    for number_format in (0, 164):
        styles += record(47, struct.pack("<HHHHHBBHBB", 0, number_format, 0, 0, 0, 0, 0, 0, 0, 0))
    styles += record(618) + record(279)
    sheet = record(129) + record(148, struct.pack("<IIII", 0, 1, 0, 4)) + record(145)
    sheet += record(0, struct.pack("<IIHHBI", 0, 0, 300, 0, 0, 0))
    sheet += b"".join(record(7, cell(column) + struct.pack("<I", column)) for column in range(4))
    sheet += record(0, struct.pack("<IIHHBI", 1, 0, 300, 0, 0, 0))
    sheet += record(7, cell(0) + struct.pack("<I", 4)) + record(7, cell(1) + struct.pack("<I", 5))
    sheet += record(2, cell(2, 1) + struct.pack("<I", 29251 << 2 | 2))
    sheet += record(5, cell(3) + struct.pack("<d", 4111111111111111))
    sheet += record(6, cell(4) + wide("inline 219-09-9999"))
    sheet += record(146) + record(130)
    book = record(131) + record(153, struct.pack("<II", 0, 0) + wide("")) + record(143)
    book += record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Staff list")) + record(144) + record(132)
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "application/vnd.ms-excel."
    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.bin" ContentType="{types}sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{base}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{base}/worksheet" Target="worksheets/sheet1.bin"/>'
        f'<Relationship Id="rId2" Type="{base}/styles" Target="styles.bin"/>'
        f'<Relationship Id="rId3" Type="{base}/sharedStrings" Target="sharedStrings.bin"/></Relationships>',
        "xl/workbook.bin": book,
        "xl/worksheets/sheet1.bin": sheet,
        "xl/styles.bin": styles,
        "xl/sharedStrings.bin": strings,
    }
    with zipfile.ZipFile(path("hand.xlsb"), "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in files.items():
            out.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 4)), content, zipfile.ZIP_DEFLATED)


def compound(name, streams):
    """Writes a compound file after [MS-CFB], with all streams in full sectors and one unused entry of the directory."""
    sectors, entries = [], []

    def add(content):
        first = len(sectors)
        content += b"\0" * (-len(content) % 512)
        sectors.extend(content[at : at + 512] for at in range(0, len(content), 512))
        return first, len(content) // 512

    chains = []
    for stream, content in streams.items():
        # Shorter streams would lie in small sectors.
        content = content.ljust(4096, b"\0")
        first, count = add(content)
        chains.append((first, count))
        entries.append((stream, 2, first, len(content)))
    names = [("Root Entry", 5, 0xFFFFFFFE, 0)] + entries
    directory = b""
    for index, (stream, kind, first, size) in enumerate(names):
        raw = stream.encode("utf-16-le")
        # A chain of right siblings is a tree, if not a balanced one.
        right = index + 1 if 0 < index < len(names) - 1 else 0xFFFFFFFF
        child = 1 if index == 0 else 0xFFFFFFFF
        directory += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, 0xFFFFFFFF, right, child)
        directory += b"\0" * 36 + struct.pack("<IQ", first, size)
    directory += b"\xff" * (-len(directory) % 512)
    chains.append(add(directory))
    table = [0xFFFFFFFF] * 128
    for first, count in chains:
        for sector in range(first, first + count):
            table[sector] = sector + 1 if sector < first + count - 1 else 0xFFFFFFFE
    fat = len(sectors)
    table[fat] = 0xFFFFFFFD
    add(struct.pack("<128I", *table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<IIIIIIIII", 1, chains[-1][0], 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, fat)
    with open(path(name), "wb") as out:
        out.write(header.ljust(512, b"\xff") + b"".join(sectors))


def doc():
    """By hand after [MS-DOC]: two pieces, one with one byte for a character. catdoc reads it."""
    narrow = "The SSN of Ann is 536-90-4399.\rName\aSSN\a\aBob\a219-09-9999\a\a".encode("cp1252")
    wide = "Grüße €, Привет, 日本語 𝄞\r\x13HYPERLINK \"mailto:linked@example.com\"\x14a link\x15\r".encode("utf-16-le")
    count = len(narrow) + len(wide) // 2
    places = struct.pack("<III", 0, len(narrow), count)
    places += struct.pack("<HIH", 0, 0x600 * 2 | 1 << 30, 0) + struct.pack("<HIH", 0, 0x800, 0)
    table = b"\x02" + struct.pack("<I", len(places)) + places
    head = bytearray(0x600)
    struct.pack_into("<HHHHHH", head, 0, 0xA5EC, 0xC1, 0, 0x409, 0, 0x1200)
    struct.pack_into("<II", head, 0x18, 0x600, 0x800 + len(wide))
    struct.pack_into("<H", head, 0x20, 14)
    struct.pack_into("<H", head, 0x3E, 22)
    struct.pack_into("<I", head, 0x4C, count)
    struct.pack_into("<H", head, 0x98, 93)
    struct.pack_into("<II", head, 0x1A2, 0, len(table))
    main = bytes(head) + narrow.ljust(0x200, b"\0") + wide
    compound("hand.doc", {"WordDocument": main, "1Table": table})
    struct.pack_into("<H", head, 10, 0x1300)
    compound("encrypted.doc", {"WordDocument": bytes(head), "1Table": table})


def record(kind, content, version=0):
    """A record of PowerPoint, which is an atom or holds others."""
    return struct.pack("<HHI", version, kind, len(content)) + content


def ppt():
    """By hand after [MS-PPT]. catppt reads it."""

    bytes_text = record(0x0FA8, "SSN 536-90-4399\rsecond line é".encode("latin-1"))
    wide_text = record(0x0FA0, "日本 219-09-9999".encode("utf-16-le"))
    slide = record(0x03EE, record(0x03EF, b"\0" * 24, 2) + record(0x040C, bytes_text, 0xF), 0xF)
    notes = record(0x03F0, record(0x040C, wide_text, 0xF), 0xF)
    comment = record(0x0FBA, "A comment".encode("utf-16-le"))
    user = record(0x0FF6, struct.pack("<IIIHHBBH", 20, 0xE391C05F, 0, 0, 1012, 3, 0, 0))
    document = record(0x03E8, comment, 0xF) + slide + notes
    compound("hand.ppt", {"PowerPoint Document": document, "Current User": user})
    locked = record(0x0FF6, struct.pack("<IIIHHBBH", 20, 0xF3D1C4DF, 0, 0, 1012, 3, 0, 0))
    compound("encrypted.ppt", {"PowerPoint Document": record(0x2F14, b"\0" * 64), "Current User": locked})


def ppt_slides():
    """By hand after [MS-PPT]: saved twice, with slides that do not lie in their order, an outline and notes."""

    def text(content):
        return record(0x0FA8, content.encode("latin-1"))

    def slide(content):
        return record(0x03EE, record(0x03EF, b"\0" * 24, 2) + record(0x040C, text(content), 0xF), 0xF)

    def persist(object, slide_id):
        return record(0x03F3, struct.pack("<IIiII", object, 0, 1, slide_id, 0))

    stream = b""
    places = {}

    def add(object, content):
        nonlocal stream
        places[object] = len(stream)
        stream += content

    def edit(before, document):
        """A directory of all objects, and the edit that refers to it."""
        nonlocal stream
        directory = len(stream)
        ids = sorted(places)
        assert ids == list(range(ids[0], ids[0] + len(ids)))
        stream += record(0x1772, struct.pack("<I", ids[0] | len(ids) << 20) + b"".join(struct.pack("<I", places[id]) for id in ids))
        last = len(stream)
        stream += record(0x0FF5, struct.pack("<IHBBIIIIHH", 0, 0, 0, 3, before, directory, document, 9, 0, 0))
        return last

    outline = persist(3, 257) + text("Outline of the second") + persist(2, 256) + text("Outline of the first")
    masters = record(0x0FF0, persist(5, 1), 0x1F)
    lists = masters + record(0x0FF0, persist(2, 256) + text("Old outline") + persist(3, 257), 0xF)
    add(1, record(0x03E8, lists, 0xF))
    add(2, slide("Old version of the second slide"))
    add(3, slide("SSN 536-90-4399"))
    add(4, record(0x03F0, record(0x03F1, struct.pack("<IHH", 256, 0, 0), 1) + record(0x040C, text("Notes 219-09-9999"), 0xF), 0xF))
    add(5, record(0x03F8, record(0x040C, text("A master"), 0xF), 0xF))
    first = edit(0, 1)
    # The second time slides changed places, and slide 256 its text.
    places.clear()
    add(1, record(0x03E8, masters + record(0x0FF0, outline, 0xF), 0xF))
    add(2, slide("Second slide"))
    last = edit(first, 1)
    user = record(0x0FF6, struct.pack("<IIIHHBBH", 20, 0xE391C05F, last, 0, 1012, 3, 0, 0))
    compound("slides.ppt", {"PowerPoint Document": stream, "Current User": user})


def beside():
    """What a workbook says besides the values of its cells, and a second table on a sheet.

    soffice (LibreOffice), if it is there, makes the files of the other formats.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(path("beside.xlsx"), {"in_memory": True})
    book.set_properties({"created": WHEN})
    sheet = book.add_worksheet("Two tables")
    sheet.write_row(0, 0, ["Name", "Id", "Note"])
    sheet.write_row(1, 0, ["Ann", 17, "first"])
    sheet.write_row(4, 0, ["The second table"])
    sheet.write_row(5, 0, ["Street", "SSN", "More"])
    sheet.write_row(6, 0, ["Main", "536-90-4399", "x"])
    sheet.write_comment(1, 1, "a comment", {"author": "Carla Comment"})
    sheet.write_comment(6, 1, "another comment", {"author": "Carla Comment"})
    entry = {"input_title": "a prompt", "input_message": "what to enter", "error_title": "an error", "error_message": "what is wrong"}
    sheet.data_validation(1, 5, 1, 5, {"validate": "list", "source": ["first choice", "second choice"], **entry})
    sheet.conditional_format(1, 0, 9, 0, {"type": "formula", "criteria": '=$A1="a rule"', "format": book.add_format({"bold": True})})
    sheet.write_url(1, 6, "mailto:linked@example.com", None, "a link", "a tip")
    sheet.write_formula(1, 7, '=CONCATENATE("in a formula","b")', None, "in a formulab")
    sheet.insert_textbox(12, 0, "in a box", {"description": "described"})
    book.define_name("constant", '="a constant"')
    chart = book.add_chart({"type": "line"})
    chart.set_title({"name": "a chart"})
    chart.add_series({"values": "='Two tables'!$B$1:$B$2"})
    sheet.insert_chart("J2", chart)
    book.close()
    if shutil.which("soffice"):
        for kind in ("xls", "ods"):
            with tempfile.TemporaryDirectory() as profile:
                command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", kind]
                subprocess.run([*command, "--outdir", HERE, path("beside.xlsx")], check=True, capture_output=True)


def encrypted():
    import msoffcrypto

    with open(path("constant-memory.xlsx"), "rb") as source, open(path("encrypted.xlsx"), "wb") as out:
        from msoffcrypto.format.ooxml import OOXMLFile

        OOXMLFile(source).encrypt("secret", out)


if __name__ == "__main__":
    os.makedirs(HERE, exist_ok=True)
    for make in (xlsx_openpyxl, xlsx_xlsxwriter, docx, pptx, open_document, epub, xls, xlsb, doc, ppt, ppt_slides, beside, encrypted):
        make()
    for name in sorted(os.listdir(HERE)):
        print(f"{os.path.getsize(path(name)):>8}  {name}")
