#!/usr/bin/env bash
# Makes the labelled documents and ordinary text, unless they are there, and measures what the detector finds in them.
# Fails if an identifier is below its floor. --write records new floors and docs/accuracy.md; --large scans ten times as
# much made-up text (1 GB) and only shows the result.
set -euo pipefail

cd "$(dirname "$0")/.."
source tests/made.sh
python=${MAGPIE_ACCURACY_PYTHON:-$HOME/.cache/magpie/accuracy}/bin/python
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target}
large=
runner=()
for argument in "$@"; do
  case $argument in
  --write) runner+=(--write) ;;
  --large)
    large=--large
    runner+=(--show)
    ;;
  *)
    printf 'usage: %s [--write | --large]\n' "$0" >&2
    exit 2
    ;;
  esac
done

make_files accuracy-corpora "$python" accuracy "$large" tests/accuracy/*.py tests/accuracy/requirements.txt
cargo run --quiet -p magpie-detect --example accuracy -- "$made" "${runner[@]}"
