#!/usr/bin/env bash
# Makes files of many formats with independent writers, unless they are there, and reads them as a worker does. Fails if a
# planted value is missed, is at the wrong place, or is found where none is, and if a file ends otherwise than it should.
# --write records the tables of docs/formats.md.
set -euo pipefail

cd "$(dirname "$0")/.."
python=${MAGPIE_FORMATS_PYTHON:-$HOME/.cache/magpie/formats}/bin/python
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target}
case ${1:-} in
"" | --write) ;;
*)
  printf 'usage: %s [--write]\n' "$0" >&2
  exit 2
  ;;
esac

# Kept until a generator or a package changes, and a week longer.
key=$(cat tests/formats/*.py tests/formats/requirements.txt tests/formats/kept/* | sha256sum | cut -c1-16)
files=$HOME/.cache/magpie/formats-files
if [ ! -d "$files/$key" ]; then
  mkdir -p "$files"
  find "$files" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
  # Made elsewhere and moved, so that a run that was interrupted or runs beside this one leaves no half.
  new=$(mktemp -d "$files/new-XXXXXX")
  PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1 "$python" -m formats "$new"
  mv -T "$new" "$files/$key" 2>/dev/null || rm -rf "$new"
fi
# With the features that the whole workspace needs, so that what "make test" compiled is not compiled again.
cargo build --quiet --workspace --example formats
"$CARGO_TARGET_DIR/debug/examples/formats" "$files/$key" "$@"
