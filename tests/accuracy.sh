#!/usr/bin/env bash
# Makes the labelled documents and ordinary text, unless they are there, and measures what the detector finds in them.
# Fails if an identifier is below its floor. --write records new floors and docs/accuracy.md; --large scans ten times as
# much made-up text (1 GB) and only shows the result.
set -euo pipefail

cd "$(dirname "$0")/.."
python=${MAGPIE_ACCURACY_PYTHON:-$HOME/.cache/magpie/accuracy}/bin/python
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target}
large=()
runner=()
for argument in "$@"; do
  case $argument in
  --write) runner+=(--write) ;;
  --large)
    large+=(--large)
    runner+=(--show)
    ;;
  *)
    printf 'usage: %s [--write | --large]\n' "$0" >&2
    exit 2
    ;;
  esac
done

# The same generators and packages make the same bytes: they are kept until one of them changes, and a week longer.
key=$(cat tests/accuracy/*.py tests/accuracy/requirements.txt | sha256sum | cut -c1-16)
corpora=$HOME/.cache/magpie/accuracy-corpora
folder=$corpora/$key${large[*]}
if [ ! -d "$folder" ]; then
  mkdir -p "$corpora"
  find "$corpora" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
  # Made elsewhere and moved, so that a run that was interrupted or runs beside this one leaves no half.
  new=$(mktemp -d "$corpora/new-XXXXXX")
  PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1 "$python" -m accuracy "$new" "${large[@]}"
  mv -T "$new" "$folder" 2>/dev/null || rm -rf "$new"
fi
cargo run --quiet -p magpie-detect --example accuracy -- "$folder" "${runner[@]}"
