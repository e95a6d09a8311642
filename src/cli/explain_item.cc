// gengxin explain FILE [--item ID]: every value with its cell, every rule that speaks to the item, and how it was
// decided. Of a condition that does not hold only the parts that fail are shown, of one that is open those that are.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/explain.h"
#include "cli/level_words.h"
#include "cli/pipeline.h"
#include "report/expression_words.h"
#include "report/message.h"

namespace gengxin {
namespace {

class Explainer {
 public:
  Explainer(const Engine& engine, const Layout& layout, const ItemMapper& mapper, Session& session, bool name_sheet)
      : engine_(engine),
        base_(engine.base()),
        v_(base_.vocabulary),
        layout_(layout),
        mapper_(mapper),
        session_(session),
        name_sheet_(name_sheet) {
    run_.rules = &base_;
    run_.as_of = engine.as_of();
  }

  void print(const Item& item) {
    std::string title = item.id.empty() ? fmt::format("row {}", item.row) : std::string(item.id);
    const std::string where = name_sheet_ ? fmt::format("{}[{}]", layout_.file, layout_.sheet) : layout_.file;
    fmt::print("{}  {}:{}  {} {}\n", title, where, item.row, say("核对日期", "as of"), format_date(engine_.as_of()));
    values(item);
    size_t inactive = 0, elsewhere = 0;
    for (size_t d = 0; d < base_.documents.size(); ++d) {
      const Document& document = base_.documents[d];
      bool headed = false;
      std::vector<std::string> unlisted;
      for (uint16_t r = 0; r < static_cast<uint16_t>(base_.rules.size()); ++r) {
        if (base_.rules[r].document != d || base_.rules[r].documentation) continue;
        Outcome outcome;
        Consideration c = session_.consider(item, r, outcome);
        if (c == Consideration::inactive) ++inactive;
        if (c == Consideration::elsewhere) ++elsewhere;
        if (c == Consideration::inactive || c == Consideration::elsewhere) continue;
        if (!headed)
          fmt::print("\n{} {}{}{}{}\n", document.number, document.title, say("（", " ("),
                     provenance_words(document.provenance), say("）", ")"));
        headed = true;
        if (c == Consideration::no_match)
          unlisted.push_back(base_.rules[r].clause);
        else
          rule(item, r, c, outcome);
      }
      if (!unlisted.empty()) not_listed(item, unlisted);
    }
    fmt::print(
        fmt::runtime(say(
            "\n另有 {} 条不涉及此类设备或地区，{} 条在该日未施行或未选用。\n",
            "\n{} more rules speak to other equipment or regions, {} are not in force on that day or switched off.\n")),
        elsewhere, inactive);
  }

 private:
  // "44 clauses (一、1 to 一、27) list designations, and JS115-4 is not among them".
  void not_listed(const Item& item, const std::vector<std::string>& clauses) const {
    const std::string model = item.model.empty() ? "-" : mapper_.model(item).form;
    const std::string span =
        clauses.front() == clauses.back() ? clauses.front() : clauses.front() + say(" 至 ", " to ") + clauses.back();
    fmt::print(fmt::runtime(say("  按型号或名称列举的 {} 条（{}）：均无“{}”\n",
                                "  {} listing designations or names ({}): '{}' is on none\n")),
               lang() == Lang::zh ? std::to_string(clauses.size())
                                  : fmt::format("{} clause{}", clauses.size(), clauses.size() == 1 ? "" : "s"),
               span, model);
  }
  std::string_view label(FieldId f) const { return label_of(v_.fields[f]); }

  std::string value_text(const Item& item, FieldId f) const {
    const Value& value = item[f];
    if (!value.known()) return value.origin == Origin::unreadable ? say("读不出", "unreadable") : say("缺", "missing");
    const Field& field = v_.fields[f];
    std::string unit = field.unit == no_id ? "" : " " + v_.units[field.unit].id;
    switch (value.kind) {
      case ValueKind::number:
        return (value.exact ? value.decimal.to_string() : fmt::format("{}", value.number)) + unit;
      case ValueKind::text:
        return std::string(value.text);
      case ValueKind::boolean:
        return value.number != 0 ? say("是（true）", "yes (true)") : say("否（false）", "no (false)");
      case ValueKind::choice: {
        const Choice& c = field.choices[static_cast<size_t>(value.number)];
        return lang() == Lang::zh   ? fmt::format("{}（{}）", c.label.zh, c.id)
               : c.label.en == c.id ? c.id
                                    : fmt::format("{} ({})", c.label.en, c.id);
      }
      case ValueKind::date:
        return format_span(value.date);
      case ValueKind::missing:
        break;
    }
    return {};
  }

