#!/usr/bin/env python3
"""Makes the documents, messages and pictures of the tests with writers that have nothing to do with Magpie.

    pip install reportlab pikepdf pillow piexif msgforge
    python3 make-documents.py [pdf] [tnef] [mail] [outlook] [images]

The values in them are made up. The files are committed; run this only to change them.
"""

import io
import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).parent
SSN = "536-90-4399"
MAIL = "anna.ivanova42@example.com"
CARD = "4111 1111 1111 1111"


def write(path, data):
    target = HERE / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    print(f"{len(data):8} {path}")


def canvas(**options):
    from reportlab.pdfgen import canvas as module

    buffer = io.BytesIO()
    return buffer, module.Canvas(buffer, invariant=1, **options)


def pdf_pages():
    buffer, page = canvas(pageCompression=1)
    page.setAuthor("Anna Ivanova, " + MAIL)
    page.setTitle("Three pages")
    page.drawString(72, 720, "The first page is about nothing.")
    page.showPage()
    page.drawString(72, 720, "The social security number of the applicant")
    page.drawString(72, 700, f"is {SSN} as of today.")
    page.showPage()
    # Columns: far apart on one line, and painted right to left.
    page.drawString(300, 720, MAIL)
    page.drawString(72, 720, "Mail")
    page.linkURL("mailto:bjorn.jensen43@example.com", (72, 600, 200, 620))
    page.acroForm.textfield(name="ssn", tooltip="Social security number", value="536-90-4398", x=72, y=500)
    page.showPage()
    page.save()
    return buffer.getvalue()


