#include "cli/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/sha256.h"
#include "report/run_record.h"

namespace gengxin {
namespace {
using json = nlohmann::ordered_json;

// One list of members for both ways: `io` writes them or reads them. Every option is named, so that a new one does not
// compile before it has been decided whether a report depends on it. Those left aside: what the run has resolved into
// others (lists of files, the configuration), what stands beside in the record (the day, the format, the language), and
// what changes no report (where it goes, colour, the number of threads).
template <class Io, class Opts>
void members(Io& io, Opts& options) {
  auto& [files, projects, files_from, unreadable, input_format, encoding, sheets, map, strict, companies, rules_folder,
         as_of, region, min_provenance, only, skip, reports, format, lang, color, evidence, all, summary, horizon,
         fail_on, fail_on_suspected, max_undetermined, baseline, jobs, config, no_config, profile, config_map,
         waivers] = options;
  io("files", files);
  io("projects", projects);
  io("input-format", input_format);
  io("encoding", encoding);
  io("sheets", sheets);
  io("map", map);
  io("config-map", config_map);
  io("profile", profile);
  io("companies", companies);
  io("strict", strict);
  io("rules", rules_folder);
  io("region", region);
  io("min-provenance", min_provenance);
  io("only", only);
  io("skip", skip);
  io("all", all);
  io("summary", summary);
  io("horizon", horizon);
  io("fail-on", fail_on);
  io("fail-on-suspected", fail_on_suspected);
  io("max-undetermined", max_undetermined);
  io("baseline", baseline);
  io("waivers", waivers);
}

template <class Io, class W>
void waiver_members(Io& io, W& waiver) {
  auto& [rule, clause, item, reason, who, until, where] = waiver;
  io("rule", rule);
  io("clause", clause);
  io("item", item);
  io("reason", reason);
  io("who", who);
  io("until", until);
  io("where", where);
}

struct Recorder {
  json root = json::object();
  void operator()(const char* key, const std::string& value) {
    if (!value.empty()) root[key] = value;
  }
  void operator()(const char* key, bool value) {
    if (value) root[key] = true;
  }
  void operator()(const char* key, const std::vector<std::string>& list) {
    if (!list.empty()) root[key] = list;
  }
  void operator()(const char* key, const std::vector<std::pair<std::string, std::string>>& pairs) {
    for (const auto& [name, value] : pairs) root[key].push_back({name, value});
  }
  void operator()(const char* key, Day day) { root[key] = format_date(day); }
  void operator()(const char* key, const std::vector<Waiver>& waivers) {
    for (const Waiver& w : waivers) {
      Recorder one;
      waiver_members(one, w);
      root[key].push_back(std::move(one.root));
    }
  }
};

struct Replayer {
  const json& root;
  // Throws where a value has another type than a run writes.
  template <class T>
  void operator()(const char* key, T& value) {
    if (const auto found = root.find(key); found != root.end()) value = found->template get<T>();
  }
  void operator()(const char* key, Day& day) { day = parse_iso_date(root.at(key).get<std::string>()).value_or(no_day); }
  void operator()(const char* key, std::vector<Waiver>& waivers) {
    const auto found = root.find(key);
    if (found == root.end()) return;
    for (const json& entry : *found) {
      Replayer one{entry};
      waiver_members(one, waivers.emplace_back());
    }
  }
};

[[noreturn]] void refuse(const char* zh, const char* en, const std::string& what) {
  throw UsageError(fmt::format(fmt::runtime(say(zh, en)), what));
}

Options read_options_of(const json& recorded) {
  Options options;
  try {
    Replayer reader{recorded};
    members(reader, options);
  } catch (const json::exception& e) {
    refuse("运行记录的 options 读不懂：{}", "the record's options cannot be understood: {}", e.what());
  }
  // What has been understood is what would be written again; a member that is not stands for an option that would be
  // lost.
  Recorder again;
  members(again, std::as_const(options));
  for (const auto& [key, value] : recorded.items())
    if (!again.root.contains(key) || again.root[key] != value)
      refuse("运行记录的 options 里有本程序没有的“{}”；可能由更新的版本写出，或被改动过",
             "the record's options have '{}', which this program does not write; a newer version may have, or somebody "
             "has changed it",
             key);
  return options;
}

// A record's members, each of which must be there and nothing else.
class Members {
 public:
  Members(const json& object, std::string name) : object_(object), name_(std::move(name)) {
    if (!object.is_object())
      refuse("运行记录的 {} 应为对象", "the record's {} must be an object", name_.empty() ? "run" : name_);
  }
  const json& get(const char* key, json::value_t type) {
    const auto found = object_.find(key);
    if (found == object_.end() || found->type() != type)
      refuse("运行记录缺少 {}，或其类型不对", "the record has no {}, or one of the wrong type", name_ + key);
    ++known_;
    return *found;
  }
  std::string text(const char* key) { return get(key, json::value_t::string).get<std::string>(); }
  bool has(const char* key) const { return object_.contains(key); }
  void end(std::initializer_list<std::string_view> keys) const {
    if (known_ == object_.size()) return;
    for (const auto& [key, value] : object_.items())
      if (std::find(keys.begin(), keys.end(), key) == keys.end())
        refuse("运行记录里有本程序没有的“{}”", "the record has '{}', which this program does not write", name_ + key);
  }

