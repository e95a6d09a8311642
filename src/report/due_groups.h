// What falls due, by day and clause: as many lines as there are days and clauses, however many items a run has.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "report/overview.h"

namespace gengxin {

struct DueGroup {
  static constexpr size_t max_places = 8;
  Day day = no_day;
  Due::Kind kind = Due::Kind::deadline;
  Verdict verdict = Verdict::unchecked;
  bool suspected = false;
  const Rule* rule = nullptr;
  uint64_t items = 0;
  std::vector<ItemPlace> places;  // the first of them in input order
};

/// A day on which something falls due: how many findings of each kind.
struct DaySum {
  struct Kind {
    Due::Kind kind;
    Verdict verdict;
    uint64_t certain = 0, suspected = 0;
  };
  Day day;
  std::vector<Kind> kinds;
};

class DueGroups {
 public:
  /// Takes what the overview has gathered; parts in input order.
  void take(Overview& overview);
  /// By day, then kind, verdict and clause. Of what lies before `as_of` only deadlines, which are overdue; what has
  /// ended otherwise asks for nothing. `until`: no later than this; no_day = all.
  std::vector<const DueGroup*> list(Day as_of, Day until) const;

  /// The same by day.
  std::vector<DaySum> days(Day as_of, Day until) const;

 private:
  std::map<std::tuple<Day, Due::Kind, Verdict, bool, const Rule*>, DueGroup> groups_;
};

/// What happens on the day: 淘汰, 优惠截止, 持有期满.
std::string due_words(Due::Kind kind, Verdict verdict);
/// "淘汰 4（疑似 1），优惠截止 2"
std::string day_words(const DaySum& day);
/// "已过 8 年", "还有 40 天": how far the day is from the run's date.
std::string distance_words(Day as_of, Day day);
/// "M-07、M-08 等 12 台", as they are: the caller escapes.
std::string places_words(const DueGroup& group);
/// "12 台"
std::string units_words(uint64_t n);

}  // namespace gengxin
