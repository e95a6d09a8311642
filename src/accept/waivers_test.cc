#include "accept/waivers.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "report/test_accepting.h"

using namespace gengxin;
using test::Accepting;
using test::day;

TEST_CASE("what a waiver covers") {
  const Accepting f;
  const auto covers = [&](const Waiver& waiver, const Item& item, const char* as_of = "2026-11-23") {
    const std::vector<Waiver> list{waiver};
    const Waivers waivers(list, f.base, day(as_of));
    const bool found = waivers.covering(item, f.retire) != nullptr;
    const bool in_force = waivers.expired().empty();
    CHECK(waivers.unused().size() == (found || !in_force ? 0U : 1U));
    CHECK((in_force || !found));
    return found;
  };
  const auto waiver = [](const char* rule, const char* clause, const char* item) {
    return Waiver{.rule = rule, .clause = clause, .item = item, .reason = "r", .who = "w", .until = day("2026-11-23")};
  };
  const Item item = f.transformer("T-1");
  for (const char* rule : {"miit-obsolete-4/1-2", "miit-obsolete-4", "miit-obsolete-4/*", "miit-*", "*"})
    CHECK_MESSAGE(covers(waiver(rule, "", ""), item), rule);
  for (const char* rule : {"gb18613-2020/table-1", "gb18613-2020", "gb*"})
    CHECK_MESSAGE(!covers(waiver(rule, "", ""), item), rule);
  CHECK(covers(waiver("", "工业和信息化部公告2016年第13号 一、2", ""), item));
  CHECK(covers(waiver("", "miit-obsolete-4  一、2", ""), item));  // as people space it
  CHECK_FALSE(covers(waiver("", "GB 18613-2020 4.2 表1", ""), item));
  for (const char* pattern : {"T-1", "T-*", "*", "T-[0-9]", "?-1"})
    CHECK_MESSAGE(covers(waiver("*", "", pattern), item), pattern);
  for (const char* pattern : {"t-1", "T-", "T-2", "T-11", "row 4", "T-[!1]"})
    CHECK_MESSAGE(!covers(waiver("*", "", pattern), item), pattern);
  CHECK(covers(waiver("*", "", "row 4"), f.transformer("")));
  CHECK_FALSE(covers(waiver("*", "", "row 4"), f.transformer("", 5)));
  CHECK(covers(waiver("*", "", "[T-1]"), f.transformer("[T-1]")));  // an id that looks like a pattern names itself

  // The last day, and the day after.
  CHECK(covers(waiver("*", "", ""), item, "2026-11-23"));
  CHECK_FALSE(covers(waiver("*", "", ""), item, "2026-11-24"));

  for (const char* wrong : {"no-such", "miit-obsolete-4/1-3", "no-such*", ""})
    CHECK_THROWS_AS(covers(waiver(wrong, "", ""), item), UsageError);
  CHECK_THROWS_AS(covers(waiver("", "工业和信息化部公告2016年第13号 一、3", ""), item), UsageError);
}
