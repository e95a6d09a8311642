#include "readers/copy.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <new>

#include "base/date.h"
#include "base/error.h"
#include "readers/encoding.h"
#include "readers/workbook.h"

namespace gengxin {
namespace {

/// A table that is no workbook of Excel's, as its reader gives it.
///
/// What a CSV file holds is text. Of it only plain numbers become numbers, with the digits that they have (91.40 is
/// shown as 91.40): all else stays text as written, so that no leading zero, long credit code or date changes.
class PlainSource final : public SheetSource {
 public:
  explicit PlainSource(std::vector<std::unique_ptr<Reader>> readers, const std::string& path)
      : readers_(std::move(readers)), path_(path) {
    styles_.emplace_back();
    for (const char* format : {"0", "0.0", "0.00", "0.000", "0.0000", "0.00000", "0.000000"})
      styles_.emplace_back().format = format;
    date_style_ = add_date("yyyy-mm-dd");
    month_style_ = add_date("yyyy-mm");
    year_style_ = add_date("yyyy");
  }

  bool next(SheetCopy& out, std::string& error) override {
    if (at_ == readers_.size()) return false;
    const std::unique_ptr<Reader> reader = std::move(readers_[at_++]);
    out.name = reader->sheet();
    out.bare = true;
    const bool workbook = !out.name.empty();
    Rows rows;
    uint64_t last = 0, at = 0;            // the last row's last line, the next row's place
    if (reader->keys() != nullptr) ++at;  // room for the header
    while (const auto block = reader->next()) {
      rows.clear();
      block->parse(rows);
      for (const Rows::Row& row : rows.rows) {
        const auto cells = rows.cells_of(row);
        // Empty lines stay, in a workbook at their own row; but a line break inside a cell begins no row of a sheet.
        if (workbook) {
          at = row.number - 1;
        } else if (reader->keys() == nullptr && row.number > last + 1) {
          at += row.number - last - 1;
        }
        last = row.number;
        if (!workbook)
          for (const Cell& cell : cells)
            last += static_cast<uint64_t>(std::count(cell.text.begin(), cell.text.end(), '\n'));
        if (at >= most_sheet_rows) {
          throw UsageError(path_ + say("：多于一张工作表所能有的 1048576 行；请拆分文件，或用其他格式输出",
                                       ": has more rows than a sheet's 1048576; split it, or write another format"));
        }
        SheetCopy::Row& to = out.rows.emplace_back();
        to.at = static_cast<uint32_t>(at++);
        to.number = row.number;
        to.begin = static_cast<uint32_t>(out.cells.size());
        for (size_t c = 0; c < cells.size() && c < most_sheet_columns; ++c)
          add(cells[c], static_cast<uint16_t>(c), out);
        to.end = static_cast<uint32_t>(out.cells.size());
      }
      for (const Rows::Merge& m : rows.merges)
        if (workbook && m.last <= most_sheet_rows && m.column < most_sheet_columns)
          out.merges.push_back({static_cast<uint32_t>(m.first - 1), static_cast<uint32_t>(m.last - 1),
                                static_cast<uint16_t>(m.column), static_cast<uint16_t>(m.column)});
    }
    if (const auto* keys = reader->keys()) header(*keys, out);
    for (const Diagnostic& d : reader->diagnostics)
      if (d.severity == Severity::file_error) error = d.message;
    return true;
  }

 private:
  uint32_t add_date(const char* format) {
    CellStyle& style = styles_.emplace_back();
    style.format = format;
    style.date = true;
    return static_cast<uint32_t>(styles_.size() - 1);
  }

  static void header(const std::vector<std::string>& keys, SheetCopy& out) {
    SheetCopy::Row row;
    row.begin = static_cast<uint32_t>(out.cells.size());
    for (size_t c = 0; c < keys.size(); ++c) {
      CellCopy& cell = out.cells.emplace_back();
      cell.column = static_cast<uint16_t>(c);
      cell.kind = CellCopy::Kind::text;
      cell.text = out.strings.emplace_back(keys[c]);
    }
    row.end = static_cast<uint32_t>(out.cells.size());
    out.rows.insert(out.rows.begin(), row);
  }

