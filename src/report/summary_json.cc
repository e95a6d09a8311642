#include "report/summary_json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "report/append.h"
#include "report/message.h"

namespace gengxin {
namespace {

void append_count(std::string& out, const char* key, uint64_t n) {
  out += ",\"";
  out += key;
  out += "\":";
  append_int(out, static_cast<int64_t>(n));
}

void append_text_member(std::string& out, const char* key, std::string_view text) {
  if (text.empty()) return;
  out += ",\"";
  out += key;
  out += "\":";
  append_json_string(out, text);
}

void append_share(std::string& out, double met, double of) {
  if (!(of > 0)) return;
  out += ",\"share\":";
  append_number(out, std::round(met / of * 1e4) / 100);
}

void append_thousandths(std::string& out, const char* key, int64_t n) {
  out += ",\"";
  out += key;
  out += "\":";
  append_decimal(out, {n, -3});
}

/// `own`: with what holds for every company, which only the whole run's totals say.
void append_indicators(const RunInfo& run, const Totals& totals, bool own, std::string& out) {
  const RuleBase& base = *run.rules;
  out += ",\"indicators\":[";
  bool first = true;
  for (const uint16_t position : indicators_in_force(base, run.as_of)) {
    const Indicator& indicator = base.indicators[position];
    const IndicatorSum sum = totals.indicator(position);
    if (!own && !sum.any()) continue;
    out += first ? "{\"id\":" : ",{\"id\":";
    first = false;
    append_json_string(out, indicator.id);
    if (own) {
      const bool zh = lang() == Lang::zh;
      const Document* document = base.document(indicator.document);
      append_text_member(out, "label", zh ? indicator.label.zh : indicator.label.en);
      append_text_member(out, "document", document->number.empty() ? document->id : document->number);
      append_text_member(out, "clause", indicator.clause);
      append_text_member(out, "target", indicator.target);
      if (indicator.has_above) {
        out += ",\"above\":";
        append_decimal(out, indicator.above);
      }
      append_text_member(out, "note", zh ? indicator.note.zh : indicator.note.en);
    }
    append_count(out, "met", sum.met);
    append_count(out, "of", sum.of);
    append_count(out, "unknown", sum.unknown);
    append_share(out, static_cast<double>(sum.met), static_cast<double>(sum.of));
    if (const auto reached = indicator_reached(indicator, sum))
      out += *reached ? ",\"reached\":true" : ",\"reached\":false";
    if (!indicator.weights.empty()) {
      out += ",\"weights\":[";
      for (size_t w = 0; w < indicator.weights.size(); ++w) {
        const Field& field = base.vocabulary.fields[indicator.weights[w]];
        const IndicatorSum::Weight& weight = sum.weights[w];
        out += w > 0 ? ",{\"field\":" : "{\"field\":";
        append_json_string(out, field.id);
        if (field.unit < base.vocabulary.units.size())
          append_text_member(out, "unit", base.vocabulary.units[field.unit].id);
        append_thousandths(out, "met", weight.met);
        append_thousandths(out, "of", weight.of);
        append_count(out, "items", weight.items);
        append_share(out, static_cast<double>(weight.met), static_cast<double>(weight.of));
        out += '}';
      }
      out += ']';
    }
    out += '}';
  }
  out += ']';
}

void append_verdicts(const VerdictCounts& counts, std::string& out) {
  // Every verdict, also with zero: a script that reads `verdicts.retire.certain` must find it.
  out += ",\"verdicts\":{";
  for (int v = 0; v <= static_cast<int>(Verdict::compliant); ++v) {
    if (v > 0) out += ',';
    append_json_string(out, verdict_id(static_cast<Verdict>(v)));
    out += ":{\"certain\":";
    append_int(out, static_cast<int64_t>(counts.certain[static_cast<size_t>(v)]));
    append_count(out, "suspected", counts.suspected[static_cast<size_t>(v)]);
    out += '}';
  }
  out += '}';
}

void append_amounts(const Totals& totals, std::string& out) {
  out += ",\"amounts\":[";
  bool first = true;
  for (const auto& [rule, amount] : totals.amounts) {
    out += first ? "{\"rule\":" : ",{\"rule\":";
    first = false;
    append_json_string(out, rule->id);
    append_count(out, "items", amount.first);
    out += ",\"value\":\"";
    append_money(out, amount.second);
    out += "\"}";
  }
  out += ']';
  if (totals.amount_overflow) out += ",\"amount_overflow\":true";
}

void append_items(const Totals& totals, std::string& out) {
  out += "\"items\":";
  append_int(out, static_cast<int64_t>(totals.items));
  append_count(out, "checked", totals.checked);
  append_count(out, "unchecked", totals.certain[static_cast<size_t>(Verdict::unchecked)]);
}

}  // namespace

void append_any_string(std::string& out, const std::string& text) {
  append_json_string(out, valid_utf8(text) ? text : nfkc(text));
}

const char* severity_id(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::cell_warning:
      return "cell";
    case Severity::row_error:
      return "row";
    case Severity::file_error:
      return "file";
  }
  return "note";
}

