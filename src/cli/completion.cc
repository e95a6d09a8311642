// gengxin completion: reads the definition; a file a shell writes the script.
#include "cli/completion.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "cli/commands.h"

namespace gengxin {
namespace {

// What the definition does not say of a value: the list that its words are in. The first line that fits counts; without
// a command it is any.
struct Said {
  std::string_view command, name, list;
  bool files = false;
};
constexpr Said said[] = {
    {"gengxin plan", "--format", "plan-formats"},
    {"gengxin rules diff", "--format", "diff-formats"},
    {"", "--format", "formats"},
    {"", "--input-format", "input-formats"},
    {"", "--fail-on", "fail-on"},
    {"", "--only", "selection"},
    {"", "--skip", "selection"},
    {"", "--region", "regions"},
    {"", "--min-provenance", "provenances"},
    {"", "--category", "categories"},
    {"", "--lang", "languages"},
    {"gengxin explain", "WHAT", "rules", true},
    {"gengxin rules show", "ID", "rules"},
    {"gengxin schema", "NAME", "schemas"},
};

// The names in help texts of what is a file, and of a folder.
bool is_file(std::string_view name) { return name == "FILE" || name == "REPORT"; }
bool is_folder(std::string_view name) { return name == "DIR"; }

// "{auto,always,never}", which is how a check for members describes itself.
std::vector<std::string> members(std::string_view text) {
  std::vector<std::string> out;
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return out;
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    out.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

CompletedValue value_of(const std::string& command, const CLI::Option& option) {
  CompletedValue value;
  const std::string type = option.get_type_name();  // "FORMAT", "WHEN:{auto,always,never}"
  const size_t colon = type.find(':');
  value.name = option.get_positional() ? option.get_name(true) : type.substr(0, colon);
  if (colon != std::string::npos) value.words = members(std::string_view(type).substr(colon + 1));
  value.comma = option.get_delimiter() == ',';
  for (const Said& line : said) {
    if (!line.command.empty() && line.command != command) continue;
    if (option.get_positional() ? line.name != value.name : !option.check_name(std::string(line.name))) continue;
    value.list = line.list;
    value.files = line.files;
    return value;
  }
  value.files = is_file(value.name);
  value.folders = is_folder(value.name);
  return value;
}

// Help texts may hold line ends.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

CompletedCommand completed(const CLI::App& app, const std::string& path) {
  CompletedCommand out;
  out.path = path;
  out.description = one_line(app.get_description());
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    const bool many = option->get_items_expected_max() > 1;
    if (option->get_positional()) {
      out.arguments.push_back(value_of(path, *option));
      out.last_repeats = many;
      continue;
    }
    CompletedOption& entry = out.options.emplace_back();
    for (const std::string& name : option->get_snames()) entry.names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) entry.names.push_back("--" + name);
    entry.description = one_line(option->get_description());
    entry.takes_value = option->get_items_expected_max() > 0;
    entry.repeatable = many;
    if (entry.takes_value) entry.value = value_of(path, *option);
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App* a) { return !a->get_group().empty(); }))
    out.commands.push_back(completed(*command, path + " " + command->get_name()));
  return out;
}

void collect(const CompletedCommand& command, std::vector<const CompletedCommand*>& out) {
  out.push_back(&command);
  for (const CompletedCommand& below : command.commands) collect(below, out);
}

}  // namespace

CompletedCommand completed_command(const CLI::App& app) { return completed(app, app.get_name()); }

std::vector<const CompletedCommand*> all_commands(const CompletedCommand& program) {
  std::vector<const CompletedCommand*> out;
  collect(program, out);
  return out;
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

int print_completion(const CLI::App& app, std::string_view shell) {
  const CompletedCommand program = completed_command(app);
  fmt::print("{}", shell == "bash"  ? bash_completion(program)
                   : shell == "zsh" ? zsh_completion(program)
                                    : fish_completion(program));
  return exit_ok;
}

}  // namespace gengxin
