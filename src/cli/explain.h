// What `gengxin explain` explains: the items of a file, a rule, a document, a designation. explain.cc tells them apart.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/options.h"
#include "engine/engine.h"

namespace gengxin {

/// A designation by itself, and what else is known of the machine.
struct DesignationQuery {
  std::string designation;
  std::string category;                                     // as --category says it; empty: every one that fits
  std::vector<std::pair<std::string, std::string>> values;  // header, cell
};

int explain_items(const Options& options, const std::string& id);
/// `base` holds details.
void explain_rule(const RuleBase& base, const Rule& rule, Day as_of);
void explain_document(const RuleBase& base, const Document& document, Day as_of);
/// What the patterns read off a designation and what the lists and tables say of it. False when they know nothing of
/// it: then nothing has been printed and the designation may be something else misspelt.
bool explain_designation(const Options& options, const RuleBase& base, const DesignationQuery& query);
/// Says that nothing is known of it, and the nearest designations.
void explain_unknown(const RuleBase& base, const std::string& designation);

// Pieces that several of them print.
/// "据官方文本" and what it means for findings.
const char* provenance_words(Provenance provenance);
/// "在用、拟购置"
std::string use_words(uint8_t uses);
/// "2017-12-31（已过）"
std::string deadline_words(Day deadline, Day as_of);
/// "2016-03-14 起", "2016-03-14 至 2027-12-31"
std::string dates_words(Day in_force, Day until);
/// "淘汰（retire）"
std::string verdict_words(const Rule& rule);
const std::string& name_of(const Category& category);

}  // namespace gengxin
