// gengxin explain DESIGNATION: what can be said of a machine of which only the nameplate's designation is known.
//
// The designation is made an item with nothing but a model, of each category in turn for which the patterns or the
// lists know it (SJ is a transformer and a blower), and put to the same engine as an inventory's items. Of a clause's
// condition only what is still open is said.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "cli/explain.h"
#include "cli/level_words.h"
#include "engine/match.h"
#include "mapping/designations.h"
#include "mapping/header.h"
#include "mapping/layout.h"
#include "report/expression_words.h"
#include "report/message.h"

namespace gengxin {
namespace {

constexpr int text_width = 96;
constexpr size_t most_rows = 8, most_open = 5;

// What of a rule's list covers the designation: the longest series, else the longest model.
struct Listed {
  std::string designation;
  bool series = false;
};
Listed listed_as(const Rule& rule, const std::string& form) {
  Listed best;
  for (const std::string& s : rule.series)
    if (form.starts_with(s) && ends_series(form, s.size()) && s.size() > best.designation.size()) best = {s, true};
  if (!best.designation.empty()) return best;
  const std::string key = designation_key(form);
  for (const std::string& m : rule.models) {
    const std::string known = designation_key(m);
    if (key.starts_with(known) && ends_model(key, known.size()) && m.size() > best.designation.size())
      best = {m, false};
  }
  return best;
}

// Listed designations that begin like this one and do not cover it, those with the most in common first.
struct Near {
  size_t common;
  std::string designation;
  const Rule* rule;
};
std::vector<Near> near_designations(const RuleBase& base, const std::string& form,
                                    const std::function<bool(const Rule&)>& wanted) {
  std::vector<Near> near;
  std::set<std::string> seen;
  for (const Rule& r : base.rules) {
    if (r.documentation || !wanted(r)) continue;
    for (const auto* list : {&r.series, &r.models})
      for (const std::string& d : *list) {
        const auto end = std::mismatch(d.begin(), d.end(), form.begin(), form.end()).first;
        const auto common = static_cast<size_t>(end - d.begin());
        // Two characters at least, and half of what is listed or of what is asked: S9 of S90, YE3 of YE4.
        if (common < 2 || common * 2 < std::min(d.size(), form.size())) continue;
        if (!listed_as(r, form).designation.empty()) continue;
        if (seen.insert(d).second) near.push_back({common, d, &r});
      }
  }
  std::stable_sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    return a.common != b.common ? a.common > b.common : a.designation.size() < b.designation.size();
  });
  if (near.size() > 5) near.resize(5);
  return near;
}

class DesignationExplainer {
 public:
  DesignationExplainer(const Options& options, const RuleBase& base, const DesignationQuery& query)
      : base_(base),
        v_(base.vocabulary),
        query_(query),
        mapping_(mapping_options(options, base.vocabulary)),
        engine_(base, engine_options(options)),
        session_(engine_) {
    run_.rules = &base_;
    run_.as_of = engine_.as_of();
  }

  bool print() {
    const ModelInfo info = Designations(v_).read(query_.designation);
    form_ = info.form;
    const std::vector<CategoryId> categories = categories_of(info);
    if (categories.empty()) return false;
    fmt::print("{}  {} {}\n", query_.designation, say("核对日期", "as of"), format_date(engine_.as_of()));
    if (form_ != query_.designation) fmt::print("{}: {}\n", say("规范写法", "normal form"), form_);
    if (query_.category.empty() && categories.size() > 1)
      fmt::print("{}\n", say("此型号用于不止一类设备，逐类列出；--category 只看一类",
                             "several kinds of equipment are named so, each by itself below; --category picks one"));
    for (CategoryId category : categories) print(category, info);
    return true;
  }

 private:
  // As --category says, else: what the patterns infer or read, and what the lists that know the designation are about;
  // of two of which one includes the other the narrower.
  std::vector<CategoryId> categories_of(const ModelInfo& info) const {
    std::vector<CategoryId> all;
    if (!query_.category.empty()) {
      CategoryId c = v_.category(query_.category);
      if (c == no_id) c = v_.category_by_alias(fold(query_.category));
      if (c == no_id)
        throw UsageError(
            fmt::format(fmt::runtime(say("--category {}：没有这个类别；类别见 rules/vocabulary/categories.yaml",
                                         "--category {}: no such category; they stand in "
                                         "rules/vocabulary/categories.yaml")),
                        query_.category));
      return {c};
    }
    const auto add = [&](CategoryId c) {
      if (c != no_id && std::find(all.begin(), all.end(), c) == all.end()) all.push_back(c);
    };
    add(info.category);
    for (const ModelReading& r : info.readings) add(r.category);
    for (const Rule& r : base_.rules)
      if (!r.documentation && !listed_as(r, form_).designation.empty())
        for (CategoryId c : r.categories) add(c);
    std::vector<CategoryId> out;
    for (CategoryId c : all)
      if (std::none_of(all.begin(), all.end(),
                       [&](CategoryId other) { return other != c && v_.category_is_a(other, c); }))
        out.push_back(c);
    return out;
  }

