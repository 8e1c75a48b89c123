# Read by the scripts that have files made by Python packages.

# Makes files with "python -m MODULE FOLDER [ARGUMENT]", unless they are there, and sets `made` to their folder below
# ~/.cache/magpie/NAME. The same generators and packages make the same files: they are kept until one of SOURCES changes, and
# a week longer.
#   make_files NAME PYTHON MODULE ARGUMENT SOURCES...
make_files() {
  local parent=$HOME/.cache/magpie/$1 python=$2 module=$3 argument=$4 key new
  shift 4
  key=$(cat "$@" | sha256sum | cut -c1-16)
  made=$parent/$key$argument
  if [ -d "$made" ]; then
    return
  fi
  mkdir -p "$parent"
  find "$parent" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +
  # Made elsewhere and moved, so that a run that was interrupted or runs beside this one leaves no half.
  new=$(mktemp -d "$parent/new-XXXXXX")
  PYTHONPATH=tests PYTHONDONTWRITEBYTECODE=1 "$python" -m "$module" "$new" ${argument:+"$argument"}
  mv -T "$new" "$made" 2>/dev/null || rm -rf "$new"
}
