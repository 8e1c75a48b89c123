"""python -m memory.throughput FOLDER: files of some MB in formats that others write, and how long others take to read them."""

import sys
import time
from pathlib import Path

import pyarrow
import pyarrow.feather
import pyarrow.orc
import pyarrow.parquet

from . import documents
from .columns import avro, table
from .scaled import Scaled

# Bytes of text in each.
SIZE = 60_000_000
RUNS = 5


class Plain(Scaled):
    """A case's folder that keeps the first object as a file."""

    key = None

    def object(self, key, *pieces):
        self.key = self.key or key


def fastest(read):
    best = 1e9
    for _ in range(RUNS):
        start = time.process_time()
        read()
        best = min(best, time.process_time() - start)
    return best


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    # One thread, and what it waits for.
    pyarrow.set_cpu_count(1)
    pyarrow.set_io_thread_count(1)
    peers = {}
    rows = table(Plain(folder / "table", 1), SIZE)
    (folder / "table").rmdir()
    for codec in ["none", "snappy", "zstd"]:
        path = folder / f"Parquet, {codec}.parquet"
        pyarrow.parquet.write_table(rows, path, compression=codec)
        peers[path.name] = fastest(lambda: pyarrow.parquet.ParquetFile(path, memory_map=True).read(use_threads=False))
    path = folder / "Parquet, zstd, without dictionaries.parquet"
    pyarrow.parquet.write_table(rows, path, compression="zstd", use_dictionary=False)
    peers[path.name] = fastest(lambda: pyarrow.parquet.ParquetFile(path, memory_map=True).read(use_threads=False))
    path = folder / "ORC, zstd.orc"
    pyarrow.orc.write_table(rows, str(path), compression="zstd")
    peers[path.name] = fastest(lambda: pyarrow.orc.read_table(path))
    path = folder / "Arrow, zstd.arrow"
    options = pyarrow.ipc.IpcWriteOptions(compression="zstd", use_threads=False)
    with pyarrow.ipc.new_file(path, rows.schema, options=options) as writer:
        writer.write_table(rows, max_chunksize=50_000)
    reading = pyarrow.ipc.IpcReadOptions(use_threads=False)
    peers[path.name] = fastest(lambda: pyarrow.ipc.open_file(pyarrow.memory_map(str(path)), options=reading).read_all())
    made = [
        ("Avro, deflate", avro("deflate"), 10),
        ("docx", documents.docx, 20),
        ("xlsx", documents.xlsx, 20),
        ("PDF", documents.pdf_of(20_000, 40), 4),
    ]
    for name, make, part in made:
        case = Plain(folder / "case", part)
        make(case)
        (case.path / "piece").rename(folder / f"{name}.{case.key.split('.')[-1]}")
        case.path.rmdir()
    with open(folder / "peers.tsv", "w", encoding="utf-8") as out:
        out.writelines(f"{name}\t{seconds}\n" for name, seconds in peers.items())


if __name__ == "__main__":
    main()
