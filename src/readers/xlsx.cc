#include <cmath>
#include <map>
#include <optional>

#include "readers/keyed.h"
#include "readers/sheets.h"
#include "readers/workbook.h"
#include "readers/xlsx_parts.h"

namespace gengxin {
namespace {

/// What all sheets share.
struct Book {
  std::shared_ptr<const Zip> zip;
  bool from_1904 = false;
  std::vector<NumberFormat> formats;  // by cell style
  SharedTexts texts;
};

/// "AB12": column (0 = first) and row; nullopt for what is no reference.
std::optional<std::pair<size_t, uint64_t>> cell_reference(std::string_view text) {
  size_t column = 0, i = 0;
  for (; i < text.size() && i < 3 && text[i] >= 'A' && text[i] <= 'Z'; ++i)
    column = column * 26 + static_cast<size_t>(text[i] - 'A') + 1;
  const uint32_t row = to_number(text.substr(i), 0);
  if (column == 0 || row == 0) return std::nullopt;
  return std::pair(column - 1, uint64_t{row});
}

/// The bytes of a part after what has been read of it, with a beginning of their own.
class Remainder final : public ZipPart {
 public:
  Remainder(std::unique_ptr<ZipPart> part, std::string before) : part_(std::move(part)), before_(std::move(before)) {}
  size_t read(char* to, size_t n) override {
    const size_t taken = std::min(n, before_.size() - at_);
    before_.copy(to, taken, at_);
    at_ += taken;
    return taken + (taken < n ? part_->read(to + taken, n - taken) : 0);
  }

 private:
  std::unique_ptr<ZipPart> part_;
  std::string before_;
  size_t at_ = 0;
};

/// <mergeCells><mergeCell ref="A3:A9"/></mergeCells>
class MergeList final : public XmlHandler {
 public:
  MergeList(std::unique_ptr<ZipPart> part, MergedCells& merges) : merges_(merges), parser_(std::move(part), *this) {}
  void read() { parser_.parse_all(); }
  void start(std::string_view element, const XmlAttributes& attributes) override {
    if (local_name(element) != "mergeCell") return;
    const std::string_view range = attributes.get("ref");
    const size_t colon = std::min(range.find(':'), range.size());
    const auto first = cell_reference(range.substr(0, colon));
    const auto last = cell_reference(range.substr(std::min(colon + 1, range.size())));
    if (first && last) merges_.add(first->first, first->second, std::min(last->second, most_rows));
  }
  void end(std::string_view element) override {
    if (local_name(element) == "mergeCells") parser_.stop();
  }
  void text(std::string_view) override {}

 private:
  MergedCells& merges_;
  XmlParser parser_;
};

/// A sheet's merged cells, which stand behind its rows: what is before is only inflated and looked through for the end
/// of the rows, a fraction of the time that parsing it takes. Throws WorkbookError when the list itself is damaged.
void read_merges(std::unique_ptr<ZipPart> part, MergedCells& merges) {
  constexpr std::string_view mark = "sheetData>";
  constexpr size_t piece = 64 << 10, longest_tag = 64;  // </x:sheetData>
  std::string window;
  for (bool more = true; more;) {
    const size_t kept = std::min(window.size(), longest_tag);
    window.erase(0, window.size() - kept);
    window.resize(kept + piece);
    size_t got = 0;
    try {
      got = part->read(window.data() + kept, piece);
    } catch (const WorkbookError&) {
      return;  // reading the rows says so
    }
    window.resize(kept + got);
    more = got == piece;
    for (size_t at = window.find(mark); at != std::string::npos; at = window.find(mark, at + 1)) {
      const size_t open = window.rfind('<', at);
      if (open == std::string::npos || window.compare(open, 2, "</") != 0) continue;
      const std::string_view prefix = std::string_view(window).substr(open + 2, at - open - 2);
      if (!prefix.empty() && (prefix.back() != ':' || prefix.find_first_of(" \t\r\n>") != std::string_view::npos))
        continue;
      std::string rest = "<" + std::string(prefix) + "worksheet>";
      rest += std::string_view(window).substr(at + mark.size());
      MergeList(std::make_unique<Remainder>(std::move(part), std::move(rest)), merges).read();
      return;
    }
  }
}

class XlsxSheet final : public SheetReader, public XmlHandler {
 public:
  XlsxSheet(std::shared_ptr<const Book> book, std::unique_ptr<ZipPart> part, size_t rows)
      : book_(std::move(book)), rows_wanted_(rows), parser_(std::move(part), *this) {}

  MergedCells merges;
  std::string problem;  // with the list of merged cells

