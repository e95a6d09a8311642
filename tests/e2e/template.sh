#!/usr/bin/env bash
# Templates are written and, read back, map whole: no diagnostics, and each example row gives the verdict it promises.
# (The unit tests do this for every category.)
#   template.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

day=(--as-of 2026-11-23)
want() { # STATUS PATTERN ARGUMENT...: the exit status, and what is said
  local status="$1" pattern="$2" got=0
  shift 2
  (cd "$work" && "$binary" "$@") > "$work/output" 2>&1 < /dev/null || got=$?
  if ((got != status)) || { [[ -n "$pattern" ]] && ! grep -q -e "$pattern" "$work/output"; }; then
    echo "FAILED: exit status $got (not $status?), or no '$pattern': gengxin $*"
    cat "$work/output"
    failed=1
  fi
}

# What a check says of the example rows: the verdict, in words, stands in their remarks.
verdicts() { # FILE LANG OPTION...
  local file="$1" lang="$2"
  shift 2
  (cd "$work" && "$binary" check "$file" -f csv --all --lang "$lang" --fail-on none "${day[@]}" "$@") 2> "$work/errors" |
    tail -n +2 | cut -d, -f3,5
  if [[ -s "$work/errors" ]]; then
    echo "FAILED: $file is not read back without a remark:" >&2
    cat "$work/errors" >&2
    return 1
  fi
}

for lang in zh en; do
  run template --list --lang "$lang" > "$work/list"
  grep -q '^  lv-motor ' "$work/list" || { echo "FAILED: --list has no lv-motor below motor"; failed=1; }
done

want 0 '^电动机：另有' template --category motor,变压器 -o 台账.xlsx "${day[@]}"
want 0 '^motor: .* left out' template --category 电机,transformer -o ledger.xlsx --lang en "${day[@]}"
want 0 '' template --category 锅炉 --all-fields -o boilers.csv "${day[@]}"

printf '示例-1,retire\n示例-2,below-access\n示例-3,upgrade\n' > "$work/want"
verdicts 台账.xlsx zh --sheet 电动机 > "$work/got" || failed=1
same "motors, zh" "$work/want" "$work/got"
verdicts 台账.xlsx zh --sheet 变压器 > "$work/got" || failed=1
same "transformers, zh" "$work/want" "$work/got"
cp "$work/got" "$work/transformers"
verdicts 台账.xlsx zh > "$work/got" || failed=1   # all its sheets, and nothing is said of the others
cat "$work/want" "$work/transformers" > "$work/both"
same "both sheets, zh" "$work/both" "$work/got"
verdicts boilers.csv zh > "$work/got" || failed=1
same "boilers as CSV, zh" "$work/want" "$work/got"
sed -i 's/示例/example/' "$work/want"
verdicts ledger.xlsx en --sheet motor > "$work/got" || failed=1
same "motors, en" "$work/want" "$work/got"
head -n 1 "$work/boilers.csv" | grep -q '^.*设备编号,设备名称,设备类别,型号,使用状态,' || { echo "FAILED: the header of boilers.csv"; failed=1; }

# The same input gives the same file.
cp "$work/台账.xlsx" "$work/first.xlsx"
want 0 '' template --category motor,变压器 -o 台账.xlsx --force "${day[@]}"
same "one input, one output" "$work/first.xlsx" "$work/台账.xlsx"

# An item filled in below the examples counts as any other.
sed 's/示例-1/DR-001/' "$work/boilers.csv" > "$work/filled.csv"
verdicts filled.csv zh | grep -q '^DR-001,retire$' || { echo "FAILED: the row filled in"; failed=1; }

# Usage
want 2 'exists and was left alone' template --category motor -o ledger.xlsx --lang en
want 2 'did you mean motor motor' template --category moter -o x.xlsx --lang en
want 2 '是否指' template --category 变压 -o x.xlsx
want 2 'no such category; gengxin template --list' template --category qqqqqqqqqq -o x.xlsx --lang en
want 2 'name the equipment with --category' template -o x.xlsx --lang en
want 2 'name the file to write with -o' template --category motor --lang en
want 2 'must end in .xlsx or .csv' template --category motor -o x.pdf --lang en
want 2 'holds one category' template --category motor,pump -o x.csv --lang en
want 2 'cannot be written\|writing failed' template --category motor -o no/such/folder/x.xlsx --lang en
want 2 'not a day' template --category motor -o x.xlsx --as-of 2026-02-30 --lang en
if [[ -e "$work/x.xlsx" || -e "$work/x.csv" ]]; then
  echo "FAILED: a refused template was written"
  failed=1
fi

((failed == 0)) && echo "templates are written and read back"
exit "$failed"
