// gengxin template: an inventory to fill in, as a workbook or CSV.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/spelling.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/inventory_template.h"
#include "cli/pipeline.h"
#include "report/message.h"

namespace gengxin {
namespace {

const std::string& label(const Category& c) { return lang() == Lang::zh ? c.label.zh : c.label.en; }

std::string named(const Category& c) { return fmt::format("{} {}", c.id, label(c)); }

/// Up to five categories that look like the text.
std::string similar_categories(const Vocabulary& v, const std::string& text) {
  const std::string wanted = fold(text);
  std::vector<std::pair<int, size_t>> near;
  for (size_t i = 0; i < v.categories.size(); ++i) {
    const Category& c = v.categories[i];
    int best = -1;
    const auto look = [&](const std::string& spelling) {
      const int distance = spelling_distance(wanted, fold(spelling));
      if (distance >= 0 && (best < 0 || distance < best)) best = distance;
    };
    look(c.id);
    look(c.label.zh);
    look(c.label.en);
    for (const std::string& alias : c.aliases) look(alias);
    if (best >= 0) near.emplace_back(best, i);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string out;
  for (size_t i = 0; i < near.size() && i < 5; ++i)
    out += (i > 0 ? say("、", ", ") : "") + named(v.categories[near[i].second]);
  return out;
}

CategoryId category_named(const Vocabulary& v, const std::string& text) {
  CategoryId id = v.category(text);
  if (id == no_id) id = v.category_by_alias(fold(text));
  if (id != no_id) return id;
  const std::string near = similar_categories(v, text);
  throw UsageError(
      near.empty()
          ? fmt::format(fmt::runtime(say("--category {}：没有这个类别；用 gengxin template --list 列出全部类别",
                                         "--category {}: no such category; gengxin template --list lists them")),
                        text)
          : fmt::format(
                fmt::runtime(say("--category {}：没有这个类别；是否指 {}？用 gengxin template --list 列出全部类别",
                                 "--category {}: no such category; did you mean {}? gengxin template "
                                 "--list lists them")),
                text, near));
}

// The tree of categories, each with its clauses in force.
void list_categories(const Engine& engine, RegionId region) {
  const RuleBase& base = engine.base();
  const Vocabulary& v = base.vocabulary;
  for (size_t i = 0; i < v.categories.size(); ++i) {
    const auto id = static_cast<CategoryId>(i);
    int depth = 0;
    for (CategoryId up = v.categories[i].parent; up != no_id; up = v.categories[up].parent) ++depth;
    size_t clauses = 0;
    for (size_t r = 0; r < base.rules.size(); ++r) {
      const Rule& rule = base.rules[r];
      clauses += engine.active(static_cast<uint16_t>(r)) && v.region_is_in(region, base.document_of(rule).region) &&
                 std::any_of(rule.categories.begin(), rule.categories.end(),
                             [&](CategoryId c) { return v.category_is_a(id, c) || v.category_is_a(c, id); });
    }
    fmt::print("{}{} {}\n", pad(std::string(static_cast<size_t>(depth) * 2, ' ') + v.categories[i].id, 40),
               pad(label(v.categories[i]), 36), fmt::format(fmt::runtime(say("{} 条", "{} clauses")), clauses));
  }
}

}  // namespace

int make_template_file(const Options& options, const TemplateOptions& wanted) {
  const RuleBase base = load_rules(options, true);
  const Engine engine(base, engine_options(options));
  TemplateRequest request;
  request.region = region_id(options, base.vocabulary);
  request.all_fields = wanted.all_fields;
  if (wanted.list) {
    list_categories(engine, request.region);
    return exit_ok;
  }
  if (wanted.categories.empty())
    throw UsageError(
        say("template：用 --category 指明设备类别，例如 --category motor,变压器；gengxin template --list 列出全部类别",
            "template: name the equipment with --category, as in --category motor,transformer; gengxin "
            "template --list lists the categories"));
  for (const std::string& text : wanted.categories) {
    const CategoryId category = category_named(base.vocabulary, text);
    if (std::find(request.categories.begin(), request.categories.end(), category) == request.categories.end())
      request.categories.push_back(category);
  }
  const std::string& path = wanted.output;
  const std::string extension = std::filesystem::path(path).extension().string();
  if (extension != ".xlsx" && extension != ".csv")
    throw UsageError(
        path.empty()
            ? std::string(say("template：用 -o 指明写到哪个文件，例如 -o 台账.xlsx",
                              "template: name the file to write with -o, as in -o inventory.xlsx"))
            : fmt::format(fmt::runtime(say("-o {}：应以 .xlsx 或 .csv 结尾", "-o {}: must end in .xlsx or .csv")),
                          path));
  if (extension == ".csv" && request.categories.size() > 1)
    throw UsageError(fmt::format(fmt::runtime(say("-o {}：一个 CSV 文件只放一类设备；多类用 .xlsx",
                                                  "-o {}: a CSV file holds one category; for several use .xlsx")),
                                 path));
  if (!wanted.force && std::filesystem::exists(path))
    throw UsageError(fmt::format(fmt::runtime(say("-o {}：文件已存在，未改动；要覆盖请加 --force",
                                                  "-o {}: the file exists and was left alone; --force replaces it")),
                                 path));

  std::vector<TemplateGap> gaps;
  const InventoryTemplate inventory = make_template(engine, request, gaps);
  if (extension == ".csv") {
    Output out(path);
    out.write(template_csv(inventory.sheets.front()));
    out.close();
  } else {
    write_template_xlsx(inventory, path);
  }
  for (const TemplateGap& gap : gaps) {
    if (gap.left_out.empty()) continue;
    fmt::print(stderr,
               fmt::runtime(say("{}：另有 {} 个字段只与少数条款或优惠有关，没有列出{}；--all-fields 全部列出\n",
                                "{}: {} more fields, for which few clauses or incentives ask, were left out{}; "
                                "--all-fields brings them in\n")),
               label(base.vocabulary.categories[gap.category]), gap.left_out.size(),
               gap.too_many ? say("（这一类包括的设备很多，最好改用更细的类别，见 gengxin template --list）",
                                  " (so broad a category is better split: see gengxin template --list)")
                            : "");
  }
  return exit_ok;
}

}  // namespace gengxin
