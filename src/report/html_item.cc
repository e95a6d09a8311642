#include "report/html_item.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/append.h"
#include "report/due_groups.h"
#include "report/escape.h"
#include "report/message.h"
#include "report/overview.h"

namespace gengxin {

namespace {

void add(std::string& out, std::string_view text) { append_html(out, text); }

/// Ids of rules and documents as part of an id and of a link's fragment: what both take, everything else as ~hh.
std::string anchor(std::string_view prefix, std::string_view id) {
  std::string out(prefix);
  for (const char c : id) {
    const bool plain_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                              c == '.' || c == '/' || c == '_';
    if (plain_letter) {
      out += c;
    } else {
      out += fmt::format("~{:02x}", static_cast<unsigned char>(c));
    }
  }
  return out;
}
}  // namespace

std::string rule_anchor(const Rule& rule) { return anchor("rule-", rule.id); }
std::string document_anchor(const Document& document) { return anchor("doc-", document.id); }

std::string verdict_class(Verdict verdict) {
  const std::string_view id = verdict_id(verdict);
  return "v-" + std::string(id.empty() ? "unchecked" : id);
}

void append_chip(Verdict verdict, std::string& out) {
  out += fmt::format(R"(<span class="chip {}">)", verdict_class(verdict));
  out +=
      verdict == Verdict::unchecked ? std::string_view(say("无适用条款", "no clause applies")) : verdict_word(verdict);
  out += "</span>";
}

void append_mark(const char* css_class, const char* word, std::string& out) {
  out += fmt::format(R"(<span class="mark {}">{}</span>)", css_class, word);
}

void append_link(const RunInfo& run, const Rule& rule, std::string& out) {
  out += fmt::format(R"(<a class="clause" href="#{}">)", rule_anchor(rule));
  escaped(out, append_html, [&](std::string& text) { append_reference(*run.rules, rule, text); });
  out += "</a>";
}

void append_link(const Document& document, std::string& out) {
  out += fmt::format(R"(<a class="clause" href="#{}">)", document_anchor(document));
  add(out, number_of(document));
  out += "</a>";
}

namespace {

/// What the script filters and sorts by.
void attributes(const Outcome& outcome, std::string& out) {
  out += " data-v=\"";
  Verdict last = Verdict::unchecked;
  Day deadline = no_day;
  double kwh = 0, yuan = 0;
  for (const Finding& f : outcome.findings) {
    if (f.verdict != last) {
      if (last != Verdict::unchecked) out += ' ';
      out += verdict_id(f.verdict);
      last = f.verdict;
    }
    if (f.verdict != Verdict::undetermined && f.deadline != no_day && (deadline == no_day || f.deadline < deadline))
      deadline = f.deadline;
    const Saving& saving = f.targets[0].field != no_id ? f.savings[0] : f.savings[1];
    if (saving.known) kwh = std::max(kwh, saving.kwh);
    if (counts_as_money(f, outcome.findings)) yuan += f.amount.value.to_double();
  }
  out += '"';
  if (deadline != no_day) out += fmt::format(" data-d=\"{}\"", format_date(deadline));
  if (kwh > 0) out += fmt::format(" data-k=\"{:.0f}\"", kwh);
  if (yuan > 0) out += fmt::format(" data-m=\"{:.2f}\"", yuan);
}

/// One line of what a finding comes to: 期限 2017-12-31.
template <class Append>
void fact(const char* term, const char* css_class, Append append, std::string& out) {
  out += fmt::format(R"(<div{}><dt>{}</dt><dd>)", css_class, term);
  escaped(out, append_html, append);
  out += "</dd></div>";
}

void facts(const RunInfo& run, const Finding& f, std::string& out) {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  const bool open = f.verdict == Verdict::undetermined;
  const size_t start = out.size();
  out += "<dl class=\"facts\">";
  const size_t empty = out.size();
  if (open && f.level.rule != nullptr && f.level.conflict) {
    fact(
        say("矛盾", "conflict"), "",
        [&](std::string& text) {
          text += say("申报 ", "declared ") + grade_name(f.level.declared_grade) + say("，实测 ", ", measured ") +
                  grade_name(f.level.grade);
        },
        out);
  }
  if (!open) {
    if (f.deadline != no_day) {
      fact(
          say("期限", "deadline"), f.deadline < run.as_of ? " class=\"late\"" : "",
          [&](std::string& text) {
            append_date(text, f.deadline);
            text += say("（", " (") + distance_words(run.as_of, f.deadline) + say("）", ")");
          },
          out);
    }
    if (f.level.rule != nullptr) {
      std::string result;
      append_level_result(vocabulary, f, result);
      if (!result.empty())
        fact(
            say("现状", "now"), "", [&](std::string& text) { text += result; }, out);
    }
    bool first = true;
    for (const Target& target : f.targets) {
      if (target.level.empty() || (!first && target.level == f.targets[0].level)) continue;
      fact(
          first ? say("目标", "target") : say("更好", "better"), first ? " class=\"goal\"" : "",
          [&](std::string& text) {
            text += level_name(target.level);
            if (std::isnan(target.value) || target.field >= vocabulary.fields.size()) return;
            text += ' ';
            append_rounded(text, target.value);
            append_unit(vocabulary, target.field, text);
          },
          out);
      first = false;
    }
    if (f.savings[0].known)
      fact(
          say("每年省", "saves a year"), "", [&](std::string& text) { append_saving(f.savings[0], text); }, out);
    if (f.amount.known) {
      fact(
          say("金额", "amount"), " class=\"goal\"", [&](std::string& text) { append_amount(f.amount, text); }, out);
    } else if (f.verdict == Verdict::eligible && !f.missing.empty()) {
      fact(
          say("金额", "amount"), "", [](std::string& text) { text += say("待定", "open"); }, out);
    }
    if (f.hold_until != no_day)
      fact(
          say("持有", "keep"), f.repay ? " class=\"late\"" : "", [&](std::string& text) { append_hold(f, text); }, out);
    if (!f.saving_missing.empty()) {
      fact(
          say("省电量待定，需补", "saving open, needs"), " class=\"minor\"",
          [&](std::string& text) { append_labels(vocabulary, f.saving_missing, text); }, out);
    }
  }
  if (!f.missing.empty()) {
    fact(
        say("需补", "needs"), " class=\"gap\"", [&](std::string& text) { append_labels(vocabulary, f.missing, text); },
        out);
  }
  if (out.size() == empty) {
    out.resize(start);
  } else {
    out += "</dl>";
  }
}

/// The values compared, with the cells they come from, and the levels they were compared with.
void proof(const Vocabulary& vocabulary, const Item& item, const Finding& f, std::string& out) {
  std::vector<FieldId> values;
  for (const FieldId field : f.values)
    if (field < item.values.size() && item[field].known()) values.push_back(field);
  const bool basis = f.rule != nullptr && !f.rule->incentive.basis.empty() && f.verdict == Verdict::eligible;
  if (values.empty() && f.level.rule == nullptr && !basis) return;
  // Little is shown at once, much is folded away.
  const bool fold = values.size() > 3 || f.level.rule != nullptr || basis;
  if (fold) {
    out += "<details><summary>";
    out += say("依据的数据", "what it rests on");
    out += "</summary>";
  }
  out += "<ul class=\"proof\">";
  for (const FieldId field : values) {
    out += "<li>";
    add(out, label_of(vocabulary.fields[field]));
    out += " <b>";
    escaped(out, append_html, [&](std::string& text) { append_value(vocabulary, item, field, text); });
    out += "</b>";
    const Value& value = item[field];
    if (const char* origin = origin_words(value.origin)) {
      out += fmt::format(" <i>{}</i>", origin);
    } else if (value.column != no_id) {
      out += " <i>";
      append_column_letters(out, value.column);
      append_int(out, static_cast<int64_t>(item.row));
      out += "</i>";
    }
    out += "</li>";
  }
  if (f.level.rule != nullptr) {
    for (int i = 0; i < f.level.measures; ++i) {
      const Measured& m = f.level.measured[static_cast<size_t>(i)];
      const int levels = threshold_count(f.level, i);
      std::string text;
      for (int level = 0; level < levels; ++level) {
        const double limit = m.thresholds[static_cast<size_t>(level)];
        if (std::isnan(limit)) continue;
        text += text.empty() ? "" : say("，", ", ");
        if (f.level.rule->levels.kind == LevelKind::benchmark) {
          text += level == 0 ? say("标杆 ", "benchmark ") : say("基准 ", "baseline ");
        } else {
          text += grade_name(level + 1) + ' ';
        }
        append_rounded(text, limit);
      }
      if (text.empty() || m.field >= vocabulary.fields.size()) continue;
      append_unit(vocabulary, m.field, text);
      out += "<li>";
      add(out, label_of(vocabulary.fields[m.field]));
      out += m.at_most ? say("限值（不高于）", ", at most") : say("限值（不低于）", ", at least");
      out += ": ";
      add(out, text);
      out += "</li>";
    }
  }
  if (basis) {
    out += "<li>";
    add(out, f.rule->incentive.basis);
    out += "</li>";
  }
  out += fold ? "</ul></details>" : "</ul>";
}

void finding(const RunInfo& run, const Item& item, const Finding& f, std::string& out) {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  const bool open = f.verdict == Verdict::undetermined;
  out += fmt::format("<li class=\"{}\"><p>", verdict_class(f.verdict));
  append_chip(f.verdict, out);
  if (f.accepted()) append_mark("unsure", accepted_word(f), out);
  if (f.violation) append_mark("bad", say("违规", "violation"), out);
  if (f.suspected) append_mark("unsure", say("疑似", "suspected"), out);
  if (!open && f.deadline != no_day && f.deadline < run.as_of) append_mark("bad", say("已逾期", "overdue"), out);
  out += ' ';
  if (f.rule != nullptr) {
    append_link(run, *f.rule, out);
    out += " <span class=\"title\">";
    add(out, title_of(*f.rule));
    out += "</span>";
  } else if (f.document != nullptr) {
    append_link(*f.document, out);
    out += " <span class=\"title\">";
    add(out, f.document->title);
    out += "</span>";
    for (const Document* also : f.also_documents) {
      out += say("、", ", ");
      append_link(*also, out);
    }
  } else {
    out += say("适用哪些条款尚不能确定", "Which clauses apply is open");
  }
  out += "</p>";
  if (f.waiver != nullptr) {
    out += "<p class=\"more\">";
    add(out, accepted_words(f));
    out += "</p>";
  }
  facts(run, f, out);
  if (!f.also.empty()) {
    out += "<p class=\"more\">";
    out += say("另见 ", "see also ");
    for (const Rule* const& also : f.also) {
      if (&also != f.also.data()) out += say("、", ", ");
      append_link(run, *also, out);
      out += ' ';
      add(out, title_of(*also));
    }
    out += "</p>";
  }
  for (const Together& t : f.together) {
    if (t.how->relation == Combination::Relation::both) continue;
    out += "<p class=\"more\">";
    escaped(out, append_html, [&](std::string& text) { append_together(run, t, text); });
    out += "</p>";
  }
  proof(vocabulary, item, f, out);
  out += "</li>\n";
}

}  // namespace

void HtmlItems::begin(const RunInfo& run) {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  name_ = vocabulary.field("name");
  company_ = vocabulary.field("company");
  credit_code_ = vocabulary.field("credit_code");
}

void HtmlItems::write(const RunInfo& run, const Item& item, const Outcome& outcome, Shown& one) const {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  std::string name;
  if (name_ < item.values.size() && item.values[name_].known()) {
    name = item.values[name_].text;
  } else if (item.category < vocabulary.categories.size()) {
    const Label& label = vocabulary.categories[item.category].label;
    name = lang() == Lang::zh ? label.zh : label.en;
  }
  const std::string row = say("行", "row ") + std::to_string(item.row);
  add(one.place, item.id.empty() ? row : std::string(item.id));

  one.file = item.file;
  one.sheet = item.sheet;
  one.gravest = outcome.gravest();
  one.suspected = !outcome.findings.empty() && outcome.findings.front().suspected;
  if (const auto known = [&](FieldId f) { return f < item.values.size() && item.values[f].known(); }; known(company_)) {
    one.company = item.values[company_].text;
  } else if (known(credit_code_)) {
    one.credit_code = item.values[credit_code_].text;
  }
  if (outcome.findings.empty()) {
    std::string& out = one.before;
    if (!item.id.empty()) {
      out += "<b>";
      add(out, item.id);
      out += "</b> ";
    }
    add(out, name);
    out += ' ';
    add(out, item.model);
    out += " <small>";
    one.after = row + "</small>";
    return;
  }

  attributes(outcome, one.attributes);
  std::string& before = one.before;
  before += "<h4>";
  if (name.empty() && item.model.empty()) {
    before += one.place;
  } else {
    add(before, name);
    if (!item.model.empty()) {
      before += name.empty() ? "<span class=\"model\">" : " <span class=\"model\">";
      add(before, item.model);
      before += "</span>";
    }
  }
  before += "</h4>\n<p class=\"place\">";
  if (!item.id.empty()) {
    before += "<b>";
    add(before, item.id);
    before += "</b> · ";
  }
  std::string& out = one.after;
  out += row + "</p>\n<ul class=\"findings\">\n";
  size_t open = 0;
  for (const Finding& f : outcome.findings) open += f.verdict == Verdict::undetermined ? 1 : 0;
  // What is open comes last; where there is much of it, it is folded away.
  const size_t decided = outcome.findings.size() - open;
  const bool fold = open > 2;
  for (size_t i = 0; i < outcome.findings.size(); ++i) {
    if (fold && i == decided) {
      out += "</ul>\n<details class=\"open\"><summary>";
      append_chip(Verdict::undetermined, out);
      out += ' ';
      out += say("另有 ", "") + findings_words(open) + say("待补资料", " wait for data");
      out += "</summary>\n<ul class=\"findings\">\n";
    }
    finding(run, item, outcome.findings[i], out);
    if (outcome.findings[i].rule != nullptr) one.rules.push_back(outcome.findings[i].rule);
  }
  out += fold ? "</ul></details>\n" : "</ul>\n";
  std::sort(one.rules.begin(), one.rules.end());
  one.rules.erase(std::unique(one.rules.begin(), one.rules.end()), one.rules.end());
}

}  // namespace gengxin
