// How an expression becomes a sentence.
//
// Every node gives a text and says how tightly it holds together (a level); a text that holds less tightly than its
// place asks for goes into brackets, and so do && inside || and || inside &&, whose precedence a reader need not know.
// Nothing is rearranged and nothing left out. What makes the sentences short are four habits of the rules, each
// said by one turn of phrase that means the same:
//   - neighbours in && or || that speak of one field name it once: 额定功率不小于 0.12 kW 且不大于 1000 kW;
//   - !has(f) || f … is "f (where stated) …", has(f) && f … is "f is stated and …";
//   - texts that one field may contain, and categories, are one list;
//   - a grade by several tables is asked for once.
#include "report/expression_words.h"

#include <algorithm>
#include <cmath>

#include "base/diagnostic.h"
#include "base/text.h"
#include "report/append.h"
#include "report/message.h"

namespace gengxin {
namespace {

enum Level { conditional = 1, either, both, clause, sum, product, unary, primary };

std::string quoted(const std::string& text) { return say("“", "'") + text + say("”", "'"); }
std::string bracketed(const std::string& text) { return say("（", "(") + text + say("）", ")"); }

/// Puts a Chinese word behind the text, with a space behind Latin letters and digits: 0.12 kW 且不大于.
void glue(std::string& out, const char* zh, const char* en) {
  if (lang() == Lang::zh && !out.empty() && static_cast<unsigned char>(out.back()) < 0x80) out += ' ';
  out += say(zh, en);
}

/// "A、B或C", "A, B or C"
std::string listed(const std::vector<std::string>& items, const char* zh, const char* en) {
  std::string out;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += i + 1 < items.size() ? std::string(say("、", ", ")) : std::string(say(zh, en));
    out += items[i];
  }
  return out;
}

}  // namespace

FormulaNames formula_names(const LevelTable& table, const Vocabulary& vocabulary) {
  FormulaNames names;
  names.columns = table.columns;
  for (const auto& [name, formula] : table.define) names.locals.push_back(name);
  for (const LevelMeasure& m : table.measures)
    names.locals.push_back(say("目标", "target ") + label_of(vocabulary.fields[m.field]));
  return names;
}

ExpressionWords::ExpressionWords(const Expression& expression, const RuleBase& base, FormulaNames names,
                                 std::vector<char> settled)
    : expression_(expression),
      nodes_(expression.nodes),
      base_(base),
      v_(base.vocabulary),
      names_(std::move(names)),
      settled_(std::move(settled)) {
  settled_.resize(nodes_.size());
}

std::string ExpressionWords::label(FieldId field) const { return label_of(v_.fields[field]); }

std::string ExpressionWords::category(uint16_t id) const {
  const Label& name = v_.categories[id].label;
  return lang() == Lang::zh ? name.zh : name.en;
}

std::string ExpressionWords::in_brackets(const Text& text, int level) const {
  return text.level < level ? bracketed(text.text) : text.text;
}

std::string ExpressionWords::operand(uint16_t i, int level) const { return in_brackets(say_node(i), level); }

// The side of a settled choice that is taken.
uint16_t ExpressionWords::chosen(uint16_t i) const {
  while (at(i).op == Op::cond && settled_[at(i).args[0]]) i = at(i).args[settled_[at(i).args[1]] ? 2 : 1];
  return i;
}

// a && (b && c) is one list of three.
std::vector<uint16_t> ExpressionWords::operands(uint16_t i) const {
  std::vector<uint16_t> out;
  const Op op = at(i).op;
  const auto add = [&](const auto& self, uint16_t from) -> void {
    for (uint16_t arg : at(from).args) {
      if (settled_[arg]) continue;
      arg = chosen(arg);
      if (at(arg).op == op)
        self(self, arg);
      else
        out.push_back(arg);
    }
  };
  add(add, i);
  return out;
}

std::string ExpressionWords::line() const { return say_node(static_cast<uint16_t>(nodes_.size() - 1)).text; }

