// Wrong usage, configuration or rules: exit status 2.
#pragma once

#include <stdexcept>
#include <string>

namespace gengxin {

/// Thrown for what the user must mend before anything can run; `what()` says file, line, what and what would be right.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace gengxin
