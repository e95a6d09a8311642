// Our own sheets of an annotated workbook: the totals with their pictures, the clauses cited, the data to collect.
//
// Charts stand beside the table that they show, and only where it holds something; their numbers are the table's cells,
// so that what is changed there changes the picture.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "report/append.h"
#include "report/message.h"
#include "report/xlsx_sheets.h"

namespace gengxin {

namespace {

constexpr uint16_t kChartColumn = 5;
constexpr uint32_t kChartRows = 15;
constexpr uint32_t kPageRows = 34;  // of A4, at the size in which the sheet is printed
/// A sheet has more rows than anyone reads; a list that is cut says so.
constexpr size_t kListRows = 50'000, kCompanies = 10'000;

const std::string& label_in(const Label& label) {
  return lang() == Lang::en && !label.en.empty() ? label.en : label.zh;
}

std::string category_label(const Vocabulary& vocabulary, CategoryId category) {
  if (category < vocabulary.categories.size()) return label_in(vocabulary.categories[category].label);
  return say("类别不明", "category not known");
}

/// Without its folder, which means nothing to whom the workbook is sent.
std::string file_name(const std::string& path) {
  if (path == "-") return say("标准输入", "standard input");
  return nfkc(path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1));
}

class SummarySheet {
 public:
  SummarySheet(XlsxBook& book, const RunInfo& run, const Summary& summary, const ItemRecords& records)
      : book_(book),
        f_(book.formats()),
        run_(run),
        summary_(summary),
        records_(records),
        name_(book.free_name(say("汇总", "Summary"))),
        sheet_(book.add_sheet(name_)) {}

  void write(const std::vector<std::string>& problems) {
    book_.show(sheet_, false, true);
    worksheet_set_tab_color(sheet_, 0x1F4E79);
    worksheet_gridlines(sheet_, LXW_HIDE_ALL_GRIDLINES);
    book_.check(worksheet_set_column(sheet_, 0, 0, 26, nullptr));
    book_.check(worksheet_set_column(sheet_, 1, 11, 12, nullptr));
    book_.text(sheet_, row_++, 0, say("更新核对汇总", "Equipment renewal check: summary"), f_.title);
    facts();
    for (const std::string& problem : problems) book_.text(sheet_, row_++, 0, problem, f_.alert);
    ++row_;
    verdicts();
    energy();
    money();
    days();
    companies();
    categories();
    book_.text(sheet_, row_, 0,
               say("以上为依据所引条款作出的核对结果，不构成法律意见。",
                   "These are the results of checking against the clauses cited, not legal advice."),
               f_.quiet);
    worksheet_set_landscape(sheet_);
    worksheet_set_paper(sheet_, 9);
    worksheet_fit_to_pages(sheet_, 1, 0);
    breaks_.push_back(0);
    book_.check(worksheet_set_h_pagebreaks(sheet_, breaks_.data()));
  }

 private:
  void fact(const char* what, const std::string& text) {
    book_.text(sheet_, row_, 0, what, f_.quiet);
    book_.text(sheet_, row_++, 1, text, nullptr);
  }

  void facts() {
    if (run_.as_of != no_day) fact(say("核对日期", "As of"), format_date(run_.as_of));
    if (run_.region < run_.rules->vocabulary.regions.size())
      fact(say("地区", "Region"), label_in(run_.rules->vocabulary.regions[run_.region].label));
    fact(say("规则库", "Rule base"),
         fmt::format(fmt::runtime(say("{} 个文件，{} 条（{}）", "{} documents, {} clauses ({})")),
                     run_.rules->documents.size(), run_.rules->rules.size(), run_.rules->digest.substr(0, 12)));
    if (!run_.selection.empty()) fact(say("条款选择", "Selection"), run_.selection);
    if (!run_.program.empty()) fact(say("程序", "Program"), run_.program);
    constexpr size_t most = 20;
    for (size_t i = 0; i < run_.inputs.size() && i < most; ++i) {
      const InputInfo& input = run_.inputs[i];
      std::string text = file_name(input.file);
      if (!input.sheet.empty()) text += say("（", " (") + input.sheet + say("）", ")");
      text += say("：", ": ") + input_words(run_, input);
      fact(i == 0 ? say("台账", "Inventory") : "", text);
    }
    if (run_.inputs.size() > most)
      fact("", fmt::format(fmt::runtime(say("…… 共 {} 个", "... {} in all")), run_.inputs.size()));
  }

