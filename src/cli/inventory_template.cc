// Which columns, in which order, with what beside them.
//
// First the columns that say which machine it is, then what the rules ask for, by how much hangs on it: the fields
// without which verdicts stay undetermined, the fields that some clauses ask for, and those that only savings and
// incentives need. An incentive's field is left out unless half of the kind's incentives ask for it: a loan's date is
// asked for of every machine and known of few. So is, of a kind with very many fields (生产线 stands for two hundred
// plants), what the fewest clauses ask for.
//
// The example rows are the rules' own examples. Each is written as a file would hold it, read back by the mapping and
// judged by the engine as `check` would do it, and taken only if that raises no remark and gives what the rule says:
// so the sheet maps, and shows what it claims.
#include "cli/inventory_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/diagnostic.h"
#include "base/text.h"
#include "engine/field_use.h"
#include "mapping/cell.h"
#include "mapping/header.h"
#include "mapping/layout.h"
#include "report/message.h"

namespace gengxin {
namespace {

using Weight = TemplateColumn::Weight;
using Entry = TemplateColumn::Entry;
using CellKind = TemplateCell::Kind;

constexpr size_t most_columns = 40;   // of a sheet without all_fields
constexpr size_t most_documents = 4;  // named in a note
constexpr size_t most_examples = 3;

bool chinese() { return lang() == Lang::zh; }

const std::string& label(const Label& l) { return chinese() || l.en.empty() ? l.zh : l.en; }

/// The first of the spellings that `means`; the language's own come first.
template <class Means>
std::string spelled(const Label& l, const std::vector<std::string>& aliases, const std::string& id, Means means) {
  std::vector<std::string> all{label(l), l.zh, l.en};
  all.insert(all.end(), aliases.begin(), aliases.end());
  all.push_back(id);
  for (const std::string& text : all)
    if (!text.empty() && means(text)) return text;
  return id;
}

std::string category_text(const Vocabulary& v, CategoryId category) {
  const Category& c = v.categories[category];
  return spelled(c.label, c.aliases, c.id,
                 [&](const std::string& t) { return v.category_by_alias(fold(t)) == category; });
}

std::string choice_text(const Vocabulary& v, FieldId field, size_t position) {
  const Choice& c = v.fields[field].choices[position];
  return spelled(c.label, c.aliases, c.id,
                 [&](const std::string& t) { return v.choice_by_text(field, fold(t)) == static_cast<int>(position); });
}

std::string region_text(const Vocabulary& v, RegionId region) {
  const Region& r = v.regions[region];
  return spelled(r.label, r.aliases, r.id, [&](const std::string& t) { return v.region_by_alias(fold(t)) == region; });
}

std::string unit_text(const Vocabulary& v, FieldId field) {
  std::string out;
  append_unit(v, field, out);
  return std::string(trim(out));
}

/// A header that maps to the field and nothing else: the label with its unit, else another spelling. None begins like a
/// formula.
std::string header_text(const Vocabulary& v, FieldId field) {
  const Field& f = v.fields[field];
  const bool measured = f.unit != no_id;
  const std::vector<std::string> units =
      measured ? std::vector<std::string>{unit_text(v, field), v.units[f.unit].id} : std::vector<std::string>{""};
  for (const std::string& unit : units) {
    const auto with_unit = [&](const std::string& name) { return unit.empty() ? name : name + "(" + unit + ")"; };
    const std::string found = spelled(f.label, f.aliases, f.id, [&](const std::string& name) {
      if (std::string_view("=+-@").find(name.front()) != std::string_view::npos) return false;
      const Header header = read_header(v, with_unit(name));
      return header.field == field && header.problem.empty() && (!measured || header.unit == f.unit);
    });
    if (read_header(v, with_unit(found)).field == field) return with_unit(found);
  }
  return f.id;
}

const char* yes_no(bool yes) { return yes ? say("是", "yes") : say("否", "no"); }

std::string number_text(double x) { return fmt::format("{}", x); }

bool bounded(const Field& f) { return f.min > -1e299 || f.max < 1e299; }

// The gravest verdict that a rule may give, and in words all that it may.
Verdict gravest_of(const Rule& rule) {
  if (!rule.has_levels) return rule.verdict;
  return rule.levels.kind == LevelKind::benchmark ? Verdict::below_baseline
         : rule.levels.recommended                ? Verdict::upgrade
                                                  : Verdict::below_access;
}

// How much hangs on a field.
struct Asked {
  const FieldUse* use;
  size_t open = 0;        // clauses that find a machine's state and stay open without it, whatever its designation
  size_t states = 0;      // clauses that find a machine's state and read it
  size_t incentives = 0;  // incentives that read it
};

class SheetMaker {
 public:
  SheetMaker(const Engine& engine, const TemplateRequest& request, CategoryId category)
      : engine_(engine),
        base_(engine.base()),
        v_(base_.vocabulary),
        region_(request.region),
        all_fields_(request.all_fields),
        category_(category),
        uses_(field_uses(engine, category, request.region)) {}

