// gengxin rules test: every example of every rule, evaluated by that rule alone.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"
#include "engine/engine.h"

namespace gengxin {
namespace {

// Examples of one date share an engine.
class Tester {
 public:
  explicit Tester(const RuleBase& base) : base_(base) {}

  /// Empty when the example holds, else what came out instead.
  std::string run(uint16_t position, const Example& example) {
    const Rule& rule = base_.rules[position];
    Session& session = session_for(date_of(rule, example));
    MappingOptions mapping;
    mapping.region = base_.vocabulary.region(example.region.empty() ? "luoyang" : example.region);
    Rows rows;
    std::vector<std::string> keys;
    auto put = [&](const std::string& field, const std::string& text) {
      keys.push_back(field);
      rows.strings.push_back(text);
      rows.cells.push_back({rows.strings.back(), text.empty() ? CellType::empty : CellType::text});
    };
    auto given = [&](std::string_view field) {
      return std::any_of(example.item.begin(), example.item.end(),
                         [&](const auto& cell) { return cell.first == field; });
    };
    for (const auto& [field, text] : example.item) put(field, text);
    if (!given("category")) put("category", base_.vocabulary.categories[rule.categories.front()].id);
    if (!given("use"))
      put("use", (rule.uses & uint8_t(Use::in_use))    ? "in-use"
                 : (rule.uses & uint8_t(Use::planned)) ? "planned"
                                                       : "purchased");
    rows.rows.push_back({1, 0, static_cast<uint32_t>(rows.cells.size())});
    Diagnostics diagnostics;
    Layout layout = keyed_layout(base_.vocabulary, mapping, "example", keys, diagnostics);
    ItemMapper mapper(base_.vocabulary, mapping);
    Item item;
    if (!is_item(mapper.map(layout, rows, rows.rows[0], item, diagnostics))) return "the item has no values";
    for (const Diagnostic& d : diagnostics)
      if (d.severity == Severity::cell_warning) return format_diagnostic(d);
    session.derive(item);
    Outcome outcome;
    Consideration c = session.consider(item, position, outcome);
    int grade = 0;
    if (!outcome.findings.empty())
      grade = outcome.findings.front().level.grade;
    else if (c == Consideration::nothing)
      grade = session.last_levels().result.grade;
    return compare(example, c, outcome, grade);
  }

 private:
  static Day date_of(const Rule& rule, const Example& example) {
    if (!example.as_of.empty()) return *parse_iso_date(example.as_of);
    Day day = std::max(rule.in_force, *make_day(2026, 1, 1));
    return rule.until != no_day ? std::min(day, rule.until) : day;
  }

  Session& session_for(Day day) {
    auto it = sessions_.find(day);
    if (it == sessions_.end()) {
      EngineOptions options;
      options.as_of = day;
      engines_.push_back(std::make_unique<Engine>(base_, options));
      it = sessions_.emplace(day, std::make_unique<Session>(*engines_.back())).first;
    }
    return *it->second;
  }

  std::string compare(const Example& example, Consideration c, const Outcome& outcome, int grade) const {
    if (c == Consideration::inactive) return "the rule is not in force on the example's date";
    const Finding* f = outcome.findings.empty() ? nullptr : &outcome.findings.front();
    std::string_view got = f ? verdict_id(f->verdict) : "none";
    if (got != example.expect) return fmt::format("gives {}{}", got, f ? missing_text(*f) : "");
    if (example.check_missing && f) {
      std::vector<std::string> want = example.missing, have;
      for (FieldId m : f->missing) have.push_back(base_.vocabulary.fields[m].id);
      std::sort(want.begin(), want.end());
      std::sort(have.begin(), have.end());
      if (want != have) return fmt::format("misses [{}]", fmt::join(have, ", "));
    }
    if (example.grade && grade != example.grade) return fmt::format("gives grade {}", grade);
    if (!example.amount.empty()) {
      std::string amount = f && f->amount.known ? f->amount.value.to_fixed(2) : "none";
      if (amount != example.amount) return fmt::format("gives the amount {}", amount);
    }
    return {};
  }

  std::string missing_text(const Finding& f) const {
    std::string out;
    for (FieldId m : f.missing) out += (out.empty() ? ", missing " : ", ") + base_.vocabulary.fields[m].id;
    if (f.level.grade) out += fmt::format(", grade {}", f.level.grade);
    return out;
  }

  const RuleBase& base_;
  std::map<Day, std::unique_ptr<Session>> sessions_;
  std::vector<std::unique_ptr<Engine>> engines_;
};

}  // namespace

int test_rules(const Options& options) {
  RuleBase base = load_rules(options, true);
  Tester tester(base);
  size_t passed = 0, failed = 0;
  for (size_t i = 0; i < base.rules.size(); ++i)
    for (const Example& example : base.rule_details[i].examples) {
      std::string wrong = tester.run(static_cast<uint16_t>(i), example);
      if (wrong.empty()) {
        ++passed;
        continue;
      }
      ++failed;
      std::string missing = example.check_missing ? fmt::format(" missing [{}]", fmt::join(example.missing, ", ")) : "";
      fmt::print("{}:{}: {}: {} expect {}{}: {}\n", base.rule_details[i].file, example.line, base.rules[i].id,
                 example.item_text, example.expect, missing, wrong);
    }
  fmt::print("{} passed, {} failed\n", passed, failed);
  return failed == 0 ? exit_ok : exit_usage;
}

}  // namespace gengxin
