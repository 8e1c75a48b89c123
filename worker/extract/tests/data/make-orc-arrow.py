"""Writes the ORC, Arrow and Feather files of the tests, each by a library that is not ours.

    pip install --target /tmp/py pyarrow pyorc polars
    PYTHONPATH=/tmp/py python3 make-orc-arrow.py
"""

import datetime
import decimal
import pathlib
import zoneinfo

import polars
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.orc as orc
import pyorc

from tables import flat, nested

HERE = pathlib.Path(__file__).parent
for folder in ("orc", "arrow"):
    (HERE / folder).mkdir(exist_ok=True)

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

# What clocks showed in the writer's time zone, in summer and in winter, beside moments. Checked with Apache's own reader.
walls = [
    datetime.datetime(1980, 7, 1),
    datetime.datetime(2015, 1, 1),
    datetime.datetime(2024, 7, 1, 12, 30, 0, 250_000),
    datetime.datetime(2024, 1, 31, 23, 59, 59),
    datetime.datetime(1955, 3, 2, 8),
    datetime.datetime(1955, 8, 2, 8, 0, 0, 500_000),
]
for name in ("America/New_York", "Europe/Zurich"):
    path = HERE / f"orc/zone-{name.split('/')[1].lower()}.orc"
    zone = zoneinfo.ZoneInfo(name)
    schema = "struct<wall:timestamp,moment:timestamp with local time zone>"
    with open(path, "wb") as file, pyorc.Writer(file, schema, timezone=zone) as writer:
        for wall in walls:
            writer.write((wall.replace(tzinfo=zone), wall.replace(tzinfo=zone)))
    read = orc.read_table(path)
    assert read.column("wall").to_pylist() == walls
    utc = datetime.timezone.utc
    assert read.column("moment").to_pylist() == [wall.replace(tzinfo=zone).astimezone(utc) for wall in walls]

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


def write(table, name, stream=False, rows=4, **options):
    options = pa.ipc.IpcWriteOptions(**options)
    new = pa.ipc.new_stream if stream else pa.ipc.new_file
    with new(str(HERE / "arrow" / name), table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)


for codec in (None, "lz4", "zstd"):
    write(flat, f"flat-{codec}.arrow".lower(), compression=codec)
    write(flat, f"flat-{codec}.arrows".lower(), stream=True, compression=codec)
# As written before there was a mark before each message.
write(flat, "old.arrow", use_legacy_format=True, metadata_version=pa.ipc.MetadataVersion.V4)
write(flat, "old.arrows", stream=True, use_legacy_format=True, metadata_version=pa.ipc.MetadataVersion.V4)
feather.write_feather(flat, HERE / "arrow/v2.feather", compression="lz4")

kinds = pa.table({
    "u8": pa.array([0, 255], pa.uint8()),
    "u64": pa.array([1, 2**64 - 1], pa.uint64()),
    "i16": pa.array([-32768, 32767], pa.int16()),
    "f16": pa.array([1.5, -2.0], pa.float16()),
    "f32": pa.array([47.25, 3.0], pa.float32()),
    "f64": pa.array([4012888888881881.0, 0.1], pa.float64()),
    "d32": pa.array([decimal.Decimal("1.5"), None], pa.decimal32(5, 1)),
    "price": pa.array([decimal.Decimal("123.45"), decimal.Decimal("-0.01")], pa.decimal128(30, 2)),
    "d256": pa.array([decimal.Decimal("123.45"), decimal.Decimal("-0.01")], pa.decimal256(60, 2)),
    "day": pa.array([datetime.date(2024, 2, 29), None], pa.date32()),
    "day64": pa.array([datetime.date(2024, 2, 29), None], pa.date64()),
    "at": pa.array([0, 1_709_211_600_000_001], pa.timestamp("us", "UTC")),
    "noon": pa.array([datetime.time(12, 0, 0), datetime.time(23, 59, 59)], pa.time64("us")),
    "short": pa.array([datetime.time(12, 0, 0), None], pa.time32("s")),
    "took": pa.array([90, 91], pa.duration("s")),
    "blob": pa.array([b"\xff\xfe!", b"plain"], pa.binary()),
    "fixed": pa.array([b"abcd", b"efgh"], pa.binary(4)),
    "large": pa.array(["536-90-4399", None], pa.large_string()),
    "view": pa.array(["short", "a text of more than twelve bytes"], pa.string_view()),
    "nothing": pa.array([None, None], pa.null()),
    "flag": pa.array([True, None]),
    "id": pa.ExtensionArray.from_storage(pa.uuid(), pa.array([bytes(range(16)), None], pa.binary(16))),
    "city": pa.array(["Bern", "Bern"]).dictionary_encode(),
    "zip code": ["98109", "8001"],
})
write(kinds, "kinds.arrow", compression="zstd")