  /// Digits after the point, or -1 for what is no plain number: no sign but a minus, no needless zero in front, at most
  /// 15 digits, for a spreadsheet keeps no more.
  static int places_of(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view rest = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    const auto digits = [](std::string_view t) {
      return !t.empty() && std::all_of(t.begin(), t.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (!digits(whole) || (whole.size() > 1 && whole[0] == '0')) return -1;
    if (point != std::string_view::npos && !digits(rest)) return -1;
    if (whole.size() + rest.size() > 15) return -1;
    return static_cast<int>(rest.size());
  }

  void add(const Cell& cell, uint16_t column, SheetCopy& out) const {
    if (cell.type == CellType::empty || cell.text.empty() || cell.merged == Merged::covered) return;
    CellCopy to;
    to.column = column;
    const auto text = [&] {
      to.kind = CellCopy::Kind::text;
      to.text = out.strings.emplace_back(cell.text);
    };
    const auto number = [&] {
      to.kind = CellCopy::Kind::number;
      std::from_chars(cell.text.data(), cell.text.data() + cell.text.size(), to.number);
    };
    switch (cell.type) {
      case CellType::boolean:
        to.kind = CellCopy::Kind::boolean;
        to.number = cell.text == "true" ? 1 : 0;
        break;
      case CellType::number:
        places_of(cell.text) >= 0 ? number() : text();
        break;
      case CellType::date: {
        const std::string_view t = cell.text;
        const auto day = t.size() == 10  ? parse_iso_date(t)
                         : t.size() == 7 ? parse_iso_date(std::string(t) + "-01")
                         : t.size() == 4 ? parse_iso_date(std::string(t) + "-01-01")
                                         : std::nullopt;
        // Before March 1900 spreadsheets count a day that never was.
        if (day && *day > -25508) {
          to.kind = CellCopy::Kind::number;
          to.number = *day + 25569;
          to.style = t.size() == 10 ? date_style_ : t.size() == 7 ? month_style_ : year_style_;
        } else {
          text();
        }
        break;
      }
      default:
        if (const int places = places_of(cell.text); places >= 0) {
          number();
          // The general format shows a number's shortest form: only zeros at the end, and long ones, need another.
          if (places > 0 && cell.text.back() == '0' && places <= 6) to.style = static_cast<uint32_t>(places + 1);
          if (places > 6 && cell.text.back() == '0') text();
          if (places == 0 && cell.text.size() > 10) to.style = 1;
        } else {
          text();
        }
    }
    out.cells.push_back(to);
  }

  std::vector<std::unique_ptr<Reader>> readers_;
  std::string path_;
  size_t at_ = 0;
  uint32_t date_style_, month_style_, year_style_;
};

}  // namespace

std::unique_ptr<SheetSource> copy_sheets(const std::string& path, const ReadOptions& options, Diagnostics& errors) {
  // A workbook cannot come from standard input.
  if (path != "-") {
    const auto source = ByteSource::open(path, errors);
    if (source == nullptr) return nullptr;
    if (source->peek(4).starts_with("PK")) {
      try {
        const auto zip = std::make_shared<const Zip>(source->read_all());
        if (zip->find("content.xml") == nullptr) return copy_xlsx(zip);
      } catch (const std::exception& e) {
        Diagnostic& d = errors.emplace_back();
        d.severity = Severity::file_error;
        d.file = path;
        d.message = e.what();
        return nullptr;
      }
    }
  }
  auto readers = open_readers(path, options, errors);
  if (readers.empty()) return nullptr;
  return std::make_unique<PlainSource>(std::move(readers), path);
}

}  // namespace gengxin
