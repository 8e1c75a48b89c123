"""Text without personal data: source code, documentation, logs and tables, by which false detections are counted."""

import gzip
import random
import re
from importlib import metadata
from pathlib import Path

from .decoys import COLUMNS, DECOYS, FILLER, uuid, version

# Packages that are pinned, so that all machines read the same. Those that are about personal data are left out.
SOURCES = ("sympy", "mpmath", "Django", "botocore", "sqlparse", "urllib3", "python-dateutil", "jmespath", "asgiref")
CODE = {
    ".py": "code",
    ".js": "code",
    ".css": "code",
    ".html": "code",
    ".po": "translations",
    ".txt": "prose",
    ".rst": "prose",
    ".md": "prose",
}
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
        yield r.choice(
            [
                lambda: (
                    f"{stamp} INFO {service} {r.choice(verbs)} /v1/items/{r.randrange(10**8)} {r.choice([200, 201, 204, 404, 500])} {r.randrange(90000)} {r.randrange(2000)}ms trace={r.randbytes(16).hex()}"
                ),
                lambda: (
                    f'{{"ts":{r.randrange(1_600_000_000_000, 1_800_000_000_000)},"level":"info","svc":"{service}","msg":"flushed segment","bytes":{r.randrange(10**10)},"offset":{r.randrange(10**12)},"id":"{uuid(r)}"}}'
                ),
                lambda: (
                    f"[{stamp}] {service}[{r.randrange(100, 99999)}]: worker {r.randrange(64)} took {r.randrange(10**6)} us, queue {r.randrange(10**5)}, heap 0x{r.randbytes(6).hex()}"
                ),
                lambda: (
                    f"{stamp} DEBUG {service} pulled registry/{service}:{version(r)}@sha256:{r.randbytes(32).hex()}"
                ),
                lambda: (
                    f"{stamp} WARN {service} retry {r.randrange(9)} of job {r.randrange(10**9)} after {r.randrange(30000)} ms: connection reset by peer"
                ),
                lambda: f"{stamp} INFO {service} {r.choice(DECOYS)(r)}; {r.choice(DECOYS)(r)}",
            ]
        )()


def table_rows(r):
    """Rows of tables, first the names of the columns."""
    names = [name for name, _ in COLUMNS] + [
        "product_id",
        "customer_id",
        "shelf",
        "device_serial",
        "invoice_number",
        "account_id",
        "score",
        "lat_ms",
        "postal_zone",
    ]
    yield names
    while True:
        row = [make(r) for _, make in COLUMNS]
        row += [
            str(r.randrange(10**7)),
            f"C{r.randrange(10**8):08d}",
            f"{r.choice('ABCD')}{r.randrange(99)}",
            r.randbytes(5).hex().upper(),
            f"INV-{r.randrange(10**6):06d}",
            f"acc_{r.randbytes(6).hex()}",
            f"{r.random():.6f}",
            str(r.randrange(9999)),
            f"Z{r.randrange(99)}",
        ]
        yield row


