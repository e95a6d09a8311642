#include "mapping/header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/diagnostic.h"
#include "base/spelling.h"
#include "base/text.h"

namespace gengxin {
namespace {

bool drop_front(std::string_view& text, std::initializer_list<std::string_view> marks) {
  for (const auto mark : marks)
    if (text.starts_with(mark)) {
      text = trim(text.substr(mark.size()));
      return true;
    }
  return false;
}

bool drop_back(std::string_view& text, std::initializer_list<std::string_view> marks) {
  for (const auto mark : marks)
    if (text.ends_with(mark)) {
      text = trim(text.substr(0, text.size() - mark.size()));
      return true;
    }
  return false;
}

// Opening and closing brackets in NFKC; full-width ones are ASCII there.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> brackets = {
    {{"(", ")"}, {"[", "]"}, {"{", "}"}, {"【", "】"}, {"〔", "〕"}, {"〈", "〉"}, {"《", "》"}}};

/// Splits "name(inside)" at its last bracket.
bool split_bracket(std::string_view text, std::string_view& name, std::string_view& inside) {
  for (const auto& [open, close] : brackets) {
    if (!text.ends_with(close)) continue;
    // The bracket that this one closes: units hold brackets too, kW/(m3/min).
    size_t depth = 0, at = text.size() - close.size();
    for (size_t i = text.size(); i > 0; --i) {
      const auto tail = text.substr(i - 1);
      if (tail.starts_with(close)) ++depth;
      if (tail.starts_with(open) && --depth == 0) {
        at = i - 1;
        break;
      }
    }
    if (depth != 0 || at == text.size() - close.size()) return false;
    name = trim(text.substr(0, at));
    inside = trim(text.substr(at + open.size(), text.size() - close.size() - at - open.size()));
    return !inside.empty();
  }
  return false;
}

/// Remarks in brackets that change nothing in what a column of text or dates or counts holds.
bool harmless_remark(std::string_view folded) {
  static constexpr std::array<std::string_view, 28> remarks = {
      "年月",     "年/月",  "年月日",   "年/月/日",   "年、月",     "年、月、日", "年.月",
      "年.月.日", "年份",   "yyyymmdd", "yyyy/mm/dd", "yyyy.mm.dd", "yyyymm",     "yyyy/mm",
      "yyyy.mm",  "yyyy",   "yyyy/m/d", "yyyym",      "全称",       "简称",       "是/否",
      "有/无",    "是或否", "y/n",      "台/套",      "台套",       "台(套)",     "铭牌"};
  return std::find(remarks.begin(), remarks.end(), folded) != remarks.end();
}

bool takes_unit(const Field& field) {
  return field.unit != no_id &&
         (field.type == FieldType::number || field.type == FieldType::integer || field.type == FieldType::money);
}

/// Symbols of quantities that tables print behind the words: 流量Q, 效率η, 额定功率Pn.
std::string_view without_symbol(std::string_view name) {
  static constexpr std::array<std::string_view, 35> symbols = {
      "cosφ", "η",  "ρ", "φ",  "p",  "pn", "pe", "p1", "p2", "n", "ne", "nn", "q", "qv", "qm", "qn", "h", "u",
      "un",   "ue", "i", "in", "ie", "v",  "w",  "d",  "l",  "b", "t",  "g",  "m", "s",  "f",  "a",  "e"};
  size_t longest = 0;
  for (const auto symbol : symbols)
    if (symbol.size() > longest && name.size() > symbol.size() && name.ends_with(symbol)) longest = symbol.size();
  if (longest == 0) return {};
  const std::string_view rest = name.substr(0, name.size() - longest);
  return static_cast<unsigned char>(rest.back()) >= 0x80 ? rest : std::string_view();
}

struct Candidates {
  const std::vector<FieldId>* fields;
  bool symbol = false;
};

Candidates candidates(const Vocabulary& vocabulary, const std::string& folded) {
  Candidates found{&vocabulary.fields_by_header(folded), false};
  if (!found.fields->empty()) return found;
  const std::string_view rest = without_symbol(folded);
  if (rest.empty()) return found;
  const auto& fields = vocabulary.fields_by_header(rest);
  if (fields.empty() || vocabulary.fields[fields.front()].type != FieldType::number) return found;
  return {&fields, true};
}

HeaderMatch quality(const Field& field, const std::string& folded, bool symbol) {
  if (symbol) return HeaderMatch::symbol;
  const bool own = folded == fold(field.id) || folded == fold(field.label.zh) || folded == fold(field.label.en);
  return own ? HeaderMatch::label : HeaderMatch::alias;
}

class Search {
 public:
  explicit Search(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  /// Whether `name` and `unit_text` are a field and its unit. `plain`: nothing separates them, so a unit that fits no
  /// field is no unit but part of a word.
  bool split(std::string_view name, std::string_view unit_text, bool plain, Header& header) {
    const UnitId unit = read_unit(vocabulary_, unit_text);
    if (unit == no_id || name.empty()) return false;
    const std::string folded = fold(name);
    const Candidates found = candidates(vocabulary_, folded);
    if (found.fields->empty()) return false;
    const Unit& written = vocabulary_.units[unit];
    for (const FieldId f : *found.fields) {
      const Field& field = vocabulary_.fields[f];
      if (takes_unit(field) && vocabulary_.units[field.unit].dimension == written.dimension) {
        header = {f, unit, quality(field, folded, found.symbol), folded, unit, {}};
        return true;
      }
    }
    if (plain) return false;
    const FieldId first = found.fields->front();
    const Field& field = vocabulary_.fields[first];
    // 数量(台): a count is not measured in anything.
    if (field.unit == no_id && written.dimension == "count" &&
        (field.type == FieldType::integer || field.type == FieldType::number)) {
      header = {first, no_id, quality(field, folded, found.symbol), folded, unit, {}};
      return true;
    }
    if (misfit.name.empty()) {
      std::string fits;
      for (const FieldId f : *found.fields) {
        const Field& candidate = vocabulary_.fields[f];
        if (!fits.empty()) fits += say("，", ", ");
        fits += fmt::format("{} ({})", lang() == Lang::zh ? candidate.label.zh : candidate.label.en,
                            takes_unit(candidate) ? vocabulary_.units[candidate.unit].id : say("无单位", "no unit"));
      }
      misfit.name = folded;
      misfit.written = unit;
      misfit.problem = fmt::format(fmt::runtime(say("单位“{}”与此列不符：可为 {}；此列未识别，可用 --map '{}={}' 指定",
                                                    "the unit \"{}\" does not fit this column, which could be {}; the "
                                                    "column is not mapped, name it with --map '{}={}'")),
                                   written.id, fits, trim(name),
                                   field.id + (takes_unit(field) ? "@" + vocabulary_.units[field.unit].id : ""));
    }
    return false;
  }

  Header misfit;

 private:
  const Vocabulary& vocabulary_;
};

}  // namespace

std::string clean_header(std::string_view text) {
  const std::string normal = nfkc(text);
  std::string line;
  line.reserve(normal.size());
  for (const char c : normal) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (space && (line.empty() || line.back() == ' ')) continue;
    line += space ? ' ' : c;
  }
  std::string_view rest = trim(line);
  while (drop_front(rest, {"*", "★", "☆", "※", "●", "▲", "△", "✱"}) ||
         drop_back(rest, {"*",      "★",      "☆",      "※",          "●",          "▲",        "△",
                          "✱",      ":",      "(必填)", "[必填]",     "【必填】",   "(必填项)", "(选填)",
                          "[选填]", "(可选)", "(如有)", "(required)", "(optional)", " 必填",    " 选填"})) {
  }
  return std::string(rest);
}