 private:
  const json& object_;
  std::string name_;
  size_t known_ = 0;
};

}  // namespace

std::string recorded_options(const Options& options, const std::string& region) {
  Options with_region = options;
  with_region.region = region;
  Recorder writer;
  members(writer, with_region);
  // A file's name may hold any bytes.
  return writer.root.dump(-1, ' ', false, json::error_handler_t::replace);
}

RunRecord read_record(const std::string& text) {
  const json root = json::parse(text, nullptr, false);
  Members run(root, "");
  RunRecord out;
  out.tool = run.text("tool");
  const json& rules = run.get("rule_base", json::value_t::object);
  Members rule_base(rules, "rule_base.");
  out.rules_version = rule_base.text("version");
  out.rules_digest = rule_base.text("digest");
  rule_base.end({"version", "digest"});
  if (!run.has("options"))
    refuse("这份报告不是一次核查写出的（{} 合计了几份）；请复核各份报告",
           "no single check wrote this report ({} added several up): verify those", "gengxin merge");
  out.options = read_options_of(run.get("options", json::value_t::object));
  out.options.as_of = run.text("as_of");
  if (!parse_iso_date(out.options.as_of))
    refuse("运行记录的 as_of 不是日期：{}", "the record's as_of is not a day: {}", out.options.as_of);
  out.format = run.text("format");
  const std::vector<std::string> formats = report_formats();
  if (std::find(formats.begin(), formats.end(), out.format) == formats.end())
    refuse("运行记录的 format 不是本程序的格式：{}", "the record's format is none of this program's: {}", out.format);
  const std::string lang = run.text("lang");
  if (lang != "zh" && lang != "en")
    refuse("运行记录的 lang 应为 zh 或 en：{}", "the record's lang must be zh or en: {}", lang);
  out.lang = lang == "en" ? Lang::en : Lang::zh;
  for (const json& entry : run.get("inputs", json::value_t::array)) {
    Members input(entry, "inputs.");
    const std::string file = input.text("file");
    out.inputs.emplace_back(file, input.has("sha256") ? input.text("sha256") : "");
    input.end({"file", "sha256"});
  }
  run.end({"tool", "rule_base", "options", "as_of", "format", "lang", "inputs"});
  return out;
}

void write_record(Output& out, const RunInfo& info, const std::string& format) {
  std::string text = "{\"run\":";
  append_run_record(info, format, text);
  text += "}\n";
  out.write(text);
}

std::string file_sha256(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return {};
  Sha256 hash;
  std::array<char, 1 << 16> buffer;
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
    hash.add({buffer.data(), static_cast<size_t>(in.gcount())});
  return hash.finish();
}

}  // namespace gengxin
