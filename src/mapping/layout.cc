// Finds the header of a grid and decides which column is which field.
#include "mapping/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "mapping/cell.h"
#include "mapping/header.h"

namespace gengxin {
namespace {

constexpr size_t longest_header = 120;  // bytes; a longer cell is prose

uint64_t next_id() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

// What a merged cell says of the rows that it covers is no heading of theirs: it stands in its first row.
bool is_blank(const Cell& cell) {
  return cell.type == CellType::empty || cell.merged == Merged::covered || trim(cell.text).empty();
}

/// One entry of options.map, checked.
struct Override {
  std::string key;  // as the user wrote it
  std::string folded;
  size_t position = 0;    // from '#3', 1 = first; 0 = by header
  FieldId field = no_id;  // no_id: ignore the column
  UnitId unit = no_id;
};

std::vector<Override> read_overrides(const Vocabulary& vocabulary, const MappingOptions& options) {
  std::vector<Override> out;
  for (const auto& [key, target] : options.map) {
    Override o;
    o.key = key;
    o.folded = fold(clean_header(key));
    const std::string entry = fmt::format("--map '{}={}'", key, target);
    const std::string_view trimmed = trim(key);
    if (trimmed.size() > 1 && trimmed.front() == '#' &&
        std::all_of(trimmed.begin() + 1, trimmed.end(), [](char c) { return c >= '0' && c <= '9'; })) {
      for (const char c : trimmed.substr(1))
        o.position = std::min<size_t>(o.position * 10 + static_cast<size_t>(c - '0'), 1000000);
      if (o.position == 0)
        throw UsageError(fmt::format(fmt::runtime(say("{}：列从 #1 数起", "{}: columns count from #1")), entry));
    } else if (o.folded.empty()) {
      throw UsageError(fmt::format(
          fmt::runtime(say("{}：等号前应为列名或 #列号", "{}: a header or #column belongs before the equals sign")),
          entry));
    }
    std::string_view name = trim(target);
    if (name != "-") {
      std::string_view unit;
      if (const size_t at = name.rfind('@'); at != std::string_view::npos) {
        unit = trim(name.substr(at + 1));
        name = trim(name.substr(0, at));
      }
      o.field = vocabulary.field(name);
      if (o.field == no_id) {
        const auto& named = vocabulary.fields_by_header(fold(name));
        if (named.size() == 1) o.field = named.front();
      }
      if (o.field == no_id) {
        const std::string near = similar_fields(vocabulary, name);
        throw UsageError(
            near.empty()
                ? fmt::format(fmt::runtime(say("{}：没有字段“{}”；用 gengxin fields 查看全部字段",
                                               "{}: there is no field '{}'; see gengxin fields")),
                              entry, name)
                : fmt::format(fmt::runtime(say("{}：没有字段“{}”；是否指 {}？用 gengxin fields 查看全部字段",
                                               "{}: there is no field '{}'; did you mean {}? See gengxin fields")),
                              entry, name, near));
      }
      const Field& field = vocabulary.fields[o.field];
      if (!unit.empty()) {
        o.unit = read_unit(vocabulary, unit);
        if (o.unit == no_id)
          throw UsageError(
              fmt::format(fmt::runtime(say("{}：没有单位“{}”", "{}: there is no unit '{}'")), entry, unit));
        if (field.unit == no_id)
          throw UsageError(fmt::format(
              fmt::runtime(say("{}：字段 {} 没有单位，去掉 @{}", "{}: the field {} has no unit; leave @{} out")), entry,
              field.id, unit));
        if (vocabulary.units[o.unit].dimension != vocabulary.units[field.unit].dimension)
          throw UsageError(fmt::format(fmt::runtime(say("{}：单位 {} 不适用于 {}，其单位为 {}",
                                                        "{}: the unit {} does not fit {}, which is in {}")),
                                       entry, unit, field.id, vocabulary.units[field.unit].id));
      }
    }
    out.push_back(std::move(o));
  }
  return out;
}

/// A column's header from one, two or three rows of cells.
struct Heading {
  std::string text;                    // as shown
  std::vector<std::string> spellings;  // to be looked up, the most specific first
};

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : trim(text)) {
    const bool space = static_cast<unsigned char>(c) <= ' ';
    if (space && (out.empty() || out.back() == ' ')) continue;
    out += space ? ' ' : c;
  }
  return out;
}

