// gengxin fields [WORD...]: what a column may be mapped to. All of them a line each; with words, all that is known of
// those that a word names: which headers say it, which values are plausible, which choices there are.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/date.h"
#include "base/diagnostic.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/commands.h"

namespace gengxin {
namespace {

using json = nlohmann::ordered_json;

const std::string& in_words(const Label& label) { return lang() == Lang::zh ? label.zh : label.en; }

struct TypeWords {
  const char *id, *zh, *en;
};
constexpr TypeWords types[] = {{"text", "文字", "text"},           {"number", "数值", "number"},
                               {"integer", "整数", "integer"},     {"date", "日期", "date"},
                               {"boolean", "是或否", "yes or no"}, {"choice", "选项", "choice"},
                               {"money", "金额", "money"}};
const TypeWords& type_of(const Field& field) { return types[static_cast<size_t>(field.type)]; }

std::string unit_of(const Field& field, const Vocabulary& vocabulary) {
  return field.unit == no_id ? std::string() : vocabulary.units[field.unit].id;
}

bool names(const Field& field, const std::string& folded) {
  const auto holds = [&](const std::string& text) { return fold(text).find(folded) != std::string::npos; };
  return holds(field.id) || holds(field.label.zh) || holds(field.label.en) ||
         std::any_of(field.aliases.begin(), field.aliases.end(), holds);
}

/// An end of the range of plausible values; empty where there is none.
std::string end_text(const Field& field, double end) {
  if (end <= -1e300 || end >= 1e300) return {};
  return field.type == FieldType::date ? format_date(static_cast<Day>(end)) : fmt::format("{}", end);
}

std::string list(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, say("、", ", "))); }

void print_line(const Field& field, const Vocabulary& vocabulary) {
  fmt::print("{}  {}  {}  {}\n", pad(field.id, 32), pad(say(type_of(field).zh, type_of(field).en), 9),
             pad(unit_of(field, vocabulary), 10), in_words(field.label));
}

void print_details(const Field& field, const Vocabulary& vocabulary) {
  fmt::print("{}  {}\n", field.id, in_words(field.label));
  const auto line = [](const char* name, const std::string& text) {
    if (!text.empty()) fmt::print("  {}  {}\n", pad(name, 8), text);
  };
  line(say("类型", "type"), say(type_of(field).zh, type_of(field).en));
  line(say("单位", "unit"), unit_of(field, vocabulary));
  const std::string low = end_text(field, field.min), high = end_text(field, field.max);
  if (!low.empty() || !high.empty())
    line(say("合理范围", "range"), fmt::format(fmt::runtime(say("{} 至 {}", "{} to {}")), low, high));
  // The other label is a header as well.
  std::vector<std::string> headers = {field.label.zh, field.label.en};
  std::erase(headers, in_words(field.label));
  headers.insert(headers.end(), field.aliases.begin(), field.aliases.end());
  line(say("表头", "headers"), list(headers));
  for (const Choice& choice : field.choices) {
    std::vector<std::string> texts = {choice.label.zh, choice.label.en};
    texts.insert(texts.end(), choice.aliases.begin(), choice.aliases.end());
    line(&choice == field.choices.data() ? say("选项", "choices") : "", fmt::format("{}: {}", choice.id, list(texts)));
  }
  std::vector<std::string> numbers;
  for (const auto& [word, number] : field.words) numbers.push_back(fmt::format("{} = {}", word, number));
  line(say("也写作", "also"), list(numbers));
}

json details(const Field& field, const Vocabulary& vocabulary) {
  json out = {
      {"id", field.id}, {"label", {{"zh", field.label.zh}, {"en", field.label.en}}}, {"type", type_of(field).id}};
  if (field.unit != no_id) out["unit"] = unit_of(field, vocabulary);
  const auto end = [&](const char* key, double number) {
    const std::string text = end_text(field, number);
    if (text.empty()) return;
    out[key] = field.type == FieldType::date ? json(text) : json::parse(text);
  };
  end("min", field.min);
  end("max", field.max);
  if (!field.aliases.empty()) out["aliases"] = field.aliases;
  for (const Choice& choice : field.choices) {
    json one = {{"id", choice.id}, {"label", {{"zh", choice.label.zh}, {"en", choice.label.en}}}};
    if (!choice.aliases.empty()) one["aliases"] = choice.aliases;
    out["choices"].push_back(std::move(one));
  }
  for (const auto& [word, number] : field.words) out["words"][word] = number;
  return out;
}

}  // namespace

int list_fields(const Options& options, const std::vector<std::string>& words) {
  const RuleBase base = load_rules(options, false);
  const Vocabulary& vocabulary = base.vocabulary;
  std::vector<const Field*> wanted;
  for (const Field& field : vocabulary.fields)
    if (words.empty() ||
        std::any_of(words.begin(), words.end(), [&](const std::string& word) { return names(field, fold(word)); }))
      wanted.push_back(&field);
  if (wanted.empty())
    throw UsageError(fmt::format(fmt::runtime(say("没有编号、名称或别名中有“{}”的字段；gengxin fields 列出全部",
                                                  "no field has '{}' in its id, name or aliases; gengxin fields lists "
                                                  "all")),
                                 fmt::join(words, " ")));
  if (options.format == "json") {
    json all = json::array();
    for (const Field* field : wanted) all.push_back(details(*field, vocabulary));
    fmt::print("{}\n", all.dump(2));
    return exit_ok;
  }
  for (const Field* field : wanted) {
    if (words.empty()) {
      print_line(*field, vocabulary);
      continue;
    }
    if (field != wanted.front()) fmt::print("\n");
    print_details(*field, vocabulary);
  }
  return exit_ok;
}

}  // namespace gengxin