  // The item of the designation and what else is known, as one of this category.
  void make_item(CategoryId category) {
    rows_.clear();
    std::vector<std::string> keys;
    const auto put = [&](const std::string& header, const std::string& text) {
      keys.push_back(header);
      rows_.strings.push_back(text);
      rows_.cells.push_back({rows_.strings.back(), CellType::text});
    };
    put("model", query_.designation);
    put("category", v_.categories[category].id);
    for (const auto& [header, text] : query_.values) put(header, text);
    rows_.rows.push_back({1, 0, static_cast<uint32_t>(rows_.cells.size())});
    Diagnostics diagnostics;
    layout_ = keyed_layout(v_, mapping_, query_.designation, keys, diagnostics);
    for (uint16_t position : layout_.unmapped) {
      const std::string& header = layout_.columns[position].header;
      const std::string near = similar_fields(v_, header);
      throw UsageError(near.empty() ? fmt::format(fmt::runtime(say("“{}”不是字段；用 gengxin fields 查看全部字段",
                                                                   "'{}' is no field; see gengxin fields")),
                                                  header)
                                    : fmt::format(fmt::runtime(say("“{}”不是字段；是否指 {}？",
                                                                   "'{}' is no field; did you mean {}?")),
                                                  header, near));
    }
    mapper_ = std::make_unique<ItemMapper>(v_, mapping_);
    mapper_->map(layout_, rows_, rows_.rows[0], item_, diagnostics);
    for (const Diagnostic& d : diagnostics)
      if (d.severity == Severity::cell_warning) throw UsageError(fmt::format("{}={}: {}", d.header, d.text, d.message));
    session_.derive(item_);
  }

  void print(CategoryId category, const ModelInfo& info) {
    make_item(category);
    const Category& c = v_.categories[item_.category];
    fmt::print("\n{}: {} ({}){}\n", say("类别", "category"), name_of(c), c.id,
               !query_.category.empty() ? ""
               : info.category != no_id && v_.category_is_a(item_.category, info.category)
                   ? say("，由型号推断", ", inferred from the designation")
                   : say("，型号本身不能断定", ", which the designation alone does not prove"));
    values();
    lists();
    levels();
  }

  void values() const {
    for (FieldId f = 0; f < static_cast<FieldId>(item_.values.size()); ++f) {
      const Value& value = item_[f];
      if (!value.known() || value.origin == Origin::assumed || value.origin == Origin::profile) continue;
      const std::string& id = v_.fields[f].id;
      if (id == "model" || id == "category") continue;
      std::string text;
      append_value(v_, item_, f, text);
      fmt::print("  {} {} {}\n", pad(label_of(v_.fields[f]), 22), pad(text, 18),
                 value.origin == Origin::model     ? say("由型号得出", "read off the designation")
                 : value.origin == Origin::derived ? say("推算", "derived")
                                                   : say("已给出", "given"));
    }
  }

  // ---------------------------------------------------------------- lists

  void lists() {
    Matcher matcher;
    for (uint16_t r = 0; r < static_cast<uint16_t>(base_.rules.size()); ++r)
      if (about(r)) matcher.add(base_.rules[r], r);
    std::vector<uint16_t> hits;
    matcher.find(form_, hits);
    for (uint16_t position : hits) listed(position);
    if (hits.empty()) fmt::print("  {}\n", say("没有名录列举此型号", "no list names it"));
    const auto same_kind = [&](const Rule& r) { return about(static_cast<uint16_t>(&r - base_.rules.data())); };
    const std::vector<Near> near = near_designations(base_, form_, same_kind);
    for (const Near& n : near) {
      if (&n == near.data())
        fmt::print("  {}\n", hits.empty() ? say("写法相近而不是它的列入型号：",
                                                "listed designations that look like it and are not:")
                                          : say("另有写法相近的列入型号，不含此型号：",
                                                "other listed designations that look like it and do not cover it:"));
      print_near(base_, n, 4);
    }
  }

  // In force, wanted, with designations, and about this category here.
  bool about(uint16_t position) const {
    const Rule& r = base_.rules[position];
    if ((r.series.empty() && r.models.empty()) || !engine_.active(position)) return false;
    if (!v_.region_is_in(item_.region, base_.document_of(r).region)) return false;
    return v_.category_is_one_of(item_.category, r.categories);
  }

 public:
  static void print_near(const RuleBase& base, const Near& n, size_t indent) {
    std::string reference;
    append_reference(base, *n.rule, reference);
    fmt::print("{}{}  {}  {}\n", std::string(indent, ' '), pad(n.designation, 12), verdict_word(n.rule->verdict),
               reference);
  }

