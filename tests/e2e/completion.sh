#!/usr/bin/env bash
# Real bash, zsh and fish source their script and complete lines: each must offer what the help and the program's own
# messages name, all of it, nothing else, and nothing twice.   completion.sh BINARY
# shellcheck source=tests/e2e/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
[[ "$(basename "$binary")" == gengxin ]] || { echo "the scripts complete a program named gengxin"; exit 1; }
PATH="$(dirname "$binary"):$PATH"
export LC_ALL=C.UTF-8 HOME="$work"
here="$PWD/tests/e2e"
place="$work/place"
mkdir -p "$place/folder"
touch "$place/inventory.csv" "$place/inside.xlsx" "$place/two words.csv"
for shell in bash zsh fish; do
  for lang in zh en; do gengxin completion "$shell" --lang "$lang" > "$work/$lang.$shell"; done
done

# offered SHELL LANG < LINES: a line a word offered: the line typed, a tab, the word (and a tab and what is shown for it).
offered() {
  local script="$work/$2.$1"
  case "$1" in
    bash)
      # The part of readline: files and folders where the function asks for readline's own.
      (cd "$place" && bash --norc --noprofile -c '
        source "$1"
        compopt() { [[ "$2" == filenames ]] || own=$2; }
        while IFS= read -r line; do
          read -r -a COMP_WORDS <<< "${line//=/ = }"
          [[ "$line" != *[\ =] || "$line" == *= ]] || COMP_WORDS+=("")
          COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) own=
          _gengxin
          current=${COMP_WORDS[COMP_CWORD]}
          if ((${#COMPREPLY[@]} == 0)); then
            case "$own" in
              default) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
              dirnames) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
            esac
          fi
          for word in "${COMPREPLY[@]}"; do printf "%s\t%s\n" "$line" "$word"; done
        done' bash "$script") ;;
    zsh) (cd "$place" && timeout 300 zsh -f "$here/completion.zsh" "$script") ;;
    fish) (cd "$place" && fish --no-config -c 'source $argv[1]
        while read -l line
          for found in (complete -C "$line")
            printf "%s\t%s\n" "$line" "$found"
          end
        end' "$script") ;;
  esac
}

# ---- what should be offered: a line typed, a tab, a word

