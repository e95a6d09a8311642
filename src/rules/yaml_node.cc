#include "rules/yaml_node.h"

#include <fmt/format.h>

#include <algorithm>

namespace gengxin {

void Problems::add(int line, int column, const std::string& message) {
  std::string where = file_;
  if (line > 0) where += fmt::format(":{}", line);
  if (line > 0 && column > 0) where += fmt::format(":{}", column);
  lines_.push_back(fmt::format("{}: {}", where, message));
}

std::string Problems::text() const {
  constexpr size_t shown = 50;
  std::string out;
  for (size_t i = 0; i < lines_.size() && i < shown; ++i) {
    if (i > 0) out += '\n';
    out += lines_[i];
  }
  if (lines_.size() > shown) out += fmt::format("\n... and {} more", lines_.size() - shown);
  return out;
}

YamlMap::YamlMap(const YAML::Node& node, std::string what, Problems& problems)
    : node_(node), mark_(node.Mark()), what_(std::move(what)), problems_(problems) {
  valid_ = node.IsMap();
  if (!valid_) {
    problems_.add(mark_, fmt::format("{} must be a mapping of keys", what_));
    return;
  }
  std::vector<std::string> seen;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) {
      problems_.add(entry.first.Mark(), fmt::format("{} has a key that is not text", what_));
      continue;
    }
    const std::string& key = entry.first.Scalar();
    if (std::find(seen.begin(), seen.end(), key) != seen.end())
      problems_.add(entry.first.Mark(), fmt::format("{} has the key '{}' twice", what_, key));
    seen.push_back(key);
  }
}

bool YamlMap::has(std::string_view key) const {
  if (!valid_) return false;
  for (const auto& entry : node_)
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return true;
  return false;
}

YAML::Node YamlMap::take(std::string_view key) {
  taken_.emplace_back(key);
  if (valid_)
    for (const auto& entry : node_)
      if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
  return YAML::Node(YAML::NodeType::Undefined);
}

void YamlMap::fail(const YAML::Node& at, const std::string& message) { problems_.add(at.Mark(), message); }
void YamlMap::fail(const std::string& message) { problems_.add(mark_, message); }

std::string YamlMap::text(std::string_view key, bool required) {
  YAML::Node n = take(key);
  if (!n.IsDefined() || n.IsNull()) {
    if (required && valid_) fail(fmt::format("{} lacks '{}'", what_, key));
    return {};
  }
  if (!n.IsScalar()) {
    fail(n, fmt::format("'{}' must be a text", key));
    return {};
  }
  if (required && n.Scalar().empty()) fail(n, fmt::format("'{}' must not be empty", key));
  return n.Scalar();
}

std::vector<std::string> YamlMap::texts(std::string_view key) {
  YAML::Node n = take(key);
  std::vector<std::string> out;
  if (!n.IsDefined() || n.IsNull()) return out;
  if (n.IsScalar()) {
    out.push_back(n.Scalar());
    return out;
  }
  if (!n.IsSequence()) {
    fail(n, fmt::format("'{}' must be a list of texts", key));
    return out;
  }
  for (const auto& item : n) {
    if (item.IsScalar())
      out.push_back(item.Scalar());
    else
      fail(item, fmt::format("'{}' must hold texts only", key));
  }
  return out;
}

bool YamlMap::flag(std::string_view key) {
  YAML::Node n = take(key);
  if (!n.IsDefined()) return false;
  if (n.IsScalar() && n.Scalar() == "true") return true;
  if (!n.IsScalar() || n.Scalar() != "false") fail(n, fmt::format("'{}' must be true or false", key));
  return false;
}

Day YamlMap::date(std::string_view key, bool required) {
  YAML::Node n = take(key);
  if (!n.IsDefined() || n.IsNull()) {
    if (required && valid_) fail(fmt::format("{} lacks the date '{}'", what_, key));
    return no_day;
  }
  auto day = n.IsScalar() ? parse_iso_date(n.Scalar()) : std::nullopt;
  if (!day) {
    fail(n, fmt::format("'{}' must be a day written 2024-07-16", key));
    return no_day;
  }
  return *day;
}

int YamlMap::one_of(std::string_view key, const std::vector<std::string_view>& names, bool required) {
  YAML::Node n = take(key);
  if (!n.IsDefined() || n.IsNull()) {
    if (required && valid_) fail(fmt::format("{} lacks '{}'; it is one of: {}", what_, key, fmt::join(names, ", ")));
    return -1;
  }
  if (n.IsScalar())
    for (size_t i = 0; i < names.size(); ++i)
      if (names[i] == n.Scalar()) return static_cast<int>(i);
  fail(n, fmt::format("'{}' must be one of: {}", key, fmt::join(names, ", ")));
  return -1;
}

std::vector<YAML::Node> YamlMap::list(std::string_view key, bool required) {
  YAML::Node n = take(key);
  std::vector<YAML::Node> out;
  if (!n.IsDefined() || n.IsNull()) {
    if (required && valid_) fail(fmt::format("{} lacks the list '{}'", what_, key));
    return out;
  }
  if (!n.IsSequence()) {
    fail(n, fmt::format("'{}' must be a list", key));
    return out;
  }
  for (const auto& item : n) out.push_back(item);
  return out;
}

std::pair<std::string, std::string> YamlMap::label(std::string_view key) {
  YAML::Node n = take(key);
  std::pair<std::string, std::string> out;
  if (!n.IsDefined()) {
    if (valid_) fail(fmt::format("{} lacks '{}: {{zh: ..., en: ...}}'", what_, key));
    return out;
  }
  YamlMap map(n, "label", problems_);
  out.first = map.text("zh", true);
  out.second = map.text("en", true);
  map.finish();
  return out;
}

void YamlMap::finish() {
  if (!valid_) return;
  for (const auto& entry : node_) {
    if (!entry.first.IsScalar()) continue;
    const std::string& key = entry.first.Scalar();
    if (std::find(taken_.begin(), taken_.end(), key) == taken_.end())
      problems_.add(entry.first.Mark(),
                    fmt::format("{} has no key '{}'; it has: {}", what_, key, fmt::join(taken_, ", ")));
  }
}

}  // namespace gengxin