  std::string origin_text(const Value& value) const {
    switch (value.origin) {
      case Origin::cell:
      case Origin::unreadable:
        break;
      case Origin::model:
        return say("由型号得出", "read off the model");
      case Origin::name:
        return say("由名称得出", "read off the name");
      case Origin::derived: {
        const Derivation& d = base_.derivations[value.derivation];
        return fmt::format(fmt::runtime(say("推算：{}（{}）", "derived: {} ({})")), d.value.source, d.source);
      }
      case Origin::profile:
        return say("取自 gengxin.toml 的 [profile]", "from [profile] of gengxin.toml");
      case Origin::assumed:
        return say("未注明，按在用处理", "not stated; taken as in use");
    }
    if (value.column == no_id) return {};
    return fmt::format(fmt::runtime(say("第 {} 列“{}”", "column {} '{}'")), value.column + 1,
                       layout_.columns[value.column].header);
  }

  void values(const Item& item) {
    std::string category = item.category == no_id ? say("未能判定", "not known")
                           : lang() == Lang::zh   ? v_.categories[item.category].label.zh
                                                  : v_.categories[item.category].label.en;
    if (item.category != no_id) category += fmt::format(" ({})", v_.categories[item.category].id);
    const char* from = item.category == no_id                  ? ""
                       : item.category_origin == Origin::name  ? say("，由名称推断", ", inferred from the name")
                       : item.category_origin == Origin::model ? say("，由型号推断", ", inferred from the model")
                                                               : "";
    fmt::print("{}: {}{}\n", say("类别", "category"), category, from);
    if (item.region != no_id)
      fmt::print("{}: {}\n", say("地区", "region"),
                 lang() == Lang::zh ? v_.regions[item.region].label.zh : v_.regions[item.region].label.en);
    for (FieldId f = 0; f < static_cast<FieldId>(item.values.size()); ++f) {
      const Value& value = item[f];
      if (!value.known() && value.origin != Origin::unreadable) continue;
      fmt::print("  {} {} {}\n", pad(fmt::format("{} {}", label(f), v_.fields[f].id), 38), pad(value_text(item, f), 24),
                 origin_text(value));
    }
  }

  // The parts of a condition that decide: of one that fails those that are false, of an open one those that are
  // unknown, of one that holds all; each with the values it met.
  void condition(const Item& item, const Rule& r, Truth truth) {
    const Scope scope{base_, item, engine_.as_of(), session_, {}, {}};
    fmt::print("    {}\n", truth == Truth::no ? say("条件不成立，不满足：", "the condition is not met; what fails:")
                           : truth == Truth::yes
                               ? say("条件成立：", "the condition is met:")
                               : say("条件不能判定，未知是否满足：", "the condition is open; what is not known:"));
    for (const auto& part : ExpressionWords(r.when, base_).parts()) {
      Truth all = Truth::yes;
      std::vector<FieldId> fields;
      for (uint16_t node : part.nodes) {
        const Truth one = decide_part(r.when, node, scope);
        if (one == Truth::no || (one == Truth::unknown && all == Truth::yes)) all = one;
        const auto read = [&](const auto& self, uint16_t at) -> void {
          if (r.when.nodes[at].op == Op::field) add_field(fields, r.when.nodes[at].index);
          for (uint16_t arg : r.when.nodes[at].args) self(self, arg);
        };
        read(read, node);
      }
      if (all != truth) continue;
      std::string met;
      for (FieldId f : fields)
        met += fmt::format("{}{} = {}", met.empty() ? "" : say("，", ", "), v_.fields[f].id, value_text(item, f));
      fmt::print("      - {}{}\n", part.text, met.empty() ? "" : "  → " + met);
    }
  }

