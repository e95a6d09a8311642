// The parts of a ZIP archive, inflated piece by piece with zlib.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gengxin {

/// A workbook that cannot be read; what() is for the user.
class WorkbookError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct ZipEntry {
  std::string name;
  uint16_t flags = 0;
  uint16_t method = 0;
  uint32_t crc = 0;
  uint64_t packed = 0;
  uint64_t size = 0;
  uint64_t offset = 0;  // of the local header
};

/// One part, read from its start to its end.
class ZipPart {
 public:
  virtual ~ZipPart() = default;
  /// Fewer than n bytes only at the end. Throws WorkbookError for what is damaged.
  virtual size_t read(char* to, size_t n) = 0;
};

class Zip {
 public:
  /// Throws WorkbookError when `bytes` is no ZIP archive.
  explicit Zip(std::string bytes);

  /// Names are compared without case, as Open Packaging says. nullptr when there is no such part.
  const ZipEntry* find(std::string_view name) const;
  std::unique_ptr<ZipPart> open(const ZipEntry& entry) const;
  /// A small part as a whole; throws WorkbookError when it is larger than 64 MiB.
  std::string read(const ZipEntry& entry) const;

 private:
  std::shared_ptr<const std::string> bytes_;
  std::vector<ZipEntry> entries_;
  std::unordered_map<std::string, size_t> index_;  // lower-case name -> position in entries_, of equal ones the first
};

}  // namespace gengxin
