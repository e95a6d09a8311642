// What proves later which file was read: the SHA-256 of its bytes as they stand on disk.
//
// It is taken from the very reads that the rows come from, so a file that changes between two runs, or while it is
// read, cannot be mistaken for another. Some readers stop before the file's end (a record without an end, an unknown
// sheet): they leave the open file here, and finish() reads the rest. A packed file is hashed as it is packed.
#pragma once

#include <string>
#include <string_view>

#include "base/sha256.h"

namespace gengxin {

class InputHash {
 public:
  InputHash() = default;
  ~InputHash();
  InputHash(const InputHash&) = delete;
  InputHash& operator=(const InputHash&) = delete;

  void update(std::string_view bytes) { hash_.add(bytes); }
  /// All has been read.
  void complete() { complete_ = true; }
  /// The file has been read so far; it is closed here. Not to be called once it is complete.
  void leave(int fd);
  /// Hexadecimal; "" when the file cannot be read to its end. Call once, when nothing else reads the file any more.
  std::string finish();

 private:
  void close_file();

  Sha256 hash_;
  int fd_ = -1;
  bool complete_ = false;
};

}  // namespace gengxin
