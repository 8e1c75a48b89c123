"""python -m formats FOLDER [FAMILY ...]: writes the files, and truth.jsonl, what must be found where."""

import argparse
import importlib
import json
from pathlib import Path

FAMILIES = ["texts", "sheets", "documents", "pdfs", "mails", "messages", "columns", "archives", "programs", "kept", "broken"]


def main():
    parser = argparse.ArgumentParser(prog="formats", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("families", nargs="*", default=FAMILIES)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    names = set()
    with open(options.folder / "truth.jsonl", "w", encoding="utf-8") as truth:
        for family in options.families:
            for sample in importlib.import_module(f".{family}", __package__).samples():
                assert sample.name not in names, sample.name
                names.add(sample.name)
                path = options.folder / sample.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(sample.content)
                truth.write(json.dumps(sample.as_dict(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