  bool read(Rows& out) override {
    out_ = &out;
    out.keep = book_;
    out.buffer.reserve(piece_size);
    full_ = false;
    if (!problem.empty()) {
      Diagnostic d;
      d.severity = Severity::cell_warning;
      d.message =
          say("合并单元格的清单读不出，合并的内容只算在首行：",
              "the list of merged cells cannot be read, and what they hold counts for their first rows only: ") +
          problem;
      out.diagnostics.push_back(std::move(d));
      problem.clear();
    }
    bool more = true;
    try {
      while (more && !full_) more = parser_.parse_some();
    } catch (...) {
      merges.finish(out);
      throw;
    }
    merges.finish(out);
    return more || !out.rows.empty() || !out.diagnostics.empty();
  }

  void start(std::string_view element, const XmlAttributes& attributes) override {
    const std::string_view name = local_name(element);
    if (in_cell_) {
      if (name == "v") {
        has_value_ = true;
        collect_ = &value_;
      } else if (name == "f") {
        has_formula_ = true;
        collect_ = &formula_;
      } else if (name == "t") {
        if (!spoken_) collect_ = &value_;
        has_value_ = true;
      } else if (name == "rPh") {
        spoken_ = true;
      }
    } else if (name == "c" && in_row_) {
      in_cell_ = true;
      spoken_ = has_value_ = has_formula_ = false;
      value_.clear();
      formula_.clear();
      type_ = attributes.get("t");
      style_ = to_number(attributes.get("s"), 0);
      // Without a reference the cell stands right of the one before.
      column_ = column_of(attributes.get("r")).value_or(column_);
      wanted_ = column_ < most_columns && ++cells_in_row_ <= most_cells;
    } else if (name == "row" && in_data_) {
      in_row_ = true;
      row_.clear();
      column_ = cells_in_row_ = 0;
      hidden_row_ = is_true(attributes.get("hidden"));
      const uint32_t number = to_number(attributes.get("r"), 0);
      number_ = number > 0 ? number : number_ + 1;
    } else if (name == "sheetData") {
      in_data_ = true;
    } else if (name == "col" && !in_data_ && is_true(attributes.get("hidden"))) {
      const uint32_t first = to_number(attributes.get("min"), 0), last = to_number(attributes.get("max"), 0);
      if (first > 0 && last >= first) hidden.columns(first - 1, last - 1);
    }
  }

  void end(std::string_view element) override {
    const std::string_view name = local_name(element);
    if (in_cell_) {
      if (name == "v" || name == "f" || name == "t") collect_ = nullptr;
      if (name == "rPh") spoken_ = false;
      if (name != "c") return;
      in_cell_ = false;
      if (wanted_)
        row_.set(column_, cell());
      else if (has_value_)
        row_.set_beyond();
      ++column_;
    } else if (name == "row" && in_row_) {
      in_row_ = false;
      if (merges.fill(row_, number_, *out_)) {
        if (hidden_row_) hidden.row(number_);
        hidden.look_at(row_.cells());
        row_.append_to(*out_, number_);
        merges.appended(number_, *out_);
      }
      // Only here, between rows: the cells of a row point into one block.
      full_ = out_->rows.size() >= rows_wanted_ || out_->buffer.size() >= piece_size / 2;
      // A merge over a few rows more should end in this block.
      if (full_ && out_->rows.size() < 2 * rows_wanted_ && merges.open_after(number_)) full_ = false;
      if (full_) parser_.pause();
    } else if (name == "sheetData") {
      parser_.stop();
    }
  }

  void text(std::string_view text) override {
    if (collect_ != nullptr && wanted_) *collect_ += text;
  }

 private:
  static constexpr size_t most_cells = 16384;  // of a row: what a sheet may have

  Cell cell() {
    if (has_formula_ && (!has_value_ || (value_.empty() && type_ != "str")))
      return {store(*out_, "=" + formula_), CellType::error};
    if (!has_value_) return {};
    if (type_ == "s") {
      const auto shared = book_->texts.at(to_number(value_, UINT32_MAX));
      if (!shared) {
        out_->diagnostics.push_back(
            row_error({}, number_,
                      say("单元格所指的文字不在工作簿中；请在表格软件中打开并另存",
                          "a cell's text is not in the workbook; open it in a spreadsheet program and save it again")));
        return {};
      }
      return {*shared, shared->empty() ? CellType::empty : CellType::text};
    }
    if (value_.empty()) return {};
    if (type_ == "b") return {value_ == "0" || value_ == "false" ? "false" : "true", CellType::boolean};
    if (type_ == "e") return {store(*out_, value_), CellType::error};
    if (type_ == "d") return {store(*out_, std::string_view(value_).substr(0, value_.find('T'))), CellType::date};
    if (type_ == "str" || type_ == "inlineStr") {
      decode_escapes(value_);
      return {store(*out_, value_), value_.empty() ? CellType::empty : CellType::text};
    }
    return number();
  }

