// Holds the schemas of rule files to the compiler: what it says of an unknown key or a wrong word is what they know.
#include "rules/file_schemas.h"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/diagnostic.h"
#include "base/error.h"
#include "rules/test_vocabulary.h"

using namespace gengxin;
using json = nlohmann::ordered_json;

namespace {

using Words = std::set<std::string>;

Words split(const std::string& list) {
  Words out;
  std::istringstream in(list);
  for (std::string word; std::getline(in >> std::ws, word, ',');) out.insert(word);
  return out;
}

// What the compiler says of `text`, a line each.
std::vector<std::string> complaints(const std::string& vocabulary, const std::string& document) {
  RuleCompiler compiler;
  compiler.add("vocabulary.yaml", test_vocabulary_yaml);
  if (!vocabulary.empty()) compiler.add("more.yaml", vocabulary);
  if (!document.empty()) compiler.add("document.yaml", document);
  std::vector<std::string> lines;
  try {
    compiler.finish();
  } catch (const UsageError& e) {
    std::istringstream in(e.what());
    for (std::string line; std::getline(in, line);) lines.push_back(line);
  }
  return lines;
}

// "…: rule has no key 'zzz'; it has: id, clause" by the object's name.
void collect_keys(const std::vector<std::string>& lines, std::map<std::string, Words>& keys) {
  for (const std::string& line : lines) {
    const std::string marker = " has no key 'zzz'; it has: ";
    const size_t at = line.find(marker);
    if (at == std::string::npos) continue;
    const std::string name = line.substr(0, at);
    Words words = split(line.substr(at + marker.size()));
    keys[name.substr(name.rfind(": ") + 2)].merge(words);
  }
}

Words keys_of(const json& object) {
  Words out;
  for (const auto& [key, value] : object["properties"].items()) out.insert(key);
  return out;
}

// Every object of a schema has the keys that the compiler named, and every object was named.
void same_keys(const json& schema, const std::string& root, const std::map<std::string, Words>& keys) {
  std::map<std::string, Words> known = {{root, keys_of(schema)}};
  for (const auto& [name, definition] : schema["definitions"].items())
    if (definition.contains("properties"))
      known[name == "left-out-entry" ? "left-out entry" : name] = keys_of(definition);
  const auto text = [](const std::map<std::string, Words>& objects) {
    std::string out;
    for (const auto& [name, words] : objects) {
      out += name + ":";
      for (const std::string& word : words) out += " " + word;
      out += '\n';
    }
    return out;
  };
  CHECK(text(known) == text(keys));
}

// "'match' must be one of: exact, range" by key. A key of several objects has a line each.
std::map<std::string, std::set<Words>> enums_said(const std::vector<std::string>& lines) {
  std::map<std::string, std::set<Words>> out;
  for (const std::string& line : lines) {
    const std::string marker = "' must be one of: ";
    const size_t at = line.find(marker);
    if (at == std::string::npos) continue;
    const size_t name = line.rfind('\'', at - 1) + 1;
    std::string key = line.substr(name, at - name);
    if (line.find("use 'zzz'") != std::string::npos) key = "use";  // a list, whose message names the entry
    out[key].insert(split(line.substr(at + marker.size())));
  }
  return out;
}

// Keys whose words stand in the schema itself; ids of the vocabulary are references.
std::map<std::string, std::set<Words>> enums_known(const json& schema, const Words& left_out) {
  std::map<std::string, std::set<Words>> out;
  for (const auto& [name, definition] : schema["definitions"].items()) {
    if (!definition.contains("properties")) continue;
    for (const auto& [key, property] : definition["properties"].items()) {
      const json& one = property.contains("anyOf") ? property["anyOf"][0] : property;
      if (one.contains("enum") && !left_out.contains(key)) out[key].insert(one["enum"].get<Words>());
    }
  }
  return out;
}

const char* const broken_document = R"(
zzz: 1
document:
  {id: doc, title: t, number: n, issuer: i, region: national, in-force: 2020-01-01, provenance: zzz, zzz: 1,
   left-out: [{clause: 1, reason: r, zzz: 1}]}
rules:
  - {id: doc/1, clause: 1, title: t, verdict: zzz, category: motor, use: [zzz], provenance: zzz, zzz: 1,
     examples: [{item: {model: A}, expect: none, zzz: 1}],
     incentive: {kind: zzz, basis: b, zzz: 1, hold: {from: made_date, years: 5, left: made_date, zzz: 1},
       combine: [{with: doc, relation: zzz, basis: b, zzz: 1}]}}
  - {id: doc/2, clause: 2, title: t, category: motor, also: [doc/1], zzz: 1,
     levels: {standard: s, kind: zzz, combine: zzz, declared: efficiency_grade, zzz: 1,
       keys: [{field: power_kw, match: zzz, zzz: 1}], columns: [a],
       define: [{name: b, value: 1, zzz: 1}],
       measures: [{field: efficiency_pct, direction: zzz, thresholds: [a, a, a], zzz: 1}],
       energy: {kwh: 1, source: s, zzz: 1}, rows: [[1, 2]]}}
)";