void append_run_json(const RunInfo& run, const char* separator, std::string& out) {
  const RuleBase& rules = *run.rules;
  out += "\"rule_base\": {\"version\":";
  append_json_string(out, rules.version);
  out += ",\"digest\":";
  append_json_string(out, rules.digest);
  append_count(out, "documents", rules.documents.size());
  append_count(out, "rules", rules.rules.size());
  out += '}';
  const auto member = [&](const char* key, std::string_view text) {
    if (text.empty()) return;
    out += separator;
    out += '"';
    out += key;
    out += "\": ";
    append_json_string(out, text);
  };
  if (run.as_of != no_day) member("as_of", format_date(run.as_of));
  if (run.region < rules.vocabulary.regions.size()) member("region", rules.vocabulary.regions[run.region].id);
  member("selection", run.selection);
}

void append_read_input(const InputInfo& input, std::string& out) {
  out += "{\"file\":";
  append_any_string(out, input.file);
  if (!input.sheet.empty()) {
    out += ",\"sheet\":";
    append_any_string(out, input.sheet);
  }
  append_text_member(out, "sha256", input.sha256);
  out += ",\"readable\":";
  out += input.readable ? "true" : "false";
  append_count(out, "items", input.items);
  out += ",\"unmapped\":[";
  for (size_t i = 0; i < input.unmapped.size(); ++i) {
    if (i > 0) out += ',';
    append_any_string(out, input.unmapped[i]);
  }
  out += ']';
  append_count(out, "skipped_rows", input.skipped_rows);
  append_count(out, "unreadable_cells", input.unreadable_cells);
  append_count(out, "unreadable_rows", input.unreadable_rows);
  out += '}';
}

void append_input_json(const InputInfo& input, std::string& out) {
  append_read_input(input, out);
  out.pop_back();
  append_verdicts(input.verdicts, out);
  append_count(out, "failing", input.failing);
  out += '}';
}

