"""Archives, compressed files, packages."""

import bz2
import gzip
import io
import lzma
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

import brotli
import cramjam
import lz4.frame
import py7zr
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .sample import Sample, Table, Text, lines
from .values import Values


class Content:
    """Two files: a table in a folder, and a text."""

    names = ["people/staff.csv", "notes.txt"]

    def __init__(self, seed):
        values = Values(seed)
        self.table, self.text = Table(values), Text.note(values)
        self.files = dict(zip(self.names, [self.table.csv().encode(), self.text.encode()]))

    def plant(self, file, inside="{}"):
        file.inside |= {inside.format(name): content for name, content in self.files.items()}
        file.plant_all(self.table.cells(), inside.format(self.names[0]))
        return file.plant_all(self.text.values, inside.format(self.names[1]))

    def write(self, folder):
        for name, content in self.files.items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_bytes(content)


def run(*command, **more):
    return subprocess.run([str(part) for part in command], check=True, capture_output=True, **more).stdout


def by_tool(content, name, *command, names=None):
    """The archive that a program makes of the files; `{}` stands for its name."""
    with tempfile.TemporaryDirectory() as folder:
        content.write(folder)
        listed = names or ["people", "notes.txt"]
        run(*[part.format(name) for part in command], *listed, cwd=folder)
        return (Path(folder) / name).read_bytes()


def zips():
    for name, options in {
        "stored": {"compression": zipfile.ZIP_STORED},
        "deflated": {"compression": zipfile.ZIP_DEFLATED},
        "bzip2": {"compression": zipfile.ZIP_BZIP2},
        "lzma": {"compression": zipfile.ZIP_LZMA},
    }.items():
        content = Content(f"zipfile {name}")
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", **options) as archive:
            for path, data in content.files.items():
                archive.writestr(path, data)
        yield content.plant(Sample("zip", "zipfile (Python)", f"archives/zipfile-{name}.zip", out.getvalue(), "application/zip"))
    for writer, command in {
        "zip (Info-ZIP)": ("zip", "-q", "-r", "{}"),
        "7zz": ("7zz", "a", "-tzip", "{}"),
        "bsdtar": ("bsdtar", "-a", "-cf", "{}"),
    }.items():
        content = Content(f"zip {writer}")
        name = f"{command[0]}.zip"
        file = Sample("zip", writer, f"archives/{name}", by_tool(content, name, *command), "application/zip")
        yield content.plant(file)
    for method in ["Deflate64", "PPMd"]:
        content = Content(f"zip {method}")
        name = f"7zz-{method.lower()}.zip"
        data = by_tool(content, name, "7zz", "a", "-tzip", f"-mm={method}", "{}")
        yield content.plant(Sample("zip", "7zz", f"archives/{name}", data, "application/zip"))
    # To a pipe: sizes come behind the data.
    content = Content("zip stream")
    with tempfile.TemporaryDirectory() as folder:
        content.write(folder)
        data = run("zip", "-q", "-r", "-", "people", "notes.txt", cwd=folder)
    yield content.plant(Sample("zip", "zip (Info-ZIP)", "archives/streamed.zip", data, "application/zip"))


