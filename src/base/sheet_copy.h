// The sheets of an input as it came, in no file's format: what a report gives back that adds columns to them.
//
// Readers fill it, one sheet at a time, and a report writes it. It holds what an inventory looks like to the people who
// keep it: cells with their types, number formats, fonts, fills, borders, widths, merged and hidden parts. Not held:
// formulas (a cell has its stored result), pictures, charts, comments, links, drop-down lists, rules of conditional
// formats, macros.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gengxin {

/// How a cell looks. Numbers of borders and patterns are those of ECMA-376 part 1, 18.18.3 and 18.18.55, in its order,
/// 0 = none.
struct CellStyle {
  enum class Horizontal : uint8_t { general, left, center, right, fill, justify, center_across, distributed };
  enum class Vertical : uint8_t { bottom, top, center, justify, distributed };
  static constexpr int32_t no_colour = -1;  // else 0xRRGGBB
  struct Side {
    uint8_t line = 0;
    int32_t colour = no_colour;
  };

  uint16_t format_id = 0;  // of the built-in number formats, where `format` is empty
  std::string format;      // "yyyy\"年\"m\"月\""
  bool date = false;       // the format shows a date
  std::string font;        // empty: the program's own
  double font_size = 0;    // points; 0: the program's own
  int32_t font_colour = no_colour;
  bool bold = false, italic = false, strike = false;
  uint8_t underline = 0;  // 1 single, 2 double, 3 and 4 the same for accounts
  uint8_t pattern = 0;    // 1 = solid in `fill`
  int32_t fill = no_colour, pattern_colour = no_colour;
  Horizontal horizontal = Horizontal::general;
  Vertical vertical = Vertical::bottom;
  bool wrap = false, shrink = false;
  uint8_t indent = 0;
  int16_t rotation = 0;  // degrees, -90 to 90; 270 = letters below each other
  Side left, right, top, bottom;
};

struct CellCopy {
  enum class Kind : uint8_t { blank, number, text, boolean };
  uint16_t column = 0;
  Kind kind = Kind::blank;
  uint32_t style = 0;
  double number = 0;      // numbers; dates as days since 1899-12-30; booleans 0 and 1
  std::string_view text;  // UTF-8
};

struct SheetCopy {
  struct Row {
    uint32_t at = 0;      // position in the sheet, 0 = first
    uint64_t number = 0;  // as in messages and findings: the line of the file, the row of the sheet
    uint32_t begin = 0, end = 0;
    uint32_t style = 0;
    double height = 0;   // points, 0 = as the program has it
    bool fixed = false;  // set by hand; else the program fitted it to the text
    uint8_t level = 0;   // of the outline
    bool hidden = false;
  };
  struct Columns {
    uint16_t first = 0, last = 0;
    double width = 0;  // characters, 0 = as the program has it
    uint32_t style = 0;
    uint8_t level = 0;
    bool hidden = false;
  };
  struct Range {
    uint32_t first_row = 0, last_row = 0;
    uint16_t first_column = 0, last_column = 0;
  };
  std::string name;   // empty: the file is no workbook
  bool bare = false;  // without looks: the format has none, or they were not read
  bool hidden = false;
  std::vector<Row> rows;  // from top to bottom
  std::vector<CellCopy> cells;
  std::vector<Columns> columns;
  std::vector<Range> merges;
  double row_height = 0, column_width = 0;  // of rows and columns that name none; 0 = as the program has it
  uint32_t frozen_rows = 0;
  uint16_t frozen_columns = 0;
  uint16_t zoom = 0;  // per cent, 0 = 100
  int32_t tab_colour = CellStyle::no_colour;
  bool grid = true;  // lines between the cells on the screen
  bool landscape = false;
  uint8_t paper = 0;  // 9 = A4; 0 = not said

  /// What the texts point into.
  std::shared_ptr<const void> keep;
  std::deque<std::string> strings;
};

/// The sheets of one file, in their order.
class SheetSource {
 public:
  virtual ~SheetSource() = default;
  /// Fills an empty `out`; false when there are no more. `error` gets what was wrong with the sheet, in the language of
  /// the run, when it could not be read to its end; what could be read is in `out`.
  virtual bool next(SheetCopy& out, std::string& error) = 0;
  /// What SheetCopy's styles are numbers of; a number beyond them is the default style. The same from the first sheet
  /// on.
  const std::vector<CellStyle>& styles() const { return styles_; }

 protected:
  std::vector<CellStyle> styles_;
};

/// Rows and columns of the largest sheet that spreadsheet programs open.
inline constexpr uint32_t most_sheet_rows = 1048576;
inline constexpr uint32_t most_sheet_columns = 16384;

}  // namespace gengxin
