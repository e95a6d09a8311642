#!/usr/bin/env bash
# Where reports go: packed files, never half a file, standard streams that are full, closed or left.
#   output.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
trap 'kill $(jobs -p) 2> /dev/null || true; chmod -R u+w "$work"; rm -rf "$work"' EXIT
in="$work/in"
mkdir "$in"
tail -n +2 examples/bearing-works.csv | grep -v 2022-13-05 > "$in/a.csv"  # without a cell to complain of
day=(--as-of 2026-11-23 --lang en)

# want STATUS PATTERN ARGUMENT...: runs `check` in $in; PATTERN (empty: nothing at all; any: whatever) must stand on
# standard error.
want() {
  local status="$1" pattern="$2" got=0
  shift 2
  (cd "$in" && "$binary" check "$@" "${day[@]}") > "$work/stdout" 2> "$work/errors" || got=$?
  said "$status" "$got" "$pattern" "gengxin check $*"
}
said() { # STATUS GOT PATTERN NAME
  if (($2 == $1)) && { [[ "$3" == any ]] || [[ -z "$3" && ! -s "$work/errors" ]] || { [[ -n "$3" ]] && grep -q -e "$3" "$work/errors"; }; }; then return; fi
  echo "FAILED: exit status $2, wanted $1 and '$3' on standard error: $4"
  cat "$work/errors"
  failed=1
}
clean() { # NAME: no file that a run has begun is left
  if [[ -n "$(find "$in" -name '.*' -type f)" ]]; then
    echo "FAILED: $1: left behind: $(find "$in" -name '.*' -type f)"
    find "$in" -name '.*' -type f -delete
    failed=1
  fi
}
ok() { # NAME COMMAND...
  local name="$1"
  shift
  if "$@"; then echo "ok: $name"; else
    echo "FAILED: $name"
    failed=1
  fi
}

# ---- packed by name
for format in csv ndjson json sarif xml md html txt; do
  want 1 any a.csv -o "plain.$format"
  want 1 any a.csv -o "packed.$format.gz"
  want 1 any a.csv -o "packed.$format.ZST"
  gzip -dc < "$in/packed.$format.gz" > "$work/gz"
  zstd -qdc < "$in/packed.$format.ZST" > "$work/zst"
  same "gzip unpacks what $format.gz holds" "$in/plain.$format" "$work/gz"
  same "zstd unpacks what $format.ZST holds" "$in/plain.$format" "$work/zst"
done
cp "$in/packed.csv.gz" "$work/first.gz"
cp "$in/packed.csv.ZST" "$work/first.zst"
sleep 1.1
want 1 any a.csv -f csv -o packed.csv.gz -f ndjson -o packed.ndjson.zst
same 'a minute later the bytes are the same' "$work/first.gz" "$in/packed.csv.gz"
ok 'neither a time nor a name stands in the file' test "$(od -An -tx1 -N8 "$in/packed.csv.gz" | tr -d ' \n')" = 1f8b080000000000
ok 'the checksum of zstd is there' zstd -qt "$in/packed.ndjson.zst"
ok 'the record stands beside, unpacked' grep -q '^{"run":{"tool"' "$in/packed.csv.gz.evidence.json"
want 0 any packed.csv.gz -f csv -o again.csv --fail-on none # a report is a table too
(cd "$in" && "$binary" check packed.csv.gz -f json --fail-on none "${day[@]}") | grep -o '"items": *[0-9]*' | head -n 1 > "$work/packed.items" || true
(cd "$in" && "$binary" check plain.csv -f json --fail-on none "${day[@]}") | grep -o '"items": *[0-9]*' | head -n 1 > "$work/plain.items" || true
same 'and is read back' "$work/plain.items" "$work/packed.items"
(cd "$in" && "$binary" merge packed.json.gz packed.json.ZST -f json) > "$work/merged.packed"
(cd "$in" && "$binary" merge plain.json plain.json -f json) > "$work/merged.plain"
same 'merge reads packed totals' "$work/merged.plain" "$work/merged.packed"
want 2 'a workbook is packed already' a.csv -o a.xlsx.gz
want 2 'a workbook is packed already' a.csv -f xlsx -o a.gz
want 1 any a.csv -f ndjson -o report.gz
want 2 'a.csv.gz: is a file to be read' a.csv.gz -o a.csv.gz
(cd "$in" && "$binary" baseline create a.csv -o known.json.gz --lang en) 2> "$work/errors" && got=0 || got=$?
said 2 "$got" 'a baseline is not packed' 'baseline -o known.json.gz'
clean 'packed files'

