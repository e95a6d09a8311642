// A recursive-descent parser for the part of CEL that the rules need, with the checks that make a rule
// trustworthy: every name must exist, every operator must fit its operands' types, and numbers of different units never
// meet in a comparison, a sum or a difference. A bare number takes the unit of what stands beside it; a product, a
// quotient or a function's value has a unit that we do not derive, and goes with any.
//
// No CEL library is packaged for C++ in Debian 12, and Google's evaluates to errors where a field is missing, not to
// unknown.
#include "rules/expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>

#include "base/text.h"

namespace gengxin {
namespace {

struct Function {
  std::string_view name;
  Op op;
  Type result;
  std::array<Type, 2> args;  // Type::none = no such argument
};

constexpr Function functions[] = {
    {"as_of", Op::as_of, Type::date, {Type::none, Type::none}},
    {"years_since", Op::years_since, Type::number, {Type::date, Type::none}},
    {"add_years", Op::add_years, Type::date, {Type::date, Type::number}},
    {"year", Op::year, Type::number, {Type::date, Type::none}},
    {"matches", Op::matches, Type::boolean, {Type::text, Type::text}},
    {"contains", Op::contains, Type::boolean, {Type::text, Type::text}},
    {"starts_with", Op::starts_with, Type::boolean, {Type::text, Type::text}},
    {"ln", Op::ln, Type::number, {Type::number, Type::none}},
    {"pow", Op::pow, Type::number, {Type::number, Type::number}},
    {"sqrt", Op::sqrt, Type::number, {Type::number, Type::none}},
    {"abs", Op::abs, Type::number, {Type::number, Type::none}},
    {"min", Op::min, Type::number, {Type::number, Type::number}},
    {"max", Op::max, Type::number, {Type::number, Type::number}},
};

const char* type_name(Type t) {
  switch (t) {
    case Type::number:
      return "a number";
    case Type::money:
      return "money";
    case Type::text:
      return "text";
    case Type::boolean:
      return "true or false";
    case Type::date:
      return "a date";
    case Type::choice:
      return "a choice";
    case Type::list:
      return "a list";
    case Type::none:
      break;
  }
  return "nothing";
}

class Parser {
 public:
  Parser(std::string_view source, const ExpressionScope& scope) : source_(source), scope_(scope) {}

  Expression parse(Type expected) {
    uint16_t root = conditional();
    skip_space();
    if (at_ < source_.size())
      fail(at_, fmt::format("unexpected '{}'; an operator or the end belongs here", rest_word()));
    Type type = out_.nodes[root].type;
    bool fits = expected == Type::none || type == expected || (expected == Type::money && type == Type::number);
    if (!fits)
      fail(0, fmt::format("the expression gives {}, where {} is needed", type_name(type), type_name(expected)));
    out_.source = std::string(source_);
    return std::move(out_);
  }

 private:
  // Recursion is bounded so that a hostile rule file cannot overflow the stack.
  static constexpr int max_depth = 200;
  struct Depth {
    explicit Depth(Parser& p) : parser(p) {
      if (++parser.depth_ > max_depth) parser.fail(parser.at_, "nested too deeply; split the condition");
    }
    ~Depth() { --parser.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Parser& parser;
  };

  [[noreturn]] void fail(size_t at, const std::string& message) const { throw ExpressionError(at, message); }

  std::string rest_word() const { return std::string(source_.substr(at_, std::min<size_t>(12, source_.size() - at_))); }

