#include "readers/compressed.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "readers/testing.h"

using namespace gengxin;
using namespace gengxin::testing;

namespace {

constexpr Compression both[] = {Compression::gzip, Compression::zstd};

std::string pack(Compression compression, std::string_view text) {
  std::string out;
  const auto compressor = Compressor::make(compression);
  compressor->write(text, out);
  compressor->finish(out);
  return out;
}

struct Result {
  std::string text, error;
};

Result unpacked(std::string bytes) {
  const Compression compression = compression_by_bytes(bytes);
  REQUIRE(compression != Compression::none);
  const auto source = unpack(ByteSource::from_memory(std::move(bytes)), compression);
  std::string text = source->read_all();
  return {std::move(text), source->error()};
}

std::string lines(size_t n) {
  std::string text;
  for (size_t i = 0; i < n; ++i) text += std::to_string(i * 2654435761u % 1000003) + ",电动机\n";
  return text;
}

/// Writes a file of that name and reads it as an inventory.
TestFile inventory(const std::string& name, const std::string& bytes) {
  const std::string path = (std::filesystem::temp_directory_path() / ("gengxin-compressed-" + name)).string();
  std::ofstream(path, std::ios::binary) << bytes;
  TestFile file;
  Diagnostics errors;
  for (const auto& reader : open_readers(path, {}, errors)) file = read_all(*reader);
  file.diagnostics.insert(file.diagnostics.begin(), errors.begin(), errors.end());
  std::filesystem::remove(path);
  return file;
}

bool says(const TestFile& file, std::string_view words) {
  for (const Diagnostic& d : file.diagnostics)
    if (d.severity == Severity::file_error && d.message.find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("one member or frame, several, and empty ones among them") {
  const std::string text = lines(100'000);
  for (const Compression c : both) {
    CHECK(unpacked(pack(c, text)).text == text);
    CHECK(unpacked(pack(c, "")).text.empty());
    CHECK(unpacked(pack(c, "")).error.empty());
    const Result joined = unpacked(pack(c, "a,b\n") + pack(c, "") + pack(c, text) + pack(c, "1,2\n"));
    CHECK(joined.text == "a,b\n" + text + "1,2\n");
    CHECK(joined.error.empty());
  }
}

TEST_CASE("members wherever a piece of the file ends") {
  // Thousands of short ones, so that pieces end in headers, bodies and checksums.
  for (const Compression c : both) {
    std::string bytes, text;
    for (int i = 0; bytes.size() < 2 * piece_size; ++i) {
      const std::string line = std::to_string(i) + "\n";
      bytes += pack(c, line);
      text += line;
    }
    const Result result = unpacked(bytes);
    CHECK(result.text == text);
    CHECK(result.error.empty());
  }
}

TEST_CASE("cut off anywhere: what came before, and an error") {
  set_lang(Lang::en);
  const std::string text = lines(60);
  for (const Compression c : both) {
    const std::string whole = pack(c, text);
    for (size_t n = 6; n < whole.size(); ++n) {
      const Result result = unpacked(whole.substr(0, n));
      CAPTURE(n);
      CHECK(text.starts_with(result.text));
      CHECK(result.error.find("ends too soon") != std::string::npos);
      const Result second = unpacked(whole + whole.substr(0, n));
      CHECK(second.text.starts_with(text));
      CHECK(second.error.find("ends too soon") != std::string::npos);
    }
  }
  set_lang(Lang::zh);
}

TEST_CASE("a changed byte is never taken for good data") {
  const std::string text = lines(60);
  for (const Compression c : both) {
    const std::string whole = pack(c, text);
    // Of a gzip header, flags and the system's number change nothing.
    for (size_t at = c == Compression::gzip ? 10 : 4; at < whole.size(); ++at)
      for (const int bit : {0, 7}) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
        const Result result = unpacked(bytes);
        CAPTURE(at);
        CHECK((result.text == text || !result.error.empty()));
      }
  }
}

TEST_CASE("what follows the packed data is said; zeros that fill up a tape's block are none") {
  set_lang(Lang::en);
  for (const Compression c : both) {
    const Result result = unpacked(pack(c, "a\n") + "junk that is not packed");
    CHECK(result.text == "a\n");
    CHECK(result.error.find("something else follows") != std::string::npos);
  }
  CHECK(unpacked(pack(Compression::gzip, "a\n") + std::string(1000, '\0')).error.empty());
  CHECK(!unpacked(pack(Compression::gzip, "a\n") + std::string(10, '\0') + "x").error.empty());
  set_lang(Lang::zh);
}

TEST_CASE("the format is that of the name without the packing's ending") {
  const std::string csv = "型号,数量\nA,1\n", object = "{\"型号\":\"A\"}\n", yaml = "- 型号: A\n";
  for (const Compression c : both) {
    const std::string ending = c == Compression::gzip ? ".gz" : ".zst";
    CHECK(inventory("a.csv" + ending, pack(c, csv)).line(1) == "A|1");
    CHECK(inventory("a.csv", pack(c, csv)).line(1) == "A|1");  // packed, and its name does not say so
    CHECK(inventory("a.csv" + ending, csv).line(1) == "A|1");  // unpacked, and its name does not say so
    CHECK(inventory("a" + ending, pack(c, csv)).line(1) == "A|1");
    CHECK(inventory("a.ndjson" + ending, pack(c, object)).line(0) == "A");
    CHECK(inventory("a.json" + ending, pack(c, "[" + object + "]")).line(0) == "A");
    CHECK(inventory("a.yaml" + ending, pack(c, yaml)).line(0) == "A");
  }
  set_lang(Lang::en);
  CHECK(says(inventory("a.xlsx.gz", pack(Compression::gzip, "PK\3\4 a workbook")), "compressed workbook"));
  CHECK(says(inventory("a.csv.gz.zst", pack(Compression::zstd, pack(Compression::gzip, csv))), "compressed twice"));
  CHECK(says(inventory("a.csv.gz", ""), "is empty"));
  CHECK(says(inventory("a.csv.gz", pack(Compression::gzip, "")), "is empty"));
  set_lang(Lang::zh);
}

TEST_CASE("a row that broke off with its file is no row") {
  set_lang(Lang::en);
  std::string csv = "型号,数量\n", ndjson, json = "[", yaml;
  for (int i = 0; i < 20'000; ++i) {
    const std::string model = std::to_string(i * 7919 % 100'003), quantity = std::to_string(100 + i % 900);
    csv += model + "," + quantity + "\n";
    const std::string object = "{\"型号\":\"" + model + "\",\"数量\":" + quantity + "}";
    ndjson += object + "\n";
    json += (i > 0 ? "," : "") + object;
    yaml += "- {型号: " + model + ", 数量: " + quantity + "}\n";
  }
  json += "]";
  for (const Compression c : both) {
    for (const auto& [name, text] : {std::pair("a.csv", csv), {"a.ndjson", ndjson}, {"a.json", json}}) {
      const TestFile whole = inventory(name, text);
      const std::string bytes = pack(c, text);
      for (size_t n = bytes.size() * 9 / 10; n < bytes.size() * 9 / 10 + 20; ++n) {
        const TestFile cut = inventory(name, bytes.substr(0, n));
        CAPTURE(n);
        CHECK(says(cut, "ends too soon"));
        CHECK(cut.rows.size() > 10'000);
        CHECK(cut.rows.size() < whole.rows.size());
        CHECK(std::vector(whole.rows.begin(), whole.rows.begin() + static_cast<std::ptrdiff_t>(cut.rows.size())) ==
              cut.rows);
        CHECK(std::count_if(cut.diagnostics.begin(), cut.diagnostics.end(),
                            [](const Diagnostic& d) { return d.severity == Severity::file_error; }) == 1);
      }
    }
    const std::string bytes = pack(c, "{\"设备\":" + json + "}");
    const TestFile inside = inventory("a.json", bytes.substr(0, bytes.size() / 2));
    CHECK(says(inside, "ends too soon"));
    const std::string packed_yaml = pack(c, yaml);
    const TestFile none = inventory("a.yaml", packed_yaml.substr(0, packed_yaml.size() / 2));
    CHECK(says(none, "ends too soon"));
    CHECK(none.rows.empty());
  }
  set_lang(Lang::zh);
}
