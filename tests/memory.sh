#!/usr/bin/env bash
# Measures the memory of a worker with a budget of 512 MiB while it reads: the files of tests/formats.sh if they are there, the
# hostile samples, and large files of each format that tests/memory describes or writes, one after the other. Fails if its
# resident set exceeds 768 MiB, or an object has no outcome.
#   tests/memory.sh [--part N] [NAME ...]    --part N: each of the large files is N times smaller, and all are made at once
set -euo pipefail

cd "$(dirname "$0")/.."
python=${MAGPIE_FORMATS_PYTHON:-$HOME/.cache/magpie/formats}/bin/python
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target}
export PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1
part=1
if [ "${1:-}" = --part ]; then
  part=$2
  shift 2
fi

# With the features that the whole workspace needs, so that what "make test" compiled is not compiled again.
cargo build --quiet --workspace --example memory
memory=$CARGO_TARGET_DIR/debug/examples/memory
files=$(mktemp -d "${TMPDIR:-/tmp}/magpie-memory-XXXXXX")
trap 'rm -rf "$files"' EXIT
failed=0
# All files of the formats' tests at once, and all that the extractor's own tests read.
written=$(find "$HOME/.cache/magpie/formats-files" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' 2>/dev/null | sort -n | tail -1 | cut -d' ' -f2-)
mkdir "$files/small"
ln -s "${written:-$PWD/worker/extract/tests/data}" "$files/small/files of make formats"
ln -s "$PWD/worker/extract/tests/data" "$files/small/samples of the extractor"
printf '| what is read | MB | peak RSS, MiB | time, s | outcome |\n| --- | --- | --- | --- | --- |\n'
measure() {
  "$memory" "$@" | tail -n +3 || failed=1
}
if [ $# -eq 0 ]; then
  measure "$files/small/"*
  readarray -t names < <("$python" -m memory --list)
else
  names=("$@")
fi
if [ "$part" -gt 1 ]; then
  "$python" -m memory --part "$part" "$files/large" "${names[@]}"
  measure "$files/large/"*
  exit "$failed"
fi
for name in "${names[@]}"; do
  # Made, read and deleted: there is never more than one on the disk.
  "$python" -m memory "$files/large" "$name"
  measure "$files/large/$name"
  rm -rf "$files/large"
done
exit "$failed"
