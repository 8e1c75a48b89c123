"""Text without personal data: source code, documentation, logs and tables, by which false detections are counted."""

import gzip
import random
import re
from importlib import metadata
from pathlib import Path

from .decoys import COLUMNS, DECOYS, FILLER, uuid, version

# Packages that are pinned, so that all machines read the same. Those that are about personal data are left out.
SOURCES = ("sympy", "mpmath", "Django", "botocore", "sqlparse", "urllib3", "python-dateutil", "jmespath", "asgiref")
CODE = {".py": "code", ".js": "code", ".css": "code", ".html": "code", ".po": "translations", ".txt": "prose", ".rst": "prose", ".md": "prose"}
PART = 1 << 20


def gathered():
    """Files of the installed packages: (kind, bytes), always in the same order."""
    for package in SOURCES:
        for path in sorted(metadata.files(package) or [], key=str):
            file = Path(path.locate())
            if not file.is_file() or "RECORD" in path.name or "__pycache__" in path.parts:
                continue
            if path.name.endswith(".json.gz"):
                data = gzip.decompress(file.read_bytes())
                yield "json", data
                yield "prose", explained(data)
            elif path.suffix == ".json":
                yield "json", file.read_bytes()
            elif "dist-info" in str(path):
                # Licences, and descriptions of packages.
                if path.suffix in ("", ".txt", ".md", ".rst"):
                    yield "prose", file.read_bytes()
            elif path.suffix in CODE:
                yield CODE[path.suffix], file.read_bytes()


def explained(data):
    """The documentation in a description of an interface: sentences in HTML, here without the tags."""
    texts = re.findall(rb'"documentation":"((?:[^"\\\\]|\\\\.)*)"', data)
    plain = (re.sub(rb"<[^>]*>", b"", text) for text in texts)
    return b"\n".join(text.replace(b'\\"', b'"').replace(b"\\n", b"\n") for text in plain if text)


def log_lines(r):
    """Logs of servers, containers and jobs."""
    services = ["gateway", "billing-api", "ingest", "scheduler", "thumbnailer", "search-indexer"]
    verbs = ["GET", "POST", "PUT", "DELETE"]
    while True:
        stamp = f"2024-0{r.randrange(1, 10)}-{r.randrange(10, 29)}T{r.randrange(10, 24)}:{r.randrange(10, 60)}:{r.randrange(10, 60)}.{r.randrange(1000):03d}Z"
        service = r.choice(services)
        yield r.choice([
            lambda: f"{stamp} INFO {service} {r.choice(verbs)} /v1/items/{r.randrange(10**8)} {r.choice([200, 201, 204, 404, 500])} {r.randrange(90000)} {r.randrange(2000)}ms trace={r.randbytes(16).hex()}",
            lambda: f'{{"ts":{r.randrange(1_600_000_000_000, 1_800_000_000_000)},"level":"info","svc":"{service}","msg":"flushed segment","bytes":{r.randrange(10**10)},"offset":{r.randrange(10**12)},"id":"{uuid(r)}"}}',
            lambda: f"[{stamp}] {service}[{r.randrange(100, 99999)}]: worker {r.randrange(64)} took {r.randrange(10**6)} us, queue {r.randrange(10**5)}, heap 0x{r.randbytes(6).hex()}",
            lambda: f"{stamp} DEBUG {service} pulled registry/{service}:{version(r)}@sha256:{r.randbytes(32).hex()}",
            lambda: f"{stamp} WARN {service} retry {r.randrange(9)} of job {r.randrange(10**9)} after {r.randrange(30000)} ms: connection reset by peer",
            lambda: f"{stamp} INFO {service} {r.choice(DECOYS)(r)}; {r.choice(DECOYS)(r)}",
        ])()


def table_rows(r):
    """Rows of tables, first the names of the columns."""
    names = [name for name, _ in COLUMNS] + ["product_id", "customer_id", "shelf", "device_serial", "invoice_number", "account_id", "score", "lat_ms", "postal_zone"]
    yield names
    while True:
        row = [make(r) for _, make in COLUMNS]
        row += [str(r.randrange(10**7)), f"C{r.randrange(10**8):08d}", f"{r.choice('ABCD')}{r.randrange(99)}", r.randbytes(5).hex().upper(),
                f"INV-{r.randrange(10**6):06d}", f"acc_{r.randbytes(6).hex()}", f"{r.random():.6f}", str(r.randrange(9999)), f"Z{r.randrange(99)}"]
        yield row


def prose_lines(r):
    """Sentences of many languages, with numbers of no one."""
    languages = list(FILLER)
    while True:
        lines = FILLER[r.choice(languages)]
        yield " ".join(r.choice(lines) for _ in range(4)) + " " + r.choice(DECOYS)(r) + "."


def write(folder, megabytes, large):
    """Writes at most `megabytes` of every kind of text, or ten times as much of those that are made up."""
    limit = megabytes << 20
    parts, sizes = {}, {}

    def put(kind, data, suffix="txt"):
        part = parts.setdefault(kind, bytearray())
        part += data
        sizes[kind] = sizes.get(kind, 0) + len(data)
        if len(part) >= PART:
            flush(kind, suffix)

    def flush(kind, suffix):
        target = folder / kind
        target.mkdir(parents=True, exist_ok=True)
        (target / f"{len(list(target.iterdir())):04d}.{suffix}").write_bytes(parts[kind])
        parts[kind] = bytearray()

    for kind, data in gathered():
        if sizes.get(kind, 0) < limit:
            put(kind, data + b"\n\n")
    made = limit * (10 if large else 1)
    for kind, lines in (("logs", log_lines), ("sentences", prose_lines)):
        for line in lines(random.Random(kind)):
            put(kind, line.encode() + b"\n")
            if sizes[kind] >= made:
                break
    rows = table_rows(random.Random("tables"))
    header = next(rows)
    for row in rows:
        if not parts.get("tables"):
            put("tables", "\t".join(header).encode() + b"\n", "tsv")
        put("tables", "\t".join(row).encode() + b"\n", "tsv")
        if sizes["tables"] >= made:
            break
    for kind, part in parts.items():
        if part:
            flush(kind, "tsv" if kind == "tables" else "txt")
