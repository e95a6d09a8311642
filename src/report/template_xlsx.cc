// The workbook to fill in, by libxlsxwriter.
//
// Every list of choices stands on a hidden sheet, each in a column of its own: Excel takes no more than 255 characters
// of a list written into a cell's rule, and a choice may hold a comma. A rule for numbers, dates and places warns and
// lets the entry pass, for the program reads more than a rule can say (7.5kW, 2003年, an address); a choice that is not
// on the list is refused. Whole columns carry the formats, so that no empty cell has to be written.
#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <map>
#include <memory>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/text.h"
#include "report/template.h"

namespace gengxin {
namespace {

constexpr lxw_row_t last_row = 2000;        // of what a rule and the filter cover
constexpr int page_width = 76;              // of A4, in digits
constexpr uint8_t a4 = 9;                   // paper
constexpr int widest = 28, narrowest = 10;  // columns, in digits

class Writer {
 public:
  Writer(const InventoryTemplate& inventory, const std::string& path) : inventory_(inventory), path_(path) {
    book_ = workbook_new(path.c_str());
    if (book_ == nullptr)
      throw UsageError(fmt::format(fmt::runtime(say("-o {}：无法写入", "-o {}: cannot be written")), path));
    lxw_doc_properties properties{};
    properties.title = text(inventory.title);
    properties.author = text("gengxin");
    properties.created = static_cast<time_t>(inventory.as_of) * 86400;
    workbook_set_properties(book_, &properties);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() {
    if (book_ != nullptr) lxw_workbook_free(book_);
  }

  void write() {
    make_formats();
    instructions(add_sheet(say("填表说明", "Instructions")));
    std::vector<lxw_worksheet*> sheets;
    for (const TemplateSheet& sheet : inventory_.sheets) sheets.push_back(add_sheet(sheet.name));
    lists_name_ = say("下拉列表", "Lists");
    lists_ = add_sheet(lists_name_);
    worksheet_hide(lists_);
    for (size_t i = 0; i < sheets.size(); ++i) inventory_sheet(sheets[i], inventory_.sheets[i]);
    if (!sheets.empty()) worksheet_activate(sheets.front());
    lxw_workbook* book = book_;
    book_ = nullptr;  // workbook_close frees it, whatever it returns
    if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR)
      throw UsageError(fmt::format(fmt::runtime(say("-o {}：写入失败：{}", "-o {}: writing failed: {}")), path_,
                                   lxw_strerror(error)));
  }

 private:
  using Weight = TemplateColumn::Weight;
  using Entry = TemplateColumn::Entry;

  // libxlsxwriter takes char* and changes nothing in it.
  static char* text(const std::string& s) { return const_cast<char*>(s.c_str()); }
  static char* text(const char* s) { return const_cast<char*>(s); }

  lxw_worksheet* add_sheet(const std::string& name) {
    lxw_worksheet* sheet = workbook_add_worksheet(book_, name.c_str());
    if (sheet == nullptr) throw std::logic_error("a sheet's name that a workbook does not take: " + name);
    return sheet;
  }

  lxw_format* header_format(lxw_color_t colour) {
    lxw_format* format = workbook_add_format(book_);
    format_set_bold(format);
    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_CENTER);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(format, colour);
    format_set_border(format, LXW_BORDER_THIN);
    return format;
  }

  void make_formats() {
    // One colour a weight, in the order of the enumeration.
    for (const lxw_color_t colour : {0xF8CBAD, 0xDDEBF7, 0xE2EFDA, 0xEDEDED}) {
      headers_.push_back(header_format(colour));
      legend_.push_back(workbook_add_format(book_));
      format_set_bg_color(legend_.back(), colour);
    }
    title_ = workbook_add_format(book_);
    format_set_bold(title_);
    format_set_font_size(title_, 16);
    prose_ = workbook_add_format(book_);
    format_set_text_wrap(prose_);
    format_set_align(prose_, LXW_ALIGN_VERTICAL_TOP);
    for (const Entry entry : {Entry::text, Entry::number, Entry::integer, Entry::money, Entry::date, Entry::list}) {
      const char* code = entry == Entry::date      ? "yyyy-mm-dd"
                         : entry == Entry::money   ? "#,##0.00"
                         : entry == Entry::integer ? "0"
                         : entry == Entry::text    ? "@"
                                                   : "General";
      lxw_format* plain = workbook_add_format(book_);
      lxw_format* example = workbook_add_format(book_);
      format_set_num_format(plain, code);
      format_set_num_format(example, code);
      format_set_italic(example);
      format_set_font_color(example, 0x7F7F7F);
      plain_[entry] = plain;
      example_[entry] = example;
    }
  }

