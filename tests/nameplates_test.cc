// What a plant engineer would say of a nameplate: tests/data/nameplates.csv names for each the clause that must hit,
// "none", or "?clause" where it must stay open. The near misses are what gets companies hurt.
#include <doctest/doctest.h>

#include <algorithm>

#include "engine/engine.h"
#include "mapping/layout.h"
#include "rules/embed/embedded.h"
#include "tables.h"

using namespace gengxin;

namespace {

// "power_kw=250W; made_date=2003" as cells behind category and model.
void add_extra(const std::string& text, std::vector<std::string>& keys, Rows& rows) {
  size_t at = 0;
  while (at < text.size()) {
    size_t end = text.find(';', at);
    if (end == std::string::npos) end = text.size();
    const std::string cell = text.substr(at, end - at);
    const size_t equals = cell.find('=');
    REQUIRE(equals != std::string::npos);
    std::string key = cell.substr(0, equals);
    key.erase(0, key.find_first_not_of(' '));
    keys.push_back(key);
    rows.strings.push_back(cell.substr(equals + 1));
    rows.cells.push_back({rows.strings.back(), CellType::text});
    at = end + 1;
  }
}

bool cites(const Finding& f, const std::string& id) {
  return (f.rule && f.rule->id == id) ||
         std::any_of(f.also.begin(), f.also.end(), [&](const Rule* r) { return r->id == id; });
}

}  // namespace

TEST_CASE("nameplates fall under the clause that lists them, and under no other") {
  const RuleBase base = embedded_rules();
  EngineOptions options;
  options.as_of = *parse_iso_date("2026-11-23");
  options.only = {"miit-obsolete-*"};
  const Engine engine(base, options);
  Session session(engine);
  MappingOptions mapping;
  mapping.region = base.vocabulary.region("luoyang");
  ItemMapper mapper(base.vocabulary, mapping);
  const auto table = test_table("nameplates.csv");
  CHECK(table.size() >= 300);
  size_t misses = 0;
  Item item;
  for (const auto& plate : table) {
    const std::string& expected = plate.at("expected");
    CAPTURE(plate.at("category"));
    CAPTURE(plate.at("model"));
    CAPTURE(plate.at("extra"));
    CAPTURE(plate.at("reason"));
    Rows rows;
    std::vector<std::string> keys = {"category", "model"};
    for (const std::string& key : keys) {
      rows.strings.push_back(plate.at(key));
      rows.cells.push_back({rows.strings.back(), CellType::text});
    }
    add_extra(plate.at("extra"), keys, rows);
    rows.rows.push_back({1, 0, static_cast<uint32_t>(rows.cells.size())});
    Diagnostics diagnostics;
    const Layout layout = keyed_layout(base.vocabulary, mapping, "nameplates", keys, diagnostics);
    REQUIRE(is_item(mapper.map(layout, rows, rows.rows[0], item, diagnostics)));
    Outcome outcome;
    session.evaluate(item, outcome);
    const auto of = [&](Verdict v) {
      return std::find_if(outcome.findings.begin(), outcome.findings.end(),
                          [&](const Finding& f) { return f.verdict == v; });
    };
    const Finding* retire = of(Verdict::retire);
    std::string got = retire == outcome.findings.end() ? "none" : retire->rule->id;
    if (expected == "none") {
      ++misses;
      CHECK(got == "none");
    } else if (expected.starts_with("?")) {
      CHECK(got == "none");
      const std::string id = expected.substr(1);
      CHECK_MESSAGE(std::any_of(outcome.findings.begin(), outcome.findings.end(),
                                [&](const Finding& f) { return f.verdict == Verdict::undetermined && cites(f, id); }),
                    "must stay open: ", id);
    } else {
      CHECK_MESSAGE((retire != outcome.findings.end() && cites(*retire, expected)), expected, " must hit; got ", got);
    }
  }
  CHECK(misses >= 200);
}
