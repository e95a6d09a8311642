// From YAML files to a rule base, with every check that can be made before an item is seen.
//
// The same compiler makes the embedded base when the program is built and adds --rules DIR when it runs.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"
#include "rules/yaml_node.h"

namespace gengxin {

class RuleCompiler {
 public:
  /// Starts from `base`: documents with an id that is already there are replaced, others are added; vocabulary entries
  /// with an id that is already there get more aliases and choices, others are added.
  explicit RuleCompiler(RuleBase base = {}) : base_(std::move(base)) {}

  /// Adds the text of a file; `name` stands in messages and details. Kinds of file are told apart by their
  /// top-level keys: document and rules, or fields, units, categories, designations, regions, derivations,
  /// indicators.
  void add(const std::string& name, const std::string& text);
  /// Adds all *.yaml files below a folder, in the order of their paths, and the version that its file VERSION names.
  /// Throws UsageError when there are none.
  void add_folder(const std::string& folder);

  /// The rule base. Throws UsageError with all problems found.
  RuleBase finish();

 private:
  struct File {
    std::string name;
    YAML::Node root;
  };
  RuleBase base_;
  std::vector<File> files_;
  Problems problems_;
  std::string digest_text_;
};

// The parts of the compiler, one file each.
/// One section (units, categories, fields, regions, designations) of a file; sections refer to those before them.
void load_vocabulary(const YAML::Node& root, std::string_view section, Vocabulary& vocabulary, Problems& problems);
/// Checks what only the whole vocabulary can tell: references between entries, patterns, duplicate spellings.
void check_vocabulary(const Vocabulary& vocabulary, Problems& problems);
/// The derivations of a vocabulary file; all fields and categories are known by then.
void load_derivations(const YAML::Node& root, RuleBase& base, Problems& problems);
/// The indicators of a vocabulary file, likewise; their documents are looked up when all are loaded.
void load_indicators(const YAML::Node& root, RuleBase& base, Problems& problems);
/// `loaded`: the ids of the documents that this run of the compiler has brought; two with one id are a mistake.
void load_document(const YAML::Node& root, RuleBase& base, std::set<std::string>& loaded, Problems& problems);
void load_levels(const YAML::Node& node, const Vocabulary& vocabulary, Rule& rule, Problems& problems);
/// Parses an expression that stands in a YAML scalar; complains with the place inside the file.
Expression load_expression(const YAML::Node& node, const ExpressionScope& scope, Type expected, Problems& problems);

}  // namespace gengxin
