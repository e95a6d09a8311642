// rules/vocabulary/*.yaml: fields, units, categories, designations and regions.
#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>

#include "base/text.h"
#include "rules/compiler.h"

namespace gengxin {
namespace {

template <class T>
T* find_by_id(std::vector<T>& all, std::string_view id) {
  for (T& t : all)
    if (t.id == id) return &t;
  return nullptr;
}

template <class T>
uint16_t position_of(const std::vector<T>& all, std::string_view id) {
  for (size_t i = 0; i < all.size(); ++i)
    if (all[i].id == id) return static_cast<uint16_t>(i);
  return no_id;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  for (const std::string& text : more)
    if (std::find(to.begin(), to.end(), text) == to.end()) to.push_back(text);
}

// "0.7355", "1/60", "1000".
bool read_factor(const std::string& text, Unit& unit) {
  size_t slash = text.find('/');
  auto top = Decimal::parse(trim(std::string_view(text).substr(0, slash)));
  auto bottom = slash == std::string::npos ? Decimal::from_int(1)
                                           : Decimal::parse(trim(std::string_view(text).substr(slash + 1)));
  if (!top || !bottom || top->mantissa <= 0 || bottom->mantissa <= 0) return false;
  unit.numerator = top->mantissa;
  unit.denominator = bottom->mantissa;
  unit.exponent = static_cast<int8_t>(top->exponent - bottom->exponent);
  return true;
}

void load_unit(const YAML::Node& node, Vocabulary& vocabulary, Problems& problems) {
  YamlMap map(node, "unit", problems);
  Unit unit;
  unit.id = map.text("id", true);
  std::vector<std::string> aliases = map.texts("aliases");
  if (Unit* old = find_by_id(vocabulary.units, unit.id)) {
    if (map.has("factor") || map.has("dimension"))
      map.fail(fmt::format("unit '{}' is there already; only aliases can be added", unit.id));
    append(old->aliases, aliases);
  } else {
    unit.dimension = map.text("dimension", true);
    std::string factor = map.text("factor", true);
    if (!factor.empty() && !read_factor(factor, unit))
      map.fail(
          fmt::format("factor '{}' of unit '{}' must be a positive decimal or a fraction of two", factor, unit.id));
    unit.aliases = std::move(aliases);
    vocabulary.units.push_back(std::move(unit));
  }
  map.take("note");
  map.finish();
}

bool read_range_end(const YAML::Node& node, FieldType type, double& out) {
  if (!node.IsScalar()) return false;
  if (type == FieldType::date) {
    auto day = parse_iso_date(node.Scalar());
    if (day) out = *day;
    return day.has_value();
  }
  auto number = Decimal::parse(node.Scalar());
  if (number) out = number->to_double();
  return number.has_value();
}

void load_choices(YamlMap& map, Field& field, Problems& problems) {
  for (const YAML::Node& node : map.list("choices")) {
    YamlMap entry(node, "choice", problems);
    Choice choice;
    choice.id = entry.text("id", true);
    std::vector<std::string> aliases = entry.texts("aliases");
    if (Choice* old = find_by_id(field.choices, choice.id)) {
      append(old->aliases, aliases);
      entry.take("zh");
      entry.take("en");
    } else {
      choice.label.zh = entry.text("zh", true);
      choice.label.en = entry.text("en", true);
      choice.aliases = std::move(aliases);
      field.choices.push_back(std::move(choice));
    }
    entry.finish();
  }
}

void load_field(const YAML::Node& node, Vocabulary& vocabulary, Problems& problems) {
  YamlMap map(node, "field", problems);
  std::string id = map.text("id", true);
  std::vector<std::string> aliases = map.texts("aliases");
  if (Field* old = find_by_id(vocabulary.fields, id)) {
    append(old->aliases, aliases);
    load_choices(map, *old, problems);
    map.finish();  // label, type, unit, range of a field that rules rest on do not change
    return;
  }
  Field field;
  field.id = id;
  std::tie(field.label.zh, field.label.en) = map.label("label");
  int type = map.one_of("type", {"text", "number", "integer", "date", "boolean", "choice", "money"}, true);
  if (type >= 0) field.type = static_cast<FieldType>(type);
  std::string unit = map.text("unit");
  if (!unit.empty()) {
    field.unit = position_of(vocabulary.units, unit);
    if (field.unit == no_id) map.fail(fmt::format("field '{}': there is no unit '{}' in units.yaml", id, unit));
  }
  if (field.type == FieldType::money && field.unit == no_id)
    map.fail(fmt::format("field '{}' is money and needs 'unit: yuan'", id));
  YAML::Node range = map.take("range");
  if (range.IsDefined()) {
    bool good = range.IsSequence() && range.size() == 2 && read_range_end(range[0], field.type, field.min) &&
                read_range_end(range[1], field.type, field.max) && field.min <= field.max;
    if (!good) map.fail(range, fmt::format("range of field '{}' must be [lowest, highest]", id));
  }
  const int merged = map.one_of("merged", {"each", "sum"}, false);
  field.additive = merged < 0 ? field.type == FieldType::money : merged == 1;
  field.aliases = std::move(aliases);
  load_choices(map, field, problems);
  YAML::Node words = map.take("words");
  if (words.IsDefined()) {
    if (!words.IsMap())
      map.fail(words, "words must be a mapping of texts to integers");
    else
      for (const auto& word : words) {
        int64_t value = 0;
        const std::string text = word.second.IsScalar() ? word.second.Scalar() : std::string();
        auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (!word.first.IsScalar() || text.empty() || error != std::errc() || end != text.data() + text.size())
          map.fail(word.first, "words must be a mapping of texts to integers");
        else
          field.words.emplace_back(word.first.Scalar(), value);
      }
  }
  map.take("note");
  if ((field.type == FieldType::choice) == field.choices.empty())
    map.fail(fmt::format("field '{}': choices belong to type choice, and a choice needs them", id));
  map.finish();
  vocabulary.fields.push_back(std::move(field));
}

void load_category(const YAML::Node& node, uint16_t parent, int depth, Vocabulary& vocabulary, Problems& problems) {
  YamlMap map(node, "category", problems);
  if (depth > 20) {
    map.fail("categories are nested too deeply");
    return;
  }
  std::string id = map.text("id", true);
  std::vector<std::string> aliases = map.texts("aliases"), keywords = map.texts("keywords"),
                           not_keywords = map.texts("not-keywords");
  uint16_t position = position_of(vocabulary.categories, id);
  if (position == no_id) {
    Category category;
    category.id = id;
    std::tie(category.label.zh, category.label.en) = map.label("label");
    category.parent = parent;
    position = static_cast<uint16_t>(vocabulary.categories.size());
    vocabulary.categories.push_back(std::move(category));
  } else {
    map.take("label");
    if (parent != no_id && vocabulary.categories[position].parent != parent)
      map.fail(fmt::format("category '{}' stands below two parents", id));
  }
  Category& category = vocabulary.categories[position];
  append(category.aliases, aliases);
  append(category.keywords, keywords);
  append(category.not_keywords, not_keywords);
  map.take("note");
  for (const YAML::Node& child : map.list("children")) load_category(child, position, depth + 1, vocabulary, problems);
  map.finish();
}

void load_designation(const YAML::Node& node, Vocabulary& vocabulary, Problems& problems) {
  YamlMap map(node, "designation", problems);
  Designation d;
  d.id = map.text("id", true);
  std::string category = map.text("category", true);
  d.category = position_of(vocabulary.categories, category);
  if (d.category == no_id) map.fail(fmt::format("designation '{}': there is no category '{}'", d.id, category));
  d.infer = map.flag("infer");
  d.pattern = map.text("pattern", true);
  map.take("comment");
  YAML::Node scale = map.take("scale");
  if (scale.IsDefined() && scale.IsMap())
    for (const auto& entry : scale) {
      auto factor = Decimal::parse(entry.second.IsScalar() ? entry.second.Scalar() : "");
      if (!factor)
        map.fail(entry.second, "scale must be a mapping of groups to numbers");
      else
        d.scale.emplace_back(entry.first.Scalar(), factor->to_double());
    }
  else if (scale.IsDefined())
    map.fail(scale, "scale must be a mapping of groups to numbers");
  YAML::Node means = map.take("means");
  if (means.IsDefined() && means.IsMap())
    for (const auto& entry : means)
      d.means.emplace_back(entry.first.Scalar(), entry.second.IsScalar() ? entry.second.Scalar() : "");
  else if (means.IsDefined())
    map.fail(means, "means must be a mapping of choice fields to choices");
  map.finish();
  if (Designation* old = find_by_id(vocabulary.designations, d.id))
    *old = std::move(d);
  else
    vocabulary.designations.push_back(std::move(d));
}

void load_region(const YAML::Node& node, Vocabulary& vocabulary, Problems& problems) {
  YamlMap map(node, "region", problems);
  std::string id = map.text("id", true);
  std::string in = map.text("in");
  std::vector<std::string> aliases = map.texts("aliases"), lists = map.texts("lists");
  uint16_t parent = no_id;
  if (!in.empty()) {
    parent = position_of(vocabulary.regions, in);
    if (parent == no_id) map.fail(fmt::format("region '{}' lies in '{}', which must stand before it", id, in));
  }
  Region* region = find_by_id(vocabulary.regions, id);
  if (region) {
    map.take("label");
  } else {
    vocabulary.regions.emplace_back();
    region = &vocabulary.regions.back();
    region->id = id;
    std::tie(region->label.zh, region->label.en) = map.label("label");
    region->in = parent;
  }
  append(region->aliases, aliases);
  append(region->lists, lists);
  map.take("note");
  map.take("provenance");
  map.finish();
}

}  // namespace

void load_vocabulary(const YAML::Node& root, std::string_view section, Vocabulary& vocabulary, Problems& problems) {
  if (section == "units") {  // the first pass also looks at the file as a whole
    YamlMap whole(root, "vocabulary file", problems);
    for (const char* key :
         {"units", "categories", "fields", "regions", "designations", "derivations", "indicators", "lists", "note"})
      whole.take(key);
    whole.finish();
  }
  Problems unused;
  YamlMap map(root, "vocabulary file", unused);
  for (const YAML::Node& n : map.list(section)) {
    if (section == "units")
      load_unit(n, vocabulary, problems);
    else if (section == "categories")
      load_category(n, no_id, 0, vocabulary, problems);
    else if (section == "fields")
      load_field(n, vocabulary, problems);
    else if (section == "regions")
      load_region(n, vocabulary, problems);
    else
      load_designation(n, vocabulary, problems);
  }
}

void check_vocabulary(const Vocabulary& vocabulary, Problems& problems) {
  // Spellings that reach two entries would make the look-up a matter of order.
  std::unordered_set<std::string> seen;
  auto once = [&](std::string_view kind, const std::string& id, const std::string& text) {
    std::string folded = fold(text);
    if (folded.empty())
      problems.add(0, 0, fmt::format("{} '{}' has an empty spelling", kind, id));
    else if (!seen.insert(fmt::format("{} {}", kind, folded)).second)
      problems.add(0, 0, fmt::format("{} '{}': the spelling '{}' stands twice", kind, id, text));
  };
  auto all = [&](std::string_view kind, const std::string& id, const std::vector<std::string>& texts) {
    std::vector<std::string> own;
    for (const std::string& text : texts) {
      std::string folded = fold(text);
      if (std::find(own.begin(), own.end(), folded) != own.end()) continue;  // the label repeats the id, say
      own.push_back(folded);
      once(kind, id, text);
    }
  };
  for (const Unit& u : vocabulary.units) {
    std::vector<std::string> texts = u.aliases;
    texts.push_back(u.id);
    all("unit", u.id, texts);
  }
  for (const Category& c : vocabulary.categories) {
    std::vector<std::string> texts = c.aliases;
    texts.insert(texts.end(), {c.id, c.label.zh, c.label.en});
    all("category", c.id, texts);
  }
  for (const Field& f : vocabulary.fields)
    for (const Choice& c : f.choices) {
      std::vector<std::string> texts = c.aliases;
      texts.insert(texts.end(), {c.id, c.label.zh, c.label.en});
      all(fmt::format("choice of field '{}'", f.id), c.id, texts);
    }
  for (const char* id : {"item_id", "name", "model", "category", "company", "region", "use"})
    if (vocabulary.field(id) == no_id) problems.add(0, 0, fmt::format("the program needs a field '{}'", id));
  for (const Designation& d : vocabulary.designations) {
    RE2 pattern(d.pattern, RE2::Quiet);
    if (!pattern.ok()) {
      problems.add(0, 0, fmt::format("designation '{}': {}", d.id, pattern.error()));
      continue;
    }
    for (const auto& meant : d.means) {
      const std::string &name = meant.first, &choice = meant.second;
      const FieldId field = vocabulary.field(name);
      const bool known = field != no_id &&
                         std::any_of(vocabulary.fields[field].choices.begin(), vocabulary.fields[field].choices.end(),
                                     [&](const Choice& c) { return c.id == choice; });
      if (!known) problems.add(0, 0, fmt::format("designation '{}': '{}' has no choice '{}'", d.id, name, choice));
    }
    for (const auto& [name, number] : pattern.NamedCapturingGroups())
      if (vocabulary.field(name) == no_id)
        problems.add(0, 0, fmt::format("designation '{}': the group '{}' is no field", d.id, name));
  }
}

}  // namespace gengxin
