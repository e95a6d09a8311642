// gengxin.toml: the company's profile, header mappings, what fails a run, and waivers.
#include <fmt/format.h>
#include <toml++/toml.h>

#include <filesystem>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/options.h"

namespace gengxin {
namespace {
namespace fs = std::filesystem;

class Config {
 public:
  Config(const std::string& path, Options& options) : path_(path), options_(options) {}

  void read() {
    toml::table root;
    try {
      root = toml::parse_file(path_);
    } catch (const toml::parse_error& e) {
      fail(e.source(), std::string(e.description()));
    }
    for (auto&& [key, node] : root) {
      std::string_view name = key.str();
      if (name == "region")
        fill(options_.region, text(node, name));
      else if (name == "as-of")
        fill(options_.as_of, scalar(node, name));
      else if (name == "lang")
        fill(options_.lang, text(node, name));
      else if (name == "format")
        fill(options_.format, text(node, name));
      else if (name == "fail-on")
        fill(options_.fail_on, text(node, name));
      else if (name == "max-undetermined")
        fill(options_.max_undetermined, scalar(node, name));
      else if (name == "baseline")
        fill(options_.baseline, beside(text(node, name)));
      else if (name == "fail-on-suspected")
        options_.fail_on_suspected |= flag(node, name);
      else if (name == "min-provenance")
        fill(options_.min_provenance, text(node, name));
      else if (name == "strict")
        options_.strict |= flag(node, name);
      else if (name == "encoding")
        fill(options_.encoding, text(node, name));
      else if (name == "sheet")
        text_or_list(options_.sheets, node, name);
      else if (name == "only")
        list(options_.only, node, name);
      else if (name == "skip")
        list(options_.skip, node, name);
      else if (name == "rules")
        fill(options_.rules_folder, beside(text(node, name)));
      else if (name == "companies")
        fill(options_.companies, beside(text(node, name)));
      else if (name == "profile")
        pairs(options_.profile, node, name);
      else if (name == "map")
        pairs(options_.config_map, node, name);
      else if (name == "waivers")
        waivers(node);
      else
        fail(key.source(),
             fmt::format(
                 fmt::runtime(say("没有“{}”这一项；可用：region、as-of、lang、format、fail-on、fail-on-suspected、max-"
                                  "undetermined、baseline、"
                                  "min-provenance、strict、encoding、sheet、only、skip、rules、companies、[profile]、["
                                  "map]、[[waivers]]",
                                  "there is no '{}'; known: region, as-of, lang, format, fail-on, fail-on-suspected, "
                                  "max-undetermined, baseline, "
                                  "min-provenance, strict, encoding, sheet, only, skip, rules, companies, [profile], "
                                  "[map], [[waivers]]")),
                 name));
    }
  }

 private:
  [[noreturn]] void fail(const toml::source_region& at, const std::string& message) const {
    throw UsageError(fmt::format("{}:{}:{}: {}", path_, at.begin.line, at.begin.column, message));
  }
  static void fill(std::string& option, std::string value) {
    if (option.empty()) option = std::move(value);
  }
  // A path in the file is meant from the file's place.
  std::string beside(const std::string& path) const { return (fs::path(path_).parent_path() / path).string(); }

