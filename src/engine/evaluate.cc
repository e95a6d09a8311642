#include "engine/evaluate.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace gengxin {
namespace {

class Evaluator {
 public:
  Evaluator(const Expression& expression, const Scope& scope)
      : expression_(expression), nodes_(expression.nodes), scope_(scope) {}

  // Conditions are most of what is evaluated, once a row and rule: they never build a Result.
  Truth truth(uint16_t i) const {
    const Node& n = nodes_[i];
    switch (n.op) {
      case Op::boolean:
        return n.number != 0 ? Truth::yes : Truth::no;
      case Op::field: {
        const Value& v = scope_.item[n.index];
        return !v.known() ? Truth::unknown : v.number != 0 ? Truth::yes : Truth::no;
      }
      case Op::not_:
        return negate(truth(n.args[0]));
      case Op::and_: {
        Truth a = truth(n.args[0]);
        if (a == Truth::no) return a;
        Truth b = truth(n.args[1]);
        return b == Truth::no || a == Truth::yes ? b : a;
      }
      case Op::or_: {
        Truth a = truth(n.args[0]);
        if (a == Truth::yes) return a;
        Truth b = truth(n.args[1]);
        return b == Truth::yes || a == Truth::no ? b : a;
      }
      case Op::cond: {
        Truth t = truth(n.args[0]);
        return t == Truth::unknown ? t : truth(n.args[t == Truth::yes ? 1 : 2]);
      }
      case Op::lt:
      case Op::le:
      case Op::gt:
      case Op::ge:
      case Op::eq:
      case Op::ne:
        return compare(n.op, n.args[0], n.args[1]);
      case Op::in:
        return lookup(n);
      case Op::has:
        return scope_.item[nodes_[n.args[0]].index].known() ? Truth::yes : Truth::no;
      case Op::matches:
      case Op::contains:
      case Op::starts_with:
        return text_test(n);
      case Op::in_region:
        return in_region(n);
      case Op::is_a:
        return scope_.base.vocabulary.category_is_a(scope_.item.category, n.index) ? Truth::yes : Truth::no;
      default:
        return Truth::unknown;
    }
  }

  Result value(uint16_t i) const {
    const Node& n = nodes_[i];
    if (n.type == Type::boolean) return Result::of(truth(i));
    switch (n.op) {
      case Op::number:
        return number_literal(n);
      case Op::text:
        return {Result::Kind::text, 0, 0, {}, {}, expression_.text(n)};
      case Op::date:
        return {Result::Kind::date, 0, 0, {}, {n.day, n.day}, {}};
      case Op::choice:
        return {Result::Kind::choice, n.number, n.number, {}, {}, {}};
      case Op::field:
        return field(n);
      case Op::column:
        return Result::of(scope_.columns[n.index]);
      case Op::local:
        return scope_.locals[n.index];
      case Op::cond:
        return conditional(n);
      case Op::neg:
      case Op::add:
      case Op::sub:
      case Op::mul:
      case Op::div:
      case Op::mod:
      case Op::ln:
      case Op::pow:
      case Op::sqrt:
      case Op::abs:
      case Op::min:
      case Op::max:
        return n.type == Type::money ? money(n) : arithmetic(n);
      case Op::as_of:
        return {Result::Kind::date, 0, 0, {}, {scope_.as_of, scope_.as_of}, {}};
      case Op::years_since: {
        Result d = value(n.args[0]);
        if (!d.known()) return {};
        return Result::of(years_between(d.date.last, scope_.as_of), years_between(d.date.first, scope_.as_of));
      }
      case Op::add_years: {
        Result d = value(n.args[0]), years = value(n.args[1]);
        if (!d.known() || !years.known()) return {};
        int y = static_cast<int>(years.low);
        return {Result::Kind::date,
                0,
                0,
                {},
                {gengxin::add_years(d.date.first, y), gengxin::add_years(d.date.last, y)},
                {}};
      }
      case Op::year: {
        Result d = value(n.args[0]);
        if (!d.known()) return {};
        return Result::of(year_of(d.date.first), year_of(d.date.last));
      }
      case Op::grade:
        return scope_.grader.grade(scope_.item, n.index);
      default:
        return {};  // a list is no value
    }
  }

