// Rows into items. What follows runs once a row and once a cell of millions: nothing is allocated for a row that can be
// read, texts are resolved once, and only what changes is written.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "base/text_cache.h"
#include "mapping/cell.h"
#include "mapping/companies.h"
#include "mapping/designations.h"
#include "mapping/header.h"
#include "mapping/layout.h"
#include "mapping/row_kind.h"

namespace gengxin {
namespace {

enum class ColumnKind : uint8_t { ignored, unmapped, number, date, resolved, text, name, model, category, region };

struct Resolved {
  CellResult result = CellResult::missing;
  Value value;  // without text
  std::string reason;
};

struct ColumnPlan {
  ColumnKind kind = ColumnKind::unmapped;
  FieldId field = no_id;
  UnitId unit = no_id;
  bool integer = false;
  bool additive = false;   // a merged cell's number is the sum of its rows
  bool same_unit = false;  // no conversion
  Conversion conversion;
  double min = 0, max = 0;
  TextCache<Resolved, 1 << 14> cache;  // one a column: smaller than the mapper's own
  std::string last_text;               // a column says the same for many rows on end
  uint8_t last_type = 0;
  const Resolved* last = nullptr;
};

struct Place {
  CellResult result = CellResult::missing;
  uint16_t id = no_id;  // category or region
};

/// trim() of texts that need none, which is most of them.
inline std::string_view quick_trim(std::string_view text) {
  if (text.empty()) return text;
  const auto first = static_cast<unsigned char>(text.front()), last = static_cast<unsigned char>(text.back());
  if (first > ' ' && first != 0xE3 && first != 0xC2 && last > ' ' && last != 0x80 && last != 0xA0) return text;
  return trim(text);
}

/// "12", "-0.5", "1450.0": an optional sign, digits and at most one point, 15 digits at most. Everything else takes the
/// careful way.
inline bool plain_number(std::string_view text, Decimal& value) {
  const char* p = text.data();
  const char* const end = p + text.size();
  bool negative = false;
  if (p < end && *p == '-') negative = true, ++p;
  if (end - p > 16 || p == end) return false;
  int64_t mantissa = 0;
  int digits = 0, places = -1;
  for (; p < end; ++p) {
    const unsigned d = static_cast<unsigned char>(*p) - unsigned{'0'};
    if (d <= 9) {
      mantissa = mantissa * 10 + d;
      ++digits;
      places += places >= 0;
    } else if (*p == '.' && places < 0) {
      places = 0;
    } else {
      return false;
    }
  }
  if (digits == 0 || digits > 15) return false;
  value = {negative ? -mantissa : mantissa, static_cast<int8_t>(places > 0 ? -places : 0)};
  return true;
}

/// "2003-05-01", "2003-05", "2003": what most dates look like. Everything else takes the careful way.
inline std::optional<DateSpan> plain_date(std::string_view text) {
  if (text.size() == 10) {
    const auto day = parse_iso_date(text);
    return day ? std::optional(DateSpan{*day, *day}) : std::nullopt;
  }
  const auto digits = [&](size_t from, size_t count) {
    int n = 0;
    for (size_t i = from; i < from + count; ++i) {
      const int d = text[i] - '0';
      if (d < 0 || d > 9) return -1;
      n = n * 10 + d;
    }
    return n;
  };
  if (text.size() != 4 && !(text.size() == 7 && text[4] == '-')) return std::nullopt;
  const int year = digits(0, 4);
  if (year < 1900 || year > 2100) return std::nullopt;
  if (text.size() == 4) return year_span(year);
  const int month = digits(5, 2);
  return month >= 1 && month <= 12 ? std::optional(month_span(year, static_cast<unsigned>(month))) : std::nullopt;
}

/// The first three bytes of a text, as one number.
constexpr uint32_t beginning(std::string_view text) {
  return uint32_t{static_cast<unsigned char>(text[0])} << 16 | uint32_t{static_cast<unsigned char>(text[1])} << 8 |
         uint32_t{static_cast<unsigned char>(text[2])};
}

/// Whether fold() has to be asked if the text means "no value": by how it begins. Asked of every text cell.
inline bool may_mean_missing(std::string_view text) {
  if (text.size() > 24) return false;
  const auto c = static_cast<unsigned char>(text.front());
  if (c < 0x80) {
    switch (c) {
      case '-':
      case '/':
      case '\\':
      case '_':
      case '.':
      case '*':
      case '?':
      case '(':
      case '#':
      case 'N':
      case 'n':
      case 'T':
      case 't':
      case 'U':
      case 'u':
        return true;
      default:
        return false;
    }
  }
  if (c < 0xE4 || c >= 0xEF || text.size() < 3) return true;  // dashes and dots, full-width forms
  switch (beginning(text)) {
    case beginning("无"):
    case beginning("不"):
    case beginning("暂"):
    case beginning("未"):
    case beginning("缺"):
    case beginning("空"):
    case beginning("待"):
    case beginning("没"):
    case beginning("铭"):
    case beginning("看"):
      return true;
    default:
      return false;
  }
}

inline bool is_missing(std::string_view text) {
  if (text == "无" || text == "/" || text == "-") return true;  // what most of them are
  return may_mean_missing(text) && means_missing(fold(text));
}

/// 同上, 〃, ″: "as above".
inline bool is_ditto(std::string_view text) {
  if (text.size() < 3 || text.size() > 6) return false;
  switch (beginning(text)) {
    case beginning("同"):
      return text == "同上" || text == "同前";
    case beginning("〃"):
    case beginning("″"):
    case beginning("”"):
      return text.size() == 3 || text == "″″";
    default:
      return false;
  }
}

}  // namespace

struct ItemMapper::Impl {
  Impl(const Vocabulary& v, const MappingOptions& o)
      : vocabulary(v), region(o.region), companies(o.companies), designations(v) {
    name_field = v.field("name");
    model_field = v.field("model");
    category_field = v.field("category");
    region_field = v.field("region");
    id_field = v.field("item_id");
    line_field = v.field("line_no");
    remarks_field = v.field("remarks");
    company_field = v.field("company");
    code_field = v.field("credit_code");
    use_field = v.field("use");
    base.assign(v.fields.size(), {});
    if (use_field != no_id) {
      const int in_use = v.choice_by_text(use_field, fold("in-use"));
      if (in_use >= 0) {
        Value& value = base[use_field];
        value.kind = ValueKind::choice;
        value.number = in_use;
        value.origin = Origin::assumed;
      }
    }
    profile_texts.reserve(o.profile.size());
    for (const auto& [id, text] : o.profile) read_profile(id, text);
    none.text = "";
  }

