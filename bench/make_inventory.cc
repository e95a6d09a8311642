// Writes an inventory of N rows as a factory group's system would export it: Chinese headers, 20 columns, about
// 160 bytes a row, some 200 models that repeat, half of the optional cells empty. The same seed gives the same file.
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// splitmix64: the standard library's distributions differ between implementations, this does not.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t n) { return (next() >> 32) * n >> 32; }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class List>
  const auto& of(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  uint64_t state_;
};

struct Frame {
  std::string_view size;
  double power;
  int poles;
  double efficiency;  // grade 3 of GB 18613-2020, so that all grades turn up around it
};
constexpr Frame frames[] = {
    {"80M2-4", 0.75, 4, 82.5}, {"90S-4", 1.1, 4, 84.1},   {"90L-4", 1.5, 4, 85.3},  {"100L1-4", 2.2, 4, 86.7},
    {"112M-4", 4, 4, 88.6},    {"132S-4", 5.5, 4, 89.6},  {"132M-4", 7.5, 4, 90.4}, {"160M-4", 11, 4, 91.4},
    {"160L-4", 15, 4, 92.1},   {"180M-4", 18.5, 4, 92.6}, {"200L-4", 30, 4, 93.6},  {"225M-4", 45, 4, 94.2},
    {"250M-2", 55, 2, 94.3},   {"280S-6", 45, 6, 93.7},   {"280M-6", 55, 6, 94.1},  {"315S-8", 55, 8, 92.5},
    {"315M-4", 132, 4, 95.6},  {"355L-4", 315, 4, 96},
};
struct Series {
  std::string_view name;
  int year;       // of the first ones
  double better;  // percentage points against grade 3
};
constexpr Series motor_series[] = {{"Y", 1984, -3.4},  {"Y2", 1996, -2.9}, {"YX3", 2006, -1.6}, {"YE2", 2011, -1.5},
                                   {"YE3", 2013, 0.1}, {"YE4", 2019, 1.6}, {"YE5", 2021, 2.7}};
constexpr std::string_view old_motors[] = {"JS115-4", "JS117-6", "JS125-6", "JK122-2", "JO2-51-4", "JS136-6"};

