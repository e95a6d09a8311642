// What reports for a terminal share: colours, headings, the line at the top.
#pragma once

#include <string>
#include <string_view>

#include "report/report.h"

namespace gengxin {

/// SGR parameters: "31" is red.
const char* verdict_colour(Verdict verdict);
/// The text in these SGR parameters, where the run has colours.
std::string paint(const RunInfo& run, const char* sgr, std::string_view text);
/// A heading with an empty line before it.
void section(const RunInfo& run, const char* heading, std::string& out);
/// The title, and with which rules, for which day and which region the run was made.
void append_title(const RunInfo& run, const char* title, std::string& out);

}  // namespace gengxin
