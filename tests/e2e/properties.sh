#!/usr/bin/env bash
# What must hold for any inventory: the same output for any --jobs, and the same findings whatever the order of
# rows and columns.   properties.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Findings as NDJSON.
check() {
  run check -f ndjson --as-of 2026-11-23 --region luoyang --config examples/gengxin.toml --all "$@"
}

# Enough rows for several blocks: the machine shop's rows over and over, with a new id each time.
csv=examples/machine-shop.csv
awk 'NR <= 2 { print; next }
     $0 ~ /^合计/ { next }
     { rows[++n] = $0 }
     END { for (i = 0; i < 400; ++i) for (j = 1; j <= n; ++j) print i "-" rows[j] }' "$csv" > "$work/large.csv"
for file in "$csv" examples/bearing-works.csv examples/cement-plant.xlsx examples/forging-plant.xlsx examples/group-500.csv "$work/large.csv"; do
  check --jobs 1 "$file" > "$work/one"
  [[ -s "$work/one" ]] || {
    echo "FAILED: no findings for $file"
    failed=1
  }
  for jobs in 2 3 8; do
    check --jobs "$jobs" "$file" > "$work/many"
    same "$(basename "$file"): --jobs $jobs gives what --jobs 1 gives" "$work/one" "$work/many"
  done
done

# Reports for pipelines too: equal findings are numbered, and the gravest come first, the same for any --jobs; and what
# they know a finding by stays with it when the rows and columns move.
for format in sarif junit github gitlab; do
  for jobs in 1 8; do
    run check "$work/large.csv" -f "$format" --jobs "$jobs" --as-of 2026-11-23 --config examples/gengxin.toml > "$work/pipeline.$jobs"
  done
  same "-f $format: --jobs 8 gives what --jobs 1 gives" "$work/pipeline.1" "$work/pipeline.8"
done
fingerprints() { # FORMAT FILE
  run check "$2" -f "$1" --as-of 2026-11-23 --config examples/gengxin.toml |
    grep -oE '"(fingerprint|[a-zA-Z]+/v1)":"[0-9a-f]{32}[^"]*"' | LC_ALL=C sort
}

for file in examples/bearing-works.csv examples/group-500.csv; do
  for jobs in 1 8; do
    run plan "$file" --jobs "$jobs" --as-of 2026-11-23 --config examples/plan.toml -f json > "$work/plan.$jobs"
  done
  same "$(basename "$file"): the plan is the same for any --jobs" "$work/plan.1" "$work/plan.8"
done

# Findings without where they stood, in one order.
findings() {
  check "$1" | sed -E 's/"(row|column)":[0-9]+,?//g; s/"file":"[^"]*",?//; s/,\}/}/g' | LC_ALL=C sort
}
# Splits CSV records into cells, quoted ones too, and prints the columns in a new order: `order` maps 1..n to 1..n.
columns() {
  awk -v how="$1" '
    {
      sub(/\r$/, ""); n = 0; cell = ""; quoted = 0
      length_ = length($0)
      for (i = 1; i <= length_; ++i) {
        c = substr($0, i, 1)
        if (c == "\"") { quoted = !quoted; cell = cell c }
        else if (c == "," && !quoted) { cells[++n] = cell; cell = "" }
        else cell = cell c
      }
      cells[++n] = cell
      line = ""
      for (i = 1; i <= n; ++i) {
        j = how == "reverse" ? n + 1 - i : (i + 6) % n + 1
        line = line (i > 1 ? "," : "") cells[j]
      }
      print line
    }' "$2"
}
for csv in examples/machine-shop.csv examples/group-500.csv; do
  name="$(basename "$csv")"
  # Plain: without byte order mark and title, so that the header is the first line.
  sed '1d' "$csv" | tr -d '\r' > "$work/plain.csv"
  findings "$work/plain.csv" > "$work/before"

  {
    head -n 1 "$work/plain.csv"
    sed '1d' "$work/plain.csv" | shuf --random-source=<(yes 20260116)
  } > "$work/rows.csv"
  findings "$work/rows.csv" > "$work/after"
  same "$name: the order of rows does not matter" "$work/before" "$work/after"

  # Without a company a file's name is part of what a finding is known by.
  mkdir -p "$work/moved"
  for format in sarif gitlab; do
    fingerprints "$format" "$work/plain.csv" > "$work/before.$format"
    [[ "$(wc -l < "$work/before.$format")" -gt 30 ]] || { echo "FAILED: no fingerprints in $format"; failed=1; }
    cp "$work/rows.csv" "$work/moved/plain.csv"
    fingerprints "$format" "$work/moved/plain.csv" > "$work/after.$format"
    same "$name: fingerprints of $format stay when rows move" "$work/before.$format" "$work/after.$format"
    columns reverse "$work/plain.csv" > "$work/moved/plain.csv"
    fingerprints "$format" "$work/moved/plain.csv" > "$work/after.$format"
    same "$name: fingerprints of $format stay when columns move" "$work/before.$format" "$work/after.$format"
  done

  for how in reverse rotate; do
    columns "$how" "$work/plain.csv" > "$work/columns.csv"
    findings "$work/columns.csv" > "$work/after"
    same "$name: the order of columns does not matter ($how)" "$work/before" "$work/after"
  done
done
exit "$failed"
