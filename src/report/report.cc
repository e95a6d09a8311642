#include "report/report.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/text.h"
#include "report/formats.h"

namespace gengxin {

namespace {

struct Format {
  const char* name;
  std::unique_ptr<Report> (*make)();
};

constexpr Format kFormats[] = {
    {"text", make_text_report},         {"json", make_json_report},     {"ndjson", make_ndjson_report},
    {"csv", make_csv_report},           {"xlsx", make_xlsx_report},     {"html", make_html_report},
    {"markdown", make_markdown_report}, {"sarif", make_sarif_report},   {"junit", make_junit_report},
    {"github", make_github_report},     {"gitlab", make_gitlab_report},
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

void add_money(Decimal& total, Decimal value, bool& overflow) {
  if (const auto sum = Decimal::add(total, value)) {
    total = *sum;
  } else {
    overflow = true;
  }
}

namespace {

void add_weight(int64_t& total, int64_t value, bool& overflow) {
  if (__builtin_add_overflow(total, value, &total)) {
    total = value < 0 ? INT64_MIN : INT64_MAX;
    overflow = true;
  }
}

/// What the report prints for the item: to the fen. The total is the sum of what is printed.
Decimal to_fen(Decimal yuan) {
  if (yuan.exponent >= -2) return yuan;
  return Decimal::parse(yuan.to_fixed(2)).value_or(yuan);
}

/// Of the names of companies, beginnings and ends are much alike.
size_t few_bytes(std::string_view text) {
  const size_t n = text.size();
  if (n < 8) return n;
  const auto read = [&](size_t at) {
    uint64_t word;
    std::memcpy(&word, text.data() + at, sizeof word);
    return word;
  };
  const uint64_t mixed =
      (read(0) ^ n) * 0x9E3779B97F4A7C15 ^ read((n - 8) / 2) * 0xC2B2AE3D27D4EB4F ^ read(n - 8) * 0x165667B19E3779F9;
  return mixed >> 48;
}

}  // namespace

void VerdictCounts::count(const Outcome& outcome) {
  if (outcome.findings.empty()) ++certain[static_cast<size_t>(outcome.gravest())];
  for (const Finding& finding : outcome.findings)
    ++(finding.suspected ? suspected : certain)[static_cast<size_t>(finding.verdict)];
}

void VerdictCounts::merge(const VerdictCounts& other) {
  for (size_t v = 0; v < certain.size(); ++v) {
    certain[v] += other.certain[v];
    suspected[v] += other.suspected[v];
  }
}

void Totals::count(const Outcome& outcome) {
  VerdictCounts::count(outcome);
  ++items;
  if (outcome.checked) ++checked;
  for (const Finding& finding : outcome.findings) {
    if (finding.violation) ++violations;
    if (finding.verdict == Verdict::eligible && finding.amount.known && finding.rule != nullptr) {
      auto& [earners, total] = amounts[finding.rule];
      ++earners;
      add_money(total, to_fen(finding.amount.value), amount_overflow);
    }
  }
}

void Totals::merge(const Totals& other) {
  VerdictCounts::merge(other);
  items += other.items;
  checked += other.checked;
  violations += other.violations;
  amount_overflow = amount_overflow || other.amount_overflow;
  for (const auto& [rule, theirs] : other.amounts) {
    auto& [earners, total] = amounts[rule];
    earners += theirs.first;
    add_money(total, theirs.second, amount_overflow);
  }
  if (indicators.size() < other.indicators.size()) indicators.resize(other.indicators.size());
  for (size_t i = 0; i < other.indicators.size(); ++i) {
    IndicatorSum& sum = indicators[i];
    const IndicatorSum& theirs = other.indicators[i];
    sum.met += theirs.met;
    sum.of += theirs.of;
    sum.unknown += theirs.unknown;
    for (size_t w = 0; w < sum.weights.size(); ++w) {
      add_weight(sum.weights[w].met, theirs.weights[w].met, amount_overflow);
      add_weight(sum.weights[w].of, theirs.weights[w].of, amount_overflow);
      sum.weights[w].items += theirs.weights[w].items;
    }
  }
}

std::vector<uint16_t> indicators_in_force(const RuleBase& base, Day as_of) {
  std::vector<uint16_t> out;
  for (size_t i = 0; i < base.indicators.size(); ++i) {
    const Document* document = base.document(base.indicators[i].document);
    if (document == nullptr || as_of == no_day || as_of < document->in_force) continue;
    if (document->until == no_day || as_of <= document->until) out.push_back(static_cast<uint16_t>(i));
  }
  return out;
}

std::optional<bool> indicator_reached(const Indicator& indicator, const IndicatorSum& sum) {
  if (!indicator.has_above || sum.of == 0) return std::nullopt;
  const auto wanted = Decimal::mul(indicator.above, Decimal::from_int(static_cast<int64_t>(sum.of)));
  return wanted && Decimal::from_int(static_cast<int64_t>(sum.met * 100)) > *wanted;
}

Counting::Counting(const Engine& engine)
    : base_(engine.base()),
      company_(base_.vocabulary.field("company")),
      credit_code_(base_.vocabulary.field("credit_code")),
      use_(base_.vocabulary.field("use")),
      in_use_choice_(use_ == no_id ? -1 : base_.vocabulary.choice_by_text(use_, fold("in-use"))),
      reaches_(base_.indicators.size()),
      by_category_(base_.vocabulary.categories.size()) {
  for (const uint16_t position : indicators_in_force(base_, engine.as_of())) {
    const Indicator& indicator = base_.indicators[position];
    const RegionId region = base_.document(indicator.document)->region;
    for (RegionId r = 0; r < static_cast<RegionId>(base_.vocabulary.regions.size()); ++r)
      reaches_[position].push_back(base_.vocabulary.region_is_in(r, region));
    // A run that leaves the clause out finds nothing over age, which does not mean that nothing is.
    if (indicator.counts == Indicator::Counts::verdict) {
      bool asked = false;
      for (size_t r = 0; r < base_.rules.size() && !asked; ++r)
        asked = engine.active(static_cast<uint16_t>(r)) && base_.rules[r].verdict == indicator.verdict;
      if (!asked || !engine.wanted(indicator.verdict)) continue;
    }
    for (size_t c = 0; c < by_category_.size(); ++c) {
      const bool counts = indicator.categories.empty() ||
                          base_.vocabulary.category_is_one_of(static_cast<CategoryId>(c), indicator.categories);
      if (counts) by_category_[c].push_back(position);
    }
  }
}

CompanyId Counting::company_of(const Item& item) const {
  if (company_ < item.values.size() && item.values[company_].known()) return {item.values[company_].text, {}};
  if (credit_code_ < item.values.size() && item.values[credit_code_].known())
    return {{}, item.values[credit_code_].text};
  return {};
}

void Counting::count_in(const Item& item, const Outcome& outcome, Totals& totals) const {
  // What is bought or out of service is no part of what a company runs.
  if (use_ != no_id && item[use_].known() && item[use_].number != in_use_choice_) return;
  if (totals.indicators.empty()) totals.indicators.resize(base_.indicators.size());
  for (const uint16_t position : by_category_[item.category]) {
    const Indicator& indicator = base_.indicators[position];
    bool known = true, met = false;
    switch (indicator.counts) {
      case Indicator::Counts::grade:
        if (outcome.grade == 0 && !outcome.grade_open) continue;
        known = outcome.grade != 0;
        met = known && outcome.grade <= 2;
        break;
      case Indicator::Counts::benchmark:
        if (outcome.benchmark == 0 && !outcome.benchmark_open) continue;
        known = outcome.benchmark != 0;
        met = outcome.benchmark == 3;
        break;
      case Indicator::Counts::choice:
        known = item[indicator.field].known();
        met = known && item[indicator.field].number == indicator.choice;
        break;
      case Indicator::Counts::verdict:
        known = item[indicator.field].known();
        for (const Finding& f : outcome.findings) {
          met |= f.verdict == indicator.verdict;
          known &= f.verdict != Verdict::undetermined || f.rule == nullptr || f.rule->verdict != indicator.verdict;
        }
        break;
    }
    if (item.region == no_id || !reaches_[position][item.region]) continue;
    IndicatorSum& sum = totals.indicators[position];
    if (!known) {
      ++sum.unknown;
      continue;
    }
    ++sum.of;
    sum.met += met ? 1 : 0;
    for (size_t w = 0; w < indicator.weights.size(); ++w) {
      const Value& value = item[indicator.weights[w]];
      if (!value.known() || !(std::abs(value.number) < 1e15)) continue;
      const auto thousandths = static_cast<int64_t>(value.number * 1000 + (value.number < 0 ? -0.5 : 0.5));
      ++sum.weights[w].items;
      add_weight(sum.weights[w].of, thousandths, totals.amount_overflow);
      if (met) add_weight(sum.weights[w].met, thousandths, totals.amount_overflow);
    }
  }
}

void Summary::add(const Item& item, const Outcome& outcome) {
  Totals& totals = counting_ == nullptr ? nameless_ : company(counting_->company_of(item));
  totals.count(outcome);
  if (counting_ != nullptr) counting_->count(item, outcome, totals);
  if (item.category != no_id) {
    if (item.category_origin == Origin::name) ++inferred_by_name;
    if (item.category_origin == Origin::model) ++inferred_by_model;
  }
  for (const Finding& finding : outcome.findings) {
    if (finding.verdict != Verdict::undetermined) continue;
    for (const FieldId field : finding.missing) {
      Missing& m = missing[field];
      ++m.named;
      if (finding.missing.size() == 1) ++m.settles;
    }
  }
}

void Summary::merge(const Summary& other) {
  for (FieldId field = 0; field < static_cast<FieldId>(other.missing.counts().size()); ++field) {
    missing[field].settles += other.missing.counts()[field].settles;
    missing[field].named += other.missing.counts()[field].named;
  }
  unreadable_cells += other.unreadable_cells;
  unreadable_rows += other.unreadable_rows;
  unreadable_files += other.unreadable_files;
  inferred_by_name += other.inferred_by_name;
  inferred_by_model += other.inferred_by_model;
  nameless_.merge(other.nameless_);
  for (const auto& [id, totals] : other.companies_) company(id).merge(totals);
}

Totals& Summary::company(const CompanyId& id) {
  if (id.name.empty() && id.credit_code.empty()) return nameless_;
  Recent& recent = recent_[few_bytes(id.name.empty() ? id.credit_code : id.name) % recent_.size()];
  if (recent.totals != nullptr && id == recent.id) return *recent.totals;
  auto at = companies_.find(id);
  if (at == companies_.end()) {
    at = companies_.try_emplace(Name{std::string(id.name), std::string(id.credit_code)}).first;
  }
  recent = {at->first, &at->second};
  return at->second;
}

Totals Summary::all() const {
  Totals all = nameless_;
  for (const auto& [id, totals] : companies()) {
    if (totals != &nameless_) all.merge(*totals);
  }
  return all;
}

std::vector<std::pair<CompanyId, const Totals*>> Summary::companies() const {
  std::vector<std::pair<CompanyId, const Totals*>> out;
  if (companies_.empty()) return out;
  out.reserve(companies_.size() + 1);
  for (const auto& [id, totals] : companies_) out.emplace_back(id, &totals);
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (nameless_.items > 0) out.emplace_back(CompanyId{}, &nameless_);
  return out;
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