  TemplateSheet make(TemplateGap& gap) {
    gap.category = category_;
    choose_columns(gap);
    sheet_.name = category_text(v_, category_);
    make_examples();
    return std::move(sheet_);
  }

  size_t clauses() const { return clauses_.size(); }

 private:
  // ---- columns

  void choose_columns(TemplateGap& gap) {
    std::map<FieldId, Asked> fields;
    std::set<uint16_t> incentives;
    for (const FieldUse& use : uses_) {
      Asked f{&use, 0, 0, 0};
      for (const FieldUse::By& by : use.by) {
        const Rule& rule = base_.rules[by.rule];
        clauses_.insert(by.rule);
        if (rule.verdict == Verdict::eligible) {
          incentives.insert(by.rule);
          ++f.incentives;
        } else if (by.need == Need::verdict) {
          ++f.states;
          f.open += opens(by);
        }
      }
      fields.emplace(use.field, f);
    }
    size_t most_open = 0;
    for (const auto& [field, f] : fields) most_open = std::max(most_open, f.open);

    // Who and what it is.
    std::set<FieldId> taken;
    for (const char* id : {"item_id", "name", "category", "model", "use", "in_service_date", "company", "region"}) {
      const FieldId field = v_.field(id);
      const auto at = fields.find(field);
      const bool asked = at != fields.end() && (at->second.states > 0 || at->second.incentives > 0);
      // A place that no clause asks for and a date that none reads are not worth a column.
      const std::string_view name = id;
      if (!asked && (name == "region" || name == "in_service_date")) continue;
      if (!asked && name == "model" && clauses_.empty()) continue;
      const bool key = name == "category" || name == "name" || (asked && name != "region" && name != "company");
      add_column(field,
                 key     ? Weight::key
                 : asked ? Weight::useful
                         : Weight::identity,
                 at == fields.end() ? nullptr : at->second.use);
      taken.insert(field);
    }

    struct Ranked {
      Weight weight;
      const Asked* field;
    };
    std::vector<Ranked> ranked;
    for (const auto& [field, f] : fields) {
      if (taken.count(field)) continue;
      const bool saving = std::any_of(f.use->by.begin(), f.use->by.end(),
                                      [](const FieldUse::By& by) { return by.need == Need::saving; });
      if (f.states > 0)
        ranked.push_back({f.open * 5 >= most_open && f.open > 0 ? Weight::key : Weight::useful, &f});
      else if (saving || all_fields_ || f.incentives * 2 >= incentives.size())
        ranked.push_back({Weight::money, &f});
      else
        gap.left_out.push_back(field);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
      if (a.weight != b.weight) return a.weight < b.weight;
      if (a.weight == Weight::key && a.field->open != b.field->open) return a.field->open > b.field->open;
      if (a.field->states != b.field->states) return a.field->states > b.field->states;
      return a.field->incentives > b.field->incentives;
    });
    const size_t room = most_columns - sheet_.columns.size() - 1;  // 1: remarks
    for (size_t i = 0; i < ranked.size(); ++i) {
      const FieldUse& use = *ranked[i].field->use;
      if (all_fields_ || i < room) {
        add_column(use.field, ranked[i].weight, &use);
      } else {
        gap.left_out.push_back(use.field);
        gap.too_many = true;
      }
    }
    if (const FieldId remarks = v_.field("remarks"); !column_of_.count(remarks))
      add_column(remarks, Weight::identity, nullptr);
  }

  // Whether the clause stays open without the field, for every machine of the kind and not only for those on a list.
  bool opens(const FieldUse::By& by) const {
    const Rule& rule = base_.rules[by.rule];
    return by.open && rule.series.empty() && rule.models.empty() && rule.terms.empty();
  }

