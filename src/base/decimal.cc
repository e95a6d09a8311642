#include "base/decimal.h"

#include <array>
#include <charconv>
#include <limits>
#include <numeric>

namespace gengxin {
namespace {

__extension__ typedef __int128 Wide;

constexpr int64_t limit = 1'000'000'000'000'000'000;  // 18 digits

constexpr std::array<int64_t, 19> tens = [] {
  std::array<int64_t, 19> t{};
  int64_t p = 1;
  for (auto& e : t) e = p, p = p < limit ? p * 10 : p;
  return t;
}();

constexpr uint64_t magnitude(int64_t n) { return n < 0 ? 0 - static_cast<uint64_t>(n) : static_cast<uint64_t>(n); }

/// mantissa × 10^exponent with the trailing zeros moved into the exponent where the mantissa is too long otherwise.
std::optional<Decimal> fit(Wide mantissa, int exponent) {
  if (mantissa == 0) return Decimal{};
  while ((mantissa >= limit || mantissa <= -limit) && mantissa % 10 == 0) mantissa /= 10, ++exponent;
  if (mantissa >= limit || mantissa <= -limit) return std::nullopt;
  auto m = static_cast<int64_t>(mantissa);
  while (exponent < std::numeric_limits<int8_t>::min() && m % 10 == 0) m /= 10, ++exponent;
  while (exponent > std::numeric_limits<int8_t>::max() && m < limit / 10 && m > -limit / 10) m *= 10, --exponent;
  if (exponent < std::numeric_limits<int8_t>::min() || exponent > std::numeric_limits<int8_t>::max())
    return std::nullopt;
  return Decimal{m, static_cast<int8_t>(exponent)};
}

Decimal without_trailing_zeros(Decimal d) {
  if (d.mantissa == 0) return Decimal{};
  int e = d.exponent;
  while (d.mantissa % 10 == 0 && e < std::numeric_limits<int8_t>::max()) d.mantissa /= 10, ++e;
  d.exponent = static_cast<int8_t>(e);
  return d;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  size_t i = 0;
  const size_t n = text.size();
  bool negative = false;
  if (i < n && (text[i] == '-' || text[i] == '+')) negative = text[i++] == '-';
  int64_t mantissa = 0;
  int exponent = 0;
  int zeros = 0;  // zeros seen after the last other digit: they count only when another digit follows
  bool digits = false, point = false;
  for (; i < n; ++i) {
    const char c = text[i];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(c)) break;
    digits = true;
    if (point) --exponent;
    if (c == '0') {
      if (mantissa != 0) ++zeros;
      if (zeros > 400) return std::nullopt;
      continue;
    }
    const int shift = zeros + 1;
    if (mantissa != 0 && (shift > 18 || mantissa >= limit / tens[static_cast<size_t>(shift)])) return std::nullopt;
    mantissa = (mantissa == 0 ? 0 : mantissa * tens[static_cast<size_t>(shift)]) + (c - '0');
    zeros = 0;
    if (exponent < -400) return std::nullopt;
  }
  if (!digits) return std::nullopt;
  exponent += zeros;
  if (i < n) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    if (++i < n && text[i] == '+') {
      ++i;
      if (i < n && !is_digit(text[i])) return std::nullopt;
    }
    int e = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + n, e);
    if (error != std::errc{} || end != text.data() + n || e > 1000 || e < -1000) return std::nullopt;
    exponent += e;
  }
  return fit(negative ? -mantissa : mantissa, exponent);
}

double Decimal::to_double() const {
  // Up to 2^53 and 10^22 both operands are doubles exactly, so one operation rounds once, correctly.
  static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const uint64_t m = magnitude(mantissa);
  if (m <= (uint64_t{1} << 53) && exponent >= -22 && exponent <= 22) {
    const auto d = static_cast<double>(mantissa);
    return exponent < 0 ? d / powers[-exponent] : d * powers[exponent];
  }
  char text[40];
  char* end = std::to_chars(text, text + 24, mantissa).ptr;
  *end++ = 'e';
  end = std::to_chars(end, text + sizeof text, static_cast<int>(exponent)).ptr;
  double result = 0;
  std::from_chars(text, end, result);
  return result;
}

std::string Decimal::to_string() const {
  const Decimal d = without_trailing_zeros(*this);
  std::string digits = std::to_string(magnitude(d.mantissa));
  if (d.exponent >= 0) {
    if (d.mantissa != 0) digits.append(static_cast<size_t>(d.exponent), '0');
  } else {
    const auto places = static_cast<size_t>(-d.exponent);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
  }
  return d.mantissa < 0 ? "-" + digits : digits;
}

