#include "readers/json.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>

#include "readers/keyed.h"

namespace gengxin {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string empty_message() {
  return say("文件是空的；应有一个由对象组成的数组", "the file is empty; it should hold an array of objects");
}

/// Counts what nlohmann's parser has taken, so that a nested value's source can be shown.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** taken) : at_(at), taken_(taken) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *taken_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator old = *this;
    ++*this;
    return old;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** taken_;
};

/// One object of scalars becomes one row; anything nested becomes a cell of its source text.
class ObjectParser {
 public:
  explicit ObjectParser(RowBuilder& row) : row_(row) {}

  struct Error {
    size_t position = 0;  // bytes from the start
    std::string message;
  };

  /// false when `text` is not one JSON object; nothing is added then.
  bool parse(std::string_view text, uint64_t number, Rows& out, Error& error) {
    out_ = &out;
    error_ = &error;
    depth_ = 0;
    taken_ = text.data();
    error = {};
    const size_t warnings = out.diagnostics.size();
    row_.start(out, number);
    const char* end = text.data() + text.size();
    if (nlohmann::json::sax_parse(CountingIterator(text.data(), &taken_), CountingIterator(end, &taken_), this)) {
      row_.finish();
      return true;
    }
    row_.abandon();
    out.diagnostics.resize(warnings);
    return false;
  }

  // What sax_parse calls.
  bool null() { return value({{}, CellType::empty}); }
  bool boolean(bool b) { return value({b ? "true" : "false", CellType::boolean}); }
  bool number_integer(int64_t n) { return integer(n); }
  bool number_unsigned(uint64_t n) { return integer(n); }
  bool number_float(double, const std::string& source) {
    return depth_ > 1 || value({store(*out_, source), CellType::number});
  }
  bool string(std::string& text) {
    if (depth_ > 1) return true;
    for (size_t at = text.find('\0'); at != std::string::npos; at = text.find('\0', at)) text.replace(at, 1, "\uFFFD");
    return value({store(*out_, text), text.empty() ? CellType::empty : CellType::text});
  }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(size_t) { return start(true); }
  bool start_array(size_t) { return start(false); }
  bool end_object() { return end(); }
  bool end_array() { return end(); }
  bool key(std::string& name) {
    if (depth_ == 1) key_ = name;
    return true;
  }
  bool parse_error(size_t position, const std::string&, const nlohmann::json::exception& e) {
    error_->position = position > 0 ? position - 1 : 0;
    std::string what = e.what();
    // "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while ..."
    if (const size_t at = what.find("]: "); at != std::string::npos && what.starts_with("[json."))
      what.erase(0, at + 3);
    if (const size_t at = what.find(": "); at != std::string::npos && what.find("parse error at") != std::string::npos)
      what.erase(0, at + 2);
    error_->message = std::string(say("不是合法的 JSON：", "not valid JSON: ")) + what;
    return false;
  }

 private:
  bool value(Cell cell) {
    if (depth_ == 0) return not_an_object();
    if (depth_ == 1) row_.set(key_, cell);
    return true;
  }

  template <typename Integer>
  bool integer(Integer n) {
    if (depth_ > 1) return true;
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
    return value({store(*out_, {digits, static_cast<size_t>(end - digits)}), CellType::number});
  }

  bool start(bool object) {
    if (depth_ == 0 && !object) return not_an_object();
    if (depth_ == 1) nested_ = taken_ - 1;
    ++depth_;
    return true;
  }

  bool end() {
    --depth_;
    if (depth_ == 1) row_.set(key_, {store(*out_, {nested_, static_cast<size_t>(taken_ - nested_)}), CellType::error});
    return true;
  }

  bool not_an_object() {
    error_->message = say("应为一个对象 {\"键\": 值, …}", "should be an object {\"key\": value, ...}");
    return false;
  }

  RowBuilder& row_;
  Rows* out_ = nullptr;
  Error* error_ = nullptr;
  std::string key_;
  const char* taken_ = nullptr;
  const char* nested_ = nullptr;
  size_t depth_ = 0;
};

