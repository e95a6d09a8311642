#!/usr/bin/env bash
# What may be named as an input, and what is then read.
#   inputs.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# want STATUS PATTERN ARGUMENT...: runs `check` in $work/in; PATTERN must stand in what was printed (stdout and stderr).
# Standard input is $work/input.
want() {
  local status="$1" pattern="$2" got=0
  shift 2
  (cd "$work/in" && "$binary" check "$@" --as-of 2026-11-23 --lang en) > "$work/output" 2>&1 < "$work/input" || got=$?
  if ((got != status)) || ! grep -q -e "$pattern" "$work/output"; then
    echo "FAILED: exit status $got, wanted $status and '$pattern': gengxin check $*"
    cat "$work/output"
    failed=1
  fi
}
mkdir "$work/in"

# ---- compressed files
findings() { # ARGUMENT...: without the file's name
  run check "$@" --as-of 2026-11-23 -f ndjson | sed -E 's/"file":"[^"]*",?//'
}
tail -n +2 examples/bearing-works.csv > "$work/in/a.csv"
findings "$work/in/a.csv" > "$work/plain"
gzip -n < "$work/in/a.csv" > "$work/in/a.csv.gz"
{ head -n 9 "$work/in/a.csv" | gzip; tail -n +10 "$work/in/a.csv" | gzip; } > "$work/in/members.csv.gz"
for file in a.csv.gz members.csv.gz; do
  findings "$work/in/$file" > "$work/unpacked"
  same "$file gives what the unpacked file gives" "$work/plain" "$work/unpacked"
  findings - < "$work/in/$file" > "$work/unpacked"
  same "$file on standard input too" "$work/plain" "$work/unpacked"
done
cp "$work/in/a.csv.gz" "$work/input"
head -c 900 "$work/in/a.csv.gz" > "$work/in/cut.csv.gz"
want 3 'cut.csv.gz: the compressed file ends too soon' cut.csv.gz -f ndjson
want 3 '"item":"DJ-001"' cut.csv.gz -f ndjson
gzip < examples/forging-plant.xlsx > "$work/in/book.xlsx.gz"
want 3 'compressed workbook is not read' book.xlsx.gz
want 1 "\"sha256\":\"$(sha256sum < "$work/in/a.csv.gz" | cut -d ' ' -f 1)\"" a.csv.gz -f json

((failed == 0)) && echo "inputs are read as documented"
exit "$failed"
