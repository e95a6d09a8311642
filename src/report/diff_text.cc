// For a person at a terminal: the clauses by date, then the items that change, then what changed how often.
#include <algorithm>

#include "base/text.h"
#include "report/append.h"
#include "report/diff.h"
#include "report/escape.h"
#include "report/message.h"
#include "report/paint.h"

namespace gengxin {

namespace {

using Kind = RuleChange::Kind;

std::string clauses_words(uint64_t n) { return count_words(n, "条", "clause", "clauses"); }

std::string documents_words(uint64_t n) { return count_words(n, "个文件", "document", "documents"); }

std::string_view outcome_word(Verdict verdict) {
  return verdict == Verdict::unchecked ? say("无条款适用", "no clause applies") : verdict_word(verdict);
}

// What a clause says, in a word.
std::string_view clause_word(const Rule& rule) {
  if (!rule.has_levels) return verdict_word(rule.verdict);
  switch (rule.levels.kind) {
    case LevelKind::grades:
      break;
    case LevelKind::benchmark:
      return say("标杆与基准", "benchmark");
    case LevelKind::limits:
      return say("能耗限额", "energy limits");
  }
  return say("能效等级", "grades");
}

std::string join(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : say("、", ", ")) + text;
  return out;
}

class TextDiff : public DiffReport {
 public:
  TextDiff(const Diff& diff, bool all) : DiffReport(diff), all_(all) {}

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    if (!diff_.inventory) return;
    const uint64_t items = summary.all().items;
    if (changed_items() == 0)
      out += items == 0 ? say("没有读到设备。\n", "No equipment was read.\n")
                        : say("没有设备的结论变化。\n", "No item's findings change.\n");
    section(run, say("合计", "Totals"), out);
    out += "  " + items_words(items) + say("，变化 ", ", changed ") + items_words(changed_items()) +
           say("，不变 ", ", unchanged ") + items_words(items - changed_items()) + '\n';
    moves(run, out);
    clauses(run, out);
  }

 protected:
  void write_head(const RunInfo& run, std::string& out) override {
    RunInfo dateless;
    dateless.rules = run.rules;
    dateless.region = run.region;
    dateless.colour = run.colour;
    const std::string title =
        say("更新对比 ", "Gengxin ") + format_date(before_.as_of) + " → " + format_date(after_.as_of);
    append_title(dateless, title.c_str(), out);
    section(run, say("条款的变化", "Clauses"), out);
    if (diff_.rules.empty()) out += say("  两日之间没有条款变化。\n", "  No clause changes between these days.\n");
    for (const DocumentChange& change : diff_.documents) document(run, change, out);
    counts(run, out);
    if (diff_.inventory) section(run, say("设备的变化", "Items"), out);
  }

  void write_item(const ItemChange& change, std::string& out) const override {
    const Item& item = change.before;
    const Vocabulary& vocabulary = before_.rules->vocabulary;
    std::string head = plain(item.file);
    if (!item.sheet.empty()) head += '[' + plain(item.sheet) + ']';  // as messages name places
    head += ':' + std::to_string(item.row);
    const auto add = [&](std::string_view text) {
      if (!text.empty()) head += "  " + plain(text);
    };
    const auto text_of = [&](const char* field) {
      const FieldId f = vocabulary.field(field);
      return f < item.values.size() && item[f].known() ? item[f].text : std::string_view();
    };
    add(item.id);
    add(text_of("company"));
    add(text_of("name"));
    add(item.model);
    out += head + "  " + paint(before_, verdict_colour(change.from), outcome_word(change.from));
    if (change.from != change.to) out += " → " + paint(before_, verdict_colour(change.to), outcome_word(change.to));
    out += '\n';
    for (const FindingChange& one : change.findings) {
      if (!one.before)
        finding("+", after_, change.after, *one.after, out);
      else if (!one.after)
        finding("-", before_, change.before, *one.before, out);
      else
        both(change, one, out);
    }
  }

