#!/usr/bin/env bash
# Checks that the generated pages of docs/ are what the program and the catalogue say; --write makes them so.
set -euo pipefail

cd "$(dirname "$0")/.."
program=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target}/debug/magpie
case ${1:-} in
"") write=false ;;
--write) write=true ;;
*)
  printf 'usage: %s [--write]\n' "$0" >&2
  exit 2
  ;;
esac
# An old program would print old pages.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target}
cargo build --quiet --bin magpie

pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
for name in configuration metrics; do
  "$program" docs "$name" >"$pages/$name.md"
done
cargo run --quiet -p magpie-detect --example pages -- "$pages"

if $write; then
  rm -rf docs/identifiers
  cp -r "$pages/." docs/
  exit 0
fi
status=0
for path in "$pages"/*; do
  if ! diff --recursive --brief "$path" "docs/${path##*/}" >&2; then
    printf 'docs/%s is not what is generated: run "make docs" and commit it\n' "${path##*/}" >&2
    status=1
  fi
done
exit $status
