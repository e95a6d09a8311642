// What the numbers of a workbook mean: dates, times and percentages are numbers with a format.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/date.h"
#include "readers/workbook.h"

namespace gengxin {

NumberFormat number_format(uint32_t id, std::string_view code) {
  if (code.empty()) {
    // ECMA-376 part 1, 18.8.30, with its list for simplified Chinese (27 to 36 and 50 to 58).
    switch (id) {
      case 9:
      case 10:
        return NumberFormat::percent;
      case 14:
      case 15:
      case 16:
      case 22:
      case 28:
      case 29:
      case 30:
      case 31:
      case 51:
      case 53:
      case 54:
      case 58:
        return NumberFormat::date;
      case 17:
      case 27:
      case 36:
      case 50:
      case 52:
      case 57:
        return NumberFormat::month;
      case 18:
      case 19:
      case 20:
      case 21:
      case 32:
      case 33:
      case 34:
      case 35:
      case 45:
      case 46:
      case 47:
      case 55:
      case 56:
        return NumberFormat::time;
      default:
        return NumberFormat::number;
    }
  }
  // The first section (for positive numbers) decides.
  bool year = false, month = false, day = false, hour = false, digits = false;
  int percents = 0;
  for (size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    const auto follows = [&](std::string_view word) {
      if (code.size() - i < word.size()) return false;
      for (size_t k = 0; k < word.size(); ++k)
        if ((code[i + k] | 0x20) != (word[k] | 0x20)) return false;
      return true;
    };
    if (c == '"') {
      i = code.find('"', i + 1);
      if (i == std::string_view::npos) break;
    } else if (c == '\\' || c == '!' || c == '_' || c == '*') {
      ++i;  // one character as it stands, a space of its width, or filling
    } else if (c == '[') {
      const size_t end = code.find(']', i);
      if (end == std::string_view::npos) break;
      // [h] [mm] [ss] count hours; all else in brackets is colour, condition or language.
      const std::string_view inside = code.substr(i + 1, end - i - 1);
      if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) hour = true;
      i = end;
    } else if (follows("general")) {
      i += 6;
    } else if (follows("am/pm")) {
      hour = true;
      i += 4;
    } else if (follows("a/p")) {
      hour = true;
      i += 2;
    } else if ((c | 0x20) == 'e' && i + 1 < code.size() && (code[i + 1] == '+' || code[i + 1] == '-')) {
      ++i;  // 0.00E+00
    } else if ((c | 0x20) == 'y' || (c | 0x20) == 'e') {
      year = true;
    } else if ((c | 0x20) == 'm') {
      month = true;
    } else if ((c | 0x20) == 'd') {
      day = true;
    } else if ((c | 0x20) == 'h' || (c | 0x20) == 's') {
      hour = true;
    } else if (c == '0' || c == '#' || c == '?') {
      digits = true;
    } else if (c == '%') {
      ++percents;
    }
  }
  if (day || (year && hour)) return NumberFormat::date;
  if (hour) return NumberFormat::time;
  if (month) return NumberFormat::month;
  if (year) return NumberFormat::year;
  return percents == 1 && digits ? NumberFormat::percent : NumberFormat::number;
}

std::string plain_number(std::string_view source, int shift) {
  double value = 0;
  const auto parsed = std::from_chars(source.data(), source.data() + source.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != source.data() + source.size() || !std::isfinite(value)) return {};
  if (value == 0) return "0";

  // 15 digits are what spreadsheets show, and compare by: 91.399999999999991 is the 91.4 that was typed.
  std::array<char, 32> buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, 14);
  const std::string_view text(buffer.data(), static_cast<size_t>(written.ptr - buffer.data()));
  const size_t e = text.find('e');
  int exponent = std::atoi(std::string(text.substr(e + 1)).c_str()) + shift;
  std::string digits;
  for (const char c : text.substr(0, e))
    if (c >= '0' && c <= '9') digits += c;
  digits.erase(digits.find_last_not_of('0') + 1);

  std::string plain = value < 0 ? "-" : "";
  const auto count = static_cast<int>(digits.size());
  if (exponent < -20 || exponent > 20) {
    plain += digits.substr(0, 1);
    if (count > 1) plain += "." + digits.substr(1);
    plain += "e" + std::to_string(exponent);
  } else if (exponent < 0) {
    plain += "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  } else if (count <= exponent + 1) {
    plain += digits + std::string(static_cast<size_t>(exponent + 1 - count), '0');
  } else {
    plain +=
        digits.substr(0, static_cast<size_t>(exponent) + 1) + "." + digits.substr(static_cast<size_t>(exponent) + 1);
  }
  return plain;
}

std::string serial_date(double serial, bool from_1904, NumberFormat format) {
  // Seconds are rounded before the day is taken: 37742 less a rounding error is still that day.
  const double whole = std::floor(serial + 0.5 / 86400);
  if (!(whole >= (from_1904 ? 0 : 1)) || whole > 2958465) return {};
  auto day = static_cast<Day>(whole);
  // 1970-01-01 is day 25569, or 24107 since 1904. The 1900 system has a 29 February 1900, day 60, that never was.
  if (!from_1904 && day == 60) return {};
  day -= from_1904 ? 24107 : day < 60 ? 25568 : 25569;
  std::string date = format_date(day);
  // What is shown as a month is kept as its first day: that day was never written.
  if (format == NumberFormat::month && date.ends_with("-01")) return date.substr(0, 7);
  if (format == NumberFormat::year && date.ends_with("-01-01")) return date.substr(0, 4);
  return date;
}

}  // namespace gengxin