using Row = std::span<const Cell>;

std::string_view text_at(Row row, size_t column) {
  return column < row.size() && !is_blank(row[column]) ? trim(row[column].text) : std::string_view();
}

/// The same, and what a merged cell says of the row below its first: in a header the name of the column.
std::string_view heading_at(Row row, size_t column) {
  return column < row.size() && row[column].type != CellType::empty ? trim(row[column].text) : std::string_view();
}

/// The columns that heading_at() finds a text for, or more.
size_t count_names(Row row) {
  return static_cast<size_t>(
      std::count_if(row.begin(), row.end(), [](const Cell& cell) { return cell.type != CellType::empty; }));
}

bool has_covered(Row row) {
  return std::any_of(row.begin(), row.end(), [](const Cell& cell) { return cell.merged == Merged::covered; });
}

/// "损耗(kW)" as 损耗 and (kW); without a unit the whole and nothing.
std::pair<std::string, std::string> split_unit(const Vocabulary& vocabulary, const std::string& header) {
  const std::string text = nfkc(header);
  const size_t open = text.rfind('(');
  if (open == std::string::npos || open == 0 || !text.ends_with(')') ||
      read_unit(vocabulary, std::string_view(text).substr(open)) == no_id)
    return {text, {}};
  return {std::string(trim(std::string_view(text).substr(0, open))), text.substr(open)};
}

std::vector<Heading> headings(const Vocabulary& vocabulary, Row upper, Row lower, Row units) {
  std::vector<Heading> out(std::max({upper.size(), lower.size(), units.size()}));
  std::string group;
  for (size_t c = 0; c < out.size(); ++c) {
    const std::string above = one_line(heading_at(upper, c)), below = one_line(heading_at(lower, c)),
                      unit = one_line(text_at(units, c));
    // A merged group title stands in its first cell and leaves the cells to its right empty.
    if (!above.empty()) group = above;
    Heading& heading = out[c];
    if (!above.empty() && (below.empty() || below == above)) group.clear();  // merged downwards: nobody's group
    if (below.empty()) {
      heading.text = above;
    } else if (upper.empty() || group.empty() || group == below) {
      heading.text = below;
    } else {
      heading.text = group + " " + below;
      heading.spellings.push_back(group + below);
      if (!above.empty() && read_unit(vocabulary, below) != no_id)
        heading.spellings.push_back(above + "(" + below + ")");
      // 损耗(kW) above 空载 is 空载损耗(kW).
      const auto [group_name, group_unit] = split_unit(vocabulary, group);
      const auto [name, own_unit] = split_unit(vocabulary, below);
      const std::string& either = own_unit.empty() ? group_unit : own_unit;
      heading.spellings.push_back(group_name + name + either);
      heading.spellings.push_back(name + group_name + either);
      if (own_unit.empty() && !group_unit.empty()) heading.spellings.push_back(name + group_unit);
      heading.spellings.push_back(below);
    }
    if (heading.spellings.empty() && !heading.text.empty()) heading.spellings.push_back(heading.text);
    if (!unit.empty() && !heading.text.empty() && read_unit(vocabulary, unit) != no_id) {
      for (auto& spelling : heading.spellings) spelling += "(" + unit + ")";
      heading.text += " (" + unit + ")";
    }
  }
  while (!out.empty() && out.back().text.empty()) out.pop_back();
  return out;
}

Header read_heading(HeaderCache& headers, const Heading& heading) {
  Header first;
  bool have = false;
  for (const auto& spelling : heading.spellings) {
    if (spelling.size() > longest_header) continue;
    const Header& header = headers.read(spelling);
    if (header.field != no_id) return header;
    if (!have || (first.problem.empty() && !header.problem.empty())) first = header, have = true;
  }
  return first;
}

bool names(const Override& o, const Heading& heading, const Header& header) {
  if (o.position != 0) return false;
  if (o.folded == header.name || o.folded == fold(clean_header(heading.text))) return true;
  return std::any_of(heading.spellings.begin(), heading.spellings.end(),
                     [&](const std::string& s) { return o.folded == fold(clean_header(s)); });
}

