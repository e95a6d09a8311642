// gengxin explain WHAT: what is being asked about. A file goes first, for its name may be anything; then the ids of
// rules and documents, which are lower case and never a file's; what is neither and does not look like one of them
// misspelt is the designation of a machine, which may well have a slash in it: S9-315/10.
#include "cli/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/spelling.h"
#include "base/text.h"
#include "cli/commands.h"

namespace gengxin {
namespace {

bool file_exists(const std::string& path) {
  std::error_code ignored;
  return path == "-" || std::filesystem::exists(path, ignored);
}

// A name that can only be a file's: with an ending that we read, or in a folder that is there.
bool looks_like_path(const std::string& what) {
  static constexpr std::string_view endings[] = {".csv",  ".tsv", ".txt",  ".json", ".ndjson", ".jsonl",
                                                 ".yaml", ".yml", ".xlsx", ".xlsm", ".xls",    ".ods"};
  const std::filesystem::path path(what);
  const std::string ending = fold(path.extension().string());
  if (std::find(std::begin(endings), std::end(endings), ending) != std::end(endings)) return true;
  if (what.starts_with("./") || what.starts_with("../") || what.starts_with("/") || what.starts_with("~")) return true;
  std::error_code ignored;
  return path.has_parent_path() && std::filesystem::is_directory(path.parent_path(), ignored);
}

// The ids of rules and documents that `what` may have been meant for, nearest first.
std::vector<std::string> near_ids(const RuleBase& base, const std::string& what, size_t most) {
  std::vector<std::pair<size_t, std::string>> near;
  const auto look = [&](const std::string& id) {
    const size_t longer = std::max(id.size(), what.size());
    if (longer - std::min(id.size(), what.size()) > most) return;
    if (const auto distance = static_cast<size_t>(edit_distance(what, id)); distance <= most)
      near.emplace_back(distance, id);
  };
  for (const Document& d : base.documents) look(d.id);
  for (const Rule& r : base.rules) look(r.id);
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (size_t i = 0; i < near.size() && i < 5; ++i) out.push_back(near[i].second);
  return out;
}

[[noreturn]] void no_such_id(const std::string& what, const std::vector<std::string>& near) {
  if (near.empty())
    throw UsageError(fmt::format(fmt::runtime(say("没有规则或文件“{}”；见 gengxin rules list",
                                                  "there is no rule or document '{}'; see gengxin rules list")),
                                 what));
  throw UsageError(fmt::format(
      fmt::runtime(say("没有规则或文件“{}”；是否指 {}？", "there is no rule or document '{}'; did you mean {}?")), what,
      fmt::join(near, say("、", ", "))));
}

// A document by its id, or by its number as people quote it: GB 18613-2020, gb18613-2020.
const Document* document_named(const RuleBase& base, const std::string& what) {
  if (const Document* d = base.document(what)) return d;
  const std::string folded = fold(what);
  for (const Document& d : base.documents)
    if (!d.number.empty() && fold(d.number) == folded) return &d;
  return nullptr;
}

}  // namespace

int explain(const Options& options, const ExplainArguments& arguments) {
  const std::string what = arguments.words.front();
  const bool more = arguments.words.size() > 1 || !arguments.category.empty();
  const auto only_for = [&](bool given, const char* option, const char* zh, const char* en) {
    if (given)
      throw UsageError(fmt::format(fmt::runtime(say("{} 只用于{}，而“{}”不是", "{} is for {}, and '{}' is none")),
                                   option, say(zh, en), what));
  };
  const char* values = arguments.category.empty() ? say("“字段=值”", "FIELD=VALUE") : "--category";
  if (file_exists(what)) {
    only_for(more, values, "型号", "designations");
    return explain_items(options, arguments.item);
  }
  const RuleBase base = load_rules(options, true);
  const Rule* rule = base.rule(what);
  const Document* document = rule ? nullptr : document_named(base, what);
  if (rule || document) {
    only_for(more, values, "型号", "designations");
    only_for(!arguments.item.empty(), "--item", "台账", "inventories");
    if (rule)
      explain_rule(base, *rule, as_of_day(options));
    else
      explain_document(base, *document, as_of_day(options));
    return exit_ok;
  }
  // A clause that the document before the slash does not have.
  if (const size_t slash = what.find('/'); slash != std::string::npos && base.document(what.substr(0, slash))) {
    const std::string head = what.substr(0, slash + 1);
    auto near = near_ids(base, what, 2);
    std::erase_if(near, [&](const std::string& id) { return !id.starts_with(head); });
    if (near.empty()) near.push_back(what.substr(0, slash));
    no_such_id(what, near);
  }
  if (looks_like_path(what)) return explain_items(options, arguments.item);  // says why it cannot be read
  only_for(!arguments.item.empty(), "--item", "台账", "inventories");

  if (trim(what).empty() || !valid_utf8(what))
    throw UsageError(say("型号是空的，或不是 UTF-8 文本", "the designation is empty or no UTF-8 text"));

  DesignationQuery query{what, arguments.category, {}};
  for (size_t i = 1; i < arguments.words.size(); ++i) {
    const std::string& word = arguments.words[i];
    const size_t equals = word.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == word.size())
      throw UsageError(fmt::format(
          fmt::runtime(say("“{}”：型号之后应写“字段=值”，如 投运日期=1996；型号中有空格时请加引号",
                           "'{}': behind the designation write FIELD=VALUE, such as in_service_date=1996; put a "
                           "designation with spaces in quotes")),
          word));
    query.values.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  if (explain_designation(options, base, query)) return exit_ok;
  const auto near = near_ids(base, what, what.size() < 8 ? 1 : 2);
  if (!near.empty() && std::none_of(what.begin(), what.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    no_such_id(what, near);
  explain_unknown(base, what);
  return exit_ok;
}

}  // namespace gengxin
