// The words of a verdict, in order of gravity.
#pragma once

#include <cstdint>
#include <string_view>

namespace gengxin {

/// The gravest first; this order serves --fail-on and the one verdict of a CSV row.
enum class Verdict : uint8_t {
  retire,
  restrict_class,
  below_baseline,
  below_access,
  upgrade,
  overage,
  in_scope,
  eligible,
  undetermined,
  compliant,
  unchecked,  // no rule speaks to the item: no verdict
};
inline constexpr int verdict_count = 11;

/// "below-access"; `unchecked` is the empty string.
std::string_view verdict_id(Verdict v);
/// 低于准入水平
std::string_view verdict_zh(Verdict v);
/// By its id, or -1.
int verdict_by_id(std::string_view id);

}  // namespace gengxin
