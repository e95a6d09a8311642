#include "readers/bytes.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "readers/testing.h"

using namespace gengxin;

namespace {

struct TemporaryFile {
  explicit TemporaryFile(const std::string& bytes)
      : path((std::filesystem::temp_directory_path() / "gengxin-bytes-test").string()) {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::string path;
};

std::string digest(const std::string& bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.finish();
}

/// What a reader of the file that takes `n` bytes leaves to be hashed, and the bytes that were counted.
std::string hash_after(const std::string& path, size_t peeked, size_t n) {
  Diagnostics errors;
  std::atomic<uint64_t> counted = 0;
  const auto hash = std::make_shared<InputHash>();
  {
    const auto source = ByteSource::open(path, errors, {&counted, hash});
    if (source != nullptr) {
      source->peek(peeked);
      std::string to(n, '\0');
      source->read(to.data(), n);
      CHECK(counted >= std::min<uint64_t>(n, std::filesystem::file_size(path)));
    }
  }
  return hash->finish();
}

}  // namespace

TEST_CASE("the hash is of the whole file, wherever its reader stops") {
  std::string bytes = "设备名称,型号\n";
  while (bytes.size() < 300'000) bytes += "电动机,YE3-160M-4\n";
  const TemporaryFile file(bytes);
  for (const size_t peeked : {size_t{0}, size_t{8}, bytes.size(), bytes.size() + 1})
    for (const size_t n : {size_t{0}, size_t{1}, size_t{65536}, bytes.size() - 1, bytes.size(), bytes.size() + 1})
      CHECK(hash_after(file.path, peeked, n) == digest(bytes));
}

TEST_CASE("an empty file has the hash of nothing; what cannot be read has none") {
  const TemporaryFile file("");
  CHECK(hash_after(file.path, 8, 8) == digest(""));
  CHECK(hash_after("/no/such/file", 8, 8).empty());
  CHECK(hash_after(std::filesystem::temp_directory_path().string(), 8, 8).empty());
}
