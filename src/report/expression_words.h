// Conditions and formulas in words, in the language of the run: fuel == 'coal' && evaporation_tph <= 10 is
// 燃料为燃煤，且额定蒸发量不大于 10 t/h, "fuel is coal and rated evaporation at most 10 t/h".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/rule.h"

namespace gengxin {

/// What a level table's formulas may use besides fields, in words; parallel to its columns and definitions.
struct FormulaNames {
  std::vector<std::string> columns, locals;
};
FormulaNames formula_names(const LevelTable& table, const Vocabulary& vocabulary);

class ExpressionWords {
 public:
  /// `expression` and `base` outlive this; the expression is not empty.
  /// `settled`, by position of the node: parts of && and || that need not be said, because they are known already; of a
  /// choice (?:) its condition, and the side that is not taken.
  ExpressionWords(const Expression& expression, const RuleBase& base, FormulaNames names = {},
                  std::vector<char> settled = {});

  /// All in one line. What binds otherwise than it reads stands in brackets.
  std::string line() const;

  /// What must hold together: the parts of the outermost &&, of which neighbours that ask the same of one field are
  /// one; all in one where there is no &&.
  struct Part {
    std::string text;
    std::vector<uint16_t> nodes;  // positions in the expression: each of them must hold
  };
  std::vector<Part> parts() const;

  /// The same as a list, a line an entry: what is wider than `width` columns is a list itself, one deeper.
  struct Line {
    int depth;
    std::string text;
    bool begins = true;  // an entry; else it goes on with the one before: 则 …, 否则 …
  };
  std::vector<Line> lines(int width) const;

 private:
  struct Text {
    std::string text;
    int level;
  };
  // What is said of one field: 小于 5 kW.
  struct Predicate {
    FieldId field = no_id;
    std::string text;
    int level = 0;  // 0: nothing is
  };
  struct Piece {
    Text said;
    std::vector<uint16_t> nodes;
  };
  const Node& at(uint16_t i) const { return nodes_[i]; }
  uint16_t chosen(uint16_t i) const;
  std::vector<uint16_t> operands(uint16_t i) const;
  std::vector<Piece> pieces(Op op, const std::vector<uint16_t>& operands) const;
  Text say_node(uint16_t i) const;
  Text negation(uint16_t i) const;
  Text formula(uint16_t i) const;
  Text call(uint16_t i) const;
  Text relation(uint16_t i) const;
  Text joined(Op op, const std::vector<Piece>& pieces) const;
  std::string in_brackets(const Text& text, int level) const;
  std::string operand(uint16_t i, int level) const;
  Predicate predicate(uint16_t i) const;
  Predicate list_predicate(uint16_t i) const;
  std::string compared(Op op, Type type, const std::string& value) const;
  std::string value(uint16_t i, uint16_t beside) const;
  std::string values_of_list(const Node& list, uint16_t beside) const;
  std::string text_test(uint16_t i, bool holds = true) const;
  std::string label(FieldId field) const;
  std::string category(uint16_t id) const;
  std::string region_words(const Node& n) const;
  std::string grade_subject(const Node& n) const;
  std::string rank(const Node& grade, Op op, double number) const;
  void add_lines(uint16_t i, int depth, int width, std::vector<Line>& out) const;
  void add_piece(const Piece& piece, int depth, int width, std::vector<Line>& out) const;

  const Expression& expression_;
  const std::vector<Node>& nodes_;
  const RuleBase& base_;
  const Vocabulary& v_;
  FormulaNames names_;
  std::vector<char> settled_;
};

}  // namespace gengxin
