// liborcus 0.17's own archive class reserves whatever size a damaged directory states (4 GB for one bad byte) and does
// not check what it inflates, so the directory is read here.
#include "readers/zip.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "base/diagnostic.h"

namespace gengxin {
namespace {

[[noreturn]] void damaged() {
  throw WorkbookError(
      say("工作簿已损坏（ZIP 结构有误）；请在表格软件中打开并另存",
          "the workbook is damaged (broken ZIP archive); open it in a spreadsheet program and save it again"));
}

std::string lower_case(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return out;
}

/// Little-endian numbers at checked positions.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  uint64_t number(uint64_t at, size_t size) const {
    const std::string_view field = part(at, size);
    uint64_t n = 0;
    for (size_t i = size; i-- > 0;) n = n << 8 | static_cast<unsigned char>(field[i]);
    return n;
  }
  std::string_view part(uint64_t at, uint64_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) damaged();
    return bytes_.substr(at, size);
  }

 private:
  std::string_view bytes_;
};

class Part final : public ZipPart {
 public:
  Part(std::shared_ptr<const std::string> bytes, std::string_view packed, const ZipEntry& entry)
      : bytes_(std::move(bytes)), packed_(packed), entry_(entry) {
    if (entry.method == Z_DEFLATED && inflateInit2(&stream_, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    inflating_ = entry.method == Z_DEFLATED;
  }
  ~Part() override {
    if (inflating_) inflateEnd(&stream_);
  }
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;

  size_t read(char* to, size_t n) override {
    if (end_) return 0;
    const size_t got = inflating_ ? inflate_some(to, n) : copy_some(to, n);
    crc_ = static_cast<uint32_t>(crc32(crc_, reinterpret_cast<const Bytef*>(to), static_cast<uInt>(got)));
    done_ += got;
    if (done_ > entry_.size) damaged();
    if (got < n) {
      end_ = true;
      if (done_ != entry_.size || crc_ != entry_.crc) damaged();
    }
    return got;
  }

 private:
  size_t copy_some(char* to, size_t n) {
    n = std::min(n, packed_.size());
    std::memcpy(to, packed_.data(), n);
    packed_.remove_prefix(n);
    return n;
  }

  size_t inflate_some(char* to, size_t n) {
    stream_.next_out = reinterpret_cast<Bytef*>(to);
    stream_.avail_out = static_cast<uInt>(n);
    while (stream_.avail_out > 0 && !stream_end_) {
      const size_t chunk = std::min<size_t>(packed_.size(), 1 << 20);
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed_.data()));
      stream_.avail_in = static_cast<uInt>(chunk);
      const int status = inflate(&stream_, Z_NO_FLUSH);
      packed_.remove_prefix(chunk - stream_.avail_in);
      if (status == Z_STREAM_END)
        stream_end_ = true;
      else if (status != Z_OK || (packed_.empty() && stream_.avail_out > 0))
        damaged();
    }
    return n - stream_.avail_out;
  }

  std::shared_ptr<const std::string> bytes_;
  std::string_view packed_;
  ZipEntry entry_;
  z_stream stream_{};
  bool inflating_ = false;
  bool stream_end_ = false;
  bool end_ = false;
  uint32_t crc_ = 0;
  uint64_t done_ = 0;
};

}  // namespace

Zip::Zip(std::string bytes) : bytes_(std::make_shared<const std::string>(std::move(bytes))) {
  const Bytes in(*bytes_);
  const size_t end_record = bytes_->rfind("PK\5\6");
  if (end_record == std::string::npos) damaged();
  uint64_t count = in.number(end_record + 10, 2);
  uint64_t at = in.number(end_record + 16, 4);
  constexpr uint64_t full = 0xFFFFFFFF;
  if ((count == 0xFFFF || at == full) && end_record >= 20 && in.part(end_record - 20, 4) == "PK\6\7") {
    const uint64_t end64 = in.number(end_record - 12, 8);
    if (in.part(end64, 4) != "PK\6\6") damaged();
    count = in.number(end64 + 32, 8);
    at = in.number(end64 + 48, 8);
  }
  if (count > 100000) damaged();
  uint64_t inflated = 0;
  for (; count > 0; --count) {
    if (in.part(at, 4) != std::string_view("PK\1\2")) damaged();
    ZipEntry entry;
    entry.flags = static_cast<uint16_t>(in.number(at + 8, 2));
    entry.method = static_cast<uint16_t>(in.number(at + 10, 2));
    entry.crc = static_cast<uint32_t>(in.number(at + 16, 4));
    entry.packed = in.number(at + 20, 4);
    entry.size = in.number(at + 24, 4);
    const uint64_t name_size = in.number(at + 28, 2);
    const uint64_t extra_size = in.number(at + 30, 2);
    const uint64_t comment_size = in.number(at + 32, 2);
    entry.offset = in.number(at + 42, 4);
    entry.name = in.part(at + 46, name_size);
    std::replace(entry.name.begin(), entry.name.end(), '\\', '/');
    // ZIP64: what did not fit in 32 bits stands in an extra field, in this order.
    for (uint64_t x = at + 46 + name_size, end = x + extra_size; x + 4 <= end;) {
      const uint64_t size = in.number(x + 2, 2);
      if (in.number(x, 2) == 1) {
        uint64_t field = x + 4;
        for (uint64_t* value : {&entry.size, &entry.packed, &entry.offset})
          if (*value == full) {
            *value = in.number(field, 8);
            field += 8;
          }
      }
      x += 4 + size;
    }
    at += 46 + name_size + extra_size + comment_size;
    inflated += std::min(entry.size, uint64_t{1} << 40);
    index_.emplace(lower_case(entry.name), entries_.size());
    entries_.push_back(std::move(entry));
  }
  // Sheets shrink to a tenth or a thirtieth. A part is never inflated beyond the size that stands here.
  constexpr uint64_t harmless = 128 << 20, most_times = 200;
  if (inflated > harmless && inflated > most_times * bytes_->size())
    throw WorkbookError(
        say("工作簿展开后大得异常（超过文件的 200 倍），不予读取；请在表格软件中打开并另存",
            "the workbook is abnormally large when unpacked (over 200 times the file) and is not read; open it in a "
            "spreadsheet program and save it again"));
}

const ZipEntry* Zip::find(std::string_view name) const {
  const auto found = index_.find(lower_case(name));
  return found == index_.end() ? nullptr : &entries_[found->second];
}

std::unique_ptr<ZipPart> Zip::open(const ZipEntry& entry) const {
  const Bytes in(*bytes_);
  if (in.part(entry.offset, 4) != std::string_view("PK\3\4")) damaged();
  if ((entry.flags & 1) != 0)
    throw WorkbookError(
        say("工作簿有密码保护；请取消密码后另存", "the workbook is protected by a password; save it without one"));
  if (entry.method != 0 && entry.method != Z_DEFLATED) damaged();
  const uint64_t data = entry.offset + 30 + in.number(entry.offset + 26, 2) + in.number(entry.offset + 28, 2);
  return std::make_unique<Part>(bytes_, in.part(data, entry.packed), entry);
}

std::string Zip::read(const ZipEntry& entry) const {
  constexpr size_t most = 64 << 20;
  if (entry.size > most) damaged();
  std::string whole(entry.size + 1, '\0');
  whole.resize(open(entry)->read(whole.data(), whole.size()));
  return whole;
}

}  // namespace gengxin