  // Only called for a node whose value is unknown. Whether it named a field, be it one that was named before.
  bool missing(uint16_t i, std::vector<FieldId>& out) const {
    const Node& n = nodes_[i];
    switch (n.op) {
      case Op::field:
        add_field(out, n.index);
        return true;
      case Op::grade:
        scope_.grader.grade_missing(scope_.item, n.index, out);
        return true;
      case Op::in_region:
        add_field(out, scope_.base.vocabulary.field("region"));
        return true;
      case Op::cond: {
        Truth t = truth(n.args[0]);
        return missing(n.args[t == Truth::unknown ? 0 : t == Truth::yes ? 1 : 2], out);
      }
      default:
        break;
    }
    bool named = false;
    for (uint16_t arg : n.args)
      if (nodes_[arg].op != Op::list && !value(arg).known()) named |= missing(arg, out);
    if (named) return true;
    // All operands have values, so they are imprecise (a year where a day is needed) or outside the function's domain.
    const size_t before = out.size();
    for (uint16_t arg : n.args) imprecise(arg, out);
    if (out.size() == before)
      for (uint16_t arg : n.args) leaves(arg, out);
    return true;
  }

 private:
  void imprecise(uint16_t i, std::vector<FieldId>& out) const {
    const Node& n = nodes_[i];
    if (n.op == Op::field && n.type == Type::date && !scope_.item[n.index].date.exact()) add_field(out, n.index);
    for (uint16_t arg : n.args) imprecise(arg, out);
  }

  void leaves(uint16_t i, std::vector<FieldId>& out) const {
    const Node& n = nodes_[i];
    if (n.op == Op::field) add_field(out, n.index);
    for (uint16_t arg : n.args) leaves(arg, out);
  }

  Result number_literal(const Node& n) const {
    Result r = Result::of(n.number);
    r.money = expression_.more[n.more].decimal;
    return r;
  }

  Result field(const Node& n) const {
    const Value& v = scope_.item[n.index];
    if (!v.known()) return {};
    switch (n.type) {
      case Type::number:
        return Result::of(v.number);
      case Type::money:
        return v.exact ? Result{Result::Kind::money, v.number, v.number, v.decimal, {}, {}} : Result{};
      case Type::text:
        return {Result::Kind::text, 0, 0, {}, {}, v.text};
      case Type::choice:
        return {Result::Kind::choice, v.number, v.number, {}, {}, {}};
      case Type::date:
        return {Result::Kind::date, 0, 0, {}, v.date, {}};
      default:
        return {};
    }
  }

  Result conditional(const Node& n) const {
    Truth t = truth(n.args[0]);
    if (t == Truth::unknown) return {};
    Result r = value(n.args[t == Truth::yes ? 1 : 2]);
    if (n.type == Type::money && r.known()) r.kind = Result::Kind::money;
    return r;
  }

  // Order of two intervals: true or false only when it holds for all or for none of their points.
  template <class T>
  static Truth less(T a_low, T a_high, T b_low, T b_high) {
    if (a_high < b_low) return Truth::yes;
    return a_low >= b_high ? Truth::no : Truth::unknown;
  }
  template <class T>
  static Truth equal(T a_low, T a_high, T b_low, T b_high) {
    if (a_high < b_low || b_high < a_low) return Truth::no;
    return a_low == a_high && b_low == b_high ? Truth::yes : Truth::unknown;
  }
  static Truth negate(Truth t) { return t == Truth::unknown ? t : t == Truth::yes ? Truth::no : Truth::yes; }