  void add_column(FieldId field, Weight weight, const FieldUse* use) {
    const Field& f = v_.fields[field];
    column_of_[field] = sheet_.columns.size();
    TemplateColumn column;
    column.field = field;
    column.header = header_text(v_, field);
    column.weight = weight;
    entry(column, f);
    if (use != nullptr) column.note = note(f, *use);
    if (f.id == "category") column.note = category_note();
    if (f.id == "name" && use == nullptr) column.note = about(f, field);
    sheet_.columns.push_back(std::move(column));
  }

  void entry(TemplateColumn& column, const Field& f) {
    column.min = f.min;
    column.max = f.max;
    const std::string unit = unit_text(v_, column.field);
    switch (f.type) {
      case FieldType::number:
      case FieldType::integer:
      case FieldType::money:
        column.entry = f.type == FieldType::number    ? Entry::number
                       : f.type == FieldType::integer ? Entry::integer
                                                      : Entry::money;
        column.advice = f.type == FieldType::integer ? say("应为整数", "a whole number") : say("应为数字", "a number");
        if (!unit.empty()) column.advice += fmt::format(fmt::runtime(say("，单位 {}", " in {}")), unit);
        if (bounded(f))
          column.advice +=
              fmt::format(fmt::runtime(say("，{} 至 {}", ", {} to {}")), number_text(f.min), number_text(f.max));
        column.advice += say("。不知道就留空。", ". Leave the cell empty where it is not known.");
        return;
      case FieldType::date: {
        column.entry = Entry::date;
        // A year typed into a cell for dates is a day of 1905 to Excel: what lies before 1906 is such a slip.
        column.first = std::max(f.min > -1e9 ? static_cast<Day>(f.min) : no_day, *make_day(1906, 1, 1));
        column.last = f.max < 1e9 ? static_cast<Day>(f.max) : *make_day(2100, 12, 31);
        column.advice = say("应为日期，写作 2003-05-01；只知道年份写 2003年。",
                            "a date such as 2003-05-01; where only the year is known, 2003年");
        if (!chinese()) column.advice = "a date such as 2003-05-01; where only the year is known write '2003 (as text)";
        return;
      }
      case FieldType::boolean:
        column.entry = Entry::list;
        column.choices = {yes_no(true), yes_no(false)};
        column.advice = say("填“是”或“否”；不知道就留空。", "yes or no; leave the cell empty where it is not known.");
        return;
      case FieldType::choice:
        column.entry = Entry::list;
        for (size_t i = 0; i < f.choices.size(); ++i) column.choices.push_back(choice_text(v_, column.field, i));
        column.advice = say("从列表里选；都不是就留空，在备注里说明。",
                            "choose from the list; where nothing fits leave the cell empty and say so in the remarks.");
        return;
      case FieldType::text:
        break;
    }
    if (f.id == "category") {
      column.entry = Entry::list;
      column.free = true;
      for (size_t c = 0; c < v_.categories.size(); ++c)
        if (v_.category_is_a(static_cast<CategoryId>(c), category_))
          column.choices.push_back(category_text(v_, static_cast<CategoryId>(c)));
      column.advice = say("从列表里选最细的一类。", "choose the narrowest that fits.");
    } else if (f.id == "region") {
      column.entry = Entry::list;
      column.free = true;
      for (size_t r = 0; r < v_.regions.size(); ++r)
        column.choices.push_back(region_text(v_, static_cast<RegionId>(r)));
      column.advice = say("写到省、市或县区；也可以写地址。", "the province, city or district; an address will do.");
    }
  }

  // ---- notes

  std::string category_note() const {
    return fmt::format(
        fmt::runtime(
            say("设备属于哪一类，从列表里选最细的一类。\n类别决定适用哪些条款：本表共涉及 {} 条。",
                "Which kind of equipment it is: choose the narrowest.\nIt decides which clauses apply, {} in all.")),
        clauses_.size());
  }

