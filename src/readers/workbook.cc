// Both formats are ZIP archives of XML, read with zlib and expat. liborcus 0.17 reads both too, but it drops what an
// inventory needs (texts written in place, error values, the booleans of formulas, dates of the 1904 system), and a
// comment that a cut-off file leaves open ends the program in an assertion.
#include "readers/workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <new>

#include "readers/keyed.h"
#include "readers/sheets.h"

namespace gengxin {

void SheetRow::set(size_t column, Cell cell) {
  if (cell.type == CellType::empty) return;
  if (column >= most_columns) {
    beyond_ = true;
    return;
  }
  if (cells_.size() <= column) cells_.resize(column + 1);
  cells_[column] = cell;
}

void SheetRow::append_to(Rows& out, uint64_t number) const {
  if (empty()) return;
  const auto begin = static_cast<uint32_t>(out.cells.size());
  out.cells.insert(out.cells.end(), cells_.begin(), cells_.end());
  out.rows.push_back({number, begin, static_cast<uint32_t>(out.cells.size())});
  if (!beyond_) return;
  Diagnostic d =
      row_error({}, number,
                std::string(say("第 ", "cells right of column ")) + std::to_string(most_columns) +
                    say(" 列以右的单元格没有读取；请将表格移到左侧", " were not read; move the table to the left"));
  d.severity = Severity::cell_warning;
  d.column = most_columns + 1;
  out.diagnostics.push_back(std::move(d));
}

void SheetRow::append_copy_to(Rows& out, uint64_t number) const {
  const size_t begin = out.cells.size();
  append_to(out, number);
  for (size_t i = begin; i < out.cells.size(); ++i) {
    // Booleans are constants.
    if (out.cells[i].type != CellType::boolean) out.cells[i].text = store(out, out.cells[i].text);
  }
}

namespace {

class WorkbookReader final : public Reader {
 public:
  WorkbookReader(const std::string& path, std::string name, std::unique_ptr<SheetReader> sheet)
      : path_(path), name_(std::move(name)), sheet_(std::move(sheet)) {}

  std::string sheet() const override { return name_; }

  std::unique_ptr<Block> next() override {
    if (sheet_ == nullptr) return nullptr;
    Rows rows;
    try {
      if (!sheet_->read(rows)) sheet_ = nullptr;
    } catch (const std::exception& e) {
      sheet_ = nullptr;
      if (!rows.rows.empty()) last_row_ = rows.rows.back().number;
      Diagnostic d = file_error(path_, e.what());
      if (last_row_ > 0)
        d.message += std::string(say("；第 ", "; rows after ")) + std::to_string(last_row_) +
                     say(" 行之后没有读取", " were not read");
      diagnostics.push_back(std::move(d));
    }
    for (Diagnostic& d : rows.diagnostics) d.file = path_;
    if (rows.rows.empty() && rows.diagnostics.empty()) return sheet_ == nullptr ? nullptr : next();
    if (!rows.rows.empty()) last_row_ = rows.rows.back().number;
    return std::make_unique<ReadyBlock>(std::move(rows));
  }

 private:
  std::string path_;
  std::string name_;
  std::unique_ptr<SheetReader> sheet_;
  uint64_t last_row_ = 0;
};

/// The sheet that the user names, by name or number.
size_t named_sheet(const std::vector<std::string>& names, const std::string& wanted) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) return static_cast<size_t>(found - names.begin());
  size_t number = 0;
  const auto parsed = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
  if (parsed.ec == std::errc() && parsed.ptr == wanted.data() + wanted.size() && number >= 1 && number <= names.size())
    return number - 1;
  std::string message =
      fmt::format(fmt::runtime(say("没有工作表 “{}”；有：", "there is no sheet \"{}\"; there are: ")), wanted);
  for (size_t i = 0; i < names.size(); ++i) message += (i > 0 ? ", " : "") + std::to_string(i + 1) + " " + names[i];
  throw WorkbookError(message);
}

/// The sheet whose first rows hold the best header; without a score, the first that holds anything.
size_t best_sheet(Sheets& sheets, const ReadOptions& options) {
  size_t best = 0;
  int best_score = -1;
  const size_t count = sheets.names().size();
  for (size_t i = 0; i < count && count > 1; ++i) {
    Rows rows;
    try {
      sheets.preview(i, rows);
    } catch (const WorkbookError&) {
      // Judged by the rows before the damage; reading it reports the damage.
    }
    int score = -1;
    for (size_t k = 0; k < rows.rows.size() && k < preview_rows; ++k)
      score = std::max(score, options.header_score == nullptr
                                  ? 0
                                  : options.header_score(rows.cells_of(rows.rows[k]), options.context));
    if (score > best_score) {
      best_score = score;
      best = i;
    }
  }
  return best;
}

std::string no_workbook(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.empty())
    return say("文件是空的；应为 .xlsx 或 .ods 工作簿", "the file is empty; it should be an .xlsx or .ods workbook");
  if (bytes.starts_with("\xD0\xCF\x11\xE0"sv)) {
    // The name of a stream in UTF-16: an .xlsx in an encrypted envelope.
    if (bytes.find("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e"sv) != std::string_view::npos)
      return say("工作簿有密码保护；请取消密码后另存", "the workbook is protected by a password; save it without one");
    return say("是旧的 .xls 格式；请另存为 .xlsx", "is in the old .xls format; save it as .xlsx");
  }
  return say("不是工作簿；应为 .xlsx 或 .ods 文件", "is no workbook; it should be an .xlsx or .ods file");
}

}  // namespace

std::unique_ptr<Reader> open_workbook(std::unique_ptr<ByteSource> source, const std::string& path,
                                      const ReadOptions& options, Diagnostics& errors) {
  try {
    std::string bytes;
    for (size_t want = 1 << 20;; want = bytes.size()) {
      const size_t had = bytes.size();
      bytes.resize(had + want);
      const size_t got = source->read(bytes.data() + had, want);
      bytes.resize(had + got);
      if (got < want) break;
    }
    if (!source->error().empty()) throw WorkbookError(source->error());
    if (!bytes.starts_with("PK")) throw WorkbookError(no_workbook(bytes));
    const auto zip = std::make_shared<const Zip>(std::move(bytes));
    const std::unique_ptr<Sheets> sheets = zip->find("content.xml") != nullptr ? open_ods(zip) : open_xlsx(zip);
    const size_t sheet =
        options.sheet.empty() ? best_sheet(*sheets, options) : named_sheet(sheets->names(), options.sheet);
    return std::make_unique<WorkbookReader>(path, sheets->names()[sheet], sheets->open(sheet));
  } catch (const std::bad_alloc&) {
    errors.push_back(file_error(path, say("内存不足以读取此工作簿；请拆分，或改用 CSV",
                                          "not enough memory for this workbook; split it, or use CSV")));
  } catch (const std::exception& e) {
    errors.push_back(file_error(path, e.what()));
  }
  return nullptr;
}

}  // namespace gengxin