std::string Decimal::to_fixed(int places) const {
  if (places < 0) places = 0;
  std::string text = to_string();
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  size_t point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  const size_t wanted = point + 1 + static_cast<size_t>(places);
  if (text.size() <= wanted) {
    text.append(wanted - text.size(), '0');
  } else {
    const bool up = text[wanted] >= '5';
    text.resize(wanted);
    if (up) {
      size_t i = text.size();
      while (i > 0) {
        --i;
        if (text[i] == '.') continue;
        if (text[i] != '9') {
          ++text[i];
          break;
        }
        text[i] = '0';
        if (i == 0) text.insert(0, 1, '1');
      }
    }
  }
  if (text.back() == '.') text.pop_back();
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return negative && !zero ? "-" + text : text;
}

std::optional<Decimal> Decimal::add(Decimal a, Decimal b) {
  a = without_trailing_zeros(a);
  b = without_trailing_zeros(b);
  if (a.mantissa == 0) return fit(b.mantissa, b.exponent);
  if (b.mantissa == 0) return fit(a.mantissa, a.exponent);
  if (a.exponent < b.exponent) std::swap(a, b);
  const int gap = a.exponent - b.exponent;
  // Beyond 18 places the sum has digits at both ends of a longer number: a's first and b's last.
  if (gap > 18) return std::nullopt;
  return fit(Wide{a.mantissa} * tens[static_cast<size_t>(gap)] + b.mantissa, b.exponent);
}

std::optional<Decimal> Decimal::sub(Decimal a, Decimal b) {
  if (b.mantissa == std::numeric_limits<int64_t>::min()) return std::nullopt;
  b.mantissa = -b.mantissa;
  return add(a, b);
}

std::optional<Decimal> Decimal::mul(Decimal a, Decimal b) {
  return fit(Wide{a.mantissa} * b.mantissa, a.exponent + b.exponent);
}

std::optional<Decimal> Decimal::div_exact(Decimal a, int64_t n) {
  if (n == 0) return std::nullopt;
  a = without_trailing_zeros(a);
  if (a.mantissa == 0) return Decimal{};
  const bool negative = (a.mantissa < 0) != (n < 0);
  uint64_t m = magnitude(a.mantissa), d = magnitude(n);
  const uint64_t common = std::gcd(m, d);
  m /= common;
  d /= common;
  // The quotient ends after a finite number of places only when nothing but twos and fives is left below.
  int exponent = a.exponent, twos = 0, fives = 0;
  while (d % 2 == 0) d /= 2, ++twos;
  while (d % 5 == 0) d /= 5, ++fives;
  if (d != 1) return std::nullopt;
  const int places = twos > fives ? twos : fives;
  Wide quotient = m;
  for (int i = twos; i < places; ++i) {
    quotient *= 2;
    if (quotient >= Wide{limit} * 10) return std::nullopt;
  }
  for (int i = fives; i < places; ++i) {
    quotient *= 5;
    if (quotient >= Wide{limit} * 10) return std::nullopt;
  }
  exponent -= places;
  return fit(negative ? -quotient : quotient, exponent);
}

std::strong_ordering operator<=>(Decimal a, Decimal b) {
  const int sign_a = (a.mantissa > 0) - (a.mantissa < 0), sign_b = (b.mantissa > 0) - (b.mantissa < 0);
  if (sign_a != sign_b || sign_a == 0) return sign_a <=> sign_b;
  const int gap = a.exponent - b.exponent;
  // 10^19 is more than any 64-bit mantissa, so there the exponents alone decide.
  if (gap > 18) return sign_a > 0 ? std::strong_ordering::greater : std::strong_ordering::less;
  if (gap < -18) return sign_a > 0 ? std::strong_ordering::less : std::strong_ordering::greater;
  const Wide x = Wide{a.mantissa} * (gap > 0 ? tens[static_cast<size_t>(gap)] : 1);
  const Wide y = Wide{b.mantissa} * (gap < 0 ? tens[static_cast<size_t>(-gap)] : 1);
  return x < y ? std::strong_ordering::less : x > y ? std::strong_ordering::greater : std::strong_ordering::equal;
}

bool operator==(Decimal a, Decimal b) { return (a <=> b) == std::strong_ordering::equal; }

}  // namespace gengxin
