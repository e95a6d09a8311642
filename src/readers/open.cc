#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "readers/compressed.h"
#include "readers/csv.h"
#include "readers/encoding.h"
#include "readers/json.h"
#include "readers/reader.h"
#include "readers/workbook.h"
#include "readers/yaml.h"

namespace gengxin {
namespace {

enum class Format { csv, json, ndjson, yaml, workbook };

struct FormatName {
  const char* name;  // of --format and of the file's extension
  Format format;
};

constexpr FormatName format_names[] = {
    {"csv", Format::csv},       {"tsv", Format::csv},      {"json", Format::json}, {"ndjson", Format::ndjson},
    {"jsonl", Format::ndjson},  {"yaml", Format::yaml},    {"yml", Format::yaml},  {"xlsx", Format::workbook},
    {"xlsm", Format::workbook}, {"ods", Format::workbook},
};

const FormatName* find_format(const std::string& name) {
  for (const FormatName& format : format_names)
    if (name == format.name) return &format;
  return nullptr;
}

std::string extension(std::string_view path) {
  const size_t dot = path.rfind('.');
  const size_t slash = path.rfind('/');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
  std::string name(path.substr(dot + 1));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

/// By the first bytes, for standard input and for names that say nothing.
Format sniff(ByteSource& source, const std::string& encoding_name) {
  const std::string_view sample = source.peek(piece_size);
  const Encoding encoding = choose_encoding(encoding_name, sample, sample.size() < piece_size);
  std::string text;
  std::vector<size_t> bad;
  Decoder(encoding).convert(sample.substr(encoding.bom).substr(0, 4096), false, text, bad);
  const auto next = [&](size_t from) { return std::min(text.find_first_not_of(" \t\r\n", from), text.size()); };
  const size_t first = next(0);
  if (first == text.size()) return Format::csv;
  const size_t second = next(first + 1);
  const char after = second < text.size() ? text[second] : '\0';
  // A table may begin with "[附表1]"; an array of objects goes on with one, or ends. open_json also reads NDJSON.
  if (text[first] == '[' && (after == '{' || after == ']' || after == '\0')) return Format::json;
  if (text[first] == '{' && (after == '"' || after == '}' || after == '\0')) return Format::json;
  return Format::csv;
}

using Readers = std::vector<std::unique_ptr<Reader>>;

Readers one(std::unique_ptr<Reader> reader) {
  Readers out;
  if (reader != nullptr) out.push_back(std::move(reader));
  return out;
}

Readers open_file(const std::string& path, const ReadOptions& options, bool best_sheet, Diagnostics& errors) {
  const FormatName* named = nullptr;
  if (!options.format.empty()) {
    named = find_format(options.format);
    if (named == nullptr)
      throw UsageError(
          std::string(say("未知的输入格式 “", "unknown input format \"")) + options.format +
          say("”；可用 csv、json、ndjson、yaml、xlsx、ods", "\"; known are csv, json, ndjson, yaml, xlsx, ods"));
  }
  if (!options.encoding.empty()) named_encoding(options.encoding);  // complains before the file does

  std::unique_ptr<ByteSource> source = ByteSource::open(path, errors, options.watch);
  if (source == nullptr) return {};

  const bool standard_input = path == "-";
  const std::string ending = standard_input ? std::string() : extension(unpacked_name(path));
  // What a file is goes before what it is called: systems export workbooks and tables under each other's names, and
  // some programs unpack a file and leave it its name.
  const Compression compression = compression_by_bytes(source->peek(8));
  if (compression != Compression::none) source = unpack(std::move(source), compression);
  const std::string_view head = source->peek(8);
  if (!source->error().empty()) {
    errors.push_back(file_error(path, source->error()));
    return {};
  }
  const bool is_workbook =
      head.starts_with("PK\3\4") || head.starts_with("PK\5\6") || head.starts_with("\xD0\xCF\x11\xE0");
  if (compression != Compression::none && is_workbook) {
    errors.push_back(file_error(path, say("压缩的工作簿不能直接读取；请先解压（工作簿本身已是压缩的）",
                                          "a compressed workbook is not read; unpack it first (a workbook is packed "
                                          "as it is)")));
    return {};
  }
  if (compression_by_bytes(head) != Compression::none) {
    errors.push_back(file_error(path, say("压缩了两次；请先解压一次", "is compressed twice; unpack it once")));
    return {};
  }
  if (named == nullptr && !is_workbook) {
    if (ending == "xls" || ending == "et") {
      if (head.find('<') != std::string_view::npos) {
        errors.push_back(
            file_error(path, say("虽名为 .xls，内容却是网页；请在表格软件中打开并另存为 .xlsx",
                                 "is a web page named .xls; open it in a spreadsheet program and save it as .xlsx")));
        return {};
      }
    } else {
      named = find_format(ending);
    }
  }
  const Format format = is_workbook && (named == nullptr || named->format == Format::csv) ? Format::workbook
                        : named != nullptr                                                ? named->format
                                           : sniff(*source, options.encoding);
  if (format == Format::workbook && standard_input) {
    errors.push_back(file_error(path, say("不能从标准输入读取工作簿；请给出文件名",
                                          "a workbook cannot be read from standard input; name its file")));
    return {};
  }
  switch (format) {
    case Format::json:
      return one(open_json(std::move(source), path, options, errors));
    case Format::ndjson:
      return one(open_ndjson(std::move(source), path, options, errors));
    case Format::yaml:
      return one(open_yaml(std::move(source), path, options, errors));
    case Format::workbook:
      return open_workbook(std::move(source), path, options, best_sheet, errors);
    case Format::csv:
      break;
  }
  return one(open_csv(std::move(source), path, options, errors));
}

}  // namespace

std::vector<std::string> input_formats() {
  std::vector<std::string> names;
  for (const FormatName& format : format_names) names.emplace_back(format.name);
  return names;
}

Readers open_readers(const std::string& path, const ReadOptions& options, Diagnostics& diagnostics) {
  return open_file(path, options, false, diagnostics);
}

std::unique_ptr<Reader> open_reader(const std::string& path, const ReadOptions& options, Diagnostics& diagnostics) {
  Readers readers = open_file(path, options, true, diagnostics);
  return readers.empty() ? nullptr : std::move(readers.front());
}

}  // namespace gengxin
