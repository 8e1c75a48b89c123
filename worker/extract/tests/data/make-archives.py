"""Makes the archives and compressed files of tests/data/archives with writers that are not ours.

Needs the Python packages zstandard, lz4, cramjam, brotli, numpy, pandas, py7zr, pyarrow and warcio, and the tools ar, bsdtar, cpio, dpkg-deb,
javac, lz4, rpmbuild, xz, zip, zstd and 7zz. Run it in this folder; the tests only read what it made.
"""

import bz2
import io
import lzma
import os
import pathlib
import pickle
import shutil
import struct
import subprocess
import tempfile
import zlib

import brotli
import cramjam
import lz4.frame
import numpy
import pandas
import py7zr
import pyarrow
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TABLE = b"name,code\nAnn,17\nBob,18\n"
NOTES = b"some notes\n"
# Two halves, so that a file of several streams is one table only if all of them are read.
HALVES = [TABLE[:13], TABLE[13:]]
# Enough for several blocks of every format, and compressible to a few KB.
LONG = b"".join(b"line %06d with the same words again\n" % (number // 20) for number in range(20_000))

out = pathlib.Path(__file__).parent / "archives"
out.mkdir(exist_ok=True)


def write(name, content):
    (out / name).write_bytes(content)


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, **more).stdout


def compressed():
    write("one.csv.bz2", bz2.compress(TABLE))
    write("two.csv.bz2", b"".join(map(bz2.compress, HALVES)))
    write("empty.txt.bz2", bz2.compress(b""))
    write("long.txt.bz2", bz2.compress(LONG))
    write("one.csv.xz", lzma.compress(TABLE))
    write("two.csv.xz", b"".join(map(lzma.compress, HALVES)))
    write("sha.csv.xz", lzma.compress(TABLE, check=lzma.CHECK_SHA256))
    filters = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 6}]
    write("delta.csv.xz", lzma.compress(TABLE, filters=filters))
    write("tool.csv.xz", run("xz", "-9e", "--stdout", input=TABLE))
    write("long.txt.xz", run("xz", "-T2", "--block-size=262144", "--stdout", input=LONG))
    one = zstandard.ZstdCompressor(level=19, write_checksum=True)
    write("one.csv.zst", one.compress(TABLE))
    skippable = b"\x5a\x2a\x4d\x18\x05\0\0\0skip!"
    write("two.csv.zst", skippable + one.compress(HALVES[0]) + skippable + one.compress(HALVES[1]))
    write("stream.csv.zst", run("zstd", "--stdout", input=TABLE))
    write("long.txt.zst", run("zstd", "--stdout", "--check", input=LONG))
    # The window of 1 GiB is more than a worker gives.
    write("window.txt.zst", run("zstd", "--long=30", "--single-thread", "--stdout", input=LONG[:5_000]))
    write("one.csv.lz4", lz4.frame.compress(TABLE))
    write("two.csv.lz4", b"".join(map(lz4.frame.compress, HALVES)))
    write("skip.csv.lz4", skippable + lz4.frame.compress(TABLE))
    options = dict(block_size=lz4.frame.BLOCKSIZE_MAX64KB, content_checksum=True, block_checksum=True)
    write("linked.txt.lz4", lz4.frame.compress(LONG, block_linked=True, **options))
    write("blocks.txt.lz4", lz4.frame.compress(LONG, block_linked=False, compression_level=9, **options))
    write("tool.csv.lz4", run("lz4", "--stdout", input=TABLE))
    write("legacy.csv.lz4", run("lz4", "-l", "--stdout", input=TABLE))
    write("one.csv.sz", bytes(cramjam.snappy.compress(TABLE)))
    write("two.csv.sz", b"".join(bytes(cramjam.snappy.compress(half)) for half in HALVES))
    write("long.txt.sz", bytes(cramjam.snappy.compress(LONG[:200_000])))
    write("one.csv.br", brotli.compress(TABLE))
    write("long.txt.br", brotli.compress(LONG))


def sevenzip():
    for name, filters in {
        "lzma2.7z": [{"id": py7zr.FILTER_LZMA2, "preset": 6}],
        "lzma.7z": [{"id": py7zr.FILTER_LZMA}],
        "bzip2.7z": [{"id": py7zr.FILTER_BZIP2}],
        "ppmd.7z": [{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 26}],
        "copy.7z": [{"id": py7zr.FILTER_COPY}],
        "deflate.7z": [{"id": py7zr.FILTER_DEFLATE}],
        "zstd.7z": [{"id": py7zr.FILTER_ZSTD, "level": 3}],
        "brotli.7z": [{"id": py7zr.FILTER_BROTLI, "level": 5}],
        "bcj.7z": [{"id": py7zr.FILTER_X86}, {"id": py7zr.FILTER_LZMA2, "preset": 6}],
    }.items():
        with py7zr.SevenZipFile(out / name, "w", filters=filters) as archive:
            archive.writestr(TABLE, "a/people.csv")
            archive.writestr(NOTES, "notes.txt")
    with py7zr.SevenZipFile(out / "encrypted.7z", "w", password="a password") as archive:
        archive.writestr(TABLE, "people.csv")
    with py7zr.SevenZipFile(out / "header-encrypted.7z", "w", password="a password", header_encryption=True) as archive:
        archive.writestr(TABLE, "people.csv")


