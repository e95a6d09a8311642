#include "report/csv_cell.h"
#include "report/template.h"

namespace gengxin {
std::string template_csv(const TemplateSheet& sheet) {
  std::string out = "\xEF\xBB\xBF";
  for (size_t c = 0; c < sheet.columns.size(); ++c) {
    if (c > 0) out += ',';
    append_csv_cell(out, sheet.columns[c].header);
  }
  out += "\r\n";
  for (const TemplateExample& example : sheet.examples) {
    for (size_t c = 0; c < example.cells.size(); ++c) {
      if (c > 0) out += ',';
      append_csv_cell(out, example.cells[c].text);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace gengxin
