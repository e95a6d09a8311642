#include "report/diff.h"

#include <algorithm>

namespace gengxin {

namespace {

template <class T>
bool meet(const T* first, const std::vector<const T*>& firsts, const T* second, const std::vector<const T*>& seconds) {
  const auto in_second = [&](const T* one) {
    return one == second || std::find(seconds.begin(), seconds.end(), one) != seconds.end();
  };
  return (first && in_second(first)) || std::any_of(firsts.begin(), firsts.end(), in_second);
}

bool same_clause(const Finding& a, const Finding& b) { return a.rule == b.rule && a.document == b.document; }

// Clauses that say the same stand in one finding, and which of them leads depends on what else is in force.
bool clause_in_common(const Finding& a, const Finding& b) {
  if (a.verdict != b.verdict) return false;
  return meet(a.rule, a.also, b.rule, b.also) ||
         (!a.rule && !b.rule && meet(a.document, a.also_documents, b.document, b.also_documents));
}

}  // namespace

std::vector<FindingChange> pair_findings(const FindingList& before, const FindingList& after) {
  std::vector<const Finding*> partner(after.size());
  std::vector<char> taken(before.size());
  const auto pair = [&](const auto& fits) {
    for (size_t i = 0; i < after.size(); ++i)
      for (size_t j = 0; j < before.size() && !partner[i]; ++j)
        if (!taken[j] && fits(before[j], after[i])) {
          partner[i] = &before[j];
          taken[j] = 1;
        }
  };
  pair([](const Finding& a, const Finding& b) { return a.verdict == b.verdict && same_clause(a, b); });
  pair(same_clause);
  pair(clause_in_common);
  std::vector<FindingChange> out;
  for (size_t i = 0; i < after.size(); ++i)
    if (!partner[i]) out.push_back({nullptr, &after[i]});
  for (size_t j = 0; j < before.size(); ++j)
    if (!taken[j]) out.push_back({&before[j], nullptr});
  for (size_t i = 0; i < after.size(); ++i)
    if (partner[i]) out.push_back({partner[i], &after[i]});
  return out;
}

// What one worker needs for the later day.
struct DiffReport::Evaluation {
  explicit Evaluation(const Engine& engine) : session(engine) {}
  Session session;
  Item item;
  Outcome outcome;
  std::string before, after;
};

DiffReport::DiffReport(const Diff& diff)
    : diff_(diff), clauses_(diff.before.base().rules.size() + diff.before.base().documents.size() + 1) {}

DiffReport::~DiffReport() = default;

void DiffReport::begin(const RunInfo& run, std::string& out) {
  for (RunInfo* one : {&before_, &after_}) {
    one->rules = run.rules;
    one->region = run.region;
    one->colour = run.colour;
    one->width = run.width;
  }
  before_.as_of = diff_.before.as_of();
  after_.as_of = diff_.after.as_of();
  writer_.begin(run);
  write_head(run, out);
}

std::unique_ptr<DiffReport::Evaluation> DiffReport::take() const {
  {
    std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto evaluation = std::move(idle_.back());
      idle_.pop_back();
      return evaluation;
    }
  }
  return std::make_unique<Evaluation>(diff_.after);
}

void DiffReport::item(const RunInfo&, const Item& item, const Outcome& outcome, Part& part) const {
  std::unique_ptr<Evaluation> later = take();
  later->item = item;
  for (FieldId field : later->item.derived) later->item.values[field] = {};  // a derivation may read the day
  later->item.derived.clear();
  later->session.derive(later->item);
  later->session.evaluate(later->item, later->outcome);

  // Two findings differ when a program that reads them sees a difference; so nothing that a report says is forgotten.
  const auto differs = [&](const FindingChange& change) {
    if (!change.before || !change.after) return true;
    later->before.clear();
    later->after.clear();
    writer_.alone(before_, item, *change.before, later->before);
    writer_.alone(after_, later->item, *change.after, later->after);
    return later->before != later->after;
  };
  ItemChange change{item, later->item, outcome.gravest(), later->outcome.gravest(), {}};
  change.findings = pair_findings(outcome.findings, later->outcome.findings);
  std::erase_if(change.findings, [&](const FindingChange& one) { return !differs(one); });
  if (change.from != change.to || !change.findings.empty()) {
    changed_.fetch_add(1, std::memory_order_relaxed);
    if (change.from == change.to) unmoved_.fetch_add(1, std::memory_order_relaxed);
    moved_[static_cast<size_t>(change.from)][static_cast<size_t>(change.to)].fetch_add(1, std::memory_order_relaxed);
    for (const FindingChange& one : change.findings) count(one);
    write_item(change, part.text);
  }
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(later));
}

void DiffReport::count(const FindingChange& change) const {
  const RuleBase& base = diff_.before.base();
  const Finding& finding = change.after ? *change.after : *change.before;
  size_t at = base.rules.size() + base.documents.size();
  if (finding.rule)
    at = static_cast<size_t>(finding.rule - base.rules.data());
  else if (finding.document)
    at = base.rules.size() + static_cast<size_t>(finding.document - base.documents.data());
  const size_t kind = !change.before ? 0 : !change.after ? 1 : 2;
  clauses_[at][kind].fetch_add(1, std::memory_order_relaxed);
}

std::vector<DiffReport::ClauseCount> DiffReport::clause_counts() const {
  const RuleBase& base = diff_.before.base();
  std::vector<ClauseCount> out;
  for (size_t i = 0; i < clauses_.size(); ++i) {
    const auto& [appear, disappear, change] = clauses_[i];
    if (appear + disappear + change == 0) continue;
    const size_t d = i - base.rules.size();
    const Rule* rule = i < base.rules.size() ? &base.rules[i] : nullptr;
    const Document* document = rule                        ? &base.document_of(*rule)
                               : d < base.documents.size() ? &base.documents[d]
                                                           : nullptr;
    out.push_back({rule, document, appear, disappear, change});
  }
  return out;
}

std::vector<std::string> diff_formats() { return {"text", "json"}; }

std::unique_ptr<DiffReport> make_diff_report(const std::string& format, const Diff& diff, bool all) {
  if (format == "text") return make_text_diff(diff, all);
  if (format == "json") return make_json_diff(diff);
  return nullptr;
}

}  // namespace gengxin
