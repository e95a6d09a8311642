#include "cli/inputs.h"

#include <doctest/doctest.h>

using namespace gengxin;

TEST_CASE("what a folder's walk takes for an inventory") {
  for (const char* name : {"a.csv", "台账.XLSX", "a.tsv", "a.ods", "a.json", "a.ndjson", "a.jsonl", "a.yaml", "a.yml",
                           "a.xlsm", "a.xls", "a.et", "a.csv.gz", "A.CSV.GZ", "a.ndjson.zst", "a b.csv"})
    CHECK_MESSAGE(is_inventory_name(name), name);
  for (const char* name : {".csv", ".a.csv", "~$a.xlsx", "a.txt", "a.toml", "a.csv.bak", "a.gz", "a.zst", "csv", "",
                           "r.evidence.json", "r.csv.evidence.json", "a.pdf", "a.csv~"})
    CHECK_MESSAGE(!is_inventory_name(name), name);
}

TEST_CASE("lists of paths") {
  using Paths = std::vector<std::string>;
  CHECK(listed_paths("") == Paths{});
  CHECK(listed_paths("a.csv") == Paths{"a.csv"});
  CHECK(listed_paths("a.csv\nb c.csv\n") == Paths{"a.csv", "b c.csv"});
  CHECK(listed_paths("\xEF\xBB\xBF"
                     "a.csv\r\n\r\n \t\nb.csv\r\n") == Paths{"a.csv", "b.csv"});
  CHECK(listed_paths(" a.csv ") == Paths{" a.csv "});  // a name may begin and end so
  using namespace std::string_view_literals;
  CHECK(listed_paths("a\nb.csv\0c.csv\0"sv) == Paths{"a\nb.csv", "c.csv"});
  CHECK(listed_paths("a\r\0\0 \0"sv) == Paths{"a\r", " "});
  CHECK(listed_paths("\0\n"sv) == Paths{"\n"});
}
