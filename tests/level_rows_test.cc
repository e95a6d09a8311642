// Whole-table sweeps. tests/data/level_rows/*.csv holds every row of every reference table, copied from the reference
// and not from the rule files: the item that a row speaks to, one measure, and the thresholds as printed. At each of
// its thresholds a row must give exactly that level, and a hair beyond it the next worse that exists.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "engine/engine.h"
#include "mapping/layout.h"
#include "rules/embed/embedded.h"
#include "tables.h"

using namespace gengxin;

namespace {

constexpr const char* columns[] = {"t1", "t2", "t3", "t4", "t5"};

// Grades items by all level rules of a document, of which one at most may grade.
class Sweep {
 public:
  Sweep(const RuleBase& base, const std::string& document) : base_(base), mapper_(base.vocabulary, mapping(base)) {
    const auto found =
        std::find_if(base.documents.begin(), base.documents.end(), [&](const Document& d) { return d.id == document; });
    REQUIRE_MESSAGE(found != base.documents.end(), document);
    EngineOptions options;
    options.as_of = std::max(*parse_iso_date("2026-11-23"), found->in_force);
    if (found->until != no_day) options.as_of = std::min(options.as_of, found->until);
    engine_ = std::make_unique<Engine>(base, options);
    session_ = std::make_unique<Session>(*engine_);
    for (size_t i = 0; i < base.rules.size(); ++i)
      if (&base.document_of(base.rules[i]) == &*found && base.rules[i].has_levels)
        rules_.push_back(static_cast<uint16_t>(i));
  }

  /// 0 = not graded; with what came out instead in `said`.
  int grade(const std::string& category, const std::string& cells, const std::string& measure, const std::string& value,
            std::string& said) {
    Rows rows;
    std::vector<std::string> keys;
    const auto put = [&](const std::string& key, const std::string& text) {
      keys.push_back(key);
      rows.strings.push_back(text);
      rows.cells.push_back({rows.strings.back(), CellType::text});
    };
    put("category", category);
    for (size_t at = 0; at < cells.size();) {
      const size_t end = std::min(cells.find(';', at), cells.size());
      const std::string cell = cells.substr(at, end - at);
      const size_t equals = cell.find('=');
      REQUIRE_MESSAGE(equals != std::string::npos, cells);
      put(cell.substr(0, equals), cell.substr(equals + 1));
      at = end + 1;
    }
    put(measure, value);
    rows.rows.push_back({1, 0, static_cast<uint32_t>(rows.cells.size())});
    Diagnostics diagnostics;
    const Layout layout = keyed_layout(base_.vocabulary, {}, "sweep", keys, diagnostics);
    Item item;
    REQUIRE(is_item(mapper_.map(layout, rows, rows.rows[0], item, diagnostics)));
    session_->derive(item);
    said.clear();
    for (const Diagnostic& d : diagnostics)
      if (d.severity == Severity::cell_warning) said += format_diagnostic(d) + "; ";
    int found = 0;
    for (const uint16_t rule : rules_) {
      Outcome outcome;
      const Consideration c = session_->consider(item, rule, outcome);
      if (c == Consideration::undetermined) {
        said += base_.rules[rule].id + " misses";
        for (const FieldId f : outcome.findings.front().missing) said += ' ' + base_.vocabulary.fields[f].id;
        said += "; ";
      }
      if (c != Consideration::found && c != Consideration::nothing) continue;
      const int one = session_->last_levels().result.grade;
      if (found != 0 && found != one) said += base_.rules[rule].id + " grades too; ";
      found = found == 0 ? one : std::max(found, one);
    }
    return found;
  }