const char* const broken_vocabulary = R"(
zzz: 1
units: [{id: m, dimension: length, factor: 1, zzz: 1}]
categories: [{id: new, label: {zh: 新, en: new, zzz: 1}, zzz: 1}]
fields: [{id: new, label: {zh: 新栏, en: new field}, type: zzz, merged: zzz, zzz: 1,
  choices: [{id: a, zh: 甲, en: a, zzz: 1}]}]
regions: [{id: new, label: {zh: 新区, en: new}, zzz: 1}]
designations: [{id: new, category: motor, pattern: x, zzz: 1}]
)";

// Looked at when the rest of the vocabulary is good.
const char* const broken_derivations = R"(
derivations: [{field: power_kw, category: motor, value: 1, source: s, zzz: 1}]
indicators:
  - {id: a, label: {zh: 甲, en: a}, document: d, clause: 1, target: t, counts: zzz, zzz: 1}
  - {id: b, label: {zh: 乙, en: b}, document: d, clause: 1, target: t, counts: choice, field: use, choice: in-use, zzz: 1,
     note: {zh: 注, en: note}}
  - {id: c, label: {zh: 丙, en: c}, document: d, clause: 1, target: t, counts: verdict, field: use, verdict: retire, zzz: 1}
)";

const Vocabulary& vocabulary() {
  static const RuleBase base = [] {
    RuleCompiler compiler;
    compiler.add("vocabulary.yaml", test_vocabulary_yaml);
    return compiler.finish();
  }();
  return base.vocabulary;
}

}  // namespace

TEST_CASE("the schema of rule files has the keys and words that the compiler takes") {
  const json schema = json::parse(rules_schema(vocabulary()));
  const std::vector<std::string> lines = complaints("", broken_document);
  std::map<std::string, Words> keys;
  collect_keys(lines, keys);
  same_keys(schema, "rule file", keys);
  // What an example expects has a message of its own; the grade is a number.
  CHECK(enums_known(schema, {"expect", "grade"}) == enums_said(lines));
  for (const json& expected : schema["definitions"]["example"]["properties"]["expect"]["enum"])
    CHECK((expected == "none" || verdict_by_id(expected.get<std::string>()) >= 0));
  CHECK(schema["definitions"]["example"]["properties"]["expect"]["enum"].size() == verdict_count);
}

TEST_CASE("the schema of vocabulary files has the keys and words that the compiler takes") {
  const json schema = json::parse(vocabulary_schema(vocabulary()));
  std::vector<std::string> lines = complaints(broken_vocabulary, "");
  const std::vector<std::string> more = complaints(broken_derivations, "");
  lines.insert(lines.end(), more.begin(), more.end());
  std::map<std::string, Words> keys;
  collect_keys(lines, keys);
  same_keys(schema, "vocabulary file", keys);
  CHECK(enums_known(schema, {"verdict"}) == enums_said(lines));
}

TEST_CASE("schemas complete the vocabulary's ids") {
  for (const Lang language : {Lang::zh, Lang::en}) {
    set_lang(language);
    const json schema = json::parse(rules_schema(vocabulary()));
    const json& fields = schema["definitions"]["field-id"];
    CHECK(fields["enum"].size() == vocabulary().fields.size());
    CHECK(fields["enumDescriptions"].size() == vocabulary().fields.size());
    CHECK(schema["definitions"]["date-field-id"]["enum"] ==
          json{"made_date", "in_service_date", "purchase_date", "stop_date"});
    const auto power =
        std::find(fields["enum"].begin(), fields["enum"].end(), json("power_kw")) - fields["enum"].begin();
    CHECK(fields["enumDescriptions"][power] == (language == Lang::zh ? "功率，数值，kW" : "power, number, kW"));
    CHECK(schema["definitions"]["rule"]["properties"]["category"]["anyOf"][0]["$ref"] == "#/definitions/category-id");
  }
  set_lang(Lang::zh);
}
