// An .xlsx workbook's sheets as they look.
//
// Values come as the reader of inventories sees them: a formula's cell holds the result that the program which saved it
// stored, for that is what was judged, and a copied formula could refer to another workbook, to a name or to a sheet's
// table that is not copied with it. Colours of the theme are resolved to plain ones (a tint is mixed in RGB, which is
// within a shade of what Excel shows).
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>

#include "base/date.h"
#include "base/diagnostic.h"
#include "readers/copy.h"
#include "readers/sheets.h"
#include "readers/workbook.h"
#include "readers/xlsx_parts.h"

namespace gengxin {
namespace {

/// A sheet of a million rows has no more; one that has is broken or means harm.
constexpr size_t most_cells = size_t{1} << 25;

constexpr std::array<uint32_t, 56> palette = {
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, 0x800000, 0x008000,
    0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, 0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF,
    0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, 0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000,
    0x008080, 0x0000FF, 0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99,
    0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699, 0x969696, 0x003366, 0x339966,
    0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333};

double to_double(std::string_view text, double otherwise) {
  double n = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), n);
  return parsed.ec == std::errc() && std::isfinite(n) ? n : otherwise;
}

int32_t hex_colour(std::string_view argb) {
  if (argb.size() > 6) argb.remove_prefix(argb.size() - 6);
  uint32_t rgb = 0;
  const auto parsed = std::from_chars(argb.data(), argb.data() + argb.size(), rgb, 16);
  return argb.size() == 6 && parsed.ptr == argb.data() + argb.size() ? static_cast<int32_t>(rgb) : CellStyle::no_colour;
}

/// The colours that styles name by number.
class Colours {
 public:
  void read_theme(const Zip& zip, const ZipEntry& part) {
    // In the file's order: dark 1, light 1, dark 2, light 2, accents ...; styles count light before dark.
    std::vector<int32_t> scheme;
    parse_small(zip, part, [&](std::string_view path, const XmlAttributes& a) {
      constexpr std::string_view colours = "theme/themeElements/clrScheme/";
      if (!path.starts_with(colours)) return;
      path.remove_prefix(colours.size());
      if (path.find('/') == std::string_view::npos) scheme.push_back(CellStyle::no_colour);
      if (scheme.empty()) return;
      if (path.ends_with("/srgbClr")) scheme.back() = hex_colour(a.get("val"));
      if (path.ends_with("/sysClr")) scheme.back() = hex_colour(a.get("lastClr"));
    });
    for (size_t i = 0; i + 1 < scheme.size() && i < 4; i += 2) std::swap(scheme[i], scheme[i + 1]);
    theme_ = std::move(scheme);
  }

  /// Of an element with the attributes rgb, theme, indexed, tint; no_colour for `auto`.
  int32_t of(const XmlAttributes& a) const {
    int32_t rgb = CellStyle::no_colour;
    if (a.find("rgb") != nullptr) {
      rgb = hex_colour(a.get("rgb"));
    } else if (a.find("theme") != nullptr) {
      const uint32_t i = to_number(a.get("theme"), UINT32_MAX);
      if (i < theme_.size()) rgb = theme_[i];
    } else if (a.find("indexed") != nullptr) {
      uint32_t i = to_number(a.get("indexed"), UINT32_MAX);
      if (i >= 8 && i < 64) i -= 8;
      if (i < palette.size()) rgb = static_cast<int32_t>(palette[i]);
    }
    const double tint = std::clamp(to_double(a.get("tint"), 0), -1.0, 1.0);
    if (rgb == CellStyle::no_colour || tint == 0) return rgb;
    int32_t out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      const double c = (rgb >> shift) & 0xFF;
      out |= static_cast<int32_t>(std::lround(tint < 0 ? c * (1 + tint) : c + (255 - c) * tint)) << shift;
    }
    return out;
  }

 private:
  std::vector<int32_t> theme_;
};

template <size_t N>
uint8_t position(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? uint8_t{0} : static_cast<uint8_t>(found - names.begin());
}

constexpr std::array<std::string_view, 14> border_names = {
    "none",         "thin",    "medium",        "dashed",     "dotted",           "thick",       "double", "hair",
    "mediumDashed", "dashDot", "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot"};
