#include "mapping/inventory_schema.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/diagnostic.h"
#include "rules/test_vocabulary.h"

using namespace gengxin;
using json = nlohmann::ordered_json;

namespace {

const Vocabulary& vocabulary() {
  static const RuleBase base = [] {
    RuleCompiler compiler;
    compiler.add("vocabulary.yaml", test_vocabulary_yaml);
    return compiler.finish();
  }();
  return base.vocabulary;
}

}  // namespace

TEST_CASE("an inventory's schema knows each field by its id and by labels of its own") {
  const json schema = json::parse(inventory_schema(vocabulary()));
  const json& item = schema["definitions"]["item"];
  for (const Field& field : vocabulary().fields)
    CHECK(item["properties"][field.id]["$ref"] == "#/definitions/" + field.id);
  CHECK(item["properties"]["功率"]["$ref"] == "#/definitions/power_kw");
  CHECK(item["additionalProperties"] == json{{"type", {"string", "number", "boolean", "null"}}});
  const json& power = schema["definitions"]["power_kw"];
  CHECK(power["type"] == json{"number", "string", "null"});
  CHECK(power["minimum"] == 0);
  CHECK(power["maximum"] == 100000);
  CHECK(schema["definitions"]["poles"]["type"][0] == "integer");
  CHECK(schema["definitions"]["use"]["enum"] ==
        json{"in-use", "planned", "purchased", "在用", "in use", "拟购置", "已购置", "", nullptr});
  for (const char* list : {"items", "equipment", "data", "设备", "rows"})
    CHECK(schema["properties"][list]["items"]["$ref"] == "#/definitions/item");
}

TEST_CASE("what an inventory's schema allows does not depend on the language") {
  const auto bare = [](Lang language) {
    set_lang(language);
    json schema = json::parse(inventory_schema(vocabulary()));
    set_lang(Lang::zh);
    schema.erase("title");
    schema.erase("description");
    for (json* objects : {&schema["definitions"], &schema["properties"]})
      for (auto& [name, one] : objects->items()) {
        one.erase("description");
        one.erase("examples");
      }
    return schema;
  };
  CHECK(bare(Lang::zh) == bare(Lang::en));
}
