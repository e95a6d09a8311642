// gengxin verify: runs a report's check again, years later if need be, and compares.
//
// The record of the run says which files were read (by their SHA-256), by which rules and with which options. The check
// is run again on the files of those names; then the two records and the two reports are compared. A report is the same
// bytes for the same record, so any difference has a cause, and the records name it: other inputs, other rules, another
// version of the program. What only says which rules and which program made it is set aside before the comparison, so
// that the findings of a newer version can be held against those of an older one.
#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/evidence.h"
#include "readers/encoding.h"

namespace gengxin {
namespace {
using json = nlohmann::ordered_json;
namespace fs = std::filesystem;

std::string read_file(const std::string& path) {
  Diagnostics errors;
  const std::unique_ptr<ByteSource> source = ByteSource::open(path, errors);
  if (!source) throw UsageError(fmt::format("{}: {}", path, errors.front().message));
  std::string text = source->read_all();
  if (!source->error().empty()) throw UsageError(fmt::format("{}: {}", path, source->error()));
  return text;
}

struct ExpatParser {
  XML_Parser parser = XML_ParserCreate(nullptr);
  ~ExpatParser() { XML_ParserFree(parser); }
};

// The record in a JUnit report: the value of its property gengxin.run.
std::string record_in_xml(const std::string& text) {
  std::string record;
  const ExpatParser xml;
  XML_SetUserData(xml.parser, &record);
  XML_SetElementHandler(
      xml.parser,
      [](void* found, const XML_Char* element, const XML_Char** attributes) {
        if (std::string_view(element) != "property") return;
        std::string_view name, value;
        for (; *attributes; attributes += 2) {
          if (std::string_view(attributes[0]) == "name") name = attributes[1];
          if (std::string_view(attributes[0]) == "value") value = attributes[1];
        }
        if (name == "gengxin.run") *static_cast<std::string*>(found) = value;
      },
      nullptr);
  XML_Parse(xml.parser, text.data(), static_cast<int>(std::min<size_t>(text.size(), INT_MAX)), 1);
  return record;
}

// The record that the report itself carries, or null.
json record_in(const std::string& text) {
  const json root = json::parse(text, nullptr, false);
  if (root.is_object()) {
    if (root.contains("run")) return root["run"];  // json, totals as ndjson, a record alone
    if (root.contains("runs") && root["runs"].is_array() && !root["runs"].empty() && root["runs"][0].is_object())
      return root["runs"][0].value("properties", json::object()).value("gengxin", json());  // SARIF
    return {};
  }
  if (text.starts_with("<?xml")) return json::parse(record_in_xml(text), nullptr, false);
  constexpr std::string_view github = "::debug::";
  for (size_t line = 0; line < text.size(); line = std::min(text.find('\n', line), text.size() - 1) + 1) {
    std::string_view rest = std::string_view(text).substr(line);
    rest = rest.substr(0, rest.find('\n'));
    if (!rest.starts_with(github)) continue;
    std::string unescaped;
    for (size_t i = github.size(); i < rest.size(); ++i) {
      if (rest.substr(i, 3) == "%25") {
        unescaped += '%';
        i += 2;
      } else {
        unescaped += rest[i];
      }
    }
    const size_t brace = unescaped.find('{');
    if (brace == std::string::npos) continue;
    const json found = json::parse(unescaped.substr(brace), nullptr, false);
    if (found.is_object()) return found.contains("run") ? found["run"] : found;
  }
  return {};
}

void replace_all(std::string& text, const std::string& old, const std::string& by) {
  if (old.empty() || old == by) return;
  for (size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += by.size()) text.replace(at, old.size(), by);
}

// Lines of `a` that `b` lacks, as often as it lacks them, in the order of `a`.
std::vector<std::string_view> lines_beyond(std::string_view a, std::string_view b) {
  const auto each = [](std::string_view text, auto take) {
    while (!text.empty()) {
      const size_t end = std::min(text.find('\n'), text.size());
      std::string_view line = text.substr(0, end);
      if (line.ends_with(',')) line.remove_suffix(1);  // between the elements of a list
      take(line);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  };
  std::map<std::string_view, size_t> there;
  each(b, [&](std::string_view line) { ++there[line]; });
  std::vector<std::string_view> out;
  each(a, [&](std::string_view line) {
    const auto found = there.find(line);
    if (found != there.end() && found->second > 0)
      --found->second;
    else
      out.push_back(line);
  });
  return out;
}

void print_lines(char mark, const std::vector<std::string_view>& lines) {
  constexpr size_t most = 10, wide = 300;
  for (size_t i = 0; i < lines.size() && i < most; ++i) {
    std::string_view line = lines[i];
    size_t end = std::min(line.size(), wide);
    while (end < line.size() && end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
    fmt::print("  {} {}{}\n", mark, line.substr(0, end), end < line.size() ? "…" : "");
  }
  if (lines.size() > most)
    fmt::print(fmt::runtime(say("  {} 另有 {} 行\n", "  {} and {} lines more\n")), mark, lines.size() - most);
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A folder of its own for the second report; gone at the end.
struct Scratch {
  fs::path folder;
  Scratch() {
    std::string name = (fs::temp_directory_path() / "gengxin-verify-XXXXXX").string();
    if (!mkdtemp(name.data())) throw UsageError(fmt::format("{}: {}", name, std::strerror(errno)));
    folder = name;
  }
  ~Scratch() {
    std::error_code error;
    fs::remove_all(folder, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
};

// Says how the inputs stand to the record; whether all are those that were read.
bool compare_inputs(const json& then, const json& now) {
  bool same = true;
  const json& before = then.contains("inputs") ? then["inputs"] : json::array();
  for (const json& input : before) {
    const std::string file = text_of(input, "file"), hash = text_of(input, "sha256");
    std::string here;
    for (const json& other : now["inputs"])
      if (text_of(other, "file") == file) here = text_of(other, "sha256");
    if (here == hash) continue;
    same = false;
    fmt::print(fmt::runtime(here.empty() ? say("输入 {}：现在读不到；当时的 SHA-256 为 {}\n",
                                               "input {}: cannot be read now; its SHA-256 was {}\n")
                                         : say("输入 {}：内容已变；当时的 SHA-256 为 {}，现在为 {}\n",
                                               "input {}: has changed; its SHA-256 was {}, now it is {}\n")),
               file, hash.empty() ? "-" : hash, here);
  }
  return same;
}

}  // namespace

int verify(const Options& given, const std::string& report) {
  constexpr std::string_view ending = ".evidence.json";
  std::string file = report;
  json record = record_in(read_file(report));
  if (report.ends_with(ending)) {
    file = report.substr(0, report.size() - ending.size());
    std::error_code error;
    if (!fs::exists(file, error)) file.clear();  // the record alone: inputs and rules are compared
  } else if (record.is_null()) {
    const std::string beside = report + std::string(ending);
    std::error_code error;
    if (fs::exists(beside, error)) record = record_in(read_file(beside));
  } else if (record.is_object() && read_file(report).starts_with("{\"run\":") && !record.contains("summary")) {
    // --evidence FILE
    if (json::parse(read_file(report), nullptr, false).size() == 1) file.clear();
  }
  if (!record.is_object() || !record.contains("options") || !record.contains("rule_base"))
    throw UsageError(
        fmt::format(fmt::runtime(say("{}：没有运行记录，无法复核；csv、ndjson、gitlab 的记录在旁边的 {}{} 里",
                                     "{}: has no record of its run, so that it cannot be made again; csv, ndjson and "
                                     "gitlab have theirs in {}{} beside it")),
                    report, fs::path(report).filename().string(), ending));
  const std::string format = text_of(record, "format");
  Options options;
  read_recorded_options(record["options"].dump(), options);
  options.as_of = text_of(record, "as_of");
  options.jobs = given.jobs;
  options.color = "never";
  const Lang language = lang();
  set_lang(text_of(record, "lang") == "en" ? Lang::en : Lang::zh);

  const Scratch scratch;
  const std::string again = (scratch.folder / "report").string(), evidence = again + ".json";
  options.reports = {{format, again}};
  options.evidence = evidence;
  check(options);
  set_lang(language);
  const json now = record_in(read_file(evidence));

  bool same = compare_inputs(record, now);
  const auto version = [](const json& of, const char* key) { return text_of(of["rule_base"], key); };
  const std::string digest = version(record, "digest"), digest_now = version(now, "digest");
  const std::string tool = text_of(record, "tool"), tool_now = text_of(now, "tool");
  if (digest != digest_now)
    fmt::print(fmt::runtime(
                   say("规则库：当时为 {}（{}），现在为 {}（{}）\n", "rule base: it was {} ({}), now it is {} ({})\n")),
               version(record, "version"), digest.substr(0, 12), version(now, "version"), digest_now.substr(0, 12));
  if (tool != tool_now)
    fmt::print(fmt::runtime(say("程序：当时为 {}，现在为 {}\n", "program: it was {}, now it is {}\n")), tool, tool_now);

  if (!file.empty()) {
    std::string then = read_file(file);
    const std::string result = read_file(again);
    replace_all(then, digest, digest_now);
    replace_all(then, digest.substr(0, 12), digest_now.substr(0, 12));
    replace_all(then, "\"version\":\"" + version(record, "version") + '"',
                "\"version\":\"" + version(now, "version") + '"');
    replace_all(then, tool, tool_now);
    if (then != result) {
      same = false;
      const auto gone = lines_beyond(then, result), come = lines_beyond(result, then);
      fmt::print(fmt::runtime(say("报告不同：{} 行只在原报告里，{} 行只在现在的结果里\n",
                                  "the reports differ: {} lines stand only in the old one, {} only in the new\n")),
                 gone.size(), come.size());
      print_lines('-', gone);
      print_lines('+', come);
    }
  }
  if (!same) return exit_findings;
  fmt::print(fmt::runtime(file.empty() ? say("复核一致：{} 个输入，规则库 {}（{}）\n",
                                             "verified: {} inputs, rule base {} ({})\n")
                                       : say("复核一致：{} 个输入，规则库 {}（{}），报告相同\n",
                                             "verified: {} inputs, rule base {} ({}), the report is the same\n")),
             now["inputs"].size(), version(now, "version"), digest_now.substr(0, 12));
  return exit_ok;
}

}  // namespace gengxin
