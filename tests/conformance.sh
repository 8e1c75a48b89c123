#!/usr/bin/env bash
# Fetches the test files that packages of parsers ship, unless they are there, and reads each of them as a worker does. Fails
# if one has no outcome in time, or makes a parser panic. --write records the table of docs/formats.md.
set -euo pipefail

cd "$(dirname "$0")/.."
source tests/made.sh
python=${MAGPIE_FORMATS_PYTHON:-$HOME/.cache/magpie/formats}/bin/python
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target}
case ${1:-} in
"" | --write) ;;
*)
  printf 'usage: %s [--write]\n' "$0" >&2
  exit 2
  ;;
esac

make_files conformance-files "$python" formats.conformance "" tests/formats/conformance.py tests/formats/requirements.txt
# With the features that the whole workspace needs, so that what "make test" compiled is not compiled again.
cargo build --quiet --workspace --example formats
"$CARGO_TARGET_DIR/debug/examples/formats" --conformance "$made" "$@"
