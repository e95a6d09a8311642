#include "report/message.h"

#include <algorithm>
#include <cmath>

#include "report/append.h"

namespace gengxin {

namespace {

struct UnitWord {
  std::string_view id;
  const char *zh, *en;
};
// Unit ids that people write otherwise.
constexpr UnitWord kUnitWords[] = {
    {"yuan", "元", "CNY"},
    {"yuan/kWh", "元/kWh", "CNY/kWh"},
    {"year", "年", "years"},
    {"month", "个月", "months"},
    {"degC", "°C", "°C"},
    {"rpm", "r/min", "r/min"},
    {"m3/h", "m³/h", "m³/h"},
    {"m3/min", "m³/min", "m³/min"},
    {"kW/(m3/min)", "kW/(m³/min)", "kW/(m³/min)"},
};

struct LevelWord {
  std::string_view id;
  const char *zh, *en;
};
constexpr LevelWord kLevelWords[] = {
    {"energy-saving", "节能水平（2级）", "energy-saving level (grade 2)"},
    {"advanced", "先进水平（1级，疑似）", "advanced level (grade 1, suspected)"},
    {"access", "准入水平（3级）", "access level (grade 3)"},
    {"benchmark", "标杆水平", "benchmark level"},
    {"baseline", "基准水平", "baseline level"},
    {"limit-advanced", "先进值（1级）", "advanced value (grade 1)"},
    {"limit-access", "准入值（2级）", "access value (grade 2)"},
    {"limit", "限定值（3级）", "limit value (grade 3)"},
};

void append_labelled_number(const Vocabulary& vocabulary, const Measured& m, std::string& out) {
  out += label_of(vocabulary.fields[m.field]);
  out += ' ';
  append_rounded(out, m.value);
  append_unit(vocabulary, m.field, out);
}

void append_standard(const RuleBase& rules, const Rule& rule, std::string& out) {
  if (!rule.levels.standard.empty()) {
    out += rule.levels.standard;
  } else {
    append_reference(rules, rule, out);
  }
}

/// "；节能水平（2级）为 93.3 %", for each target that there is.
void append_targets(const Vocabulary& vocabulary, const Finding& finding, std::string& out) {
  for (const Target& target : finding.targets) {
    if (target.level.empty()) continue;
    if (&target != &finding.targets[0] && target.level == finding.targets[0].level) continue;
    out += say("；", "; ");
    out += level_name(target.level);
    if (std::isnan(target.value) || target.field >= vocabulary.fields.size()) continue;
    out += say("为 ", ": ");
    append_rounded(out, target.value);
    append_unit(vocabulary, target.field, out);
  }
}

/// The standing in a few words.
void append_grade_words(const LevelResult& level, std::string& out) {
  if (level.rule->levels.kind == LevelKind::benchmark) {
    out += level.grade == 1 ? say("达到标杆水平", "at the benchmark level")
           : level.grade == 2 ? say("介于标杆水平与基准水平之间", "between the benchmark and the baseline level")
                              : say("低于基准水平", "below the baseline level");
    return;
  }
  const int last = static_cast<int>(level.rule->levels.levels());
  if (level.grade > last) out += say("低于", "below ");
  out += grade_name(std::min(level.grade, last));
}

/// Below the last level: each measure that misses it, the limit, and by how much. False when no value was measured.
bool append_shortfall(const RuleBase& rules, const LevelResult& level, std::string& out) {
  const Vocabulary& vocabulary = rules.vocabulary;
  bool any = false;
  for (int i = 0; i < level.measures; ++i) {
    const Measured& m = level.measured[static_cast<size_t>(i)];
    const double limit = missed_limit(level, i);
    if (std::isnan(limit) || m.field >= vocabulary.fields.size()) continue;
    if (any) out += say("；", "; ");
    any = true;
    const SideBySide pair(m.value, limit);
    out += label_of(vocabulary.fields[m.field]);
    out += ' ';
    pair.first(out);
    append_unit(vocabulary, m.field, out);
    out += m.at_most ? say("，高于", " is above ") : say("，低于", " is below ");
    out += limit_words(level);
    pair.second(out);
    append_unit(vocabulary, m.field, out);
    out += say("（", " (");
    append_standard(rules, *level.rule, out);
    out += say("），差 ", ") by ");
    pair.difference(out);
    const UnitId unit = vocabulary.fields[m.field].unit;
    if (unit < vocabulary.units.size() && vocabulary.units[unit].id == "%") {
      out += say(" 个百分点", " percentage points");
    } else {
      append_unit(vocabulary, m.field, out);
    }
  }
  return any;
}

/// The level that an item has: "效率 92.1 %，3级", "按申报为 3级".
void append_standing(const RuleBase& rules, const Finding& finding, std::string& out) {
  const LevelResult& level = finding.level;
  const Measured* shown = nullptr;
  for (int i = 0; i < level.measures; ++i) {
    const Measured& m = level.measured[static_cast<size_t>(i)];
    if (m.declared || std::isnan(m.value) || m.field >= rules.vocabulary.fields.size()) continue;
    if (shown == nullptr || m.field == finding.targets[0].field) shown = &m;
  }
  if (shown != nullptr) {
    append_labelled_number(rules.vocabulary, *shown, out);
    out += say("，", ", ");
  } else {
    out += say("按申报为", "as declared, ");
  }
  append_grade_words(level, out);
  out += say("（", " (");
  append_standard(rules, *level.rule, out);
  out += say("）", ")");
}

/// "；达到节能水平每年约省电 1,234 kWh（864 元）"
void append_savings(const Vocabulary& vocabulary, const Finding& finding, std::string& out) {
  bool any = false;
  for (size_t i = 0; i < finding.savings.size(); ++i) {
    if (!finding.savings[i].known) continue;
    out += any ? say("，", ", ") : say("；每年约省电：", "; electricity saved a year: ");
    any = true;
    out += grade_name(finding.targets[i].at + 1);
    out += ' ';
    append_saving(finding.savings[i], out);
  }
  if (finding.saving_missing.empty()) return;
  out +=
      any ? say("（电费待定，缺 ", " (cost open for want of ") : say("；省电量待定，缺 ", "; saving open for want of ");
  append_labels(vocabulary, finding.saving_missing, out);
  if (any) out += say("）", ")");
}

/// "：title（number clause）"
void append_clause(const RunInfo& run, const Finding& finding, std::string& out) {
  if (finding.rule != nullptr) {
    out += say("：", ": ");
    out += title_of(*finding.rule);
    out += say("（", " (");
    append_reference(*run.rules, *finding.rule, out);
    out += say("）", ")");
  } else if (finding.document != nullptr) {
    out += say("：", ": ");
    out += finding.document->title;
    if (!finding.document->number.empty()) {
      out += say("（", " (");
      out += finding.document->number;
      out += say("）", ")");
    }
    for (const Document* const& also : finding.also_documents) {
      out += &also == finding.also_documents.data() ? say("；另有 ", "; besides ") : say("、", ", ");
      out += number_of(*also);
    }
  }
}

void append_deadline(const RunInfo& run, const Finding& finding, std::string& out) {
  if (finding.deadline == no_day) return;
  out += say("，期限 ", ", deadline ");
  append_date(out, finding.deadline);
  if (run.as_of != no_day && finding.deadline < run.as_of) out += say("（已过）", " (passed)");
}

void append_eligible(const RunInfo& run, const Finding& finding, std::string& out) {
  out += finding.suspected ? say("可能符合，请对照目录核实", "may be eligible, check it against the catalogue")
                           : say("可享受", "eligible");
  append_clause(run, finding, out);
  append_deadline(run, finding, out);
  if (finding.amount.known) {
    out += say("，金额 ", ", amount ");
    append_amount(finding.amount, out);
  } else if (!finding.missing.empty()) {
    out += say("，金额待定，缺 ", ", amount open for want of ");
    append_labels(run.rules->vocabulary, finding.missing, out);
  }
  if (finding.rule != nullptr && !finding.rule->incentive.basis.empty()) {
    out += say("；", "; ");
    out += finding.rule->incentive.basis;
  }
  if (finding.hold_until != no_day) {
    out += say("；", "; ");
    append_hold(finding, out);
  }
  if (finding.rule != nullptr) append_checks(finding.rule->incentive, out);
  for (const Together& t : finding.together) {
    out += say("；", "; ");
    append_together(run, t, out);
  }
}

void append_undetermined(const RunInfo& run, const Finding& finding, std::string& out) {
  if (finding.level.rule != nullptr && finding.level.conflict) {
    out += say("申报为", "declared as ");
    out += grade_name(finding.level.declared_grade);
    out += say("，实测却为", ", measured as ");
    append_grade_words(finding.level, out);
    out += say("：两者不符，须核实", ": one of the two is wrong");
  } else if (finding.missing.empty()) {
    out += say("资料不足，无法判定", "cannot be decided");
  } else {
    out += say("资料不足，缺 ", "cannot be decided for want of ");
    append_labels(run.rules->vocabulary, finding.missing, out);
  }
  if (finding.rule == nullptr && finding.document == nullptr) {
    out += say("：无法确定适用哪些条款", ": which clauses apply is open");
  } else {
    append_clause(run, finding, out);
  }
}

std::string short_level(const Target& target) {
  if (target.level == "benchmark") return say("标杆", "benchmark");
  if (target.level == "baseline") return say("基准", "baseline");
  return grade_name(target.at + 1);
}

}  // namespace

SideBySide::SideBySide(double x, double y) : x_(x), y_(y) {
  static constexpr double kPowers[] = {1, 10, 100, 1e3, 1e4};
  if (!(std::abs(x) < 1e9) || !(std::abs(y) < 1e9)) return;
  int64_t ignored = 0;
  const int a = decimal_places(x, ignored), b = decimal_places(y, ignored);
  // A computed number has no end of digits: it is rounded, and the other is not filled up with zeros to match.
  const bool computed = a < 0 || a > 4 || b < 0 || b > 4;
  places_ = computed ? 4 : std::max(a, b);
  first_ = std::llround(x * kPowers[places_]);
  second_ = std::llround(y * kPowers[places_]);
  if (computed) plain_ = true;
  if (first_ == second_ && x != y) places_ = -1;
}

void SideBySide::append(std::string& out, double number, int64_t scaled) const {
  if (places_ < 0) {
    append_number(out, number);
  } else if (plain_) {
    append_decimal(out, Decimal{scaled, static_cast<int8_t>(-places_)});
  } else {
    append_scaled(out, scaled, places_);
  }
}

void SideBySide::difference(std::string& out) const {
  if (places_ < 0) return append_rounded(out, std::abs(x_ - y_));
  append_decimal(out, Decimal{std::abs(first_ - second_), static_cast<int8_t>(-places_)});
}

std::string grade_name(int grade) {
  std::string out = say("", "grade ");
  append_int(out, grade);
  return out += say("级", "");
}

std::string limit_words(const LevelResult& level) {
  if (level.rule->levels.kind == LevelKind::benchmark) return say("基准水平 ", "the baseline level of ");
  return lang() == Lang::zh ? grade_name(level.limit_at + 1) + ' '
                            : "the " + grade_name(level.limit_at + 1) + " limit of ";
}

void append_saving(const Saving& saving, std::string& out) {
  append_int(out, static_cast<int64_t>(saving.kwh));
  out += " kWh";
  if (!saving.priced) return;
  out += say("（", " (");
  append_money_words(out, saving.yuan);
  out += say("）", ")");
}

void append_amount(const Amount& amount, std::string& out) {
  append_money_words(out, amount.value);
  if (!amount.split) return;
  out += say("（当年可用 ", " (this year ");
  append_money_words(out, amount.now);
  out += say("，结转 ", ", carried forward ");
  append_money_words(out, amount.carried);
  out += say("）", ")");
}

void append_hold(const Finding& finding, std::string& out) {
  if (!finding.repay) {
    out += say("", "not to be transferred or leased out before ");
    append_date(out, finding.hold_until);
    out += say(" 以前不得转让、出租", "");
    return;
  }
  out += say("在 ", "transferred or leased out before ");
  append_date(out, finding.hold_until);
  out += say(" 之前转让或出租：停止抵免并补缴已抵免的税款", ": the credit ends and what was credited is to be repaid");
  if (!finding.amount.known) return;
  out += say("，最多 ", ", at most ");
  append_money_words(out, finding.amount.value);
}

void append_checks(const Incentive& incentive, std::string& out) {
  for (const std::string& check : incentive.check) {
    out += &check == incentive.check.data() ? say("；须核对：", "; to check: ") : say("；", "; ");
    out += check;
  }
}

const std::string& number_of(const Document& document) {
  return document.number.empty() ? document.id : document.number;
}

const char* relation_words(Combination::Relation relation) {
  static constexpr const char* words[][2] = {{"不得与此同享", "not together with"},
                                             {"此项减少抵免（扣除）基数", "the base is reduced by"},
                                             {"可与此同享", "together with"},
                                             {"能否同享未见规定，请询问", "whether together is not known, ask"}};
  const auto& word = words[static_cast<size_t>(relation)];
  return say(word[0], word[1]);
}

void append_together(const RunInfo& run, const Together& together, std::string& out) {
  out += relation_words(together.how->relation);
  out += say("：", ": ");
  append_reference(*run.rules, *together.other, out);
  out += say("（", " (");
  out += together.how->basis;
  out += say("）", ")");
}

const std::string& label_of(const Field& field) {
  const std::string& label = lang() == Lang::zh ? field.label.zh : field.label.en;
  return label.empty() ? field.id : label;
}

std::string_view verdict_word(Verdict verdict) {
  return lang() == Lang::zh ? verdict_zh(verdict) : verdict_id(verdict);
}

const char* verdict_meaning(Verdict verdict) {
  switch (verdict) {
    case Verdict::retire:
      return say("列入淘汰目录，须停止使用", "on a list of eliminated equipment: must leave service");
    case Verdict::restrict_class:
      return say("限制类，不得新建，现有的要改造", "restricted class: nothing new, upgrade what exists");
    case Verdict::below_baseline:
      return say("单位产品能耗达不到基准水平", "a process uses more energy than the baseline level");
    case Verdict::below_access:
      return say("能效低于3级或超过限额", "worse than grade 3, or beyond the limit");
    case Verdict::upgrade:
      return say("合规，但未达到节能水平", "within the rules, below the energy-saving level");
    case Verdict::overage:
      return say("超过方案所说的服役年限", "beyond the service life that the plan names");
    case Verdict::in_scope:
      return say("方案点名支持更新的设备", "equipment that a plan names for renewal");
    case Verdict::eligible:
      return say("可以享受税收抵免、补助或贴息", "earns a credit, a subsidy or an interest subsidy");
    case Verdict::undetermined:
      return say("缺资料，暂不能判定", "cannot be decided until something is known");
    case Verdict::compliant:
      return say("已核对，未发现问题", "checked, nothing found");
    case Verdict::unchecked:
      return say("规则库中没有条款说到它", "no clause speaks to it");
  }
  return "";
}

const char* provenance_meaning(Provenance provenance) {
  switch (provenance) {
    case Provenance::official:
      return say("依据官方文本", "read in the official text");
    case Provenance::transcribed:
      return say("依据官方文本的转录", "copied from a transcription of the official text");
    case Provenance::recalled:
      return say("凭记忆，未核对：请对照官方文本核实", "from memory, not checked: confirm against the official text");
  }
  return "";
}

const std::string& title_of(const Rule& rule) {
  return lang() == Lang::en && !rule.title_en.empty() ? rule.title_en : rule.title;
}

void append_reference(const RuleBase& rules, const Rule& rule, std::string& out) {
  const Document& document = rules.document_of(rule);
  out += document.number.empty() ? document.title : document.number;
  if (rule.clause.empty()) return;
  out += ' ';
  out += rule.clause;
}

void append_unit(const Vocabulary& vocabulary, FieldId field, std::string& out) {
  if (field < vocabulary.fields.size()) append_unit_word(vocabulary, vocabulary.fields[field].unit, out);
}

void append_unit_word(const Vocabulary& vocabulary, UnitId unit, std::string& out) {
  if (unit >= vocabulary.units.size()) return;
  const std::string& id = vocabulary.units[unit].id;
  out += ' ';
  for (const UnitWord& word : kUnitWords) {
    if (word.id == id) {
      out += say(word.zh, word.en);
      return;
    }
  }
  out += id;
}

void append_value(const Vocabulary& vocabulary, const Item& item, FieldId field, std::string& out) {
  const Value& value = item[field];
  const Field& f = vocabulary.fields[field];
  switch (value.kind) {
    case ValueKind::missing:
      break;
    case ValueKind::number:
      if (value.exact) {
        append_decimal(out, value.decimal);
      } else if (std::isfinite(value.number)) {
        append_number(out, value.number);
      }
      append_unit(vocabulary, field, out);
      break;
    case ValueKind::text:
      out += value.text;
      break;
    case ValueKind::boolean:
      out += value.number != 0 ? say("是", "yes") : say("否", "no");
      break;
    case ValueKind::choice: {
      const auto position = static_cast<size_t>(value.number);
      if (position >= f.choices.size()) break;
      const Choice& choice = f.choices[position];
      const std::string& label = lang() == Lang::zh ? choice.label.zh : choice.label.en;
      out += label.empty() ? choice.id : label;
      break;
    }
    case ValueKind::date:
      if (value.date.exact()) {
        append_date(out, value.date.first);
      } else {
        out += format_span(value.date);
      }
      break;
  }
}

void append_labels(const Vocabulary& vocabulary, const std::vector<FieldId>& fields, std::string& out) {
  bool first = true;
  for (const FieldId field : fields) {
    if (field >= vocabulary.fields.size()) continue;
    if (!first) out += say("、", ", ");
    first = false;
    out += label_of(vocabulary.fields[field]);
  }
}

std::string_view level_name(std::string_view level) {
  for (const LevelWord& word : kLevelWords) {
    if (word.id == level) return say(word.zh, word.en);
  }
  return level;
}

void append_rounded(std::string& out, double x) {
  int64_t mantissa = 0;
  const int places = decimal_places(x, mantissa);
  if ((places >= 0 && places <= 4) || !(std::abs(x) < 1e9) || std::abs(x) < 0.01) return append_number(out, x);
  append_decimal(out, Decimal{std::llround(x * 1e4), -4});
}

void append_money_words(std::string& out, Decimal yuan) {
  std::string digits = yuan.to_fixed(2);
  const size_t first = !digits.empty() && digits[0] == '-' ? 1 : 0;
  const size_t point = std::min(digits.find('.'), digits.size());
  for (size_t i = point; i > first + 3;) digits.insert(i -= 3, 1, ',');
  out += say("", "CNY ");
  out += digits;
  out += say(" 元", "");
}

int threshold_count(const LevelResult& level, int measure) {
  if (level.rule == nullptr) return 0;
  const auto& measures = level.rule->levels.measures;
  if (static_cast<size_t>(measure) < measures.size()) {
    return static_cast<int>(
        std::min<size_t>(measures[static_cast<size_t>(measure)].thresholds.size(), LevelTable::max_levels));
  }
  return level.rule->levels.kind == LevelKind::benchmark ? 2 : 3;
}

double missed_limit(const LevelResult& level, int measure) {
  const Measured& m = level.measured[static_cast<size_t>(measure)];
  if (m.declared || threshold_count(level, measure) == 0) return NAN;
  const double limit = m.thresholds[level.limit_at];
  return (m.at_most ? m.value > limit : m.value < limit) ? limit : NAN;
}

void append_column_letters(std::string& out, unsigned column) {
  if (column >= 26) append_column_letters(out, column / 26 - 1);
  out += static_cast<char>('A' + column % 26);
}

const char* origin_words(Origin origin) {
  switch (origin) {
    case Origin::model:
      return say("据型号", "from the model");
    case Origin::name:
      return say("据名称", "from the name");
    case Origin::derived:
      return say("推算", "derived");
    case Origin::profile:
      return say("据企业概况", "from the profile");
    case Origin::assumed:
      return say("默认", "assumed");
    case Origin::cell:
    case Origin::unreadable:
      break;
  }
  return nullptr;
}

std::string number_words(uint64_t n) {
  std::string out = std::to_string(n);
  for (size_t i = out.size(); i > 3;) out.insert(i -= 3, 1, ',');
  return out;
}

std::string count_words(uint64_t n, const char* zh_unit, const char* en_one, const char* en_many) {
  return number_words(n) + ' ' + (lang() == Lang::zh ? zh_unit : n == 1 ? en_one : en_many);
}

const char* accepted_word(const Finding& finding) {
  return finding.waiver != nullptr ? say("已豁免", "waived") : finding.known ? say("基线已有", "known") : "";
}

std::string accepted_words(const Finding& finding) {
  if (finding.waiver == nullptr) return finding.known ? say("基线已有", "known to the baseline") : "";
  const Waiver& waiver = *finding.waiver;
  return say("已豁免至 ", "waived until ") + format_date(waiver.until) + say("（", " (") + waiver.who +
         say("：", ": ") + waiver.reason + say("）", ")");
}

std::string accepted_totals(const RunInfo& run) {
  std::string out;
  if (run.waived > 0) out += say("已豁免 ", "waived: ") + findings_words(run.waived);
  if (run.baseline && run.baseline->known > 0) {
    if (!out.empty()) out += say("，", ", ");
    out += say("基线已有 ", "known to the baseline: ") + findings_words(run.baseline->known);
  }
  return out;
}

std::string findings_words(uint64_t n) { return count_words(n, "条", "finding", "findings"); }
std::string items_words(uint64_t n) { return count_words(n, "项", "item", "items"); }

std::string verdict_words(const VerdictCounts& counts) {
  std::string out;
  for (size_t v = 0; v <= static_cast<size_t>(Verdict::compliant); ++v) {
    const uint64_t certain = counts.certain[v], suspected = counts.suspected[v];
    if (certain + suspected == 0) continue;
    if (!out.empty()) out += say("，", ", ");
    if (certain == 0) out += say("疑似", "suspected ");
    out += verdict_word(static_cast<Verdict>(v));
    out += ' ' + number_words(certain == 0 ? suspected : certain);
    if (certain > 0 && suspected > 0)
      out += say("（另疑似 ", " (suspected ") + number_words(suspected) + say("）", ")");
  }
  return out;
}

std::string input_words(const RunInfo& run, const InputInfo& input) {
  if (!input.readable && input.items == 0) return say("未能读取", "could not be read");
  std::string out = items_words(input.items);
  if (!input.readable) out += say("（未读到底）", " (not read to its end)");
  const auto more = [&out](const char* words, uint64_t n) {
    if (n > 0) out += words + number_words(n);
  };
  more(say("，合计、附注等非设备行 ", ", totals and notes: "), input.skipped_rows);
  more(say("，读不出的行 ", ", rows not readable: "), input.unreadable_rows);
  more(say("，读不出的单元格 ", ", cells not readable: "), input.unreadable_cells);
  const std::string found = run.inputs.size() > 1 ? verdict_words(input.verdicts) : std::string();
  if (!found.empty()) out += say("；判定：", "; found: ") + found;
  return out;
}

std::string files_words(const RunInfo& run, const Summary& summary) {
  uint64_t files = 0;
  for (size_t i = 0; i < run.inputs.size(); ++i) {
    const InputInfo& input = run.inputs[i];
    if (i == 0 || !input.one_of_sheets || input.file != run.inputs[i - 1].file) ++files;
  }
  if (files <= 1) return {};
  std::string out = say("共 ", "together ") + count_words(files, "个文件", "file", "files");
  if (summary.unreadable_files > 0)
    out += say("，未能（全部）读出 ", ", not readable (to their end): ") +
           count_words(summary.unreadable_files, "个文件", "file", "files");
  return out;
}

void append_level_result(const Vocabulary& vocabulary, const Finding& finding, std::string& out) {
  const LevelResult& level = finding.level;
  const bool benchmark = level.rule->levels.kind == LevelKind::benchmark;
  bool any = false;
  for (int i = 0; i < level.measures; ++i) {
    const Measured& m = level.measured[static_cast<size_t>(i)];
    const double limit = missed_limit(level, i);
    const bool wanted = m.field == finding.targets[0].field || finding.targets[0].field == no_id;
    if (m.declared || std::isnan(m.value) || (std::isnan(limit) && !wanted)) continue;
    if (any) out += say("，", ", ");
    any = true;
    if (std::isnan(limit)) {
      const Target& target = finding.targets[0];
      if (std::isnan(target.value) || target.level.empty()) {
        append_rounded(out, m.value);
      } else {
        SideBySide(m.value, target.value).first(out);
      }
      append_unit(vocabulary, m.field, out);
    } else {
      const SideBySide pair(m.value, limit);
      pair.first(out);
      append_unit(vocabulary, m.field, out);
      out += m.at_most ? " > " : " < ";
      out += benchmark ? say("基准", "baseline") : grade_name(level.limit_at + 1);
      out += ' ';
      pair.second(out);
      append_unit(vocabulary, m.field, out);
    }
  }
  if (!any && level.grade > 0 && !benchmark) {
    out += say("申报", "declared ");
    const int last = static_cast<int>(level.rule->levels.levels());
    if (level.grade > last) out += say("低于", "below ");
    out += grade_name(std::min(level.grade, last));
  }
}

void append_short_target(const Vocabulary& vocabulary, const Target& target, std::string& out) {
  out += short_level(target);
  if (std::isnan(target.value)) return;
  out += ' ';
  append_rounded(out, target.value);
  append_unit(vocabulary, target.field, out);
}

std::string indicator_words(const RunInfo& run, const Indicator& indicator, const IndicatorSum& sum) {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  const auto part = [](std::string& text, const std::string& met, const std::string& of, double share) {
    text += met + " / " + of;
    std::string per_cent;
    append_number(per_cent, std::round(share * 1000) / 10);
    return per_cent;
  };
  std::string text;
  if (sum.of == 0) {
    text = say("未知", "not known");
  } else {
    const std::string share = part(text, std::to_string(sum.met), items_words(sum.of),
                                   static_cast<double>(sum.met) / static_cast<double>(sum.of));
    text += say("，", ", ") + share + " %";
  }
  for (size_t w = 0; w < indicator.weights.size(); ++w) {
    const IndicatorSum::Weight& weight = sum.weights[w];
    if (weight.of <= 0) continue;
    const Field& field = vocabulary.fields[indicator.weights[w]];
    std::string met, of;
    append_decimal(met, {weight.met, -3});
    append_decimal(of, {weight.of, -3});
    text += say("；", "; ") + label_of(field) + ' ';
    const std::string share = part(text, met, of, static_cast<double>(weight.met) / static_cast<double>(weight.of));
    append_unit(vocabulary, indicator.weights[w], text);
    text += say("，", ", ") + share + " %";
  }
  if (sum.unknown > 0) text += say("；另有不明 ", "; not known of ") + items_words(sum.unknown);
  return text;
}

const char* compliant_message() { return say("已核对，未发现问题", "checked, nothing found"); }

void append_message(const RunInfo& run, const Item& item, const Finding& finding, std::string& out) {
  const Vocabulary& vocabulary = run.rules->vocabulary;
  const bool graded = finding.level.rule != nullptr;
  switch (finding.verdict) {
    case Verdict::eligible:
      return append_eligible(run, finding, out);
    case Verdict::undetermined:
      return append_undetermined(run, finding, out);
    case Verdict::compliant:
    case Verdict::unchecked:
      out += compliant_message();
      return;
    case Verdict::below_access:
    case Verdict::below_baseline:
      if (!graded) {
        out += verdict_word(finding.verdict);
        append_clause(run, finding, out);
      } else if (!append_shortfall(*run.rules, finding.level, out)) {
        append_standing(*run.rules, finding, out);
      }
      append_deadline(run, finding, out);
      if (finding.verdict == Verdict::below_access) {
        const bool limits = graded && finding.level.rule->levels.kind == LevelKind::limits;
        out += limits ? say("；超过强制性能耗限额，属违规", "; beyond a mandatory energy limit: a violation")
               : finding.violation ? say("；投运晚于标准实施日，属违规",
                                         "; put into service after the standard took effect: a violation")
                                   : say("；建议更新", "; renewal advised");
      }
      append_targets(vocabulary, finding, out);
      append_savings(vocabulary, finding, out);
      break;
    case Verdict::upgrade:
      if (graded) {
        append_standing(*run.rules, finding, out);
      } else {
        out += say("可升级", "can be upgraded");
        append_clause(run, finding, out);
      }
      append_deadline(run, finding, out);
      append_targets(vocabulary, finding, out);
      append_savings(vocabulary, finding, out);
      break;
    case Verdict::retire:
    case Verdict::restrict_class:
      if (!item.model.empty()) {
        out += item.model;
        out += ' ';
      }
      out += finding.verdict == Verdict::retire ? say("列入淘汰", "is listed for elimination")
                                                : say("属限制类", "is in the restricted class");
      append_clause(run, finding, out);
      append_deadline(run, finding, out);
      break;
    case Verdict::overage:
      out += say("超期服役", "beyond its service life");
      append_clause(run, finding, out);
      append_deadline(run, finding, out);
      break;
    case Verdict::in_scope:
      out += say("属更新方向", "named for renewal");
      append_clause(run, finding, out);
      append_deadline(run, finding, out);
      break;
  }
  if (graded && !finding.also.empty()) {
    out += say("；另见 ", "; see also ");
    for (const Rule* const& also : finding.also) {
      if (&also != finding.also.data()) out += say("、", ", ");
      append_reference(*run.rules, *also, out);
    }
  }
  if (graded && finding.level.conflict) {
    out += say("；申报为 ", "; the declared grade ");
    append_int(out, finding.level.declared_grade);
    out += say(" 级，与实测值不符", " contradicts the measured value");
  }
  if (finding.suspected) {
    out += say("；疑似，请对照官方文本核实", "; suspected: confirm against the official text");
  }
}

}  // namespace gengxin
