"""Documents of word processors, slides and books."""

import io
import tempfile
from pathlib import Path

import docx
import pptx
import pptx.util
import pypandoc
from ebooklib import epub
from odf import draw
from odf.opendocument import OpenDocumentPresentation, OpenDocumentText
from odf.style import MasterPage, PageLayout
from odf.text import H, P, Span

from .sample import Sample, Text, lines, page
from .values import Values

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"


def paragraphs(values):
    """A text each line of which is to be a paragraph."""
    text = Text().add("A heading")
    for value in values.all():
        text.plant(value).add("Nothing of interest stands here.")
    return text


def odf_slides(values, file, **frame):
    """An OpenDocument presentation of slides with two values each, in a frame; planted in `file`."""
    show = OpenDocumentPresentation()
    layout = PageLayout(name="layout")
    show.automaticstyles.addElement(layout)
    show.masterstyles.addElement(MasterPage(name="Standard", pagelayoutname=layout))
    for number in range(1, 4):
        slide = draw.Page(masterpagename="Standard", name=f"Slide {number}")
        box = draw.TextBox()
        for value in (values.ssn(), values.email()):
            box.addElement(P(text=value.words + value.text))
            file.plant(value, page(number))
        framed = draw.Frame(**frame)
        framed.addElement(box)
        slide.addElement(framed)
        show.presentation.addElement(slide)
    content = io.BytesIO()
    show.write(content)
    return content.getvalue()


def with_python_docx():
    values = Values("python-docx")
    text, cell, header = paragraphs(values), values.email(), values.email()
    document = docx.Document()
    document.core_properties.author = ""
    document.add_heading(text.lines[0], 1)
    for line in text.lines[1:]:
        # A paragraph of runs, as a person's edits leave it.
        paragraph = document.add_paragraph()
        for at in range(0, len(line), 11):
            paragraph.add_run(line[at : at + 11]).bold = at % 2 == 1
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "write to", "entry"
    table.cell(1, 0).text, table.cell(1, 1).text = cell.text, "one"
    document.add_paragraph("The end")
    document.sections[0].header.paragraphs[0].text = header.text
    content = io.BytesIO()
    document.save(content)
    file = Sample("Word .docx", "python-docx", "documents/python-docx.docx", content.getvalue(), DOCX)
    file.plant_all(text.values)
    # A row of a table is a line; headers come behind the body.
    file.plant(cell, lines(len(text.lines) + 2, 1))
    file.plant(header, lines(len(text.lines) + 4, 1))
    yield file


def with_python_pptx():
    values = Values("python-pptx")
    file = Sample("PowerPoint .pptx", "python-pptx", "documents/python-pptx.pptx", mime=PPTX)
    show = pptx.Presentation()
    # The template has the name of its author.
    show.core_properties.author = show.core_properties.last_modified_by = ""
    inches = pptx.util.Inches
    for number in range(1, 4):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = "A title"
        box, note, cell = values.ssn(), values.email(), values.iban()
        shape = slide.shapes.add_textbox(inches(1), inches(2), inches(3), inches(1))
        shape.text_frame.text = box.words + box.text
        slide.notes_slide.notes_text_frame.text = note.words + note.text
        table = slide.shapes.add_table(1, 2, inches(1), inches(3), inches(4), inches(1)).table
        table.cell(0, 0).text, table.cell(0, 1).text = "IBAN", cell.text
        file.plant_all((value, page(number)) for value in (box, note, cell))
    content = io.BytesIO()
    show.save(content)
    file.content = content.getvalue()
    yield file


def with_odfpy():
    text = paragraphs(Values("odfpy text"))
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text=text.lines[0]))
    for line in text.lines[1:]:
        paragraph = P(text=line[:20])
        paragraph.addElement(Span(text=line[20:25]))
        paragraph.addText(line[25:])
        document.text.addElement(paragraph)
    content = io.BytesIO()
    document.write(content)
    file = Sample("OpenDocument .odt", "odfpy", "documents/odfpy.odt", content.getvalue(), ODT)
    yield file.plant_all(text.values)

    values = Values("odfpy slides")
    file = Sample("OpenDocument .odp", "odfpy", "documents/odfpy.odp", mime=ODP)
    file.content = odf_slides(values, file, width="10cm", height="2cm")
    yield file


def with_ebooklib():
    values = Values("ebooklib")
    book = epub.EpubBook()
    book.set_identifier("a-book")
    book.set_title("A book")
    # Each chapter has its title before its text.
    chapters, planted, line = [], [], 1
    for number in range(1, 3):
        text = paragraphs(values)
        chapter = epub.EpubHtml(title=f"Chapter {number}", file_name=f"chapter{number}.xhtml", lang="en")
        body = "".join(f"<p>{one}</p>" for one in text.lines[1:])
        chapter.content = f"<h1>{text.lines[0]}</h1>{body}"
        book.add_item(chapter)
        chapters.append(chapter)
        planted += [(value, lines(line + place["lines"]["start"], place["lines"]["column"])) for value, place in text.values]
        line += len(text.lines) + 1
    book.toc = chapters
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = chapters
    content = io.BytesIO()
    epub.write_epub(content, book)
    file = Sample("EPUB", "ebooklib", "documents/ebooklib.epub", content.getvalue(), "application/epub+zip")
    yield file.plant_all(planted)


def pandoc(markdown, kind):
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"out.{kind}"
        arguments = ["--standalone", "--wrap=none"] + (["--slide-level=1"] if kind == "pptx" else [])
        pypandoc.convert_text(markdown, kind, format="markdown-smart", outputfile=target, extra_args=arguments)
        return target.read_bytes()


def with_pandoc():
    for name, kind, mime in [
        ("Word .docx", "docx", DOCX),
        ("OpenDocument .odt", "odt", ODT),
        ("Rich Text Format", "rtf", "application/rtf"),
    ]:
        text = paragraphs(Values(f"pandoc {kind}"))
        markdown = f"# {text.lines[0]}\n\n" + "\n\n".join(text.lines[1:]).replace("_", "\\_")
        file = Sample(name, "pandoc", f"documents/pandoc.{kind}", pandoc(markdown, kind), mime)
        yield file.plant_all(text.values)

    values = Values("pandoc pptx")
    file = Sample("PowerPoint .pptx", "pandoc", "documents/pandoc.pptx", mime=PPTX)
    slides = []
    for number in range(1, 4):
        ssn, mail = values.ssn(), values.email()
        slides.append(f"# A title\n\n- {ssn.words}{ssn.text}\n- other\n\n::: notes\n{mail.words}{mail.text}\n:::\n")
        file.plant_all((value, page(number)) for value in (ssn, mail))
    file.content = pandoc("\n".join(slides), "pptx")
    yield file


def samples():
    for family in [with_python_docx, with_python_pptx, with_odfpy, with_ebooklib, with_pandoc]:
        yield from family()
