// The integer program against every set there is.
#include "plan/budget.h"

#include <doctest/doctest.h>

#include <random>
#include <tuple>

using namespace gengxin;

namespace {

/// Of all sets the best, by trying each: what a better one is stands in budget.h.
Selection by_force(const std::vector<Purchase>& purchases, int64_t budget) {
  Selection best;
  for (uint32_t set = 0; set < 1u << purchases.size(); ++set) {
    Selection one;
    uint64_t items = 0;
    bool twice = false;
    for (size_t c = 0; c < purchases.size(); ++c) {
      if (!(set >> c & 1)) continue;
      twice |= (items >> purchases[c].item & 1) != 0;
      items |= uint64_t{1} << purchases[c].item;
      one.chosen.push_back(c);
      one.cost += purchases[c].cost;
      one.gain += purchases[c].gain;
      one.duties += purchases[c].duty ? 1 : 0;
    }
    if (twice || one.cost > budget) continue;
    if (std::tuple(one.duties, one.gain, -one.cost) > std::tuple(best.duties, best.gain, -best.cost)) best = one;
  }
  return best;
}

void agrees(const std::vector<Purchase>& purchases, int64_t budget) {
  const Selection solved = best_within(purchases, budget), tried = by_force(purchases, budget);
  CAPTURE(budget);
  CHECK(solved.proven);
  CHECK(solved.duties == tried.duties);
  CHECK(solved.gain == tried.gain);
  CHECK(solved.cost == tried.cost);
  CHECK(solved.cost <= budget);
}

}  // namespace

TEST_CASE("budget: by hand") {
  // A duty goes before any saving, two duties before one that saves more.
  agrees({{0, 800, true, 0}, {1, 500, false, 9000}, {2, 500, false, 100}}, 1000);
  agrees({{0, 600, true, 5}, {1, 500, true, 1}, {2, 500, true, 1}}, 1000);
  const Selection one = best_within(std::vector<Purchase>{{0, 1000, false, 1}}, 1000);
  CHECK(one.chosen == std::vector<size_t>{0});  // exactly the budget is within it
  CHECK(best_within(std::vector<Purchase>{{0, 1001, false, 1}}, 1000).chosen.empty());
  CHECK(best_within(std::vector<Purchase>{}, 1000).chosen.empty());
  // Two offers for one item: never both, and the one that leaves money for another item.
  const std::vector<Purchase> offers = {{0, 700, false, 70}, {0, 400, false, 60}, {1, 600, false, 30}};
  CHECK(best_within(offers, 1000).chosen == std::vector<size_t>{1, 2});
  // What saves nothing and is no duty stays where it is; of equal savings the cheaper.
  CHECK(best_within(std::vector<Purchase>{{0, 10, false, 0}}, 1000).chosen.empty());
  CHECK(best_within(std::vector<Purchase>{{0, 11, false, 5}, {0, 10, false, 5}}, 1000).chosen ==
        std::vector<size_t>{1});
}

TEST_CASE("budget: a fen over is over, whatever the size") {
  const int64_t million = 100'000'000;  // fen
  const std::vector<Purchase> purchases = {{0, 900 * million, false, 10}, {1, 100 * million + 1, false, 10}};
  CHECK(best_within(purchases, 1000 * million).chosen.size() == 1);
  CHECK(best_within(purchases, 1000 * million + 1).chosen.size() == 2);
}

TEST_CASE("budget: the optimum of random cases is that of trying every set") {
  std::mt19937 random(20241116);
  const auto up_to = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 300; ++round) {
    std::vector<Purchase> purchases(static_cast<size_t>(1 + up_to(11)));
    const int items = 1 + up_to(9);
    const bool few_values = up_to(2) == 0;  // many ties
    std::vector<bool> duty(static_cast<size_t>(items));
    for (size_t i = 0; i < duty.size(); ++i) duty[i] = up_to(3) == 0;
    int64_t all = 0;
    for (Purchase& c : purchases) {
      c.item = static_cast<size_t>(up_to(items));
      c.duty = duty[c.item];
      c.cost = few_values ? 100 * (1 + up_to(5)) : up_to(10'000'000);
      c.gain = few_values ? 10 * up_to(4) : up_to(3'000'000);
      all += c.cost;
    }
    agrees(purchases, all == 0 ? 0 : static_cast<int64_t>(random() % static_cast<uint64_t>(all + 1)));
  }
}
