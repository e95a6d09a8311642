// Bytes of a file, of standard input or of memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "readers/input_hash.h"

namespace gengxin {

inline constexpr size_t piece_size = 256 << 10;
/// No record of an inventory is longer than this: a file without line ends must not fill the memory.
inline constexpr size_t longest_record = 64 << 20;

/// Where bytes come from, in order.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Fills `to`; fewer than n bytes only at the end, or at an error, which error() then tells.
  virtual size_t read(char* to, size_t n) = 0;
  /// Why reading stopped before the end; empty when it did not.
  const std::string& error() const { return error_; }

 protected:
  std::string error_;
};

/// Who watches the bytes of a file as they stand on disk.
struct Watch {
  std::atomic<uint64_t>* bytes = nullptr;  // what is read is added there
  std::shared_ptr<InputHash> hash;
};

/// A stream's bytes, which can be looked at before they are read.
class ByteSource {
 public:
  /// nullptr and one file_error when `path` ("-" = standard input) cannot be read.
  static std::unique_ptr<ByteSource> open(const std::string& path, Diagnostics& errors, const Watch& watch = {});
  static std::unique_ptr<ByteSource> from_memory(std::string bytes);
  static std::unique_ptr<ByteSource> from(std::unique_ptr<ByteStream> stream);

  /// As ByteStream.
  size_t read(char* to, size_t n);
  /// Everything that is left.
  std::string read_all();
  /// The next n bytes (fewer at the end) without consuming them.
  std::string_view peek(size_t n);
  const std::string& error() const;

 private:
  ByteSource(std::unique_ptr<ByteStream> stream, std::string head)
      : stream_(std::move(stream)), head_(std::move(head)) {}
  size_t read_stream(char* to, size_t n) { return stream_ == nullptr ? 0 : stream_->read(to, n); }

  std::unique_ptr<ByteStream> stream_;  // nullptr: memory only
  std::string head_;                    // peeked but not yet read
  size_t head_pos_ = 0;
};

}  // namespace gengxin
