// Files that must not be left half-written.
//
// A signal may come at any moment, so its handler can only use what is safe there: a fixed table of names and unlink().
// After that the signal does what it always does, so that a shell sees how the program ended: SIGINT, SIGTERM and
// SIGHUP from outside, SIGPIPE when the reader of standard output has gone.
#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "base/diagnostic.h"
#include "base/error.h"

namespace gengxin {
namespace {

struct Slot {
  std::atomic<bool> used = false;
  std::array<char, PATH_MAX> name{};
};
std::array<Slot, 32> slots;  // more files than one run has reports

void take_away(int signal) {
  for (Slot& slot : slots)
    if (slot.used.load()) unlink(slot.name.data());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void watch_signals() {
  static const bool done = [] {
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) {
      struct sigaction old {};
      // What the parent has chosen to ignore (nohup) stays so.
      if (sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_DFL) std::signal(signal, take_away);
    }
    return true;
  }();
  (void)done;
}

int keep(const std::string& name) {
  watch_signals();
  for (size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].used.load() || name.size() >= slots[i].name.size()) continue;
    std::memcpy(slots[i].name.data(), name.c_str(), name.size() + 1);
    slots[i].used.store(true);
    return static_cast<int>(i);
  }
  return -1;
}

void forget(int slot) {
  if (slot >= 0) slots[static_cast<size_t>(slot)].used.store(false);
}

// As open() would make it; an existing file keeps its own.
mode_t mode_of(const std::string& place) {
  struct stat info {};
  if (stat(place.c_str(), &info) == 0) return info.st_mode & 07777;
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Output::Output(const std::string& path) : path_(path) {
  if (path.empty() || path == "-") return;
  struct stat info {};
  const bool exists = stat(path.c_str(), &info) == 0;
  // /dev/stdout may be a regular file, which the shell holds open: it must stay the same file.
  if ((exists && !S_ISREG(info.st_mode)) || path.starts_with("/dev/") || path.starts_with("/proc/")) {
    file_ = std::fopen(path.c_str(), "wb");
    if (!file_) fail("-o {}：无法写入：{}", "-o {}: cannot be written: {}");
    return;
  }
  std::error_code error;
  const std::filesystem::path real = std::filesystem::weakly_canonical(path, error);
  place_ = error ? path : real.string();
  if (exists && access(place_.c_str(), W_OK) != 0) {
    file_ = nullptr;
    fail("-o {}：无法写入：{}", "-o {}: cannot be written: {}");
  }
  const size_t slash = place_.rfind('/') + 1;
  temporary_ = place_.substr(0, slash) + "." + place_.substr(slash) + ".XXXXXX";
  const int fd = mkostemp(temporary_.data(), O_CLOEXEC);
  file_ = nullptr;
  if (fd < 0) {
    temporary_.clear();
    fail("-o {}：无法写入：{}", "-o {}: cannot be written: {}");
  }
  slot_ = keep(temporary_);
  fchmod(fd, mode_of(place_));
  file_ = fdopen(fd, "wb");
  if (!file_ || slot_ < 0) {
    ::close(fd);
    unlink(temporary_.c_str());
    fail("-o {}：无法写入：{}", "-o {}: cannot be written: {}");
  }
}

Output::~Output() {
  if (file_ && file_ != stdout) std::fclose(file_);
  if (!temporary_.empty()) unlink(temporary_.c_str());
  forget(slot_);
}

void Output::fail(const char* zh, const char* en) const {
  const int error = errno;
  throw UsageError(fmt::format(fmt::runtime(say(zh, en)), path_.empty() ? "-" : path_, std::strerror(error)));
}

void Output::write(std::string_view text) {
  if (text.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size() || std::fflush(file_) != 0)
    fail("-o {}：输出写入失败：{}", "-o {}: the output cannot be written: {}");
}

bool Output::is_terminal() const { return isatty(fileno(file_)) != 0; }

void Output::close() {
  if (file_ == stdout) return;
  const bool synced = temporary_.empty() || fsync(fileno(file_)) == 0;
  const int error = errno;
  std::FILE* file = file_;
  file_ = nullptr;
  const bool closed = std::fclose(file) == 0;
  if (!synced) errno = error;
  if (!synced || !closed) fail("-o {}：写入失败：{}", "-o {}: writing failed: {}");
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), place_.c_str()) != 0) fail("-o {}：写入失败：{}", "-o {}: writing failed: {}");
  temporary_.clear();
  forget(slot_);
  slot_ = -1;
  // The new name too is to outlive a power cut; where a folder cannot be synced, the file itself is.
  const int folder = open(place_.substr(0, place_.rfind('/') + 1).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    fsync(folder);
    ::close(folder);
  }
}

}  // namespace gengxin
