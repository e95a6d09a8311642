#!/usr/bin/env bash
# Exit statuses, configuration, waivers, filters and streams of the built binary.
#   status.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# want STATUS PATTERN ARGUMENT...: runs in $work; PATTERN must stand in what was printed (stdout and stderr).
want() {
  local status="$1" pattern="$2" got=0
  shift 2
  (cd "$work" && "$binary" "$@") > "$work/output" 2>&1 < "$work/input" || got=$?
  if ((got != status)); then
    echo "FAILED: exit status $got, not $status: gengxin $*"
    cat "$work/output"
    failed=1
  elif ! grep -q -e "$pattern" "$work/output"; then
    echo "FAILED: no '$pattern' in the output of: gengxin $*"
    cat "$work/output"
    failed=1
  fi
}

cat > "$work/old.csv" << 'CSV'
设备编号,设备名称,型号,投运日期
T1,变压器,S9-315/10,1996-05-01
T2,变压器,S9-315/10,2003-05-01
CSV
printf '设备名称,型号,功率(kW),极数,效率(%%)\n电机,YE3-160M-4,11,4,91.3\n电机,YE3-160M-4,abc,4,95\n' > "$work/motors.csv"
printf '\xd0\xcf\x11\xe0 no workbook' > "$work/broken.xlsx"
cp "$work/old.csv" "$work/input"
day=(--as-of 2026-11-23)

# 0, 1, 2, 3, and 3 before 1
want 1 '"rule":"miit-obsolete-4/1-2"' check old.csv -f ndjson "${day[@]}"
want 0 '"rule":"miit-obsolete-4/1-2"' check old.csv -f ndjson --fail-on none "${day[@]}"
want 0 'T1,,compliant' check old.csv -f csv --as-of 2016-03-01 --all --lang en --fail-on none
want 1 'below-access' check motors.csv -f csv --fail-on below-access "${day[@]}"
want 0 'below-access' check motors.csv -f csv "${day[@]}"
want 2 'no such format' check old.csv -f pdf --lang en
want 2 'must be one of' check old.csv --fail-on broken --lang en
want 2 'not a day' check old.csv --as-of 2026-02-30 --lang en
want 2 'no such region' check old.csv --region mars --lang en
want 2 'names nothing\|no verdict' check old.csv --only nothing-like-it --lang en
want 2 '' check
want 2 '' check old.csv --no-such-option
want 3 'broken.xlsx' check broken.xlsx "${day[@]}"
want 3 'S9-315/10' check old.csv broken.xlsx -f ndjson "${day[@]}"
want 3 'missing.csv' check missing.csv
want 3 'motors.csv:3:3' check motors.csv --strict -f csv "${day[@]}"
want 0 'motors.csv:3:3' check motors.csv -f csv "${day[@]}"

# -o: its ending says the format where -f does not; an input is not written over
into() { # FILE ARGUMENT...: written there by a run that finds something
  local file="$1" got=0
  shift
  (cd "$work" && "$binary" check "$@" -o "$file" "${day[@]}") < "$work/input" || got=$?
  ((got == 1)) || { echo "FAILED: exit status $got, not 1: gengxin check $* -o $file"; failed=1; }
}
into out.ndjson old.csv
grep -q '"rule":"miit-obsolete-4/1-2"' "$work/out.ndjson" || { echo 'FAILED: -o out.ndjson is not NDJSON'; failed=1; }
into out.ndjson old.csv -f csv
grep -q '^old.csv,2,T1' "$work/out.ndjson" || { echo 'FAILED: -f does not go before the ending of -o'; failed=1; }
into out.xlsx -
[[ "$(head -c 2 "$work/out.xlsx")" == PK ]] || { echo 'FAILED: -o out.xlsx is no workbook'; failed=1; }
want 2 'is a file to be read' check motors.csv old.csv -o ./old.csv --lang en
want 1 'T1' check old.csv -f csv "${day[@]}"

# standard input, and one value an option
want 1 'S9-315/10' check - -f ndjson "${day[@]}"
want 0 'upgrade\|^$\|file,row' check --only upgrade old.csv -f csv "${day[@]}"
want 2 'power_kw' check old.csv --map '设备编号=power_kv' --lang en

