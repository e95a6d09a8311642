#!/usr/bin/env bash
# The man page names exactly the commands and options that the program has.   man.sh BINARY
set -euo pipefail
binary="$(realpath "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
page=man/gengxin.1
unset LANG LC_ALL LC_CTYPE LC_MESSAGES
# --help-all stops at the first level of commands; those below it are asked one by one.
help="$("$binary" --help-all)"
failed=0
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
exit "$failed"