  template <class T>
  static Truth relate(Op op, T a_low, T a_high, T b_low, T b_high) {
    switch (op) {
      case Op::lt:
        return less(a_low, a_high, b_low, b_high);
      case Op::ge:
        return negate(less(a_low, a_high, b_low, b_high));
      case Op::gt:
        return less(b_low, b_high, a_low, a_high);
      case Op::le:
        return negate(less(b_low, b_high, a_low, a_high));
      case Op::eq:
        return equal(a_low, a_high, b_low, b_high);
      default:
        return negate(equal(a_low, a_high, b_low, b_high));
    }
  }

  Truth compare(Op op, uint16_t left, uint16_t right) const {
    // A field beside a literal needs no more than the two numbers.
    const Node &l = nodes_[left], &r = nodes_[right];
    if (l.op == Op::field) {
      const Value& v = scope_.item[l.index];
      if ((r.op == Op::number && l.type == Type::number) || r.op == Op::choice)
        return v.known() ? relate(op, v.number, v.number, r.number, r.number) : Truth::unknown;
      if (r.op == Op::date) return v.known() ? relate(op, v.date.first, v.date.last, r.day, r.day) : Truth::unknown;
    }
    Result a = value(left), b = value(right);
    if (!a.known() || !b.known()) return Truth::unknown;
    if (a.kind == Result::Kind::date) return relate(op, a.date.first, a.date.last, b.date.first, b.date.last);
    if (a.kind == Result::Kind::text) {
      bool same = a.text == b.text || fold(a.text) == fold(b.text);
      return same == (op == Op::eq) ? Truth::yes : Truth::no;
    }
    if (a.kind == Result::Kind::money || b.kind == Result::Kind::money)
      return relate(op, a.money, a.money, b.money, b.money);
    // Out of a table's scope is no number: it satisfies no comparison but "differs".
    if (std::isnan(a.low) || std::isnan(b.low)) return op == Op::ne ? Truth::yes : Truth::no;
    return relate(op, a.low, a.high, b.low, b.high);
  }

  Truth lookup(const Node& n) const {
    const std::vector<uint16_t>& list = expression_.more[nodes_[n.args[1]].more].items;
    Result a = value(n.args[0]);
    if (!a.known()) return Truth::unknown;
    if (a.kind == Result::Kind::text) {
      std::string folded = fold(a.text);
      for (uint16_t item : list)
        if (expression_.text(nodes_[item]) == a.text || fold(expression_.text(nodes_[item])) == folded)
          return Truth::yes;
      return Truth::no;
    }
    Truth any = Truth::no;
    for (uint16_t item : list) {
      Truth t = equal(a.low, a.high, nodes_[item].number, nodes_[item].number);
      if (t == Truth::yes) return t;
      if (t == Truth::unknown) any = t;
    }
    return any;
  }

  Result money(const Node& n) const {
    Result a = value(n.args[0]);
    if (!a.known()) return {};
    std::optional<Decimal> out;
    if (n.op == Op::neg) {
      out = Decimal::sub(Decimal{}, a.money);
    } else {
      Result b = value(n.args[1]);
      if (!b.known()) return {};
      switch (n.op) {
        case Op::add:
          out = Decimal::add(a.money, b.money);
          break;
        case Op::sub:
          out = Decimal::sub(a.money, b.money);
          break;
        case Op::mul:
          out = Decimal::mul(a.money, b.money);
          break;
        case Op::min:
          out = a.money < b.money ? a.money : b.money;
          break;
        case Op::max:
          out = a.money < b.money ? b.money : a.money;
          break;
        default:
          break;
      }
    }
    if (!out) return {};
    double d = out->to_double();
    return {Result::Kind::money, d, d, *out, {}, {}};
  }