std::vector<ExpressionWords::Part> ExpressionWords::parts() const {
  const uint16_t root = chosen(static_cast<uint16_t>(nodes_.size() - 1));
  std::vector<Part> out;
  if (at(root).op != Op::and_) {
    out.push_back({say_node(root).text, {root}});
    return out;
  }
  for (Piece& piece : pieces(Op::and_, operands(root)))
    out.push_back({std::move(piece.said.text), std::move(piece.nodes)});
  return out;
}

// ---------------------------------------------------------------- conditions

ExpressionWords::Text ExpressionWords::say_node(uint16_t i) const {
  i = chosen(i);
  const Node& n = at(i);
  if (n.type != Type::boolean) return formula(i);
  if (Predicate p = predicate(i); p.level) return {label(p.field) + say("", " ") + p.text, p.level};
  switch (n.op) {
    case Op::boolean:
      return {n.number != 0 ? say("恒成立", "always") : say("恒不成立", "never"), clause};
    case Op::not_:
      return negation(n.args[0]);
    case Op::and_:
    case Op::or_:
      return joined(n.op, pieces(n.op, operands(i)));
    case Op::cond:
      return {say("若", "if ") + operand(n.args[0], either) + say("，则", " then ") + operand(n.args[1], either) +
                  say("；否则", ", otherwise ") + operand(n.args[2], either),
              conditional};
    case Op::has:
      return {label(at(n.args[0]).index) + say("已注明", " is stated"), clause};
    case Op::is_a:
      return {say("类别属于", "category is ") + category(n.index), clause};
    case Op::in_region:
      return {say("位于", "in ") + region_words(n), clause};
    case Op::contains:
    case Op::starts_with:
    case Op::matches:
      return {operand(n.args[0], primary) + say("", " ") + text_test(i), clause};
    default:
      return relation(i);
  }
}

ExpressionWords::Text ExpressionWords::joined(Op op, const std::vector<Piece>& pieces) const {
  if (pieces.empty()) return {op == Op::and_ ? say("恒成立", "always") : say("恒不成立", "never"), clause};
  if (pieces.size() == 1) return pieces.front().said;
  Text out{{}, op == Op::and_ ? both : either};
  for (const Piece& piece : pieces) {
    if (!out.text.empty()) out.text += op == Op::and_ ? say("，且", " and ") : say("，或", " or ");
    out.text += in_brackets(piece.said, clause);
  }
  return out;
}

