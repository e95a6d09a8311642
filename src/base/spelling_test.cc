#include "base/spelling.h"

#include <doctest/doctest.h>

using namespace gengxin;

TEST_CASE("spellings that may be meant") {
  CHECK(spelling_distance("motor", "motor") == 0);
  CHECK(spelling_distance("moter", "motor") == 1);
  CHECK(spelling_distance("电动积", "电动机") == 1);
  CHECK(spelling_distance("功率", "额定功率") == 1);  // a part of the word
  CHECK(spelling_distance("变", "变压器") == -1);     // one character says nothing
  CHECK(spelling_distance("pump", "boiler") == -1);
  CHECK(spelling_distance("powerxy", "powerkw") == 2);   // two of seven, within a third
  CHECK(spelling_distance("powexyz", "powerkw") == -1);  // four of seven
}
