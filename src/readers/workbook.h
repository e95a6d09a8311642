// Workbooks: .xlsx (.xlsm) and .ods.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "readers/encoding.h"
#include "readers/reader.h"

namespace gengxin {

/// The sheets to read, as open_readers() says; with `best_sheet` the one with the best header. The archive is read once
/// and shared; a sheet's rows are parsed part by part. Nothing and a file_error for what is no workbook, is protected
/// by a password, or has no such sheet.
std::vector<std::unique_ptr<Reader>> open_workbook(std::unique_ptr<ByteSource> source, const std::string& path,
                                                   const ReadOptions& options, bool best_sheet,
                                                   Diagnostics& diagnostics);

/// What a cell's number means by its number format.
enum class NumberFormat : uint8_t { number, percent, date, month, year, time };
/// `code`: "yyyy\"年\"m\"月\""; empty: the built-in format `id`.
NumberFormat number_format(uint32_t id, std::string_view code);
/// A double's text as a spreadsheet shows it in full: 15 digits, no exponent where it can be avoided. `shift`: the
/// power of ten to multiply by. Empty when `source` is no finite number.
std::string plain_number(std::string_view source, int shift = 0);
/// The ISO date of a serial day; empty when there is none.
std::string serial_date(double serial, bool from_1904, NumberFormat format);

}  // namespace gengxin
