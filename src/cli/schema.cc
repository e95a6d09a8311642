// gengxin schema NAME: the documented shapes of what the program writes.
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"
#include "report/diff.h"

namespace gengxin {

int show_schema(const std::string& name) {
  if (name != "report" && name != "diff")
    throw UsageError(
        fmt::format(fmt::runtime(say("schema {}：只有 report、diff", "schema {}: there are report and diff")), name));
  fmt::print("{}\n", name == "diff" ? diff_schema() : report_schema());
  return exit_ok;
}

}  // namespace gengxin
