#!/usr/bin/env bash
# The SHA-256 of what was read, as reports carry it, beside sha256sum's.
#   evidence.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

hashes() { # the input entries' hashes of a report on stdin, one a line
  sed -E 's/"run": ?\{.*"inputs":\[[^]]*\]\},?//' | { grep -o '"sha256":"[0-9a-f]*"' || true; } | cut -d '"' -f 4
}
want() { # NAME EXPECTED ARGUMENT...: standard input is $work/input
  local name="$1" expected="$2" got=0
  shift 2
  "$binary" "$@" --as-of 2026-11-23 < "$work/input" > "$work/report" 2> "$work/errors" || got=$?
  hashes < "$work/report" > "$work/hashes"
  if ((got == 2)) || [[ "$(cat "$work/hashes")" != "$expected" ]]; then
    echo "FAILED: $name: exit status $got, hashes:"
    cat "$work/hashes" "$work/errors"
    echo "expected: $expected"
    failed=1
  fi
}
sum() { sha256sum -- "$1" | cut -d ' ' -f 1; }

csv=examples/bearing-works.csv
cp "$csv" "$work/input"
head -c 5000 examples/forging-plant.xlsx > "$work/cut.xlsx"
: > "$work/empty.csv"
# Parsing stops at the first line; the hash is of the whole file.
{
  printf '[{"型号":"A"} {"型号":"B"}\n'
  seq 1 200000
} > "$work/broken.json"

for format in "-f json" "-f json --summary" "-f ndjson --summary"; do
  # shellcheck disable=SC2086  # options are words
  {
    want "a file, $format" "$(sum "$csv")" check "$csv" $format
    want "standard input, $format" "$(sum "$csv")" check - $format
  }
done
workbook="$(sum examples/forging-plant.xlsx)"
want 'the sheets of a workbook share it' "$workbook"$'\n'"$workbook"$'\n'"$workbook" check examples/forging-plant.xlsx -f json
want 'one sheet' "$workbook" check examples/forging-plant.xlsx --sheet 2 -f json
want 'no such sheet' "$workbook" check examples/forging-plant.xlsx --sheet none -f json
want 'projects' "$(sum "$csv")"$'\n'"$(sum examples/projects.yaml)" check "$csv" --projects examples/projects.yaml -f json
want 'what cannot be read as an inventory' "$(sum "$work/cut.xlsx")"$'\n'"$(sum "$work/empty.csv")"$'\n'"$(sum "$work/broken.json")" \
  check "$work/cut.xlsx" "$work/empty.csv" "$work/broken.json" -f json
want 'what is not there' '' check "$work/missing.csv" -f json
printf '企业名称,电价\n甲公司,0.6\n' > "$work/companies.csv"
run check "$csv" --companies "$work/companies.csv" -f json --as-of 2026-11-23 > "$work/report"
for file in "$csv" "$work/companies.csv"; do
  if ! grep '^"run"' "$work/report" | grep -qF "{\"file\":\"$file\",\"sha256\":\"$(sum "$file")\"}"; then
    echo "FAILED: the record of the run has not the hash of $file"
    failed=1
  fi
done
want 'a device without an end' '' check /dev/zero -f json --input-format csv
((failed == 0)) && echo "the hashes are those of sha256sum"
exit "$failed"