/// Fills layout.columns and layout.unmapped. `nameless_used`: columns without a header that hold something.
void map_columns(const Vocabulary& vocabulary, HeaderCache& known, const std::vector<Override>& overrides,
                 const std::vector<Heading>& all, const std::vector<size_t>& nameless_used, Layout& layout,
                 Diagnostics& diagnostics) {
  const auto note = [&](size_t column, std::string message) {
    Diagnostic d;
    d.severity = Severity::note;
    d.file = layout.file;
    d.row = layout.header_row;
    d.column = static_cast<uint32_t>(column + 1);
    d.header = all[column].text;
    d.message = std::move(message);
    diagnostics.push_back(std::move(d));
  };

  std::vector<Header> headers;
  for (const Heading& heading : all) headers.push_back(read_heading(known, heading));
  std::vector<int> rank(all.size(), 0);  // how good a claim the column has on its field
  for (size_t c = 0; c < all.size(); ++c) {
    layout.columns.push_back({all[c].text, headers[c].field, headers[c].unit, false});
    rank[c] = static_cast<int>(headers[c].match);
  }

  for (const Override& o : overrides) {
    bool found = false;
    for (size_t c = 0; c < all.size(); ++c) {
      if (o.position != 0 ? o.position != c + 1 : !names(o, all[c], headers[c])) continue;
      if (found && o.field != no_id) continue;  // of several columns with that header the first is meant; - ignores all
      found = true;
      Column& column = layout.columns[c];
      column.ignored = o.field == no_id;
      column.field = o.field;
      column.unit = o.unit;
      rank[c] = 100;
      headers[c].problem.clear();
      if (o.field == no_id || o.unit != no_id || headers[c].written == no_id) continue;
      const Field& field = vocabulary.fields[o.field];
      const Unit& written = vocabulary.units[headers[c].written];
      if (field.unit == no_id) continue;
      if (vocabulary.units[field.unit].dimension == written.dimension)
        column.unit = headers[c].written;
      else
        throw UsageError(
            fmt::format(fmt::runtime(say("--map '{0}={1}'：列“{2}”的单位 {3} 不适用于 {1}；用 '{0}={1}@{4}' 写明单位",
                                         "--map '{0}={1}': the unit {3} of the column \"{2}\" does not fit {1}; name "
                                         "the unit, as in '{0}={1}@{4}'")),
                        o.key, field.id, all[c].text, written.id, vocabulary.units[field.unit].id));
    }
    if (!found) {
      Diagnostic d;
      d.file = layout.file;
      d.row = layout.header_row;
      d.message = fmt::format(fmt::runtime(say("--map 的列“{}”在表头中没有，未起作用",
                                               "--map: no header is \"{}\"; the entry has no effect")),
                              o.key);
      diagnostics.push_back(std::move(d));
    }
  }

  // Never two columns for one field: the better match, then the first.
  std::vector<size_t> owner(vocabulary.fields.size(), SIZE_MAX);
  for (size_t c = 0; c < all.size(); ++c) {
    const FieldId f = layout.columns[c].field;
    if (f != no_id && (owner[f] == SIZE_MAX || rank[c] > rank[owner[f]])) owner[f] = c;
  }
  for (size_t c = 0; c < all.size(); ++c) {
    Column& column = layout.columns[c];
    if (column.field != no_id && owner[column.field] != c) {
      const Field& field = vocabulary.fields[column.field];
      note(c, fmt::format(fmt::runtime(
                              say("与第 {} 列“{}”同为{}，只取那一列；要用此列：--map '#{}={}'",
                                  "column {}, \"{}\", is {} too and is the one used; to use this one: --map '#{}={}'")),
                          owner[column.field] + 1, all[owner[column.field]].text,
                          lang() == Lang::zh ? field.label.zh : field.label.en, c + 1, field.id));
      column.field = no_id;
      column.unit = no_id;
    }
    if (column.field == no_id && !headers[c].problem.empty()) note(c, headers[c].problem);
    // A nameless column (no spelling) that holds nothing is only a gap between others.
    const bool gap =
        all[c].spellings.empty() && std::find(nameless_used.begin(), nameless_used.end(), c) == nameless_used.end();
    if (column.field == no_id && !column.ignored && !gap) layout.unmapped.push_back(static_cast<uint16_t>(c));
  }
}

/// 11, 380V, 2003-05-01: what stands below a header.
bool is_figure(const Vocabulary& vocabulary, const Cell& cell) {
  if (cell.type != CellType::text) return true;
  const std::string text = nfkc(cell.text);
  size_t i = 0;
  bool digit = false;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9')
      digit = true;
    else if (c != '.' && c != ',' && c != '-' && c != '+' && c != '/' && c != ' ' && c != ':')
      break;
  }
  return digit && (i == text.size() || read_unit(vocabulary, std::string_view(text).substr(i)) != no_id);
}