  /// `rows`: how many belong on one page; a chart is not cut in two.
  void section(const char* title, uint32_t rows = kChartRows + 2) {
    if (row_ + rows > page_ + kPageRows && breaks_.size() < 1000) breaks_.push_back(page_ = row_);
    book_.text(sheet_, row_++, 0, title, f_.section);
  }
  void header(std::initializer_list<const char*> titles) {
    uint16_t column = 0;
    for (const char* title : titles) book_.text(sheet_, row_, column++, title, f_.header);
    ++row_;
  }
  void count(uint16_t column, uint64_t n, lxw_format* format = nullptr) {
    book_.number(sheet_, row_, column, static_cast<double>(n), format == nullptr ? f_.number : format);
  }

  /// A chart beside the table whose rows are first to row_ - 1; then the next table begins below both.
  lxw_chart* chart(uint8_t type, const char* title, uint32_t first,
                   const std::vector<std::pair<uint16_t, uint32_t>>& series, bool legend) {
    lxw_chart* chart = book_.add_chart(type);
    for (const auto& [column, colour] : series) {
      lxw_chart_series* s = chart_add_series(chart, nullptr, nullptr);
      chart_series_set_categories(s, name_.c_str(), first, 0, row_ - 1, 0);
      chart_series_set_values(s, name_.c_str(), first, column, row_ - 1, column);
      chart_series_set_name_range(s, name_.c_str(), first - 1, column);
      lxw_chart_fill fill{};
      fill.color = colour;
      chart_series_set_fill(s, &fill);
      last_series_ = s;
    }
    chart_title_set_name(chart, title);
    lxw_chart_font font{};
    font.size = 12;
    font.bold = LXW_TRUE;
    chart_title_set_name_font(chart, &font);
    if (!legend) chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    if (legend) chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    chart_set_series_gap(chart, 60);
    lxw_chart_line grid{};
    grid.color = 0xE3E3E3;
    lxw_chart_axis* values = type == LXW_CHART_BAR ? chart->x_axis : chart->y_axis;
    chart_axis_major_gridlines_set_visible(values, LXW_TRUE);
    chart_axis_major_gridlines_set_line(values, &grid);
    chart_axis_set_num_format(values, "#,##0");
    if (type == LXW_CHART_BAR) {
      // The table's first row is to be the topmost bar, with the numbers below the last.
      chart_axis_major_gridlines_set_visible(chart->y_axis, LXW_FALSE);
      chart_axis_set_reverse(chart->y_axis);
      chart_axis_set_crossing_max(chart->y_axis);
    }
    lxw_chart_options options{};
    options.x_offset = 8;
    options.x_scale = 1.12;
    options.y_scale = 0.97;
    book_.check(worksheet_insert_chart_opt(sheet_, first - 2, kChartColumn, chart, &options));
    row_ = std::max(row_ + 1, first + kChartRows);
    return chart;
  }

