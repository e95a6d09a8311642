// What the workbook formats give: named sheets of rows.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "readers/reader.h"
#include "readers/zip.h"

namespace gengxin {

/// Rows of a sheet, in order.
class SheetReader {
 public:
  virtual ~SheetReader() = default;
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
  bool empty() const { return cells_.empty() && !beyond_; }
  /// Appends the row unless it is empty; its texts must live as long as `out`.
  void append_to(Rows& out, uint64_t number) const;
  /// The same, with the texts copied into `out`.
  void append_copy_to(Rows& out, uint64_t number) const;

 private:
  std::vector<Cell> cells_;
  bool beyond_ = false;  // a cell beyond most_columns was left out
};

}  // namespace gengxin
