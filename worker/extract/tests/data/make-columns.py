"""Writes the Avro, Parquet and SQLite files of the tests, each by a library that is not ours.

    pip install --target /tmp/py fastavro cramjam backports.zstd avro pyarrow polars fastparquet
    PYTHONPATH=/tmp/py python3 make-columns.py
"""

import datetime
import decimal
import io
import json
import pathlib
import sqlite3
import uuid

import avro.datafile
import avro.io
import avro.schema
import fastavro
import pyarrow as pa
import pyarrow.parquet as pq

from tables import flat, nested

HERE = pathlib.Path(__file__).parent
for folder in ("avro", "parquet", "sqlite"):
    (HERE / folder).mkdir(exist_ok=True)

PEOPLE = {
    "type": "record",
    "name": "Person",
    "namespace": "shop",
    "fields": [
        {"name": "ssn", "type": "string"},
        {"name": "card", "type": ["null", "long"]},
        {"name": "born", "type": {"type": "int", "logicalType": "date"}},
        {"name": "seen", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "active", "type": "boolean"},
        {"name": "score", "type": "double"},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["GUEST", "MEMBER"]}},
        {"name": "hash", "type": {"type": "fixed", "name": "Hash", "size": 4}},
        {"name": "phones", "type": {"type": "array", "items": "string"}},
        {
            "name": "address",
            "type": {
                "type": "record",
                "name": "Address",
                "fields": [{"name": "street", "type": "string"}, {"name": "zip code", "type": ["null", "string"]}],
            },
        },
        {"name": "extra", "type": {"type": "map", "values": ["null", "string", {"type": "array", "items": "int"}]}},
        {"name": "parent", "type": ["null", "Person"], "default": None},
    ],
}
# fastavro refuses names with spaces, which Avro forbids; the place of such a name is tested with Parquet.
PEOPLE["fields"][10]["type"]["fields"][1]["name"] = "zip"


def person(number, parent=None):
    return {
        "ssn": f"536-90-{4000 + number}",
        "card": None if number % 2 else 4012888888881881,
        "born": datetime.date(1980, 2, 1 + number),
        "seen": datetime.datetime(2024, 2, 29, 13, 0, number, 250_000, tzinfo=datetime.timezone.utc),
        "active": True,
        "score": 0.5 + number,
        "price": decimal.Decimal("-12.34"),
        "kind": "MEMBER",
        "hash": b"\xff\xfe\x00a",
        "phones": ["+1 206 555 0100", f"+1 206 555 01{10 + number}"],
        "address": {"street": "1 Main St", "zip": "98109"},
        "extra": {"plan": "gold", "visits": [7, 8 + number], "none": None},
        "parent": parent,
    }


for codec in ("null", "deflate", "snappy", "zstandard", "bzip2", "xz"):
    with open(HERE / f"avro/people-{codec}.avro", "wb") as file:
        people = [person(0), person(1, person(2)), person(3)]
        fastavro.writer(file, PEOPLE, people, codec=codec, sync_interval=50, sync_marker=b"0123456789abcdef")

# By the project's own Python package.
schema = avro.schema.parse(json.dumps({
    "type": "record", "name": "row", "fields": [{"name": "passport", "type": "string"}, {"name": "n", "type": "int"}],
}))
for codec in ("null", "deflate"):
    file = open(HERE / f"avro/apache-{codec}.avro", "wb")
    with avro.datafile.DataFileWriter(file, avro.io.DatumWriter(), schema, codec=codec) as writer:
        for number in range(4):
            writer.append({"passport": f"56789012{number}", "n": number})

# Schemas that are no record.
with open(HERE / "avro/strings.avro", "wb") as file:
    fastavro.writer(file, {"type": "array", "items": "string"}, [["a", "b"], ["c"]], sync_marker=b"0123456789abcdef")
# Records without bytes: a block may claim any number of them.
with open(HERE / "avro/empty.avro", "wb") as file:
    fastavro.writer(file, "null", [None] * 5, sync_marker=b"0123456789abcdef")

for codec in ("none", "snappy", "gzip", "brotli", "zstd", "lz4"):
    pq.write_table(flat, HERE / f"parquet/flat-{codec}.parquet", compression=codec, row_group_size=4)
