#!/usr/bin/env bash
# The life of a baseline: made, checked against, overtaken by events, brought up to date; and what is refused.
#   baseline.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
day=(--as-of 2026-11-23 --lang en)

# want STATUS PATTERN ARGUMENT...: runs in $work; PATTERN must stand in what was printed (stdout and stderr).
want() {
  local status="$1" pattern="$2" got=0
  shift 2
  (cd "$work" && "$binary" "$@") > "$work/output" 2>&1 || got=$?
  if ((got != status)) || ! grep -q -e "$pattern" "$work/output"; then
    echo "FAILED: exit status $got, wanted $status and '$pattern': gengxin $*"
    head -n 20 "$work/output" | cut -c 1-300
    failed=1
  fi
}
is() { # NAME WANTED GOT
  [[ "$2" == "$3" ]] || { echo "FAILED: $1: $3, not $2"; failed=1; }
}
edit() { sed -i "$@" "$work/base.json"; }

header='设备编号,设备名称,型号,投运日期,单位名称'
old="T1,变压器,S7-315/10,1996-05-01,甲厂
T2,变压器,S7-315/10,1997-05-01,甲厂"
printf '%s\n' "$header" "$old" > "$work/a.csv"
retire=(--only retire)

# ---- made
want 2 'name the baseline\|--output is required' baseline create a.csv
want 2 'no inventory is named' baseline create -o base.json --lang en
want 0 'base.json: 2 taken in, 0 kept, 0 taken out' baseline create a.csv -o base.json "${retire[@]}" "${day[@]}"
cp "$work/base.json" "$work/first.json"
want 2 'base.json: exists and was left alone' baseline create a.csv -o base.json "${retire[@]}" "${day[@]}"
cmp -s "$work/base.json" "$work/first.json" || { echo 'FAILED: a refused create changed the file'; failed=1; }
want 0 '2 taken in' baseline create a.csv -o base.json --force "${retire[@]}" "${day[@]}"
same 'the same inventory makes the same file' "$work/base.json" "$work/first.json"

# ---- checked against: what is old does not fail, and is counted
want 1 '' check a.csv "${retire[@]}" "${day[@]}"
against=(--baseline base.json "${retire[@]}" "${day[@]}")
want 0 'baseline base.json: 0 new, 2 known, 0 fixed' check a.csv "${against[@]}" -f ndjson
is 'known findings say so' 2 "$(grep -c '"baseline":true' "$work/output")"
want 0 '"baseline":{"new":0,"known":2,"fixed":0}' check a.csv "${against[@]}" -f json

# Rows and columns in another order, other cells, another day, another folder: the same findings.
mkdir "$work/moved"
printf '%s\n' '序号,单位名称,投运日期,备注,型号,设备名称,设备编号' '1,甲厂,1997-05-01,,S7-315/10,变压器,T2' \
  '2,甲厂,1996-05-01,已报废申请,S7-315/10,变压器,T1' > "$work/moved/b.csv"
want 0 '0 new, 2 known, 0 fixed' check moved/b.csv --baseline base.json "${retire[@]}" --as-of 2027-11-23 --lang en

# A new one fails, and only it; one that has gone is fixed.
printf '%s\n' "$header" 'T2,变压器,S7-315/10,1997-05-01,甲厂' 'T3,变压器,S7-500/10,1995-05-01,甲厂' > "$work/a.csv"
want 1 '1 new, 1 known, 1 fixed; gengxin baseline update takes out what is fixed' check a.csv "${against[@]}" -f ndjson
is 'the new finding is not known' 1 "$(grep '"item":"T3"' "$work/output" | grep -cv '"baseline":true')"
want 1 '"failing":1' check a.csv "${against[@]}" -f json
# The same machine in another company is another machine.
printf '%s\n' "$header" 'T2,变压器,S7-315/10,1997-05-01,乙厂' > "$work/c.csv"
want 1 '1 new, 0 known, 2 fixed' check c.csv "${against[@]}"

# ---- brought up to date: what is new needs a person's word
want 1 'base.json: left as it was; 1 new, 1 known, 1 fixed. Look at what is new: --accept-new' \
  baseline update a.csv -o base.json "${retire[@]}" "${day[@]}"
same 'a refused update leaves the file as it was' "$work/base.json" "$work/first.json"
want 0 'base.json: 1 taken in, 1 kept, 1 taken out' baseline update a.csv -o base.json --accept-new "${retire[@]}" "${day[@]}"
want 0 '0 new, 2 known, 0 fixed' check a.csv "${against[@]}"
printf '%s\n' "$header" 'T3,变压器,S7-500/10,1995-05-01,甲厂' > "$work/a.csv"
want 0 'base.json: 0 taken in, 1 kept, 1 taken out' baseline update a.csv -o base.json "${retire[@]}" "${day[@]}"
want 2 'none.json: the baseline cannot be read: No such file' baseline update a.csv -o none.json "${retire[@]}" "${day[@]}"

