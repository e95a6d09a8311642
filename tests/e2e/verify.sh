#!/usr/bin/env bash
# gengxin verify: what was recorded is made again, and what differs is named.
#   verify.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
root="$PWD"

# want STATUS PATTERN... -- ARGUMENT...: runs `verify` in $work/in; each PATTERN must stand in what was printed, and none
# that begins with "not:". Standard input is $work/input.
want() {
  local status="$1" got=0 patterns=() pattern bad=''
  shift
  while [[ "$1" != -- ]]; do
    patterns+=("$1")
    shift
  done
  shift
  (cd "$work/in" && "$binary" verify "$@" --lang en) > "$work/output" 2>&1 < "$work/input" || got=$?
  for pattern in "${patterns[@]}"; do
    if [[ "$pattern" == not:* ]]; then
      if grep -q -e "${pattern#not:}" "$work/output"; then bad="'${pattern#not:}' in the output"; fi
    elif ! grep -q -e "$pattern" "$work/output"; then
      bad="no '$pattern' in the output"
    fi
  done
  if ((got != status)) || [[ -n "$bad" ]]; then
    echo "FAILED: exit status $got, wanted $status; ${bad:-the output is as wanted}: gengxin verify $*"
    cat "$work/output"
    failed=1
  fi
}
check() { # ARGUMENT...: in $work/in
  local got=0
  (cd "$work/in" && "$binary" check "$@" --as-of 2026-11-23) > "$work/stdout" 2> "$work/errors" < "$work/input" || got=$?
  case "$got" in 0 | 1 | 3) ;; *)
    echo "FAILED: exit status $got: gengxin check $*"
    cat "$work/errors"
    failed=1
    ;;
  esac
}
mkdir "$work/in"
: > "$work/input"
cat > "$work/in/a.csv" << 'CSV'
设备编号,设备名称,型号,投运日期,企业名称
T1,变压器,S9-315/10,1996-05-01,甲公司
T2,变压器,S9-315/10,2003-05-01,甲公司
T3,变压器,S8-315/10,2003-05-01,乙公司
CSV
cp "$work/in/a.csv" "$work/a.csv"
cp examples/forging-plant.xlsx "$work/in/book.xlsx"
same_again='^verified: 1 inputs, rule base .*, the report is the same$'

# ---- every machine format, packed too, in both languages; totals; several at once
for report in a.json a.ndjson a.csv:out.csv a.sarif a.xml a.json.gz a.ndjson.zst out.csv.gz a.sarif.zst; do
  report="${report#*:}"
  check a.csv -o "$report" --lang zh
  want 0 "$same_again" -- "$report"
  check a.csv -o "$report" --lang en --summary
  want 0 "$same_again" -- "$report"
done
for format in github gitlab; do
  check a.csv -f $format -o "a.$format" --lang zh --all
  want 0 "$same_again" -- "a.$format"
done
check a.csv -f json -o many.json -f csv -o many.csv -f gitlab -o many.gitlab -f sarif -o many.sarif -f junit -o many.xml --evidence many.record
for report in many.json many.csv many.gitlab many.sarif many.xml many.csv.evidence.json many.gitlab.evidence.json; do
  want 0 "$same_again" -- "$report"
done
want 0 '^verified: 1 inputs, .*a record alone has no findings' -- many.record
cp "$work/in/many.json" "$work/input"
want 0 "$same_again" -- - --evidence many.record
check book.xlsx -f json -o book.json --sheet 2 --horizon 24m --only retire,upgrade --min-provenance transcribed
want 0 "$same_again" -- book.json
check book.xlsx -f csv -o book.csv
want 0 "$same_again" -- book.csv
check a.csv book.xlsx no-such.csv -f json -o three.json # what could not be read then and cannot now is the same
want 0 '^verified: 3 inputs' -- three.json
(cd "$work/in" && "$binary" check a.csv -f csv --evidence bare.record --as-of 2026-11-23 > bare.csv) || true
want 2 'bare.csv: has no record of its run' -- bare.csv
want 0 "$same_again" -- bare.csv --evidence bare.record

