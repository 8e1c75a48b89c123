#!/usr/bin/env bash
# Makes files of many formats with independent writers, unless they are there, and reads them as a worker does. Fails if a
# planted value is missed, is at the wrong place, or is found where none is, and if a file ends otherwise than it should.
# --write records the tables of docs/formats.md.
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

make_files formats-files "$python" formats "" tests/formats/*.py tests/formats/requirements.txt tests/formats/kept/*
# With the features that the whole workspace needs, so that what "make test" compiled is not compiled again.
cargo build --quiet --workspace --example formats
"$CARGO_TARGET_DIR/debug/examples/formats" "$made" "$@"