commands() { # COMMAND...: it and all below it, from the help
  echo "$*"
  local below
  while read -r below; do commands "$@" "$below"; done < <(
    "$@" --help --lang en | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\).*/\1/p')
}
mapfile -t all < <(commands gengxin)
((${#all[@]} > 15)) || { echo "FAILED: only ${#all[@]} commands in the help"; failed=1; }
for command in "${all[@]}"; do
  read -r -a words <<< "$command"
  help="$("${words[@]}" --help --lang en)"
  sed -nE 's/^  ((-[A-Za-z],)?--[a-z][a-z-]*(,--[a-z][a-z-]*)*).*/\1/p; s/^  (-[A-Za-z])([ ,].*)?$/\1/p' <<< "$help" |
    tr ',' '\n' | sed "s/^/$command -\t/"
  sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\).*/\1/p' <<< "$help" | sed "s/^/$command \t/"
done > "$work/wanted"

want() { # LINE WORD...
  local word
  for word in "${@:2}"; do printf '%s\t%s\n' "$1" "$word"; done >> "$work/wanted"
}
named() { # COMMAND...: the words that its complaint lists behind the last colon or "one of:"
  { gengxin "$@" --lang en 2>&1 || true; } | tail -n 1 | sed 's/.*: //; s/,/ /g; s/ or / /g; s/ and / /g; s/.* are //; s/must be//'
}
file=("$place/inventory.csv")
printf '型号\nS9\n' > "$work/one.csv"
want 'gengxin ch' check
want 'gengxin check --fail' --fail-on --fail-on-suspected
# shellcheck disable=SC2046  # words
{
  want 'gengxin check -f ' $(named check "${file[@]}" -f no)
  want 'gengxin check --format=' $(named check "${file[@]}" -f no)
  want 'gengxin merge -f ' $(named merge "${file[@]}" -f no)
  want 'gengxin plan -f ' $(named plan "${file[@]}" -f no)
  want 'gengxin rules diff -f ' $(named rules diff -f no --as-of 2020-01-01 --as-of 2021-01-01)
  want 'gengxin check --fail-on ' $(named check "${file[@]}" --fail-on no)
  want 'gengxin check --region ' $(named check "${file[@]}" --region no)
  want 'gengxin template --region=' $(named check "${file[@]}" --region no)
  want 'gengxin check --min-provenance ' $(named check "${file[@]}" --min-provenance no)
  want 'gengxin check --lang ' zh en
  want 'gengxin schema ' $(named schema no)
  want 'gengxin template --category ' $(gengxin template --list --lang en | awk '{ print $1 }')
  want 'gengxin rules show miit-obsolete-4/1-' $(gengxin rules list | grep -o 'miit-obsolete-4/1-[^ ]*')
  want 'gengxin rules show miit-obsolete-' $(gengxin rules list | grep -o 'miit-obsolete-[^ ]*')
  want 'gengxin explain miit-obsolete-4/1-' $(gengxin rules list | grep -o 'miit-obsolete-4/1-[^ ]*')
}
want 'gengxin check --only retire,miit-obsolete-4/1-' miit-obsolete-4/1-1 miit-obsolete-4/1-2 miit-obsolete-4/1-3
want 'gengxin check --only=retire,und' undetermined
want 'gengxin check --skip und' undetermined
want 'gengxin check --color a' auto always
want 'gengxin check in' inventory.csv inside.xlsx
want 'gengxin check --region luoyang --strict in' inventory.csv inside.xlsx
want 'gengxin check -o in' inventory.csv inside.xlsx
want 'gengxin explain in' inventory.csv inside.xlsx
want 'gengxin check --rules ' folder
want 'gengxin --help ru' rules
want 'gengxin check --region rules --fail-on-' --fail-on-suspected
want 'gengxin check -- in' inventory.csv inside.xlsx
lines=("gengxin check -- --fa" "gengxin rules show miit-obsolete-4/1-2 miit" "gengxin check --as-of " "gengxin nonsense --fa")
cut -f 1 "$work/wanted" | uniq > "$work/lines"
printf '%s\n' "${lines[@]}" >> "$work/lines"
LC_ALL=C sort "$work/wanted" > "$work/wanted.sorted"
[[ "$(wc -l < "$work/wanted")" -gt 600 ]] || { echo "FAILED: too little is wanted"; failed=1; }

for shell in bash zsh fish; do
  offered "$shell" en < "$work/lines" > "$work/offered"
  # Folders end in a slash in fish; bash and fish offer the whole of a list, fish the option before '=' too.
  sed -E 's/^([^\t]*\t)(--[a-z-]+=)?([^\t]*,)?([^\t]*[^\t\/])\/?(\t.*)?$/\1\4/' "$work/offered" |
    LC_ALL=C sort > "$work/offered.sorted"
  # zsh lets what was given twice in one group stand once; the other two show what they get.
  if [[ -n "$(uniq -d "$work/offered.sorted")" ]]; then
    echo "FAILED: $shell offers these twice:"
    uniq -d "$work/offered.sorted" | head
    failed=1
  fi
  same "$shell offers what the help and the program's messages name" "$work/wanted.sorted" "$work/offered.sorted"
done

# What was given is not offered again, in bash and zsh, under its other name neither; what may be repeated is.
for shell in bash zsh; do
  given="$(printf 'gengxin check -j 2 --lang zh --only retire --%s\n' '' j la on | offered "$shell" en | cut -f 2)"
  if grep -qxE -e '--(jobs|lang)' <<< "$given" || ! grep -qx -e '--only' <<< "$given"; then
    echo "FAILED: $shell offers what was given, or not what may be repeated: $given"
    failed=1
  fi
done

# Descriptions stand as in the help, brackets, colons, quotes and all.
for lang in zh en; do
  for command in "${all[@]}"; do
    read -r -a words <<< "$command"
    "${words[@]}" --help --lang "$lang"
  done | tr -s ' ' > "$work/help"
  for shell in zsh fish; do
    count=0
    while IFS=$'\t' read -r _ word shown; do
      [[ "$shell" == fish ]] || shown="${shown#*-- }"
      count=$((count + 1))
      grep -qF -e "$shown" "$work/help" || { echo "FAILED: $shell ($lang) shows for $word: $shown"; failed=1; }
    done < <(printf '%s\n' 'gengxin ' 'gengxin rules ' 'gengxin rules diff --' 'gengxin check --' 'gengxin template --' | offered "$shell" "$lang")
    ((count > 60)) || { echo "FAILED: $shell ($lang) shows $count descriptions only"; failed=1; }
  done
done
[[ "$(echo 'gengxin check --region luoy' | offered fish zh | grep -P '\tluoyang\t' | cut -f 3)" == 洛阳市 ]] ||
  { echo 'FAILED: fish does not say in Chinese what luoyang is'; failed=1; }

# The help of an option with a list of words names them.
for option in 'check -f' 'plan -f' 'rules diff -f' 'check --min-provenance' 'check --lang'; do
  read -r -a words <<< "$option"
  name="${words[-1]}"
  text="$(gengxin "${words[@]:0:${#words[@]}-1}" --help --lang en | grep -E -e "^ +(-.,)?${name}[ ,]")"
  while IFS=$'\t' read -r _ word _; do
    grep -qw -e "$word" <<< "$text" || { echo "FAILED: the help of $option does not name $word: $text"; failed=1; }
  done < <(echo "gengxin $option " | offered fish en)
done

# An interactive bash, readline and all: names with blanks, begun with a backslash and with a quote.
cat > "$work/typed.zsh" << 'ZSH'
zmodload zsh/zpty
zpty -e shell env TERM=dumb bash --norc --noprofile -i  # readline echoes where the terminal does
zpty -w shell "bind 'set enable-bracketed-paste off'; source ${(q)1}; PS1=rea'dy> '"
zpty -r -m shell seen '*ready> *' || exit 1
zpty -w -n shell "$2"$'\t'
zpty -r -m shell seen "*${(b)3}*"
ZSH
typed() { # TYPED BECOMES
  (cd "$place" && timeout 10 zsh -f "$work/typed.zsh" "$work/en.bash" "$1" "$2") && return
  echo "FAILED: an interactive bash does not complete '$1' to '$2'"
  failed=1
}
typed 'gengxin check two\ w' 'gengxin check two\ words.csv '
typed 'gengxin check "two w' 'gengxin check "two words.csv" '
typed 'gengxin rules di' 'gengxin rules diff '
typed 'gengxin rules diff --exit' 'gengxin rules diff --exit-code '

# Where no program is found, nothing is offered and nothing is said.
for shell in bash fish; do
  said="$(echo 'nowhere/gengxin check --region ' | offered "$shell" en 2>&1)"
  [[ -z "$said" ]] || { echo "FAILED: $shell says without the program: $said"; failed=1; }
done

((failed == 0)) && echo "bash, zsh and fish complete the command line"
exit "$failed"
