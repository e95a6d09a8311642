// Both formats are ZIP archives of XML, read with zlib and expat. liborcus 0.17 reads both too, but it drops what an
// inventory needs (texts written in place, error values, the booleans of formulas, dates of the 1904 system), and a
// comment that a cut-off file leaves open ends the program in an assertion.
#include "readers/workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <new>
#include <tuple>

#include "base/error.h"
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
  WorkbookReader(const std::string& path, std::shared_ptr<Sheets> sheets, size_t sheet)
      : path_(path), sheets_(std::move(sheets)), at_(sheet) {}

  std::string sheet() const override { return sheets_->names()[at_]; }

  std::unique_ptr<Block> next() override {
    if (done_) return nullptr;
    Rows rows;
    try {
      // Opened only now: a workbook may have thousands of sheets.
      if (sheet_ == nullptr) sheet_ = sheets_->open(at_);
      if (!sheet_->read(rows)) end();
    } catch (const std::exception& e) {
      end();
      if (!rows.rows.empty()) last_row_ = rows.rows.back().number;
      Diagnostic d = file_error(path_, e.what());
      if (last_row_ > 0)
        d.message += std::string(say("；第 ", "; rows after ")) + std::to_string(last_row_) +
                     say(" 行之后没有读取", " were not read");
      diagnostics.push_back(std::move(d));
    }
    for (Diagnostic& d : rows.diagnostics) d.file = path_;
    if (rows.rows.empty() && rows.diagnostics.empty()) return done_ ? nullptr : next();
    if (!rows.rows.empty()) last_row_ = rows.rows.back().number;
    return std::make_unique<ReadyBlock>(std::move(rows));
  }

 private:
  void end() {
    done_ = true;
    sheet_.reset();
  }

  std::string path_;
  std::shared_ptr<Sheets> sheets_;
  size_t at_;
  std::unique_ptr<SheetReader> sheet_;
  bool done_ = false;
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
  constexpr size_t most = 50;
  for (size_t i = 0; i < names.size() && i < most; ++i)
    message += (i > 0 ? ", " : "") + std::to_string(i + 1) + " " + names[i];
  if (names.size() > most) message += fmt::format(fmt::runtime(say("……共 {} 张", " ..., {} in all")), names.size());
  throw WorkbookError(message);
}

/// Which sheets to read, and what to say of the others.
class SheetChoice {
 public:
  SheetChoice(Sheets& sheets, const ReadOptions& options, const std::string& path)
      : sheets_(sheets), options_(options), path_(path) {}

  std::vector<size_t> all(Diagnostics& notes) {
    if (!options_.sheets.empty()) return named();
    judge();
    std::vector<size_t> chosen;
    for (size_t i = 0; i < looks_.size(); ++i)
      if (looks_[i].readable() && !sheets_.hidden(i)) chosen.push_back(i);
    if (chosen.empty()) chosen.push_back(best());
    pass_over(chosen, notes);
    return chosen;
  }

  size_t best_one() {
    if (!options_.sheets.empty()) return named().front();
    judge();
    return best();
  }

 private:
  struct Look {
    bool empty = true, damaged = false;
    HeaderScore score;
    /// A damaged sheet is read too, so that the damage is said.
    bool readable() const { return score.enough || damaged; }
  };

  std::vector<size_t> named() const {
    std::vector<size_t> chosen;
    for (const std::string& wanted : options_.sheets) {
      const size_t at = named_sheet(sheets_.names(), wanted);
      if (std::find(chosen.begin(), chosen.end(), at) == chosen.end()) chosen.push_back(at);
    }
    return chosen;
  }

  void judge() {
    looks_.resize(sheets_.names().size());
    for (size_t i = 0; i < looks_.size(); ++i) {
      Rows rows;
      Look& look = looks_[i];
      try {
        sheets_.preview(i, rows);
      } catch (const WorkbookError&) {
        look.damaged = true;  // judged by the rows before the damage
      }
      look.empty = rows.rows.empty();
      if (options_.header_score) look.score = options_.header_score(rows);
    }
  }

  /// The visible sheet with the best header; where none names a field, the first that holds anything.
  size_t best() const {
    const auto rank = [&](size_t i) {
      const Look& look = looks_[i];
      return std::tuple(!look.empty || look.damaged, !sheets_.hidden(i), look.score.enough, look.score.fields);
    };
    size_t best = 0;
    for (size_t i = 1; i < looks_.size(); ++i)
      if (rank(i) > rank(best)) best = i;
    return best;
  }

  void pass_over(const std::vector<size_t>& chosen, Diagnostics& notes) const {
    constexpr size_t most = 20;
    size_t passed = 0;
    const auto note = [&](std::string message) {
      Diagnostic& d = notes.emplace_back();
      d.file = path_;
      d.message = std::move(message);
    };
    for (size_t i = 0; i < looks_.size(); ++i) {
      if (looks_[i].empty || std::find(chosen.begin(), chosen.end(), i) != chosen.end()) continue;
      if (++passed > most) continue;
      note(fmt::format(
          fmt::runtime(sheets_.hidden(i)
                           ? say("工作表“{0}”已隐藏，没有读取；要读取请用 --sheet '{0}'",
                                 "the sheet \"{0}\" is hidden and was not read; --sheet '{0}' reads it")
                           : say("工作表“{0}”没有读取：没有认出设备台账的表头；要读取请用 --sheet '{0}'",
                                 "the sheet \"{0}\" was not read: it has no header of an inventory; --sheet '{0}' "
                                 "reads it")),
          sheets_.names()[i]));
    }
    if (passed > most)
      note(fmt::format(fmt::runtime(say("另有 {} 张工作表没有读取", "{} more sheets were not read")), passed - most));
  }

  Sheets& sheets_;
  const ReadOptions& options_;
  const std::string& path_;
  std::vector<Look> looks_;
};

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

std::vector<std::unique_ptr<Reader>> open_workbook(std::unique_ptr<ByteSource> source, const std::string& path,
                                                   const ReadOptions& options, bool best_sheet,
                                                   Diagnostics& diagnostics) {
  std::vector<std::unique_ptr<Reader>> readers;
  Diagnostics notes;
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
    const std::shared_ptr<Sheets> sheets = zip->find("content.xml") != nullptr ? open_ods(zip) : open_xlsx(zip);
    SheetChoice choice(*sheets, options, path);
    const std::vector<size_t> chosen = best_sheet ? std::vector<size_t>{choice.best_one()} : choice.all(notes);
    for (const size_t sheet : chosen) readers.push_back(std::make_unique<WorkbookReader>(path, sheets, sheet));
    diagnostics.insert(diagnostics.end(), notes.begin(), notes.end());
    return readers;
  } catch (const UsageError&) {
    throw;  // an entry of --map that is wrong whatever the file
  } catch (const std::bad_alloc&) {
    diagnostics.push_back(file_error(path, say("内存不足以读取此工作簿；请拆分，或改用 CSV",
                                               "not enough memory for this workbook; split it, or use CSV")));
  } catch (const std::exception& e) {
    diagnostics.push_back(file_error(path, e.what()));
  }
  return {};
}

}  // namespace gengxin
