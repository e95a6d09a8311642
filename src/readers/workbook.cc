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
    // Booleans are constants, and what a merge repeats is stored already.
    if (out.cells[i].type != CellType::boolean && out.cells[i].merged != Merged::covered)
      out.cells[i].text = store(out, out.cells[i].text);
  }
}

void Hidden::row(uint64_t number) {
  ++row_count_;
  if (!rows_.empty() && number == rows_.back().second + 1)
    rows_.back().second = number;
  else
    rows_.emplace_back(number, number);
}

void Hidden::columns(size_t first, size_t last) {
  if (first >= most_columns) return;
  last = std::min(last, most_columns - 1);
  if (hidden_columns_.size() <= last) {
    hidden_columns_.resize(last + 1);
    filled_columns_.resize(last + 1);
  }
  for (size_t c = first; c <= last; ++c) {
    unseen_ += !hidden_columns_[c];
    hidden_columns_[c] = true;
  }
}

void Hidden::look_at(std::span<const Cell> cells) {
  for (size_t c = 0; unseen_ > 0 && c < cells.size() && c < hidden_columns_.size(); ++c) {
    if (!hidden_columns_[c] || filled_columns_[c] || cells[c].type == CellType::empty) continue;
    filled_columns_[c] = true;
    --unseen_;
  }
}

Diagnostics Hidden::notes() const {
  constexpr size_t most = 10;  // runs that are listed
  Diagnostics out;
  const auto note = [&](const char* message, const std::string& list) {
    out.emplace_back().message = fmt::format(fmt::runtime(message), list);
  };
  const auto add = [](std::string& list, const std::string& first, const std::string& last) {
    list += fmt::format("{}{}{}", list.empty() ? "" : say("、", ", "), first, first == last ? "" : "–" + last);
  };
  if (!rows_.empty()) {
    std::string list;
    for (size_t i = 0; i < rows_.size() && i < most; ++i)
      add(list, std::to_string(rows_[i].first), std::to_string(rows_[i].second));
    if (rows_.size() > most)
      list += fmt::format(fmt::runtime(say(" 等共 {} ", " and others, {} in all,")), row_count_);
    else if (lang() == Lang::zh)
      list += ' ';
    note(row_count_ == 1 ? say("第 {}行被隐藏，已读取", "row {} is hidden and was read")
                         : say("第 {}行被隐藏，已读取", "rows {} are hidden and were read"),
         list);
  }
  const auto letters = [](size_t column) {
    std::string name;
    for (size_t n = column + 1; n > 0; n = (n - 1) / 26)
      name.insert(name.begin(), static_cast<char>('A' + (n - 1) % 26));
    return name;
  };
  std::string list;
  size_t columns = 0;
  for (size_t c = 0; c < filled_columns_.size(); ++c) {
    if (!filled_columns_[c]) continue;
    size_t last = c;
    while (last + 1 < filled_columns_.size() && filled_columns_[last + 1]) ++last;
    add(list, letters(c), letters(last));
    columns += last - c + 1;
    c = last;
  }
  if (columns > 0)
    note(columns == 1 ? say("第 {} 列被隐藏，已读取", "column {} is hidden and was read")
                      : say("第 {} 列被隐藏，已读取", "columns {} are hidden and were read"),
         list);
  return out;
}

void MergedCells::add(size_t column, uint64_t first, uint64_t last) {
  if (column >= most_columns || first >= last) return;
  constexpr size_t most = 1 << 20;
  if (waiting_.size() >= most)
    throw WorkbookError(say("工作表的合并单元格超过一百万处；请取消合并，或改用 CSV",
                            "the sheet has more than a million merged cells; unmerge them, or use CSV"));
  if (!waiting_.empty() && first < waiting_.back().first) sorted_ = false;
  waiting_.push_back({first, last, column});
}

bool MergedCells::open_after(uint64_t number) const {
  return std::any_of(open_.begin(), open_.end(),
                     [&](const Open& o) { return o.begun && !o.shared && o.merge.last > number; });
}

void MergedCells::share(Open& open, Rows& out) {
  if (open.shared) return;
  open.shared = true;
  if (open.at < out.cells.size()) out.cells[open.at].merged = Merged::shared;
}

bool MergedCells::fill(SheetRow& row, uint64_t number, Rows& out) {
  if (waiting_.empty() && open_.empty()) return !row.empty();
  if (!sorted_) {
    std::stable_sort(waiting_.begin() + static_cast<std::ptrdiff_t>(next_), waiting_.end(),
                     [](const Merge& a, const Merge& b) { return a.first < b.first; });
    sorted_ = true;
  }
  std::erase_if(open_, [&](const Open& o) { return o.merge.last < number; });
  for (; next_ < waiting_.size() && waiting_[next_].first <= number; ++next_) {
    const Merge& merge = waiting_[next_];
    if (merge.last < number) continue;
    std::erase_if(open_, [&](const Open& o) { return o.merge.column == merge.column; });
    open_.emplace_back().merge = merge;
  }
  if (next_ == waiting_.size()) waiting_.clear(), next_ = 0;
  if (row.empty()) return false;
  for (Open& open : open_) {
    if (!open.begun || number <= open.merge.first) continue;
    const size_t c = open.merge.column;
    share(open, out);  // a row below the first has something of its own
    if (c < row.size() && row.cells()[c].type != CellType::empty) continue;
    if (!open.is_stored) {
      open.stored = store(out, open.text);
      open.is_stored = true;
    }
    if (!open.listed) out.merges.push_back({static_cast<uint32_t>(c), open.merge.first, open.merge.last});
    open.listed = true;
    row.set(c, {open.stored, open.type, Merged::covered});
  }
  return true;
}

void MergedCells::appended(uint64_t number, Rows& out) {
  for (Open& open : open_) {
    if (open.merge.first != number || open.begun) continue;
    const Rows::Row& row = out.rows.back();
    const size_t at = row.begin + open.merge.column;
    if (at >= row.end || out.cells[at].type == CellType::empty) continue;
    open.begun = true;
    open.at = at;
    open.text = out.cells[at].text;
    open.type = out.cells[at].type;
    open.listed = true;
    out.merges.push_back({static_cast<uint32_t>(open.merge.column), open.merge.first, open.merge.last});
  }
}

void MergedCells::finish(Rows& out) {
  const uint64_t last = out.rows.empty() ? 0 : out.rows.back().number;
  for (Open& open : open_) {
    if (open.begun && open.merge.last > last && open.at != SIZE_MAX) share(open, out);
    open.at = SIZE_MAX;
    open.is_stored = open.listed = false;
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
      if (!sheet_->read(rows)) {
        for (Diagnostic& note : sheet_->hidden.notes()) {
          note.file = path_;
          diagnostics.push_back(std::move(note));
        }
        end();
      }
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
    bool table = false;  // some row has several cells: what has none is a text, such as instructions
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
      look.table = rows.rows.size() >= preview_rows ||
                   std::any_of(rows.rows.begin(), rows.rows.end(), [&](const Rows::Row& row) {
                     const auto cells = rows.cells_of(row);
                     return std::count_if(cells.begin(), cells.end(),
                                          [](const Cell& c) { return c.type != CellType::empty; }) > 1;
                   });
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
      // A page of instructions is no data, nor are the lists that a form keeps hidden for its drop-down fields.
      if (sheets_.hidden(i) ? !looks_[i].readable() : !looks_[i].table) continue;
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
    std::string bytes = source->read_all();
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