/// A place in a text: line and column, both from 1; columns are characters.
struct Place {
  uint64_t line = 1;
  uint64_t column = 1;

  void pass(std::string_view text) {
    line += count_line_ends(text);
    const size_t end = text.find_last_of("\r\n");
    if (end != std::string_view::npos) {
      column = 1;
      text.remove_prefix(end + 1);
    }
    column += static_cast<uint64_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
  }
};

/// What is held in memory as a whole may be this long: a small packed file must not fill it.
constexpr size_t most_held = 1 << 30;

/// The part of a JSON text that is in memory, and where in the file it stands.
class JsonText {
 public:
  explicit JsonText(std::unique_ptr<TextSource> source, size_t piece) : source_(std::move(source)), piece_(piece) {}
  JsonText(std::string text, std::vector<size_t> bad, Place place)
      : text_(std::move(text)), bad_(std::move(bad)), place_(place) {}

  /// Reads more. false at the end, or when one value grows past all bounds.
  bool more() {
    if (source_ == nullptr) return false;
    if (hold_ ? text_.size() > most_held : text_.size() - at_ > longest_record) {
      too_large_ = hold_;
      return false;
    }
    return source_->read(std::max(piece_, text_.size() - at_), text_, bad_);
  }
  /// Keep all text in memory from here on.
  void hold() { hold_ = true; }

  /// The next character that is no white space; 0 at the end.
  char skip_space() {
    size_t i = at_;
    while (i < text_.size() || more()) {
      if (i == text_.size()) continue;
      if (!is_space(text_[i])) {
        advance(i - at_);
        return text_[at_];
      }
      ++i;
    }
    advance(i - at_);
    return 0;
  }

  /// The value that begins here; brackets are matched, all else is left to the parser. `whole` is false when the text
  /// ends first.
  std::string_view value(bool& whole) {
    size_t depth = 0;
    bool in_string = false;
    whole = true;
    for (size_t i = at_;; ++i) {
      while (i >= text_.size())
        if (!more()) {
          whole = depth == 0 && !in_string;
          return rest();
        }
      const char c = text_[i];
      if (in_string) {
        if (c == '\\')
          ++i;
        else if (c == '"')
          in_string = false;
        else
          continue;
        if (in_string || depth > 0) continue;
        return rest().substr(0, i + 1 - at_);
      }
      if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return rest().substr(0, i - at_);
        if (--depth == 0) return rest().substr(0, i + 1 - at_);
      } else if (depth == 0 && (c == ',' || c == ':' || is_space(c)) && i > at_) {
        return rest().substr(0, i - at_);
      }
    }
  }

  void advance(size_t n) {
    place_.pass(rest().substr(0, n));
    at_ += n;
  }
  /// Forgets what was passed; the rows read from it and the bad characters in it are reported together.
  void forget(Rows& rows, const std::string& path) {
    const auto end = std::lower_bound(bad_.begin(), bad_.end(), at_);
    if (end != bad_.begin()) {
      for (auto bad = bad_.begin(); bad != end; ++bad) *bad -= start_;
      report_bad(passed(), first_line_, {bad_.begin(), end}, path, encoding(), rows);
      bad_.erase(bad_.begin(), end);
    }
    first_line_ = place_.line;
    start_ = at_;
    if (source_ == nullptr) return;  // nothing will be added: what was passed is in nobody's way
    for (size_t& bad : bad_) bad -= at_;
    text_.erase(0, at_);
    at_ = start_ = 0;
  }
  std::string_view rest() const { return std::string_view(text_).substr(at_); }
  std::string_view all() const { return text_; }
  std::string_view passed() const { return std::string_view(text_).substr(start_, at_ - start_); }
  size_t position() const { return at_ - start_; }
  const Place& place() const { return place_; }
  Place place_after(size_t n) const {
    Place place = place_;
    place.pass(rest().substr(0, n));
    return place;
  }
  const std::vector<size_t>& bad() const { return bad_; }
  std::string encoding() const { return source_ == nullptr ? "UTF-8" : source_->encoding(); }
  std::string read_error() const {
    if (too_large_)
      return say(
          "列表外有一个对象的 JSON 超过 1 GiB，没有读完；请改用 NDJSON，每行一个对象",
          "JSON whose list stands inside of an object, and more than 1 GiB of it: not read to the end; use NDJSON "
          "with one object a line");
    return source_ == nullptr ? std::string() : source_->error();
  }
  std::unique_ptr<TextSource> take_source() { return std::move(source_); }

 private:
  std::unique_ptr<TextSource> source_;
  size_t piece_ = piece_size;
  std::string text_;
  std::vector<size_t> bad_;
  size_t start_ = 0;  // what was not forgotten
  size_t at_ = 0;
  Place place_;
  uint64_t first_line_ = place_.line;
  bool hold_ = false;
  bool too_large_ = false;
};

