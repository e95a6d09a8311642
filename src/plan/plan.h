// All renewals of a run in the order of work, and what a budget pays for.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plan/renewal.h"
#include "report/report.h"

namespace gengxin {

/// What a budget makes of one renewal.
enum class Place : uint8_t {
  chosen,
  left_out,   // the money is better spent on others, or it saves nothing that is known
  unpriced,   // no price is known: it cannot be weighed
  forbidden,  // what is offered is below the limit value and may not be sold
};

/// For programs: "chosen", "left-out", "no-price", "below-limit".
const char* place_id(Place place);

struct PlannedRenewal {
  Renewal renewal;
  size_t option = 0;  // of its options the one that the plan counts with
  Place place = Place::left_out;
};

struct Plan {
  struct Sums {
    uint64_t items = 0, priced = 0, saving = 0;  // renewals; those with a price; those with a known saving
    Decimal price, yuan, certain, possible;      // yuan: a year
    int64_t kwh = 0;                             // a year
  };
  std::vector<PlannedRenewal> work;  // in order
  Sums must, should;
  bool overflow = false;  // a sum of money needs more than 18 digits and is not complete
  std::vector<std::pair<std::string, std::string>> unused;  // offers for items that need none: offer, item
  // With a budget:
  std::optional<Decimal> budget;
  Sums chosen;
  bool by_money = false;  // what is saved was weighed in yuan; else in kWh
  bool proven = true;
};

/// Legal duties first, by their deadlines (one without a date is due on the day of the run), then what pays back
/// sooner, then what saves more, then the order of the input.
Plan make_plan(std::vector<Renewal> renewals, Day as_of, std::optional<Decimal> budget);

std::unique_ptr<Report> make_plan_report(const Engine& engine, const Offers& offers, const std::string& format,
                                         std::optional<Decimal> budget);
/// The names that make_plan_report knows.
std::vector<std::string> plan_formats();

// The formats, one file each.
void write_plan_text(const RunInfo& run, const Plan& plan, std::string& out);
void write_plan_json(const RunInfo& run, const Plan& plan, std::string& out);
void write_plan_csv(const RunInfo& run, const Plan& plan, std::string& out);

}  // namespace gengxin
