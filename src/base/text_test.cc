#include "base/text.h"

#include <doctest/doctest.h>

using namespace gengxin;

TEST_CASE("text: NFKC") {
  CHECK(nfkc("　额定功率（ｋＷ）　") == "额定功率(kW)");
  CHECK(nfkc("㎥/h") == "m3/h");
  CHECK(nfkc("Ⅱ级") == "II级");
  CHECK(nfkc("９１．４％") == "91.4%");
  CHECK(nfkc("  plain ascii\t\r\n") == "plain ascii");
  CHECK(nfkc("") == "");
  CHECK(nfkc("\u00A0a\u00A0") == "a");
  CHECK(nfkc("\uFEFF功率\u200B") == "功率");
  CHECK(nfkc("a\xFF"
             "b") ==
        "a\uFFFD"
        "b");
  CHECK(nfkc("\xE5\x8A") == "\uFFFD\uFFFD");
}

TEST_CASE("text: fold") {
  CHECK(fold("Rated Power_(KW)") == "ratedpower(kw)");
  CHECK(fold("型 号\n规 格") == "型号规格");
  CHECK(fold("ＩＥ３") == "ie3");
  CHECK(fold("n—a–b−c‐d－e") == "nabcde");
  CHECK(fold("—") == "");
  CHECK(fold("\u3000\u00A0") == "");
}

TEST_CASE("text: the quick path agrees with the tables") {
  // A zero-width space sends the same text the long way round.
  for (const char* text :
       {"额定功率（ｋＷ）", "Ａ－Ｂ＿Ｃ　d", "，。、；：％～", "a\tb c", "\u9FA5\u4E00", "ＩＥ３ 级", "！＠＃"}) {
    const std::string longer = std::string(text) + "\u200B";
    CHECK_MESSAGE(nfkc(text) == nfkc(longer), text);
    CHECK_MESSAGE(fold(text) == fold(longer), text);
  }
}

TEST_CASE("text: trim") {
  CHECK(trim(" \t\u3000x y\u00A0\r\n") == "x y");
  CHECK(trim("\u3000 ") == "");
  CHECK(trim("") == "");
}

TEST_CASE("text: validity") {
  CHECK(valid_utf8("功率 kW"));
  CHECK(valid_utf8(""));
  CHECK_FALSE(valid_utf8("\xB9\xA6\xC2\xCA"));
  CHECK_FALSE(valid_utf8("\xED\xA0\x80"));  // a surrogate
  CHECK(is_ascii("abc"));
  CHECK_FALSE(is_ascii("ａ"));
}

TEST_CASE("text: what a spreadsheet takes for a formula") {
  for (const char* text :
       {"=1+1", "=", "+A1", "-A1", "-2+3", "@SUM(A1)", "@", "\t=1", "\r=1", "-一", "- 5", "+", "-1 kW"})
    CHECK_MESSAGE(looks_like_formula(text), text);
  for (const char* text : {"", "-", "--", "——", "-5", "+5", "-0.5", "-.5", "+1e3", "5-3", "a=b", " =1", "'=1"})
    CHECK_FALSE_MESSAGE(looks_like_formula(text), text);
}

TEST_CASE("text: terminal columns") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("功率kW") == 6);
  CHECK(pad("功率", 6) == "功率  ");
  CHECK(pad("功率", 2) == "功率");
  CHECK(cut("功率kW", 6) == "功率kW");
  CHECK(cut("功率kW", 5) == "功率…");
  CHECK(cut("功率kW", 4) == "功…");
  CHECK(cut("功率kW", 1) == "…");
  CHECK(cut("功率kW", 0) == "");
  CHECK(cut("", 3) == "");
}
