#include "mapping/designations.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "mapping/cell.h"

namespace gengxin {

struct Designations::Pattern {
  const Designation* designation = nullptr;
  std::unique_ptr<re2::RE2> regex;
  struct Group {
    int number;  // of the capturing group
    FieldId field;
    Decimal scale;
    bool scaled = false;
  };
  std::vector<Group> groups;
};

Designations::Designations(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}
Designations::~Designations() = default;

void Designations::compile() const {
  compiled_ = true;
  for (const Designation& d : vocabulary_.designations) {
    Pattern pattern;
    pattern.designation = &d;
    pattern.regex = std::make_unique<re2::RE2>(d.pattern, re2::RE2::Quiet);
    if (!pattern.regex->ok())
      throw UsageError(fmt::format("designation '{}': pattern '{}': {}", d.id, d.pattern, pattern.regex->error()));
    for (const auto& [name, number] : pattern.regex->NamedCapturingGroups()) {
      const FieldId field = vocabulary_.field(name);
      if (field == no_id) throw UsageError(fmt::format("designation '{}': the group '{}' is no field", d.id, name));
      Pattern::Group group{number, field, Decimal::from_int(1), false};
      for (const auto& [scaled, factor] : d.scale) {
        if (scaled != name) continue;
        char text[32];
        // The shortest decimal that is this double: the factor as the file wrote it.
        const auto end = std::to_chars(text, text + sizeof text, factor).ptr;
        if (const auto decimal = Decimal::parse({text, static_cast<size_t>(end - text)}))
          group.scale = *decimal, group.scaled = true;
      }
      pattern.groups.push_back(group);
    }
    patterns_.push_back(std::move(pattern));
  }
}

ModelInfo Designations::read(std::string_view text) const {
  if (!compiled_) compile();
  ModelInfo info;
  info.text = text;
  info.form = model_form(text);
  bool doubt = false;
  std::vector<re2::StringPiece> captures;
  for (const Pattern& pattern : patterns_) {
    const int groups = pattern.regex->NumberOfCapturingGroups();
    captures.assign(static_cast<size_t>(groups) + 1, {});
    if (!pattern.regex->Match(info.form, 0, info.form.size(), re2::RE2::UNANCHORED, captures.data(), groups + 1))
      continue;
    const Designation& d = *pattern.designation;
    if (d.infer) {
      // Two patterns that infer: the narrower category, or, where neither lies in the other, none.
      if (info.category == no_id || vocabulary_.category_is_a(d.category, info.category))
        info.category = d.category;
      else if (!vocabulary_.category_is_a(info.category, d.category))
        doubt = true;
    }
    ModelReading reading;
    reading.category = d.category;
    for (const auto& group : pattern.groups) {
      const auto& capture = captures[static_cast<size_t>(group.number)];
      if (capture.data() == nullptr || capture.empty()) continue;
      const std::string part(capture.data(), capture.size());
      Value value;
      const Field& field = vocabulary_.fields[group.field];
      if (const auto number = Decimal::parse(part);
          number && field.type != FieldType::text && field.type != FieldType::choice) {
        const auto scaled = Decimal::mul(*number, group.scale);
        if (!scaled) continue;
        apply({}, *scaled, value);
        if (!number_problem(vocabulary_, field, no_id, *scaled, value).empty())
          continue;  // not that kind of designation
      } else if (field.type == FieldType::choice) {
        const int position = vocabulary_.choice_by_text(group.field, fold(part));
        if (position < 0) continue;
        value.kind = ValueKind::choice;
        value.number = position;
      } else {
        continue;
      }
      value.origin = Origin::model;
      reading.values.emplace_back(group.field, value);
    }
    for (const auto& [name, choice] : d.means) {
      const FieldId field = vocabulary_.field(name);
      const int position = vocabulary_.choice_by_text(field, fold(choice));
      if (position < 0) continue;  // the rule compiler has complained
      Value value;
      value.kind = ValueKind::choice;
      value.number = position;
      value.origin = Origin::model;
      reading.values.emplace_back(field, value);
    }
    info.readings.push_back(std::move(reading));
  }
  if (doubt) info.category = no_id;
  return info;
}

std::vector<FieldId> Designations::fields() const {
  std::vector<FieldId> out;
  constexpr std::string_view group = "(?P<";  // the patterns need not be compiled for this
  for (const Designation& d : vocabulary_.designations) {
    for (size_t at = d.pattern.find(group); at != std::string::npos; at = d.pattern.find(group, at + 1)) {
      const size_t name = at + group.size();
      const FieldId field = vocabulary_.field(d.pattern.substr(name, d.pattern.find('>', name) - name));
      if (field != no_id) out.push_back(field);
    }
    for (const auto& meant : d.means)
      if (const FieldId field = vocabulary_.field(meant.first); field != no_id) out.push_back(field);
  }
  return out;
}

}  // namespace gengxin