  Cell number() {
    const NumberFormat format = style_ < book_->formats.size() ? book_->formats[style_] : NumberFormat::number;
    if (format == NumberFormat::number && is_plain(value_)) return {store(*out_, value_), CellType::number};
    const std::string plain = plain_number(value_, format == NumberFormat::percent ? 2 : 0);
    if (plain.empty()) return {store(*out_, value_), CellType::text};
    if (format == NumberFormat::percent) return {store(*out_, plain + "%"), CellType::text};
    if (format != NumberFormat::number) {
      const double serial = std::strtod(plain.c_str(), nullptr);
      // A day of which only the time is shown: no machine runs that many hours.
      constexpr double day_1980 = 29221;
      const bool time = format == NumberFormat::time && serial < day_1980;
      const std::string text = time ? time_of_day(serial) : serial_date(serial, book_->from_1904, format);
      if (!text.empty()) return {store(*out_, text), time ? CellType::text : CellType::date};
    }
    return {store(*out_, plain), CellType::number};
  }

  /// Digits that are their own shortest form already.
  static bool is_plain(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    if (text.empty() || text.size() > 15) return false;
    if (text[0] == '0' && text.size() > 1 && text[1] != '.') return false;
    bool point = false;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '.' && !point && i > 0)
        point = true;
      else if (text[i] < '0' || text[i] > '9')
        return false;
    }
    return !point || (text.back() != '0' && text.back() != '.');
  }

  static std::string time_of_day(double serial) {
    if (!(serial >= 0) || serial > 100000) return {};
    const auto seconds = static_cast<int64_t>(std::llround(serial * 86400));
    const auto two = [](int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60);
  }

  std::shared_ptr<const Book> book_;
  size_t rows_wanted_;
  Rows* out_ = nullptr;
  bool full_ = false;
  bool in_data_ = false, in_row_ = false, in_cell_ = false, spoken_ = false, has_value_ = false, has_formula_ = false;
  std::string* collect_ = nullptr;
  std::string value_, formula_, type_;
  uint32_t style_ = 0;
  uint64_t number_ = 0;
  size_t column_ = 0;
  size_t cells_in_row_ = 0;
  bool wanted_ = true;  // the cell is read
  bool hidden_row_ = false;
  SheetRow row_;
  XmlParser parser_;
};

class Xlsx final : public Sheets {
 public:
  explicit Xlsx(std::shared_ptr<const Zip> zip) : book_(std::make_shared<Book>()) {
    book_->zip = std::move(zip);
    const Zip& in = *book_->zip;
    const XlsxDirectory directory = read_directory(in);
    book_->from_1904 = directory.from_1904;
    for (const XlsxDirectory::Sheet& sheet : directory.sheets) {
      names_.push_back(sheet.name);
      parts_.push_back(sheet.part);
      hidden_.push_back(sheet.hidden);
    }
    if (const ZipEntry* part = in.find(directory.styles)) read_styles(*part);
    if (const ZipEntry* part = in.find(directory.shared_strings)) book_->texts.read(in, *part);
  }

  const std::vector<std::string>& names() const override { return names_; }
  bool hidden(size_t sheet) const override { return hidden_[sheet]; }
  std::unique_ptr<SheetReader> open(size_t sheet) override { return open(sheet, rows_of_a_block); }
  void preview(size_t sheet, Rows& out) override { open(sheet, preview_rows)->read(out); }

 private:
  std::unique_ptr<ZipPart> part(size_t sheet) const { return book_->zip->open(*book_->zip->find(parts_[sheet])); }
  std::unique_ptr<XlsxSheet> open(size_t sheet, size_t rows) {
    auto reader = std::make_unique<XlsxSheet>(book_, part(sheet), rows);
    auto& known = merges_[sheet];
    if (!known) {
      known.emplace();
      try {
        read_merges(part(sheet), known->first);
      } catch (const WorkbookError& e) {
        known->second = e.what();
      }
    }
    reader->merges = known->first;
    reader->problem = known->second;
    return reader;
  }

  void read_styles(const ZipEntry& part) {
    std::map<uint32_t, std::string> codes;
    std::vector<uint32_t> styles;
    parse_small(*book_->zip, part, [&](std::string_view path, const XmlAttributes& a) {
      if (path == "styleSheet/numFmts/numFmt") codes[to_number(a.get("numFmtId"), 0)] = a.get("formatCode");
      if (path == "styleSheet/cellXfs/xf") styles.push_back(to_number(a.get("numFmtId"), 0));
    });
    for (const uint32_t id : styles) {
      const auto code = codes.find(id);
      book_->formats.push_back(
          number_format(id, code == codes.end() ? std::string_view() : std::string_view(code->second)));
    }
  }

  std::shared_ptr<Book> book_;
  std::vector<std::string> names_;
  std::vector<std::string> parts_;
  std::vector<bool> hidden_;
  std::map<size_t, std::optional<std::pair<MergedCells, std::string>>>
      merges_;  // of sheets looked at, and what is wrong
};

}  // namespace

std::unique_ptr<Sheets> open_xlsx(std::shared_ptr<const Zip> zip) { return std::make_unique<Xlsx>(std::move(zip)); }

}  // namespace gengxin
