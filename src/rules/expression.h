// Conditions and formulas in CEL syntax, three-valued.
//
// An expression is parsed and checked once, when the rules load, into a flat tree: all nodes in one vector, operands
// before the operation, the root last. The binary embeds that tree and evaluation (engine/evaluate.h) walks it.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"
#include "vocabulary/vocabulary.h"

namespace gengxin {

enum class Op : uint8_t {
  number,
  text,
  boolean,
  date,
  field,
  column,
  local,   // leaves; column and local: a level row's number, a defined one
  choice,  // the position of a choice, beside a choice field
  list,
  neg,
  not_,
  add,
  sub,
  mul,
  div,
  mod,
  lt,
  le,
  gt,
  ge,
  eq,
  ne,
  in,
  and_,
  or_,
  cond,
  as_of,
  years_since,
  add_years,
  year,
  has,
  matches,
  contains,
  starts_with,
  ln,
  pow,
  sqrt,
  abs,
  min,
  max,
  in_region,
  is_a,
  grade,
};

enum class Type : uint8_t { none, number, money, text, boolean, date, choice, list };

/// Positions of at most three operands.
struct Operands {
  std::array<uint16_t, 3> at{};
  uint8_t count = 0;
  uint8_t unused = 0;  // nothing of a node is left unset: it is embedded byte for byte
  size_t size() const { return count; }
  uint16_t operator[](size_t i) const { return at[i]; }
  const uint16_t* begin() const { return at.data(); }
  const uint16_t* end() const { return at.data() + count; }
};

/// What evaluation walks: two to a cache line.
struct Node {
  Op op = Op::number;
  Type type = Type::none;
  uint16_t index = 0;     // field, column, local, choice, category or region; grade: the rule's position
  uint16_t unit = no_id;  // of a number; no_id = a bare or derived number, which goes with any unit
  uint16_t more = no_id;  // position in Expression::more; no_id = nothing more
  Operands args;
  Day day = no_day;
  uint32_t unused = 0;
  double number = 0;
};

/// What few nodes hold and fewer evaluations read.
struct NodeMore {
  Decimal decimal;              // a number literal, exactly
  std::vector<uint16_t> items;  // of a list
  std::string text;             // of a text; the id in is_a(), in_region(), grade()
};

struct Expression {
  std::string source;  // as written
  std::vector<Node> nodes;
  std::vector<NodeMore> more;
  bool empty() const { return nodes.empty(); }
  const Node& root() const { return nodes.back(); }
  const std::string& text(const Node& n) const { return more[n.more].text; }
};

/// What is wrong with an expression, and where in its text (0 = first byte).
class ExpressionError : public std::runtime_error {
 public:
  ExpressionError(size_t offset, const std::string& message) : std::runtime_error(message), offset_(offset) {}
  size_t offset() const { return offset_; }

 private:
  size_t offset_;
};

/// The names an expression may use besides fields.
struct ExpressionScope {
  const Vocabulary& vocabulary;
  std::span<const std::string> columns{};  // of the level table
  std::span<const std::string> locals{};   // defined before this expression
};

/// Parses and checks `source`. The result must be of type `expected` (Type::none: any). Throws ExpressionError.
/// grade('…') keeps the rule's id in NodeMore::text; the compiler puts the position into Node::index when all rules are
/// known.
Expression parse_expression(std::string_view source, const ExpressionScope& scope, Type expected);

/// All fields that the expression reads, in order of appearance, without repetition.
std::vector<FieldId> fields_of(const Expression& expression);

}  // namespace gengxin
