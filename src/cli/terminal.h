// What is known of the terminal that a report goes to.
#pragma once

#include "cli/options.h"

namespace gengxin {

/// --color; auto: a terminal, and nobody asked for none (https://no-color.org).
bool colour_wanted(const Options& options);
int terminal_width();

}  // namespace gengxin
