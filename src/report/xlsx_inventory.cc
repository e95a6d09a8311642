// The factory's sheets as they came, with the verdict columns behind the last column in use.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/text.h"
#include "report/message.h"
#include "report/xlsx_sheets.h"

namespace gengxin {

namespace {

constexpr uint16_t kAdded = 7;  // verdict columns
/// The library writes every cell of a merged range: a hostile one would take all memory.
constexpr uint64_t kMergedCells = 5'000'000;
constexpr uint32_t kFrozenRows = 15;  // more than this above the rows would leave no room for them on a small screen

std::string stem(const std::string& file) {
  if (file == "-") return say("标准输入", "standard input");
  const std::string name = nfkc(file.substr(file.rfind('/') == std::string::npos ? 0 : file.rfind('/') + 1));
  const size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

class SheetWriter {
 public:
  /// `input` and `records`: nullptr for a sheet that is no inventory.
  SheetWriter(XlsxBook& book, Day as_of, const SheetCopy& copy, const InputInfo* input, const ItemRecords& all,
              const ItemRecords::Input* records, lxw_worksheet* sheet)
      : book_(book), as_of_(as_of), copy_(copy), input_(input), all_(all), records_(records), sheet_(sheet) {
    // Styles alone use no column: a row filled with colour to its end would push the verdicts out of sight.
    for (const CellCopy& cell : copy.cells)
      if (cell.kind != CellCopy::Kind::blank) used_ = std::max<uint32_t>(used_, cell.column + 1u);
    for (const SheetCopy::Columns& columns : copy.columns)
      if (!inventory()) used_ = std::max<uint32_t>(used_, columns.last + 1u);
    const uint32_t table = inventory() ? header_first() : 0;
    for (const SheetCopy::Range& merge : copy.merges)
      if (!inventory() || (merge.last_row >= table && merge.first_row <= last_item_row()))
        used_ = std::max<uint32_t>(used_, merge.last_column + 1u);
  }

  void write(PlacedInput* placed, std::vector<std::string>& problems) {
    if (inventory() && used_ + kAdded > most_sheet_columns)
      throw UsageError(fmt::format(fmt::runtime(say("{}：右侧没有写结论的列；请删去最右边的列",
                                                    "{}: no columns are left for the verdicts; delete the rightmost")),
                                   copy_.name));
    columns();
    merges(problems);
    rows(placed);
    if (inventory()) {
      verdicts();
    } else {
      if (copy_.frozen_rows + copy_.frozen_columns > 0)
        worksheet_freeze_panes(sheet_, copy_.frozen_rows, copy_.frozen_columns);
      if (copy_.landscape) worksheet_set_landscape(sheet_);
      if (copy_.paper > 0) worksheet_set_paper(sheet_, copy_.paper);
    }
    if (copy_.tab_colour > 0) worksheet_set_tab_color(sheet_, static_cast<lxw_color_t>(copy_.tab_colour));
    if (copy_.zoom >= 10) worksheet_set_zoom(sheet_, copy_.zoom);
    if (!copy_.grid) worksheet_gridlines(sheet_, LXW_HIDE_ALL_GRIDLINES);
  }

 private:
  bool inventory() const { return input_ != nullptr; }
  bool keyed() const { return input_->header_last == 0; }
  /// Positions in the sheet; of a keyed format the row that the copy puts first.
  uint32_t place_of_row(uint64_t number) const {
    const auto row = std::lower_bound(copy_.rows.begin(), copy_.rows.end(), number,
                                      [](const SheetCopy::Row& r, uint64_t n) { return r.number < n; });
    return row == copy_.rows.end() ? 0 : row->at;
  }
  uint32_t header_first() const { return keyed() ? 0 : place_of_row(input_->header_first); }
  uint32_t header_last() const { return keyed() ? 0 : place_of_row(input_->header_last); }
  uint32_t last_item_row() const {
    if (records_ == nullptr || records_->begin == records_->end) return header_last();
    return std::max(header_last(), place_of_row(all_.items[records_->end - 1].row));
  }

  // A format that is the library's own needs no word: the file stays small.
  lxw_format* format(uint32_t style) { return copy_.bare && style == 0 ? nullptr : book_.format_of(style); }

  /// The library counts a column's characters, and adds the margins of 5 pixels (a character is 7 wide) itself.
  static double without_margins(double width) {
    return width < 12.0 / 7 ? width * 7 / 12 : (std::round(width * 7) - 5) / 7;
  }

  void columns() {
    constexpr double default_width = 9.140625;  // with its margins, as files have it
    struct Look {
      double width = default_width;
      uint32_t style = 0;
      uint8_t level = 0;
      bool hidden = false, set = false;
      bool operator==(const Look&) const = default;
    };
    std::vector<Look> looks(used_);
    if (copy_.column_width > 0)
      for (Look& look : looks) look.width = copy_.column_width, look.set = true;
    for (const SheetCopy::Columns& c : copy_.columns)
      for (uint32_t i = c.first; i <= c.last && i < used_; ++i)
        looks[i] = {c.width > 0 ? c.width : default_width, c.style, c.level, c.hidden, true};
    if (copy_.bare) {
      // What has no widths gets those of its first texts.
      for (size_t r = 0; r < copy_.rows.size() && r < 200; ++r)
        for (uint32_t c = copy_.rows[r].begin; c < copy_.rows[r].end; ++c) {
          const CellCopy& cell = copy_.cells[c];
          const int wide = cell.kind == CellCopy::Kind::text ? display_width(cell.text) : 10;
          Look& look = looks[cell.column];
          look.width = std::max(look.width, std::min(wide + 2.0, 32.0));
          look.set = true;
        }
    }
    for (uint32_t first = 0; first < used_;) {
      uint32_t last = first;
      while (last + 1 < used_ && looks[last + 1] == looks[first]) ++last;
      const Look& look = looks[first];
      lxw_row_col_options options{look.hidden, look.level, 0};
      if (look.set)
        book_.check(worksheet_set_column_opt(sheet_, static_cast<lxw_col_t>(first), static_cast<lxw_col_t>(last),
                                             without_margins(look.width),
                                             look.style == 0 ? nullptr : format(look.style), &options));
      first = last + 1;
    }
    if (copy_.row_height > 0) worksheet_set_default_row(sheet_, copy_.row_height, LXW_FALSE);
  }

  // Before the cells: the library blanks what it merges, and cells below a merged one may hold something.
  void merges(std::vector<std::string>& problems) {
    uint64_t cells = 0, left_out = 0;
    for (const SheetCopy::Range& m : copy_.merges) {
      const uint64_t area = (m.last_row - m.first_row + uint64_t{1}) * (m.last_column - m.first_column + uint64_t{1});
      if (area < 2) continue;
      // A title merged to the right end of the sheet must not lie over the verdict columns.
      if (area > kMergedCells - cells || (inventory() && m.last_column >= used_ && m.first_column < used_ &&
                                          m.last_row >= header_first() && m.first_row <= last_item_row())) {
        ++left_out;
        continue;
      }
      cells += area;
      book_.check(worksheet_merge_range(sheet_, m.first_row, m.first_column, m.last_row, m.last_column, "", nullptr));
    }
    if (left_out > 0)
      problems.push_back(
          fmt::format(fmt::runtime(say("{}：{} 处合并单元格过大，没有合并", "{}: {} merged ranges too large to copy")),
                      copy_.name, left_out));
  }

  void rows(PlacedInput* placed) {
    for (const SheetCopy::Row& row : copy_.rows) {
      if (placed != nullptr && row.number > 0) placed->rows.emplace_back(row.number, row.at);
      set_row(row, row.fixed || row.hidden || row.level > 0 || row.style != 0 ? row.height : 0);
      const bool header = copy_.bare && inventory() && row.at >= header_first() && row.at <= header_last();
      for (uint32_t c = row.begin; c < row.end; ++c) {
        const CellCopy& cell = copy_.cells[c];
        lxw_format* look = header ? book_.formats().header : format(cell.style);
        switch (cell.kind) {
          case CellCopy::Kind::blank:
            if (cell.column < used_ && look != nullptr)
              book_.check(worksheet_write_blank(sheet_, row.at, cell.column, look));
            break;
          case CellCopy::Kind::number:
            book_.number(sheet_, row.at, cell.column, cell.number, look);
            break;
          case CellCopy::Kind::boolean:
            book_.check(worksheet_write_boolean(sheet_, row.at, cell.column, cell.number != 0, look));
            break;
          case CellCopy::Kind::text:
            book_.text(sheet_, row.at, cell.column, cell.text, look);
            break;
        }
      }
    }
  }

  /// `height` 0: as the program has it.
  void set_row(const SheetCopy::Row& row, double height) {
    if (height == 0 && !row.hidden && row.level == 0 && row.style == 0) return;
    if (height == 0) height = copy_.row_height > 0 ? copy_.row_height : LXW_DEF_ROW_HEIGHT;
    lxw_row_col_options options{row.hidden, row.level, 0};
    book_.check(worksheet_set_row_opt(sheet_, row.at, height, row.style == 0 ? nullptr : format(row.style), &options));
  }

  void verdicts() {
    const XlsxBook::Formats& f = book_.formats();
    const auto first = static_cast<uint16_t>(used_);
    const char* const titles[kAdded] = {say("结论", "Verdict"),          say("依据", "Basis"),
                                        say("期限", "Deadline"),         say("目标能效", "Target level"),
                                        say("可享受政策", "Incentives"), say("抵免金额（元）", "Credit (CNY)"),
                                        say("需补充资料", "Data needed")};
    static constexpr double widths[kAdded] = {20, 44, 12, 26, 48, 15, 40};
    for (uint16_t i = 0; i < kAdded; ++i) {
      const auto column = static_cast<uint16_t>(first + i);
      book_.check(worksheet_set_column(sheet_, column, column, widths[i], nullptr));
      if (header_first() < header_last())
        book_.check(
            worksheet_merge_range(sheet_, header_first(), column, header_last(), column, titles[i], f.added_header));
      else
        book_.text(sheet_, header_last(), column, titles[i], f.added_header);
    }
    auto row = copy_.rows.begin();
    if (keyed() && row != copy_.rows.end()) ++row;  // the header that the file does not have
    for (size_t i = records_ == nullptr ? 0 : records_->begin; records_ != nullptr && i < records_->end; ++i) {
      const ItemColumns& item = all_.items[i];
      while (row != copy_.rows.end() && row->number < item.row) ++row;
      if (row == copy_.rows.end() || row->number != item.row) continue;  // counted by the caller
      const uint32_t at = row->at;
      book_.text(sheet_, at, first, all_.texts[item.word], f.verdict[static_cast<size_t>(item.verdict)]);
      book_.text(sheet_, at, first + 1, all_.texts[item.basis], f.wrap);
      if (item.deadline != no_day) {
        book_.date(sheet_, at, first + 2, item.deadline, item.deadline < as_of_ ? f.date_passed : f.date);
      } else {
        book_.text(sheet_, at, first + 2, {}, f.date);
      }
      book_.text(sheet_, at, first + 3, all_.texts[item.target], f.wrap);
      book_.text(sheet_, at, first + 4, all_.texts[item.incentives], f.wrap);
      lxw_format* money = item.amount_suspected ? f.money_suspected : f.money;
      if (item.amount_known && item.amounts == 0) {
        book_.money(sheet_, at, first + 5, item.amount, money);
      } else {
        book_.text(sheet_, at, first + 5, all_.texts[item.amounts], money);
      }
      book_.text(sheet_, at, first + 6, all_.texts[item.missing], f.wrap);
      // Rows grow where the verdict needs it, and never shrink.
      const double needed = XlsxBook::height_of({{all_.texts[item.word], widths[0]},
                                                 {all_.texts[item.basis], widths[1]},
                                                 {all_.texts[item.target], widths[3]},
                                                 {all_.texts[item.incentives], widths[4]},
                                                 {all_.texts[item.missing], widths[6]}});
      const double has = row->height > 0 ? row->height : copy_.row_height > 0 ? copy_.row_height : LXW_DEF_ROW_HEIGHT;
      if (needed > has) set_row(*row, needed);
    }
    const auto last = static_cast<uint16_t>(first + kAdded - 1);
    uint16_t left = first;  // the first column of the table
    for (const SheetCopy::Row& r : copy_.rows)
      if (r.at >= header_first() && r.at <= header_last())
        for (uint32_t c = r.begin; c < r.end; ++c)
          if (copy_.cells[c].kind != CellCopy::Kind::blank) left = std::min(left, copy_.cells[c].column);
    book_.check(worksheet_autofilter(sheet_, header_last(), left == first ? 0 : left,
                                     std::max(last_item_row(), header_last()), last));
    // The factory's own panes stay where they hold the header in sight.
    if (copy_.frozen_rows > header_last()) {
      worksheet_freeze_panes(sheet_, copy_.frozen_rows, copy_.frozen_columns);
    } else if (header_last() < kFrozenRows) {
      worksheet_freeze_panes(sheet_, header_last() + 1, input_->key_columns);
    }
    worksheet_set_landscape(sheet_);
    worksheet_fit_to_pages(sheet_, 1, 0);
    // A3 for what would be too small to read on A4.
    worksheet_set_paper(sheet_, used_ > 12 ? 8 : 9);
    book_.check(worksheet_repeat_rows(sheet_, header_first(), header_last()));
  }

  XlsxBook& book_;
  const Day as_of_;
  const SheetCopy& copy_;
  const InputInfo* input_;
  const ItemRecords& all_;
  const ItemRecords::Input* records_;
  lxw_worksheet* sheet_;
  uint32_t used_ = 0;  // columns
};

}  // namespace

std::optional<uint32_t> PlacedInput::row_of(uint64_t number) const {
  const auto at = std::lower_bound(rows.begin(), rows.end(), std::pair(number, uint32_t{0}));
  if (at == rows.end() || at->first != number) return std::nullopt;
  return at->second;
}

std::vector<PlacedInput> write_inventories(XlsxBook& book, const RunInfo& run, const ItemRecords& records,
                                           std::vector<std::string>& problems) {
  std::vector<PlacedInput> placed(records.inputs.size());
  for (size_t i = 0; i < run.inputs.size(); ++i) {
    const std::string& file = run.inputs[i].file;
    const auto named = [&](const InputInfo& input) { return input.file == file; };
    // A file with several sheets, or named twice, is copied once.
    if (std::any_of(run.inputs.begin(), run.inputs.begin() + static_cast<std::ptrdiff_t>(i), named)) continue;
    std::string error;
    const std::unique_ptr<SheetSource> source = run.original ? run.original(file, error) : nullptr;
    if (source == nullptr) {
      problems.push_back(fmt::format("{}: {}", nfkc(file), error));
      continue;
    }
    book.use_styles(source->styles());
    for (;;) {
      SheetCopy copy;
      error.clear();
      if (!source->next(copy, error)) break;
      if (!error.empty())
        problems.push_back(fmt::format("{}{}{}: {}", nfkc(file), copy.name.empty() ? "" : " ", copy.name, error));
      const auto input = std::find_if(run.inputs.begin(), run.inputs.end(), [&](const InputInfo& in) {
        return named(in) && in.sheet == copy.name && (in.readable || in.items > 0);
      });
      const ItemRecords::Input* found = records.find(file, copy.name);
      const std::string own = copy.name.empty() ? stem(file) : copy.bare ? stem(file) + " " + copy.name : copy.name;
      const std::string name = book.free_name(own, copy.bare ? std::string() : stem(file));
      lxw_worksheet* sheet = book.add_sheet(name);
      PlacedInput* place = nullptr;
      if (found != nullptr) {
        place = &placed[static_cast<size_t>(found - records.inputs.data())];
        place->sheet = name;
      }
      const bool inventory = input != run.inputs.end();
      SheetWriter(book, run.as_of, copy, inventory ? &*input : nullptr, records, found, sheet).write(place, problems);
      book.show(sheet, copy.hidden, inventory);
    }
  }
  uint64_t lost = 0;
  for (size_t i = 0; i < placed.size(); ++i)
    for (size_t k = records.inputs[i].begin; k < records.inputs[i].end; ++k)
      if (!placed[i].row_of(records.items[k].row)) ++lost;
  if (lost > 0)
    problems.push_back(fmt::format(fmt::runtime(say("{} 台设备在所复制的工作表中没有对应的行，其结论没有写入",
                                                    "{} items have no row in the sheets copied: their verdicts are "
                                                    "not in them")),
                                   lost));
  return placed;
}

}  // namespace gengxin