def tars():
    for name, kind in {"ustar": tarfile.USTAR_FORMAT, "gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}.items():
        content = Content(f"tarfile {name}")
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
            for path, data in content.files.items():
                info = tarfile.TarInfo(path)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
        file = Sample("tar", "tarfile (Python)", f"archives/tarfile-{name}.tar", out.getvalue(), "application/x-tar")
        yield content.plant(file)
    for writer, command in {
        "GNU tar": ("tar", "--format=gnu", "-cf", "{}"),
        "bsdtar": ("bsdtar", "--format=pax", "-cf", "{}"),
    }.items():
        content = Content(f"tar {writer}")
        name = f"{command[0]}.tar"
        file = Sample("tar", writer, f"archives/{name}", by_tool(content, name, *command), "application/x-tar")
        yield content.plant(file)
    # Compressed as a whole: the tar is a file inside.
    for ending, command in {"gz": "--gzip", "bz2": "--bzip2", "xz": "--xz", "zst": "--zstd"}.items():
        content = Content(f"tar {ending}")
        name = f"tool.tar.{ending}"
        file = Sample("tar, compressed", "GNU tar", f"archives/{name}", by_tool(content, name, "tar", command, "-cf", "{}"))
        yield content.plant(file, "tool.tar!{}")


def compressed():
    snappy = lambda data: bytes(cramjam.snappy.compress(data))
    linked = dict(block_linked=True, block_size=lz4.frame.BLOCKSIZE_MAX64KB, content_checksum=True)
    for format, ending, writer, made in [
        ("gzip", "gz", "gzip (Python)", gzip.compress),
        ("gzip", "gz", "gzip", ("gzip", "--stdout")),
        ("bzip2", "bz2", "bz2 (Python)", bz2.compress),
        ("bzip2", "bz2", "bzip2", ("bzip2", "--stdout")),
        ("xz", "xz", "lzma (Python)", lzma.compress),
        ("xz", "xz", "xz", ("xz", "--stdout", "--block-size=4096")),
        ("zstd", "zst", "zstandard", zstandard.ZstdCompressor(write_checksum=True).compress),
        ("zstd", "zst", "zstd", ("zstd", "--quiet", "--stdout")),
        ("LZ4", "lz4", "lz4 (Python)", lambda data: lz4.frame.compress(data, **linked)),
        ("LZ4", "lz4", "lz4", ("lz4", "--quiet", "--stdout")),
        ("LZ4", "lz4", "lz4 -l", ("lz4", "-l", "--quiet", "--stdout")),
        ("snappy frames", "sz", "cramjam", snappy),
        ("brotli", "br", "brotli (Python)", brotli.compress),
        ("brotli", "br", "brotli", ("brotli", "--stdout")),
    ]:
        label = writer.split(" (")[0].replace(" ", "") + ("-python" if "Python" in writer else "")
        for parts in (1, 3):
            table = Table(Values(f"compressed {writer} {parts}"), rows=100)
            make = made if callable(made) else lambda data: run(*made, input=data)
            data = table.csv().encode()
            # Several streams behind each other are one file; brotli has no such thing.
            if parts > 1 and format in ("brotli", "snappy frames"):
                continue
            step = -(-len(data) // parts)
            content = b"".join(make(data[at : at + step]) for at in range(0, len(data), step))
            file = Sample(format, writer, f"archives/{label}-{parts}.csv.{ending}", content)
            file.inside = {f"{label}-{parts}.csv": data}
            yield file.plant_all(table.cells(), f"{label}-{parts}.csv")


def sevenzip():
    for name, filters in {
        "lzma2": [{"id": py7zr.FILTER_LZMA2, "preset": 6}],
        "lzma": [{"id": py7zr.FILTER_LZMA}],
        "bzip2": [{"id": py7zr.FILTER_BZIP2}],
        "ppmd": [{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}],
        "copy": [{"id": py7zr.FILTER_COPY}],
        "deflate": [{"id": py7zr.FILTER_DEFLATE}],
        "zstd": [{"id": py7zr.FILTER_ZSTD, "level": 3}],
    }.items():
        content = Content(f"py7zr {name}")
        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w", filters=filters) as archive:
            for path, data in content.files.items():
                archive.writestr(data, path)
        yield content.plant(Sample("7z", "py7zr", f"archives/py7zr-{name}.7z", out.getvalue()))
    for name, option in {"solid": "-ms=on", "single": "-ms=off"}.items():
        content = Content(f"7zz {name}")
        data = by_tool(content, "x.7z", "7zz", "a", option, "{}")
        yield content.plant(Sample("7z", "7zz", f"archives/7zz-{name}.7z", data))


def others():
    names = "people\npeople/staff.csv\nnotes.txt\n".encode()
    for kind in ["newc", "crc", "odc", "bin"]:
        content = Content(f"cpio {kind}")
        with tempfile.TemporaryDirectory() as folder:
            content.write(folder)
            data = run("cpio", "--quiet", "-o", "-H", kind, input=names, cwd=folder)
        yield content.plant(Sample("cpio", "GNU cpio", f"archives/{kind}.cpio", data))
    content = Content("cpio bsdtar")
    data = by_tool(content, "x.cpio", "bsdtar", "--format=newc", "-cf", "{}")
    yield content.plant(Sample("cpio", "bsdtar", "archives/bsdtar.cpio", data))
    for writer, command in {"ar (binutils)": ("ar", "qcD", "{}"), "bsdtar": ("bsdtar", "--format=arbsd", "-cf", "{}")}.items():
        values = Values(f"ar {writer}")
        table, text = Table(values), Text.note(values)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "a-name-of-more-than-sixteen.csv").write_text(table.csv())
            (Path(folder) / "notes.txt").write_text(str(text))
            run(*[part.format("x.a") for part in command], "a-name-of-more-than-sixteen.csv", "notes.txt", cwd=folder)
            data = (Path(folder) / "x.a").read_bytes()
        file = Sample("ar", writer, f"archives/{command[0]}.a", data)
        file.inside = {"a-name-of-more-than-sixteen.csv": table.csv().encode(), "notes.txt": text.encode()}
        file.plant_all(table.cells(), "a-name-of-more-than-sixteen.csv")
        yield file.plant_all(text.values, "notes.txt")


def packages():
    for compression in ["gzip", "xz", "zstd"]:
        content = Content(f"deb {compression}")
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "package"
            content.write(root / "usr/share")
            (root / "DEBIAN").mkdir()
            control = "Package: planted\nVersion: 1.0\nArchitecture: all\nMaintainer: none\nDescription: planted values\n"
            (root / "DEBIAN/control").write_text(control)
            run("dpkg-deb", "--root-owner-group", f"-Z{compression}", "--build", root, Path(folder) / "x.deb")
            data = (Path(folder) / "x.deb").read_bytes()
        ending = {"gzip": "gz", "xz": "xz", "zstd": "zst"}[compression]
        file = Sample("Debian package", "dpkg-deb", f"archives/{compression}.deb", data)
        yield content.plant(file, f"data.tar.{ending}!data.tar!./usr/share/{{}}")
    for ending, payload in {"gz": "w9.gzdio", "xz": "w6.xzdio", "zst": "w3.zstdio"}.items():
        content = Content(f"rpm {ending}")
        with tempfile.TemporaryDirectory() as folder:
            content.write(Path(folder) / "files")
            spec = Path(folder) / "planted.spec"
            spec.write_text(
                "Name: planted\nVersion: 1.0\nRelease: 1\nSummary: Planted values\nLicense: MIT\nBuildArch: noarch\n"
                "%description\nPlanted values\n"
                f"%install\nmkdir -p %{{buildroot}}/usr/share\ncp -r {folder}/files/* %{{buildroot}}/usr/share\n"
                "%files\n/usr/share/people/staff.csv\n/usr/share/notes.txt\n"
            )
            defines = [f"_topdir {folder}", f"_binary_payload {payload}", "debug_package %{nil}", f"_dbpath {folder}/db"]
            run("rpmbuild", "-bb", *[part for define in defines for part in ("--define", define)], spec)
            data = next(Path(folder).rglob("*.rpm")).read_bytes()
        yield content.plant(Sample("RPM package", "rpmbuild", f"archives/{ending}.rpm", data), f"payload.cpio.{ending}!payload.cpio!./usr/share/{{}}")


def warc():
    for zipped in (False, True):
        values = Values(f"warc {zipped}")
        table, text, contact = Table(values), Text.note(values), values.email()
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=zipped)
        for path, body, headers in [
            ("staff.csv", table.csv().encode(), [("Content-Type", "text/csv"), ("X-Contact", contact.text)]),
            ("notes.txt", brotli.compress(text.encode()), [("Content-Encoding", "br")]),
        ]:
            answer = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(f"https://example.org/{path}", "response", io.BytesIO(body), http_headers=answer)
            )
        ending = ".gz" if zipped else ""
        file = Sample("WARC", "warcio", f"archives/crawl.warc{ending}", out.getvalue())
        inside = "crawl.warc!{}" if zipped else "{}"
        file.inside = {
            inside.format("https://example.org/staff.csv"): table.csv().encode(),
            inside.format("https://example.org/notes.txt!notes.txt"): text.encode(),
        }
        file.plant_all(table.cells(), inside.format("https://example.org/staff.csv"))
        # The head of the answer is a file of its own.
        file.plant(contact, lines(3, len("X-Contact: ") + 1), inside.format("https://example.org/staff.csv#http-header"))
        # What an answer was compressed with is a level of its own.
        file.plant_all(text.values, inside.format("https://example.org/notes.txt!notes.txt"))
        yield file


def nests():
    """Archives in archives, of different writers."""
    content = Content("nested")
    inner = by_tool(content, "inner.zip", "zip", "-q", "-r", "{}")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        info = tarfile.TarInfo("folder/inner.zip")
        info.size = len(inner)
        archive.addfile(info, io.BytesIO(inner))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("middle.tar.gz", out.getvalue())
    file = Sample("archives in archives", "zip, tarfile, zipfile", "archives/nested.zip", outer.getvalue(), "application/zip")
    yield content.plant(file, "middle.tar.gz!middle.tar!folder/inner.zip!{}")


def samples():
    for family in [zips, tars, compressed, sevenzip, others, packages, warc, nests]:
        yield from family()