  void rule(const Item& item, uint16_t position, Consideration c, const Outcome& outcome) {
    const Rule& r = base_.rules[position];
    fmt::print("  {} {} {}\n", r.id, r.clause, title_of(r));
    if (r.provenance == Provenance::recalled)
      fmt::print("    {}\n",
                 say("依据凭记忆录入，未核对官方文本：结论为疑似",
                     "encoded from memory, not checked against the official text: what follows is suspected"));
    if (c == Consideration::other_use) {
      fmt::print(fmt::runtime(say("    此条只针对{}的设备\n", "    speaks only to equipment {}\n")),
                 r.uses == (uint8_t(Use::planned) | uint8_t(Use::purchased))
                     ? say("拟购置、已购置", "to be bought or just bought")
                     : use_words(r.uses));
      return;
    }
    if (!r.when.empty()) condition(item, r, decide(r.when, Scope{base_, item, engine_.as_of(), session_, {}, {}}));
    if (r.has_levels && c != Consideration::not_met) levels(item, r, position, c);
    for (const Finding& f : outcome.findings) {
      std::string message;
      append_message(run_, item, f, message);
      // The sentence of some verdicts begins with its word.
      const std::string_view word = verdict_word(f.verdict);
      if (message.starts_with(word))
        fmt::print("    => {}\n", message);
      else
        fmt::print("    => {}{}{}\n", word, say("：", ": "), message);
      for (size_t i = 0; i < f.savings.size(); ++i)
        if (f.savings[i].known)
          fmt::print("       {}: {} kWh = {}\n", grade_name(f.targets[i].at + 1),
                     static_cast<int64_t>(f.savings[i].kwh),
                     ExpressionWords(r.levels.energy, base_, formula_names(r.levels, v_)).line());
      if (f.amount.known)
        fmt::print("       {} = ({}) × {}\n", f.amount.value.to_fixed(2),
                   ExpressionWords(r.incentive.base, base_).line(), r.incentive.rate.to_string());
    }
    if (outcome.findings.empty())
      fmt::print("    => {}\n", r.verdict == Verdict::eligible && c == Consideration::not_met
                                    ? say("不享受：条件不成立", "not eligible: the condition is not met")
                                    : say("无结论（符合或不适用）", "nothing found"));
  }

  void levels(const Item& item, const Rule& r, uint16_t position, Consideration c) {
    const LevelOutcome& level = session_.last_levels();
    const LevelTable& t = r.levels;
    std::string keys;
    for (const LevelKey& k : t.keys)
      keys += fmt::format("{}{} = {}", keys.empty() ? "" : say("，", ", "), label(k.field), value_text(item, k.field));
    fmt::print("    {} {}: {}\n", t.standard, say("查表", "look-up"), keys);
    if (c == Consideration::out_of_scope) {
      fmt::print("    {}\n", say("不在标准表列范围内，不评定；最近的行：",
                                 "outside the standard's table: no grade; the nearest rows:"));
      for (uint32_t row : engine_.levels(position)->nearest(item)) fmt::print("      {}\n", row_words(v_, t, row));
      return;
    }
    if (level.row == no_row) return;
    fmt::print("      {}: {}\n", say("行", "row"), row_words(v_, t, level.row));
    if (level.upper != no_row)
      fmt::print("      {}: {}\n", say("与此行线性插值", "interpolated with"), row_words(v_, t, level.upper));
    for (size_t d = 0; d < t.define.size() && d < level.locals.size(); ++d) {
      const Result& value = level.locals[d];
      fmt::print("      {} = {} = {}\n", t.define[d].first, value.known() ? fmt::format("{}", value.low) : "?",
                 ExpressionWords(t.define[d].second, base_, formula_names(t, v_)).line());
    }
    if (c == Consideration::undetermined && !level.result.conflict) return;
    for (uint8_t m = 0; m < level.result.measures; ++m) {
      const Measured& one = level.result.measured[m];
      std::string limits;
      for (size_t i = 0; i < t.levels(); ++i) {
        limits += fmt::format("{}{} {} {}", limits.empty() ? "" : ", ", level_words(t, i), one.at_most ? "<=" : ">=",
                              std::isnan(one.thresholds[i]) ? std::string("—") : fmt::format("{}", one.thresholds[i]));
      }
      fmt::print("      {} {}: {}  [{}]\n", label(one.field), v_.fields[one.field].id, value_text(item, one.field),
                 limits);
    }
    if (t.kind == LevelKind::benchmark)
      fmt::print("      {}\n", level.result.grade == 1 ? say("达到标杆水平", "at benchmark level")
                               : level.result.grade == 2 ? say("介于基准与标杆之间", "between baseline and benchmark")
                                                         : say("低于基准水平", "below baseline"));
    else if (level.result.grade > static_cast<int>(t.levels()))
      fmt::print("      {}{}\n", say("低于", "below "), grade_name(static_cast<int>(t.levels())));
    else
      fmt::print("      {} {}\n", say("能效等级", "grade"), level.result.grade);
    if (level.result.conflict)
      fmt::print(fmt::runtime(say("      与申报的等级 {} 不符\n", "      contradicts the declared grade {}\n")),
                 level.result.declared_grade);
  }