void append_summary_json(const RunInfo& run, const Summary& summary, std::string_view head, std::string& out) {
  const Totals all = summary.all();
  out += '{';
  out += head;
  append_items(all, out);
  append_verdicts(all, out);
  append_count(out, "violations", all.violations);
  out += ",\"missing\":[";
  bool first = true;
  for (const auto& [field, missing] : summary.ranked_missing()) {
    if (field >= run.rules->vocabulary.fields.size()) continue;
    const Field& f = run.rules->vocabulary.fields[field];
    out += first ? "{\"field\":" : ",{\"field\":";
    first = false;
    append_json_string(out, f.id);
    append_text_member(out, "label", label_of(f));
    append_count(out, "settles", missing.settles);
    append_count(out, "named", missing.named);
    out += '}';
  }
  out += ']';
  append_amounts(all, out);
  append_count(out, "unreadable_cells", summary.unreadable_cells);
  append_count(out, "unreadable_rows", summary.unreadable_rows);
  append_count(out, "unreadable_files", summary.unreadable_files);
  append_count(out, "inferred_by_name", summary.inferred_by_name);
  append_count(out, "inferred_by_model", summary.inferred_by_model);
  append_indicators(run, all, true, out);
  out += ",\"companies\":[";
  first = true;
  for (const auto& [id, totals] : summary.companies()) {
    out += first ? "{" : ",{";
    first = false;
    if (!id.name.empty()) {
      out += "\"company\":";
      append_json_string(out, id.name);
      out += ',';
    } else if (!id.credit_code.empty()) {
      out += "\"credit_code\":";
      append_json_string(out, id.credit_code);
      out += ',';
    }
    append_items(*totals, out);
    append_verdicts(*totals, out);
    append_count(out, "violations", totals->violations);
    append_amounts(*totals, out);
    append_indicators(run, *totals, false, out);
    out += '}';
  }
  out += "]}";
}

// Reading

namespace {

using json = nlohmann::json;

[[noreturn]] void fail(const std::string& message) { throw UnreadableTotals(message); }

/// One JSON value as a tree, with two differences to the library's own: a fraction keeps its text, for sums are exact,
/// and `findings` are passed over, for they may be many.
class TreeBuilder : public nlohmann::json_sax<json> {
 public:
  json root;
  std::string error;

  bool null() override { return add(nullptr); }
  bool boolean(bool b) override { return add(b); }
  bool number_integer(number_integer_t n) override { return add(n); }
  bool number_unsigned(number_unsigned_t n) override { return add(n); }
  bool number_float(number_float_t, const string_t& text) override { return add(text); }
  bool string(string_t& text) override { return add(std::move(text)); }
  bool binary(binary_t&) override { return add(nullptr); }
  bool start_object(size_t) override { return open(json::object()); }
  bool start_array(size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& text) override {
    if (skipping_ > 0) return true;
    key_ = std::move(text);
    if (stack_.size() == 1 && key_ == "findings") skip_next_ = true;
    if (!stack_.back()->contains(key_)) return true;
    error = fmt::format(fmt::runtime(say("“{}”出现两次", "'{}' stands twice")), key_);
    return false;
  }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception& e) override {
    error = fmt::format(fmt::runtime(say("不是完整的 JSON：{}", "not whole JSON: {}")), e.what());
    return false;
  }

 private:
  json* put(json value) {
    if (stack_.empty()) return &(root = std::move(value));
    json& to = *stack_.back();
    if (to.is_array()) return &to.emplace_back(std::move(value));
    return &(to[key_] = std::move(value));
  }
  bool add(json value) {
    if (skipping_ > 0) return true;
    if (skip_next_) {
      skip_next_ = false;
      return true;
    }
    put(std::move(value));
    return true;
  }
  bool open(json value) {
    if (skipping_ > 0 || skip_next_) {
      skip_next_ = false;
      ++skipping_;
      return true;
    }
    if (stack_.size() > 16) {
      error = say("嵌套过深，不是 gengxin 的合计", "nested too deeply for totals of gengxin");
      return false;
    }
    stack_.push_back(put(std::move(value)));
    return true;
  }
  bool close() {
    if (skipping_ > 0)
      --skipping_;
    else
      stack_.pop_back();
    return true;
  }

  std::vector<json*> stack_;
  std::string key_;
  size_t skipping_ = 0;
  bool skip_next_ = false;
};

