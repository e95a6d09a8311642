#include "accept/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/sha256.h"

namespace gengxin {
namespace {
using json = nlohmann::ordered_json;

constexpr int kFormat = 1;

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw UsageError(fmt::format("{}: {}", path, what));
}

[[noreturn]] void malformed(const std::string& path, const std::string& what) {
  fail(path, fmt::format(fmt::runtime(say("不是有效的基线：{}；请用 gengxin baseline create 重新生成",
                                          "is no valid baseline: {}; make it anew with gengxin baseline create")),
                         what));
}

const json& member(const json& object, const char* key, json::value_t type, const std::string& path,
                   const std::string& where) {
  const auto found = object.find(key);
  if (found == object.end() || found->type() != type)
    malformed(path, fmt::format(fmt::runtime(say("{}缺少 {} 或类型不对", "{}{} is missing or of the wrong type")),
                                where, key));
  return *found;
}

}  // namespace

Baseline::Baseline(const RuleBase& base, BaselineBasis basis)
    : base_(base),
      basis_(std::move(basis)),
      fingerprints_(base),
      company_(base.vocabulary.field("company")),
      name_(base.vocabulary.field("name")) {}

Baseline Baseline::read(const std::string& path, const RuleBase& base, BaselineBasis basis, bool stale_is_error) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    fail(path,
         fmt::format(fmt::runtime(say("读不出基线：{}", "the baseline cannot be read: {}")), std::strerror(errno)));
  json root;
  try {
    root = json::parse(in);
  } catch (const json::exception& e) {
    malformed(path, e.what());
  }
  if (!root.is_object()) malformed(path, say("应为一个对象", "it must be an object"));
  const auto text = [&](const json& object, const char* key, const std::string& where = {}) {
    return member(object, key, json::value_t::string, path, where).get<std::string>();
  };
  if (const json& format = member(root, "baseline", json::value_t::number_unsigned, path, {}); format != kFormat)
    malformed(path, fmt::format(fmt::runtime(say("版本为 {}，本程序为 {}", "its version is {}, here it is {}")),
                                format.dump(), kFormat));
  Baseline out(base, std::move(basis));
  const json& rules = member(root, "rule_base", json::value_t::object, path, {});
  const std::string version = text(rules, "version"), digest = text(rules, "digest");
  const std::string as_of = text(root, "as_of"), region = text(root, "region"), selection = text(root, "selection");
  const std::optional<Day> day = parse_iso_date(as_of);
  if (!day) malformed(path, fmt::format(fmt::runtime(say("{} 不是日期", "{} is not a day")), as_of));
  if (stale_is_error) {
    const auto stale = [&](const char* what, const std::string& then, const std::string& now) {
      const auto shown = [](const std::string& value) { return value.empty() ? "-" : value; };
      fail(path,
           fmt::format(fmt::runtime(say("基线已过时：{} 当时为 {}，现在为 {}；核对后用 gengxin baseline update 更新",
                                        "the baseline is stale: its {} is {}, here it is {}; look at what changes "
                                        "and bring it up to date with gengxin baseline update")),
                       what, shown(then), shown(now)));
    };
    if (digest != out.basis_.digest)
      stale(say("规则库", "rule base"), version + " " + digest.substr(0, 12),
            out.basis_.version + " " + out.basis_.digest.substr(0, 12));
    if (region != out.basis_.region) stale(say("地区", "region"), region, out.basis_.region);
    if (selection != out.basis_.selection) stale(say("条款选择", "selection"), selection, out.basis_.selection);
    if (*day > out.basis_.as_of) stale(say("核对日期", "day"), as_of, format_date(out.basis_.as_of));
  }
  const json& findings = member(root, "findings", json::value_t::array, path, {});
  for (size_t i = 0; i < findings.size(); ++i) {
    const std::string where = fmt::format(fmt::runtime(say("第 {} 条：", "finding {}: ")), i + 1);
    if (!findings[i].is_object()) malformed(path, where + say("应为对象", "must be an object"));
    const std::string fingerprint = text(findings[i], "fingerprint", where);
    const bool hexadecimal =
        fingerprint.size() == 32 && fingerprint.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!hexadecimal)
      malformed(path, where + say("fingerprint 应为 32 位十六进制数", "fingerprint must be 32 hexadecimal digits"));
    const json& count = member(findings[i], "count", json::value_t::number_unsigned, path, where);
    if (count == 0U) malformed(path, where + say("count 应大于 0", "count must be above 0"));
    Entry entry;
    entry.rule = text(findings[i], "rule", where);
    entry.verdict = text(findings[i], "verdict", where);
    entry.allowed = count.get<uint64_t>();
    if (!out.entries_.emplace(fingerprint, std::move(entry)).second)
      malformed(path, where + say("fingerprint 重复", "its fingerprint stands twice"));
    out.counts_.fixed += count.get<uint64_t>();
  }
  return out;
}

bool Baseline::claim(const Item& item, const Finding& finding) {
  Entry& entry = entries_[fingerprints_.of(item, finding)];
  if (entry.count++ == 0) {
    const auto text = [&](FieldId field) {
      return field < item.values.size() && item.values[field].known() ? std::string(item.values[field].text)
                                                                      : std::string();
    };
    entry.rule = finding.rule ? finding.rule->id : finding.document ? finding.document->id : "";
    entry.verdict = verdict_id(finding.verdict);
    entry.company = text(company_);
    entry.item = item.id;
    entry.name = text(name_);
    entry.model = item.model;
  }
  const bool known = entry.count <= entry.allowed;
  if (known) {
    ++counts_.known;
    --counts_.fixed;
  } else {
    ++counts_.fresh;
  }
  return known;
}

std::string Baseline::text() const {
  using Line = std::pair<const std::string, Entry>;
  std::vector<const Line*> lines;
  for (const Line& line : entries_)
    if (line.second.count > 0) lines.push_back(&line);
  const auto key = [](const Line* l) {
    const Entry& e = l->second;
    return std::tie(e.company, e.item, e.name, e.model, e.rule, e.verdict, l->first);
  };
  std::sort(lines.begin(), lines.end(), [&](const Line* a, const Line* b) { return key(a) < key(b); });
  json head;
  head["baseline"] = kFormat;
  head["tool"] = basis_.tool;
  head["rule_base"] = {{"version", basis_.version}, {"digest", basis_.digest}};
  head["as_of"] = format_date(basis_.as_of);
  head["region"] = basis_.region;
  head["selection"] = basis_.selection;
  const auto dump = [](const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); };
  std::string out = dump(head);
  out.back() = ',';
  out += "\n\"findings\": [";
  const char* separator = "\n";
  for (const Line* line : lines) {
    const Entry& e = line->second;
    json one;
    const auto add = [&one](const char* name, const std::string& value) {
      if (!value.empty()) one[name] = value;
    };
    add("company", e.company);
    add("item", e.item);
    add("name", e.name);
    add("model", e.model);
    one["rule"] = e.rule;
    one["verdict"] = e.verdict;
    one["count"] = e.count;
    one["fingerprint"] = line->first;
    out += separator;
    out += dump(one);
    separator = ",\n";
  }
  out += lines.empty() ? "]}\n" : "\n]}\n";
  return out;
}

}  // namespace gengxin