  // What the column is.
  std::string about(const Field& f, FieldId field) const {
    std::string out = label(f.label);
    const std::string unit = unit_text(v_, field);
    if (!unit.empty()) out += fmt::format(fmt::runtime(say("，单位 {}", ", in {}")), unit);
    const bool number = f.type == FieldType::number || f.type == FieldType::integer;
    if (number && bounded(f))
      out += fmt::format(fmt::runtime(say("，合理范围 {} 至 {}", ", plausible from {} to {}")), number_text(f.min),
                         number_text(f.max));
    out += say("。", ".");
    if (f.type == FieldType::boolean) out += say("填“是”或“否”。", " Yes or no.");
    if (f.type == FieldType::choice) out += say("从列表里选。", " Choose from the list.");
    if (f.id == "model") out += say("照铭牌原样填写。", " As on the nameplate.");
    if (f.id == "use")
      out += say("在用的看淘汰、能效；拟购置、已购置的看税收优惠等。",
                 " Retirement and efficiency are asked of what is in use, incentives of what is bought.");
    if (f.id == "name") out += say("没填类别的，按名称认类别。", " Where no category is given the name says it.");
    append_inputs(field, out);
    return out;
  }

  std::string note(const Field& f, const FieldUse& use) const {
    std::string out = about(f, use.field);
    std::map<Verdict, size_t> decided;
    size_t amounts = 0, savings = 0;
    for (const FieldUse::By& by : use.by) {
      if (by.need == Need::amount) ++amounts;
      if (by.need == Need::saving) ++savings;
      if (by.need == Need::verdict) ++decided[gravest_of(base_.rules[by.rule])];
    }
    const char* const separator = say("、", ", ");
    std::string verdicts;
    for (const auto& [verdict, count] : decided) {
      if (!verdicts.empty()) verdicts += separator;
      verdicts += verdict_word(verdict);
      if (verdict == Verdict::below_access || verdict == Verdict::below_baseline)
        verdicts += fmt::format(fmt::runtime(say("或{}", " or {}")), verdict_word(Verdict::upgrade));
      verdicts += fmt::format(fmt::runtime(say("（{} 条）", " ({})")), count);
    }
    if (!verdicts.empty()) out += fmt::format(fmt::runtime(say("\n决定：{}", "\nDecides: {}")), verdicts);
    if (amounts > 0)
      out += fmt::format(fmt::runtime(say("\n用来算：优惠金额和持有期（{} 条）",
                                          "\nFor the amount and the holding period of incentives ({})")),
                         amounts);
    if (savings > 0)
      out += fmt::format(
          fmt::runtime(say("\n用来算：节电量和电费（{} 条）", "\nFor the electricity and money saved ({})")), savings);
    append_documents(use, out);
    return out;
  }

  // 可由流量、扬程算出
  void append_inputs(FieldId field, std::string& out) const {
    for (const Derivation& d : base_.derivations) {
      if (d.field != field) continue;
      if (std::none_of(d.categories.begin(), d.categories.end(),
                       [&](CategoryId c) { return v_.category_is_a(c, category_) || v_.category_is_a(category_, c); }))
        continue;
      std::vector<FieldId> inputs = fields_of(d.value);
      for (FieldId f : fields_of(d.when)) add_field(inputs, f);
      std::erase(inputs, field);
      if (inputs.empty()) continue;
      std::string names;
      append_labels(v_, inputs, names);
      out += fmt::format(fmt::runtime(say("可由 {} 得出。", " Follows from: {}.")), names);
      return;
    }
  }

  // The documents behind it, each with its first clause: before all those that decide nothing without the field, then
  // the gravest verdict.
  void append_documents(const FieldUse& use, std::string& out) const {
    struct Cited {
      bool open = false;
      Verdict verdict = Verdict::unchecked;
      const Rule* first = nullptr;
      size_t clauses = 0;
      bool before(const Cited& other) const {
        if (open != other.open) return open;
        return verdict != other.verdict ? verdict < other.verdict : clauses > other.clauses;
      }
    };
    std::map<uint16_t, Cited> by_document;
    for (const FieldUse::By& by : use.by) {
      const Rule& rule = base_.rules[by.rule];
      Cited& document = by_document[rule.document];
      const Cited clause{opens(by), gravest_of(rule), &rule, ++document.clauses};
      if (document.first == nullptr || clause.before(document)) document = clause;
    }
    std::vector<Cited> cited;
    for (const auto& [document, c] : by_document) cited.push_back(c);
    std::stable_sort(cited.begin(), cited.end(), [](const Cited& a, const Cited& b) { return a.before(b); });
    out += say("\n依据：", "\nClauses:");
    size_t more = 0;
    for (size_t i = 0; i < cited.size(); ++i) {
      if (i >= most_documents) {
        more += cited[i].clauses;
        continue;
      }
      out += "\n· ";
      append_reference(base_, *cited[i].first, out);
      if (cited[i].clauses > 1)
        out += fmt::format(fmt::runtime(say(" 等 {} 条", " and {} more")), cited[i].clauses - (chinese() ? 0 : 1));
    }
    if (more == 0) return;
    const size_t documents = cited.size() - most_documents;
    out += fmt::format(fmt::runtime(say("\n· 另有 {0} 个文件 {1} 条", "\n· {1} more clause{2} of {0} document{3}")),
                       documents, more, more == 1 ? "" : "s", documents == 1 ? "" : "s");
  }

