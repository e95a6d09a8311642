// Reading YAML strictly: every key known, every value of the right kind, every complaint with file, line and column.
#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"

namespace gengxin {

/// What is wrong with the rule files, all of it, so that one run shows every mistake.
class Problems {
 public:
  void set_file(std::string file) { file_ = std::move(file); }
  const std::string& file() const { return file_; }
  /// `line` and `column` count from 1; 0 = not known.
  void add(int line, int column, const std::string& message);
  void add(const YAML::Mark& mark, const std::string& message) { add(mark.line + 1, mark.column + 1, message); }
  bool empty() const { return lines_.empty(); }
  const std::vector<std::string>& lines() const { return lines_; }
  /// All of them, a line each; at most 50, then how many more.
  std::string text() const;

 private:
  std::string file_;
  std::vector<std::string> lines_;
};

/// One mapping of a rule file. Keys are taken by name; finish() complains of those that nobody took.
class YamlMap {
 public:
  /// `what` names the mapping in messages: "rule", "levels".
  YamlMap(const YAML::Node& node, std::string what, Problems& problems);
  bool valid() const { return valid_; }
  bool has(std::string_view key) const;
  YAML::Node take(std::string_view key);  // undefined Node when absent

  /// The scalar's text; "" when absent. `required` complains of absence and emptiness.
  std::string text(std::string_view key, bool required = false);
  std::vector<std::string> texts(std::string_view key);  // a list of scalars, or one scalar
  bool flag(std::string_view key);
  Day date(std::string_view key, bool required = false);
  /// One of `names`; -1 when absent or wrong (then it has complained).
  int one_of(std::string_view key, const std::vector<std::string_view>& names, bool required = false);
  std::vector<YAML::Node> list(std::string_view key, bool required = false);
  std::pair<std::string, std::string> label(std::string_view key);  // {zh, en}

  void fail(const YAML::Node& at, const std::string& message);
  void fail(const std::string& message);
  int line() const { return mark_.line + 1; }
  /// Complains of keys that were not taken.
  void finish();

 private:
  YAML::Node node_;
  YAML::Mark mark_;
  std::string what_;
  Problems& problems_;
  std::vector<std::string> taken_;
  bool valid_ = false;
};

}  // namespace gengxin
