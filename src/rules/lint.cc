// Checks that need the whole base, or that judge a rule rather than its spelling: rows that overlap or leave gaps,
// levels out of order, clauses that no item can reach, clauses without examples, documents past their dates.
#include "rules/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace gengxin {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Interval {
  double low = -infinity, high = infinity;
  bool low_closed = false, high_closed = false;
  bool empty() const { return low > high || (low == high && !(low_closed && high_closed)); }
  void above(double v, bool closed) {
    if (v > low || (v == low && !closed)) low = v, low_closed = closed;
  }
  void below(double v, bool closed) {
    if (v < high || (v == high && !closed)) high = v, high_closed = closed;
  }
};

class Linter {
 public:
  Linter(const RuleBase& base, Day as_of) : base_(base), as_of_(as_of) {}

  std::vector<LintProblem> run() {
    for (size_t d = 0; d < base_.documents.size(); ++d) document(d);
    for (size_t r = 0; r < base_.rules.size(); ++r) {
      rule_ = &base_.rules[r];
      detail_ = &base_.rule_details[r];
      examples();
      reach();
      if (rule_->has_levels) levels();
    }
    twins();
    return std::move(problems_);
  }

 private:
  void say_of_rule(bool error, std::string message) {
    problems_.push_back({error, detail_->file, detail_->line, rule_->id, std::move(message)});
  }

  void document(size_t d) {
    const Document& document = base_.documents[d];
    const DocumentDetail& detail = base_.document_details[d];
    auto add = [&](bool error, std::string message) {
      problems_.push_back({error, detail.file, 1, document.id, std::move(message)});
    };
    if (document.until != no_day && document.until < document.in_force)
      add(true, "'until' lies before 'in-force'");
    else if (document.until != no_day && document.until < as_of_)
      add(false, fmt::format("no longer in force since {}: is there a newer edition?", format_date(document.until)));
    for (const Document& old : base_.documents)
      if (std::find(detail.replaces.begin(), detail.replaces.end(), old.number) != detail.replaces.end() &&
          (old.until == no_day || old.until >= document.in_force))
        add(false, fmt::format("replaces {}, which has not ended when it comes into force on {}", old.id,
                               format_date(document.in_force)));
    if (document.provenance == Provenance::transcribed && detail.source.empty())
      add(true, "a transcribed document must name its 'source'");
    bool any = std::any_of(base_.rules.begin(), base_.rules.end(), [&](const Rule& r) { return r.document == d; });
    if (!any) add(true, "holds no rule");
  }

  // Every clause shows what it hits, what it misses and, where a field may be missing, what stays open.
  void examples() {
    if (rule_->documentation) return;
    bool hit = false, miss = false, open = false;
    for (const Example& e : detail_->examples) {
      if (e.expect == "none")
        miss = true;
      else if (e.expect == "undetermined")
        open = true;
      else
        hit = true;
    }
    if (!hit) say_of_rule(true, "no example hits");
    if (!miss) say_of_rule(true, "no example misses");
    bool fields = !rule_->when.empty() || rule_->has_levels || !rule_->series.empty() || !rule_->models.empty();
    if (fields && !open) say_of_rule(true, "no example stays undetermined");
  }

