#include "cli/options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/compression.h"
#include "base/diagnostic.h"
#include "base/error.h"
#include "base/text.h"
#include "mapping/companies.h"
#include "mapping/header.h"
#include "rules/compiler.h"
#include "rules/embed/embedded.h"

namespace gengxin {

void choose_language(const std::string& lang) {
  if (lang == "zh") return set_lang(Lang::zh);
  if (lang == "en") return set_lang(Lang::en);
  if (!lang.empty()) throw UsageError(fmt::format("--lang {}: 只能是 zh 或 en / must be zh or en", lang));
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value && *value) {
      locale = value;
      break;
    }
  }
  bool named = !locale.empty() && locale != "POSIX" && locale != "C" && !locale.starts_with("C.");
  set_lang(named && !locale.starts_with("zh") ? Lang::en : Lang::zh);
}

std::string format_by_ending(const std::string& file) {
  const std::string_view name = unpacked_name(file);
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  std::string ending(name.substr(dot + 1));
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  static constexpr const char* endings[][2] = {{"xlsx", "xlsx"},    {"html", "html"}, {"htm", "html"},
                                               {"md", "markdown"},  {"json", "json"}, {"ndjson", "ndjson"},
                                               {"jsonl", "ndjson"}, {"csv", "csv"},   {"txt", "text"},
                                               {"sarif", "sarif"},  {"xml", "junit"}};
  for (const auto& [end, format] : endings)
    if (ending == end) return format;
  return {};
}

namespace {

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  namespace fs = std::filesystem;
  if (fs::exists(a, error)) return fs::is_regular_file(a, error) && fs::equivalent(a, b, error);
  return fs::weakly_canonical(a, error) == fs::weakly_canonical(b, error);
}

}  // namespace

std::vector<ReportOption> reports_of(const Options& options, const std::vector<std::string>& known,
                                     const std::string& fallback) {
  std::vector<ReportOption> reports = options.reports;
  if (reports.empty()) reports.emplace_back();
  const auto refuse = [](const char* zh, const char* en, const auto&... values) {
    throw UsageError(fmt::format(fmt::runtime(say(zh, en)), values...));
  };
  for (ReportOption& report : reports) {
    if (report.output == "-") report.output.clear();
    if (report.format.empty()) report.format = format_by_ending(report.output);
    if (report.format.empty()) report.format = options.format;
    if (report.format.empty()) report.format = fallback;
    if (std::find(known.begin(), known.end(), report.format) == known.end())
      refuse("-f {}：没有这种格式；可用：{}", "-f {}: no such format; there are: {}", report.format,
             fmt::join(known, ", "));
    for (const auto* files : {&options.files, &options.projects})
      for (const std::string& file : *files)
        if (!report.output.empty() && file != "-" && same_file(file, report.output))
          refuse("-o {}：这是要读的文件，写入会毁掉它；请换一个文件名",
                 "-o {}: is a file to be read, and writing would destroy it; name another", report.output);
    if (report.format == "xlsx" && compression_by_name(report.output) != Compression::none)
      refuse("-o {}：工作簿本身已压缩；请写入以 .xlsx 结尾的文件",
             "-o {}: a workbook is packed already; name a file that ends in .xlsx", report.output);
    if (report.format == "xlsx" && report.output.empty() && isatty(STDOUT_FILENO) != 0)
      refuse("-f xlsx：工作簿不能显示在终端上；请用 -o 文件.xlsx 写入文件",
             "-f xlsx: a workbook cannot be shown on a terminal; write it to a file with -o FILE.xlsx");
  }
  for (size_t i = 0; i < reports.size(); ++i)
    for (size_t k = 0; k < i; ++k) {
      if (reports[i].format == reports[k].format)
        refuse("-f {}：给了两次；每种格式写一次", "-f {}: is given twice; each format is written once",
               reports[i].format);
      if (reports[i].output.empty() && reports[k].output.empty())
        refuse("-f {} 和 -f {} 都写到标准输出；请用 -o 给其中之一一个文件",
               "-f {} and -f {} both go to standard output; give one of them a file with -o", reports[k].format,
               reports[i].format);
      if (!reports[i].output.empty() && !reports[k].output.empty() && same_file(reports[i].output, reports[k].output))
        refuse("-o {}：两份报告写到同一个文件；请换一个文件名", "-o {}: two reports go to one file; name another",
               reports[i].output);
    }
  return reports;
}

std::vector<std::string> output_files(const Options& options) {
  std::vector<std::string> files;
  for (const ReportOption& report : options.reports) files.push_back(report.output);
  files.push_back(options.evidence);
  return files;
}

std::vector<std::string> also_read_files(const Options& options) {
  return {options.companies, options.baseline, options.config};
}

