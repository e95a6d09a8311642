// What liborcus alone needs to read a workbook into its document model: the measure for bench/workbook.
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/document.hpp>
#include <orcus/spreadsheet/factory.hpp>
#include <string>

int main(int argc, char** argv) try {
  if (argc != 2) return 2;
  std::ifstream in(argv[1], std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  orcus::spreadsheet::document document{orcus::spreadsheet::range_size_t{1048576, 16384}};
  orcus::spreadsheet::import_factory factory{document};
  orcus::orcus_xlsx reader{&factory};
  reader.read_stream(bytes);
  std::printf("%zu sheets\n", document.get_sheet_count());
  return 0;
} catch (const std::exception& e) {
  std::fprintf(stderr, "%s\n", e.what());
  return 1;
}
