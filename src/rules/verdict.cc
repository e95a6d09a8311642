#include "rules/verdict.h"

namespace gengxin {
namespace {
constexpr std::string_view ids[verdict_count] = {"retire",  "restrict", "below-baseline", "below-access", "upgrade",
                                                 "overage", "in-scope", "eligible",       "undetermined", "compliant",
                                                 ""};
constexpr std::string_view names[verdict_count] = {"淘汰",     "限制",     "低于基准水平", "低于准入水平",
                                                   "可升级",   "超期服役", "属更新方向",   "可享受",
                                                   "资料不足", "符合",     "未涉及"};
}  // namespace

std::string_view verdict_id(Verdict v) { return ids[static_cast<int>(v)]; }
std::string_view verdict_zh(Verdict v) { return names[static_cast<int>(v)]; }

int verdict_by_id(std::string_view id) {
  for (int i = 0; i < verdict_count - 1; ++i)
    if (ids[i] == id) return i;
  return -1;
}

}  // namespace gengxin