  void verdicts() {
    const Totals all = summary_.all();
    const bool by_item = !records_.items.empty();
    section(say("结论", "Verdicts"));
    header({say("结论", "Verdict"), by_item ? say("设备数", "Items") : say("判定数", "Findings"),
            say("判定数（确定）", "Findings, certain"), say("判定数（疑似）", "Findings, suspected")});
    const uint32_t first = row_;
    std::vector<uint32_t> bars;
    for (size_t v = 0; v < verdict_count; ++v) {
      const auto verdict = static_cast<Verdict>(v);
      const uint64_t findings = all.certain[v] + all.suspected[v];
      const uint64_t items = by_item ? records_.overview.gravest[v] : findings;
      if (items + findings == 0) continue;
      bars.push_back(verdict_colours(verdict).bar);
      book_.text(sheet_, row_, 0,
                 verdict == Verdict::unchecked ? say("未涉及", "no clause applies") : verdict_word(verdict),
                 f_.verdict[v]);
      count(1, items);
      count(2, all.certain[v]);
      count(3, all.suspected[v]);
      ++row_;
    }
    if (row_ == first) {
      book_.text(sheet_, row_++, 0, say("没有读到设备", "no equipment was read"), f_.quiet);
      ++row_;
      return;
    }
    book_.text(sheet_, row_, 0, say("合计", "Total"), f_.header);
    const auto sum = [](const auto& numbers) { return std::accumulate(numbers.begin(), numbers.end(), uint64_t{0}); };
    const uint32_t total = row_;
    const auto fill_total = [&] {
      book_.number(
          sheet_, total, 1,
          static_cast<double>(by_item ? sum(records_.overview.gravest) : sum(all.certain) + sum(all.suspected)),
          f_.number);
      book_.number(sheet_, total, 2, static_cast<double>(sum(all.certain)), f_.number);
      book_.number(sheet_, total, 3, static_cast<double>(sum(all.suspected)), f_.number);
    };
    fill_total();
    chart(LXW_CHART_BAR, by_item ? say("设备按最重结论", "Items by gravest verdict") : say("判定", "Findings"), first,
          {{1, bars.front()}}, false);
    row_ = std::max(row_, total + 2);
    std::vector<lxw_chart_fill> fills(bars.size());
    std::vector<lxw_chart_point> points(bars.size());
    std::vector<lxw_chart_point*> list;
    for (size_t i = 0; i < bars.size(); ++i) {
      fills[i].color = bars[i];
      points[i].fill = &fills[i];
      list.push_back(&points[i]);
    }
    list.push_back(nullptr);
    book_.check(chart_series_set_points(last_series_, list.data()));
    chart_series_set_labels(last_series_);
  }

  void energy() {
    const auto& energy = records_.overview.energy;
    if (energy.empty()) return;
    section(say("节电潜力：换到下一能效等级", "Electricity at stake: to the next level"));
    header(
        {say("类别", "Category"), say("设备数", "Items"), say("千瓦时/年", "kWh a year"), say("元/年", "CNY a year")});
    const uint32_t first = row_;
    std::vector<std::pair<CategoryId, Overview::Energy>> rows(energy.begin(), energy.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second.kwh > b.second.kwh; });
    for (const auto& [category, sum] : rows) {
      book_.text(sheet_, row_, 0, category_label(run_.rules->vocabulary, category), f_.plain);
      count(1, sum.items);
      book_.number(sheet_, row_, 2, static_cast<double>(sum.kwh), f_.number);
      // Money of some of the items would look like that of all.
      if (sum.priced > 0 && sum.priced == sum.items)
        book_.money(sheet_, row_, 3, sum.yuan, f_.money);
      else
        book_.text(sheet_, row_, 3, sum.priced == 0 ? "" : say("电价不全", "price not known for all"), f_.plain);
      ++row_;
    }
    chart(LXW_CHART_BAR, say("节电潜力（千瓦时/年）", "Electricity at stake (kWh a year)"), first, {{2, 0x1B8A99}},
          false);
  }

  void money() {
    const auto& money = records_.overview.money;
    if (money.empty()) return;
    std::vector<std::pair<uint16_t, uint32_t>> series;
    for (const auto& [year, sum] : money) {
      if (!sum.certain.is_zero() && (series.empty() || series.front().first != 2))
        series.insert(series.begin(), {2, 0x2E8B3D});
      if (!sum.suspected.is_zero() && (series.empty() || series.back().first != 3)) series.emplace_back(3, 0xA6D3A0);
    }
    if (series.empty()) series.emplace_back(2, 0x2E8B3D);
    section(say("税收抵免与补助，按年份", "Tax credits and grants by year"));
    header({say("年份", "Year"), say("设备数", "Items"), say("确定（元）", "Certain (CNY)"),
            say("须核对（元）", "To be checked (CNY)"), say("其中结转（元）", "Of it carried forward")});
    const uint32_t first = row_;
    for (const auto& [year, sum] : money) {
      book_.text(sheet_, row_, 0, fmt::format("{}", year), f_.plain);
      count(1, sum.items);
      book_.money(sheet_, row_, 2, sum.certain, f_.money);
      book_.money(sheet_, row_, 3, sum.suspected, f_.money_suspected);
      book_.money(sheet_, row_, 4, sum.carried, f_.money);
      ++row_;
    }
    chart(LXW_CHART_COLUMN_STACKED, say("税收抵免与补助（元）", "Tax credits and grants (CNY)"), first, series, true);
    if (records_.overview.overflow)
      book_.text(sheet_, row_++, 0,
                 say("有的合计超过 18 位，不完整。", "A sum needs more than 18 digits and is not complete."), f_.quiet);
  }

