#!/usr/bin/env bash
# Checks that the generated pages of docs/ are what the program prints; --write makes them so.
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
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$HOME/.cache/magpie/target} cargo build --quiet --bin magpie

page=$(mktemp)
trap 'rm -f "$page"' EXIT
status=0
for name in configuration metrics identifiers; do
  "$program" docs "$name" >"$page"
  if cmp --silent "$page" "docs/$name.md"; then
    continue
  fi
  if $write; then
    cat "$page" >"docs/$name.md"
    printf 'docs/%s.md is written\n' "$name"
  else
    printf 'docs/%s.md is not what the program prints: run "make docs" and commit it\n' "$name" >&2
    status=1
  fi
done
exit $status
