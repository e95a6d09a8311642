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

bool read_exact(const std::string& text, const Field& field, KeyCell& cell) {
  switch (field.type) {
    case FieldType::number:
    case FieldType::integer: {
      double number = 0;
      if (!read_number(text, number)) return false;
      cell.values.push_back(number);
      return true;
    }
    case FieldType::choice:
      for (size_t i = 0; i < field.choices.size(); ++i)
        if (field.choices[i].id == text) {
          cell.values.push_back(static_cast<double>(i));
          return true;
        }
      return false;
    case FieldType::boolean:
      if (text != "true" && text != "false") return false;
      cell.values.push_back(text == "true" ? 1 : 0);
      return true;
    case FieldType::text:
      cell.texts.push_back(fold(text));
      return true;
    default:
      return false;
  }
}

bool read_key(const YAML::Node& node, const LevelKey& key, const Vocabulary& vocabulary, KeyCell& cell,
              std::string& why) {
  const Field& field = vocabulary.fields[key.field];
  if (node.IsScalar() && node.Scalar() == "*") {
    cell.any = true;
    return true;
  }
  if (key.match == MatchKind::range) {
    why = fmt::format("key '{}' must be a range such as '(300, 10000]' or '*'", field.id);
    return node.IsScalar() && read_range(node.Scalar(), cell);
  }
  if (field.type == FieldType::choice) {
    std::string known;
    for (const Choice& c : field.choices) known += (known.empty() ? "" : ", ") + c.id;
    why = fmt::format("key '{}' must be one of: {}", field.id, known);
  } else {
    why = fmt::format("key '{}' must be a value of its field, a list of them or '*'", field.id);
  }
  if (node.IsScalar()) return read_exact(node.Scalar(), field, cell);
  if (!node.IsSequence() || node.size() == 0 || key.match != MatchKind::exact) return false;
  for (const auto& one : node)
    if (!one.IsScalar() || !read_exact(one.Scalar(), field, cell)) return false;
  return true;
}

}  // namespace

void load_levels(const YAML::Node& node, const Vocabulary& vocabulary, Rule& rule, Problems& problems) {
  YamlMap map(node, "levels", problems);
  LevelTable& table = rule.levels;
  table.standard = map.text("standard", true);
  table.effective = map.date("effective");
  int kind = map.one_of("kind", {"grades", "benchmark"}, true);
  table.benchmark = kind == 1;
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
  if (table.columns.size() > 16 || table.define.size() > 16)
    map.fail("a table has at most 16 columns and 16 definitions");
  size_t levels = table.benchmark ? 2 : 3;
  for (const YAML::Node& entry : map.list("measures", true)) {
    YamlMap measure(entry, "measure", problems);
    LevelMeasure out;
    out.field = field_named(measure.text("field", true), entry);
    out.at_most = measure.one_of("direction", {"at-least", "at-most"}, true) == 1;
    for (const YAML::Node& threshold : measure.list("thresholds", true))
      out.thresholds.push_back(load_expression(threshold, {vocabulary, table.columns, locals}, Type::number, problems));
    if (out.thresholds.size() != levels) measure.fail(fmt::format("thresholds must be {}, best level first", levels));
    measure.finish();
    if (out.field == no_id) return;
    table.measures.push_back(std::move(out));
  }
  if (table.measures.size() > 2) map.fail("an item is graded by at most two measures");

  for (const YAML::Node& row : map.list("rows", true)) {
    size_t width = table.keys.size() + table.columns.size();
    if (!row.IsSequence() || row.size() != width) {
      problems.add(row.Mark(), fmt::format("a row must hold {} values: {} keys and {} columns", width,
                                           table.keys.size(), table.columns.size()));
      continue;
    }
    LevelRow out;
    for (size_t i = 0; i < table.keys.size(); ++i) {
      KeyCell cell;
      std::string why;
      if (!read_key(row[i], table.keys[i], vocabulary, cell, why)) problems.add(row[i].Mark(), why);
      out.keys.push_back(std::move(cell));
    }
    for (size_t i = table.keys.size(); i < width; ++i) {
      double number = std::nan("");
      if (!row[i].IsNull() && (!row[i].IsScalar() || !read_number(row[i].Scalar(), number)))
        problems.add(row[i].Mark(), fmt::format("column '{}' must be a number, or null for a printed dash",
                                                table.columns[i - table.keys.size()]));
      out.columns.push_back(number);
    }
    table.rows.push_back(std::move(out));
  }
  map.finish();
}

}  // namespace gengxin
