// The fish script: a line an option, each on the condition that its command is the one being typed, which one function
// finds by walking the words. fish remembers a condition's result while it completes, so it is found once a command.
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cli/completion.h"

namespace gengxin {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// The arguments of `complete` for what may stand there; files are off unless they are asked for.
std::string value_arguments(const CompletedValue& value) {
  std::string out;
  if (value.files) out += " -F";
  if (value.folders) out += " -a '(__fish_complete_directories)'";
  if (!value.list.empty()) out += fmt::format(" -a '(__gengxin_words {}{})'", value.list, value.comma ? " ," : "");
  if (!value.words.empty()) out += fmt::format(" -a {}", quoted(fmt::format("{}", fmt::join(value.words, " "))));
  return out;
}

constexpr std::string_view functions = R"fish(
function __gengxin_words # LIST [,]: the program's own words; with a comma, several in one word
    set -l program (commandline -opc)[1]
    set -l prefix
    if test (count $argv) = 2
        set -l token (string replace -r -- '^--[a-z-]+=' '' (commandline -ct))
        set prefix (string match -r -- '^.*,' $token)
    end
    type -q $program; or return
    for line in (command $program completion words $argv[1] --lang LANGUAGE 2>/dev/null)
        echo "$prefix$line"
    end
end

function __gengxin_at # COMMAND [COUNT]: whether it is the one being typed, with so many arguments so far
    set -l typed (__gengxin_command)
    test $typed[1] = $argv[1]; or return
    test (count $argv) = 1; or test $typed[2] = $argv[2]
end
)fish";

}  // namespace

std::string fish_completion(const CompletedCommand& program) {
  std::string out = "# fish completion of gengxin, written by: gengxin completion fish\n";
  std::string code(functions);
  const std::string_view mark = "LANGUAGE";
  code.replace(code.find(mark), mark.size(), lang() == Lang::zh ? "zh" : "en");
  out += code;
  std::string commands, valued;
  for (const CompletedCommand* command : all_commands(program)) {
    for (const CompletedCommand& below : command->commands) commands += " " + quoted(below.path);
    for (const CompletedOption& option : command->options)
      for (const std::string& name : option.names)
        if (option.takes_value) valued += " " + quoted(command->path + " " + name);
  }
  out += fmt::format(
      "\nfunction __gengxin_command # prints the command that the words so far name, and how many arguments follow it\n"
      "    set -l at {}\n    set -l arguments 0\n    set -l value 0\n"
      "    for word in (commandline -opc)[2..]\n"
      "        if test $value = 1\n            set value 0\n            continue\n        end\n"
      "        switch \"$at $word\"\n"
      "            case{}\n                set at \"$at $word\"\n"
      "            case{}\n                set value 1\n"
      "            case \"$at -*\"\n"
      "            case '*'\n                set arguments (math $arguments + 1)\n"
      "        end\n    end\n    echo $at\n    echo $arguments\nend\n\ncomplete -c gengxin -f\n",
      quoted(program.path), commands, valued);
  for (const CompletedCommand* command : all_commands(program)) {
    const std::string at = fmt::format("complete -c gengxin -n '__gengxin_at \"{}\"'", command->path);
    const auto at_count = [&](size_t count) {
      return fmt::format("complete -c gengxin -n '__gengxin_at \"{}\" {}'", command->path, count);
    };
    out += '\n';
    for (const CompletedCommand& below : command->commands)
      out += fmt::format("{} -a {} -d {}\n", at_count(0), below.name(), quoted(below.description));
    for (size_t i = 0; i < command->arguments.size(); ++i) {
      const bool rest = i + 1 == command->arguments.size() && command->last_repeats;
      const std::string what = value_arguments(command->arguments[i]);
      if (!what.empty()) out += fmt::format("{}{}\n", rest ? at : at_count(i), what);
    }
    for (const CompletedOption& option : command->options) {
      out += at;
      for (const std::string& name : option.names)
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (option.takes_value) out += (option.value.files ? " -r" : " -x") + value_arguments(option.value);
      out += fmt::format(" -d {}\n", quoted(option.description));
    }
  }
  return out;
}

}  // namespace gengxin