std::vector<ExpressionWords::Piece> ExpressionWords::pieces(Op op, const std::vector<uint16_t>& operands) const {
  std::vector<Piece> out;
  const bool all = op == Op::and_;
  for (size_t i = 0; i < operands.size();) {
    const Node& n = at(operands[i]);
    std::vector<uint16_t> run{operands[i]};
    const auto take_while = [&](auto fits) {
      while (i + run.size() < operands.size() && fits(operands[i + run.size()]))
        run.push_back(operands[i + run.size()]);
    };
    const auto push = [&](Text said) {
      i += run.size();
      out.push_back({std::move(said), std::move(run)});
    };
    // Categories: any of them, or none.
    const auto is_category = [&](uint16_t at_node) {
      const Node& one = at(at_node);
      return all ? one.op == Op::not_ && at(one.args[0]).op == Op::is_a : one.op == Op::is_a;
    };
    if (is_category(operands[i])) {
      take_while(is_category);
      if (run.size() > 1) {
        std::vector<std::string> names;
        for (uint16_t one : run) names.push_back(category(all ? at(at(one).args[0]).index : at(one).index));
        push({all ? say("类别不属于", "category is none of ") + listed(names, "、", ", ") + say("中任何一种", "")
                  : say("类别属于", "category is ") + listed(names, "或", " or "),
              clause});
        continue;
      }
    }
    // One grade by several tables.
    const auto is_grade = [&](uint16_t at_node) {
      const Node& one = at(at_node);
      return one.op >= Op::lt && one.op <= Op::ne && at(one.args[0]).op == Op::grade &&
             at(one.args[1]).op == Op::number;
    };
    if (!all && is_grade(operands[i])) {
      const auto rank_of = [&](uint16_t at_node) {
        return rank(at(at(at_node).args[0]), at(at_node).op, at(at(at_node).args[1]).number);
      };
      take_while([&](uint16_t next) { return is_grade(next) && rank_of(next) == rank_of(operands[i]); });
      if (run.size() > 1) {
        std::vector<std::string> names;
        for (uint16_t one : run) names.push_back(grade_subject(at(at(one).args[0])));
        const std::string what = rank_of(run.front());
        push({say("按 ", "by ") + listed(names, " 或 ", " or ") + say(" ", ": ") + what, clause});
        continue;
      }
    }
    // Whether a field is stated, beside what is asked of it.
    const bool has = all ? n.op == Op::has : n.op == Op::not_ && at(n.args[0]).op == Op::has;
    if (has && i + 1 < operands.size()) {
      const FieldId field = at(all ? n.args[0] : at(n.args[0]).args[0]).index;
      if (Predicate p = predicate(operands[i + 1]); p.level && p.field == field) {
        run.push_back(operands[i + 1]);
        if (all)
          push({label(field) + say("已注明且", " is stated and ") + in_brackets({p.text, p.level}, both), both});
        else
          push({label(field) + say("（如已注明）", " (where stated) ") + p.text, p.level});
        continue;
      }
    }
    // Several things asked of one field.
    if (Predicate p = predicate(operands[i]); p.level) {
      std::vector<Predicate> said{p};
      take_while([&](uint16_t next) {
        Predicate q = predicate(next);
        if (!q.level || q.field != p.field) return false;
        said.push_back(std::move(q));
        return true;
      });
      if (run.size() > 1) {
        std::string text;
        if (!all && std::all_of(run.begin(), run.end(), [&](uint16_t one) { return at(one).op == Op::contains; })) {
          std::vector<std::string> words;
          for (uint16_t one : run) words.push_back(quoted(expression_.text(at(at(one).args[1]))));
          push({label(p.field) + say("含", " contains ") + listed(words, "或", " or "), clause});
          continue;
        }
        for (const Predicate& q : said) {
          if (!text.empty()) glue(text, all ? "且" : "或", all ? " and " : " or ");
          text += in_brackets({q.text, q.level}, clause);
        }
        push({label(p.field) + say("", " ") + text, all ? both : either});
        continue;
      }
    }
    push(say_node(operands[i]));
  }
  return out;
}

ExpressionWords::Text ExpressionWords::negation(uint16_t i) const {
  const Node& n = at(i);
  switch (n.op) {
    case Op::has:
      return {label(at(n.args[0]).index) + say("未注明", " is not stated"), clause};
    case Op::is_a:
      return {say("类别不属于", "category is not ") + category(n.index), clause};
    case Op::in_region:
      return {say("不位于", "not in ") + region_words(n), clause};
    case Op::or_: {
      const std::vector<uint16_t> all = operands(i);
      if (std::any_of(all.begin(), all.end(), [&](uint16_t one) { return at(one).op != Op::is_a; })) break;
      std::vector<std::string> names;
      for (uint16_t one : all) names.push_back(category(at(one).index));
      return {say("类别不属于", "category is none of ") + listed(names, "、", ", ") + say("中任何一种", ""), clause};
    }
    default:
      break;
  }
  return {say("并非", "not ") + bracketed(say_node(i).text), clause};
}

