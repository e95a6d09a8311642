#include "accept/fingerprint.h"

#include <doctest/doctest.h>

#include "report/test_accepting.h"

using namespace gengxin;
using test::Accepting;
using test::day;
using test::finding_of;
using test::Fixture;

TEST_CASE("a fingerprint stays with the machine and the clause") {
  const Accepting f;
  const Fingerprints of(f.base);
  const Item item = f.transformer("T-1");
  const std::string first = of.of(item, f.retire);
  CHECK(first.size() == 32);
  CHECK(first.find_first_not_of("0123456789abcdef") == std::string::npos);

  SUBCASE("whatever the row, folder, sheet and the other cells") {
    Item moved = f.transformer("T-1", 77);
    moved.file = "some/where/设备台账.csv";
    moved.sheet = "变压器";
    moved.model = "S9-630/10";  // the id names it
    moved.values[f.power] = Fixture::number("315", 3);
    Finding other_day = f.retire;
    other_day.deadline = day("2030-01-01");
    other_day.suspected = true;
    CHECK(of.of(moved, other_day) == first);
  }
  SUBCASE("and is another one for another id, company, file, clause or verdict") {
    CHECK(of.of(f.transformer("T-2"), f.retire) != first);
    Item owned = item;
    owned.values[f.company] = Fixture::text("甲公司", 0);
    const std::string of_company = of.of(owned, f.retire);
    CHECK(of_company != first);
    owned.file = "another.csv";  // the company's name goes before the file's
    CHECK(of.of(owned, f.retire) == of_company);
    Item other_file = item;
    other_file.file = "another.csv";
    CHECK(of.of(other_file, f.retire) != first);
    CHECK(of.of(item, finding_of(f.base.rules[1], f.base, Verdict::retire)) != first);
    CHECK(of.of(item, finding_of(f.base.rules[0], f.base, Verdict::undetermined)) != first);
  }
  SUBCASE("an item without an id is known by name, model and category") {
    Item nameless = f.transformer("");
    const std::string by_name = of.of(nameless, f.retire);
    CHECK(of.of(f.transformer("", 9), f.retire) == by_name);
    nameless.model = "S9-630/10";
    CHECK(of.of(nameless, f.retire) != by_name);
    nameless.model = "S9-315/10";
    nameless.category = 0;
    CHECK(of.of(nameless, f.retire) != by_name);
  }
  SUBCASE("parts are kept apart") {
    Item ab = item, b = item;
    ab.values[f.company] = Fixture::text("ab", 0);
    ab.id = "c";
    b.values[f.company] = Fixture::text("a", 0);
    b.id = "bc";
    CHECK(of.of(ab, f.retire) != of.of(b, f.retire));
  }
}
