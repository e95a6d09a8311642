#include "rules/expression.h"

#include <doctest/doctest.h>

#include "rules/test_vocabulary.h"

using namespace gengxin;

namespace {

const Vocabulary& vocabulary() {
  static const RuleBase base = test_base();
  return base.vocabulary;
}

std::string error_of(std::string_view source, Type expected = Type::boolean) {
  try {
    parse_expression(source, {vocabulary()}, expected);
    return "";
  } catch (const ExpressionError& e) {
    return std::to_string(e.offset()) + ": " + e.what();
  }
}

}  // namespace

TEST_CASE("expressions that are right parse") {
  for (const char* source : {
           "power_kw <= 11",
           "power_kw <= 11 && poles in [2, 4]",
           "fuel == 'coal' || fuel in ['gas', \"coal\"]",
           "!(in_service_date < date('1998-01-01'))",
           "years_since(in_service_date) >= 10",
           "as_of() > add_years(in_service_date, 10)",
           "has(power_kw) ? power_kw > 1 : false",
           "matches(model, '^Y[0-9]+') && contains(name, '电机')",
           "in_region('air-key-region') && in_region('luoyang')",
           "is_a('lv-motor')",
           "price - fiscal_funds > 5000000",
           "-power_kw < -1e-3",
           "ln(power_kw) + pow(power_kw, 0.5) * 2 % 7 > min(power_kw, 3)",
       })
    CHECK_MESSAGE(error_of(source) == "", source);
  CHECK(error_of("price * 0.1", Type::money) == "");
  CHECK(error_of("max(price - fiscal_funds, 0)", Type::money) == "");
}

TEST_CASE("operators bind as in CEL") {
  Expression e = parse_expression("power_kw > 1 || poles == 2 && ultra_low_emission", {vocabulary()}, Type::boolean);
  CHECK(e.root().op == Op::or_);
  Expression sum = parse_expression("1 + 2 * 3", {vocabulary()}, Type::number);
  CHECK(sum.root().op == Op::add);
  CHECK(fields_of(e).size() == 3);
}

TEST_CASE("expressions that are wrong say where and what would be right") {
  CHECK(error_of("powr_kw <= 11") == "0: 'powr_kw' is no field; did you mean 'power_kw'?");
  CHECK(error_of("power_kw <= capacity_kva").find("puts kW beside kVA") != std::string::npos);
  CHECK(error_of("power_kw + efficiency_pct > 1").find("puts kW beside %") != std::string::npos);
  CHECK(error_of("min(power_kw, capacity_kva) > 1").find("puts kW beside kVA") != std::string::npos);
  CHECK(error_of("fuel == 'peat'").find("'peat' is no choice of fuel; it has: coal, gas") != std::string::npos);
  CHECK(error_of("fuel < 'coal'").find("orders numbers") != std::string::npos);
  CHECK(error_of("power_kw == 'x'").find("compares a number with text") != std::string::npos);
  CHECK(error_of("1 < power_kw < 5").find("do not chain") != std::string::npos);
  CHECK(error_of("date('2023-02-30') < made_date").find("is no day") != std::string::npos);
  CHECK(error_of("power_kw").find("gives a number, where true or false is needed") != std::string::npos);
  CHECK(error_of("power_kw > 1 &&") == "15: the expression ends too early");
  CHECK(error_of("power_kw > 1 poles") == "13: unexpected 'poles'; an operator or the end belongs here");
  CHECK(error_of("foo(1) > 2").find("'foo' is no function") != std::string::npos);
  CHECK(error_of("is_a('boat')").find("'boat' is no category") != std::string::npos);
  CHECK(error_of("in_region('mars')").find("no region") != std::string::npos);
  CHECK(error_of("has(1 + 2)").find("name of a field") != std::string::npos);
  CHECK(error_of("poles in [power_kw]").find("literals") != std::string::npos);
  CHECK(error_of("name == 'x").find("not closed") != std::string::npos);
  CHECK(error_of("price * fiscal_funds > 1").find("arithmetic takes numbers") != std::string::npos);
  CHECK(error_of("price * power_kw", Type::money).find("literal number only") != std::string::npos);
  CHECK(error_of("(power_kw > 1").find("')' is missing") != std::string::npos);
  CHECK(error_of("1.2.3 < power_kw").find("not a number") != std::string::npos);
}

TEST_CASE("hostile depth is an error, not a crash") {
  std::string deep(100000, '(');
  CHECK(error_of(deep).find("nested too deeply") != std::string::npos);
  std::string nots(100000, '!');
  CHECK(error_of(nots).find("nested too deeply") != std::string::npos);
}