# ---- items that cannot be told apart are counted
same_three='设备名称,型号,投运日期
变压器,S7-315/10,1996-05-01
变压器,S7-315/10,1996-05-01
变压器,S7-315/10,1996-05-01'
printf '%s\n' "$same_three" > "$work/three.csv"
want 0 '3 taken in' baseline create three.csv -o three.json "${retire[@]}" "${day[@]}"
want 0 '0 new, 3 known, 0 fixed' check three.csv --baseline three.json "${retire[@]}" "${day[@]}" --jobs 8
printf '变压器,S7-315/10,1996-05-01\n' >> "$work/three.csv"
want 1 '1 new, 3 known, 0 fixed' check three.csv --baseline three.json "${retire[@]}" "${day[@]}"
printf '%s\n' "$same_three" | head -n 2 > "$work/three.csv"
want 0 '0 new, 1 known, 2 fixed' check three.csv --baseline three.json "${retire[@]}" "${day[@]}"

# ---- several companies in several files, and what cannot be read
printf '%s\n' "$header" "$old" > "$work/a.csv"
want 0 '3 taken in' baseline create a.csv c.csv -o both.json "${retire[@]}" "${day[@]}"
want 0 '0 new, 3 known, 0 fixed' check c.csv a.csv --baseline both.json "${retire[@]}" "${day[@]}"
cp "$work/both.json" "$work/both.before"
want 3 '1 files and 0 rows could not be read; no baseline was written' baseline update a.csv missing.csv -o both.json --accept-new "${retire[@]}" "${day[@]}"
same 'what cannot be read is not taken for fixed' "$work/both.json" "$work/both.before"
want 3 'no baseline was written' baseline create missing.csv -o never.json "${retire[@]}" "${day[@]}"
[[ ! -e "$work/never.json" ]] || { echo 'FAILED: a baseline of nothing'; failed=1; }

# ---- stale: another region, selection, day or rule base is an error, never a guess
cp "$work/first.json" "$work/base.json"
want 2 'stale: its selection is --only retire, here it is -' check a.csv --baseline base.json "${day[@]}"
want 2 'stale: its region is luoyang, here it is henan' check a.csv "${against[@]}" --region henan
want 2 'stale: its day is 2026-11-23, here it is 2026-11-22' check a.csv --baseline base.json "${retire[@]}" --as-of 2026-11-22 --lang en
mkdir "$work/rules"
cat > "$work/rules/house.yaml" << 'YAML'
document: {id: house, title: 厂内规定, number: 厂发1号, issuer: 设备部, region: luoyang, in-force: 2024-01-01, provenance: official}
rules:
  - {id: house/1, clause: 一, title: 变压器一律更新, verdict: restrict, category: transformer, when: in_service_date < date('2010-01-01')}
YAML
want 2 'stale: its rule base is' check a.csv "${against[@]}" --rules rules
want 0 '0 taken in, 2 kept, 0 taken out' baseline update a.csv -o base.json "${retire[@]}" "${day[@]}" --rules rules
want 0 '2 known' check a.csv "${against[@]}" --rules rules
want 2 'stale: its rule base is' check a.csv "${against[@]}"

# ---- malformed: the file and the place are named
bad() { # PATTERN SED-EXPRESSION
  cp "$work/first.json" "$work/base.json"
  edit "$2"
  want 2 "base.json: .*$1" check a.csv "${against[@]}"
}
bad 'is no valid baseline' 's/\]}$/]/'
bad 'baseline is missing or of the wrong type' 's/^{"baseline":1,/{/'
bad 'its version is 2, here it is 1' 's/^{"baseline":1,/{"baseline":2,/'
bad 'region is missing' 's/"region":"luoyang",//'
bad '2026-02-30 is not a day' 's/"as_of":"2026-11-23"/"as_of":"2026-02-30"/'
bad 'finding 1: count must be above 0' '0,/"count":1/s//"count":0/'
bad 'finding 1: count is missing or of the wrong type' '0,/"count":1/s//"count":-1/'
bad 'finding 2: fingerprint must be 32 hexadecimal digits' '0,/\("fingerprint":"\)[0-9a-f]*/s//\1XYZ/;0,/"fingerprint":"XYZ"/!s/"fingerprint":"[0-9a-f]*/"fingerprint":"12/;s/XYZ/0123456789abcdef0123456789abcdef/'
bad 'findings is missing' 's/"findings": \[/"finding": [/'
: > "$work/base.json"
want 2 'is no valid baseline' check a.csv "${against[@]}"
printf '[]' > "$work/base.json"
want 2 'it must be an object' check a.csv "${against[@]}"
want 2 'nowhere.json: the baseline cannot be read' check a.csv --baseline nowhere.json "${day[@]}"

# ---- a waiver goes before: what it covers has its own last day and is not taken in
cp "$work/first.json" "$work/base.json"
cat > "$work/w.toml" << 'TOML'
baseline = "base.json"
[[waivers]]
rule = "*"
item = "T1"
reason = "二季度更新"
who = "设备科"
until = 2027-03-31
TOML
want 0 '1 taken in' baseline create a.csv -o waived.json "${retire[@]}" "${day[@]}" --config w.toml
want 0 '0 new, 1 known, 1 fixed' check a.csv "${retire[@]}" "${day[@]}" --config w.toml

((failed == 0)) && echo "baselines live as documented"
exit "$failed"
