#!/usr/bin/env bash
# Every graded finding on the group's 500 items can be traced: `explain` shows under the same rule the standard, the
# measured value, each threshold and the grade, and for each value that the finding rests on the value itself with the
# column it stands in (or what it was derived from); the cell named there is the inventory's own.
#   traceable.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

inventory=examples/group-500.csv
common=(--as-of 2026-11-23 --config examples/gengxin.toml --lang zh)
status=0
"$binary" check -f ndjson --all "${common[@]}" "$inventory" > "$work/findings" 2> "$work/errors" || status=$?
((status <= 1)) || {
  echo "check $inventory: exit status $status"
  cat "$work/errors"
  exit 1
}
"$binary" explain "$inventory" "${common[@]}" > "$work/explained" 2> "$work/errors" || {
  echo "explain $inventory: exit status $?"
  cat "$work/errors"
  exit 1
}

LC_ALL=C awk -v least=250 '
function complain(what) { print "FAILED: " item ", " rule ": " what; failed = 1 }
function number(text) { return text ~ /^-?[0-9.]+([eE][-+]?[0-9]+)?$/ }
function equal(a, b) {
  if (!number(a) || !number(b)) return a "" == b ""
  return a - b <= 1e-9 * (b < 0 ? -b : b) && b - a <= 1e-9 * (b < 0 ? -b : b)
}

# JSON, flattened: found["values.0.field"] = "power_kw". Positions in arrays count from 0; null is "null".
function skip() { sub(/^[ \t]+/, "", rest) }
function text_of(   out, at) {
  rest = substr(rest, 2)
  out = ""
  while ((at = match(rest, /["\\]/)) > 0) {
    out = out substr(rest, 1, at - 1)
    if (substr(rest, at, 1) == "\"") { rest = substr(rest, at + 1); return out }
    out = out substr(rest, at + 1, 1)
    rest = substr(rest, at + 2)
  }
  return out
}
function flatten(path,   key, n) {
  skip()
  if (rest ~ /^\{/) {
    rest = substr(rest, 2)
    for (skip(); rest !~ /^\}/; skip()) {
      key = text_of()
      skip(); rest = substr(rest, 2)
      flatten(path == "" ? key : path "." key)
      skip(); if (rest ~ /^,/) rest = substr(rest, 2)
    }
    rest = substr(rest, 2)
  } else if (rest ~ /^\[/) {
    rest = substr(rest, 2)
    n = 0
    for (skip(); rest !~ /^\]/; skip()) {
      flatten(path "." n++)
      skip(); if (rest ~ /^,/) rest = substr(rest, 2)
    }
    rest = substr(rest, 2)
    size[path] = n
  } else if (rest ~ /^"/) {
    found[path] = text_of()
  } else {
    match(rest, /^[^],} \t]+/)
    found[path] = substr(rest, 1, RLENGTH)
    rest = substr(rest, RLENGTH + 1)
  }
}

# A line "label field: value unit  [1级 >= 95.1, 2级 >= 94, 3级 >= 92.7]" that shows this value and these thresholds.
function shows(line, field, value, path,   at, head, words, n, i, ok, limits, m) {
  at = index(line, "  [")
  if (at == 0) return 0
  head = substr(line, 1, at - 1)
  if (field != "" && index(head, " " field ": ") == 0) return 0
  sub(/^.*: /, "", head)
  split(head, words, " ")
  if (value != "" && !equal(words[1], value)) return 0
  m = split(substr(line, at + 3), limits, /[],]/)
  for (i = 0; i < size[path]; ++i) {
    if (found[path "." i] == "null") continue
    ok = 0
    for (n = 1; n <= m; ++n) {
      sub(/^.* /, "", limits[n])
      if (limits[n] != "" && equal(limits[n], found[path "." i])) ok = 1
    }
    if (!ok) return 0
  }
  return 1
}
function shown(field, value, path,   n, lines, i) {
  n = split(measured[item, rule], lines, "\n")
  for (i = 1; i <= n; ++i)
    if (shows(lines[i], field, value, path)) return 1
  return 0
}

