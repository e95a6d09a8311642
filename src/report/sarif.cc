// SARIF 2.1.0, for code scanning and its viewers: one run, a result a finding, a rule for each clause cited.
//
// What its words are taken to mean here:
// - kind and level: a result of kind "fail" has a level, any other has the level "none" (the standard demands it). A
//   finding that asks for something is a fail with its urgency: error, warning or note. Undetermined is "open", which
//   is that word's definition; an incentive is "informational", for it is no problem; --all's items with nothing found
//   are "pass". What is suspected stays a fail of at most "warning", with certainty among its properties: "review"
//   would fit its meaning, but takes its level away, and then services that show results by level would show a clause
//   that may demand an item's retirement below an advice.
// - region: the row, and as the column the number of the cell in its row, the first being 1, as in -f json: an
// inventory
//   has cells, and only some of its formats have characters in lines. The logical location names the same cell as
//   spreadsheets do, Sheet!C18.
// - partialFingerprints: the finding's fingerprint, which outlives sorting and filling in; of items that cannot be told
//   apart the second's ends in ":2" and so on, so that each is a result of its own.
// - suppressions: waivers. Every result has the list, as the standard asks of a run in which one has it.
// - with --summary there are no results at all, which says that none were to be listed, not that nothing was found.
#include <algorithm>
#include <array>

#include "accept/fingerprint.h"
#include "base/text.h"
#include "report/append.h"
#include "report/escape.h"
#include "report/formats.h"
#include "report/message.h"
#include "report/numbered.h"
#include "report/place.h"
#include "report/run_record.h"
#include "report/summary_json.h"

namespace gengxin {

namespace {

constexpr std::string_view kCompliant = "compliant";

void member(std::string& out, const char* key, std::string_view text) {
  out += ",\"";
  out += key;
  out += "\":";
  append_json_string(out, text);
}

/// The path percent-encoded byte for byte, so that a name that is no UTF-8 survives too.
void append_uri(std::string& out, std::string_view file) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  static constexpr std::string_view kPlain = "-._~/";
  const std::string_view path = working_path(file);
  if (path.starts_with('/')) out += "file://";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
}

/// `"uri":"...","uriBaseId":"%SRCROOT%"`
void append_location(std::string& out, std::string_view file) {
  out += "\"uri\":\"";
  append_uri(out, file);
  out += '"';
  if (!file.starts_with('/')) out += ",\"uriBaseId\":\"%SRCROOT%\"";
}

/// A message: SARIF makes links of [text](target), which no cell may.
void append_text(std::string& out, std::string_view text) {
  out += "{\"text\":";
  if (text.find("](") == std::string_view::npos) {
    append_json_string(out, text);
  } else {
    std::string escaped;
    for (const char c : text) {
      if (c == '[' || c == ']' || c == '\\') escaped += '\\';
      escaped += c;
    }
    append_json_string(out, escaped);
  }
  out += '}';
}

std::string sentence(std::string text) {
  static constexpr std::string_view kEnds[] = {".", "。", "！", "？", "；"};
  const bool ends = std::any_of(std::begin(kEnds), std::end(kEnds), [&](auto end) { return text.ends_with(end); });
  if (!ends && !text.empty()) text += say("。", ".");
  return text;
}

/// The verdict that a rule's findings have at the gravest, for the level shown beside it in a list of rules.
Verdict rule_verdict(const Rule& rule) {
  if (!rule.has_levels) return rule.verdict;
  if (rule.levels.kind == LevelKind::benchmark) return Verdict::below_baseline;
  return rule.levels.recommended ? Verdict::upgrade : Verdict::below_access;
}

bool is_fail(Verdict verdict) {
  return verdict != Verdict::undetermined && verdict != Verdict::eligible && verdict != Verdict::compliant;
}

std::string_view rule_level(const Rule& rule) {
  Finding finding;
  finding.verdict = rule_verdict(rule);
  finding.suspected = rule.provenance == Provenance::recalled;
  return is_fail(finding.verdict) ? urgency_id(shown_urgency(finding)) : "none";
}

constexpr std::array kSeverities = {Severity::file_error, Severity::row_error, Severity::cell_warning, Severity::note};

const char* diagnostic_meaning(Severity severity) {
  switch (severity) {
    case Severity::file_error:
      return say("文件读不出，其中的设备没有核查。", "A file could not be read: the equipment in it was not checked.");
    case Severity::row_error:
      return say("一行读不出，该行的设备没有核查。", "A row could not be read: its item was not checked.");
    case Severity::cell_warning:
      return say("一个单元格读不出，按没有填写处理。", "A cell could not be read and counts as empty.");
    case Severity::note:
      break;
  }
  return say("读台账时值得知道的事。", "Something worth knowing of how an inventory was read.");
}

std::string_view diagnostic_level(Severity severity) {
  return severity == Severity::note ? "note" : severity == Severity::cell_warning ? "warning" : "error";
}

class SarifReport : public Report {
 public:
  bool streams() const override { return true; }
  bool wants_record() const override { return true; }
  bool wants_details() const override { return true; }