pq.write_table(flat, HERE / "parquet/flat-v2.parquet", compression="zstd", data_page_version="2.0", use_dictionary=False)

kinds = pa.table({
    "u32": pa.array([0, 2**32 - 1], pa.uint32()),
    "u64": pa.array([1, 2**64 - 1], pa.uint64()),
    "i8": pa.array([-128, 127], pa.int8()),
    "f16": pa.array([1.5, -2.0], pa.float16()),
    "f32": pa.array([47.25, 3.0], pa.float32()),
    "f64": pa.array([4012888888881881.0, 0.1], pa.float64()),
    "price": pa.array([decimal.Decimal("123.45"), decimal.Decimal("-0.01")], pa.decimal128(30, 2)),
    "small_price": pa.array([decimal.Decimal("1.5"), None], pa.decimal128(5, 1)),
    "at": pa.array([0, 1_709_211_600_000_001], pa.timestamp("us")),
    "at_ns": pa.array([0, 1], pa.timestamp("ns")),
    "noon": pa.array([datetime.time(12, 0, 0), datetime.time(23, 59, 59)], pa.time64("us")),
    "blob": pa.array([b"\xff\xfe!", b"plain"], pa.binary()),
    "fixed": pa.array([b"abcd", b"efgh"], pa.binary(4)),
    "zip code": ["98109", "8001"],
    "nothing": pa.array([None, None], pa.null()),
})
pq.write_table(kinds, HERE / "parquet/kinds.parquet", compression="snappy", store_decimal_as_integer=True)
pq.write_table(kinds.select(["at_ns"]), HERE / "parquet/int96.parquet", use_deprecated_int96_timestamps=True)
for name, columns in {
    "delta": {"f64": "BYTE_STREAM_SPLIT", "i8": "DELTA_BINARY_PACKED", "zip code": "DELTA_BYTE_ARRAY",
              "blob": "DELTA_LENGTH_BYTE_ARRAY", "u64": "DELTA_BINARY_PACKED"},
}.items():
    pq.write_table(kinds.select(list(columns)), HERE / f"parquet/{name}.parquet", use_dictionary=False,
                   column_encoding=columns)
