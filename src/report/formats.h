// The formats that make_report chooses from: one file each.
#pragma once

#include <memory>

#include "report/report.h"

namespace gengxin {

std::unique_ptr<Report> make_text_report();
std::unique_ptr<Report> make_json_report();
std::unique_ptr<Report> make_ndjson_report();
std::unique_ptr<Report> make_csv_report();
std::unique_ptr<Report> make_xlsx_report();
std::unique_ptr<Report> make_html_report();
std::unique_ptr<Report> make_markdown_report();
std::unique_ptr<Report> make_sarif_report();
std::unique_ptr<Report> make_junit_report();
std::unique_ptr<Report> make_github_report();
std::unique_ptr<Report> make_gitlab_report();

}  // namespace gengxin