  void instructions(lxw_worksheet* sheet) {
    worksheet_set_column(sheet, 0, 0, page_width, nullptr);
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(sheet, a4);
    lxw_row_t row = 0;
    worksheet_write_string(sheet, row++, 0, inventory_.title.c_str(), title_);
    ++row;
    for (const std::string& line : inventory_.instructions) prose(sheet, row++, line, prose_);
    ++row;
    const std::pair<Weight, const char*> legend[] = {
        {Weight::key, say("橙色表头：关键项。缺了它，有关的判定多半是“资料不足”。",
                          "Orange header: key. Without it most verdicts stay undetermined.")},
        {Weight::useful,
         say("蓝色表头：有就填。只有一部分条款问到。", "Blue header: fill in what is known. Some clauses ask for it.")},
        {Weight::money, say("绿色表头：算节电量、电费和税收优惠时才用到。",
                            "Green header: only for savings, tax credits and subsidies.")},
        {Weight::identity,
         say("灰色表头：认设备用，没有条款问到。", "Grey header: says which machine it is; no clause asks.")},
    };
    for (const auto& [weight, words] : legend) prose(sheet, row++, words, legend_[static_cast<size_t>(weight)]);
  }

  // LibreOffice leaves rows as high as the file says, so the lines are counted here.
  void prose(lxw_worksheet* sheet, lxw_row_t row, const std::string& line, lxw_format* format) {
    const int lines = std::max(1, (display_width(line) + page_width - 1) / page_width);
    worksheet_set_row(sheet, row, 15.0 * lines, nullptr);
    worksheet_write_string(sheet, row, 0, line.c_str(), format);
  }

  // The choices' place on the hidden sheet, as a rule wants it: ='下拉列表'!$A$1:$A$3
  std::string list_formula(const std::vector<std::string>& choices) {
    const auto [at, fresh] = list_columns_.emplace(choices, static_cast<lxw_col_t>(list_columns_.size()));
    const lxw_col_t column = at->second;
    if (fresh)
      for (size_t i = 0; i < choices.size(); ++i)
        worksheet_write_string(lists_, static_cast<lxw_row_t>(i), column, choices[i].c_str(), nullptr);
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    lxw_rowcol_to_range_abs(range, 0, column, static_cast<lxw_row_t>(choices.size() - 1), column);
    return fmt::format("='{}'!{}", lists_name_, range);
  }

  void validate(lxw_worksheet* sheet, lxw_col_t at, const TemplateColumn& column) {
    if (column.entry == Entry::text || (column.entry == Entry::list && column.choices.empty())) return;
    lxw_data_validation rule{};
    rule.ignore_blank = LXW_VALIDATION_ON;
    rule.show_error = LXW_VALIDATION_ON;
    rule.show_input = LXW_VALIDATION_OFF;
    rule.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING;
    rule.error_title = text(say("请核对", "Please check"));
    const std::string advice = cut(column.advice, 240);
    rule.error_message = text(advice);
    std::string formula;
    rule.criteria = LXW_VALIDATION_CRITERIA_BETWEEN;
    rule.minimum_number = column.min;
    rule.maximum_number = column.max;
    switch (column.entry) {
      case Entry::list:
        formula = list_formula(column.choices);
        rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        rule.criteria = LXW_VALIDATION_CRITERIA_NONE;
        rule.value_formula = text(formula);
        rule.dropdown = LXW_VALIDATION_ON;
        if (!column.free) rule.error_type = LXW_VALIDATION_ERROR_TYPE_STOP;
        break;
      case Entry::integer:
        rule.validate = LXW_VALIDATION_TYPE_INTEGER;
        break;
      case Entry::date:
        rule.validate = LXW_VALIDATION_TYPE_DATE;
        rule.minimum_datetime = datetime(column.first);
        rule.maximum_datetime = datetime(column.last);
        break;
      default:
        rule.validate = LXW_VALIDATION_TYPE_DECIMAL;
    }
    if (const lxw_error error = worksheet_data_validation_range(sheet, 1, at, last_row, at, &rule);
        error != LXW_NO_ERROR)
      throw std::logic_error(fmt::format("the column {}: {}", column.header, lxw_strerror(error)));
  }