  // ---- examples

  /// A cell of a rule's example as this sheet holds it; empty where it cannot be read.
  TemplateCell cell_of(FieldId field, const std::string& text) const {
    const Field& f = v_.fields[field];
    TemplateCell out;
    if (f.id == "category") {
      const CategoryId category = v_.category(text) != no_id ? v_.category(text) : v_.category_by_alias(fold(text));
      if (category != no_id) out = {CellKind::text, category_text(v_, category)};
      return out;
    }
    Value value;
    std::string reason;
    if (read_cell(v_, field, no_id, {text, CellType::text}, value, reason) != CellResult::value) return out;
    switch (value.kind) {
      case ValueKind::number:
        return {CellKind::number, value.exact ? value.decimal.to_string() : number_text(value.number)};
      case ValueKind::date:
        return {value.date.exact() ? CellKind::date : CellKind::text, format_span(value.date)};
      case ValueKind::choice:
        return {CellKind::text, choice_text(v_, field, static_cast<size_t>(value.number))};
      case ValueKind::boolean:
        return {CellKind::text, yes_no(value.number != 0)};
      case ValueKind::text:
        return {CellKind::text, std::string(value.text)};
      case ValueKind::missing:
        break;
    }
    return out;
  }

  struct Candidate {
    TemplateExample example;
    const Rule* rule = nullptr;  // behind the verdict; none for a machine with nothing found
    bool suspected = false;
    size_t open = 0;  // findings that stay undetermined
    size_t filled = 0;
    bool better_than(const Candidate& other) const {
      if (suspected != other.suspected) return !suspected;
      if (filled != other.filled) return filled > other.filled;
      return open < other.open;
    }
  };

  void make_examples() {
    ready_to_read();
    std::map<Verdict, Candidate> best;
    for (const uint16_t position : clauses_) {
      const Rule& rule = base_.rules[position];
      for (const Example& example : base_.rule_details[position].examples) {
        if (example.expect == "undetermined") continue;
        Candidate candidate;
        if (!try_example(rule, example, candidate)) continue;
        const auto [at, fresh] = best.emplace(candidate.example.verdict, candidate);
        if (!fresh && candidate.better_than(at->second)) at->second = std::move(candidate);
      }
    }
    // A machine that must go, one that falls short, one that could be better, one that is good, one to be bought.
    static constexpr Verdict order[] = {Verdict::retire,  Verdict::below_access,   Verdict::below_baseline,
                                        Verdict::upgrade, Verdict::compliant,      Verdict::eligible,
                                        Verdict::overage, Verdict::restrict_class, Verdict::in_scope};
    for (const Verdict verdict : order)
      if (const auto at = best.find(verdict); at != best.end() && sheet_.examples.size() < most_examples)
        keep(at->second);
    if (sheet_.examples.empty()) {
      Candidate plain;
      if (judge({}, plain)) keep(plain);
    }
  }

  // The header is read once as a file's would be.
  void ready_to_read() {
    mapping_.region = region_;
    Rows rows;
    std::vector<Cell> cells;
    for (const TemplateColumn& column : sheet_.columns) rows.cells.push_back({column.header, CellType::text});
    rows.rows.push_back({1, 0, static_cast<uint32_t>(rows.cells.size())});
    Diagnostics diagnostics;
    layout_ = find_layout(v_, mapping_, "", rows, diagnostics);
    mapper_ = std::make_unique<ItemMapper>(v_, mapping_);
    session_ = std::make_unique<Session>(engine_);
  }

