// JSON: an array of objects, alone or inside an object; NDJSON: one object a line.
#pragma once

#include <memory>
#include <string>

#include "readers/encoding.h"
#include "readers/reader.h"

namespace gengxin {

/// Reads an array piece by piece. An object around it is held in memory, since values that hold for every item may
/// stand after the list of items. Objects that follow one another are NDJSON by another name and are read as such.
/// nullptr and a file_error when there is no list of items. Throws UsageError for an unknown options.encoding.
std::unique_ptr<Reader> open_json(std::unique_ptr<ByteSource> source, const std::string& path,
                                  const ReadOptions& options, Diagnostics& errors, size_t piece = piece_size);
std::unique_ptr<Reader> open_ndjson(std::unique_ptr<ByteSource> source, const std::string& path,
                                    const ReadOptions& options, Diagnostics& errors, size_t piece = piece_size);

}  // namespace gengxin