def trap_lines(r):
    """Words that are key words of something, beside numbers that are no one's."""
    while True:
        day = f"{r.randrange(1, 13):02d}/{r.randrange(24, 33)}"
        yield r.choice(
            [
                lambda: f"run {r.randrange(10**7, 10**8)} finished, run {r.randrange(10**7, 10**8)} queued",
                lambda: f"position: {r.uniform(0, 4000):.2f},{r.uniform(0, 4000):.2f} of the cursor",
                lambda: f"cell {r.randrange(10**8, 10**9)} merged into cell {r.randrange(10**9, 10**10)}",
                lambda: f"contact sensor {r.randrange(10**9, 10**10)} opened",
                lambda: f"certificate expiry {day}, serial {r.randbytes(8).hex()}",
                lambda: f"expiration of lease {r.randrange(10**9)} at {r.randrange(1_500_000_000, 1_800_000_000)}",
                lambda: f"credit note {r.randrange(10**6, 10**9)} for order {r.randrange(10**11, 10**12)}",
                lambda: (
                    f"graphics card {r.randbytes(2).hex()}:{r.randbytes(2).hex()} rev {r.randrange(20)} serial {r.randrange(10**12, 10**13)}"
                ),
                lambda: f"tax id type {r.randrange(9)} row {r.randrange(10**8, 10**10)}",
                lambda: f"mag reading {r.randrange(10**15, 10**16)} in counts",
                lambda: f"pan {r.randrange(360)} tilt {r.randrange(90)} frame {r.randrange(10**12, 10**16)}",
                lambda: f"passport.js middleware took {r.randrange(10**8, 10**9)} ns",
                lambda: f"driver license check: kernel module {r.randrange(10**7, 10**9)} taints",
                lambda: f"dl: {r.randrange(10**7, 10**9)} bytes of {r.randrange(10**9)}",
                lambda: f"sin table {r.randrange(10**8, 10**9)}, cos table {r.randrange(10**8, 10**9)}",
                lambda: f"debit {r.randrange(10**5)}.{r.randrange(100):02d} journal {r.randrange(10**15, 10**16)}",
                lambda: f"phone model SM-{r.randrange(100, 999)}, build {r.randrange(10**9, 10**10)}",
                lambda: f"secret key rotated in {r.randrange(900)} ms, digest {r.randbytes(20).hex()}",
                lambda: (
                    f"address 0x{r.randbytes(8).hex()} of {r.choice(['Washington', 'Florence', 'Georgia', 'Paris'])} build {r.randrange(10000, 99999)}"
                ),
            ]
        )()


def trap_rows(r):
    """The same in columns."""
    columns = [
        ("run_id", lambda: str(r.randrange(10**7, 10**9))),
        ("cell_id", lambda: str(r.randrange(10**8, 10**10))),
        ("contact_id", lambda: str(r.randrange(10**9, 10**10))),
        ("position", lambda: f"{r.uniform(0, 900):.3f}"),
        ("credit_score", lambda: str(r.randrange(300, 850))),
        ("card_id", lambda: uuid(r)),
        ("cvv_result", lambda: r.choice("MNPU")),
        ("expiration_days", lambda: str(r.randrange(3650))),
        ("license_key", lambda: "-".join(r.randbytes(2).hex().upper() for _ in range(4))),
        ("dl_bytes", lambda: str(r.randrange(10**7, 10**9))),
        ("social_media_id", lambda: str(r.randrange(10**14, 10**15))),
        ("phone_model", lambda: f"SM-{r.randrange(100, 999)}"),
        ("tax_id_type", lambda: r.choice(["EIN", "VAT"])),
        ("passport_strategy", lambda: "local"),
        ("device_id", lambda: str(r.randrange(10**14, 10**15))),
        ("med_batch", lambda: str(r.randrange(10**11, 10**12))),
        ("visa_fee", lambda: f"{r.randrange(300)}.00"),
        ("token_count", lambda: str(r.randrange(10**6))),
        ("secret_version", lambda: str(r.randrange(99))),
        ("insurance_number_of_claims", lambda: str(r.randrange(9))),
        ("nin_flag", lambda: r.choice("01")),
        ("account_balance", lambda: str(r.randrange(10**9))),
    ]
    yield [name for name, _ in columns]
    while True:
        yield [make() for _, make in columns]


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
    for kind, lines in (("logs", log_lines), ("sentences", prose_lines), ("traps", trap_lines)):
        for line in lines(random.Random(kind)):
            put(kind, line.encode() + b"\n")
            if sizes[kind] >= made:
                break
    tables = (("tables", table_rows), ("traps in tables", trap_rows))
    for kind, make in tables:
        rows = make(random.Random(kind))
        header = next(rows)
        for row in rows:
            if not parts.get(kind):
                put(kind, "\t".join(header).encode() + b"\n", "tsv")
            put(kind, "\t".join(row).encode() + b"\n", "tsv")
            if sizes[kind] >= made:
                break
    for kind, part in parts.items():
        if part:
            flush(kind, "tsv" if kind in dict(tables) else "txt")