 private:
  // One line a document or, where only some of its clauses change or their deadlines pass, one a clause.
  void document(const RunInfo& run, const DocumentChange& change, std::string& out) const {
    const RuleBase& base = *run.rules;
    const Document& document = base.documents[change.document];
    if (change.kind == Kind::due || !change.whole) {
      for (uint16_t r : change.rules) {
        line_head(run, change.date, change.kind, out);
        clause(run, base.rules[r], number_of(document) + ' ', out);
      }
      return;
    }
    if (change.replaced.empty()) {
      line_head(run, change.date, change.kind, out);
      out += number_of(document);
    } else {
      line_head(run, change.date, say("变化", "changes"), "36", out);
      std::vector<std::string> old;
      for (uint16_t d : change.replaced) old.push_back(number_of(base.documents[d]));
      out += join(old) + " → " + number_of(document);
    }
    out += "  " + document.title + "  ";
    if (!change.replaced.empty()) out += std::to_string(change.ended.size()) + " → ";
    out += clauses_words(change.rules.size()) + '\n';
    std::vector<std::string> others;
    if (change.kind == Kind::begins) {
      for (const std::string& number : replaced_by_document(base, change.document))
        if (std::none_of(change.replaced.begin(), change.replaced.end(),
                         [&](uint16_t d) { return base.documents[d].number == number; }))
          others.push_back(number);
    } else {
      for (uint16_t d : successors(base, change.document))
        others.push_back(number_of(base.documents[d]) + from_words(base.documents[d].in_force));
    }
    if (!others.empty()) {
      std::string words = change.kind == Kind::begins ? say("代替 ", "replaces ") : say("由 ", "replaced by ");
      words += join(others);
      if (change.kind == Kind::ends) words += say(" 代替", "");
      out += "    " + paint(run, "2", words) + '\n';
    }
    if (!all_) return;
    for (uint16_t r : change.ended) {
      out += "    - ";
      clause(run, base.rules[r], number_of(base.document_of(base.rules[r])) + ' ', out);
    }
    for (uint16_t r : change.rules) {
      out += change.kind == Kind::begins ? "    + " : "    - ";
      clause(run, base.rules[r], "", out);
    }
  }

  static std::string from_words(Day day) { return say("（", " (from ") + format_date(day) + say(" 起）", ")"); }

  static void line_head(const RunInfo& run, Day date, Kind kind, std::string& out) {
    switch (kind) {
      case Kind::begins:
        return line_head(run, date, say("施行", "begins"), "32", out);
      case Kind::ends:
        return line_head(run, date, say("失效", "ends"), "33", out);
      case Kind::due:
        return line_head(run, date, say("到期", "due"), "31", out);
    }
  }
  static void line_head(const RunInfo& run, Day date, const char* word, const char* colour, std::string& out) {
    out += "  " + format_date(date) + "  " + paint(run, colour, pad(word, lang() == Lang::zh ? 4 : 7)) + "  ";
  }

  static void clause(const RunInfo& run, const Rule& rule, const std::string& number, std::string& out) {
    out += number + rule.clause + "  ";
    out += paint(run, rule.has_levels ? "2" : verdict_colour(rule.verdict), clause_word(rule));
    out += "  " + title_of(rule);
    if (rule.provenance == Provenance::recalled) out += say("（疑似）", " (suspected)");
    out += '\n';
  }

