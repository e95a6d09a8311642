// Inventory files as rows of cells. One file per format implements Reader; nothing here knows what a column means.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace gengxin {

enum class CellType : uint8_t {
  empty,
  text,     // as written
  number,   // the format itself says that it is a number: text is its shortest decimal form
  date,     // the format itself says that it is a date: text is ISO 8601, "2003-05-01"; "2003-05" or "2003" where only
            // the month or year is shown and the first is stored (that is how spreadsheets keep a month)
  boolean,  // text is "true" or "false"
  error,    // the format itself says that it has no value (#N/A, #DIV/0!): text is what it shows; a formula without a
            // stored result ("=B2*C2"), a nested array or object of JSON and YAML: text is its source
};

struct Cell {
  std::string_view text;  // UTF-8
  CellType type = CellType::empty;
};

/// A run of rows. Text lives in the Rows object or in what `keep` holds, until clear(); it may outlive its Block.
class Rows {
 public:
  struct Row {
    uint64_t number;  // 1 = first line of the file or sheet
    uint32_t begin, end;
  };
  std::vector<Row> rows;
  std::vector<Cell> cells;
  std::shared_ptr<const void> keep;  // the file's own bytes, when cells point into them
  std::vector<char> buffer;          // one reader's scratch text
  std::deque<std::string> strings;   // texts that need their own storage
  Diagnostics diagnostics;           // rows that could not be read

  std::span<const Cell> cells_of(const Row& row) const { return {cells.data() + row.begin, cells.data() + row.end}; }
  void clear() {
    rows.clear();
    cells.clear();
    keep.reset();
    buffer.clear();
    strings.clear();
    diagnostics.clear();
  }
};

/// Part of a file, cut at a row's boundary. parse() may run on any thread, once, into rows that are clear().
class Block {
 public:
  virtual ~Block() = default;
  virtual void parse(Rows& out) const = 0;
};

class Reader {
 public:
  virtual ~Reader() = default;
  /// The next part, in file order; nullptr at the end. Called from one thread. A part is about a quarter of a megabyte.
  virtual std::unique_ptr<Block> next() = 0;
  /// Keyed formats (JSON, NDJSON, YAML): the keys seen so far, in order of appearance; a row's cells stand in this
  /// order. Grows between calls of next(). nullptr for grids, whose header is one of their rows.
  virtual const std::vector<std::string>* keys() const { return nullptr; }
  /// The sheet read, for workbooks; else empty.
  virtual std::string sheet() const { return {}; }
  /// What could not be read so far outside of blocks; the caller takes it.
  Diagnostics diagnostics;
};

struct ReadOptions {
  std::string encoding;  // empty = detect
  std::string sheet;     // empty = the sheet with the best header match
  std::string format;    // empty = by the file's name, for stdin by its first bytes
  /// How well a row looks like a header (number of cells that name a field); chooses a workbook's sheet.
  int (*header_score)(std::span<const Cell> row, const void* context) = nullptr;
  const void* context = nullptr;
};

/// Opens a file ("-" = standard input). A file that cannot be read gives nullptr and one file_error in `errors`.
std::unique_ptr<Reader> open_reader(const std::string& path, const ReadOptions& options, Diagnostics& errors);

}  // namespace gengxin
