// From bytes to UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "readers/bytes.h"
#include "readers/reader.h"

struct UConverter;

namespace gengxin {

/// "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE" or another ICU name.
struct Encoding {
  std::string name = "UTF-8";
  size_t bom = 0;          // length of the byte order mark at the start
  bool tentative = false;  // only ASCII seen so far: any superset of ASCII is possible

  bool utf8() const { return name == "UTF-8"; }
  /// ASCII marks and line ends never occur inside another character but '|' in GB18030.
  bool gb18030() const { return name == "GB18030"; }
};

/// Throws UsageError for a name that is not known.
Encoding named_encoding(const std::string& name);
/// `sample`: the first bytes; `whole`: the file has no more.
Encoding detect_encoding(std::string_view sample, bool whole);
/// options.encoding if given (a matching byte order mark is still skipped), else detected.
Encoding choose_encoding(const std::string& name, std::string_view sample, bool whole);

/// Length of the longest prefix that is valid UTF-8.
size_t valid_utf8_prefix(std::string_view text);

/// Whether all bytes are ASCII; as valid_utf8_prefix, made for whole pieces of a file.
bool seven_bit(std::string_view text);

/// Converts a stream of bytes to UTF-8. What cannot be converted, and NUL, becomes U+FFFD.
class Decoder {
 public:
  explicit Decoder(const Encoding& encoding);
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Appends to `out`; `bad` gets the positions in `out` of the U+FFFD written. `last`: no more bytes follow.
  void convert(std::string_view bytes, bool last, std::string& out, std::vector<size_t>& bad);

 private:
  void convert_utf8(std::string_view bytes, bool last, std::string& out, std::vector<size_t>& bad);

  UConverter* from_ = nullptr;  // nullptr: UTF-8
  UConverter* to_ = nullptr;
  std::string rest_;  // UTF-8: the cut end of the last call's bytes
};

/// A file as UTF-8 text.
class TextSource {
 public:
  TextSource(std::unique_ptr<ByteSource> bytes, const Encoding& encoding);
  /// Chooses the encoding by the first bytes.
  static std::unique_ptr<TextSource> open(std::unique_ptr<ByteSource> bytes, const std::string& encoding_name);

  /// Appends about n bytes to `out` (U+FFFD for what cannot be converted); false at the end. `bad` gets their positions
  /// in `out`.
  bool read(size_t n, std::string& out, std::vector<size_t>& bad);
  const std::string& error() const { return bytes_->error(); }
  const std::string& encoding() const { return encoding_; }

 private:
  std::unique_ptr<ByteSource> bytes_;
  std::string encoding_;
  Decoder decoder_;
  size_t skip_;  // byte order mark
  bool end_ = false;
  std::string piece_;
};

/// The line (1 = first) on which each position of `text` stands, the text's first line being `first_line`.
/// Line ends are \n, \r\n and \r. `positions` ascend.
std::vector<uint64_t> lines_of(std::string_view text, uint64_t first_line, const std::vector<size_t>& positions);
uint64_t count_line_ends(std::string_view text);

Diagnostic file_error(const std::string& file, std::string message);
Diagnostic row_error(const std::string& file, uint64_t row, std::string message);
/// A row has characters that could not be converted.
Diagnostic bad_bytes(const std::string& file, uint64_t row, const std::string& encoding);
/// bad_bytes for each of `out`'s rows, read from `text`, that has a position of `bad`.
void report_bad(std::string_view text, uint64_t first_line, const std::vector<size_t>& bad, const std::string& path,
                const std::string& encoding, Rows& out);

}  // namespace gengxin
