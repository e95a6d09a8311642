#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "readers/keyed.h"
#include "readers/sheets.h"
#include "readers/workbook.h"
#include "readers/xml.h"

namespace gengxin {
namespace {

/// For parts that are small enough to look at element by element.
class SmallPart final : public XmlHandler {
 public:
  using Start = std::function<void(std::string_view path, const XmlAttributes&)>;
  explicit SmallPart(Start start) : start_(std::move(start)) {}
  /// `path`: the local names from the root, "workbook/sheets/sheet".
  void start(std::string_view element, const XmlAttributes& attributes) override {
    lengths_.push_back(path_.size());
    if (path_.size() < 4096) {
      if (!path_.empty()) path_ += '/';
      path_ += local_name(element);
    }
    start_(path_, attributes);
  }
  void end(std::string_view) override {
    path_.resize(lengths_.back());
    lengths_.pop_back();
  }
  void text(std::string_view) override {}

 private:
  Start start_;
  std::string path_;
  std::vector<size_t> lengths_;
};

void parse_small(const Zip& zip, const ZipEntry& entry, SmallPart::Start start) {
  if (entry.size > 64 << 20)
    throw WorkbookError(say("工作簿异常：说明部分过大", "the workbook is damaged: its directory is too large"));
  SmallPart handler(std::move(start));
  XmlParser(zip.open(entry), handler).parse_all();
}

/// An attribute by its local name, whatever its prefix ("r:id").
std::string_view any_prefix(const XmlAttributes& attributes, std::string_view prefixed, std::string_view name) {
  const char* value = attributes.find(prefixed);
  return value != nullptr ? std::string_view(value) : attributes.get(name);
}

uint32_t to_number(std::string_view text, uint32_t otherwise) {
  uint32_t n = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), n);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? n : otherwise;
}

/// "worksheets/sheet1.xml" seen from "xl/workbook.xml"; a leading slash means the archive's root.
std::string resolve(std::string_view base, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::string path(base.substr(0, base.rfind('/') == std::string_view::npos ? 0 : base.rfind('/') + 1));
  while (target.starts_with("../")) {
    target.remove_prefix(3);
    if (!path.empty()) path.pop_back();
    path.resize(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1);
  }
  return path + std::string(target);
}

/// "_x000D_" stands for a character that XML cannot hold.
void decode_escapes(std::string& text) {
  for (size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
    uint32_t point = 0;
    if (at + 7 > text.size() || text[at + 6] != '_') continue;
    const auto parsed = std::from_chars(text.data() + at + 2, text.data() + at + 6, point, 16);
    if (parsed.ptr != text.data() + at + 6) continue;
    std::string character;
    if (point == '\r' || point < 0x20) {
      character = point == '\n' ? "\n" : point == '\t' ? "\t" : "";
    } else if (point < 0x80) {
      character = static_cast<char>(point);
    } else if (point < 0x800) {
      character = {static_cast<char>(0xC0 | point >> 6), static_cast<char>(0x80 | (point & 0x3F))};
    } else if (point < 0xD800 || point > 0xDFFF) {
      character = {static_cast<char>(0xE0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3F)),
                   static_cast<char>(0x80 | (point & 0x3F))};
    } else {
      continue;
    }
    text.replace(at, 7, character);
    at += character.size();
    if (at > 0) --at;
  }
}

/// What all sheets share.
struct Book {
  std::shared_ptr<const Zip> zip;
  bool from_1904 = false;
  std::vector<NumberFormat> formats;  // by cell style
  std::string text;                   // all shared strings
  std::vector<size_t> ends;           // where each ends

  std::optional<std::string_view> shared_string(uint32_t i) const {
    if (i >= ends.size()) return std::nullopt;
    const size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(text).substr(begin, ends[i] - begin);
  }
};

