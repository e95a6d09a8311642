// What a text was found to mean, by its bytes: resolved once per distinct text, whatever the number of rows.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
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

  // Eight bytes a step, in line: the library's byte hash was 3 % of a run. A collision costs a comparison.
  static uint32_t hash_of(std::string_view text, uint8_t kind) {
    constexpr uint64_t odd = 0x9E3779B97F4A7C15;
    const char* const p = text.data();
    const size_t n = text.size();
    uint64_t h = (n + 1) * odd ^ kind;
    const auto mix = [&](uint64_t word) {
      h = (h ^ word) * odd;
      h ^= h >> 29;
    };
    if (n >= 8) {
      for (size_t i = 0; i + 8 < n; i += 8) mix(read<uint64_t>(p + i));
      mix(read<uint64_t>(p + n - 8));  // the last step overlaps the one before it
    } else if (n >= 4) {
      mix(uint64_t{read<uint32_t>(p)} << 32 | read<uint32_t>(p + n - 4));
    } else if (n > 0) {
      mix(uint64_t{static_cast<unsigned char>(p[0])} << 16 | uint64_t{static_cast<unsigned char>(p[n / 2])} << 8 |
          static_cast<unsigned char>(p[n - 1]));
    }
    return static_cast<uint32_t>(h ^ h >> 32);
  }
  template <class Word>
  static Word read(const char* p) {
    Word word;
    std::memcpy(&word, p, sizeof word);
    return word;
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
