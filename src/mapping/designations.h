// Reads rated values and the category off model designations, by the vocabulary's patterns.
#pragma once

#include <memory>
#include <vector>

#include "mapping/layout.h"

namespace re2 {
class RE2;
}

namespace gengxin {

class Designations {
 public:
  explicit Designations(const Vocabulary& vocabulary);
  ~Designations();
  ModelInfo read(std::string_view text) const;
  /// The fields that some designation gives.
  std::vector<FieldId> fields() const;

 private:
  struct Pattern;
  void compile() const;
  const Vocabulary& vocabulary_;
  mutable std::vector<Pattern> patterns_;  // compiled for the first model: many runs see none
  mutable bool compiled_ = false;
};

}  // namespace gengxin
