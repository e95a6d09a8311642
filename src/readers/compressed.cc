#include "readers/compressed.h"

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace gengxin {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view gzip_magic = "\x1f\x8b"sv;
constexpr std::string_view zstd_magic = "\x28\xb5\x2f\xfd"sv;

const char* cut_off() {
  return say("压缩文件不完整，在中途断了；请重新取得文件；断处之后没有读取",
             "the compressed file ends too soon; get it anew; what should follow was not read");
}
const char* damaged() {
  return say("压缩文件已损坏（内容或校验和不对）；请重新取得文件；损坏处之后没有读取",
             "the compressed file is damaged (its data or checksum is wrong); get it anew; what follows the damage was "
             "not read");
}
const char* trailing() {
  return say("压缩数据之后还有别的内容，没有读取；请检查文件",
             "something else follows the compressed data and was not read; check the file");
}

/// Feeds pieces of the packed file to what derives from it.
class Unpacked : public ByteStream {
 public:
  explicit Unpacked(std::unique_ptr<ByteSource> packed) : packed_(std::move(packed)), piece_(piece_size) {}

  size_t read(char* to, size_t n) final {
    size_t done = 0;
    while (done < n && !end_ && error_.empty()) {
      if (at_ == size_ && !last_) {
        size_ = packed_->read(piece_.data(), piece_.size());
        at_ = 0;
        last_ = size_ < piece_.size();
        if (!packed_->error().empty()) {
          error_ = packed_->error();
          break;
        }
      }
      done += some(to + done, n - done);
    }
    return done;
  }

 protected:
  /// Takes of left() and gives at least a byte, or ends, or wants more, or fails.
  virtual size_t some(char* to, size_t n) = 0;

  std::string_view left() const { return {piece_.data() + at_, size_ - at_}; }
  void take(size_t n) { at_ += n; }
  bool no_more() const { return last_ && at_ == size_; }
  void end() { end_ = true; }
  void fail(const char* reason) { error_ = reason; }

 private:
  std::unique_ptr<ByteSource> packed_;
  std::vector<char> piece_;
  size_t at_ = 0, size_ = 0;
  bool last_ = false;  // the piece is the file's last
  bool end_ = false;
};

class Gunzipped final : public Unpacked {
 public:
  explicit Gunzipped(std::unique_ptr<ByteSource> packed) : Unpacked(std::move(packed)) {
    constexpr int gzip_only = 16;
    if (inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc();
  }
  ~Gunzipped() override { inflateEnd(&stream_); }
  Gunzipped(const Gunzipped&) = delete;
  Gunzipped& operator=(const Gunzipped&) = delete;

 private:
  size_t some(char* to, size_t n) override {
    if (between_) return between_members();
    constexpr size_t most = 1 << 30;  // zlib counts in 32 bits
    const std::string_view in = left();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    n = std::min(n, most);
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(n);
    const bool fed = !no_more();
    const int status = inflate(&stream_, Z_NO_FLUSH);
    take(in.size() - stream_.avail_in);
    const size_t out = n - stream_.avail_out;
    if (status == Z_STREAM_END)
      between_ = true;
    else if (status != Z_OK && status != Z_BUF_ERROR)
      fail(damaged());
    else if (!fed && out == 0)
      fail(cut_off());
    return out;
  }

  /// Another member, zeros that fill up a tape's block, or the end.
  size_t between_members() {
    const std::string_view in = left();
    const size_t zeros = std::min(in.find_first_not_of('\0'), in.size());
    take(zeros);
    padded_ |= zeros > 0;
    if (no_more()) return end(), 0;
    if (left().empty()) return 0;
    // Of a member that begins at the very end of a piece only the first byte may be there; inflate() sees the rest.
    if (padded_ || left()[0] != gzip_magic[0]) return fail(trailing()), 0;
    inflateReset(&stream_);
    between_ = false;
    return 0;
  }

  z_stream stream_{};
  bool between_ = false;
  bool padded_ = false;
};

class Unzstd final : public Unpacked {
 public:
  explicit Unzstd(std::unique_ptr<ByteSource> packed) : Unpacked(std::move(packed)), context_(ZSTD_createDCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
  }
  ~Unzstd() override { ZSTD_freeDCtx(context_); }
  Unzstd(const Unzstd&) = delete;
  Unzstd& operator=(const Unzstd&) = delete;

 private:
  size_t some(char* to, size_t n) override {
    if (no_more() && between_) return end(), 0;
    ZSTD_inBuffer in{left().data(), left().size(), 0};
    ZSTD_outBuffer out{to, n, 0};
    const size_t status = ZSTD_decompressStream(context_, &out, &in);
    take(in.pos);
    if (ZSTD_isError(status) != 0) {
      const ZSTD_ErrorCode code = ZSTD_getErrorCode(status);
      fail(code == ZSTD_error_frameParameter_windowTooLarge
               ? say("zstd 压缩时用了过大的窗口（--long），读取要用超过 128 MiB 内存；请解压后再读",
                     "packed by zstd with too large a window (--long): reading it takes more than 128 MiB of memory; "
                     "unpack it first")
           : code == ZSTD_error_prefix_unknown && between_ ? trailing()
                                                           : damaged());
      return out.pos;
    }
    if (in.pos > 0 || out.pos > 0) between_ = status == 0;
    if (no_more() && !between_ && out.pos == 0) fail(cut_off());
    return out.pos;
  }

  ZSTD_DCtx* context_;
  bool between_ = true;  // frames
};

}  // namespace

Compression compression_by_bytes(std::string_view head) {
  if (head.starts_with(gzip_magic)) return Compression::gzip;
  if (head.starts_with(zstd_magic)) return Compression::zstd;
  // A frame to be skipped: pzstd begins with one.
  if (head.size() >= 4 && (head[0] & 0xF0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18"sv) return Compression::zstd;
  return Compression::none;
}

std::unique_ptr<ByteSource> unpack(std::unique_ptr<ByteSource> packed, Compression compression) {
  if (compression == Compression::gzip) return ByteSource::from(std::make_unique<Gunzipped>(std::move(packed)));
  return ByteSource::from(std::make_unique<Unzstd>(std::move(packed)));
}

std::unique_ptr<ByteSource> open_unpacked(const std::string& path, Diagnostics& errors) {
  std::unique_ptr<ByteSource> source = ByteSource::open(path, errors);
  if (!source) return nullptr;
  const Compression compression = compression_by_bytes(source->peek(6));
  return compression == Compression::none ? std::move(source) : unpack(std::move(source), compression);
}

}  // namespace gengxin
