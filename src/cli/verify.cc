// gengxin verify: makes a report's run again, years later if need be, and compares.
//
// The record of the run says which files were read (by their SHA-256), by which rules and with which options. The check
// is run again on the files of those names, and the two records and the two reports are compared. A report is the same
// bytes for the same record, so any difference has a cause, and the records name it: other inputs, other rules, another
// version of the program. What only says which inputs, rules and program made a report is brought to the present before
// its lines are compared, so that what is left are the findings that came and went.
#include <expat.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/evidence.h"
#include "readers/compressed.h"

namespace gengxin {
namespace {
using json = nlohmann::ordered_json;

constexpr std::string_view ending_beside = ".evidence.json";
// Of the others a record may speak too (--evidence), but their bytes are made for people.
constexpr std::string_view compared_formats[] = {"json", "ndjson", "csv", "sarif", "junit", "github", "gitlab"};

/// A file that cannot be read: exit status 3.
struct Unreadable {
  std::string message;
};

std::string read_file(const std::string& path) {
  Diagnostics errors;
  const std::unique_ptr<ByteSource> source = open_unpacked(path, errors);
  if (!source) throw Unreadable{format_diagnostic(errors.front())};
  std::string text = source->read_all();
  if (!source->error().empty()) throw Unreadable{fmt::format("{}: {}", path, source->error())};
  return text;
}

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// ---- the record in a report

struct ExpatParser {
  XML_Parser parser = XML_ParserCreate(nullptr);
  ~ExpatParser() { XML_ParserFree(parser); }
};

// The value of a JUnit report's property gengxin.run; empty without it.
std::string record_in_xml(std::string_view text) {
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
  constexpr size_t most = 1 << 30;  // expat counts in int
  for (; record.empty() && !text.empty(); text.remove_prefix(std::min(most, text.size())))
    if (XML_Parse(xml.parser, text.data(), static_cast<int>(std::min(most, text.size())), 0) == XML_STATUS_ERROR) break;
  return record;
}

// The debug line at the end of GitHub's annotations; empty without it.
std::string record_in_annotations(std::string_view text) {
  constexpr std::string_view head = "::debug::{\"run\":";
  const size_t at = text.rfind(head);
  if (at == std::string_view::npos || (at > 0 && text[at - 1] != '\n')) return {};
  std::string line(text.substr(at + head.size(), text.find('\n', at) - at - head.size()));
  if (line.ends_with('}')) line.pop_back();
  for (size_t percent = 0; (percent = line.find("%25", percent)) != std::string::npos; ++percent)
    line.erase(percent + 1, 2);
  return line;
}

struct Found {
  std::string record;  // empty: the text has none
  bool alone = false;  // the text is nothing but the record
};

Found record_in(const std::string& text) {
  if (text.starts_with("<?xml")) return {record_in_xml(text)};
  if (text.starts_with("::")) return {record_in_annotations(text)};
  if (!text.starts_with('{')) return {};
  const json root = json::parse(text, nullptr, false);
  for (const char* place : {"/run", "/runs/0/properties/gengxin"})
    if (const json::json_pointer pointer(place); !root.is_discarded() && root.contains(pointer))
      return {root[pointer].dump(-1, ' ', false, json::error_handler_t::replace), root.size() == 1};
  return {};
}

struct Evidence {
  std::string file;    // the report; empty: there is only the record
  std::string report;  // its text, unpacked
  RunRecord record;
};

Evidence gather(const std::string& report, const std::string& record_file) {
  Evidence out;
  std::string from = report;
  // A record that stands beside a report is asked for by either's name.
  if (report.ends_with(ending_beside)) {
    const std::string of = report.substr(0, report.size() - ending_beside.size());
    if (record_file.empty() && exists(of)) return gather(of, report);
  }
  out.report = read_file(report);
  Found found;
  if (!record_file.empty()) {
    from = record_file;
    found = record_in(read_file(record_file));
    out.file = report;
  } else {
    found = record_in(out.report);
    if (!found.alone) out.file = report;
    if (const std::string beside = report + std::string(ending_beside); found.record.empty() && exists(beside)) {
      from = beside;
      found = record_in(read_file(beside));
    }
  }
  if (found.record.empty())
    throw UsageError(
        fmt::format(fmt::runtime(say("{}：没有运行记录，无法复核：它不是 gengxin check "
                                     "写出的供程序读取的报告，或不完整。csv、ndjson、gitlab 的记录在旁边的 文件{} 里",
                                     "{}: has no record of its run, so that it cannot be made again: it is no report "
                                     "for programs by gengxin check, or it is cut off. csv, ndjson and gitlab have "
                                     "theirs beside them in FILE{}")),
                    from, ending_beside));
  try {
    out.record = read_record(found.record);
  } catch (const UsageError& e) {
    throw UsageError(fmt::format("{}: {}", from, e.what()));
  }
  return out;
}

// ---- the run made again

/// A file without a name: nothing is left of it, whatever ends the program.
class NamelessFile {
 public:
  NamelessFile() : file_(std::tmpfile()) {
    if (!file_)
      throw UsageError(fmt::format(fmt::runtime(say("无法建立临时文件：{}", "a temporary file cannot be made: {}")),
                                   std::strerror(errno)));
  }
  ~NamelessFile() { std::fclose(file_); }
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;
  std::string path() const { return fmt::format("/dev/fd/{}", fileno(file_)); }