  static lxw_datetime datetime(Day day) {
    const std::string iso = format_date(day);
    lxw_datetime out{};
    out.year = std::stoi(iso.substr(0, 4));
    out.month = std::stoi(iso.substr(5, 2));
    out.day = std::stoi(iso.substr(8, 2));
    return out;
  }

  void comment(lxw_worksheet* sheet, lxw_col_t at, const std::string& note) {
    lxw_comment_options options{};
    options.author = text("gengxin");
    size_t lines = 0;
    for (size_t from = 0; from < note.size();) {
      const size_t end = std::min(note.find('\n', from), note.size());
      lines += 1 + static_cast<size_t>(display_width(std::string_view(note).substr(from, end - from))) / 52;
      from = end + 1;
    }
    options.width = 380;
    options.height = static_cast<uint16_t>(20 + 17 * lines);
    worksheet_write_comment_opt(sheet, 0, at, note.c_str(), &options);
  }

  void cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t at, const TemplateColumn& column, const TemplateCell& cell) {
    lxw_format* format = example_[column.entry];
    switch (cell.kind) {
      case TemplateCell::Kind::empty:
        return;
      case TemplateCell::Kind::number:
        worksheet_write_number(sheet, row, at, std::stod(cell.text), format);
        return;
      case TemplateCell::Kind::date: {
        lxw_datetime day = datetime(*parse_iso_date(cell.text));
        worksheet_write_datetime(sheet, row, at, &day, format);
        return;
      }
      case TemplateCell::Kind::text:
        worksheet_write_string(sheet, row, at, cell.text.c_str(), format);
    }
  }

  void inventory_sheet(lxw_worksheet* sheet, const TemplateSheet& content) {
    int header_lines = 1;
    for (size_t c = 0; c < content.columns.size(); ++c) {
      const TemplateColumn& column = content.columns[c];
      const auto at = static_cast<lxw_col_t>(c);
      const int header = display_width(column.header) + 3;  // and the filter's arrow
      int width = std::clamp(header, narrowest, 18);
      for (const TemplateExample& example : content.examples)
        width = std::max(width, std::min(display_width(example.cells[c].text) + 2, widest));
      header_lines = std::max(header_lines, (header + width - 1) / width);
      worksheet_set_column(sheet, at, at, width, plain_[column.entry]);
      worksheet_write_string(sheet, 0, at, column.header.c_str(), headers_[static_cast<size_t>(column.weight)]);
      if (!column.note.empty()) comment(sheet, at, column.note);
      validate(sheet, at, column);
      for (size_t r = 0; r < content.examples.size(); ++r)
        cell(sheet, static_cast<lxw_row_t>(r + 1), at, column, content.examples[r].cells[c]);
    }
    worksheet_set_row(sheet, 0, 8 + 15.0 * header_lines, nullptr);
    worksheet_freeze_panes(sheet, 1, 2);
    worksheet_autofilter(sheet, 0, 0, last_row, static_cast<lxw_col_t>(content.columns.size() - 1));
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, a4);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_repeat_columns(sheet, 0, 1);
    worksheet_gridlines(sheet, LXW_SHOW_ALL_GRIDLINES);
    worksheet_set_footer(sheet, "&C&A  &P / &N");
  }

  const InventoryTemplate& inventory_;
  std::string path_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* lists_ = nullptr;
  std::string lists_name_;
  std::map<std::vector<std::string>, lxw_col_t> list_columns_;
  std::vector<lxw_format*> headers_, legend_;  // by weight
  lxw_format *title_ = nullptr, *prose_ = nullptr;
  std::map<Entry, lxw_format*> plain_, example_;
};

}  // namespace

void write_template_xlsx(const InventoryTemplate& inventory, const std::string& path) {
  Writer(inventory, path).write();
}

}  // namespace gengxin
