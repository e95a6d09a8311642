#!/usr/bin/env bash
# gengxin rules diff says what two checks, one a day, differ in: every item and finding that differs, and no other.
#   diff.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
options=(--config examples/gengxin.toml --lang en)

# Compares findings of both days item by item with the diff's items: A B DIFF.
cat > "$work/compare.awk" << 'EOF'
function key(line) { match(line, /^\{"file":"[^"]*",("sheet":"[^"]*",)?"row":[0-9]+/); return substr(line, RSTART, RLENGTH) }
function body(line) { # the finding without its item; columns that no field has are the item's
  sub(/,"unmapped":\{.*\}\}$/, "}", line)
  return substr(line, index(line, "\"verdict\":"))
}
FILENAME == ARGV[1] || FILENAME == ARGV[2] {
  k = key($0); b = body($0)
  if (!(k in items)) items[k] = ++order
  if (FILENAME == ARGV[1]) before[k SUBSEP b] = k; else after[k SUBSEP b] = k
  next
}
/^\{"file":/ && !/"readable":/ { sub(/,$/, ""); changed[key($0)] = $0 }
END {
  for (at in before) if (!(at in after)) want(at, before[at])
  for (at in after) if (!(at in before)) want(at, after[at])
  for (k in changed) {
    ++items_changed
    if (!(k in differs)) { print "in the diff without a difference: " k; bad = 1 }
    line = changed[k]
    # Each finding of the item's line is one that differs.
    if (gsub(/"verdict":"/, "", line) != findings[k]) { print "findings that do not differ: " changed[k]; bad = 1 }
  }
  for (k in differs) if (!(k in changed)) { print "missing in the diff: " k; bad = 1 }
  printf "%d items, %d changed\n", order, items_changed
  exit bad
}
function want(at, k,   part) {
  differs[k] = 1
  split(at, part, SUBSEP)
  if (part[2] ~ /^"verdict":"compliant"/) return  # no finding
  ++findings[k]
  if (!index(changed[k], part[2])) { print "finding missing in the diff: " k ": " part[2]; bad = 1 }
}
EOF

changes=0
for input in bearing-works.csv cement-plant.xlsx forging-plant.xlsx machine-shop.csv group-500.csv purchases.csv; do
  files=("examples/$input")
  [[ "$input" != purchases.csv ]] || files+=(--projects examples/projects.yaml)
  for days in '2010-01-01 2024-01-01' '2024-01-01 2026-11-23' '2025-12-31 2026-01-01' '2026-11-23 2029-01-01'; do
    read -r a b <<< "$days"
    for day in "$a" "$b"; do
      run check "${files[@]}" "${options[@]}" --as-of "$day" --fail-on none --all -f ndjson > "$work/$day"
    done
    run rules diff "${files[@]}" "${options[@]}" --as-of "$a" --as-of "$b" -f json --jobs 1 > "$work/diff"
    if awk -f "$work/compare.awk" "$work/$a" "$work/$b" "$work/diff" > "$work/output"; then
      echo "ok: $input, $a to $b: $(tail -n 1 "$work/output")"
      changes=$((changes + $(sed -nE 's/.* ([0-9]+) changed/\1/p' "$work/output")))
    else
      echo "FAILED: $input, $a to $b"
      head -n 10 "$work/output"
      failed=1
    fi
    for format in json text; do
      run rules diff "${files[@]}" "${options[@]}" --as-of "$a" --as-of "$b" -f "$format" --jobs 1 > "$work/one"
      run rules diff "${files[@]}" "${options[@]}" --as-of "$a" --as-of "$b" -f "$format" --jobs 3 > "$work/many"
      same "$input, $a to $b: $format with --jobs 3" "$work/one" "$work/many"
    done
  done
done
((changes > 300)) || {
  echo "FAILED: hardly anything changes: $changes items"
  failed=1
}

expect() { # STATUS PATTERN ARGUMENT...
  local status=0
  "$binary" rules diff "${@:3}" "${options[@]}" > "$work/output" 2>&1 || status=$?
  if ((status == $1)) && grep -q -e "$2" "$work/output"; then
    echo "ok: status $1: ${*:3}"
  else
    echo "FAILED: status $status, not $1, or no '$2': ${*:3}"
    cat "$work/output"
    failed=1
  fi
}
expect 0 'No clause changes' --as-of 2026-11-23 --as-of 2026-11-23 --exit-code
expect 0 'unchanged 48 items' --as-of 2026-11-23 --as-of 2026-11-23 --exit-code examples/machine-shop.csv
expect 0 'begins' --as-of 2026-11-23 --as-of 2027-01-01
expect 1 'begins' --as-of 2026-11-23 --as-of 2027-01-01 --exit-code
# No clause changes on these days, but a machine tool has been in service for ten years.
expect 1 'overage' --as-of 2026-08-02 --as-of 2026-11-23 --exit-code examples/machine-shop.csv
expect 0 'No clause changes' --as-of 2026-08-02 --as-of 2026-11-23 --exit-code
expect 3 'nothing.csv' --as-of 2024-01-01 --as-of 2026-11-23 nothing.csv --exit-code
expect 2 'name the earlier day first' --as-of 2026-11-23 --as-of 2024-01-01
expect 2 'two days are compared' --as-of 2026-11-23
expect 2 'two days are compared' --as-of 2024-01-01 --as-of 2025-01-01 --as-of 2026-01-01
expect 2 'not a day' --as-of 2024-01-01 --as-of 2026
expect 2 'as-of is required' examples/machine-shop.csv
expect 2 'there are: text, json' --as-of 2024-01-01 --as-of 2026-11-23 -f csv
expect 2 'is no verdict' --as-of 2024-01-01 --as-of 2026-11-23 --only nothing

# What leaves rules out leaves them out here.
expect 0 'begin: 1 clause (1 document)$' --as-of 2020-01-01 --as-of 2024-01-01 --only 'gb18613*'
expect 0 'No clause changes' --as-of 2020-01-01 --as-of 2024-01-01 --only 'gb18613*' --skip upgrade,below-access,below-baseline
expect 0 'No clause changes' --as-of 2024-07-15 --as-of 2024-07-16 --region national
expect 0 'begin: 102 clauses' --as-of 2024-07-15 --as-of 2024-07-16 --region luoyang
exit "$failed"