  void days() {
    if (records_.days.empty()) return;
    section(say("到期日", "Days to come, and passed"));
    header({say("日期", "Day"), say("更新期限（项）", "Deadlines"), say("政策截止（项）", "Incentives end"),
            say("持有期满（项）", "Holding periods end"), say("已过", "Passed")});
    const uint32_t first = row_;
    // By the day; where there are many days, by the year.
    std::map<std::string, ItemRecords::DayCounts> rows;
    const bool by_year = records_.days.size() > 24;
    for (const auto& [day, counts] : records_.days) {
      const std::string date = format_date(day);
      ItemRecords::DayCounts& row = rows[by_year ? date.substr(0, date.find('-', 1)) : date];
      row.deadlines += counts.deadlines;
      row.incentives_end += counts.incentives_end;
      row.holds_end += counts.holds_end;
    }
    std::vector<std::pair<uint16_t, uint32_t>> series;
    const auto any = [&](auto member) {
      return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.second.*member > 0; });
    };
    using Counts = ItemRecords::DayCounts;
    if (any(&Counts::deadlines)) series.emplace_back(1, 0xB3261E);
    if (any(&Counts::incentives_end)) series.emplace_back(2, 0x2E8B3D);
    if (any(&Counts::holds_end)) series.emplace_back(3, 0x7C9BD0);
    const std::string today = run_.as_of == no_day ? std::string() : format_date(run_.as_of);
    for (const auto& [day, counts] : rows) {
      const bool passed = day < today && !today.starts_with(day);
      book_.text(sheet_, row_, 0, day, f_.plain);
      count(1, counts.deadlines);
      count(2, counts.incentives_end);
      count(3, counts.holds_end);
      book_.text(sheet_, row_, 4, passed ? say("已过", "passed") : "", f_.plain);
      ++row_;
    }
    chart(LXW_CHART_COLUMN_STACKED, say("到期日（项）", "What falls due"), first, series, true);
  }

  /// One row of numbers by verdict, those that occur at all.
  void table(const char* what, const std::vector<std::pair<std::string, std::array<uint64_t, verdict_count>>>& rows) {
    std::array<bool, verdict_count> occurs{};
    for (const auto& row : rows)
      for (size_t v = 0; v < verdict_count; ++v) occurs[v] |= row.second[v] > 0;
    uint16_t column = 0;
    book_.text(sheet_, row_, column++, what, f_.header);
    for (size_t v = 0; v < verdict_count; ++v) {
      if (!occurs[v]) continue;
      const auto verdict = static_cast<Verdict>(v);
      book_.text(sheet_, row_, column++,
                 verdict == Verdict::unchecked ? say("未涉及", "no clause applies") : verdict_word(verdict),
                 f_.verdict[v]);
    }
    ++row_;
    for (const auto& row : rows) {
      column = 0;
      book_.text(sheet_, row_, column++, row.first, f_.wrap);
      for (size_t v = 0; v < verdict_count; ++v)
        if (occurs[v]) count(column++, row.second[v], f_.sparse);
      ++row_;
    }
    ++row_;
  }

  void companies() {
    const auto companies = summary_.companies();
    if (companies.size() < 2) return;
    section(say("按企业（判定数，含疑似）", "By company (findings, suspected ones too)"));
    std::vector<std::pair<std::string, std::array<uint64_t, verdict_count>>> rows;
    for (size_t i = 0; i < companies.size() && i < kCompanies; ++i) {
      const auto& [id, totals] = companies[i];
      std::array<uint64_t, verdict_count> counts = totals->certain;
      for (size_t v = 0; v < verdict_count; ++v) counts[v] += totals->suspected[v];
      rows.emplace_back(!id.name.empty()          ? id.name
                        : !id.credit_code.empty() ? id.credit_code
                                                  : say("未写企业", "no company"),
                        counts);
    }
    table(say("企业", "Company"), rows);
    if (companies.size() > kCompanies)
      book_.text(sheet_, row_++, 0,
                 fmt::format(fmt::runtime(say("…… 共 {} 家", "... {} companies in all")), companies.size()), f_.quiet);
  }

  void categories() {
    if (records_.overview.categories.empty()) return;
    section(say("按设备类别（设备数，按最重结论）", "By category (items, by gravest verdict)"));
    std::vector<std::pair<std::string, std::array<uint64_t, verdict_count>>> rows;
    for (const auto& [category, counts] : records_.overview.categories)
      rows.emplace_back(category_label(run_.rules->vocabulary, category), counts);
    table(say("类别", "Category"), rows);
  }

  XlsxBook& book_;
  const XlsxBook::Formats& f_;
  const RunInfo& run_;
  const Summary& summary_;
  const ItemRecords& records_;
  const std::string name_;
  lxw_worksheet* const sheet_;
  lxw_chart_series* last_series_ = nullptr;
  uint32_t row_ = 0, page_ = 0;
  std::vector<lxw_row_t> breaks_;
};