// What a condition asks of one field and of nothing else on its left side; level 0 where it is another kind of
// condition.
ExpressionWords::Predicate ExpressionWords::predicate(uint16_t i) const {
  const Node& n = at(i);
  const auto is_field = [&](uint16_t arg) { return at(arg).op == Op::field; };
  switch (n.op) {
    case Op::field:
      return {n.index, say("为“是”", "is 'yes'"), clause};
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge:
    case Op::eq:
    case Op::ne: {
      if (!is_field(n.args[0])) return {};
      const Node& field = at(n.args[0]);
      const Node& right = at(n.args[1]);
      if (field.type == Type::boolean) {
        if (right.op != Op::boolean) return {};
        const bool yes = (right.number != 0) == (n.op == Op::eq);
        return {field.index, yes ? say("为“是”", "is 'yes'") : say("为“否”", "is 'no'"), clause};
      }
      return {field.index, compared(n.op, field.type, value(n.args[1], n.args[0])), clause};
    }
    case Op::in:
      if (!is_field(n.args[0])) return {};
      return {at(n.args[0]).index, say("为", "is ") + values_of_list(at(n.args[1]), n.args[0]), clause};
    case Op::contains:
    case Op::starts_with:
    case Op::matches:
      if (!is_field(n.args[0])) return {};
      return {at(n.args[0]).index, text_test(i), clause};
    case Op::and_:
    case Op::or_:
      return list_predicate(i);
    case Op::not_: {
      const Node& inner = at(n.args[0]);
      if (inner.op == Op::field) return {inner.index, say("为“否”", "is 'no'"), clause};
      if (inner.args.size() == 0 || !is_field(inner.args[0])) break;
      const FieldId field = at(inner.args[0]).index;
      if (inner.op == Op::in) {
        const bool one = expression_.more[at(inner.args[1]).more].items.size() == 1;
        return {field,
                (one ? say("不为", "is not ") : say("不属", "is none of ")) +
                    values_of_list(at(inner.args[1]), inner.args[0]),
                clause};
      }
      if (inner.op == Op::contains || inner.op == Op::starts_with || inner.op == Op::matches)
        return {field, text_test(n.args[0], false), clause};
      break;
    }
    default:
      break;
  }
  return {};
}

// && and || of which every part asks something of the same field.
ExpressionWords::Predicate ExpressionWords::list_predicate(uint16_t i) const {
  const bool all = at(i).op == Op::and_;
  Predicate out;
  std::vector<std::string> words;  // where all are contains()
  const std::vector<uint16_t> parts = operands(i);
  for (uint16_t part : parts) {
    Predicate p = predicate(part);
    if (!p.level || (out.level && p.field != out.field)) return {};
    if (!out.text.empty()) glue(out.text, all ? "且" : "或", all ? " and " : " or ");
    out.text += parts.size() > 1 ? in_brackets({p.text, p.level}, clause) : p.text;
    out.field = p.field;
    out.level = parts.size() == 1 ? p.level : all ? both : either;
    if (at(part).op == Op::contains) words.push_back(quoted(expression_.text(at(at(part).args[1]))));
  }
  if (!all && words.size() == parts.size() && !words.empty()) {
    out.text = say("含", "contains ") + listed(words, "或", " or ");
    out.level = clause;
  }
  return out;
}

std::string ExpressionWords::compared(Op op, Type type, const std::string& value) const {
  const bool date = type == Type::date;
  switch (op) {
    case Op::lt:
      return (date ? say("早于 ", "before ") : say("小于 ", "below ")) + value;
    case Op::le:
      return (date ? say("不晚于 ", "on or before ") : say("不大于 ", "at most ")) + value;
    case Op::gt:
      return (date ? say("晚于 ", "after ") : say("大于 ", "above ")) + value;
    case Op::ge:
      return (date ? say("不早于 ", "on or after ") : say("不小于 ", "at least ")) + value;
    case Op::ne:
      return say("不为", "is not ") + std::string(type == Type::choice || type == Type::text ? "" : say(" ", "")) +
             value;
    default:
      return say("为", "is ") + std::string(type == Type::choice || type == Type::text ? "" : say(" ", "")) + value;
  }
}