Diagnostic broken(const std::string& path, const Place& place, const std::string& message) {
  Diagnostic d = file_error(path, std::string(say("第 ", "line ")) + std::to_string(place.line) +
                                      say(" 行第 ", ", column ") + std::to_string(place.column) + say(" 列：", ": ") +
                                      message + say("；此后的内容没有读取", "; what follows was not read"));
  d.row = place.line;
  return d;
}

class JsonReader final : public Reader {
 public:
  /// `text` stands after the array's '['.
  JsonReader(JsonText text, const std::string& path, size_t piece, std::shared_ptr<const Defaults> defaults, bool alone)
      : text_(std::move(text)),
        path_(path),
        piece_(piece),
        row_(keys_, path, std::move(defaults)),
        object_(row_),
        alone_(alone) {}

  const std::vector<std::string>* keys() const override { return &keys_.names(); }

  std::unique_ptr<Block> next() override {
    Rows rows;
    rows.buffer.reserve(piece_ + piece_ / 4);
    while (!end_ && rows.rows.empty() && rows.diagnostics.empty()) {
      while (!end_ && text_.position() < piece_) element(rows);
      text_.forget(rows, path_);
    }
    if (rows.rows.empty() && rows.diagnostics.empty()) return nullptr;
    return std::make_unique<ReadyBlock>(std::move(rows));
  }

 private:
  void element(Rows& rows) {
    char c = text_.skip_space();
    if (c == ']' && !after_comma_) return close();
    if (!first_ && !after_comma_) {
      if (c != ',')
        return stop(text_.place(),
                    c == 0 ? cut_off() : say("数组的元素之间应有逗号", "elements of an array are parted by commas"));
      text_.advance(1);
      after_comma_ = true;
      return;
    }
    if (c == 0) return stop(text_.place(), cut_off());
    if (c == ']' || c == ',' || c == ':' || c == '}')
      return stop(text_.place(), std::string(say("应为一个对象，却是 ", "an object should stand here, not ")) + c);
    bool whole = false;
    const std::string_view source = text_.value(whole);
    const Place place = text_.place();
    ObjectParser::Error error;
    if (c != '{') {
      if (!whole) return stop(text_.place_after(source.size()), cut_off());
      rows.diagnostics.push_back(
          row_error(path_, place.line,
                    std::string(say("数组的元素应为对象 {\"键\": 值, …}，却是 ",
                                    "an element should be an object {\"key\": value, ...}, not ")) +
                        std::string(source.substr(0, 60))));
    } else if (!object_.parse(source, place.line, rows, error)) {
      if (!whole && error.position + 1 >= source.size()) error.message = cut_off();
      return stop(text_.place_after(error.position), error.message);
    }
    text_.advance(source.size());
    first_ = after_comma_ = false;
  }

  void close() {
    text_.advance(1);
    end_ = true;
    if (alone_ && text_.skip_space() != 0)
      diagnostics.push_back(broken(path_, text_.place(),
                                   say("数组结束后还有内容；一个文件应只有一个数组",
                                       "there is more after the array; a file should hold one array")));
    read_error();
  }

