// gengxin fields: what a column may be mapped to.
#include <fmt/format.h>

#include "base/diagnostic.h"
#include "base/text.h"
#include "cli/commands.h"

namespace gengxin {

int list_fields(const Options& options) {
  RuleBase base = load_rules(options, false);
  static constexpr const char* types[] = {"text", "number", "integer", "date", "boolean", "choice", "money"};
  for (const Field& f : base.vocabulary.fields) {
    std::string_view unit = f.unit == no_id ? std::string_view() : std::string_view(base.vocabulary.units[f.unit].id);
    fmt::print("{} {} {} {}\n", pad(f.id, 34), pad(types[static_cast<int>(f.type)], 8), pad(unit, 10),
               lang() == Lang::zh ? f.label.zh : f.label.en);
  }
  return exit_ok;
}

}  // namespace gengxin
