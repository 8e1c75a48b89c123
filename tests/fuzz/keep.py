"""Packs the inputs of a fuzz target: keep.py FOLDER ARCHIVE.

The smallest are kept, as many as the archive has room for. What looks like a secret of a vendor is left out, though it is
made up: scanners for secrets cannot know that.
"""

import collections
import io
import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Bytes: of one input, of all inputs of a target before compression and after.
MOST_BYTES = 16 * 1024
MOST_TOTAL = 1024 * 1024
MOST_PACKED = 100 * 1024


def prefixes():
    """How several of the values begin that the detector's data files have in pieces."""
    found = collections.Counter()
    for path in (ROOT / "common/detect/testdata").glob("*.toml"):
        table = tomllib.loads(path.read_text())
        texts = [value for part in table.get("set", []) for value in part.get("valid", [])]
        texts += [value for case in table.get("case", []) for value in case["values"]]
        for value in texts:
            if isinstance(value, list) and len(value) > 1 and (begin := re.match("[A-Za-z]{2,}[_.-]?(?!:)", value[0])):
                found[begin[0][:6]] += 1
    return [begin for begin, count in found.items() if count >= 3 and len(begin) >= 3 and len(set(begin)) > 1]


def packed(inputs):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for number, content in enumerate(inputs):
            member = tarfile.TarInfo(f"{number:04}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return subprocess.run(["zstd", "--quiet", "-19", "--stdout"], input=buffer.getvalue(), capture_output=True, check=True).stdout


folder, target = Path(sys.argv[1]), Path(sys.argv[2])
begins = "|".join(map(re.escape, sorted(prefixes())))
secret = re.compile(f"({begins})[A-Za-z0-9_./+=-]{{10}}|://[^/:@ ]+:[^/@ ]+@".encode())
contents = sorted((path.read_bytes() for path in folder.iterdir()), key=lambda content: (len(content), content))
kept, total, secrets = [], 0, 0
for content in contents:
    if len(content) > MOST_BYTES or total + len(content) > MOST_TOTAL:
        break
    if secret.search(content):
        secrets += 1
        continue
    kept.append(content)
    total += len(content)
while len(archive := packed(kept)) > MOST_PACKED:
    kept = kept[: len(kept) * 9 // 10]
target.write_bytes(archive)
print(f"{target.name}: {len(kept)} of {len(contents)} inputs, {len(archive)} bytes; {secrets} left out")