  void stop(const Place& place, const std::string& message) {
    end_ = true;
    // Of a text that could not be read on, that it ends is no news.
    if (message != cut_off() || (alone_ && text_.read_error().empty()))
      diagnostics.push_back(broken(path_, place, message));
    read_error();
  }

  void read_error() {
    if (const std::string error = text_.read_error(); !error.empty()) diagnostics.push_back(file_error(path_, error));
  }

  static std::string cut_off() { return say("文件在此中断，JSON 不完整", "the file ends here, inside of the JSON"); }

  JsonText text_;
  std::string path_;
  size_t piece_;
  Keys keys_;
  RowBuilder row_;
  ObjectParser object_;
  bool alone_;  // the array is the document; else what stands around it was checked already
  bool first_ = true;
  bool after_comma_ = false;
  bool end_ = false;
};

class NdjsonReader final : public Reader {
 public:
  NdjsonReader(std::unique_ptr<TextSource> source, std::string text, std::vector<size_t> bad, const std::string& path,
               size_t piece)
      : source_(std::move(source)),
        text_(std::move(text)),
        bad_(std::move(bad)),
        path_(path),
        piece_(piece),
        row_(keys_, path, nullptr),
        object_(row_) {}

  const std::vector<std::string>* keys() const override { return &keys_.names(); }

  std::unique_ptr<Block> next() override {
    if (end_) return nullptr;
    // As much as holds a whole line.
    size_t size = 0;
    for (size_t want = piece_;; want = std::max(piece_, text_.size())) {
      if (const size_t from = text_.size(); !source_->read(want, text_, bad_)) {
        // Where reading broke off, the last line may lack its end.
        size = source_->error().empty() ? text_.size() : text_.rfind('\n') + 1;
        end_ = true;
        break;
      } else if (const size_t end = std::string_view(text_).substr(from).rfind('\n'); end != std::string::npos) {
        size = from + end + 1;
        break;
      }
      if (text_.size() > longest_record) {
        end_ = true;
        Diagnostic d = file_error(
            path_, say("此行超过 64 MiB，读取到此为止；NDJSON 每行一个对象",
                       "this line is longer than 64 MiB, so reading stopped here; NDJSON has one object a line"));
        d.row = line_;
        diagnostics.push_back(std::move(d));
        return nullptr;
      }
    }
    if (end_ && !source_->error().empty()) diagnostics.push_back(file_error(path_, source_->error()));

    Rows rows;
    rows.buffer.reserve(size);
    const std::string_view block = std::string_view(text_).substr(0, size);
    const uint64_t first_line = line_;
    for (std::string_view left = block; !left.empty(); ++line_) {
      const size_t end = std::min(left.find('\n'), left.size());
      line(left.substr(0, end), rows);
      left.remove_prefix(std::min(end + 1, left.size()));
    }
    const auto bad = std::lower_bound(bad_.begin(), bad_.end(), size);
    if (bad != bad_.begin()) report_bad(block, first_line, {bad_.begin(), bad}, path_, source_->encoding(), rows);
    bad_.erase(bad_.begin(), bad);
    for (size_t& at : bad_) at -= size;
    text_.erase(0, size);
    if (end_ && rows.rows.empty() && rows.diagnostics.empty()) return nullptr;
    return std::make_unique<ReadyBlock>(std::move(rows));
  }

 private:
  void line(std::string_view text, Rows& rows) {
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    if (std::all_of(text.begin(), text.end(), is_space)) return;
    ObjectParser::Error error;
    if (object_.parse(text, line_, rows, error)) return;
    Place place;
    place.pass(text.substr(0, error.position));
    rows.diagnostics.push_back(row_error(path_, line_,
                                         std::string(say("第 ", "column ")) + std::to_string(place.column) +
                                             say(" 列：", ": ") + error.message +
                                             say("；每行应为一个对象", "; each line should be one object")));
  }

  std::unique_ptr<TextSource> source_;
  std::string text_;
  std::vector<size_t> bad_;
  std::string path_;
  size_t piece_;
  uint64_t line_ = 1;
  Keys keys_;
  RowBuilder row_;
  ObjectParser object_;
  bool end_ = false;
};

