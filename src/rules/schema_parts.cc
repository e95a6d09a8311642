#include "rules/schema_parts.h"

namespace gengxin::schema {

namespace {

std::string in_words(const Label& label) { return lang() == Lang::zh ? label.zh : label.en; }

template <class Wanted>
json fields(const Vocabulary& vocabulary, const char* description, Wanted wanted) {
  Ids ids(description);
  for (const Field& field : vocabulary.fields)
    if (wanted(field.type)) ids.add(field.id, describe(field, vocabulary));
  return ids.take();
}

}  // namespace

std::string describe(const Field& field, const Vocabulary& vocabulary) {
  std::string out = in_words(field.label) + say("，", ", ") + type_words()[static_cast<size_t>(field.type)].description;
  if (field.unit != no_id) out += say("，", ", ") + vocabulary.units[field.unit].id;
  return out;
}

json field_ids(const Vocabulary& vocabulary, const char* description) {
  return fields(vocabulary, description, [](FieldType) { return true; });
}

json number_field_ids(const Vocabulary& vocabulary, const char* description) {
  return fields(vocabulary, description,
                [](FieldType type) { return type == FieldType::number || type == FieldType::integer; });
}

json date_field_ids(const Vocabulary& vocabulary, const char* description) {
  return fields(vocabulary, description, [](FieldType type) { return type == FieldType::date; });
}

json category_ids(const Vocabulary& vocabulary, const char* description) {
  Ids ids(description);
  for (const Category& category : vocabulary.categories) {
    std::string name = in_words(category.label);
    if (category.parent != no_id)
      name += say("，属于", ", below ") + in_words(vocabulary.categories[category.parent].label);
    ids.add(category.id, name);
  }
  return ids.take();
}

json unit_ids(const Vocabulary& vocabulary, const char* description) {
  Ids ids(description);
  for (const Unit& unit : vocabulary.units) ids.add(unit.id, unit.aliases.empty() ? unit.id : unit.aliases.front());
  return ids.take();
}

json region_ids(const Vocabulary& vocabulary, const char* description) {
  Ids ids(description);
  for (const Region& region : vocabulary.regions) ids.add(region.id, in_words(region.label));
  return ids.take();
}

json expression(const char* description) {
  return {{"type", {"string", "number", "boolean"}}, {"description", description}};
}

std::vector<Word> verdict_words() {
  return {
      {"retire", say("淘汰：列入淘汰目录，必须停用", "listed as eliminated: must leave service")},
      {"restrict", say("限制：不得新建，现有的升级改造", "restricted class: no new build, upgrade what exists")},
      {"below-baseline", say("低于基准水平", "a process uses more energy than the baseline level")},
      {"below-access", say("低于准入水平", "worse than grade 3, or than the limit value")},
      {"upgrade", say("可升级：未达节能水平", "within the rules, below the energy-saving level")},
      {"overage", say("超期服役", "beyond the service life that the plan names")},
      {"in-scope", say("属更新方向", "a kind of equipment that a plan names for renewal")},
      {"eligible", say("可享受政策；另需 incentive", "earns an incentive, which stands under `incentive`")},
  };
}

std::vector<Word> type_words() {
  return {
      {"text", say("文字", "text")},   {"number", say("数值", "number")},       {"integer", say("整数", "integer")},
      {"date", say("日期", "date")},   {"boolean", say("是或否", "yes or no")}, {"choice", say("选项", "choice")},
      {"money", say("金额", "money")},
  };
}

}  // namespace gengxin::schema
