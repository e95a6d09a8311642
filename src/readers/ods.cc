#include <algorithm>
#include <charconv>
#include <set>

#include "readers/keyed.h"
#include "readers/sheets.h"
#include "readers/workbook.h"
#include "readers/xml.h"

namespace gengxin {
namespace {

size_t to_count(std::string_view text) {
  size_t n = 1;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return std::max<size_t>(n, 1);
}

/// Walks through content.xml: the tables' names, and the rows of one table or the first rows of each.
class Content final : public SheetReader, public XmlHandler {
 public:
  static constexpr size_t all_tables = SIZE_MAX;

  Content(std::unique_ptr<ZipPart> part, size_t table) : wanted_(table), parser_(std::move(part), *this) {}

  bool read(Rows& out) override {
    out_ = &out;
    out.buffer.reserve(piece_size);
    bool more = true;
    for (;;) {
      expand();
      if (out.rows.size() >= rows_of_a_block || out.buffer.size() >= piece_size / 2 || !more) break;
      more = parser_.parse_some();
    }
    return more || repeat_ > 0 || !out.rows.empty() || !out.diagnostics.empty();
  }

  /// For all_tables: names and first rows.
  std::vector<std::string> names;
  std::vector<bool> hidden;
  std::deque<Rows> previews;
  void read_previews() { parser_.parse_all(); }

  void start(std::string_view element, const XmlAttributes& a) override {
    if (element == "table:table" && depth_in_cell_ == 0) {
      names.emplace_back(a.get("table:name"));
      hidden.push_back(hidden_styles_.contains(std::string(a.get("table:style-name"))));
      ++table_;
      number_ = 0;
      if (wanted_ == all_tables) out_ = &previews.emplace_back();
    } else if (table_ == 0) {
      if (element == "style:style") style_ = a.get("style:name");
      if (element == "style:table-properties" && a.get("table:display") == "false") hidden_styles_.insert(style_);
    } else if (!in_wanted_table()) {
      return;
    } else if (depth_in_cell_ > 0) {
      ++depth_in_cell_;
      in_cell(element, a);
    } else if (element == "table:table-row") {
      row_.clear();
      texts_.clear();
      texts_.buffer.reserve(4096);
      column_ = 0;
      row_repeat_ = to_count(a.get("table:number-rows-repeated"));
    } else if (element == "table:table-cell" || element == "table:covered-table-cell") {
      depth_in_cell_ = 1;
      skip_from_ = paragraph_ = paragraphs_ = 0;
      text_.clear();
      columns_ = to_count(a.get("table:number-columns-repeated"));
      type_ = a.get("calcext:value-type") == "error" ? std::string_view("error") : a.get("office:value-type");
      formula_ = a.get("table:formula");
      value_ = a.get("office:value");
      if (type_ == "date") value_ = a.get("office:date-value");
      if (type_ == "boolean") value_ = a.get("office:boolean-value");
      if (type_ == "string") value_ = a.get("office:string-value");
    }
  }

  void end(std::string_view element) override {
    if (element == "table:table" && depth_in_cell_ == 0) {
      if (table_ == wanted_ + 1 && wanted_ != all_tables) parser_.stop();
      return;
    }
    if (!in_wanted_table()) return;
    if (depth_in_cell_ > 0) {
      if (depth_in_cell_ == skip_from_) skip_from_ = 0;
      if (depth_in_cell_ == paragraph_) paragraph_ = 0;
      if (--depth_in_cell_ > 0) return;
      const Cell value = cell();
      if (value.type != CellType::empty)
        for (size_t i = 0; i < columns_ && column_ + i <= most_columns; ++i) row_.set(column_ + i, value);
      column_ += columns_;
    } else if (element == "table:table-row") {
      row_number_ = number_ + 1;
      row_repeat_ = std::min<uint64_t>(row_repeat_, most_rows - std::min(number_, most_rows));
      number_ += row_repeat_;
      if (row_.empty()) return;
      repeat_ = row_repeat_;
      expand();
      if (wanted_ == all_tables)
        repeat_ = 0;
      else if (out_->rows.size() >= rows_of_a_block)
        parser_.pause();
    }
  }

  void text(std::string_view text) override {
    if (depth_in_cell_ > 0 && paragraph_ > 0 && skip_from_ == 0) text_ += text;
  }

 private:
  bool in_wanted_table() const {
    if (table_ == 0) return false;
    return wanted_ == all_tables ? out_->rows.size() < preview_rows : table_ == wanted_ + 1;
  }

