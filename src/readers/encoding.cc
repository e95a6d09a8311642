#include "readers/encoding.h"

#include <simdjson.h>
#include <uchardet/uchardet.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucnv_err.h>
#include <utf8proc.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"

namespace gengxin {

Diagnostic file_error(const std::string& file, std::string message) {
  Diagnostic d;
  d.severity = Severity::file_error;
  d.file = file;
  d.message = std::move(message);
  return d;
}

Diagnostic row_error(const std::string& file, uint64_t row, std::string message) {
  Diagnostic d = file_error(file, std::move(message));
  d.severity = Severity::row_error;
  d.row = row;
  return d;
}

Diagnostic bad_bytes(const std::string& file, uint64_t row, const std::string& encoding) {
  return row_error(file, row,
                   say("含有不符合 ", "has bytes that are not ") + encoding +
                       say(" 编码的字节或 NUL，读作 U+FFFD；请更正文件，编码不对时用 --encoding 指定（如 GB18030）",
                           " text, or NUL; they read as U+FFFD: mend the file, or name its encoding with --encoding "
                           "(such as GB18030)"));
}

// ---- detection

size_t valid_utf8_prefix(std::string_view text) {
  // Whole pieces of a file come here: vectors check them ten times faster than a loop over characters.
  if (simdjson::validate_utf8(text.data(), text.size())) return text.size();
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  size_t at = 0;
  for (utf8proc_int32_t c; at < text.size();) {
    const auto n = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &c);
    if (n <= 0) break;
    at += static_cast<size_t>(n);
  }
  return at;
}

