// The words that inventories and rules share: fields, units, categories, designations and regions.
//
// They are data (rules/vocabulary/*.yaml), compiled into the binary with the rules. Everything else in the
// program refers to them by small integer ids, which are positions in the vectors here and mean nothing outside one
// run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"

namespace gengxin {

using FieldId = uint16_t;
using UnitId = uint16_t;
using CategoryId = uint16_t;
using RegionId = uint16_t;
inline constexpr uint16_t no_id = 0xFFFF;

enum class FieldType : uint8_t { text, number, integer, date, boolean, choice, money };

struct Label {
  std::string zh, en;
};

struct Choice {
  std::string id;
  Label label;
  std::vector<std::string> aliases;
};

struct Field {
  std::string id;
  Label label;
  FieldType type = FieldType::text;
  UnitId unit = no_id;                                 // canonical unit of numbers and money
  double min = -1e300, max = 1e300;                    // plausible values, both ends included
  bool additive = false;                               // one number over several items is their sum, not each one's
  std::vector<std::string> aliases;                    // headers
  std::vector<Choice> choices;                         // choice: a value is a position here
  std::vector<std::pair<std::string, int64_t>> words;  // cell texts that stand for a number: IE3 = 3
};

struct Unit {
  std::string id;
  std::string dimension;
  // One of this unit is numerator / denominator × 10^exponent of the dimension's base unit, exactly.
  int64_t numerator = 1, denominator = 1;
  int8_t exponent = 0;
  std::vector<std::string> aliases;
};

struct Category {
  std::string id;
  Label label;
  CategoryId parent = no_id;
  std::vector<std::string> aliases;       // whole cells
  std::vector<std::string> keywords;      // parts of a name; the longest found wins
  std::vector<std::string> not_keywords;  // parts of a name that cancel this category's keywords
};

/// Reads rated values off a model designation, and the category where the designation leaves no doubt.
struct Designation {
  std::string id;
  CategoryId category = no_id;
  bool infer = false;                                      // may the category be inferred from the model alone
  std::string pattern;                                     // RE2 on the model's normal form; named groups are field ids
  std::vector<std::pair<std::string, double>> scale;       // group -> factor to the field's canonical unit
  std::vector<std::pair<std::string, std::string>> means;  // choice field -> choice that the designation as such says
};

struct Region {
  std::string id;
  Label label;
  RegionId in = no_id;
  std::vector<std::string> aliases;
  std::vector<std::string> lists;  // such as air-key-region
};

class Vocabulary {
 public:
  std::vector<Field> fields;
  std::vector<Unit> units;
  std::vector<Category> categories;
  std::vector<Designation> designations;
  std::vector<Region> regions;

  /// Builds the look-up tables; call once after filling the vectors.
  void index();

  FieldId field(std::string_view id) const;        // no_id when unknown
  UnitId unit(std::string_view id) const;          // by id
  CategoryId category(std::string_view id) const;  // by id
  RegionId region(std::string_view id) const;      // by id

  /// Fields whose id, label or alias folds to the same text as `header`, in the file's order.
  const std::vector<FieldId>& fields_by_header(std::string_view folded) const;
  /// A unit by any of its spellings (folded), or no_id. Signs of multiplication and powers do not count: kW·h is kWh,
  /// m^3 is m3.
  UnitId unit_by_text(std::string_view folded) const;
  /// The category whose id, label or alias is this whole text (folded), or no_id.
  CategoryId category_by_alias(std::string_view folded) const;
  /// The category of the longest keyword inside the folded text, or no_id. Of equally long ones the last wins, for a
  /// Chinese name ends with its head: 水泵电机 is a motor. `keyword` gets the keyword.
  CategoryId category_by_keyword(std::string_view folded, std::string* keyword = nullptr) const;
  RegionId region_by_alias(std::string_view folded) const;
  /// The region that an address names: among the regions whose name stands in the folded text the innermost one
  /// (洛阳 of 河南省洛阳市), of several the longest name, of equal ones the first. no_id when none does.
  RegionId region_by_keyword(std::string_view folded) const;
  /// Position of the choice with this id, label or alias (folded), or -1.
  int choice_by_text(FieldId field, std::string_view folded) const;

  bool category_is_a(CategoryId category, CategoryId ancestor) const;
  /// Whether it is one of these, or below one of them.
  bool category_is_one_of(CategoryId category, const std::vector<CategoryId>& ancestors) const;
  bool region_is_in(RegionId region, RegionId ancestor) const;
  bool region_on_list(RegionId region, std::string_view list) const;

 private:
  std::unordered_map<std::string, uint16_t> field_ids_, unit_ids_, category_ids_, region_ids_;
  std::unordered_map<std::string, std::vector<FieldId>> headers_;
  std::unordered_map<std::string, uint16_t> unit_texts_, category_texts_, region_texts_;
  struct Keyword {
    std::string text;  // folded
    int characters;
    CategoryId category;
  };
  std::vector<Keyword> keywords_;                                       // longest first
  std::unordered_map<uint32_t, std::vector<uint32_t>> keyword_starts_;  // first character -> keywords, longest first
  std::vector<std::vector<std::string>> not_keywords_;                  // folded, by category
  std::vector<std::unordered_map<std::string, int>> choice_texts_;
};

/// The model's normal form for matching: NFKC, upper case, one kind of dash, no spaces; a rating written behind
/// the model ("Y160M-4 11kW") and a closing 型 or 系列 are cut off, and the units of S9-315kVA/10kV are dropped.
std::string model_form(std::string_view model);

}  // namespace gengxin