constexpr std::array<std::string_view, 19> pattern_names = {
    "none",     "solid",     "mediumGray",   "darkGray",    "lightGray",       "darkHorizontal", "darkVertical",
    "darkDown", "darkUp",    "darkGrid",     "darkTrellis", "lightHorizontal", "lightVertical",  "lightDown",
    "lightUp",  "lightGrid", "lightTrellis", "gray125",     "gray0625"};
constexpr std::array<std::string_view, 8> horizontal_names = {"general", "left",    "center",           "right",
                                                              "fill",    "justify", "centerContinuous", "distributed"};
constexpr std::array<std::string_view, 5> vertical_names = {"bottom", "top", "center", "justify", "distributed"};

/// styles.xml: a cell's style is put together of a font, a fill, a border and a number format.
std::vector<CellStyle> read_styles(const Zip& zip, const ZipEntry& part, const Colours& colours) {
  std::map<uint32_t, std::string> formats;
  std::vector<CellStyle> fonts, fills, borders, styles;
  CellStyle::Side* side = nullptr;
  const auto on = [](const XmlAttributes& a) { return a.find("val") == nullptr || is_true(a.get("val")); };
  const auto font = [&](std::string_view what, const XmlAttributes& a) {
    CellStyle& f = fonts.back();
    if (what == "b") f.bold = on(a);
    if (what == "i") f.italic = on(a);
    if (what == "strike") f.strike = on(a);
    if (what == "u") {
      const std::string_view kind = a.get("val");
      f.underline = kind == "none"               ? 0
                    : kind == "double"           ? 2
                    : kind == "singleAccounting" ? 3
                    : kind == "doubleAccounting" ? 4
                                                 : 1;
    }
    if (what == "sz") f.font_size = std::clamp(to_double(a.get("val"), 0), 0.0, 409.0);
    if (what == "color") f.font_colour = colours.of(a);
    if (what == "name") f.font = a.get("val");
  };
  const auto fill = [&](std::string_view what, const XmlAttributes& a) {
    CellStyle& f = fills.back();
    if (what == "patternFill") f.pattern = position(pattern_names, a.get("patternType"));
    // Of a solid pattern the foreground is what one sees.
    if (what == "patternFill/fgColor") (f.pattern == 1 ? f.fill : f.pattern_colour) = colours.of(a);
    if (what == "patternFill/bgColor" && f.pattern != 1) f.fill = colours.of(a);
    if (what == "gradientFill/stop/color" && f.pattern == 0) {
      f.fill = colours.of(a);  // a shading becomes its first colour
      f.pattern = 1;
    }
  };
  const auto border = [&](std::string_view what, const XmlAttributes& a) {
    CellStyle& b = borders.back();
    if (what == "left" || what == "start") side = &b.left;
    if (what == "right" || what == "end") side = &b.right;
    if (what == "top") side = &b.top;
    if (what == "bottom") side = &b.bottom;
    if (what.find('/') == std::string_view::npos) {
      if (what == "diagonal" || what == "vertical" || what == "horizontal") side = nullptr;
      if (side != nullptr) side->line = position(border_names, a.get("style"));
    } else if (what.ends_with("/color") && side != nullptr) {
      side->colour = colours.of(a);
    }
  };
  const auto style = [&](const XmlAttributes& a) {
    const auto of = [&](const std::vector<CellStyle>& list, const char* id) {
      const uint32_t i = to_number(a.get(id), 0);
      return i < list.size() ? list[i] : CellStyle();
    };
    CellStyle s = of(fonts, "fontId");
    const CellStyle f = of(fills, "fillId"), b = of(borders, "borderId");
    s.pattern = f.pattern;
    s.fill = f.fill;
    s.pattern_colour = f.pattern_colour;
    if (s.pattern == 1 && s.fill == CellStyle::no_colour) s.pattern = 0;
    s.left = b.left, s.right = b.right, s.top = b.top, s.bottom = b.bottom;
    const uint32_t id = to_number(a.get("numFmtId"), 0);
    const auto code = formats.find(id);
    if (code != formats.end()) s.format = code->second;
    if (id <= 58) s.format_id = static_cast<uint16_t>(id);
    const NumberFormat kind = number_format(id, s.format);
    s.date = kind == NumberFormat::date || kind == NumberFormat::month || kind == NumberFormat::year;
    styles.push_back(std::move(s));
  };
  const auto alignment = [&](const XmlAttributes& a) {
    CellStyle& s = styles.back();
    s.horizontal = static_cast<CellStyle::Horizontal>(position(horizontal_names, a.get("horizontal")));
    s.vertical = static_cast<CellStyle::Vertical>(position(vertical_names, a.get("vertical")));
    s.wrap = is_true(a.get("wrapText"));
    s.shrink = is_true(a.get("shrinkToFit"));
    s.indent = static_cast<uint8_t>(std::min(to_number(a.get("indent"), 0), 15u));
    const uint32_t turned = to_number(a.get("textRotation"), 0);
    s.rotation = static_cast<int16_t>(turned == 255  ? 270
                                      : turned > 180 ? 0
                                      : turned > 90  ? 90 - static_cast<int>(turned)
                                                     : static_cast<int>(turned));
  };
  parse_small(zip, part, [&](std::string_view path, const XmlAttributes& a) {
    if (path == "styleSheet/numFmts/numFmt") formats[to_number(a.get("numFmtId"), 0)] = a.get("formatCode");
    if (path == "styleSheet/fonts/font") fonts.emplace_back();
    if (path == "styleSheet/fills/fill") fills.emplace_back();
    if (path == "styleSheet/borders/border") borders.emplace_back(), side = nullptr;
    const auto inside = [&](std::string_view folder, const std::vector<CellStyle>& list, const auto& take) {
      if (!list.empty() && path.starts_with(folder)) take(path.substr(folder.size()), a);
    };
    inside("styleSheet/fonts/font/", fonts, font);
    inside("styleSheet/fills/fill/", fills, fill);
    inside("styleSheet/borders/border/", borders, border);
    if (path == "styleSheet/cellXfs/xf") style(a);
    if (path == "styleSheet/cellXfs/xf/alignment" && !styles.empty()) alignment(a);
  });
  return styles;
}

