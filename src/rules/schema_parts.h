// What the schemas of rule files and of vocabulary files share.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "vocabulary/vocabulary.h"

namespace gengxin::schema {

using json = nlohmann::ordered_json;

inline json ref(const std::string& definition, const std::string& description) {
  return {{"$ref", "#/definitions/" + definition}, {"description", description}};
}
inline json ref(const std::string& definition) { return {{"$ref", "#/definitions/" + definition}}; }

/// The compiler reads a number as the text that stands there: `clause: 4.2`.
inline json text(const char* description) { return {{"type", {"string", "number"}}, {"description", description}}; }
inline json needed_text(const char* description) {
  json out = text(description);
  out["minLength"] = 1;
  return out;
}
inline json flag(const char* description) { return {{"type", "boolean"}, {"description", description}}; }
inline json date(const char* description) {
  return {{"type", "string"},
          {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
          {"patternErrorMessage", say("应为日期，写作 2024-07-16", "must be a day written 2024-07-16")},
          {"description", description}};
}

inline json array(json items, const char* description) {
  return {{"type", "array"}, {"items", std::move(items)}, {"description", description}};
}
/// One of them, or a list.
inline json some(const json& item, const char* description) {
  return {{"anyOf", {item, {{"type", "array"}, {"items", item}}}}, {"description", description}};
}
/// A text, or a list of texts.
inline json texts(const char* description) {
  return {{"type", {"string", "number", "array"}},
          {"items", {{"type", {"string", "number"}}}},
          {"description", description}};
}

struct Word {
  const char* id;
  const char* description;
};
inline json one_of(const std::vector<Word>& words, const char* description) {
  json out = {{"type", "string"}, {"enum", json::array()}, {"enumDescriptions", json::array()}};
  for (const Word& word : words) {
    out["enum"].push_back(word.id);
    out["enumDescriptions"].push_back(word.description);
  }
  out["description"] = description;
  return out;
}

/// An object that has these keys and no other.
inline json object(json properties, const std::vector<const char*>& required = {}) {
  json out = {{"type", "object"}};
  if (!required.empty()) out["required"] = required;
  out["additionalProperties"] = false;
  out["properties"] = std::move(properties);
  return out;
}

/// An object in which `key` is `value`.
inline json where(const char* key, const json& value) {
  return {{"required", {key}}, {"properties", {{key, {{"const", value}}}}}};
}
inline json has(const char* key) { return {{"required", {key}}}; }
inline json without(const std::vector<const char*>& keys) {
  json out;
  for (const char* key : keys) out["properties"][key] = false;
  return out;
}
inline json when(json condition, json then) { return {{"if", std::move(condition)}, {"then", std::move(then)}}; }
inline json when(json condition, json then, json otherwise) {
  json out = when(std::move(condition), std::move(then));
  out["else"] = std::move(otherwise);
  return out;
}

/// Ids of fields, units, categories or regions, with what each is.
class Ids {
 public:
  explicit Ids(const char* description) {
    out_ = {{"type", "string"}, {"description", description}};
    out_["enum"] = json::array();
  }
  void add(const std::string& id, const std::string& description) {
    out_["enum"].push_back(id);
    out_["enumDescriptions"].push_back(description);
  }
  json take() { return std::move(out_); }

 private:
  json out_;
};

json field_ids(const Vocabulary& vocabulary, const char* description);
json number_field_ids(const Vocabulary& vocabulary, const char* description);
json date_field_ids(const Vocabulary& vocabulary, const char* description);
json category_ids(const Vocabulary& vocabulary, const char* description);
json unit_ids(const Vocabulary& vocabulary, const char* description);
json region_ids(const Vocabulary& vocabulary, const char* description);
/// A condition or formula.
json expression(const char* description);
/// Ids alone, for an `if`.
template <class Entries>
json known(const Entries& entries) {
  json ids = json::array();
  for (const auto& entry : entries) ids.push_back(entry.id);
  return {{"properties", {{"id", {{"enum", std::move(ids)}}}}}};
}
/// "额定功率，kW"
std::string describe(const Field& field, const Vocabulary& vocabulary);
std::vector<Word> verdict_words();  // that rules give
std::vector<Word> type_words();     // of fields, in the order of FieldType

}  // namespace gengxin::schema
