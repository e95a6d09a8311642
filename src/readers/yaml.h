// YAML, in the same shapes as JSON: a list of mappings, alone or inside a mapping.
#pragma once

#include <memory>
#include <string>

#include "readers/encoding.h"
#include "readers/reader.h"

namespace gengxin {

/// Reads the whole file at once: yaml-cpp takes seconds for what is worth streaming, and people write YAML by hand.
/// nullptr and a file_error when there is no list of items. Throws UsageError for an unknown options.encoding.
std::unique_ptr<Reader> open_yaml(std::unique_ptr<ByteSource> source, const std::string& path,
                                  const ReadOptions& options, Diagnostics& errors);

}  // namespace gengxin
