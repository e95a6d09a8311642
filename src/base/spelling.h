// How alike two spellings are, for "did you mean".
#pragma once

#include <string_view>

namespace gengxin {

/// The number of characters to change, add or leave out.
int edit_distance(std::string_view a, std::string_view b);

/// The number of characters that must change to make one text of the other, or -1 when they are too far apart to be
/// the same word mistyped (more than a third of the longer one). Of two or more characters that stand inside the known
/// word the distance is at most 1: 功率 is part of 额定功率. Both texts folded.
int spelling_distance(std::string_view wanted, std::string_view known);

}  // namespace gengxin
