// Texts that are finished in input order: a worker writes a block's findings and leaves out what only the findings
// before it can tell, such as the how-manieth of its kind one is; merge() puts that in.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "report/report.h"

namespace gengxin {

/// Gives each of several equal names a number of its own, in the order in which they come. Only the names' hashes are
/// kept, 64 bits each: two names that share one (once in some ten million runs of a million findings) cost a needless
/// number.
class Ordinals {
 public:
  /// 1 for the first of the name, 2 for the next.
  uint64_t next(std::string_view name) { return ++seen_[std::hash<std::string_view>()(name)]; }

 private:
  std::unordered_map<uint64_t, uint64_t> seen_;
};

/// The gaps of a part's text, by position. What a gap means and what fills it is the format's.
struct Gaps : PartData {
  struct Gap {
    size_t at;
    int kind;
    std::string key;
  };
  std::vector<Gap> gaps;
  void leave(const std::string& text, int kind, std::string key) {
    gaps.push_back({text.size(), kind, std::move(key)});
  }
};

/// Appends the text, each gap filled by `fill(gap, out)`.
template <class Fill>
void append_filled(const std::string& text, const Gaps& gaps, std::string& out, Fill fill) {
  size_t from = 0;
  for (const Gaps::Gap& gap : gaps.gaps) {
    out.append(text, from, gap.at - from);
    from = gap.at;
    fill(gap, out);
  }
  out.append(text, from);
}

}  // namespace gengxin
