#!/usr/bin/env bash
# Totals of parts, merged, are the totals of one run: by rows, by companies, in any order. Facts of companies come
# from their table. What does not belong together is refused.   merge.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
day=(--as-of 2026-11-23 --lang en)

refused() { # STATUS PATTERN ARGUMENT...
  local status=0
  "$binary" "${@:3}" > "$work/output" 2> "$work/errors" || status=$?
  if ((status == $1)) && grep -q -e "$2" "$work/errors" && [[ ! -s "$work/output" ]]; then
    echo "ok: refused: $2"
  else
    echo "FAILED: status $status, not $1, or no '$2', or totals all the same: ${*:3}"
    cat "$work/errors"
    failed=1
  fi
}
summary() { sed -n '/^"summary"/,$p' "$1"; }

# Rows of three companies, one of them with a credit code alone, and some that name none.
plain="$work/plain.csv"
sed '1d' examples/machine-shop.csv | tr -d '\r' | grep -v '^合计' > "$plain"
awk -F, 'NR == 1 { print "企业名称,统一社会信用代码," $0; next }
         { company = NR % 4 == 0 ? "甲厂,91A" : NR % 4 == 1 ? "乙（集团）厂," : NR % 4 == 2 ? ",91C" : ","; print company "," $0 }' \
  "$plain" > "$work/all.csv"
run check "$work/all.csv" "${day[@]}" -f json --summary > "$work/whole.json"
run check "$work/all.csv" "${day[@]}" -f csv --summary > "$work/whole.csv"
summary "$work/whole.json" > "$work/whole"
grep -q '"company":"甲厂"' "$work/whole" && grep -q '"credit_code":"91C"' "$work/whole" || {
  echo "FAILED: the companies are not told apart"
  failed=1
}

merged() { # NAME PART-FILE...: their totals as one, against the one run
  local name="$1"
  shift
  run merge "$@" -f json --lang en > "$work/merged.json"
  summary "$work/merged.json" > "$work/merged"
  same "$name" "$work/whole" "$work/merged"
  run merge "$@" -f csv --lang en > "$work/merged.csv"
  same "$name, as csv" "$work/whole.csv" "$work/merged.csv"
}

# By rows, seven at a time, and by companies.
awk -v work="$work" 'NR == 1 { head = $0; next }
     { file = work "/rows-" int((NR - 2) / 7) ".csv"; if (!(file in seen)) { print head > file; seen[file] } print > file }' "$work/all.csv"
awk -F, -v work="$work" 'NR == 1 { head = $0; next }
     { file = work "/company-" ($1 $2 == "" ? "none" : $1 $2) ".csv"; if (!(file in seen)) { print head > file; seen[file] } print > file }' "$work/all.csv"
for kind in rows company; do
  parts=()
  for file in "$work/$kind"-*.csv; do
    run check "$file" "${day[@]}" -f ndjson --summary > "${file%.csv}.ndjson"
    run check "$file" "${day[@]}" -f json > "${file%.csv}.json"
    parts+=("${file%.csv}.ndjson")
  done
  ((${#parts[@]} >= 4)) || {
    echo "FAILED: too few parts: ${parts[*]}"
    failed=1
  }
  merged "parts by $kind" "${parts[@]}"
  merged "parts by $kind as -f json, with their findings" "${parts[@]/%.ndjson/.json}"
  reversed=()
  for part in "${parts[@]}"; do reversed=("$part" "${reversed[@]}"); done
  merged "parts by $kind, the last first" "${reversed[@]}"
  cat "${parts[@]}" > "$work/lines"
  merged "parts by $kind, all in one file" "$work/lines"
done
run merge "$work"/rows-*.ndjson -f ndjson --lang en > "$work/once.ndjson"
merged "totals merged before" "$work/once.ndjson"
run merge - -f text --lang en < "$work/lines" > "$work/text"
grep -q 'Companies' "$work/text" || {
  echo "FAILED: no companies in the text"
  failed=1
}
# The list of inputs is that of all parts.
run check examples/bearing-works.csv "${day[@]}" -f ndjson --summary > "$work/a.ndjson"
run check examples/cement-plant.xlsx "${day[@]}" -f ndjson --summary > "$work/b.ndjson"
run check examples/bearing-works.csv examples/cement-plant.xlsx "${day[@]}" -f ndjson --summary > "$work/both"
run merge "$work/a.ndjson" "$work/b.ndjson" -f ndjson --lang en > "$work/merged"
# Each run has a record of its own.
sed -i -E 's/"run":\{.*"inputs":\[[^]]*\]\},//' "$work/both" "$work/merged"
same "two files, the whole line" "$work/both" "$work/merged"

# What does not belong together
run check "$work/all.csv" --as-of 2026-11-22 -f ndjson --summary > "$work/other-day"
run check "$work/all.csv" "${day[@]}" --region henan -f ndjson --summary > "$work/other-region"
run check "$work/all.csv" "${day[@]}" --skip upgrade -f ndjson --summary > "$work/other-rules"
sed 's/"digest":"[0-9a-f]*"/"digest":"0123456789abcdef"/' "$work/a.ndjson" > "$work/other-base"
run check "$work/all.csv" "${day[@]}" -f ndjson > "$work/findings"
refused 2 'other-day: its as-of is 2026-11-22' merge "$work/a.ndjson" "$work/other-day" --lang en
refused 2 'its region is henan' merge "$work/a.ndjson" "$work/other-region" --lang en
refused 2 'its selection is --skip upgrade' merge "$work/a.ndjson" "$work/other-rules" --lang en
refused 2 'other-base: made with another rule base' merge "$work/other-base" --lang en
refused 3 'findings: object 1: this is a finding' merge "$work/a.ndjson" "$work/findings" --lang en
refused 3 'nothing.json: no such file' merge "$work/nothing.json" --lang en
head -c 500 "$work/a.ndjson" > "$work/cut"
refused 3 'cut: object 1: not whole JSON' merge "$work/cut" --lang en
refused 2 'no such format' merge "$work/a.ndjson" -f pdf --lang en

# The table of companies: it fills what rows lack, and says what joins nothing.
printf '单位名称,统一社会信用代码,应纳税额(万元),负责人\n甲厂,91A,50,张三\n乙(集团)厂,,60,李四\n丁厂,91D,1,王五\n' > "$work/companies.csv"
run check "$work/all.csv" "${day[@]}" --companies "$work/companies.csv" -f csv > "$work/output"
for pattern in ':0:4: column "负责人": is no field' 'does not have these companies of the inventory: 91C' 'no item names: 丁厂'; do
  grep -q -e "$pattern" "$work/errors" || {
    echo "FAILED: no '$pattern' is said"
    cat "$work/errors"
    failed=1
  }
done
run explain "$work/all.csv" --item J003 "${day[@]}" --companies "$work/companies.csv" > "$work/output"
grep -q 'tax payable.*500000' "$work/output" || {
  echo "FAILED: explain does not show the tax payable of the item's company"
  cat "$work/output"
  failed=1
}
printf '企业名称,应纳税额\n甲厂,很多\n' > "$work/companies.csv"
refused 2 'companies.csv:2:2: column "应纳税额", text "很多"' check "$work/all.csv" "${day[@]}" --companies "$work/companies.csv"
exit "$failed"
