// Completion scripts for shells, made from the command line's own definition: what the help lists is what is completed.
//
// The definition says which options there are and which of them take a value, but hardly ever which values are good.
// Where the program knows them, value_of() in completion.cc names the list, and the script asks the program for its
// words while completing (`gengxin completion words LIST`): a format, region or rule is offered as soon as the program
// has it, and those of an older script are never wrong.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/options.h"

namespace CLI {
class App;
}

namespace gengxin {

/// What may stand as the value of an option or as an argument; all of it empty: anything, nothing is offered.
struct CompletedValue {
  std::string name;  // as the help calls it: FORMAT
  bool files = false, folders = false;
  std::string list;                // of `completion words`
  std::vector<std::string> words;  // that the definition itself lists
  bool comma = false;              // several, separated by commas
};

struct CompletedOption {
  std::vector<std::string> names;  // with their dashes, the short one first
  std::string description;
  bool takes_value = false, repeatable = false;
  CompletedValue value;
};

struct CompletedCommand {
  std::string path;  // "gengxin rules diff"
  std::string description;
  std::vector<CompletedOption> options;
  std::vector<CompletedValue> arguments;  // in order
  bool last_repeats = false;              // the last argument stands for all that follow
  std::vector<CompletedCommand> commands;

  /// Its own name: "diff".
  std::string_view name() const { return std::string_view(path).substr(path.rfind(' ') + 1); }
};

/// The definition as the scripts need it, in the language chosen; hidden commands are left out.
CompletedCommand completed_command(const CLI::App& app);

std::string bash_completion(const CompletedCommand& program);
std::string zsh_completion(const CompletedCommand& program);
std::string fish_completion(const CompletedCommand& program);

/// The commands of a program, each before those below it.
std::vector<const CompletedCommand*> all_commands(const CompletedCommand& program);

/// The text between single quotes, as bash and zsh read it.
std::string single_quoted(std::string_view text);

/// `gengxin completion SHELL`: bash, zsh or fish.
int print_completion(const CLI::App& app, std::string_view shell);

/// `gengxin completion words LIST`: a line each, the word, a tab, and what it is. Throws UsageError for no such list.
int print_words(const Options& options, std::string_view list);

}  // namespace gengxin
