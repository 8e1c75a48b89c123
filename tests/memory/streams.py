"""Streams of 20 GB: texts, what is compressed, archives. Some are one record, one line or one value."""

import base64
import gzip
import lzma
import random
import struct
import tarfile
import zlib

import zstandard

GB = 1_000_000_000
STREAM = 20 * GB

WORDS = "the order of a customer was sent from the store to an address in the town and paid by card".split()


def block(line, size=1_000_000, seed=1):
    """Lines of about `size` bytes in all, the same for the same seed."""
    chance = random.Random(seed)
    lines, length = [], 0
    while length < size:
        lines.append(line(chance))
        length += len(lines[-1])
    return "".join(lines).encode()


def log_line(chance):
    return (
        f"2026-03-{chance.randint(10, 28)} INFO {' '.join(chance.choices(WORDS, k=8))} id={chance.getrandbits(48):012x} "
        f"ms={chance.randint(1, 999)} user=u{chance.randint(1, 999)}@example.com\n"
    )


def row(chance):
    return (
        f"{chance.randint(1, 10**6)},{chance.choice(['Anna', 'Ben', 'Chloe'])} {chance.choice(['Smith', 'Jones'])},"
        f"u{chance.randint(1, 999)}@example.com,{chance.randint(100, 665)}-{chance.randint(10, 99)}-{chance.randint(1000, 9999)},"
        f"{' '.join(chance.choices(WORDS, k=5))}\n"
    )


def record(chance):
    return (
        f'{{"id":{chance.randint(1, 10**6)},"user":{{"mail":"u{chance.randint(1, 999)}@example.com"}},"tags":["a","b"],'
        f'"note":"{" ".join(chance.choices(WORDS, k=8))}"}}'
    )


