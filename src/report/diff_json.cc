// One object: the clauses that begin, end and fall due, one a line; the items that change, one a line; the totals.
// diff_schema.cc describes it.
#include <algorithm>

#include "report/append.h"
#include "report/diff.h"
#include "report/message.h"
#include "report/summary_json.h"

namespace gengxin {

namespace {

void append_key(std::string& out, std::string_view key) {
  out += ",\"";
  out += key;
  out += "\":";
}

void append_text(std::string& out, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  append_key(out, key);
  append_json_string(out, text);
}

void append_count(std::string& out, std::string_view key, uint64_t n) {
  append_key(out, key);
  append_int(out, static_cast<int64_t>(n));
}

std::string_view verdict_key(Verdict verdict) {
  return verdict == Verdict::unchecked ? "unchecked" : verdict_id(verdict);
}

std::string_view level_kind_id(LevelKind kind) {
  switch (kind) {
    case LevelKind::grades:
      break;
    case LevelKind::benchmark:
      return "benchmark";
    case LevelKind::limits:
      return "limits";
  }
  return "grades";
}

class JsonDiff : public DiffReport {
 public:
  using DiffReport::DiffReport;

  void merge(Part& part, std::string& out) override {
    if (part.text.empty()) return;
    out.append(part.text, any_item_ ? 0 : 1);  // every item comes with a comma before it; the first loses it
    any_item_ = true;
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (diff_.inventory) {
      out += any_item_ ? "\n],\n\"input\": [" : "],\n\"input\": [";
      const char* separator = "\n";
      for (const InputInfo& input : run.inputs) {
        out += separator;
        append_read_input(input, out);
        separator = ",\n";
      }
      out += "\n]";
    }
    out += ",\n\"summary\": {\"rules\":{";
    const char* quote = "\"";
    for (const auto kind : {RuleChange::Kind::begins, RuleChange::Kind::ends, RuleChange::Kind::due}) {
      out += quote;
      out += change_id(kind);
      out += "\":";
      append_int(out, std::count_if(diff_.rules.begin(), diff_.rules.end(),
                                    [&](const RuleChange& change) { return change.kind == kind; }));
      quote = ",\"";
    }
    out += '}';
    if (diff_.inventory) totals(summary, out);
    out += "}}\n";
  }

 protected:
  void write_head(const RunInfo& run, std::string& out) override {
    out += '{';
    RunInfo dateless;
    dateless.rules = run.rules;
    dateless.region = run.region;
    dateless.selection = run.selection;
    append_run_json(dateless, ",\n", out);
    out += ",\n\"from\": \"";
    append_date(out, before_.as_of);
    out += "\",\n\"to\": \"";
    append_date(out, after_.as_of);
    out += "\",\n\"rules\": [";
    const char* separator = "\n";
    for (const RuleChange& change : diff_.rules) {
      out += separator;
      rule(*run.rules, change, out);
      separator = ",\n";
    }
    out += diff_.rules.empty() ? "]" : "\n]";
    if (diff_.inventory) out += ",\n\"items\": [";
  }

  void write_item(const ItemChange& change, std::string& out) const override {
    out += ",\n";
    writer_.head(change.before, out);
    append_text(out, "from", verdict_key(change.from));
    append_text(out, "to", verdict_key(change.to));
    const auto list = [&](const char* key, const auto& wanted, const auto& append) {
      bool any = false;
      for (const FindingChange& one : change.findings) {
        if (!wanted(one)) continue;
        if (any)
          out += ',';
        else
          append_key(out, key), out += '[';
        any = true;
        append(one);
      }
      if (any) out += ']';
    };
    const auto before = [&](const FindingChange& one) { writer_.alone(before_, change.before, *one.before, out); };
    const auto after = [&](const FindingChange& one) { writer_.alone(after_, change.after, *one.after, out); };
    list(
        "appear", [](const FindingChange& one) { return !one.before; }, after);
    list(
        "disappear", [](const FindingChange& one) { return !one.after; }, before);
    list(
        "change", [](const FindingChange& one) { return one.before && one.after; },
        [&](const FindingChange& one) {
          out += "{\"from\":";
          before(one);
          out += ",\"to\":";
          after(one);
          out += '}';
        });
    out += '}';
  }

 private:
  static void rule(const RuleBase& base, const RuleChange& change, std::string& out) {
    const Rule& rule = base.rules[change.rule];
    const Document& document = base.document_of(rule);
    out += "{\"change\":\"";
    out += change_id(change.kind);
    out += "\",\"date\":\"";
    append_date(out, change.date);
    out += '"';
    append_text(out, "rule", rule.id);
    append_text(out, "document", number_of(document));
    append_text(out, "clause", rule.clause);
    append_text(out, "title", rule.title);
    if (rule.has_levels)
      append_text(out, "levels", level_kind_id(rule.levels.kind));
    else
      append_text(out, "verdict", verdict_id(rule.verdict));
    append_text(out, "certainty", rule.provenance == Provenance::recalled ? "suspected" : "certain");
    if (rule.deadline != no_day) append_text(out, "deadline", format_date(rule.deadline));
    std::vector<std::string> others;
    if (change.kind == RuleChange::Kind::begins) others = replaced_by_document(base, rule.document);
    if (change.kind == RuleChange::Kind::ends)
      for (uint16_t d : successors(base, rule.document)) others.push_back(number_of(base.documents[d]));
    if (!others.empty()) {
      append_key(out, change.kind == RuleChange::Kind::begins ? "replaces" : "replaced_by");
      out += '[';
      for (const std::string& other : others) {
        if (&other != others.data()) out += ',';
        append_json_string(out, other);
      }
      out += ']';
    }
    out += '}';
  }

  void totals(const Summary& summary, std::string& out) const {
    const uint64_t items = summary.all().items;
    out += ",\"items\":{\"all\":";
    append_int(out, static_cast<int64_t>(items));
    append_count(out, "changed", changed_items());
    append_count(out, "unchanged", items - changed_items());
    out += "},\"verdicts\":[";
    const char* separator = "";
    for (int from = 0; from < verdict_count; ++from)
      for (int to = 0; to < verdict_count; ++to) {
        const uint64_t n = moved(static_cast<Verdict>(from), static_cast<Verdict>(to));
        if (n == 0) continue;
        out += separator;
        separator = ",";
        out += "{\"from\":";
        append_json_string(out, verdict_key(static_cast<Verdict>(from)));
        append_text(out, "to", verdict_key(static_cast<Verdict>(to)));
        append_count(out, "items", n);
        out += '}';
      }
    out += "],\"clauses\":[";
    separator = "";
    for (const ClauseCount& count : clause_counts()) {
      if (!count.document) continue;
      out += separator;
      separator = ",";
      out += "{\"rule\":";
      append_json_string(out, count.rule ? count.rule->id : count.document->id);
      append_count(out, "appear", count.appear);
      append_count(out, "disappear", count.disappear);
      append_count(out, "change", count.change);
      out += '}';
    }
    out += ']';
  }

  bool any_item_ = false;
};

}  // namespace

std::unique_ptr<DiffReport> make_json_diff(const Diff& diff) { return std::make_unique<JsonDiff>(diff); }

}  // namespace gengxin
