"""python -m accuracy FOLDER: writes the corpora. The same arguments give the same bytes."""

import argparse
import json
from pathlib import Path

# All but `addresses` and `ordinary` are imported for the kinds that they declare.
from . import (
    addresses,
    americas,
    asia,
    drawn,
    europe_east,
    europe_north,
    europe_south,
    europe_west,
    finance,
    ordinary,
    passports,
    people,
    registers,
    tokens,
    vendors,
    words,
)
from .documents import documents
from .kinds import KINDS


def main():
    parser = argparse.ArgumentParser(prog="accuracy", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=112, help="how many documents of each kind of value")
    parser.add_argument("--addresses", type=int, default=1000, help="how many addresses of each country, at most")
    parser.add_argument("--megabytes", type=int, default=24, help="how much of each kind of ordinary text, at most")
    parser.add_argument("--large", action="store_true", help="ten times as much of the text that is made up")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with open(options.folder / "labelled.jsonl", "w", encoding="utf-8") as file:
        for number, kind in enumerate(KINDS):
            for document in documents(kind, options.documents, number):
                whole = {"about": kind.identifier, **document.as_dict()}
                file.write(json.dumps(whole, ensure_ascii=False) + "\n")
    addresses.write(options.folder / "addresses.jsonl", options.addresses)
    ordinary.write(options.folder / "ordinary", options.megabytes, options.large)


if __name__ == "__main__":
    main()
