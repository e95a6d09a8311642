#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "report/test_fixture.h"

using namespace gengxin;
using nlohmann::json;
using test::Fixture;

TEST_CASE("GitLab: an issue a finding, with what its widget shows") {
  const Fixture f;
  const std::string text = f.report("gitlab", f.everything());
  const json issues = json::parse(text);
  REQUIRE(issues.size() > 3);
  CHECK(issues[0]["check_name"] == "miit-obsolete-4/1-2");
  CHECK(issues[0]["severity"] == "critical");
  CHECK(issues[0]["location"] == json::parse(R"({"path":"设备台账.csv","lines":{"begin":4}})"));
  std::set<std::string> fingerprints;
  for (const json& issue : issues) CHECK(fingerprints.insert(issue["fingerprint"].get<std::string>()).second);
  for (const size_t block : {1U, 3U, 100U}) CHECK(f.report("gitlab", f.everything(), block) == text);
  CHECK(f.report("gitlab", {}) == "[]\n");
}

TEST_CASE("GitLab: findings that cannot be told apart are numbered, the accepted ones left out") {
  Fixture f;
  const Waiver waiver{.rule = "*", .reason = "r", .who = "w", .until = f.run.as_of};
  Finding waived = f.retire_finding(), known = f.retire_finding();
  waived.waiver = &waiver;
  known.known = true;
  const json issues = json::parse(f.report("gitlab", {{f.motor(2), Fixture::outcome({f.retire_finding()})},
                                                      {f.motor(2), Fixture::outcome({f.retire_finding()})},
                                                      {f.motor(3), Fixture::outcome({waived})},
                                                      {f.motor(4), Fixture::outcome({known})}}));
  REQUIRE(issues.size() == 2);
  const auto first = issues[0]["fingerprint"].get<std::string>();
  CHECK(first.size() == 32);
  CHECK(issues[1]["fingerprint"] == first + ":2");
}

TEST_CASE("GitLab: no cell and no file name spoils it") {
  Fixture f;
  Item item = f.motor(2);
  item.id = "\"},{\"x\":\"\\\n\t\x01";
  item.file = "./甲/a\"b.csv";
  const json issues = json::parse(f.report("gitlab", {{item, Fixture::outcome({f.retire_finding()})}}));
  REQUIRE(issues.size() == 1);
  CHECK(issues[0]["location"]["path"] == "甲/a\"b.csv");
}
