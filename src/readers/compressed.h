// Packed files as the bytes that they were packed from.
//
// What a file is goes before what it is called: gzip and zstd are known by their first bytes, so standard input and
// files under another name are unpacked too. A packed file may be several, one behind the other, as `cat a.gz b.gz`,
// bgzip and pzstd make them. Unpacking goes piece by piece on the thread that reads: 100 MB that come to 100 GB take
// time and no memory. A file that ends too soon, or whose checksum is wrong, gives what was read of it and an error.
#pragma once

#include <memory>
#include <string_view>

#include "base/compression.h"
#include "readers/bytes.h"

namespace gengxin {

/// The packing of a file that begins so; six bytes say.
Compression compression_by_bytes(std::string_view head);

/// What `packed` unpacks to; `compression` is not none.
std::unique_ptr<ByteSource> unpack(std::unique_ptr<ByteSource> packed, Compression compression);

/// As ByteSource::open; of a packed file what it unpacks to.
std::unique_ptr<ByteSource> open_unpacked(const std::string& path, Diagnostics& errors);

}  // namespace gengxin