 private:
  Scope scope() { return {base_, item_, engine_.as_of(), session_, {}, {}}; }

  void listed(uint16_t position) {
    const Rule& r = base_.rules[position];
    const Listed as = listed_as(r, form_);
    std::string reference;
    append_reference(base_, r, reference);
    std::string deadline;
    if (r.deadline != no_day) deadline = say("，期限 ", ", deadline ") + deadline_words(r.deadline, engine_.as_of());
    Outcome outcome;
    const Consideration c = session_.consider(item_, position, outcome);
    fmt::print("  {} {} {}  {}{}\n", as.series ? say("系列", "series") : say("型号", "model"), as.designation,
               say("列入", "is listed:"), reference,
               r.provenance == Provenance::recalled ? say("（疑似）", " (suspected)") : "");
    fmt::print("    {}  {}\n", r.id, title_of(r));
    const std::string_view verdict = verdict_word(r.verdict);
    switch (c) {
      case Consideration::found:
        fmt::print("    => {}{}\n", verdict, deadline);
        break;
      case Consideration::not_met:
        fmt::print("    => {}\n", say("不适用：条件不成立", "does not apply: the condition is not met"));
        parts(r, Truth::no, "       ");
        break;
      case Consideration::undetermined:
        fmt::print(fmt::runtime(say("    => 符合以下条件即{}{}：\n", "    => {}{}, if:\n")), verdict, deadline);
        open_parts(r);
        break;
      case Consideration::other_use:
        fmt::print(fmt::runtime(say("    => 只针对{}的设备：{}{}\n", "    => only for equipment {}: {}{}\n")),
                   use_words(r.uses), verdict, deadline);
        break;
      default:
        break;
    }
  }

  void parts(const Rule& r, Truth wanted, const char* indent) {
    for (const auto& part : ExpressionWords(r.when, base_).parts())
      if (std::any_of(part.nodes.begin(), part.nodes.end(),
                      [&](uint16_t node) { return decide_part(r.when, node, scope()) == wanted; }))
        fmt::print("{}- {}\n", indent, part.text);
  }

  // The condition without what is settled: parts of && that hold, parts of || that do not, the side not taken of a
  // choice.
  void open_parts(const Rule& r) {
    const auto& nodes = r.when.nodes;
    std::vector<char> settled(nodes.size());
    for (const Node& n : nodes) {
      if (n.op == Op::cond && n.type == Type::boolean) {
        const Truth choice = decide_part(r.when, n.args[0], scope());
        if (choice != Truth::unknown) settled[n.args[0]] = settled[n.args[choice == Truth::yes ? 2 : 1]] = 1;
      }
      if (n.op != Op::and_ && n.op != Op::or_) continue;
      const Truth out = n.op == Op::and_ ? Truth::yes : Truth::no;
      for (uint16_t arg : n.args)
        if (decide_part(r.when, arg, scope()) == out) settled[arg] = 1;
    }
    for (const auto& line : ExpressionWords(r.when, base_, {}, std::move(settled)).lines(text_width))
      fmt::print("       {}{}{}\n", std::string(2 * static_cast<size_t>(line.depth), ' '), line.begins ? "- " : "  ",
                 line.text);
  }

  // ---------------------------------------------------------------- level tables

  // The tables whose scope the machine is in, and, in a line each, those whose scope is open.
  void levels() {
    std::vector<uint16_t> within, open;
    for (uint16_t position = 0; position < static_cast<uint16_t>(base_.rules.size()); ++position) {
      const Rule& r = base_.rules[position];
      if (!r.has_levels) continue;
      Outcome outcome;
      const Consideration c = session_.consider(item_, position, outcome);
      if (c != Consideration::undetermined && c != Consideration::found && c != Consideration::nothing) continue;
      if (rows_that_fit(r.levels).empty() && session_.last_levels().row == no_row) continue;
      const bool inside = r.when.empty() || decide(r.when, scope()) == Truth::yes;
      (inside ? within : open).push_back(position);
    }
    if (within.empty() && open.empty())
      return fmt::print("  {}\n", say("没有适用的能效标准表", "no table of efficiency levels applies"));
    if (within.empty() && open.size() == 1) std::swap(within, open);
    if (!within.empty()) fmt::print("  {}\n", say("能效等级与限额：", "levels:"));
    for (uint16_t position : within) table(position);
    if (open.empty()) return;
    fmt::print("  {}\n", say("是否适用还须知道：", "tables that may apply, and what would tell:"));
    for (size_t i = 0; i < open.size() && i < most_open; ++i) {
      const Rule& r = base_.rules[open[i]];
      std::string reference, fields;
      append_reference(base_, r, reference);
      append_labels(v_, scope_open(r), fields);
      fmt::print("    {}  {}  {}{}{}\n", reference, r.id, title_of(r), say("：", ": "), fields);
    }
    if (open.size() > most_open)
      fmt::print(fmt::runtime(say("    …… 共 {} 张表\n", "    ... {} tables in all\n")), open.size());
  }

