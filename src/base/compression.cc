#include "base/compression.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>
#include <stdexcept>

namespace gengxin {
namespace {

constexpr size_t room = 64 << 10;
constexpr int gzip_wrapper = 16;  // added to the window's bits it asks zlib for a gzip header

bool ends_in(std::string_view path, std::string_view ending) {
  return path.size() > ending.size() &&
         std::equal(ending.begin(), ending.end(), path.end() - static_cast<std::ptrdiff_t>(ending.size()),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

class Gzip final : public Compressor {
 public:
  Gzip() {
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_wrapper, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
      throw std::bad_alloc();
  }
  ~Gzip() override { deflateEnd(&stream_); }
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  void write(std::string_view text, std::string& out) override {
    constexpr size_t most = 1 << 30;  // zlib counts in 32 bits
    for (; !text.empty(); text.remove_prefix(std::min(most, text.size()))) run(text.substr(0, most), Z_NO_FLUSH, out);
  }
  void finish(std::string& out) override { run({}, Z_FINISH, out); }

 private:
  void run(std::string_view text, int flush, std::string& out) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    do {
      const size_t had = out.size();
      out.resize(had + room);
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + had);
      stream_.avail_out = room;
      deflate(&stream_, flush);
      out.resize(out.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
};

class Zstd final : public Compressor {
 public:
  Zstd() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
  }
  ~Zstd() override { ZSTD_freeCCtx(context_); }
  Zstd(const Zstd&) = delete;
  Zstd& operator=(const Zstd&) = delete;

  void write(std::string_view text, std::string& out) override { run(text, ZSTD_e_continue, out); }
  void finish(std::string& out) override { run({}, ZSTD_e_end, out); }

 private:
  void run(std::string_view text, ZSTD_EndDirective how, std::string& out) {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    for (size_t left = 1; how == ZSTD_e_end ? left != 0 : in.pos < in.size;) {
      const size_t had = out.size();
      out.resize(had + room);
      ZSTD_outBuffer to{out.data() + had, room, 0};
      left = ZSTD_compressStream2(context_, &to, &in, how);
      out.resize(had + to.pos);
      if (ZSTD_isError(left) != 0) throw std::runtime_error(ZSTD_getErrorName(left));
    }
  }

  ZSTD_CCtx* context_;
};

}  // namespace

Compression compression_by_name(std::string_view path) {
  return ends_in(path, ".gz") ? Compression::gzip : ends_in(path, ".zst") ? Compression::zstd : Compression::none;
}

std::string_view unpacked_name(std::string_view path) {
  return compression_by_name(path) == Compression::none ? path : path.substr(0, path.rfind('.'));
}

std::unique_ptr<Compressor> Compressor::make(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<Gzip>();
    case Compression::zstd:
      return std::make_unique<Zstd>();
    case Compression::none:
      break;
  }
  return nullptr;
}

}  // namespace gengxin
