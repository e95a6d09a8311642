#include "mapping/inventory_schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "base/text.h"
#include "readers/keyed.h"

namespace gengxin {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* kScalars[] = {"string", "number", "boolean", "null"};

std::string in_words(const Label& label) { return lang() == Lang::zh ? label.zh : label.en; }

void add_once(json& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), json(text)) == list.end()) list.push_back(text);
}

// A whole number without ".0".
json limit(double number) {
  if (number == std::floor(number) && std::abs(number) < 1e15) return static_cast<int64_t>(number);
  return number;
}

json number(const Field& field, const Vocabulary& vocabulary, std::string& description) {
  json out = {{"type", {field.type == FieldType::integer ? "integer" : "number", "string", "null"}}};
  if (field.min > -1e300) out["minimum"] = limit(field.min);
  if (field.max < 1e300) out["maximum"] = limit(field.max);
  if (field.unit != no_id) {
    const std::string& unit = vocabulary.units[field.unit].id;
    description += fmt::format(fmt::runtime(say("，单位 {}；其他单位写成文字，如 \"{}\"",
                                                ", in {}; a text may name another unit of the kind: \"{}\"")),
                               unit, "7.5 " + unit);
  }
  return out;
}

json choice(const Field& field, std::string& description) {
  json spellings = json::array();
  for (const Choice& one : field.choices) add_once(spellings, one.id);
  for (const Choice& one : field.choices) {
    add_once(spellings, one.label.zh);
    add_once(spellings, one.label.en);
    for (const std::string& alias : one.aliases) add_once(spellings, alias);
  }
  spellings.push_back("");
  spellings.push_back(nullptr);
  description += say("：", ": ");
  for (const Choice& one : field.choices) {
    if (&one != field.choices.data()) description += say("、", ", ");
    description += one.id;
    if (const std::string words = in_words(one.label); words != one.id)
      description += fmt::format(fmt::runtime(say("（{}）", " ({})")), words);
  }
  return {{"enum", std::move(spellings)}};
}

json field_schema(const Field& field, const Vocabulary& vocabulary) {
  std::string description = in_words(field.label);
  json out;
  switch (field.type) {
    case FieldType::text:
      out["type"] = kScalars;
      break;
    case FieldType::number:
    case FieldType::integer:
    case FieldType::money:
      out = number(field, vocabulary, description);
      break;
    case FieldType::boolean:
      out = {{"type", {"boolean", "string", "integer", "null"}}, {"minimum", 0}, {"maximum", 1}};
      description += say("：true 或 false，也可写“是”或“否”", ": true or false; the words 是 and 否, yes and no too");
      break;
    case FieldType::choice:
      out = choice(field, description);
      break;
    case FieldType::date:
      out = {{"type", {"string", "number", "null"}}, {"pattern", "^$|[0-9]"}};
      description += say("：2003-05-01；只知年月则 2003-05，只知年份则 2003", ": 2003-05-01, or 2003-05, or 2003");
      break;
  }
  out["description"] = description;
  return out;
}

}  // namespace

std::string inventory_schema(const Vocabulary& vocabulary) {
  json properties = json::object();
  json fields = json::object();
  for (const Field& field : vocabulary.fields) {
    const json here = {{"$ref", "#/definitions/" + field.id}};
    fields[field.id] = field_schema(field, vocabulary);
    properties[field.id] = here;
  }
  for (const Field& field : vocabulary.fields)
    for (const std::string& label : {field.label.zh, field.label.en})
      if (!properties.contains(label) && vocabulary.fields_by_header(fold(label)).size() == 1)
        properties[label] = {{"$ref", "#/definitions/" + field.id}};
  if (const FieldId category = vocabulary.field("category"); category != no_id)
    for (const Category& c : vocabulary.categories) fields["category"]["examples"].push_back(in_words(c.label));

  const json items = {{"type", "array"}, {"items", {{"$ref", "#/definitions/item"}}}};
  json root = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", say("设备台账（JSON、YAML）", "an inventory in JSON or YAML")},
      {"description",
       say("对象的数组；或一个对象，在 items（或 "
           "equipment、data、设备、rows）之下有这样的数组，其余的值对没有自己的值的"
           "每一项成立；只有值的对象是一台设备。NDJSON 的每一行是 #/definitions/item",
           "an array of objects; or an object with such an array as items (equipment, data, 设备, rows), whose other "
           "values hold for each item without its own; an object of values alone is one item. A line of NDJSON is a "
           "#/definitions/item")},
      {"type", {"array", "object"}},
      {"items", {{"$ref", "#/definitions/item"}}},
      {"properties", properties}};
  for (const char* name : item_names) {
    json& list = root["properties"][name];
    list = items;
    list["type"] = {"array", "string", "number", "boolean", "null"};  // of one item it may be a value: 设备 is a name
    list["description"] = say("设备列表", "the list of items");
  }
  json item = {{"type", "object"},
               {"description", say("一台设备。未列出的键原样保留，随结论一并报告",
                                   "one piece of equipment. A key that names no field passes through")},
               {"properties", std::move(properties)},
               {"additionalProperties", {{"type", kScalars}}}};
  root["definitions"] = {{"item", std::move(item)}};
  root["definitions"].update(fields);
  return root.dump(2) + '\n';
}

}  // namespace gengxin
