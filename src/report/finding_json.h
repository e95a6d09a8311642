// Findings as JSON objects, for the formats json and ndjson: DESIGN.md, "Findings for programs".
#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace gengxin {

/// Writes findings straight into text (append.h says why). What a rule, a field or a verdict always says is
/// escaped once, in begin(), so that a finding is mostly copies of prepared text.
class FindingWriter {
 public:
  void begin(const RunInfo& run);
  /// Each finding of the item (with run.all also "compliant") as an object between `before` and `after`. Thread-safe.
  void item(const RunInfo& run, const Item& item, const Outcome& outcome, std::string_view before,
            std::string_view after, std::string& out) const;
  /// `{"file":...,"row":...` up to what the item says of itself; the brace stays open.
  void head(const Item& item, std::string& out) const;
  /// One finding without its item, from `{"verdict":` to the brace.
  void alone(const RunInfo& run, const Item& item, const Finding& finding, std::string& out) const;

 private:
  void finding(const RunInfo& run, const Item& item, const Finding& finding, std::string& out) const;
  void values(const RunInfo& run, const Item& item, const std::vector<FieldId>& fields, std::string& out) const;
  void target(const Target& target, const char* head, std::string& out) const;
  void saving(const Finding& finding, std::string& out) const;
  void level(const LevelResult& level, std::string& out) const;
  void unmapped(const Item& item, std::string& out) const;
  size_t position(const RunInfo& run, const Rule& rule) const {
    return static_cast<size_t>(&rule - run.rules->rules.data());
  }

  struct RuleText {
    std::string id;        // "miit-obsolete-4/1-2", with its quotes
    std::string head;      // ,"rule":...,"document":...,"clause":...,"title":...
    std::string deadline;  // ,"deadline":"2017-12-31"
    std::string level;     // ,"level":{"standard":"..."
    std::string amount;    // ","currency":"CNY","basis":"..."}
  };
  struct FieldText {
    std::string id;    // "power_kw", with its quotes
    std::string head;  // {"field":"power_kw","value":
    std::string unit;  // ,"unit":"kW"
    std::vector<std::string> choices;
  };
  std::vector<std::string> derivations_;  // by derivation: the ids of the fields it reads
  std::vector<RuleText> rules_;
  std::vector<std::string> documents_;  // ,"rule":...,"document":...,"title":...
  std::vector<FieldText> fields_;
  std::vector<std::string> categories_;                             // ,"category":"..."
  std::array<std::array<std::string, 2>, verdict_count> verdicts_;  // ,"verdict":"retire","certainty":"certain"
  FieldId company_ = no_id, name_ = no_id;
};

}  // namespace gengxin
