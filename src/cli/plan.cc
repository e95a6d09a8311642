// gengxin plan: what must or should be renewed, in which order, and what a budget pays for.
#include "plan/plan.h"

#include <fmt/format.h>

#include <unordered_set>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/pipeline.h"
#include "cli/terminal.h"
#include "mapping/cell.h"

namespace gengxin {
namespace {

/// Keeps the items of a list of offers by what they would replace.
class OfferReader final : public Report {
 public:
  OfferReader(const Vocabulary& vocabulary, const std::string& file)
      : replaces_(vocabulary.field("replaces")), file_(file) {}

  void item(const RunInfo&, const Item& item, const Outcome&, Part& part) const override {
    part.gather<Gathered>().items.emplace_back(item);
  }

  void merge(Part& part, std::string&) override {
    if (!part.data) return;
    for (KeptItem& kept : part.gather<Gathered>().items) {
      const Value& replaced = kept.item()[replaces_];
      if (!replaced.known())
        throw UsageError(fmt::format(fmt::runtime(say("{}:{}: 没有写明替换哪台设备；报价清单须有“替换设备编号”一列",
                                                      "{}:{}: does not say which item it replaces; a list of offers "
                                                      "needs a column 'item replaced'")),
                                     file_, kept.item().row));
      std::string id(replaced.text);
      offers.emplace(std::move(id), std::move(kept));
    }
  }

  Offers offers;

 private:
  struct Gathered : PartData {
    std::vector<KeptItem> items;
  };
  FieldId replaces_;
  const std::string& file_;
};

Offers read_offers(const std::string& file, const RunPlan& plan, bool& unreadable) {
  Options options = plan.options;
  options.files = {file};
  options.projects.clear();
  RunPlan reading{.base = plan.base,
                  .engine = plan.engine,
                  .options = options,
                  .mapping = plan.mapping,
                  .jobs = plan.jobs,
                  .print_diagnostics = true};
  reading.mapping.map.clear();  // the inventory's headers
  RunInfo info = run_info(reading);
  std::vector<Sink> sinks;
  sinks.emplace_back(std::make_unique<OfferReader>(plan.base.vocabulary, file), "/dev/null");
  unreadable |= run_files(reading, info, sinks).unreadable;
  return std::move(static_cast<OfferReader&>(*sinks.front().report).offers);
}

/// A sum of money as a cell would hold it: 500000, 50万元.
Decimal budget_of(const std::string& text, const Vocabulary& vocabulary) {
  Cell cell{text, CellType::text};
  Value value;
  std::string reason;
  const CellResult result = read_cell(vocabulary, vocabulary.field("price"), no_id, cell, value, reason);
  if (result != CellResult::value || !value.exact || value.decimal < Decimal{})
    throw UsageError(fmt::format(fmt::runtime(say("--budget {}：应为金额，如 500000 或 50万元{}{}",
                                                  "--budget {}: must be a sum of money such as 500000 or 50万元{}{}")),
                                 text, reason.empty() ? "" : say("；", "; "), reason));
  return value.decimal;
}

}  // namespace

int plan(Options& options, const std::string& offers_file, const std::string& budget_text) {
  expand_inputs(options, {offers_file});
  const ReportOption wanted = one_report_of(options, plan_formats());
  if (options.files.empty())
    throw UsageError(
        say("没有给出台账文件；用法：gengxin plan FILE...", "no inventory is named: gengxin plan FILE..."));
  static const RuleBase& base = *new RuleBase(load_rules(options, false));
  const std::optional<Decimal> budget =
      budget_text.empty() ? std::nullopt : std::optional(budget_of(budget_text, base.vocabulary));
  Engine engine(base, engine_options(options));
  RunPlan plan = run_plan(base, engine, options);
  plan.print_diagnostics = true;  // a plan has no place for them
  bool unreadable = false;
  Offers offers;
  if (!offers_file.empty()) offers = read_offers(offers_file, plan, unreadable);
  RunInfo info = run_info(plan);
  info.colour = colour_wanted(options, wanted.output);
  std::vector<Sink> sinks;
  sinks.emplace_back(make_plan_report(engine, offers, wanted.format, budget), wanted.output);
  unreadable |= run_files(plan, info, sinks).unreadable;
  sinks.front().output->close();
  return unreadable ? exit_unreadable : exit_ok;
}

}  // namespace gengxin
