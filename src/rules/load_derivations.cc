// Derivations: values that follow from others with certainty, such as poles from the synchronous speed.
#include <fmt/format.h>

#include "rules/compiler.h"

namespace gengxin {

void load_derivations(const YAML::Node& root, RuleBase& base, Problems& problems) {
  Problems unused;  // the whole file was looked at with its other sections
  YamlMap file(root, "vocabulary file", unused);
  const Vocabulary& vocabulary = base.vocabulary;
  for (const YAML::Node& entry : file.list("derivations")) {
    YamlMap map(entry, "derivation", problems);
    Derivation d;
    const std::string field = map.text("field", true);
    d.field = vocabulary.field(field);
    for (const std::string& id : map.texts("category")) {
      const CategoryId category = vocabulary.category(id);
      if (category == no_id)
        map.fail(fmt::format("'{}' is no category", id));
      else
        d.categories.push_back(category);
    }
    if (d.categories.empty()) map.fail("derivation lacks 'category'");
    YAML::Node when = map.take("when"), value = map.take("value");
    if (when.IsDefined()) d.when = load_expression(when, {vocabulary}, Type::boolean, problems);
    if (!value.IsDefined())
      map.fail("derivation lacks 'value', a formula");
    else
      d.value = load_expression(value, {vocabulary}, Type::number, problems);
    d.source = map.text("source", true);
    map.take("note");
    map.finish();
    if (d.field == no_id) {
      map.fail(fmt::format("'{}' is no field", field));
      continue;
    }
    const Field& f = vocabulary.fields[d.field];
    if (f.type != FieldType::number && f.type != FieldType::integer) map.fail("only numbers are derived");
    const uint16_t unit = d.value.empty() ? no_id : d.value.root().unit;
    if (unit != no_id && unit != f.unit)
      map.fail(fmt::format("the formula gives {}, the field '{}' is in {}", vocabulary.units[unit].id, field,
                           f.unit == no_id ? "no unit" : vocabulary.units[f.unit].id));
    base.derivations.push_back(std::move(d));
  }
}

}  // namespace gengxin