// A comparison of which the left side is no field by itself.
ExpressionWords::Text ExpressionWords::relation(uint16_t i) const {
  const Node& n = at(i);
  if (n.op == Op::in)
    return {operand(n.args[0], sum) + say(" 为", " is ") + values_of_list(at(n.args[1]), n.args[0]), clause};
  const Node& left = at(n.args[0]);
  const Node& right = at(n.args[1]);
  if (left.op == Op::grade && right.op == Op::number)
    return {say("按 ", "by ") + grade_subject(left) + say(" ", ": ") + rank(left, n.op, right.number), clause};
  if (left.type == Type::boolean) {
    if (right.op == Op::boolean)
      return (right.number != 0) == (n.op == Op::eq) ? say_node(n.args[0]) : negation(n.args[0]);
    const char* both_or_neither = n.op == Op::eq ? say(" 同时成立或同时不成立", " both hold or both do not")
                                                 : say(" 只有一个成立", " of the two one holds");
    return {bracketed(say_node(n.args[0]).text) + say("与", " and ") + bracketed(say_node(n.args[1]).text) +
                both_or_neither,
            clause};
  }
  const bool literal = left.op == Op::number || left.op == Op::choice;
  return {(literal ? value(n.args[0], n.args[1]) : operand(n.args[0], sum)) + " " +
              compared(n.op, left.type, value(n.args[1], n.args[0])),
          clause};
}

// ---------------------------------------------------------------- values

// A literal with the unit of what stands beside it, or a formula.
std::string ExpressionWords::value(uint16_t i, uint16_t beside) const {
  const Node& n = at(i);
  const Node& other = at(beside);
  if (n.op != Op::number) return operand(i, sum);
  const Decimal& number = expression_.more[n.more].decimal;
  if (other.type == Type::money) {
    std::string out;
    append_money_words(out, number);
    if (const size_t cents = out.find(".00"); cents != std::string::npos) out.erase(cents, 3);
    return out;
  }
  std::string out = number.to_string();
  if (other.unit != no_id) append_unit_word(v_, other.unit, out);
  return out;
}

std::string ExpressionWords::values_of_list(const Node& list, uint16_t beside) const {
  const std::vector<uint16_t>& items = expression_.more[list.more].items;
  std::vector<std::string> words;
  for (size_t i = 0; i < items.size(); ++i)  // the unit stands once, behind the last
    words.push_back(at(items[i]).op == Op::number && i + 1 < items.size()
                        ? expression_.more[at(items[i]).more].decimal.to_string()
                        : value(items[i], beside));
  const bool number = !items.empty() && at(items.front()).op == Op::number;
  return (number ? say(" ", "") : std::string()) + listed(words, number ? " 或 " : "或", " or ");
}

// 含“锅炉”, "contains 'boiler'": a test on text, without the text that is tested.
std::string ExpressionWords::text_test(uint16_t i, bool holds) const {
  const Node& n = at(i);
  const std::string what = operand(n.args[1], primary);
  const std::string no = holds ? "" : say("不", "does not ");
  const auto verb = [&](const char* zh, const char* en, const char* en_bare) {
    return no + (lang() == Lang::zh ? zh : holds ? en : en_bare);
  };
  switch (n.op) {
    case Op::contains:
      return verb("含", "contains ", "contain ") + what;
    case Op::starts_with:
      return verb("以", "begins with ", "begin with ") + what + say("开头", "");
    default:
      return verb("符合正则表达式", "matches the pattern ", "match the pattern ") + what;
  }
}

std::string ExpressionWords::region_words(const Node& n) const {
  const auto name = [](const Region& r) { return lang() == Lang::zh ? r.label.zh : r.label.en; };
  if (n.index != no_id) return name(v_.regions[n.index]);
  std::vector<std::string> names;
  const std::string& list = expression_.text(n);
  for (const Region& r : v_.regions)
    if (std::find(r.lists.begin(), r.lists.end(), list) != r.lists.end()) names.push_back(name(r));
  return say("地区名单", "a region of the list ") + quoted(list) + say("", " ") + bracketed(listed(names, "、", ", "));
}

std::string ExpressionWords::grade_subject(const Node& n) const {
  const std::string& id = expression_.text(n);
  std::string out;
  if (const Rule* rule = base_.rule(id)) {
    if (rule->levels.standard.empty())
      append_reference(base_, *rule, out);
    else
      out = rule->levels.standard + (rule->clause.empty() ? "" : " " + rule->clause);
  } else {
    out = id;
  }
  return out;
}