  void read_profile(const std::string& id, const std::string& text) {
    const FieldId field = vocabulary.field(id);
    if (field == no_id) {
      const std::string near = similar_fields(vocabulary, id);
      throw UsageError(near.empty()
                           ? fmt::format(fmt::runtime(say("[profile]：没有字段“{}”；用 gengxin fields 查看全部字段",
                                                          "[profile]: there is no field '{}'; see gengxin fields")),
                                         id)
                           : fmt::format(fmt::runtime(say("[profile]：没有字段“{}”；是否指 {}？",
                                                          "[profile]: there is no field '{}'; did you mean {}?")),
                                         id, near));
    }
    profile_texts.push_back(text);
    Value value;
    std::string reason;
    switch (read_cell(vocabulary, field, no_id, {profile_texts.back(), CellType::text}, value, reason)) {
      case CellResult::missing:
        return;
      case CellResult::unreadable:
        throw UsageError(
            fmt::format(fmt::runtime(say("[profile] {} = “{}”：{}", "[profile] {} = '{}': {}")), id, text, reason));
      case CellResult::value:
        break;
    }
    value.origin = Origin::profile;
    base[field] = value;
  }

  void prepare(const Layout& layout) {
    layout_id = layout.id;
    last_item = nullptr;  // the fields of another layout's columns are to be undone too
    plans.clear();
    plans.resize(layout.columns.size());
    rows = {};
    for (size_t c = 0; c < layout.columns.size(); ++c) {
      const Column& column = layout.columns[c];
      ColumnPlan& plan = plans[c];
      plan.field = column.field;
      plan.unit = column.unit;
      if (column.field == no_id) {
        plan.kind = column.ignored ? ColumnKind::ignored : ColumnKind::unmapped;
        continue;
      }
      const Field& field = vocabulary.fields[column.field];
      const int at = static_cast<int>(c);
      if (column.field == name_field) {
        plan.kind = ColumnKind::name;
        rows.name = at;
      } else if (column.field == model_field) {
        plan.kind = ColumnKind::model;
        rows.model = at;
      } else if (column.field == category_field) {
        plan.kind = ColumnKind::category;
        rows.category = at;
      } else if (column.field == region_field) {
        plan.kind = ColumnKind::region;
      } else if (field.type == FieldType::text) {
        plan.kind = ColumnKind::text;
        if (column.field == id_field) rows.id = at;
        if (column.field == line_field) rows.line = at;
        if (column.field == remarks_field) rows.remarks = at;
      } else if (field.type == FieldType::number || field.type == FieldType::integer ||
                 field.type == FieldType::money) {
        plan.kind = ColumnKind::number;
        plan.integer = field.type == FieldType::integer;
        plan.additive = field.additive;
        plan.min = field.min;
        plan.max = field.max;
        const UnitId from = column.unit == no_id ? field.unit : column.unit;
        plan.same_unit = from == field.unit;
        if (const auto way = conversion(vocabulary, from, field.unit)) plan.conversion = *way;
      } else {
        plan.kind = field.type == FieldType::date ? ColumnKind::date : ColumnKind::resolved;
        plan.min = field.min;
        plan.max = field.max;
      }
    }
  }

