#include "readers/yaml.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <deque>
#include <map>
#include <sstream>

#include "readers/keyed.h"

namespace gengxin {
namespace {

struct Node;
using NodePtr = const Node*;

/// A document as far as it was read: yaml-cpp's own nodes are lost when it throws.
struct Node {
  enum class Kind { scalar, sequence, mapping } kind = Kind::scalar;
  size_t line = 0;     // 1 = first
  std::string text;    // of a scalar
  bool plain = false;  // written without quotes
  bool null = false;
  bool complete = false;          // its end was seen
  std::vector<NodePtr> children;  // of a mapping: key, value, key, value ...
};

class Builder : public YAML::EventHandler {
 public:
  std::vector<NodePtr> documents;

  void OnDocumentStart(const YAML::Mark& mark) override {
    // Some stray characters make yaml-cpp 0.7 begin empty documents on the spot for ever.
    if (mark.pos <= last_start_) throw YAML::ParserException(mark, "unexpected character");
    last_start_ = mark.pos;
    documents.push_back(nullptr);
    anchors_.clear();
    open_.clear();
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node* node = add(Node::Kind::scalar, mark, anchor);
    node->null = node->complete = true;
  }
  void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override { attach(anchors_[anchor]); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node* node = add(Node::Kind::scalar, mark, anchor);
    node->text = value;
    node->plain = tag == "?";
    node->complete = true;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open_.push_back(add(Node::Kind::sequence, mark, anchor));
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open_.push_back(add(Node::Kind::mapping, mark, anchor));
  }
  void OnMapEnd() override { close(); }

 private:
  Node* add(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    Node* node = &nodes_.emplace_back();
    node->kind = kind;
    node->line = static_cast<size_t>(mark.line) + 1;
    attach(node);
    if (anchor != 0) anchors_[anchor] = node;
    return node;
  }
  void attach(NodePtr node) {
    if (open_.empty())
      documents.back() = node;
    else
      open_.back()->children.push_back(node);
  }
  void close() {
    open_.back()->complete = true;
    open_.pop_back();
  }

  int last_start_ = -1;
  std::deque<Node> nodes_;  // aliases may make cycles, so no node owns another
  std::vector<Node*> open_;
  std::map<YAML::anchor_t, NodePtr> anchors_;
};

/// As JSON would write it, to some length: what a nested value shows.
void show(NodePtr node, std::string& out, int depth) {
  if (out.size() > 200 || depth > 4 || node == nullptr) {
    if (!out.ends_with("…")) out += "…";
    return;
  }
  if (node->kind == Node::Kind::scalar) {
    out += node->null ? "null" : node->text;
    return;
  }
  const bool mapping = node->kind == Node::Kind::mapping;
  out += mapping ? '{' : '[';
  for (size_t i = 0; i < node->children.size() && out.size() <= 200; ++i) {
    if (i > 0) out += mapping && i % 2 == 1 ? ": " : ", ";
    show(node->children[i], out, depth + 1);
  }
  out += mapping ? '}' : ']';
}

bool looks_like_a_number(std::string_view text) {
  const auto digits = [&] {
    size_t n = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
      text.remove_prefix(1);
      ++n;
    }
    return n;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  // 007 is a designation, not a number.
  if (text.size() > 1 && text[0] == '0' && text[1] != '.' && text[1] != 'e' && text[1] != 'E') return false;
  if (digits() == 0) return false;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (digits() == 0) return false;
  }
  return text.empty();
}

Cell cell_of(NodePtr node, Rows& rows) {
  if (node == nullptr || node->null) return {};
  if (node->kind != Node::Kind::scalar) {
    std::string shown;
    show(node, shown, 0);
    return {rows.strings.emplace_back(std::move(shown)), CellType::error};
  }
  if (node->text.empty()) return {};
  std::string text = node->text;
  for (size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at)) text.replace(at, 1, "\uFFFD");
  const std::string_view kept = rows.strings.emplace_back(std::move(text));
  if (!node->plain) return {kept, CellType::text};
  if (kept == "true" || kept == "True" || kept == "TRUE") return {"true", CellType::boolean};
  if (kept == "false" || kept == "False" || kept == "FALSE") return {"false", CellType::boolean};
  return {kept, looks_like_a_number(kept) ? CellType::number : CellType::text};
}

