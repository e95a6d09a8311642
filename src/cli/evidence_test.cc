#include "cli/evidence.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.h"
#include "report/run_record.h"

namespace gengxin {
namespace {

// Every option with a value of its own. That none is forgotten here or in evidence.cc shows when one is added to
// Options: the bindings of both no longer compile.
Options all_options() {
  Options options;
  auto& [files, projects, files_from, unreadable, input_format, encoding, sheets, map, strict, companies, rules_folder,
         as_of, region, min_provenance, only, skip, reports, format, lang, color, evidence, all, summary, horizon,
         fail_on, fail_on_suspected, max_undetermined, baseline, jobs, config, no_config, profile, config_map,
         waivers] = options;
  files = {"a.csv", "台账 \"b\".xlsx", "-"};
  projects = {"p.yaml"};
  input_format = "csv";
  encoding = "GB18030";
  sheets = {"变压器", "2"};
  map = {"容量=rated_capacity_kva"};
  strict = true;
  companies = "companies.csv";
  rules_folder = "rules";
  as_of = "2026-11-23";
  region = "luoyang";
  min_provenance = "official";
  only = {"retire", "miit-*"};
  skip = {"eligible"};
  all = true;
  summary = true;
  horizon = "24m";
  fail_on = "error";
  fail_on_suspected = true;
  max_undetermined = "2.5%";
  baseline = "known.json";
  profile = {{"industry", "轴承"}, {"electricity_price", "0.7"}};
  config_map = {{"投运", "in_service_date"}};
  waivers = {{"a/1", "", "T1", "理由", "设备科", 20'000, "gengxin.toml:3"}, {"", "GB 1 表1", "", "b", "c", 20'001, ""}};
  return options;
}

std::string record_of(const std::string& options) {
  return R"({"tool":"gengxin 1.2","rule_base":{"version":"2026.1","digest":"ab12"},"as_of":"2026-11-23",)"
         R"("format":"csv","lang":"en","options":)" +
         options + R"(,"inputs":[{"file":"a.csv","sha256":"00ff"},{"file":"gone.csv"}]})";
}

std::string refused(const std::string& record) {
  try {
    read_record(record);
  } catch (const UsageError& e) {
    return e.what();
  }
  return "not refused";
}

}  // namespace

TEST_CASE("options come back from the record as they were") {
  const Options options = all_options();
  const std::string recorded = recorded_options(options, "luoyang");
  const Options back = read_record(record_of(recorded)).options;
  CHECK(recorded_options(back, back.region) == recorded);
  CHECK(back.files == options.files);
  CHECK(back.projects == options.projects);
  CHECK(back.input_format == options.input_format);
  CHECK(back.encoding == options.encoding);
  CHECK(back.sheets == options.sheets);
  CHECK(back.map == options.map);
  CHECK(back.strict);
  CHECK(back.companies == options.companies);
  CHECK(back.rules_folder == options.rules_folder);
  CHECK(back.as_of == options.as_of);
  CHECK(back.region == options.region);
  CHECK(back.min_provenance == options.min_provenance);
  CHECK(back.only == options.only);
  CHECK(back.skip == options.skip);
  CHECK(back.all);
  CHECK(back.summary);
  CHECK(back.horizon == options.horizon);
  CHECK(back.fail_on == options.fail_on);
  CHECK(back.fail_on_suspected);
  CHECK(back.max_undetermined == options.max_undetermined);
  CHECK(back.baseline == options.baseline);
  CHECK(back.profile == options.profile);
  CHECK(back.config_map == options.config_map);
  REQUIRE(back.waivers.size() == 2);
  CHECK(back.waivers[0].rule == "a/1");
  CHECK(back.waivers[0].item == "T1");
  CHECK(back.waivers[0].reason == "理由");
  CHECK(back.waivers[0].who == "设备科");
  CHECK(back.waivers[0].until == 20'000);
  CHECK(back.waivers[0].where == "gengxin.toml:3");
  CHECK(back.waivers[1].clause == "GB 1 表1");
  CHECK(back.waivers[1].until == 20'001);

  CHECK(recorded_options({}, "luoyang") == R"({"region":"luoyang"})");
  Options other;
  other.region = "alias";
  CHECK(recorded_options(other, "luoyang") == R"({"region":"luoyang"})");
}

TEST_CASE("a record is what a run writes") {
  RuleBase rules;
  rules.version = "2026.1";
  rules.digest = "ab12";
  RunInfo run;
  run.rules = &rules;
  run.program = "gengxin 1.2";
  run.as_of = *parse_iso_date("2026-11-23");
  run.options = R"({"files":["a.csv"]})";
  run.inputs.resize(4);
  run.inputs[0].file = "a.csv";
  run.inputs[0].sha256 = "00ff";
  for (size_t i : {1, 2}) {  // the sheets of a workbook are one input
    run.inputs[i].file = "b.xlsx";
    run.inputs[i].sha256 = "11ee";
    run.inputs[i].one_of_sheets = true;
  }
  run.inputs[3].file = "gone.csv";
  run.also_read = {{"known.json", "22dd"}};
  set_lang(Lang::en);
  std::string text;
  append_run_record(run, "sarif", text);
  set_lang(Lang::zh);
  CHECK(text ==
        R"({"tool":"gengxin 1.2","rule_base":{"version":"2026.1","digest":"ab12"},"as_of":"2026-11-23",)"
        R"("format":"sarif","lang":"en","options":{"files":["a.csv"]},"inputs":[{"file":"a.csv","sha256":"00ff"},)"
        R"({"file":"b.xlsx","sha256":"11ee"},{"file":"gone.csv"},{"file":"known.json","sha256":"22dd"}]})");

  const RunRecord record = read_record(text);
  CHECK(record.tool == "gengxin 1.2");
  CHECK(record.rules_version == "2026.1");
  CHECK(record.rules_digest == "ab12");
  CHECK(record.format == "sarif");
  CHECK(record.lang == Lang::en);
  CHECK(record.options.files == std::vector<std::string>{"a.csv"});
  CHECK(record.options.as_of == "2026-11-23");
  const std::vector<std::pair<std::string, std::string>> inputs = {
      {"a.csv", "00ff"}, {"b.xlsx", "11ee"}, {"gone.csv", ""}, {"known.json", "22dd"}};
  CHECK(record.inputs == inputs);

  // Without any of its members it is refused, and with one more.
  const nlohmann::json whole = nlohmann::json::parse(text);
  for (const auto& [key, value] : whole.items()) {
    CAPTURE(key);
    nlohmann::json part = whole;
    part.erase(key);
    CHECK(refused(part.dump()) != "not refused");
    part[key] = 5;
    CHECK(refused(part.dump()) != "not refused");
  }
  nlohmann::json more = whole;
  more["more"] = 1;
  CHECK(refused(more.dump()).find("more") != std::string::npos);
  CHECK(refused("") != "not refused");
  CHECK(refused("[]") != "not refused");
  CHECK(refused("{") != "not refused");
}

TEST_CASE("options that no run writes are refused, not dropped") {
  CHECK(refused(record_of("{}")) == "not refused");
  for (const char* options :
       {R"({"file":["a.csv"]})", R"({"files":"a.csv"})", R"({"files":[]})", R"({"files":[1]})", R"({"strict":false})",
        R"({"strict":"yes"})", R"({"region":""})", R"({"region":null})", R"({"profile":[["a"]]})",
        R"({"profile":[["a","b","c"]]})", R"({"profile":{"a":"b"}})", R"({"waivers":[{}]})", R"({"waivers":[5]})",
        R"({"waivers":[{"rule":"a","until":"soon"}]})", R"({"waivers":[{"rule":"a","until":"2026-01-01","x":"y"}]})",
        R"({"lang":"en"})", R"({"jobs":4})"}) {
    CAPTURE(options);
    CHECK(refused(record_of(options)) != "not refused");
  }
}

}  // namespace gengxin
