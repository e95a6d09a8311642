// Which purchases to make with the money that there is.
//
// An integer program: of each item at most one way to replace it, all prices together within the budget. What must go
// by law comes first, then what is saved, then the smaller bill:
//   1. as many items with a legal duty as the money can pay for;
//   2. among such sets one that saves the most a year;
//   3. among those one that costs the least.
// All numbers are whole (fen, kWh), so that a set either fits the budget or does not.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gengxin {

/// One way to replace one item.
struct Purchase {
  size_t item = 0;   // ways with the same number exclude each other
  int64_t cost = 0;  // fen, not negative
  bool duty = false;
  int64_t gain = 0;  // a year: fen, or kWh; not negative
};

struct Selection {
  std::vector<size_t> chosen;  // positions in the purchases, ascending
  int64_t cost = 0, gain = 0;
  size_t duties = 0;
  bool proven = true;  // false: a better set may exist
};

/// `seconds`: how long each of the three steps may look for a proof.
Selection best_within(std::span<const Purchase> purchases, int64_t budget, int seconds = 10);

}  // namespace gengxin