  void counts(const RunInfo& run, std::string& out) const {
    if (diff_.rules.empty()) return;
    struct Word {
      Kind kind;
      const char* word;
    };
    out += "  ";
    const char* separator = "";
    for (const Word& w : {Word{Kind::begins, say("施行 ", "begin: ")}, Word{Kind::ends, say("失效 ", "end: ")},
                          Word{Kind::due, say("到期 ", "due: ")}}) {
      std::vector<uint16_t> documents;
      uint64_t n = 0;
      for (const RuleChange& change : diff_.rules) {
        if (change.kind != w.kind) continue;
        ++n;
        documents.push_back(before_.rules->rules[change.rule].document);
      }
      if (n == 0) continue;
      std::sort(documents.begin(), documents.end());
      const auto distinct = static_cast<uint64_t>(std::unique(documents.begin(), documents.end()) - documents.begin());
      out += separator + (w.word + clauses_words(n)) + say("（", " (") + documents_words(distinct) + say("）", ")");
      separator = say("，", ", ");
    }
    out += '\n';
    // What an older edition asked for is not known where the rule base begins with its successor.
    uint64_t unknown = 0;
    for (const DocumentChange& change : diff_.documents) {
      if (change.kind != Kind::begins) continue;
      const std::vector<std::string>& replaced = replaced_by_document(*run.rules, change.document);
      unknown += std::any_of(replaced.begin(), replaced.end(), [&](const std::string& number) {
        return std::none_of(run.rules->documents.begin(), run.rules->documents.end(),
                            [&](const Document& d) { return d.number == number; });
      });
    }
    if (unknown > 0)
      out += "  " +
             paint(run, "2",
                   documents_words(unknown) + say("所代替的旧版未收入规则库：较早一天的结论不含旧版的要求",
                                                  ": what they replace is not in the rule base, so the earlier day's "
                                                  "findings do not know it")) +
             '\n';
  }

  // "  + 可升级  GB 18613-2020 4.2 表1  效率 89.6 %，3级…": other messages begin with the verdict and name the clause.
  void finding(const char* sign, const RunInfo& run, const Item& item, const Finding& finding, std::string& out) const {
    const char* colour = *sign == '-' ? "2" : verdict_colour(finding.verdict);
    out += "  " + paint(run, colour, sign) + ' ';
    if (finding.level.rule && finding.rule) {
      out += paint(run, colour, verdict_word(finding.verdict));
      out += "  " + clause_of(run, finding) + "  ";
    }
    std::string message;
    append_message(run, item, finding, message);
    out += plain(message) + paint(run, "2", reason(*sign, finding)) + '\n';
  }

  // Why a finding appears or goes, where it is the clause and not the item: an ended clause is no improvement.
  std::string reason(char sign, const Finding& finding) const {
    if (!finding.document) return {};
    const Day first = finding.rule ? finding.rule->in_force : finding.document->in_force;
    const Day last = finding.rule ? finding.rule->until : finding.document->until;
    if (sign == '+' && first > before_.as_of)
      return say("  ← 条款自 ", "  ← the clause begins on ") + format_date(first) + say(" 起施行", "");
    if (sign == '-' && last != no_day && last < after_.as_of)
      return say("  ← 条款有效至 ", "  ← the clause ends on ") + format_date(last);
    return {};
  }

  static std::string clause_of(const RunInfo& run, const Finding& finding) {
    std::string out;
    if (finding.rule)
      append_reference(*run.rules, *finding.rule, out);
    else if (finding.document)
      out = number_of(*finding.document);
    else
      out = say("适用哪些条款尚不能确定", "which clauses apply is open");
    return out;
  }

  // What the message says, piece by piece, and what it leaves to programs.
  static std::vector<std::string> pieces(const RunInfo& run, const Item& item, const Finding& finding) {
    std::string message;
    append_message(run, item, finding, message);
    message = plain(message);
    const std::string separator = say("；", "; ");
    std::vector<std::string> out;
    for (size_t start = 0;;) {
      const size_t end = message.find(separator, start);
      out.push_back(message.substr(start, end - start));
      if (end == std::string::npos) break;
      start = end + separator.size();
    }
    if (finding.level.rule && finding.verdict != Verdict::undetermined) return out;  // the message has them
    for (const Rule* also : finding.also) {
      out.emplace_back(say("另据 ", "also by "));
      append_reference(*run.rules, *also, out.back());
    }
    return out;
  }