// "2 级或更好": the level behind a comparison of a grade with a number.
std::string ExpressionWords::rank(const Node& grade, Op op, double number) const {
  const Rule* rule = base_.rule(expression_.text(grade));
  const LevelTable* table = rule && rule->has_levels ? &rule->levels : nullptr;
  const int last = table ? static_cast<int>(table->levels()) : 3;
  const int n = static_cast<int>(number);
  std::string level;
  if (n != number || n < 1 || n > last + 1) {
    append_number(level, number);
    return say("等级", "grade ") + compared(op, Type::number, level);
  }
  if (table && table->kind == LevelKind::benchmark)
    level = n == 1   ? say("达到标杆水平", "at the benchmark level")
            : n == 2 ? say("介于标杆水平与基准水平之间", "between the benchmark and the baseline level")
                     : say("低于基准水平", "below the baseline level");
  else
    level = (n > last ? say("低于", "below ") : say("为", "")) + grade_name(std::min(n, last));
  switch (op) {
    case Op::lt:
      return say("优于“", "better than ") + level + say("”", "");
    case Op::le:
      return level + say("或更好", " or better");
    case Op::gt:
      return say("劣于“", "worse than ") + level + say("”", "");
    case Op::ge:
      return level + say("或更差", " or worse");
    case Op::ne:
      return say("不是“", "not ") + level + say("”", "");
    default:
      return level;
  }
}

// ---------------------------------------------------------------- formulas

ExpressionWords::Text ExpressionWords::formula(uint16_t i) const {
  const Node& n = at(i);
  const auto two = [&](const char* sign, int level) {
    // The right side of − ÷ % binds tighter: a − (b − c).
    return Text{operand(n.args[0], level) + " " + sign + " " + operand(n.args[1], level + 1), level};
  };
  switch (n.op) {
    case Op::number:
      return {expression_.more[n.more].decimal.to_string(), n.number < 0 ? unary : primary};
    case Op::text:
      return {quoted(expression_.text(n)), primary};
    case Op::date:
      return {format_date(n.day), primary};
    case Op::field:
      return {label(n.index), primary};
    case Op::choice: {
      const Label& name = v_.fields[n.index].choices[static_cast<size_t>(n.number)].label;
      return {lang() == Lang::zh ? name.zh : name.en, primary};
    }
    case Op::column:
      return {n.index < names_.columns.size() ? names_.columns[n.index] : "?", primary};
    case Op::local:
      return {n.index < names_.locals.size() ? names_.locals[n.index] : "?", primary};
    case Op::neg:
      return {"−" + operand(n.args[0], primary), unary};
    case Op::add:
      return two("+", sum);
    case Op::sub:
      return two("−", sum);
    case Op::mul:
      return two("×", product);
    case Op::div:
      return two("÷", product);
    case Op::mod:
      return two(say("除余", "mod"), product);
    case Op::cond:
      return {say("若", "if ") + operand(n.args[0], either) + say("，则", " then ") + operand(n.args[1], sum) +
                  say("；否则", ", otherwise ") + operand(n.args[2], sum),
              conditional};
    default:
      return call(i);
  }
}

ExpressionWords::Text ExpressionWords::call(uint16_t i) const {
  const Node& n = at(i);
  const auto arg = [&](size_t at_arg) { return operand(n.args[at_arg], sum); };
  switch (n.op) {
    case Op::as_of:
      return {say("核对日", "the date of the check"), primary};
    case Op::years_since:
      return {say("自", "full years since ") + arg(0) + say("起的整年数", ""), sum};
    case Op::add_years:
      return {lang() == Lang::zh ? arg(0) + "之后 " + arg(1) + " 年" : arg(1) + " years after " + arg(0), sum};
    case Op::year:
      return {lang() == Lang::zh ? arg(0) + "的年份" : "the year of " + arg(0), sum};
    case Op::ln:
      return {"ln(" + say_node(n.args[0]).text + ")", primary};
    case Op::sqrt:
      return {"√(" + say_node(n.args[0]).text + ")", primary};
    case Op::abs:
      return {"|" + say_node(n.args[0]).text + "|", primary};
    case Op::pow:
      return {operand(n.args[0], primary) + " ^ " + operand(n.args[1], primary), unary};
    case Op::min:
      return {say("", "the smaller of ") + arg(0) + say("与", " and ") + arg(1) + say("中较小者", ""), sum};
    case Op::max:
      return {say("", "the larger of ") + arg(0) + say("与", " and ") + arg(1) + say("中较大者", ""), sum};
    case Op::grade:
      return {lang() == Lang::zh ? "按 " + grade_subject(n) + " 的等级" : "the grade by " + grade_subject(n), sum};
    default:
      return {"?", primary};
  }
}