  void warn(const Layout& layout, const Rows::Row& row, size_t column, std::string_view text, std::string message,
            Diagnostics& diagnostics, Severity severity = Severity::cell_warning) const {
    Diagnostic d;
    d.severity = severity;
    d.file = layout.file;
    d.row = row.number;
    d.column = static_cast<uint32_t>(column + 1);
    if (column < layout.columns.size()) d.header = layout.columns[column].header;
    d.text = text;
    d.message = std::move(message);
    diagnostics.push_back(std::move(d));
  }

  void set_missing(Item& item, FieldId field, size_t column, std::string_view text, bool unreadable) const {
    Value& value = item.values[field];
    if (!unreadable && base[field].known()) {
      value = base[field];
      return;
    }
    value = Value{};
    value.origin = unreadable ? Origin::unreadable : Origin::cell;
    value.column = static_cast<uint16_t>(column);
    value.text = text;
  }

  void set_text(Item& item, FieldId field, size_t column, std::string_view text) const {
    Value& value = item.values[field];
    value.kind = ValueKind::text;
    value.origin = Origin::cell;
    value.column = static_cast<uint16_t>(column);
    value.exact = false;
    value.text = text;
  }

  /// The way of all cells but plain numbers and texts: through the column's cache.
  void resolved(const Layout& layout, const Rows::Row& row, ColumnPlan& plan, size_t column, const Cell& cell,
                std::string_view text, Item& item, Diagnostics& diagnostics) {
    const auto type = static_cast<uint8_t>(cell.type);
    const Resolved* found = plan.last && plan.last_type == type && plan.last_text == text ? plan.last : nullptr;
    if (!found) {
      found = plan.cache.find(text, type);
      if (found) {
        plan.last = found;
        plan.last_text = text;
        plan.last_type = type;
      }
    }
    if (!found) {
      Resolved fresh;
      fresh.result = read_cell(vocabulary, plan.field, plan.unit, {text, cell.type}, fresh.value, fresh.reason);
      fresh.value.text = {};
      if (plan.field == use_field && fresh.result == CellResult::unreadable)
        fresh.reason += say("；按“在用”处理", "; taken as in use");
      found = &plan.cache.at(plan.cache.insert(text, std::move(fresh), type));
      plan.last = nullptr;  // the cache may have started again
    }
    if (found->result == CellResult::value) {
      Value& value = item.values[plan.field];
      value = found->value;
      value.origin = Origin::cell;
      value.column = static_cast<uint16_t>(column);
      value.text = text;
      return;
    }
    const bool unreadable = found->result == CellResult::unreadable;
    if (unreadable) warn(layout, row, column, text, found->reason, diagnostics);
    set_missing(item, plan.field, column, text, unreadable);
  }