union_types = pa.array([0, 1, 0], pa.int8())
deep = nested.append_column("pair", pa.array([["a", "b"], None, ["c", None]], pa.list_(pa.string(), 2)))
deep = deep.append_column("sparse", pa.UnionArray.from_sparse(
    union_types, [pa.array([1, 2, 3]), pa.array(["x", "536-90-4401", "z"])]))
deep = deep.append_column("dense", pa.UnionArray.from_dense(
    union_types, pa.array([0, 0, 1], pa.int32()), [pa.array([1, 3]), pa.array(["536-90-4402"])]))
deep = deep.append_column("runs", pa.RunEndEncodedArray.from_arrays(pa.array([2, 3], pa.int32()), ["same", "other"]))
deep = deep.append_column("listed", pa.ListViewArray.from_arrays(
    pa.array([2, 0, 1], pa.int32()), pa.array([1, 2, 0], pa.int32()), pa.array(["p", "q", "r"])))
deep = deep.append_column("words", pa.array([["a", "b"], [], ["a"]], pa.list_(pa.dictionary(pa.int8(), pa.string()))))
write(deep, "nested.arrow")
write(deep, "nested-lz4.arrows", stream=True, compression="lz4")

# Dictionaries that grow from batch to batch, and that are replaced.
for name, deltas in {"delta": True, "replaced": False}.items():
    batches = [
        pa.record_batch([pa.DictionaryArray.from_arrays(pa.array(indexes, pa.int16()), values)], ["city"])
        for indexes, values in (([0, 1, 0], ["Bern", "Zürich"]), ([2, None, 0], ["Bern", "Zürich", "Genève"]))
    ]
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
    with pa.ipc.new_stream(str(HERE / f"arrow/{name}.arrows"), batches[0].schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)

# Two streams, one after the other, with other columns.
joined = b""
for column in ("ssn", "city"):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, flat.select([column]).schema) as writer:
        writer.write_table(flat.select([column]))
    joined += sink.getvalue().to_pybytes()
(HERE / "arrow/joined.arrows").write_bytes(joined)

long = pa.table({"text": ["x" * 700_000 + " 536-90-4399", "536-90-4400"]})
write(long, "long.arrow", compression="zstd")
write(pa.table({"x": ["x" * 1000] * 5000}), "repeated.arrow", rows=5000, compression="zstd")

old = pa.table({
    "ssn": [f"536-90-{4000 + number}" for number in range(3)] + [None],
    "n": pa.array([1, 2, None, 2**40], pa.int64()),
    "u": pa.array([1, 2, 3, 2**32 - 1], pa.uint32()),
    "f": [0.5, None, 2.0, 3.25],
    "flag": [True, None, False, True],
    "day": pa.array([datetime.date(2024, 2, 29)] * 4),
    "at": pa.array([0, 1_709_211_600_000_001, None, 1], pa.timestamp("us")),
    "noon": pa.array([datetime.time(12, 0, 0)] * 4, pa.time32("s")),
    "blob": pa.array([b"\xff\xfe!", b"plain", b"", None], pa.binary()),
    "city": pa.array(["Bern", "Zürich", None, "Bern"]).dictionary_encode(),
})
feather.write_feather(old, HERE / "arrow/v1.feather", version=1)

# By a writer of its own, which writes views, and its own kinds of dictionaries.
frame = polars.DataFrame({
    "ssn": [f"536-90-{4000 + number}" for number in range(5)],
    "note": [f"a text of more than twelve bytes {number}" for number in range(5)],
    "tags": [["a"], [], None, ["b", "c"], ["d"]],
    "n": [1, None, 3, 4, 5],
    "kind": polars.Series(["x", "y", "x", None, "y"], dtype=polars.Categorical),
})
frame.write_ipc(HERE / "arrow/polars.arrow")
frame.write_ipc(HERE / "arrow/polars-zstd.arrow", compression="zstd")
frame.write_ipc_stream(HERE / "arrow/polars-lz4.arrows", compression="lz4")
