// The `levels` part of a rule: key columns, thresholds and rows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "rules/compiler.h"

namespace gengxin {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool read_number(std::string_view text, double& out) {
  auto number = Decimal::parse(trim(text));
  if (number) out = number->to_double();
  return number.has_value();
}

// "[5, 300]", "(300, 10000]", "(20, )".
bool read_range(std::string_view text, KeyCell& cell) {
  text = trim(text);
  size_t comma = text.find(',');
  if (text.size() < 3 || comma == std::string_view::npos) return false;
  char open = text.front(), close = text.back();
  if ((open != '[' && open != '(') || (close != ']' && close != ')')) return false;
  std::string_view low = trim(text.substr(1, comma - 1)), high = trim(text.substr(comma + 1, text.size() - comma - 2));
  cell.low_closed = open == '[';
  cell.high_closed = close == ']';
  cell.low = -infinity;
  cell.high = infinity;
  if (!low.empty() && !read_number(low, cell.low)) return false;
  if (!high.empty() && !read_number(high, cell.high)) return false;
  if (low.empty() && cell.low_closed) return false;
  if (high.empty() && cell.high_closed) return false;
  return cell.low < cell.high || (cell.low == cell.high && cell.low_closed && cell.high_closed);
}

// Appends the values, or the text, that one exact key names.
bool read_exact(const std::string& text, const Field& field, LevelTable& table) {
  double number = 0;
  switch (field.type) {
    case FieldType::number:
    case FieldType::integer:
      if (!read_number(text, number)) return false;
      break;
    case FieldType::choice: {
      auto choice =
          std::find_if(field.choices.begin(), field.choices.end(), [&](const Choice& c) { return c.id == text; });
      if (choice == field.choices.end()) return false;
      number = static_cast<double>(choice - field.choices.begin());
      break;
    }
    case FieldType::boolean:
      if (text != "true" && text != "false") return false;
      number = text == "true" ? 1 : 0;
      break;
    case FieldType::text:
      table.texts.push_back(fold(text));
      return true;
    default:
      return false;
  }
  table.listed.push_back(number);
  return true;
}

bool read_key(const YAML::Node& node, const LevelKey& key, const Vocabulary& vocabulary, LevelTable& table,
              KeyCell& cell, std::string& why) {
  const Field& field = vocabulary.fields[key.field];
  if (node.IsScalar() && node.Scalar() == "*") return true;
  if (key.match == MatchKind::range) {
    why = fmt::format("key '{}' must be a range such as '(300, 10000]' or '*'", field.id);
    cell.kind = KeyCell::Kind::range;
    return node.IsScalar() && read_range(node.Scalar(), cell);
  }
  if (field.type == FieldType::choice) {
    std::string known;
    for (const Choice& c : field.choices) known += (known.empty() ? "" : ", ") + c.id;
    why = fmt::format("key '{}' must be one of: {}", field.id, known);
  } else {
    why = fmt::format("key '{}' must be a value of its field, a list of them or '*'", field.id);
  }
  const bool text = field.type == FieldType::text;
  const size_t first = text ? table.texts.size() : table.listed.size();
  if (first >= no_id) {
    why = "a table lists at most 65534 values in its keys";
    return false;
  }
  if (node.IsScalar()) {
    if (!read_exact(node.Scalar(), field, table)) return false;
  } else {
    if (!node.IsSequence() || node.size() == 0 || key.match != MatchKind::exact) return false;
    for (const auto& one : node)
      if (!one.IsScalar() || !read_exact(one.Scalar(), field, table)) return false;
  }
  cell.kind = text ? KeyCell::Kind::texts : KeyCell::Kind::list;
  cell.first = static_cast<uint16_t>(first);
  cell.count = static_cast<uint16_t>((text ? table.texts.size() : table.listed.size()) - first);
  if (!text && cell.count == 1) {  // most are one number, which needs no list
    cell.kind = KeyCell::Kind::point;
    cell.low = table.listed.back();
    table.listed.pop_back();
    cell.first = cell.count = 0;
  }
  return true;
}

// What a year at the target would save: the formula may name the target's value of each measure.
void load_energy(YamlMap& map, const Vocabulary& vocabulary, LevelTable& table, std::vector<std::string> locals,
                 Problems& problems) {
  YAML::Node node = map.take("energy");
  if (!node.IsDefined()) return;
  YamlMap energy(node, "energy", problems);
  for (const LevelMeasure& m : table.measures) locals.push_back("target_" + vocabulary.fields[m.field].id);
  YAML::Node kwh = energy.take("kwh");
  if (kwh.IsDefined())
    table.energy = load_expression(kwh, {vocabulary, table.columns, locals}, Type::number, problems);
  else
    energy.fail("energy lacks 'kwh', the formula");
  table.energy_source = energy.text("source", true);
  energy.finish();
}

}  // namespace