  void both(const ItemChange& change, const FindingChange& one, std::string& out) const {
    const Finding &a = *one.before, &b = *one.after;
    out += "  " + paint(after_, "33", "~") + ' ';
    if (a.verdict != b.verdict) out += paint(after_, verdict_colour(a.verdict), verdict_word(a.verdict)) + " → ";
    out += paint(after_, verdict_colour(b.verdict), verdict_word(b.verdict)) + "  " + clause_of(after_, b);
    if (b.rule) out += "  " + title_of(*b.rule);
    // As the earlier finding would read on the later day: what is left is not the passing of its deadline.
    const std::vector<std::string> then = pieces(after_, change.before, a), now = pieces(after_, change.after, b);
    const auto passed = [](const RunInfo& run, const Finding& f) {
      return f.deadline != no_day && f.deadline < run.as_of;
    };
    if (passed(after_, b) && !passed(before_, a))
      out += "  " +
             paint(after_, "31", say("期限 ", "deadline ") + format_date(b.deadline) + say("（已过）", " (passed)"));
    out += '\n';
    const auto list = [&](const char* sign, const std::vector<std::string>& mine,
                          const std::vector<std::string>& other) {
      for (const std::string& piece : mine)
        if (std::find(other.begin(), other.end(), piece) == other.end())
          out += "      " + paint(after_, *sign == '-' ? "2" : "", sign + (' ' + piece)) + '\n';
    };
    list("-", then, now);
    list("+", now, then);
  }

  void moves(const RunInfo& run, std::string& out) const {
    struct Move {
      std::string from, to;
      Verdict from_verdict, to_verdict;
      uint64_t n;
    };
    std::vector<Move> all;
    int from_width = 0, to_width = 0;
    for (int from = 0; from < verdict_count; ++from)
      for (int to = 0; to < verdict_count; ++to) {
        const auto a = static_cast<Verdict>(from), b = static_cast<Verdict>(to);
        if (from == to || moved(a, b) == 0) continue;
        all.push_back({std::string(outcome_word(a)), std::string(outcome_word(b)), a, b, moved(a, b)});
        from_width = std::max(from_width, display_width(all.back().from));
        to_width = std::max(to_width, display_width(all.back().to));
      }
    for (const Move& m : all)
      out += "  " + paint(run, verdict_colour(m.from_verdict), pad(m.from, from_width)) + " → " +
             paint(run, verdict_colour(m.to_verdict), pad(m.to, to_width)) + "  " + items_words(m.n) + '\n';
    if (unmoved_items() > 0)
      out += say("  最重的判定不变，别的结论有变  ", "  gravest verdict stays, other findings change  ") +
             items_words(unmoved_items()) + '\n';
  }

  void clauses(const RunInfo& run, std::string& out) const {
    const std::vector<ClauseCount> counts = clause_counts();
    if (counts.empty()) return;
    section(run, say("按条款（+ 出现，- 消失，~ 变化）", "By clause (+ appears, - disappears, ~ changes)"), out);
    for (const ClauseCount& count : counts) {
      std::string numbers;
      for (const auto& [sign, n] : {std::pair{'+', count.appear}, {'-', count.disappear}, {'~', count.change}})
        numbers += pad(n == 0 ? "" : sign + std::to_string(n), 7);
      out += "  " + numbers;
      if (count.rule) {
        append_reference(*run.rules, *count.rule, out);
        out += "  " + title_of(*count.rule);
      } else if (count.document) {
        out += number_of(*count.document) + "  " + count.document->title;
      } else {
        out += say("适用哪些条款尚不能确定", "Which clauses apply is open");
      }
      out += '\n';
    }
  }

  bool all_;
};

}  // namespace

std::unique_ptr<DiffReport> make_text_diff(const Diff& diff, bool all) { return std::make_unique<TextDiff>(diff, all); }

}  // namespace gengxin