/// One value, for keys and the values beside the list of items.
struct Scalar {
  std::string text;
  CellType type = CellType::empty;
};

bool parse_scalar(std::string_view source, Scalar& scalar, ObjectParser::Error& error) {
  // As an object's only value, so that numbers keep their source text here too.
  Keys keys;
  RowBuilder row(keys, {}, nullptr);
  Rows rows;
  if (!ObjectParser(row).parse("{\"\":" + std::string(source) + "}", 1, rows, error)) {
    error.position -= std::min<size_t>(error.position, 4);
    return false;
  }
  const Cell& cell = rows.cells.at(0);
  scalar = {std::string(cell.text), cell.type};
  return true;
}

/// A document that is an object: finds its list of items and the values beside it.
class Wrapper {
 public:
  Wrapper(JsonText text, const std::string& path, size_t piece) : text_(std::move(text)), path_(path), piece_(piece) {
    text_.hold();
  }

  std::unique_ptr<Reader> open(Diagnostics& errors) {
    bool whole = members();
    if (whole) {
      const char next = text_.skip_space();
      if (next == '{') {
        std::string all(text_.all());
        std::vector<size_t> bad = text_.bad();
        return std::make_unique<NdjsonReader>(text_.take_source(), std::move(all), std::move(bad), path_, piece_);
      }
      if (next != 0)
        whole = fail(text_.place(), say("文档结束后还有内容", "there is more after the end of the document"));
    }

    std::vector<std::string> names;
    for (const Member& array : arrays_) names.push_back(array.name);
    const std::optional<size_t> chosen = choose_items(names);
    std::unique_ptr<Reader> reader;
    if (chosen) {
      for (const Member& array : arrays_)
        if (&array != &arrays_[*chosen]) others_.push_back(array);
      reader = open_array(arrays_[*chosen]);
    } else if (whole && names.empty() && others_.empty() && !defaults_->values.empty()) {
      // An object of nothing but values is one item.
      JsonText item(std::string(text_.passed()) + "]", text_.bad(), {});
      reader = std::make_unique<JsonReader>(std::move(item), path_, piece_, nullptr, false);
    } else {
      const std::string unread = text_.read_error();
      errors.push_back(!unread.empty() ? file_error(path_, unread)
                       : whole         ? file_error(path_, no_items_message(names))
                                       : *broken_);
      return nullptr;
    }
    for (const Member& other : others_) {
      Diagnostic d = row_error(path_, other.place.line,
                               say("既不是设备列表，也不是单个的值，没有读取",
                                   "is neither the list of items nor a single value, and was not read"));
      d.severity = Severity::note;
      d.header = other.name;
      reader->diagnostics.push_back(std::move(d));
    }
    if (broken_) reader->diagnostics.push_back(*broken_);
    if (const std::string error = text_.read_error(); !error.empty())
      reader->diagnostics.push_back(file_error(path_, error));
    return reader;
  }

 private:
  struct Member {
    std::string name;
    size_t begin, end;  // its value, brackets included
    Place place;
  };

  static std::string cut_off() { return say("文件在此中断，JSON 不完整", "the file ends here, inside of the JSON"); }

  bool fail(const Place& place, const std::string& message) {
    broken_ = broken(path_, place, message);
    return false;
  }

  std::unique_ptr<Reader> open_array(const Member& array) {
    std::vector<size_t> inside;
    std::vector<size_t> outside;
    for (const size_t at : text_.bad())
      if (at >= array.begin && at < array.end)
        inside.push_back(at - array.begin);
      else
        outside.push_back(at);
    const std::string_view all = text_.passed();
    JsonText items(std::string(all.substr(array.begin, array.end - array.begin)), std::move(inside), array.place);
    items.advance(1);
    auto reader = std::make_unique<JsonReader>(std::move(items), path_, piece_, defaults_, false);
    uint64_t reported = 0;
    for (const uint64_t line : lines_of(text_.all(), 1, outside)) {
      if (line != reported) reader->diagnostics.push_back(bad_bytes(path_, line, text_.encoding()));
      reported = line;
    }
    return reader;
  }