UnitId read_unit(const Vocabulary& vocabulary, std::string_view text) {
  std::string normal = nfkc(text);
  std::string_view rest = trim(normal);
  for (bool again = true; again;) {
    again = drop_front(rest, {"单位:", "单位"});
    for (const auto& [open, close] : brackets) {
      std::string_view before, inside;
      if (rest.starts_with(open) && rest.ends_with(close) && split_bracket(rest, before, inside) && before.empty()) {
        rest = inside;
        again = true;
      }
    }
  }
  const std::string folded = fold(rest);
  return folded.empty() ? no_id : vocabulary.unit_by_text(folded);
}

Header read_header(const Vocabulary& vocabulary, std::string_view text) {
  Header header;
  const std::string cleaned = clean_header(text);
  const std::string_view line = cleaned;
  const std::string whole = fold(line);
  header.name = whole;
  if (whole.empty()) return header;
  const auto& named = vocabulary.fields_by_header(whole);
  for (const FieldId f : named)
    if (quality(vocabulary.fields[f], whole, false) == HeaderMatch::label)
      return {f, no_id, HeaderMatch::label, whole, no_id, {}};

  Search search(vocabulary);
  std::string_view name, inside;
  const bool bracket = split_bracket(line, name, inside);
  if (bracket && search.split(name, inside, false, header)) return header;
  // 购置金额(不含税,万元): one part of the bracket is the unit, the other belongs to the name.
  for (const std::string_view mark : {",", "、", ";", " "}) {
    const size_t at = bracket ? inside.find(mark) : std::string_view::npos;
    if (at == std::string_view::npos) continue;
    const std::string_view first = trim(inside.substr(0, at)), second = trim(inside.substr(at + mark.size()));
    if (search.split(fmt::format("{}({})", trim(name), first), second, false, header)) return header;
    if (search.split(fmt::format("{}({})", trim(name), second), first, false, header)) return header;
  }
  for (size_t i = 1; i + 1 < line.size(); ++i) {
    const char c = line[i];
    if ((c == '/' || c == '_' || c == ':' || c == ' ' || c == ',') &&
        search.split(trim(line.substr(0, i)), line.substr(i + 1), false, header))
      return header;
    if (line.substr(i).starts_with("、") && search.split(trim(line.substr(0, i)), line.substr(i + 3), false, header))
      return header;
  }
  for (size_t i = 1; i < line.size(); ++i)
    if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80 &&
        search.split(trim(line.substr(0, i)), line.substr(i), true, header))
      return header;

  const Candidates found = candidates(vocabulary, whole);
  if (!found.fields->empty()) {
    const FieldId f = found.fields->front();
    return {f, no_id, quality(vocabulary.fields[f], whole, found.symbol), whole, no_id, {}};
  }
  if (!search.misfit.name.empty()) return search.misfit;
  // A strange name with a known unit: --map may name the field, and then the unit counts.
  if (bracket && !name.empty() && read_unit(vocabulary, inside) != no_id) {
    header.name = fold(name);
    header.written = read_unit(vocabulary, inside);
    return header;
  }
  for (size_t i = 1; i + 1 < line.size() && !bracket; ++i) {
    const char c = line[i];
    if (c != '/' && c != '_' && c != ':' && c != ' ' && c != ',') continue;
    const UnitId unit = read_unit(vocabulary, line.substr(i + 1));
    if (unit == no_id) continue;
    header.name = fold(line.substr(0, i));
    header.written = unit;
    return header;
  }
  if (bracket && !name.empty()) {
    const std::string folded = fold(name);
    const Candidates outside = candidates(vocabulary, folded);
    if (!outside.fields->empty()) {
      const FieldId f = outside.fields->front();
      const Field& field = vocabulary.fields[f];
      if (harmless_remark(fold(inside)) && !outside.symbol)
        return {f, no_id, quality(field, folded, false), folded, no_id, {}};
      header.name = folded;
      header.problem = fmt::format(
          fmt::runtime(say("“{}”不是已知单位，此列未识别；若是{}，用 --map '{}={}' 指定",
                           "\"{}\" is not a known unit, so the column is not mapped; if it is {}, say --map '{}={}'")),
          inside, lang() == Lang::zh ? field.label.zh : field.label.en, line, field.id);
    }
  }
  return header;
}

const Header& HeaderCache::read(const std::string& text) {
  constexpr size_t most = 20'000;
  const auto found = read_.find(text);
  if (found != read_.end()) return found->second;
  if (read_.size() >= most) read_.clear();
  return read_.emplace(text, read_header(vocabulary_, text)).first->second;
}

std::string similar_fields(const Vocabulary& vocabulary, std::string_view text) {
  const std::string wanted = fold(text);
  std::vector<std::pair<int, FieldId>> near;
  for (size_t i = 0; i < vocabulary.fields.size(); ++i) {
    const Field& field = vocabulary.fields[i];
    int best = 1000;
    const auto look = [&](const std::string& spelling) {
      const int distance = spelling_distance(wanted, fold(spelling));
      if (distance >= 0) best = std::min(best, distance);
    };
    look(field.id);
    look(field.label.zh);
    look(field.label.en);
    for (const auto& alias : field.aliases) look(alias);
    if (best < 1000) near.emplace_back(best, static_cast<FieldId>(i));
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string names;
  for (size_t i = 0; i < near.size() && i < 3; ++i) {
    if (i > 0) names += say("、", ", ");
    names += vocabulary.fields[near[i].second].id;
  }
  return names;
}

}  // namespace gengxin