/// One object, read strictly: what is missing, of another kind or not known is said with its place.
class Members {
 public:
  Members(const json& value, std::string where) : value_(value), where_(std::move(where)) {
    if (!value.is_object()) fail(fmt::format(fmt::runtime(say("{} 应为对象", "{} must be an object")), where_));
  }
  bool has(const char* key) const { return value_.contains(key); }
  std::string place(const std::string& key) const { return where_.empty() ? key : where_ + "." + key; }
  const json& at(const char* key) {
    known_.emplace_back(key);
    const auto found = value_.find(key);
    if (found == value_.end()) fail(fmt::format(fmt::runtime(say("缺少 {}", "{} is missing")), place(key)));
    return *found;
  }
  uint64_t count(const char* key) {
    const json& v = at(key);
    if (!v.is_number_unsigned() || v.get<uint64_t>() > INT64_MAX)
      fail(fmt::format(fmt::runtime(say("{} 应为计数", "{} must be a count")), place(key)));
    return v.get<uint64_t>();
  }
  std::string text(const char* key, bool required = true) {
    known_.emplace_back(key);
    if (!required && !has(key)) return {};
    const json& v = at(key);
    if (!v.is_string()) fail(fmt::format(fmt::runtime(say("{} 应为文本", "{} must be a text")), place(key)));
    return v.get<std::string>();
  }
  bool flag(const char* key, bool required = true) {
    known_.emplace_back(key);
    if (!required && !has(key)) return false;
    const json& v = at(key);
    if (!v.is_boolean())
      fail(fmt::format(fmt::runtime(say("{} 应为 true 或 false", "{} must be true or false")), place(key)));
    return v.get<bool>();
  }
  Decimal decimal(const char* key) {
    const json& v = at(key);
    const std::string text = v.is_string() ? v.get<std::string>() : v.is_number_integer() ? v.dump() : std::string();
    const auto number = Decimal::parse(text);
    if (!number) fail(fmt::format(fmt::runtime(say("{} 应为十进制数", "{} must be a decimal")), place(key)));
    return *number;
  }
  int64_t thousandths(const char* key) {
    Decimal d = decimal(key);
    for (; d.exponent > -3; --d.exponent)
      if (__builtin_mul_overflow(d.mantissa, int64_t{10}, &d.mantissa)) break;
    for (; d.exponent < -3 && d.mantissa % 10 == 0; ++d.exponent) d.mantissa /= 10;
    if (d.exponent != -3)
      fail(fmt::format(fmt::runtime(say("{} 最多三位小数、18 位数字", "{} may have three decimals and 18 digits")),
                       place(key)));
    return d.mantissa;
  }
  /// Calls `f` with every entry of a list.
  template <class F>
  void each(const char* key, F f, bool required = true) {
    known_.emplace_back(key);
    if (!required && !has(key)) return;
    const json& v = at(key);
    if (!v.is_array()) fail(fmt::format(fmt::runtime(say("{} 应为列表", "{} must be a list")), place(key)));
    for (size_t i = 0; i < v.size(); ++i) f(v[i], fmt::format("{}[{}]", place(key), i));
  }
  void pass(std::initializer_list<const char*> keys) {
    for (const char* key : keys) known_.emplace_back(key);
  }
  /// What this program does not know it cannot add up.
  void finish() const {
    for (const auto& [key, member] : value_.items())
      if (std::find(known_.begin(), known_.end(), key) == known_.end())
        fail(fmt::format(fmt::runtime(say("不认识 {}，无法合计；是否由别的版本生成？",
                                          "{} is not known and cannot be added up; was it made by another version?")),
                         place(key)));
  }

 private:
  const json& value_;
  std::string where_;
  std::vector<std::string> known_;
};

