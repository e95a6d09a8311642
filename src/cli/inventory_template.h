// What an inventory of some kinds of equipment has to say, made from the vocabulary and the rules in force.
#pragma once

#include <vector>

#include "engine/engine.h"
#include "report/template.h"

namespace gengxin {

struct TemplateRequest {
  std::vector<CategoryId> categories;  // a sheet each
  RegionId region = no_id;
  bool all_fields = false;  // also the fields that few clauses ask for
};

/// What was left out of a sheet.
struct TemplateGap {
  CategoryId category = no_id;
  std::vector<FieldId> left_out;  // all_fields brings them in
  bool too_many = false;          // a state's fields among them: the category stands for too many kinds
};

/// `engine.base()` must hold details, for the examples. Headers, notes and choices are in the language of the run.
InventoryTemplate make_template(const Engine& engine, const TemplateRequest& request, std::vector<TemplateGap>& gaps);

}  // namespace gengxin
