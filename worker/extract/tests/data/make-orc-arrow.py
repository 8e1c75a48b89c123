"""Writes the ORC, Arrow and Feather files of the tests, each by a library that is not ours.

    pip install --target /tmp/py pyarrow pyorc polars
    PYTHONPATH=/tmp/py python3 make-orc-arrow.py
"""

import datetime
import decimal
import pathlib

import polars
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.orc as orc
import pyorc

HERE = pathlib.Path(__file__).parent
for folder in ("orc", "arrow"):
    (HERE / folder).mkdir(exist_ok=True)

flat = pa.table({
    "ssn": [f"536-90-{4000 + number}" for number in range(6)],
    "card": pa.array([4012888888881881, None, 5, None, None, 6], pa.int64()),
    "born": pa.array([datetime.date(1980, 2, 1 + number) for number in range(6)]),
    "active": [True] * 6,
    "city": ["Zürich", "Zürich", None, "Bern", "Bern", "Zürich"],
})
for codec in ("uncompressed", "zlib", "snappy", "lz4", "zstd"):
    orc.write_table(flat, HERE / f"orc/flat-{codec}.orc", compression=codec)
orc.write_table(flat, HERE / "orc/flat-old.orc", file_version="0.11", compression="zlib")

kinds = pa.table({
    "i8": pa.array([-128, 127], pa.int8()),
    "i16": pa.array([-32768, 32767], pa.int16()),
    "i32": pa.array([-2**31, 2**31 - 1], pa.int32()),
    "f32": pa.array([47.25, 3.0], pa.float32()),
    "f64": pa.array([4012888888881881.0, 0.1], pa.float64()),
    "price": pa.array([decimal.Decimal("123.45"), decimal.Decimal("-0.01")], pa.decimal128(30, 2)),
    "small_price": pa.array([decimal.Decimal("1.5"), None], pa.decimal128(5, 1)),
    "at": pa.array([0, 1_709_211_600_000_001_000], pa.timestamp("ns")),
    "before": pa.array([-1_500_000_000, -250_000_000], pa.timestamp("ns")),
    "blob": pa.array([b"\xff\xfe!", b"plain"], pa.binary()),
    "zip code": ["98109", "8001"],
})
orc.write_table(kinds, HERE / "orc/kinds.orc", compression="zstd")

nested = pa.table({
    "id": [1, 2, 3],
    "person": pa.array([{"name": "Ann", "ssn": "536-90-4399"}, None, {"name": None, "ssn": "536-90-4400"}]),
    "phones": pa.array([["+1 206 555 0100", None, "+1 206 555 0101"], [], None], pa.list_(pa.string())),
    "orders": pa.array([
        [{"card": "4012888888881881", "lines": [["a", "b"], ["c"]]}, {"card": "5105105105105100", "lines": []}],
        None,
        [{"card": None, "lines": [[], ["d"]]}],
    ], pa.list_(pa.struct([("card", pa.string()), ("lines", pa.list_(pa.list_(pa.string())))]))),
    "extra": pa.array([[("plan", "gold"), ("level", "3")], [], None], pa.map_(pa.string(), pa.string())),
})
orc.write_table(nested, HERE / "orc/nested.orc", compression="snappy")

# By another binding, which reaches more of the format's kinds: char, varchar, unions, dictionaries, many stripes.
schema = "struct<c:char(6),v:varchar(9),u:uniontype<int,string,array<date>>,at:timestamp,city:string>"
for name, extra in {
    "pyorc": {"compression": pyorc.CompressionKind.ZLIB, "dict_key_size_threshold": 1.0},
    "pyorc-none": {"compression": pyorc.CompressionKind.NONE},
}.items():
    with open(HERE / f"orc/{name}.orc", "wb") as file, pyorc.Writer(file, schema, **extra) as writer:
        for number in range(6):
            union = [
                number,
                f"536-90-{4000 + number}",
                [datetime.date(1980, 2, 1 + number), None],
            ][number % 3]
            at = datetime.datetime(2024, 2, 29, 13, 0, number, 250_000, tzinfo=datetime.timezone.utc)
            writer.write((f"c{number}", f"536-90-{number}", union, at, ["Bern", "Zürich"][number % 2]))

# Runs of every kind of the second encoding: the same, rising, with outliers, and noise; in several stripes.
with open(HERE / "orc/runs.orc", "wb") as file:
    with pyorc.Writer(
        file, "struct<same:int,up:bigint,out:bigint,noise:bigint,text:string>", stripe_size=1, row_index_stride=1000,
        compression=pyorc.CompressionKind.ZSTD,
    ) as writer:
        for number in range(2500):
            writer.write((
                7,
                number * number * 7919 - 10**6,
                10**12 + number if number % 97 == 0 else number % 50 + 2000,
                (number + 1) * 2654435761 % 2**33 * (-1 if number % 3 == 0 else 1),
                f"item {number // 7} of {number}",
            ))

# The root is no record; and a value longer than a block.
with open(HERE / "orc/strings.orc", "wb") as file, pyorc.Writer(file, "string") as writer:
    writer.write("536-90-4399")
    writer.write("b")
with open(HERE / "orc/long.orc", "wb") as file:
    with pyorc.Writer(file, "struct<text:string>", compression_block_size=65536) as writer:
        writer.write(("x" * 700_000 + " 536-90-4399",))
        writer.write(("536-90-4400",))
with open(HERE / "orc/empty.orc", "wb") as file, pyorc.Writer(file, "struct<a:int>"):
    pass
# What a few bytes can stand for.
with open(HERE / "orc/repeated.orc", "wb") as file:
    with pyorc.Writer(file, "struct<x:string>", compression=pyorc.CompressionKind.ZSTD,
                      dict_key_size_threshold=1.0) as writer:
        for _ in range(5000):
            writer.write(("x" * 1000,))