  void skip_space() {
    while (at_ < source_.size() && std::isspace(static_cast<unsigned char>(source_[at_]))) ++at_;
  }
  bool take(std::string_view token) {
    skip_space();
    if (source_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void need(std::string_view token) {
    if (!take(token)) fail(at_, fmt::format("'{}' is missing here", token));
  }
  static bool word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
  bool take_word(std::string_view word) {
    skip_space();
    if (source_.substr(at_, word.size()) != word) return false;
    if (at_ + word.size() < source_.size() && word_char(source_[at_ + word.size()])) return false;
    at_ += word.size();
    return true;
  }

  uint16_t push(const Node& node) {
    if (out_.nodes.size() >= 0xFFF0) fail(at_, "the expression is too long");
    out_.nodes.push_back(node);
    return static_cast<uint16_t>(out_.nodes.size() - 1);
  }
  uint16_t keep(NodeMore more) {
    out_.more.push_back(std::move(more));
    return static_cast<uint16_t>(out_.more.size() - 1);
  }
  uint16_t operation(Op op, Type type, std::initializer_list<uint16_t> args, uint16_t unit = no_id) {
    Node n;
    n.op = op;
    n.type = type;
    n.unit = unit;
    for (uint16_t arg : args) n.args.at[n.args.count++] = arg;
    return push(n);
  }
  const Node& at(uint16_t i) const { return out_.nodes[i]; }
  void want(uint16_t i, Type type, size_t where, std::string_view what) const {
    if (at(i).type != type)
      fail(where, fmt::format("{} takes {}, not {}", what, type_name(type), type_name(at(i).type)));
  }

  uint16_t conditional() {
    Depth depth(*this);
    size_t start = at_;
    uint16_t condition = disjunction();
    if (!take("?")) return condition;
    want(condition, Type::boolean, start, "the condition before '?'");
    uint16_t yes = conditional();
    need(":");
    uint16_t no = conditional();
    Type type = at(yes).type;
    if (type == Type::money || at(no).type == Type::money) type = Type::money;
    if (type != Type::money && type != at(no).type)
      fail(start, fmt::format("the two sides of ':' give {} and {}", type_name(at(yes).type), type_name(at(no).type)));
    return operation(Op::cond, type, {condition, yes, no}, common_unit(yes, no, start, ":"));
  }

  uint16_t disjunction() {
    return chain("||", Op::or_, [this] { return conjunction(); });
  }
  uint16_t conjunction() {
    return chain("&&", Op::and_, [this] { return relation(); });
  }

  // a && b && c is held as a && (b && c), which says the same and lets the first false end the evaluation at once.
  template <class Operand>
  uint16_t chain(std::string_view token, Op op, Operand operand) {
    size_t start = at_;
    std::vector<uint16_t> operands = {operand()};
    while (take(token)) {
      want(operands.back(), Type::boolean, start, token);
      start = at_;
      operands.push_back(operand());
      want(operands.back(), Type::boolean, start, token);
    }
    uint16_t all = operands.back();
    for (size_t i = operands.size() - 1; i-- > 0;) all = operation(op, Type::boolean, {operands[i], all});
    return all;
  }

  uint16_t relation() {
    size_t start = at_;
    uint16_t left = sum();
    struct Relation {
      std::string_view token;
      Op op;
    };
    static constexpr Relation relations[] = {{"<=", Op::le}, {">=", Op::ge}, {"==", Op::eq},
                                             {"!=", Op::ne}, {"<", Op::lt},  {">", Op::gt}};
    for (const Relation& r : relations) {
      if (!take(r.token)) continue;
      uint16_t right = sum();
      compare(r.op, r.token, left, right, start);
      uint16_t result = operation(r.op, Type::boolean, {left, right});
      reject_chain(start);
      return result;
    }
    if (take_word("in")) {
      uint16_t list = list_literal(left, start);
      uint16_t result = operation(Op::in, Type::boolean, {left, list});
      reject_chain(start);
      return result;
    }
    return left;
  }

  // a < b < c means (a < b) < c in CEL, which is never what a rule means.
  void reject_chain(size_t start) {
    skip_space();
    for (std::string_view token : {"<", ">", "==", "!="})
      if (source_.substr(at_, token.size()) == token) fail(start, "comparisons do not chain; write a < b && b < c");
  }

  void compare(Op op, std::string_view token, uint16_t left, uint16_t right, size_t where) {
    if (at(left).type == Type::choice && at(right).op == Op::text) {
      make_choice(right, at(left).index, where);
    } else if (at(right).type == Type::choice && at(left).op == Op::text) {
      make_choice(left, at(right).index, where);
    }
    Type a = at(left).type, b = at(right).type;
    bool money = (a == Type::money && b == Type::number) || (a == Type::number && b == Type::money);
    if (a != b && !money) fail(where, fmt::format("'{}' compares {} with {}", token, type_name(a), type_name(b)));
    bool order = op != Op::eq && op != Op::ne;
    if (order && a != Type::number && a != Type::money && a != Type::date)
      fail(where, fmt::format("'{}' orders numbers, money and dates, not {}; use == or !=", token, type_name(a)));
    if (a == Type::list) fail(where, "lists do not compare; use 'in'");
    common_unit(left, right, where, token);
  }

  void make_choice(uint16_t literal, FieldId field, size_t where) {
    const Field& f = scope_.vocabulary.fields[field];
    Node& n = out_.nodes[literal];
    for (size_t i = 0; i < f.choices.size(); ++i) {
      if (f.choices[i].id == out_.text(n)) {
        n.op = Op::choice;
        n.type = Type::choice;
        n.index = field;
        n.number = static_cast<double>(i);
        return;
      }
    }
    std::string known;
    for (const Choice& c : f.choices) known += (known.empty() ? "" : ", ") + c.id;
    fail(where, fmt::format("'{}' is no choice of {}; it has: {}", out_.text(n), f.id, known));
  }

  uint16_t list_literal(uint16_t left, size_t where) {
    need("[");
    Node list;
    std::vector<uint16_t> items;
    list.op = Op::list;
    list.type = Type::list;
    Type element = at(left).type;
    if (element != Type::number && element != Type::text && element != Type::choice)
      fail(where, fmt::format("'in' looks up a number, a text or a choice, not {}", type_name(element)));
    do {
      size_t start = at_;
      uint16_t item = sum();
      if (element == Type::choice) {
        if (at(item).op != Op::text) fail(start, "a choice is looked up among texts in quotes");
        make_choice(item, at(left).index, start);
      }
      bool literal = at(item).op == Op::number || at(item).op == Op::text || at(item).op == Op::choice;
      if (!literal || at(item).type != element)
        fail(start, fmt::format("the list must hold literals, each {}", type_name(element)));
      items.push_back(item);
    } while (take(","));
    need("]");
    list.more = keep({{}, std::move(items), {}});
    return push(list);
  }

  std::string unit_name(uint16_t unit) const { return scope_.vocabulary.units[unit].id; }

  uint16_t common_unit(uint16_t left, uint16_t right, size_t where, std::string_view token) const {
    uint16_t a = at(left).unit, b = at(right).unit;
    if (a != no_id && b != no_id && a != b)
      fail(where, fmt::format("'{}' puts {} beside {}; bring both to one unit with an explicit factor", token,
                              unit_name(a), unit_name(b)));
    return a != no_id ? a : b;
  }

  uint16_t sum() {
    size_t start = at_;
    uint16_t left = product();
    for (;;) {
      Op op;
      if (take("+"))
        op = Op::add;
      else if (take("-"))
        op = Op::sub;
      else
        return left;
      std::string_view token = op == Op::add ? "+" : "-";
      uint16_t right = product();
      Type a = at(left).type, b = at(right).type;
      bool numbers = a == Type::number && b == Type::number;
      bool money = (a == Type::money || a == Type::number) && (b == Type::money || b == Type::number);
      if (!numbers && !money)
        fail(start, fmt::format("'{}' takes numbers or money, not {} and {}", token, type_name(a), type_name(b)));
      left = operation(op, numbers ? Type::number : Type::money, {left, right}, common_unit(left, right, start, token));
    }
  }

  uint16_t product() {
    size_t start = at_;
    uint16_t left = unary();
    for (;;) {
      Op op;
      if (take("*"))
        op = Op::mul;
      else if (take("/"))
        op = Op::div;
      else if (take("%"))
        op = Op::mod;
      else
        return left;
      uint16_t right = unary();
      Type a = at(left).type, b = at(right).type;
      if (op == Op::mul && (a == Type::money) != (b == Type::money) && (a == Type::number || b == Type::number)) {
        uint16_t factor = a == Type::money ? right : left;
        if (at(factor).op != Op::number)
          fail(start, "money is multiplied by a literal number only, so that it stays exact");
        left = operation(op, Type::money, {left, right});
        continue;
      }
      if (a != Type::number || b != Type::number)
        fail(start, fmt::format("arithmetic takes numbers, not {} and {}", type_name(a), type_name(b)));
      left = operation(op, Type::number, {left, right});
    }
  }

  uint16_t unary() {
    Depth depth(*this);
    skip_space();
    size_t start = at_;
    if (source_.substr(at_, 2) != "!=" && take("!")) {
      uint16_t arg = unary();
      want(arg, Type::boolean, start, "'!'");
      return operation(Op::not_, Type::boolean, {arg});
    }
    if (take("-")) {
      uint16_t arg = unary();
      if (at(arg).type != Type::number && at(arg).type != Type::money) want(arg, Type::number, start, "'-'");
      Node& n = out_.nodes[arg];
      if (n.op == Op::number) {  // a negative literal stays a literal
        n.number = -n.number;
        Decimal& exact = out_.more[n.more].decimal;
        exact.mantissa = -exact.mantissa;
        return arg;
      }
      return operation(Op::neg, n.type, {arg}, n.unit);
    }
    return primary();
  }

  uint16_t primary() {
    skip_space();
    if (at_ >= source_.size()) fail(at_, "the expression ends too early");
    size_t start = at_;
    char c = source_[at_];
    if (c == '(') {
      ++at_;
      uint16_t inner = conditional();
      need(")");
      return inner;
    }
    if (c == '\'' || c == '"') return text_literal();
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number_literal();
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') {
      size_t end = at_;
      while (end < source_.size() && word_char(source_[end])) ++end;
      std::string_view word = source_.substr(at_, end - at_);
      at_ = end;
      if (word == "true" || word == "false") {
        Node n;
        n.op = Op::boolean;
        n.type = Type::boolean;
        n.number = word == "true";
        return push(n);
      }
      if (take("(")) return call(word, start);
      return name(word, start);
    }
    fail(at_, fmt::format("'{}' cannot begin a value", rest_word()));
  }

  std::string quoted() {
    skip_space();
    size_t start = at_;
    if (at_ >= source_.size() || (source_[at_] != '\'' && source_[at_] != '"'))
      fail(at_, "a text in quotes is needed here");
    char quote = source_[at_++];
    std::string text;
    while (at_ < source_.size() && source_[at_] != quote) {
      if (source_[at_] == '\\' && at_ + 1 < source_.size()) {
        // CEL's escapes, as far as texts of law need them; a regular expression keeps its own backslashes.
        char next = source_[at_ + 1];
        if (next == '\\' || next == '\'' || next == '"') {
          text += next;
          at_ += 2;
          continue;
        }
      }
      text += source_[at_++];
    }
    if (at_ >= source_.size()) fail(start, "the text is not closed with a quote");
    ++at_;
    return text;
  }

  uint16_t text_literal() {
    Node n;
    n.op = Op::text;
    n.type = Type::text;
    n.more = keep({{}, {}, quoted()});
    return push(n);
  }

  uint16_t number_literal() {
    size_t start = at_;
    while (at_ < source_.size() && (std::isdigit(static_cast<unsigned char>(source_[at_])) || source_[at_] == '.'))
      ++at_;
    if (at_ < source_.size() && (source_[at_] == 'e' || source_[at_] == 'E')) {
      size_t exponent = at_ + 1;
      if (exponent < source_.size() && (source_[exponent] == '-' || source_[exponent] == '+')) ++exponent;
      if (exponent < source_.size() && std::isdigit(static_cast<unsigned char>(source_[exponent]))) {
        at_ = exponent;
        while (at_ < source_.size() && std::isdigit(static_cast<unsigned char>(source_[at_]))) ++at_;
      }
    }
    std::string_view text = source_.substr(start, at_ - start);
    auto decimal = Decimal::parse(text);
    if (!decimal) fail(start, fmt::format("'{}' is not a number", text));
    Node n;
    n.op = Op::number;
    n.type = Type::number;
    n.more = keep({*decimal, {}, {}});
    n.number = decimal->to_double();
    return push(n);
  }

  uint16_t name(std::string_view word, size_t start) {
    for (size_t i = 0; i < scope_.columns.size(); ++i)
      if (scope_.columns[i] == word) return variable(Op::column, i);
    for (size_t i = 0; i < scope_.locals.size(); ++i)
      if (scope_.locals[i] == word) return variable(Op::local, i);
    FieldId id = scope_.vocabulary.field(word);
    if (id == no_id) fail(start, fmt::format("'{}' is no field{}", word, suggestion(word)));
    const Field& f = scope_.vocabulary.fields[id];
    Node n;
    n.op = Op::field;
    n.index = id;
    switch (f.type) {
      case FieldType::text:
        n.type = Type::text;
        break;
      case FieldType::number:
      case FieldType::integer:
        n.type = Type::number;
        n.unit = f.unit;
        break;
      case FieldType::money:
        n.type = Type::money;
        break;
      case FieldType::date:
        n.type = Type::date;
        break;
      case FieldType::boolean:
        n.type = Type::boolean;
        break;
      case FieldType::choice:
        n.type = Type::choice;
        break;
    }
    return push(n);
  }

  uint16_t variable(Op op, size_t index) {
    Node n;
    n.op = op;
    n.type = Type::number;
    n.index = static_cast<uint16_t>(index);
    return push(n);
  }

  // The field with the longest common beginning: enough to mend a slip of the pen.
  std::string suggestion(std::string_view word) const {
    size_t best = 2;
    std::string found;
    for (const Field& f : scope_.vocabulary.fields) {
      size_t n = 0;
      while (n < word.size() && n < f.id.size() && word[n] == f.id[n]) ++n;
      if (n > best) {
        best = n;
        found = f.id;
      }
    }
    return found.empty() ? "; see rules/vocabulary/fields.yaml" : fmt::format("; did you mean '{}'?", found);
  }

  uint16_t call(std::string_view word, size_t start) {
    if (word == "date") {
      std::string text = quoted();
      need(")");
      auto day = parse_iso_date(text);
      if (!day) fail(start, fmt::format("date('{}') is no day; write date('2003-12-31')", text));
      Node n;
      n.op = Op::date;
      n.type = Type::date;
      n.day = *day;
      return push(n);
    }
    if (word == "has") {
      skip_space();
      size_t at = at_;
      uint16_t arg = conditional();
      need(")");
      if (out_.nodes[arg].op != Op::field) fail(at, "has() takes the name of a field");
      return operation(Op::has, Type::boolean, {arg});
    }
    if (word == "in_region" || word == "is_a" || word == "grade") {
      Node n;
      const std::string text = quoted();
      n.more = keep({{}, {}, text});
      need(")");
      if (word == "grade") {
        n.op = Op::grade;
        n.type = Type::number;
        return push(n);
      }
      n.type = Type::boolean;
      if (word == "is_a") {
        n.op = Op::is_a;
        n.index = scope_.vocabulary.category(text);
        if (n.index == no_id)
          fail(start, fmt::format("'{}' is no category; see rules/vocabulary/categories.yaml", text));
      } else {
        n.op = Op::in_region;
        n.index = scope_.vocabulary.region(text);
        bool list = std::any_of(
            scope_.vocabulary.regions.begin(), scope_.vocabulary.regions.end(),
            [&](const Region& r) { return std::find(r.lists.begin(), r.lists.end(), text) != r.lists.end(); });
        if (n.index == no_id && !list)
          fail(start, fmt::format("'{}' is no region and no list of regions; see rules/vocabulary/regions.yaml", text));
      }
      return push(n);
    }
    for (const Function& f : functions) {
      if (f.name != word) continue;
      Operands args;
      for (size_t i = 0; i < 2 && f.args[i] != Type::none; ++i) {
        if (i > 0) need(",");
        skip_space();
        size_t at = at_;
        uint16_t arg = conditional();
        bool money = (f.op == Op::min || f.op == Op::max) && out_.nodes[arg].type == Type::money;
        if (!money) want(arg, f.args[i], at, fmt::format("{}()", word));
        args.at[args.count++] = arg;
      }
      need(")");
      Type result = f.result;
      uint16_t unit = no_id;
      if (f.op == Op::min || f.op == Op::max) {
        unit = common_unit(args[0], args[1], start, word);
        if (at(args[0]).type == Type::money || at(args[1]).type == Type::money) result = Type::money;
      }
      if (f.op == Op::abs) unit = at(args[0]).unit;
      if (f.op == Op::matches && at(args[1]).op != Op::text) fail(start, "matches() takes a pattern in quotes");
      Node n;
      n.op = f.op;
      n.type = result;
      n.unit = unit;
      n.args = args;
      return push(n);
    }
    fail(start, fmt::format("'{}' is no function; rules/README.md lists them", word));
  }

  std::string_view source_;
  const ExpressionScope& scope_;
  Expression out_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expression parse_expression(std::string_view source, const ExpressionScope& scope, Type expected) {
  return Parser(source, scope).parse(expected);
}

std::vector<FieldId> fields_of(const Expression& expression) {
  std::vector<FieldId> fields;
  for (const Node& n : expression.nodes)
    if (n.op == Op::field && std::find(fields.begin(), fields.end(), n.index) == fields.end())
      fields.push_back(n.index);
  return fields;
}

}  // namespace gengxin
