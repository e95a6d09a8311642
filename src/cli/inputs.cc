#include "cli/inputs.h"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <filesystem>
#include <unordered_set>

#include "base/compression.h"
#include "base/diagnostic.h"
#include "base/error.h"
#include "readers/bytes.h"

namespace gengxin {
namespace {

namespace fs = std::filesystem;

// .xls and .et too: many are tables under a workbook's name, and of a true one it must be said that it is not read.
constexpr std::string_view endings[] = {".csv", ".tsv",  ".json", ".ndjson", ".jsonl", ".yaml",
                                        ".yml", ".xlsx", ".xlsm", ".ods",    ".xls",   ".et"};

/// The one name of a file, whatever links lead to it; empty when there is no such file.
std::string canonical(const std::string& path) {
  std::error_code error;
  const fs::path found = fs::canonical(path, error);
  return error ? std::string() : found.string();
}

class Expansion {
 public:
  Expansion(Options& options, const std::vector<std::string>& others) : options_(options), others_(others) {}

  void run() {
    std::vector<Argument> files, projects;
    for (std::string& file : options_.files) files.push_back({std::move(file), false});
    for (const std::string& list : options_.files_from) read_list(list, files);
    for (std::string& file : options_.projects) projects.push_back({std::move(file), false});
    options_.files_from.clear();
    const auto searched = [](const Argument& a) { return a.folder() || a.pattern(); };
    if (std::any_of(files.begin(), files.end(), searched) || std::any_of(projects.begin(), projects.end(), searched))
      note_named(files, projects);
    options_.files = expand(files);
    options_.projects = expand(projects);
  }

 private:
  struct Argument {
    std::string path;
    bool listed;  // by --files-from: never a pattern
    bool folder() const {
      std::error_code error;
      return path != "-" && fs::is_directory(path, error);
    }
    bool pattern() const {
      std::error_code error;
      return !listed && path.find_first_of("*?[") != std::string::npos &&
             fs::symlink_status(path, error).type() == fs::file_type::not_found;
    }
  };

  void read_list(const std::string& list, std::vector<Argument>& files) {
    const auto is_input = [](const Argument& a) { return a.path == "-" && !a.listed; };
    if (list == "-" && (std::any_of(files.begin(), files.end(), is_input) ||
                        std::count(options_.projects.begin(), options_.projects.end(), "-") > 0 || list_on_input_))
      throw UsageError(say("--files-from -：标准输入已经用了；文件名清单和台账不能都来自标准输入",
                           "--files-from -: standard input is in use already; it cannot be both the list and an "
                           "inventory"));
    list_on_input_ |= list == "-";
    const auto refuse = [&](const std::string& reason) {
      throw UsageError(fmt::format(fmt::runtime(say("--files-from {}：{}", "--files-from {}: {}")), list, reason));
    };
    Diagnostics errors;
    const auto source = ByteSource::open(list, errors);
    if (source == nullptr) refuse(errors.front().message);
    const std::string text = source->read_all();
    if (!source->error().empty()) refuse(source->error());
    const std::vector<std::string> paths = listed_paths(text);
    for (const std::string& path : paths) files.push_back({path == "-" ? "./-" : path, true});
    if (paths.empty()) {
      const std::string name = list == "-" ? "--files-from -" : list;
      files.push_back({name, true});
      options_.unreadable[name] = say("文件名清单里没有文件", "this list of files names none");
    }
  }

  void note_named(const std::vector<Argument>& files, const std::vector<Argument>& projects) {
    const auto note = [](const std::string& path, std::unordered_set<std::string>& names) {
      if (path.empty() || path == "-") return;
      if (std::string name = canonical(path); !name.empty()) names.insert(std::move(name));
    };
    for (const auto* arguments : {&files, &projects})
      for (const Argument& a : *arguments) note(a.path, named_);
    for (const std::string& output : output_files(options_)) note(output, outputs_);
    for (const std::string& file : also_read_files(options_)) note(file, used_);
    for (const std::string& file : others_) note(file, used_);
  }

  std::vector<std::string> expand(const std::vector<Argument>& arguments) {
    std::vector<std::string> out;
    for (const Argument& a : arguments) {
      if (a.folder())
        add_folder(a.path, out);
      else if (a.pattern())
        add_matches(a.path, out);
      else
        out.push_back(a.path);
    }
    return out;
  }

  void refuse(const std::string& path, std::string reason, std::vector<std::string>& out) {
    options_.unreadable[path] = std::move(reason);
    out.push_back(path);
  }

  struct Found {
    std::string path, canonical;
    bool readable = true;
    bool operator<(const Found& other) const { return path < other.path; }
  };

