// One item in the HTML report, and the marks and links that the rest of the page shares with it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace gengxin {

/// An item that is shown, as far as the workers can write it.
struct Shown {
  std::string company, credit_code;
  Verdict gravest = Verdict::unchecked;
  bool suspected = false;
  uint64_t order = 0;  // in the input
  std::string attributes;
  std::string file, sheet;         // said where there are several
  std::string before, after;       // the markup before and behind them
  std::vector<const Rule*> rules;  // whose clauses link back
  std::string place;               // what such a link says
};

/// Writes items; on workers, so nothing in it changes.
class HtmlItems {
 public:
  void begin(const RunInfo& run);
  /// Fills all of it but its order.
  void write(const RunInfo& run, const Item& item, const Outcome& outcome, Shown& one) const;

 private:
  FieldId name_ = no_id, company_ = no_id, credit_code_ = no_id;
};

/// The ids that clauses and documents have in the page.
std::string rule_anchor(const Rule& rule);
std::string document_anchor(const Document& document);
/// The class that gives a verdict its colours.
std::string verdict_class(Verdict verdict);
/// The verdict's word in its colours.
void append_chip(Verdict verdict, std::string& out);
/// A word in a frame; `css_class`: bad, good, unsure.
void append_mark(const char* css_class, const char* word, std::string& out);
/// A link to the clause, or to the document.
void append_link(const RunInfo& run, const Rule& rule, std::string& out);
void append_link(const Document& document, std::string& out);

}  // namespace gengxin
