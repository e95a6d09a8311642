#include "base/text_cache.h"

#include <doctest/doctest.h>

using gengxin::TextCache;

TEST_CASE("text cache: finds what was put in, by text and kind") {
  TextCache<int> cache;
  CHECK(cache.find("a") == nullptr);
  cache.insert("a", 1);
  cache.insert("a", 2, 7);
  cache.insert("", 3);
  REQUIRE(cache.find("a"));
  CHECK(*cache.find("a") == 1);
  CHECK(*cache.find("a", 7) == 2);
  CHECK(*cache.find("") == 3);
  CHECK(cache.find("a", 1) == nullptr);
}

TEST_CASE("text cache: stays within its bound") {
  TextCache<int, 1000> cache;
  for (int i = 0; i < 100000; ++i) {
    const std::string text = "text " + std::to_string(i);
    REQUIRE(cache.find(text) == nullptr);
    const uint32_t at = cache.insert(text, i);
    REQUIRE(cache.at(at) == i);
    REQUIRE(*cache.find(text) == i);
    REQUIRE(cache.size() <= 1000);
  }
}

TEST_CASE("text cache: long texts count by their bytes") {
  TextCache<int> cache;
  const std::string base(1 << 20, 'x');
  for (int i = 0; i < 50; ++i) cache.insert(base + std::to_string(i), i);
  CHECK(cache.size() <= 9);
}
