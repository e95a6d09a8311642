#!/usr/bin/env bash
# Every gengxin command in README.md's console blocks runs, with the exit status written beside it (`# exit 1`;
# nothing written means 0), and prints the lines shown below it, in that order ("..." stands for lines left out).
#   readme.sh BINARY
set -euo pipefail
binary="$(realpath "$1")"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
unset LANG LC_ALL LC_CTYPE LC_MESSAGES NO_COLOR TZ COLUMNS
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$binary" "$work/bin/gengxin"
PATH="$work/bin:$PATH"

commands=0
failed=0
finish() { # checks the command read last against the lines read since
  [[ -n "$command" ]] || return 0
  commands=$((commands + 1))
  local status=0 want=0 line
  [[ "$command" =~ \#\ exit\ ([0-9]+) ]] && want="${BASH_REMATCH[1]}"
  # </dev/null: a command that reads standard input must show its pipe.
  bash -c "$command" > "$work/output" 2> "$work/errors" < /dev/null || status=$?
  if ((status != want)); then
    echo "FAILED: exit status $status, README says $want: $command"
    cat "$work/errors"
    failed=1
  fi
  exec 3< "$work/output"
  for line in "${shown[@]}"; do
    [[ "$line" == "..." ]] && continue
    local found=0 got
    while IFS= read -r got <&3; do
      if [[ "${got%"${got##*[![:space:]]}"}" == "$line" ]]; then
        found=1
        break
      fi
    done
    if ((!found)); then
      echo "FAILED: the output of '$command' has no such line (after the one before it): $line"
      failed=1
      break
    fi
  done
  exec 3<&-
}

command=""
shown=()
in_block=0
while IFS= read -r line; do
  if [[ "$line" == '```console' ]]; then
    in_block=1
  elif [[ "$line" == '```' ]]; then
    finish
    command=""
    shown=()
    in_block=0
  elif ((in_block)) && [[ "$line" == '$ '* ]]; then
    finish
    shown=()
    command="${line#'$ '}"
    # Only gengxin's own commands: the scripts would build and test again.
    [[ "$command" =~ (^|[\|\ ])(build/release/)?gengxin\  ]] || command=""
    command="${command//build\/release\/gengxin/gengxin}"
  elif ((in_block)) && [[ -n "$command" ]]; then
    shown+=("${line%"${line##*[![:space:]]}"}")
  fi
done < README.md
echo "$commands commands of README.md"
((commands > 0)) || failed=1
exit "$failed"
