#!/usr/bin/env bash
# Fuzzes, and keeps what was found worth keeping.
#   fuzz.sh TARGET [SECONDS]   runs one target (60 seconds unless told otherwise)
#   fuzz.sh all [SECONDS]      runs every target one after the other
#   fuzz.sh keep [TARGET]      minimises the inputs of one target or of all into the tree, and adds up tests/fuzz/ledger.tsv
#   fuzz.sh list               names the targets
# The compiler of rust-toolchain.toml is used, with its unstable flags: RUSTC_BOOTSTRAP=1.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD

# Inputs, crashes and counts live outside the checkout, and so does what is built.
work=${MAGPIE_FUZZ:-$HOME/.cache/magpie/fuzz-work}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/fuzz}
export RUSTC_BOOTSTRAP=1
# Freed memory that the sanitizer holds back counts as used, so it gets little.
export ASAN_OPTIONS=quarantine_size_mb=16:${ASAN_OPTIONS:-}
# An input that takes longer, in seconds of the clock, is a find. Busy machines need more.
timeout=${MAGPIE_FUZZ_TIMEOUT:-5}
ledger=$work/ledger.tsv
# With MAGPIE_FUZZ_BUILT the programs and seeds are taken as they are.
mkdir -p "$work"

names_in() {
  basename -s .rs -a "$root/$1"/fuzz/fuzz_targets/*.rs
}

crate_of() {
  local crate
  for crate in common/detect worker/extract; do
    if [ -e "$root/$crate/fuzz/fuzz_targets/$1.rs" ]; then
      echo "$crate"
      return
    fi
  done
  printf 'fuzz.sh: there is no target %s; these are: %s\n' "$1" "$(list | paste -sd ' ')" >&2
  return 2
}

list() {
  names_in common/detect
  names_in worker/extract
}

# Longest input of a target, in bytes: what its largest seeds need, or less where an input costs much.
longest() {
  case $1 in
  validators) echo 256 ;;
  custom_regex | scan_fields) echo 4096 ;;
  scan_text | custom_scan | allow | encoded | charsets) echo 8192 ;;
  archive | compound | package | streams | pdf | orc | sqlite | arrow) echo 65536 ;;
  *) echo 32768 ;;
  esac
}

seeds() {
  if [ -n "${MAGPIE_FUZZ_BUILT:-}" ] && [ -d "$work/seeds" ]; then return; fi
  rm -rf "$work/seeds"
  python3 "$root/tests/fuzz/seeds.py" "$work/seeds" >"$work/seeds.txt"
}

program_of() {
  echo "$CARGO_TARGET_DIR/x86_64-unknown-linux-gnu/release/$1"
}

build() {
  local crate flags=(--debug-assertions)
  crate=$(crate_of "$1")
  # Compiling patterns takes most of an input's time: there without the sanitizer, and with checks in our own code alone.
  case $1 in custom_*) flags=(--release --sanitizer none) ;; esac
  (cd "$root/$crate" && cargo fuzz build "${flags[@]}" "$1" >&2)
}

# Unpacks the kept inputs beside those that are there.
unpack() {
  local archive
  archive=$root/$(crate_of "$1")/fuzz/corpora/$1.tar.zst
  mkdir -p "$work/corpora/$1" "$work/artifacts/$1" "$work/seeds/$1"
  if [ -e "$archive" ]; then
    zstd --quiet --decompress --stdout "$archive" | tar -x -C "$work/corpora/$1"
  fi
}

run() {
  local target=$1 seconds=$2 crate dictionary status=0 log
  crate=$(crate_of "$target")
  if [ -z "${MAGPIE_FUZZ_BUILT:-}" ]; then build "$target"; fi
  unpack "$target"
  log=$work/$target.log
  local arguments=(-max_total_time="$seconds" -timeout="$timeout" -rss_limit_mb=1024 -max_len="$(longest "$target")"
    -print_final_stats=1 -artifact_prefix="$work/artifacts/$target/")
  dictionary=$root/$crate/fuzz/dictionaries/$target.dict
  if [ -e "$dictionary" ]; then arguments+=(-dict="$dictionary"); fi
  local before=$SECONDS cpu
  TIMEFORMAT='%U %S'
  cpu=$({ time "$(program_of "$target")" "${arguments[@]}" "$work/corpora/$target" "$work/seeds/$target" \
    >"$log" 2>&1; } 2>&1) || status=$?
  local executions
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
  if [ -z "$executions" ]; then executions=$(sed -n 's/^#\([0-9]*\).*/\1/p' "$log" | tail -1); fi
  local result=clean
  if [ "$status" != 0 ]; then
    result=$(grep -oE 'Test unit written to [^ ]*|panicked at [^ ]*|out-of-memory|timeout after' "$log" | tail -2 | paste -sd ' ')
  fi
  # Target, seconds of the clock, seconds of the processor, executions, result, when it ended.
  printf '%s\t%s\t%.0f\t%s\t%s\t%s\n' "$target" "$((SECONDS - before))" \
    "$(awk 'END { print $1 + $2 }' <<<"$cpu")" "${executions:-0}" "${result:-failed}" "$(date -u +%FT%TZ)" | tee -a "$ledger"
  if [ "$status" != 0 ]; then
    printf 'fuzz.sh: %s broke; see %s\n' "$target" "$log" >&2
    return 1
  fi
}

keep() {
  local target=$1 crate minimal
  crate=$(crate_of "$target")
  if [ -z "${MAGPIE_FUZZ_BUILT:-}" ]; then build "$target"; fi
  unpack "$target"
  minimal=$work/minimal/$target
  rm -rf "$minimal"
  mkdir -p "$minimal" "$root/$crate/fuzz/corpora"
  "$(program_of "$target")" -merge=1 -timeout="$timeout" -rss_limit_mb=1024 -max_len="$(longest "$target")" \
    -artifact_prefix="$work/artifacts/$target/" "$minimal" "$work/corpora/$target" "$work/seeds/$target" \
    >"$work/$target.merge.log" 2>&1
  python3 "$root/tests/fuzz/keep.py" "$minimal" "$root/$crate/fuzz/corpora/$target.tar.zst"
}

what=${1:-}
case $what in
list) list ;;
all)
  seeds
  status=0
  for target in $(list); do run "$target" "${2:-60}" || status=1; done
  exit $status
  ;;
keep)
  seeds
  for target in ${2:-$(list)}; do keep "$target"; done
  python3 tests/fuzz/ledger.py "$ledger" tests/fuzz/ledger.tsv
  ;;
'' | -*)
  sed -n '2,7s/^# *//p' "$0" >&2
  exit 2
  ;;
*)
  crate_of "$what" >/dev/null
  seeds
  run "$what" "${2:-60}"
  ;;
esac
