// What is known of companies beside their inventories: a table with one row a company.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "mapping/layout.h"

namespace gengxin {

class Companies {
 public:
  struct Company {
    std::string name, credit_code;
    uint64_t row = 0;
    std::vector<std::pair<FieldId, Value>> values;  // of Origin::profile, the name and code among them
    RegionId region = no_id;
    mutable std::atomic<bool> met = false;  // an item belongs to it
  };

  /// Reads any readable format. Columns: a name or a credit code, and any fields. Throws UsageError with file, row and
  /// column of everything that is wrong; what is left aside (columns that are no field, fields of single items) is said
  /// in `notes`.
  Companies(const Vocabulary& vocabulary, const MappingOptions& options, const std::string& file, Diagnostics& notes);

  /// By the credit code, else by the name as people write it (full-width signs, spaces and case do not count);
  /// nullptr when the table does not have it. Either may be empty.
  const Company* find(std::string_view name, std::string_view credit_code) const;
  const std::vector<std::unique_ptr<Company>>& all() const { return all_; }
  const std::string& file() const { return file_; }
  /// Of the file's bytes, in hexadecimal.
  const std::string& sha256() const { return sha256_; }

 private:
  void read(const Vocabulary& vocabulary, const Layout& layout, const Rows& rows, Diagnostics& problems);
  void enter(std::unordered_map<std::string, Company*>& index, const std::string& key, Company& company,
             Diagnostics& problems);

  std::string file_, sha256_;
  std::vector<std::unique_ptr<Company>> all_;
  std::unordered_map<std::string, Company*> names_, codes_;  // folded
  std::deque<std::string> texts_;                            // what the values' texts look at
};

}  // namespace gengxin
