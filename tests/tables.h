// Tables kept beside the tests, read as the program reads an inventory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "readers/reader.h"

namespace gengxin {

/// The rows of tests/data/NAME, by header; empty cells are empty texts.
inline std::vector<std::map<std::string, std::string>> test_table(const std::string& name) {
  std::vector<std::map<std::string, std::string>> table;
  Diagnostics errors;
  auto reader = open_reader(std::string(GENGXIN_SOURCE_DIR) + "/tests/data/" + name, {}, errors);
  std::vector<std::string> header;
  while (reader) {
    const auto block = reader->next();
    if (!block) break;
    Rows rows;
    block->parse(rows);
    for (const Rows::Row& row : rows.rows) {
      const auto cells = rows.cells_of(row);
      if (header.empty()) {
        for (const Cell& c : cells) header.emplace_back(c.text);
        continue;
      }
      auto& out = table.emplace_back();
      for (size_t i = 0; i < header.size(); ++i) out[header[i]] = i < cells.size() ? std::string(cells[i].text) : "";
    }
  }
  return table;
}

}  // namespace gengxin
