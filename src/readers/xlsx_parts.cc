#include "readers/xlsx_parts.h"

#include <charconv>
#include <map>
#include <set>

#include "base/diagnostic.h"

namespace gengxin {
namespace {

class SmallPart final : public XmlHandler {
 public:
  explicit SmallPart(XmlStart start) : start_(std::move(start)) {}
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
  XmlStart start_;
  std::string path_;
  std::vector<size_t> lengths_;
};

/// An attribute by its local name, whatever its prefix ("r:id").
std::string_view any_prefix(const XmlAttributes& attributes, std::string_view prefixed, std::string_view name) {
  const char* value = attributes.find(prefixed);
  return value != nullptr ? std::string_view(value) : attributes.get(name);
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

}  // namespace

void parse_small(const Zip& zip, const ZipEntry& entry, XmlStart start) {
  if (entry.size > 64 << 20)
    throw WorkbookError(say("工作簿异常：说明部分过大", "the workbook is damaged: its directory is too large"));
  SmallPart handler(std::move(start));
  XmlParser(zip.open(entry), handler).parse_all();
}

uint32_t to_number(std::string_view text, uint32_t otherwise) {
  uint32_t n = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), n);
  return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? n : otherwise;
}

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

std::optional<size_t> column_of(std::string_view reference) {
  size_t column = 0;
  for (size_t i = 0; i < reference.size() && i < 4 && reference[i] >= 'A' && reference[i] <= 'Z'; ++i)
    column = column * 26 + static_cast<size_t>(reference[i] - 'A') + 1;
  if (column == 0) return std::nullopt;
  return column - 1;
}

XlsxDirectory read_directory(const Zip& in) {
  XlsxDirectory out;
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
    if (path == "workbook/workbookPr") out.from_1904 = is_true(a.get("date1904"));
    if (path != "workbook/sheets/sheet") return;
    const auto relation = relations.find(any_prefix(a, "r:id", "id"));
    if (relation == relations.end() || relation->second.first != "worksheet") return;  // a chart
    if (in.find(relation->second.second) == nullptr) return;
    constexpr size_t most_sheets = 10000;
    if (out.sheets.size() >= most_sheets || !parts_seen.insert(relation->second.second).second)
      throw WorkbookError(say("工作簿异常：工作表超过一万张，或两张共用一个部分",
                              "the workbook is damaged: more than 10,000 sheets, or two of them are one part"));
    const std::string_view state = a.get("state");
    out.sheets.push_back(
        {std::string(a.get("name")), relation->second.second, state == "hidden" || state == "veryHidden"});
  });
  if (out.sheets.empty()) throw WorkbookError(say("工作簿中没有工作表", "the workbook has no sheet"));

  for (const auto& [id, relation] : relations) {
    if (in.find(relation.second) == nullptr) continue;
    if (relation.first == "styles") out.styles = relation.second;
    if (relation.first == "sharedStrings") out.shared_strings = relation.second;
    if (relation.first == "theme") out.theme = relation.second;
  }
  return out;
}

/// <sst><si><t>..</t></si><si><r><t>..</t></r><rPh>(how it is read aloud)</rPh></si></sst>
class SharedTexts::Handler final : public XmlHandler {
 public:
  explicit Handler(SharedTexts& texts) : texts_(texts) {}
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
    texts_.text_ += string_;
    texts_.ends_.push_back(texts_.text_.size());
    if (texts_.text_.size() > (size_t{1} << 30) || texts_.ends_.size() > (size_t{1} << 26))
      throw WorkbookError(say("工作簿的文字超过 1 GiB；请拆分，或改用 CSV",
                              "the workbook's texts take more than 1 GiB; split it, or use CSV"));
  }
  void text(std::string_view text) override {
    if (in_text_ > 0 && spoken_ == 0) string_ += text;
  }

 private:
  SharedTexts& texts_;
  std::string string_;
  int in_text_ = 0;
  int spoken_ = 0;
};

void SharedTexts::read(const Zip& zip, const ZipEntry& part) {
  Handler handler(*this);
  XmlParser(zip.open(part), handler).parse_all();
}

}  // namespace gengxin