  /// A number over several rows that is their sum is no single item's: it is missing in each, and said once. Nothing
  /// over all of them is nothing for each.
  bool sum_of_rows(const Layout& layout, const Rows& source, const Rows::Row& row, size_t column, const Cell& cell,
                   std::string_view text, Item& item, Diagnostics& diagnostics) {
    ColumnPlan& plan = plans[column];
    Decimal zero;
    if ((plain_number(text, zero) && zero.mantissa == 0) || is_missing(text)) return false;
    if (cell.merged == Merged::shared) {
      uint64_t last = row.number;
      for (const Rows::Merge& merge : source.merges)
        if (merge.column == column && merge.first == row.number) last = merge.last;
      warn(layout, row, column, text,
           fmt::format(fmt::runtime(say("合并单元格，是第 {}–{} 行的合计，不是单台的数，按缺失处理；请拆分到各行",
                                        "a merged cell: the sum of rows {}–{} and not one item's number, taken as "
                                        "missing; split it up between the rows")),
                       row.number, last),
           diagnostics);
    }
    set_missing(item, plan.field, column, text, true);
    return true;
  }

  bool quick_number(const ColumnPlan& plan, std::string_view text, Value& value) const {
    Decimal number;
    if (!plain_number(text, number)) return false;
    if (plan.same_unit) {
      value.kind = ValueKind::number;
      value.exact = true;
      value.decimal = number;
      value.number = number.to_double();
    } else {
      apply(plan.conversion, number, value);
    }
    if (!(value.number >= plan.min && value.number <= plan.max)) return false;
    return !plan.integer || value.number == std::floor(value.number);
  }

  CategoryId category_of_name(std::string_view text) {
    if (const CategoryId* found = names.find(text)) return *found;
    const std::string folded = fold(text);
    CategoryId id = vocabulary.category_by_alias(folded);
    if (id == no_id) id = vocabulary.category_by_keyword(folded);
    names.insert(text, id);
    return id;
  }

  Place category_of_cell(std::string_view text) {
    if (const Place* found = categories.find(text)) return *found;
    const std::string folded = fold(text);
    Place place;
    place.id = vocabulary.category_by_alias(folded);
    if (place.id == no_id && !means_missing(folded)) place.id = vocabulary.category_by_keyword(folded);
    if (place.id != no_id)
      place.result = CellResult::value;
    else if (!means_missing(folded))
      place.result = CellResult::unreadable;
    categories.insert(text, place);
    return place;
  }

  Place region_of_cell(std::string_view text) {
    if (const Place* found = places.find(text)) return *found;
    const std::string folded = fold(text);
    Place place;
    place.id = vocabulary.region_by_alias(folded);
    if (place.id == no_id && !means_missing(folded)) place.id = vocabulary.region_by_keyword(folded);
    if (place.id != no_id)
      place.result = CellResult::value;
    else if (!means_missing(folded))
      place.result = CellResult::unreadable;
    places.insert(text, place);
    return place;
  }

  bool related(CategoryId a, CategoryId b) const {
    return vocabulary.category_is_a(a, b) || vocabulary.category_is_a(b, a);
  }

  std::string category_names(CategoryId id) const {
    const Label& label = vocabulary.categories[id].label;
    return lang() == Lang::zh ? label.zh : label.en;
  }

  void values_of_model(const Layout& layout, const Rows::Row& row, Item& item, Diagnostics& diagnostics) {
    const ModelInfo& info = models.at(item.model_index);
    for (const ModelReading& reading : info.readings) {
      if (item.category == no_id || !related(reading.category, item.category)) continue;
      for (const auto& [field, derived] : reading.values) {
        Value& value = item.values[field];
        const bool own = value.known() && (value.origin == Origin::cell || value.origin == Origin::model);
        if (!own) {
          value = derived;
          touched.push_back(field);
        } else if (value.origin == Origin::cell && !same(value, derived)) {
          const Field& f = vocabulary.fields[field];
          const std::string shown =
              derived.kind == ValueKind::choice
                  ? (lang() == Lang::zh ? f.choices[static_cast<size_t>(derived.number)].label.zh
                                        : f.choices[static_cast<size_t>(derived.number)].label.en)
                  : derived.decimal.to_string() + (f.unit == no_id ? "" : " " + vocabulary.units[f.unit].id);
          warn(
              layout, row, value.column, value.text,
              fmt::format(fmt::runtime(say("与型号“{}”不符：由型号得 {}；以单元格为准，请核对",
                                           "contradicts the model {}, which says {}; the cell is taken, please check")),
                          info.text, shown),
              diagnostics, Severity::note);
        }
      }
    }
  }

