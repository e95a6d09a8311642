// Findings that somebody has accepted, with a reason and a last day.
//
// A waiver in force marks what it covers: it is reported as before and does not fail the run. One whose last day has
// passed covers nothing, and it fails the run by itself until it is renewed or taken out: an exemption that has run out
// must not be forgotten. One that covers nothing is told of, since it may name the wrong item.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "engine/finding.h"
#include "engine/item.h"
#include "rules/rule.h"

namespace gengxin {

class Waivers {
 public:
  /// Throws UsageError for a waiver whose rule, document or clause does not exist. `waivers` must outlive this.
  Waivers(const std::vector<Waiver>& waivers, const RuleBase& base, Day as_of);

  bool empty() const { return entries_.empty(); }
  /// The first waiver in force that covers the finding, or nullptr; it then counts as used. Thread-safe.
  const Waiver* covering(const Item& item, const Finding& finding) const;
  /// Those whose last day is before the run's day.
  std::vector<const Waiver*> expired() const;
  /// Those in force that have covered nothing.
  std::vector<const Waiver*> unused() const;

 private:
  struct Entry {
    const Waiver* waiver;
    bool in_force;
    std::vector<bool> rules, documents;  // by position: which it names
    mutable std::atomic<bool> used = false;
  };
  const RuleBase& base_;
  std::vector<std::unique_ptr<Entry>> entries_;
};

}  // namespace gengxin
