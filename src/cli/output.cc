// Files that must not be left half-written.
//
// A signal may come at any moment, so its handler can only use what is safe there: a fixed table of names and unlink().
// After that the signal does what it always does, so that a shell sees how the program ended: SIGINT, SIGQUIT, SIGTERM
// and SIGHUP from outside, SIGPIPE when the reader of standard output has gone. A file over the limit of ulimit -f is
// to be an error of write() like a full disk, so SIGXFSZ is ignored.
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
    for (const int signal : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE}) {
      struct sigaction old {};
      // What the parent has chosen to ignore (nohup) stays so.
      if (sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_DFL) std::signal(signal, take_away);
    }
    std::signal(SIGXFSZ, SIG_IGN);
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

// No signal between the making of a file and its entry in the table. Outputs are made before a run has threads.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old_);
  }
  ~SignalsHeld() { sigprocmask(SIG_SETMASK, &old_, nullptr); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  sigset_t old_{};
};

// What links lead to, whether it is there or not.
std::string behind_links(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path place = path;
  for (int links = 0; links < 40 && fs::is_symlink(place, error); ++links)
    place = place.parent_path() / fs::read_symlink(place, error);
  place = fs::weakly_canonical(place, error);
  return error ? path : place.string();
}

// An existing file keeps its mode and, where that may be, its owner; a new one is as open() would make it.
void dress(int fd, const struct stat* existing) {
  if (existing != nullptr) {
    (void)!fchown(fd, existing->st_uid, existing->st_gid);
    fchmod(fd, existing->st_mode & 07777);
    return;
  }
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(fd, 0666 & ~mask);
}

}  // namespace

Output::Output(const std::string& path) : compressor_(Compressor::make(compression_by_name(path))), path_(path) {
  if (path.empty() || path == "-") return;
  struct stat info {};
  const bool exists = stat(path.c_str(), &info) == 0;
  // /dev/stdout may be a regular file, which the shell holds open: it must stay the same file.
  if ((exists && !S_ISREG(info.st_mode)) || path.starts_with("/dev/") || path.starts_with("/proc/")) {
    file_ = std::fopen(path.c_str(), "wb");
    if (!file_) fail("-o {}：无法写入：{}", "-o {}: cannot be written: {}");
    return;
  }
  place_ = behind_links(path);
  if (exists && access(place_.c_str(), W_OK) != 0) {
    file_ = nullptr;
    fail("-o {}：无法写入：{}", "-o {}: cannot be written: {}");
  }
  const size_t slash = place_.rfind('/') + 1;
  temporary_ = place_.substr(0, slash) + "." + place_.substr(slash) + ".XXXXXX";
  const SignalsHeld held;
  const int fd = mkostemp(temporary_.data(), O_CLOEXEC);
  file_ = nullptr;
  if (fd < 0) {
    temporary_.clear();
    fail("-o {}：无法写入：{}", "-o {}: cannot be written: {}");
  }
  slot_ = keep(temporary_);
  dress(fd, exists ? &info : nullptr);
  file_ = fdopen(fd, "wb");
  if (!file_ || slot_ < 0) {
    const int error = slot_ < 0 ? ENAMETOOLONG : errno;
    ::close(fd);
    unlink(temporary_.c_str());
    forget(slot_);
    errno = error;
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

void Output::write_bytes(std::string_view bytes) {
  if (bytes.empty()) return;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size() || std::fflush(file_) != 0)
    fail("-o {}：输出写入失败：{}", "-o {}: the output cannot be written: {}");
}

void Output::write(std::string_view text) {
  if (!compressor_) return write_bytes(text);
  packed_.clear();
  compressor_->write(text, packed_);
  write_bytes(packed_);
}

bool Output::is_terminal() const { return isatty(fileno(file_)) != 0; }

void Output::sync() {
  if (file_ == stdout || !file_) return;
  if (compressor_) {
    packed_.clear();
    compressor_->finish(packed_);
    write_bytes(packed_);
  }
  const bool synced = temporary_.empty() || fsync(fileno(file_)) == 0;
  const int error = errno;
  std::FILE* file = file_;
  file_ = nullptr;
  const bool closed = std::fclose(file) == 0;
  if (!synced) errno = error;
  if (!synced || !closed) fail("-o {}：写入失败：{}", "-o {}: writing failed: {}");
}

void Output::close() {
  sync();
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
