#include "cli/evidence.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/sha256.h"
#include "report/run_record.h"

namespace gengxin {
namespace {
using json = nlohmann::ordered_json;

// One list of members for both ways: `io` writes them or reads them.
template <class Io, class Opts>
void members(Io& io, Opts& o) {
  io("files", o.files);
  io("projects", o.projects);
  io("input-format", o.input_format);
  io("encoding", o.encoding);
  io("sheets", o.sheets);
  io("map", o.map);
  io("config-map", o.config_map);
  io("profile", o.profile);
  io("companies", o.companies);
  io("strict", o.strict);
  io("rules", o.rules_folder);
  io("region", o.region);
  io("min-provenance", o.min_provenance);
  io("only", o.only);
  io("skip", o.skip);
  io("all", o.all);
  io("summary", o.summary);
  io("horizon", o.horizon);
  io("fail-on", o.fail_on);
  io("fail-on-suspected", o.fail_on_suspected);
  io("max-undetermined", o.max_undetermined);
  io("baseline", o.baseline);
  io("waivers", o.waivers);
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
  void operator()(const char* key, const std::vector<Waiver>& waivers) {
    for (const Waiver& w : waivers) {
      Recorder one;
      one("rule", w.rule);
      one("clause", w.clause);
      one("item", w.item);
      one("reason", w.reason);
      one("who", w.who);
      one("until", format_date(w.until));
      one("where", w.where);
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
  void operator()(const char* key, std::vector<Waiver>& waivers) {
    const auto found = root.find(key);
    if (found == root.end()) return;
    for (const json& entry : *found) {
      Replayer one{entry};
      Waiver& w = waivers.emplace_back();
      one("rule", w.rule);
      one("clause", w.clause);
      one("item", w.item);
      one("reason", w.reason);
      one("who", w.who);
      one("where", w.where);
      w.until = parse_iso_date(entry.at("until").get<std::string>()).value_or(no_day);
    }
  }
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

void read_recorded_options(const std::string& text, Options& options) {
  try {
    const json root = json::parse(text);
    if (!root.is_object()) throw UsageError(say("options 应为对象", "options must be an object"));
    Replayer reader{root};
    members(reader, options);
  } catch (const json::exception& e) {
    throw UsageError(fmt::format(
        fmt::runtime(say("运行记录的 options 读不懂：{}", "the record's options cannot be understood: {}")), e.what()));
  }
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
