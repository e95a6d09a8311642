#!/usr/bin/env bash
# The grades of the group's 500 items are those of tests/data/group_500_grades.csv, which were worked out from the
# standards' tables and not by this program: no more and no fewer, in `explain` and in every finding.
#   grades_500.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

inventory=examples/group-500.csv
expected=tests/data/group_500_grades.csv
common=(--as-of 2026-11-23 --config examples/gengxin.toml --lang zh)
"$binary" explain "$inventory" "${common[@]}" > "$work/explained"
status=0
"$binary" check -f ndjson "${common[@]}" "$inventory" > "$work/findings" || status=$?
((status <= 1)) || {
  echo "check $inventory: exit status $status"
  exit 1
}

# item,standard,grade of everything that was graded; below the last of n levels the grade is n + 1
LC_ALL=C awk '
  BEGIN { print "item,standard,grade" }
  /^[^ ]+  [^ ]+:[0-9]+  / { item = $1; next }
  (at = index($0, " 查表: ")) && /^    [^ ]/ { standard = substr($0, 5, at - 5); next }
  /^      能效等级 [0-9]+$/ { print item "," standard "," $2 }
  /^      低于[0-9]+级$/ { sub(/^ *低于/, ""); print item "," standard "," $0 + 1 }
  /^      达到标杆水平$/ { print item "," standard ",1" }
  /^      介于基准与标杆之间$/ { print item "," standard ",2" }
  /^      低于基准水平$/ { print item "," standard ",3" }
' "$work/explained" > "$work/graded"

failed=0
diff <(LC_ALL=C sort -u "$expected") <(LC_ALL=C sort -u "$work/graded") || {
  echo "FAILED: < stands only in $expected, > only in the explanation"
  failed=1
}
# Keys of a finding stand in a fixed order, so these three can be cut out of the line.
LC_ALL=C sed -nE 's/.*"item":"([^"]*)".*"level":\{"standard":"([^"]*)","grade":([0-9]+).*/\1,\2,\3/p' "$work/findings" |
  LC_ALL=C sort -u > "$work/found"
extra="$(LC_ALL=C comm -23 "$work/found" <(LC_ALL=C sort -u "$expected"))"
[[ -z "$extra" ]] || {
  printf 'FAILED: findings with other grades than %s has:\n%s\n' "$expected" "$extra"
  failed=1
}
((failed)) || echo "ok: $(($(wc -l < "$expected") - 1)) grades, $(wc -l < "$work/found") of them in findings"
exit "$failed"
