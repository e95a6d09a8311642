#include "accept/fingerprint.h"

#include "base/sha256.h"

namespace gengxin {

Fingerprints::Fingerprints(const RuleBase& base)
    : base_(base),
      company_(base.vocabulary.field("company")),
      credit_code_(base.vocabulary.field("credit_code")),
      name_(base.vocabulary.field("name")) {}

std::string Fingerprints::of(const Item& item, const Finding& finding) const {
  Sha256 hash;
  // No text of an inventory holds the unit separator: it would have been read as a space.
  const auto add = [&hash](std::string_view text) {
    hash.add(text);
    hash.add("\x1f");
  };
  const auto text = [&item](FieldId field) {
    return field < item.values.size() && item.values[field].known() ? item.values[field].text : std::string_view();
  };
  std::string_view owner = text(company_);
  if (owner.empty()) owner = text(credit_code_);
  if (owner.empty()) owner = item.file.substr(item.file.rfind('/') + 1);
  add(owner);
  if (!item.id.empty()) {
    add(item.id);
  } else {
    add("");
    add(text(name_));
    add(item.model);
    if (item.category != no_id) add(base_.vocabulary.categories[item.category].id);
  }
  add(finding.rule       ? std::string_view(finding.rule->id)
      : finding.document ? std::string_view(finding.document->id)
                         : "");
  add(verdict_id(finding.verdict));
  return hash.finish().substr(0, 32);
}

}  // namespace gengxin
