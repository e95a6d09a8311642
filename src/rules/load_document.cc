// A document with its rules: the frame of a file under rules/, and all of a rule but its level table.
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"
#include "rules/compiler.h"

namespace gengxin {
namespace {

const std::vector<std::string_view> provenances = {"recalled", "transcribed", "official"};

bool good_id(std::string_view id) {
  return !id.empty() && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '/' || c == '.';
  });
}

Example load_example(const YAML::Node& node, const Vocabulary& vocabulary, Problems& problems) {
  YamlMap map(node, "example", problems);
  Example example;
  example.line = map.line();
  YAML::Node item = map.take("item");
  if (!item.IsDefined() || !item.IsMap()) {
    map.fail("example lacks 'item: {field: cell, ...}'");
  } else {
    YAML::Emitter text;
    text << YAML::Flow << item;
    example.item_text = text.c_str();
    for (const auto& cell : item) {
      std::string field = cell.first.IsScalar() ? cell.first.Scalar() : "";
      if (vocabulary.field(field) == no_id)
        map.fail(cell.first, fmt::format("'{}' is no field", field));
      else if (cell.second.IsNull())
        example.item.emplace_back(field, "");
      else if (cell.second.IsScalar())
        example.item.emplace_back(field, cell.second.Scalar());
      else
        map.fail(cell.second, "a cell must be a single value");
    }
  }
  example.expect = map.text("expect", true);
  if (!example.expect.empty() && example.expect != "none" && verdict_by_id(example.expect) < 0)
    map.fail(fmt::format("expect: '{}' is neither a verdict nor none", example.expect));
  example.check_missing = map.has("missing");
  example.missing = map.texts("missing");
  for (const std::string& field : example.missing)
    if (vocabulary.field(field) == no_id) map.fail(fmt::format("missing: '{}' is no field", field));
  std::string grade = map.text("grade");
  if (!grade.empty()) {
    if (grade.size() == 1 && grade[0] >= '1' && grade[0] <= '6')
      example.grade = grade[0] - '0';
    else
      map.fail("grade must be 1 to 6 (one more than the standard has: below its last grade)");
  }
  example.amount = map.text("amount");
  if (!example.amount.empty()) {
    auto amount = Decimal::parse(example.amount);
    if (!amount)
      map.fail(fmt::format("amount '{}' is no number", example.amount));
    else
      example.amount = amount->to_fixed(2);
  }
  Day as_of = map.date("as-of");
  if (as_of != no_day) example.as_of = format_date(as_of);
  example.region = map.text("region");
  if (!example.region.empty() && vocabulary.region(example.region) == no_id)
    map.fail(fmt::format("there is no region '{}'", example.region));
  map.take("note");
  map.finish();
  return example;
}

// "10%", "0.1".
bool read_rate(std::string text, Decimal& rate) {
  bool percent = !text.empty() && text.back() == '%';
  if (percent) text.pop_back();
  auto number = Decimal::parse(trim(text));
  if (!number) return false;
  rate = *number;
  if (percent) rate.exponent = static_cast<int8_t>(rate.exponent - 2);
  return rate.mantissa > 0;
}

// {from: purchase_date, years: 5, left: stop_date}
void load_hold(const YAML::Node& node, const Vocabulary& vocabulary, Incentive& incentive, Problems& problems) {
  YamlMap hold(node, "hold", problems);
  const auto date_field = [&](std::string_view key) {
    const std::string id = hold.text(key, true);
    const FieldId field = vocabulary.field(id);
    if (!id.empty() && (field == no_id || vocabulary.fields[field].type != FieldType::date))
      hold.fail(fmt::format("{}: '{}' is no field of type date", key, id));
    return field;
  };
  incentive.hold_from = date_field("from");
  incentive.hold_left = date_field("left");
  const auto years = Decimal::parse(hold.text("years", true));
  if (!years || years->exponent < 0 || years->mantissa <= 0 || years->to_double() > 100)
    hold.fail("years must be a number of years");
  else
    incentive.hold_years = static_cast<int>(years->to_double());
  hold.finish();
}

