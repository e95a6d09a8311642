// The zsh script: one function a command, each handing its options and arguments to _arguments, which knows what was
// given already, which words are values, and how to show descriptions.
#include <fmt/format.h>

#include <algorithm>

#include "base/diagnostic.h"
#include "cli/completion.h"

namespace gengxin {
namespace {

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string function_name(const CompletedCommand& command) {
  std::string name = command.path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return "_" + name + (command.path.find(' ') == std::string::npos ? "_command" : "");
}

// ":message:action" of _arguments.
std::string action(const CompletedValue& value) {
  std::string act;
  if (value.folders)
    act = "_path_files -/";
  else if (!value.list.empty())
    act = fmt::format(" _gengxin_words {}{}{}", value.list, value.comma ? " ," : "", value.files ? " files" : "");
  else if (!value.words.empty())
    act = fmt::format("({})", fmt::join(value.words, " "));
  else if (value.files)
    act = "_files";
  return fmt::format(":{}:{}", escaped(value.name, ":\\"), act);
}

std::string spec(const CompletedOption& option, size_t name) {
  const std::string& text = option.names[name];
  std::string out = option.repeatable ? "*" : fmt::format("({})", fmt::join(option.names, " "));
  out += text;
  if (option.takes_value) out += text.starts_with("--") ? "=" : "+";
  out += fmt::format("[{}]", escaped(option.description, "[]\\"));
  if (option.takes_value) out += action(option.value);
  return single_quoted(out);
}

constexpr std::string_view words_function = R"zsh(
# LIST [,] [files]: the program's own words; with a comma, several in one word; with files, names of files too.
_gengxin_words() {
  local -a entries suffix
  entries=("${(@f)$(_call_program words ${(q)_gengxin_program} completion words $1 --lang LANGUAGE 2> /dev/null)}")
  entries=("${(@)${(@)entries:#}/$'\t'/:}")
  if [[ $2 == , ]]; then
    compset -P '*,'
    suffix=(-qS ,)
  fi
  local result=1
  _describe -t $1 $1 entries $suffix && result=0
  [[ $argv[-1] != files ]] || _files && result=0
  return result
}
)zsh";

}  // namespace

std::string zsh_completion(const CompletedCommand& program) {
  std::string out = "#compdef gengxin\n# zsh completion of gengxin, written by: gengxin completion zsh\n";
  std::string words(words_function);
  const std::string_view mark = "LANGUAGE";
  words.replace(words.find(mark), mark.size(), lang() == Lang::zh ? "zh" : "en");
  out += words;
  for (const CompletedCommand* command : all_commands(program)) {
    out += fmt::format("\n{}() {{\n", function_name(*command));
    const bool branch = !command->commands.empty();
    if (branch)
      out += "  local context state state_descr line result=1\n  typeset -A opt_args\n  _arguments -C -S : \\\n";
    else
      out += "  _arguments -S : \\\n";
    for (const CompletedOption& option : command->options)
      for (size_t n = 0; n < option.names.size(); ++n) out += fmt::format("    {} \\\n", spec(option, n));
    if (branch) {
      out +=
          "    '1: :->command' '*:: :->arguments' && result=0\n  case $state in\n    command)\n      local -a "
          "commands=(\n";
      for (const CompletedCommand& below : command->commands)
        out += fmt::format("        {}\n",
                           single_quoted(fmt::format("{}:{}", below.name(), escaped(below.description, "\\"))));
      out +=
          "      )\n      _describe -t commands command commands && result=0\n      ;;\n    arguments)\n"
          "      case $words[1] in\n";
      for (const CompletedCommand& below : command->commands)
        out += fmt::format("        {}) {} && result=0 ;;\n", below.name(), function_name(below));
      out += "      esac\n      ;;\n  esac\n  return result\n}\n";
      continue;
    }
    for (size_t i = 0; i < command->arguments.size(); ++i) {
      const bool rest = i + 1 == command->arguments.size() && command->last_repeats;
      out += fmt::format("    {} \\\n", single_quoted((rest ? std::string("*") : std::to_string(i + 1)) +
                                                      action(command->arguments[i])));
    }
    out += "    && return 0\n  return 1\n}\n";
  }
  out += fmt::format(
      "\n_gengxin() {{\n  local _gengxin_program=${{(Q)words[1]}}\n  {}\n}}\n\n"
      "# Found in $fpath, or sourced.\n"
      "if [[ $funcstack[1] == _gengxin ]]; then _gengxin \"$@\"; else compdef _gengxin gengxin; fi\n",
      function_name(program));
  return out;
}

}  // namespace gengxin