struct Model {
  std::string_view name, model;
  double power = 0;
  int year = 2005;
};
constexpr Model pumps[] = {
    {"单级单吸离心泵", "IS80-65-160", 7.5, 1998},  {"单级单吸离心泵", "IS100-80-160", 15, 2001},
    {"单级单吸离心泵", "IS125-100-250", 75, 2003}, {"单级双吸离心泵", "500S59", 450, 2002},
    {"单级双吸离心泵", "300S32", 75, 2006},        {"立式管道泵", "ISG100-160", 15, 2009},
    {"立式管道泵", "ISG150-315", 30, 2012},        {"多级离心泵", "D46-30×5", 37, 2007},
    {"锅炉给水泵", "DG46-50×5", 75, 2008},         {"不锈钢多级泵", "CDL32-60", 11, 2015},
    {"化工流程泵", "ZA100-250", 45, 2014},         {"渣浆泵", "100ZJ-I-A46", 90, 2011},
};
constexpr Model fans[] = {
    {"离心通风机", "4-72-11No8C", 22, 1999},     {"离心通风机", "4-72No10C", 30, 2004},
    {"高压离心通风机", "9-26No11.2D", 75, 2006}, {"高压离心通风机", "9-19No5A", 11, 2010},
    {"锅炉引风机", "Y5-47No6C", 15, 2007},       {"锅炉鼓风机", "G4-73No9D", 18.5, 2009},
    {"轴流通风机", "T35-11No5.6", 1.5, 2012},    {"罗茨鼓风机", "ARF-300", 132, 2011},
    {"高温风机", "W6-2×29No31.5F", 2500, 2009},
};
constexpr Model machine_tools[] = {
    {"普通车床", "CA6140", 7.5, 1988},
    {"普通车床", "CW6163", 11, 1995},
    {"数控车床", "CK6140", 7.5, 2004},
    {"数控车床", "CK6150", 11, 2010},
    {"万能升降台铣床", "XA6132", 7.5, 1992},
    {"立式铣床", "X5032", 7.5, 1996},
    {"数控铣床", "XK714", 7.5, 2008},
    {"立式加工中心", "VMC850", 11, 2012},
    {"卧式加工中心", "HMC630", 18.5, 2014},
    {"外圆磨床", "M1432A", 5.5, 1994},
    {"平面磨床", "M7130", 7.5, 1990},
    {"无心磨床", "M1083", 11, 1998},
    {"摇臂钻床", "Z3050×16", 4, 1993},
    {"滚齿机", "Y3150E", 4, 1991},
    {"卧式镗床", "T68", 6.5, 1986},
    {"牛头刨床", "B665", 3, 1982},
    {"线切割机床", "DK7732", 2, 2009},
    {"带锯床", "GB4240", 4, 2013},
    {"液压折弯机", "WC67Y-100/3200", 7.5, 2006},
};
constexpr Model boilers[] = {
    {"燃煤蒸汽锅炉", "DZL4-1.25-AⅡ", 0, 2001},  {"燃煤蒸汽锅炉", "DZL10-1.25-AⅡ", 0, 2005},
    {"燃煤蒸汽锅炉", "SZL20-1.25-AⅡ", 0, 2008}, {"燃气蒸汽锅炉", "WNS6-1.25-Q", 0, 2016},
    {"燃气蒸汽锅炉", "SZS20-1.6-Q", 0, 2018},   {"生物质锅炉", "DZL4-1.25-T", 0, 2013},
};
constexpr Model compressors[] = {
    {"螺杆式空气压缩机", "LU55-8", 55, 2008},    {"螺杆式空气压缩机", "LS25S-250H", 185, 2012},
    {"螺杆式空气压缩机", "BMVF37", 37, 2017},    {"活塞式空气压缩机", "L-22/7", 132, 1996},
    {"活塞式空气压缩机", "3W-0.9/7", 7.5, 1994},
};
constexpr Model welders[] = {
    {"氩弧焊机", "NSA-300", 0, 1996},     {"直流弧焊机", "ZX5-250", 0, 1999}, {"直流弧焊机", "ZX5-400", 0, 2003},
    {"整流弧焊机", "ZX6-500", 0, 1998},   {"逆变焊机", "ZX7-400", 0, 2010},   {"交流弧焊机", "BX1-315", 0, 1995},
    {"气体保护焊机", "NBC-350", 0, 2012},
};
struct TransformerSeries {
  std::string_view name, core;
  int year;
  double no_load, load;  // against grade 3
};
constexpr TransformerSeries transformer_series[] = {
    {"S8", "油浸式变压器", 1988, 2.0, 1.1},   {"S9", "油浸式变压器", 1993, 1.9, 1.0},
    {"S11", "油浸式变压器", 2003, 1.4, 1.0},  {"S13", "油浸式变压器", 2010, 1.0, 1.0},
    {"S20", "油浸式变压器", 2021, 0.89, 0.8}, {"SGB8", "干式变压器", 1995, 2.1, 1.1},
    {"SCB10", "干式变压器", 2005, 1.25, 1.0}, {"SCB13", "干式变压器", 2014, 1.0, 1.0},
};
struct Capacity {
  int kva, no_load, load;
};
constexpr Capacity capacities[] = {{250, 290, 3050}, {400, 410, 4300},   {630, 570, 6200},
                                   {800, 700, 7500}, {1000, 830, 10300}, {1600, 1170, 14500}};

constexpr std::string_view companies[] = {"洛阳某轴承有限责任公司", "洛阳某水泥有限责任公司", "洛阳某矿山机器厂",
                                          "洛阳某铝业有限责任公司", "洛阳某耐火材料公司",     "洛阳某机床附件厂",
                                          "洛阳某玻璃有限责任公司", "洛阳某热力有限责任公司"};
constexpr std::string_view departments[] = {"第一机加工车间", "热处理车间", "动力分厂水汽工段",
                                            "熟料烧成车间",   "粉磨车间",   "装配车间"};
constexpr std::string_view places[] = {"一号厂房", "二号厂房", "总降压站", "空压站", "水泵房"};
constexpr std::string_view notes[] = {"铭牌模糊", "2019年大修", "备用", "特种设备", "待核实"};
constexpr std::string_view states[] = {"在用", "在用", "在用", "在用",   "在用",
                                       "在用", "在用", "在用", "已购置", "拟购置"};

class Writer {
 public:
  explicit Writer(uint64_t seed) : random_(seed) {}

  void row(uint64_t number) {
    power_ = efficiency_ = 0;
    voltage_ = poles_ = kva_ = no_load_ = load_ = 0;
    grade_ = {};
    unsigned kind = static_cast<unsigned>(random_.below(100));
    if (kind < 45) {
      motor();
    } else if (kind < 57) {
      machine("水泵", random_.of(pumps), 380);
    } else if (kind < 66) {
      machine("风机", random_.of(fans), 380);
    } else if (kind < 74) {
      transformer();
    } else if (kind < 86) {
      machine("机床", random_.of(machine_tools), 380);
    } else if (kind < 89) {
      machine("锅炉", random_.of(boilers), 0);
    } else if (kind < 94) {
      machine("空压机", random_.of(compressors), 380);
    } else {
      machine("电焊机", random_.of(welders), 380);
    }
    write(number);
  }

