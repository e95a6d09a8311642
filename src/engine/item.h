// One piece of equipment as the engine sees it: a value for every field of the vocabulary, most of them missing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vocabulary/vocabulary.h"

namespace gengxin {

enum class ValueKind : uint8_t { missing, number, text, boolean, choice, date };

/// Where a value comes from when it is not the item's own cell.
enum class Origin : uint8_t {
  cell,
  unreadable,  // a cell was there and could not be read; the value is missing
  model,       // read off the model designation
  name,        // read off the name
  profile,     // the company's profile in gengxin.toml
  derived,     // follows from other values by a derivation of the vocabulary
  assumed,     // the default that the design lays down: an item without a use is in use
};

struct Value {
  ValueKind kind = ValueKind::missing;
  Origin origin = Origin::cell;
  uint16_t column = no_id;      // position in the row, 0 = first; no_id = no cell
  uint16_t derivation = no_id;  // Origin::derived: the position in RuleBase::derivations
  bool exact = false;           // `decimal` holds the number exactly
  double number = 0;            // number; boolean 0/1; choice: its position
  Decimal decimal;              // number and money, when exact
  DateSpan date;
  std::string_view text;  // text values; for the others the cell as written
  bool known() const { return kind != ValueKind::missing; }
};

struct Item {
  uint64_t row = 0;  // 1 = first line of the file or sheet
  std::string_view file;
  std::string_view sheet;     // of a workbook, else empty
  std::vector<Value> values;  // by FieldId
  CategoryId category = no_id;
  Origin category_origin = Origin::cell;  // cell, name or model
  std::string_view id;                    // the item's id, else empty
  std::string_view model;                 // as written
  uint32_t model_index = 0;               // position of the resolved model in the worker's cache
  RegionId region = no_id;                // of the item's place, else of the run
  std::vector<FieldId> derived;           // fields that derivations filled: the next row's mapping undoes them
  std::vector<std::pair<std::string_view, std::string_view>> unmapped;  // header, text: passed through

  const Value& operator[](FieldId f) const { return values[f]; }
};

}  // namespace gengxin
