"""python -m memory FOLDER [--part N] [NAME ...]: describes large objects, one folder each, for the example "memory".

Without FOLDER's NAMEs: all. --part N makes each N times smaller. --list only names them.
"""

import argparse
import json
from pathlib import Path

from . import columns, documents, streams
from .scaled import Scaled

CASES = {**streams.CASES, **columns.CASES, **documents.CASES}


class Folder(Scaled):
    """Where one case is written."""

    def piece(self, name, content):
        """Bytes that an object is made of."""
        (self.path / name).write_bytes(content)
        return name

    def object(self, key, *pieces):
        """Adds an object: names of pieces, or pairs of a name and how often it comes."""
        pieces = [[piece, 1] if isinstance(piece, str) else list(piece) for piece in pieces]
        with open(self.path / "recipe.jsonl", "a", encoding="utf-8") as recipe:
            recipe.write(json.dumps({"key": key, "pieces": pieces}) + "\n")


def main():
    parser = argparse.ArgumentParser(prog="memory", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--part", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    if options.list:
        print("\n".join(CASES))
        return
    for name in options.names or CASES:
        CASES[name](Folder(options.folder / name, options.part))


if __name__ == "__main__":
    main()
