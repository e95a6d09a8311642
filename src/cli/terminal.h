// What is known of the terminal that a report goes to.
#pragma once

#include "cli/options.h"

namespace gengxin {

/// --color; auto: a terminal, and nobody asked for none (https://no-color.org).
/// `output`: where the report goes; "" = standard output.
bool colour_wanted(const Options& options, const std::string& output);
int terminal_width();

}  // namespace gengxin
