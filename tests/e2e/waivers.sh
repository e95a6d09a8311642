#!/usr/bin/env bash
# The life of a waiver: what it may name, what it covers, its last day, and what is refused; --fail-on and
# --max-undetermined, which decide with it what a run's exit status is.
#   waivers.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# want STATUS PATTERN ARGUMENT...: runs `check` in $work; PATTERN must stand in what was printed (stdout and stderr).
want() {
  local status="$1" pattern="$2" got=0
  shift 2
  (cd "$work" && "$binary" check "$@" --lang en) > "$work/output" 2>&1 || got=$?
  if ((got != status)) || ! grep -q -e "$pattern" "$work/output"; then
    echo "FAILED: exit status $got, wanted $status and '$pattern': gengxin check $*"
    head -n 20 "$work/output" | cut -c 1-300
    failed=1
  fi
}
without() { # PATTERN: what must not have been printed
  if grep -q -e "$1" "$work/output"; then
    echo "FAILED: '$1' was printed"
    failed=1
  fi
}
waivers() { # KEY=VALUE...: one waiver, in gengxin.toml; reason, who and until are there unless they are given
  printf 'fail-on = "retire"\n[[waivers]]\n' > "$work/gengxin.toml"
  printf '%s\n' "$@" >> "$work/gengxin.toml"
  [[ " $*" == *" reason"* ]] || echo 'reason = "二季度更新"' >> "$work/gengxin.toml"
  [[ " $*" == *" who"* ]] || echo 'who = "设备科"' >> "$work/gengxin.toml"
  [[ " $*" == *" until"* ]] || echo 'until = 2027-03-31' >> "$work/gengxin.toml"
}
cat > "$work/a.csv" << 'CSV'
设备编号,设备名称,型号,投运日期
BY-1,变压器,S7-315/10,1996-05-01
BY-22,变压器,S7-315/10,1997-05-01
CSV
cat > "$work/nameless.csv" << 'CSV'
设备名称,型号,投运日期
变压器,S7-315/10,1996-05-01
CSV
day=(--as-of 2026-11-23)
run check "$work/a.csv" --only retire "${day[@]}" -f ndjson --no-config > "$work/first"
of() { sed -n "1s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" "$work/first"; }
rule="$(of rule)" number="$(of document)" clause="$(of clause)"
document="${rule%%/*}"

# ---- what it may name
waivers "rule = '$rule'"
want 0 '"until":"2027-03-31"' a.csv -f ndjson "${day[@]}"
want 0 '"who":"设备科"' a.csv -f ndjson "${day[@]}"
waivers "rule = '$document'"
want 0 'BY-1' a.csv -f ndjson "${day[@]}"
waivers "rule = '$document/*'"
want 0 'BY-1' a.csv -f ndjson "${day[@]}"
waivers "clause = '$number $clause'"
want 0 'BY-1' a.csv -f ndjson "${day[@]}"
waivers "clause = '$document $clause'"
want 0 'BY-1' a.csv -f ndjson "${day[@]}"
waivers "clause = '$number 九百九十九'"
want 2 'gengxin.toml:2:.*a waiver names the clause .* which does not exist' a.csv "${day[@]}"
waivers "rule = 'no-such-rule'"
want 2 "gengxin.toml:2:.*a waiver names the rule 'no-such-rule', which does not exist" a.csv "${day[@]}"

# ---- of which items
waivers "rule = '$rule'" 'item = "BY-1"'
want 1 '"item":"BY-22"' a.csv -f ndjson "${day[@]}"
[[ "$(grep -c '"waived"' "$work/output")" == 1 ]] || { echo 'FAILED: a waiver of one item covers two'; failed=1; }
for pattern in 'BY-*' '*' 'BY-?' '??-[12]*'; do
  waivers "rule = '$rule'" "item = '$pattern'"
  case "$pattern" in
    'BY-?') want 1 '"waived"' a.csv -f ndjson "${day[@]}" ;;
    *) want 0 '"waived"' a.csv -f ndjson "${day[@]}" ;;
  esac
done
waivers "rule = '$rule'" 'item = "row 2"'
want 0 '"waived"' nameless.csv -f ndjson "${day[@]}"
waivers "rule = '$rule'" 'item = "by-1"'
want 1 'this waiver covers nothing' a.csv "${day[@]}"

# ---- its last day: in force on it, ended the day after, and then it fails whatever else there is
waivers "rule = '$rule'" 'until = 2026-11-23'
want 0 '"waived"' a.csv -f ndjson "${day[@]}"
without 'has ended'
want 1 "gengxin.toml:2: this waiver has ended: $rule, item \* (last day 2026-11-23, 设备科: 二季度更新); exit status 1 until" \
  a.csv -f ndjson --as-of 2026-11-24
