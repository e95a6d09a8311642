#include "readers/keyed.h"

#include <algorithm>

namespace gengxin {

std::optional<uint32_t> Keys::find_or_add(std::string_view key) {
  if (next_guess_ < names_.size() && names_[next_guess_] == key) return next_guess_++;
  const auto found = index_.find(key);
  const auto id = found != index_.end() ? found->second : static_cast<uint32_t>(names_.size());
  if (found == index_.end()) {
    if (names_.size() >= most_keys) return std::nullopt;
    names_.emplace_back(key);
    index_.emplace(key, id);
  }
  next_guess_ = id + 1;
  return id;
}

std::string_view store(Rows& out, std::string_view text) {
  if (out.buffer.capacity() - out.buffer.size() >= text.size()) {
    const size_t at = out.buffer.size();
    out.buffer.insert(out.buffer.end(), text.begin(), text.end());
    return {out.buffer.data() + at, text.size()};
  }
  return out.strings.emplace_back(text);
}

void RowBuilder::start(Rows& out, uint64_t number) {
  out_ = &out;
  number_ = number;
  begin_ = out.cells.size();
  seen_.assign(keys_.names().size(), false);
  beyond_ = false;
}

void RowBuilder::warn(std::string_view key, std::string_view text, const char* message) {
  Diagnostic d;
  d.severity = Severity::cell_warning;
  d.file = path_;
  d.row = number_;
  d.header = key;
  d.text = text;
  d.message = message;
  out_->diagnostics.push_back(std::move(d));
}

void RowBuilder::set(std::string_view key, Cell cell) {
  const std::optional<uint32_t> known = keys_.find_or_add(key);
  if (!known) {
    if (!beyond_)
      warn(key, cell.text,
           say("文件中不同的键超过 512 个，此键起没有读取；各设备应使用同样的键",
               "the file has more than 512 different keys; from this one on they were not read: items should share "
               "their keys"));
    beyond_ = true;
    return;
  }
  const uint32_t id = *known;
  if (out_->cells.size() < begin_ + id + 1) out_->cells.resize(begin_ + id + 1);
  if (seen_.size() <= id) seen_.resize(id + 1);
  if (seen_[id])
    warn(key, cell.text,
         say("同一键出现了两次，以后一个为准；请删去其中一个",
             "this key stands twice and its later value was taken; remove one of them"));
  seen_[id] = true;
  out_->cells[begin_ + id] = cell;
}

void RowBuilder::finish() {
  if (defaults_ != nullptr) {
    out_->keep = defaults_;
    for (const Defaults::Value& value : defaults_->values) {
      const std::optional<uint32_t> known = keys_.find_or_add(value.key);
      if (!known) continue;
      const uint32_t id = *known;
      if (id < seen_.size() && seen_[id] && out_->cells[begin_ + id].type != CellType::empty) continue;
      if (out_->cells.size() < begin_ + id + 1) out_->cells.resize(begin_ + id + 1);
      out_->cells[begin_ + id] = {value.text, value.type};
    }
  }
  out_->rows.push_back({number_, static_cast<uint32_t>(begin_), static_cast<uint32_t>(out_->cells.size())});
}

std::optional<size_t> choose_items(const std::vector<std::string>& names) {
  for (const char* name : item_names) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<size_t>(found - names.begin());
  }
  if (names.size() == 1) return 0;
  return std::nullopt;
}

std::string no_items_message(const std::vector<std::string>& names) {
  std::string message;
  if (names.empty()) {
    message = say("没有设备列表；应为对象的数组，或在 items、equipment、data、设备、rows 之一下有这样的数组",
                  "no list of items; there should be an array of objects, at the top or under items, equipment, data, "
                  "设备 or rows");
  } else {
    message = say("有多个数组，不知哪一个是设备列表（", "more than one array could be the list of items (");
    for (const std::string& name : names) message += (&name == names.data() ? "" : ", ") + name;
    message += say("）；请把设备列表命名为 items", "); name the list of items \"items\"");
  }
  return message;
}

}  // namespace gengxin