# ---- a report from standard input, of standard input
check a.csv -f json -o a.json
cp "$work/in/a.json" "$work/input"
want 0 "$same_again" -- -
cp "$work/a.csv" "$work/input"
check - -f json -o stdin.json
want 0 "$same_again" -- stdin.json
: > "$work/input"
want 1 'input -: has changed' 'given again: gengxin verify REPORT < INVENTORY' -- stdin.json
cp "$work/in/stdin.json" "$work/input"
want 2 'was made from standard input' -- -

# ---- what differs: an input
for report in a.json a.ndjson out.csv a.sarif a.xml a.github a.gitlab; do
  case "$report" in *.github | *.gitlab) format="${report#*.}" ;; *) format='' ;; esac
  check a.csv ${format:+-f "$format"} -o "$report" --lang en
  sed -i 's/T2,变压器,S9-315\/10,2003/T2,变压器,S9-315\/10,1997/' "$work/in/a.csv"
  want 1 "input a.csv: has changed; its SHA-256 was $(sha256sum < "$work/a.csv" | cut -c 1-64), it is $(sha256sum < "$work/in/a.csv" | cut -c 1-64) now" \
    'the reports differ: ' '^  + .*\(T2\|"startLine":3\)' 'not:^  [-+] .*T1' -- "$report"
  cp "$work/a.csv" "$work/in/a.csv"
  want 0 "$same_again" -- "$report"
done
printf '\n' >> "$work/in/a.csv" # another file that says the same
want 1 'input a.csv: has changed' 'not:reports differ' -- a.ndjson
rm "$work/in/a.csv"
want 3 'input a.csv: cannot be read now; its SHA-256 was' 'not:reports differ' -- a.json
want 3 'input a.csv: cannot be read now' -- many.record
cp "$work/a.csv" "$work/in/a.csv"
mkdir "$work/in/elsewhere"
cp "$work/in/a.json" "$work/in/elsewhere"
(cd "$work/in/elsewhere" && "$binary" verify a.json --lang en) > "$work/output" 2>&1 && got=0 || got=$?
((got == 3)) && grep -q 'a.csv: cannot be read now.*present folder' "$work/output" || { echo "FAILED: from another folder: $got"; cat "$work/output"; failed=1; }
want 0 "$same_again" -- elsewhere/a.json
cp "$work/a.csv" "$work/in/no-such.csv"
want 1 'input no-such.csv: could not be read then' -- three.json
rm "$work/in/no-such.csv"

# ---- a report that was changed by hand, cut off or turned round
edit() { # REPORT SED
  cp "$work/in/$1" "$work/in/edited-$1"
  if [[ -e "$work/in/$1.evidence.json" ]]; then cp "$work/in/$1.evidence.json" "$work/in/edited-$1.evidence.json"; fi
  sed -i "$2" "$work/in/edited-$1"
  ! cmp -s "$work/in/$1" "$work/in/edited-$1" || { echo "FAILED: nothing to edit in $1"; failed=1; }
}
edit a.json '/"T1"/s/"verdict":"retire"/"verdict":"upgrade"/'
want 1 '1 lines stand only in the old one (-), 1 only in the new' '^  - .*T1.*"verdict":"upgrade"' '^  + .*T1.*"verdict":"retire"' \
  'not:input a.csv' 'not:rule base:' -- edited-a.json
