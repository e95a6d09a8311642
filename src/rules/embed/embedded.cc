#include "rules/embed/embedded.h"

#include <string_view>

#include "rules/archive.h"

// The assembler copies the compiled files into read-only data: megabytes of bytes in C++ source would take minutes.
asm(R"(
    .section .rodata
    .balign 16
    .globl gengxin_rules_begin, gengxin_rules_end, gengxin_details_begin, gengxin_details_end
gengxin_rules_begin:
    .incbin ")" GENGXIN_RULES R"("
gengxin_rules_end:
    .byte 0
    .balign 16
gengxin_details_begin:
    .incbin ")" GENGXIN_RULES_DETAIL R"("
gengxin_details_end:
    .byte 0
    .text
)");

extern "C" {
extern const char gengxin_rules_begin[];
extern const char gengxin_rules_end[];
extern const char gengxin_details_begin[];
extern const char gengxin_details_end[];
}

namespace gengxin {

RuleBase embedded_rules() {
  return read_rules({gengxin_rules_begin, static_cast<size_t>(gengxin_rules_end - gengxin_rules_begin)});
}

RuleBase embedded_rules_with_details() {
  RuleBase base = embedded_rules();
  read_details({gengxin_details_begin, static_cast<size_t>(gengxin_details_end - gengxin_details_begin)}, base);
  return base;
}

}  // namespace gengxin