  bool try_example(const Rule& rule, const Example& example, Candidate& candidate) {
    std::map<FieldId, TemplateCell> cells;
    const FieldId category_field = v_.field("category");
    for (const auto& [id, text] : example.item) {
      const FieldId field = v_.field(id);
      if (!column_of_.count(field)) return false;
      TemplateCell cell = cell_of(field, text);
      if (cell.kind == CellKind::empty) return false;
      cells[field] = std::move(cell);
    }
    CategoryId category = rule.categories.front();
    if (const auto given = cells.find(category_field); given != cells.end())
      category = v_.category_by_alias(fold(given->second.text));
    for (CategoryId c : rule.categories)  // one of this sheet's own, if the example leaves it to the rule
      if (!cells.count(category_field) && !v_.category_is_a(category, category_) && v_.category_is_a(c, category_))
        category = c;
    if (!v_.category_is_a(category, category_)) {
      if (cells.count(category_field) || !v_.category_is_a(category_, category)) return false;
      category = category_;
    }
    cells[category_field] = {CellKind::text, category_text(v_, category)};
    const FieldId use = v_.field("use");
    if (!cells.count(use))
      cells[use] = cell_of(use, rule.uses & uint8_t(Use::in_use)    ? "in-use"
                                : rule.uses & uint8_t(Use::planned) ? "planned"
                                                                    : "purchased");
    if (!judge(std::move(cells), candidate)) return false;
    const std::string_view verdict = verdict_id(candidate.example.verdict);
    if (example.expect == "none") return candidate.example.verdict == Verdict::compliant;
    return verdict == example.expect && candidate.rule == &rule;
  }

  /// Reads and judges the row as a check would. False when the mapping has anything to remark.
  bool judge(std::map<FieldId, TemplateCell> cells, Candidate& candidate) {
    if (!layout_) return false;
    const auto fill = [&](const char* id, std::string text) {
      const FieldId field = v_.field(id);
      if (column_of_.count(field) && !cells.count(field)) cells[field] = {CellKind::text, std::move(text)};
    };
    fill("category", category_text(v_, category_));
    fill("name", cells[v_.field("category")].text);
    fill("use", cell_of(v_.field("use"), "in-use").text);
    fill("item_id", say("示例", "example"));
    fill("remarks", say("示例", "example"));
    candidate.example.cells.assign(sheet_.columns.size(), {});
    for (auto& [field, cell] : cells) candidate.example.cells[column_of_.at(field)] = std::move(cell);

    Rows rows;
    for (const TemplateCell& cell : candidate.example.cells) {
      rows.cells.push_back({cell.text, cell.kind == CellKind::number ? CellType::number
                                       : cell.kind == CellKind::date ? CellType::date
                                       : cell.kind == CellKind::text ? CellType::text
                                                                     : CellType::empty});
      candidate.filled += cell.kind != CellKind::empty;
    }
    rows.rows.push_back({2, 0, static_cast<uint32_t>(rows.cells.size())});
    Diagnostics diagnostics;
    Item item;
    if (!is_item(mapper_->map(*layout_, rows, rows.rows.front(), item, diagnostics)) || !diagnostics.empty())
      return false;
    session_->derive(item);
    Outcome outcome;
    session_->evaluate(item, outcome);
    candidate.example.verdict = outcome.checked ? Verdict::compliant : Verdict::unchecked;
    if (!outcome.findings.empty()) {
      const Finding& first = outcome.findings.front();
      candidate.example.verdict = first.verdict;
      candidate.rule = first.rule;
      candidate.suspected = first.suspected;
    }
    for (const Finding& f : outcome.findings) candidate.open += f.verdict == Verdict::undetermined;
    return true;
  }

  void keep(Candidate& candidate) {
    const auto put = [&](const char* id, std::string text) {
      if (const auto at = column_of_.find(v_.field(id)); at != column_of_.end())
        candidate.example.cells[at->second] = {CellKind::text, std::move(text)};
    };
    put("item_id", fmt::format(fmt::runtime(say("示例-{}", "example-{}")), sheet_.examples.size() + 1));
    std::string_view verdict = verdict_word(candidate.example.verdict);
    if (candidate.example.verdict == Verdict::unchecked) verdict = say("没有条款涉及", "no clause speaks to it");
    std::string remark = fmt::format(
        fmt::runtime(say("示例行，填表时删去；核查结果：{}{}", "Example, to be deleted; a check says: {}{}")), verdict,
        candidate.suspected ? say("（疑似）", " (suspected)") : "");
    if (candidate.rule != nullptr) {
      remark += say("，", ", ");
      append_reference(base_, *candidate.rule, remark);
    }
    put("remarks", std::move(remark));
    sheet_.examples.push_back(std::move(candidate.example));
  }

