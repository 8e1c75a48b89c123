"""Files of columns and records, and databases."""

import io
import json
import sqlite3
import tempfile
from pathlib import Path

import avro.datafile
import avro.io
import avro.schema
import fastavro
import fastparquet
import pandas
import pyarrow
import pyarrow.feather
import pyarrow.orc
import pyarrow.parquet
import pyorc

from .sample import Sample, Table, record
from .values import Values

PARQUET = "application/vnd.apache.parquet"
AVRO = "application/vnd.apache.avro+binary"


def arrow(table):
    return pyarrow.table({name: [row[name] for row in table.as_dicts()] for name in table.columns})


def nested(values):
    """Records with lists, structures and maps, and what is planted in them."""
    rows, planted = [], []
    for index in range(5):
        first, second, ssn = values.email(), values.email(), values.ssn()
        rows.append({"contact": {"email": [first.text, None, second.text]}, "person": {"ssn": ssn.text}})
        planted.append((first, record(index, "$.contact.email[0]")))
        planted.append((second, record(index, "$.contact.email[2]")))
        planted.append((ssn, record(index, "$.person.ssn")))
    return rows, planted


def parquet():
    for compression in ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]:
        table = Table(Values(f"parquet {compression}"), rows=5)
        content = io.BytesIO()
        pyarrow.parquet.write_table(arrow(table), content, compression=compression, row_group_size=2)
        file = Sample("Parquet", "pyarrow", f"columns/{compression}.parquet", content.getvalue(), PARQUET)
        yield file.plant_all(table.records())
    for name, options in {
        "plain-pages": {"use_dictionary": False, "data_page_version": "2.0"},
        "delta": {"use_dictionary": False, "column_encoding": "DELTA_BYTE_ARRAY"},
        "delta-lengths": {"use_dictionary": False, "column_encoding": "DELTA_LENGTH_BYTE_ARRAY"},
    }.items():
        table = Table(Values(f"parquet {name}"), rows=50)
        content = io.BytesIO()
        pyarrow.parquet.write_table(arrow(table), content, **options)
        file = Sample("Parquet", "pyarrow", f"columns/{name}.parquet", content.getvalue(), PARQUET)
        yield file.plant_all(table.records())
    # No rows: the column has a dictionary without entries, and no data.
    content = io.BytesIO()
    pyarrow.parquet.write_table(arrow(Table(Values("parquet empty"))).slice(0, 0), content)
    yield Sample("Parquet", "pyarrow", "columns/empty.parquet", content.getvalue(), PARQUET)
    rows, planted = nested(Values("parquet nested"))
    content = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), content)
    file = Sample("Parquet", "pyarrow", "columns/nested.parquet", content.getvalue(), PARQUET)
    yield file.plant_all(planted)

    for compression in ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"]:
        table = Table(Values(f"fastparquet {compression}"), rows=5)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "x.parquet"
            frame = pandas.DataFrame(table.texts(), columns=table.columns).astype(object)
            fastparquet.write(str(path), frame, compression=compression, row_group_offsets=[0, 3])
            content = path.read_bytes()
        name = f"columns/fastparquet-{compression.lower()}.parquet"
        yield Sample("Parquet", "fastparquet", name, content, PARQUET).plant_all(table.records())


def avro_files():
    schema = {
        "type": "record",
        "name": "person",
        "fields": [{"name": name, "type": ["null", "string"]} for name in Table(Values("x")).columns],
    }
    for codec in ["null", "deflate", "snappy", "zstandard", "bzip2", "xz"]:
        table = Table(Values(f"fastavro {codec}"), rows=20)
        content = io.BytesIO()
        fastavro.writer(content, fastavro.parse_schema(schema), table.as_dicts(), codec=codec, sync_interval=500)
        file = Sample("Avro", "fastavro", f"columns/fastavro-{codec}.avro", content.getvalue(), AVRO)
        yield file.plant_all(table.records())
    for codec in ["null", "deflate", "bzip2"]:
        table = Table(Values(f"avro {codec}"), rows=20)
        content = io.BytesIO()
        writer = avro.datafile.DataFileWriter(
            content, avro.io.DatumWriter(), avro.schema.parse(json.dumps(schema)), codec=codec
        )
        for row in table.as_dicts():
            writer.append(row)
        writer.flush()
        file = Sample("Avro", "avro (Apache)", f"columns/apache-{codec}.avro", content.getvalue(), AVRO)
        yield file.plant_all(table.records())
    rows, planted = nested(Values("avro nested"))
    schema = {
        "type": "record",
        "name": "row",
        "fields": [
            {
                "name": "contact",
                "type": {
                    "type": "record",
                    "name": "contact",
                    "fields": [{"name": "email", "type": {"type": "array", "items": ["null", "string"]}}],
                },
            },
            {"name": "person", "type": {"type": "map", "values": "string"}},
        ],
    }
    content = io.BytesIO()
    fastavro.writer(content, fastavro.parse_schema(schema), rows)
    file = Sample("Avro", "fastavro", "columns/nested.avro", content.getvalue(), AVRO)
    yield file.plant_all(planted)


