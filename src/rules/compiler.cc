#include "rules/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/sha256.h"

namespace gengxin {
namespace fs = std::filesystem;

namespace {

// grade('rule-id') was parsed before all rules were known; now it gets the rule's position.
void link(Expression& expression, const RuleBase& base, const RuleDetail& detail, Problems& problems) {
  for (Node& n : expression.nodes) {
    if (n.op != Op::grade) continue;
    const Rule* rule = base.rule(expression.text(n));
    if (!rule || !rule->has_levels) {
      problems.set_file(detail.file);
      problems.add(detail.line, 0,
                   fmt::format("grade('{}'): {}", expression.text(n),
                               rule ? "that rule has no levels" : "there is no such rule"));
      continue;
    }
    n.index = static_cast<uint16_t>(rule - base.rules.data());
  }
}

bool uses_grade(const Expression& e) {
  return std::any_of(e.nodes.begin(), e.nodes.end(), [](const Node& n) { return n.op == Op::grade; });
}

void link_all(RuleBase& base, Problems& problems) {
  for (size_t i = 0; i < base.rules.size(); ++i) {
    Rule& rule = base.rules[i];
    const RuleDetail& detail = base.rule_details[i];
    rule.also.clear();
    for (const std::string& id : detail.also) {
      if (const Rule* other = base.rule(id)) {
        rule.also.push_back(static_cast<uint16_t>(other - base.rules.data()));
        continue;
      }
      problems.set_file(detail.file);
      problems.add(detail.line, 0, fmt::format("{}: also: there is no rule '{}'", rule.id, id));
    }
    link(rule.when, base, detail, problems);
    link(rule.incentive.base, base, detail, problems);
    link(rule.incentive.within, base, detail, problems);
    for (const Combination& c : rule.incentive.combine) {
      const bool known = std::any_of(base.rules.begin(), base.rules.end(),
                                     [&](const Rule& r) { return r.id == c.with || base.document_of(r).id == c.with; });
      if (known) continue;
      problems.set_file(detail.file);
      problems.add(detail.line, 0, fmt::format("{}: combine: there is no rule or document '{}'", rule.id, c.with));
    }
    bool nested = rule.has_levels && uses_grade(rule.when);
    for (const auto& define : rule.levels.define) nested |= uses_grade(define.second);
    for (const auto& measure : rule.levels.measures)
      for (const Expression& threshold : measure.thresholds) nested |= uses_grade(threshold);
    nested |= uses_grade(rule.levels.energy);
    if (nested) {
      problems.set_file(detail.file);
      problems.add(detail.line, 0, fmt::format("{}: levels must not use grade(): it could ask for itself", rule.id));
    }
  }
}

}  // namespace

void RuleCompiler::add(const std::string& name, const std::string& text) {
  problems_.set_file(name);
  digest_text_ += name;
  digest_text_ += text;
  try {
    files_.push_back({name, YAML::Load(text)});
  } catch (const YAML::Exception& e) {
    problems_.add(e.mark, fmt::format("this is not YAML: {}", e.msg));
  }
}

void RuleCompiler::add_folder(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> paths;
  if (!fs::is_directory(folder, error)) throw UsageError(fmt::format("{}: not a folder of rules", folder));
  for (auto it = fs::recursive_directory_iterator(folder, error); !error && it != fs::recursive_directory_iterator();
       it.increment(error))
    if (it->is_regular_file() && (it->path().extension() == ".yaml" || it->path().extension() == ".yml"))
      paths.push_back(it->path());
  if (error) throw UsageError(fmt::format("{}: cannot be read: {}", folder, error.message()));
  if (paths.empty()) throw UsageError(fmt::format("{}: holds no .yaml file", folder));
  std::sort(paths.begin(), paths.end());
  std::string version;
  if (std::ifstream in(fs::path(folder) / "VERSION"); in) in >> version;
  if (base_.version.empty()) {
    base_.version = version;
  } else {
    base_.version += "+" + (version.empty() ? "local" : version);
  }
  for (const fs::path& path : paths) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) throw UsageError(fmt::format("{}: cannot be read", path.string()));
    add(fs::relative(path, folder).string(), text.str());
  }
}

RuleBase RuleCompiler::finish() {
  // Vocabulary first, section by section over all files: rules are checked against the whole of it.
  auto is_document = [](const File& file) { return file.root["document"] || file.root["rules"]; };
  std::erase_if(files_, [&](const File& file) {
    if (file.root.IsMap()) return false;
    problems_.set_file(file.name);
    problems_.add(file.root.Mark(),
                  "a rule file is a mapping with 'document' and 'rules', or with a kind of vocabulary");
    return true;
  });
  for (std::string_view section : {"units", "categories", "fields", "regions", "designations"})
    for (const File& file : files_) {
      problems_.set_file(file.name);
      if (!is_document(file)) load_vocabulary(file.root, section, base_.vocabulary, problems_);
    }
  base_.vocabulary.index();
  problems_.set_file("vocabulary");
  check_vocabulary(base_.vocabulary, problems_);
  if (problems_.empty())
    for (const File& file : files_) {
      problems_.set_file(file.name);
      if (is_document(file)) continue;
      load_derivations(file.root, base_, problems_);
      load_indicators(file.root, base_, problems_);
    }
  if (problems_.empty()) {
    std::set<std::string> loaded;
    for (const File& file : files_) {
      problems_.set_file(file.name);
      if (is_document(file)) load_document(file.root, base_, loaded, problems_);
    }
    // Positions are 16 bits wide all through the program.
    if (base_.rules.size() >= no_id) problems_.add(0, 0, fmt::format("more than {} rules", no_id - 1));
    if (problems_.empty()) link_all(base_, problems_);
    problems_.set_file("vocabulary");
    for (const Indicator& indicator : base_.indicators)
      if (!base_.document(indicator.document))
        problems_.add(0, 0, fmt::format("indicator '{}': there is no document '{}'", indicator.id, indicator.document));
  }
  if (!problems_.empty()) throw UsageError(problems_.text());
  base_.digest = sha256_hex(base_.digest + digest_text_);
  return std::move(base_);
}

Expression load_expression(const YAML::Node& node, const ExpressionScope& scope, Type expected, Problems& problems) {
  if (!node.IsScalar()) {
    problems.add(node.Mark(), "an expression is needed here");
    return {};
  }
  const std::string& source = node.Scalar();
  try {
    return parse_expression(source, scope, expected);
  } catch (const ExpressionError& e) {
    // For a plain scalar the place in the expression is the place in the line; for folded and quoted ones it is near.
    std::string near = source.substr(0, std::min(e.offset(), source.size()));
    problems.add(node.Mark().line + 1, node.Mark().column + 1 + static_cast<int>(e.offset()),
                 fmt::format("{}\n    {}\n    {:>{}}", e.what(), source, '^', near.size() + 1));
    return {};
  }
}

}  // namespace gengxin
