// The floor that the benchmark's limits are multiples of: libcsv alone, counting rows and fields of a file.
#include <csv.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <vector>

namespace {

struct Count {
  uint64_t rows = 0, fields = 0, bytes = 0;
};

void on_field(void*, size_t size, void* data) {
  auto* count = static_cast<Count*>(data);
  ++count->fields;
  count->bytes += size;
}

void on_row(int, void* data) { ++static_cast<Count*>(data)->rows; }

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: csv_floor FILE\n");
    return 2;
  }
  int file = open(argv[1], O_RDONLY);
  csv_parser parser;
  if (file < 0 || csv_init(&parser, 0) != 0) {
    std::perror(argv[1]);
    return 3;
  }
  Count count;
  std::vector<char> buffer(256 * 1024);
  ssize_t size = 0;
  while ((size = read(file, buffer.data(), buffer.size())) > 0) {
    if (csv_parse(&parser, buffer.data(), static_cast<size_t>(size), on_field, on_row, &count) !=
        static_cast<size_t>(size)) {
      std::fprintf(stderr, "%s: %s\n", argv[1], csv_strerror(csv_error(&parser)));
      return 3;
    }
  }
  csv_fini(&parser, on_field, on_row, &count);
  csv_free(&parser);
  close(file);
  std::printf("%llu rows, %llu fields, %llu bytes of text\n", static_cast<unsigned long long>(count.rows),
              static_cast<unsigned long long>(count.fields), static_cast<unsigned long long>(count.bytes));
  return size < 0 ? 3 : 0;
}
