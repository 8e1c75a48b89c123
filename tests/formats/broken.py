"""Files that are encrypted, and files of which the end is missing: what is read of them is found, and the outcome tells
what was not."""

import gzip
import io
import tarfile
import tempfile
from pathlib import Path

import msoffcrypto.format.ooxml
import pikepdf
import py7zr
import pypdf

from . import archives, columns, documents, kept, pdfs, programs, sheets
from .archives import Content, by_tool
from .sample import Sample, Table
from .values import Values

SKIPPED = {"status": "SKIPPED", "reason": "UNSUPPORTED_FILE_TYPE_EXCEPTION"}
UNPROCESSED = "ARCHIVE_CONTAINS_UNPROCESSED_FILES"


def encrypted():
    for writer, command in {
        "zip (Info-ZIP)": ("zip", "-q", "-r", "-P", "a password", "{}"),
        "7zz, AES": ("7zz", "a", "-tzip", "-mem=AES256", "-pword", "{}"),
    }.items():
        content = Content(f"encrypted {writer}")
        data = by_tool(content, "x.zip", *command)
        file = Sample("encrypted zip", writer, f"broken/encrypted-{command[0]}.zip", data, "application/zip", None, "SKIPPED", UNPROCESSED)
        file.members = dict.fromkeys(Content.names, SKIPPED)
        yield file
    # One file is, the other is not.
    content = Content("half encrypted")
    with tempfile.TemporaryDirectory() as folder:
        content.write(folder)
        archives.run("zip", "-q", "-P", "a password", "x.zip", "notes.txt", cwd=folder)
        archives.run("zip", "-q", "x.zip", "people/staff.csv", cwd=folder)
        data = (Path(folder) / "x.zip").read_bytes()
    file = Sample("zip, half encrypted", "zip (Info-ZIP)", "broken/half.zip", data, "application/zip", None, "PARTIAL", UNPROCESSED)
    file.members = {"notes.txt": SKIPPED}
    yield file.plant_all(content.table.cells(), "people/staff.csv")

    for name, options in {"names-open": {}, "names-hidden": {"header_encryption": True}}.items():
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w", password="a password", **options) as archive:
            archive.writestr(Content(name).files["notes.txt"], "notes.txt")
        file = Sample("encrypted 7z", "py7zr", f"broken/{name}.7z", out.getvalue(), None, None, "SKIPPED", UNPROCESSED)
        if name == "names-open":
            file.members = {"notes.txt": SKIPPED}
        else:
            file.reason = SKIPPED["reason"]
        yield file

    texts, _ = pdfs.pages(Values("encrypted pdf"))
    plain = pdfs.on_canvas(texts)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user="secret", R=6))
    yield Sample("encrypted PDF", "pikepdf (qpdf)", "broken/pikepdf.pdf", out.getvalue(), "application/pdf", **SKIPPED)
    out = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(plain))
    writer.encrypt("secret", "owner", algorithm="RC4-128")
    writer.write(out)
    yield Sample("encrypted PDF", "pypdf", "broken/pypdf.pdf", out.getvalue(), "application/pdf", **SKIPPED)

    for name, source in {"docx": documents.with_python_docx, "xlsx": sheets.with_openpyxl}.items():
        out = io.BytesIO()
        whole = next(source()).content
        msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(whole)).encrypt("a password", out)
        yield Sample(f"encrypted .{name}", "msoffcrypto-tool", f"broken/encrypted.{name}", out.getvalue(), **SKIPPED)


def cut(sample, share, name, status, reason, sure=0, members=None, anywhere=False):
    """The sample without its end. Its first values are sure to be found. Of a document whose directory is missing, files
    are read as they come: then values may be `anywhere`."""
    whole = sample.content
    file = Sample(f"{name} without its end", sample.writer, f"broken/cut-{Path(sample.name).name}", whole[: int(len(whole) * share)])
    file.status, file.reason, file.members = status, reason, members or {}
    for number, entry in enumerate(sample.planted):
        file.planted.append({**entry, "optional": number >= sure, "anywhere": anywhere})
    return file


def many(kind, made, inside=None):
    """A large table, which is read in part."""
    table = Table(Values(f"cut {kind}"), rows=3000)
    file = Sample(kind, "", f"many.csv.{kind}", made(table.csv().encode()))
    return file.plant_all(table.cells(), inside)


def named(families, ending):
    return next(sample for family in families for sample in family() if sample.name.endswith(ending))