  std::string text(const toml::node& node, std::string_view name) const {
    if (auto value = node.value_exact<std::string>()) return *value;
    fail(node.source(), fmt::format(fmt::runtime(say("{} 应为带引号的文本", "{} must be a text in quotes")), name));
  }
  bool flag(const toml::node& node, std::string_view name) const {
    if (auto value = node.value_exact<bool>()) return *value;
    fail(node.source(), fmt::format(fmt::runtime(say("{} 应为 true 或 false", "{} must be true or false")), name));
  }
  // As the cell of an inventory would hold it.
  std::string scalar(const toml::node& node, std::string_view name) const {
    if (auto value = node.value_exact<std::string>()) return *value;
    if (auto value = node.value_exact<bool>()) return *value ? "true" : "false";
    if (auto value = node.value_exact<int64_t>()) return fmt::format("{}", *value);
    if (auto value = node.value_exact<double>()) return fmt::format("{}", *value);
    if (auto value = node.value_exact<toml::date>())
      return fmt::format("{:04}-{:02}-{:02}", value->year, value->month, value->day);
    fail(node.source(), fmt::format(fmt::runtime(say("{} 应为单个值", "{} must be a single value")), name));
  }
  void list(std::vector<std::string>& option, const toml::node& node, std::string_view name) const {
    if (!option.empty()) return;
    if (!node.is_array()) fail(node.source(), fmt::format(fmt::runtime(say("{} 应为列表", "{} must be a list")), name));
    for (auto&& entry : *node.as_array()) option.push_back(text(entry, name));
  }
  void text_or_list(std::vector<std::string>& option, const toml::node& node, std::string_view name) const {
    if (node.is_array()) return list(option, node, name);
    if (option.empty()) option.push_back(text(node, name));
  }
  void pairs(std::vector<std::pair<std::string, std::string>>& option, const toml::node& node,
             std::string_view name) const {
    if (!node.is_table())
      fail(node.source(), fmt::format(fmt::runtime(say("{} 应为一节", "{} must be a table")), name));
    for (auto&& [key, value] : *node.as_table()) option.emplace_back(std::string(key.str()), scalar(value, key.str()));
  }
  void waivers(const toml::node& node) {
    if (!node.is_array()) fail(node.source(), say("waivers 应写作 [[waivers]]", "waivers must be written [[waivers]]"));
    for (auto&& entry : *node.as_array()) {
      const toml::table* table = entry.as_table();
      if (!table) fail(entry.source(), say("waivers 应写作 [[waivers]]", "waivers must be written [[waivers]]"));
      Waiver waiver;
      waiver.where = fmt::format("{}:{}", path_, entry.source().begin.line);
      for (auto&& [key, value] : *table) {
        if (key == "item")
          waiver.item = scalar(value, "item");
        else if (key == "rule")
          waiver.rule = text(value, "rule");
        else if (key == "clause")
          waiver.clause = text(value, "clause");
        else if (key == "reason")
          waiver.reason = text(value, "reason");
        else if (key == "who")
          waiver.who = text(value, "who");
        else if (key == "until") {
          auto day = parse_iso_date(scalar(value, "until"));
          if (!day)
            fail(value.source(), say("until 应为日期，如 2026-12-31", "until must be a day such as 2026-12-31"));
          waiver.until = *day;
        } else {
          fail(key.source(),
               fmt::format(fmt::runtime(say("豁免没有“{}”；可用：item、rule、clause、reason、who、until",
                                            "a waiver has no '{}'; known: item, rule, clause, reason, who, until")),
                           key.str()));
        }
      }
      if (waiver.rule.empty() == waiver.clause.empty())
        fail(entry.source(), say("豁免须写明 rule（规则或文件编号）或 clause（文号 条款）之一",
                                 "a waiver needs either rule (the id of a rule or document) or clause (the document's "
                                 "number, a space and the clause)"));
      if (waiver.reason.empty() || waiver.who.empty() || waiver.until == no_day)
        fail(entry.source(), say("豁免须有 reason（理由）、who（批准人）和 until（最后一天）",
                                 "a waiver needs reason, who (accepts it) and until (its last day)"));
      options_.waivers.push_back(std::move(waiver));
    }
  }

  std::string path_;
  Options& options_;
};

}  // namespace

void read_config(Options& options) {
  if (options.no_config) {
    if (!options.config.empty())
      throw UsageError(say("--config 与 --no-config 不能同时给出", "--config and --no-config exclude each other"));
    return;
  }
  std::string path = options.config;
  if (path.empty()) {
    std::error_code error;
    // Named from the working directory, so that the record of a run names no folder of the machine.
    fs::path up;
    for (fs::path folder = fs::current_path(error); !error; folder = folder.parent_path(), up /= "..") {
      if (fs::exists(folder / "gengxin.toml", error)) {
        path = (up / "gengxin.toml").string();
        break;
      }
      if (folder == folder.parent_path()) return;
    }
    if (path.empty()) return;
  }
  Config(path, options).read();
}

}  // namespace gengxin
