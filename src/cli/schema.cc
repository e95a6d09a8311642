// gengxin schema NAME: the documented shapes of what the program reads and writes.
#include "rules/schema.h"

#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"
#include "mapping/inventory_schema.h"
#include "report/diff.h"

namespace gengxin {

int show_schema(const Options& options, const std::string& name) {
  std::string schema;
  if (name == "report") {
    schema = report_schema();
  } else if (name == "diff") {
    schema = diff_schema();
  } else if (name == "inventory") {
    schema = inventory_schema(load_rules(options, false).vocabulary);
  } else if (name == "rules") {
    schema = rules_schema(load_rules(options, false).vocabulary);
  } else if (name == "vocabulary") {
    schema = vocabulary_schema(load_rules(options, false).vocabulary);
  } else {
    throw UsageError(fmt::format(fmt::runtime(say("schema {}：应为 inventory、report、rules、vocabulary、diff 之一",
                                                  "schema {}: must be one of: inventory, report, rules, vocabulary, "
                                                  "diff")),
                                 name));
  }
  fmt::print("{}", schema);
  return exit_ok;
}

}  // namespace gengxin