  // What the table of companies knows and the row does not say.
  void values_of_company(Item& item) {
    const auto text = [&](FieldId field) {
      return field != no_id && item.values[field].known() ? item.values[field].text : std::string_view();
    };
    const std::string_view name = text(company_field), code = text(code_field);
    if (name.empty() && code.empty()) return;
    if (name != last_company_name || code != last_company_code) {
      last_company_name = name;
      last_company_code = code;
      last_company = nullptr;
      // One text for both: neither holds a line feed, or then nothing is found.
      std::string key(name);
      key += '\n';
      key += code;
      if (const Companies::Company* const* found = companies_by_text.find(key)) {
        last_company = *found;
      } else {
        last_company = companies->find(name, code);
        companies_by_text.insert(key, last_company);
        if (last_company) last_company->met.store(true, std::memory_order_relaxed);
      }
    }
    if (!last_company) return;
    for (const auto& [field, known] : last_company->values) {
      Value& value = item.values[field];
      if (value.origin == Origin::unreadable || (value.known() && value.origin != Origin::profile)) continue;
      if (field == region_field) item.region = last_company->region;
      value = known;
      touched.push_back(field);
    }
  }

  static bool same(const Value& a, const Value& b) {
    if (a.kind != b.kind) return false;
    if (a.exact && b.exact) return a.decimal == b.decimal;
    return std::abs(a.number - b.number) <= 1e-9 * std::max(std::abs(a.number), std::abs(b.number));
  }