# ---- a signal in the middle of a run; the inventory comes through a pipe that stays open
mkfifo "$in/slow"
# Enough rows for many blocks: what has been read is written when the next block comes.
tail -n +2 "$in/a.csv" > "$work/items"
for ((i = 0; i < 11; ++i)); do cat "$work/items" "$work/items" > "$work/twice" && mv "$work/twice" "$work/items"; done
{ head -n 1 "$in/a.csv"; cat "$work/items"; } > "$work/rows"
for signal in INT TERM HUP QUIT PIPE; do
  for output in old.ndjson old.ndjson.zst; do
    printf 'the old report\n' > "$in/$output"
    exec 9<> "$in/slow"
    cat "$work/rows" >&9 &
    feeder=$!
    # A shell without job control has its background jobs ignore SIGINT and SIGQUIT.
    (cd "$in" && exec env --default-signal "$binary" check slow --input-format csv -o old.sarif -o "$output" "${day[@]}" 9>&-) 2> "$work/errors" &
    run=$!
    # The whole inventory is on its way, and its end does not come.
    for ((i = 0; i < 2000; ++i)); do
      begun="$(find "$in" -name ".$output.*" -type f)"
      if [[ -n "$begun" ]] && { [[ -s "$begun" ]] || [[ "$output" == *.zst ]]; }; then break; fi
      sleep 0.01
    done
    ok "the run has begun, $output" test -n "$begun"
    kill -s "$signal" "$run"
    got=0
    wait "$run" || got=$?
    kill "$feeder" 2> /dev/null || true
    wait "$feeder" 2> /dev/null || true
    exec 9>&-
    ok "SIG$signal ends the run, $output" test "$got" = "$((128 + $(kill -l "$signal")))"
    ok 'and the old report stays' test "$(cat "$in/$output")" = 'the old report'
    ok 'and none is made' test ! -e "$in/old.sarif" -a ! -e "$in/$output.evidence.json"
    ok 'and nothing is said' test ! -s "$work/errors"
    clean "SIG$signal"
  done
done
rm "$in/slow" "$in"/old.*

# ---- a limit on a file's size, a full disk
printf 'the old report\n' > "$in/old.csv"
cp "$work/rows" "$in/big.csv"
got=0
(cd "$in" && ulimit -f 8 && exec "$binary" check big.csv -o old.csv -f junit -o new.xml "${day[@]}") 2> "$work/errors" || got=$?
said 2 "$got" '-o \(old.csv\|new.xml\): .*File too large' 'a file over the limit'
ok 'the old report stays' test "$(cat "$in/old.csv")" = 'the old report'
ok 'of several reports none is made' test ! -e "$in/new.xml" -a ! -e "$in/old.csv.evidence.json"
# What is packed is written when it ends, when the other report is whole already.
got=0
(cd "$in" && ulimit -f 7 && exec "$binary" check a.csv -f csv -o old.csv -f sarif -o new.sarif.zst "${day[@]}") 2> "$work/errors" || got=$?
said 2 "$got" '-o new.sarif.zst: .*File too large' 'a packed file over the limit'
ok 'no report takes its place before all are whole' test "$(cat "$in/old.csv")" = 'the old report' -a ! -e "$in/old.csv.evidence.json"
clean 'a file over the limit'
disk="$work/disk"
mkdir "$disk"
# A file system of 64 KiB in a name space of its own; where that may not be made, the limit above stands for it.
cat > "$work/full" << 'SH'
set -e
mount -t tmpfs -o size=64k tmpfs "$2"
cd "$2"
printf 'the old report\n' > old.csv
got=0
"$1" check "$3/big.csv" -o old.csv -f json -o "$3/other.json" --as-of 2026-11-23 --lang en || got=$?
echo "$got $(cat old.csv) $(ls -A)"
SH
if unshare -rm true 2> /dev/null; then
  unshare -rm bash "$work/full" "$binary" "$disk" "$in" > "$work/told" 2> "$work/errors" || true
  said 0 0 '-o old.csv: .*No space left on device' 'a full disk'
  ok 'a full disk leaves the old report and nothing else' test "$(cat "$work/told")" = '2 the old report old.csv'
  ok 'and the report on another disk is not made either' test ! -e "$in/other.json"
else
  echo "skipped: no file system can be mounted here"
fi
clean 'a full disk'

