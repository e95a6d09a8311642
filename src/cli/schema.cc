// gengxin schema NAME: the documented shapes of what the program reads and writes.
#include <fmt/format.h>

#include <algorithm>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"
#include "mapping/inventory_schema.h"
#include "report/diff.h"
#include "rules/file_schemas.h"

namespace gengxin {

namespace {

struct Schema {
  const char* name;
  std::string (*make)(const Options& options);
};

constexpr Schema kSchemas[] = {
    {"inventory", [](const Options& o) { return inventory_schema(load_rules(o, false).vocabulary); }},
    {"report", [](const Options&) { return report_schema(); }},
    {"rules", [](const Options& o) { return rules_schema(load_rules(o, false).vocabulary); }},
    {"vocabulary", [](const Options& o) { return vocabulary_schema(load_rules(o, false).vocabulary); }},
    {"diff", [](const Options&) { return diff_schema(); }},
};

}  // namespace

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const Schema& schema : kSchemas) names.emplace_back(schema.name);
  return names;
}

int show_schema(const Options& options, const std::string& name) {
  const auto* found =
      std::find_if(std::begin(kSchemas), std::end(kSchemas), [&](const Schema& schema) { return name == schema.name; });
  if (found == std::end(kSchemas))
    throw UsageError(fmt::format(fmt::runtime(say("schema {}：应为下列之一：{}", "schema {}: must be one of: {}")),
                                 name, fmt::join(schema_names(), ", ")));
  fmt::print("{}", found->make(options));
  return exit_ok;
}

}  // namespace gengxin
