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

class Companies;
class HeaderCache;

/// A header further down would be no header: what is found in a table is found in its first rows.
inline constexpr size_t header_rows_looked_at = 100;

/// What the command line and gengxin.toml say about reading inventories.
struct MappingOptions {
  std::vector<std::pair<std::string, std::string>> map;  // header -> field id, or "-" to ignore the column
  /// The company's profile: values for fields whose cell is missing (gengxin.toml [profile]), field id -> text.
  std::vector<std::pair<std::string, std::string>> profile;
  /// What a table says of the companies that items name; it goes before the profile.
  std::shared_ptr<const Companies> companies;
  RegionId region = no_id;  // of the run
  /// What headers were found to say, from file to file; for the one thread that finds layouts. May be empty.
  std::shared_ptr<HeaderCache> headers;
  CategoryId category = no_id;  // of rows whose category has no cell, whatever their name: a list of projects
};

struct Column {
  std::string header;     // as written, one line
  FieldId field = no_id;  // no_id: unmapped, passes through
  UnitId unit = no_id;    // from the header; no_id = the field's canonical unit
  bool ignored = false;   // mapped to "-"
};

struct Layout {
  CategoryId category = no_id;  // MappingOptions::category
  uint64_t id = 0;              // of the content: equal ids mean equal layouts within one run
  std::string file;
  std::string sheet;
  uint64_t header_row = 0;  // the header's last row; 0: keyed formats
  std::vector<Column> columns;
  std::vector<uint16_t> unmapped;                     // positions in columns
  std::vector<std::vector<std::string>> header_rows;  // the header's cells as they stand, one or more rows of them
  std::vector<std::string> titles;  // the lone cells above the header, which a printout repeats on every page
};

/// How well a grid's first rows hold a header, by what find_layout() would find: how many fields it names, and whether
/// it is an inventory's: enough fields, and among them the name, the model or the category. By it a workbook's sheets
/// are chosen; a count of machines by department is a table too.
HeaderScore header_score(const Vocabulary& vocabulary, const MappingOptions& options, const Rows& first_rows);

/// Finds the header among the first rows of a grid. Titles above it are skipped; a two-row header (merged group titles
/// above the columns' own) and a row of units below are joined. Unknown fields and units in options.map throw
/// UsageError. If no row names at least two fields (or one, when it is the only column) a file_error goes to
/// `diagnostics` and nullopt is returned: it says which headers were seen and how to name them with --map.
/// Of two columns for one field the better match is taken (--map before id or label before alias, then the first);
/// the other stays unmapped, with a note.
std::optional<Layout> find_layout(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file,
                                  const Rows& first_rows, Diagnostics& diagnostics);

/// The layout of a keyed format with these keys.
Layout keyed_layout(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file,
                    const std::vector<std::string>& keys, Diagnostics& diagnostics);

/// What one designation pattern reads off a model.
struct ModelReading {
  CategoryId category = no_id;
  std::vector<std::pair<FieldId, Value>> values;
};

/// What a worker knows of one distinct model designation.
struct ModelInfo {
  std::string text;                    // as written
  std::string form;                    // normal form
  CategoryId category = no_id;         // inferred by a designation pattern, or no_id
  std::vector<ModelReading> readings;  // one a pattern that matches, in the vocabulary's order
};

/// What a row is.
enum class RowKind : uint8_t {
  item,
  empty,   // nothing in it, or nothing but a row number
  header,  // the header or a title above it, or their repetition on a further page of a printout
  total,   // 合计, 总计, 小计, 共计
  note,    // 制表人, 备注 and section titles: text that stands beside the table
};
inline bool is_item(RowKind kind) { return kind == RowKind::item; }

class ItemMapper {
 public:
  ItemMapper(const Vocabulary& vocabulary, const MappingOptions& options);
  ~ItemMapper();

  /// Makes `item` from a row, or says why the row is none; then `item` is not to be read. Unreadable cells go to
  /// `diagnostics` and count as missing. Views in the item point into the row's cells, the layout and this mapper, and
  /// live until the next call. Only what a row changes is written: give the same Item every time, and alter nothing in
  /// it.
  RowKind map(const Layout& layout, const Rows& rows, const Rows::Row& row, Item& item, Diagnostics& diagnostics);

  /// By field: whether an item of this layout may have a value for it, before derivations.
  std::vector<bool> possible(const Layout& layout) const;

  /// The resolved model of an item (item.model_index); text empty when the item has no model.
  const ModelInfo& model(const Item& item) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gengxin