def archives(folder):
    (folder / "a").mkdir()
    (folder / "a" / "people.csv").write_bytes(TABLE)
    (folder / "notes.txt").write_bytes(NOTES)
    os.symlink("notes.txt", folder / "link")
    names = b"a\na/people.csv\nlink\nnotes.txt\n"
    (out / "tool.7z").unlink(missing_ok=True)
    run("7zz", "a", "-ms=on", out / "tool.7z", "a", "notes.txt", cwd=folder)
    for kind in ["newc", "crc", "odc", "bin"]:
        write(f"{kind}.cpio", run("cpio", "-o", "-H", kind, input=names, cwd=folder))
    write("bsd.cpio", run("bsdtar", "-cf", "-", "--format", "newc", "a", "link", "notes.txt", cwd=folder))
    tar = run("bsdtar", "-cf", "-", "a", "notes.txt", cwd=folder)
    write("bsd.tar.zst", run("zstd", "--stdout", input=tar))
    long_name = "a-name-longer-than-sixteen-bytes.csv"
    shutil.copy(folder / "a" / "people.csv", folder / long_name)
    (out / "gnu.ar").unlink(missing_ok=True)
    run("ar", "qcD", out / "gnu.ar", "notes.txt", long_name, "a/people.csv", cwd=folder)
    write("bsd.ar", run("bsdtar", "-cf", "-", "--format", "arbsd", "notes.txt", long_name, cwd=folder))


def packages(folder):
    root = folder / "package"
    (root / "DEBIAN").mkdir(parents=True)
    (root / "usr/share").mkdir(parents=True)
    control = "Package: planted\nVersion: 1.0\nArchitecture: all\nMaintainer: Ann <ann@example.com>\nDescription: a test\n"
    (root / "DEBIAN/control").write_text(control)
    (root / "usr/share/people.csv").write_bytes(TABLE)
    for compression in ["gzip", "xz", "zstd"]:
        run("dpkg-deb", "--root-owner-group", f"-Z{compression}", "--build", root, out / f"{compression}.deb")
    spec = folder / "planted.spec"
    spec.write_text(
        "Name: planted\nVersion: 1.0\nRelease: 1\nSummary: A test\nLicense: MIT\nBuildArch: noarch\n"
        "%description\nPlanted by ann@example.com\n"
        "%install\nmkdir -p %{buildroot}/usr/share\n"
        "printf 'name,code\\nAnn,17\\nBob,18\\n' > %{buildroot}/usr/share/people.csv\n"
        "%files\n/usr/share/people.csv\n"
    )
    for compression in ["w9.gzdio", "w6.xzdio", "w3.zstdio"]:
        top = folder / compression
        defines = [f"_topdir {top}", f"_binary_payload {compression}", "debug_package %{nil}", f"_dbpath {top}/db"]
        arguments = [part for define in defines for part in ("--define", define)]
        run("rpmbuild", "-bb", *arguments, spec)
        name = {"w9.gzdio": "gzip", "w6.xzdio": "xz", "w3.zstdio": "zstd"}[compression]
        shutil.copy(next(top.rglob("*.rpm")), out / f"{name}.rpm")


def warc():
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in HALVES) + b"0\r\n\r\n"
    for name, gzip in [("crawl.warc", False), ("crawl.warc.gz", True)]:
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=gzip)
        buffer_record = writer.create_warcinfo_record("crawl", {"software": "a test"})
        writer.write_record(buffer_record)
        for path, body, headers in [
            ("people.csv", TABLE, [("Content-Type", "text/csv"), ("Set-Cookie", "session=1")]),
            ("chunked.csv", chunked, [("Transfer-Encoding", "chunked")]),
            ("dechunked.csv", TABLE, [("Transfer-Encoding", "chunked")]),
            ("encoded", brotli.compress(NOTES), [("Content-Encoding", "br")]),
        ]:
            record = writer.create_warc_record(
                f"https://example.com/{path}",
                "response",
                payload=io.BytesIO(body),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
            )
            writer.write_record(record)
        record = writer.create_warc_record(
            "https://example.com/form",
            "request",
            payload=io.BytesIO(b"field=value"),
            http_headers=StatusAndHeaders("POST /form HTTP/1.1", [("Host", "example.com")], is_http_request=True),
        )
        writer.write_record(record)
        record = writer.create_warc_record("https://example.com/plain", "resource", payload=io.BytesIO(NOTES))
        writer.write_record(record)
        write(name, buffer.getvalue())


