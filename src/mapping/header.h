// What one header says: a field, and the unit its column is in.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "vocabulary/vocabulary.h"

namespace gengxin {

enum class HeaderMatch : uint8_t {
  none,
  symbol,  // an alias with the quantity's symbol behind it: 流量Q
  alias,
  label,  // the field's id or label
};

struct Header {
  FieldId field = no_id;
  UnitId unit = no_id;  // no_id: the header names none
  HeaderMatch match = HeaderMatch::none;
  std::string name;        // folded, without its unit
  UnitId written = no_id;  // the unit in the header, whether it fits a field or not
  std::string problem;     // why a header that names a field is not mapped
};

/// The header's text on one line, without marks like * and (必填).
std::string clean_header(std::string_view text);
/// Splits the unit off and finds the field: 额定功率(kW), 容量/kVA, 效率％, power_kW, "Power [kW]".
Header read_header(const Vocabulary& vocabulary, std::string_view text);
/// Remembers what headers say: a header takes microseconds to read, and to find it among a file's first rows all their
/// texts are read as headers, which the files of a run mostly share. For one thread.
class HeaderCache {
 public:
  explicit HeaderCache(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}
  /// As read_header(); stands until the next call.
  const Header& read(const std::string& text);

 private:
  const Vocabulary& vocabulary_;
  std::unordered_map<std::string, Header> read_;
};

/// A unit by itself, as in the row of units below a header: kW, (kW), [kW], 单位：kW.
UnitId read_unit(const Vocabulary& vocabulary, std::string_view text);

/// Up to three of the vocabulary's fields that look like the text, for "did you mean".
std::string similar_fields(const Vocabulary& vocabulary, std::string_view text);

}  // namespace gengxin
