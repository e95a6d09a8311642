// Numbers as people write them, and numbers in other units.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/diagnostic.h"
#include "base/text.h"
#include "mapping/cell.h"

namespace gengxin {
namespace {

__extension__ typedef __int128 Wide;

bool digit(char c) { return c >= '0' && c <= '9'; }

bool take(std::string_view& text, std::string_view part) {
  if (!text.starts_with(part)) return false;
  text.remove_prefix(part.size());
  return true;
}

bool take_any(std::string_view& text, std::initializer_list<std::string_view> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) { return take(text, part); });
}

bool drop_any(std::string_view& text, std::initializer_list<std::string_view> tails) {
  for (const auto tail : tails)
    if (text.size() > tail.size() && text.ends_with(tail)) {
      text.remove_suffix(tail.size());
      text = trim(text);
      return true;
    }
  return false;
}

std::string number_text(double number) { return fmt::format("{}", number); }

/// 91.39999999999999 is what binary floating point made of 91.4 on its way through a spreadsheet. Fifteen digits are
/// what spreadsheets keep and what a double holds whichever decimal it came from.
Decimal without_noise(Decimal value) {
  constexpr int64_t fifteen_digits = 1'000'000'000'000'000;
  while (value.exponent < 0 && (value.mantissa >= fifteen_digits || value.mantissa <= -fifteen_digits)) {
    int64_t scale = 1;
    int dropped = 0;
    while (value.mantissa / scale >= fifteen_digits || value.mantissa / scale <= -fifteen_digits)
      scale *= 10, ++dropped;
    const int64_t half = value.mantissa < 0 ? -scale / 2 : scale / 2;
    value.mantissa = (value.mantissa + half) / scale;
    value.exponent = static_cast<int8_t>(value.exponent + dropped);
  }
  return value;
}

/// The units that a field may be written in, for messages: "kW、W、MW".
std::string unit_names(const Vocabulary& vocabulary, UnitId unit) {
  std::string names = vocabulary.units[unit].id;
  int count = 1;
  for (size_t u = 0; u < vocabulary.units.size() && count < 5; ++u) {
    if (u == unit || vocabulary.units[u].dimension != vocabulary.units[unit].dimension) continue;
    names += say("、", ", ") + vocabulary.units[u].id;
    ++count;
  }
  return names;
}

/// 1 100 with a hard or thin space between the digits, as spreadsheets of some countries group thousands: as with
/// commas. An ordinary space stands between two numbers.
std::string with_commas(std::string_view text) {
  std::string out(text);
  for (const std::string_view space : {"\u00a0", "\u202f", "\u2009", "\u2007"})
    for (size_t at = out.find(space, 1); at != std::string::npos; at = out.find(space, at + 1)) {
      const size_t after = at + space.size();
      if (digit(out[at - 1]) && after < out.size() && digit(out[after])) out.replace(at, space.size(), ",");
    }
  return out;
}

enum class Scan { number, none, grouping, long_number };