  void begin(const RunInfo& run, std::string& out) override {
    fingerprints_.emplace(*run.rules);
    vocabulary_ = &run.rules->vocabulary;
    name_ = run.rules->vocabulary.field("name");
    company_ = run.rules->vocabulary.field("company");
    out +=
        "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\","
        "\n\"version\":\"2.1.0\",\n\"runs\":[{";
    if (!run.summary_only) out += "\"results\":[";
  }

  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (run.summary_only) return;
    for (const Finding& finding : outcome.findings) result(run, item, &finding, part);
    if (run.all && outcome.gravest() == Verdict::compliant) result(run, item, nullptr, part);
  }

  void merge(Part& part, std::string& out) override {
    if (part.text.empty()) return;
    std::string text;
    append_filled(part.text, part.gather<Gaps>(), text, [&](const Gaps::Gap& gap, std::string& to) {
      switch (gap.kind) {
        case kRule:
          append_int(to, static_cast<int64_t>(index_of(rules_, rule_index_, gap.key)));
          break;
        case kArtifact:
          append_int(to, static_cast<int64_t>(index_of(files_, file_index_, gap.key)));
          break;
        default:
          if (const uint64_t ordinal = ordinals_.next(gap.key); ordinal > 1) {
            to += ':';
            append_int(to, static_cast<int64_t>(ordinal));
          }
      }
    });
    // Every result comes with a comma before it; the very first loses it.
    out.append(text, any_ ? 0 : 1);
    any_ = true;
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (!run.summary_only) out += any_ ? "\n],\n" : "],\n";
    tool(run, out);
    invocation(run, summary, out);
    artifacts(run, out);
    out +=
        ",\n\"originalUriBaseIds\":{\"%SRCROOT%\":{\"description\":{\"text\":\"The folder that gengxin was run in.\"}}}"
        ",\n\"columnKind\":\"unicodeCodePoints\",\n\"language\":";
    out += say("\"zh-CN\"", "\"en\"");
    out += ",\n\"properties\":{\"columns\":\"cells\",\"gengxin\":";
    append_run_record(run, "sarif", out);
    if (run.summary_only) {
      out += ",\"summary\":";
      append_summary_json(run, summary, {}, out);
    }
    out += "}}]}\n";
  }

 private:
  enum { kFingerprint, kRule, kArtifact };
  using Index = std::unordered_map<std::string, size_t>;

  static size_t index_of(std::vector<std::string>& list, Index& index, const std::string& key) {
    const auto [found, added] = index.emplace(key, list.size());
    if (added) list.push_back(key);
    return found->second;
  }