def programs(folder):
    source = folder / "Planted.java"
    source.write_text(
        'class Planted { static final String SECRET = "a planted string é \U0001f600"; '
        "static long number() { return 4111111111111111L; } double real() { return 1.5; } }\n",
        encoding="utf-8",
    )
    run("javac", "-encoding", "UTF-8", "-d", folder, source)
    shutil.copy(folder / "Planted.class", out / "Planted.class")
    value = {
        "name": "Ann é",
        "numbers": [17, -3, 300, 70_000, 4_111_111_111_111_111, -(2**70), 1.5],
        "long": "x" * 300,
        "bytes": b"raw\0bytes",
        "set": {"in a set"},
        "none": None,
        "again": "Ann é",
    }
    for protocol in range(6):
        write(f"protocol{protocol}.pkl", pickle.dumps(value, protocol=protocol))
    # Numbers and texts of arrays lie in bytes whose kind is said before them, or (protocol 5) behind them.
    table = pandas.DataFrame({
        "card": [4111111111111111, 5500005555555559],
        "phone": [2125551234.0, None],
        "when": pandas.to_datetime(["2020-01-02", "2021-01-01"]),
    })
    arrays = [numpy.array(["Ann é", "Bob"]), numpy.array([b"narrow", b"x"]), numpy.array([17, 4242424], "i4"), table]
    arrays += [bytearray(b"plain bytes"), frozenset(["frozen"])]
    for protocol in (4, 5):
        write(f"arrays{protocol}.pkl", pickle.dumps(arrays, protocol=protocol))
    # Texts of pandas 3 lie behind each other, and where they end is said before them.
    frame = pandas.DataFrame({"mail": ["a.b@example.com", "", "c.d@example.org", None, "Zoë"], "note": list("abcde")})
    frame["short offsets"] = frame["mail"].astype(pandas.ArrowDtype(pyarrow.string()))
    write("frame.pkl", pickle.dumps(frame))


def number(value):
    """A number as 7z writes it, always in nine bytes."""
    return b"\xff" + struct.pack("<Q", value)


def directory_bomb(name, files):
    """A 7z archive whose directory is a few KB and stands for `files` empty files."""
    empty = b"\xff" * ((files + 7) // 8)
    directory = b"\x01\x05" + number(files) + b"\x0e" + number(len(empty)) + empty
    directory += b"\x19" + number(files) + bytes(files) + b"\0\0"
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 20}]
    packed = lzma.compress(directory, format=lzma.FORMAT_RAW, filters=filters)
    coder = b"\x01\x23\x03\x01\x01\x05\x5d" + struct.pack("<I", 1 << 20)
    encoded = b"\x17\x06\0\x01\x09" + number(len(packed)) + b"\0"
    encoded += b"\x07\x0b\x01\0" + coder + b"\x0c" + number(len(directory)) + b"\0\0"
    start = struct.pack("<QQI", len(packed), len(encoded), zlib.crc32(encoded))
    write(name, b"7z\xbc\xaf\x27\x1c\0\x04" + struct.pack("<I", zlib.crc32(start)) + start + packed + encoded)


def methods():
    """A zip archive of each method that Python does not write, and a compressed file that needs a dictionary."""
    for method in ["Deflate64", "PPMd"]:
        write(f"long-{method.lower()}.zip", packed(method, {"people.csv": TABLE, "long.txt": LONG}))
        write(f"{method.lower()}.zip", packed(method, {"people.csv": TABLE, "notes.txt": NOTES * 9}))
    words = [LONG[at : at + 200] for at in range(0, len(LONG), 100)]
    dictionary = zstandard.train_dictionary(2_000, words)
    write("dictionary.csv.zstd", zstandard.ZstdCompressor(dict_data=dictionary).compress(TABLE))


def packed(method, files):
    """What 7zz makes of files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (pathlib.Path(folder) / name).write_bytes(content)
        run("7zz", "a", "-tzip", f"-mm={method}", "x.zip", *files, cwd=folder)
        return (pathlib.Path(folder) / "x.zip").read_bytes()


def bombs():
    zeros = b"0" * 32_000_000
    for number, method in [(14, "LZMA"), (98, "PPMd")]:
        write(f"bomb-{number}.zip", packed(method, {"0.txt": zeros}))
    for name, content in {
        "bomb.bz2": bz2.compress(zeros),
        "bomb.xz": lzma.compress(zeros),
        "bomb.zst": zstandard.ZstdCompressor(level=19).compress(zeros),
        "bomb.br": brotli.compress(zeros),
    }.items():
        write(name, content)
    with py7zr.SevenZipFile(out / "bomb.7z", "w") as archive:
        archive.writestr(zeros, "0.txt")
        archive.writestr(zeros, "1.txt")
        archive.writestr(TABLE, "people.csv")
    directory_bomb("directory-bomb.7z", 1_800_000)
    directory_bomb("larger-directory-bomb.7z", 30_000_000)
    # The dictionary of the only block is 4 GiB, says its header.
    huge = bytearray(lzma.compress(TABLE, filters=[{"id": lzma.FILTER_LZMA2, "preset": 0}]))
    huge[16] = 40
    huge[20:24] = struct.pack("<I", zlib.crc32(huge[12:20]))
    write("dictionary.xz", huge)


compressed()
sevenzip()
methods()
bombs()
warc()
with tempfile.TemporaryDirectory() as temporary:
    archives(pathlib.Path(temporary))
with tempfile.TemporaryDirectory() as temporary:
    packages(pathlib.Path(temporary))
    programs(pathlib.Path(temporary))