  const Engine& engine_;
  const RuleBase& base_;
  const Vocabulary& v_;
  RegionId region_;
  bool all_fields_;
  CategoryId category_;
  std::vector<FieldUse> uses_;
  std::set<uint16_t> clauses_;  // positions
  std::map<FieldId, size_t> column_of_;
  TemplateSheet sheet_;
  MappingOptions mapping_;
  std::optional<Layout> layout_;
  std::unique_ptr<ItemMapper> mapper_;
  std::unique_ptr<Session> session_;
};

/// A name that a workbook takes: at most 31 characters, none of []:*?/\, no apostrophe at either end, none twice.
std::string sheet_name(const std::string& wanted, std::set<std::string>& used) {
  std::string clean;
  for (const char c : wanted) clean += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
  clean = cut(clean, 31);
  std::string name = clean;
  for (int n = 2; !used.insert(fold(name)).second; ++n) name = fmt::format("{} {}", cut(clean, 27), n);
  return name;
}

}  // namespace

InventoryTemplate make_template(const Engine& engine, const TemplateRequest& request, std::vector<TemplateGap>& gaps) {
  const RuleBase& base = engine.base();
  const Vocabulary& v = base.vocabulary;
  InventoryTemplate out;
  out.as_of = engine.as_of();
  out.title = say("设备台账填表说明", "How to fill in this equipment inventory");
  std::set<std::string> names{fold(say("填表说明", "Instructions")), fold(say("下拉列表", "Lists"))};
  std::vector<std::string> counts;
  for (CategoryId category : request.categories) {
    SheetMaker maker(engine, request, category);
    TemplateGap gap;
    TemplateSheet sheet = maker.make(gap);
    sheet.name = sheet_name(sheet.name, names);
    std::string line =
        fmt::format(fmt::runtime(say("“{}”：涉及条款 {} 条，列 {} 列。", "\"{}\": {} clauses, {} columns.")),
                    sheet.name, maker.clauses(), sheet.columns.size());
    if (!gap.left_out.empty()) {
      std::string left;
      append_labels(v, gap.left_out, left);
      line += fmt::format(
          fmt::runtime(say("未列出（只与少数条款或优惠有关，--all-fields 全部列出）：{}。",
                           " Left out, for few clauses or incentives ask for them (--all-fields brings them in): {}.")),
          left);
    }
    counts.push_back(std::move(line));
    gaps.push_back(std::move(gap));
    out.sheets.push_back(std::move(sheet));
  }
  out.instructions = {
      say("一类设备一张表，一台设备一行；灰色斜体的是示例行，填完删去。",
          "A sheet a kind of equipment, a row a machine. Rows in grey italics are examples: delete them in the end."),
      say("鼠标停在表头上，看这一列是什么、决定哪些判定、依据哪些条款。",
          "Point at a header to see what the column is, which verdicts it decides and on which clauses they rest."),
      say("有下拉箭头的从列表里选。不知道的留空，不要猜：没有数据的判为“资料不足”，不会判错。",
          "Choose from the list where a cell has one. Leave empty what is not known: then the verdict is undetermined, "
          "never wrong."),
      say("日期写作 2003-05-01，只知道年份写 2003年。表头不要改；换单位时连表头括号里的单位一起改，例如 额定功率(W)。",
          "Write dates as 2003-05-01. Keep the headers; with another unit, change the unit in the header's brackets "
          "too."),
      say("填好后核查：gengxin check 文件名.xlsx", "When it is filled in: gengxin check FILE.xlsx"),
      "",
  };
  out.instructions.insert(out.instructions.end(), counts.begin(), counts.end());
  out.instructions.push_back("");
  out.instructions.push_back(fmt::format(
      fmt::runtime(say("按 {} 施行的条款，地区 {}；规则库 {}。", "Clauses in force on {}, in {}; rule base {}.")),
      format_date(engine.as_of()), label(v.regions[request.region].label), base.digest));
  return out;
}

}  // namespace gengxin
