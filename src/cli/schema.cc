// gengxin schema NAME: the documented shapes of what the program writes.
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"
#include "report/report.h"

namespace gengxin {

int show_schema(const std::string& name) {
  if (name != "report")
    throw UsageError(fmt::format(fmt::runtime(say("schema {}：只有 report", "schema {}: there is only report")), name));
  fmt::print("{}\n", report_schema());
  return exit_ok;
}

}  // namespace gengxin