function check_value(i,   field, value, line, words, n, k, ok, column, from, cell) {
  field = found["values." i ".field"]
  value = found["values." i ".value"]
  line = cells[item, field]
  if (line == "") { complain("the explanation does not list " field); return }
  column = found["values." i ".column"]
  from = found["values." i ".derived_from"]
  n = split(line, words, " ")
  ok = number(value) ? 0 : index(line, value) > 0
  for (k = 1; k <= n && !ok; ++k) ok = equal(words[k], value)
  if (!ok) complain(field " is " value " and the explanation says: " line)
  if (column != "") {
    if (index(line, "第 " column " 列“" header[column] "”") == 0)
      complain(field " does not name column " column ", " header[column] ": " line)
    if (found["values." i ".row"] != found["row"]) complain(field " names row " found["values." i ".row"])
    cell = inventory[found["row"], column]
    if (cell == "") complain(field " names an empty cell, row " found["row"] ", column " column)
    if (number(cell) && number(value) && !equal(cell, value)) complain(field " is " value ", its cell " cell)
  } else if (from == "model") {
    if (index(line, "由型号得出") == 0) complain(field " comes from the model: " line)
  } else if (from == "profile") {
    if (index(line, "[profile]") == 0) complain(field " comes from the profile: " line)
  } else if (from != "") {
    n = split(from, words, " ")
    if (index(line, "推算：") == 0) complain(field " is derived: " line)
    for (k = 1; k <= n; ++k) if (index(line, words[k]) == 0) complain(field " does not name " words[k] ": " line)
  } else complain(field " says neither its column nor what it was derived from")
}

FILENAME == ARGV[1] {  # the inventory; it has no quoted cells
  if ($0 ~ /"/) { print "FAILED: " FILENAME ":" FNR ": a quoted cell, which this test does not read"; failed = 1 }
  width = split($0, parts, ",")
  for (i = 1; i <= width; ++i) {
    if (FNR == 2) header[i] = parts[i]
    inventory[FNR, i] = parts[i]
  }
  next
}
FILENAME == ARGV[2] {  # the explanation
  if ($0 ~ /^[^ ]+  [^ ]+:[0-9]+  /) {
    item = $1
    rule = ""
    n = split($2, parts, ":")
    row_of[item] = parts[n]
    ++explained
    next
  }
  if ($0 ~ /^  [a-z0-9-]+\/[^ ]+ /) { rule = $1; next }
  if (rule == "" && $0 ~ /^  [^ ]/) {
    for (i = 1; i <= 3; ++i) if ($i ~ /^[a-z][a-z0-9_]*$/) { cells[item, $i] = $0; break }
    next
  }
  if (rule == "") next
  if (index($0, " 查表: ")) standards[item, rule] = $0
  if (index($0, "  [")) measured[item, rule] = measured[item, rule] $0 "\n"
  if ($0 ~ /^      (能效等级 [0-9]+|低于[0-9]+级|达到标杆水平|介于基准与标杆之间|低于基准水平)$/) {
    said = $0
    gsub(/^ +|能效等级 /, "", said)
    verdict[item, rule] = said
  }
  next
}
{  # a finding
  split("", found)
  split("", size)
  rest = $0
  flatten("")
  if (!("level.standard" in found)) next
  item = found["item"]
  rule = found["rule"]
  ++checked
  if (row_of[item] != found["row"]) complain("row " found["row"] ", explained as row " row_of[item])
  if (index(standards[item, rule], "    " found["level.standard"] " 查表: ") != 1)
    complain("the standard " found["level.standard"] " is not shown")

  if ("level.thresholds" in size) {
    levels = size["level.thresholds"]
    if (!shown("", found["level.measured"], "level.thresholds"))
      complain("measured " found["level.measured"] " or a threshold is not shown in: " measured[item, rule])
  } else {
    for (path in size)
      if (path ~ /^level\.thresholds\./) {
        field = substr(path, length("level.thresholds.") + 1)
        levels = size[path]
        if (!shown(field, found["level.measured." field], path))
          complain(field " " found["level.measured." field] " or a threshold is not shown in: " measured[item, rule])
      }
  }

  grade = found["level.grade"]
  if (index(measured[item, rule], "[标杆 "))
    expected = grade == 1 ? "达到标杆水平" : grade == 2 ? "介于基准与标杆之间" : "低于基准水平"
  else expected = grade > levels ? "低于" levels "级" : grade
  if (verdict[item, rule] "" != expected "") complain("grade " grade ", explained as " verdict[item, rule])

  if (size["values"] == 0) complain("rests on no values")
  for (i = 0; i < size["values"]; ++i) { check_value(i); ++values }
}
END {
  if (explained != 500) { print "FAILED: " explained + 0 " items explained, 500 expected"; failed = 1 }
  if (checked < least) { print "FAILED: only " checked + 0 " graded findings, at least " least " expected"; failed = 1 }
  if (!failed) print "ok: " checked " graded findings of 500 items, " values " values traced to their cells"
  exit failed
}
' "$inventory" "$work/explained" "$work/findings"
