// The compiled rule base: what the YAML files say, checked and resolved to ids.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/decimal.h"
#include "rules/expression.h"
#include "rules/verdict.h"
#include "vocabulary/vocabulary.h"

namespace gengxin {

enum class Provenance : uint8_t { recalled, transcribed, official };  // in rising order of trust
std::string_view provenance_id(Provenance p);
std::string_view provenance_zh(Provenance p);
int provenance_by_id(std::string_view id);

enum class Use : uint8_t { in_use = 1, planned = 2, purchased = 4 };  // bits of Rule::uses

enum class MatchKind : uint8_t { exact, range, next_higher, linear, linear_recalled };

struct LevelKey {
  FieldId field = no_id;
  MatchKind match = MatchKind::exact;
};

/// One key cell of a level row.
struct KeyCell {
  bool any = false;                // '*'
  std::vector<double> values;      // exact numbers or choice positions
  std::vector<std::string> texts;  // exact texts, folded
  double low = 0, high = 0;        // range; infinities for open sides
  bool low_closed = false, high_closed = false;
};

struct LevelRow {
  std::vector<KeyCell> keys;
  std::vector<double> columns;  // NaN = a printed dash
};

/// The keys of a row as people read them: "11, 4", "(5, 300]", "*".
std::string keys_text(const LevelRow& row);

struct LevelMeasure {
  FieldId field = no_id;
  bool at_most = false;
  std::vector<Expression> thresholds;  // best level first
};

struct LevelTable {
  std::string standard;
  Day effective = no_day;
  bool benchmark = false;  // levels are benchmark, baseline; else grades 1, 2, 3
  FieldId declared = no_id;
  Expression declared_when;  // the declared grade is this standard's; empty = always
  std::vector<LevelKey> keys;
  std::vector<std::string> columns;
  std::vector<std::pair<std::string, Expression>> define;
  std::vector<LevelMeasure> measures;
  std::vector<LevelRow> rows;
};

struct Incentive {
  std::string kind;  // tax-credit, subsidy, loan, depreciation, listing
  Expression base;   // money; empty = no amount
  Decimal rate;      // 0.1 for 10%
  bool has_cap = false;
  Decimal cap;  // yuan
  int carry_forward_years = 0;
  std::string basis;
};

struct Example {
  std::string item_text;                                  // as written, for messages
  std::vector<std::pair<std::string, std::string>> item;  // field id, cell
  std::string expect;                                     // a verdict, "none" or "undetermined"
  std::vector<std::string> missing;
  bool check_missing = false;
  int grade = 0;
  std::string amount;
  std::string as_of, region;
  int line = 0;
};

/// What `rules show`, `rules test` and `rules lint` need and a check does not; loaded on demand.
struct RuleDetail {
  std::string file;  // as given to the compiler, relative to the rules folder
  int line = 0;      // first line of the rule
  std::string note;
  std::vector<Example> examples;
};

struct Rule {
  std::string id, clause, title, title_en;
  uint16_t document = 0;  // position in RuleBase::documents
  bool documentation = false;
  bool has_levels = false, has_incentive = false;
  Verdict verdict = Verdict::unchecked;  // unchecked for levels and documentation
  Provenance provenance = Provenance::recalled;
  uint8_t uses = 1;                       // bits of Use
  Day in_force = no_day, until = no_day;  // until: last day, no_day = open
  Day deadline = no_day;
  std::vector<CategoryId> categories;
  std::vector<std::string> series, models;  // normal form
  std::vector<std::string> terms;           // folded
  Expression when;                          // empty = always
  LevelTable levels;
  Incentive incentive;
};

struct Document {
  std::string id, title, number, issuer;
  RegionId region = no_id;
  Day in_force = no_day, until = no_day;
  Provenance provenance = Provenance::recalled;
};

struct DocumentDetail {
  std::string file, source, note;
  std::vector<std::pair<std::string, std::string>> left_out;  // clause, reason
};

struct RuleBase {
  Vocabulary vocabulary;
  std::vector<Document> documents;
  std::vector<Rule> rules;                       // in the order of documents and clauses
  std::vector<DocumentDetail> document_details;  // parallel to documents; empty unless details were asked for
  std::vector<RuleDetail> rule_details;          // parallel to rules; empty unless details were asked for
  std::string digest;                            // identifies the content: the same rules give the same digest

  const Document& document_of(const Rule& rule) const { return documents[rule.document]; }
  const Rule* rule(std::string_view id) const;  // nullptr when unknown
};

}  // namespace gengxin
