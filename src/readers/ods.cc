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
class Content final : public XmlHandler {
 public:
  static constexpr size_t all_tables = SIZE_MAX;

  Content(std::unique_ptr<ZipPart> part, size_t table) : wanted_(table), parser_(std::move(part), *this) {}

  /// Whether the table is still to come; then it is the one that read() reads from now on.
  bool go_on_to(size_t table) {
    if (broken_ || depth_in_cell_ > 0 || table < table_) return false;
    wanted_ = table;
    done_ = false;
    repeat_ = 0;
    merges_ = {};
    hidden = {};
    cells_ = 0;
    column_ = 0;
    return true;
  }

  bool read(Rows& out) {
    out_ = &out;
    out.buffer.reserve(piece_size);
    try {
      for (;;) {
        expand();
        const bool full = out.rows.size() >= rows_of_a_block || out.buffer.size() >= piece_size / 2;
        // A merge over a few rows more should end in this block.
        const bool cut = full && (out.rows.size() >= 2 * rows_of_a_block || !merges_.open_after(number_));
        if (done_ || repeat_ > 0 || cut) break;
        if (!parser_.parse_some()) done_ = true;
      }
    } catch (...) {
      broken_ = true;
      merges_.finish(out);
      throw;
    }
    merges_.finish(out);
    return !done_ || repeat_ > 0 || !out.rows.empty() || !out.diagnostics.empty();
  }

  Hidden hidden;

  /// For all_tables: names and first rows.
  std::vector<std::string> names;
  std::vector<bool> hidden_tables;
  std::deque<Rows> previews;
  void read_previews() { parser_.parse_all(); }

  void start(std::string_view element, const XmlAttributes& a) override {
    if (element == "table:table" && depth_in_cell_ == 0) {
      names.emplace_back(a.get("table:name"));
      hidden_tables.push_back(hidden_styles_.contains(std::string(a.get("table:style-name"))));
      ++table_;
      number_ = 0;
      column_ = 0;
      merges_ = {};
      if (wanted_ == all_tables) out_ = &previews.emplace_back();
    } else if (table_ == 0) {
      if (element == "style:style") style_ = a.get("style:name");
      if (element == "style:table-properties" && a.get("table:display") == "false") hidden_styles_.insert(style_);
    } else if (!in_wanted_table()) {
      return;
    } else if (depth_in_cell_ > 0) {
      ++depth_in_cell_;
      in_cell(element, a);
    } else if (element == "table:table-column") {
      const size_t repeated = std::min(to_count(a.get("table:number-columns-repeated")), most_columns + 1);
      if (is_hidden(a)) hidden.columns(column_, column_ + repeated - 1);
      column_ += repeated;
    } else if (element == "table:table-row") {
      hidden_row_ = is_hidden(a);
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
      const size_t rows = to_count(a.get("table:number-rows-spanned"));
      if (rows > 1) merges_.add(column_, number_ + 1, number_ + std::min<uint64_t>(rows, most_rows));
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
      if (table_ == wanted_ + 1 && wanted_ != all_tables) {
        done_ = true;
        parser_.pause();  // another table may be wanted next
      }
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
  static bool is_hidden(const XmlAttributes& a) {
    const std::string_view visibility = a.get("table:visibility");
    return visibility == "collapse" || visibility == "filter";
  }

  bool in_wanted_table() const {
    if (table_ == 0 || done_) return false;
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
    for (; repeat_ > 0 && out_->rows.size() < room; --repeat_, ++row_number_) {
      if (row_repeat_ > 1) cells_ += row_.size();
      if (cells_ > most_cells) {
        Diagnostic d = row_error({}, row_number_,
                                 say("从此行起重复的单元格太多，没有读取；请删去表格下方和右侧的重复内容",
                                     "from this row on there are too many repeated cells, which were not read; delete "
                                     "the repetitions below and beside the table"));
        out_->diagnostics.push_back(std::move(d));
        repeat_ = 0;
        cells_ = 0;
        return;
      }
      SheetRow row = row_;
      if (!merges_.fill(row, row_number_, *out_)) continue;
      if (hidden_row_) hidden.row(row_number_);
      hidden.look_at(row.cells());
      row.append_copy_to(*out_, row_number_);
      merges_.appended(row_number_, *out_);
    }
  }

  /// Of repeated rows: more than any inventory has, and little enough to be read in a second.
  static constexpr size_t most_cells = 10'000'000;

  size_t wanted_;
  bool done_ = false;    // the wanted table was read
  bool broken_ = false;  // no more can be read
  MergedCells merges_;
  bool hidden_row_ = false;
  size_t cells_ = 0;
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

/// One table. Tables are mostly read one after the other, and then by one walk through the file.
class OdsSheet final : public SheetReader {
 public:
  OdsSheet(std::shared_ptr<Content> content) : content_(std::move(content)) {}
  bool read(Rows& out) override {
    const bool more = content_->read(out);
    if (!more) hidden = content_->hidden;
    return more;
  }

 private:
  std::shared_ptr<Content> content_;
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
    hidden_ = std::move(content.hidden_tables);
    previews_ = std::move(content.previews);
    if (names_.empty()) throw WorkbookError(say("工作簿中没有工作表", "the workbook has no sheet"));
  }

  const std::vector<std::string>& names() const override { return names_; }
  bool hidden(size_t sheet) const override { return hidden_[sheet]; }
  std::unique_ptr<SheetReader> open(size_t sheet) override {
    if (walk_ == nullptr || walk_.use_count() > 1 || !walk_->go_on_to(sheet))
      walk_ = std::make_shared<Content>(zip_->open(*content_), sheet);
    return std::make_unique<OdsSheet>(walk_);
  }
  void preview(size_t sheet, Rows& out) override { std::swap(out, previews_[sheet]); }

 private:
  std::shared_ptr<const Zip> zip_;
  const ZipEntry* content_;
  std::vector<std::string> names_;
  std::vector<bool> hidden_;
  std::deque<Rows> previews_;
  std::shared_ptr<Content> walk_;  // the last one
};

}  // namespace

std::unique_ptr<Sheets> open_ods(std::shared_ptr<const Zip> zip) { return std::make_unique<Ods>(std::move(zip)); }

}  // namespace gengxin