long = pa.table({
    "number": pa.array([number * number * 7919 - 10**6 for number in range(1000)], pa.int64()),
    "text": [f"item {number // 7} of {number}" for number in range(1000)],
})
pq.write_table(long, HERE / "parquet/long-delta.parquet", use_dictionary=False, compression="zstd",
               column_encoding={"number": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY"}, data_page_size=2000,
               write_batch_size=100)

pq.write_table(nested, HERE / "parquet/nested.parquet", compression="snappy", use_dictionary=False)
pq.write_table(nested, HERE / "parquet/nested-v2.parquet", compression="gzip", data_page_version="2.0")

# What a few bytes can stand for: one long value 5,000 times, and a million nulls.
pq.write_table(pa.table({"x": ["x" * 1000] * 5000}), HERE / "parquet/repeated.parquet", compression="zstd")
pq.write_table(pa.table({"x": pa.array([None] * 999_999 + ["536-90-4399"])}), HERE / "parquet/nulls.parquet")
# A column of booleans, which need not be read.
noise = [number * 2654435761 >> 31 & 1 == 1 for number in range(20_000)]
pq.write_table(pa.table({"ssn": ["536-90-4399"] * 20_000, "flag": noise}), HERE / "parquet/booleans.parquet",
               compression="none")
# Values that come again, also in lists, encoded, and in bytes that are no text; some in each of two groups.
shared = pa.table({
    "token": ["NTM2LTkwLTQzOTk=", "plain", "NTM2LTkwLTQzOTk=", None, "NTM2LTkwLTQzOTk=", "plain"],
    "tags": [["a", "b", "a"], [], ["b"], ["a"], None, ["a", "b"]],
    "raw": [b"caf\xe9", b"caf\xe9", b"\xff\xfe", b"", b"caf\xe9", b"ok"],
    "dates": pa.array([1, 2, 1, 1, None, 2], pa.date32()),
})
pq.write_table(shared, HERE / "parquet/shared.parquet", row_group_size=5)

database = HERE / "sqlite/people.db"
database.unlink(missing_ok=True)
connection = sqlite3.connect(database)
connection.executescript("""
    PRAGMA page_size = 512;
    CREATE TABLE people (id INTEGER PRIMARY KEY, "full name" TEXT, ssn TEXT NOT NULL, score REAL, photo BLOB,
        CHECK (length(ssn) > 2), UNIQUE (ssn, score));
    CREATE TABLE [odd, name] (a, -- a comment, with a comma
        `b c` VARCHAR(20) DEFAULT 'x,y)' /* and ) another */, "d""e" DECIMAL(5, 2));
    CREATE TABLE keyed (country TEXT, passport TEXT, note TEXT, PRIMARY KEY (passport)) WITHOUT ROWID;
    CREATE TABLE gone (secret TEXT);
    CREATE INDEX by_name ON people ("full name");
    CREATE VIEW seen AS SELECT ssn FROM people;
""")
for number in range(40):
    connection.execute(
        "INSERT INTO people VALUES (?, ?, ?, ?, ?)",
        (number * 3 + 1, f"Person {number}", f"536-90-{4000 + number}", number / 2, b"\xff\x00" if number % 2 else None),
    )
connection.execute("INSERT INTO people VALUES (1000, ?, 'long', 4012888888881881, NULL)", ("Größe " * 500,))
connection.execute("INSERT INTO [odd, name] VALUES (-5, 'x', 300)")
connection.execute("INSERT INTO [odd, name] VALUES (9223372036854775807, NULL, 1)")
for number in range(30):
    connection.execute("INSERT INTO keyed VALUES ('USA', ?, ?)", (f"5678901{number:02}", "text " * (number % 4)))
connection.execute("INSERT INTO gone VALUES ('536-90-4399')")
connection.execute("ALTER TABLE keyed ADD COLUMN later INTEGER DEFAULT 5")
connection.commit()
connection.close()

utf16 = HERE / "sqlite/utf16.db"
utf16.unlink(missing_ok=True)
connection = sqlite3.connect(utf16)
connection.execute("PRAGMA encoding = 'UTF-16le'")
connection.execute("CREATE TABLE t (name TEXT, größe TEXT)")
connection.execute("INSERT INTO t VALUES ('Zoë', '536-90-4399')")
connection.commit()
connection.close()

try:
    import fastparquet
    import pandas
    import polars
except ImportError:
    print("without fastparquet and polars")
else:
    frame = pandas.DataFrame({"ssn": [f"536-90-{4000 + number}" for number in range(5)], "n": range(5)})
    fastparquet.write(str(HERE / "parquet/fastparquet.parquet"), frame, compression="SNAPPY", row_group_offsets=[0, 3])
    polars.DataFrame({
        "ssn": [f"536-90-{4000 + number}" for number in range(5)],
        "tags": [["a"], [], None, ["b", "c"], ["d"]],
        "n": [1, None, 3, 4, 5],
    }).write_parquet(HERE / "parquet/polars.parquet", compression="zstd")

(HERE / "sql").mkdir(exist_ok=True)
connection = sqlite3.connect(":memory:")
connection.executescript("""
    CREATE TABLE people (id INTEGER PRIMARY KEY, "full name" TEXT, ssn TEXT, note TEXT);
    INSERT INTO people VALUES (1, 'Ann O''Neill', '536-90-4399', 'C:\\'), (2, 'two' || char(10) || 'lines', NULL, '');
""")
(HERE / "sql/sqlite.sql").write_text("\n".join(connection.iterdump()) + "\n")

# pg-copy.sql, pg-inserts.sql and pg-columns.sql are by pg_dump 15, without options, with --inserts, and with
# --column-inserts --rows-per-insert=2, of a database made by these statements (owner and random marks changed):
#
#   CREATE TABLE people (id integer PRIMARY KEY, ssn text, "full name" text, note text);
#   INSERT INTO people VALUES (1, '536-90-4399', 'Zoë O''Neill', E'tab\there\nand line\\'), (2, NULL, 'Bob', ''),
#       (3, '536-90-4400', 'C:\', 'x');
#   CREATE VIEW seen AS SELECT ssn FROM people WHERE note <> '536-90-4401';