size_t count_cells(Row row) {
  return static_cast<size_t>(std::count_if(row.begin(), row.end(), [](const Cell& cell) { return !is_blank(cell); }));
}

/// A header holds words; a year among them (2023, 2024年) does not make it a row of figures.
bool may_be_header(const Vocabulary& vocabulary, Row row) {
  size_t figures = 0;
  for (const Cell& cell : row) figures += !is_blank(cell) && is_figure(vocabulary, cell);
  const size_t cells = count_cells(row);
  return cells > 0 && figures * 3 <= cells;
}

bool is_unit_row(const Vocabulary& vocabulary, Row row) {
  size_t units = 0;
  for (const Cell& cell : row) {
    if (is_blank(cell)) continue;
    if (cell.type != CellType::text) return false;
    const std::string folded = fold(cell.text);
    if (read_unit(vocabulary, cell.text) != no_id)
      ++units;
    else if (folded != "单位" && folded != "unit" && folded != "units" && !means_missing(folded))
      return false;
  }
  return units > 0;
}

bool has_colon(Row row) {
  return std::any_of(row.begin(), row.end(), [](const Cell& cell) {
    return cell.text.find(':') != std::string_view::npos || cell.text.find("：") != std::string_view::npos;
  });
}

struct Score {
  size_t fields = 0;      // distinct fields that the header names, with those of --map
  size_t named = 0;       // columns with a header at all
  bool identity = false;  // among them what says what a thing is: its name, model or category
  bool better_than(const Score& other) const {
    // Of equal ones the row with fewer strange words: "企业名称 | 某公司 | 行业 | 建材" above a table is no header.
    return fields > other.fields || (fields == other.fields && fields > 0 && named < other.named);
  }
};

/// `least`: with fewer fields the score does not matter, and is that of no header.
Score score(const Vocabulary& vocabulary, HeaderCache& known, const std::vector<Override>& overrides,
            const std::vector<Heading>& all, size_t least) {
  Score result;
  std::set<FieldId> fields;
  size_t ignored = 0;
  for (const Heading& heading : all) result.named += heading.text.empty() ? 0 : 1;
  size_t left = result.named;
  for (const Heading& heading : all) {
    if (heading.text.empty()) continue;
    if (fields.size() + ignored + left < least) return {};
    --left;
    const Header header = read_heading(known, heading);
    FieldId field = header.field;
    bool ignore = false;
    for (const Override& o : overrides)
      if (names(o, heading, header)) {
        field = o.field;
        ignore = field == no_id;
      }
    if (ignore) ++ignored;
    if (field != no_id) fields.insert(field);
  }
  result.fields = fields.size() + ignored;
  result.identity = std::any_of(fields.begin(), fields.end(), [&](FieldId f) {
    const std::string& id = vocabulary.fields[f].id;
    return id == "name" || id == "model" || id == "category";
  });
  return result;
}

/// The rows that hold the header: 0 to 0 where none does.
struct FoundHeader {
  size_t begin = 0, end = 0;
  Score score;
  std::vector<Cell> upper;  // of a header of two rows the upper one, without titles
  size_t wanted = 2;        // fields that make a header
  bool enough() const { return score.fields >= wanted; }
};