  // A condition that asks one number to lie in two places at once is met by no item.
  void reach() {
    if (!rule_->when.empty()) {
      std::map<uint16_t, Interval> bounds;
      bool possible = true;
      conjuncts(static_cast<uint16_t>(rule_->when.nodes.size() - 1), bounds, possible);
      for (const auto& [field, interval] : bounds)
        if (interval.empty())
          say_of_rule(true, fmt::format("no item can meet the condition: '{}' would have to lie in two places",
                                        base_.vocabulary.fields[field].id));
      if (!possible) say_of_rule(true, "no item can meet the condition: it is always false");
    }
    for (const Node& n : rule_->when.nodes)
      if (n.op == Op::is_a && std::none_of(rule_->categories.begin(), rule_->categories.end(), [&](CategoryId c) {
            return base_.vocabulary.category_is_a(n.index, c) || base_.vocabulary.category_is_a(c, n.index);
          }))
        say_of_rule(true, fmt::format("is_a('{}') lies outside the rule's categories", rule_->when.text(n)));
    for (CategoryId c : rule_->categories) {
      const Category& category = base_.vocabulary.categories[c];
      bool named = false;
      for (size_t i = 0; i < base_.vocabulary.categories.size() && !named; ++i)
        named = base_.vocabulary.category_is_a(static_cast<CategoryId>(i), c);
      if (!named) say_of_rule(true, fmt::format("no item can be of category '{}'", category.id));
    }
    if (rule_->in_force != no_day && rule_->until != no_day && rule_->until < rule_->in_force)
      say_of_rule(true, "never in force: 'until' lies before 'in-force'");
    const Document& document = base_.document_of(*rule_);
    if (document.until != no_day && rule_->in_force > document.until)
      say_of_rule(true, "comes into force after its document has ended");
  }

  void conjuncts(uint16_t i, std::map<uint16_t, Interval>& bounds, bool& possible) const {
    const std::vector<Node>& nodes = rule_->when.nodes;
    const Node& n = nodes[i];
    if (n.op == Op::and_) {
      conjuncts(n.args[0], bounds, possible);
      conjuncts(n.args[1], bounds, possible);
      return;
    }
    if (n.op == Op::boolean && n.number == 0) possible = false;
    if (n.args.size() != 2) return;
    const Node *left = &nodes[n.args[0]], *right = &nodes[n.args[1]];
    Op op = n.op;
    auto literal = [](const Node& x) { return x.op == Op::number || x.op == Op::date || x.op == Op::choice; };
    if (literal(*left) && right->op == Op::field) {
      std::swap(left, right);
      op = op == Op::lt ? Op::gt : op == Op::le ? Op::ge : op == Op::gt ? Op::lt : op == Op::ge ? Op::le : op;
    }
    if (left->op != Op::field || !literal(*right)) return;
    double v = right->op == Op::date ? right->day : right->number;
    Interval& b = bounds[left->index];
    switch (op) {
      case Op::lt:
        b.below(v, false);
        break;
      case Op::le:
        b.below(v, true);
        break;
      case Op::gt:
        b.above(v, false);
        break;
      case Op::ge:
        b.above(v, true);
        break;
      case Op::eq:
        b.above(v, true);
        b.below(v, true);
        break;
      default:
        break;
    }
  }

  // Whether one value fits both cells of a key.
  static bool overlap(const LevelTable& t, const KeyCell& a, const KeyCell& b) {
    using Kind = KeyCell::Kind;
    if (a.kind == Kind::any || b.kind == Kind::any) return true;
    if (a.kind == Kind::range) {
      Interval both{a.low, a.high, a.low_closed, a.high_closed};
      both.above(b.low, b.low_closed);
      both.below(b.high, b.high_closed);
      return !both.empty();
    }
    const auto share = [&](const auto& values) {
      const auto from = values.begin() + b.first, to = from + b.count;
      return std::any_of(values.begin() + a.first, values.begin() + a.first + a.count,
                         [&](const auto& v) { return std::find(from, to, v) != to; });
    };
    if (a.kind == Kind::texts) return share(t.texts);
    if (a.kind == Kind::list && b.kind == Kind::list) return share(t.listed);
    const auto holds = [&](const KeyCell& list, double v) {
      const auto from = t.listed.begin() + list.first;
      return std::find(from, from + list.count, v) != from + list.count;
    };
    if (a.kind == Kind::list) return holds(a, b.low);
    if (b.kind == Kind::list) return holds(b, a.low);
    return a.low == b.low;
  }

  std::string row_text(uint32_t row) const { return "[" + keys_text(rule_->levels, row) + "]"; }

