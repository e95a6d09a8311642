#include "base/compression.h"

#include <doctest/doctest.h>
#include <zlib.h>
#include <zstd.h>

using namespace gengxin;

namespace {

std::string text_of(size_t size) {
  std::string text;
  for (uint64_t n = 1; text.size() < size; n = n * 6364136223846793005u + 1442695040888963407u)
    text += std::to_string(n >> 40) + ",电动机\n";
  return text;
}

std::string packed(Compression compression, std::string_view text, size_t piece) {
  std::string out;
  const auto compressor = Compressor::make(compression);
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) compressor->write(text.substr(0, piece), out);
  compressor->finish(out);
  return out;
}

std::string gunzip(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, MAX_WBITS + 16) == Z_OK);
  std::string out(4 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  CHECK(stream.avail_in == 0);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

std::string unzstd(const std::string& bytes) {
  std::string out(4 << 20, '\0');
  const size_t size = ZSTD_decompress(out.data(), out.size(), bytes.data(), bytes.size());
  REQUIRE(ZSTD_isError(size) == 0);
  out.resize(size);
  return out;
}

}  // namespace

TEST_CASE("what is packed comes back, however it was written") {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{65536}, size_t{2'000'000}}) {
    const std::string text = text_of(size).substr(0, size);
    for (const size_t piece : {size_t{7919}, size_t{3'000'000}}) {
      CHECK(gunzip(packed(Compression::gzip, text, piece)) == text);
      CHECK(unzstd(packed(Compression::zstd, text, piece)) == text);
    }
  }
}

TEST_CASE("gzip holds neither time nor name") {
  const std::string bytes = packed(Compression::gzip, "a", 1);
  CHECK(bytes.substr(0, 9) == std::string("\x1f\x8b\x08\0\0\0\0\0\0", 9));
  CHECK(packed(Compression::gzip, "a", 1) == bytes);
}

TEST_CASE("the ending of a name says the packing") {
  CHECK(compression_by_name("a.csv.gz") == Compression::gzip);
  CHECK(compression_by_name("a/b.NDJSON.ZST") == Compression::zstd);
  for (const char* name : {"a.csv", "gz", ".gz", "a.gz.csv", "-", ""})
    CHECK(compression_by_name(name) == Compression::none);
  CHECK(unpacked_name("a.csv.Gz") == "a.csv");
  CHECK(unpacked_name("a.csv") == "a.csv");
  CHECK(Compressor::make(Compression::none) == nullptr);
}
