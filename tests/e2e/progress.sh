#!/usr/bin/env bash
# A run that takes long shows how far it is on a terminal, takes the line away again, and never writes it elsewhere.
#   progress.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

script -qec true "$work/terminal" > /dev/null < /dev/null || {
  echo "FAILED: script(1) finds no terminal here; is /dev/pts mounted?"
  exit 1
}
# Whoever still feeds when the test ends early must not keep it waiting.
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$work"' EXIT

# An inventory that comes slowly: its rows twice, the second time after more than the half second of patience.
mkfifo "$work/slow"
feed() {
  {
    for ((i = 0; i < 40; ++i)); do tail -n +3 examples/machine-shop.csv; done > "$work/rows"
    head -n 2 examples/machine-shop.csv
    cat "$work/rows" "$work/rows" "$work/rows" "$work/rows"
    sleep 1.2
    cat "$work/rows" "$work/rows" "$work/rows" "$work/rows"
  } > "$work/slow" 2> /dev/null &
}
expect() { # NAME yes|no FILE PATTERN
  if { grep -q "$4" "$3" && [[ "$2" == yes ]]; } || { ! grep -q "$4" "$3" && [[ "$2" == no ]]; }; then
    echo "ok: $1"
  else
    echo "FAILED: $1"
    od -c "$3" | head -n 20
    failed=1
  fi
}
command="'$binary' check '$work/slow' --input-format csv --lang en --as-of 2026-11-23 --fail-on none -f csv"

# script(1) gives the command a terminal.
feed
TERM=xterm script -qec "$command -o '$work/out'" "$work/terminal" > /dev/null < /dev/null
expect "a terminal shows the items checked so far" yes "$work/terminal" 'checked [0-9,]* items'
expect "and the line is taken away" yes "$work/terminal" $'\r\x1b\\[K$'
expect "the report has no trace of it" no "$work/out" $'\x1b'

feed
TERM=dumb script -qec "$command -o '$work/out2'" "$work/terminal" > /dev/null < /dev/null
expect "a dumb terminal is left alone" no "$work/terminal" 'checked [0-9,]* items'
feed
TERM=xterm script -qec "$command -o '$work/out3' 2> '$work/errors'" "$work/terminal" > /dev/null < /dev/null
expect "nor does a file see it" no "$work/errors" 'checked [0-9,]* items'
feed
TERM=xterm script -qec "$command" "$work/terminal" > /dev/null < /dev/null
expect "nor rows on their way to the terminal" no "$work/terminal" 'checked [0-9,]* items'
same "what is written is the same" "$work/out" "$work/out2"
same "what is written is the same" "$work/out" "$work/out3"
exit "$failed"
