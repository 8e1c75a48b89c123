"""PDF."""

import io
from dataclasses import replace

import fpdf
import pikepdf
import pypdf
import pypdf.annotations
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen import canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table as Grid

from .sample import Sample, Table, Text, page
from .values import Values

PDF = "application/pdf"


def pages(values, count=3):
    """Lines of each page, and what is planted."""
    texts, planted = [], []
    for number in range(1, count + 1):
        text = Text.note(values)
        texts.append(text.lines)
        planted += [(value, page(number)) for value, _ in text.values]
    return texts, planted


def on_canvas(texts, **options):
    content = io.BytesIO()
    paper = canvas.Canvas(content, invariant=1, **options)
    for lines in texts:
        for number, line in enumerate(lines):
            paper.drawString(72, 760 - 20 * number, line)
        paper.showPage()
    paper.save()
    return content.getvalue()


def with_reportlab():
    for name, options in {"plain": {"pageCompression": 0}, "compressed": {"pageCompression": 1}}.items():
        texts, planted = pages(Values(f"reportlab {name}"))
        file = Sample("PDF", "reportlab", f"pdf/reportlab-{name}.pdf", on_canvas(texts, **options), PDF)
        yield file.plant_all(planted)

    # Bookmarks that lead to pages, and a note with its author.
    values = Values("reportlab bookmarks")
    content = io.BytesIO()
    paper = canvas.Canvas(content, invariant=1)
    file = Sample("PDF", "reportlab", "pdf/reportlab-bookmarks.pdf", mime=PDF)
    for number in range(1, 4):
        mail, note = values.email(), values.email()
        paper.drawString(72, 760, "Nothing of interest stands here.")
        paper.bookmarkPage(f"page{number}")
        paper.addOutlineEntry(f"Write to {mail.text}", f"page{number}")
        paper.textAnnotation(f"Write to {note.text}", [10, 10, 50, 50])
        file.plant(mail, page(number))
        file.plant(note, page(number))
        paper.showPage()
    paper.save()
    file.content = content.getvalue()
    yield file

    # Flowing paragraphs, justified, and a table.
    values = Values("platypus")
    table = Table(values)
    content = io.BytesIO()
    style = getSampleStyleSheet()["BodyText"]
    style.alignment = 4
    story, planted = [], []
    for number in range(1, 3):
        for value in values.all():
            story.append(Paragraph(f"Some words stand before. {value.words}<b>{value.text}</b> and words behind it. ", style))
            planted.append((value, page(number)))
        story.append(PageBreak())
    story.append(Grid(table.with_header()))
    # The head of a table is no context in a text: what needs a key word is farther away from it than 30 characters.
    for *_, value in table.each():
        if value.identifier == "CREDIT_CARD_NUMBER":
            value = replace(value, identifier="CREDIT_CARD_NUMBER_(NO_KEYWORD)")
        if value.identifier != "USA_SOCIAL_SECURITY_NUMBER":
            planted.append((value, page(3)))
    SimpleDocTemplate(content, invariant=1).build(story)
    file = Sample("PDF", "reportlab", "pdf/platypus.pdf", content.getvalue(), PDF)
    yield file.plant_all(planted)


    # A form: a value whose key word is the name of its field, and what can be chosen.
    values = Values("reportlab form")
    ssn, mail, chosen = values.ssn(), values.email(), values.email()
    content = io.BytesIO()
    paper = canvas.Canvas(content, invariant=1)
    paper.acroForm.textfield(name="client.ssn", tooltip=f"or write to {mail.text}", value=ssn.text, x=72, y=700, width=200)
    paper.acroForm.choice(name="desk", options=[chosen.text, "none"], value="none", x=72, y=600, width=200)
    paper.showPage()
    paper.save()
    file = Sample("PDF", "reportlab", "pdf/reportlab-form.pdf", content.getvalue(), PDF)
    yield file.plant_all((value, page(1)) for value in (ssn, mail, chosen))


def with_fpdf():
    texts, planted = pages(Values("fpdf2"))
    document = fpdf.FPDF()
    document.set_font("helvetica", size=12)
    for lines in texts:
        document.add_page()
        for line in lines:
            document.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    file = Sample("PDF", "fpdf2", "pdf/fpdf2.pdf", bytes(document.output()), PDF)
    yield file.plant_all(planted)


def with_pikepdf():
    texts, planted = pages(Values("pikepdf"))
    plain = on_canvas(texts, pageCompression=1)
    for name, options in {
        "object-streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "compress_streams": True},
        "linearized": {"linearize": True},
        "readable": {"qdf": True},
        "open-aes": {"encryption": pikepdf.Encryption(owner="owner", user="", R=6)},
        "open-rc4": {"encryption": pikepdf.Encryption(owner="owner", user="", R=3, aes=False, metadata=False)},
    }.items():
        content = io.BytesIO()
        with pikepdf.open(io.BytesIO(plain)) as document:
            document.save(content, **options)
        file = Sample("PDF", "pikepdf (qpdf)", f"pdf/pikepdf-{name}.pdf", content.getvalue(), PDF)
        yield file.plant_all(planted)
    values = Values("pikepdf attached")
    texts, planted = pages(values, 1)
    table = Table(values)
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(on_canvas(texts))) as document:
        attachment = pikepdf.AttachedFileSpec(document, table.csv().encode(), filename="staff.csv")
        document.attachments["staff.csv"] = attachment
        document.save(content)
    file = Sample("PDF", "pikepdf (qpdf)", "pdf/pikepdf-attached.pdf", content.getvalue(), PDF)
    yield file.plant_all(planted).plant_all(table.cells(), "staff.csv")


def with_pypdf():
    values = Values("pypdf")
    texts, planted = pages(values, 2)
    note = values.email()
    writer = pypdf.PdfWriter()
    # The pages of two documents, in another order, and one with a note.
    for number in (0, 1):
        writer.append(io.BytesIO(on_canvas([texts[number]])))
    writer.add_annotation(1, pypdf.annotations.FreeText(text=note.text, rect=(72, 100, 300, 120)))
    writer.compress_identical_objects()
    content = io.BytesIO()
    writer.write(content)
    file = Sample("PDF", "pypdf", "pdf/pypdf.pdf", content.getvalue(), PDF)
    file.plant(note, page(2))
    yield file.plant_all(planted)


def samples():
    for family in [with_reportlab, with_fpdf, with_pikepdf, with_pypdf]:
        yield from family()