  /// A null finding is a compliant item.
  void result(const RunInfo& run, const Item& item, const Finding* finding, Part& part) const {
    std::string& out = part.text;
    Gaps& gaps = part.gather<Gaps>();
    const Verdict verdict = finding != nullptr ? finding->verdict : Verdict::compliant;
    const std::string rule(finding != nullptr ? cited_id(*finding) : kCompliant);
    out += ",\n{\"ruleId\":";
    append_json_string(out, rule);
    out += ",\"ruleIndex\":";
    gaps.leave(out, kRule, rule);
    if (!is_fail(verdict)) {
      out += verdict == Verdict::undetermined ? ",\"kind\":\"open\""
             : verdict == Verdict::eligible   ? ",\"kind\":\"informational\""
                                              : ",\"kind\":\"pass\"";
    }
    out += ",\"level\":\"";
    out += is_fail(verdict) ? urgency_id(shown_urgency(*finding)) : "none";
    out += "\",\"message\":";
    std::string message;
    if (finding != nullptr) {
      append_message(run, item, *finding, message);
    } else {
      message = compliant_message();
    }
    append_text(out, message);

    out += ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{";
    append_location(out, item.file);
    out += ",\"index\":";
    gaps.leave(out, kArtifact, std::string(item.file));
    out += "},\"region\":{\"startLine\":";
    append_int(out, static_cast<int64_t>(item.row));
    const Value* cell = finding != nullptr ? deciding_cell(item, *finding) : nullptr;
    if (cell != nullptr) {
      out += ",\"startColumn\":";
      append_int(out, cell->column + 1);
      if (!cell->text.empty()) {
        out += ",\"snippet\":{\"text\":";
        append_json_string(out, cell->text);
        out += '}';
      }
    }
    out += "}},\"logicalLocations\":[{\"name\":";
    std::string name;
    append_item_name(item, name);
    append_json_string(out, name);
    out += ",\"kind\":\"item\"}";
    if (cell != nullptr) {
      std::string letters;
      append_cell(item, *cell, letters);
      out += ",{\"name\":";
      append_json_string(out, letters);
      if (!item.sheet.empty()) member(out, "fullyQualifiedName", std::string(item.sheet) + '!' + letters);
      out += ",\"kind\":\"cell\"}";
    }
    out += "]}]";
    if (finding != nullptr) {
      out += ",\"partialFingerprints\":{\"gengxin/v1\":\"";
      const std::string fingerprint = fingerprints_->of(item, *finding);
      out += fingerprint;
      gaps.leave(out, kFingerprint, fingerprint);
      out += "\"},\"suppressions\":[";
      if (finding->waiver != nullptr) {
        const Waiver& waiver = *finding->waiver;
        out += R"({"kind":"external","status":"accepted","justification":)";
        std::string words = waiver.reason;
        words += say("（", " (") + waiver.who + say("，至 ", ", until ") + format_date(waiver.until) + say("）", ")");
        append_json_string(out, words);
        out += '}';
      }
      out += ']';
      if (run.baseline) out += finding->known ? R"(,"baselineState":"unchanged")" : R"(,"baselineState":"new")";
    }
    properties(item, finding, verdict, out);
    out += '}';
  }

  void properties(const Item& item, const Finding* finding, Verdict verdict, std::string& out) const {
    out += ",\"properties\":{\"verdict\":\"";
    out += verdict_id(verdict);
    out += '"';
    const auto given = [&](const char* key, std::string_view text) {
      if (!text.empty()) member(out, key, text);
    };
    if (finding != nullptr) {
      member(out, "certainty", finding->suspected ? "suspected" : "certain");
      if (finding->violation) out += ",\"violation\":true";
      if (finding->deadline != no_day) member(out, "deadline", format_date(finding->deadline));
      if (finding->amount.known) {
        std::string yuan;
        append_money(yuan, finding->amount.value);
        member(out, "amount", yuan);
        member(out, "currency", "CNY");
      }
      if (!finding->missing.empty()) {
        out += ",\"missing\":[";
        const Vocabulary& vocabulary = *vocabulary_;
        for (const FieldId& field : finding->missing) {
          if (&field != finding->missing.data()) out += ',';
          append_json_string(out, vocabulary.fields[field].id);
        }
        out += ']';
      }
    }
    given("item", item.id);
    given("company", text_value(item, company_));
    given("name", text_value(item, name_));
    given("model", item.model);
    given("sheet", item.sheet);
    out += '}';
  }

  void tool(const RunInfo& run, std::string& out) const {
    const size_t space = run.program.find(' ');
    out += "\"tool\":{\"driver\":{\"name\":";
    append_json_string(out, run.program.substr(0, space));
    if (space != std::string::npos) {
      member(out, "version", run.program.substr(space + 1));
      member(out, "semanticVersion", run.program.substr(space + 1));
    }
    out += ",\"rules\":[";
    for (const std::string& id : rules_) {
      out += &id == rules_.data() ? "\n" : ",\n";
      descriptor(*run.rules, id, out);
    }
    out += "],\n\"notifications\":[";
    for (const Severity severity : kSeverities) {
      out += severity == kSeverities.front() ? "\n{\"id\":" : ",\n{\"id\":";
      append_json_string(out, diagnostic_id(severity));
      out += ",\"shortDescription\":";
      append_text(out, diagnostic_meaning(severity));
      out += ",\"defaultConfiguration\":{\"level\":\"";
      out += diagnostic_level(severity);
      out += "\"}}";
    }
    out += "]}}";
  }

  static void descriptor(const RuleBase& rules, const std::string& id, std::string& out) {
    const Rule* rule = rules.rule(id);
    const Document* document = rule != nullptr ? &rules.document_of(*rule) : rules.document(id);
    std::string title, reference;
    if (rule != nullptr) {
      title = title_of(*rule);
      append_reference(rules, *rule, reference);
    } else if (document != nullptr) {
      title = document->title;
      reference = number_of(*document);
    } else if (id == kCompliant) {
      title = verdict_meaning(Verdict::compliant);
      reference = say("核查通过", "nothing found");
    } else {
      title = say("资料不足，适用哪些条款尚不能确定", "It is open which clauses apply");
      reference = say("适用条款待定", "clauses open");
    }
    out += "{\"id\":";
    append_json_string(out, id);
    member(out, "name", reference);
    out += ",\"shortDescription\":";
    append_text(out, title);
    out += ",\"fullDescription\":";
    append_text(out, sentence(document != nullptr ? title + say("（", " (") + reference + say("）", ")") : title));

    // Term and text, a line each.
    std::vector<std::pair<const char*, std::string>> lines;
    const auto line = [&](const char* term, std::string text) {
      if (!text.empty()) lines.emplace_back(term, std::move(text));
    };
    if (document != nullptr) {
      line(say("文件", "document"), document->title + (document->number.empty() ? "" : " " + document->number));
      line(say("发布机关", "issuer"), document->issuer);
      if (rule != nullptr) line(say("条款", "clause"), rule->clause);
      const Verdict verdict = rule != nullptr ? rule_verdict(*rule) : Verdict::unchecked;
      if (verdict != Verdict::unchecked)
        line(say("判定", "verdict"), std::string(verdict_word(verdict)) + say("：", ": ") + verdict_meaning(verdict));
      const Day from = rule != nullptr && rule->in_force != no_day ? rule->in_force : document->in_force;
      if (from != no_day) line(say("施行", "in force since"), format_date(from));
      if (rule != nullptr && rule->deadline != no_day) line(say("期限", "deadline"), format_date(rule->deadline));
      line(say("依据", "provenance"), provenance_meaning(rule != nullptr ? rule->provenance : document->provenance));
      if (rule != nullptr && !rules.rule_details.empty())
        line(say("说明", "note"), rules.rule_details[static_cast<size_t>(rule - rules.rules.data())].note);
    } else {
      line(say("说明", "note"), title);
    }
    std::string text, markdown;
    for (const auto& [term, words] : lines) {
      if (!text.empty()) text += '\n', markdown += '\n';
      text += std::string(term) + say("：", ": ") + words;
      markdown += std::string("- **") + term + "**" + say("：", ": ");
      append_markdown(markdown, words);
    }
    out += ",\"help\":{\"text\":";
    append_json_string(out, text);
    member(out, "markdown", markdown);
    out += "},\"defaultConfiguration\":{\"level\":\"";
    out += rule != nullptr ? rule_level(*rule) : "none";
    out += "\"}";
    if (document != nullptr) {
      out += ",\"properties\":{\"tags\":[";
      const Verdict verdict = rule != nullptr ? rule_verdict(*rule) : Verdict::unchecked;
      if (verdict != Verdict::unchecked) {
        append_json_string(out, verdict_id(verdict));
        out += ',';
      }
      append_json_string(out, provenance_id(rule != nullptr ? rule->provenance : document->provenance));
      out += ']';
      member(out, "document", number_of(*document));
      if (rule != nullptr && !rule->clause.empty()) member(out, "clause", rule->clause);
      const Day from = rule != nullptr && rule->in_force != no_day ? rule->in_force : document->in_force;
      if (from != no_day) member(out, "in-force", format_date(from));
      if (rule != nullptr && rule->deadline != no_day) member(out, "deadline", format_date(rule->deadline));
      out += '}';
    }
    out += '}';
  }

  void invocation(const RunInfo& run, const Summary& summary, std::string& out) {
    out += ",\n\"invocations\":[{\"executionSuccessful\":";
    out += summary.unreadable_files + summary.unreadable_rows == 0 ? "true" : "false";
    out += ",\"toolExecutionNotifications\":[";
    bool any = false;
    for (const Diagnostic& d : all_diagnostics(run)) {
      out += any ? ",\n" : "\n";
      any = true;
      out += "{\"descriptor\":{\"id\":";
      append_json_string(out, diagnostic_id(d.severity));
      out += ",\"index\":";
      append_int(out, std::find(kSeverities.begin(), kSeverities.end(), d.severity) - kSeverities.begin());
      out += "},\"level\":\"";
      out += diagnostic_level(d.severity);
      out += "\",\"message\":";
      const std::string words = diagnostic_sentence(d);
      append_text(out, valid_utf8(words) ? words : nfkc(words));
      if (!d.file.empty()) {
        out += ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{";
        append_location(out, d.file);
        const auto known = file_index_.find(d.file);
        const bool input =
            known != file_index_.end() ||
            std::any_of(run.inputs.begin(), run.inputs.end(), [&](const InputInfo& i) { return i.file == d.file; });
        if (input) {
          out += ",\"index\":";
          append_int(out, static_cast<int64_t>(index_of(files_, file_index_, d.file)));
        }
        out += '}';
        if (d.row != 0) {
          out += ",\"region\":{\"startLine\":";
          append_int(out, static_cast<int64_t>(d.row));
          if (d.column != 0) {
            out += ",\"startColumn\":";
            append_int(out, d.column);
          }
          out += '}';
        }
        out += '}';
        if (!d.sheet.empty()) {
          out += ",\"logicalLocations\":[{\"name\":";
          append_any_string(out, d.sheet);
          out += ",\"kind\":\"sheet\"}]";
        }
        out += "}]";
      }
      out += '}';
    }
    out += "]}]";
  }

  void artifacts(const RunInfo& run, std::string& out) {
    std::unordered_map<std::string_view, std::string_view> sha256;
    for (const InputInfo& input : run.inputs) {
      index_of(files_, file_index_, input.file);
      sha256.emplace(input.file, input.sha256);
    }
    out += ",\n\"artifacts\":[";
    for (const std::string& file : files_) {
      out += &file == files_.data() ? "\n{\"location\":{" : ",\n{\"location\":{";
      append_location(out, file);
      out += "},\"roles\":[\"analysisTarget\"]";
      if (const std::string_view digest = sha256[file]; !digest.empty()) {
        out += ",\"hashes\":{\"sha-256\":";
        append_json_string(out, digest);
        out += '}';
      }
      out += '}';
    }
    out += ']';
  }

  std::optional<Fingerprints> fingerprints_;
  const Vocabulary* vocabulary_ = nullptr;
  FieldId name_ = no_id, company_ = no_id;
  // What merge() has met, in order.
  std::vector<std::string> rules_, files_;
  Index rule_index_, file_index_;
  Ordinals ordinals_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Report> make_sarif_report() { return std::make_unique<SarifReport>(); }

}  // namespace gengxin
