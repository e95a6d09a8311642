// One function a command, one file each; app.cc gives them their options.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace gengxin {

// Exit statuses of DESIGN.md.
inline constexpr int exit_ok = 0, exit_findings = 1, exit_usage = 2, exit_unreadable = 3;

int check(Options& options);
int plan(Options& options, const std::string& offers, const std::string& budget);
int merge(Options& options);
struct BaselineOptions {
  bool update = false;  // else create
  std::string file;
  bool accept_new = false, force = false;
};
int make_baseline(Options& options, const BaselineOptions& wanted);
/// `record_file`: where the record of the run stands; empty: in the report or beside it.
int verify(const Options& options, const std::string& report, const std::string& record_file);
/// What `explain` is asked: a file, rule, document or designation; behind a designation FIELD=VALUE.
struct ExplainArguments {
  std::vector<std::string> words;  // at least one
  std::string item, category;
};
int explain(const Options& options, const ExplainArguments& arguments);
int list_rules(const Options& options, bool count);
int show_rules(const Options& options, const std::string& id);
/// `days`: the values of --as-of, of which there must be two.
int diff_rules(Options& options, const std::vector<std::string>& days, bool exit_code);
int lint_rules(const Options& options);
int test_rules(const Options& options);
/// All fields a line each, or what is known of those that one of `words` names.
int list_fields(const Options& options, const std::vector<std::string>& words);
/// `name`: one of schema_names().
int show_schema(const Options& options, const std::string& name);
std::vector<std::string> schema_names();

struct TemplateOptions {
  std::vector<std::string> categories;  // ids, labels or aliases
  std::string output;
  bool list = false;  // list the categories instead
  bool all_fields = false, force = false;
};
int make_template_file(const Options& options, const TemplateOptions& wanted);

/// The whole program.
int run(int argc, char** argv);

}  // namespace gengxin