  RowKind map(const Layout& layout, const Rows& source, const Rows::Row& row, Item& item, Diagnostics& diagnostics) {
    const bool new_layout = layout.id == 0 || layout.id != layout_id || plans.size() != layout.columns.size();
    if (new_layout) prepare(layout);
    const std::span<const Cell> cells = source.cells_of(row);
    if (row.number <= layout.header_row) return RowKind::header;
    const RowKind kind = row_kind(layout, rows, cells);
    if (kind != RowKind::item) return kind;

    if (last_item != &item || last_row != item.row || last_file != item.file.data() ||
        item.values.size() != base.size()) {
      item.values.assign(base.begin(), base.end());
    } else {
      for (const FieldId field : touched) item.values[field] = base[field];
      for (const FieldId field : item.derived) item.values[field] = base[field];
    }
    item.derived.clear();
    touched.clear();
    last_item = &item;
    last_row = item.row = row.number;
    item.file = layout.file;
    item.sheet = layout.sheet;
    last_file = item.file.data();
    item.category = no_id;
    item.category_origin = Origin::cell;
    item.id = {};
    item.model = {};
    item.model_index = no_model;
    item.region = region;
    item.unmapped.clear();

    CategoryId by_cell = no_id, by_name = no_id;
    bool strange_category = false;
    for (size_t c = 0; c < plans.size(); ++c) {
      ColumnPlan& plan = plans[c];
      static constexpr Cell blank;
      const Cell& cell = c < cells.size() ? cells[c] : blank;
      std::string_view text = cell.type == CellType::empty ? std::string_view() : quick_trim(cell.text);
      if (plan.kind == ColumnKind::unmapped) {
        if (!text.empty()) item.unmapped.emplace_back(layout.columns[c].header, text);
        continue;
      }
      if (plan.kind == ColumnKind::ignored) continue;
      // '11: the mark by which a spreadsheet is told to keep a text as it stands.
      if (text.size() > 1 && text.front() == '\'' && cell.type == CellType::text) text = quick_trim(text.substr(1));
      if (text.empty()) {
        set_missing(item, plan.field, c, {}, false);
        continue;
      }
      if (is_ditto(text) && cell.type == CellType::text) {
        warn(layout, row, c, text,
             say("不是值；每行单独判定，请写出所指的值",
                 "is no value: rows are judged by themselves, write what it means"),
             diagnostics);
        set_missing(item, plan.field, c, text, true);
        continue;
      }
      if (plan.kind == ColumnKind::number) {
        if (plan.additive && cell.merged != Merged::no &&
            sum_of_rows(layout, source, row, c, cell, text, item, diagnostics))
          continue;
        if (cell.type == CellType::text || cell.type == CellType::number) {
          Value& value = item.values[plan.field];
          if (quick_number(plan, text, value)) {
            value.origin = Origin::cell;
            value.column = static_cast<uint16_t>(c);
            value.text = text;
            continue;
          }
        }
        resolved(layout, row, plan, c, cell, text, item, diagnostics);
        continue;
      }
      if (plan.kind == ColumnKind::date) {
        // Full dates are too many to remember: reading one costs less than finding it.
        const bool written = cell.type == CellType::text || cell.type == CellType::date;
        const auto span = written ? plain_date(text) : std::nullopt;
        if (span && span->first >= plan.min && span->last <= plan.max) {
          Value& value = item.values[plan.field];
          value = Value{};
          value.kind = ValueKind::date;
          value.column = static_cast<uint16_t>(c);
          value.date = *span;
          value.text = text;
          continue;
        }
        resolved(layout, row, plan, c, cell, text, item, diagnostics);
        continue;
      }
      if (plan.kind == ColumnKind::resolved || cell.type == CellType::error) {
        resolved(layout, row, plan, c, cell, text, item, diagnostics);
        continue;
      }
      switch (plan.kind) {
        case ColumnKind::text:
          if (is_missing(text)) {
            set_missing(item, plan.field, c, text, false);
          } else {
            set_text(item, plan.field, c, text);
            if (plan.field == id_field) item.id = text;
          }
          break;
        case ColumnKind::name:
          if (is_missing(text)) {
            set_missing(item, plan.field, c, text, false);
          } else {
            set_text(item, plan.field, c, text);
            by_name = category_of_name(text);
          }
          break;
        case ColumnKind::model: {
          if (is_missing(text)) {
            set_missing(item, plan.field, c, text, false);
            break;
          }
          set_text(item, plan.field, c, text);
          item.model = text;
          item.model_index = model_of(text);
          break;
        }
        case ColumnKind::category: {
          const Place place = category_of_cell(text);
          if (place.result == CellResult::missing) {
            set_missing(item, plan.field, c, text, false);
            break;
          }
          by_cell = place.id;
          if (place.result == CellResult::unreadable) {
            strange_category = true;
            set_missing(item, plan.field, c, text, true);
          } else {
            set_text(item, plan.field, c, text);
          }
          break;
        }
        case ColumnKind::region: {
          const Place place = region_of_cell(text);
          if (place.result == CellResult::value) {
            set_text(item, plan.field, c, text);
            item.region = place.id;
            break;
          }
          if (place.result == CellResult::unreadable)
            warn(layout, row, c, text,
                 region == no_id
                     ? std::string(say("不是已知地区；应写到省、市或县区",
                                       "not a known place; write the province, city or district"))
                     : fmt::format(
                           fmt::runtime(
                               say("不是已知地区，按本次检查的地区“{}”处理；应写到省、市或县区",
                                   "not a known place, taken as {}, the run's; write the province, city or district")),
                           lang() == Lang::zh ? vocabulary.regions[region].label.zh
                                              : vocabulary.regions[region].label.en),
                 diagnostics);
          set_missing(item, plan.field, c, text, place.result == CellResult::unreadable);
          break;
        }
        default:
          break;
      }
    }
    for (size_t c = plans.size(); c < cells.size(); ++c) {
      const std::string_view text = quick_trim(cells[c].text);
      if (cells[c].type == CellType::empty || text.empty()) continue;
      warn(layout, row, c, text,
           say("此行的单元格比表头多：此格不属于任何列，未读取；是否有未加引号的逗号？",
               "the row has more cells than the header: this one belongs to no column and is not read; is there a "
               "comma without quotes?"),
           diagnostics);
      break;
    }

    // The category's own cell, narrowed by the name and the model where they name a kind of it; else the name, else the
    // model.
    const CategoryId by_model = item.model_index == no_model ? no_id : models.at(item.model_index).category;
    if (by_cell != no_id) {
      item.category = by_cell;
    } else if (layout.category != no_id) {
      item.category = layout.category;
    } else if (by_name != no_id) {
      item.category = by_name;
      item.category_origin = Origin::name;
    } else if (by_model != no_id) {
      item.category = by_model;
      item.category_origin = Origin::model;
    }
    const auto narrow = [&](CategoryId id, Origin origin) {
      if (id == no_id || id == item.category || !vocabulary.category_is_a(id, item.category)) return;
      item.category = id;
      item.category_origin = origin;
    };
    narrow(by_name, Origin::name);
    narrow(by_model, Origin::model);
    if (strange_category) {
      const Value& cell = item.values[category_field];
      warn(layout, row, cell.column, cell.text,
           item.category == no_id
               ? std::string(say("不是已知类别；用 gengxin template --list 列出全部类别",
                                 "not a known category; see gengxin template --list"))
               : fmt::format(
                     fmt::runtime(
                         item.category_origin == Origin::name
                             ? say("不是已知类别，按名称取为“{}”", "not a known category; taken as {} by the name")
                             : say("不是已知类别，按型号取为“{}”", "not a known category; taken as {} by the model")),
                     category_names(item.category)),
           diagnostics);
    }
    if (companies) values_of_company(item);
    if (item.model_index != no_model) values_of_model(layout, row, item, diagnostics);
    return RowKind::item;
  }