def pdf_beside():
    """What a PDF says besides what its pages show."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    buffer, page = canvas(pageCompression=1)
    for number in (1, 2):
        page.drawString(72, 720, f"Page {number}.")
        page.bookmarkPage(f"page{number}")
        page.addOutlineEntry(f"bookmark {number}", f"page{number}")
        page.acroForm.textfield(name=f"field{number}", value=f"value {number}", x=72, y=500)
        page.showPage()
    page.save()
    pdf = pikepdf.open(buffer)
    first, second = (page.obj for page in pdf.pages)
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], T=String("Anna Author"), Subj=String("a subject"))
    note.Contents = String("a note")
    second.Annots.append(pdf.make_indirect(note))
    rich = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=[0, 0, 9, 9], RC=String("<body><p>rich text</p></body>"))
    second.Annots.append(pdf.make_indirect(rich))
    button = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=[0, 0, 9, 9], FT=Name.Btn, MK=Dictionary(CA=String("a caption")))
    second.Annots.append(pdf.make_indirect(button))
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    element = lambda **more: pdf.make_indirect(Dictionary(Type=Name.StructElem, P=root, **more))
    figure = element(S=Name.Figure, Alt=String("a picture of 536-90-4399"), Pg=second)
    span = element(S=Name.Span, ActualText=String("in truth"), E=String("spelt out"), K=0)
    root.K = Array([figure, span])
    pdf.Root.StructTreeRoot = root
    form = pdf.Root.AcroForm
    form.Fields.append(pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("hidden"), V=String("hidden value"))))
    form.XFA = Array([String("datasets"), pdf.make_stream(b"<xfa:datasets><value>in a form of XML</value></xfa:datasets>")])
    pdf.Root.OpenAction = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("a script")))
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("a layer")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary())
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


def pdf_glyphs():
    """Each glyph by itself, and words parted by gaps only."""
    buffer, page = canvas(pageCompression=0)
    from reportlab.pdfbase.pdfmetrics import stringWidth

    text = page.beginText()
    for row, line in enumerate(["social security number", SSN + " of Anna"]):
        x = 72.0
        for character in line:
            if character != " ":
                text.setTextOrigin(x, 720 - 20 * row)
                text.textOut(character)
            x += stringWidth(character, "Helvetica", 12)
    page.drawText(text)
    page.showPage()
    page.save()
    return buffer.getvalue()


def pdf_truetype():
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    buffer, page = canvas(pageCompression=1)
    page.setFont("Vera", 11)
    page.drawString(72, 720, f"Größe und Straße; Geheimnis {SSN}")
    page.showPage()
    page.save()
    return buffer.getvalue()


def pdf_forms():
    buffer, page = canvas(pageCompression=1)
    page.beginForm("inner")
    page.drawString(72, 700, f"social security number {SSN}")
    page.endForm()
    page.beginForm("outer")
    page.doForm("inner")
    page.endForm()
    page.doForm("outer")
    page.showPage()
    page.save()
    return buffer.getvalue()


def pdf_raw(objects, trailer=b""):
    """A PDF of objects written by hand, numbered from 1; the first is the catalogue."""
    out = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return out


def stream(data, entries=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf_japanese():
    text = "電話番号 ".encode("cp932") + b"03-1234-5678"
    content = b"BT /F1 12 Tf 72 720 Td <" + text.hex().encode() + b"> Tj ET"
    return pdf_raw(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            stream(content),
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Ryumin-Light /Encoding /90ms-RKSJ-H /DescendantFonts [6 0 R] >>",
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Ryumin-Light /CIDSystemInfo << /Registry (Adobe) "
            b"/Ordering (Japan1) /Supplement 2 >> >>",
        ]
    )


def pdf_hostile():
    page = b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>"
    tree = b"<< /Type /Catalog /Pages 2 0 R >>"
    kids = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    text = b"BT /F1 12 Tf 72 720 Td (before the trap) Tj ET /X Do /X Do"
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R /Y %d 0 R >> >>"
    loop = pdf_raw([tree, kids, page, stream(text), FONT, stream(b"/X Do /Y Do", form % (6, 6))])
    forms = [stream(b"/X Do /Y Do " * 50, form % (7 + level, 7 + level)) for level in range(40)]
    ladder = pdf_raw([tree, kids, page, stream(text), FONT, *forms])
    circle = pdf_raw([tree, b"<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R 3 0 R] /Count 9 >>", page, stream(text), FONT,
                      stream(b"", form % (6, 6))])
    bomb = zlib.compress(zlib.compress(b"(x) Tj " * 30_000_000, 9), 9)
    bomb = pdf_raw([tree, kids, page, stream(bomb, b"/Filter [/FlateDecode /FlateDecode]"), FONT, stream(b"", form % (6, 6))])
    deep = pdf_raw([tree, kids, page, stream(b"[" * 5000 + b"]" * 5000 + b" TJ " + text), FONT, b"[" * 3000 + b"]" * 3000])
    operands = zlib.compress(b"[" + b"0 " * 20_000_000 + b"] TJ " + text, 9)
    operands = pdf_raw([tree, kids, page, stream(operands, b"/Filter /FlateDecode"), FONT, stream(b"", form % (6, 6))])
    numbers = b"7 0 [" + b"0 " * 20_000_000 + b"]"
    numbers = zlib.compress(zlib.compress(numbers, 9), 9), zlib.compress(numbers, 9)
    packed = pdf_raw([tree, kids, page, stream(text), FONT, stream(b"", form % (6, 6)),
                      stream(numbers[1], b"/Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode")])
    twice = pdf_raw([tree, kids, page, stream(text), FONT, stream(b"", form % (6, 6)),
                     stream(numbers[0], b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]")])
    return {"operands": operands, "packed": packed, "twice": twice, "loop": loop, "ladder": ladder, "circle": circle, "bomb": bomb, "deep": deep}


def pdfs():
    import pikepdf

    pages = pdf_pages()
    write("pdf/pages.pdf", pages)
    write("pdf/glyphs.pdf", pdf_glyphs())
    write("pdf/truetype.pdf", pdf_truetype())
    write("pdf/forms.pdf", pdf_forms())
    write("pdf/japanese.pdf", pdf_japanese())
    for name, data in pdf_hostile().items():
        write(f"pdf/hostile-{name}.pdf", data)

    def saved(change=None, **options):
        with pikepdf.open(io.BytesIO(pages)) as document:
            if change:
                change(document)
            buffer = io.BytesIO()
            document.save(buffer, **options)
            return buffer.getvalue()

    write("pdf/streams.pdf", saved(object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True))
    write("pdf/open-aes.pdf", saved(encryption=pikepdf.Encryption(owner="owner", user="", R=6)))
    write("pdf/open-rc4.pdf", saved(encryption=pikepdf.Encryption(owner="owner", user="", R=3, aes=False, metadata=False)))
    write("pdf/locked.pdf", saved(encryption=pikepdf.Encryption(owner="owner", user="secret", R=6)))

    def attach(document):
        table = f"name,social security number\nAnna,{SSN}\n".encode()
        document.attachments["staff.csv"] = pikepdf.AttachedFileSpec(document, table, filename="staff.csv")
        with document.open_metadata() as metadata:
            metadata["dc:description"] = "Ask " + MAIL

    write("pdf/attached.pdf", saved(attach, deterministic_id=True))
    write("pdf/beside.pdf", pdf_beside())


def mails():
    import mailbox
    from email import policy
    from email.message import EmailMessage

    def message(subject="Grüße aus Köln und dem Rest der Welt, mit langem Betreff", body=None):
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = "Änna Ivanova <" + MAIL + ">"
        mail["To"] = "greta.lopez44@example.com"
        mail["Subject"] = subject
        mail["Message-ID"] = "<1@example.com>"
        if body:
            mail.set_content(body)
        return mail

    boundary = "=== cut here ==="
    mail = message()
    mail.set_content(f"Guten Tag,\r\n\r\nsocial security number: {SSN}\r\n" + "für " * 30 + f"\r\nMail {MAIL}\r\n",
                     cte="quoted-printable")
    mail.add_alternative(f"<p>social security number: 536-<b>90</b>-4399 &amp; 4111&nbsp;1111&nbsp;1111&nbsp;1111</p> {MAIL}",
                         subtype="html", cte="base64")
    table = f"name,social security number\nAnna,{SSN}\n"
    mail.add_attachment(table.encode(), maintype="text", subtype="csv", filename="tabelle grün.csv")
    inner = message("inner", f"the inner social security number is {SSN} of {MAIL}\r\n")
    mail.add_attachment(inner)
    mail.set_boundary(boundary)
    for part, edge in ((mail.get_payload(0), "=== inner cut ==="),):
        part.set_boundary(edge)
    write("mail/parts.eml", mail.as_bytes())

    mail = EmailMessage(policy=policy.SMTP)
    mail["Subject"] = "Анна"
    mail["From"] = MAIL
    mail.set_content(f"Паспорт Анны. SSN {SSN}\r\n", charset="koi8-r", cte="base64")
    write("mail/koi8.eml", mail.as_bytes())

    path = HERE / "mail/three.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for number in range(3):
        mail = message(f"number {number}", f"From the start: SSN {SSN}\n\nFrom here on it is quoted.\n")
        entry = mailbox.mboxMessage(mail.as_bytes())
        entry.set_from("anna Thu Jan  1 00:00:00 2026")
        box.add(entry)
    box.close()
    print("         mail/three.mbox")


def outlook():
    import os
    import tempfile
    from msgforge import Message

    message = Message(
        subject="Größe " + SSN,
        html_body=f"<p>social security number: 536-<b>90</b>-4399</p> {MAIL}",
        text_body=f"social security number: {SSN}",
        to=[("bjorn.jensen43@example.com", "Bjørn Jensen")],
        sender=(MAIL, "Anna Ivanova"),
    )
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "staff.csv")
        with open(table, "w") as file:
            file.write(f"name,social security number\nAnna,{SSN}\n")
        message.attach(table)
        target = os.path.join(folder, "x.msg")
        message.save(target)
        with open(target, "rb") as file:
            write("outlook/message.msg", file.read())


def images():
    import piexif
    from PIL import Image, PngImagePlugin

    picture = Image.new("RGB", (8, 8))
    exif = piexif.dump(
        {
            "0th": {
                piexif.ImageIFD.Artist: b"Anna Ivanova",
                piexif.ImageIFD.XPComment: ("SSN " + SSN).encode("utf-16-le") + b"\0\0",
            },
            "Exif": {piexif.ExifIFD.UserComment: b"ASCII\0\0\0ask " + MAIL.encode()},
            "GPS": {
                piexif.GPSIFD.GPSLatitudeRef: b"S",
                piexif.GPSIFD.GPSLatitude: ((33, 1), (51, 1), (2430, 100)),
                piexif.GPSIFD.GPSLongitudeRef: b"E",
                piexif.GPSIFD.GPSLongitude: ((151, 1), (12, 1), (0, 1)),
            },
        }
    )
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>{MAIL}</dc:creator></x:xmpmeta>".encode()

    def saved(kind, **options):
        buffer = io.BytesIO()
        picture.save(buffer, kind, **options)
        return buffer.getvalue()

    write("image/photo.jpg", saved("JPEG", exif=exif, comment="write to " + MAIL, xmp=xmp))
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", MAIL)
    texts.add_text("Comment", "SSN " + SSN + " " * 200, zip=True)
    texts.add_itxt("Title", "Größe " + SSN, zip=True)
    texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
    write("image/texts.png", saved("PNG", pnginfo=texts, exif=exif))
    write("image/plain.png", saved("PNG"))
    write("image/photo.webp", saved("WEBP", exif=exif, xmp=xmp))
    write("image/comment.gif", saved("GIF", comment=b"write to " + MAIL.encode()))
    write("image/photo.tif", saved("TIFF", exif=exif))


def tnef():
    """A message as \[MS-OXTNEF\] describes it, because no program that could be had writes one."""

    def attribute(level, number, value):
        return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    def padded(value):
        return struct.pack("<I", len(value)) + value + bytes(-len(value) % 4)

    def properties(*entries):
        return struct.pack("<I", len(entries)) + b"".join(entries)

    def wide(number, text):
        return struct.pack("<HHI", 0x1F, number, 1) + padded(text.encode("utf-16-le") + b"\0\0")

    def binary(number, value, kind=0x102):
        return struct.pack("<HHI", kind, number, 1) + padded(value)

    def message(body, *attachments):
        whole = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00089006, struct.pack("<I", 0x10000))
        whole += attribute(1, 0x00069007, struct.pack("<II", 1252, 0))
        return whole + attribute(1, 0x00018004, "Größe\0".encode("cp1252")) + body + b"".join(attachments)

    def attached(short, content, *entries):
        begin = attribute(2, 0x00069002, bytes(14)) + attribute(2, 0x00018010, short + b"\0")
        data = attribute(2, 0x0006800F, content) if content else b""
        return begin + data + attribute(2, 0x00069005, properties(*entries))

    number = struct.pack("<HHI", 0x3, 0x3705, 1)
    named = struct.pack("<HH", 0x1F, 0x8001) + bytes(16) + struct.pack("<I", 1) + padded("Own".encode("utf-16-le"))
    named += struct.pack("<I", 1) + padded(("a named property " + MAIL).encode("utf-16-le") + b"\0\0")
    html = f"<p>social security number: {SSN}</p>".encode()
    body = attribute(1, 0x00069003, properties(number, named, binary(0x1013, html), wide(0x0C1A, "Anna Ivanova")))
    recipient = properties(wide(0x3003, MAIL), number)
    body += attribute(1, 0x00069004, struct.pack("<I", 2) + recipient + recipient)
    table = f"name,social security number\nAnna,{SSN}\n".encode()
    inner = message(attribute(1, 0x0002800C, b"an inner message\0"))
    inside = bytes.fromhex("0703020000000000c000000000000046") + inner
    write(
        "mail/winmail.dat",
        message(
            body,
            attached(b"STAFF~1.CSV", table, wide(0x3707, "staff list.csv")),
            attached(b"inner", b"", binary(0x3701, inside, 0xD)),
        ),
    )
    # Only the body in compressed RTF: literal characters after each control byte.
    text = b"{\\rtf1\\ansi only in RTF " + SSN.encode() + b"}"
    packed = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    compressed = struct.pack("<II4sI", len(packed) + 12, len(text), b"LZFu", zlib.crc32(packed) ^ 0xFFFFFFFF) + packed
    write("mail/rtf.tnef", message(attribute(1, 0x00069003, properties(binary(0x1009, compressed)))))


MAKERS = {"pdf": pdfs, "tnef": tnef, "mail": mails, "outlook": outlook, "images": images}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or MAKERS:
        MAKERS[wanted]()