  // What would tell whether a table speaks to the machine; nothing where it does.
  std::vector<FieldId> scope_open(const Rule& r) {
    std::vector<FieldId> missing;
    if (!r.when.empty() && decide(r.when, scope()) == Truth::unknown) missing_of(r.when, scope(), missing);
    return missing;
  }

  std::vector<uint32_t> rows_that_fit(const LevelTable& t) const {
    std::vector<uint32_t> rows;
    for (uint32_t row = 0; row < t.rows; ++row)
      if (row_may_fit(t, row, item_)) rows.push_back(row);
    return rows;
  }

  void table(uint16_t position) {
    const Rule& r = base_.rules[position];
    const LevelTable& t = r.levels;
    std::string reference;
    append_reference(base_, r, reference);
    fmt::print("    {}  {}{}\n      {}\n", reference, r.id,
               r.provenance == Provenance::recalled ? say("（疑似）", " (suspected)") : "", title_of(r));
    if (std::vector<FieldId> open = scope_open(r); !open.empty()) {
      std::string fields;
      append_labels(v_, open, fields);
      fmt::print("      {}{}\n", say("是否适用还须知道：", "whether it applies depends on: "), fields);
    }
    Outcome outcome;
    const Consideration c = session_.consider(item_, position, outcome);
    const LevelOutcome& level = session_.last_levels();
    if (level.row != no_row) {
      fmt::print("      {}\n", row_words(v_, t, level.row));
      if (level.upper != no_row)
        fmt::print("      {}\n      {}\n", say("与此行线性插值：", "interpolated with:"),
                   row_words(v_, t, level.upper));
    } else {
      const std::vector<uint32_t> rows = rows_that_fit(t);
      const bool all = rows.size() <= most_rows;
      for (size_t i = 0; i < rows.size(); ++i) {
        if (all || i == 0 || i + 1 == rows.size()) fmt::print("      {}\n", row_words(v_, t, rows[i]));
        if (!all && i == 0) fmt::print("      {}\n", say("……", "..."));
      }
      if (rows.size() > 1) ask_for_keys(t, rows.size());
    }
    for (const Finding& f : outcome.findings) {
      std::string message;
      append_message(run_, item_, f, message);
      const std::string_view word = verdict_word(f.verdict);
      fmt::print("      => {}{}\n", message.starts_with(word) ? "" : std::string(word) + say("：", ": "), message);
    }
    if (c == Consideration::nothing) fmt::print("      => {}\n", say("已达节能水平", "at the energy-saving level"));
  }

  // Which keys would tell the row, and how to give them.
  void ask_for_keys(const LevelTable& t, size_t rows) const {
    std::vector<FieldId> keys;
    for (const LevelKey& key : t.keys)
      if (!item_[key.field].known()) keys.push_back(key.field);
    if (keys.empty()) return;
    std::string labels;
    append_labels(v_, keys, labels);
    fmt::print(
        fmt::runtime(say("      已知值相符的有 {0} 行；注明{1}即可定到一行：gengxin explain '{2}' {3}=…\n",
                         "      {0} rows fit what is known; {1} would tell which: gengxin explain '{2}' {3}=...\n")),
        rows, labels, query_.designation, v_.fields[keys.front()].id);
  }

  const RuleBase& base_;
  const Vocabulary& v_;
  const DesignationQuery& query_;
  MappingOptions mapping_;
  Engine engine_;
  Session session_;
  RunInfo run_;
  std::string form_;
  Rows rows_;
  Layout layout_;
  std::unique_ptr<ItemMapper> mapper_;
  Item item_;
};

}  // namespace

bool explain_designation(const Options& options, const RuleBase& base, const DesignationQuery& query) {
  return DesignationExplainer(options, base, query).print();
}

void explain_unknown(const RuleBase& base, const std::string& designation) {
  const std::string form = model_form(designation);
  fmt::print("{}\n", designation);
  if (form != designation) fmt::print("{}: {}\n", say("规范写法", "normal form"), form);
  fmt::print("{}\n",
             say("没有名录列举此型号，型号也看不出类别；--category 可指明类别。规则与文件的编号见 gengxin rules list",
                 "no list names it, and it does not say what kind of equipment it is: --category may. The ids of "
                 "rules and documents: gengxin rules list"));
  const std::vector<Near> near = near_designations(base, form, [](const Rule&) { return true; });
  if (!near.empty()) fmt::print("{}\n", say("写法相近的列入型号：", "listed designations that look like it:"));
  for (const Near& n : near) DesignationExplainer::print_near(base, n, 2);
}

}  // namespace gengxin
