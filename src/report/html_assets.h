// The style sheet and the script of the HTML report, embedded from src/report/html/.
#pragma once

#include <string_view>

namespace gengxin {

std::string_view report_css();
std::string_view report_js();
/// "sha256-…": what the report's content security policy allows, so that no other style or script runs in it.
std::string_view report_css_hash();
std::string_view report_js_hash();

}  // namespace gengxin
