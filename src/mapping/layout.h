// From rows of cells to items: which row is the header, which column is which field in which unit, which rows
// are titles and totals, and what each cell means.
//
// A Layout is made once per file from its first rows and is then read by all workers; an ItemMapper holds one
// worker's caches (categories, models, choices are resolved once per distinct text) and turns rows into items.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "engine/item.h"
#include "readers/reader.h"
#include "vocabulary/vocabulary.h"

namespace gengxin {

/// What the command line and gengxin.toml say about reading inventories.
struct MappingOptions {
  std::vector<std::pair<std::string, std::string>> map;  // header -> field id, or "-" to ignore the column
  /// The company's profile: values for fields whose cell is missing (gengxin.toml [profile]), field id -> text.
  std::vector<std::pair<std::string, std::string>> profile;
  RegionId region = no_id;                               // of the run
};

struct Column {
  std::string header;      // as written, one line
  FieldId field = no_id;   // no_id: unmapped, passes through
  UnitId unit = no_id;     // from the header; no_id = the field's canonical unit
  bool ignored = false;    // mapped to "-"
};

struct Layout {
  std::string file;
  std::string sheet;
  uint64_t header_row = 0;               // 0: keyed formats, or no header found
  std::vector<Column> columns;
  std::vector<uint16_t> unmapped;        // positions in columns
};

/// How many of the row's cells name a field; the reader uses it to choose a workbook's sheet.
int header_score(std::span<const Cell> row, const void* vocabulary);

/// Finds the header among the first rows of a grid. Titles above it are skipped; a two-row header (merged group titles
/// above the columns' own) is joined. Unknown fields and units in options.map throw UsageError. If no row names
/// at least two fields (or one, when it is the only column) a file_error goes to `diagnostics` and nullopt is returned: it says which
/// headers were seen and how to name them with --map.
std::optional<Layout> find_layout(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file,
                                  const Rows& first_rows, Diagnostics& diagnostics);

/// The layout of a keyed format with these keys.
Layout keyed_layout(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file,
                    const std::vector<std::string>& keys, Diagnostics& diagnostics);

/// What a worker knows of one distinct model designation.
struct ModelInfo {
  std::string text;                       // as written
  std::string form;                       // normal form
  CategoryId category = no_id;            // inferred by a designation pattern, or no_id
  std::vector<std::pair<FieldId, Decimal>> values;  // read off by a designation pattern of `values_category`
  CategoryId values_category = no_id;
};

class ItemMapper {
 public:
  ItemMapper(const Vocabulary& vocabulary, const MappingOptions& options);
  ~ItemMapper();

  /// Makes `item` from a row. false when the row is not an item: empty, a repeated header, a total (合计, 总计, 小计),
  /// a note below the table. Unreadable cells go to `diagnostics` and count as missing.
  /// Views in the item point into the row's cells, the layout and this mapper, and live until the next call.
  bool map(const Layout& layout, const Rows& rows, const Rows::Row& row, Item& item, Diagnostics& diagnostics);

  /// The resolved model of an item (item.model_index); text empty when the item has no model.
  const ModelInfo& model(const Item& item) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gengxin
