#include "vocabulary/vocabulary.h"

#include <doctest/doctest.h>

#include "base/text.h"

using namespace gengxin;

namespace {

Vocabulary small() {
  Vocabulary v;
  v.units = {{"kW", "power", 1, 1, 0, {"千瓦"}},
             {"kWh", "energy", 1, 1, 0, {"kW·h", "度"}},
             {"m3/h", "flow", 1, 1, 0, {"立方米/小时"}}};
  Field power;
  power.id = "power_kw";
  power.label = {"额定功率", "rated power"};
  power.type = FieldType::number;
  power.aliases = {"功率"};
  Field input;
  input.id = "input_power_kw";
  input.label = {"输入功率", "input power"};
  input.aliases = {"功率", "功 率"};
  Field fuel;
  fuel.id = "fuel";
  fuel.label = {"燃料", "fuel"};
  fuel.type = FieldType::choice;
  fuel.choices = {{"coal", {"燃煤", "coal"}, {"烟煤"}}, {"natural-gas", {"天然气", "natural gas"}, {}}};
  v.fields = {power, input, fuel};
  const auto category = [&](std::string id, std::string zh, CategoryId parent, std::vector<std::string> keywords,
                            std::vector<std::string> not_keywords = {}) {
    v.categories.push_back({id, {zh, id}, parent, {}, std::move(keywords), std::move(not_keywords)});
    return static_cast<CategoryId>(v.categories.size() - 1);
  };
  const auto motor = category("motor", "电动机", no_id, {"电机", "电动机"}, {"发电机"});
  category("lv-motor", "低压电动机", motor, {"低压电机"});
  category("pump", "泵", no_id, {"水泵", "离心泵"});
  category("transformer", "变压器", no_id, {"变压器"});
  v.regions = {{"national", {"全国", "national"}, no_id, {}, {}},
               {"henan", {"河南省", "Henan"}, 0, {"河南", "豫"}, {"some-list"}},
               {"luoyang", {"洛阳市", "Luoyang"}, 1, {"洛阳"}, {"air-key-region"}},
               {"shanghai", {"上海市", "Shanghai"}, 0, {"上海"}, {}}};
  v.index();
  return v;
}

std::string category_of(const Vocabulary& v, std::string_view name) {
  const auto id = v.category_by_keyword(fold(name));
  return id == no_id ? "none" : v.categories[id].id;
}
std::string region_of(const Vocabulary& v, std::string_view address) {
  const auto id = v.region_by_keyword(fold(address));
  return id == no_id ? "none" : v.regions[id].id;
}

}  // namespace

TEST_CASE("vocabulary: ids and spellings") {
  const Vocabulary v = small();
  CHECK(v.field("power_kw") == 0);
  CHECK(v.field("功率") == no_id);
  CHECK(v.fields_by_header(fold("功 率")) == std::vector<FieldId>{0, 1});
  CHECK(v.fields_by_header(fold("Rated_Power")) == std::vector<FieldId>{0});
  CHECK(v.fields_by_header(fold("POWER_KW")) == std::vector<FieldId>{0});
  CHECK(v.fields_by_header("").empty());
  CHECK(v.unit("kW") == 0);
  CHECK(v.unit("kw") == no_id);
  CHECK(v.unit_by_text(fold("KW")) == 0);
  CHECK(v.unit_by_text(fold("kW·h")) == 1);
  CHECK(v.unit_by_text(fold("ＫＷ*ｈ")) == 1);
  CHECK(v.unit_by_text(fold("m³/h")) == 2);
  CHECK(v.unit_by_text(fold("m^3/h")) == 2);
  CHECK(v.unit_by_text("") == no_id);
  CHECK(v.choice_by_text(2, fold(" 烟煤 ")) == 0);
  CHECK(v.choice_by_text(2, fold("Natural-Gas")) == 1);
  CHECK(v.choice_by_text(2, fold("煤")) == -1);
  CHECK(v.choice_by_text(0, fold("煤")) == -1);
  CHECK(v.choice_by_text(no_id, "coal") == -1);
}

