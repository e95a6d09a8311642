// JSON Schema of an inventory in JSON, NDJSON or YAML, for the programs and people that write one.
//
// The readers take much more than it says: any header that means a field, cells in any wording, unknown columns. The
// schema is the narrow way: what keeps to it is read without a doubt. So
//  - a field is a key by its id, or by a label that no other field has; other spellings are keys like any other;
//  - other keys are allowed, for what names no field passes through and is reported with the item's findings, but they
//    hold a single value: anything nested is unreadable;
//  - a number is in the field's canonical unit and plausible, or a text with its unit; a choice is one of its
//    spellings; null and "" are "not known".
// NDJSON: each line is a `#/definitions/item`. Draft-07, as editors know it best.
#pragma once

#include <string>

#include "vocabulary/vocabulary.h"

namespace gengxin {

/// Descriptions are in the run's language; what is valid does not depend on it.
std::string inventory_schema(const Vocabulary& vocabulary);

}  // namespace gengxin
