#!/usr/bin/env bash
# Measures how fast one core extracts and detects, by format, beside plain decompression and beside the readers of Apache
# Arrow (which pyarrow brings, on one thread). Prints the table of docs/performance.md.
set -euo pipefail

cd "$(dirname "$0")/.."
python=${MAGPIE_FORMATS_PYTHON:-$HOME/.cache/magpie/formats}/bin/python
files=$(mktemp -d "${TMPDIR:-/tmp}/magpie-throughput-XXXXXX")
trap 'rm -rf "$files"' EXIT
PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1 "$python" -m memory.throughput "$files"
MAGPIE_BENCH_FILES=$files cargo bench --quiet -p magpie-extract --bench throughput -- "$@"
