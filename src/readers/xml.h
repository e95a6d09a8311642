// XML, parsed piece by piece with expat.
#pragma once

#include <exception>
#include <memory>
#include <string_view>
#include <vector>

#include "readers/zip.h"

struct XML_ParserStruct;

namespace gengxin {

/// An element's attributes, as expat hands them over: name, value, name, value ...
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** list) : list_(list) {}
  /// The value, or nullptr.
  const char* find(std::string_view name) const;
  std::string_view get(std::string_view name) const {
    const char* value = find(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
  }

 private:
  const char** list_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual void start(std::string_view element, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view element) = 0;
  virtual void text(std::string_view text) = 0;
};

/// "x:row" without its prefix.
inline std::string_view local_name(std::string_view name) { return name.substr(name.find(':') + 1); }

class XmlParser {
 public:
  XmlParser(std::unique_ptr<ZipPart> part, XmlHandler& handler);
  ~XmlParser();
  XmlParser(const XmlParser&) = delete;
  XmlParser& operator=(const XmlParser&) = delete;

  /// Parses the next piece; false at the end. Throws WorkbookError.
  bool parse_some();
  void parse_all() {
    while (parse_some()) {
    }
  }
  /// For the handler: return from parse_some() now.
  void pause();
  /// For the handler: no more is wanted.
  void stop();

 private:
  struct Callbacks;

  std::unique_ptr<ZipPart> part_;
  XmlHandler& handler_;
  XML_ParserStruct* parser_;
  std::exception_ptr thrown_;
  size_t depth_ = 0;
  bool paused_ = false;
  bool last_ = false;
  bool stopped_ = false;
};

}  // namespace gengxin
