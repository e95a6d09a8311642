#include "report/template.h"

namespace gengxin {
namespace {

void append_cell(std::string& out, std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string template_csv(const TemplateSheet& sheet) {
  std::string out = "\xEF\xBB\xBF";
  for (size_t c = 0; c < sheet.columns.size(); ++c) {
    if (c > 0) out += ',';
    append_cell(out, sheet.columns[c].header);
  }
  out += "\r\n";
  for (const TemplateExample& example : sheet.examples) {
    for (size_t c = 0; c < example.cells.size(); ++c) {
      if (c > 0) out += ',';
      append_cell(out, example.cells[c].text);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace gengxin