  const Engine& engine_;
  const RuleBase& base_;
  const Vocabulary& v_;
  const Layout& layout_;
  const ItemMapper& mapper_;
  Session& session_;
  bool name_sheet_;  // several sheets of the file are read
  RunInfo run_;
};

bool is_wanted(const Item& item, const std::string& id) {
  return item.id == id || id == fmt::format("row {}", item.row) ||
         (item.id.empty() && id == fmt::format("{}", item.row));
}

}  // namespace

int explain_items(const Options& options, const std::string& id) {
  RuleBase base = load_rules(options, false);
  Engine engine(base, engine_options(options));
  MappingOptions mapping = mapping_options(options, base.vocabulary);
  const std::string& file = options.files.front();
  Diagnostics diagnostics;
  auto readers = open_inventory_readers(file, options, mapping, base.vocabulary, diagnostics);
  const bool several_sheets = readers.size() > 1;
  auto show = [&](Diagnostics& all, const std::string& sheet) {
    for (Diagnostic& d : all) {
      if (several_sheets) d.sheet = sheet;
      if (d.severity != Severity::note) fmt::print(stderr, "{}\n", format_diagnostic(d));
    }
    all.clear();
  };
  show(diagnostics, {});
  ItemMapper mapper(base.vocabulary, mapping);
  Session session(engine);
  Item item;
  size_t read = 0, found = 0;
  for (auto& reader : readers) {
    const std::string sheet = reader->sheet();
    Rows scratch;
    auto inventory = look_at_inventory(std::move(reader), file, mapping, base.vocabulary, diagnostics, scratch);
    show(diagnostics, sheet);
    if (!inventory) continue;
    ++read;
    std::unique_ptr<Block> block = std::move(inventory->first);
    for (; block; block = inventory->reader->next()) {
      if (const auto* keys = inventory->reader->keys(); keys && keys->size() > inventory->layout->columns.size()) {
        Diagnostics said;
        inventory->layout = std::make_shared<const Layout>(keyed_layout(base.vocabulary, mapping, file, *keys, said));
      }
      std::unique_ptr<Rows> parsed = std::move(inventory->first_rows);
      if (!parsed) {
        parsed = std::make_unique<Rows>();
        block->parse(*parsed);
      }
      const Rows& rows = *parsed;
      for (const Rows::Row& row : rows.rows) {
        diagnostics.clear();
        if (!is_item(mapper.map(*inventory->layout, rows, row, item, diagnostics))) continue;
        if (!id.empty() && !is_wanted(item, id)) continue;
        show(diagnostics, sheet);
        if (found++ > 0) fmt::print("\n");
        session.derive(item);
        Explainer(engine, *inventory->layout, mapper, session, several_sheets).print(item);
      }
      diagnostics.clear();
    }
    show(inventory->reader->diagnostics, sheet);
  }
  if (read == 0) return exit_unreadable;
  if (found == 0 && !id.empty())
    throw UsageError(fmt::format(
        fmt::runtime(say("{}：没有编号或行号为“{}”的设备", "{}: no item has the id or row '{}'")), file, id));
  return exit_ok;
}

}  // namespace gengxin