TEST_CASE("vocabulary: categories by name") {
  const Vocabulary v = small();
  CHECK(v.category_by_alias(fold("电 动 机")) == v.category("motor"));
  CHECK(v.category_by_alias(fold("LV Motor")) == v.category("lv-motor"));
  CHECK(category_of(v, "三相异步电机") == "motor");
  CHECK(category_of(v, "车间低压电机") == "lv-motor");
  CHECK(category_of(v, "水泵电机") == "motor");
  CHECK(category_of(v, "电机水泵") == "pump");
  CHECK(category_of(v, "离心泵电机") == "pump");
  CHECK(category_of(v, "柴油发电机") == "none");
  CHECK(category_of(v, "空压机") == "none");
  CHECK(category_of(v, "") == "none");
  std::string keyword;
  v.category_by_keyword("1#变压器", &keyword);
  CHECK(keyword == "变压器");
  CHECK(v.category_is_a(v.category("lv-motor"), v.category("motor")));
  CHECK(v.category_is_a(v.category("motor"), v.category("motor")));
  CHECK_FALSE(v.category_is_a(v.category("motor"), v.category("lv-motor")));
  CHECK_FALSE(v.category_is_a(no_id, v.category("motor")));
}

TEST_CASE("vocabulary: regions in addresses") {
  const Vocabulary v = small();
  CHECK(region_of(v, "河南省洛阳市涧西区") == "luoyang");
  CHECK(region_of(v, "河南省洛阳") == "luoyang");
  CHECK(region_of(v, "河南某地") == "henan");
  CHECK(region_of(v, "上海市洛阳路1号") == "shanghai");
  CHECK(region_of(v, "某市洛阳路1号") == "none");
  CHECK(region_of(v, "某市洛阳北路1号") == "none");
  CHECK(region_of(v, "洛阳市洛阳路1号") == "luoyang");
  CHECK(region_of(v, "豫") == "none");
  CHECK(v.region_by_alias("豫") == v.region("henan"));
  CHECK(v.region_is_in(v.region("luoyang"), v.region("national")));
  CHECK_FALSE(v.region_is_in(v.region("henan"), v.region("luoyang")));
  CHECK(v.region_on_list(v.region("luoyang"), "air-key-region"));
  CHECK(v.region_on_list(v.region("luoyang"), "some-list"));
  CHECK_FALSE(v.region_on_list(v.region("henan"), "air-key-region"));
  CHECK_FALSE(v.region_on_list(no_id, "air-key-region"));
}

TEST_CASE("vocabulary: a cycle in the data ends") {
  Vocabulary v = small();
  v.categories[0].parent = 1;
  v.regions[0].in = 2;
  v.index();
  CHECK_FALSE(v.category_is_a(0, 3));
  CHECK_FALSE(v.region_is_in(0, 3));
}

TEST_CASE("model form") {
  CHECK(model_form("y160m-4") == "Y160M-4");
  CHECK(model_form("Ｙ１６０Ｍ－４") == "Y160M-4");
  CHECK(model_form("Y 160 M — 4") == "Y160M-4");
  CHECK(model_form("Y160M–4") == "Y160M-4");
  CHECK(model_form("Y160M-4 11kW") == "Y160M-4");
  CHECK(model_form("Y160M-4 11 kW B3") == "Y160M-4");
  CHECK(model_form("Y160M-4（11KW）") == "Y160M-4");
  CHECK(model_form("Y160M-4\n11kW") == "Y160M-4");
  CHECK(model_form("Y160M-4，P=11kW，380V") == "Y160M-4");
  CHECK(model_form("Y160M-4 功率：11千瓦") == "Y160M-4");
  CHECK(model_form("Y160M-4、11kW") == "Y160M-4");
  CHECK(model_form("11kW Y160M-4") == "11KWY160M-4");
  CHECK(model_form("S9-M-315/10 10/0.4kV") == "S9-M-315/10");
  CHECK(model_form("S9-315/10") == "S9-315/10");
  CHECK(model_form("S9-315kVA/10kV") == "S9-315/10");
  CHECK(model_form("S11-M-315/10(油浸)") == "S11-M-315/10(油浸)");
  CHECK(model_form("4-72 No 5A 7.5kW") == "4-72NO5A");
  CHECK(model_form("空压机 3W-0.9/7") == "空压机3W-0.9/7");
  CHECK(model_form("Y系列") == "Y");
  CHECK(model_form("C620型") == "C620");
  CHECK(model_form("型") == "型");
  CHECK(model_form("S9--315") == "S9-315");
  CHECK(model_form("IS80-65-160 50m³/h") == "IS80-65-160");
  CHECK(model_form("") == "");
  CHECK(model_form(" ") == "");
  CHECK(model_form("\xFF\xFE") == "\uFFFD\uFFFD");
  CHECK(model_form("KVA") == "KVA");
  CHECK(model_form("10KV") == "10");
}
