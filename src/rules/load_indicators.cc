// Indicators: what a plan wants reached over all of a company's equipment, with the target in the plan's words.
#include <fmt/format.h>

#include <algorithm>

#include "rules/compiler.h"

namespace gengxin {
namespace {

bool is_number(const Field& field) { return field.type == FieldType::number || field.type == FieldType::integer; }

// What the kind of count needs beside the categories.
void load_field(YamlMap& map, const Vocabulary& vocabulary, Indicator& indicator) {
  const bool needed = indicator.counts == Indicator::Counts::choice || indicator.counts == Indicator::Counts::verdict;
  const std::string id = map.text("field", needed);
  if (!needed) {
    if (!id.empty()) map.fail("only counts: choice and counts: verdict have a 'field'");
    return;
  }
  indicator.field = vocabulary.field(id);
  if (indicator.field == no_id) return map.fail(fmt::format("'{}' is no field", id));
  if (indicator.counts == Indicator::Counts::verdict) {
    const int verdict = verdict_by_id(map.text("verdict", true));
    if (verdict < 0) return map.fail("'verdict' must be a verdict");
    indicator.verdict = static_cast<Verdict>(verdict);
    return;
  }
  const std::string choice = map.text("choice", true);
  const std::vector<Choice>& choices = vocabulary.fields[indicator.field].choices;
  const auto found = std::find_if(choices.begin(), choices.end(), [&](const Choice& c) { return c.id == choice; });
  if (found == choices.end()) return map.fail(fmt::format("the field '{}' has no choice '{}'", id, choice));
  indicator.choice = static_cast<uint16_t>(found - choices.begin());
}

}  // namespace

void load_indicators(const YAML::Node& root, RuleBase& base, Problems& problems) {
  Problems unused;  // the whole file was looked at with its other sections
  YamlMap file(root, "vocabulary file", unused);
  const Vocabulary& vocabulary = base.vocabulary;
  for (const YAML::Node& entry : file.list("indicators")) {
    YamlMap map(entry, "indicator", problems);
    Indicator indicator;
    indicator.id = map.text("id", true);
    std::tie(indicator.label.zh, indicator.label.en) = map.label("label");
    indicator.document = map.text("document", true);
    indicator.clause = map.text("clause", true);
    indicator.target = map.text("target", true);
    if (const std::string above = map.text("above"); !above.empty()) {
      const auto number = Decimal::parse(above);
      indicator.has_above = number.has_value();
      if (number)
        indicator.above = *number;
      else
        map.fail("'above' must be a number of per cent");
    }
    if (map.has("note")) std::tie(indicator.note.zh, indicator.note.en) = map.label("note");
    const int counts = map.one_of("counts", {"grade", "benchmark", "choice", "verdict"}, true);
    if (counts >= 0) {
      indicator.counts = static_cast<Indicator::Counts>(counts);
      load_field(map, vocabulary, indicator);
    }
    for (const std::string& id : map.texts("category")) {
      indicator.categories.push_back(vocabulary.category(id));
      if (indicator.categories.back() == no_id) map.fail(fmt::format("'{}' is no category", id));
    }
    for (const std::string& id : map.texts("weights")) {
      const FieldId field = vocabulary.field(id);
      if (field == no_id || !is_number(vocabulary.fields[field]))
        map.fail(fmt::format("weights: '{}' is no field of numbers", id));
      indicator.weights.push_back(field);
    }
    if (indicator.weights.size() > Indicator::max_weights)
      map.fail(fmt::format("at most {} weights", Indicator::max_weights));
    map.finish();
    const auto old = std::find_if(base.indicators.begin(), base.indicators.end(),
                                  [&](const Indicator& i) { return i.id == indicator.id; });
    if (old == base.indicators.end())
      base.indicators.push_back(std::move(indicator));
    else
      *old = std::move(indicator);
  }
}

}  // namespace gengxin