edit a.ndjson '/"T1"/d'
want 1 '0 lines stand only in the old one (-), 2 only in the new' '^  + .*T1' -- edited-a.ndjson
edit out.csv 's/T1,甲公司,retire/T1,甲公司,compliant/'
want 1 '^  - .*T1.*compliant' '^  + .*T1.*retire' -- edited-out.csv
edit a.sarif 's/"level":"error"/"level":"note"/'
want 1 'the reports differ' '^  - .*"level":"note"' -- edited-a.sarif
edit a.xml '0,/<failure /s/<failure /<skipped /'
want 1 'the reports differ\|has no record' -- edited-a.xml
edit a.gitlab 's/"severity":"[a-z]*"/"severity":"blocker"/'
want 1 'the reports differ' -- edited-a.gitlab
{ tail -n 1 "$work/in/a.ndjson"; head -n -1 "$work/in/a.ndjson"; } > "$work/in/turned.ndjson"
cp "$work/in/a.ndjson.evidence.json" "$work/in/turned.ndjson.evidence.json"
want 1 'the lines are the same, in another order' -- turned.ndjson
head -c 700 "$work/in/a.json" > "$work/in/cut.json"
want 2 'cut.json: has no record of its run.*cut off' -- cut.json
head -c 700 "$work/in/a.ndjson" > "$work/in/cut.ndjson"
cp "$work/in/a.ndjson.evidence.json" "$work/in/cut.ndjson.evidence.json"
want 1 'the reports differ' -- cut.ndjson
head -c 300 "$work/in/a.json.gz" > "$work/in/cut.json.gz"
want 3 'cut.json.gz: the compressed file ends too soon' -- cut.json.gz
# What is damaged is read by the widest formats first: no line of it may reach the terminal as it is.
printf '{"file":"\x1b[31mred","row":1}\n' > "$work/in/red.ndjson"
cp "$work/in/a.ndjson.evidence.json" "$work/in/red.ndjson.evidence.json"
want 1 'the reports differ' $'not:\x1b' -- red.ndjson

# ---- records that no run has written
record() { # PATTERN SED: on a.json's line of the record
  edit a.json "/^\"run\"/$2"
  want 2 "$1" -- edited-a.json
}
record "its record\|the record's options have 'files2', which this program does not write" 's/"options":{"files"/"options":{"files2"/'
record "the record's options have 'strict'" 's/"options":{/"options":{"strict":"yes",/;s/"strict":"yes"/"strict":false/'
record "the record's options cannot be understood" 's/"files":\["a.csv"\]/"files":"a.csv"/'
record "the record has 'extra'" 's/"tool":/"extra":1,"tool":/'
record 'the record has no rule_base.digest' 's/"digest":"[0-9a-f]*"/"digest":5/'
record 'the record has no tool, or one of the wrong type' 's/"tool":"[^"]*"/"tool":null/'
record "the record's as_of is not a day: 2026-02-30" 's/"as_of":"[^"]*"/"as_of":"2026-02-30"/'
record "the record's format is none of this program's: pdf" 's/"format":"json"/"format":"pdf"/'
record "the record's lang must be zh or en" 's/"lang":"[a-z]*"/"lang":"de"/'
record 'the record has no inputs.file' 's/"inputs":\[{"file"/"inputs":[{"fil"/'
record 'no single check wrote this report' 's/"options":{.*},"inputs"/"inputs"/'
(cd "$work/in" && "$binary" merge a.json many.json -f json > merged.json)
want 2 'no single check wrote this report (gengxin merge' -- merged.json
check a.csv -o a.txt
want 2 'a.txt: has no record' -- a.txt
check a.csv -o a.md --evidence people.record
want 2 'has no record' -- a.md
want 2 'markdown is for people and cannot be compared' -- a.md --evidence people.record
want 0 'a record alone' -- people.record
want 3 'nothing.json: no such file' -- nothing.json
: > "$work/in/empty.json"
want 2 'has no record' -- empty.json
rm "$work/in/out.csv.evidence.json"
want 2 'out.csv: has no record of its run' -- out.csv

# ---- another version of the program is said and compared all the same
version="$("$binary" --version)"
for report in a.json a.sarif a.xml; do
  edit "$report" "s/$version/gengxin 0.0.1/g; s/\"${version#* }\"/\"0.0.1\"/g"
  want 0 "^program: it was gengxin 0.0.1, it is $version now" "$same_again" -- "edited-$report"
done

# ---- rules: one threshold moved
mkdir "$work/in/rules"
cat > "$work/in/rules/house.yaml" << 'YAML'
document: {id: house, title: 厂内规定, number: 厂发1号, issuer: 设备部, region: luoyang, in-force: 2024-01-01, provenance: official}
rules:
  - {id: house/1, clause: 一, title: 变压器一律更新, verdict: restrict, category: transformer, when: in_service_date < date('2000-01-01')}
