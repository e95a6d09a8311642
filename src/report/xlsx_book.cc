#include "report/xlsx_book.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/text.h"
#include "report/append.h"

namespace gengxin {
namespace {

[[noreturn]] void fail(const char* reason) {
  throw UsageError(fmt::format(fmt::runtime(say("无法写出工作簿：{}", "the workbook cannot be written: {}")), reason));
}

lxw_color_t colour(int32_t rgb) {
  return rgb == 0 ? static_cast<lxw_color_t>(LXW_COLOR_BLACK) : static_cast<lxw_color_t>(rgb);
}

/// Names are compared without the case of letters, as spreadsheet programs do.
std::string lower(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

/// The first `most` characters, counted as spreadsheets count: one beyond U+FFFF is two.
std::string_view first_characters(std::string_view text, size_t most) {
  size_t count = 0;
  for (size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const size_t bytes = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    count += bytes == 4 ? 2 : 1;
    if (count > most) return text.substr(0, i);
    i += bytes;
  }
  return text;
}

std::string allowed_name(std::string_view wanted) {
  std::string name;
  for (const char c : wanted)
    name += std::string_view("[]:*?/\\").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20 ? '_'
                                                                                                                   : c;
  const auto strip = [&] {
    while (name.starts_with('\'') || name.starts_with(' ')) name.erase(0, 1);
    while (name.ends_with('\'') || name.ends_with(' ')) name.pop_back();
  };
  strip();
  name = first_characters(name, 31);
  strip();
  return name.empty() ? "Sheet" : name;
}

}  // namespace

VerdictColours verdict_colours(Verdict verdict) {
  switch (verdict) {
    case Verdict::retire:
      return {0xF4A9A0, 0xB3261E};
    case Verdict::restrict_class:
      return {0xFBCF9D, 0xD9730D};
    case Verdict::below_baseline:
      return {0xE3B7D8, 0x8E3B7C};
    case Verdict::below_access:
      return {0xD9BDEB, 0x6B3FA0};
    case Verdict::upgrade:
      return {0xB5E0E6, 0x1B8A99};
    case Verdict::overage:
      return {0xC5D8F6, 0x2F67C2};
    case Verdict::in_scope:
      return {0xDDE6F5, 0x7C9BD0};
    case Verdict::eligible:
      return {0xC3E6BE, 0x2E8B3D};
    case Verdict::undetermined:
      return {0xE2E2E2, 0x8A8A8A};
    case Verdict::compliant:
      return {0xEAF5E8, 0xA6D3A0};
    case Verdict::unchecked:
      break;
  }
  return {0xFFFFFF, 0xC8C8C8};
}

XlsxBook::XlsxBook(Day created) {
  std::error_code error;
  std::string folder = std::filesystem::temp_directory_path(error).string();
  if (error) folder = "/tmp";
  path_ = folder + "/gengxin-XXXXXX";
  const int file = mkstemp(path_.data());
  if (file < 0) {
    const std::string reason = path_ + ": " + std::strerror(errno);
    path_.clear();
    fail(reason.c_str());
  }
  close(file);
  lxw_workbook_options options{};
  options.tmpdir = folder.data();
  book_ = workbook_new_opt(path_.c_str(), &options);
  if (book_ == nullptr) {
    unlink(path_.c_str());
    fail(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
  }
  lxw_doc_properties properties{};
  properties.created = static_cast<time_t>(created == no_day ? 0 : created) * 86400;
  check(workbook_set_properties(book_, &properties));
  make_formats();
}

XlsxBook::~XlsxBook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
  if (!path_.empty()) unlink(path_.c_str());
}

void XlsxBook::check(lxw_error error) const {
  if (error != LXW_NO_ERROR) fail(lxw_strerror(error));
}

std::string XlsxBook::finish() {
  lxw_workbook* book = book_;
  book_ = nullptr;  // closing frees it, whatever comes of it
  check(workbook_close(book));
  std::ifstream in(path_, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (!in || !bytes) fail(lxw_strerror(LXW_ERROR_READING_TMPFILE));
  return std::move(bytes).str();
}

std::string XlsxBook::free_name(std::string_view wanted, std::string_view prefix) const {
  const auto taken = [&](const std::string& name) {
    return std::any_of(names_.begin(), names_.end(),
                       [&](const std::string& other) { return lower(other) == lower(name); });
  };
  std::string name = allowed_name(wanted);
  if (taken(name) && !prefix.empty()) name = allowed_name(std::string(prefix) + " " + std::string(wanted));
  const std::string base = name;
  for (int n = 2; taken(name); ++n) {
    const std::string number = fmt::format(" ({})", n);
    name = std::string(first_characters(base, 31 - number.size())) + number;
  }
  return name;
}

lxw_worksheet* XlsxBook::add_sheet(const std::string& name) {
  lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
  if (sheet == nullptr) fail(lxw_strerror(workbook_validate_sheet_name(book_, name.c_str())));
  names_.push_back(name);
  return sheet;
}

void XlsxBook::show(lxw_worksheet* sheet, bool hidden, bool wanted) {
  if (hidden) return worksheet_hide(sheet);
  // The leftmost tab in sight must be one that can be seen.
  if (!any_visible_) worksheet_set_first_sheet(sheet);
  any_visible_ = true;
  if (wanted && !opened_) worksheet_activate(sheet), opened_ = true;
}

lxw_chart* XlsxBook::add_chart(uint8_t type) {
  lxw_chart* chart = workbook_add_chart(book_, type);
  if (chart == nullptr) fail(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
  return chart;
}

lxw_format* XlsxBook::add_format() {
  lxw_format* format = workbook_add_format(book_);
  if (format == nullptr) fail(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
  return format;
}

void XlsxBook::use_styles(const std::vector<CellStyle>& styles) {
  styles_ = styles;
  style_formats_.assign(styles.size(), nullptr);
}

lxw_format* XlsxBook::format_of(uint32_t style) {
  if (style >= styles_.size()) {
    if (styles_.empty()) return nullptr;
    style = 0;
  }
  lxw_format*& format = style_formats_[style];
  if (format != nullptr) return format;
  format = add_format();
  const CellStyle& s = styles_[style];
  if (!s.format.empty()) {
    format_set_num_format(format, s.format.c_str());
  } else if (s.format_id > 0) {
    format_set_num_format_index(format, static_cast<uint8_t>(s.format_id));
  }
  if (!s.font.empty() && s.font.size() < LXW_FORMAT_FIELD_LEN) format_set_font_name(format, s.font.c_str());
  if (s.font_size > 0) format_set_font_size(format, s.font_size);
  if (s.font_colour != CellStyle::no_colour) format_set_font_color(format, colour(s.font_colour));
  if (s.bold) format_set_bold(format);
  if (s.italic) format_set_italic(format);
  if (s.strike) format_set_font_strikeout(format);
  if (s.underline > 0) format_set_underline(format, s.underline);
  if (s.pattern > 0) {
    format_set_pattern(format, s.pattern);
    // The library takes the fill of a solid pattern as its background, and turns the two round itself.
    if (s.fill != CellStyle::no_colour) format_set_bg_color(format, colour(s.fill));
    if (s.pattern_colour != CellStyle::no_colour) format_set_fg_color(format, colour(s.pattern_colour));
  }
  static constexpr uint8_t horizontal[] = {LXW_ALIGN_NONE,          LXW_ALIGN_LEFT,       LXW_ALIGN_CENTER,
                                           LXW_ALIGN_RIGHT,         LXW_ALIGN_FILL,       LXW_ALIGN_JUSTIFY,
                                           LXW_ALIGN_CENTER_ACROSS, LXW_ALIGN_DISTRIBUTED};
  static constexpr uint8_t vertical[] = {LXW_ALIGN_VERTICAL_BOTTOM, LXW_ALIGN_VERTICAL_TOP, LXW_ALIGN_VERTICAL_CENTER,
                                         LXW_ALIGN_VERTICAL_JUSTIFY, LXW_ALIGN_VERTICAL_DISTRIBUTED};
  if (s.horizontal != CellStyle::Horizontal::general)
    format_set_align(format, horizontal[static_cast<size_t>(s.horizontal)]);
  if (s.vertical != CellStyle::Vertical::bottom) format_set_align(format, vertical[static_cast<size_t>(s.vertical)]);
  if (s.wrap) format_set_text_wrap(format);
  if (s.shrink) format_set_shrink(format);
  if (s.indent > 0) format_set_indent(format, s.indent);
  if (s.rotation != 0) format_set_rotation(format, s.rotation);
  const auto side = [&](const CellStyle::Side& of, auto set_line, auto set_colour) {
    if (of.line == 0) return;
    set_line(format, of.line);
    if (of.colour != CellStyle::no_colour) set_colour(format, colour(of.colour));
  };
  side(s.left, format_set_left, format_set_left_color);
  side(s.right, format_set_right, format_set_right_color);
  side(s.top, format_set_top, format_set_top_color);
  side(s.bottom, format_set_bottom, format_set_bottom_color);
  return format;
}

void XlsxBook::text(lxw_worksheet* sheet, uint32_t row, uint16_t column, std::string_view text, lxw_format* format) {
  constexpr size_t most = 32767;
  text_ = text;
  // Bytes first: nearly every text is short.
  if (text.size() > most && first_characters(text, most).size() < text.size()) {
    text_ = first_characters(text, most - 1);
    text_ += "…";
    ++cut_;
  }
  // "_x0041_" would be read as the character that it stands for.
  for (size_t at = text_.find("_x"); at != std::string::npos; at = text_.find("_x", at + 1)) {
    if (at + 7 > text_.size() || text_[at + 6] != '_') continue;
    const bool hex = std::all_of(
        text_.begin() + static_cast<std::ptrdiff_t>(at) + 2, text_.begin() + static_cast<std::ptrdiff_t>(at) + 6,
        [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f'); });
    if (hex) text_.insert(at, "_x005F"), at += 6;
  }
  // A NUL ends what the library sees.
  std::replace(text_.begin(), text_.end(), '\0', ' ');
  check(text_.empty() ? worksheet_write_blank(sheet, row, column, format)
                      : worksheet_write_string(sheet, row, column, text_.c_str(), format));
}

void XlsxBook::number(lxw_worksheet* sheet, uint32_t row, uint16_t column, double number, lxw_format* format) {
  check(worksheet_write_number(sheet, row, column, number, format));
}

void XlsxBook::date(lxw_worksheet* sheet, uint32_t row, uint16_t column, Day day, lxw_format* format) {
  // Serial days: 1970-01-01 is 25569. Before March 1900 they count a day that never was.
  if (day <= -25508 || day > 2932896) return text(sheet, row, column, format_date(day), format);
  number(sheet, row, column, day + 25569, format);
}

void XlsxBook::money(lxw_worksheet* sheet, uint32_t row, uint16_t column, Decimal yuan, lxw_format* format) {
  const std::string cents = yuan.to_fixed(2);
  const auto digits = std::count_if(cents.begin(), cents.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (digits > 15) return text(sheet, row, column, cents, format);
  number(sheet, row, column, Decimal::parse(cents).value_or(yuan).to_double(), format);
}

double XlsxBook::height_of(std::initializer_list<std::pair<std::string_view, double>> texts_and_widths) {
  int most = 1;
  for (auto [text, width] : texts_and_widths) {
    int lines = 0;
    for (;;) {
      const size_t end = text.find('\n');
      // A wide character that does not fit leaves its place empty.
      const int room = std::max(1, static_cast<int>(width) - 1);
      lines += std::max(1, (display_width(text.substr(0, end)) + room - 1) / room);
      if (end == std::string_view::npos) break;
      text.remove_prefix(end + 1);
    }
    most = std::max(most, lines);
  }
  return std::min(most * 14.5 + 0.5, 409.0);
}

void XlsxBook::set_height(lxw_worksheet* sheet, uint32_t row, double points) {
  check(worksheet_set_row(sheet, row, points, nullptr));
}

void XlsxBook::make_formats() {
  const auto bordered = [&] {
    lxw_format* f = add_format();
    format_set_border(f, LXW_BORDER_THIN);
    format_set_border_color(f, 0xBFBFBF);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    format_set_font_size(f, 10);
    return f;
  };
  Formats& f = formats_;
  f.title = add_format();
  format_set_bold(f.title);
  format_set_font_size(f.title, 18);
  f.section = add_format();
  format_set_bold(f.section);
  format_set_font_size(f.section, 13);
  format_set_font_color(f.section, 0x1F4E79);
  const auto header = [&](lxw_color_t fill, lxw_color_t letters) {
    lxw_format* h = bordered();
    format_set_bold(h);
    format_set_text_wrap(h);
    format_set_align(h, LXW_ALIGN_CENTER);
    format_set_bg_color(h, fill);
    format_set_font_color(h, letters);
    return h;
  };
  f.header = header(0xDCE6F1, LXW_COLOR_BLACK);
  f.added_header = header(0x1F4E79, 0xFFFFFF);
  f.plain = bordered();
  f.wrap = bordered();
  format_set_text_wrap(f.wrap);
  const auto dated = [&] {
    lxw_format* d = bordered();
    format_set_num_format(d, "yyyy-mm-dd");
    format_set_align(d, LXW_ALIGN_CENTER);
    return d;
  };
  f.date = dated();
  f.date_passed = dated();
  format_set_bold(f.date_passed);
  format_set_font_color(f.date_passed, 0xB3261E);
  f.money = bordered();
  format_set_num_format(f.money, "#,##0.00");
  f.money_suspected = bordered();
  format_set_num_format(f.money_suspected, "#,##0.00");
  format_set_italic(f.money_suspected);
  format_set_font_color(f.money_suspected, 0x595959);
  f.number = bordered();
  format_set_num_format(f.number, "#,##0");
  f.sparse = bordered();
  format_set_num_format(f.sparse, "#,##0;-#,##0;\"–\"");
  format_set_align(f.sparse, LXW_ALIGN_CENTER);
  f.quiet = add_format();
  format_set_font_color(f.quiet, 0x595959);
  f.alert = add_format();
  format_set_bold(f.alert);
  format_set_font_color(f.alert, 0xB3261E);
  f.link = bordered();
  format_set_font_color(f.link, 0x1155CC);
  format_set_underline(f.link, LXW_UNDERLINE_SINGLE);
  format_set_align(f.link, LXW_ALIGN_CENTER);
  f.fill_in = bordered();
  format_set_bg_color(f.fill_in, 0xFFF8DC);
  for (size_t v = 0; v < f.verdict.size(); ++v) {
    f.verdict[v] = bordered();
    format_set_text_wrap(f.verdict[v]);
    if (static_cast<Verdict>(v) == Verdict::unchecked) {
      format_set_font_color(f.verdict[v], 0x7F7F7F);
      continue;
    }
    format_set_bg_color(f.verdict[v], verdict_colours(static_cast<Verdict>(v)).fill);
    if (v <= static_cast<size_t>(Verdict::below_access)) format_set_bold(f.verdict[v]);
  }
}

}  // namespace gengxin
