"""Files of programs that are too large to install for each run: LibreOffice and javac.

    apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui default-jdk-headless
    cd tests && python -m formats.kept

makes them and their truth anew in tests/formats/kept; `samples` reads these.
"""

import dataclasses
import gzip
import io
import json
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentText
from odf.text import P

from .documents import DOCX, ODP, ODT, PPTX, odf_slides, paragraphs
from .sample import Sample, Table
from .values import Values
from .sheets import ODS, XLSX

FOLDER = Path(__file__).parent / "kept"
LIBREOFFICE = "LibreOffice 7.4"


# No pictures of the first page in the files.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="GenerateThumbnail" oor:op="fuse">
<value>false</value></prop></item></oor:items>
"""


def convert(content, kind, name, filter_name=""):
    """What LibreOffice makes of a document."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "profile/user/registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS)
        source = Path(folder) / f"source.{kind}"
        source.write_bytes(content)
        wanted = name + (f":{filter_name}" if filter_name else "")
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", wanted]
        subprocess.run([*command, "--outdir", f"{folder}/out", str(source)], check=True, capture_output=True)
        return (Path(folder) / "out" / f"source.{name}").read_bytes()


def texts():
    for name, ending, mime, filter_name in [
        ("Word .doc", "doc", "application/msword", ""),
        ("Word .docx", "docx", DOCX, ""),
        ("OpenDocument .odt", "odt", ODT, ""),
        ("OpenDocument .fodt .fods", "fodt", "application/xml", ""),
        ("Word 2003 XML", "xml", "application/xml", "MS Word 2003 XML"),
        ("Rich Text Format", "rtf", "application/rtf", ""),
        ("EPUB", "epub", "application/epub+zip", ""),
    ]:
        text = paragraphs(Values(f"LibreOffice {ending}"))
        document = OpenDocumentText()
        for line in text.lines:
            document.text.addElement(P(text=line))
        source = io.BytesIO()
        document.write(source)
        content = convert(source.getvalue(), "odt", ending, filter_name)
        file = Sample(name, LIBREOFFICE, f"kept/text.{ending}", content, mime)
        # What comes before the text in a document of one file are properties of all kinds: lines are not compared.
        flat = ending in ("fodt", "xml")
        yield file.plant_all((value, None if flat else place) for value, place in text.values)


def sheets():
    for name, ending, mime, filter_name in [
        ("Excel .xls", "xls", "application/vnd.ms-excel", "MS Excel 97"),
        ("Excel .xlsx", "xlsx", XLSX, ""),
        ("OpenDocument .ods", "ods", ODS, ""),
        ("OpenDocument .fodt .fods", "fods", "application/xml", ""),
    ]:
        values = Values(f"LibreOffice {ending}")
        first, second = Table(values), Table(values)
        book = openpyxl.Workbook()
        for title, table in [("Staff list", first), ("Two", second)]:
            sheet = book.create_sheet(title)
            for row in table.with_header():
                sheet.append(row)
        del book["Sheet"]
        source = io.BytesIO()
        book.save(source)
        content = convert(source.getvalue(), "xlsx", ending, filter_name)
        file = Sample(name, LIBREOFFICE, f"kept/sheet.{ending}", content, mime)
        yield file.plant_all(first.cells("'Staff list'")).plant_all(second.cells("Two"))


def slides():
    for name, ending, mime in [
        ("PowerPoint .ppt", "ppt", "application/vnd.ms-powerpoint"),
        ("PowerPoint .pptx", "pptx", PPTX),
        ("OpenDocument .odp", "odp", ODP),
        ("PDF", "pdf", "application/pdf"),
    ]:
        values = Values(f"LibreOffice {ending}")
        file = Sample(name, LIBREOFFICE, f"kept/slides.{ending}", mime=mime)
        source = odf_slides(values, file, width="20cm", height="4cm", x="2cm", y="2cm")
        file.content = convert(source, "odp", ending)
        yield file


def java():
    values = Values("java")
    mail, iban, card = values.email(), values.iban(), values.card(plain=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "Planted.java"
        source.write_text(
            f'class Planted {{ static final String MAIL = "{mail.text}"; static String account() {{ return "{iban.text}"; }}'
            f' static final String PAID = "credit card {card.text}"; }}\n'
        )
        subprocess.run(["javac", "-d", folder, str(source)], check=True)
        content = (Path(folder) / "Planted.class").read_bytes()
    file = Sample("Java class", "javac 17", "kept/Planted.class", content)
    # Lines count the entries of the constant pool, whose order is the compiler's.
    file.plant_all((value, None) for value in (mail, iban, card))
    yield file


def make():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    with open(FOLDER / "truth.jsonl", "w", encoding="utf-8") as truth:
        for family in [texts, sheets, slides, java]:
            for sample in family():
                # The picture of the first slide in a .ppt is large, and almost all of it white.
                name, content = Path(sample.name).name, sample.content
                if len(content) > 100_000:
                    name, content = name + ".gz", gzip.compress(content, mtime=0)
                (FOLDER / name).write_bytes(content)
                whole = dataclasses.asdict(sample)
                del whole["content"]
                truth.write(json.dumps(whole, ensure_ascii=False) + "\n")


def samples():
    for line in (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        sample = Sample(**json.loads(line))
        path = FOLDER / Path(sample.name).name
        sample.content = path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())
        yield sample


if __name__ == "__main__":
    make()