void load_incentive(const YAML::Node& node, const Vocabulary& vocabulary, Rule& rule, Problems& problems) {
  YamlMap map(node, "incentive", problems);
  Incentive& incentive = rule.incentive;
  int kind = map.one_of("kind", {"tax-credit", "subsidy", "loan", "depreciation", "listing", "project-grant"}, true);
  static constexpr const char* kinds[] = {"tax-credit", "subsidy", "loan", "depreciation", "listing", "project-grant"};
  if (kind >= 0) incentive.kind = kinds[kind];
  YAML::Node base = map.take("base");
  if (base.IsDefined()) incentive.base = load_expression(base, {vocabulary}, Type::money, problems);
  std::string rate = map.text("rate", base.IsDefined());
  if (!rate.empty() && !read_rate(rate, incentive.rate))
    map.fail(fmt::format("rate '{}' must be like 10% or 0.1", rate));
  std::string cap = map.text("cap");
  if (!cap.empty()) {
    auto number = Decimal::parse(cap);
    if (!number || number->mantissa < 0)
      map.fail(fmt::format("cap '{}' must be an amount in yuan", cap));
    else
      incentive.cap = *number;
    incentive.has_cap = true;
  }
  std::string years = map.text("carry-forward-years");
  if (!years.empty()) {
    auto number = Decimal::parse(years);
    if (!number || number->exponent < 0 || number->to_double() > 100)
      map.fail("carry-forward-years must be a number of years");
    else
      incentive.carry_forward_years = static_cast<int>(number->to_double());
  }
  incentive.basis = map.text("basis", true);
  incentive.check = map.texts("check");
  YAML::Node within = map.take("within");
  if (within.IsDefined()) incentive.within = load_expression(within, {vocabulary}, Type::money, problems);
  YAML::Node hold = map.take("hold");
  if (hold.IsDefined()) load_hold(hold, vocabulary, incentive, problems);
  for (const YAML::Node& entry : map.list("combine")) {
    YamlMap one(entry, "combination", problems);
    Combination combination;
    combination.with = one.text("with", true);
    const int relation = one.one_of("relation", {"excludes", "reduces-base", "both", "ask"}, true);
    if (relation >= 0) combination.relation = static_cast<Combination::Relation>(relation);
    combination.basis = one.text("basis", true);
    one.finish();
    incentive.combine.push_back(std::move(combination));
  }
  map.finish();
}

void check_model_texts(const std::vector<std::string>& from, std::vector<std::string>& to, std::string_view key,
                       YamlMap& map) {
  for (const std::string& text : from) {
    std::string form = model_form(text);
    if (form.empty())
      map.fail(fmt::format("{} holds an empty designation '{}'", key, text));
    else if (std::find(to.begin(), to.end(), form) != to.end())
      map.fail(fmt::format("{} holds '{}' twice", key, text));
    else
      to.push_back(form);
  }
}

void load_rule(const YAML::Node& node, const Document& document, const std::vector<std::string>& also,
               uint16_t position, RuleBase& base, Problems& problems) {
  const Vocabulary& vocabulary = base.vocabulary;
  YamlMap map(node, "rule", problems);
  if (!map.valid()) return;
  Rule rule;
  RuleDetail detail;
  detail.file = problems.file();
  detail.line = map.line();
  rule.document = position;
  rule.id = map.text("id", true);
  if (!good_id(rule.id) || rule.id.rfind(document.id + "/", 0) != 0)
    map.fail(fmt::format("rule id '{}' must be '{}/' and lower-case letters, digits, dashes and points", rule.id,
                         document.id));
  if (base.rule(rule.id)) map.fail(fmt::format("rule id '{}' stands twice", rule.id));
  rule.clause = map.text("clause", true);
  rule.title = map.text("title", true);
  rule.title_en = map.text("title-en");
  rule.documentation = map.flag("documentation");
  rule.has_levels = map.has("levels");
  rule.has_incentive = map.has("incentive");
  bool plain = !rule.documentation && !rule.has_levels;
  int verdict = map.one_of(
      "verdict", {"retire", "restrict", "below-baseline", "below-access", "upgrade", "overage", "in-scope", "eligible"},
      plain);
  if (verdict >= 0) {
    if (!plain) map.fail("levels give the verdict themselves and documentation gives none: drop 'verdict'");
    rule.verdict = static_cast<Verdict>(verdict);
  }
  if (plain && (rule.verdict == Verdict::eligible) != rule.has_incentive)
    map.fail("'incentive' belongs to the verdict eligible, and eligible needs it");

  int provenance = map.one_of("provenance", provenances);
  rule.provenance = provenance >= 0 ? static_cast<Provenance>(provenance) : document.provenance;
  rule.in_force = map.date("in-force");
  if (rule.in_force == no_day) rule.in_force = document.in_force;
  rule.until = map.date("until");
  if (rule.until == no_day) rule.until = document.until;
  if (rule.until != no_day && rule.until < rule.in_force) map.fail("'until' lies before 'in-force'");
  rule.deadline = map.date("deadline");

  rule.uses =
      rule.verdict == Verdict::eligible ? uint8_t(Use::planned) | uint8_t(Use::purchased) : uint8_t(Use::in_use);
  if (map.has("use")) {
    rule.uses = 0;
    for (const std::string& use : map.texts("use")) {
      if (use == "in-use")
        rule.uses |= uint8_t(Use::in_use);
      else if (use == "planned")
        rule.uses |= uint8_t(Use::planned);
      else if (use == "purchased")
        rule.uses |= uint8_t(Use::purchased);
      else
        map.fail(fmt::format("use '{}' must be one of: in-use, planned, purchased", use));
    }
  }
  for (const std::string& id : map.texts("category")) {
    CategoryId category = vocabulary.category(id);
    if (category == no_id)
      map.fail(fmt::format("there is no category '{}' in vocabulary/categories.yaml", id));
    else
      rule.categories.push_back(category);
  }
  if (!rule.documentation && rule.categories.empty()) map.fail("rule lacks 'category'");
  check_model_texts(map.texts("series"), rule.series, "series", map);
  check_model_texts(map.texts("models"), rule.models, "models", map);
  for (const std::string& term : map.texts("terms")) rule.terms.push_back(fold(term));
  YAML::Node when = map.take("when");
  if (when.IsDefined()) rule.when = load_expression(when, {vocabulary}, Type::boolean, problems);
  YAML::Node levels = map.take("levels");
  if (levels.IsDefined()) load_levels(levels, vocabulary, rule, problems);
  YAML::Node incentive = map.take("incentive");
  if (incentive.IsDefined()) load_incentive(incentive, vocabulary, rule, problems);
  detail.also = map.has("also") ? map.texts("also") : rule.has_levels ? also : std::vector<std::string>();
  if (!rule.has_levels && !detail.also.empty()) map.fail("only levels lean on other clauses: drop 'also'");
  detail.note = map.text("note");
  for (const YAML::Node& example : map.list("examples"))
    detail.examples.push_back(load_example(example, vocabulary, problems));
  if (rule.documentation && !detail.examples.empty()) map.fail("documentation never matches: drop its examples");
  map.finish();
  base.rules.push_back(std::move(rule));
  base.rule_details.push_back(std::move(detail));
}

