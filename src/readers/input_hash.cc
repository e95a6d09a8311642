#include "readers/input_hash.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace gengxin {

InputHash::~InputHash() { close_file(); }

void InputHash::close_file() {
  if (fd_ > STDIN_FILENO) close(fd_);
  fd_ = -1;
}

void InputHash::leave(int fd) {
  close_file();
  fd_ = fd;
}

std::string InputHash::finish() {
  struct stat status;
  // A device such as /dev/zero has no end.
  if (!complete_ && fd_ >= 0 && fstat(fd_, &status) == 0 && !S_ISCHR(status.st_mode)) {
    std::array<char, 1 << 16> buffer;
    for (;;) {
      const ssize_t got = read(fd_, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      complete_ = got == 0;
      if (got <= 0) break;
      hash_.add({buffer.data(), static_cast<size_t>(got)});
    }
  }
  close_file();
  return complete_ ? hash_.finish() : std::string();
}

}  // namespace gengxin
