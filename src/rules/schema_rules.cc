// The schema of a document with its rules; file_schemas_test.cc holds it to what load_document.cc and load_levels.cc
// take.
#include "rules/file_schemas.h"
#include "rules/rule.h"
#include "rules/schema_parts.h"

namespace gengxin {

using namespace schema;

namespace {

json provenance(const char* description) {
  return one_of({{"official", say("据官方文本", "read in the official text")},
                 {"transcribed", say("据官方文本的转录", "copied from a transcription of the official text")},
                 {"recalled", say("据专家记忆，未核对；结论为“疑似”",
                                  "from expert memory, unchecked: its findings are suspected")}},
                description);
}

json document() {
  return object(
      {{"id",
        {{"type", {"string", "number"}},
         {"pattern", "^[a-z0-9.-]+$"},
         {"patternErrorMessage", say("应为小写字母、数字、短横和点", "lower-case letters, digits, dashes and points")},
         {"description", say("本规则库中的编号，不得重复：小写字母、数字、短横、点",
                             "unique: lower-case letters, digits, dashes, points")}}},
       {"title", needed_text(say("文件全称", "the document's full title"))},
       {"number", needed_text(say("文号或标准号", "its number: 工业和信息化部公告2016年第13号, GB 18613-2020"))},
       {"issuer", needed_text(say("发文机关", "who issued it"))},
       {"region", ref("region-id", say("适用地区", "where it is in force"))},
       {"in-force", date(say("施行之日", "first day in force"))},
       {"until", date(say("有效期的最后一日", "last day in force"))},
       {"provenance",
        provenance(say("内容从何而来；条款可另写", "how sure the encoding is; a rule may say otherwise"))},
       {"also", texts(say("本文件各等级表同时依据的条款（规则编号）",
                          "rules that a finding of this document's levels leans on as well"))},
       {"replaces", texts(say("所代替文件的文号，未编入规则库的也写",
                              "numbers of the documents whose place it takes, also of those not encoded"))},
       {"source", text(say("数字读自何处", "where the figures were read"))},
       {"note",
        text(say("来源之间的出入、未编入的内容及理由", "conflicts between references, what was left out and why"))},
       {"left-out", array(ref("left-out-entry"), say("未编入的条目", "clauses that are not encoded"))}},
      {"id", "title", "number", "issuer", "region", "in-force", "provenance"});
}

json rule() {
  json out = object(
      {{"id",
        {{"type", {"string", "number"}},
         {"pattern", "^[a-z0-9.-]+/[a-z0-9./-]*$"},
         {"patternErrorMessage", say("应为“文件编号/条款”，小写字母、数字、短横和点",
                                     "document-id/clause: lower-case letters, digits, dashes and points")},
         {"description", say("文件编号/条款，不得重复", "document-id/clause, unique in the whole rule base")}}},
       {"clause", needed_text(say("条款号，照文件写", "the clause as the document numbers it"))},
       {"title", needed_text(say("条款内容，用官方中文", "what the clause says, in official Chinese"))},
       {"title-en", text(say("英文的条款内容", "the same in English"))},
       {"documentation", flag(say("此条只供阅读，不参与核查", "the clause stands here to be read and never matches"))},
       {"verdict", one_of(verdict_words(), say("判定；等级表（levels）自行给出判定，不写此项",
                                               "what a match means; levels give their verdict themselves"))},
       {"category",
        some(ref("category-id"), say("设备类别，下级类别也包括在内", "kinds of equipment; those below are included"))},
       {"series", texts(say("型号系列，须是型号开头的整个词：S9 不含 S90",
                            "series designations, whole words at the start of the model: S9 is not S90"))},
       {"models", texts(say("型号；其后只可再跟额定值。与 series 有一项符合即可",
                            "designations, followed by a rating at most. With `series`, either is enough"))},
       {"terms", texts(say("名称或型号中须有其中一词", "words, one of which stands in the item's name or model"))},
       {"when", expression(say("条件，CEL 语法，以字段编号为变量：in_service_date < date('1998-01-01')",
                               "condition in CEL syntax over field ids: in_service_date < date('1998-01-01')"))},
       {"use", some(one_of({{"in-use", say("在用", "in use")},
                            {"planned", say("拟购置", "to be bought")},
                            {"purchased", say("已购置", "bought")}},
                           say("使用状态", "use")),
                    say("针对的使用状态；默认在用，eligible 默认拟购置和已购置",
                        "what it speaks to (default: in-use; of eligible: planned, purchased)"))},
       {"deadline", date(say("须在此日之前办结", "by which the verdict must be acted on"))},
       {"in-force", date(say("与文件不同时：施行之日", "where it differs from the document's: first day in force"))},
       {"until", date(say("与文件不同时：最后一日", "where it differs from the document's: last day in force"))},
       {"provenance", provenance(say("与文件不同时：内容从何而来", "where it differs from the document's"))},
       {"levels", ref("levels", say("等级表", "a table of efficiency grades, benchmarks or limits"))},
       {"incentive", ref("incentive", say("优惠政策：类型、基数、比例、上限",
                                          "what an eligible item earns: kind, base, rate, cap"))},
       {"also", texts(say("仅等级表：同时依据的条款，代替文件的 also",
                          "levels only: rules that its findings lean on as well; overrides the document's"))},
       {"note", text(say("读者须知", "what a reader must know"))},
       {"examples", array(ref("example"), say("示例：命中、不命中、资料不足，由 rules test 验证",
                                              "items that hit, miss and stay undetermined; run by rules test"))}},
      {"id", "clause", "title"});
  const json documentation = where("documentation", true);
  out["allOf"] = {
      when(documentation, without({"verdict", "examples"}), {{"required", {"category"}}}),
      when(has("levels"), without({"verdict"}), without({"also"})),
      when({{"anyOf", {documentation, has("levels")}}}, json::object(), {{"required", {"verdict"}}}),
      when(has("verdict"), when(where("verdict", "eligible"), {{"required", {"incentive"}}}, without({"incentive"}))),
  };
  return out;
}

json example(const Vocabulary& vocabulary) {
  json cells = json::object();
  for (const Field& field : vocabulary.fields) {
    json cell = ref("cell", describe(field, vocabulary));
    for (const Choice& choice : field.choices) cell["examples"].push_back(choice.id);
    cells[field.id] = std::move(cell);
  }
  std::vector<Word> expected = verdict_words();
  expected.push_back({"undetermined", say("资料不足", "cannot be decided; lists the missing fields")});
  expected.push_back({"compliant", say("符合", "checked, and nothing found")});
  expected.push_back({"none", say("无判定", "no finding")});
  json item = object(std::move(cells));
  item["description"] =
      say("设备的各栏，照台账的写法：2003、7.5kW。类别默认为规则的第一个类别",
          "the item's cells as people write them: 2003, 7.5kW. Its category is the rule's first unless "
          "it says another");
  return object(
      {{"item", std::move(item)},
       {"expect", one_of(expected, say("应得的判定", "the verdict that it must get"))},
       {"missing", some(ref("field-id"), say("应缺的字段", "the fields that must be missing"))},
       {"grade",
        {{"enum", {1, 2, 3, 4, 5, 6}},
         {"description",
          say("应得的等级；低于末级的为末级加一", "the grade that it must get; one more than the last is below it")}}},
       {"amount", text(say("应得的金额（元）", "the amount that it must earn, in yuan"))},
       {"as-of",
        date(say("按哪一天核对；默认文件施行之日或 2026-01-01，取较晚者",
                 "the day of the check (default: the document's first day in force or 2026-01-01, the later)"))},
       {"region", ref("region-id", say("企业所在地，默认 luoyang", "where the company is (default: luoyang)"))},
       {"note", text(say("说明", "a remark"))}},
      {"item", "expect"});
}

json incentive() {
  json out = object(
      {{"kind", one_of({{"tax-credit", say("税额抵免", "tax credit")},
                        {"subsidy", say("补贴", "subsidy")},
                        {"loan", say("贷款或贴息", "loan, or interest on it")},
                        {"depreciation", say("折旧或一次性扣除：不是现金", "a deduction, not money received")},
                        {"listing", say("入库、入名单", "a place on a list")},
                        {"project-grant", say("项目资金", "a grant to a project")}},
                       say("政策类型", "kind of incentive"))},
       {"base", expression(say("计算基数，金额：purchase_price_ex_vat - fiscal_funds",
                               "what the rate applies to, money: purchase_price_ex_vat - fiscal_funds"))},
       {"rate",
        {{"type", {"string", "number"}},
         {"exclusiveMinimum", 0},
         {"pattern", "^[0-9.]+ *%?$"},
         {"patternErrorMessage", say("应写作 10% 或 0.1", "must be like 10% or 0.1")},
         {"description", say("比例：10% 或 0.1；有 base 时必填", "10% or 0.1; needed with `base`")}}},
       {"cap",
        {{"type", {"number", "string"}},
         {"minimum", 0},
         {"description", say("上限（元）", "largest amount, in yuan")}}},
       {"carry-forward-years",
        {{"type", "integer"},
         {"minimum", 0},
         {"maximum", 100},
         {"description", say("可结转的年数", "years that an unused rest is carried forward")}}},
       {"basis", needed_text(say("计算依据，随金额显示", "the basis in words, shown with the amount"))},
       {"check",
        texts(say("仍须核对的事项；有则结论为“疑似”", "what must still be looked at; the finding is then suspected"))},
       {"within",
        expression(say("当年抵扣的限额，如 tax_payable；其余结转",
                       "what the amount is set against this year, such as tax_payable; the rest is carried"))},
       {"hold",
        ref("hold", say("持有期：期内转让、出租须补缴", "how long it must be kept, or what was credited is repaid"))},
       {"combine", array(ref("combination"), say("与其他政策的关系", "how it stands to other incentives"))}},
      {"kind", "basis"});
  out["dependencies"] = {{"base", {"rate"}}};
  return out;
}

json hold() {
  return object(
      {{"from", ref("date-field-id", say("起算日期的字段", "the field whose day starts the clock"))},
       {"years",
        {{"type", "integer"},
         {"minimum", 1},
         {"maximum", 100},
         {"description", say("年数，到该年年底", "years, to the end of the calendar year")}}},
       {"left", ref("date-field-id", say("转让、出租或停用日期的字段", "the field with the day it was given up"))}},
      {"from", "years", "left"});
}

json combination() {
  return object({{"with", needed_text(say("另一政策的规则或文件编号", "id of the other rule, or of its document"))},
                 {"relation", one_of({{"excludes", say("不得同时享受", "one or the other")},
                                      {"reduces-base", say("从基数中扣除", "its amount comes off this one's base")},
                                      {"both", say("可同时享受", "both")},
                                      {"ask", say("未定，须询问", "not known: ask")}},
                                     say("关系", "how they stand to each other"))},
                 {"basis", needed_text(say("依据的条文", "the text it rests on"))}},
                {"with", "relation", "basis"});
}

json levels() {
  json out = object(
      {{"standard", needed_text(say("标准号，如 GB 18613-2020", "the standard's number, such as GB 18613-2020"))},
       {"effective", date(say("自此日起投运而低于末级的为违规",
                              "put into service from this day on and below the last grade: a violation"))},
       {"kind", one_of({{"grades", say("能效等级：3 或 5 级", "efficiency grades, 3 or 5")},
                        {"benchmark", say("标杆水平、基准水平", "benchmark and baseline level")},
                        {"limits", say("能耗限额：先进值、准入值、限定值", "limits: advanced, access, limit")}},
                       say("等级的种类", "what the thresholds are"))},
       {"recommended", flag(say("推荐性标准，没有准入水平", "a recommended standard, which has no access level"))},
       {"combine", one_of({{"all", say("各项指标都达到才算", "an item has the best grade that all measures meet")},
                           {"one", say("末级须都达到，以上各级达到一项即可",
                                       "the last grade asks for all measures, a better one for any one of them")}},
                          say("多项指标如何合并，默认 all", "how several measures make one grade (default: all)"))},
       {"declared", ref("field-id", say("自报等级的字段，没有实测值时用",
                                        "the field with a declared grade, used when no measured value is there"))},
       {"declared-when", expression(say("何时自报等级是按本版标准", "when a declared grade is one of this edition"))},
       {"keys", array(ref("key"), say("每行开头的各栏", "the first columns of each row, in this order"))},
       {"columns", texts(say("键之后各栏的名称，最多 24", "names of the columns after the keys, at most 24"))},
       {"define", array(ref("define"), say("公式中可用的中间值", "named numbers for the thresholds, in order"))},
       {"measures", array(ref("measure"), say("比较的指标，最多 4 项", "what is compared, at most 4"))},
       {"energy", ref("energy", say("达到目标水平每年节约的电量",
                                    "electricity a year between the present value and the target"))},
       {"rows", array(array(ref("level-cell"), say("先各键，后各栏", "keys, then columns")),
                      say("表的各行，照标准的顺序", "the rows in the standard's order"))}},
      {"standard", "kind", "measures", "rows"});
  out["properties"]["define"]["maxItems"] = LevelTable::max_defines;
  out["properties"]["measures"]["maxItems"] = LevelTable::max_measures;
  const auto thresholds = [](const char* kind, const json& sizes) {
    const json measure = {{"type", "object"}, {"properties", {{"thresholds", sizes}}}};
    return when(where("kind", kind), {{"properties", {{"measures", {{"type", "array"}, {"items", measure}}}}}});
  };
  const auto exactly = [](int n) { return json{{"type", "array"}, {"minItems", n}, {"maxItems", n}}; };
  out["allOf"] = {thresholds("benchmark", exactly(2)), thresholds("limits", exactly(3)),
                  thresholds("grades", {{"anyOf", {exactly(3), exactly(5)}}})};
  return out;
}

json key() {
  json out = object(
      {{"field", ref("field-id", say("字段", "the field"))},
       {"match",
        one_of(
            {{"exact", say("等于；写 [a, b] 为任一，'*' 为任何值", "equal; [a, b] for any of them, '*' for any value")},
             {"range", say("区间，如 '(300, 10000]'", "an interval such as '(300, 10000]'")},
             {"next-higher", say("不小于它的最小一档", "the smallest row value not below the item's")},
             {"linear", say("标准规定可内插", "interpolated, where the standard says so")},
             {"linear-recalled", say("凭记忆可内插；结论为“疑似”", "the same from memory: the finding is suspected")}},
            say("如何与台账的值比较", "how a row's value meets the item's"))}},
      {"field", "match"});
  out["allOf"] = {when(where("match", "exact"), json::object(), {{"properties", {{"field", ref("number-field-id")}}}})};
  return out;
}

json measure() {
  json threshold = {{"type", {"string", "number", "null"}},
                    {"description", say("公式；null 为没有这一级", "a formula; null where there is no such level")}};
  json out =
      object({{"field", ref("field-id", say("字段", "the field"))},
              {"direction",
               one_of({{"at-least", say("越高越好", "more is better")}, {"at-most", say("越低越好", "less is better")}},
                      say("方向", "which way is good"))},
              {"thresholds",
               array(std::move(threshold), say("各级的界限，最好的在前：benchmark 2 个，limits 3 个，grades 3 或 5 个",
                                               "one a level, best first: 2 of a benchmark, 3 of limits, 3 or 5 of "
                                               "grades"))}},
             {"field", "direction", "thresholds"});
  return out;
}

}  // namespace

std::string rules_schema(const Vocabulary& vocabulary) {
  json schema = {
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", say("规则文件", "rule file")},
      {"description", say("一份文件及其条款。由 gengxin schema rules 生成，字段、类别和地区取自词汇表",
                          "a legal document and its clauses. Made by `gengxin schema rules`; fields, categories and "
                          "regions are the vocabulary's")}};
  schema.update(object({{"document", ref("document", say("文件", "the document"))},
                        {"rules", array(ref("rule"), say("条款，照文件的顺序", "its clauses in its own order"))}},
                       {"document", "rules"}));
  schema["definitions"] = {
      {"document", document()},
      {"left-out-entry", object({{"clause", needed_text(say("条款号", "the clause"))},
                                 {"reason", needed_text(say("为何未编入", "why it is not encoded"))}},
                                {"clause", "reason"})},
      {"rule", rule()},
      {"example", example(vocabulary)},
      {"incentive", incentive()},
      {"hold", hold()},
      {"combination", combination()},
      {"levels", levels()},
      {"key", key()},
      {"define", object({{"name", needed_text(say("名称", "its name in the formulas"))},
                         {"value", expression(say("公式", "a formula of columns, fields and the names before it"))}},
                        {"name", "value"})},
      {"measure", measure()},
      {"energy", object({{"kwh", expression(say("每年节约的千瓦时；目标值为 target_ 加字段编号",
                                                "kWh a year; a measure's target value is target_ and its field's id"))},
                         {"source", needed_text(say("公式的出处", "where the formula comes from"))}},
                        {"kwh", "source"})},
      {"cell", {{"type", {"string", "number", "boolean", "null"}}}},
      {"level-cell",
       {{"type", {"number", "string", "boolean", "null", "array"}},
        {"items", {{"type", {"number", "string", "boolean"}}}},
        {"description", say("null 为标准中的短横", "null is the printed dash")}}},
      {"field-id", field_ids(vocabulary, say("字段编号", "id of a field"))},
      {"number-field-id", number_field_ids(vocabulary, say("数值字段的编号", "id of a field of numbers"))},
      {"date-field-id", date_field_ids(vocabulary, say("日期字段的编号", "id of a field of dates"))},
      {"category-id", category_ids(vocabulary, say("设备类别的编号", "id of a category"))},
      {"region-id", region_ids(vocabulary, say("地区编号", "id of a region"))},
  };
  return schema.dump(2) + '\n';
}

}  // namespace gengxin
