// A transformer and a finding about it, for the tests of what is accepted.
#pragma once

#include "report/test_fixture.h"

namespace gengxin::test {

inline Finding finding_of(const Rule& rule, const RuleBase& base, Verdict verdict) {
  Finding finding;
  finding.rule = &rule;
  finding.document = &base.document_of(rule);
  finding.verdict = verdict;
  return finding;
}

struct Accepting : Fixture {
  Finding retire = finding_of(base.rules[0], base, Verdict::retire);
  Item transformer(std::string_view item_id, uint64_t row = 4) const {
    Item i = item(row);
    i.category = 1;
    i.id = item_id;
    i.model = "S9-315/10";
    i.values[name] = text("变压器", 1);
    return i;
  }
};

inline Day day(const char* text) { return *parse_iso_date(text); }

}  // namespace gengxin::test