/// <sst><si><t>..</t></si><si><r><t>..</t></r><rPh>(how it is read aloud)</rPh></si></sst>
class SharedStrings final : public XmlHandler {
 public:
  explicit SharedStrings(Book& book) : book_(book) {}
  void start(std::string_view element, const XmlAttributes&) override {
    const std::string_view name = local_name(element);
    if (name == "si") string_.clear();
    if (name == "rPh") ++spoken_;
    if (name == "t") ++in_text_;
  }
  void end(std::string_view element) override {
    const std::string_view name = local_name(element);
    if (name == "rPh") --spoken_;
    if (name == "t") --in_text_;
    if (name != "si") return;
    decode_escapes(string_);
    book_.text += string_;
    book_.ends.push_back(book_.text.size());
    if (book_.text.size() > (size_t{1} << 30) || book_.ends.size() > (size_t{1} << 26))
      throw WorkbookError(say("工作簿的文字超过 1 GiB；请拆分，或改用 CSV",
                              "the workbook's texts take more than 1 GiB; split it, or use CSV"));
  }
  void text(std::string_view text) override {
    if (in_text_ > 0 && spoken_ == 0) string_ += text;
  }

 private:
  Book& book_;
  std::string string_;
  int in_text_ = 0;
  int spoken_ = 0;
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

/// The bytes of a part after what has been read of it, below a root of their own.
class Remainder final : public ZipPart {
 public:
  Remainder(std::unique_ptr<ZipPart> part, std::string_view read) : part_(std::move(part)), before_("<rest>") {
    before_ += read;
  }
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
/// of the rows, a tenth of the time that parsing it takes.
void read_merges(std::unique_ptr<ZipPart> part, MergedCells& merges) {
  constexpr std::string_view mark = "sheetData>";
  constexpr size_t piece = 64 << 10, longest_tag = 64;  // </x:sheetData>
  std::string window;
  for (bool more = true; more;) {
    const size_t kept = std::min(window.size(), longest_tag);
    window.erase(0, window.size() - kept);
    window.resize(kept + piece);
    const size_t got = part->read(window.data() + kept, piece);
    window.resize(kept + got);
    more = got == piece;
    for (size_t at = window.find(mark); at != std::string::npos; at = window.find(mark, at + 1)) {
      const size_t open = window.rfind('<', at);
      if (open == std::string::npos || window.compare(open, 2, "</") != 0) continue;
      const std::string_view prefix = std::string_view(window).substr(open + 2, at - open - 2);
      if (!prefix.empty() && (prefix.back() != ':' || prefix.find_first_of(" \t\r\n>") != std::string_view::npos))
        continue;
      MergeList(std::make_unique<Remainder>(std::move(part), std::string_view(window).substr(at + mark.size())), merges)
          .read();
      return;
    }
  }
}

class XlsxSheet final : public SheetReader, public XmlHandler {
 public:
  XlsxSheet(std::shared_ptr<const Book> book, std::unique_ptr<ZipPart> part, size_t rows)
      : book_(std::move(book)), rows_wanted_(rows), parser_(std::move(part), *this) {}

  MergedCells merges;

