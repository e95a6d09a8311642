#include "readers/xml.h"

#include <expat.h>

#include <new>

#include "base/diagnostic.h"

namespace gengxin {

const char* XmlAttributes::find(std::string_view name) const {
  for (const char** p = list_; *p != nullptr; p += 2)
    if (name == *p) return p[1];
  return nullptr;
}

/// expat is C: nothing may be thrown through it.
struct XmlParser::Callbacks {
  template <typename Function>
  static void call(void* self, Function function) {
    auto* parser = static_cast<XmlParser*>(self);
    if (parser->thrown_ || parser->stopped_) return;
    try {
      function(parser->handler_);
    } catch (...) {
      parser->thrown_ = std::current_exception();
      XML_StopParser(parser->parser_, XML_FALSE);
    }
  }
  static void XMLCALL start(void* self, const char* name, const char** attributes) {
    constexpr size_t deepest = 1000;
    call(self, [&](XmlHandler& handler) {
      if (++static_cast<XmlParser*>(self)->depth_ > deepest)
        throw WorkbookError(say("工作簿已损坏（XML 嵌套过深）；请在表格软件中打开并另存",
                                "the workbook is damaged (XML nested too deeply); open it in a spreadsheet program "
                                "and save it again"));
      handler.start(name, XmlAttributes(attributes));
    });
  }
  static void XMLCALL end(void* self, const char* name) {
    call(self, [&](XmlHandler& handler) {
      --static_cast<XmlParser*>(self)->depth_;
      handler.end(name);
    });
  }
  /// Entities that a file defines itself have no place in a workbook; they serve to blow it up.
  static void XMLCALL doctype(void* self, const char*, const char*, const char*, int has_internal_subset) {
    if (has_internal_subset == 0) return;
    call(self, [&](XmlHandler&) {
      throw WorkbookError(say("工作簿的 XML 自带实体定义（DTD），不予读取；请在表格软件中打开并另存",
                              "the workbook's XML brings definitions of entities (a DTD), which are not read; open it "
                              "in a spreadsheet program and save it again"));
    });
  }
  static void XMLCALL text(void* self, const char* text, int size) {
    call(self, [&](XmlHandler& handler) { handler.text({text, static_cast<size_t>(size)}); });
  }
};

XmlParser::XmlParser(std::unique_ptr<ZipPart> part, XmlHandler& handler)
    : part_(std::move(part)), handler_(handler), parser_(XML_ParserCreate(nullptr)) {
  if (parser_ == nullptr) throw std::bad_alloc();
  XML_SetUserData(parser_, this);
  XML_SetElementHandler(parser_, Callbacks::start, Callbacks::end);
  XML_SetCharacterDataHandler(parser_, Callbacks::text);
  XML_SetStartDoctypeDeclHandler(parser_, Callbacks::doctype);
}

XmlParser::~XmlParser() { XML_ParserFree(parser_); }

bool XmlParser::parse_some() {
  if (stopped_ || (last_ && !paused_)) return false;
  XML_Status status = XML_STATUS_OK;
  if (paused_) {
    paused_ = false;
    status = XML_ResumeParser(parser_);
  } else {
    constexpr int size = 64 << 10;
    void* buffer = XML_GetBuffer(parser_, size);
    if (buffer == nullptr) throw std::bad_alloc();
    const size_t got = part_->read(static_cast<char*>(buffer), size);
    last_ = got < size;
    status = XML_ParseBuffer(parser_, static_cast<int>(got), last_);
  }
  if (thrown_) std::rethrow_exception(thrown_);
  if (stopped_) return false;
  if (status == XML_STATUS_ERROR)
    throw WorkbookError(std::string(say("工作簿已损坏（XML 有误：", "the workbook is damaged (broken XML: ")) +
                        XML_ErrorString(XML_GetErrorCode(parser_)) +
                        say("）；请在表格软件中打开并另存", "); open it in a spreadsheet program and save it again"));
  paused_ = status == XML_STATUS_SUSPENDED;
  return true;
}

void XmlParser::pause() {
  if (!stopped_) XML_StopParser(parser_, XML_TRUE);
}

void XmlParser::stop() {
  stopped_ = true;
  XML_StopParser(parser_, XML_FALSE);
}

}  // namespace gengxin