/// The number at the front of the text: sign, digits with thousands separators, fraction, exponent.
Scan scan_number(std::string_view& text, Decimal& value) {
  std::string plain;
  std::string_view rest = text;
  if (take_any(rest, {"-", "−", "–"}))
    plain = "-";
  else
    take(rest, "+");
  rest = trim(rest);
  size_t i = 0, group = 0, groups = 0, first_group = 0, digits = 0;
  for (; i < rest.size(); ++i) {
    if (digit(rest[i])) {
      plain += rest[i];
      ++group;
      ++digits;
    } else if (rest[i] == ',' && i + 1 < rest.size() && digit(rest[i + 1]) && group > 0) {
      if (groups++ == 0)
        first_group = group;
      else if (group != 3)
        return Scan::grouping;
      group = 0;
    } else {
      break;
    }
  }
  // 1,23 may be 1.23 or a slip of 123: it is neither here.
  if (groups > 0 && (group != 3 || first_group > 3)) return Scan::grouping;
  if (i < rest.size() && rest[i] == '.') {
    size_t k = i + 1;
    while (k < rest.size() && digit(rest[k])) ++k;
    if (k > i + 1 || digits > 0) {
      plain += rest.substr(i, k - i);
      digits += k - i - 1;
      i = k;
    }
  }
  if (digits == 0) return Scan::none;
  if (i + 1 < rest.size() && (rest[i] == 'e' || rest[i] == 'E')) {
    size_t k = i + 1;
    if (rest[k] == '+' || rest[k] == '-') ++k;
    if (k < rest.size() && digit(rest[k])) {
      while (k < rest.size() && digit(rest[k])) ++k;
      plain += rest.substr(i, k - i);
      i = k;
    }
  }
  rest.remove_prefix(i);
  auto parsed = Decimal::parse(plain);
  // A spreadsheet's number may carry 17 digits and more; what is behind the 18th does not change what it means.
  if (!parsed && digits > 18 && plain.find_first_of("eE") == std::string::npos) {
    const size_t point = plain.find('.');
    const size_t sign = plain.front() == '-' ? 1 : 0;
    if (point != std::string::npos && point - sign < 17 && plain.size() > sign + 18)
      parsed = Decimal::parse(plain.substr(0, sign + 18));
  }
  if (!parsed) return Scan::long_number;
  value = without_noise(*parsed);
  text = rest;
  return Scan::number;
}

/// Whether `text` is what the field counts: 极 for 极数, 台 for 台数, or the tail of one of its words, 级 of 2级.
bool counts(const Field& field, std::string_view text) {
  const auto header = [&](std::string_view spelling) {
    const std::string folded = fold(spelling);
    return folded == text ||
           (folded.ends_with("数") && folded.substr(0, folded.size() - std::string_view("数").size()) == text);
  };
  if (header(field.label.zh) || header(field.label.en) || header(field.id)) return true;
  if (std::any_of(field.aliases.begin(), field.aliases.end(), header)) return true;
  return std::any_of(field.words.begin(), field.words.end(), [&](const auto& word) {
    const std::string folded = fold(word.first);
    const std::string number = std::to_string(word.second);
    return folded.size() == number.size() + text.size() && folded.starts_with(number) && folded.ends_with(text);
  });
}

struct Multiplier {
  std::string_view word;
  int8_t exponent;
};
// The longer ones first.
constexpr Multiplier multipliers[] = {{"千万", 7}, {"百万", 6}, {"十万", 5}, {"亿", 8},
                                      {"万", 4},   {"千", 3},   {"百", 2}};

bool multiply(Decimal& value, int exponent) {
  const auto product = Decimal::mul(value, Decimal{1, static_cast<int8_t>(exponent)});
  if (product) value = *product;
  return product.has_value();
}

/// The number behind m × 10^e × n / d where it is no short decimal: the quotient's first digits, a last one that says
/// whether anything was left, and then the library's correct rounding.
double nearest_quotient(Wide product, int64_t denominator, int exponent) {
  const bool negative = product < 0;
  if (negative) product = -product;
  Wide quotient = product / denominator, rest = product % denominator;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(quotient % 10)));
    quotient /= 10;
  } while (quotient != 0);
  for (int i = 0; i < 40 && rest != 0; ++i) {
    rest *= 10;
    digits += static_cast<char>('0' + static_cast<int>(rest / denominator));
    rest %= denominator;
    --exponent;
  }
  if (rest != 0) {
    digits += '1';
    --exponent;
  }
  digits += fmt::format("e{}", exponent);
  double number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return negative ? -number : number;
}

}  // namespace