 private:
  static MappingOptions mapping(const RuleBase& base) {
    MappingOptions options;
    options.region = base.vocabulary.region("luoyang");
    return options;
  }
  const RuleBase& base_;
  ItemMapper mapper_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Session> session_;
  std::vector<uint16_t> rules_;
};

// A hair beyond a threshold, on the worse side, in decimal as a cell would hold it.
std::string beyond(const std::string& threshold, bool at_most) {
  Decimal d = *Decimal::parse(threshold);
  const auto hair = Decimal::parse("0.00001");
  return (at_most ? *Decimal::add(d, *hair) : *Decimal::sub(d, *hair)).to_string();
}

// A file without grades holds what must not be graded. Each line says how it was computed, so that a reader can follow
// it by hand.
void hold_golden(const std::string& file, size_t at_least) {
  const RuleBase base = embedded_rules();
  std::map<std::string, std::unique_ptr<Sweep>> sweeps;
  const auto table = test_table(file);
  CHECK(table.size() >= at_least);
  for (const auto& row : table) {
    auto& sweep = sweeps[row.at("document")];
    if (!sweep) sweep = std::make_unique<Sweep>(base, row.at("document"));
    std::string said;
    const int got = sweep->grade(row.at("category"), row.at("item"), row.at("measure"), row.at("value"), said);
    const auto grade = row.find("grade");
    const int expected = grade == row.end() ? 0 : std::stoi(grade->second);
    CHECK_MESSAGE(got == expected, file, ": ", row.at("document"), " {", row.at("item"), "} ", row.at("measure"), " ",
                  row.at("value"), ": ", got, " instead of ", expected, " ", said);
  }
}

}  // namespace

TEST_CASE("every row of every table at its own thresholds") {
  const RuleBase base = embedded_rules();
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(GENGXIN_SOURCE_DIR) + "/tests/data/level_rows"))
    files.push_back(entry.path().filename().string());
  std::sort(files.begin(), files.end());
  REQUIRE_FALSE(files.empty());
  for (const std::string& file : files) {
    std::map<std::string, std::unique_ptr<Sweep>> sweeps;
    size_t wrong = 0;
    const auto table = test_table("level_rows/" + file);
    CHECK_FALSE(table.empty());
    for (const auto& row : table) {
      if (wrong > 20) break;  // one slip of a column is enough said
      auto& sweep = sweeps[row.at("document")];
      if (!sweep) sweep = std::make_unique<Sweep>(base, row.at("document"));
      const bool at_most = row.at("direction") == "at-most";
      std::vector<std::pair<int, Decimal>> levels;  // that exist
      int last = 0;
      for (size_t i = 0; i < std::size(columns) && row.count(columns[i]) > 0; ++i) {
        const std::string& limit = row.at(columns[i]);
        if (i < 3 || !limit.empty()) last = static_cast<int>(i) + 1;  // only some standards have five grades
        if (!limit.empty()) levels.emplace_back(last, *Decimal::parse(limit));
      }
      const auto expect = [&](const std::string& text) {
        const Decimal value = *Decimal::parse(text);
        for (const auto& [level, limit] : levels)
          if (at_most ? value <= limit : value >= limit) return level;
        return last + 1;
      };
      std::vector<std::pair<Decimal, int>> grades;  // by value, for monotonicity
      for (const char* column : columns) {
        const auto cell = row.find(column);
        if (cell == row.end() || cell->second.empty()) continue;
        for (const std::string& value : {cell->second, beyond(cell->second, at_most)}) {
          std::string said;
          const int got = sweep->grade(row.at("category"), row.at("item"), row.at("measure"), value, said);
          const bool right = got == expect(value);
          wrong += right ? 0 : 1;
          grades.emplace_back(*Decimal::parse(value), got);
          CHECK_MESSAGE(right, file, ": ", row.at("category"), " {", row.at("item"), "} ", row.at("measure"), " ",
                        value, ": ", got, " instead of ", expect(value), " ", said);
        }
      }
      // A better value never has a worse grade.
      std::sort(grades.begin(), grades.end(),
                [&](const auto& a, const auto& b) { return at_most ? a.first < b.first : a.first > b.first; });
      for (size_t i = 1; i < grades.size(); ++i)
        CHECK_MESSAGE(grades[i - 1].second <= grades[i].second, file, ": ", row.at("item"), ": not monotonic");
    }
  }
}

TEST_CASE("the sweeps hold as many rows as the reference, and the rules lose none of them") {
  std::map<std::string, size_t> held;
  for (const auto& row : test_table("level_counts.csv")) {
    const auto table = test_table("level_rows/" + row.at("file"));
    CHECK_MESSAGE(std::to_string(table.size()) == row.at("lines"), row.at("file"));
    CHECK_MESSAGE(std::stoul(row.at("lines")) + std::stoul(row.at("left_out")) >= std::stoul(row.at("reference_rows")),
                  row.at("file"));
  }
}

TEST_CASE("golden cases of the formula standards") {
  hold_golden("golden_levels.csv", 50);
  hold_golden("golden_limits.csv", 50);
}

TEST_CASE("just outside the grid, and on a dash, nothing is graded") { hold_golden("level_off_grid.csv", 20); }
