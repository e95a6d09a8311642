#include "report/finding_json.h"

#include <cmath>

#include "base/text.h"
#include "report/append.h"
#include "report/message.h"

namespace gengxin {

void append_json_escaped(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[c >> 4];
          out += kHex[c & 15];
        } else {
          out += c;
        }
    }
  }
}

namespace {

/// `,"key":"text"`; nothing when there is no text.
void append_member(std::string& out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  out += ",\"";
  out += key;
  out += "\":\"";
  append_json_text(out, text);
  out += '"';
}

void append_json_number(std::string& out, double x) {
  if (std::isfinite(x)) {
    append_number(out, x);
  } else {
    out += "null";  // the dash that the standard prints
  }
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string_view text_of(const Item& item, FieldId field) {
  if (field >= item.values.size()) return {};
  const Value& value = item.values[field];
  return value.known() ? value.text : std::string_view();
}

const char* origin_id(Origin origin) {
  switch (origin) {
    case Origin::model:
      return "model";
    case Origin::name:
      return "name";
    case Origin::profile:
      return "profile";
    case Origin::assumed:
      return "assumed";
    case Origin::cell:
    case Origin::unreadable:
    case Origin::derived:  // names the fields instead
      break;
  }
  return nullptr;
}

}  // namespace

void FindingWriter::begin(const RunInfo& run) {
  const RuleBase& base = *run.rules;
  const Vocabulary& vocabulary = base.vocabulary;
  derivations_.clear();
  for (const Derivation& d : base.derivations) {
    std::string& ids = derivations_.emplace_back();
    for (FieldId field : fields_of(d.value)) ids += (ids.empty() ? "" : " ") + vocabulary.fields[field].id;
  }
  rules_.clear();
  rules_.reserve(base.rules.size());
  for (const Rule& rule : base.rules) {
    const Document& document = base.document_of(rule);
    RuleText& text = rules_.emplace_back();
    text.id = quoted(rule.id);
    append_member(text.head, "rule", rule.id);
    append_member(text.head, "document", document.number.empty() ? document.id : document.number);
    append_member(text.head, "clause", rule.clause);
    append_member(text.head, "title", rule.title);
    if (rule.deadline != no_day) append_member(text.deadline, "deadline", format_date(rule.deadline));
    const std::string& number = document.number.empty() ? document.id : document.number;
    text.level = ",\"level\":{\"standard\":" + quoted(rule.levels.standard.empty() ? number : rule.levels.standard);
    text.amount = "\",\"currency\":\"CNY\"";
    append_member(text.amount, "basis", rule.incentive.basis);
    text.amount += '}';
  }
  documents_.clear();
  for (const Document& document : base.documents) {
    std::string& text = documents_.emplace_back();
    append_member(text, "rule", document.id);
    append_member(text, "document", document.number.empty() ? document.id : document.number);
    append_member(text, "title", document.title);
  }
  fields_.clear();
  for (const Field& field : vocabulary.fields) {
    FieldText& text = fields_.emplace_back();
    text.id = quoted(field.id);
    text.head = "{\"field\":" + text.id + ",\"value\":";
    if (field.unit < vocabulary.units.size()) append_member(text.unit, "unit", vocabulary.units[field.unit].id);
    for (const Choice& choice : field.choices) text.choices.push_back(quoted(choice.id));
  }
  categories_.clear();
  for (const Category& category : vocabulary.categories)
    append_member(categories_.emplace_back(), "category", category.id);
  for (size_t v = 0; v < verdict_count; ++v) {
    for (size_t suspected = 0; suspected < 2; ++suspected) {
      std::string& text = verdicts_[v][suspected];
      text.clear();
      append_member(text, "verdict", verdict_id(static_cast<Verdict>(v)));
      append_member(text, "certainty", suspected != 0 ? "suspected" : "certain");
    }
  }
  company_ = vocabulary.field("company");
  name_ = vocabulary.field("name");
}

void FindingWriter::head(const Item& item, std::string& out) const {
  out += "{\"file\":\"";
  if (is_ascii(item.file) || valid_utf8(item.file)) {
    append_json_text(out, item.file);
  } else {
    append_json_text(out, nfkc(item.file));  // a file's name is bytes, and JSON is UTF-8
  }
  out += '"';
  append_member(out, "sheet", item.sheet);
  out += ",\"row\":";
  append_int(out, static_cast<int64_t>(item.row));
  if (item.id.empty()) {
    out += ",\"item\":\"row ";
    append_int(out, static_cast<int64_t>(item.row));
    out += '"';
  } else {
    append_member(out, "item", item.id);
  }
  append_member(out, "company", text_of(item, company_));
  append_member(out, "name", text_of(item, name_));
  append_member(out, "model", item.model);
  if (item.category < categories_.size()) out += categories_[item.category];
}

void FindingWriter::alone(const RunInfo& run, const Item& item, const Finding& f, std::string& out) const {
  const size_t start = out.size();
  finding(run, item, f, out);
  out[start] = '{';  // in place of the comma that sets it off from the item
  out += '}';
}

void FindingWriter::item(const RunInfo& run, const Item& item, const Outcome& outcome, std::string_view before,
                         std::string_view after, std::string& out) const {
  const bool compliant = run.all && outcome.gravest() == Verdict::compliant;
  if (outcome.findings.empty() && !compliant) return;

  // What the item says of itself is written once and copied for its further findings.
  const size_t start = out.size();
  out += before;
  head(item, out);
  const size_t head_size = out.size() - start;

  size_t tail_start = 0, tail = 0;
  for (const Finding& f : outcome.findings) {
    if (&f != &outcome.findings.front()) out.append(out, start, head_size);
    finding(run, item, f, out);
    if (tail == 0) {
      tail_start = out.size();
      unmapped(item, out);
      out += '}';
      out += after;
      tail = out.size() - tail_start;
    } else {
      out.append(out, tail_start, tail);
    }
  }
  if (outcome.findings.empty()) {
    out += verdicts_[static_cast<size_t>(Verdict::compliant)][0];
    out += ",\"message\":\"";
    out += compliant_message();
    out += '"';
    unmapped(item, out);
    out += '}';
    out += after;
  }
}

void FindingWriter::finding(const RunInfo& run, const Item& item, const Finding& f, std::string& out) const {
  out += verdicts_[static_cast<size_t>(f.verdict)][f.suspected ? 1 : 0];
  const RuleText* rule = f.rule != nullptr ? &rules_[position(run, *f.rule)] : nullptr;
  if (rule != nullptr) {
    out += rule->head;
  } else if (f.document != nullptr) {
    out += documents_[static_cast<size_t>(f.document - run.rules->documents.data())];
  }
  if (f.deadline != no_day) {
    if (rule != nullptr && f.deadline == f.rule->deadline) {
      out += rule->deadline;
    } else {
      out += ",\"deadline\":\"";
      append_date(out, f.deadline);
      out += '"';
    }
  }
  if (!f.values.empty()) values(run, item, f.values, out);
  if (f.level.rule != nullptr) {
    out += rules_[position(run, *f.level.rule)].level;
    level(f.level, out);
  }
  if (!f.targets[0].level.empty()) target(f.targets[0], ",\"target\":{\"level\":\"", out);
  if (!f.targets[1].level.empty()) target(f.targets[1], ",\"best_target\":{\"level\":\"", out);
  if (f.savings[0].known || f.savings[1].known || !f.saving_missing.empty()) saving(f, out);
  if (f.amount.known && rule != nullptr) {
    out += ",\"amount\":{\"value\":\"";
    append_money(out, f.amount.value);
    if (f.amount.split) {
      out += "\",\"now\":\"";
      append_money(out, f.amount.now);
      out += "\",\"carried\":\"";
      append_money(out, f.amount.carried);
    }
    out += rule->amount;
  }
  if (f.hold_until != no_day) {
    out += ",\"hold_until\":\"";
    append_date(out, f.hold_until);
    out += f.repay ? "\",\"repay\":true" : "\"";
  }
  if (f.verdict == Verdict::eligible && f.rule != nullptr && !f.rule->incentive.check.empty()) {
    out += ",\"check\":[";
    for (const std::string& check : f.rule->incentive.check) {
      if (&check != f.rule->incentive.check.data()) out += ',';
      append_json_string(out, check);
    }
    out += ']';
  }
  if (!f.together.empty()) {
    out += ",\"together\":[";
    for (const Together& t : f.together) {
      if (&t != f.together.data()) out += ',';
      out += "{\"rule\":";
      out += rules_[position(run, *t.other)].id;
      out += ",\"relation\":\"";
      out += relation_id(t.how->relation);
      out += "\",\"basis\":";
      append_json_string(out, t.how->basis);
      out += '}';
    }
    out += ']';
  }
  if (!f.missing.empty()) {
    out += ",\"missing\":[";
    bool first = true;
    for (const FieldId field : f.missing) {
      if (field >= fields_.size()) continue;
      if (!first) out += ',';
      first = false;
      out += fields_[field].id;
    }
    out += ']';
  }
  if (!f.also.empty() || !f.also_documents.empty()) {
    out += ",\"also\":[";
    bool first = true;
    const auto add = [&](const std::string& id) {
      if (!first) out += ',';
      first = false;
      out += id;
    };
    for (const Rule* also : f.also) add(rules_[position(run, *also)].id);
    for (const Document* also : f.also_documents) add(quoted(also->id));
    out += ']';
  }
  if (f.known) out += ",\"baseline\":true";
  if (f.waiver != nullptr) {
    out += ",\"waived\":{\"reason\":";
    append_json_string(out, f.waiver->reason);
    append_member(out, "who", f.waiver->who);
    append_member(out, "until", format_date(f.waiver->until));
    out += '}';
  }
  out += ",\"message\":\"";
  const size_t from = out.size();
  append_message(run, item, f, out);
  escape_json_tail(out, from);
  out += '"';
}

void FindingWriter::values(const RunInfo& run, const Item& item, const std::vector<FieldId>& fields,
                           std::string& out) const {
  bool any = false;
  for (const FieldId field : fields) {
    if (field >= fields_.size() || field >= item.values.size()) continue;
    const Value& value = item.values[field];
    if (!value.known()) continue;
    const FieldText& text = fields_[field];
    out += any ? "," : ",\"values\":[";
    any = true;
    out += text.head;
    switch (value.kind) {
      case ValueKind::missing:
        break;
      case ValueKind::number:
        if (value.exact) {
          append_decimal(out, value.decimal);
        } else {
          append_json_number(out, value.number);
        }
        break;
      case ValueKind::text:
        append_json_string(out, value.text);
        break;
      case ValueKind::boolean:
        out += value.number != 0 ? "true" : "false";
        break;
      case ValueKind::choice: {
        const auto choice = static_cast<size_t>(value.number);
        if (choice < text.choices.size()) {
          out += text.choices[choice];
        } else {
          append_json_string(out, value.text);
        }
        break;
      }
      case ValueKind::date: {
        out += '"';
        const size_t from = out.size();
        append_value(run.rules->vocabulary, item, field, out);
        escape_json_tail(out, from);
        out += '"';
        break;
      }
    }
    out += text.unit;
    if (value.column != no_id) {
      out += ",\"row\":";
      append_int(out, static_cast<int64_t>(item.row));
      out += ",\"column\":";
      append_int(out, value.column + 1);
    }
    if (value.origin == Origin::derived) {
      out += ",\"derived_from\":\"";
      out += derivations_[value.derivation];
      out += '"';
    } else if (const char* origin = origin_id(value.origin)) {
      out += ",\"derived_from\":\"";
      out += origin;
      out += '"';
    }
    out += '}';
  }
  if (any) out += ']';
}

void FindingWriter::target(const Target& target, const char* head, std::string& out) const {
  out += head;
  out += target.level;
  out += '"';
  if (std::isfinite(target.value) && target.field < fields_.size()) {
    out += ",\"value\":";
    append_number(out, target.value);
    out += fields_[target.field].unit;
  }
  if (target.level == "advanced") out += ",\"certainty\":\"suspected\"";  // grade 1 as advanced is recalled
  out += '}';
}

void FindingWriter::saving(const Finding& f, std::string& out) const {
  out += ",\"saving\":{";
  bool any = false;
  for (size_t i = 0; i < f.savings.size(); ++i) {
    const Saving& one = f.savings[i];
    if (!one.known) continue;
    out += any ? ",\"" : "\"";
    any = true;
    out += f.targets[i].level;
    out += "\":{\"kwh\":";
    append_int(out, static_cast<int64_t>(one.kwh));
    if (one.priced) {
      out += ",\"value\":\"";
      append_money(out, one.yuan);
      out += "\",\"currency\":\"CNY\"";
    }
    out += '}';
  }
  if (!f.saving_missing.empty()) {
    out += any ? ",\"missing\":[" : "\"missing\":[";
    for (const FieldId& field : f.saving_missing) {
      if (&field != f.saving_missing.data()) out += ',';
      out += fields_[field].id;
    }
    out += ']';
  }
  out += '}';
}

void FindingWriter::level(const LevelResult& level, std::string& out) const {
  if (level.grade > 0) {
    out += ",\"grade\":";
    append_int(out, level.grade);
  }
  const bool several = level.measures > 1;
  const auto measured_of = [&level](int i) -> const Measured& { return level.measured[static_cast<size_t>(i)]; };
  const auto name = [&](int i) {
    if (!several) return;
    const FieldId field = measured_of(i).field;
    if (field < fields_.size()) {
      out += fields_[field].id;
    } else {
      append_json_string(out, "measure " + std::to_string(i + 1));
    }
    out += ':';
  };
  bool any = false;
  for (int i = 0; i < level.measures; ++i) {
    const Measured& m = measured_of(i);
    if (m.declared || !std::isfinite(m.value)) continue;
    out += any ? "," : several ? ",\"measured\":{" : ",\"measured\":";
    any = true;
    name(i);
    append_number(out, m.value);
  }
  if (any && several) out += '}';
  for (int i = 0; i < level.measures; ++i) {
    out += i > 0 ? "," : several ? ",\"thresholds\":{" : ",\"thresholds\":";
    name(i);
    out += '[';
    const int count = threshold_count(level, i);
    for (int t = 0; t < count; ++t) {
      if (t > 0) out += ',';
      append_json_number(out, measured_of(i).thresholds[static_cast<size_t>(t)]);
    }
    out += ']';
  }
  if (level.measures > 0 && several) out += '}';
  out += '}';
}

void FindingWriter::unmapped(const Item& item, std::string& out) const {
  bool any = false;
  for (size_t i = 0; i < item.unmapped.size(); ++i) {
    const auto& [header, text] = item.unmapped[i];
    if (text.empty()) continue;
    out += any ? ",\"" : ",\"unmapped\":{\"";
    any = true;
    append_json_text(out, header);
    // Two columns may bear the same header; an object's keys may not.
    int same = 1;
    for (size_t earlier = 0; earlier < i; ++earlier) same += item.unmapped[earlier].first == header ? 1 : 0;
    if (same > 1) {
      out += " (";
      append_int(out, same);
      out += ')';
    }
    out += "\":\"";
    append_json_text(out, text);
    out += '"';
  }
  if (any) out += '}';
}

}  // namespace gengxin