/// A list of our own: its header, frozen and with a filter. At most one of its headers may be a field's name: the
/// workbook, corrected by the factory, is checked again, and our lists must not be taken for inventories then.
struct ListColumn {
  const char* title;
  double width;
};
template <size_t N>
lxw_worksheet* start_list(XlsxBook& book, const std::string& name, const ListColumn (&columns)[N], size_t rows) {
  lxw_worksheet* sheet = book.add_sheet(name);
  book.show(sheet, false, false);
  worksheet_set_tab_color(sheet, 0x1F4E79);
  double height = 0;
  for (size_t c = 0; c < N; ++c) {
    const auto column = static_cast<uint16_t>(c);
    book.check(worksheet_set_column(sheet, column, column, columns[c].width, nullptr));
    book.text(sheet, 0, column, columns[c].title, book.formats().added_header);
    height = std::max(height, XlsxBook::height_of({{columns[c].title, columns[c].width - 2}}));
  }
  book.set_height(sheet, 0, height);
  book.check(worksheet_autofilter(sheet, 0, 0, static_cast<uint32_t>(rows), N - 1));
  worksheet_freeze_panes(sheet, 1, 0);
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);
  worksheet_fit_to_pages(sheet, 1, 0);
  book.check(worksheet_repeat_rows(sheet, 0, 0));
  return sheet;
}

/// The number of an item's row, which leads to it.
void row_link(XlsxBook& book, lxw_worksheet* sheet, uint32_t row, uint16_t column, const PlacedInput& place,
              uint64_t number) {
  if (const auto at = place.row_of(number); at && !place.sheet.empty()) {
    std::string quoted;
    for (const char c : place.sheet) quoted += c == '\'' ? "''" : std::string(1, c);
    const std::string link = fmt::format("internal:'{}'!A{}", quoted, *at + 1);
    book.check(worksheet_write_url(sheet, row, column, link.c_str(), book.formats().link));
  }
  book.number(sheet, row, column, static_cast<double>(number), book.formats().link);
}

/// What to write into the cell of a gap: its unit, its words, or how a date is written.
std::string kind_of_answer(const Vocabulary& vocabulary, FieldId id) {
  const Field& field = vocabulary.fields[id];
  std::string out;
  switch (field.type) {
    case FieldType::date:
      return say("年-月-日", "year-month-day");
    case FieldType::boolean:
      return say("是、否", "yes, no");
    case FieldType::choice:
      for (size_t i = 0; i < field.choices.size() && i < 6; ++i) {
        if (i > 0) out += say("、", ", ");
        out += label_in(field.choices[i].label);
      }
      if (field.choices.size() > 6) out += "…";
      return out;
    case FieldType::number:
    case FieldType::integer:
    case FieldType::money:
      append_unit(vocabulary, id, out);
      return std::string(trim(out));
    case FieldType::text:
      break;
  }
  return out;
}

}  // namespace

void write_summary(XlsxBook& book, const RunInfo& run, const Summary& summary, const ItemRecords& records,
                   const std::vector<std::string>& problems) {
  SummarySheet(book, run, summary, records).write(problems);
}

