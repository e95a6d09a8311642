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

/// One key cell of a level row. Plain data: a thousand rows load as one block of bytes.
struct KeyCell {
  enum class Kind : uint8_t { any, point, list, texts, range };
  Kind kind = Kind::any;
  bool low_closed = false, high_closed = false;
  uint8_t unused = 0;
  uint16_t count = 0;  // of a list or of texts
  uint16_t first = 0;  // where they begin in LevelTable::listed or LevelTable::texts
  double low = 0;      // range; a point: the number or the choice's position
  double high = 0;     // range; infinities for open sides
};

struct LevelMeasure {
  FieldId field = no_id;
  bool at_most = false;
  std::vector<Expression> thresholds;  // best level first; an empty one: the level does not exist
};

/// grades: efficiency grades of equipment, 1 the best, the last the limit that the market may not fall below.
/// benchmark: benchmark and baseline of a process. limits: energy limits per unit of product, 1 advanced, 2 for new
/// plants, 3 for all.
enum class LevelKind : uint8_t { grades, benchmark, limits };

struct LevelTable {
  static constexpr size_t max_measures = 4, max_levels = 5, max_columns = 24, max_defines = 24;

  std::string standard;
  Day effective = no_day;
  LevelKind kind = LevelKind::grades;
  bool recommended = false;  // a recommended standard: nothing falls below its access level
  bool one_of = false;       // a better level asks for the limit by all measures and the level by one of them
  FieldId declared = no_id;
  Expression declared_when;  // the declared grade is this standard's; empty = always
  std::vector<LevelKey> keys;
  std::vector<std::string> columns;
  std::vector<std::pair<std::string, Expression>> define;
  std::vector<LevelMeasure> measures;
  Expression energy;  // kWh a year between present and target; its locals: the definitions, then target_<measure>
  std::string energy_source;
  uint32_t rows = 0;
  std::vector<KeyCell> cells;      // row by row, `keys` of them each
  std::vector<double> numbers;     // row by row, `columns` of them each; NaN = a printed dash
  std::vector<double> listed;      // of KeyCell::Kind::list
  std::vector<std::string> texts;  // of KeyCell::Kind::texts, folded

  /// How many levels there are: 3 or 5 grades, 2 levels of a benchmark.
  size_t levels() const { return measures.empty() ? 0 : measures.front().thresholds.size(); }
  /// The last level at which nothing is asked for: energy-saving, the benchmark.
  int good() const { return kind == LevelKind::benchmark ? 1 : 2; }
  const KeyCell& cell(uint32_t row, size_t key) const { return cells[row * keys.size() + key]; }
  double number(uint32_t row, size_t column) const { return numbers[row * columns.size() + column]; }
};

/// A key of a row as people read it: "11", "(5, 300]", "*" for any; a choice by its position.
std::string key_text(const LevelTable& table, uint32_t row, size_t key);
/// All keys of a row: "11, 4"; `without` one of them, for which any stands.
std::string keys_text(const LevelTable& table, uint32_t row, size_t without = SIZE_MAX);

/// What holds between two incentives on one item or project.
struct Combination {
  enum class Relation : uint8_t { excludes, reduces_base, both, ask };
  std::string with;  // the id of a rule or a document
  Relation relation = Relation::ask;
  std::string basis;  // in words: the text it rests on, or that none was seen
};
std::string_view relation_id(Combination::Relation relation);

struct Incentive {
  std::string kind;                // tax-credit, subsidy, loan, depreciation, listing, project-grant
  std::vector<std::string> check;  // what must still be looked at; with any the answer is "check", not "eligible"
  Expression within;               // money: what the amount can be set against this year; the rest is carried forward
  FieldId hold_from = no_id, hold_left = no_id;  // the clock: from this date, and the date of transfer or lease-out
  int hold_years = 0;                            // tax years after that of hold_from
  std::vector<Combination> combine;
  Expression base;  // money; empty = no amount
  Decimal rate;     // 0.1 for 10%; of depreciation the part deducted from income, which is no money received
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
  std::vector<std::string> also;  // the ids, until the compiler has found the positions
  std::string file;               // as given to the compiler, relative to the rules folder
  int line = 0;                   // first line of the rule
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
  std::vector<uint16_t> also;  // other rules that a finding of this one leans on: positions in RuleBase::rules
  std::vector<CategoryId> categories;
  std::vector<std::string> series, models;  // normal form
  std::vector<std::string> terms;           // folded
  Expression when;                          // empty = always
  bool in_force_on(Day day) const { return in_force <= day && (until == no_day || day <= until); }
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
  std::vector<std::string> replaces;                          // numbers of the documents whose place this one takes
  std::vector<std::pair<std::string, std::string>> left_out;  // clause, reason
};

/// How a value follows from others with certainty: poles from the synchronous speed.
struct Derivation {
  FieldId field = no_id;
  std::vector<CategoryId> categories;
  Expression when;  // empty = always
  Expression value;
  std::string source;
};

/// What a plan wants reached over all of a company's equipment: a share of items, and of their power or capacity.
struct Indicator {
  enum class Counts : uint8_t {
    grade,      // of the items whose grade is known those at the energy-saving level
    benchmark,  // of the lines whose benchmark level is known those below the baseline
    choice,     // of the items whose `field` is known those with `choice`
    verdict,    // of the items whose `field` is known those with a finding of `verdict`
  };
  static constexpr size_t max_weights = 2;
  std::string id;
  Label label;
  std::string document, clause;  // where it is set: a document's id
  std::string target;            // in the document's words
  bool has_above = false;        // the words hold a number:
  Decimal above;                 // per cent, to be exceeded
  Label note;                    // how far the figure can be trusted
  Counts counts = Counts::grade;
  std::vector<CategoryId> categories;  // empty: all
  FieldId field = no_id;
  uint16_t choice = 0;  // position
  Verdict verdict = Verdict::unchecked;
  std::vector<FieldId> weights;  // numbers summed beside the count of items
};

struct RuleBase {
  Vocabulary vocabulary;
  std::vector<Derivation> derivations;  // a later one may use what an earlier one gave
  std::vector<Indicator> indicators;
  std::vector<Document> documents;
  std::vector<Rule> rules;                       // in the order of documents and clauses
  std::vector<DocumentDetail> document_details;  // parallel to documents; empty unless details were asked for
  std::vector<RuleDetail> rule_details;          // parallel to rules; empty unless details were asked for
  std::string version;                           // rules/VERSION; with further rules added, "+" and theirs
  std::string digest;                            // SHA-256 of the content: the same rules give the same digest

  const Document& document_of(const Rule& rule) const { return documents[rule.document]; }
  const Rule* rule(std::string_view id) const;          // nullptr when unknown
  const Document* document(std::string_view id) const;  // likewise
};

}  // namespace gengxin
