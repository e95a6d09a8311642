// The command line: commands, their options, and what each exit status means.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/commands.h"
#include "cli/completion.h"

namespace gengxin {
namespace {

// --lang must be known before any message is made, help texts included.
std::string lang_argument(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::string_view arg = argv[i];
    if (arg == "--") break;
    if (arg == "--lang" && i + 1 < argc) return argv[i + 1];
    if (arg.starts_with("--lang=")) return std::string(arg.substr(7));
  }
  return {};
}

void add_rule_options(CLI::App* app, Options& o) {
  app->add_option("--rules", o.rules_folder, say("另加（或替换）规则的文件夹", "folder of rules to add or override"))
      ->type_name("DIR");
}

// All that an evaluation takes but its day.
void add_dateless_options(CLI::App* app, Options& o) {
  add_rule_options(app, o);
  app->add_option("--region", o.region, say("企业所在地区，默认 luoyang", "where the company is (default: luoyang)"))
      ->type_name("REGION");
  app->add_option("--min-provenance", o.min_provenance,
                  say("只用不低于此可信度的条款：official、transcribed、recalled",
                      "leave out clauses less sure than: official, transcribed, recalled"))
      ->type_name("LEVEL");
  app->add_option(
         "--only", o.only,
         say("只看这些判定、文件或规则（可用 * 结尾）", "only these verdicts, documents or rules (may end in *)"))
      ->type_name("WHAT")
      ->delimiter(',')
      ->allow_extra_args(false);
  app->add_option("--skip", o.skip, say("不看这些判定、文件或规则", "leave out these verdicts, documents or rules"))
      ->type_name("WHAT")
      ->delimiter(',')
      ->allow_extra_args(false);
  app->add_option("--config", o.config,
                  say("配置文件；默认从当前目录向上找 gengxin.toml",
                      "configuration (default: gengxin.toml, looked for upwards)"))
      ->type_name("FILE");
  app->add_flag("--no-config", o.no_config, say("不用配置文件", "use no configuration"));
  app->add_option(
         "--map", o.map,
         say("指定列名对应的字段：'列名=field'（'-' 为忽略）", "map a column: 'header=field' ('-' ignores it)"))
      ->type_name("HEADER=FIELD")
      ->allow_extra_args(false);
  app->add_option("--encoding", o.encoding, say("文本编码，默认自动识别", "text encoding (default: detected)"))
      ->type_name("NAME");
  app->add_option("--sheet", o.sheets,
                  say("工作表名或序号，可给多次；默认读取所有能认出表头的可见工作表",
                      "sheet name or number, may be given several times (default: every visible sheet with a known "
                      "header)"))
      ->type_name("SHEET")
      ->allow_extra_args(false);
  app->add_option(
         "--input-format", o.input_format,
         say("输入格式：csv、json、ndjson、yaml、xlsx、ods", "input format: csv, json, ndjson, yaml, xlsx, ods"))
      ->type_name("FORMAT");
  app->add_option("--companies", o.companies,
                  say("企业资料表：每个企业一行，补台账里没有的资料",
                      "table with a row a company: fills what the inventory does not say"))
      ->type_name("FILE");
  app->add_flag("--strict", o.strict,
                say("单元格读不出也算读取失败（退出码 3）", "an unreadable cell also makes exit status 3"));
}

void add_evaluation_options(CLI::App* app, Options& o) {
  add_dateless_options(app, o);
  app->add_option("--as-of", o.as_of, say("按哪一天的规定核对，默认今天", "check as of this day (default: today)"))
      ->type_name("DATE");
}

// What -f and -o were given, before they are paired.
struct Pairs {
  std::vector<std::string> formats, outputs;
};

// An -o belongs to the -f before it: "-f csv -o a -f json -o b"; one without goes by its ending: "-o a.json -f csv -o
// b". Whoever begins with an -o and ends with an -f writes them the other way round: "-o a -f csv -o b -f json".
std::vector<ReportOption> paired(const CLI::App& app, const Pairs& given) {
  std::vector<bool> is_format;
  for (const CLI::Option* option : app.parse_order())
    if (option->check_lname("format") || option->check_lname("output"))
      is_format.push_back(option->check_lname("format"));
  const bool output_first = !is_format.empty() && !is_format.front() && is_format.back();
  std::vector<ReportOption> reports;
  size_t formats = 0, outputs = 0;
  bool half = false;  // the last report has the first of its two options only
  for (const bool format : is_format) {
    const bool second = half && format == output_first;
    if (!second) reports.emplace_back();
    half = !second && format != output_first;
    (format ? reports.back().format : reports.back().output) =
        format ? given.formats[formats++] : given.outputs[outputs++];
  }
  return reports;
}

void add_report_options(CLI::App* app, Options& o, Pairs& pairs) {
  app->add_option(
         "-f,--format", pairs.formats,
         say("输出格式：text、json、ndjson、csv、xlsx、html、markdown；供流水线的 sarif、junit、github、gitlab",
             "output format: text, json, ndjson, csv, xlsx, html, markdown; for pipelines sarif, junit, "
             "github, gitlab"))
      ->type_name("FORMAT")
      ->allow_extra_args(false);
  app->add_option("-o,--output", pairs.outputs,
                  say("写入文件；不写 -f 时按扩展名定格式。-f 与 -o 可成对给多次，一次写出多份报告",
                      "write to a file; without -f its ending says the format. Pairs of -f and -o write several "
                      "reports in one run"))
      ->type_name("FILE")
      ->allow_extra_args(false);
  app->add_option("--color", o.color, say("颜色：auto、always、never", "colour: auto, always, never"))
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
}

void add_inventories(CLI::App* app, Options& o) {
  app->add_option("FILE", o.files,
                  say("台账文件、文件夹或通配式（CSV、XLSX、ODS、JSON、NDJSON、YAML，可带 .gz、.zst；- 为标准输入）",
                      "inventories, folders of them or patterns (CSV, XLSX, ODS, JSON, NDJSON, YAML, also with .gz or "
                      ".zst; - is standard input)"));
  app->add_option("--files-from", o.files_from,
                  say("从清单读取文件名：每行一个，或以 NUL 分隔（- 为标准输入）",
                      "read the names of inventories from a list, one a line or ended by NULs (- is standard input)"))
      ->type_name("LIST")
      ->allow_extra_args(false);
}

void add_projects(CLI::App* app, Options& o) {
  app->add_option("--projects", o.projects,
                  say("更新改造项目清单（同样的格式）", "renewal projects (a list in any of these formats)"))
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void add_lang(CLI::App* app, Options& o) {
  app->add_option("--lang", o.lang,
                  say("语言：zh 或 en，默认随系统区域设置", "language: zh or en (default: the locale)"))
      ->type_name("LANG");
}

void add_jobs(CLI::App* app, Options& o) {
  app->add_option("-j,--jobs", o.jobs, say("并行数，默认为处理器核数", "number of threads (default: one a core)"))
      ->type_name("N")
      ->check(CLI::Range(1u, 256u));
}

int parse_and_run(int argc, char** argv) {
  Options o;
  Pairs pairs;
  CLI::App app{say("更新：对照设备更新政策核查企业设备台账",
                   "Gengxin: checks equipment inventories against China's equipment renewal policies")};
  app.name("gengxin");
  app.set_version_flag("--version", "gengxin " GENGXIN_VERSION);
  app.set_help_all_flag("--help-all", say("所有命令的帮助", "help for all commands"));
  app.get_help_ptr()->description(say("显示帮助", "print this help"));
  app.get_version_ptr()->description(say("显示版本", "print the version"));
  app.require_subcommand(1);
  app.footer(say("退出码：0 无所列问题；1 有达到 --fail-on 的问题；2 用法、配置或规则有误；3 有文件或行读不出",
                 "Exit status: 0 nothing at or above --fail-on; 1 such findings; 2 wrong usage, configuration or "
                 "rules; 3 a file or row could not be read"));
  int status = exit_ok;

  CLI::App* check_command = app.add_subcommand(
      "check", say("核查台账，逐台给出判定与条款", "check inventories: a verdict and its clause for every item"));
  add_inventories(check_command, o);
  add_projects(check_command, o);
  add_report_options(check_command, o, pairs);
  add_evaluation_options(check_command, o);
  check_command
      ->add_option("--fail-on", o.fail_on,
                   say("遇到此判定或更重的即退出码 1（默认 retire；也可写 error、warning、note；none 为从不）",
                       "exit status 1 at this verdict or a graver one, or at this severity: error, warning, note "
                       "(default: retire; none: never)"))
      ->type_name("VERDICT");
  check_command->add_flag("--fail-on-suspected", o.fail_on_suspected,
                          say("疑似的也算", "suspected findings count too"));
  check_command
      ->add_option("--max-undetermined", o.max_undetermined,
                   say("资料不足的设备超过此百分比即退出码 1",
                       "exit status 1 when more than this share of the items is undetermined, such as 5%"))
      ->type_name("PERCENT");
  check_command
      ->add_option("--baseline", o.baseline,
                   say("基线文件：其中已有的判定不再算问题", "only findings that this baseline does not have fail"))
      ->type_name("FILE");
  check_command
      ->add_option(
          "--evidence", o.evidence,
          say("另写运行记录：输入的 SHA-256、规则库、选项，供 gengxin verify 复核",
              "also write the record of the run (SHA-256 of the inputs, rule base, options) for gengxin verify"))
      ->type_name("FILE");
  check_command->add_flag("--all", o.all,
                          say("没有问题的设备也各列一行", "also a line for every item with nothing found"));
  check_command->add_flag("--summary", o.summary, say("只输出合计", "totals only"));
  check_command
      ->add_option("--horizon", o.horizon,
                   say("另列此后多久内到期的事项：24m、2y、90d 或日期",
                       "also list what falls due within 24m, 2y, 90d or up to a day"))
      ->type_name("SPAN");
  add_jobs(check_command, o);
  add_lang(check_command, o);
  check_command->callback([&] {
    o.reports = paired(*check_command, pairs);
    read_config(o);
    status = check(o);
  });

  std::string offers, budget;
  CLI::App* plan_command =
      app.add_subcommand("plan", say("更新计划：先后次序、换成什么、省多少、得多少",
                                     "what to renew, in which order, what to buy, what it saves and earns"));
  add_inventories(plan_command, o);
  plan_command
      ->add_option("--offers", offers,
                   say("报价清单：每行一个报价，“替换设备编号”写明替换哪台",
                       "list of offers: a row an offer, 'item replaced' says which item it would replace"))
      ->type_name("FILE");
  plan_command
      ->add_option(
          "--budget", budget,
          say("预算：选出预算内最好的一组，如 500000、50万元", "choose the best set within it: 500000, 50万元"))
      ->type_name("MONEY");
  add_report_options(plan_command, o, pairs);
  add_evaluation_options(plan_command, o);
  add_jobs(plan_command, o);
  add_lang(plan_command, o);
  plan_command->callback([&] {
    o.reports = paired(*plan_command, pairs);
    read_config(o);
    o.format.clear();  // the configuration's is for check
    status = plan(o, offers, budget);
  });

  BaselineOptions baseline;
  CLI::App* baseline_command = app.add_subcommand("baseline", say("基线：记下已知的判定，供 check --baseline 使用",
                                                                  "the findings that are known, for check --baseline"));
  baseline_command->require_subcommand(1);
  CLI::App* create = baseline_command->add_subcommand("create", say("生成基线", "make a baseline"));
  CLI::App* update = baseline_command->add_subcommand(
      "update", say("更新基线：去掉已消除的；新增的须用 --accept-new 收入",
                    "bring it up to date: what is fixed goes; what is new needs --accept-new"));
  create->add_flag("--force", baseline.force, say("覆盖已有的文件", "replace an existing file"));
  update->add_flag("--accept-new", baseline.accept_new, say("收入新增的判定", "take in new findings"));
  for (CLI::App* command : {create, update}) {
    add_inventories(command, o);
    add_projects(command, o);
    command->add_option("-o,--output", baseline.file, say("基线文件", "the baseline's file"))
        ->type_name("FILE")
        ->required();
    add_evaluation_options(command, o);
    add_lang(command, o);
    command->callback([&, command] {
      read_config(o);
      baseline.update = command == update;
      status = make_baseline(o, baseline);
    });
  }

  std::string verified;
  CLI::App* verify_command = app.add_subcommand(
      "verify", say("复核：按报告里的运行记录重新核查并比较", "run a report's check again and compare"));
  verify_command
      ->add_option("REPORT", verified,
                   say("check 写出的报告，或其运行记录（.evidence.json）",
                       "a report that check wrote, or the record of its run (.evidence.json)"))
      ->required();
  verify_command
      ->add_option(
          "--evidence", o.evidence,
          say("运行记录在此文件里（check --evidence 所写）", "the record of the run, as check --evidence wrote it"))
      ->type_name("FILE");
  add_jobs(verify_command, o);
  add_lang(verify_command, o);
  verify_command->callback([&] { status = verify(o, verified, o.evidence); });

  CLI::App* merge_command = app.add_subcommand("merge", say("合并各次核查的合计", "add up the totals of several runs"));
  merge_command
      ->add_option("FILE", o.files,
                   say("check -f ndjson --summary 或 check -f json 的输出（- 为标准输入）",
                       "what check -f ndjson --summary or check -f json wrote (- is standard input)"))
      ->required();
  add_report_options(merge_command, o, pairs);
  add_rule_options(merge_command, o);
  add_lang(merge_command, o);
  merge_command->callback([&] {
    o.reports = paired(*merge_command, pairs);
    status = merge(o);
  });

  ExplainArguments explained;
  CLI::App* explain_command = app.add_subcommand(
      "explain", say("解释：台账中设备的推导、一条规则、一个文件或一个型号",
                     "explain the verdicts of an inventory's items, a rule, a document or a designation"));
  explain_command
      ->add_option("WHAT", explained.words,
                   say("台账文件；或规则、文件编号；或型号，其后可写“字段=值”",
                       "an inventory; or the id of a rule or document; or a designation, then FIELD=VALUE"))
      ->required();
  explain_command
      ->add_option("--item", explained.item,
                   say("设备编号，或行号；不写则逐台列出", "the item's id, or its row number; without it all items"))
      ->type_name("ID");
  explain_command
      ->add_option("--category", explained.category,
                   say("只看型号作为此类设备的情况", "the designation as one of this category only"))
      ->type_name("CATEGORY");
  add_evaluation_options(explain_command, o);
  add_lang(explain_command, o);
  explain_command->callback([&] {
    read_config(o);
    o.files = {explained.words.front()};
    status = explain(o, explained);
  });

  CLI::App* rules = app.add_subcommand(
      "rules", say("规则库：列出、查看、对比、检查、测试", "the rule base: list, show, diff, lint, test"));
  rules->require_subcommand(1);
  bool count = false;
  CLI::App* list = rules->add_subcommand("list", say("列出文件与条款", "list documents and clauses"));
  list->add_flag("--count", count, say("只列数目", "numbers only"));
  CLI::App* show = rules->add_subcommand("show", say("查看一条规则或一个文件", "show a rule or a document"));
  std::string id;
  show->add_option("ID", id, say("规则或文件编号", "rule or document id"))->required();
  CLI::App* lint = rules->add_subcommand("lint", say("检查规则", "check the rules"));
  lint->add_option("--as-of", o.as_of,
                   say("按哪一天看文件是否过期，默认今天", "the day for documents past their dates (default: today)"))
      ->type_name("DATE");
  CLI::App* test = rules->add_subcommand("test", say("运行规则里的每个示例", "run every example of the rules"));
  for (CLI::App* command : {list, show, lint, test}) {
    add_rule_options(command, o);
    add_lang(command, o);
  }
  CLI::App* diff = rules->add_subcommand(
      "diff", say("两天之间哪些条款施行、失效、到期；给出台账时，哪些设备的结论变化",
                  "what begins, ends and falls due between two days; with inventories, which items' findings change"));
  std::vector<std::string> days;
  bool exit_code = false;
  add_inventories(diff, o);
  add_projects(diff, o);
  diff->add_option("--as-of", days, say("比较的日期，写两次，较早的在前", "a day to compare; twice, the earlier first"))
      ->type_name("DATE")
      ->allow_extra_args(false)
      ->required();
  diff->add_flag("--exit-code", exit_code, say("有变化时退出码为 1", "exit status 1 when something changes"));
  diff->add_flag("--all", o.all, say("列出整个文件的每个条款", "every clause of a document that changes as a whole"));
  add_report_options(diff, o, pairs);
  diff->get_option("--format")->description(say("输出格式：text、json", "output format: text, json"));
  add_dateless_options(diff, o);
  add_jobs(diff, o);
  add_lang(diff, o);
  diff->callback([&] {
    o.reports = paired(*diff, pairs);
    read_config(o);
    o.format.clear();  // the configuration's is for check
    status = diff_rules(o, days, exit_code);
  });
  list->callback([&] { status = list_rules(o, count); });
  show->callback([&] { status = show_rules(o, id); });
  lint->callback([&] { status = lint_rules(o); });
  test->callback([&] { status = test_rules(o); });

  CLI::App* fields = app.add_subcommand("fields", say("列出列可以对应的字段", "list the fields that columns map to"));
  std::vector<std::string> field_words;
  fields->add_option("WORD", field_words,
                     say("只看编号、名称或别名中有此词的字段，并列出其别名、范围和选项",
                         "only fields with this in their id, name or aliases, with aliases, range and choices"));
  fields->add_option("-f,--format", o.format, say("输出格式：text、json", "output format: text, json"))
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}));
  add_rule_options(fields, o);
  add_lang(fields, o);
  fields->callback([&] { status = list_fields(o, field_words); });

  TemplateOptions wanted;
  CLI::App* template_command =
      app.add_subcommand("template", say("生成可填写的台账样表", "write an inventory template to fill in"));
  template_command
      ->add_option("--category", wanted.categories,
                   say("设备类别（编号或名称），可多个，每类一张表", "kinds of equipment (id or name), a sheet each"))
      ->type_name("CATEGORY")
      ->delimiter(',')
      ->allow_extra_args(false);
  template_command
      ->add_option("-o,--output", wanted.output, say("写入文件（.xlsx 或 .csv）", "file to write (.xlsx or .csv)"))
      ->type_name("FILE");
  template_command->add_flag("--list", wanted.list, say("列出全部类别", "list the categories"));
  template_command->add_flag("--all-fields", wanted.all_fields,
                             say("只与少数条款有关的字段也列出", "also the fields that few clauses ask for"));
  template_command->add_flag("--force", wanted.force, say("覆盖已有的文件", "replace an existing file"));
  add_rule_options(template_command, o);
  template_command
      ->add_option("--as-of", o.as_of,
                   say("按哪一天施行的条款，默认今天", "clauses in force on this day (default: today)"))
      ->type_name("DATE");
  template_command
      ->add_option("--region", o.region, say("企业所在地区，默认 luoyang", "where the company is (default: luoyang)"))
      ->type_name("REGION");
  template_command
      ->add_option("--config", o.config,
                   say("配置文件；默认从当前目录向上找 gengxin.toml",
                       "configuration (default: gengxin.toml, looked for upwards)"))
      ->type_name("FILE");
  add_lang(template_command, o);
  template_command->callback([&] {
    read_config(o);
    status = make_template_file(o, wanted);
  });

  std::string schema_name = "report";
  CLI::App* schema = app.add_subcommand(
      "schema", say("台账、报告、规则文件的 JSON Schema", "JSON Schema of inventories, reports, rule files"));
  schema->add_option("NAME", schema_name, "inventory, report, rules, vocabulary, diff")->capture_default_str();
  add_rule_options(schema, o);
  add_lang(schema, o);
  schema->callback([&] { status = show_schema(o, schema_name); });

  CLI::App* completion = app.add_subcommand("completion", say("输出命令行补全脚本", "print a completion script"));
  completion->require_subcommand(1);
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    CLI::App* script = completion->add_subcommand(shell, fmt::format(fmt::runtime(say("用于 {}", "for {}")), shell));
    add_lang(script, o);
    script->callback([&, shell] { status = print_completion(app, shell); });
  }
  std::string words_list;
  CLI::App* words = completion->add_subcommand("words", "for the scripts: the words of a list")->group("");
  words->add_option("LIST", words_list)->required();
  add_rule_options(words, o);
  add_lang(words, o);
  words->callback([&] { status = print_words(o, words_list); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    int code = app.exit(e);
    return code == 0 ? exit_ok : exit_usage;
  }
  return status;
}

}  // namespace

int run(int argc, char** argv) {
  try {
    choose_language(lang_argument(argc, argv));
    const int status = parse_and_run(argc, argv);
    // What has been printed and cannot be written must not look like success.
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      throw UsageError(fmt::format(fmt::runtime(say("标准输出写入失败：{}", "standard output cannot be written: {}")),
                                   std::strerror(errno)));
    return status;
  } catch (const UsageError& e) {
    fmt::print(stderr, "gengxin: {}\n", e.what());
    return exit_usage;
  } catch (const std::exception& e) {
    fmt::print(stderr, "gengxin: {}\n", e.what());
    return exit_usage;
  }
}

}  // namespace gengxin
