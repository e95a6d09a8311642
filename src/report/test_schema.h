// Holds what the formats for programs write to their schemas.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace gengxin::test {

using ordered_json = nlohmann::ordered_json;

/// As much of JSON Schema as our schemas use, patterns left out.
inline std::string violates(const ordered_json& schema, const ordered_json& rule, const ordered_json& value,
                            const std::string& where) {
  if (rule.contains("$ref")) {
    const std::string name = rule["$ref"].get<std::string>().substr(std::string("#/$defs/").size());
    return violates(schema, schema["$defs"].at(name), value, where);
  }
  if (rule.contains("const") && rule["const"] != value) return where + ": not the constant";
  if (rule.contains("enum")) {
    bool found = false;
    for (const ordered_json& one : rule["enum"]) found = found || one == value;
    if (!found) return where + ": " + value.dump() + " is not in the enumeration";
  }
  if (rule.contains("oneOf")) {
    int fits = 0;
    for (const ordered_json& one : rule["oneOf"]) fits += violates(schema, one, value, where).empty() ? 1 : 0;
    if (fits != 1) return where + ": fits " + std::to_string(fits) + " alternatives";
  }
  if (rule.contains("type")) {
    const auto is = [&value](const std::string& type) {
      return type == "object"    ? value.is_object()
             : type == "array"   ? value.is_array()
             : type == "string"  ? value.is_string()
             : type == "boolean" ? value.is_boolean()
             : type == "null"    ? value.is_null()
             : type == "integer" ? value.is_number_integer()
                                 : value.is_number();
    };
    bool fits = false;
    if (rule["type"].is_array()) {
      for (const ordered_json& type : rule["type"]) fits = fits || is(type);
    } else {
      fits = is(rule["type"]);
    }
    if (!fits) return where + ": " + value.dump() + " is not of type " + rule["type"].dump();
  }
  if (value.is_object()) {
    for (const ordered_json& key : rule.value("required", ordered_json::array())) {
      if (!value.contains(key.get<std::string>())) return where + ": lacks " + key.get<std::string>();
    }
    const ordered_json properties = rule.value("properties", ordered_json::object());
    for (const auto& [key, member] : value.items()) {
      std::string wrong;
      if (properties.contains(key)) {
        wrong = violates(schema, properties[key], member, where + "/" + key);
      } else if (rule.contains("additionalProperties")) {
        if (rule["additionalProperties"] == false) return where + ": the schema does not know " + key;
        wrong = violates(schema, rule["additionalProperties"], member, where + "/" + key);
      }
      if (!wrong.empty()) return wrong;
    }
  }
  if (value.is_array() && rule.contains("items")) {
    for (size_t i = 0; i < value.size(); ++i) {
      std::string wrong = violates(schema, rule["items"], value[i], where + "/" + std::to_string(i));
      if (!wrong.empty()) return wrong;
    }
  }
  return {};
}

}  // namespace gengxin::test
