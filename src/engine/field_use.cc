#include "engine/field_use.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace gengxin {
namespace {

class Collector {
 public:
  Collector(const Engine& engine, RegionId region)
      : engine_(engine), base_(engine.base()), region_(region), session_(engine) {
    const Vocabulary& v = base_.vocabulary;
    model_ = v.field("model");
    name_ = v.field("name");
    use_ = v.field("use");
    region_field_ = v.field("region");
    in_service_date_ = v.field("in_service_date");
    plant_status_ = v.field("plant_status");
    electricity_price_ = v.field("electricity_price");
  }

  void add(CategoryId category) {
    for (size_t i = 0; i < base_.rules.size(); ++i) {
      const auto position = static_cast<uint16_t>(i);
      const Rule& rule = base_.rules[i];
      if (!engine_.active(position) || !base_.vocabulary.category_is_one_of(category, rule.categories)) continue;
      const RegionId where = base_.document_of(rule).region;
      // A rule of another place: only the item's own place could bring it in.
      if (!base_.vocabulary.region_is_in(region_, where)) continue;
      rule_ = position;
      const bool local = base_.vocabulary.regions[where].in != no_id;
      if (local || asks_place(rule.when)) note(region_field_, Need::verdict);
      note(use_, Need::verdict);
      if (!rule.series.empty() || !rule.models.empty()) note(model_, Need::verdict);
      if (!rule.terms.empty()) {
        note(name_, Need::verdict);
        note(model_, Need::verdict);
      }
      condition(rule.when, category);
      if (rule.has_levels) levels(rule.levels);
      if (rule.has_incentive) incentive(rule.incentive);
      derivations(category);
      open(rule, category);
    }
  }

  std::vector<FieldUse> finish() {
    std::vector<FieldUse> out;
    for (auto& [field, by] : uses_) {
      out.push_back({field, {}});
      for (const auto& [rule, how] : by) out.back().by.push_back({rule, how.need, how.open});
    }
    return out;
  }

 private:
  static bool asks_place(const Expression& e) {
    return std::any_of(e.nodes.begin(), e.nodes.end(), [](const Node& n) { return n.op == Op::in_region; });
  }

  void note(FieldId field, Need need) {
    if (field == no_id) return;
    const auto [at, fresh] = uses_[field].emplace(rule_, How{need, false});
    if (!fresh) at->second.need = std::min(at->second.need, need);
  }

  void reads(const Expression& e, Need need) {
    for (FieldId f : fields_of(e)) note(f, need);
  }

  void condition(const Expression& when, CategoryId category) {
    const Expression left = specialize(when, base_.vocabulary, category, region_);
    reads(left, Need::verdict);
    for (const Node& n : left.nodes)
      if (n.op == Op::grade) grade(base_.rules[n.index], category);
  }

  void grade(const Rule& rule, CategoryId category) {
    reads(specialize(rule.when, base_.vocabulary, category, region_), Need::verdict);
    table(rule.levels);
  }

  void table(const LevelTable& t) {
    for (const LevelKey& key : t.keys) note(key.field, Need::verdict);
    for (const auto& define : t.define) reads(define.second, Need::verdict);
    for (const LevelMeasure& m : t.measures) {
      note(m.field, Need::verdict);
      for (const Expression& threshold : m.thresholds) reads(threshold, Need::verdict);
    }
    note(t.declared, Need::verdict);
    reads(t.declared_when, Need::verdict);
  }

  void levels(const LevelTable& t) {
    table(t);
    // Whether below the last level is a violation, and whether a plant is held to the limit for new ones.
    if (t.effective != no_day && t.kind != LevelKind::benchmark) note(in_service_date_, Need::verdict);
    if (t.kind == LevelKind::limits) note(plant_status_, Need::verdict);
    if (t.energy.empty()) return;
    reads(t.energy, Need::saving);
    note(electricity_price_, Need::saving);
  }

  void incentive(const Incentive& incentive) {
    reads(incentive.base, Need::amount);
    reads(incentive.within, Need::amount);
    if (incentive.hold_years > 0) {
      note(incentive.hold_from, Need::amount);
      note(incentive.hold_left, Need::amount);
    }
  }

  // The inputs of what the rule at hand asks for. A later derivation may read what an earlier one gives.
  void derivations(CategoryId category) {
    for (auto d = base_.derivations.rbegin(); d != base_.derivations.rend(); ++d) {
      const auto use = uses_.find(d->field);
      if (use == uses_.end() || !base_.vocabulary.category_is_one_of(category, d->categories)) continue;
      const auto by = use->second.find(rule_);
      if (by == use->second.end()) continue;
      const Need need = by->second.need;
      reads(specialize(d->when, base_.vocabulary, category, region_), need);
      reads(d->value, need);
    }
  }

  // What the engine itself asks for of an item of which only its kind is known, and that it is on the rule's list.
  void open(const Rule& rule, CategoryId category) {
    const Vocabulary& v = base_.vocabulary;
    Item item;
    item.values.resize(v.fields.size());
    item.category = category;
    item.region = region_;
    const auto set_text = [&](FieldId field, const std::string& text) {
      item.values[field].kind = ValueKind::text;
      item.values[field].text = text;
    };
    if (!rule.series.empty())
      set_text(model_, rule.series.front());
    else if (!rule.models.empty())
      set_text(model_, rule.models.front());
    else if (!rule.terms.empty())
      set_text(name_, rule.terms.front());
    const char* use = (rule.uses & uint8_t(Use::in_use))    ? "in-use"
                      : (rule.uses & uint8_t(Use::planned)) ? "planned"
                                                            : "purchased";
    item.values[use_].kind = ValueKind::choice;
    item.values[use_].number = v.choice_by_text(use_, fold(use));
    Outcome outcome;
    session_.consider(item, rule_, outcome);
    for (const Finding& f : outcome.findings) {
      if (f.verdict != Verdict::undetermined) continue;
      for (FieldId field : f.missing)
        if (const auto use_of = uses_.find(field); use_of != uses_.end())
          if (const auto by = use_of->second.find(rule_); by != use_of->second.end()) by->second.open = true;
    }
  }

  struct How {
    Need need;
    bool open;
  };
  const Engine& engine_;
  const RuleBase& base_;
  RegionId region_;
  Session session_;
  FieldId model_, name_, use_, region_field_, in_service_date_, plant_status_, electricity_price_;
  uint16_t rule_ = 0;
  std::map<FieldId, std::map<uint16_t, How>> uses_;
};

}  // namespace

std::vector<FieldUse> field_uses(const Engine& engine, CategoryId category, RegionId region) {
  const Vocabulary& v = engine.base().vocabulary;
  Collector collector(engine, region);
  for (size_t c = 0; c < v.categories.size(); ++c)
    if (v.category_is_a(static_cast<CategoryId>(c), category)) collector.add(static_cast<CategoryId>(c));
  return collector.finish();
}

}  // namespace gengxin
