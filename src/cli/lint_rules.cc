// gengxin rules lint: schema errors stop the compiler before; what is left are errors of substance and hints.
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "cli/commands.h"
#include "rules/lint.h"

namespace gengxin {

int lint_rules(const Options& options) {
  RuleBase base = load_rules(options, true);
  size_t errors = 0, hints = 0;
  for (const LintProblem& p : gengxin::lint_rules(base, as_of_day(options))) {
    ++(p.error ? errors : hints);
    fmt::print("{}:{}: {}: {}: {}\n", p.file, p.line, p.error ? say("错误", "error") : say("提示", "hint"), p.rule,
               p.message);
  }
  fmt::print(
      fmt::runtime(say("文件 {}，条款 {}：错误 {}，提示 {}\n", "documents {}, clauses {}: errors {}, hints {}\n")),
      base.documents.size(), base.rules.size(), errors, hints);
  return errors == 0 ? exit_ok : exit_usage;
}

}  // namespace gengxin
