// Files packed with gzip or zstd: which they are by their names, and how they are written.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace gengxin {

enum class Compression { none, gzip, zstd };

/// By the name's ending, .gz or .zst in any case.
Compression compression_by_name(std::string_view path);
/// What the file would be called unpacked: "a.csv.gz" is "a.csv".
std::string_view unpacked_name(std::string_view path);

/// Packs a stream of text. The same text gives the same bytes: neither time nor name is written into them.
class Compressor {
 public:
  virtual ~Compressor() = default;
  /// nullptr for Compression::none. Throws std::bad_alloc.
  static std::unique_ptr<Compressor> make(Compression compression);
  /// Appends to `out` what is ready of all that was written so far, which may be nothing.
  virtual void write(std::string_view text, std::string& out) = 0;
  /// Appends the rest; nothing is written after it.
  virtual void finish(std::string& out) = 0;
};

}  // namespace gengxin
