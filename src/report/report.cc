#include "report/report.h"

#include <algorithm>

#include "report/formats.h"

namespace gengxin {

namespace {

struct Format {
  const char* name;
  std::unique_ptr<Report> (*make)();
};

constexpr Format kFormats[] = {
    {"text", make_text_report},
    {"json", make_json_report},
    {"ndjson", make_ndjson_report},
    {"csv", make_csv_report},
};

}  // namespace

std::unique_ptr<Report> make_report(const std::string& format) {
  for (const Format& f : kFormats) {
    if (format == f.name) return f.make();
  }
  return nullptr;
}

std::vector<std::string> report_formats() {
  std::vector<std::string> names;
  for (const Format& f : kFormats) names.emplace_back(f.name);
  return names;
}

void Summary::add(const Item& item, const Outcome& outcome) {
  ++items;
  if (outcome.checked) ++checked;
  if (outcome.findings.empty()) ++certain[static_cast<size_t>(outcome.gravest())];
  if (item.category != no_id) {
    if (item.category_origin == Origin::name) ++inferred_by_name;
    if (item.category_origin == Origin::model) ++inferred_by_model;
  }
  for (const Finding& finding : outcome.findings) {
    ++(finding.suspected ? suspected : certain)[static_cast<size_t>(finding.verdict)];
    if (finding.violation) ++violations;
    if (finding.verdict == Verdict::undetermined) {
      for (const FieldId field : finding.missing) {
        Missing& m = missing[field];
        ++m.named;
        if (finding.missing.size() == 1) ++m.settles;
      }
    }
    if (finding.verdict == Verdict::eligible && finding.amount.known && finding.rule != nullptr) {
      auto& [count, total] = amounts[finding.rule];
      ++count;
      if (const auto sum = Decimal::add(total, finding.amount.value)) {
        total = *sum;
      } else {
        amount_overflow = true;
      }
    }
  }
}

void Summary::merge(const Summary& other) {
  items += other.items;
  checked += other.checked;
  for (size_t v = 0; v < certain.size(); ++v) {
    certain[v] += other.certain[v];
    suspected[v] += other.suspected[v];
  }
  violations += other.violations;
  for (FieldId field = 0; field < static_cast<FieldId>(other.missing.counts().size()); ++field) {
    missing[field].settles += other.missing.counts()[field].settles;
    missing[field].named += other.missing.counts()[field].named;
  }
  amount_overflow = amount_overflow || other.amount_overflow;
  for (const auto& [rule, theirs] : other.amounts) {
    auto& [count, total] = amounts[rule];
    count += theirs.first;
    if (const auto sum = Decimal::add(total, theirs.second)) {
      total = *sum;
    } else {
      amount_overflow = true;
    }
  }
  unreadable_cells += other.unreadable_cells;
  unreadable_rows += other.unreadable_rows;
  unreadable_files += other.unreadable_files;
  inferred_by_name += other.inferred_by_name;
  inferred_by_model += other.inferred_by_model;
}

std::vector<std::pair<FieldId, Summary::Missing>> Summary::ranked_missing() const {
  std::vector<std::pair<FieldId, Missing>> ranked;
  for (FieldId field = 0; field < static_cast<FieldId>(missing.counts().size()); ++field)
    if (missing.counts()[field].named > 0) ranked.emplace_back(field, missing.counts()[field]);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.settles, a.second.named) > std::pair(b.second.settles, b.second.named);
  });
  return ranked;
}

}  // namespace gengxin
