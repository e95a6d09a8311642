// An .xlsx workbook under construction: libxlsxwriter with its errors checked, and the formats that our own sheets
// share.
#pragma once

#include <xlsxwriter.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"
#include "base/sheet_copy.h"
#include "rules/verdict.h"

namespace gengxin {

/// Fill of the verdict's cells, and the darker colour of its bars: told apart by lightness too, for print and for the
/// colour-blind. 0xRRGGBB.
struct VerdictColours {
  uint32_t fill, bar;
};
VerdictColours verdict_colours(Verdict verdict);

class XlsxBook {
 public:
  /// The workbook's date of creation is the given day, so that the same input gives the same bytes. Throws UsageError
  /// where no temporary file can be written.
  explicit XlsxBook(Day created);
  ~XlsxBook();
  XlsxBook(const XlsxBook&) = delete;
  XlsxBook& operator=(const XlsxBook&) = delete;

  /// The whole file. No more can be written then.
  std::string finish();

  /// A name that no sheet has yet: without the characters that names cannot have, at most 31 characters, and with
  /// `prefix` before it, then a number behind it, where it is taken.
  std::string free_name(std::string_view wanted, std::string_view prefix = {}) const;
  /// `name` from free_name().
  lxw_worksheet* add_sheet(const std::string& name);
  /// To be called for every sheet, in their order: hides it, or opens the workbook with it if it is the first one that
  /// is `wanted`.
  void show(lxw_worksheet* sheet, bool hidden, bool wanted);
  lxw_chart* add_chart(uint8_t type);
  lxw_format* add_format();
  /// Makes formats of these styles when they are used: for format_of(). Forgets those before.
  void use_styles(const std::vector<CellStyle>& styles);
  lxw_format* format_of(uint32_t style);

  // Cells, by row and column from 0. An error of the library throws UsageError with its message.
  void text(lxw_worksheet* sheet, uint32_t row, uint16_t column, std::string_view text, lxw_format* format = nullptr);
  void number(lxw_worksheet* sheet, uint32_t row, uint16_t column, double number, lxw_format* format = nullptr);
  void date(lxw_worksheet* sheet, uint32_t row, uint16_t column, Day day, lxw_format* format);
  /// Yuan; as text where a number of a spreadsheet, with its 15 digits, would not be exact.
  void money(lxw_worksheet* sheet, uint32_t row, uint16_t column, Decimal yuan, lxw_format* format);
  void check(lxw_error error) const;

  /// A row's height in points, so that these texts, wrapped in columns of these widths, can be read: programs other
  /// than Excel do not fit rows to their text by themselves. At least one line.
  static double height_of(std::initializer_list<std::pair<std::string_view, double>> texts_and_widths);
  void set_height(lxw_worksheet* sheet, uint32_t row, double points);

  /// Texts longer than a cell's 32767 characters, which are cut there with "…".
  uint64_t cut_texts() const { return cut_; }

  // Formats of our own sheets and columns.
  struct Formats {
    lxw_format *title, *section, *header, *added_header, *wrap, *plain, *date, *date_passed, *money, *money_suspected,
        *number, *sparse, *quiet, *alert, *link, *fill_in;
    std::array<lxw_format*, verdict_count> verdict;
  };
  const Formats& formats() const { return formats_; }

 private:
  void make_formats();

  std::string path_;
  lxw_workbook* book_ = nullptr;
  Formats formats_{};
  std::vector<CellStyle> styles_;
  std::vector<lxw_format*> style_formats_;
  std::vector<std::string> names_;  // of the sheets
  bool any_visible_ = false, opened_ = false;
  std::string text_;
  uint64_t cut_ = 0;
};

}  // namespace gengxin
