// Which list clauses a nameplate falls under.
//
// A nameplate is brought to a normal form (model_form) and looked up by its beginnings. A designation must end at a
// boundary, so that a list never reaches into a neighbour's name:
//   - behind a letter, a number of two or more digits may follow (Y + 160M-4: a frame size), but not a single digit,
//     which names another generation (Y2-160M, YB3-160M), nor a letter (YE3, JO2L);
//   - behind a digit, neither a digit (S9, S90) nor a letter (ZX5, ZX5K) nor a decimal point may follow;
//   - a dash, slash, bracket, a cross with a number of stages or a length (6JD36×6) or a fan's No separates.
// Exact designations go on only with a rating behind a slash or a cross or a remark in brackets: S9-315 covers
// S9-315/10, not S9-315-TH. Of the series that fit, the longest wins; of the designations too.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rules/rule.h"

namespace gengxin {

/// Whether `form` continues behind its first `length` bytes so that these are a whole series designation.
bool ends_series(std::string_view form, size_t length);
/// The same for an exact designation.
bool ends_model(std::string_view form, size_t length);

/// The form under which exact designations are compared. A dash between the letters in front and the number behind them
/// is written or left out at will (L-10/8 and L10/8, Y-160M-4 and Y160M-4), and so are the dash and the point about a
/// fan's No. Dashes further back stay: Y280M1-2 is not Y280M-12.
std::string designation_key(std::string_view form);

/// The designations of a set of rules.
class Matcher {
 public:
  void add(const Rule& rule, uint16_t position);
  /// Appends the rules whose series or models `form` falls under, in rising order, without repetition.
  void find(std::string_view form, std::vector<uint16_t>& rules) const;

 private:
  using Table = std::unordered_map<std::string, std::vector<uint16_t>>;
  Table series_, models_;
  size_t longest_ = 0;
};

}  // namespace gengxin
