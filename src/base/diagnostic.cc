#include "base/diagnostic.h"

#include "base/text.h"

namespace gengxin {
namespace {

Lang current = Lang::zh;

/// A diagnostic is one line whatever the cell holds.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

Lang lang() { return current; }
void set_lang(Lang lang) { current = lang; }

std::string format_diagnostic(const Diagnostic& d) {
  std::string out = one_line(d.file);
  if (!d.sheet.empty()) out += '[' + one_line(d.sheet) + ']';
  if (d.row != 0) {
    out += ':' + std::to_string(d.row);
    if (d.column != 0) out += ':' + std::to_string(d.column);
  } else if (d.column != 0) {
    out += ":0:" + std::to_string(d.column);
  }
  if (!out.empty()) out += ": ";
  const bool zh = lang() == Lang::zh;
  if (!d.header.empty()) out += (zh ? "列“" : "column \"") + cut(one_line(d.header), 40) + (zh ? "”" : "\"");
  if (!d.text.empty()) {
    if (!d.header.empty()) out += zh ? "，" : ", ";
    out += (zh ? "内容“" : "text \"") + cut(one_line(d.text), 60) + (zh ? "”" : "\"");
  }
  if (!d.header.empty() || !d.text.empty()) out += zh ? "：" : ": ";
  return out + one_line(d.message);
}

}  // namespace gengxin
