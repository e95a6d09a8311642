#include "engine/match.h"

#include <doctest/doctest.h>

using namespace gengxin;

namespace {
Rule series(std::vector<std::string> s) {
  Rule r;
  r.series = std::move(s);
  return r;
}
bool covers(const std::string& listed, std::string_view nameplate) {
  Rule r = series({model_form(listed)});
  Matcher m;
  m.add(r, 0);
  std::vector<uint16_t> hits;
  m.find(model_form(nameplate), hits);
  return !hits.empty();
}
bool names(const std::string& listed, std::string_view nameplate) {
  Rule r;
  r.models = {model_form(listed)};
  Matcher m;
  m.add(r, 0);
  std::vector<uint16_t> hits;
  m.find(model_form(nameplate), hits);
  return !hits.empty();
}
}  // namespace

TEST_CASE("a series matches as a whole word") {
  CHECK(covers("Y", "Y160M-4"));
  CHECK(covers("Y", "Y-160M-4"));
  CHECK(covers("Y", "Ｙ１６０Ｍ－４"));
  CHECK(covers("Y", "Y 160M—4"));
  CHECK(covers("Y", "Y160M-4 11kW"));
  CHECK_FALSE(covers("Y", "YE3-160M-4"));
  CHECK_FALSE(covers("Y", "Y2-160M-4"));
  CHECK_FALSE(covers("Y", "YB160M-4"));
  CHECK_FALSE(covers("YB", "YB3-160M-4"));
  CHECK(covers("YB", "YB160M-4"));
  CHECK(covers("S9", "S9-315/10"));
  CHECK(covers("S9", "S9-M-315/10"));
  CHECK_FALSE(covers("S9", "S90-315/10"));
  CHECK_FALSE(covers("S9", "S9.5-315"));
  CHECK_FALSE(covers("S9", "SCB9-315"));
  CHECK_FALSE(covers("S9", "S11-315/10"));
  CHECK_FALSE(covers("JO2", "JO2L-42-4"));
  CHECK(covers("JO2", "JO2-42-4"));
  CHECK(covers("ZX5", "ZX5-400"));
  CHECK_FALSE(covers("ZX5", "ZX500"));
  CHECK_FALSE(covers("ZX5", "ZX5K-400"));
  CHECK_FALSE(covers("S9", ""));
}

TEST_CASE("an exact designation goes on with a rating only") {
  CHECK(names("S9-315", "S9-315/10"));
  CHECK(names("S9-315", "S9-315（10/0.4）"));
  CHECK_FALSE(names("S9-315", "S9-3150/10"));
  CHECK_FALSE(names("S9-315", "S9-31"));
  CHECK_FALSE(names("S9-315", "S9-315-TH"));
  CHECK_FALSE(names("S9-315", "S9-315/TH"));
  CHECK(names("JS114-4", "JS114-4"));
  CHECK_FALSE(names("JS114-4", "JS114-40"));
}

TEST_CASE("spellings that nameplates vary in") {
  CHECK(names("L-10/8", "L10/8"));
  CHECK(names("L-10/8", "L-10／8"));
  CHECK_FALSE(names("L-10/8", "LG-10/8"));
  CHECK_FALSE(names("L-10/8", "4L-10/8"));
  CHECK(names("Y160M-4", "Y-160M-4"));
  CHECK(names("Y160M-4", "Y160M-4 B3"));
  CHECK(names("Y160M-4", "Y160M-4 IM B35"));
  CHECK_FALSE(names("Y280M1-2", "Y280M-12"));
  CHECK_FALSE(names("Y160M-4", "Y160M-4B3X"));
  CHECK(names("50F-63B", "50F63B"));
  CHECK(names("Y5-47No4C", "Y5-47-No.4C"));
  CHECK(names("Y5-47No4C", "Y5-47№4C"));
  CHECK_FALSE(names("Y5-47No4C", "Y5-47No.40C"));
  CHECK(names("CA6140", "CA6140×1500"));
  CHECK(covers("6JD36", "6JD36×6"));
  CHECK(covers("8-18", "8-18No6D"));
  CHECK_FALSE(covers("8-18", "8-180"));
}

TEST_CASE("the longest series wins") {
  Rule y = series({"Y"}), y2 = series({"Y2"}), sg = series({"SG"}), sgb = series({"SGB8"});
  Matcher m;
  m.add(y, 0);
  m.add(y2, 1);
  std::vector<uint16_t> hits;
  m.find("Y2-160M-4", hits);
  CHECK(hits == std::vector<uint16_t>{1});
  hits.clear();
  m.find("Y160M-4", hits);
  CHECK(hits == std::vector<uint16_t>{0});
}
