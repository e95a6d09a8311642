// Conditions and formulas in CEL syntax, three-valued.
//
// An expression is parsed and checked once, when the rules load, into a flat postfix-free tree of nodes in one vector
// (children before parents, the root last), which is what the binary embeds and what evaluation walks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"

namespace gengxin {

enum class Op : uint8_t {
  number, text, boolean, date, field, column, local,       // leaves
  choice,                                                  // a choice's position, compared with a choice field
  list,
  neg, not_, add, sub, mul, div, mod,
  lt, le, gt, ge, eq, ne, in, and_, or_, cond,
  as_of, years_since, add_years, year, has, matches, contains, starts_with,
  ln, pow, sqrt, abs, min, max, in_region, is_a, grade,
};

enum class Type : uint8_t { none, number, money, text, boolean, date, choice, list };

struct Node {
  Op op = Op::number;
  Type type = Type::none;
  uint16_t index = 0;              // field, column, local, category, region; grade: rule position
  uint16_t unit = 0xFFFF;          // numbers: the unit, no_id = free
  std::vector<uint16_t> args;      // positions of the operands
  double number = 0;
  Decimal decimal;                 // number literals, exactly
  Day day = no_day;
  std::string text;
};

struct Expression {
  std::string source;              // as written
  std::vector<Node> nodes;
  bool empty() const { return nodes.empty(); }
};

}  // namespace gengxin