void write_clauses(XlsxBook& book, const RunInfo& run, const ItemRecords& records) {
  const ListColumn columns[] = {{say("文件编号", "Document"), 30},     {say("文件名称", "Title of the document"), 44},
                                {say("条款", "Clause"), 14},           {say("内容", "What it says"), 50},
                                {say("文本来源", "Provenance"), 12},   {say("结论", "Verdict"), 18},
                                {say("设备数", "Items"), 9},           {say("期限", "Deadline"), 12},
                                {say("施行日期", "In force from"), 12}};
  const XlsxBook::Formats& f = book.formats();
  lxw_worksheet* sheet =
      start_list(book, book.free_name(say("依据条款", "Clauses cited")), columns, records.cited.size());
  uint32_t row = 0;
  for (const auto& [one, items] : records.cited) {
    ++row;
    const Rule* rule = one.rule;
    const Document& document = *one.document;
    book.text(sheet, row, 0, number_of(document), f.wrap);
    book.text(sheet, row, 1, document.title, f.wrap);
    book.text(sheet, row, 2, rule == nullptr ? "" : rule->clause, f.wrap);
    book.text(sheet, row, 3, rule == nullptr ? "" : title_of(*rule), f.wrap);
    const Provenance provenance = rule == nullptr ? document.provenance : rule->provenance;
    book.text(sheet, row, 4, lang() == Lang::zh ? provenance_zh(provenance) : provenance_id(provenance), f.wrap);
    std::string word(verdict_word(one.verdict));
    if (one.suspected) word += say("（疑似）", " (suspected)");
    book.text(sheet, row, 5, word, f.verdict[static_cast<size_t>(one.verdict)]);
    book.number(sheet, row, 6, static_cast<double>(items), f.number);
    const auto day = [&](uint16_t column, Day d, bool passed) {
      if (d == no_day) return book.text(sheet, row, column, {}, f.date);
      book.date(sheet, row, column, d, passed ? f.date_passed : f.date);
    };
    const Day deadline = rule == nullptr || one.verdict == Verdict::undetermined ? no_day : rule->deadline;
    day(7, deadline, deadline < run.as_of);
    day(8, rule == nullptr || rule->in_force == no_day ? document.in_force : rule->in_force, false);
    book.set_height(sheet, row,
                    XlsxBook::height_of({{number_of(document), columns[0].width},
                                         {document.title, columns[1].width},
                                         {rule == nullptr ? std::string_view() : rule->clause, columns[2].width},
                                         {rule == nullptr ? std::string_view() : title_of(*rule), columns[3].width}}));
  }
}

void write_due(XlsxBook& book, const RunInfo& run, const ItemRecords& records, const std::vector<PlacedInput>& placed) {
  const ListColumn columns[] = {
      {say("日期", "Day"), 12},     {say("事项", "What"), 16},       {say("文件", "File"), 22},
      {say("工作表", "Sheet"), 14}, {say("行", "Row"), 7},           {say("其编号", "Its id"), 12},
      {say("企业", "Company"), 18}, {say("其名称", "Its name"), 20}, {say("其型号", "Its model"), 18},
      {say("结论", "Verdict"), 18}, {say("依据", "Basis"), 30},      {say("内容", "What it says"), 50}};
  const XlsxBook::Formats& f = book.formats();
  Overview overview = records.overview;
  overview.sort();
  const std::vector<DueDay> days = due_days(run, overview, run.horizon);
  size_t all = 0;
  for (const DueDay& day : days) all += day.items.size();
  lxw_worksheet* sheet =
      start_list(book, book.free_name(say("到期清单", "Falling due")), columns, std::min(all, kListRows));
  uint32_t row = 0;
  for (const DueDay& day : days) {
    const Due& due = *day.first;
    for (const ItemPlace* place : day.items) {
      if (row == kListRows) break;
      ++row;
      book.date(sheet, row, 0, due.day, due.day < run.as_of ? f.date_passed : f.date);
      book.text(sheet, row, 1, due_kind_word(due.kind), f.plain);
      book.text(sheet, row, 2, file_name(place->file), f.plain);
      book.text(sheet, row, 3, place->sheet, f.plain);
      const ItemRecords::Input* input = records.find(place->file, place->sheet);
      static const PlacedInput nowhere;
      row_link(book, sheet, row, 4,
               input == nullptr ? nowhere : placed[static_cast<size_t>(input - records.inputs.data())], place->row);
      book.text(sheet, row, 5, place->item, f.plain);
      book.text(sheet, row, 6, place->company, f.plain);
      book.text(sheet, row, 7, place->name, f.plain);
      book.text(sheet, row, 8, place->model, f.plain);
      std::string word(verdict_word(due.verdict));
      if (due.suspected) word += say("（疑似）", " (suspected)");
      book.text(sheet, row, 9, word, f.verdict[static_cast<size_t>(due.verdict)]);
      std::string basis;
      append_reference(*run.rules, *due.rule, basis);
      book.text(sheet, row, 10, basis, f.wrap);
      book.text(sheet, row, 11, title_of(*due.rule), f.wrap);
      book.set_height(sheet, row,
                      XlsxBook::height_of({{basis, columns[10].width}, {title_of(*due.rule), columns[11].width}}));
    }
  }
  if (all > kListRows)
    book.text(sheet, row + 2, 0, fmt::format(fmt::runtime(say("…… 共 {} 项", "... {} in all")), all), f.quiet);
}

