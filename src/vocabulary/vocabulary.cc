#include "vocabulary/vocabulary.h"

#include <algorithm>

#include "base/text.h"

namespace gengxin {
namespace {

template <class Map>
uint16_t find_id(const Map& map, std::string_view text) {
  const auto it = map.find(std::string(text));
  return it == map.end() ? no_id : it->second;
}

size_t character_size(char first) {
  const auto c = static_cast<unsigned char>(first);
  return c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/// The bytes of the character at `at`, as one number.
uint32_t character_at(std::string_view text, size_t at) {
  uint32_t c = 0;
  const size_t end = std::min(text.size(), at + character_size(text[at]));
  for (size_t i = at; i < end; ++i) c = c << 8 | static_cast<unsigned char>(text[i]);
  return c;
}

int character_count(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void erase_all(std::string& text, std::string_view part) {
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) text.erase(at, part.size());
}

std::string unit_form(std::string_view folded) {
  std::string form(folded);
  for (const char* sign : {"·", "•", "⋅", "・", "*", "^", "×"}) erase_all(form, sign);
  return form;
}

/// 洛阳路 is a street of some other town.
bool names_street(std::string_view after) {
  for (const std::string_view side : {"东", "西", "南", "北", "中", "大"})
    if (after.starts_with(side)) {
      after.remove_prefix(side.size());
      break;
    }
  return after.starts_with("路") || after.starts_with("街") || after.starts_with("道");
}

}  // namespace

void Vocabulary::index() {
  field_ids_.clear();
  unit_ids_.clear();
  category_ids_.clear();
  region_ids_.clear();
  headers_.clear();
  unit_texts_.clear();
  category_texts_.clear();
  region_texts_.clear();
  keywords_.clear();
  keyword_starts_.clear();
  not_keywords_.assign(categories.size(), {});
  choice_texts_.assign(fields.size(), {});

  const auto spell = [](auto& map, std::string folded, uint16_t id) {
    if (!folded.empty()) map.emplace(std::move(folded), id);
  };

  for (size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    const auto id = static_cast<FieldId>(i);
    field_ids_.emplace(field.id, id);
    const auto header = [&](const std::string& text) {
      std::string folded = fold(text);
      if (folded.empty()) return;
      auto& ids = headers_[std::move(folded)];
      if (ids.empty() || ids.back() != id) ids.push_back(id);
    };
    header(field.id);
    header(field.label.zh);
    header(field.label.en);
    for (const auto& alias : field.aliases) header(alias);
    auto& texts = choice_texts_[i];
    for (size_t k = 0; k < field.choices.size(); ++k) {
      const Choice& choice = field.choices[k];
      const auto spelling = [&](const std::string& text) {
        std::string folded = fold(text);
        if (!folded.empty()) texts.emplace(std::move(folded), static_cast<int>(k));
      };
      spelling(choice.id);
      spelling(choice.label.zh);
      spelling(choice.label.en);
      for (const auto& alias : choice.aliases) spelling(alias);
    }
  }

  for (size_t i = 0; i < units.size(); ++i) {
    const auto id = static_cast<UnitId>(i);
    unit_ids_.emplace(units[i].id, id);
    spell(unit_texts_, unit_form(fold(units[i].id)), id);
    for (const auto& alias : units[i].aliases) spell(unit_texts_, unit_form(fold(alias)), id);
  }

  for (size_t i = 0; i < categories.size(); ++i) {
    const Category& category = categories[i];
    const auto id = static_cast<CategoryId>(i);
    category_ids_.emplace(category.id, id);
    spell(category_texts_, fold(category.id), id);
    spell(category_texts_, fold(category.label.zh), id);
    spell(category_texts_, fold(category.label.en), id);
    for (const auto& alias : category.aliases) spell(category_texts_, fold(alias), id);
    for (const auto& keyword : category.keywords) {
      std::string folded = fold(keyword);
      if (folded.empty()) continue;
      const int characters = character_count(folded);
      keywords_.push_back({std::move(folded), characters, id});
    }
    for (const auto& keyword : category.not_keywords) {
      std::string folded = fold(keyword);
      if (!folded.empty()) not_keywords_[i].push_back(std::move(folded));
    }
  }
  std::stable_sort(keywords_.begin(), keywords_.end(),
                   [](const Keyword& a, const Keyword& b) { return a.characters > b.characters; });
  for (size_t i = 0; i < keywords_.size(); ++i)
    keyword_starts_[character_at(keywords_[i].text, 0)].push_back(static_cast<uint32_t>(i));

  for (size_t i = 0; i < regions.size(); ++i) {
    const auto id = static_cast<RegionId>(i);
    region_ids_.emplace(regions[i].id, id);
    spell(region_texts_, fold(regions[i].id), id);
    spell(region_texts_, fold(regions[i].label.zh), id);
    spell(region_texts_, fold(regions[i].label.en), id);
    for (const auto& alias : regions[i].aliases) spell(region_texts_, fold(alias), id);
  }
}

FieldId Vocabulary::field(std::string_view id) const { return find_id(field_ids_, id); }
UnitId Vocabulary::unit(std::string_view id) const { return find_id(unit_ids_, id); }
CategoryId Vocabulary::category(std::string_view id) const { return find_id(category_ids_, id); }
RegionId Vocabulary::region(std::string_view id) const { return find_id(region_ids_, id); }

const std::vector<FieldId>& Vocabulary::fields_by_header(std::string_view folded) const {
  static const std::vector<FieldId> none;
  const auto it = headers_.find(std::string(folded));
  return it == headers_.end() ? none : it->second;
}

UnitId Vocabulary::unit_by_text(std::string_view folded) const { return find_id(unit_texts_, unit_form(folded)); }
CategoryId Vocabulary::category_by_alias(std::string_view folded) const { return find_id(category_texts_, folded); }
RegionId Vocabulary::region_by_alias(std::string_view folded) const { return find_id(region_texts_, folded); }

CategoryId Vocabulary::category_by_keyword(std::string_view folded, std::string* keyword) const {
  const Keyword* best = nullptr;
  size_t best_end = 0;
  for (size_t at = 0; at < folded.size(); at += character_size(folded[at])) {
    const auto starts = keyword_starts_.find(character_at(folded, at));
    if (starts == keyword_starts_.end()) continue;
    for (const uint32_t k : starts->second) {
      const Keyword& candidate = keywords_[k];
      if (best && candidate.characters < best->characters) break;
      const size_t end = at + candidate.text.size();
      if (best && candidate.characters == best->characters && end <= best_end) continue;
      if (!folded.substr(at).starts_with(candidate.text)) continue;
      const auto& cancel = not_keywords_[candidate.category];
      if (std::any_of(cancel.begin(), cancel.end(),
                      [&](const std::string& part) { return folded.find(part) != std::string_view::npos; }))
        continue;
      best = &candidate;
      best_end = end;
    }
  }
  if (!best) return no_id;
  if (keyword) *keyword = best->text;
  return best->category;
}

RegionId Vocabulary::region_by_keyword(std::string_view folded) const {
  struct Match {
    RegionId id;
    int characters;
    size_t at;
  };
  std::vector<Match> matches;
  for (const auto& [text, id] : region_texts_) {
    const int characters = character_count(text);
    if (characters < 2) continue;  // 豫 stands in many words
    size_t at = folded.find(text);
    while (at != std::string_view::npos && names_street(folded.substr(at + text.size())))
      at = folded.find(text, at + 1);
    if (at != std::string_view::npos) matches.push_back({id, characters, at});
  }
  const Match* best = nullptr;
  for (const Match& match : matches) {
    const bool outer = std::any_of(matches.begin(), matches.end(), [&](const Match& other) {
      return other.id != match.id && region_is_in(other.id, match.id);
    });
    if (outer) continue;
    if (!best || match.characters > best->characters ||
        (match.characters == best->characters &&
         (match.at < best->at || (match.at == best->at && match.id < best->id))))
      best = &match;
  }
  return best ? best->id : no_id;
}

int Vocabulary::choice_by_text(FieldId field, std::string_view folded) const {
  if (field >= choice_texts_.size()) return -1;
  const auto& texts = choice_texts_[field];
  const auto it = texts.find(std::string(folded));
  return it == texts.end() ? -1 : it->second;
}

bool Vocabulary::category_is_a(CategoryId category, CategoryId ancestor) const {
  // Bounded, so that a cycle in the data cannot hang the program.
  for (size_t steps = 0; category < categories.size() && steps <= categories.size(); ++steps) {
    if (category == ancestor) return true;
    category = categories[category].parent;
  }
  return false;
}

bool Vocabulary::category_is_one_of(CategoryId category, const std::vector<CategoryId>& ancestors) const {
  return std::any_of(ancestors.begin(), ancestors.end(), [&](CategoryId c) { return category_is_a(category, c); });
}

bool Vocabulary::region_is_in(RegionId region, RegionId ancestor) const {
  for (size_t steps = 0; region < regions.size() && steps <= regions.size(); ++steps) {
    if (region == ancestor) return true;
    region = regions[region].in;
  }
  return false;
}

bool Vocabulary::region_on_list(RegionId region, std::string_view list) const {
  for (size_t steps = 0; region < regions.size() && steps <= regions.size(); ++steps) {
    const auto& lists = regions[region].lists;
    if (std::find(lists.begin(), lists.end(), list) != lists.end()) return true;
    region = regions[region].in;
  }
  return false;
}

}  // namespace gengxin
