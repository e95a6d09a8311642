// The compiled rule base as bytes: what the build embeds and a start reads back.
#pragma once

#include <string>
#include <string_view>

#include "rules/rule.h"

namespace gengxin {

/// Everything a check needs.
std::string write_rules(const RuleBase& base);
/// Notes, examples, files and lines: what `rules` commands need besides.
std::string write_details(const RuleBase& base);

/// Reads what write_rules wrote in this build; the format carries no version because it never leaves a binary.
RuleBase read_rules(std::string_view bytes);
void read_details(std::string_view bytes, RuleBase& base);

}  // namespace gengxin