FoundHeader find_header(const Vocabulary& vocabulary, HeaderCache& known, const std::vector<Override>& overrides,
                        const Rows& first_rows) {
  const size_t count = std::min(first_rows.rows.size(), header_rows_looked_at);
  const auto row = [&](size_t i) { return i < count ? first_rows.cells_of(first_rows.rows[i]) : Row(); };

  size_t width = 0, by_position = 0;
  for (size_t i = 0; i < count; ++i) width = std::max(width, count_cells(row(i)));
  for (const Override& o : overrides) by_position += o.position != 0;

  const auto header_like = [&](size_t i) { return i < count && may_be_header(vocabulary, row(i)); };
  const size_t wanted = width <= 1 ? 1 : 2;
  FoundHeader best;
  best.wanted = wanted;
  const auto score_of = [&](Row upper, Row lower) {
    return score(vocabulary, known, overrides, headings(vocabulary, upper, lower, {}), best.score.fields);
  };
  for (size_t i = 0; i < count; ++i) {
    // A cell names one field at most: most items have too few to be a better header, which saves reading their words.
    if (count_names(row(i)) < best.score.fields || !header_like(i)) continue;
    const Score s = score_of({}, row(i));
    if (s.better_than(best.score)) best = {i, i + 1, s, {}, wanted};
  }
  if (best.end != 0) {
    const size_t i = best.begin;
    // The row above may hold group titles, and the names of columns merged over both rows.
    const bool merged = has_covered(row(i));
    if (i > 0 && header_like(i - 1) && count_cells(row(i - 1)) >= (merged ? 1 : 2) && !has_colon(row(i - 1))) {
      // A title or a form line has no column of figures below it where the header row is empty.
      std::vector<Cell> upper(row(i - 1).begin(), row(i - 1).end());
      for (size_t c = 0; c < upper.size(); ++c) {
        bool used = !heading_at(row(i), c).empty();
        for (size_t k = i + 1; k < count && !used; ++k) used = !text_at(row(k), c).empty();
        if (!used) upper[c] = {};
      }
      const Score s = score_of(upper, row(i));
      if (s.fields > best.score.fields || (s.fields == best.score.fields && (merged || s.named > best.score.named))) {
        best.begin = i - 1;
        best.score = s;
        best.upper = std::move(upper);
      }
    }
    // Or the row below the columns' own names. It must not be an item: it adds fields, and none of it is a figure.
    if (best.begin == i && header_like(i + 1)) {
      const Row lower = row(i + 1);
      const Score s = score_of(row(i), lower);
      const bool figures = std::any_of(lower.begin(), lower.end(),
                                       [&](const Cell& c) { return !is_blank(c) && is_figure(vocabulary, c); });
      if (!figures && s.fields > best.score.fields && (s.fields - best.score.fields) * 4 >= count_cells(lower)) {
        best.end = i + 2;
        best.score = s;
        best.upper.assign(row(i).begin(), row(i).end());
      }
    }
    // Names merged over more rows begin farther up.
    while (best.begin > 0 && has_covered(row(best.begin))) --best.begin;
  }
  if (!best.enough() && by_position > 0) {
    // Every column may be named by its number; the header is then the first row of words that is wide enough.
    for (size_t i = 0; i < count; ++i) {
      if (!header_like(i) || count_cells(row(i)) * 2 <= width) continue;
      best = {i, i + 1, {wanted, 0, true}, {}, wanted};
      break;
    }
  }
  return best;
}

/// The run's memory of headers, or one for this call.
struct Known {
  Known(const Vocabulary& vocabulary, const MappingOptions& options)
      : own(vocabulary), headers(options.headers ? *options.headers : own) {}
  HeaderCache own;
  HeaderCache& headers;
};

}  // namespace

HeaderScore header_score(const Vocabulary& vocabulary, const MappingOptions& options, const Rows& first_rows) {
  Known known(vocabulary, options);
  const FoundHeader found = find_header(vocabulary, known.headers, read_overrides(vocabulary, options), first_rows);
  return {found.score.fields, found.enough() && (found.score.identity || options.category != no_id)};
}