bool seven_bit(std::string_view text) {
  const char* p = text.data();
  size_t n = text.size();
  for (; n >= 8; p += 8, n -= 8) {
    uint64_t word;
    std::memcpy(&word, p, 8);
    if ((word & 0x8080808080808080u) != 0) return false;
  }
  return std::all_of(p, p + n, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

namespace {

/// Length of the sequence that does not convert at the start of `text`: its lead and what may still belong to it.
size_t bad_length(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const size_t expected = at(0) >= 0xF0 && at(0) <= 0xF4   ? 4
                          : (at(0) & 0xF0) == 0xE0         ? 3
                          : at(0) >= 0xC2 && at(0) <= 0xDF ? 2
                                                           : 1;
  size_t n = 1;
  while (n < expected && n < text.size() && (at(n) & 0xC0) == 0x80) {
    if (n == 1 && ((at(0) == 0xE0 && at(1) < 0xA0) || (at(0) == 0xED && at(1) >= 0xA0) ||
                   (at(0) == 0xF0 && at(1) < 0x90) || (at(0) == 0xF4 && at(1) >= 0x90)))
      break;
    ++n;
  }
  return n;
}

/// Whether `text`, which is not valid UTF-8 at its start, is the start of a valid character cut off by its end.
bool cut_character(std::string_view text) {
  if (text.empty() || text.size() > 3 || bad_length(text) != text.size()) return false;
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t expected = lead >= 0xF0 && lead <= 0xF4   ? 4
                          : (lead & 0xF0) == 0xE0        ? 3
                          : lead >= 0xC2 && lead <= 0xDF ? 2
                                                         : 1;
  return text.size() < expected;
}

bool starts_with(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

/// The length of this encoding's byte order mark at the start of `sample`.
size_t bom_length(const std::string& name, std::string_view sample) {
  using namespace std::string_view_literals;
  std::string_view mark;
  if (name == "UTF-8") mark = "\xEF\xBB\xBF"sv;
  if (name == "UTF-16LE") mark = "\xFF\xFE"sv;
  if (name == "UTF-16BE") mark = "\xFE\xFF"sv;
  if (name == "UTF-32LE") mark = "\xFF\xFE\0\0"sv;
  if (name == "UTF-32BE") mark = "\0\0\xFE\xFF"sv;
  if (name == "GB18030") mark = "\x84\x31\x95\x33"sv;
  return !mark.empty() && starts_with(sample, mark) ? mark.size() : 0;
}

/// UTF-16 without a mark: the zero halves of ASCII letters, marks and line ends all stand on one side.
std::string utf16_without_mark(std::string_view sample) {
  const auto is_mark = [](char c) { return c == '\n' || c == '\r' || c == ',' || c == '\t' || c == ';'; };
  size_t zeros[2] = {0, 0};
  size_t marks[2] = {0, 0};  // marks with a zero half before or after them
  size_t alone = 0;          // bytes that look like a mark and have no zero half: one-byte text
  const size_t pairs = sample.size() / 2;
  for (size_t i = 0; i < pairs * 2; i += 2) {
    const char pair[2] = {sample[i], sample[i + 1]};
    for (const int zero : {0, 1}) {
      zeros[zero] += pair[zero] == 0;
      marks[zero] += pair[zero] == 0 && is_mark(pair[1 - zero]);
      alone += pair[zero] != 0 && is_mark(pair[1 - zero]);
    }
  }
  // 一 (U+4E00) and the like have a zero half on the other side, but no mark beside it; 上 (U+4E0A) has half a mark.
  for (const int zero : {1, 0})
    if (marks[zero] > alone && marks[1 - zero] == 0 && zeros[zero] * 50 >= pairs && zeros[zero] >= 2 * zeros[1 - zero])
      return zero == 1 ? "UTF-16LE" : "UTF-16BE";
  return {};
}

/// How the bytes read as GB18030.
struct Gb18030Look {
  size_t pairs = 0;   // two-byte characters
  size_t common = 0;  // of these: the 3755 common Chinese characters, and marks
  size_t errors = 0;
};

Gb18030Look look_gb18030(std::string_view sample) {
  Gb18030Look look;
  const auto at = [&](size_t i) { return static_cast<unsigned char>(sample[i]); };
  for (size_t i = 0; i < sample.size();) {
    if (at(i) < 0x80) {
      ++i;
    } else if (i + 1 >= sample.size()) {
      break;  // cut
    } else if (at(i) != 0x80 && at(i) != 0xFF && at(i + 1) >= 0x40 && at(i + 1) != 0x7F && at(i + 1) != 0xFF) {
      ++look.pairs;
      look.common += at(i + 1) >= 0xA1 && ((at(i) >= 0xB0 && at(i) <= 0xD7) || (at(i) >= 0xA1 && at(i) <= 0xA3));
      i += 2;
    } else if (at(i) != 0x80 && at(i) != 0xFF && at(i + 1) >= 0x30 && at(i + 1) <= 0x39) {
      if (i + 3 < sample.size() && !(at(i + 2) >= 0x81 && at(i + 2) != 0xFF && at(i + 3) >= 0x30 && at(i + 3) <= 0x39))
        ++look.errors;
      i += 4;
    } else {
      ++look.errors;
      ++i;
    }
  }
  return look;
}

std::string ask_uchardet(std::string_view sample) {
  const uchardet_t detector = uchardet_new();
  std::string name;
  if (uchardet_handle_data(detector, sample.data(), sample.size()) == 0) {
    uchardet_data_end(detector);
    name = uchardet_get_charset(detector);
  }
  uchardet_delete(detector);
  return name;
}

bool is_known(const std::string& name) {
  if (name.empty()) return false;
  UErrorCode status = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(name.c_str(), &status);
  if (converter != nullptr) ucnv_close(converter);
  return U_SUCCESS(status);
}

}  // namespace

Encoding named_encoding(const std::string& name) {
  Encoding encoding;
  const auto is = [&](const char* other) { return ucnv_compareNames(name.c_str(), other) == 0; };
  if (is("UTF-8") || is("utf8mb4") || is("UTF-8-SIG") || is("ASCII") || is("US-ASCII")) return encoding;
  // GB 18030 contains GBK, which contains GB 2312; files say any of the three and mean the largest.
  if (is("GB18030") || is("GBK") || is("GB2312") || is("CP936") || is("EUC-CN")) {
    encoding.name = "GB18030";
  } else if (is("UTF-16LE") || is("UTF-16BE")) {
    encoding.name = is("UTF-16LE") ? "UTF-16LE" : "UTF-16BE";
  } else if (is_known(name)) {
    encoding.name = name;
  } else {
    throw UsageError(std::string(say("未知的编码 “", "unknown encoding \"")) + name +
                     say("”；可用 UTF-8、GB18030、GBK、GB2312、UTF-16LE、UTF-16BE、BIG5 或 ICU 的其他编码名",
                         "\"; known are UTF-8, GB18030, GBK, GB2312, UTF-16LE, UTF-16BE, BIG5 and ICU's other names"));
  }
  return encoding;
}

Encoding detect_encoding(std::string_view sample, bool whole) {
  for (const char* name : {"UTF-8", "UTF-32LE", "UTF-32BE", "UTF-16LE", "UTF-16BE", "GB18030"})
    if (const size_t bom = bom_length(name, sample)) return Encoding{name, bom, false};

  Encoding encoding;
  if (sample.find('\0') != std::string_view::npos) {
    const std::string name = utf16_without_mark(sample);
    if (!name.empty()) return Encoding{name, 0, false};
  }

  const size_t valid = valid_utf8_prefix(sample);
  if (valid == sample.size() || (!whole && cut_character(sample.substr(valid)))) {
    encoding.tentative = seven_bit(sample);
    return encoding;
  }
  // UTF-8 with a few broken characters is still UTF-8.
  size_t good = 0;
  size_t broken = 0;
  for (size_t i = 0; i < sample.size();) {
    const size_t n = valid_utf8_prefix(sample.substr(i));
    good += static_cast<size_t>(std::count_if(sample.begin() + static_cast<ptrdiff_t>(i),
                                              sample.begin() + static_cast<ptrdiff_t>(i + n),
                                              [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0xC0; }));
    i += n;
    if (i < sample.size()) {
      i += bad_length(sample.substr(i));
      ++broken;
    }
  }
  if (good >= 10 * broken) return encoding;

  const Gb18030Look look = look_gb18030(sample);
  if (look.errors == 0 && look.common * 10 >= look.pairs * 7) return Encoding{"GB18030", 0, false};
  const std::string guess = ask_uchardet(sample);
  if (!guess.empty() && is_known(guess)) {
    encoding = named_encoding(guess);
    if (!encoding.utf8()) {
      std::string out;
      std::vector<size_t> bad;
      Decoder(encoding).convert(sample, false, out, bad);
      if (bad.empty()) return encoding;
    }
  }
  return Encoding{"GB18030", 0, false};
}

Encoding choose_encoding(const std::string& name, std::string_view sample, bool whole) {
  if (name.empty()) return detect_encoding(sample, whole);
  Encoding encoding = named_encoding(name);
  encoding.bom = bom_length(encoding.name, sample);
  return encoding;
}

// ---- conversion

namespace {

constexpr char replacement[] = "\xEF\xBF\xBD";  // U+FFFD

// U+FFFF is no character: it marks what did not convert until Decoder has noted where that was.
void U_CALLCONV mark_bad(const void*, UConverterToUnicodeArgs* args, const char*, int32_t,
                         UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close, clone
  *status = U_ZERO_ERROR;
  const UChar mark = 0xFFFF;
  ucnv_cbToUWriteUChars(args, &mark, 1, 0, status);
}

}  // namespace

Decoder::Decoder(const Encoding& encoding) {
  if (encoding.utf8()) return;
  UErrorCode status = U_ZERO_ERROR;
  from_ = ucnv_open(encoding.name.c_str(), &status);
  to_ = ucnv_open("UTF-8", &status);
  if (U_SUCCESS(status)) ucnv_setToUCallBack(from_, mark_bad, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) {
    if (from_ != nullptr) ucnv_close(from_);
    if (to_ != nullptr) ucnv_close(to_);
    throw UsageError("ICU: " + encoding.name + ": " + u_errorName(status));
  }
}

Decoder::~Decoder() {
  if (from_ != nullptr) ucnv_close(from_);
  if (to_ != nullptr) ucnv_close(to_);
}

void Decoder::convert_utf8(std::string_view bytes, bool last, std::string& out, std::vector<size_t>& bad) {
  std::string joined;
  if (!rest_.empty()) {
    joined = std::move(rest_);
    rest_.clear();
    joined += bytes;
    bytes = joined;
  }
  while (!bytes.empty()) {
    const size_t n = valid_utf8_prefix(bytes);
    out += bytes.substr(0, n);
    bytes.remove_prefix(n);
    if (bytes.empty()) break;
    if (!last && cut_character(bytes)) {
      rest_ = bytes;
      break;
    }
    bad.push_back(out.size());
    out += replacement;
    bytes.remove_prefix(bad_length(bytes));
  }
}

void Decoder::convert(std::string_view bytes, bool last, std::string& out, std::vector<size_t>& bad) {
  const size_t start = out.size();
  const size_t bad_start = bad.size();
  if (from_ == nullptr) {
    convert_utf8(bytes, last, out, bad);
  } else {
    // Two steps, ICU's UTF-16 between them, because its one-step form keeps state in a pivot buffer of ours anyway.
    std::vector<UChar> units(bytes.size() + 16);
    const char* source = bytes.data();
    const char* source_end = source + bytes.size();
    for (bool more = true; more;) {
      UErrorCode status = U_ZERO_ERROR;
      UChar* target = units.data();
      ucnv_toUnicode(from_, &target, units.data() + units.size(), &source, source_end, nullptr, last, &status);
      more = status == U_BUFFER_OVERFLOW_ERROR;
      const UChar* unit = units.data();
      const UChar* units_end = target;
      const size_t had = out.size();
      out.resize(had + static_cast<size_t>(units_end - unit) * 3 + 16);
      char* to = out.data() + had;
      status = U_ZERO_ERROR;
      ucnv_fromUnicode(to_, &to, out.data() + out.size(), &unit, units_end, nullptr, last && !more, &status);
      out.resize(static_cast<size_t>(to - out.data()));
    }
    constexpr std::string_view mark = "\xEF\xBF\xBF";
    for (size_t at = out.find(mark, start); at != std::string::npos; at = out.find(mark, at + 3)) {
      out[at + 2] = replacement[2];
      bad.push_back(at);
    }
  }
  if (std::memchr(out.data() + start, 0, out.size() - start) == nullptr) return;
  // NUL grows to three bytes: everything after it moves.
  std::string clean;
  std::vector<size_t> moved;
  size_t next_bad = bad_start;
  for (size_t i = start; i < out.size(); ++i) {
    if (next_bad < bad.size() && bad[next_bad] == i) {
      moved.push_back(start + clean.size());
      ++next_bad;
    }
    if (out[i] == 0) {
      moved.push_back(start + clean.size());
      clean += replacement;
    } else {
      clean += out[i];
    }
  }
  out.replace(start, std::string::npos, clean);
  bad.resize(bad_start);
  bad.insert(bad.end(), moved.begin(), moved.end());
}

TextSource::TextSource(std::unique_ptr<ByteSource> bytes, const Encoding& encoding)
    : bytes_(std::move(bytes)), encoding_(encoding.name), decoder_(encoding), skip_(encoding.bom) {}

std::unique_ptr<TextSource> TextSource::open(std::unique_ptr<ByteSource> bytes, const std::string& encoding_name) {
  const std::string_view sample = bytes->peek(piece_size);
  const Encoding encoding = choose_encoding(encoding_name, sample, sample.size() < piece_size);
  return std::make_unique<TextSource>(std::move(bytes), encoding);
}

bool TextSource::read(size_t n, std::string& out, std::vector<size_t>& bad) {
  if (end_) return false;
  piece_.resize(std::max(n, skip_ + 1));
  const size_t got = bytes_->read(piece_.data(), piece_.size());
  end_ = got < piece_.size();
  const size_t skip = std::min(skip_, got);
  skip_ = 0;
  decoder_.convert(std::string_view(piece_).substr(skip, got - skip), end_, out, bad);
  return true;
}

// ---- lines

uint64_t count_line_ends(std::string_view text) {
  // Sums of at most 128 bytes fit in a byte, so that the compiler may count 16 or 32 of them at once.
  uint64_t lines = 0;
  const char* p = text.data();
  size_t n = text.size();
  if (n > 0) {
    lines += *p == '\n' || *p == '\r';
    ++p;
    --n;
  }
  for (; n >= 128; p += 128, n -= 128) {
    uint8_t sum = 0;
    for (int i = 0; i < 128; ++i)
      sum = static_cast<uint8_t>(sum + static_cast<uint8_t>((p[i] == '\n') & (p[i - 1] != '\r')) +
                                 static_cast<uint8_t>(p[i] == '\r'));
    lines += sum;
  }
  for (; n > 0; ++p, --n) lines += (*p == '\n' && p[-1] != '\r') || *p == '\r';
  return lines;
}

std::vector<uint64_t> lines_of(std::string_view text, uint64_t first_line, const std::vector<size_t>& positions) {
  std::vector<uint64_t> lines;
  size_t from = 0;
  uint64_t line = first_line;
  for (const size_t at : positions) {
    // A bad character is no line end itself, so no \r\n is cut here.
    line += count_line_ends(text.substr(from, at - from));
    from = at;
    lines.push_back(line);
  }
  return lines;
}

void report_bad(std::string_view text, uint64_t first_line, const std::vector<size_t>& bad, const std::string& path,
                const std::string& encoding, Rows& out) {
  uint64_t reported = 0;
  for (const uint64_t line : lines_of(text, first_line, bad)) {
    // A row is numbered by its first line.
    const auto after = std::upper_bound(out.rows.begin(), out.rows.end(), line,
                                        [](uint64_t n, const Rows::Row& row) { return n < row.number; });
    const uint64_t number = after == out.rows.begin() ? line : std::prev(after)->number;
    if (number != reported) out.diagnostics.push_back(bad_bytes(path, number, encoding));
    reported = number;
  }
}

}  // namespace gengxin
