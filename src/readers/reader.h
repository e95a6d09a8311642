// Inventory files as rows of cells. One file per format implements Reader; nothing here knows what a column means.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "readers/bytes.h"

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

/// Whether a cell is merged with cells below it.
enum class Merged : uint8_t {
  no,
  shared,   // the first of them, and a row below has cells of its own: the value stands for several rows
  covered,  // a cell below, with the first one's value repeated
};

struct Cell {
  std::string_view text;  // UTF-8
  CellType type = CellType::empty;
  Merged merged = Merged::no;
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
  struct Merge {
    uint32_t column;
    uint64_t first, last;  // rows
  };
  std::vector<Merge> merges;  // that reach over several rows, by their first row: where cells are shared or covered

  std::span<const Cell> cells_of(const Row& row) const { return {cells.data() + row.begin, cells.data() + row.end}; }
  void clear() {
    rows.clear();
    cells.clear();
    keep.reset();
    buffer.clear();
    strings.clear();
    diagnostics.clear();
    merges.clear();
  }
};

/// Part of a file, cut at a row's boundary.
class Block {
 public:
  virtual ~Block() = default;
  /// May run on any thread, once, into rows that are clear().
  virtual void parse(Rows& out) const = 0;
  /// Of a block that is parsed from bytes only then: their number. Else 0.
  virtual size_t bytes_held() const { return 0; }
  /// Parses the first rows of such a block, which parse() may follow.
  virtual void parse_first(size_t rows, Rows& out) const { (void)rows, (void)out; }
};

class Reader {
 public:
  virtual ~Reader() = default;
  /// The next part, in file order; nullptr at the end. Called from one thread. A part is about a quarter of a megabyte.
  virtual std::unique_ptr<Block> next() = 0;
  /// Whether it is known that no further part comes: then no file is open any more.
  virtual bool done() const { return false; }
  /// Keyed formats (JSON, NDJSON, YAML): the keys seen so far, in order of appearance; a row's cells stand in this
  /// order. Grows between calls of next(). nullptr for grids, whose header is one of their rows.
  virtual const std::vector<std::string>* keys() const { return nullptr; }
  /// The sheet read, for workbooks; else empty.
  virtual std::string sheet() const { return {}; }
  /// What could not be read so far outside of blocks; the caller takes it.
  Diagnostics diagnostics;
};

/// How well a grid's first rows hold an inventory's header.
struct HeaderScore {
  size_t fields = 0;    // columns that are understood
  bool enough = false;  // it is one
};

struct ReadOptions {
  std::string encoding;             // empty = detect
  std::vector<std::string> sheets;  // names or numbers; empty = every visible sheet that holds an inventory
  Watch watch;                      // of the file's bytes as they stand on disk
  std::string format;               // empty = by the file's name, for stdin by its first bytes
  /// Judges a sheet by its first rows (at most 100). Without it a workbook's first sheet is read.
  std::function<HeaderScore(const Rows& first_rows)> header_score;
};

/// Opens a file ("-" = standard input): a reader for each of a workbook's sheets that is to be read, in their order,
/// and one for any other file. Sheets that hold something and are passed over are said in notes. A file that cannot be
/// read gives none and one file_error in `diagnostics`.
std::vector<std::unique_ptr<Reader>> open_readers(const std::string& path, const ReadOptions& options,
                                                  Diagnostics& diagnostics);

/// The same for a table that is one: of a workbook's sheets the one with the best header, without notes.
std::unique_ptr<Reader> open_reader(const std::string& path, const ReadOptions& options, Diagnostics& diagnostics);

/// The names that ReadOptions::format may have.
std::vector<std::string> input_formats();

}  // namespace gengxin