  /// Reads {"key": value, ...}; false when it is broken.
  bool members() {
    text_.advance(1);
    bool first = true;
    for (char c = text_.skip_space(); c != '}'; c = text_.skip_space(), first = false) {
      if (!first) {
        if (c != ',')
          return fail(text_.place(), c == 0 ? cut_off() : say("此处应为逗号或 }", "a comma or } should stand here"));
        text_.advance(1);
        c = text_.skip_space();
      }
      if (c != '"')
        return fail(text_.place(), c == 0 ? cut_off() : say("此处应为带引号的键", "a key in quotes should stand here"));
      Scalar name;
      if (!scalar(name)) return false;
      c = text_.skip_space();
      if (c != ':')
        return fail(text_.place(), c == 0 ? cut_off() : say("键后应为冒号", "a colon should stand after the key"));
      text_.advance(1);
      c = text_.skip_space();
      if (c == '[' || c == '{') {
        bool whole = false;
        const std::string_view source = text_.value(whole);
        size_t inner = 1;
        while (inner < source.size() && is_space(source[inner])) ++inner;
        const bool has_objects = c == '[' && inner < source.size() && source[inner] == '{';
        const bool is_empty_list =
            c == '[' && inner < source.size() && source[inner] == ']' && choose_items({name.text, {}});
        const Member member{name.text, text_.position(), text_.position() + source.size(), text_.place()};
        (has_objects || is_empty_list ? arrays_ : others_).push_back(member);
        text_.advance(source.size());
        if (!whole) return fail(text_.place(), cut_off());
      } else {
        Scalar value;
        if (!scalar(value)) return false;
        if (value.type != CellType::empty) defaults_->values.push_back({name.text, value.text, value.type});
      }
    }
    text_.advance(1);
    return true;
  }

  bool scalar(Scalar& scalar) {
    bool whole = false;
    const std::string_view source = text_.value(whole);
    if (!whole) return fail(text_.place_after(source.size()), cut_off());
    ObjectParser::Error error;
    if (source.empty()) return fail(text_.place(), say("此处应有一个值", "a value should stand here"));
    if (!parse_scalar(source, scalar, error)) return fail(text_.place_after(error.position), error.message);
    text_.advance(source.size());
    return true;
  }

  JsonText text_;
  std::string path_;
  size_t piece_;
  std::vector<Member> arrays_;  // arrays of objects
  std::vector<Member> others_;  // arrays and objects of anything else
  std::shared_ptr<Defaults> defaults_ = std::make_shared<Defaults>();
  std::optional<Diagnostic> broken_;
};

}  // namespace

std::unique_ptr<Reader> open_json(std::unique_ptr<ByteSource> source, const std::string& path,
                                  const ReadOptions& options, Diagnostics& errors, size_t piece) {
  JsonText text(TextSource::open(std::move(source), options.encoding), piece);
  const char first = text.skip_space();
  if (first == '[') {
    text.advance(1);
    return std::make_unique<JsonReader>(std::move(text), path, piece, nullptr, true);
  }
  if (first == '{') return Wrapper(std::move(text), path, piece).open(errors);
  if (const std::string error = text.read_error(); !error.empty())
    errors.push_back(file_error(path, error));
  else
    errors.push_back(first == 0 ? file_error(path, empty_message())
                                : broken(path, text.place(),
                                         say("不是 JSON；应以 [ 或 { 开头", "is not JSON, which begins with [ or {")));
  return nullptr;
}

std::unique_ptr<Reader> open_ndjson(std::unique_ptr<ByteSource> source, const std::string& path,
                                    const ReadOptions& options, Diagnostics& errors, size_t piece) {
  const bool empty = source->peek(1).empty();
  if (empty) {
    errors.push_back(file_error(path, source->error().empty() ? empty_message() : source->error()));
    return nullptr;
  }
  return std::make_unique<NdjsonReader>(TextSource::open(std::move(source), options.encoding), std::string(),
                                        std::vector<size_t>(), path, piece);
}

}  // namespace gengxin
