// What the keyed formats share: JSON, NDJSON and YAML name the values of each row.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "readers/reader.h"

namespace gengxin {

/// More keys than this are not read: an inventory has no five hundred, but a file whose every object has its own may.
inline constexpr uint32_t most_keys = 512;

/// Keys in order of appearance.
class Keys {
 public:
  /// nullopt for a new key when there are most_keys.
  std::optional<uint32_t> find_or_add(std::string_view key);
  const std::vector<std::string>& names() const { return names_; }

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> index_;
  uint32_t next_guess_ = 0;  // objects of one file mostly have the same keys in the same order
};

/// Rows that were read before parse(): for formats whose keys must be known in file order.
class ReadyBlock final : public Block {
 public:
  explicit ReadyBlock(Rows rows) : rows_(std::move(rows)) {}
  void parse(Rows& out) const override { std::swap(out, rows_); }

 private:
  mutable Rows rows_;
};

/// Values that stand beside the list of items ("company": ...) and hold for each item without its own.
struct Defaults {
  struct Value {
    std::string key, text;
    CellType type;
  };
  std::vector<Value> values;
};

/// Collects one row's cells by key.
class RowBuilder {
 public:
  RowBuilder(Keys& keys, std::string path, std::shared_ptr<const Defaults> defaults)
      : keys_(keys), path_(std::move(path)), defaults_(std::move(defaults)) {}

  void start(Rows& out, uint64_t number);
  /// The text must live as long as `out`. A key that stands twice: the later value holds, with a warning.
  void set(std::string_view key, Cell cell);
  void finish();
  /// Takes back what start() began.
  void abandon() { out_->cells.resize(begin_); }

 private:
  Keys& keys_;
  std::string path_;
  std::shared_ptr<const Defaults> defaults_;
  Rows* out_ = nullptr;
  uint64_t number_ = 0;
  size_t begin_ = 0;
  std::vector<bool> seen_;
  bool beyond_ = false;
  void warn(std::string_view key, std::string_view text, const char* message);
};

/// Copies text into out.buffer when it has room (so that it never moves), else into out.strings.
std::string_view store(Rows& out, std::string_view text);

/// Names of a document's list of items.
inline constexpr const char* item_names[] = {"items", "equipment", "data", "设备", "rows"};
/// Which of a document's arrays holds the items: one of item_names, else the only one. nullopt: none, or more than one.
std::optional<size_t> choose_items(const std::vector<std::string>& names_of_arrays_of_objects);
/// What to say when choose_items found none.
std::string no_items_message(const std::vector<std::string>& names_of_arrays_of_objects);

}  // namespace gengxin
