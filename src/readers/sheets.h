// What the workbook formats give: named sheets of rows.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "readers/reader.h"
#include "readers/zip.h"

namespace gengxin {

/// What a person does not see of a sheet and that is read all the same.
class Hidden {
 public:
  /// A row that is read; in any order, mostly one after the other.
  void row(uint64_t number);
  /// Columns, 0 = first; said only where they hold something.
  void columns(size_t first, size_t last);
  void look_at(std::span<const Cell> cells);
  /// A note each for rows and columns; empty when nothing is hidden.
  Diagnostics notes() const;

 private:
  std::vector<std::pair<uint64_t, uint64_t>> rows_;  // runs
  uint64_t row_count_ = 0;
  std::vector<bool> hidden_columns_, filled_columns_;
  size_t unseen_ = 0;  // hidden columns in which nothing has been seen yet
};

/// Rows of a sheet, in order.
class SheetReader {
 public:
  virtual ~SheetReader() = default;
  Hidden hidden;
  /// Fills an empty `out` with up to about 1000 rows; false when there are no more. Throws WorkbookError, with the rows
  /// before the damage in `out`. Diagnostics name no file.
  virtual bool read(Rows& out) = 0;
};

class Sheets {
 public:
  virtual ~Sheets() = default;
  virtual const std::vector<std::string>& names() const = 0;
  virtual bool hidden(size_t sheet) const = 0;
  virtual std::unique_ptr<SheetReader> open(size_t sheet) = 0;
  /// The first rows, to choose a sheet by; once a sheet.
  virtual void preview(size_t sheet, Rows& out) = 0;
};

inline constexpr size_t rows_of_a_block = 1000;
inline constexpr size_t preview_rows = 100;
inline constexpr uint64_t most_rows = 1048576;
/// Cells farther right are not read: an inventory has no thousand columns, but a broken sheet may.
inline constexpr size_t most_columns = 1024;

/// Throw WorkbookError for what is no workbook of their kind.
std::unique_ptr<Sheets> open_xlsx(std::shared_ptr<const Zip> zip);
std::unique_ptr<Sheets> open_ods(std::shared_ptr<const Zip> zip);

/// One row under construction.
class SheetRow {
 public:
  void clear() {
    cells_.clear();
    beyond_ = false;
  }
  /// An empty cell changes nothing.
  void set(size_t column, Cell cell);
  /// There is a cell that is not read.
  void set_beyond() { beyond_ = true; }
  bool empty() const { return cells_.empty() && !beyond_; }
  size_t size() const { return cells_.size(); }
  std::span<const Cell> cells() const { return cells_; }
  /// Appends the row unless it is empty; its texts must live as long as `out`.
  void append_to(Rows& out, uint64_t number) const;
  /// The same, with the texts copied into `out`.
  void append_copy_to(Rows& out, uint64_t number) const;

 private:
  std::vector<Cell> cells_;
  bool beyond_ = false;  // a cell beyond most_columns was left out
};

/// Cells merged downwards: the first one's value is repeated in those below it that have no value of their own, and
/// both are marked. A row that has nothing of its own stays away: then a merge over it is one tall row, and its cells
/// are marked only where another row below has something of its own.
/// Merges to the side need nothing: the value stands in the first column, the cells beside it are empty.
class MergedCells {
 public:
  /// Rows and column of a merge; before the first of its rows comes. Merges may not overlap; where they do, the later
  /// one holds.
  void add(size_t column, uint64_t first, uint64_t last);
  size_t count() const { return waiting_.size(); }
  /// Whether a merge that began reaches beyond row `number`; then a block is better not cut here.
  bool open_after(uint64_t number) const;

  /// Row `number` as it stands in the file, and into it what merged cells say. False: it holds nothing of its own.
  /// Rows come in ascending order; of others merged cells say nothing.
  bool fill(SheetRow& row, uint64_t number, Rows& out);
  /// The row was appended to `out` as its last.
  void appended(uint64_t number, Rows& out);
  /// No more rows come into `out`: whether what begins in it stands for several rows is open, so it is taken to.
  void finish(Rows& out);

 private:
  struct Merge {
    uint64_t first = 0, last = 0;
    size_t column = 0;
  };
  struct Open {
    Merge merge;
    bool begun = false;  // its first row was seen, with a value
    bool shared = false;
    size_t at = SIZE_MAX;  // the first cell's place in the block's cells, if it is in this block
    bool listed = false;   // in the block's Rows::merges
    std::string text;
    CellType type = CellType::empty;
    std::string_view stored;  // the text in this block
    bool is_stored = false;
  };
  void share(Open& open, Rows& out);

  std::vector<Merge> waiting_;  // by first row once sorted_
  bool sorted_ = true;
  size_t next_ = 0;
  std::vector<Open> open_;  // at most one a column
};

}  // namespace gengxin