without '"waived"'
want 1 'this waiver has ended' a.csv --as-of 2026-11-24 --fail-on none
printf '设备编号,设备名称,型号\nX,水泵,未知\n' > "$work/none.csv"
want 1 'this waiver has ended' none.csv --as-of 2026-11-24
# One that covers nothing is told of and fails nothing.
want 0 "this waiver covers nothing: $rule, item \* (until 2026-11-23, 设备科: 二季度更新); it can be taken out" none.csv "${day[@]}"

# ---- what every waiver needs
waivers "rule = '$rule'" 'until = "spring"'
want 2 'gengxin.toml:4' a.csv "${day[@]}"
waivers "rule = '$rule'" "clause = '$number $clause'"
want 2 'a waiver needs either rule .* or clause' a.csv "${day[@]}"
waivers 'item = "BY-1"'
want 2 'a waiver needs either rule .* or clause' a.csv "${day[@]}"
for key in reason who until; do
  waivers "rule = '$rule'"
  sed -i "/^$key = /d" "$work/gengxin.toml"
  want 2 'a waiver needs reason, who (accepts it) and until (its last day)' a.csv "${day[@]}"
done
waivers "rule = '$rule'" 'rason = "x"'
want 2 "gengxin.toml:4:1: a waiver has no 'rason'; known: item, rule, clause, reason, who, until" a.csv "${day[@]}"
waivers "rule = '$rule'" 'until = 2027-02-30'
want 2 'gengxin.toml:4' a.csv "${day[@]}"
want 1 'BY-1' a.csv --no-config "${day[@]}" -f ndjson
want 2 'exclude each other' a.csv --no-config --config gengxin.toml "${day[@]}"
rm "$work/gengxin.toml"

# ---- --fail-on: verdicts and how grave they are, both sides of each line
motors='设备编号,设备名称,型号,额定功率(kW),极数,效率(%),投运日期'
printf '%s\n' "$motors" 'D1,电机,YE3-160M-4,11,4,91.3,2022-05-01' > "$work/below.csv"   # grade 3 is 91.4
printf '%s\n' "$motors" 'D1,电机,YE3-160M-4,11,4,91.4,2022-05-01' > "$work/grade3.csv"  # an upgrade is open
want 1 'below-access' below.csv --fail-on below-access "${day[@]}"
want 0 'below-access' below.csv --fail-on below-baseline "${day[@]}"
want 1 'below-access' below.csv --fail-on upgrade "${day[@]}"
want 1 'upgrade' grade3.csv --fail-on upgrade "${day[@]}"
want 0 'upgrade' grade3.csv --fail-on below-access "${day[@]}"
want 1 'below-access' below.csv --fail-on error "${day[@]}"  # in use since after the standard took effect: a violation
sed -i 's/2022-05-01/2012-05-01/' "$work/below.csv"
want 0 'below-access' below.csv --fail-on error "${day[@]}"
want 1 'below-access' below.csv --fail-on warning "${day[@]}"
want 0 'upgrade' grade3.csv --fail-on warning "${day[@]}"
want 1 'upgrade' grade3.csv --fail-on note "${day[@]}"
want 1 'BY-1' a.csv --fail-on error "${day[@]}"
want 2 'must be one of: retire, .*undetermined, error, warning, note, none' a.csv --fail-on grave "${day[@]}"

# ---- --max-undetermined: at the limit passes, above it fails
printf '%s\n' "$motors" 'D1,三相异步电动机,,11,4,95.0,2022-05-01' 'D2,三相异步电动机,,11,4,,2022-05-01' \
  'D3,三相异步电动机,,11,4,95.0,2022-05-01' > "$work/open.csv"
want 0 'undetermined' open.csv --only gb18613-2020 "${day[@]}"
printf 'D4,三相异步电动机,,11,4,95.0,2022-05-01\n' >> "$work/open.csv"
want 0 'undetermined' open.csv --only gb18613-2020 --max-undetermined 25 "${day[@]}"
want 0 'undetermined' open.csv --only gb18613-2020 --max-undetermined 25% "${day[@]}"
want 1 'of 4 items 1 are undetermined, more than --max-undetermined 24.999999%; exit status 1' open.csv --only gb18613-2020 --max-undetermined 24.999999 "${day[@]}"
want 1 'more than --max-undetermined 0%' open.csv --only gb18613-2020 --max-undetermined 0 "${day[@]}"
want 0 'undetermined' open.csv --only gb18613-2020 --max-undetermined 100 "${day[@]}"
for bad in -1 100.1 x 5%% 0.0000001; do
  want 2 'must be per cent from 0 to 100' open.csv --only gb18613-2020 --max-undetermined="$bad" "${day[@]}"
done
printf 'max-undetermined = "24%%"\n' > "$work/gengxin.toml"
want 1 'of 4 items 1 are undetermined' open.csv --only gb18613-2020 "${day[@]}"
want 0 'undetermined' open.csv --only gb18613-2020 --max-undetermined 25 "${day[@]}"

((failed == 0)) && echo "waivers live as documented"
exit "$failed"
