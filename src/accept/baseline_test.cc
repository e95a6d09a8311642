#include "accept/baseline.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "report/test_accepting.h"

using namespace gengxin;
using test::Accepting;
using test::day;

TEST_CASE("a baseline counts what is new, known and fixed") {
  const Accepting f;
  const BaselineBasis basis{"gengxin 1", "2026.1.1", f.base.digest, day("2026-11-23"), "luoyang", ""};
  Baseline made(f.base, basis);
  for (const char* id : {"T-1", "T-2", ""}) CHECK_FALSE(made.claim(f.transformer(id), f.retire));
  CHECK_FALSE(made.claim(f.transformer("", 9), f.retire));
  CHECK(made.counts().fresh == 4);

  const std::filesystem::path file = std::filesystem::temp_directory_path() / "gengxin-baseline-test.json";
  std::ofstream(file, std::ios::binary) << made.text();
  const auto read = [&](const BaselineBasis& now) { return Baseline::read(file.string(), f.base, now, true); };
  Baseline again = read(basis);
  CHECK(again.counts().fixed == 4);
  CHECK(again.claim(f.transformer("T-2"), f.retire));
  CHECK(again.claim(f.transformer("", 70), f.retire));
  CHECK(again.claim(f.transformer("", 71), f.retire));
  CHECK_FALSE(again.claim(f.transformer("", 72), f.retire));  // of three alike two are known
  CHECK_FALSE(again.claim(f.transformer("T-3"), f.retire));
  CHECK(again.counts().known == 3);
  CHECK(again.counts().fresh == 2);
  CHECK(again.counts().fixed == 1);

  // The text is that of the findings, whatever their order.
  Baseline turned(f.base, basis);
  for (const char* id : {"", "T-2", "", "T-1"}) turned.claim(f.transformer(id), f.retire);
  CHECK(turned.text() == made.text());
  CHECK(Baseline(f.base, basis).text().ends_with("\"findings\": []}\n"));

  // Another rule base, region, selection or an earlier day is stale; a later day is not.
  for (const auto change : {0, 1, 2, 3}) {
    BaselineBasis now = basis;
    if (change == 0) now.digest = "0";
    if (change == 1) now.region = "henan";
    if (change == 2) now.selection = "--only retire";
    if (change == 3) now.as_of = day("2026-11-22");
    CHECK_THROWS_AS(read(now), UsageError);
    CHECK_NOTHROW(Baseline::read(file.string(), f.base, now, false));  // to bring it up to date
  }
  BaselineBasis later = basis;
  later.as_of = day("2027-11-23");
  CHECK_NOTHROW(read(later));
  std::filesystem::remove(file);
}
