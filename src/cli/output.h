// Where a report goes. A file is written beside its place under a name of its own, synced to the disk and then renamed:
// whoever looks sees the old file or the whole new one, never half of it, whatever ends the run. What is no regular
// file (a device, a pipe) is written straight. A file named .gz or .zst is packed.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/compression.h"

namespace gengxin {

class Output {
 public:
  /// "" or "-" = standard output. Throws UsageError when the file cannot be made.
  explicit Output(const std::string& path);
  /// Without close() the file is as it was before.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  /// Throws UsageError when the device is full or closed.
  void write(std::string_view text);
  /// Ends what is written and brings it to the disk, so that of several files all or none are put in their places.
  /// Throws UsageError.
  void sync();
  /// Puts the file in its place, after sync(); throws UsageError when it cannot be.
  void close();
  bool is_terminal() const;
  /// Whether it makes a file of its own.
  bool makes_file() const { return slot_ >= 0; }

 private:
  [[noreturn]] void fail(const char* zh, const char* en) const;
  void write_bytes(std::string_view bytes);

  std::FILE* file_ = stdout;
  std::unique_ptr<Compressor> compressor_;
  std::string packed_;
  std::string path_;       // as it was given
  std::string place_;      // behind symbolic links
  std::string temporary_;  // what is written until close()
  int slot_ = -1;          // in the list of files that a signal takes away
};

}  // namespace gengxin
