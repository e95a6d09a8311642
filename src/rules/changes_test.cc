#include "rules/changes.h"

#include <doctest/doctest.h>

#include "rules/test_vocabulary.h"

using namespace gengxin;

namespace {

std::string document(const std::string& id, const std::string& dates, int clauses, const std::string& more = "") {
  std::string text = "document: {id: " + id + ", title: " + id + ", number: NO " + id +
                     ", issuer: 我们, region: national, provenance: official, " + dates + "}\nrules:\n";
  for (int i = 1; i <= clauses; ++i)
    text += "  - {id: " + id + "/" + std::to_string(i) + ", clause: 第" + std::to_string(i) +
            "条, title: 电机, verdict: retire, category: motor" + more + "}\n";
  return text;
}

RuleBase base_of(const std::vector<std::string>& documents) {
  RuleCompiler compiler;
  compiler.add("vocabulary.yaml", test_vocabulary_yaml);
  for (size_t i = 0; i < documents.size(); ++i) compiler.add(std::to_string(i) + ".yaml", documents[i]);
  return compiler.finish();
}

const auto everything = [](uint16_t) { return true; };

// "begins 2025-01-01 a/1", one a line.
std::string changes(const RuleBase& base, const char* from, const char* to,
                    const std::function<bool(uint16_t)>& wanted = everything) {
  std::string out;
  for (const RuleChange& c : rule_changes(base, *parse_iso_date(from), *parse_iso_date(to), wanted))
    out += std::string(change_id(c.kind)) + ' ' + format_date(c.date) + ' ' + base.rules[c.rule].id + '\n';
  return out;
}

}  // namespace

TEST_CASE("a clause begins on its first day and has ended on the day after its last") {
  const RuleBase base = base_of({document("a", "in-force: 2025-01-01, until: 2025-12-31", 1)});
  CHECK(changes(base, "2024-01-01", "2024-12-31") == "");
  CHECK(changes(base, "2024-12-31", "2025-01-01") == "begins 2025-01-01 a/1\n");
  CHECK(changes(base, "2025-01-01", "2025-12-31") == "");
  CHECK(changes(base, "2025-12-31", "2026-01-01") == "ends 2025-12-31 a/1\n");
  CHECK(changes(base, "2026-01-01", "2027-01-01") == "");
  CHECK(changes(base, "2024-01-01", "2027-01-01") == "begins 2025-01-01 a/1\nends 2025-12-31 a/1\n");
  CHECK(changes(base, "2025-12-31", "2025-12-31") == "");
}

TEST_CASE("a deadline is still to be kept on its day, and falls due while its clause is in force") {
  const RuleBase base =
      base_of({document("a", "in-force: 2025-01-01", 1, ", deadline: 2025-06-30"),
               document("late", "in-force: 2025-07-01", 1, ", deadline: 2025-06-30"),
               document("gone", "in-force: 2025-01-01, until: 2025-06-29", 1, ", deadline: 2025-06-30")});
  CHECK(changes(base, "2025-06-29", "2025-06-30") == "ends 2025-06-29 gone/1\n");
  CHECK(changes(base, "2025-06-30", "2025-07-01") == "due 2025-06-30 a/1\nbegins 2025-07-01 late/1\n");
  CHECK(changes(base, "2025-07-01", "2026-01-01") == "");
}

TEST_CASE("changes stand by date, then in the order of the rule base; unwanted ones not at all") {
  const RuleBase base = base_of({document("b", "in-force: 2025-03-01", 2), document("a", "in-force: 2025-02-01", 1)});
  CHECK(changes(base, "2025-01-01", "2026-01-01") ==
        "begins 2025-02-01 a/1\nbegins 2025-03-01 b/1\nbegins 2025-03-01 b/2\n");
  CHECK(changes(base, "2025-01-01", "2026-01-01", [](uint16_t r) { return r == 1; }) == "begins 2025-03-01 b/2\n");
}

TEST_CASE("documents are told of as a whole, and an edition with what it replaces") {
  const RuleBase base = base_of({document("old-1", "in-force: 2012-01-01, until: 2025-05-31", 2),
                                 document("old-2", "in-force: 2012-01-01, until: 2025-05-30", 1),
                                 document("new", "in-force: 2025-06-01, replaces: [NO old-1, NO old-2, NO unseen]", 3),
                                 document("other", "in-force: 2012-01-01, until: 2025-05-31", 1)});
  const auto told = [&](const char* from, const char* to, const std::function<bool(uint16_t)>& wanted = everything) {
    return by_document(base, rule_changes(base, *parse_iso_date(from), *parse_iso_date(to), wanted), wanted);
  };
  std::vector<DocumentChange> all = told("2025-01-01", "2026-01-01");
  REQUIRE(all.size() == 2);
  CHECK(base.documents[all[0].document].id == "other");
  CHECK(all[0].kind == RuleChange::Kind::ends);
  CHECK(base.documents[all[1].document].id == "new");
  CHECK(all[1].kind == RuleChange::Kind::begins);
  CHECK(all[1].whole);
  CHECK(all[1].rules.size() == 3);
  CHECK(all[1].replaced.size() == 2);
  CHECK(all[1].ended.size() == 3);

  // What ended before is not told again; what begins later has replaced nothing yet.
  all = told("2025-05-31", "2025-06-01");
  REQUIRE(all.size() == 2);
  CHECK(all[1].replaced.size() == 1);
  all = told("2025-01-01", "2025-05-31");
  REQUIRE(all.size() == 1);
  CHECK(base.documents[all[0].document].id == "old-2");
  CHECK(successors(base, all[0].document).size() == 1);
  CHECK(successors(base, 3).empty());
  CHECK(replaced_by_document(base, 2).size() == 3);

  // Without its second clause the whole of old-1 is the first.
  all = told("2025-01-01", "2026-01-01", [](uint16_t r) { return r != 1; });
  REQUIRE(all.size() == 2);
  CHECK(all[1].ended.size() == 2);
}

TEST_CASE("a document of which some clauses end is not told of as a whole") {
  RuleBase base = base_of({document("a", "in-force: 2012-01-01", 2)});
  base.rules[1].until = *parse_iso_date("2024-12-31");
  const auto all = by_document(
      base, rule_changes(base, *parse_iso_date("2024-01-01"), *parse_iso_date("2026-01-01"), everything), everything);
  REQUIRE(all.size() == 1);
  CHECK_FALSE(all[0].whole);
  CHECK(all[0].rules == std::vector<uint16_t>{1});
}