  Result arithmetic(const Node& n) const {
    Result a = value(n.args[0]);
    if (!a.known() || std::isnan(a.low)) return a;  // what is computed from a dash is a dash
    if (n.args.size() == 1) {
      switch (n.op) {
        case Op::neg:
          return Result::of(-a.high, -a.low);
        case Op::ln:
          return a.low > 0 ? Result::of(std::log(a.low), std::log(a.high)) : Result{};
        case Op::sqrt:
          return a.low >= 0 ? Result::of(std::sqrt(a.low), std::sqrt(a.high)) : Result{};
        case Op::abs:
          if (a.low >= 0) return a;
          if (a.high <= 0) return Result::of(-a.high, -a.low);
          return Result::of(0, std::max(-a.low, a.high));
        default:
          return {};
      }
    }
    Result b = value(n.args[1]);
    if (!b.known() || std::isnan(b.low)) return b;
    switch (n.op) {
      case Op::add:
        return Result::of(a.low + b.low, a.high + b.high);
      case Op::sub:
        return Result::of(a.low - b.high, a.high - b.low);
      case Op::min:
        return Result::of(std::min(a.low, b.low), std::min(a.high, b.high));
      case Op::max:
        return Result::of(std::max(a.low, b.low), std::max(a.high, b.high));
      case Op::mul:
        return corners(a, b, [](double x, double y) { return x * y; });
      case Op::div:
        if (b.low <= 0 && b.high >= 0) return {};
        return corners(a, b, [](double x, double y) { return x / y; });
      case Op::mod:
        if (a.low != a.high || b.low != b.high || b.low == 0) return {};
        return finite(std::fmod(a.low, b.low));
      case Op::pow:
        if (a.low != a.high || b.low != b.high) return {};  // not monotonic in general
        return finite(std::pow(a.low, b.low));
      default:
        return {};
    }
  }

  static Result finite(double d) { return std::isfinite(d) ? Result::of(d) : Result{}; }

  template <class F>
  static Result corners(const Result& a, const Result& b, F f) {
    if (a.low == a.high && b.low == b.high) return finite(f(a.low, b.low));
    auto [low, high] = std::minmax({f(a.low, b.low), f(a.low, b.high), f(a.high, b.low), f(a.high, b.high)});
    return std::isfinite(low) && std::isfinite(high) ? Result::of(low, high) : Result{};
  }

  Truth text_test(const Node& n) const {
    Result a = value(n.args[0]);
    if (!a.known()) return Truth::unknown;
    if (n.op == Op::matches)
      return scope_.grader.matches(a.text, expression_.text(nodes_[n.args[1]])) ? Truth::yes : Truth::no;
    std::string text = nfkc(a.text);
    Result b = value(n.args[1]);
    if (!b.known()) return Truth::unknown;
    std::string part = nfkc(b.text);
    bool yes = n.op == Op::contains ? text.find(part) != std::string::npos : text.starts_with(part);
    return yes ? Truth::yes : Truth::no;
  }

  Truth in_region(const Node& n) const {
    const Vocabulary& v = scope_.base.vocabulary;
    RegionId at = scope_.item.region;
    if (at == no_id) return Truth::unknown;
    bool yes = n.index != no_id ? v.region_is_in(at, n.index) : v.region_on_list(at, expression_.text(n));
    return yes ? Truth::yes : Truth::no;
  }

  const Expression& expression_;
  const std::vector<Node>& nodes_;
  const Scope& scope_;
};

}  // namespace

Result evaluate(const Expression& expression, const Scope& scope) {
  return Evaluator(expression, scope).value(static_cast<uint16_t>(expression.nodes.size() - 1));
}

namespace {

// Copies an expression, folding what the category and the region decide.
class Specializer {
 public:
  Specializer(const Expression& in, const Vocabulary& v, CategoryId category, RegionId region,
              const std::vector<bool>* possible)
      : from_(in), in_(in.nodes), v_(v), category_(category), region_(region), possible_(possible) {
    out_.source = in.source;
    out_.more = in.more;
  }
  Expression run() {
    place(copy(static_cast<uint16_t>(in_.size() - 1)));
    return std::move(out_);
  }

 private:
  static constexpr int no = -1, yes = -2;
  static int constant(bool b) { return b ? yes : no; }

