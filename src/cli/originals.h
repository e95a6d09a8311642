// The inputs once more, as they came, for a report that gives them back.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/sheet_copy.h"
#include "cli/options.h"

namespace gengxin {

class Originals {
 public:
  Originals(const Options& options, const MappingOptions& mapping, const Vocabulary& vocabulary)
      : options_(options), mapping_(mapping), vocabulary_(vocabulary) {}
  /// What RunInfo::original is to be. Standard input is made one that can be read twice: unless it is a file, it is
  /// stored whole in a temporary one (throws UsageError where that cannot be written). To be called before it is read.
  std::function<std::unique_ptr<SheetSource>(const std::string& file, std::string& error)> opener();

 private:
  const Options& options_;
  const MappingOptions& mapping_;
  const Vocabulary& vocabulary_;
  long long input_begin_ = 0;  // where standard input stood
};

}  // namespace gengxin