ReportOption one_report_of(const Options& options, const std::vector<std::string>& known) {
  if (options.reports.size() > 1)
    throw UsageError(
        say("此命令只写一份报告；-f 和 -o 各给一次", "this command writes one report; give -f and -o once"));
  return reports_of(options, known).front();
}

RuleBase load_rules(const Options& options, bool details) {
  if (options.rules_folder.empty()) return details ? embedded_rules_with_details() : embedded_rules();
  RuleCompiler compiler(embedded_rules_with_details());  // adding to rules needs their lines and files for messages
  compiler.add_folder(options.rules_folder);
  return compiler.finish();
}

Day as_of_day(const Options& options) {
  if (options.as_of.empty()) return today();
  auto day = parse_iso_date(options.as_of);
  if (!day)
    throw UsageError(fmt::format(
        fmt::runtime(say("--as-of {}：不是日期，应写作 2026-01-31", "--as-of {}: not a day; write 2026-01-31")),
        options.as_of));
  return *day;
}

RegionId region_id(const Options& options, const Vocabulary& vocabulary) {
  const std::string id = options.region.empty() ? "luoyang" : options.region;
  RegionId region = vocabulary.region(id);
  if (region == no_id) region = vocabulary.region_by_alias(fold(id));
  if (region == no_id) {
    std::string known;
    for (const Region& r : vocabulary.regions) known += (known.empty() ? "" : ", ") + r.id;
    throw UsageError(fmt::format(
        fmt::runtime(say("--region {}：没有这个地区，可用：{}", "--region {}: no such region; there are: {}")), id,
        known));
  }
  return region;
}

EngineOptions engine_options(const Options& options) {
  EngineOptions out;
  out.as_of = as_of_day(options);
  if (!options.min_provenance.empty()) {
    int p = provenance_by_id(options.min_provenance);
    if (p < 0)
      throw UsageError(fmt::format(fmt::runtime(say("--min-provenance {}：应为 official、transcribed 或 recalled",
                                                    "--min-provenance {}: must be official, transcribed or recalled")),
                                   options.min_provenance));
    out.min_provenance = static_cast<Provenance>(p);
  }
  out.only = options.only;
  out.skip = options.skip;
  return out;
}

Day horizon_day(const Options& options, Day as_of) {
  const std::string& text = options.horizon;
  if (text.empty()) return no_day;
  if (const auto day = parse_iso_date(text)) {
    if (*day >= as_of) return *day;
  } else if (int n = 0; text.size() > 1) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size() - 1, n);
    if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() - 1 && n >= 0 && n <= 1200) {
      if (text.back() == 'd') return as_of + n;
      if (text.back() == 'm') return add_months(as_of, n);
      if (text.back() == 'y') return add_years(as_of, n);
    }
  }
  throw UsageError(fmt::format(
      fmt::runtime(say("--horizon {}：应写作 24m（月）、2y（年）、90d（日），或核对日期之后的一天 2028-12-31",
                       "--horizon {}: write 24m (months), 2y (years), 90d (days), or a day such as "
                       "2028-12-31 that is not before the run's day")),
      text));
}

std::string selection_text(const Options& options) {
  std::string out;
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) out += fmt::format("{}{} {}", out.empty() ? "" : " ", option, value);
  };
  add("--only", fmt::format("{}", fmt::join(options.only, ",")));
  add("--skip", fmt::format("{}", fmt::join(options.skip, ",")));
  add("--min-provenance", options.min_provenance);
  return out;
}

ReadOptions read_options(const Options& options, const MappingOptions& mapping, const Vocabulary& vocabulary) {
  ReadOptions out;
  out.encoding = options.encoding;
  out.sheets = options.sheets;
  out.format = options.input_format;
  out.header_score = [&](const Rows& first_rows) { return header_score(vocabulary, mapping, first_rows); };
  return out;
}

MappingOptions mapping_options(const Options& options, const Vocabulary& vocabulary) {
  MappingOptions out;
  out.map = options.config_map;
  for (const std::string& entry : options.map) {
    size_t equals = entry.rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == entry.size())
      throw UsageError(fmt::format(fmt::runtime(say("--map {}：应写作 '列名=字段'，字段见 gengxin fields",
                                                    "--map {}: write 'header=field'; gengxin fields lists the fields")),
                                   entry));
    std::string header = entry.substr(0, equals);
    std::erase_if(out.map,
                  [&](const auto& old) { return old.first == header; });  // the command line goes before the file
    out.map.emplace_back(header, entry.substr(equals + 1));
  }
  out.profile = options.profile;
  out.region = region_id(options, vocabulary);
  out.headers = std::make_shared<HeaderCache>(vocabulary);
  if (!options.companies.empty()) {
    Diagnostics notes;
    out.companies = std::make_shared<const Companies>(vocabulary, out, options.companies, notes);
    for (const Diagnostic& note : notes) std::fprintf(stderr, "%s\n", format_diagnostic(note).c_str());
  }
  return out;
}

}  // namespace gengxin
