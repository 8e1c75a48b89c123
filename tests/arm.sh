#!/usr/bin/env bash
# Runs tests of the detector on 64-bit ARM: its NEON code must find what the portable code finds.
#   arm.sh [OPTIONS OF CARGO TEST]; without any, those tests that compare the two, and the cases of all identifiers: a
#   quarter of an hour where ARM is emulated. --test=splits, which cuts all cases anywhere, takes more than twice as long.
set -euo pipefail
cd "$(dirname "$0")/.."
target=aarch64-unknown-linux-gnu

if [ $# = 0 ]; then
  "$0" --lib -- classify:: scanner::
  exec "$0" --test cases
fi
if [ "$(uname -m)" = aarch64 ]; then
  exec cargo test -p magpie-detect "$@"
fi
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER='qemu-aarch64 -L /usr/aarch64-linux-gnu'
# Where there is no compiled standard library for the target but its source, it is compiled too.
sysroot=$(rustc --print sysroot)/lib/rustlib
if [ ! -d "$sysroot/$target" ] && [ -d "$sysroot/src/rust/library" ]; then
  export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_unwind,proc_macro,test
fi
exec cargo test -p magpie-detect --target "$target" "$@"
