// The findings that were there when somebody drew the line: with a baseline only new ones fail.
//
// The file is JSON with a line a finding, in the order of its keys, so that a diff of two baselines reads well. A
// finding is known by its fingerprint (fingerprint.h). Items that cannot be told apart share one, so the file counts
// them, and of five alike where four are known one is new.
//
// A baseline speaks of one rule base, region and selection of rules. Where any of them has changed it is stale: what it
// calls old may mean something else, and what it lacks was never looked at. That is an error, never a guess.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "accept/fingerprint.h"
#include "base/date.h"
#include "engine/finding.h"

namespace gengxin {

/// How the findings stand to a baseline.
struct BaselineCounts {
  uint64_t fresh = 0;  // findings that it does not have
  uint64_t known = 0;  // that it has
  uint64_t fixed = 0;  // that it has and the run has not found again
};

/// What a baseline's findings depend on.
struct BaselineBasis {
  std::string tool, version, digest;  // of the program and the rule base
  Day as_of = no_day;
  std::string region, selection;
};

class Baseline {
 public:
  /// An empty one.
  Baseline(const RuleBase& base, BaselineBasis basis);
  /// Reads a file. Throws UsageError that names it: it cannot be read, is no baseline, or is stale beside `basis`
  /// (`stale_is_error`: updating takes a stale one).
  static Baseline read(const std::string& path, const RuleBase& base, BaselineBasis basis, bool stale_is_error);

  /// Takes note of a finding of this run, in the order of the input; whether the baseline has it.
  bool claim(const Item& item, const Finding& finding);
  BaselineCounts counts() const { return counts_; }
  /// The findings of this run, as the file's text.
  std::string text() const;

 private:
  struct Entry {
    std::string rule, verdict, company, item, name, model;
    uint64_t count = 0;    // of this run
    uint64_t allowed = 0;  // of the file
  };
  const RuleBase& base_;
  BaselineBasis basis_;
  Fingerprints fingerprints_;
  FieldId company_, name_;
  std::map<std::string, Entry> entries_;  // by fingerprint
  BaselineCounts counts_;
};

}  // namespace gengxin
