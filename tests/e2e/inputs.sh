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
    head -n 20 "$work/output" | cut -c 1-300
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

# ---- folders, patterns, lists
sites="$work/in/sites"
mkdir -p "$sites/b/deep" "$sites/.hidden" "$sites/empty"
head -n 8 examples/bearing-works.csv > "$sites/b.csv"
head -n 5 examples/bearing-works.csv > "$sites/b/one.csv"
gzip < "$sites/b.csv" > "$sites/b/deep/two.CSV.gz"
cp examples/forging-plant.xlsx "$sites/a [1].xlsx"
cp "$sites/b.csv" "$sites/.hidden/no.csv"
cp "$sites/b.csv" "$sites/.no.csv"
printf 'a lock' > "$sites/~\$a [1].xlsx"
printf 'no inventory' > "$sites/notes.txt"
ln -s ../sites "$sites/b/round"
ln -s ../b.csv "$sites/b/again.csv"
read_files() { # ARGUMENT...: the inputs of a run, each once, in their order
  (cd "$work/in" && "$binary" check "$@" --as-of 2026-11-23 -f json --summary < "$work/input" || true) |
    node -e 'const seen = new Set(JSON.parse(require("fs").readFileSync(0)).input.map(i => i.file)); for (const f of seen) console.log(f)'
}
list() { # NAME WANTED ARGUMENT...: WANTED: the names, a line each
  printf '%s\n' "$2" > "$work/wanted"
  read_files "${@:3}" > "$work/got"
  same "$1" "$work/wanted" "$work/got"
}
in_sites='sites/a [1].xlsx
sites/b.csv
sites/b/deep/two.CSV.gz
sites/b/one.csv'
list 'a folder: what is in it and below it, once each, in the order of the names' "$in_sites" sites
list 'with a slash behind it too' "$in_sites" sites/
list 'what is named is not found again' "sites/b/one.csv
sites/a [1].xlsx
sites/b.csv
sites/b/deep/two.CSV.gz" sites/b/one.csv sites
list 'what is named twice is read twice, and shown so' 'sites/b.csv' sites/b.csv sites/b.csv
list 'a pattern' 'sites/b.csv' 'sites/*.csv'
list 'a pattern of folders' 'sites/b/again.csv
sites/b/deep/two.CSV.gz
sites/b/one.csv' 'sit*/b'
list 'a file whose name is a pattern too' 'sites/a [1].xlsx' 'sites/a [1].xlsx'
printf '\xEF\xBB\xBFsites/b.csv\r\n\nsites/a [1].xlsx\n' > "$work/input"
cp "$work/input" "$work/in/list"
list 'a list' 'sites/b.csv
sites/a [1].xlsx' --files-from list
list 'a list on standard input' 'sites/b.csv
sites/a [1].xlsx' --files-from -
(cd "$work/in" && find sites/b -name '*.csv' -type f -print0) > "$work/in/list0"
list 'a list with NULs' 'sites/b/one.csv' --files-from list0
want 2 'cannot be both the list and an inventory' - --files-from -
want 2 'no-list' --files-from no-list
: > "$work/in/none"
want 3 'this list of files names none' --files-from none
want 3 'sites/empty: this folder holds no inventories' sites/empty
want 3 'no-such-\*.csv: no file has this name' 'no-such-*.csv' sites/b.csv
want 3 'missing.csv' --files-from <(printf 'missing.csv\n') --summary

# The run's own files in the folder are no inventories; the report of last time is passed over and named.
(cd "$work/in" && "$binary" check sites --as-of 2026-11-23 -f json -o sites/report.json > "$work/output" 2>&1) || true
want 1 'sites/report.json: is a report that this run writes' sites -f json -o sites/report.json --evidence sites/run.json
want 1 'sites/report.json: is a report that this run writes' sites -f json -o sites/report.json --evidence sites/run.json
same 'and what is read stays the same' <(printf '%s\n' "$in_sites") \
  <(node -e 'for (const f of new Set(JSON.parse(require("fs").readFileSync(process.argv[1])).input.map(i => i.file))) console.log(f)' "$work/in/sites/report.json")
want 2 'is a file to be read' sites/b.csv -f csv -o sites/b.csv
rm "$work/in/sites"/*.json

# ---- a bad file among many stops none of the others, and is counted; each file says what became of it
many="$work/in/many"
mkdir "$many"
for i in $(seq -w 1 60); do
  cp "$sites/b.csv" "$many/$i.csv"
done
printf 'PK\003\004 no workbook' > "$many/17.xlsx"
printf 'nothing,here\n1,2\n' > "$many/33.csv"
: > "$many/44.csv"
rm "$many/50.csv" && ln -s nowhere "$many/50.csv"
(cd "$work/in" && "$binary" check many --as-of 2026-11-23 -f json > "$work/report.json" 2> /dev/null) && got=0 || got=$?
((got == 3)) || { echo "FAILED: exit status $got with unreadable files"; failed=1; }
node - "$work/report.json" << 'JS' || failed=1
const report = JSON.parse(require("fs").readFileSync(process.argv[2]));
const bad = report.input.filter(i => !i.readable).map(i => i.file).join(" ");
const sum = (of) => report.input.reduce((n, i) => n + of(i), 0);
const check = (what, ok) => { if (!ok) { console.log("FAILED: " + what); process.exitCode = 1; } };
check("the files that cannot be read are named: " + bad, bad === "many/17.xlsx many/33.csv many/44.csv many/50.csv");
check("and counted", report.summary.unreadable_files === 4);
check("57 others are read", report.input.filter(i => i.readable).length === 57 && report.summary.items === 57 * report.input[0].items);
check("each says why", report.diagnostics.filter(d => d.severity === "file").length === 4);
for (const [verdict, all] of Object.entries(report.summary.verdicts))
  for (const certainty of ["certain", "suspected"])
    check(`the files' ${verdict} add up`, sum(i => i.verdicts[verdict][certainty]) === all[certainty]);
check("findings that fail are counted by file",
  report.input[0].failing > 0 && report.input.filter(i => i.readable).every(i => i.failing === report.input[0].failing));
JS
want 3 'together 61 files, not readable (to their end): 4 files' many --summary
want 3 'many/44.csv: the file is empty' many --summary
want 3 '  many/01.csv  4 items; found: retire 1, ' many --summary

((failed == 0)) && echo "inputs are read as documented"
exit "$failed"
