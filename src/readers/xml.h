// XML through liborcus' SAX parser, with what its templates need to be safe on broken input.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The parser's templates assert what is not true of a truncated file, and throw or stop rightly when assertions are off.
#ifndef NDEBUG
#define NDEBUG
#define GENGXIN_RESTORE_ASSERT
#endif
#include <orcus/sax_parser.hpp>
#ifdef GENGXIN_RESTORE_ASSERT
#undef NDEBUG
#undef GENGXIN_RESTORE_ASSERT
#endif

namespace gengxin {
}  // namespace gengxin
