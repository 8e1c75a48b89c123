"""Formats of columns and tables: large row groups, pages, batches, blocks and values."""

import random
import sqlite3

import fastavro
import pyarrow
import pyarrow.orc
import pyarrow.parquet

from .streams import WORDS

MB = 1_000_000
# Bytes of text in one file.
TABLE = 1_000 * MB


def batches(folder, size=TABLE, part=50_000):
    """Rows of about 170 bytes, `size` bytes in all."""
    rows = folder.scaled(size) // 170
    chance = random.Random(3)
    notes = [" ".join(chance.choices(WORDS, k=20)) for _ in range(5_000)]
    done = 0
    while done < rows:
        count = min(part, rows - done)
        yield pyarrow.table(
            {
                "id": pyarrow.array(range(done, done + count)),
                "mail": pyarrow.array([f"u{chance.randint(1, 10**9)}@example.com" for _ in range(count)]),
                "note": pyarrow.array([f"{done + number} {notes[number % 5_000]}" for number in range(count)]),
                "kind": pyarrow.array([notes[number % 7] for number in range(count)]),
            }
        )
        done += count


def table(folder, size=TABLE):
    return pyarrow.concat_tables(batches(folder, size)).combine_chunks()


def parquet(compression, dictionary=False, page=None):
    def make(folder):
        rows = table(folder)
        name = folder.path / "piece"
        # One row group, and one page for each column unless pages have a size.
        pyarrow.parquet.write_table(
            rows, name, compression=compression, use_dictionary=dictionary, row_group_size=len(rows),
            data_page_size=page or 4_000 * MB, max_rows_per_page=len(rows) if page is None else 20_000,
            dictionary_pagesize_limit=1_000 * MB,
        )
        for number in range(4):
            folder.object(f"{number}.parquet", "piece")

    return make


def parquet_value(folder):
    """One value of 1 GB."""
    value = " ".join(WORDS) + " "
    rows = pyarrow.table({"note": ["short", value * (folder.scaled(TABLE) // len(value))]})
    pyarrow.parquet.write_table(rows, folder.path / "piece", compression="snappy", use_dictionary=False, write_statistics=False)
    for number in range(4):
        folder.object(f"{number}.parquet", "piece")


def orc(compression):
    def make(folder):
        pyarrow.orc.write_table(table(folder), str(folder.path / "piece"), compression=compression, stripe_size=2_000 * MB)
        for number in range(4):
            folder.object(f"{number}.orc", "piece")

    return make


def arrow(compression):
    def make(folder):
        rows = table(folder)
        options = pyarrow.ipc.IpcWriteOptions(compression=compression)
        with pyarrow.ipc.new_file(folder.path / "piece", rows.schema, options=options) as writer:
            writer.write_table(rows)
        for number in range(4):
            folder.object(f"{number}.arrow", "piece")

    return make


def avro(codec):
    def make(folder):
        schema = {
            "type": "record", "name": "r",
            "fields": [{"name": "id", "type": "long"}, {"name": "mail", "type": "string"}, {"name": "note", "type": "string"}],
        }
        chance = random.Random(4)
        notes = [" ".join(chance.choices(WORDS, k=20)) for _ in range(1_000)]
        rows = folder.scaled(500 * MB) // 150
        records = ({"id": number, "mail": f"u{number}@example.com", "note": notes[number % 1_000]} for number in range(rows))
        with open(folder.path / "piece", "wb") as file:
            # One block.
            fastavro.writer(file, schema, records, codec=codec, sync_interval=1_000 * MB)
        for number in range(4):
            folder.object(f"{number}.avro", "piece")

    return make


def sqlite(folder):
    database = sqlite3.connect(folder.path / "piece")
    database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT, note TEXT)")
    note = " ".join(random.Random(5).choices(WORDS, k=180))
    rows = folder.scaled(4_000 * MB) // 1_000
    database.executemany("INSERT INTO t VALUES (?, ?, ?)", ((number, f"u{number}@example.com", note) for number in range(rows)))
    database.commit()
    database.close()
    folder.object("a.sqlite", "piece")


def sqlite_value(folder):
    database = sqlite3.connect(folder.path / "piece")
    database.executescript("PRAGMA journal_mode=OFF; CREATE TABLE t (id INTEGER, note TEXT)")
    word = " ".join(WORDS) + " "
    database.execute("INSERT INTO t VALUES (1, ?)", (word * (folder.scaled(900 * MB) // len(word)),))
    database.commit()
    database.close()
    for number in range(4):
        folder.object(f"{number}.sqlite", "piece")


CASES = {
    "4 Parquet of 1 GB, one row group, whole pages": parquet("none"),
    "4 Parquet of 1 GB, snappy, whole pages": parquet("snappy"),
    "4 Parquet of 1 GB, zstd, whole pages": parquet("zstd"),
    "4 Parquet of 1 GB, dictionaries of 300 MB": parquet("zstd", dictionary=True, page=MB),
    "4 Parquet, a value of 1 GB": parquet_value,
    "4 ORC of 1 GB, one stripe": orc("uncompressed"),
    "4 ORC of 1 GB, one stripe, zstd": orc("zstd"),
    "4 Arrow of 1 GB, one batch": arrow(None),
    "4 Arrow of 1 GB, one batch, zstd": arrow("zstd"),
    "4 Avro, one block of 500 MB": avro("null"),
    "4 Avro, one block of 500 MB, deflate": avro("deflate"),
    "SQLite of 4 GB": sqlite,
    "4 SQLite, a value of 900 MB": sqlite_value,
}
