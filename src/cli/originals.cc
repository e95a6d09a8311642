#include "cli/originals.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "readers/copy.h"

namespace gengxin {
namespace {

[[noreturn]] void fail(int error) {
  throw UsageError(fmt::format(fmt::runtime(say("标准输入无法暂存：{}", "standard input cannot be stored: {}")),
                               std::strerror(error)));
}

/// Puts a temporary file with all of standard input in its place.
void store_standard_input() {
  std::error_code no_folder;
  std::string path = std::filesystem::temp_directory_path(no_folder).string();
  if (no_folder) path = "/tmp";
  path += "/gengxin-XXXXXX";
  const int file = mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) fail(errno);
  unlink(path.c_str());
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const ssize_t got = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(errno);
    if (got == 0) break;
    for (ssize_t done = 0; done < got;) {
      const ssize_t written = write(file, buffer.data() + done, static_cast<size_t>(got - done));
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(errno);
      done += written;
    }
  }
  if (lseek(file, 0, SEEK_SET) != 0 || dup2(file, STDIN_FILENO) < 0) fail(errno);
  close(file);
}

}  // namespace

std::function<std::unique_ptr<SheetSource>(const std::string&, std::string&)> Originals::opener() {
  const auto is_input = [](const std::string& file) { return file == "-"; };
  if (std::any_of(options_.files.begin(), options_.files.end(), is_input) ||
      std::any_of(options_.projects.begin(), options_.projects.end(), is_input)) {
    input_begin_ = lseek(STDIN_FILENO, 0, SEEK_CUR);
    if (input_begin_ < 0) {
      store_standard_input();
      input_begin_ = 0;
    }
  }
  return [this](const std::string& file, std::string& error) -> std::unique_ptr<SheetSource> {
    if (file == "-" && lseek(STDIN_FILENO, input_begin_, SEEK_SET) != input_begin_) {
      error = std::strerror(errno);
      return nullptr;
    }
    Diagnostics diagnostics;
    std::unique_ptr<SheetSource> source = copy_sheets(file, read_options(options_, mapping_, vocabulary_), diagnostics);
    for (const Diagnostic& d : diagnostics)
      if (d.severity == Severity::file_error) error = d.message;
    return source;
  };
}

}  // namespace gengxin
