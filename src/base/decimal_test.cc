#include "base/decimal.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>
#include <random>

using gengxin::Decimal;

namespace {
std::string text_of(std::string_view text) {
  const auto d = Decimal::parse(text);
  return d ? d->to_string() : "none";
}
std::string text_of(std::optional<Decimal> d) { return d ? d->to_string() : "none"; }
Decimal dec(std::string_view text) {
  const auto d = Decimal::parse(text);
  REQUIRE(d.has_value());
  return *d;
}
}  // namespace

TEST_CASE("decimal: parse and print") {
  CHECK(text_of("12") == "12");
  CHECK(text_of("-1.50") == "-1.5");
  CHECK(text_of("+7") == "7");
  CHECK(text_of("1e-3") == "0.001");
  CHECK(text_of("1.5E+03") == "1500");
  CHECK(text_of("0.05") == "0.05");
  CHECK(text_of(".5") == "0.5");
  CHECK(text_of("5.") == "5");
  CHECK(text_of("0") == "0");
  CHECK(text_of("-0.000") == "0");
  CHECK(text_of("000000000000000000000000012000") == "12000");
  CHECK(text_of("1.0000000000000000000000000000") == "1");
  CHECK(text_of("100000000000000000000000000") == "100000000000000000000000000");
  CHECK(text_of("999999999999999999") == "999999999999999999");
  CHECK(text_of("9999999999999999999") == "none");
  CHECK(text_of("1.000000000000000001") == "none");
  CHECK(text_of("1e100") == "1" + std::string(100, '0'));
  CHECK(text_of("1e128") == "1" + std::string(128, '0'));
  for (const char* bad :
       {"",      "-",   ".",    "+",   "-.",  "1.2.3",          "1 ",     " 1", "1,2", "abc", "1e", "1e+",
        "1e+-3", "--1", "0x10", "inf", "nan", "1e999999999999", "1e-300", "１"})
    CHECK_MESSAGE(text_of(bad) == "none", bad);
}

TEST_CASE("decimal: the double is the nearest one") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 200000; ++i) {
    const auto mantissa = static_cast<int64_t>(random() % 1000000000000000000u) >> (random() % 50);
    const Decimal d{i % 2 ? mantissa : -mantissa, static_cast<int8_t>(static_cast<int>(random() % 60) - 40)};
    const std::string text = d.to_string();
    REQUIRE_MESSAGE(d.to_double() == std::strtod(text.c_str(), nullptr), text);
  }
  CHECK(Decimal{std::numeric_limits<int64_t>::min(), 0}.to_double() == -9223372036854775808.0);
  CHECK(dec("0.1").to_double() == 0.1);
  CHECK(dec("91.4").to_double() == 91.4);
}

TEST_CASE("decimal: fixed places round halves away from zero") {
  CHECK(dec("10000").to_fixed(2) == "10000.00");
  CHECK(dec("0.005").to_fixed(2) == "0.01");
  CHECK(dec("0.0049").to_fixed(2) == "0.00");
  CHECK(dec("-0.005").to_fixed(2) == "-0.01");
  CHECK(dec("-0.0049").to_fixed(2) == "0.00");
  CHECK(dec("999.995").to_fixed(2) == "1000.00");
  CHECK(dec("9.5").to_fixed(0) == "10");
  CHECK(dec("1.2").to_fixed(4) == "1.2000");
}

TEST_CASE("decimal: arithmetic is exact or says that it is not") {
  CHECK(text_of(Decimal::add(dec("0.1"), dec("0.2"))) == "0.3");
  CHECK(text_of(Decimal::add(dec("1e17"), dec("0.1"))) == "none");
  CHECK(text_of(Decimal::add(dec("1e17"), dec("1"))) == "100000000000000001");
  CHECK(text_of(Decimal::add(dec("1e100"), dec("1e-100"))) == "none");
  CHECK(text_of(Decimal::add(dec("1e100"), dec("0"))) == "1" + std::string(100, '0'));
  CHECK(text_of(Decimal::sub(dec("0.3"), dec("0.1"))) == "0.2");
  CHECK(text_of(Decimal::sub(dec("5"), dec("5.0"))) == "0");
  CHECK(text_of(Decimal::sub(dec("1"), Decimal{std::numeric_limits<int64_t>::min(), 0})) == "none");
  CHECK(text_of(Decimal::mul(dec("123.45"), dec("-0.1"))) == "-12.345");
  CHECK(text_of(Decimal::mul(dec("999999999999999999"), dec("10"))) == "9999999999999999990");
  CHECK(text_of(Decimal::mul(dec("999999999999999999"), dec("11"))) == "none");
  CHECK(text_of(Decimal::mul(dec("1e100"), dec("1e100"))) == "none");
  CHECK(text_of(Decimal::div_exact(dec("91.4"), 100)) == "0.914");
  CHECK(text_of(Decimal::div_exact(dec("1"), 8)) == "0.125");
  CHECK(text_of(Decimal::div_exact(dec("1"), 3)) == "none");
  CHECK(text_of(Decimal::div_exact(dec("9"), 3)) == "3");
  CHECK(text_of(Decimal::div_exact(dec("-9"), -6)) == "1.5");
  CHECK(text_of(Decimal::div_exact(dec("1"), 0)) == "none");
  CHECK(text_of(Decimal::div_exact(dec("0"), 7)) == "0");
  CHECK(text_of(Decimal::div_exact(dec("1"), int64_t{1} << 62)) == "none");
  CHECK(text_of(Decimal::div_exact(dec("-1"), std::numeric_limits<int64_t>::min())) == "none");
}

TEST_CASE("decimal: compares by value") {
  CHECK(dec("1.50") == dec("1.5"));
  CHECK(Decimal{15, -1} == Decimal{1500, -3});
  CHECK(dec("1.49999999999999999") < dec("1.5"));
  CHECK(dec("-2") < dec("1"));
  CHECK(dec("-2") > dec("-3"));
  CHECK(dec("1e30") > dec("999999999999999999"));
  CHECK(dec("-1e30") < dec("-999999999999999999"));
  CHECK(dec("1e-30") < dec("1"));
  CHECK(dec("0") == Decimal{0, 5});
  CHECK(Decimal{std::numeric_limits<int64_t>::min(), 0} < Decimal{std::numeric_limits<int64_t>::min() + 1, 0});
}
