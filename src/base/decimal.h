// Exact decimal numbers: mantissa × 10^exponent.
//
// Money must be exact, and so must a cell's number after its unit is converted: 0.914 of a header
// in ratio is 91.4 % and must equal a limit of 91.4, while 0.914 * 100 in binary floating point may not.
// Debian 12 packages no decimal library but Boost's cpp_dec_float, whose smallest type takes 40 bytes and
// allocates nothing but a dozen times the work of the two integers here.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gengxin {

struct Decimal {
  int64_t mantissa = 0;
  int8_t exponent = 0;  // power of ten

  /// "12", "-1.50", "1e-3". Nothing else: no spaces, no separators. nullopt when the text is not a
  /// decimal or needs more than 18 digits.
  static std::optional<Decimal> parse(std::string_view text);
  static Decimal from_int(int64_t n) { return Decimal{n, 0}; }

  /// The double nearest to the exact value.
  double to_double() const;
  /// Shortest plain form without an exponent: "91.4", "0.05", "12000".
  std::string to_string() const;
  /// With exactly `places` digits after the point, halves rounded away from zero: money is "10000.00".
  std::string to_fixed(int places) const;

  // Arithmetic is exact; nullopt when the result needs more than 18 digits.
  static std::optional<Decimal> add(Decimal a, Decimal b);
  static std::optional<Decimal> sub(Decimal a, Decimal b);
  static std::optional<Decimal> mul(Decimal a, Decimal b);
  /// a / n when the quotient is a decimal of at most 18 digits.
  static std::optional<Decimal> div_exact(Decimal a, int64_t n);

  bool is_zero() const { return mantissa == 0; }
};

std::strong_ordering operator<=>(Decimal a, Decimal b);
bool operator==(Decimal a, Decimal b);

}  // namespace gengxin