/// "B3:D4", "B3"
std::optional<SheetCopy::Range> range_of(std::string_view text) {
  const auto corner = [](std::string_view reference, uint32_t& row, uint16_t& column) {
    const auto c = column_of(reference);
    const size_t digits = std::min(reference.find_first_of("0123456789"), reference.size());
    const uint32_t r = to_number(reference.substr(digits), 0);
    if (!c || *c >= most_sheet_columns || r == 0 || r > most_sheet_rows) return false;
    row = r - 1;
    column = static_cast<uint16_t>(*c);
    return true;
  };
  SheetCopy::Range range;
  const size_t colon = text.find(':');
  if (!corner(text.substr(0, colon), range.first_row, range.first_column)) return std::nullopt;
  if (!corner(colon == std::string_view::npos ? text : text.substr(colon + 1), range.last_row, range.last_column))
    return std::nullopt;
  if (range.last_row < range.first_row || range.last_column < range.first_column) return std::nullopt;
  return range;
}

struct Book {
  std::shared_ptr<const Zip> zip;
  XlsxDirectory directory;
  SharedTexts texts;
};

class SheetHandler final : public XmlHandler {
 public:
  /// `styles` may grow by one.
  SheetHandler(const Book& book, const Colours& colours, const std::vector<CellStyle>& styles, uint32_t iso_date_style,
               SheetCopy& out)
      : book_(book), colours_(colours), styles_(styles), iso_date_style_(iso_date_style), out_(out) {}

  void start(std::string_view element, const XmlAttributes& a) override {
    const std::string_view name = local_name(element);
    if (in_cell_) {
      if (name == "v" || (name == "t" && !spoken_)) has_value_ = true, collect_ = &value_;
      if (name == "f") has_formula_ = true, collect_ = &formula_;
      if (name == "rPh") spoken_ = true;
    } else if (name == "c" && in_row_) {
      in_cell_ = true;
      spoken_ = has_value_ = has_formula_ = false;
      value_.clear();
      formula_.clear();
      type_ = a.get("t");
      style_ = to_number(a.get("s"), 0);
      column_ = column_of(a.get("r")).value_or(column_);
    } else if (name == "row" && in_data_) {
      in_row_ = true;
      const uint32_t number = to_number(a.get("r"), 0);
      number_ = number > 0 ? number : number_ + 1;
      column_ = 0;
      SheetCopy::Row& row = out_.rows.emplace_back();
      row.at = number_ - 1;
      row.number = number_;
      row.begin = row.end = static_cast<uint32_t>(out_.cells.size());
      if (is_true(a.get("customFormat"))) row.style = to_number(a.get("s"), 0);
      row.height = std::clamp(to_double(a.get("ht"), 0), 0.0, 409.0);
      row.fixed = is_true(a.get("customHeight"));
      row.hidden = is_true(a.get("hidden"));
      row.level = static_cast<uint8_t>(std::min(to_number(a.get("outlineLevel"), 0), 7u));
    } else if (name == "sheetData") {
      in_data_ = true;
    } else if (!in_data_) {
      outside(name, a);
    }
  }

