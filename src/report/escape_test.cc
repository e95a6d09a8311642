#include "report/escape.h"

#include <doctest/doctest.h>

using namespace gengxin;

namespace {

std::string html(std::string_view text) {
  std::string out;
  append_html(out, text);
  return out;
}
std::string markdown(std::string_view text) {
  std::string out;
  append_markdown(out, text);
  return out;
}

}  // namespace

TEST_CASE("nothing of a cell is markup in HTML") {
  CHECK(html("<script>alert('1')</script>") == "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
  CHECK(html("a \"b\" & c]]>") == "a &quot;b&quot; &amp; c]]&gt;");
  CHECK(html("&lt;") == "&amp;lt;");
  CHECK(html("三相异步电动机 93.3 %") == "三相异步电动机 93.3 %");
}

TEST_CASE("controls neither act nor turn the writing round") {
  CHECK(html("a\x1b[31m\n\tb\x7f") == "a [31m  b ");
  CHECK(html("a\u0085b") == "a b");
  CHECK(html("x\u202Egnp.exe") == "x\uFFFDgnp.exe");
  CHECK(html("\u2066a\u2069\u200E\u200F\u061C\u2028\u2029") == "\uFFFDa\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(html("a\u2014b\u2065") == "a\u2014b\u2065");  // the neighbours stay
  CHECK(html("\xff<b>").find("<b>") == std::string::npos);
  CHECK(markdown("x\u202Ey\nz") == "x\uFFFDy z");
}

TEST_CASE("nothing of a cell is markup in Markdown") {
  CHECK(markdown("a|b*c_d`e<f>[g](h)\\") == "a\\|b\\*c\\_d\\`e\\<f>\\[g\\](h)\\\\");
  CHECK(markdown("# x") == "\\# x");
  CHECK(markdown("1# x") == "1# x");
  CHECK(markdown("- x") == "\\- x");
  CHECK(markdown("=1+1") == "\\=1+1");
  CHECK(markdown("1. x") == "1\\. x");
  CHECK(markdown("12) x") == "12\\) x");
  CHECK(markdown("91.4 %") == "91.4 %");
  CHECK(markdown("160A~650A & co") == "160A\\~650A \\& co");
  CHECK(markdown("http://x.example") == "http\\://x.example");
  CHECK(markdown("www.x.example") == "www\\.x.example");
}

TEST_CASE("text for XML: nothing that the standard forbids") {
  const auto xml = [](std::string_view text) {
    std::string out;
    append_xml(out, text);
    return out;
  };
  CHECK(xml("a<b> & \"c\" 'd' ]]>") == "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39; ]]&gt;");
  CHECK(xml(std::string_view("x\0\x01\x0B\x1B\n\t\x7F\xC2\x85y", 11)) == "x        y");
  CHECK(xml("\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD") == "\uFFFD\uFFFD\uFFFD");
  CHECK(xml("a\xFF") == "a\uFFFD");
  CHECK(xml("\u202Ea") == "\u202Ea");
}
