#include "plan/plan.h"

#include <algorithm>
#include <mutex>
#include <unordered_set>

#include "plan/budget.h"

namespace gengxin {
namespace {

bool comes_first(const Renewal& a, const Renewal& b, Day as_of) {
  if (a.must != b.must) return a.must;
  const auto due = [as_of](const Renewal& r) { return r.deadline == no_day ? as_of : r.deadline; };
  if (a.must && due(a) != due(b)) return due(a) < due(b);
  const Option &x = a.options.front(), &y = b.options.front();
  const Payback px = payback_of(x), py = payback_of(y);
  if (pays_back_sooner(px, py) || pays_back_sooner(py, px)) return pays_back_sooner(px, py);
  const double sx = x.saving.known ? x.saving.kwh : 0, sy = y.saving.known ? y.saving.kwh : 0;
  if (sx != sy) return sx > sy;
  return a.position < b.position;
}

void add(const Option& option, Plan::Sums& sums, bool& overflow) {
  ++sums.items;
  if (option.below_limit) return;
  if (option.priced) {
    ++sums.priced;
    add_money(sums.price, option.price, overflow);
  }
  if (option.saving.known) {
    ++sums.saving;
    if (__builtin_add_overflow(sums.kwh, static_cast<int64_t>(option.saving.kwh), &sums.kwh)) overflow = true;
    if (option.saving.priced) add_money(sums.yuan, option.saving.yuan, overflow);
  }
  add_money(sums.certain, option.certain, overflow);
  add_money(sums.possible, option.possible, overflow);
}

/// Whole fen; nullopt beyond what 64 bits hold. A price below a fen is rounded up, so that the sum stays within.
std::optional<int64_t> fen(Decimal yuan, bool up) {
  const auto hundred = Decimal::mul(yuan, Decimal::from_int(100));
  if (!hundred) return std::nullopt;
  const auto rounded = Decimal::parse(hundred->to_fixed(0));
  if (!rounded) return std::nullopt;
  int64_t whole = rounded->mantissa;
  for (int e = rounded->exponent; e > 0; --e)
    if (__builtin_mul_overflow(whole, 10, &whole)) return std::nullopt;
  if (up && Decimal::from_int(whole) < *hundred) ++whole;
  if (!up && Decimal::from_int(whole) > *hundred) --whole;
  return whole;
}

void spend(Plan& plan) {
  const auto budget = fen(*plan.budget, false);
  if (!budget) return;
  std::vector<Purchase> purchases;
  std::vector<std::pair<size_t, size_t>> where;  // by choice: renewal, option
  plan.by_money = true;
  for (const PlannedRenewal& p : plan.work)
    for (const Option& o : p.renewal.options)
      if (o.priced && !o.below_limit && o.saving.known && !o.saving.priced) plan.by_money = false;
  for (size_t i = 0; i < plan.work.size(); ++i) {
    PlannedRenewal& p = plan.work[i];
    const auto& options = p.renewal.options;
    p.place = std::all_of(options.begin(), options.end(), [](const Option& o) { return o.below_limit; })
                  ? Place::forbidden
                  : Place::unpriced;
    for (size_t o = 0; o < options.size(); ++o) {
      const Option& option = options[o];
      if (option.below_limit || !option.priced) continue;
      const auto cost = fen(option.price, true);
      if (!cost) continue;
      p.place = Place::left_out;
      const std::optional<int64_t> gain = !option.saving.known ? int64_t{0}
                                          : plan.by_money      ? fen(option.saving.yuan, false)
                                                               : static_cast<int64_t>(option.saving.kwh);
      purchases.push_back({i, *cost, p.renewal.must, std::max<int64_t>(gain.value_or(0), 0)});
      where.emplace_back(i, o);
    }
  }
  const Selection selection = best_within(purchases, *budget);
  plan.proven = selection.proven;
  for (const size_t c : selection.chosen) {
    PlannedRenewal& p = plan.work[where[c].first];
    p.place = Place::chosen;
    p.option = where[c].second;
    add(p.renewal.options[p.option], plan.chosen, plan.overflow);
  }
}

struct Format {
  const char* name;
  void (*write)(const RunInfo&, const Plan&, std::string&);
};
constexpr Format kFormats[] = {{"text", write_plan_text}, {"json", write_plan_json}, {"csv", write_plan_csv}};

/// Gathers what the items of a run need; the plan is written when all are known.
class PlanReport final : public Report {
 public:
  PlanReport(const Engine& engine, const Offers& offers, const Format& format, std::optional<Decimal> budget)
      : engine_(engine), offers_(offers), format_(format), budget_(budget) {}

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    std::unique_ptr<Planner> planner = borrow(run);
    if (auto renewal = planner->plan(item, outcome)) part.gather<Gathered>().renewals.push_back(std::move(*renewal));
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(planner));
  }

  void merge(Part& part, std::string&) override {
    if (!part.data) return;
    for (Renewal& renewal : part.gather<Gathered>().renewals) {
      renewal.position = renewals_.size();
      renewals_.push_back(std::move(renewal));
    }
  }

  void end(const RunInfo& run, const Summary&, std::string& out) override {
    Plan plan = make_plan(std::move(renewals_), run.as_of, budget_);
    std::unordered_set<std::string_view> renewed;
    for (const PlannedRenewal& p : plan.work) renewed.insert(p.renewal.place.item);
    for (const auto& [replaces, offer] : offers_)
      if (!renewed.contains(replaces)) plan.unused.emplace_back(offer.item().id, replaces);
    format_.write(run, plan, out);
  }

 private:
  struct Gathered : PartData {
    std::vector<Renewal> renewals;
  };

  // A planner holds caches that one thread uses at a time.
  std::unique_ptr<Planner> borrow(const RunInfo& run) const {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Planner> planner = std::move(idle_.back());
        idle_.pop_back();
        return planner;
      }
    }
    return std::make_unique<Planner>(engine_, run, offers_);
  }

  const Engine& engine_;
  const Offers& offers_;
  const Format& format_;
  std::optional<Decimal> budget_;
  std::vector<Renewal> renewals_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Planner>> idle_;
};

}  // namespace

const char* place_id(Place place) {
  switch (place) {
    case Place::chosen:
      return "chosen";
    case Place::left_out:
      return "left-out";
    case Place::unpriced:
      return "no-price";
    case Place::forbidden:
      return "below-limit";
  }
  return "";
}

Plan make_plan(std::vector<Renewal> renewals, Day as_of, std::optional<Decimal> budget) {
  std::sort(renewals.begin(), renewals.end(),
            [as_of](const Renewal& a, const Renewal& b) { return comes_first(a, b, as_of); });
  Plan plan;
  plan.budget = budget;
  for (Renewal& renewal : renewals) {
    add(renewal.options.front(), renewal.must ? plan.must : plan.should, plan.overflow);
    plan.work.push_back({std::move(renewal), 0, Place::left_out});
  }
  if (budget) spend(plan);
  return plan;
}

std::unique_ptr<Report> make_plan_report(const Engine& engine, const Offers& offers, const std::string& format,
                                         std::optional<Decimal> budget) {
  for (const Format& f : kFormats)
    if (format == f.name) return std::make_unique<PlanReport>(engine, offers, f, budget);
  return nullptr;
}

std::vector<std::string> plan_formats() {
  std::vector<std::string> names;
  for (const Format& f : kFormats) names.emplace_back(f.name);
  return names;
}

}  // namespace gengxin
