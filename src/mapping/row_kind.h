// Which rows below a header are no items: totals, notes, the header once more.
#pragma once

#include <span>

#include "mapping/layout.h"

namespace gengxin {

/// What the row is, from its text alone. The positions of the columns that say what a machine is (name, model,
/// category), of its id and line number, and of remarks; -1 where there is none.
struct RowColumns {
  int name = -1, model = -1, category = -1, id = -1, line = -1, remarks = -1;
};
RowKind row_kind(const Layout& layout, const RowColumns& columns, std::span<const Cell> cells);

}  // namespace gengxin
