// A workbook for bench/workbook: an inventory of motors, transformers, pumps and lathes, 20 columns of texts, numbers
// and dates, the same for the same number of rows.
//   make_workbook FILE ROWS
#include <xlsxwriter.h>

#include <cstdlib>
#include <iterator>
#include <random>
#include <string>

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto rows = static_cast<lxw_row_t>(std::strtoul(argv[2], nullptr, 10));
  lxw_workbook* book = workbook_new(argv[1]);
  lxw_worksheet* sheet = workbook_add_worksheet(book, "台账");
  lxw_format* day = workbook_add_format(book);
  format_set_num_format(day, "yyyy/m/d");
  const char* const headers[] = {"序号",     "企业名称",     "使用车间",    "设备编号",  "设备名称",
                                 "规格型号", "额定功率(kW)", "额定电压(V)", "极数",      "效率(%)",
                                 "投用日期", "使用状态",     "原值(元)",    "净值(元)",  "数量",
                                 "制造厂",   "购置日期",     "年运行小时",  "负载率(%)", "备注"};
  const char* const names[] = {"三相异步电动机", "三相异步电动机", "三相异步电动机",
                               "配电变压器",     "离心泵",         "普通车床"};
  const char* const models[] = {"YE3-160M-4", "Y160M-4", "YE4-132S-4", "S9-315/10", "IS100-80-160", "CA6140"};
  const double powers[] = {7.5, 11, 15, 30, 55};
  for (lxw_col_t c = 0; c < std::size(headers); ++c) worksheet_write_string(sheet, 0, c, headers[c], nullptr);
  std::mt19937 random(1);
  const auto below = [&](uint32_t n) { return random() % n; };
  for (lxw_row_t r = 1; r <= rows; ++r) {
    const uint32_t kind = below(6);
    lxw_col_t c = 0;
    const auto text = [&](const std::string& t) { worksheet_write_string(sheet, r, c++, t.c_str(), nullptr); };
    const auto number = [&](double n) { worksheet_write_number(sheet, r, c++, n, nullptr); };
    const auto date = [&] { worksheet_write_number(sheet, r, c++, 34700 + below(11000), day); };
    number(r);
    text("企业" + std::to_string(r % 997));
    text(std::to_string(r % 13) + "车间");
    text("SB-" + std::to_string(r));
    text(names[kind]);
    text(models[kind]);
    number(powers[below(5)]);
    number(kind == 3 ? 10000 : 380);
    number(4);
    number(85 + below(110) / 10.0);
    date();
    text("在用");
    number(1000 + below(99900000) / 100.0);
    number(100 + below(9990000) / 100.0);
    number(1);
    text("制造厂" + std::to_string(r % 211));
    date();
    number(1000 + below(7760));
    number(40 + below(60));
    text("备注 " + std::to_string(below(1000000)));
  }
  return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