 private:
  std::FILE* file_;
};

struct Again {
  RunRecord record;
  std::string report;
};

/// Throws UsageError where it cannot be made again with the present files and rules.
Again make_again(const RunRecord& record, const std::string& format, unsigned jobs) {
  struct Language {
    Lang before = lang();
    ~Language() { set_lang(before); }
  } const language;
  set_lang(record.lang);
  const NamelessFile report, evidence;
  Options options = record.options;
  options.jobs = jobs;
  options.color = "never";
  options.reports = {{format, report.path()}};
  options.evidence = evidence.path();
  check(options);
  return {read_record(record_in(read_file(evidence.path())).record), read_file(report.path())};
}

// ---- the comparison

void replace_all(std::string& text, const std::string& old, const std::string& by) {
  if (old.empty() || old == by) return;
  for (size_t at = 0; (at = text.find(old, at)) != std::string::npos; at += by.size()) text.replace(at, old.size(), by);
}

/// Files and their SHA-256; a file that is read twice is one.
using Inputs = std::map<std::string, std::string>;

struct Differences {
  bool any = false;
  bool missing = false;  // an input that was read then
};

void compare_inputs(const RunRecord& then, const Inputs& now, Differences& found) {
  const auto tell = [](const char* words, const auto&... values) { fmt::print(fmt::runtime(words), values...); };
  Inputs before;
  for (const auto& [file, hash] : then.inputs) {
    if (!before.emplace(file, hash).second) continue;
    const auto here = now.find(file);
    if (here != now.end() && here->second == hash) continue;
    if (here == now.end() || here->second.empty()) {
      found.missing = true;
      tell(say("输入 {}：现在读不到；当时的 SHA-256 为 {}。文件名以当前文件夹为准\n",
               "input {}: cannot be read now; its SHA-256 was {}. Names are looked for from the present folder\n"),
           file, hash);
    } else {
      found.any = true;
      tell(hash.empty() ? say("输入 {}：当时读不到{}；现在的 SHA-256 为 {}\n",
                              "input {}: could not be read then{}; its SHA-256 is {} now\n")
                        : say("输入 {}：内容已变；SHA-256 当时为 {}，现在为 {}\n",
                              "input {}: has changed; its SHA-256 was {}, it is {} now\n"),
           file, hash, here->second);
      if (file == "-")
        tell(say("  标准输入须再次给出：gengxin verify 报告 < 台账\n",
                 "  standard input must be given again: gengxin verify REPORT < INVENTORY\n"));
    }
  }
  for (const auto& [file, hash] : now) {
    if (before.count(file) > 0) continue;
    found.any = true;
    tell(say("输入 {}：当时没有\n", "input {}: was not there then\n"), file);
  }
}

void compare_makers(const RunRecord& then, const RunRecord& now, Differences& found) {
  if (then.rules_version != now.rules_version || then.rules_digest != now.rules_digest) {
    found.any = true;
    fmt::print(fmt::runtime(
                   say("规则库：当时为 {}（{}），现在为 {}（{}）\n", "rule base: it was {} ({}), it is {} ({}) now\n")),
               then.rules_version, then.rules_digest.substr(0, 12), now.rules_version, now.rules_digest.substr(0, 12));
  }
  if (then.tool != now.tool)
    fmt::print(fmt::runtime(say("程序：当时为 {}，现在为 {}\n", "program: it was {}, it is {} now\n")), then.tool,
               now.tool);
}

/// The old report as the present inputs, rules and program would have headed it.
std::string brought_to_present(std::string text, const RunRecord& then, const RunRecord& now) {
  const auto quoted = [](const std::string& value) { return '"' + value + '"'; };
  const auto version = [](const std::string& tool) { return tool.substr(std::min(tool.find(' ') + 1, tool.size())); };
  replace_all(text, then.rules_digest, now.rules_digest);
  replace_all(text, quoted(then.rules_version), quoted(now.rules_version));
  replace_all(text, then.tool, now.tool);
  replace_all(text, quoted(version(then.tool)), quoted(version(now.tool)));
  const Inputs here(now.inputs.begin(), now.inputs.end());
  for (const auto& [file, hash] : then.inputs)
    if (const auto found = here.find(file); found != here.end() && !found->second.empty())
      replace_all(text, hash, found->second);
  return text;
}

/// Lines of `a` that `b` lacks, as often as it lacks them, in the order of `a`.
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

bool inside_character(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// The line's beginning, which says of what it speaks, and what stands around `at`, where it differs.
std::string excerpt(std::string_view line, size_t at) {
  constexpr size_t head = 120, before = 60, around = 400;
  size_t first = std::min(head, line.size());
  while (inside_character(line, first)) --first;
  size_t from = std::max(at > before ? at - before : 0, first);
  while (inside_character(line, from)) --from;
  size_t to = std::min(from + around, line.size());
  while (inside_character(line, to)) --to;
  std::string out(line.substr(0, first));
  if (from > first) out += " … ";
  out += line.substr(from, to - from);
  if (to < line.size()) out += " …";
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';  // a report that somebody made up
  return out;
}

void print_lines(char mark, const std::vector<std::string_view>& lines, const std::vector<std::string_view>& others) {
  constexpr size_t most = 10;
  for (size_t i = 0; i < std::min(lines.size(), most); ++i) {
    // Of as many lines as the other side has the same ones stand in the same places, mostly.
    size_t differs = 0;
    if (lines.size() == others.size())
      differs = static_cast<size_t>(
          std::mismatch(lines[i].begin(), lines[i].end(), others[i].begin(), others[i].end()).first - lines[i].begin());
    fmt::print("  {} {}\n", mark, excerpt(lines[i], differs));
  }
  if (lines.size() > most)
    fmt::print(fmt::runtime(say("  {} 另有 {} 行\n", "  {} and {} lines more\n")), mark, lines.size() - most);
}

void compare_reports(const std::string& then, const std::string& now, Differences& found) {
  if (then == now) return;
  found.any = true;
  const auto gone = lines_beyond(then, now), come = lines_beyond(now, then);
  if (gone.empty() && come.empty()) {
    fmt::print("{}", say("报告不同：各行相同，次序或行尾不同\n",
                         "the reports differ: the lines are the same, in another order or with other ends\n"));
    return;
  }
  fmt::print(fmt::runtime(say("报告不同：{} 行只在原报告里（-），{} 行只在现在的结果里（+）\n",
                              "the reports differ: {} lines stand only in the old one (-), {} only in the new (+)\n")),
             gone.size(), come.size());
  print_lines('-', gone, come);
  print_lines('+', come, gone);
}

/// Of what can be looked at without a run.
Inputs inputs_here(const RunRecord& record) {
  Inputs out;
  for (const auto& [file, hash] : record.inputs) {
    std::error_code error;
    out[file] = file == "-" ? hash : std::filesystem::is_regular_file(file, error) ? file_sha256(file) : "";
  }
  return out;
}

bool reads_standard_input(const Options& options) {
  const auto is_input = [](const std::string& file) { return file == "-"; };
  return std::any_of(options.files.begin(), options.files.end(), is_input) ||
         std::any_of(options.projects.begin(), options.projects.end(), is_input) || options.companies == "-";
}

int compare(const Options& given, const std::string& report, const std::string& record_file) {
  const Evidence evidence = gather(report, record_file);
  const RunRecord& then = evidence.record;
  const bool whole = !evidence.file.empty();
  if (whole &&
      std::find(std::begin(compared_formats), std::end(compared_formats), then.format) == std::end(compared_formats))
    throw UsageError(fmt::format(
        fmt::runtime(say("{}：{} 供人阅读，不能逐行比较；只给运行记录可复核输入和规则库",
                         "{}: {} is for people and cannot be compared; the record alone can, for inputs and rules")),
        evidence.file, then.format));
  if (reads_standard_input(then.options) && (report == "-" || record_file == "-" || isatty(STDIN_FILENO) != 0))
    throw UsageError(fmt::format(
        fmt::runtime(say("{}：当时读的是标准输入，须再次给出：gengxin verify 报告 < 台账",
                         "{}: was made from standard input, which must be given again: gengxin verify REPORT < "
                         "INVENTORY")),
        report));

  Differences found;
  std::optional<Again> again;
  try {
    again = make_again(then, whole ? then.format : "json", given.jobs);
  } catch (const UsageError& e) {
    compare_inputs(then, inputs_here(then), found);
    fmt::print(stderr,
               fmt::runtime(say("gengxin: 这次核查现在做不了：{}\n", "gengxin: the run cannot be made again: {}\n")),
               e.what());
    return found.missing ? exit_unreadable : found.any ? exit_findings : exit_usage;
  }
  const RunRecord& now = again->record;
  compare_inputs(then, {now.inputs.begin(), now.inputs.end()}, found);
  compare_makers(then, now, found);
  // Without an input its findings are gone, which says nothing.
  if (whole && !found.missing) compare_reports(brought_to_present(evidence.report, then, now), again->report, found);
  if (found.missing) return exit_unreadable;
  if (found.any) return exit_findings;
  fmt::print(fmt::runtime(whole ? say("复核一致：{} 个输入，规则库 {}（{}），报告相同\n",
                                      "verified: {} inputs, rule base {} ({}), the report is the same\n")
                                : say("复核一致：{} 个输入，规则库 {}（{}）；运行记录里没有判定，未作比较\n",
                                      "verified: {} inputs, rule base {} ({}); a record alone has no findings to "
                                      "compare\n")),
             now.inputs.size(), now.rules_version, now.rules_digest.substr(0, 12));
  return exit_ok;
}

}  // namespace

int verify(const Options& options, const std::string& report, const std::string& record_file) {
  try {
    return compare(options, report, record_file);
  } catch (const Unreadable& e) {
    fmt::print(stderr, "{}\n", e.message);
    return exit_unreadable;
  }
}

}  // namespace gengxin