def repeated(folder, content, size=STREAM):
    """The piece, and how often it must come for `size` bytes."""
    return (folder.piece("repeated", content), max(1, folder.scaled(size) // len(content)))


def text(folder):
    folder.object("a.log", repeated(folder, block(log_line)))


def csv(folder):
    folder.object("a.csv", folder.piece("head", b"id,name,email,ssn,note\n"), repeated(folder, block(row)))


def json_lines(folder):
    folder.object("a.jsonl", repeated(folder, block(lambda chance: record(chance) + "\n")))


def json_array(folder):
    head, tail = folder.piece("head", b'{"items":['), folder.piece("tail", b'{"id":0}]}')
    folder.object("a.json", head, repeated(folder, block(lambda chance: record(chance) + ",")), tail)


def json_string(folder):
    content = block(log_line).replace(b"\n", b"\\n")
    head, tail = folder.piece("head", b'{"text":"'), folder.piece("tail", b'"}')
    folder.object("a.json", head, repeated(folder, content), tail)


def one_line(folder):
    folder.object("a.txt", repeated(folder, block(log_line).replace(b"\n", b" ")))


def one_word(folder):
    folder.object("a.txt", repeated(folder, b"abcdefghij" * 100_000, 5 * GB))


def zeros_and_digits(folder):
    folder.object("a.txt", repeated(folder, b"0123456789" * 100_000, 5 * GB))


def csv_field(folder):
    head, tail = folder.piece("head", b'id,note\n1,"'), folder.piece("tail", b'"\n2,short\n')
    folder.object("a.csv", head, repeated(folder, block(log_line), GB), tail)


def csv_wide(folder):
    chance = random.Random(2)
    line = ",".join(f"{chance.getrandbits(40)}" for _ in range(100_000)).encode() + b"\n"
    names = ",".join(f"column_{number}" for number in range(100_000)).encode() + b"\n"
    folder.object("a.csv", folder.piece("head", names), repeated(folder, line, 2 * GB))


def random_bytes(folder):
    folder.object("a.bin", repeated(folder, random.Random(3).randbytes(1_000_000)))


def strings(folder):
    """Texts in two encodings between bytes that are none."""
    chance = random.Random(4)
    pieces, length = [], 0
    while length < 1_000_000:
        line = log_line(chance)
        pieces += [chance.randbytes(chance.randint(1, 50)), line.encode(chance.choice(["utf-8", "utf-16-le"])), b"\0\0"]
        length += len(line)
    folder.object("a.dmp", folder.piece("head", b"\x7fELF\x02\x01"), repeated(folder, b"".join(pieces), 5 * GB))


def hl7(folder):
    def message(chance):
        number = chance.randint(1, 10**6)
        return (
            f"MSH|^~\\&|LAB|CITY|EHR|CITY|20260102||ORU^R01|{number}|P|2.3\rPID|1||{number}^^^LAB^MR||Weber^Anna||19900228|F\r"
            f"OBX|1|TX|NOTE^Remark^L||{' '.join(chance.choices(WORDS, k=20))}||||||F\r"
        )

    folder.object("a.hl7", repeated(folder, block(message), 5 * GB))


def edifact_repetitions(folder):
    """One segment, whose name and address have ever more repetitions."""
    head = folder.piece("head", b"UNB+UNOA:4+A+B+260102:1253+1'NAD+FL+++")
    repetitions = "".join(f"word{number}*" for number in range(100_000)).encode()
    folder.object("a.edi", head, repeated(folder, repetitions, GB // 4), folder.piece("tail", b"'UNZ+1+1'"))


def utf16(folder):
    content = block(log_line).decode().encode("utf-16-le")
    folder.object("a.txt", folder.piece("head", b"\xff\xfe"), repeated(folder, content))


def xml(folder):
    head, tail = folder.piece("head", b'<?xml version="1.0"?>\n<items>\n'), folder.piece("tail", b"</items>\n")
    folder.object("a.xml", head, repeated(folder, block(lambda chance: f"<item><t>{log_line(chance)}</t></item>\n")), tail)


def html(folder):
    head = folder.piece("head", b"<!DOCTYPE html><html><body>\n")
    folder.object("a.html", head, repeated(folder, block(lambda chance: f"<p>{log_line(chance)}</p>\n")))


def sql(folder):
    head = folder.piece("head", b"CREATE TABLE people (id INT, mail TEXT, note TEXT);\nINSERT INTO people VALUES\n")
    line = lambda chance: f"({chance.randint(1, 999)},'u{chance.randint(1, 999)}@example.com','{' '.join(chance.choices(WORDS, k=8))}'),\n"
    folder.object("a.sql", head, repeated(folder, block(line)), folder.piece("tail", b"(1,'a','b');\n"))


def mbox(folder):
    message = (
        b"From a@example.com Thu Jan  1 00:00:00 2026\nFrom: a@example.com\nTo: b@example.com\nSubject: order\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\n"
        + block(log_line, 20_000)
        + b"--x\nContent-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(b"id,name,email,ssn,note\n" + block(row, 20_000))
        + b"--x--\n\n"
    )
    folder.object("a.mbox", repeated(folder, message, 2 * GB))


def attachment(folder):
    head = (
        b"From: a@example.com\nTo: b@example.com\nSubject: files\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain; name=a.log\n"
        b"Content-Disposition: attachment; filename=a.log\nContent-Transfer-Encoding: base64\n\n"
    )
    content = base64.encodebytes(block(log_line, 57 * 17_000)[: 57 * 17_000])
    for number in range(4):
        folder.object(f"{number}.eml", folder.piece("head", head), repeated(folder, content, 300_000_000), folder.piece("tail", b"--x--\n"))


def gzip_members(folder):
    folder.object("a.log.gz", (folder.piece("member", gzip.compress(block(log_line))), folder.scaled(STREAM) // 1_000_000))


def deflated(content):
    """The content as deflate blocks that end at a byte and do not look back behind their begin: they can be repeated."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH)


END_OF_DEFLATE = b"\x03\x00"


def crc(content, times):
    value = 0
    for _ in range(times):
        value = zlib.crc32(content, value)
    return value


def gzip_one(folder):
    content = block(log_line)
    times = folder.scaled(STREAM) // len(content)
    head = folder.piece("head", b"\x1f\x8b\x08\0\0\0\0\0\0\xff")
    tail = END_OF_DEFLATE + struct.pack("<II", crc(content, times), len(content) * times & 0xFFFFFFFF)
    folder.object("a.log.gz", head, (folder.piece("blocks", deflated(content)), times), folder.piece("tail", tail))


def zip_member(folder, key, method, stored, end, content, times):
    """A zip64 archive with one member."""
    size, packed, checksum = len(content) * times, len(stored) * times + len(end), crc(content, times)
    extra = struct.pack("<HHQQ", 1, 16, size, packed)
    name = b"a.log"
    head = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, method, 0, 0x21, checksum, 0xFFFFFFFF, 0xFFFFFFFF, len(name), len(extra))
    head += name + extra
    extra = struct.pack("<HHQQQ", 1, 24, size, packed, 0)
    directory = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, method, 0, 0x21, checksum, 0xFFFFFFFF, 0xFFFFFFFF,
        len(name), len(extra), 0, 0, 0, 0, 0xFFFFFFFF,
    ) + name + extra
    at = len(head) + packed
    tail = directory + struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 1, 1, len(directory), at)
    tail += struct.pack("<IIQI", 0x07064B50, 0, at + len(directory), 1)
    tail += struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    folder.object(key, folder.piece("head", head), (folder.piece("stored", stored), times), folder.piece("tail", end + tail))


def zip_stored(folder):
    content = block(log_line)
    zip_member(folder, "a.zip", 0, content, b"", content, folder.scaled(STREAM) // len(content))


def zip_deflated(folder):
    content = block(log_line)
    zip_member(folder, "a.zip", 8, deflated(content), END_OF_DEFLATE, content, folder.scaled(STREAM) // len(content))


def tar(folder):
    content = block(log_line)[: 512 * 1900]
    times = folder.scaled(STREAM) // len(content)
    member = tarfile.TarInfo("a.log")
    member.size = len(content) * times
    head, tail = folder.piece("head", member.tobuf(tarfile.PAX_FORMAT)), folder.piece("tail", bytes(10_240))
    folder.object("a.tar", head, (folder.piece("content", content), times), tail)


def tar_files(folder):
    """As many files as an archive may hold, and results with it."""
    member = tarfile.TarInfo("a.txt")
    content = b"mail u1@example.com now\n"
    member.size = len(content)
    content = member.tobuf(tarfile.GNU_FORMAT) + content.ljust(512, b"\0")
    tail = folder.piece("tail", bytes(10_240))
    folder.object("a.tar", (folder.piece("member", content), folder.scaled(1_000_000)), tail)


def zstd(folder):
    frame = zstandard.ZstdCompressor(level=3, write_content_size=True).compress(block(log_line))
    folder.object("a.log.zst", (folder.piece("frame", frame), folder.scaled(STREAM) // 1_000_000))


def zstd_window(folder):
    """Frames that are looked back in for 128 MiB, the most that is allowed."""
    parameters = zstandard.ZstdCompressionParameters.from_level(1, window_log=27, enable_ldm=True)
    compressor = zstandard.ZstdCompressor(compression_params=parameters)
    packer = compressor.compressobj()
    out = [packer.compress(block(log_line, 1_000_000, seed)) for seed in range(folder.scaled(300))] + [packer.flush()]
    for number in range(4):
        folder.object(f"{number}.log.zst", (folder.piece("frame", b"".join(out)), max(1, folder.scaled(3))))


def xz(folder):
    stream = lzma.compress(block(log_line), preset=1)
    folder.object("a.log.xz", (folder.piece("stream", stream), folder.scaled(STREAM) // 1_000_000))


def xz_dictionary(folder):
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": 100 << 20, "mode": lzma.MODE_FAST, "mf": lzma.MF_HC3, "nice_len": 32}]
    content = b"".join(block(log_line, 1_000_000, seed) for seed in range(folder.scaled(150)))
    stream = lzma.compress(content, filters=filters)
    for number in range(4):
        folder.object(f"{number}.log.xz", folder.piece("stream", stream))


CASES = {
    "text of 20 GB": text,
    "CSV of 20 GB": csv,
    "JSON Lines of 20 GB": json_lines,
    "JSON, one array of 20 GB": json_array,
    "JSON, one string of 20 GB": json_string,
    "text, one line of 20 GB": one_line,
    "text, one word of 5 GB": one_word,
    "text, 5 billion digits": zeros_and_digits,
    "text in UTF-16, 20 GB": utf16,
    "unknown format, random bytes, 20 GB": random_bytes,
    "unknown format, texts, 5 GB": strings,
    "HL7 of 5 GB": hl7,
    "EDIFACT, one segment of 250 MB": edifact_repetitions,
    "CSV, one value of 1 GB": csv_field,
    "CSV with 100,000 columns, 2 GB": csv_wide,
    "XML of 20 GB": xml,
    "HTML of 20 GB": html,
    "SQL dump of 20 GB": sql,
    "mbox of 2 GB, 40,000 attachments": mbox,
    "4 messages, attachments of 220 MB": attachment,
    "gzip of 20 GB, 20,000 members": gzip_members,
    "gzip of 20 GB, one member": gzip_one,
    "zip, a member of 20 GB, stored": zip_stored,
    "zip, a member of 20 GB, deflated": zip_deflated,
    "tar, a member of 20 GB": tar,
    "tar, 1,000,000 members": tar_files,
    "zstd of 20 GB": zstd,
    "4 zstd of 900 MB, window of 128 MiB": zstd_window,
    "xz of 20 GB": xz,
    "4 xz of 150 MB, dictionary of 100 MiB": xz_dictionary,
}
