// The bash script: tables of the definition as functions, and a walk over the words typed so far that finds the
// command, the options given and whether a value is due. Bash cuts words at '=', so --format=json comes as three of
// them. A file's name is left to readline where it can be, for only readline undoes the quotes that were typed.
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cli/completion.h"

namespace gengxin {
namespace {

// How the script's tables write a value: "?" anything, "/" folders, else "," "." "@LIST" "=WORD WORD" as they apply.
std::string value_code(const CompletedValue& value) {
  std::string out;
  if (value.folders) out += '/';
  if (value.comma) out += ',';
  if (value.files) out += '.';
  if (!value.list.empty()) out += "@" + value.list;
  if (!value.words.empty()) out += fmt::format("={}", fmt::join(value.words, " "));
  return out.empty() ? "?" : out;
}

constexpr std::string_view script = R"bash(
# VALUE: completes the current word as one.
_gengxin_value() {
  local value=$1 prefix= word words
  case $value in
    /*) compopt -o dirnames; return ;;
    .) compopt -o default; return ;;
    ,*) [[ $current != *,* ]] || prefix=${current%,*}, ; value=${value#,} ;;
  esac
  case $value in
    .@*) [[ -n $current ]] || { compopt -o default; return; } ;;
  esac
  case $value in
    *@*) words=$("${program/#\~/$HOME}" completion words "${value#*@}" --lang LANGUAGE 2> /dev/null | cut -f 1) ;;
    =*) words=${value#=} ;;
  esac
  while read -r word; do
    [[ -z $word || $prefix$word != "$current"* ]] || COMPREPLY+=("$prefix$word")
  done <<< "${words// /$'\n'}"
  [[ $value != .* ]] || compopt -o default
  [[ $value != .* || ${#COMPREPLY[@]} == 0 ]] || while read -r word; do
    printf -v word %q "$word"
    COMPREPLY+=("$word")
  done < <(compgen -f -- "$current")
}

_gengxin() {
  local current=${COMP_WORDS[COMP_CWORD]} program=${COMP_WORDS[0]} command=gengxin
  local commands options arguments option names value word i due= given=' ' count=0 only_arguments=
  COMPREPLY=()
  _gengxin_definition
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ -n $due ]]; then
      [[ $word == = ]] || due=
    elif [[ -z $only_arguments && $word == -- ]]; then
      only_arguments=1
    elif [[ -z $only_arguments && $word == -?* ]]; then
      for option in "${options[@]}"; do
        IFS=';' read -r names value <<< "${option#[*-]}"
        [[ " $names " == *" $word "* ]] || continue
        [[ $option == \** ]] || given+="$names "
        due=$value
      done
    elif [[ $count == 0 && " $commands " == *" $word "* ]]; then
      command+=" $word"
      _gengxin_definition
    else
      count=$((count + 1))
    fi
  done
  if [[ -n $due ]]; then
    [[ $current != = ]] || current=
    _gengxin_value "$due"
    return
  fi
  if [[ -z $only_arguments && $current != -* ]]; then
    for word in $commands; do
      [[ $word != "$current"* ]] || COMPREPLY+=("$word")
    done
  fi
  if [[ -z $only_arguments && ($current == -* || -z $commands && ${#arguments[@]} == 0) ]]; then
    for option in "${options[@]}"; do
      IFS=';' read -r names value <<< "${option#[*-]}"
      for word in $names; do
        [[ $given == *" $word "* || $word != "$current"* ]] || COMPREPLY+=("$word")
      done
    done
  elif [[ ${#arguments[@]} != 0 ]]; then
    ((count < ${#arguments[@]})) || count=$((${#arguments[@]} - 1))
    [[ -z ${arguments[count]} ]] || _gengxin_value "${arguments[count]}"
  fi
}
complete -F _gengxin gengxin
)bash";

}  // namespace

std::string bash_completion(const CompletedCommand& program) {
  std::string out =
      "# bash completion of gengxin, written by: gengxin completion bash\n\n"
      "# The command's commands, arguments (the last stands for all that follow, unless it is empty) and options: "
      "\"*\"\n"
      "# where it may be repeated, its names, \";\" and its value. Sets what _gengxin declares.\n"
      "_gengxin_definition() {\n  commands= arguments=() options=()\n  case $command in\n";
  for (const CompletedCommand* command : all_commands(program)) {
    out += fmt::format("    {})\n", single_quoted(command->path));
    std::string names;
    for (const CompletedCommand& below : command->commands)
      names += fmt::format("{}{}", names.empty() ? "" : " ", below.name());
    if (!names.empty()) out += fmt::format("      commands={}\n", single_quoted(names));
    if (!command->arguments.empty()) {
      out += "      arguments=(";
      for (const CompletedValue& value : command->arguments)
        out += fmt::format("{}{}", &value == command->arguments.data() ? "" : " ", single_quoted(value_code(value)));
      out += command->last_repeats ? ")\n" : " '')\n";
    }
    out += "      options=(\n";
    for (const CompletedOption& option : command->options)
      out +=
          fmt::format("        {}\n",
                      single_quoted(fmt::format("{}{};{}", option.repeatable ? '*' : '-', fmt::join(option.names, " "),
                                                option.takes_value ? value_code(option.value) : "")));
    out += "      )\n      ;;\n";
  }
  out += "  esac\n}\n";
  std::string code(script);
  const std::string_view mark = "LANGUAGE";
  code.replace(code.find(mark), mark.size(), lang() == Lang::zh ? "zh" : "en");
  return out + code;
}

}  // namespace gengxin