std::optional<Layout> find_layout(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file,
                                  const Rows& first_rows, Diagnostics& diagnostics) {
  const std::vector<Override> overrides = read_overrides(vocabulary, options);
  Known known(vocabulary, options);
  FoundHeader best = find_header(vocabulary, known.headers, overrides, first_rows);
  const size_t count = std::min(first_rows.rows.size(), header_rows_looked_at);
  const auto row = [&](size_t i) { return i < count ? first_rows.cells_of(first_rows.rows[i]) : Row(); };

  if (!best.enough()) {
    Diagnostic d;
    d.severity = Severity::file_error;
    d.file = file;
    // The row that looks most like a header: the first with the most words.
    size_t likely = count, most = 0;
    for (size_t i = 0; i < count; ++i)
      if (may_be_header(vocabulary, row(i)) && count_cells(row(i)) > most) most = count_cells(row(likely = i));
    if (likely == count) {
      d.message =
          say("找不到表头：前面的行里没有列名；表头应至少有两列能识别，例如“设备名称”“型号”“额定功率(kW)”，用 gengxin "
              "template 生成样表",
              "no header found: no row among the first holds column names; at least two columns must be known, such as "
              "name, model, rated power [kW]; gengxin template writes a sheet to fill in");
    } else {
      std::string seen;
      size_t shown = 0;
      std::string first;
      for (const Cell& cell : row(likely)) {
        if (is_blank(cell)) continue;
        if (first.empty()) first = one_line(cell.text);
        if (shown++ >= 12) continue;
        if (!seen.empty()) seen += say("、", ", ");
        seen += cut(one_line(cell.text), 30);
      }
      if (shown > 12) seen += say("等", " and more");
      d.row = first_rows.rows[likely].number;
      d.message = fmt::format(
          fmt::runtime(say(
              "找不到表头：能识别的列名不足 {} 个；此行有：{}；用 --map '{}=字段' 指定，gengxin fields 列出全部字段",
              "no header found: fewer than {} column names are known; this row has: {}; name them with --map "
              "'{}=FIELD', gengxin fields lists all fields")),
          best.wanted, seen, cut(first, 30));
    }
    diagnostics.push_back(std::move(d));
    return std::nullopt;
  }

  Layout layout;
  layout.id = next_id();
  layout.category = options.category;
  layout.file = file;
  const Row upper = best.upper;
  const Row lower = row(best.end - 1);
  Row units;
  if (best.end < count && is_unit_row(vocabulary, row(best.end))) units = row(best.end++);
  layout.header_row = first_rows.rows[best.end - 1].number;
  for (size_t i = best.begin; i < best.end; ++i) {
    auto& cells = layout.header_rows.emplace_back();
    for (const Cell& cell : row(i)) cells.emplace_back(is_blank(cell) ? std::string_view() : trim(cell.text));
  }
  for (size_t i = 0; i < best.begin; ++i) {
    if (count_cells(row(i)) != 1) continue;
    for (const Cell& cell : row(i))
      if (!is_blank(cell)) layout.titles.emplace_back(trim(cell.text));
  }
  std::vector<Heading> all = headings(vocabulary, upper, lower, units);
  // Columns without a name behind the last one that has: columns of the table when the rows use them as a rule.
  std::vector<size_t> used;
  for (size_t i = best.end; i < count; ++i)
    for (size_t c = all.size(); c < row(i).size(); ++c)
      if (!is_blank(row(i)[c])) {
        used.resize(std::max(used.size(), c + 1 - all.size()));
        ++used[c - all.size()];
      }
  while (!used.empty() && used.back() * 2 <= count - best.end) used.pop_back();
  all.resize(all.size() + used.size());
  std::vector<size_t> filled;
  for (size_t c = 0; c < all.size(); ++c) {
    if (!all[c].text.empty()) continue;
    all[c].text = fmt::format("#{}", c + 1);
    bool any = false;
    for (size_t i = best.end; i < count && !any; ++i) any = !text_at(row(i), c).empty();
    if (any) filled.push_back(c);
  }
  map_columns(vocabulary, known.headers, overrides, all, filled, layout, diagnostics);
  return layout;
}

Layout keyed_layout(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file,
                    const std::vector<std::string>& keys, Diagnostics& diagnostics) {
  Layout layout;
  layout.id = next_id();
  layout.category = options.category;
  layout.file = file;
  std::vector<Heading> all;
  for (const auto& key : keys) all.push_back({one_line(key), {one_line(key)}});
  Known known(vocabulary, options);
  map_columns(vocabulary, known.headers, read_overrides(vocabulary, options), all, {}, layout, diagnostics);
  const bool any =
      std::any_of(layout.columns.begin(), layout.columns.end(), [](const Column& c) { return c.field != no_id; });
  if (!any && !keys.empty()) {
    Diagnostic d;
    d.severity = Severity::file_error;
    d.file = file;
    std::string seen;
    for (size_t i = 0; i < keys.size() && i < 12; ++i)
      seen += (i > 0 ? say("、", ", ") : "") + cut(one_line(keys[i]), 30);
    d.message = fmt::format(
        fmt::runtime(say("没有一个键是已知字段：{}；用 --map '{}=字段' 指定，gengxin fields 列出全部字段",
                         "no key names a field: {}; name them with --map '{}=FIELD', gengxin fields lists all fields")),
        seen, one_line(keys.front()));
    diagnostics.push_back(std::move(d));
  }
  return layout;
}

}  // namespace gengxin