  void add_folder(const std::string& folder, std::vector<std::string>& out) {
    std::vector<Found> found;
    std::unordered_set<std::string> visited;
    walk(folder, canonical(folder), visited, found);
    if (found.empty())
      return refuse(
          folder,
          say("文件夹里没有台账文件（.csv、.tsv、.xlsx、.xlsm、.ods、.json、.ndjson、.jsonl、.yaml、.yml，可带 "
              ".gz、.zst）",
              "this folder holds no inventories (.csv, .tsv, .xlsx, .xlsm, .ods, .json, .ndjson, .jsonl, "
              ".yaml, .yml, also with .gz or .zst behind)"),
          out);
    std::sort(found.begin(), found.end());
    for (const Found& f : found)
      if (!f.readable || is_new(f.canonical)) out.push_back(f.path);
  }

  /// `real`: the folder's canonical path. Folders that links lead back to are walked once.
  void walk(const std::string& folder, const std::string& real, std::unordered_set<std::string>& visited,
            std::vector<Found>& found) {
    if (!visited.insert(real).second) return;
    std::error_code error;
    std::vector<fs::directory_entry> entries;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
      entries.push_back(*at);
    if (error) {
      options_.unreadable[folder] =
          fmt::format(fmt::runtime(say("文件夹无法读取：{}", "this folder cannot be read: {}")), error.message());
      found.push_back({folder, {}, false});
      return;
    }
    // So that of several links to one folder always the same is followed.
    std::sort(entries.begin(), entries.end());
    for (const fs::directory_entry& entry : entries) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with('.')) continue;
      const bool link = entry.is_symlink(error);
      const std::string path = entry.path().string();
      const std::string here = link ? canonical(path) : real + (real.ends_with('/') ? "" : "/") + name;
      if (entry.is_directory(error)) {
        walk(path, here, visited, found);
      } else if (is_inventory_name(name) && (entry.is_regular_file(error) || here.empty())) {
        if (!is_used(path, here)) found.push_back({path, here});
      }
    }
  }

  void add_matches(const std::string& pattern, std::vector<std::string>& out) {
    glob_t matches{};
    const int status = glob(pattern.c_str(), 0, nullptr, &matches);
    std::vector<std::string> paths;
    for (size_t i = 0; status == 0 && i < matches.gl_pathc; ++i) paths.emplace_back(matches.gl_pathv[i]);
    globfree(&matches);
    bool any = false;
    for (const std::string& path : paths) {
      const Argument match{path, true};
      if (match.folder()) {
        any = true;
        add_folder(path, out);
        continue;
      }
      const std::string name = canonical(path);
      if (is_used(path, name)) continue;
      any = true;
      if (is_new(name)) out.push_back(path);
    }
    if (!any)
      refuse(pattern,
             say("没有这个文件，也没有文件符合这个通配式", "no file has this name, and none matches it as a pattern"),
             out);
  }

  /// Whether the run uses the file otherwise; of its own report of last time it is said.
  bool is_used(const std::string& path, const std::string& name) {
    if (outputs_.count(name) == 0) return used_.count(name) > 0;
    Diagnostic d;
    d.file = path;
    d.message =
        say("是本次要写的报告，没有当作台账读取", "is a report that this run writes, and is not read as an inventory");
    std::fprintf(stderr, "%s\n", format_diagnostic(d).c_str());
    return true;
  }

  bool is_new(const std::string& name) {
    return name.empty() || (named_.count(name) == 0 && found_.insert(name).second);
  }

  Options& options_;
  const std::vector<std::string>& others_;
  std::unordered_set<std::string> named_, outputs_, used_, found_;  // canonical paths
  bool list_on_input_ = false;
};

}  // namespace

bool is_inventory_name(std::string_view name) {
  if (name.starts_with('.') || name.starts_with("~$")) return false;
  std::string unpacked(unpacked_name(name));
  for (char& c : unpacked)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  if (unpacked.ends_with(".evidence.json")) return false;
  return std::any_of(std::begin(endings), std::end(endings),
                     [&](std::string_view ending) { return unpacked.ends_with(ending); });
}

std::vector<std::string> listed_paths(std::string_view list) {
  if (list.starts_with("\xEF\xBB\xBF")) list.remove_prefix(3);
  const bool lines = list.find('\0') == std::string_view::npos;
  std::vector<std::string> out;
  while (!list.empty()) {
    const size_t end = std::min(list.find(lines ? '\n' : '\0'), list.size());
    std::string_view path = list.substr(0, end);
    if (lines && path.ends_with('\r')) path.remove_suffix(1);
    if (path.find_first_not_of(lines ? " \t" : "") != std::string_view::npos) out.emplace_back(path);
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return out;
}

void expand_inputs(Options& options, const std::vector<std::string>& others) { Expansion(options, others).run(); }

}  // namespace gengxin