  uint32_t model_of(std::string_view text) {
    if (const uint32_t* found = model_positions.find(text)) return *found;
    if (models.size() >= most_models || model_bytes >= most_model_bytes) {
      models.clear();
      model_positions = {};
      model_bytes = 0;
    }
    model_bytes += text.size();
    models.push_back(designations.read(text));
    const auto position = static_cast<uint32_t>(models.size() - 1);
    model_positions.insert(text, position);
    return position;
  }

  static constexpr uint32_t no_model = UINT32_MAX;
  static constexpr size_t most_models = 1 << 15, most_model_bytes = 4 << 20;  // below what model_positions holds

  const Vocabulary& vocabulary;
  RegionId region;
  std::shared_ptr<const Companies> companies;
  Designations designations;
  FieldId name_field, model_field, category_field, region_field, id_field, line_field, remarks_field, use_field,
      company_field, code_field;
  std::vector<Value> base;  // what a field holds when the row says nothing: profile, assumption or missing
  std::vector<std::string> profile_texts;  // what base's views look at

  uint64_t layout_id = 0;
  std::vector<ColumnPlan> plans;
  RowColumns rows;

  TextCache<CategoryId> names;
  TextCache<Place> categories, places;
  TextCache<uint32_t> model_positions;
  std::deque<ModelInfo> models;
  size_t model_bytes = 0;
  ModelInfo none;

  // The item as this mapper left it, so that only what the last row wrote has to be undone.
  const Item* last_item = nullptr;
  uint64_t last_row = 0;
  const char* last_file = nullptr;
  std::vector<FieldId> touched;  // fields that the last row's model and company filled

  TextCache<const Companies::Company*, 1 << 14> companies_by_text;
  std::string last_company_name, last_company_code;
  const Companies::Company* last_company = nullptr;
};

ItemMapper::ItemMapper(const Vocabulary& vocabulary, const MappingOptions& options)
    : impl_(std::make_unique<Impl>(vocabulary, options)) {}
ItemMapper::~ItemMapper() = default;

RowKind ItemMapper::map(const Layout& layout, const Rows& rows, const Rows::Row& row, Item& item,
                        Diagnostics& diagnostics) {
  return impl_->map(layout, rows, row, item, diagnostics);
}

std::vector<bool> ItemMapper::possible(const Layout& layout) const {
  std::vector<bool> out(impl_->vocabulary.fields.size());
  for (const Column& column : layout.columns)
    if (column.field != no_id) out[column.field] = true;
  for (size_t f = 0; f < out.size(); ++f)
    if (impl_->base[f].known()) out[f] = true;
  if (impl_->companies)
    for (const auto& company : impl_->companies->all())
      for (const auto& [field, value] : company->values) out[field] = true;
  for (const FieldId field : impl_->designations.fields()) out[field] = true;
  return out;
}

const ModelInfo& ItemMapper::model(const Item& item) const {
  return item.model_index < impl_->models.size() ? impl_->models[item.model_index] : impl_->none;
}

}  // namespace gengxin