  void in_cell(std::string_view element, const XmlAttributes& a) {
    if (skip_from_ > 0) return;
    if (element == "office:annotation" || element.starts_with("draw:") || element == "table:table") {
      skip_from_ = depth_in_cell_;  // comments and pictures are no part of the value
    } else if (element == "text:p") {
      if (paragraphs_++ > 0) text_ += '\n';
      paragraph_ = depth_in_cell_;
    } else if (element == "text:s") {
      text_.append(std::min<size_t>(to_count(a.get("text:c")), 100), ' ');
    } else if (element == "text:tab") {
      text_ += '\t';
    } else if (element == "text:line-break") {
      text_ += '\n';
    }
  }

  Cell cell() {
    if (type_ == "error") return {store(texts_, text_), CellType::error};
    if (type_.empty() && text_.empty()) {
      if (!formula_.empty()) return {store(texts_, formula_), CellType::error};  // never calculated
      return {};
    }
    if (type_ == "boolean") return {value_ == "true" ? "true" : "false", CellType::boolean};
    if (type_ == "date") return {store(texts_, std::string_view(value_).substr(0, value_.find('T'))), CellType::date};
    if (type_ == "float" || type_ == "currency" || type_ == "percentage") {
      const bool percent = type_ == "percentage";
      const std::string plain = plain_number(value_, percent ? 2 : 0);
      if (text_.starts_with("Err:") || text_.starts_with("#")) return {store(texts_, text_), CellType::error};
      if (!plain.empty())
        return percent ? Cell{store(texts_, plain + "%"), CellType::text}
                       : Cell{store(texts_, plain), CellType::number};
    }
    const std::string& shown = text_.empty() ? value_ : text_;
    return {store(texts_, shown), shown.empty() ? CellType::empty : CellType::text};
  }

  /// Appends row_ as often as it is repeated and `out_` has room.
  void expand() {
    const size_t room = wanted_ == all_tables ? preview_rows : rows_of_a_block;
    for (; repeat_ > 0 && out_->rows.size() < room; --repeat_) row_.append_copy_to(*out_, row_number_++);
  }

  size_t wanted_;
  Rows* out_ = nullptr;
  size_t table_ = 0;     // 1 = first
  uint64_t number_ = 0;  // of the last row
  uint64_t row_number_ = 0;
  uint64_t row_repeat_ = 1;
  uint64_t repeat_ = 0;  // how often row_ is still to be appended
  size_t column_ = 0;
  size_t columns_ = 1;
  size_t depth_in_cell_ = 0;
  size_t skip_from_ = 0;  // depth of the element whose text is no part of the cell
  size_t paragraph_ = 0;  // depth of the paragraph that is open
  size_t paragraphs_ = 0;
  std::string text_, type_, formula_, value_;
  std::string style_;
  std::set<std::string> hidden_styles_;  // of tables
  SheetRow row_;
  Rows texts_;  // holds row_'s texts: the row may be repeated beyond the block that it begins in
  XmlParser parser_;
};

class Ods final : public Sheets {
 public:
  explicit Ods(std::shared_ptr<const Zip> zip) : zip_(std::move(zip)), content_(zip_->find("content.xml")) {
    if (const ZipEntry* manifest = zip_->find("META-INF/manifest.xml"))
      if (zip_->read(*manifest).find("encryption-data") != std::string::npos)
        throw WorkbookError(
            say("工作簿有密码保护；请取消密码后另存", "the workbook is protected by a password; save it without one"));
    Content content(zip_->open(*content_), Content::all_tables);
    content.read_previews();
    names_ = std::move(content.names);
    hidden_ = std::move(content.hidden);
    previews_ = std::move(content.previews);
    if (names_.empty()) throw WorkbookError(say("工作簿中没有工作表", "the workbook has no sheet"));
  }

  const std::vector<std::string>& names() const override { return names_; }
  bool hidden(size_t sheet) const override { return hidden_[sheet]; }
  std::unique_ptr<SheetReader> open(size_t sheet) override {
    return std::make_unique<Content>(zip_->open(*content_), sheet);
  }
  void preview(size_t sheet, Rows& out) override { std::swap(out, previews_[sheet]); }

 private:
  std::shared_ptr<const Zip> zip_;
  const ZipEntry* content_;
  std::vector<std::string> names_;
  std::vector<bool> hidden_;
  std::deque<Rows> previews_;
};

}  // namespace

std::unique_ptr<Sheets> open_ods(std::shared_ptr<const Zip> zip) { return std::make_unique<Ods>(std::move(zip)); }

}  // namespace gengxin