  void end(std::string_view element) override {
    const std::string_view name = local_name(element);
    if (in_cell_) {
      if (name == "v" || name == "f" || name == "t") collect_ = nullptr;
      if (name == "rPh") spoken_ = false;
      if (name != "c") return;
      in_cell_ = false;
      if (column_ < most_sheet_columns && number_ <= most_sheet_rows) cell();
      ++column_;
    } else if (name == "row" && in_row_) {
      in_row_ = false;
      finish_row();
    } else if (name == "sheetData") {
      in_data_ = false;
    }
  }

  void text(std::string_view text) override {
    if (collect_ != nullptr) *collect_ += text;
  }

  /// Rows and cells in their order, whatever order the file has.
  void finish() {
    const auto above = [](const SheetCopy::Row& a, const SheetCopy::Row& b) { return a.at < b.at; };
    if (!std::is_sorted(out_.rows.begin(), out_.rows.end(), above))
      std::stable_sort(out_.rows.begin(), out_.rows.end(), above);
  }

 private:
  void outside(std::string_view name, const XmlAttributes& a) {
    if (name == "tabColor") {
      out_.tab_colour = colours_.of(a);
    } else if (name == "sheetFormatPr") {
      if (is_true(a.get("customHeight"))) out_.row_height = to_double(a.get("defaultRowHeight"), 0);
      out_.column_width = to_double(a.get("defaultColWidth"), 0);
    } else if (name == "sheetView") {
      out_.grid = a.find("showGridLines") == nullptr || is_true(a.get("showGridLines"));
      out_.zoom = static_cast<uint16_t>(std::min(to_number(a.get("zoomScale"), 0), 400u));
    } else if (name == "pane") {
      if (!a.get("state").starts_with("frozen")) return;
      out_.frozen_rows = static_cast<uint32_t>(std::clamp(to_double(a.get("ySplit"), 0), 0.0, 1e6));
      out_.frozen_columns = static_cast<uint16_t>(std::clamp(to_double(a.get("xSplit"), 0), 0.0, 16e3));
    } else if (name == "col") {
      const uint32_t first = to_number(a.get("min"), 0), last = to_number(a.get("max"), 0);
      if (first == 0 || last < first || first > most_sheet_columns || out_.columns.size() >= most_sheet_columns) return;
      SheetCopy::Columns& columns = out_.columns.emplace_back();
      columns.first = static_cast<uint16_t>(first - 1);
      columns.last = static_cast<uint16_t>(std::min(last, most_sheet_columns) - 1);
      columns.width = std::clamp(to_double(a.get("width"), 0), 0.0, 255.0);
      columns.style = to_number(a.get("style"), 0);
      columns.hidden = is_true(a.get("hidden"));
      columns.level = static_cast<uint8_t>(std::min(to_number(a.get("outlineLevel"), 0), 7u));
    } else if (name == "mergeCell") {
      if (const auto range = range_of(a.get("ref"))) out_.merges.push_back(*range);
    } else if (name == "pageSetup") {
      out_.landscape = a.get("orientation") == "landscape";
      out_.paper = static_cast<uint8_t>(std::min(to_number(a.get("paperSize"), 0), 255u));
    }
  }

  void finish_row() {
    SheetCopy::Row& row = out_.rows.back();
    row.end = static_cast<uint32_t>(out_.cells.size());
    // A file with rows beyond those of a sheet is refused by its reader; here they would have no place.
    if (number_ > most_sheet_rows) out_.rows.pop_back();
  }

