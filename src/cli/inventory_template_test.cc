#include "cli/inventory_template.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "base/diagnostic.h"
#include "mapping/layout.h"
#include "rules/embed/embedded.h"

using namespace gengxin;

namespace {

const RuleBase& rules() {
  static const RuleBase base = embedded_rules_with_details();
  return base;
}

const Engine& engine() {
  static const Engine e(rules(), [] {
    EngineOptions options;
    options.as_of = *parse_iso_date("2026-11-23");
    return options;
  }());
  return e;
}

struct Speaking {
  explicit Speaking(Lang lang) : before(gengxin::lang()) { set_lang(lang); }
  ~Speaking() { set_lang(before); }
  Lang before;
};

InventoryTemplate made(std::vector<CategoryId> categories, bool all_fields = false) {
  std::vector<TemplateGap> gaps;
  return make_template(engine(), {std::move(categories), rules().vocabulary.region("luoyang"), all_fields}, gaps);
}

std::string all(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics) out += format_diagnostic(d) + "\n";
  return out;
}

// Reads one sheet of the file as a check does, and compares it with what it was made for.
void check_reading(const std::string& path, const TemplateSheet& sheet) {
  INFO(path, " ", sheet.name);
  const Vocabulary& v = rules().vocabulary;
  ReadOptions options;
  options.sheets = {sheet.name};
  if (path.ends_with(".csv")) options.sheets.clear();
  Diagnostics diagnostics;
  const auto reader = open_reader(path, options, diagnostics);
  REQUIRE(reader);
  const auto block = reader->next();
  REQUIRE(block);
  Rows rows;
  block->parse(rows);
  MappingOptions mapping;
  mapping.region = v.region("luoyang");
  const auto layout = find_layout(v, mapping, path, rows, diagnostics);
  REQUIRE(layout);
  REQUIRE(layout->columns.size() == sheet.columns.size());
  for (size_t c = 0; c < sheet.columns.size(); ++c) {
    INFO(sheet.columns[c].header);
    REQUIRE(layout->columns[c].field != no_id);
    CHECK(v.fields[layout->columns[c].field].id == v.fields[sheet.columns[c].field].id);
    if (layout->columns[c].unit != no_id) CHECK(layout->columns[c].unit == v.fields[sheet.columns[c].field].unit);
  }
  ItemMapper mapper(v, mapping);
  Session session(engine());
  Item item;
  Outcome outcome;
  size_t items = 0;
  for (const Rows::Row& row : rows.rows) {
    if (!is_item(mapper.map(*layout, rows, row, item, diagnostics))) continue;
    REQUIRE(items < sheet.examples.size());
    session.derive(item);
    session.evaluate(item, outcome);
    const Verdict verdict = !outcome.findings.empty() ? outcome.findings.front().verdict
                            : outcome.checked         ? Verdict::compliant
                                                      : Verdict::unchecked;
    CHECK(verdict_id(verdict) == verdict_id(sheet.examples[items].verdict));
    ++items;
  }
  CHECK(items == sheet.examples.size());
  CHECK(all(diagnostics) == "");
}

struct File {
  explicit File(const char* name)
      : path(fmt::format("{}/gengxin-{}-{}", std::filesystem::temp_directory_path().string(), getpid(), name)) {}
  ~File() { std::filesystem::remove(path); }
  std::string path;
};

const TemplateColumn* column(const TemplateSheet& sheet, const char* field) {
  for (const TemplateColumn& c : sheet.columns)
    if (rules().vocabulary.fields[c.field].id == field) return &c;
  return nullptr;
}

}  // namespace

TEST_CASE("every category's template is read back without a remark, in both languages") {
  const Vocabulary& v = rules().vocabulary;
  for (const Lang language : {Lang::zh, Lang::en}) {
    const Speaking speaking(language);
    for (const bool all_fields : {false, true}) {
      std::vector<CategoryId> categories;
      for (size_t c = 0; c < v.categories.size(); ++c)
        if (v.categories[c].parent == no_id) categories.push_back(static_cast<CategoryId>(c));
      const InventoryTemplate inventory = made(categories, all_fields);
      REQUIRE(inventory.sheets.size() == categories.size());
      const File file("all.xlsx");
      write_template_xlsx(inventory, file.path);
      std::set<std::string> names;
      for (const TemplateSheet& sheet : inventory.sheets) {
        CHECK(names.insert(sheet.name).second);
        CHECK(!sheet.examples.empty());
        // Nothing that a spreadsheet could take for a formula, in CSV either.
        for (const TemplateColumn& c : sheet.columns)
          CHECK(std::string("=+-@").find(c.header.front()) == std::string::npos);
        for (const TemplateExample& example : sheet.examples)
          for (const TemplateCell& cell : example.cells)
            if (cell.kind == TemplateCell::Kind::text)
              CHECK(std::string("=+-@").find(cell.text.front()) == std::string::npos);
        CHECK((all_fields || sheet.columns.size() <= 40));
        check_reading(file.path, sheet);
      }
    }
  }
}

