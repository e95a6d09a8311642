#!/usr/bin/env bash
# The man pages name exactly what the program has: commands and options, the keys of gengxin.toml, the keys and
# functions of rule files. Their examples run.   man.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
page=man/gengxin.1
# --help-all stops at the first level of commands; those below it are asked one by one.
help="$("$binary" --help-all)"
while read -r command; do
  read -r -a words <<< "$command"
  text="$("$binary" "${words[@]}" --help 2> /dev/null)" || {
    echo "$page names the command '$command', which the program does not know"
    failed=1
  }
  help+=$'\n'"$text"
done < <(sed -nE 's/^\.It Cm (([a-z]+)( Cm [a-z]+)?).*/\1/p' "$page" | sed 's/ Cm / /')

# Help: an option's line begins with its names, such as "  -f,--format TEXT".
in_help="$(sed -nE 's/^ +((-[A-Za-z],)?--[a-z][a-z-]*(,--[a-z][a-z-]*)*).*/\1/p; s/^ +(-[A-Za-z])([ ,].*)?$/\1/p' <<< "$help" |
  tr ',' '\n' | LC_ALL=C sort -u)"
# Page: .It Fl f , Fl -format Ar FORMAT
in_page="$(sed -nE 's/^\.It (Fl .*)/\1/p' "$page" |
  awk '{ for (i = 1; i < NF; ++i) if ($i == "Fl") print "-" $(i + 1) }' | LC_ALL=C sort -u)"

if ! diff <(echo "$in_help") <(echo "$in_page"); then
  echo "$page and gengxin --help-all differ: < stands only in the help, > only in the page"
  failed=1
fi

# ---- every page is well-formed, and names pages that there are
for file in man/*; do
  # What it finds of form; that a page is not installed is no fault of it.
  wrong="$(mandoc -T lint -W all "$file" | grep -v 'referenced manual not found' || true)"
  [[ -z "$wrong" ]] || { echo "$wrong"; failed=1; }
  while read -r name section; do
    [[ -e "man/$name.$section" ]] || { echo "$file names $name($section), which there is not"; failed=1; }
  done < <(sed -nE 's/^\.Xr (gengxin[^ ]*) ([0-9]).*/\1 \2/p' "$file")
done
keys() { # PAGE: the keys that it explains
  sed -nE 's/^\.(It )?Ic (.*)/\2/p' "$1" | sed -E 's/ No (= )?Ar .*//' | tr ' ' '\n' | grep '^[a-z]' | LC_ALL=C sort -u
}
example() { # PAGE N: its Nth literal block
  awk -v n="$2" '/^\.Ed/ { inside = 0 } inside && k == n; /^\.Bd -literal/ { ++k; inside = 1 }' "$1"
}

# ---- gengxin.toml(5): the keys that the program names where one is wrong
printf 'nonsense = 1\n' > "$work/wrong.toml"
printf '[[waivers]]\nnonsense = 1\n' > "$work/wrong-waiver.toml"
known() { { "$binary" check examples/machine-shop.csv --lang en --config "$1" 2>&1 || true; } | sed -n 's/.*known: //p'; }
{ known "$work/wrong.toml"; known "$work/wrong-waiver.toml"; } | tr -d ' ' | tr ',' '\n' | grep -v '^\[' | LC_ALL=C sort -u > "$work/known"
[[ "$(wc -l < "$work/known")" -gt 20 ]] || { echo 'FAILED: too few keys are known'; failed=1; }
keys man/gengxin.toml.5 > "$work/explained"
same 'gengxin.toml(5) explains the keys that there are' "$work/known" "$work/explained"
for table in profile map waivers; do
  grep -q "^\.Ss The .* $table\$" man/gengxin.toml.5 || { echo "FAILED: gengxin.toml(5) has nothing of $table"; failed=1; }
done
example man/gengxin.toml.5 1 > "$work/gengxin.toml"
example man/gengxin-inventory.5 1 > "$work/inventory.csv"
example man/gengxin-inventory.5 2 > "$work/inventory.ndjson"
run check examples/bearing-works.csv --config "$work/gengxin.toml" --as-of 2026-11-23 -f ndjson > "$work/findings"
grep -q '"item":"BY-01".*"waived":{"reason":"列入2027年一季度更新计划"' "$work/findings" ||
  { echo 'FAILED: the waiver of gengxin.toml(5) covers nothing'; failed=1; }

# ---- gengxin-inventory(5): the example, as CSV and as NDJSON
for format in csv ndjson; do
  run check "$work/inventory.$format" --no-config --as-of 2026-11-23 -f ndjson --strict |
    sed -E 's/"file":"[^"]*","row":[0-9]+,//; s/"row":[0-9]+,"column":[0-9]+//g' > "$work/$format"
done
[[ "$(grep -c '"item":"DJ-00[12]"' "$work/csv")" -ge 3 ]] || { echo 'FAILED: the example of gengxin-inventory(5) finds nothing'; failed=1; }
same 'both examples of gengxin-inventory(5) say the same' "$work/csv" "$work/ndjson"

# ---- gengxin-rules(5): the keys of the schema, the functions of the language, the example
"$binary" schema rules > "$work/schema.json"
node -e '
  const schema = JSON.parse(require("fs").readFileSync(process.argv[1]));
  const names = new Set();
  const fields = new Set(Object.keys(schema.definitions.example.properties.item.properties));
  for (const [name, one] of Object.entries(schema.definitions))
    if (one.properties && !fields.has(name)) for (const key of Object.keys(one.properties)) names.add(key);
  console.log([...names].join("\n"));' "$work/schema.json" | LC_ALL=C sort -u > "$work/known"
[[ "$(wc -l < "$work/known")" -gt 50 ]] || { echo 'FAILED: too few keys are in the schema'; failed=1; }
keys man/gengxin-rules.5 > "$work/explained"
same 'gengxin-rules(5) explains the keys that there are' "$work/known" "$work/explained"
{ sed -nE 's/^    \{"([a-z_]+)", Op::.*/\1/p' src/rules/expression.cc; printf '%s\n' date has in_region is_a grade; } |
  LC_ALL=C sort -u > "$work/known"
grep '^\.It Fn' man/gengxin-rules.5 | grep -oE 'Fn [a-z_]+' | cut -d ' ' -f 2 | LC_ALL=C sort -u > "$work/explained"
same 'gengxin-rules(5) explains the functions that there are' "$work/known" "$work/explained"
mkdir "$work/rules"
example man/gengxin-rules.5 1 > "$work/rules/house.yaml"
"$binary" rules lint --rules "$work/rules" --as-of 2026-11-23 > "$work/output" || { cat "$work/output"; failed=1; }
"$binary" rules test --rules "$work/rules" > "$work/output" || { cat "$work/output"; failed=1; }
exit "$failed"
