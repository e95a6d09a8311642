// Which fields the rules ask for of a kind of equipment, and for which verdicts: what an inventory should say.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/engine.h"

namespace gengxin {

/// What a rule reads a field for.
enum class Need : uint8_t {
  verdict,  // what the rule says: a designation on its list, a condition, a key, a measure, part of a limit
  amount,   // what an incentive comes to and until when its item is to be kept
  saving,   // the electricity, and its price, that a better level saves
};

struct FieldUse {
  struct By {
    uint16_t rule;  // position in RuleBase::rules
    Need need;      // the first of those that apply
    bool open;      // an item that the rule speaks to and that says nothing else stays undetermined by the rule
  };
  FieldId field = no_id;
  std::vector<By> by;  // in the order of the rule base, a rule once
};

/// What the engine's active rules ask for of equipment of this category or of one below it that stands in this region,
/// in the order of the fields. Conditions are those that remain when category and region are known. A field that can
/// be computed from others is there with its inputs, which serve what it serves; a grade that a rule asks for is there
/// with what the grade rests on. The category itself is not listed: every rule asks for it.
std::vector<FieldUse> field_uses(const Engine& engine, CategoryId category, RegionId region);

}  // namespace gengxin
