// Findings in words, in the language of the run: the sentence under `message`, and the pieces that the text report
// shares.
#pragma once

#include <string>
#include <string_view>

#include "engine/finding.h"
#include "engine/item.h"
#include "report/report.h"
#include "rules/rule.h"

namespace gengxin {

/// One sentence for a person. The cells' text goes in as it is: each format escapes what it must.
void append_message(const RunInfo& run, const Item& item, const Finding& finding, std::string& out);
/// The sentence of an item that was checked and has no finding.
const char* compliant_message();

// The pieces.
const std::string& label_of(const Field& field);
/// The verdict's word in the language of the run.
std::string_view verdict_word(Verdict verdict);
/// What the verdict means, in a few words.
const char* verdict_meaning(Verdict verdict);
/// How the text behind a clause was come by.
const char* provenance_meaning(Provenance provenance);
/// The title in the language of the run: the official Chinese where there is no translation.
const std::string& title_of(const Rule& rule);
/// "GB 18613-2020 4.2 表1": document number and clause.
void append_reference(const RuleBase& rules, const Rule& rule, std::string& out);
/// " %", " kW", " 元": nothing for numbers without a unit.
void append_unit(const Vocabulary& vocabulary, FieldId field, std::string& out);
/// The same for a unit.
void append_unit_word(const Vocabulary& vocabulary, UnitId unit, std::string& out);
/// A known value with its unit: "11 kW", "燃煤", "2003-05".
void append_value(const Vocabulary& vocabulary, const Item& item, FieldId field, std::string& out);
/// Labels joined with 、 or a comma.
void append_labels(const Vocabulary& vocabulary, const std::vector<FieldId>& fields, std::string& out);
/// "节能水平（2级）", "energy-saving level (grade 2)".
std::string_view level_name(std::string_view level);
/// For people: at most four digits after the point, as computed limits have no end of them.
void append_rounded(std::string& out, double x);
/// "12,000.00 元", "CNY 12,000.00".
void append_money_words(std::string& out, Decimal yuan);
/// Two numbers side by side, with the same digits after the point: 91.0 and 91.4. Rounding never hides a difference.
class SideBySide {
 public:
  SideBySide(double x, double y);
  void first(std::string& out) const { append(out, x_, first_); }
  void second(std::string& out) const { append(out, y_, second_); }
  void difference(std::string& out) const;

 private:
  void append(std::string& out, double number, int64_t scaled) const;
  double x_, y_;
  int places_ = -1;     // -1: as they are
  bool plain_ = false;  // without zeros at the end
  int64_t first_ = 0, second_ = 0;
};
/// The last level's limit when the measured value misses it, else NaN.
double missed_limit(const LevelResult& level, int measure);
/// "3级", "grade 3".
std::string grade_name(int grade);
/// What an item below it misses: "3级 ", "the grade 3 limit of ", "基准水平 ".
std::string limit_words(const LevelResult& level);
/// "1234 kWh（864.00 元）"; the money where the price is known.
void append_saving(const Saving& saving, std::string& out);
/// "100,000.00 元（当年可用 60,000.00 元，结转 40,000.00 元）"
void append_amount(const Amount& amount, std::string& out);
/// Until when an incentive's item must be kept, or that it was not.
void append_hold(const Finding& finding, std::string& out);
/// "不得与此同享：财金〔2026〕2号 贴息标准（…）"
void append_together(const RunInfo& run, const Together& together, std::string& out);
/// 不得与此同享, "not together with"
const char* relation_words(Combination::Relation relation);
/// "；须核对：附件1；…": what the incentive leaves to check; nothing where it leaves nothing.
void append_checks(const Incentive& incentive, std::string& out);
/// "已豁免", "基线已有": nothing where nobody has accepted the finding.
const char* accepted_word(const Finding& finding);
/// The same with the waiver's last day, person and reason.
std::string accepted_words(const Finding& finding);
/// "已豁免 2 条，基线已有 4 条": findings that make no exit status; empty where nothing is accepted.
std::string accepted_totals(const RunInfo& run);
/// The document's number, else its id.
const std::string& number_of(const Document& document);
/// How many thresholds the measure has.
int threshold_count(const LevelResult& level, int measure);

/// C for 2, AA for 26: as spreadsheets name columns.
void append_column_letters(std::string& out, unsigned column);
/// Where a value comes from when it is not the item's own cell: "from the model"; nullptr for a cell.
const char* origin_words(Origin origin);
/// "1,234 条": a number with separators and what it counts.
std::string count_words(uint64_t n, const char* zh_unit, const char* en_one, const char* en_many);
/// "1,234"
std::string number_words(uint64_t n);
std::string findings_words(uint64_t n);
std::string items_words(uint64_t n);
/// "淘汰 2，升级 5（另疑似 1）": what was found, gravest first; empty where there is nothing.
std::string verdict_words(const VerdictCounts& counts);
/// "12 项，读不出的行 1；判定：淘汰 2": what was read of an input and, where the run has others, what was found in it.
std::string input_words(const RunInfo& run, const InputInfo& input);
/// "共 3 个文件，未能（全部）读出 1 个"; empty where there is one only.
std::string files_words(const RunInfo& run, const Summary& summary);
/// "91.0 % < 3级 91.4 %": what was measured beside the limit that it misses. Nothing where there is neither.
void append_level_result(const Vocabulary& vocabulary, const Finding& finding, std::string& out);
/// "2级 93.3 %": a target that has a level.
void append_short_target(const Vocabulary& vocabulary, const Target& target, std::string& out);
/// "12 / 48 项，25 %；额定功率 310 / 900 kW，34.4 %"
std::string indicator_words(const RunInfo& run, const Indicator& indicator, const IndicatorSum& sum);

}  // namespace gengxin