void read_indicators(Members& m, const RuleBase& base, Totals& totals) {
  m.each("indicators", [&](const json& entry, const std::string& where) {
    Members one(entry, where);
    const std::string id = one.text("id");
    size_t position = 0;
    while (position < base.indicators.size() && base.indicators[position].id != id) ++position;
    if (position == base.indicators.size())
      fail(fmt::format(fmt::runtime(say("{}：没有指标“{}”", "{}: there is no indicator '{}'")), where, id));
    IndicatorSum sum;
    sum.met = one.count("met");
    sum.of = one.count("of");
    sum.unknown = one.count("unknown");
    const std::vector<FieldId>& weights = base.indicators[position].weights;
    one.each(
        "weights",
        [&](const json& weight, const std::string& place) {
          Members w(weight, place);
          const FieldId field = base.vocabulary.field(w.text("field"));
          const auto at = static_cast<size_t>(std::find(weights.begin(), weights.end(), field) - weights.begin());
          if (at == weights.size())
            fail(
                fmt::format(fmt::runtime(say("{}：此指标没有这个字段", "{}: the indicator has no such field")), place));
          sum.weights[at] = {w.thousandths("met"), w.thousandths("of"), w.count("items")};
          w.pass({"unit", "share"});
          w.finish();
        },
        false);
    one.pass({"label", "document", "clause", "target", "above", "note", "share", "reached"});
    one.finish();
    totals.indicators.resize(base.indicators.size());
    totals.indicators[position] = sum;
  });
}

void read_verdicts(Members& m, VerdictCounts& counts) {
  Members verdicts(m.at("verdicts"), m.place("verdicts"));
  for (int v = 0; v <= static_cast<int>(Verdict::compliant); ++v) {
    const std::string id(verdict_id(static_cast<Verdict>(v)));
    Members one(verdicts.at(id.c_str()), verdicts.place(id));
    counts.certain[static_cast<size_t>(v)] = one.count("certain");
    counts.suspected[static_cast<size_t>(v)] = one.count("suspected");
    one.finish();
  }
  verdicts.finish();
}

void read_part(Members& m, const RuleBase& base, Totals& totals) {
  totals.items = m.count("items");
  totals.checked = m.count("checked");
  totals.certain[static_cast<size_t>(Verdict::unchecked)] = m.count("unchecked");
  read_verdicts(m, totals);
  totals.violations = m.count("violations");
  m.each("amounts", [&](const json& entry, const std::string& where) {
    Members one(entry, where);
    const std::string id = one.text("rule");
    const Rule* rule = base.rule(id);
    if (rule == nullptr)
      fail(fmt::format(fmt::runtime(say("{}：没有规则“{}”", "{}: there is no rule '{}'")), where, id));
    totals.amounts[rule] = {one.count("items"), one.decimal("value")};
    one.finish();
  });
  totals.amount_overflow = m.flag("amount_overflow", false);
  read_indicators(m, base, totals);
}

bool adds_up(Totals sum, Totals all) {
  if (all.amount_overflow) return true;  // then they need not
  const size_t indicators = std::max(sum.indicators.size(), all.indicators.size());
  sum.indicators.resize(indicators);
  all.indicators.resize(indicators);
  return sum == all;
}

void read_summary(Members& m, const RuleBase& base, Summary& summary) {
  Totals all;
  read_part(m, base, all);
  m.each("missing", [&](const json& entry, const std::string& where) {
    Members one(entry, where);
    const std::string id = one.text("field");
    const FieldId field = base.vocabulary.field(id);
    if (field == no_id)
      fail(fmt::format(fmt::runtime(say("{}：没有字段“{}”", "{}: there is no field '{}'")), where, id));
    summary.missing[field] = {one.count("settles"), one.count("named")};
    one.pass({"label"});
    one.finish();
  });
  summary.unreadable_cells = m.count("unreadable_cells");
  summary.unreadable_rows = m.count("unreadable_rows");
  summary.unreadable_files = m.count("unreadable_files");
  summary.inferred_by_name = m.count("inferred_by_name");
  summary.inferred_by_model = m.count("inferred_by_model");
  m.each("companies", [&](const json& entry, const std::string& where) {
    Members one(entry, where);
    const std::string name = one.text("company", false), code = one.text("credit_code", false);
    Totals totals;
    read_part(one, base, totals);
    one.finish();
    summary.company({name, code}).merge(totals);
  });
  if (summary.company_count() == 0)
    summary.company({}) = std::move(all);
  else if (!adds_up(summary.all(), all))
    fail(say("各企业的合计加起来不等于总计", "the totals of the companies do not add up to those of all"));
}

