#include "readers/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "readers/encoding.h"

namespace gengxin {
namespace {

std::string system_message(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return say("文件不存在；请检查路径", "no such file; check the path");
    case EACCES:
    case EPERM:
      return say("没有读取权限", "no permission to read it");
    case EISDIR:
      return say("这是一个目录；请给出其中的文件", "is a directory; name the files in it");
    default:
      return std::string(say("无法读取：", "cannot be read: ")) + std::strerror(error);
  }
}

class FileStream final : public ByteStream {
 public:
  FileStream(int fd, const Watch& watch) : fd_(fd), watch_(watch) {}
  ~FileStream() override {
    if (watch_.hash && fd_ >= 0 && error_.empty())
      watch_.hash->leave(fd_);
    else
      close_file();
  }
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;

  size_t read(char* to, size_t n) override {
    size_t done = 0;
    while (fd_ >= 0 && error_.empty() && done < n) {
      const ssize_t got = ::read(fd_, to + done, n - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) error_ = system_message(errno);
      if (got == 0) close_file();  // a small file whose turn has not come keeps none open
      if (got <= 0) break;
      done += static_cast<size_t>(got);
    }
    if (watch_.bytes != nullptr) *watch_.bytes += done;
    if (watch_.hash) {
      watch_.hash->update({to, done});
      if (fd_ < 0) watch_.hash->complete();
    }
    return done;
  }

 private:
  void close_file() {
    if (fd_ > STDIN_FILENO) close(fd_);
    fd_ = -1;
  }

  int fd_;  // -1: at the end
  Watch watch_;
};

}  // namespace

std::unique_ptr<ByteSource> ByteSource::open(const std::string& path, Diagnostics& errors, const Watch& watch) {
  if (path == "-") return from(std::make_unique<FileStream>(STDIN_FILENO, watch));
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) {
    errors.push_back(file_error(path, system_message(errno)));
    if (fd >= 0) close(fd);
    return nullptr;
  }
  if (S_ISDIR(status.st_mode)) {
    close(fd);
    errors.push_back(file_error(path, system_message(EISDIR)));
    return nullptr;
  }
#ifdef POSIX_FADV_SEQUENTIAL
  posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
  return from(std::make_unique<FileStream>(fd, watch));
}

std::unique_ptr<ByteSource> ByteSource::from_memory(std::string bytes) {
  return std::unique_ptr<ByteSource>(new ByteSource(nullptr, std::move(bytes)));
}

std::unique_ptr<ByteSource> ByteSource::from(std::unique_ptr<ByteStream> stream) {
  return std::unique_ptr<ByteSource>(new ByteSource(std::move(stream), {}));
}

const std::string& ByteSource::error() const {
  static const std::string none;
  return stream_ == nullptr ? none : stream_->error();
}

size_t ByteSource::read(char* to, size_t n) {
  const size_t from_head = std::min(n, head_.size() - head_pos_);
  if (from_head > 0) {
    std::memcpy(to, head_.data() + head_pos_, from_head);
    head_pos_ += from_head;
    if (head_pos_ == head_.size()) {
      std::string().swap(head_);  // assigning would keep its memory
      head_pos_ = 0;
    }
  }
  return from_head + (from_head < n ? read_stream(to + from_head, n - from_head) : 0);
}

std::string ByteSource::read_all() {
  std::string bytes;
  for (size_t want = 1 << 20;; want = bytes.size()) {
    const size_t had = bytes.size();
    bytes.resize(had + want);
    const size_t got = read(bytes.data() + had, want);
    bytes.resize(had + got);
    if (got < want) return bytes;
  }
}

std::string_view ByteSource::peek(size_t n) {
  if (head_.size() - head_pos_ < n) {
    head_.erase(0, head_pos_);
    head_pos_ = 0;
    // In steps, so that a small file does not fill a large buffer with zeros.
    constexpr size_t step = 32 << 10;
    for (bool more = true; more && head_.size() < n;) {
      const size_t had = head_.size();
      head_.resize(std::min(n, std::max(2 * had, step)));
      const size_t wanted = head_.size() - had, got = read_stream(head_.data() + had, wanted);
      more = got == wanted;  // fewer come at the end only
      head_.resize(had + got);
    }
  }
  return std::string_view(head_).substr(head_pos_, n);
}

}  // namespace gengxin