# explain: a file goes before an id, an id before a designation
want 0 'old.csv:2' explain old.csv --item T1 "${day[@]}"
want 0 '<stdin>:2\|-:2' explain - --item T1 "${day[@]}"
want 2 'no item has the id' explain old.csv --item T9 --lang en
want 0 'eliminated/miit-obsolete-4.yaml' explain miit-obsolete-4/1-2
want 0 'miit-obsolete-4/1-2' explain miit-obsolete-4
want 0 'gb18613-2020/table-1' explain 'GB 18613-2020'
want 0 'S9-315/10' explain 's9-315/10' "${day[@]}"
want 0 'put into service before 1998-01-01' explain 'S9-315/10' --lang en "${day[@]}"
want 0 '=> retire, deadline 2017-12-31 (passed)$' explain 'S9-315/10' in_service_date=1996 --lang en "${day[@]}"
want 0 'does not apply' explain 'S9-315/10' 投运日期=2003 --lang en "${day[@]}"
want 0 'category: blower' explain SJ-560/10 --category blower --lang en "${day[@]}"
want 2 'no such category' explain SJ-560/10 --category boat --lang en
want 2 "is no field; did you mean power_kw" explain YE3-160M-4 pwer_kw=11 --lang en
want 2 'not a number' explain YE3-160M-4 power_kw=x --lang en
want 2 'write FIELD=VALUE' explain YE3-160M-4 11kW --lang en
want 2 'did you mean gb18613-2020/table-1?' explain gb18613-2020/tabel-1 --lang en
want 2 'did you mean miit-obsolete-4?' explain miit-obsolete-4/9-99 --lang en
want 2 'did you mean miit-obsolete-1' explain miit-obsolet-1 --lang en
want 2 'is for inventories' explain miit-obsolete-4/1-2 --item T1 --lang en
want 2 'is for designations' explain old.csv --category motor --lang en
want 2 'is for designations' explain miit-obsolete-4/1-2 power_kw=1 --lang en
want 2 'is empty or no UTF-8' explain $'\xff\xfe' --lang en
want 3 'missing.csv' explain missing.csv
want 3 './missing' explain ./missing
want 3 'broken.xlsx' explain broken.xlsx
want 0 'no list names it' explain XYZ-123 --lang en
cp "$work/old.csv" "$work/S9"
want 0 'T1  S9:2' explain S9 --item T1 "${day[@]}"

# rules of one's own
mkdir "$work/rules"
cat > "$work/rules/house.yaml" << 'YAML'
document: {id: house, title: 厂内规定, number: 厂发1号, issuer: 设备部, region: luoyang, in-force: 2024-01-01, provenance: official}
rules:
  - {id: house/1, clause: 一, title: 变压器一律更新, verdict: restrict, category: transformer, when: in_service_date < date('2010-01-01')}
YAML
want 1 '"rule":"house/1"' check old.csv -f ndjson --rules rules --only house --fail-on restrict "${day[@]}"
printf 'document: {id: house}\nrules:\n  - {id: house/1, clause: 一, title: x, verdict: destroy, category: boat}\n' > "$work/rules/house.yaml"
want 2 'house.yaml:3' check old.csv --rules rules --lang en

# configuration and waivers
cat > "$work/gengxin.toml" << 'TOML'
region = "luoyang"
[[waivers]]
item = "T1"
rule = "miit-obsolete-4/1-2"
reason = "2027年一季度更新"
who = "设备科"
until = 2027-03-31
TOML
want 0 '"item":"T1"' check old.csv -f ndjson "${day[@]}"
want 1 'waiver has ended: miit-obsolete-4/1-2, item T1 (last day 2027-03-31' check old.csv -f ndjson --as-of 2027-04-01 --lang en
printf 'fail-om = "retire"\n' > "$work/gengxin.toml"
want 2 "gengxin.toml:1:1: there is no 'fail-om'" check old.csv --lang en
printf 'region = \n' > "$work/gengxin.toml"
want 2 'gengxin.toml:1:' check old.csv --lang en
rm "$work/gengxin.toml"

# colour only when asked for here, where no terminal is
want 1 $'\e\\[' check old.csv --color always "${day[@]}"
(cd "$work" && "$binary" check old.csv "${day[@]}" || true) > "$work/plain" 2>&1
if grep -q $'\e' "$work/plain"; then
  echo "FAILED: colour without a terminal"
  failed=1
fi

# a device that is full
if [[ -e /dev/full ]]; then want 2 '-o /dev/full\|cannot be written' check old.csv -f ndjson -o /dev/full --lang en "${day[@]}"; fi

((failed == 0)) && echo "exit statuses, configuration and streams are as documented"
exit "$failed"