std::optional<Conversion> conversion(const Vocabulary& vocabulary, UnitId from, UnitId to) {
  if (from == to) return Conversion{};
  if (from >= vocabulary.units.size() || to >= vocabulary.units.size()) return std::nullopt;
  const Unit& a = vocabulary.units[from];
  const Unit& b = vocabulary.units[to];
  if (a.dimension != b.dimension) return std::nullopt;
  Conversion result;
  result.exponent = a.exponent - b.exponent;
  Wide numerator = Wide{a.numerator} * b.denominator, denominator = Wide{a.denominator} * b.numerator;
  if (numerator <= 0 || denominator <= 0) return std::nullopt;  // the rule compiler lets no such unit through
  Wide x = numerator, y = denominator;
  while (y != 0) {
    const Wide z = x % y;
    x = y;
    y = z;
  }
  numerator /= x;
  denominator /= x;
  while (numerator % 10 == 0) numerator /= 10, ++result.exponent;
  while (denominator % 10 == 0) denominator /= 10, --result.exponent;
  constexpr Wide most = std::numeric_limits<int64_t>::max();
  while (numerator > most || denominator > most) numerator /= 2, denominator /= 2, result.exact = false;
  result.numerator = static_cast<int64_t>(numerator);
  result.denominator = static_cast<int64_t>(denominator);
  return result;
}

void apply(const Conversion& conversion, Decimal value, Value& out) {
  out.kind = ValueKind::number;
  out.exact = false;
  const int exponent = value.exponent + conversion.exponent;
  if (conversion.exact && exponent >= std::numeric_limits<int8_t>::min() &&
      exponent <= std::numeric_limits<int8_t>::max()) {
    std::optional<Decimal> exact = Decimal{value.mantissa, static_cast<int8_t>(exponent)};
    if (conversion.numerator != 1) exact = Decimal::mul(*exact, Decimal::from_int(conversion.numerator));
    if (exact && conversion.denominator != 1) exact = Decimal::div_exact(*exact, conversion.denominator);
    if (exact) {
      out.exact = true;
      out.decimal = *exact;
      out.number = exact->to_double();
      return;
    }
  }
  out.decimal = {};
  out.number = nearest_quotient(Wide{value.mantissa} * conversion.numerator, conversion.denominator, exponent);
}

bool convert(const Vocabulary& vocabulary, Decimal value, UnitId from, UnitId to, Value& out) {
  const auto way = conversion(vocabulary, from, to);
  if (!way) return false;
  apply(*way, value, out);
  return true;
}

std::string number_problem(const Vocabulary& vocabulary, const Field& field, UnitId from, Decimal written,
                           const Value& value) {
  const auto in_range = [&](double number) { return number >= field.min && number <= field.max; };
  if (!in_range(value.number)) {
    const std::string unit = field.unit == no_id ? "" : " " + vocabulary.units[field.unit].id;
    const std::string number = value.exact ? value.decimal.to_string() : number_text(value.number);
    std::string problem;
    if (field.min > -1e299 && field.max < 1e299)
      problem = fmt::format(
          fmt::runtime(say("{}{} 超出合理范围 {} 至 {}", "{}{} is outside of the plausible range {} to {}")), number,
          unit, number_text(field.min), number_text(field.max));
    else if (field.min > -1e299)
      problem = fmt::format(fmt::runtime(say("{}{} 小于合理下限 {}", "{}{} is below the plausible {}")), number, unit,
                            number_text(field.min));
    else
      problem = fmt::format(fmt::runtime(say("{}{} 大于合理上限 {}", "{}{} is above the plausible {}")), number, unit,
                            number_text(field.max));
    if (field.unit == no_id) return problem;
    // Was another unit meant? 0.914 in a column of percent is a ratio.
    const UnitId used = from == no_id ? field.unit : from;
    for (size_t u = 0; u < vocabulary.units.size(); ++u) {
      Value other;
      if (u == used || !convert(vocabulary, written, static_cast<UnitId>(u), field.unit, other)) continue;
      if (!in_range(other.number) || other.number == value.number) continue;
      return problem +
             fmt::format(
                 fmt::runtime(say("；像是以 {} 为单位：若是，应写成 {} {}", "; looks like {}: if it is, write {} {}")),
                 vocabulary.units[u].aliases.empty() || lang() == Lang::en ? vocabulary.units[u].id
                                                                           : vocabulary.units[u].aliases.front(),
                 other.exact ? other.decimal.to_string() : number_text(other.number), vocabulary.units[field.unit].id);
    }
    return problem;
  }
  if (field.type == FieldType::integer) {
    const bool whole = value.exact ? value.decimal.to_string().find('.') == std::string::npos
                                   : value.number == std::floor(value.number);
    if (!whole) return say("应为整数", "must be a whole number");
  }
  return {};
}

