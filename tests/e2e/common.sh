# shellcheck shell=bash
# What the end-to-end scripts begin with; sourced with the binary's path as the first argument. Leaves the shell in the
# repository's root, with no locale, colour setting or time zone of the machine.
set -euo pipefail
binary="$(realpath "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
unset LANG LC_ALL LC_CTYPE LC_MESSAGES NO_COLOR TZ COLUMNS
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
# shellcheck disable=SC2034  # the scripts count with it
failed=0

run() { # ARGUMENT...: 0, 1 and 3 are reports, any other status ends the test
  local status=0
  "$binary" "$@" 2> "$work/errors" || status=$?
  case "$status" in
    0 | 1 | 3) ;;
    *)
      echo "exit status $status: $*" >&2
      cat "$work/errors" >&2
      exit 1
      ;;
  esac
}
same() { # NAME FILE FILE
  if cmp -s "$2" "$3"; then
    echo "ok: $1"
  else
    echo "FAILED: $1"
    diff "$2" "$3" | head -n 20
    failed=1
  fi
}
