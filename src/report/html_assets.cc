#include "report/html_assets.h"

// As in rules/embed: the assembler copies the files, which stay files that can be edited and checked as what they are.
asm(R"(
    .section .rodata
    .globl gengxin_css_begin, gengxin_css_end, gengxin_js_begin, gengxin_js_end
gengxin_css_begin:
    .incbin ")" GENGXIN_REPORT_CSS R"("
gengxin_css_end:
gengxin_js_begin:
    .incbin ")" GENGXIN_REPORT_JS R"("
gengxin_js_end:
    .byte 0
    .text
)");

extern "C" {
extern const char gengxin_css_begin[];
extern const char gengxin_css_end[];
extern const char gengxin_js_begin[];
extern const char gengxin_js_end[];
}

namespace gengxin {

std::string_view report_css() { return {gengxin_css_begin, static_cast<size_t>(gengxin_css_end - gengxin_css_begin)}; }
std::string_view report_js() { return {gengxin_js_begin, static_cast<size_t>(gengxin_js_end - gengxin_js_begin)}; }
std::string_view report_css_hash() { return GENGXIN_REPORT_CSS_HASH; }
std::string_view report_js_hash() { return GENGXIN_REPORT_JS_HASH; }

}  // namespace gengxin