void load_levels(const YAML::Node& node, const Vocabulary& vocabulary, Rule& rule, Problems& problems) {
  YamlMap map(node, "levels", problems);
  LevelTable& table = rule.levels;
  table.standard = map.text("standard", true);
  table.effective = map.date("effective");
  int kind = map.one_of("kind", {"grades", "benchmark", "limits"}, true);
  if (kind >= 0) table.kind = static_cast<LevelKind>(kind);
  table.recommended = map.flag("recommended");
  table.one_of = map.one_of("combine", {"all", "one"}) == 1;
  auto field_named = [&](const std::string& id, const YAML::Node& at) {
    FieldId f = vocabulary.field(id);
    if (f == no_id) problems.add(at.Mark(), fmt::format("'{}' is no field", id));
    return f;
  };
  if (map.has("declared")) table.declared = field_named(map.text("declared"), node);
  YAML::Node declared_when = map.take("declared-when");
  if (declared_when.IsDefined())
    table.declared_when = load_expression(declared_when, {vocabulary}, Type::boolean, problems);

  for (const YAML::Node& entry : map.list("keys")) {
    YamlMap key(entry, "key", problems);
    LevelKey out;
    out.field = field_named(key.text("field", true), entry);
    int match = key.one_of("match", {"exact", "range", "next-higher", "linear", "linear-recalled"}, true);
    if (match >= 0) out.match = static_cast<MatchKind>(match);
    key.finish();
    if (out.field == no_id) return;
    FieldType type = vocabulary.fields[out.field].type;
    if (out.match != MatchKind::exact && type != FieldType::number && type != FieldType::integer)
      problems.add(entry.Mark(), "only numbers match by range, next-higher or linear");
    table.keys.push_back(out);
  }
  auto stepped = std::count_if(table.keys.begin(), table.keys.end(), [](const LevelKey& k) {
    return k.match != MatchKind::exact && k.match != MatchKind::range;
  });
  if (stepped > 1) map.fail("only one key may match by next-higher or linear");
  table.columns = map.texts("columns");

  std::vector<std::string> locals;
  for (const YAML::Node& entry : map.list("define")) {
    YamlMap define(entry, "define", problems);
    std::string name = define.text("name", true);
    YAML::Node value = define.take("value");
    if (value.IsDefined())
      table.define.emplace_back(name,
                                load_expression(value, {vocabulary, table.columns, locals}, Type::number, problems));
    else
      define.fail("define lacks 'value'");
    define.finish();
    locals.push_back(name);
  }
  if (table.columns.size() > LevelTable::max_columns || table.define.size() > LevelTable::max_defines)
    map.fail(fmt::format("a table has at most {} columns and {} definitions", LevelTable::max_columns,
                         LevelTable::max_defines));
  for (const YAML::Node& entry : map.list("measures", true)) {
    YamlMap measure(entry, "measure", problems);
    LevelMeasure out;
    out.field = field_named(measure.text("field", true), entry);
    out.at_most = measure.one_of("direction", {"at-least", "at-most"}, true) == 1;
    for (const YAML::Node& threshold : measure.list("thresholds", true))
      out.thresholds.push_back(
          threshold.IsNull() ? Expression()
                             : load_expression(threshold, {vocabulary, table.columns, locals}, Type::number, problems));
    const size_t levels = out.thresholds.size();
    if (table.kind == LevelKind::benchmark ? levels != 2
        : table.kind == LevelKind::limits  ? levels != 3
                                           : levels != 3 && levels != LevelTable::max_levels)
      measure.fail("thresholds must be 2 for a benchmark, 3 for limits, 3 or 5 for grades, best level first");
    if (!table.measures.empty() && levels != table.levels())
      measure.fail("all measures must have as many thresholds as the first");
    measure.finish();
    if (out.field == no_id) return;
    table.measures.push_back(std::move(out));
  }
  if (table.measures.size() > LevelTable::max_measures)
    map.fail(fmt::format("an item is graded by at most {} measures", LevelTable::max_measures));
  load_energy(map, vocabulary, table, locals, problems);

  for (const YAML::Node& row : map.list("rows", true)) {
    size_t width = table.keys.size() + table.columns.size();
    if (!row.IsSequence() || row.size() != width) {
      problems.add(row.Mark(), fmt::format("a row must hold {} values: {} keys and {} columns", width,
                                           table.keys.size(), table.columns.size()));
      continue;
    }
    for (size_t i = 0; i < table.keys.size(); ++i) {
      KeyCell cell;
      std::string why;
      if (!read_key(row[i], table.keys[i], vocabulary, table, cell, why)) problems.add(row[i].Mark(), why);
      table.cells.push_back(cell);
    }
    for (size_t i = table.keys.size(); i < width; ++i) {
      double number = std::nan("");
      if (!row[i].IsNull() && (!row[i].IsScalar() || !read_number(row[i].Scalar(), number)))
        problems.add(row[i].Mark(), fmt::format("column '{}' must be a number, or null for a printed dash",
                                                table.columns[i - table.keys.size()]));
      table.numbers.push_back(number);
    }
    ++table.rows;
  }
  map.finish();
}

}  // namespace gengxin
