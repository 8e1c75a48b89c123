#!/usr/bin/env bash
# Tells a newcomer how long the first build takes, once: RocksDB is C++ and most of it.
set -eu
if ! ls "$CARGO_TARGET_DIR"/debug/build/librocksdb-sys-*/out/librocksdb.a >/dev/null 2>&1; then
  echo "The first build compiles RocksDB and takes about 20 minutes on 2 cores, less on more; later builds take seconds." >&2
  echo "It goes to $CARGO_TARGET_DIR (set CARGO_TARGET_DIR to change that)." >&2
fi