def without_end():
    malformed = {"status": "PARTIAL", "reason": "MALFORMED_FILE"}
    for kind, made in {
        "gz": lambda data: gzip.compress(data),
        "bz2": lambda data: archives.run("bzip2", "--stdout", "-1", input=data),
        "xz": lambda data: archives.run("xz", "--stdout", "--block-size=40000", input=data),
        "zst": lambda data: archives.run("zstd", "--stdout", "--quiet", input=data),
        "lz4": lambda data: archives.run("lz4", "--stdout", "--quiet", "-B4", input=data),
    }.items():
        file = many(kind, made, "cut-many.csv")
        file.writer = {"gz": "gzip (Python)", "zst": "zstd"}.get(kind, {"bz2": "bzip2"}.get(kind, kind))
        yield cut(file, 0.6, kind, "PARTIAL", "MALFORMED_FILE", 100, {"cut-many.csv": malformed})

    content = Content("cut tar")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for path, data in content.files.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    whole = content.plant(Sample("tar", "tarfile (Python)", "x.tar", out.getvalue()[:1800]))
    yield cut(whole, 1, "tar", "PARTIAL", "MALFORMED_FILE", 12, {"notes.txt": malformed})
    yield cut(named([archives.zips], "zipfile-deflated.zip"), 0.5, "zip", "PARTIAL", "MALFORMED_FILE", members={"notes.txt": {**malformed, "status": "SKIPPED"}})
    yield cut(named([archives.sevenzip], "7zz-solid.7z"), 0.5, "7z", "SKIPPED", "MALFORMED_FILE")
    yield cut(named([columns.parquet], "/snappy.parquet"), 0.7, "Parquet", "SKIPPED", "MALFORMED_FILE")
    yield cut(named([columns.avro_files], "fastavro-deflate.avro"), 0.7, "Avro", "PARTIAL", "MALFORMED_FILE", 20)
    yield cut(named([columns.arrow_files], "/zlib.orc"), 0.7, "ORC", "SKIPPED", "MALFORMED_FILE")
    yield cut(named([columns.sqlite], "utf-8.sqlite"), 0.7, "SQLite", "PARTIAL", "MALFORMED_FILE", 20)
    yield cut(named([columns.arrow_files], "/zstd.feather"), 0.7, "Feather", "PARTIAL", "MALFORMED_FILE")
    yield cut(named([columns.arrow_files], "/stream.arrows"), 0.7, "Arrow stream", "PARTIAL", "MALFORMED_FILE", 4)
    yield cut(named([archives.others], "/newc.cpio"), 0.5, "cpio", "PARTIAL", "MALFORMED_FILE", 12, {"notes.txt": malformed})
    yield cut(named([archives.others], "/ar.a"), 0.7, "ar", "PARTIAL", "MALFORMED_FILE", 12, {"notes.txt": malformed})
    yield cut(named([archives.packages], "/xz.deb"), 0.7, "Debian package", "PARTIAL", "MALFORMED_FILE", anywhere=True)
    yield cut(named([archives.packages], "/gz.rpm"), 0.95, "RPM package", "PARTIAL", UNPROCESSED, anywhere=True)
    yield cut(named([archives.warc], "/crawl.warc"), 0.7, "WARC", "PARTIAL", "MALFORMED_FILE", anywhere=True)
    yield cut(named([programs.pickles], "/protocol4.pkl"), 0.7, "Python pickle", "PARTIAL", "MALFORMED_FILE", 1)
    office = "MALFORMED_OR_FILE_SIZE_EXCEEDS_LIMIT"
    yield cut(named([sheets.with_openpyxl], "openpyxl.xlsx"), 0.7, ".xlsx", "PARTIAL", "MALFORMED_FILE", anywhere=True)
    yield cut(named([documents.with_python_docx], ".docx"), 0.7, ".docx", "PARTIAL", "MALFORMED_FILE", anywhere=True)
    yield cut(named([sheets.with_xlwt], "xlwt.xls"), 0.7, ".xls", "SKIPPED", office)
    yield cut(named([documents.with_odfpy], "odfpy.odt"), 0.7, ".odt", "PARTIAL", "MALFORMED_FILE", anywhere=True)
    yield cut(named([kept.samples], "text.doc"), 0.7, ".doc", "SKIPPED", office, anywhere=True)
    yield cut(named([kept.samples], "slides.ppt"), 0.7, ".ppt", "SKIPPED", office, anywhere=True)
    yield cut(named([pdfs.with_reportlab], "reportlab-compressed.pdf"), 0.7, "PDF", "PARTIAL", "MALFORMED_FILE", 5)


def samples():
    yield from encrypted()
    yield from without_end()
