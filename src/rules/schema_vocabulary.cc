// The schema of vocabulary files; file_schemas_test.cc holds it to what the loaders of the vocabulary take.
#include "rules/file_schemas.h"
#include "rules/rule.h"
#include "rules/schema_parts.h"

namespace gengxin {

using namespace schema;

namespace {

json label() { return ref("label", say("名称", "its names")); }
json id(const char* description) { return needed_text(description); }
json remark() { return {{"description", say("说明；程序不用", "a remark; the program does not use it")}}; }

// An entry that the vocabulary has already gets more aliases; a new one says all.
json entry(json out, const json& known, std::vector<const char*> of_new) {
  out["allOf"] = {when(known, json::object(), {{"required", std::move(of_new)}})};
  return out;
}

json field(const Vocabulary& vocabulary) {
  json end = {{"type", {"number", "string"}}};
  json words = {{"type", "object"},
                {"additionalProperties", {{"type", "integer"}}},
                {"description", say("代表数字的文字，如 IE3: 3", "cell texts that stand for a number: IE3: 3")}};
  json out = object(
      {{"id", id(say("条件中的变量名，以单位结尾：power_kw", "its name in conditions, ends with its unit: power_kw"))},
       {"label", label()},
       {"type", one_of(type_words(), say("类型", "type"))},
       {"unit", ref("unit-id", say("数值的基准单位；金额须为 yuan", "canonical unit of numbers; of money: yuan"))},
       {"range",
        {{"type", "array"},
         {"items", std::move(end)},
         {"minItems", 2},
         {"maxItems", 2},
         {"description", say("合理范围 [最小, 最大]，之外的视为读错",
                             "plausible values, [lowest, highest]; a cell outside is misread")}}},
       {"merged", one_of({{"each", say("对每一行都成立", "it holds for each of them")},
                          {"sum", say("是各行之和", "it is their sum")}},
                         say("合并单元格的值；金额默认 sum，其余 each",
                             "a cell merged over several rows (default: sum of money, else each)"))},
       {"aliases", texts(say("表头的其他写法", "headers, besides the labels and the id"))},
       {"choices", array(ref("choice"), say("选项", "what it may be"))},
       {"words", std::move(words)},
       {"note", remark()}},
      {"id"});
  out = entry(std::move(out), known(vocabulary.fields), {"label", "type"});
  out["allOf"].push_back(
      when(has("type"), when(where("type", "choice"), {{"required", {"choices"}}}, without({"choices"}))));
  out["allOf"].push_back(when(where("type", "money"), {{"required", {"unit"}}}));
  return out;
}

json category() {
  return object(
      {{"id", id(say("编号", "its id"))},
       {"label", label()},
       {"aliases", texts(say("类别栏的整格写法", "whole cells of a category column"))},
       {"keywords", texts(say("设备名称中的词，最长者定类别", "parts of an item's name; the longest decides"))},
       {"not-keywords", texts(say("名称中有此词则不是", "parts of a name that cancel the keywords"))},
       {"children", array(ref("category"), say("下级类别", "categories below it"))},
       {"note", remark()}},
      {"id"});
}

json designation() {
  return object({{"id", id(say("编号", "its id"))},
                 {"category", ref("category-id", say("设备类别", "the kind of equipment"))},
                 {"infer", flag(say("仅凭型号即可定类别", "whether the designation alone gives the category"))},
                 {"pattern", needed_text(say("RE2 正则，命名组为字段编号",
                                             "RE2 on the model's normal form; named groups are "
                                             "field ids"))},
                 {"scale",
                  {{"type", "object"},
                   {"additionalProperties", {{"type", {"number", "string"}}}},
                   {"description", say("各组换算到字段单位的倍数", "group: factor to the field's unit")}}},
                 {"means",
                  {{"type", "object"},
                   {"additionalProperties", {{"type", {"string", "number"}}}},
                   {"description", say("型号本身说明的选项", "choice field: what such a designation says")}}},
                 {"comment", remark()}},
                {"id", "category", "pattern"});
}

json derivation() {
  return object({{"field", ref("number-field-id", say("所求的字段", "the field that it gives"))},
                 {"category", some(ref("category-id"), say("适用的设备类别", "for these kinds of equipment"))},
                 {"when", expression(say("条件", "a condition"))},
                 {"value", expression(say("公式，结果为字段的单位", "a formula in the field's unit"))},
                 {"source", needed_text(say("公式的出处或理由", "the formula's number and clause, or the reason"))},
                 {"note", remark()}},
                {"field", "category", "value", "source"});
}

json indicator() {
  json out = object(
      {{"id", id(say("编号", "its id"))},
       {"label", label()},
       {"document", needed_text(say("规定它的文件的编号", "id of the document that sets the target"))},
       {"clause", needed_text(say("条款", "its clause"))},
       {"target", needed_text(say("目标，用文件原文", "the target in the document's words"))},
       {"above", text(say("目标中的数字：须超过的百分数", "the number in them: per cent, to be exceeded"))},
       {"note", ref("label", say("这一数字可信到何种程度", "how far the figure can be trusted"))},
       {"counts",
        one_of({{"grade", say("达到节能水平的，占已知等级的", "at the energy-saving level, of known grades")},
                {"benchmark", say("低于基准水平的，占已知水平的", "below the baseline, of known levels")},
                {"choice", say("字段为该选项的，占已填的", "`field` is `choice`, of items whose field is known")},
                {"verdict", say("有该判定的，占字段已填的",
                                "with a finding of `verdict`, of items whose field is "
                                "known")}},
               say("数什么", "what is counted"))},
       {"field",
        ref("field-id", say("counts 为 choice 或 verdict 时：字段", "of counts choice and verdict: the field"))},
       {"choice", text(say("counts 为 choice 时：选项编号", "of counts choice: id of the choice"))},
       {"verdict", one_of(verdict_words(), say("counts 为 verdict 时：判定", "of counts verdict: the verdict"))},
       {"category", some(ref("category-id"), say("设备类别，默认全部", "kinds of equipment (default: all)"))},
       {"weights",
        some(ref("number-field-id"), say("同时求和的数值，最多两项", "fields of numbers summed beside, at most 2"))}},
      {"id", "label", "document", "clause", "target", "counts"});
  out["allOf"] = {when(where("counts", "choice"), {{"required", {"field", "choice"}}}, without({"choice"})),
                  when(where("counts", "verdict"), {{"required", {"field", "verdict"}}}, without({"verdict"})),
                  when({{"properties", {{"counts", {{"enum", {"grade", "benchmark"}}}}}}}, without({"field"}))};
  return out;
}

}  // namespace

std::string vocabulary_schema(const Vocabulary& vocabulary) {
  json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                 {"title", say("词汇文件", "vocabulary file")},
                 {"description", say("由 gengxin schema vocabulary 生成。已有的条目只可增加别名，新条目须写全",
                                     "made by `gengxin schema vocabulary`. An entry that is there already gets more "
                                     "aliases, a new one says all")}};
  schema.update(object({
      {"units", array(ref("unit"), say("单位", "units of measurement"))},
      {"categories", array(ref("category"), say("设备类别，树形", "kinds of equipment, a tree"))},
      {"fields", array(ref("field"), say("字段：台账的栏", "fields: what a column may be"))},
      {"regions", array(ref("region"), say("地区，上级在前", "regions, each after the one it lies in"))},
      {"designations", array(ref("designation"), say("型号的写法", "what a model designation says"))},
      {"derivations", array(ref("derivation"), say("可由其他字段确定的值", "values that follow from others"))},
      {"indicators",
       array(ref("indicator"), say("方案的总量目标", "what a plan wants of all of a company's equipment"))},
      {"lists", remark()},
      {"note", remark()},
  }));
  json choice = object({{"id", id(say("编号，条件中用：fuel == 'coal'", "its id in conditions: fuel == 'coal'"))},
                        {"zh", text(say("中文名", "in Chinese"))},
                        {"en", text(say("英文名", "in English"))},
                        {"aliases", texts(say("单元格的其他写法", "other spellings of the cell"))}},
                       {"id"});
  choice["dependencies"] = {{"zh", {"en"}}, {"en", {"zh"}}};
  json unit = object(
      {{"id", id(say("写法", "as it is written"))},
       {"dimension", text(say("量纲；同量纲的可换算", "units of one dimension convert"))},
       {"factor", text(say("折合多少基准单位：小数或分数 1/60", "of the dimension's base unit: a decimal, or 1/60"))},
       {"aliases", texts(say("其他写法", "other spellings"))},
       {"note", remark()}},
      {"id"});
  json region =
      object({{"id", id(say("编号", "its id"))},
              {"label", label()},
              {"in", text(say("上级地区", "the region that it lies in"))},
              {"aliases", texts(say("地址中的其他写法", "other names in addresses"))},
              {"lists", texts(say("所在名单，如 air-key-region", "lists it belongs to, such as air-key-region"))},
              {"note", remark()},
              {"provenance", remark()}},
             {"id"});
  schema["definitions"] = {
      {"label", object({{"zh", needed_text(say("中文", "in Chinese"))}, {"en", needed_text(say("英文", "in English"))}},
                       {"zh", "en"})},
      {"unit", entry(std::move(unit), known(vocabulary.units), {"dimension", "factor"})},
      {"category", entry(category(), known(vocabulary.categories), {"label"})},
      {"field", field(vocabulary)},
      {"choice", std::move(choice)},
      {"region", entry(std::move(region), known(vocabulary.regions), {"label"})},
      {"designation", designation()},
      {"derivation", derivation()},
      {"indicator", indicator()},
      {"unit-id", unit_ids(vocabulary, say("单位", "a unit"))},
      {"field-id", field_ids(vocabulary, say("字段编号", "id of a field"))},
      {"number-field-id", number_field_ids(vocabulary, say("数值字段的编号", "id of a field of numbers"))},
      {"category-id", category_ids(vocabulary, say("设备类别的编号", "id of a category"))},
  };
  return schema.dump(2) + '\n';
}

}  // namespace gengxin