void write_gaps(XlsxBook& book, const RunInfo& run, const ItemRecords& records,
                const std::vector<PlacedInput>& placed) {
  const ListColumn columns[] = {{say("文件", "File"), 22},
                                {say("工作表", "Sheet"), 14},
                                {say("行", "Row"), 7},
                                {say("其编号", "Its id"), 12},
                                {say("企业", "Company"), 18},
                                {say("其名称", "Its name"), 20},
                                {say("其型号", "Its model"), 18},
                                {say("需补资料", "Data needed"), 22},
                                {say("单位或取值", "Unit or words"), 18},
                                {say("填写", "Fill in"), 18},
                                {say("补此一项即可定（条）", "Settled by this alone"), 12},
                                {say("涉及（条）", "Findings waiting"), 10},
                                {say("待定条款", "Clauses waiting"), 42}};
  const XlsxBook::Formats& f = book.formats();
  // The most useful first; of equally useful ones those of one row stand together.
  std::vector<uint32_t> order(records.gaps.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto more_useful = [&](uint32_t a, uint32_t b) {
    const Gap &x = records.gaps[a], &y = records.gaps[b];
    return std::pair(x.settles, x.named) > std::pair(y.settles, y.named);
  };
  std::stable_sort(order.begin(), order.end(), more_useful);
  const size_t shown = std::min(order.size(), kListRows);
  lxw_worksheet* sheet = start_list(book, book.free_name(say("待补资料", "Data to collect")), columns, shown);
  uint32_t row = 0;
  for (size_t i = 0; i < shown; ++i) {
    const Gap& gap = records.gaps[order[i]];
    const IncompleteItem& item = records.incomplete[gap.item];
    const ItemRecords::Input& input = records.inputs[item.input];
    ++row;
    book.text(sheet, row, 0, file_name(input.file), f.plain);
    book.text(sheet, row, 1, input.sheet, f.plain);
    row_link(book, sheet, row, 2, placed[item.input], item.row);
    book.text(sheet, row, 3, records.texts[item.item], f.plain);
    book.text(sheet, row, 4, records.texts[item.company], f.plain);
    book.text(sheet, row, 5, records.texts[item.name], f.plain);
    book.text(sheet, row, 6, records.texts[item.model], f.plain);
    book.text(sheet, row, 7, label_of(run.rules->vocabulary.fields[gap.field]), f.wrap);
    book.text(sheet, row, 8, kind_of_answer(run.rules->vocabulary, gap.field), f.wrap);
    book.text(sheet, row, 9, {}, f.fill_in);
    book.number(sheet, row, 10, gap.settles, f.sparse);
    book.number(sheet, row, 11, gap.named, f.sparse);
    book.text(sheet, row, 12, records.texts[gap.clauses], f.wrap);
    book.set_height(sheet, row,
                    XlsxBook::height_of({{label_of(run.rules->vocabulary.fields[gap.field]), columns[7].width},
                                         {kind_of_answer(run.rules->vocabulary, gap.field), columns[8].width},
                                         {records.texts[gap.clauses], columns[12].width}}));
  }
  if (order.size() > shown)
    book.text(sheet, row + 2, 0,
              fmt::format(fmt::runtime(say("另有 {} 项未列，作用不大于以上各项；全部见 -f csv 的 missing 列",
                                           "{} more are not listed, none more useful than these: -f csv has them all "
                                           "in the column missing")),
                          order.size() - shown),
              f.quiet);
}

}  // namespace gengxin
