// The figures of the HTML report: each a picture with a caption, its numbers in words or in a table, and a sentence in
// its place where there is nothing to draw.
#pragma once

#include <array>
#include <string>

#include "report/due_groups.h"
#include "report/overview.h"

namespace gengxin {

/// Items by their gravest finding: certain, suspected.
using GravestCounts = std::array<std::array<uint64_t, 2>, verdict_count>;

void append_verdict_picture(const GravestCounts& gravest, std::string& out);
/// Electricity at stake by category.
void append_energy_picture(const RunInfo& run, const Overview& overview, std::string& out);
/// Incentives by year.
void append_money_picture(const Overview& overview, std::string& out);
/// A timeline of the days nearest to the run's date.
void append_due_picture(const RunInfo& run, const DueGroups& groups, std::string& out);

}  // namespace gengxin
