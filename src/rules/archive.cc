#include "rules/archive.h"

#include <cereal/archives/binary.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/vector.hpp>
#include <sstream>
#include <streambuf>
#include <type_traits>

namespace gengxin {

template <class A>
void serialize(A& a, Decimal& d) {
  a(d.mantissa, d.exponent);
}
template <class A>
void serialize(A& a, Label& l) {
  a(l.zh, l.en);
}
template <class A>
void serialize(A& a, Choice& c) {
  a(c.id, c.label, c.aliases);
}
template <class A>
void serialize(A& a, Field& f) {
  a(f.id, f.label, f.type, f.unit, f.min, f.max, f.additive, f.aliases, f.choices, f.words);
}
template <class A>
void serialize(A& a, Unit& u) {
  a(u.id, u.dimension, u.numerator, u.denominator, u.exponent, u.aliases);
}
template <class A>
void serialize(A& a, Category& c) {
  a(c.id, c.label, c.parent, c.aliases, c.keywords, c.not_keywords);
}
template <class A>
void serialize(A& a, Designation& d) {
  a(d.id, d.category, d.infer, d.pattern, d.scale, d.means);
}
template <class A>
void serialize(A& a, Region& r) {
  a(r.id, r.label, r.in, r.aliases, r.lists);
}
// Plain data, and by far the most numerous: expression nodes and level rows load as one block of bytes.
template <class A, class T>
void serialize_block(A& a, std::vector<T>& rows) {
  static_assert(std::is_trivially_copyable_v<T>);
  auto count = static_cast<uint32_t>(rows.size());
  a(count);
  rows.resize(count);
  a(cereal::binary_data(rows.data(), count * sizeof(T)));
}
template <class A>
void serialize(A& a, NodeMore& m) {
  a(m.decimal, m.items, m.text);
}
template <class A>
void serialize(A& a, Expression& e) {
  static_assert(sizeof(Node) == 32);
  a(e.source, e.more);
  serialize_block(a, e.nodes);
}
template <class A>
void serialize(A& a, LevelKey& k) {
  a(k.field, k.match);
}
template <class A>
void serialize(A& a, LevelMeasure& m) {
  a(m.field, m.at_most, m.thresholds);
}
template <class A>
void serialize(A& a, LevelTable& t) {
  a(t.standard, t.effective, t.kind, t.recommended, t.one_of, t.declared, t.declared_when, t.keys, t.columns, t.define,
    t.measures, t.energy, t.energy_source, t.rows, t.texts);
  serialize_block(a, t.cells);
  serialize_block(a, t.numbers);
  serialize_block(a, t.listed);
}
template <class A>
void serialize(A& a, Derivation& d) {
  a(d.field, d.categories, d.when, d.value, d.source);
}
template <class A>
void serialize(A& a, Indicator& i) {
  a(i.id, i.label, i.document, i.clause, i.target, i.has_above, i.above, i.note, i.counts, i.categories, i.field,
    i.choice, i.verdict, i.weights);
}
template <class A>
void serialize(A& a, Combination& c) {
  a(c.with, c.relation, c.basis);
}
template <class A>
void serialize(A& a, Incentive& i) {
  a(i.kind, i.check, i.within, i.hold_from, i.hold_left, i.hold_years, i.combine, i.base, i.rate, i.has_cap, i.cap,
    i.carry_forward_years, i.basis);
}
template <class A>
void serialize(A& a, Rule& r) {
  a(r.id, r.clause, r.title, r.title_en, r.document, r.documentation, r.has_levels, r.has_incentive, r.verdict,
    r.provenance, r.uses, r.in_force, r.until, r.deadline, r.also, r.categories, r.series, r.models, r.terms, r.when,
    r.levels, r.incentive);
}
template <class A>
void serialize(A& a, Document& d) {
  a(d.id, d.title, d.number, d.issuer, d.region, d.in_force, d.until, d.provenance);
}
template <class A>
void serialize(A& a, Example& e) {
  a(e.item_text, e.item, e.expect, e.missing, e.check_missing, e.grade, e.amount, e.as_of, e.region, e.line);
}
template <class A>
void serialize(A& a, RuleDetail& d) {
  a(d.also, d.file, d.line, d.note, d.examples);
}
template <class A>
void serialize(A& a, DocumentDetail& d) {
  a(d.file, d.source, d.note, d.replaces, d.left_out);
}

namespace {

// An istringstream would copy the embedded bytes first.
struct ViewBuffer : std::streambuf {
  explicit ViewBuffer(std::string_view bytes) {
    char* p = const_cast<char*>(bytes.data());  // only ever read
    setg(p, p, p + bytes.size());
  }
};

}  // namespace

std::string write_rules(const RuleBase& base) {
  std::ostringstream out;
  {
    cereal::BinaryOutputArchive archive(out);
    const Vocabulary& v = base.vocabulary;
    archive(v.fields, v.units, v.categories, v.designations, v.regions, base.derivations, base.indicators,
            base.documents, base.rules, base.version, base.digest);
  }
  return out.str();
}

std::string write_details(const RuleBase& base) {
  std::ostringstream out;
  {
    cereal::BinaryOutputArchive archive(out);
    archive(base.document_details, base.rule_details);
  }
  return out.str();
}

RuleBase read_rules(std::string_view bytes) {
  RuleBase base;
  ViewBuffer buffer(bytes);
  std::istream in(&buffer);
  cereal::BinaryInputArchive archive(in);
  Vocabulary& v = base.vocabulary;
  archive(v.fields, v.units, v.categories, v.designations, v.regions, base.derivations, base.indicators, base.documents,
          base.rules, base.version, base.digest);
  v.index();
  return base;
}

void read_details(std::string_view bytes, RuleBase& base) {
  ViewBuffer buffer(bytes);
  std::istream in(&buffer);
  cereal::BinaryInputArchive archive(in);
  archive(base.document_details, base.rule_details);
}

}  // namespace gengxin