  bool read(Rows& out) override {
    out_ = &out;
    out.keep = book_;
    out.buffer.reserve(piece_size);
    full_ = false;
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
      set_column(attributes.get("r"));
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

  static bool is_true(std::string_view text) { return text == "1" || text == "true"; }

  /// "AB12": the column. Without a reference the cell stands right of the one before.
  void set_column(std::string_view reference) {
    size_t column = 0;
    size_t i = 0;
    for (; i < reference.size() && i < 4 && reference[i] >= 'A' && reference[i] <= 'Z'; ++i)
      column = column * 26 + static_cast<size_t>(reference[i] - 'A') + 1;
    if (column > 0) column_ = column - 1;
  }

  Cell cell() {
    if (has_formula_ && (!has_value_ || (value_.empty() && type_ != "str")))
      return {store(*out_, "=" + formula_), CellType::error};
    if (!has_value_) return {};
    if (type_ == "s") {
      const auto shared = book_->shared_string(to_number(value_, UINT32_MAX));
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
      std::string text =
          format == NumberFormat::time ? time_of_day(serial) : serial_date(serial, book_->from_1904, format);
      if (!text.empty()) return {store(*out_, text), format == NumberFormat::time ? CellType::text : CellType::date};
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
    std::string workbook = "xl/workbook.xml";
    if (const ZipEntry* root = in.find("_rels/.rels"))
      parse_small(in, *root, [&](std::string_view, const XmlAttributes& a) {
        if (a.get("Type").ends_with("/officeDocument")) workbook = resolve("", a.get("Target"));
      });
    const ZipEntry* entry = in.find(workbook);
    if (entry == nullptr || workbook.ends_with(".bin"))
      throw WorkbookError(
          entry != nullptr
              ? say("不支持 .xlsb；请另存为 .xlsx", ".xlsb is not supported; save it as .xlsx")
              : say("不是工作簿；应为 .xlsx 或 .ods 文件", "is no workbook; it should be an .xlsx or .ods file"));

    std::map<std::string, std::pair<std::string, std::string>, std::less<>> relations;  // id -> type, part
    const size_t slash = workbook.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : workbook.substr(0, slash + 1);
    if (const ZipEntry* rels = in.find(folder + "_rels/" + workbook.substr(folder.size()) + ".rels"))
      parse_small(in, *rels, [&](std::string_view, const XmlAttributes& a) {
        const std::string_view type = a.get("Type");
        relations[std::string(a.get("Id"))] = {std::string(type.substr(type.rfind('/') + 1)),
                                               resolve(workbook, a.get("Target"))};
      });

    std::set<std::string> parts_seen;
    parse_small(in, *entry, [&](std::string_view path, const XmlAttributes& a) {
      if (path == "workbook/workbookPr") book_->from_1904 = a.get("date1904") == "1" || a.get("date1904") == "true";
      if (path != "workbook/sheets/sheet") return;
      const auto relation = relations.find(any_prefix(a, "r:id", "id"));
      if (relation == relations.end() || relation->second.first != "worksheet") return;  // a chart
      if (in.find(relation->second.second) == nullptr) return;
      constexpr size_t most_sheets = 10000;
      if (names_.size() >= most_sheets || !parts_seen.insert(relation->second.second).second)
        throw WorkbookError(say("工作簿异常：工作表超过一万张，或两张共用一个部分",
                                "the workbook is damaged: more than 10,000 sheets, or two of them are one part"));
      names_.emplace_back(a.get("name"));
      parts_.push_back(relation->second.second);
      hidden_.push_back(a.get("state") == "hidden" || a.get("state") == "veryHidden");
    });
    if (parts_.empty()) throw WorkbookError(say("工作簿中没有工作表", "the workbook has no sheet"));

    for (const auto& [id, relation] : relations) {
      const ZipEntry* part = in.find(relation.second);
      if (part == nullptr) continue;
      if (relation.first == "styles") read_styles(*part);
      if (relation.first == "sharedStrings") {
        SharedStrings handler(*book_);
        XmlParser(in.open(*part), handler).parse_all();
      }
    }
  }

  const std::vector<std::string>& names() const override { return names_; }
  bool hidden(size_t sheet) const override { return hidden_[sheet]; }
  std::unique_ptr<SheetReader> open(size_t sheet) override {
    auto reader = open(sheet, rows_of_a_block);
    try {
      read_merges(part(sheet), reader->merges);
    } catch (const WorkbookError&) {
      // What is damaged before the rows' end, reading the rows says.
    }
    return reader;
  }
  void preview(size_t sheet, Rows& out) override { open(sheet, preview_rows)->read(out); }

 private:
  std::unique_ptr<ZipPart> part(size_t sheet) const { return book_->zip->open(*book_->zip->find(parts_[sheet])); }
  std::unique_ptr<XlsxSheet> open(size_t sheet, size_t rows) const {
    return std::make_unique<XlsxSheet>(book_, part(sheet), rows);
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
};

}  // namespace

std::unique_ptr<Sheets> open_xlsx(std::shared_ptr<const Zip> zip) { return std::make_unique<Xlsx>(std::move(zip)); }

}  // namespace gengxin
