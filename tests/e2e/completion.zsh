#!/usr/bin/env zsh
# What an interactive zsh offers: sources the script, types each line of standard input and presses Tab. Prints a line a
# word offered: the line typed, a tab, the word, a tab, and what is shown for it.   completion.zsh SCRIPT
zmodload zsh/zpty
zpty shell zsh -f -i
setup='stty cols 500
PS1= PS2= RPS1=
autoload -Uz compinit && compinit -D -u
unsetopt beep auto_menu auto_list
zstyle ":completion:*" completer _complete
# Every word that reaches the list comes by compadd; with -O, -A or -D it is only being tried.
compadd() {
  if (( ${@[1,(i)(-|--)][(I)-[OAD]*]} )); then
    builtin compadd "$@"
    return
  fi
  local -a __words __shown
  local __d=${@[(i)-d]} __i
  (( __d < $# )) && __shown=("${(@P)@[__d+1]}")
  builtin compadd -D __shown -O __words "$@"
  for (( __i = 1; __i <= $#__words; ++__i )); do print -r -- "<<offered:$__words[__i]	$__shown[__i]>>"; done
  builtin compadd "$@"
}
__begin() { print -r -- "<<begin>>" }
__end() { print -r -- "<<end>>"; compprefuncs=(__begin) comppostfuncs=(__end) }
compprefuncs=(__begin) comppostfuncs=(__end)
bindkey "^I" complete-word
bindkey "^U" kill-whole-line
'
file=$(mktemp)
print -r -- "$setup source ${(q)1}" > $file
zpty -w shell "source $file; print -r -- '<<rea''dy>>'"
zpty -r -m shell output '*<<ready>>*' || exit 1
rm -f $file
while IFS= read -r line; do
  zpty -w -n shell $'\x15'"$line"$'\t'
  zpty -r -m shell output '*<<end>>*' || exit 1
  output=${output##*<<begin>>}
  for word in ${(f)output}; do
    [[ $word != *'<<offered:'* ]] || print -r -- "$line"$'\t'"${${word##*<<offered:}%%>>*}"
  done
done
zpty -d shell
