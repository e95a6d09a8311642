// Values that follow from others with certainty, and what to ask for where one could be computed but is not.
#include <algorithm>
#include <cmath>

#include "engine/engine.h"

namespace gengxin {

void Session::derive(Item& item) {
  if (item.category == no_id) return;
  for (const Derivation* d : derivations_for(item)) {
    Value& value = item.values[d->field];
    if (value.kind != ValueKind::missing || value.origin == Origin::unreadable) continue;
    const Scope s = scope(item);
    if (decide(d->when, s) != Truth::yes) continue;
    const Result r = gengxin::evaluate(d->value, s);
    if (!r.known() || r.low != r.high || !std::isfinite(r.low)) continue;
    const Field& field = engine_.base_.vocabulary.fields[d->field];
    if (r.low < field.min || r.low > field.max) continue;  // as a cell out of range is no value
    if (field.type == FieldType::integer && r.low != std::floor(r.low)) continue;
    value = {};
    value.kind = ValueKind::number;
    value.origin = Origin::derived;
    value.derivation = static_cast<uint16_t>(d - engine_.base_.derivations.data());
    value.number = settled(r.low);
    item.derived.push_back(d->field);
  }
}

// A missing value that could be computed and of whose inputs some are there is asked for by the inputs that are not:
// who has a pump's flow and speed can look up its head, not its specific speed.
void Session::name_inputs(const Item& item, std::vector<FieldId>& missing) {
  const std::vector<const Derivation*>& derivations = derivations_for(item);
  if (derivations.empty()) return;
  const Scope s = scope(item);
  for (auto d = derivations.rbegin(); d != derivations.rend(); ++d) {  // a later one may read what an earlier one gives
    const auto at = std::find(missing.begin(), missing.end(), (*d)->field);
    if (at == missing.end() || item[(*d)->field].known()) continue;
    const Truth applies = decide((*d)->when, s);
    if (applies == Truth::no) continue;
    std::vector<FieldId> lacking;
    const std::vector<FieldId> inputs = fields_of((*d)->value);
    const bool some = std::any_of(inputs.begin(), inputs.end(), [&](FieldId f) { return item[f].known(); });
    if (!some) continue;
    if (applies == Truth::unknown) missing_of((*d)->when, s, lacking);
    missing_of((*d)->value, s, lacking);
    if (lacking.empty()) continue;  // computed, and not plausible
    missing.erase(at);
    for (FieldId f : lacking) add_field(missing, f);
  }
}

}  // namespace gengxin
