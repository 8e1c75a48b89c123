#!/usr/bin/env bash
# Fetches the test files that packages of parsers ship, unless they are there, and reads each of them as a worker does. Fails
# if one has no outcome in time, or makes a parser panic. --write records the table of docs/formats.md.
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

key=$(cat tests/formats/conformance.py tests/formats/requirements.txt | sha256sum | cut -c1-16)
files=$HOME/.cache/magpie/conformance-files
if [ ! -d "$files/$key" ]; then
  mkdir -p "$files"
  find "$files" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
  new=$(mktemp -d "$files/new-XXXXXX")
  PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1 "$python" -m formats.conformance "$new"
  mv -T "$new" "$files/$key" 2>/dev/null || rm -rf "$new"
fi
# With the features that the whole workspace needs, so that what "make test" compiled is not compiled again.
cargo build --quiet --workspace --example formats
"$CARGO_TARGET_DIR/debug/examples/formats" --conformance "$files/$key" "$@"