  void levels() {
    const LevelTable& t = rule_->levels;
    for (uint32_t i = 0; i < t.rows; ++i)
      for (uint32_t j = i + 1; j < t.rows; ++j) {
        bool both = true;
        for (size_t k = 0; k < t.keys.size() && both; ++k) both = overlap(t, t.cell(i, k), t.cell(j, k));
        if (both) say_of_rule(true, fmt::format("rows {} and {} overlap", row_text(i), row_text(j)));
      }
    gaps();
    order();
  }

  // Ranges of rows that agree in all other keys should meet; the standard may leave a hole, so this only asks to look.
  void gaps() {
    const LevelTable& t = rule_->levels;
    for (size_t k = 0; k < t.keys.size(); ++k) {
      if (t.keys[k].match != MatchKind::range) continue;
      std::map<std::string, std::vector<const KeyCell*>> groups;
      for (uint32_t r = 0; r < t.rows; ++r) {
        if (t.cell(r, k).kind == KeyCell::Kind::any) continue;
        groups["[" + keys_text(t, r, k) + "]"].push_back(&t.cell(r, k));
      }
      for (auto& [others, cells] : groups) {
        std::sort(cells.begin(), cells.end(), [](const KeyCell* a, const KeyCell* b) { return a->low < b->low; });
        for (size_t i = 1; i < cells.size(); ++i) {
          const KeyCell &a = *cells[i - 1], &b = *cells[i];
          if (a.low == a.high || b.low == b.high) continue;  // a single value leaves gaps by intention
          if (a.high < b.low || (a.high == b.low && !a.high_closed && !b.low_closed))
            say_of_rule(false, fmt::format("key '{}' has a gap between {} and {} in rows {}",
                                           base_.vocabulary.fields[t.keys[k].field].id, a.high, b.low, others));
        }
      }
    }
  }

  // Better levels must not be easier.
  void order() {
    const LevelTable& t = rule_->levels;
    for (const LevelMeasure& m : t.measures) {
      std::vector<size_t> columns;
      for (const Expression& e : m.thresholds)
        if (e.nodes.size() == 1 && e.root().op == Op::column) columns.push_back(e.root().index);
      if (columns.size() != m.thresholds.size()) continue;
      for (uint32_t r = 0; r < t.rows; ++r) {
        bool all_dashes = true;
        double last = std::nan("");
        for (size_t c : columns) {
          double v = t.number(r, c);
          if (std::isnan(v)) continue;
          all_dashes = false;
          if (!std::isnan(last) && (m.at_most ? v < last : v > last))
            say_of_rule(rule_->provenance != Provenance::recalled,
                        fmt::format("row {}: a worse level is stricter than a better one", row_text(r)));
          last = v;
        }
        if (all_dashes && t.measures.size() == 1)
          say_of_rule(false, fmt::format("row {} holds nothing but dashes", row_text(r)));
      }
    }
  }

  // Within a document, two clauses that list the same designation under the same condition: the second adds nothing.
  void twins() {
    std::map<std::string, std::string> seen;
    for (size_t r = 0; r < base_.rules.size(); ++r) {
      rule_ = &base_.rules[r];
      detail_ = &base_.rule_details[r];
      for (const auto* list : {&rule_->series, &rule_->models})
        for (const std::string& text : *list)
          for (CategoryId c : rule_->categories) {
            std::string key =
                fmt::format("{} {} {} {} {}", rule_->document, c, list == &rule_->series, text, rule_->when.source);
            auto [it, fresh] = seen.emplace(key, rule_->id);
            if (!fresh && it->second != rule_->id)
              say_of_rule(false, fmt::format("'{}' stands under the same condition in {}", text, it->second));
          }
    }
  }

  const RuleBase& base_;
  Day as_of_;
  const Rule* rule_ = nullptr;
  const RuleDetail* detail_ = nullptr;
  std::vector<LintProblem> problems_;
};

}  // namespace

std::vector<LintProblem> lint_rules(const RuleBase& base, Day as_of) { return Linter(base, as_of).run(); }

}  // namespace gengxin