bool is_mapping(NodePtr node) { return node != nullptr && node->kind == Node::Kind::mapping; }
bool is_sequence(NodePtr node) { return node != nullptr && node->kind == Node::Kind::sequence; }
bool is_merge(NodePtr key) { return key->plain && key->text == "<<"; }

class YamlReader final : public Reader {
 public:
  YamlReader(const std::string& path, const std::string& encoding) : path_(path), encoding_(encoding) {}

  const std::vector<std::string>* keys() const override { return &keys_.names(); }

  std::unique_ptr<Block> next() override {
    if (blocks_.empty()) return nullptr;
    std::unique_ptr<Block> block = std::move(blocks_.front());
    blocks_.pop_front();
    return block;
  }

  /// Adds a document's items; what is wrong goes to `errors`, and false when there are none.
  bool add(NodePtr document, Diagnostics& errors) {
    if (is_sequence(document)) {
      add_items(*document, nullptr);
      return true;
    }
    if (!is_mapping(document)) {
      errors.push_back(file_error(path_, no_items_message({})));
      return false;
    }
    auto defaults = std::make_shared<Defaults>();
    std::vector<std::string> names;
    std::vector<NodePtr> lists;
    std::vector<std::pair<NodePtr, NodePtr>> others;
    Rows texts;
    for (size_t i = 0; i + 1 < document->children.size(); i += 2) {
      NodePtr key = document->children[i];
      NodePtr value = document->children[i + 1];
      if (is_sequence(value) &&
          (value->children.empty() ? choose_items({key->text, {}}).has_value() : is_mapping(value->children[0]))) {
        names.push_back(key->text);
        lists.push_back(value);
      } else if (is_sequence(value) || is_mapping(value)) {
        others.emplace_back(key, value);
      } else if (const Cell cell = cell_of(value, texts); cell.type != CellType::empty) {
        defaults->values.push_back({key->text, std::string(cell.text), cell.type});
      }
    }
    if (const std::optional<size_t> chosen = choose_items(names)) {
      for (size_t i = 0; i < names.size(); ++i)
        if (i != *chosen) note_ignored(names[i], lists[i]->line);
      for (const auto& [key, value] : others) note_ignored(key->text, value->line);
      add_items(*lists[*chosen], defaults);
      return true;
    }
    if (names.empty() && others.empty() && !defaults->values.empty() && document->complete) {
      // A mapping of nothing but values is one item.
      Rows rows;
      add_row(document, nullptr, rows);
      blocks_.push_back(std::make_unique<ReadyBlock>(std::move(rows)));
      return true;
    }
    errors.push_back(file_error(path_, no_items_message(names)));
    return false;
  }

  /// Characters that did not convert, by line.
  void note_bad(const std::vector<uint64_t>& lines) {
    uint64_t reported = 0;
    for (const uint64_t line : lines) {
      if (line != reported) diagnostics.push_back(bad_bytes(path_, line, encoding_));
      reported = line;
    }
  }

 private:
  void note_ignored(const std::string& name, size_t line) {
    Diagnostic d = row_error(path_, line,
                             say("既不是设备列表，也不是单个的值，没有读取",
                                 "is neither the list of items nor a single value, and was not read"));
    d.severity = Severity::note;
    d.header = name;
    diagnostics.push_back(std::move(d));
  }

  void add_items(const Node& list, const std::shared_ptr<const Defaults>& defaults) {
    constexpr size_t rows_of_a_block = 1000;
    Rows rows;
    for (NodePtr item : list.children) {
      if (item == nullptr || !item->complete) break;  // the error that cut it off is reported with its place
      if (is_mapping(item)) {
        add_row(item, defaults, rows);
      } else {
        std::string shown;
        show(item, shown, 0);
        rows.diagnostics.push_back(row_error(
            path_, item->line,
            std::string(say("列表的元素应为 “键: 值”，却是 ", "an element should be \"key: value\" pairs, not ")) +
                shown));
      }
      if (rows.rows.size() + rows.diagnostics.size() >= rows_of_a_block) {
        blocks_.push_back(std::make_unique<ReadyBlock>(std::move(rows)));
        rows = Rows();
      }
    }
    if (!rows.rows.empty() || !rows.diagnostics.empty())
      blocks_.push_back(std::make_unique<ReadyBlock>(std::move(rows)));
  }