// ---------------------------------------------------------------- lists

void ExpressionWords::add_piece(const Piece& piece, int depth, int width, std::vector<Line>& out) const {
  if (piece.nodes.size() == 1 && 2 * depth + display_width(piece.said.text) > width)
    return add_lines(piece.nodes.front(), depth, width, out);
  out.push_back({depth, piece.said.text});
}

void ExpressionWords::add_lines(uint16_t i, int depth, int width, std::vector<Line>& out) const {
  i = chosen(i);
  const Node& n = at(i);
  std::string text = say_node(i).text;
  const bool wide = 2 * depth + display_width(text) > width;
  if (wide && (n.op == Op::and_ || n.op == Op::or_)) {
    const std::vector<Piece> all = pieces(n.op, operands(i));
    if (all.size() > 1) {
      out.push_back(
          {depth, n.op == Op::and_ ? say("以下各项同时成立：", "all of:") : say("以下任一项成立：", "any of:")});
      for (const Piece& piece : all) add_piece(piece, depth + 1, width, out);
      return;
    }
  }
  if (wide && n.op == Op::not_ && (at(n.args[0]).op == Op::and_ || at(n.args[0]).op == Op::or_)) {
    const std::vector<Piece> all = pieces(at(n.args[0]).op, operands(n.args[0]));
    if (all.size() > 1) {
      out.push_back({depth, at(n.args[0]).op == Op::and_ ? say("以下各项不同时成立：", "not all of:")
                                                         : say("以下各项均不成立：", "none of:")});
      for (const Piece& piece : all) add_piece(piece, depth + 1, width, out);
      return;
    }
  }
  if (wide && n.op == Op::cond) {
    const char* heads[] = {say("若", "if "), say("则", "then "), say("否则", "otherwise ")};
    for (size_t part = 0; part < 3; ++part) {
      const size_t first = out.size();
      if (at(n.args[part]).op == Op::cond) {
        out.push_back({depth, say("：", "this:")});
        add_lines(n.args[part], depth + 1, width, out);
      } else {
        add_lines(n.args[part], depth, width, out);
      }
      for (size_t below = first + 1; below < out.size(); ++below) ++out[below].depth;
      out[first].text = heads[part] + out[first].text;
      out[first].begins = part == 0;
    }
    return;
  }
  if (wide && (n.op == Op::add || n.op == Op::sub)) {
    const auto term = [&](const char* head, uint16_t arg, int level) {
      const std::string said = head + operand(arg, level);
      if (2 * depth + display_width(said) <= width || at(arg).args.size() == 0) return out.push_back({depth, said});
      out.push_back({depth, head + std::string(say("以下之数：", "the following:"))});
      add_lines(arg, depth + 1, width, out);
    };
    term("", n.args[0], sum);
    term(n.op == Op::add ? say("加 ", "plus ") : say("减 ", "less "), n.args[1], product);
    return;
  }
  out.push_back({depth, std::move(text)});
}

std::vector<ExpressionWords::Line> ExpressionWords::lines(int width) const {
  std::vector<Line> out;
  const uint16_t root = chosen(static_cast<uint16_t>(nodes_.size() - 1));
  if (at(root).op != Op::and_) {
    add_lines(root, 0, width, out);
    return out;
  }
  for (const Piece& piece : pieces(Op::and_, operands(root))) add_piece(piece, 0, width, out);
  return out;
}

}  // namespace gengxin
