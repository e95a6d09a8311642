// Which clauses begin, end or fall due between two days.
#pragma once

#include <functional>
#include <vector>

#include "base/date.h"
#include "rules/rule.h"

namespace gengxin {

struct RuleChange {
  enum class Kind : uint8_t {
    ends,    // `date` is its last day
    due,     // `date` is its deadline, which passes while it is in force
    begins,  // `date` is its first day
  };
  Kind kind = Kind::begins;
  Day date = no_day;
  uint16_t rule = 0;  // position in RuleBase::rules
};
/// "begins", "ends", "due".
std::string_view change_id(RuleChange::Kind kind);

/// What is so on `to` and was not on `from`, by date, then in the order of the rule base; a clause that begins and ends
/// in between does both. Clauses that are not `wanted` are left out, and those that are only there to be read.
std::vector<RuleChange> rule_changes(const RuleBase& base, Day from, Day to,
                                     const std::function<bool(uint16_t)>& wanted);

/// Changes of one kind and day that stand together: those of a document, as people tell of them.
struct DocumentChange {
  RuleChange::Kind kind = RuleChange::Kind::begins;
  Day date = no_day;
  uint16_t document = 0;
  std::vector<uint16_t> rules;
  bool whole = false;  // these are all of the document's wanted clauses
  /// `begins`: documents that it takes the place of and whose clauses end meanwhile, with those clauses; they have no
  /// entry of their own.
  std::vector<uint16_t> replaced, ended;
};

/// The same changes by document. The rule base must have its details.
std::vector<DocumentChange> by_document(const RuleBase& base, const std::vector<RuleChange>& changes,
                                        const std::function<bool(uint16_t)>& wanted);

/// The numbers of the documents whose place it takes, whether the base has them or not.
const std::vector<std::string>& replaced_by_document(const RuleBase& base, uint16_t document);
/// The documents of the base that take its place, in the base's order.
std::vector<uint16_t> successors(const RuleBase& base, uint16_t document);

}  // namespace gengxin
