// Rows of a level table as people read them.
#pragma once

#include <string>

#include "engine/item.h"
#include "rules/rule.h"

namespace gengxin {

/// "额定功率 11 kW，极数 4": the keys that the row has.
std::string key_words(const Vocabulary& vocabulary, const LevelTable& table, uint32_t row);
/// The keys, then what each level asks for: "…：效率 1级 不低于 95.2 %，2级 …". Columns that no level is by itself
/// stand behind with their names.
std::string row_words(const Vocabulary& vocabulary, const LevelTable& table, uint32_t row);
/// "1级", "标杆": the level at a position, the best first.
std::string level_words(const LevelTable& table, size_t level);
/// Whether a row's key may be the item's: it is, or the item's is not known. Interpolation and steps do not count.
bool row_may_fit(const LevelTable& table, uint32_t row, const Item& item);

}  // namespace gengxin