YAML
for report in rules.json rules.ndjson rules.sarif rules.xml; do check a.csv --rules rules --only house -o "$report"; done
for report in rules.json rules.ndjson rules.sarif rules.xml; do want 0 "$same_again" -- "$report"; done
sed -i 's/2000-01-01/1999-01-01/' "$work/in/rules/house.yaml" # other rules that find the same are other rules
for report in rules.json rules.ndjson; do
  want 1 'rule base: it was .* ([0-9a-f]*), it is .* ([0-9a-f]*) now' 'not:reports differ' -- "$report"
done
sed -i 's/1999-01-01/2010-01-01/' "$work/in/rules/house.yaml"
for report in rules.json rules.ndjson rules.sarif rules.xml; do
  want 1 'rule base: it was .* ([0-9a-f]*), it is .* ([0-9a-f]*) now' 'the reports differ' '^  + .*\(T2\|"startLine":3\)' 'not:input a.csv' -- "$report"
done
printf 'rules: [' > "$work/in/rules/house.yaml"
want 2 'the run cannot be made again: .*house.yaml' -- rules.json
rm -r "$work/in/rules"
want 2 'the run cannot be made again' -- rules.json

# ---- configuration, waivers, baseline, companies
cat > "$work/in/gengxin.toml" << 'TOML'
fail-on = "upgrade"
companies = "companies.csv"
[map]
"投运日期" = "in_service_date"
[profile]
electricity_price = 0.7
[[waivers]]
item = "T1"
rule = "miit-obsolete-4/1-2"
reason = "2027年一季度更新"
who = "设备科"
until = 2027-03-31
TOML
printf '企业名称,电价\n甲公司,0.6\n乙公司,0.8\n' > "$work/in/companies.csv"
(cd "$work/in" && "$binary" baseline create a.csv -o known.json --as-of 2026-11-23 2> "$work/errors") || { cat "$work/errors"; failed=1; }
check a.csv --baseline known.json -f json -o all.json -f sarif -o all.sarif -f junit -o all.xml
for report in all.json all.sarif all.xml; do want 0 '^verified: 3 inputs' -- "$report"; done
rm "$work/in/gengxin.toml" # what it said stands in the record
want 0 '^verified: 3 inputs' -- all.json
! grep -q "$work" "$work/in/all.json" || { echo "FAILED: the record names a folder of the machine"; failed=1; }
sed -i 's/甲公司,0.6/甲公司,0.9/' "$work/in/companies.csv"
want 1 '^input companies.csv: has changed' 'not:input known.json' -- all.json
mv "$work/in/companies.csv" "$work/companies.csv"
want 3 'companies.csv: cannot be read now' 'the run cannot be made again' -- all.json
cp "$work/companies.csv" "$work/in/companies.csv"
sed -i 's/甲公司,0.9/甲公司,0.6/' "$work/in/companies.csv"
want 0 '^verified: 3 inputs' -- all.json
cp "$work/in/known.json" "$work/known.json"
sed -i '/"T3"/d' "$work/in/known.json"
want 1 'input known.json: has changed' -- all.json
printf '{' > "$work/in/known.json"
want 1 'input known.json: has changed' 'the run cannot be made again' -- all.json
rm "$work/in/known.json"
want 3 'input known.json: cannot be read now' -- all.json
cp "$work/known.json" "$work/in/known.json"
want 0 '^verified: 3 inputs' -- all.json

# ---- nothing is left behind
TMPDIR="$work/tmp"
export TMPDIR
mkdir "$TMPDIR"
want 0 '^verified: 3 inputs' -- all.json
[[ -z "$(ls -A "$TMPDIR")" ]] || { echo "FAILED: left in TMPDIR:"; ls -A "$TMPDIR"; failed=1; }
cd "$root"
((failed == 0)) && echo "runs are made again from their records, and what differs is named"
exit "$failed"
