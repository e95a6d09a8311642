// What an .xlsx archive says of itself: its sheets, the texts that they share, and small helpers of its XML. For the
// reader of inventories and for the copy that an annotated workbook begins with.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "readers/xml.h"
#include "readers/zip.h"

namespace gengxin {

/// `path`: the local names from the root, "workbook/sheets/sheet".
using XmlStart = std::function<void(std::string_view path, const XmlAttributes&)>;
/// For parts that are small enough to look at element by element. Throws WorkbookError.
void parse_small(const Zip& zip, const ZipEntry& entry, XmlStart start);

uint32_t to_number(std::string_view text, uint32_t otherwise);
/// An xsd:boolean.
inline bool is_true(std::string_view text) { return text == "1" || text == "true"; }
/// "_x000D_" stands for a character that XML cannot hold.
void decode_escapes(std::string& text);
/// "AB12": the column, 0 = A. nullopt where it names none.
std::optional<size_t> column_of(std::string_view reference);

/// The parts of a workbook, by their names in the archive; empty where there is none.
struct XlsxDirectory {
  struct Sheet {
    std::string name, part;
    bool hidden = false;
  };
  std::vector<Sheet> sheets;
  bool from_1904 = false;
  std::string styles, shared_strings, theme;
};
/// Throws WorkbookError for what is no .xlsx workbook, or one without a sheet.
XlsxDirectory read_directory(const Zip& zip);

/// The texts that cells refer to by number.
class SharedTexts {
 public:
  /// Throws WorkbookError; at most 1 GiB is kept.
  void read(const Zip& zip, const ZipEntry& part);
  std::optional<std::string_view> at(uint32_t i) const {
    if (i >= ends_.size()) return std::nullopt;
    const size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(begin, ends_[i] - begin);
  }

 private:
  class Handler;
  std::string text_;
  std::vector<size_t> ends_;  // where each ends
};

}  // namespace gengxin
