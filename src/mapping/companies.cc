#include "mapping/companies.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "mapping/cell.h"
#include "mapping/row_kind.h"

namespace gengxin {
namespace {

// What a row of an inventory says of one machine; of a company it would make no sense.
constexpr std::string_view of_items[] = {"item_id",  "line_no", "name",     "model",
                                         "category", "use",     "quantity", "remarks"};

bool is_of_items(const Field& field) {
  return std::find(std::begin(of_items), std::end(of_items), field.id) != std::end(of_items);
}

// A number column for the rows and a column of remarks are part of any table: nothing to tell of.
bool is_plain(const Field& field) { return field.id == "line_no" || field.id == "remarks"; }

Diagnostic problem(const std::string& file, uint64_t row, std::string message) {
  Diagnostic d;
  d.file = file;
  d.row = row;
  d.message = std::move(message);
  return d;
}

[[noreturn]] void fail(const Diagnostics& problems) {
  constexpr size_t most = 20;
  std::string text;
  for (size_t i = 0; i < problems.size() && i < most; ++i)
    text += fmt::format("{}{}", i > 0 ? "\n" : "", format_diagnostic(problems[i]));
  if (problems.size() > most)
    text += fmt::format(fmt::runtime(say("\n……另有 {} 处", "\n... {} more")), problems.size() - most);
  throw UsageError("--companies " + text);
}

}  // namespace

Companies::Companies(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file,
                     Diagnostics& notes)
    : file_(file) {
  Diagnostics found, problems;
  const auto sift = [&] {
    for (Diagnostic& d : found) {
      if (d.file.empty()) d.file = file;
      (d.severity == Severity::note ? notes : problems).push_back(std::move(d));
    }
    found.clear();
  };
  ReadOptions read_options;
  read_options.header_score = [&](const Rows& first_rows) { return header_score(vocabulary, options, first_rows); };
  const auto hash = std::make_shared<InputHash>();
  read_options.watch.hash = hash;
  std::unique_ptr<Reader> reader = open_reader(file, read_options, found);
  sift();
  if (!reader) fail(problems);
  std::optional<Layout> layout;
  std::vector<size_t> said;  // columns of which a note was made
  while (const std::unique_ptr<Block> block = reader->next()) {
    found.insert(found.end(), reader->diagnostics.begin(), reader->diagnostics.end());
    reader->diagnostics.clear();
    Rows rows;
    block->parse(rows);
    found.insert(found.end(), rows.diagnostics.begin(), rows.diagnostics.end());
    if (const auto* keys = reader->keys()) {
      if (!layout || keys->size() > layout->columns.size())
        layout = keyed_layout(vocabulary, options, file, *keys, found);
    } else if (!layout) {
      layout = find_layout(vocabulary, options, file, rows, found);
    }
    sift();
    if (!layout || !problems.empty()) fail(problems);
    bool named = false;
    for (size_t c = 0; c < layout->columns.size(); ++c) {
      const Column& column = layout->columns[c];
      const bool known = column.field != no_id;
      named |= known &&
               (vocabulary.fields[column.field].id == "company" || vocabulary.fields[column.field].id == "credit_code");
      const bool aside =
          known ? is_of_items(vocabulary.fields[column.field]) && !is_plain(vocabulary.fields[column.field])
                : std::find(layout->unmapped.begin(), layout->unmapped.end(), c) != layout->unmapped.end();
      if (!aside || std::find(said.begin(), said.end(), c) != said.end()) continue;
      said.push_back(c);
      Diagnostic d = problem(file, 0,
                             known ? fmt::format(fmt::runtime(say("读作“{}”，是单台设备的资料，不是企业的：未采用",
                                                                  "is read as {}, a fact of one machine, not of a "
                                                                  "company: not used")),
                                                 lang() == Lang::zh ? vocabulary.fields[column.field].label.zh
                                                                    : vocabulary.fields[column.field].label.en)
                                   : say("不是已知字段：未采用；用 --map 指定，gengxin fields 列出全部字段",
                                         "is no field: not used; name it with --map, gengxin fields lists all fields"));
      d.column = static_cast<uint32_t>(c + 1);
      d.header = column.header;
      notes.push_back(std::move(d));
    }
    if (!named)
      fail({problem(file, layout->header_row,
                    say("没有企业名称或统一社会信用代码列；列名应为“企业名称”或“统一社会信用代码”",
                        "no column of company names or credit codes; a header must be company or credit_code"))});
    read(vocabulary, *layout, rows, problems);
  }
  found.insert(found.end(), reader->diagnostics.begin(), reader->diagnostics.end());
  sift();
  reader.reset();
  sha256_ = hash->finish();
  if (problems.empty() && all_.empty())
    problems.push_back(problem(file, 0, say("文件里没有企业", "the file holds no company")));
  if (!problems.empty()) fail(problems);
}

void Companies::read(const Vocabulary& vocabulary, const Layout& layout, const Rows& rows, Diagnostics& problems) {
  const FieldId name_field = vocabulary.field("company"), code_field = vocabulary.field("credit_code"),
                region_field = vocabulary.field("region");
  RowColumns columns;
  for (size_t c = 0; c < layout.columns.size(); ++c) {
    if (layout.columns[c].field == no_id) continue;
    if (layout.columns[c].field == name_field) columns.name = static_cast<int>(c);
    if (layout.columns[c].field == code_field) columns.id = static_cast<int>(c);
    if (vocabulary.fields[layout.columns[c].field].id == "remarks") columns.remarks = static_cast<int>(c);
    if (vocabulary.fields[layout.columns[c].field].id == "line_no") columns.line = static_cast<int>(c);
  }
  for (const Rows::Row& row : rows.rows) {
    const std::span<const Cell> cells = rows.cells_of(row);
    if (row.number <= layout.header_row || !is_item(row_kind(layout, columns, cells))) continue;
    auto company = std::make_unique<Company>();
    company->row = row.number;
    for (size_t c = 0; c < cells.size(); ++c) {
      const auto wrong = [&](std::string message) {
        Diagnostic d = problem(file_, row.number, std::move(message));
        d.column = static_cast<uint32_t>(c + 1);
        if (c < layout.columns.size()) d.header = layout.columns[c].header;
        d.text = cells[c].text;
        problems.push_back(std::move(d));
      };
      if (cells[c].type == CellType::empty || trim(cells[c].text).empty()) continue;
      if (c >= layout.columns.size()) {
        wrong(say("此行的单元格比表头多；是否有未加引号的逗号？",
                  "the row has more cells than the header; is there a comma without quotes?"));
        break;
      }
      const FieldId field = layout.columns[c].field;
      if (field == no_id || is_of_items(vocabulary.fields[field])) continue;
      Value value;
      std::string reason;
      switch (read_cell(vocabulary, field, layout.columns[c].unit, cells[c], value, reason)) {
        case CellResult::missing:
          continue;
        case CellResult::unreadable:
          wrong(std::move(reason));
          continue;
        case CellResult::value:
          break;
      }
      texts_.emplace_back(value.text);
      value.text = texts_.back();
      value.origin = Origin::profile;
      value.column = no_id;
      if (field == name_field) company->name = value.text;
      if (field == code_field) company->credit_code = value.text;
      if (field == region_field) {
        const std::string folded = fold(value.text);
        company->region = vocabulary.region_by_alias(folded);
        if (company->region == no_id) company->region = vocabulary.region_by_keyword(folded);
        if (company->region == no_id) {
          wrong(say("不是已知地区；应写到省、市或县区", "not a known place; write the province, city or district"));
          continue;
        }
      }
      company->values.emplace_back(field, value);
    }
    if (company->name.empty() && company->credit_code.empty()) {
      problems.push_back(problem(
          file_, row.number,
          say("此行没有企业名称，也没有统一社会信用代码", "the row has neither a company's name nor its credit code")));
      continue;
    }
    enter(names_, company->name, *company, problems);
    enter(codes_, company->credit_code, *company, problems);
    all_.push_back(std::move(company));
  }
}

void Companies::enter(std::unordered_map<std::string, Company*>& index, const std::string& key, Company& company,
                      Diagnostics& problems) {
  if (key.empty()) return;
  const auto [at, fresh] = index.emplace(fold(key), &company);
  if (fresh) return;
  problems.push_back(problem(file_, company.row,
                             fmt::format(fmt::runtime(say("“{}”在第 {} 行已有；一个企业只能有一行",
                                                          "'{}' stands in row {} already; a company has one row")),
                                         key, at->second->row)));
}

const Companies::Company* Companies::find(std::string_view name, std::string_view credit_code) const {
  if (!credit_code.empty())
    if (const auto at = codes_.find(fold(credit_code)); at != codes_.end()) return at->second;
  if (!name.empty())
    if (const auto at = names_.find(fold(name)); at != names_.end()) return at->second;
  return nullptr;
}

}  // namespace gengxin
