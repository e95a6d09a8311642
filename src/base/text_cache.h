// What a text was found to mean, by its bytes: resolved once per distinct text, whatever the number of rows.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gengxin {

/// An open-addressing table. It never grows beyond a bound: where there are more distinct texts it starts again, so
/// memory does not grow with the number of rows. References and positions hold until the next insert.
template <class T, size_t most_entries = 1 << 16>
class TextCache {
 public:
  TextCache() : slots_(64) {}

  /// nullptr when the text is not there. `kind` tells apart what equal texts of different types mean.
  T* find(std::string_view text, uint8_t kind = 0) {
    const uint32_t hash = hash_of(text, kind);
    for (size_t i = hash & (slots_.size() - 1);; i = (i + 1) & (slots_.size() - 1)) {
      const Slot& slot = slots_[i];
      if (slot.entry == 0) return nullptr;
      if (slot.hash != hash) continue;
      Entry& entry = entries_[slot.entry - 1];
      if (entry.kind == kind && entry.text == text) return &entry.value;
    }
  }

  /// For a text that find() did not find. Its position for at().
  uint32_t insert(std::string_view text, T value, uint8_t kind = 0) {
    if (entries_.size() >= most_entries || bytes_ >= most_bytes) {
      entries_.clear();
      slots_.assign(64, {});
      bytes_ = 0;
    }
    if ((entries_.size() + 1) * 2 > slots_.size()) grow();
    entries_.push_back({std::string(text), kind, std::move(value)});
    bytes_ += text.size();
    place({hash_of(text, kind), static_cast<uint32_t>(entries_.size())});
    return static_cast<uint32_t>(entries_.size() - 1);
  }

  T& at(uint32_t position) { return entries_[position].value; }
  const T& at(uint32_t position) const { return entries_[position].value; }
  size_t size() const { return entries_.size(); }

 private:
  static constexpr size_t most_bytes = 8 << 20;

  struct Entry {
    std::string text;
    uint8_t kind;
    T value;
  };
  struct Slot {
    uint32_t hash = 0;
    uint32_t entry = 0;  // position + 1; 0 = free
  };

  static uint32_t hash_of(std::string_view text, uint8_t kind) {
    const size_t h = std::hash<std::string_view>{}(text);
    return static_cast<uint32_t>(h ^ h >> 32) ^ kind * 0x9E3779B9u;
  }
  void place(Slot slot) {
    size_t i = slot.hash & (slots_.size() - 1);
    while (slots_[i].entry != 0) i = (i + 1) & (slots_.size() - 1);
    slots_[i] = slot;
  }
  void grow() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (const Slot& slot : old)
      if (slot.entry != 0) place(slot);
  }

  std::vector<Slot> slots_;  // a power of two, at most half full
  std::deque<Entry> entries_;
  size_t bytes_ = 0;
};

}  // namespace gengxin