TEST_CASE("the categories below the top too") {
  const Vocabulary& v = rules().vocabulary;
  for (const Lang language : {Lang::zh, Lang::en}) {
    const Speaking speaking(language);
    std::vector<CategoryId> categories;
    for (size_t c = 0; c < v.categories.size(); ++c) {
      if (v.categories[c].parent != no_id) categories.push_back(static_cast<CategoryId>(c));
      if (categories.size() < 20 && c + 1 < v.categories.size()) continue;
      const InventoryTemplate inventory = made(categories);
      const File file("below.xlsx");
      write_template_xlsx(inventory, file.path);
      for (const TemplateSheet& sheet : inventory.sheets) check_reading(file.path, sheet);
      categories.clear();
    }
  }
}

TEST_CASE("the columns of a motor's sheet") {
  const Speaking speaking(Lang::zh);
  const Vocabulary& v = rules().vocabulary;
  const InventoryTemplate inventory = made({v.category("motor")});
  const TemplateSheet& sheet = inventory.sheets.front();
  CHECK(sheet.name == "电动机");
  CHECK(sheet.columns.front().header == "设备编号");
  CHECK(sheet.columns.front().note == "");  // no clause asks for it
  CHECK(sheet.columns.back().header == "备注");

  const TemplateColumn* power = column(sheet, "power_kw");
  REQUIRE(power);
  CHECK(power->header == "额定功率(kW)");
  CHECK(power->weight == TemplateColumn::Weight::key);
  CHECK(power->entry == TemplateColumn::Entry::number);
  CHECK(power->min == 0.001);
  CHECK(power->note.find("单位 kW") != std::string::npos);
  CHECK(power->note.find("低于准入水平或可升级") != std::string::npos);
  CHECK(power->note.find("GB 18613-2020 4.2 表1") != std::string::npos);

  const TemplateColumn* price = column(sheet, "electricity_price");
  REQUIRE(price);
  CHECK(price->weight == TemplateColumn::Weight::money);
  CHECK(price->note.find("节电量") != std::string::npos);

  const TemplateColumn* category = column(sheet, "category");
  REQUIRE(category);
  CHECK(category->choices.size() == 15);  // with the children
  CHECK(category->choices.front() == "电动机");
  CHECK(column(sheet, "variable_speed")->choices == std::vector<std::string>{"是", "否"});
  CHECK(column(sheet, "in_service_date")->first == *parse_iso_date("1906-01-01"));  // a bare year is no day
  CHECK(column(sheet, "bank_loan") == nullptr);  // an incentive's, of all kinds of equipment
  CHECK(column(made({v.category("motor")}, true).sheets.front(), "bank_loan") != nullptr);
  CHECK(column(sheet, "capacity_kva") == nullptr);  // a transformer's
  CHECK(sheet.examples.front().verdict == Verdict::retire);
}

TEST_CASE("a template's CSV") {
  const Speaking speaking(Lang::zh);
  const TemplateSheet sheet = made({rules().vocabulary.category("boiler")}).sheets.front();
  const File file("boiler.csv");
  const std::string text = template_csv(sheet);
  CHECK(text.starts_with("\xEF\xBB\xBF设备编号,设备名称,"));
  std::FILE* out = std::fopen(file.path.c_str(), "wb");
  REQUIRE(out);
  REQUIRE(std::fwrite(text.data(), 1, text.size(), out) == text.size());
  std::fclose(out);
  check_reading(file.path, sheet);
  CHECK(template_csv(
            {"",
             {{"a,b", 0, "", {}, {}, 0, 0, 0, 0, {}, false, ""}, {"c\"d", 0, "", {}, {}, 0, 0, 0, 0, {}, false, ""}},
             {}}) == "\xEF\xBB\xBF\"a,b\",\"c\"\"d\"\r\n");
}