# ---- standard output that is full, left or closed
for command in 'check a.csv -f ndjson' 'check a.csv' 'fields' 'rules list' 'schema report' 'completion bash' 'explain miit-obsolete-4' 'check --help'; do
  got=0
  # shellcheck disable=SC2086  # words
  (cd "$in" && "$binary" $command --lang en > /dev/full) 2> "$work/errors" || got=$?
  said 2 "$got" 'No space left on device' "$command > /dev/full"
  got=0
  # shellcheck disable=SC2086
  (cd "$in" && "$binary" $command --lang en >&-) 2> "$work/errors" || got=$?
  said 2 "$got" 'Bad file descriptor' "$command >&-"
done
got=0
(cd "$in" && node -e '
const run = require("child_process").spawn(process.argv[1], ["check", "big.csv", "-f", "ndjson", "-f", "csv", "-o", "second.csv", "--as-of", "2026-11-23"], { stdio: ["ignore", "pipe", "pipe"] });
let said = "";
run.stderr.on("data", d => said += d);
run.stdout.once("data", () => run.stdout.destroy());
run.on("close", (code, by) => { console.log(code ?? by, said); });' "$binary") > "$work/told"
ok 'a reader that leaves ends the run without a word' grep -q '^SIGPIPE $' "$work/told"
ok 'and no second report is made' test ! -e "$in/second.csv"
clean 'a reader that leaves'

# A closed stream's number must not come to be that of a file.
cp "$in/a.csv" "$work/a.csv"
for closed in '>&-' '2>&-' '<&-' '<&- >&-' '<&- >&- 2>&-'; do
  for arguments in 'a.csv -f ndjson' 'a.csv -o closed.csv' 'a.csv -f json -f csv -o closed.csv' 'nothing.csv a.csv -o closed.csv'; do
    rm -f "$in/closed.csv"
    (cd "$in" && eval "\"\$binary\" check $arguments --as-of 2026-11-23 --lang en $closed") > /dev/null 2>&1 || true
    cmp -s "$work/a.csv" "$in/a.csv" || { echo "FAILED: the inventory was written to: $arguments $closed"; failed=1; }
    if [[ -e "$in/closed.csv" ]] && [[ "$(head -c 9 "$in/closed.csv")" != file,row, || "$(grep -c '^file,row' "$in/closed.csv")" != 1 || "$(grep -vc '^\(file\|a.csv\|nothing.csv\),' "$in/closed.csv")" != 0 ]]; then
      echo "FAILED: talk went into the report: $arguments $closed"
      failed=1
    fi
  done
done
(cd "$in" && "$binary" check - --as-of 2026-11-23 --lang en <&-) > /dev/null 2> "$work/errors" && got=0 || got=$?
ok 'a closed standard input cannot be read' test "$got" = 3
clean 'closed streams'

# ---- what a file was it stays
want 1 any a.csv -o new.csv
ok 'a new file has the mode that the mask leaves' test "$(stat -c %a "$in/new.csv")" = "$(printf '%o' $((0666 & ~$(umask))))"
(umask 027 && cd "$in" && "$binary" check a.csv -o masked.csv "${day[@]}" 2> /dev/null) || true
ok 'whatever the mask' test "$(stat -c %a "$in/masked.csv")" = 640
printf 'old\n' > "$in/kept.csv"
chmod 604 "$in/kept.csv"
want 1 any a.csv -o kept.csv
ok 'an old one keeps its mode' test "$(stat -c %a "$in/kept.csv")" = 604
same 'and is the new report' "$in/new.csv" "$in/kept.csv"
mkdir "$in/far"
printf 'old\n' > "$in/far/real.csv"
ln -s far/real.csv "$in/link.csv"
want 1 any a.csv -o link.csv
ok 'a link stays a link' test -L "$in/link.csv"
same 'and leads to the report' "$in/new.csv" "$in/far/real.csv"
ln -s far/not-yet.csv "$in/nowhere.csv"
want 1 any a.csv -o nowhere.csv
ok 'a link to no file stays one too' test -L "$in/nowhere.csv"
same 'and now leads to the report' "$in/new.csv" "$in/far/not-yet.csv"
(cd "$in" && "$binary" check a.csv -f csv "${day[@]}" > shell.csv 2> /dev/null -o /dev/stdout) || true
same 'what the shell has opened is written straight' "$in/new.csv" "$in/shell.csv"
printf 'old\n' > "$in/old.json"
want 2 '-o no/such/place.csv: cannot be written' a.csv -o old.json -f csv -o no/such/place.csv
ok 'where one of several reports has no place, none is made' test "$(cat "$in/old.json")" = old
want 2 '-o far: cannot be written' a.csv -f csv -o far
clean 'places'

((failed == 0)) && echo "reports are whole, or as they were"
exit "$failed"
