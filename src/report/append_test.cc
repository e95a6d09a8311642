#include "report/append.h"

#include <doctest/doctest.h>

#include <cstring>
#include <random>

using namespace gengxin;

namespace {

std::string number(double x) {
  std::string out;
  append_number(out, x);
  return out;
}

std::string decimal(int64_t mantissa, int exponent) {
  std::string out;
  append_decimal(out, Decimal{mantissa, static_cast<int8_t>(exponent)});
  return out;
}

std::string money(const char* text) {
  std::string out;
  append_money(out, *Decimal::parse(text));
  return out;
}

}  // namespace

TEST_CASE("numbers are short and plain") {
  CHECK(number(0) == "0");
  CHECK(number(95) == "95");
  CHECK(number(91.4) == "91.4");
  CHECK(number(-0.05) == "-0.05");
  CHECK(number(0.1 + 0.2) == "0.30000000000000004");
  CHECK(number(100000) == "100000");
  CHECK(number(1e20) == "100000000000000000000");
  CHECK(number(1e300) == "1e+300");
  CHECK(number(123456.654321) == "123456.654321");
}

TEST_CASE("numbers read back as the same double") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 200000; ++i) {
    double x = 0;
    const uint64_t bits = random();
    if (i % 2 == 0) {
      std::memcpy(&x, &bits, sizeof x);
      if (!std::isfinite(x)) continue;
    } else {
      static constexpr double kPowers[] = {1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7};
      x = static_cast<double>(static_cast<int64_t>(bits % 2000000000) - 1000000000) / kPowers[bits >> 61];
    }
    const std::string text = number(x);
    REQUIRE_MESSAGE(std::strtod(text.c_str(), nullptr) == x, text);
    if (i % 2 == 1) REQUIRE_MESSAGE(text.size() <= 13, text);
  }
}

TEST_CASE("decimals are exact, money has two places") {
  CHECK(decimal(910, -1) == "91");
  CHECK(decimal(914, -1) == "91.4");
  CHECK(decimal(5, -2) == "0.05");
  CHECK(decimal(-5, -3) == "-0.005");
  CHECK(decimal(12, 3) == "12000");
  CHECK(decimal(0, -3) == "0");
  CHECK(decimal(999999999999999999, -18) == "0.999999999999999999");
  CHECK(money("10000") == "10000.00");
  CHECK(money("12.5") == "12.50");
  CHECK(money("-12.34") == "-12.34");
  CHECK(money("0.005") == "0.01");
  CHECK(money("1e3") == "1000.00");
}

TEST_CASE("dates are as format_date writes them") {
  for (Day day = -800000; day < 3000000; day += 13) {
    std::string out;
    append_date(out, day);
    REQUIRE(out == format_date(day));
  }
}

TEST_CASE("JSON text is escaped") {
  std::string out = "x";
  append_json_string(out, "a\"b\\c\n\t\r\x01 变压器");
  CHECK(out == "x\"a\\\"b\\\\c\\n\\t\\r\\u0001 变压器\"");
  out = "keep\"";
  out += "tail\"";
  escape_json_tail(out, 5);
  CHECK(out == "keep\"tail\\\"");
}