void read_inputs(Members& m, RunTotals& out) {
  m.each("input", [&](const json& entry, const std::string& where) {
    Members one(entry, where);
    InputInfo& input = out.inputs.emplace_back();
    input.file = one.text("file");
    input.sheet = one.text("sheet", false);
    input.sha256 = one.text("sha256", false);
    input.readable = one.flag("readable");
    input.items = one.count("items");
    one.each("unmapped", [&](const json& header, const std::string& place) {
      if (!header.is_string()) fail(fmt::format(fmt::runtime(say("{} 应为文本", "{} must be a text")), place));
      input.unmapped.push_back(header.get<std::string>());
    });
    input.skipped_rows = one.count("skipped_rows");
    input.unreadable_cells = one.count("unreadable_cells");
    input.unreadable_rows = one.count("unreadable_rows");
    read_verdicts(one, input.verdicts);
    input.failing = one.count("failing");
    one.finish();
  });
  m.each(
      "diagnostics",
      [&](const json& entry, const std::string& where) {
        Members one(entry, where);
        Diagnostic& d = out.diagnostics.emplace_back();
        const std::string severity = one.text("severity");
        for (const Severity s : {Severity::note, Severity::cell_warning, Severity::row_error, Severity::file_error})
          if (severity == severity_id(s)) d.severity = s;
        d.file = one.text("file", false);
        d.sheet = one.text("sheet", false);
        if (one.has("row")) d.row = one.count("row");
        if (one.has("column")) d.column = static_cast<uint32_t>(one.count("column"));
        d.header = one.text("header", false);
        d.text = one.text("text", false);
        d.message = one.text("message");
        one.finish();
      },
      false);
}

RunTotals read_run(const json& root, const RuleBase& base) {
  Members m(root, "");
  if (m.has("verdict"))
    fail(say("这是一条判定，不是合计；请用 check -f ndjson --summary 生成",
             "this is a finding, no totals; make them with check -f ndjson --summary"));
  if (!m.has("rule_base"))
    fail(say("不是合计；请用 check -f ndjson --summary 或 check -f json 生成",
             "no totals; make them with check -f ndjson --summary or check -f json"));
  RunTotals out;
  Members rule_base(m.at("rule_base"), "rule_base");
  out.digest = rule_base.text("digest");
  out.as_of = m.text("as_of", false);
  out.region = m.text("region", false);
  out.selection = m.text("selection", false);
  m.pass({"run", "baseline"});                // they are about one part
  if (out.digest != base.digest) return out;  // its rules are not ours
  read_inputs(m, out);
  if (m.has("summary")) {
    Members summary(m.at("summary"), "summary");
    read_summary(summary, base, out.summary);
    summary.finish();
  } else {
    read_summary(m, base, out.summary);
  }
  m.finish();
  return out;
}

}  // namespace

std::vector<RunTotals> read_totals(std::istream& in, const RuleBase& base) {
  std::vector<RunTotals> all;
  while ((in >> std::ws).good()) {
    TreeBuilder builder;
    const bool whole = json::sax_parse(in, &builder, json::input_format_t::json, false);
    const std::string where = fmt::format(fmt::runtime(say("第 {} 个对象：", "object {}: ")), all.size() + 1);
    if (!whole) fail(where + builder.error);
    try {
      all.push_back(read_run(builder.root, base));
    } catch (const UnreadableTotals& e) {
      fail(where + e.what());
    }
  }
  if (all.empty()) fail(say("文件里没有合计", "the file holds no totals"));
  return all;
}

}  // namespace gengxin
