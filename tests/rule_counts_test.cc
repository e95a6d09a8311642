// None of the lists' rows and designations is lost: tests/data/rule_counts.csv and eliminated_designations.csv were
// derived from the reference tables once and are held against the embedded rules.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "engine/match.h"
#include "rules/embed/embedded.h"
#include "tables.h"

using namespace gengxin;

TEST_CASE("every document holds as many clauses as its reference rows make") {
  const RuleBase base = embedded_rules_with_details();
  const auto table = test_table("rule_counts.csv");
  REQUIRE(table.size() == 24);
  for (const auto& row : table) {
    const std::string& id = row.at("document");
    CAPTURE(id);
    const auto document =
        std::find_if(base.documents.begin(), base.documents.end(), [&](const Document& d) { return d.id == id; });
    REQUIRE(document != base.documents.end());
    const auto position = static_cast<size_t>(document - base.documents.begin());
    const auto clauses =
        std::count_if(base.rules.begin(), base.rules.end(), [&](const Rule& r) { return r.document == position; });
    CHECK(std::to_string(clauses) == row.at("clauses"));
    CHECK(base.document_details[position].left_out.size() >= std::stoul(row.at("rows_left_out")));
  }
}

TEST_CASE("every designation of the MIIT batches is found under its own clause") {
  const RuleBase base = embedded_rules();
  const auto table = test_table("eliminated_designations.csv");
  CHECK(table.size() > 1400);
  std::map<std::string, size_t> counts;
  for (const auto& row : table) {
    const std::string clause = row.at("document") + "/" + row.at("item");
    ++counts[row.at("document")];
    bool found = false;
    for (const Rule& r : base.rules) {
      const bool own = r.id == clause || r.id.starts_with(clause + "-");
      if (!own) continue;
      Matcher matcher;
      matcher.add(r, 0);
      std::vector<uint16_t> hits;
      matcher.find(model_form(row.at("designation")), hits);
      const std::string folded = model_form(row.at("designation"));
      const bool term =
          std::any_of(r.terms.begin(), r.terms.end(), [&](const std::string& t) { return model_form(t) == folded; });
      found = found || !hits.empty() || term;
    }
    CHECK_MESSAGE(found, clause, " does not hold ", row.at("designation"));
  }
  for (const auto& row : test_table("rule_counts.csv"))
    if (!row.at("designations").empty()) CHECK(std::to_string(counts[row.at("document")]) == row.at("designations"));
}