  void cell() {
    if (out_.cells.size() >= most_cells)
      throw WorkbookError(
          say("工作表的单元格超过 3300 万个；请拆分", "the sheet has more than 33 million cells; split it"));
    CellCopy c;
    c.column = static_cast<uint16_t>(column_);
    c.style = style_;
    using Kind = CellCopy::Kind;
    const auto text = [&](std::string_view t) {
      c.kind = Kind::text;
      c.text = out_.strings.emplace_back(t);
    };
    if (has_formula_ && (!has_value_ || (value_.empty() && type_ != "str"))) {
      text("=" + formula_);
    } else if (!has_value_) {
      // A cell that only looks like something.
    } else if (type_ == "s") {
      if (const auto shared = book_.texts.at(to_number(value_, UINT32_MAX)); shared && !shared->empty()) {
        c.kind = Kind::text;
        c.text = *shared;
      }
    } else if (value_.empty()) {
    } else if (type_ == "b") {
      c.kind = Kind::boolean;
      c.number = value_ == "0" || value_ == "false" ? 0 : 1;
    } else if (type_ == "str" || type_ == "inlineStr") {
      decode_escapes(value_);
      text(value_);
    } else if (type_ == "e") {
      text(value_);
    } else if (type_ == "d") {
      const std::string_view time = std::string_view(value_).substr(std::min<size_t>(10, value_.size()));
      const auto day = parse_iso_date(std::string_view(value_).substr(0, 10));
      if (day && *day > -25508 && time.find_first_not_of("T0:.Z") == std::string_view::npos) {
        c.kind = Kind::number;
        c.number = *day + 25569;
        if (style_ >= styles_.size() || !styles_[style_].date) c.style = iso_date_style_;
      } else {
        text(value_);
      }
    } else if (const double n = to_double(value_, NAN); std::isnan(n)) {
      text(value_);
    } else {
      c.kind = Kind::number;
      c.number = n;
      if (book_.directory.from_1904 && style_ < styles_.size() && styles_[style_].date) c.number += 1462;
    }
    if (c.kind != Kind::blank || c.style != 0) out_.cells.push_back(c);
  }

  const Book& book_;
  const Colours& colours_;
  const std::vector<CellStyle>& styles_;
  const uint32_t iso_date_style_;
  SheetCopy& out_;
  bool in_data_ = false, in_row_ = false, in_cell_ = false, spoken_ = false, has_value_ = false, has_formula_ = false;
  std::string* collect_ = nullptr;
  std::string value_, formula_, type_;
  uint32_t style_ = 0, number_ = 0;
  size_t column_ = 0;
};

class XlsxSource final : public SheetSource {
 public:
  explicit XlsxSource(std::shared_ptr<const Zip> zip) : book_(std::make_shared<Book>()) {
    book_->zip = std::move(zip);
    const Zip& in = *book_->zip;
    book_->directory = read_directory(in);
    const XlsxDirectory& directory = book_->directory;
    if (const ZipEntry* part = in.find(directory.shared_strings)) book_->texts.read(in, *part);
    if (const ZipEntry* part = in.find(directory.theme)) colours_.read_theme(in, *part);
    if (const ZipEntry* part = in.find(directory.styles)) styles_ = read_styles(in, *part, colours_);
    if (styles_.empty()) styles_.emplace_back();
    // A date written as text of ISO 8601 may have no format that shows it as a date.
    styles_.push_back(styles_.front());
    styles_.back().format = "yyyy-mm-dd";
    styles_.back().date = true;
  }

  bool next(SheetCopy& out, std::string& error) override {
    if (at_ == book_->directory.sheets.size()) return false;
    const XlsxDirectory::Sheet& sheet = book_->directory.sheets[at_++];
    out.name = sheet.name;
    out.hidden = sheet.hidden;
    out.keep = book_;
    SheetHandler handler(*book_, colours_, styles_, static_cast<uint32_t>(styles_.size() - 1), out);
    try {
      XmlParser(book_->zip->open(*book_->zip->find(sheet.part)), handler).parse_all();
    } catch (const WorkbookError& e) {
      error = e.what();
      // The row in which the damage stands may be open.
      if (!out.rows.empty()) out.rows.back().end = static_cast<uint32_t>(out.cells.size());
    }
    handler.finish();
    return true;
  }

 private:
  std::shared_ptr<Book> book_;
  Colours colours_;
  size_t at_ = 0;
};

}  // namespace

std::unique_ptr<SheetSource> copy_xlsx(std::shared_ptr<const Zip> zip) {
  return std::make_unique<XlsxSource>(std::move(zip));
}

}  // namespace gengxin