CellResult read_number(const Vocabulary& vocabulary, FieldId field_id, UnitId unit, const Cell& cell,
                       std::string_view folded, Value& value, std::string& reason) {
  const Field& field = vocabulary.fields[field_id];
  const auto unreadable = [&](std::string why) {
    reason = std::move(why);
    value.kind = ValueKind::missing;
    return CellResult::unreadable;
  };
  if (cell.type == CellType::date)
    return unreadable(
        say("单元格是日期，应为数；请将单元格设为数值或文本格式后重填",
            "the cell is a date where a number belongs; format it as a number or text and fill it in again"));
  if (cell.type == CellType::boolean) return unreadable(say("应为数，不是“是/否”", "must be a number, not yes or no"));

  UnitId from = unit == no_id ? field.unit : unit;
  Decimal written;
  const auto finish = [&]() {
    const auto way = conversion(vocabulary, from, field.unit);
    if (!way)
      return unreadable(
          field.unit == no_id
              ? fmt::format(fmt::runtime(say("此项没有单位，不应写“{}”", "this field has no unit; leave \"{}\" out")),
                            vocabulary.units[from].id)
              : fmt::format(fmt::runtime(say("单位“{}”不适用；应为 {}", "the unit \"{}\" does not fit; use {}")),
                            vocabulary.units[from].id, unit_names(vocabulary, field.unit)));
    apply(*way, written, value);
    std::string problem = number_problem(vocabulary, field, from, written, value);
    if (!problem.empty()) return unreadable(std::move(problem));
    return CellResult::value;
  };

  for (const auto& [word, number] : field.words)
    if (folded == fold(word)) {
      written = Decimal::from_int(number);
      from = field.unit;
      return finish();
    }
  if (means_missing(folded)) return CellResult::missing;

  const std::string normal = nfkc(with_commas(cell.text));
  std::string_view text = normal;
  const std::string example = field.unit == no_id ? "7.5" : "7.5" + vocabulary.units[field.unit].id;
  const auto not_a_number = [&] {
    return unreadable(fmt::format(fmt::runtime(say("不是数；应写成例如 {}", "not a number; write it like {}")),
                                  field.type == FieldType::integer ? "4" : example));
  };
  while (take_any(text, {"大约", "约为", "约", "≈", "~", "∼", "approx.", "approx", "about"})) text = trim(text);
  drop_any(text, {"左右", "上下"});
  if (take_any(text, {"≥", "≤", "≧", "≦", ">", "<", "不低于", "不小于", "不大于", "不高于", "不超过", "大于", "小于",
                      "高于", "低于", "超过"}) ||
      drop_any(text, {"以上", "以下", "以内"}))
    return unreadable(say("是一个界限，不是一个值；应写实际值", "a bound, not a value; write the actual value"));
  if (field.type == FieldType::money)
    for (const std::string_view sign : {"¥", "RMB", "CNY", "人民币"})
      if (take(text, sign)) {
        // The sign is a unit in the cell: ￥35,000 in a column of 万元 is 35,000 yuan.
        const UnitId yuan = vocabulary.unit_by_text(fold(sign));
        if (yuan != no_id && conversion(vocabulary, yuan, field.unit)) from = unit = yuan;
        text = trim(text);
        break;
      }

  switch (scan_number(text, written)) {
    case Scan::number:
      break;
    case Scan::none:
      return not_a_number();
    case Scan::grouping:
      return unreadable(say("逗号的位置不是千分位；小数点用“.”，例如 1234.5 或 1,234.5",
                            "the comma is not a thousands separator there; write 1234.5 or 1,234.5"));
    case Scan::long_number:
      return unreadable(say("位数过多，超过 18 位有效数字", "too long: more than 18 significant digits"));
  }
  text = trim(text);
  if (text.empty()) return finish();

  // 5-10, 5~10, 380/220, 7.5kW×2: more than one number.
  {
    std::string_view rest = text;
    if (take_any(rest, {"-", "~", "∼", "—", "–", "至", "到", "/", "、", ",",
                        ";", "x", "X", "×", "*", "+",  "±",  ":", "(",  "["})) {
      rest = trim(rest);
      if (!rest.empty() && (digit(rest.front()) || rest.front() == '-' || rest.front() == '.'))
        return unreadable(say("写了不止一个数（区间或几个值）；应只写一个值",
                              "more than one number (a range or several values); write one value"));
    }
    if (digit(text.front()))
      return unreadable(say("两个数之间有空格；应只写一个值", "a space between two numbers; write one value"));
  }
  if (text.size() > 2 && ((text.front() == '(' && text.back() == ')') || (text.front() == '[' && text.back() == ']')))
    text = trim(text.substr(1, text.size() - 2));

  const auto fits = [&](UnitId u) {
    return u != no_id && field.unit != no_id && vocabulary.units[u].dimension == vocabulary.units[field.unit].dimension;
  };
  const std::string tail = fold(text);
  if (tail.empty()) return not_a_number();
  const UnitId own = vocabulary.unit_by_text(tail);
  if (fits(own)) {
    from = own;
    return finish();
  }
  if (counts(field, tail) || (field.unit == no_id && own != no_id && vocabulary.units[own].dimension == "count" &&
                              conversion(vocabulary, own, own) && vocabulary.units[own].numerator == 1 &&
                              vocabulary.units[own].denominator == 1 && vocabulary.units[own].exponent == 0))
    return finish();
  for (const auto& [word, exponent] : multipliers) {
    if (!tail.starts_with(word)) continue;
    const std::string_view behind = std::string_view(tail).substr(word.size());
    const UnitId u = behind.empty() ? no_id : vocabulary.unit_by_text(behind);
    if (!behind.empty() && !fits(u) && !counts(field, behind)) continue;
    if (behind.empty() && unit != no_id && unit != field.unit) {
      // 1.5万 in a column of 万元: 1.5 or 15,000 of them?
      const auto& spellings = vocabulary.units[unit].aliases;
      if (std::any_of(spellings.begin(), spellings.end(),
                      [](const std::string& s) { return s.starts_with("万") || s.starts_with("亿"); }))
        return unreadable(fmt::format(
            fmt::runtime(say("列的单位已是“{}”，分不清“{}”是否重复；应只写数",
                             "the column is in {} already, so \"{}\" may be said twice; write the number alone")),
            vocabulary.units[unit].id, word));
    }
    if (!multiply(written, exponent)) break;
    if (fits(u)) from = u;
    return finish();
  }
  if (own != no_id) {
    from = own;
    return finish();
  }
  if (std::any_of(text.begin(), text.end(), digit))
    return unreadable(say("数后面的内容读不懂；应只写一个数和单位",
                          "what follows the number is not understood; write one number and its unit"));
  return unreadable(
      field.unit == no_id
          ? fmt::format(
                fmt::runtime(say("“{}”不是已知单位；应只写数", "\"{}\" is not a known unit; write the number alone")),
                text)
          : fmt::format(fmt::runtime(say("“{}”不是已知单位；应为 {}", "\"{}\" is not a known unit; use {}")), text,
                        unit_names(vocabulary, field.unit)));
}

}  // namespace gengxin
