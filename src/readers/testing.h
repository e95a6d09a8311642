// What the readers' tests share.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "readers/reader.h"

namespace gengxin::testing {

struct TestCell {
  std::string text;
  CellType type;
  bool operator==(const TestCell&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const TestCell& cell) {
  return out << '"' << cell.text << "\"/" << static_cast<int>(cell.type);
}

struct TestRow {
  uint64_t number;
  std::vector<TestCell> cells;
  bool operator==(const TestRow&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const TestRow& row) {
  out << row.number << ":";
  for (const TestCell& cell : row.cells) out << ' ' << cell;
  return out << '\n';
}

inline std::ostream& operator<<(std::ostream& out, const std::vector<TestRow>& rows) {
  for (const TestRow& row : rows) out << row;
  return out;
}

struct TestFile {
  std::vector<TestRow> rows;
  Diagnostics diagnostics;
  size_t blocks = 0;

  /// The row's texts, joined by '|'.
  std::string line(size_t i) const {
    std::string joined;
    for (const TestCell& cell : rows.at(i).cells)
      joined += (joined.empty() ? "" : "|") + (cell.text.empty() ? "·" : cell.text);
    return joined;
  }
};

/// Reads everything; blocks are destroyed before their rows are looked at, as they may be.
inline TestFile read_all(Reader& reader) {
  TestFile file;
  Rows rows;
  while (std::unique_ptr<Block> block = reader.next()) {
    ++file.blocks;
    rows.clear();
    block->parse(rows);
    block.reset();
    for (const Rows::Row& row : rows.rows) {
      file.rows.push_back({row.number, {}});
      for (const Cell& cell : rows.cells_of(row)) file.rows.back().cells.push_back({std::string(cell.text), cell.type});
    }
    file.diagnostics.insert(file.diagnostics.end(), rows.diagnostics.begin(), rows.diagnostics.end());
  }
  file.diagnostics.insert(file.diagnostics.end(), reader.diagnostics.begin(), reader.diagnostics.end());
  return file;
}

}  // namespace gengxin::testing