  void add_row(NodePtr item, const std::shared_ptr<const Defaults>& defaults, Rows& rows) {
    RowBuilder row(keys_, path_, defaults);
    row.start(rows, item->line);
    for (size_t i = 0; i + 1 < item->children.size(); i += 2) {
      NodePtr key = item->children[i];
      if (key->kind != Node::Kind::scalar) {
        std::string shown;
        show(key, shown, 0);
        rows.diagnostics.push_back(
            row_error(path_, key->line, std::string(say("键应为文字，却是 ", "a key should be text, not ")) + shown));
      } else if (!is_merge(key)) {
        row.set(key->text, cell_of(item->children[i + 1], rows));
      }
    }
    // "<<: *common": the common mapping's values, where the item has none of its own.
    for (size_t i = 0; i + 1 < item->children.size(); i += 2) {
      NodePtr common = item->children[i + 1];
      if (!is_merge(item->children[i]) || !is_mapping(common)) continue;
      for (size_t k = 0; k + 1 < common->children.size(); k += 2)
        if (!has_key(*item, common->children[k]->text))
          row.set(common->children[k]->text, cell_of(common->children[k + 1], rows));
    }
    row.finish();
  }

  static bool has_key(const Node& mapping, const std::string& name) {
    for (size_t i = 0; i + 1 < mapping.children.size(); i += 2)
      if (mapping.children[i]->kind == Node::Kind::scalar && mapping.children[i]->text == name) return true;
    return false;
  }

  std::string path_;
  std::string encoding_;
  Keys keys_;
  std::deque<std::unique_ptr<Block>> blocks_;
};

}  // namespace

std::unique_ptr<Reader> open_yaml(std::unique_ptr<ByteSource> source, const std::string& path,
                                  const ReadOptions& options, Diagnostics& errors) {
  const std::unique_ptr<TextSource> text = TextSource::open(std::move(source), options.encoding);
  std::string all;
  std::vector<size_t> bad;
  while (text->read(piece_size, all, bad)) {
    if (all.size() > longest_record) {
      errors.push_back(file_error(path, say("YAML 文件超过 64 MiB；请改用 NDJSON 或 CSV",
                                            "a YAML file of more than 64 MiB; use NDJSON or CSV instead")));
      return nullptr;
    }
  }
  if (!text->error().empty()) {
    // Half a value reads like a whole one.
    errors.push_back(file_error(path, text->error() + say("；YAML 不完整就一台也没有采用",
                                                          "; a YAML file that is not whole is not used at all")));
    return nullptr;
  }

  auto reader = std::make_unique<YamlReader>(path, text->encoding());
  Builder builder;
  try {
    std::istringstream in(all);
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& e) {
    Diagnostic d = file_error(path, std::string(say("第 ", "line ")) + std::to_string(e.mark.line + 1) +
                                        say(" 行第 ", ", column ") + std::to_string(e.mark.column + 1) +
                                        say(" 列：不是合法的 YAML：", ": not valid YAML: ") + e.msg +
                                        say("；此后的内容没有读取", "; what follows was not read"));
    d.row = static_cast<uint64_t>(e.mark.line) + 1;
    reader->diagnostics.push_back(std::move(d));
  }
  reader->note_bad(lines_of(all, 1, bad));
  const bool broken = !reader->diagnostics.empty();

  bool any = false;
  Diagnostics none;
  for (const NodePtr document : builder.documents)
    if (document != nullptr && !document->null) any = reader->add(document, none) || any;
  if (any) {
    reader->diagnostics.insert(reader->diagnostics.end(), none.begin(), none.end());
    return reader;
  }
  if (broken)
    errors.push_back(reader->diagnostics.front());
  else
    errors.push_back(none.empty() ? file_error(path, say("文件是空的；应有一个设备列表",
                                                         "the file is empty; it should hold a list of items"))
                                  : none.front());
  return nullptr;
}

}  // namespace gengxin