def arrow_files():
    for compression in ["uncompressed", "snappy", "zlib", "zstd", "lz4"]:
        table = Table(Values(f"orc {compression}"), rows=5)
        content = io.BytesIO()
        pyarrow.orc.write_table(arrow(table), content, compression=compression)
        file = Sample("ORC", "pyarrow (Apache ORC)", f"columns/{compression}.orc", content.getvalue())
        yield file.plant_all(table.records())
    table = Table(Values("pyorc"), rows=5)
    content = io.BytesIO()
    schema = "struct<" + ",".join(f"{name}:string" for name in table.columns) + ">"
    with pyorc.Writer(content, schema, compression=pyorc.CompressionKind.ZLIB, dict_key_size_threshold=1.0) as writer:
        writer.writerows(tuple(row) for row in table.texts())
    file = Sample("ORC", "pyorc (Apache ORC)", "columns/pyorc.orc", content.getvalue())
    yield file.plant_all(table.records())
    rows, planted = nested(Values("orc nested"))
    content = io.BytesIO()
    pyarrow.orc.write_table(pyarrow.Table.from_pylist(rows), content)
    file = Sample("ORC", "pyarrow (Apache ORC)", "columns/nested.orc", content.getvalue())
    yield file.plant_all(planted)
    for compression in ["uncompressed", "lz4", "zstd"]:
        table = Table(Values(f"feather {compression}"), rows=5)
        content = io.BytesIO()
        pyarrow.feather.write_feather(arrow(table), content, compression=compression, chunksize=2)
        file = Sample("Arrow, Feather", "pyarrow", f"columns/{compression}.feather", content.getvalue())
        yield file.plant_all(table.records())
    table = Table(Values("arrow stream"), rows=5)
    content = io.BytesIO()
    whole = arrow(table)
    with pyarrow.ipc.new_stream(content, whole.schema) as writer:
        writer.write_table(whole, max_chunksize=2)
    file = Sample("Arrow, Feather", "pyarrow", "columns/stream.arrows", content.getvalue())
    yield file.plant_all(table.records())
    rows, planted = nested(Values("arrow nested"))
    content = io.BytesIO()
    whole = pyarrow.Table.from_pylist(rows)
    with pyarrow.ipc.new_file(content, whole.schema) as writer:
        writer.write_table(whole)
    file = Sample("Arrow, Feather", "pyarrow", "columns/nested.arrow", content.getvalue())
    yield file.plant_all(planted)


def sqlite():
    for encoding in ["UTF-8", "UTF-16le", "UTF-16be"]:
        table = Table(Values(f"sqlite {encoding}"), rows=50)
        connection = sqlite3.connect(":memory:")
        connection.execute(f"PRAGMA encoding = '{encoding}'")
        connection.execute("PRAGMA page_size = 512")
        connection.execute(f"CREATE TABLE people ({', '.join(name + ' TEXT' for name in table.columns)})")
        connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?)", table.texts())
        connection.commit()
        file = Sample("SQLite", "sqlite3", f"columns/{encoding.lower()}.sqlite", connection.serialize())
        # Rows have numbers from 1.
        yield file.plant_all(table.records("$.people.{name}", first=1))


def samples():
    for family in [parquet, avro_files, arrow_files, sqlite]:
        yield from family()