// A document of --rules takes the place of the embedded one with its id.
void drop_document(RuleBase& base, std::string_view id) {
  for (size_t d = 0; d < base.documents.size(); ++d) {
    if (base.documents[d].id != id) continue;
    std::vector<Rule> rules;
    std::vector<RuleDetail> details;
    for (size_t i = 0; i < base.rules.size(); ++i) {
      if (base.rules[i].document == d) continue;
      rules.push_back(std::move(base.rules[i]));
      details.push_back(std::move(base.rule_details[i]));
      if (rules.back().document > d) --rules.back().document;
    }
    base.rules = std::move(rules);
    base.rule_details = std::move(details);
    base.documents.erase(base.documents.begin() + static_cast<ptrdiff_t>(d));
    base.document_details.erase(base.document_details.begin() + static_cast<ptrdiff_t>(d));
    return;
  }
}

}  // namespace

void load_document(const YAML::Node& root, RuleBase& base, std::set<std::string>& loaded, Problems& problems) {
  YamlMap file(root, "rule file", problems);
  YAML::Node head = file.take("document");
  std::vector<YAML::Node> rules = file.list("rules", true);
  file.finish();
  if (!head.IsDefined()) {
    file.fail("a rule file lacks 'document'");
    return;
  }
  YamlMap map(head, "document", problems);
  Document document;
  DocumentDetail detail;
  detail.file = problems.file();
  document.id = map.text("id", true);
  if (!good_id(document.id) || document.id.find('/') != std::string::npos)
    map.fail(fmt::format("document id '{}' must be lower-case letters, digits, dashes and points", document.id));
  document.title = map.text("title", true);
  document.number = map.text("number", true);
  document.issuer = map.text("issuer", true);
  std::string region = map.text("region", true);
  document.region = base.vocabulary.region(region);
  if (!region.empty() && document.region == no_id)
    map.fail(fmt::format("there is no region '{}' in vocabulary/regions.yaml", region));
  document.in_force = map.date("in-force", true);
  document.until = map.date("until");
  int provenance = map.one_of("provenance", provenances, true);
  if (provenance >= 0) document.provenance = static_cast<Provenance>(provenance);
  const std::vector<std::string> also = map.texts("also");
  detail.replaces = map.texts("replaces");
  if (std::find(detail.replaces.begin(), detail.replaces.end(), document.number) != detail.replaces.end())
    map.fail("replaces: a document cannot take its own place");
  detail.source = map.text("source");
  detail.note = map.text("note");
  for (const YAML::Node& node : map.list("left-out")) {
    YamlMap entry(node, "left-out entry", problems);
    std::string clause = entry.text("clause", true);
    detail.left_out.emplace_back(clause, entry.text("reason", true));
    entry.finish();
  }
  map.finish();
  if (document.id.empty()) return;

  if (!loaded.insert(document.id).second) map.fail(fmt::format("document id '{}' stands twice", document.id));
  drop_document(base, document.id);
  uint16_t position = static_cast<uint16_t>(base.documents.size());
  base.documents.push_back(document);
  base.document_details.push_back(std::move(detail));
  for (const YAML::Node& node : rules) load_rule(node, document, also, position, base, problems);
}

}  // namespace gengxin
