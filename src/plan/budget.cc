// Solved with GLPK. It counts in doubles and lets a row be missed by a ten-millionth, so what it returns is added up
// again in whole numbers: a set that costs more than the budget is forbidden by a row of its own, and the search goes
// on.
#include "plan/budget.h"

#include <glpk.h>

#include <algorithm>
#include <map>
#include <memory>

namespace gengxin {
namespace {

class Program {
 public:
  Program(std::span<const Purchase> purchases, int64_t budget, int seconds)
      : purchases_(purchases), budget_(budget), seconds_(seconds), problem_(glp_create_prob(), glp_delete_prob) {
    glp_term_out(GLP_OFF);
    glp_prob* p = problem_.get();
    const int n = static_cast<int>(purchases.size());
    glp_add_cols(p, n);
    for (int c = 1; c <= n; ++c) glp_set_col_kind(p, c, GLP_BV);
    const auto cost = [](const Purchase& purchase) { return purchase.cost; };
    row(cost, GLP_UP, 0, static_cast<double>(budget));
    std::map<size_t, std::vector<int>> items;
    for (int c = 1; c <= n; ++c) items[purchases[static_cast<size_t>(c - 1)].item].push_back(c);
    for (const auto& [item, columns] : items) {
      if (columns.size() < 2) continue;
      const int r = glp_add_rows(p, 1);
      glp_set_row_bnds(p, r, GLP_UP, 0, 1);
      std::vector<int> at = {0};
      std::vector<double> ones(columns.size() + 1, 1);
      at.insert(at.end(), columns.begin(), columns.end());
      glp_set_mat_row(p, r, static_cast<int>(columns.size()), at.data(), ones.data());
    }
  }

  Selection solve() {
    const auto duty = [](const Purchase& c) { return int64_t{c.duty}; };
    const auto gain = [](const Purchase& c) { return c.gain; };
    const auto saved = [](const Purchase& c) { return -c.cost; };
    Selection best = maximize(duty);
    row(duty, GLP_LO, static_cast<double>(best.duties) - 0.5, 0);
    refine(best, gain, [&](const Selection& next) { return next.duties == best.duties && next.gain >= best.gain; });
    row(gain, GLP_LO, static_cast<double>(best.gain) - 0.5, 0);
    refine(best, saved, [&](const Selection& next) {
      return next.duties == best.duties && next.gain == best.gain && next.cost <= best.cost;
    });
    return best;
  }

 private:
  // A step whose answer, added up in whole numbers, loses what the step before had won proves nothing and is not taken.
  template <class Of, class Better>
  void refine(Selection& best, Of of, Better is_better) {
    Selection next = maximize(of);
    if (!is_better(next)) {
      best.proven = false;
      return;
    }
    next.proven = next.proven && best.proven;
    best = std::move(next);
  }

  // The largest number of a row is 1: beside the ones of the other rows, fen by the billion make the simplex stumble.
  template <class Of>
  void row(Of of, int type, double low, double high) {
    std::vector<int> at = {0};
    std::vector<double> values = {0};
    double largest = 0;
    for (size_t c = 0; c < purchases_.size(); ++c) {
      if (of(purchases_[c]) == 0) continue;
      at.push_back(static_cast<int>(c) + 1);
      values.push_back(static_cast<double>(of(purchases_[c])));
      largest = std::max(largest, values.back());
    }
    if (largest == 0) return;
    for (double& value : values) value /= largest;
    low /= largest;
    high /= largest;
    const int r = glp_add_rows(problem_.get(), 1);
    glp_set_row_bnds(problem_.get(), r, type, low, high);
    glp_set_mat_row(problem_.get(), r, static_cast<int>(at.size()) - 1, at.data(), values.data());
  }

  template <class Of>
  Selection maximize(Of of) {
    glp_prob* p = problem_.get();
    glp_set_obj_dir(p, GLP_MAX);
    for (size_t c = 0; c < purchases_.size(); ++c)
      glp_set_obj_coef(p, static_cast<int>(c) + 1, static_cast<double>(of(purchases_[c])));
    for (;;) {
      // GLPK's own preprocessing of integer programs aborts the program when it leaves no column over, so the
      // relaxation is solved here.
      glp_smcp relaxed;
      glp_init_smcp(&relaxed);
      relaxed.msg_lev = GLP_MSG_OFF;
      Selection found;
      found.proven = false;
      if (glp_simplex(p, &relaxed) != 0 || glp_get_status(p) != GLP_OPT) return found;
      glp_iocp options;
      glp_init_iocp(&options);
      options.msg_lev = GLP_MSG_OFF;
      options.mir_cuts = options.cov_cuts = GLP_ON;
      options.tol_obj = 1e-10;
      options.tm_lim = seconds_ * 1000;
      const int failed = glp_intopt(p, &options);
      const int status = glp_mip_status(p);
      if (status != GLP_OPT && status != GLP_FEAS) return found;  // time ran out before any set
      found.proven = failed == 0 && status == GLP_OPT;
      for (size_t c = 0; c < purchases_.size(); ++c) {
        if (glp_mip_col_val(p, static_cast<int>(c) + 1) < 0.5) continue;
        found.chosen.push_back(c);
        found.cost += purchases_[c].cost;
        found.gain += purchases_[c].gain;
        found.duties += purchases_[c].duty ? 1 : 0;
      }
      if (found.cost <= budget_) return found;
      forbid(found);
    }
  }

  // Of these purchases at least one is not made. All sets that hold them cost more than the budget too.
  void forbid(const Selection& set) {
    std::vector<int> at = {0};
    for (const size_t c : set.chosen) at.push_back(static_cast<int>(c) + 1);
    const std::vector<double> ones(at.size(), 1);
    const int r = glp_add_rows(problem_.get(), 1);
    glp_set_row_bnds(problem_.get(), r, GLP_UP, 0, static_cast<double>(set.chosen.size()) - 1);
    glp_set_mat_row(problem_.get(), r, static_cast<int>(at.size()) - 1, at.data(), ones.data());
  }

  std::span<const Purchase> purchases_;
  int64_t budget_;
  int seconds_;
  std::unique_ptr<glp_prob, void (*)(glp_prob*)> problem_;
};

}  // namespace

Selection best_within(std::span<const Purchase> purchases, int64_t budget, int seconds) {
  if (purchases.empty()) return {};
  return Program(purchases, budget, seconds).solve();
}

}  // namespace gengxin