  uint16_t place(int c) {
    if (c >= 0) return static_cast<uint16_t>(c);
    Node n;
    n.op = Op::boolean;
    n.type = Type::boolean;
    n.number = c == yes;
    return push(n);
  }
  uint16_t push(const Node& n) {
    out_.nodes.push_back(n);
    return static_cast<uint16_t>(out_.nodes.size() - 1);
  }

  /// The position of the copy, or a constant.
  int copy(uint16_t i) {
    const Node& n = in_[i];
    switch (n.op) {
      case Op::boolean:
        return constant(n.number != 0);
      case Op::is_a:
        return constant(v_.category_is_a(category_, n.index));
      case Op::has:
        if (!possible_ || (*possible_)[in_[n.args[0]].index]) break;
        return no;
      case Op::in_region:
        if (region_ == no_id) break;
        return constant(n.index != no_id ? v_.region_is_in(region_, n.index)
                                         : v_.region_on_list(region_, from_.text(n)));
      case Op::not_: {
        int a = copy(n.args[0]);
        if (a < 0) return constant(a == no);
        return operation(n, {static_cast<uint16_t>(a)});
      }
      case Op::and_:
      case Op::or_: {
        int decisive = n.op == Op::and_ ? no : yes;
        int a = copy(n.args[0]);
        if (a == decisive) return a;
        int b = copy(n.args[1]);
        if (b == decisive || a < 0) return b;
        if (b < 0) return a;
        return operation(n, {static_cast<uint16_t>(a), static_cast<uint16_t>(b)});
      }
      case Op::cond: {
        int a = copy(n.args[0]);
        if (a < 0) return copy(n.args[a == yes ? 1 : 2]);
        uint16_t b = place(copy(n.args[1])), c = place(copy(n.args[2]));
        return operation(n, {static_cast<uint16_t>(a), b, c});
      }
      default:
        break;
    }
    Node copied = n;
    for (uint8_t k = 0; k < n.args.count; ++k) copied.args.at[k] = place(copy(n.args[k]));
    if (n.op == Op::list)  // a list stands once in an expression, so its items can be renumbered in place
      for (uint16_t& item : out_.more[n.more].items) item = place(copy(item));
    return push(copied);
  }

  int operation(const Node& n, std::initializer_list<uint16_t> args) {
    Node copied = n;
    std::copy(args.begin(), args.end(), copied.args.at.begin());
    return push(copied);
  }

  const Expression& from_;
  const std::vector<Node>& in_;
  const Vocabulary& v_;
  CategoryId category_;
  RegionId region_;
  const std::vector<bool>* possible_;
  Expression out_;
};

}  // namespace

Expression specialize(const Expression& expression, const Vocabulary& vocabulary, CategoryId category, RegionId region,
                      const std::vector<bool>* possible) {
  return expression.empty() ? expression : Specializer(expression, vocabulary, category, region, possible).run();
}

Truth decide_part(const Expression& expression, uint16_t position, const Scope& scope) {
  return Evaluator(expression, scope).truth(position);
}

Truth decide(const Expression& expression, const Scope& scope) {
  if (expression.empty()) return Truth::yes;
  return Evaluator(expression, scope).truth(static_cast<uint16_t>(expression.nodes.size() - 1));
}

void missing_of(const Expression& expression, const Scope& scope, std::vector<FieldId>& missing) {
  if (expression.empty()) return;
  Evaluator(expression, scope).missing(static_cast<uint16_t>(expression.nodes.size() - 1), missing);
}

double settled(double computed) {
  if (!(std::abs(computed) < 1e6)) return computed;  // nine more digits than that are noise anyway
  const double near = std::round(computed * 1e9) / 1e9;
  return std::abs(near - computed) <= 1e-13 * std::abs(computed) ? near : computed;
}

void add_field(std::vector<FieldId>& fields, FieldId field) {
  if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
}

}  // namespace gengxin
