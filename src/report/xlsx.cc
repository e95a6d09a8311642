// The inventory as it came, with verdict columns, a summary, the clauses cited and the data to collect.
//
// The factory's own sheets come first, in their order, and the workbook opens at the first inventory: it is their file,
// and ours stand behind it. Of the originals all is kept that SheetCopy holds; a formula's cell holds its stored
// result, which is what was judged (a copied formula could refer to what is not copied), and text stays text whatever
// it begins with. The workbook grows in memory with its rows, of which a sheet has at most 1,048,576. The library
// writes the parts to temporary files, and so the whole.
#include "report/formats.h"
#include "report/xlsx_sheets.h"

namespace gengxin {

namespace {

class XlsxReport : public Report {
 public:
  bool shows_diagnostics() const override { return false; }
  void item(const RunInfo& run, const Item& item, const Outcome& outcome, Part& part) const override {
    if (!run.summary_only) part.gather<ItemRecords>().add(run, item, outcome);
  }

  void merge(Part& part, std::string&) override {
    if (part.data) records_.append(std::move(part.gather<ItemRecords>()));
  }

  void end(const RunInfo& run, const Summary& summary, std::string& out) override {
    XlsxBook book(run.as_of);
    std::vector<std::string> problems;
    std::vector<PlacedInput> placed;
    if (!run.summary_only) placed = write_inventories(book, run, records_, problems);
    if (const uint64_t cut = book.cut_texts(); cut > 0)
      problems.push_back(std::to_string(cut) + say(" 处文字超过单元格的 32767 字，已截短",
                                                   " texts are longer than a cell's 32767 characters, and cut"));
    write_summary(book, run, summary, records_, problems);
    if (run.horizon != no_day) write_due(book, run, records_, placed);
    if (!records_.cited.empty()) write_clauses(book, run, records_);
    if (!records_.gaps.empty()) write_gaps(book, run, records_, placed);
    out += book.finish();
  }

 private:
  ItemRecords records_;
};

}  // namespace

std::unique_ptr<Report> make_xlsx_report() { return std::make_unique<XlsxReport>(); }

}  // namespace gengxin
