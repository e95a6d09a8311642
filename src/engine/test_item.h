// Items made by hand for the engine's tests.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "engine/engine.h"
#include "rules/test_vocabulary.h"

namespace gengxin {

struct TestItem {
  explicit TestItem(const Vocabulary& vocabulary, std::string_view category) : v(vocabulary) {
    item.values.resize(v.fields.size());
    item.row = 2;
    item.category = v.category(category);
    item.region = v.region("luoyang");
  }
  TestItem& number(std::string_view field, const std::string& text) {
    Value& value = item.values[v.field(field)];
    value.kind = ValueKind::number;
    value.exact = true;
    value.decimal = *Decimal::parse(text);
    value.number = value.decimal.to_double();
    return *this;
  }
  TestItem& text(std::string_view field, std::string content) {
    texts->push_back(std::move(content));
    Value& value = item.values[v.field(field)];
    value.kind = ValueKind::text;
    value.text = texts->back();
    if (field == "model") item.model = value.text;
    return *this;
  }
  TestItem& date(std::string_view field, DateSpan span) {
    Value& value = item.values[v.field(field)];
    value.kind = ValueKind::date;
    value.date = span;
    return *this;
  }
  TestItem& date(std::string_view field, std::string_view day) {
    Day d = *parse_iso_date(day);
    return date(field, DateSpan{d, d});
  }
  TestItem& choice(std::string_view field, std::string_view id) {
    Value& value = item.values[v.field(field)];
    value.kind = ValueKind::choice;
    value.number = v.choice_by_text(v.field(field), id);
    return *this;
  }
  TestItem& flag(std::string_view field, bool on) {
    Value& value = item.values[v.field(field)];
    value.kind = ValueKind::boolean;
    value.number = on;
    return *this;
  }
  const Vocabulary& v;
  std::shared_ptr<std::deque<std::string>> texts = std::make_shared<std::deque<std::string>>();  // copies share it
  Item item;
};

/// One rule base with an engine on 2026-11-23.
struct TestEngine {
  explicit TestEngine(const std::string& rules, EngineOptions options = {})
      : base(test_base(rules)), engine(base, dated(std::move(options))), session(engine) {}
  static EngineOptions dated(EngineOptions options) {
    if (options.as_of == no_day) options.as_of = *parse_iso_date("2026-11-23");
    return options;
  }
  TestItem item(std::string_view category) const { return TestItem(base.vocabulary, category); }
  const Outcome& run(const TestItem& t) {
    session.evaluate(t.item, outcome);
    return outcome;
  }
  std::string missing(const Finding& f) const {
    std::string out;
    for (FieldId m : f.missing) out += (out.empty() ? "" : " ") + base.vocabulary.fields[m].id;
    return out;
  }
  RuleBase base;
  Engine engine;
  Session session;
  Outcome outcome;
};

}  // namespace gengxin
