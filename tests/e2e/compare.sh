#!/usr/bin/env bash
# Runs the built binary from the repository's root and compares the whole standard output and the exit status.
#   compare.sh BINARY EXPECTED-FILE EXPECTED-STATUS ARGUMENT...
# UPDATE=1 writes the expected file instead: read the change before committing it.
set -euo pipefail
(($# >= 3)) || {
  echo "usage: compare.sh BINARY EXPECTED-FILE EXPECTED-STATUS ARGUMENT..." >&2
  exit 2
}
binary="$(realpath "$1")"
expected="$(realpath -m "$2")"
expected_status="$3"
shift 3
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# No locale, no colour setting and no time zone of the machine may show in a report.
unset LANG LC_ALL LC_CTYPE LC_MESSAGES NO_COLOR TZ COLUMNS

output="$(mktemp)"
errors="$(mktemp)"
trap 'rm -f "$output" "$errors"' EXIT
status=0
"$binary" "$@" > "$output" 2> "$errors" || status=$?

# The rule base's digest changes with every edit of a rule, and with it a baseline's bytes; they say nothing here.
sed -i -E -e 's/(digest(":"|&quot;:&quot;|" value="))[0-9a-f]{64}/\1.../g' \
  -e 's/(accepted-baseline\.json(","sha256":"|&quot;,&quot;sha256&quot;:&quot;))[0-9a-f]{64}/\1.../g' "$output"

if [[ "${UPDATE:-}" == 1 ]]; then
  mkdir -p "$(dirname "$expected")"
  cp "$output" "$expected"
  echo "wrote $expected (exit status $status)"
  exit 0
fi
failed=0
if ((status != expected_status)); then
  echo "exit status $status, expected $expected_status: gengxin $*"
  failed=1
fi
if ! diff -u "$expected" "$output"; then
  echo "standard output differs from $expected: gengxin $*"
  failed=1
fi
if ((failed)) && [[ -s "$errors" ]]; then
  echo "standard error:"
  cat "$errors"
fi
exit "$failed"