  void flush() {
    std::fwrite(line_.data(), 1, line_.size(), stdout);
    line_.clear();
  }

 private:
  void motor() {
    name_ = "三相异步电动机";
    category_ = "电动机";
    voltage_ = 380;
    if (random_.chance(3)) {
      model_ = random_.of(old_motors);
      power_ = 75;
      year_ = 1980 + static_cast<int>(random_.below(12));
      return;
    }
    const Series& series = random_.of(motor_series);
    const Frame& frame = random_.of(frames);
    model_ = series.name;
    if (series.name != "Y" || random_.chance(70)) model_ += "-";  // some write no dash
    model_ += frame.size;
    power_ = frame.power;
    poles_ = frame.poles;
    year_ = series.year + static_cast<int>(random_.below(4));
    if (random_.chance(50))
      efficiency_ = frame.efficiency + series.better + 0.1 * static_cast<double>(random_.below(5));
    if (random_.chance(25))
      grade_ = series.name == "YE3" ? "3级" : series.name == "YE4" ? "2级" : series.name == "YE5" ? "1级" : "";
  }
  void machine(std::string_view category, const Model& model, int voltage) {
    name_ = model.name;
    category_ = category;
    model_ = model.model;
    power_ = model.power;
    voltage_ = voltage;
    year_ = model.year + static_cast<int>(random_.below(12));
  }
  void transformer() {
    const TransformerSeries& series = random_.of(transformer_series);
    const Capacity& capacity = random_.of(capacities);
    name_ = series.core;
    category_ = "变压器";
    model_.clear();
    fmt::format_to(std::back_inserter(model_), "{}-{}/10", series.name, capacity.kva);
    kva_ = capacity.kva;
    voltage_ = 10000;
    year_ = series.year + static_cast<int>(random_.below(8));
    if (random_.chance(50)) {
      no_load_ = static_cast<int>(capacity.no_load * series.no_load);
      load_ = static_cast<int>(capacity.load * series.load);
    }
  }

  void comma() { line_ += ','; }
  void text(std::string_view value) {
    comma();
    line_ += value;
  }
  void number(double value) {
    comma();
    if (value > 0) fmt::format_to(std::back_inserter(line_), "{:.10g}", value);
  }
  /// Half of the optional cells are empty.
  void optional(double value) { number(random_.chance(50) ? value : 0); }
  void optional(std::string_view value) { text(random_.chance(50) ? value : std::string_view()); }

  void write(uint64_t number_) {
    fmt::format_to(std::back_inserter(line_), "{},SB{:08}", number_, number_);
    text(name_);
    text(model_);
    text(category_);
    text(random_.of(companies));
    text(random_.of(states));
    int month = 1 + static_cast<int>(random_.below(12)), day = 1 + static_cast<int>(random_.below(28));
    comma();
    switch (random_.below(8)) {
      case 0:
        fmt::format_to(std::back_inserter(line_), "{}", year_);
        break;
      case 1:
        fmt::format_to(std::back_inserter(line_), "{}.{}", year_, month);
        break;
      case 2:
        fmt::format_to(std::back_inserter(line_), "{}/{}/{}", year_, month, day);
        break;
      case 3:
        break;
      default:
        fmt::format_to(std::back_inserter(line_), "{}-{:02}-{:02}", year_, month, day);
    }
    comma();
    if (random_.chance(50)) fmt::format_to(std::back_inserter(line_), "{}-{:02}", year_, month);
    number(power_);
    number(voltage_);
    optional(poles_);
    number(efficiency_);
    text(grade_);
    number(kva_);
    number(no_load_);
    number(load_);
    text(random_.of(departments));
    optional(random_.of(places));
    text(random_.chance(30) ? random_.of(notes) : std::string_view());
    line_ += "\r\n";
    if (line_.size() > 1 << 20) flush();
  }

  Random random_;
  std::string line_;
  std::string_view name_, category_, grade_;
  std::string model_;
  double power_ = 0, efficiency_ = 0;
  int voltage_ = 0, poles_ = 0, kva_ = 0, no_load_ = 0, load_ = 0, year_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: make_inventory ROWS [SEED] > FILE\n");
    return 2;
  }
  uint64_t rows = std::strtoull(argv[1], nullptr, 10);
  Writer writer(argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 1);
  std::fputs(
      "序号,设备编号,设备名称,规格型号,设备类别,单位名称,使用状态,投运日期,出厂日期,额定功率(kW),额定电压(V),极数,效率("
      "%),"
      "能效等级,额定容量(kVA),空载损耗(W),负载损耗(W),使用部门,安装地点,备注\r\n",
      stdout);
  for (uint64_t i = 1; i <= rows; ++i) writer.row(i);
  writer.flush();
  return std::fflush(stdout) == 0 ? 0 : 3;
}
