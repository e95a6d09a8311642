#include "cli/pipeline.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "mapping/companies.h"

namespace gengxin {

namespace {

// One block on its way through the workers.
struct Task {
  explicit Task(const Counting* c) : counting(c) {}
  const Counting* counting;
  std::unique_ptr<Block> block;
  std::unique_ptr<Rows> rows;  // of the block, when it has been parsed already: a block is parsed once
  std::shared_ptr<const Layout> layout;
  size_t input = 0;  // position in RunInfo::inputs
  bool done = false;
  // Results
  std::vector<Part> parts;  // a report
  Summary summary{counting};
  Diagnostics diagnostics;
  uint64_t items = 0, skipped = 0, failing = 0, undetermined = 0, waived = 0;
  VerdictCounts verdicts;
  std::string error;  // an exception's text: a defect, reported as such

  void reset() {
    rows.reset();
    block.reset();
    layout.reset();
    done = false;
    for (Part& part : parts) {
      part.text.clear();
      for (auto& group : part.groups) group.clear();
      part.data.reset();
    }
    summary = Summary(counting);
    diagnostics.clear();
    items = skipped = failing = undetermined = waived = 0;
    verdicts = {};
    error.clear();
  }
};

class Worker {
 public:
  Worker(const RunPlan& plan, const RunInfo& info, const std::vector<Sink>& sinks)
      : plan_(plan), info_(info), sinks_(sinks), mapper_(plan.base.vocabulary, plan.mapping), session_(plan.engine) {}

  void run(Task& task) {
    try {
      if (!task.rows) {
        rows_.clear();
        task.block->parse(rows_);
      }
      Rows& rows = task.rows ? *task.rows : rows_;
      if (task.layout->id != layout_id_) {
        layout_id_ = task.layout->id;
        expect(*task.layout);
      }
      for (Diagnostic& d : rows.diagnostics) {
        d.file = task.layout->file;
        task.diagnostics.push_back(std::move(d));
      }
      for (const Rows::Row& row : rows.rows) {
        RowKind kind = mapper_.map(*task.layout, rows, row, item_, task.diagnostics);
        if (kind == RowKind::total || kind == RowKind::note) ++task.skipped;
        if (!is_item(kind)) continue;
        ++task.items;
        session_.derive(item_);
        session_.evaluate(item_, outcome_);
        accept();
        task.summary.add(item_, outcome_);
        task.verdicts.count(outcome_);
        bool undetermined = false;
        for (const Finding& f : outcome_.findings) {
          if (plan_.fails(f)) ++task.failing;
          if (f.waiver != nullptr) ++task.waived;
          undetermined |= f.verdict == Verdict::undetermined && !f.accepted();
        }
        if (undetermined) ++task.undetermined;
        for (size_t i = 0; i < sinks_.size(); ++i) sinks_[i].report->item(info_, item_, outcome_, task.parts[i]);
      }
    } catch (const std::exception& e) {
      task.error = e.what();
    }
  }

 private:
  void accept() {
    if (plan_.waivers && !plan_.waivers->empty())
      for (Finding& f : outcome_.findings) f.waiver = plan_.waivers->covering(item_, f);
    if (plan_.baseline)
      for (Finding& f : outcome_.findings)
        if (f.waiver == nullptr) f.known = plan_.baseline->claim(item_, f);
  }

  // Most files of a run have the same columns.
  void expect(const Layout& layout) {
    std::vector<FieldId> fields;
    for (const Column& column : layout.columns) fields.push_back(column.field);
    if (fields == expected_ && !fields.empty()) return;
    expected_ = std::move(fields);
    std::vector<bool> possible = mapper_.possible(layout);
    for (const Derivation& d : plan_.base.derivations) possible[d.field] = true;
    session_.expect(possible);
  }

  const RunPlan& plan_;
  const RunInfo& info_;
  const std::vector<Sink>& sinks_;
  ItemMapper mapper_;
  Session session_;
  Rows rows_;
  uint64_t layout_id_ = 0;         // of the layout that session_ expects
  std::vector<FieldId> expected_;  // its columns' fields
  Item item_;
  Outcome outcome_;
};

// The workers and the tasks in flight. With one job the calling thread does the work itself.
class Pool {
 public:
  Pool(const RunPlan& plan, const RunInfo& info, const std::vector<Sink>& sinks) {
    if (plan.jobs <= 1) {
      alone_.emplace(plan, info, sinks);
      return;
    }
    for (unsigned i = 0; i < plan.jobs; ++i) {
      workers_.push_back(std::make_unique<Worker>(plan, info, sinks));
      threads_.emplace_back([this, worker = workers_.back().get()] { serve(*worker); });
    }
  }
  ~Pool() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    ready_.notify_all();
    for (std::thread& t : threads_) t.join();
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  void submit(Task* task) {
    if (alone_) {
      alone_->run(*task);
      task->done = true;
      return;
    }
    {
      std::lock_guard lock(mutex_);
      queue_.push_back(task);
    }
    ready_.notify_one();
  }
  void wait(const Task* task) {
    if (alone_) return;
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [&] { return task->done; });
  }
  bool is_done(const Task* task) {
    std::lock_guard lock(mutex_);
    return task->done;
  }

 private:
  void serve(Worker& worker) {
    for (;;) {
      Task* task;
      {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [&] { return stop_ || !queue_.empty(); });
        if (queue_.empty()) return;
        task = queue_.front();
        queue_.pop_front();
      }
      worker.run(*task);
      {
        std::lock_guard lock(mutex_);
        task->done = true;
      }
      finished_.notify_one();
    }
  }

  std::optional<Worker> alone_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable ready_, finished_;
  std::deque<Task*> queue_;
  bool stop_ = false;
};

// Of text files, whose reading is counted as it goes; 0 where some input is none, or its size is not known.
uint64_t bytes_to_read(const Options& options) {
  uint64_t total = 0;
  for (const auto* files : {&options.files, &options.projects})
    for (const std::string& file : *files) {
      std::error_code error;
      const uint64_t size = std::filesystem::is_regular_file(file, error) ? std::filesystem::file_size(file, error) : 0;
      const std::string ending = std::filesystem::path(file).extension().string();
      if (error || size == 0 || ending == ".xlsx" || ending == ".xlsm" || ending == ".ods") return 0;
      total += size;
    }
  return total;
}

class Run {
 public:
  Run(const RunPlan& plan, RunInfo& info, const std::vector<Sink>& sinks)
      : plan_(plan),
        info_(info),
        sinks_(sinks),
        counting_(plan.engine),
        progress_(bytes_to_read(plan.options), progress_wanted() && !streams_to_terminal(sinks)),
        pool_(plan, info, sinks),
        most_(plan.jobs <= 1 ? 1 : plan.jobs * 4) {}

  RunResult all() {
    // A CSV header needs the columns that pass through before its first row. What the first look reads is kept: whole
    // small tables up to 64 MiB, a hundred others, and standard input, which cannot be read twice.
    const size_t count = plan_.options.files.size() + plan_.options.projects.size();
    std::vector<File> files(count);
    const bool look_ahead =
        std::any_of(sinks_.begin(), sinks_.end(), [](const Sink& sink) { return sink.report->needs_columns(); });
    constexpr size_t most_kept = 100, most_held = 64 << 20;
    for (size_t i = 0, kept = 0, held = 0; look_ahead && i < count; ++i) {
      File& file = files[i];
      open(i, file);
      const bool room = kept + file.sheets.size() <= most_kept || file_of(i) == "-";
      for (size_t k = 0; k < file.sheets.size(); ++k) {
        look(i, file, k);
        if (!room && file.sheets.size() > 1) file.sheets[k] = {};
      }
      if (const size_t bytes = file.sheets.size() == 1 ? whole_table(file.sheets.front()) : 0;
          bytes > 0 && held + bytes <= most_held) {
        held += bytes;
      } else if (room) {
        kept += file.sheets.size();
      } else {
        file.sheets.clear();
        file.said.clear();
        file.open = false;
      }
    }
    for (const Sink& sink : sinks_) write(sink, [&](std::string& text) { sink.report->begin(info_, text); });
    for (size_t i = 0; i < count; ++i) {
      File& file = files[i];
      if (!file.open) open(i, file);
      note(file.first, file.said, false);
      for (size_t k = 0; k < file.sheets.size(); ++k) {
        if (!file.sheets[k].looked) look(i, file, k);
        Sheet& sheet = file.sheets[k];
        note(file.first + k, sheet.said);
        if (sheet.inventory) read(i, file.first + k, *sheet.inventory);
        sheet = {};
      }
      take_hash(file);
      file = {};
    }
    while (!flying_.empty()) merge_front();
    result_.summary.unreadable_files = unreadable_files_;
    if (plan_.baseline) info_.baseline = plan_.baseline->counts();
    progress_.clear();
    for (const Sink& sink : sinks_)
      write(sink, [&](std::string& text) { sink.report->end(info_, result_.summary, text); });
    return std::move(result_);
  }

 private:
  // A file that is not a workbook has one sheet.
  struct Sheet {
    std::unique_ptr<Reader> reader;
    std::optional<OpenInventory> inventory;  // once it has been looked at, unless its header is not found
    Diagnostics said;
    bool looked = false;
  };
  struct File {
    bool open = false;
    bool listed = false;  // its inputs stand in RunInfo::inputs from `first` on: one a sheet, and one when it has none
    size_t first = 0;
    std::vector<Sheet> sheets;
    Diagnostics said;                 // of the file as a whole
    std::shared_ptr<InputHash> hash;  // where the report wants it
  };

  bool is_projects(size_t file) const { return file >= plan_.options.files.size(); }
  const std::string& file_of(size_t file) const {
    return is_projects(file) ? plan_.options.projects[file - plan_.options.files.size()] : plan_.options.files[file];
  }
  // Projects are items of a category of their own, whatever their names hold.
  MappingOptions mapping_of(size_t file) const {
    MappingOptions mapping = plan_.mapping;
    if (is_projects(file)) mapping.category = plan_.base.vocabulary.category("renewal-project");
    return mapping;
  }

  void open(size_t i, File& file) {
    file.open = true;
    file.hash = plan_.hash_inputs ? std::make_shared<InputHash>() : nullptr;
    for (auto& reader : open_inventory_readers(file_of(i), plan_.options, mapping_of(i), plan_.base.vocabulary,
                                               file.said, {&progress_.bytes, file.hash}))
      file.sheets.emplace_back().reader = std::move(reader);
    if (file.listed) return;
    file.listed = true;
    file.first = info_.inputs.size();
    for (size_t k = 0; k < std::max<size_t>(file.sheets.size(), 1); ++k) {
      InputInfo& info = info_.inputs.emplace_back();
      info.file = file_of(i);
      if (k < file.sheets.size()) info.sheet = file.sheets[k].reader->sheet();
      info.one_of_sheets = file.sheets.size() > 1;
      files_of_inputs_.push_back(i);
    }
  }

  // After the last of its readers.
  void take_hash(const File& file) {
    if (!file.hash) return;
    const std::string hash = file.hash->finish();
    for (size_t k = 0; k < std::max<size_t>(file.sheets.size(), 1); ++k) info_.inputs[file.first + k].sha256 = hash;
  }

  void look(size_t i, File& file, size_t k) {
    Sheet& sheet = file.sheets[k];
    sheet.looked = true;
    sheet.inventory = look_at_inventory(std::move(sheet.reader), file_of(i), mapping_of(i), plan_.base.vocabulary,
                                        sheet.said, scratch_);
    if (sheet.inventory) describe(file.first + k, *sheet.inventory);
  }

  /// The bytes that a sheet's first block takes, where there is no more to it and it can be parsed again; else 0.
  static size_t whole_table(const Sheet& sheet) {
    return sheet.inventory && sheet.inventory->reader->done() ? sheet.inventory->first->bytes_held() : 0;
  }

  void describe(size_t input, const OpenInventory& inventory) {
    InputInfo& info = info_.inputs[input];
    info.unmapped.clear();
    const Layout& layout = *inventory.layout;
    info.header_last = layout.header_row;
    info.header_first = layout.header_row + 1 - std::min<uint64_t>(layout.header_rows.size(), layout.header_row);
    info.key_columns = 0;
    for (const char* key : {"item_id", "name"}) {
      const FieldId field = plan_.base.vocabulary.field(key);
      for (size_t c = 0; c < layout.columns.size() && c < 4; ++c)
        if (field != no_id && layout.columns[c].field == field)
          info.key_columns = std::max(info.key_columns, static_cast<uint16_t>(c + 1));
    }
    for (uint16_t c : inventory.layout->unmapped) info.unmapped.push_back(inventory.layout->columns[c].header);
  }

  void read(size_t file, size_t input, OpenInventory& inventory) {
    describe(input, inventory);
    std::shared_ptr<const Layout> layout = inventory.layout;
    std::unique_ptr<Block> block = std::move(inventory.first);
    while (block) {
      if (const auto* keys = inventory.reader->keys(); keys && keys->size() > layout->columns.size()) {
        Diagnostics diagnostics;
        inventory.layout = layout = std::make_shared<const Layout>(
            keyed_layout(plan_.base.vocabulary, mapping_of(file), info_.inputs[input].file, *keys, diagnostics));
        describe(input, inventory);
        note(input, diagnostics);
      }
      if (flying_.size() >= most_) merge_front();
      while (!flying_.empty() && pool_.is_done(flying_.front().get())) merge_front();
      std::unique_ptr<Task> task = spare();
      task->block = std::move(block);
      task->rows = std::move(inventory.first_rows);
      task->layout = layout;
      task->input = input;
      flying_.push_back(std::move(task));
      pool_.submit(flying_.back().get());
      block = inventory.reader->next();
      Diagnostics late = std::move(inventory.reader->diagnostics);
      inventory.reader->diagnostics.clear();
      if (!late.empty()) {
        while (!flying_.empty()) merge_front();  // so that messages stand in the order of the file
        note(input, late);
      }
    }
  }

  static bool streams_to_terminal(const std::vector<Sink>& sinks) {
    return std::any_of(sinks.begin(), sinks.end(),
                       [](const Sink& sink) { return sink.output->is_terminal() && sink.report->streams(); });
  }

  // What `make` appends goes to the report's output.
  template <class Make>
  void write(const Sink& sink, Make make) {
    text_.clear();
    make(text_);
    if (text_.empty()) return;
    if (sink.output->is_terminal()) progress_.clear();
    sink.output->write(text_);
  }

  std::unique_ptr<Task> spare() {
    if (spare_.empty()) {
      auto made = std::make_unique<Task>(&counting_);
      made->parts.resize(sinks_.size());
      return made;
    }
    std::unique_ptr<Task> task = std::move(spare_.back());
    spare_.pop_back();
    return task;
  }

  void merge_front() {
    Task& task = *flying_.front();
    pool_.wait(&task);
    if (!task.error.empty()) throw std::runtime_error(task.error);
    note(task.input, task.diagnostics);
    InputInfo& info = info_.inputs[task.input];
    info.items += task.items;
    info.skipped_rows += task.skipped;
    info.failing += task.failing;
    info_.waived += task.waived;
    info.verdicts.merge(task.verdicts);
    result_.summary.merge(task.summary);
    result_.failing += task.failing;
    result_.undetermined += task.undetermined;
    items_ += task.items;
    for (size_t i = 0; i < sinks_.size(); ++i)
      write(sinks_[i], [&](std::string& text) { sinks_[i].report->merge(task.parts[i], text); });
    progress_.show(items_);
    task.reset();
    spare_.push_back(std::move(flying_.front()));
    flying_.pop_front();
  }

  // Every diagnostic is counted; those of formats without a place for them go to stderr. `of_sheet`: they are about the
  // input's sheet and not its file.
  void note(size_t input, Diagnostics& diagnostics, bool of_sheet = true) {
    constexpr size_t kept = 10'000;
    InputInfo& info = info_.inputs[input];
    std::string lines;
    for (Diagnostic& d : diagnostics) {
      if (d.file.empty()) d.file = info.file;
      if (of_sheet && info.one_of_sheets) d.sheet = info.sheet;
      switch (d.severity) {
        case Severity::note:
          break;
        case Severity::cell_warning:
          ++info.unreadable_cells;
          ++result_.summary.unreadable_cells;
          result_.unreadable |= plan_.options.strict;
          break;
        case Severity::row_error:
          ++info.unreadable_rows;
          ++result_.summary.unreadable_rows;
          result_.unreadable = true;
          break;
        case Severity::file_error:
          if (last_unreadable_ != files_of_inputs_[input]) ++unreadable_files_;
          last_unreadable_ = files_of_inputs_[input];
          info.readable = false;
          result_.unreadable = true;
          break;
      }
      if (plan_.print_diagnostics) lines += format_diagnostic(d) + '\n';
      if (info_.diagnostics.size() < kept) info_.diagnostics.push_back(std::move(d));
    }
    if (!lines.empty()) {
      progress_.clear();
      std::fwrite(lines.data(), 1, lines.size(), stderr);
    }
    diagnostics.clear();
  }

  const RunPlan& plan_;
  RunInfo& info_;
  const std::vector<Sink>& sinks_;
  Counting counting_;
  RunResult result_;
  Progress progress_;
  uint64_t items_ = 0;
  uint64_t unreadable_files_ = 0;
  size_t last_unreadable_ = SIZE_MAX;  // the last file counted in it
  Rows scratch_;
  std::vector<size_t> files_of_inputs_;  // position in options.files and, behind them, projects
  std::deque<std::unique_ptr<Task>> flying_;
  std::vector<std::unique_ptr<Task>> spare_;
  std::string text_;
  Pool pool_;  // last: its threads end before what they work on
  size_t most_;
};

}  // namespace

std::vector<std::unique_ptr<Reader>> open_inventory_readers(const std::string& file, const Options& options,
                                                            const MappingOptions& mapping, const Vocabulary& vocabulary,
                                                            Diagnostics& diagnostics, const Watch& watch) {
  if (const auto reason = options.unreadable.find(file); reason != options.unreadable.end()) {
    Diagnostic d;
    d.severity = Severity::file_error;
    d.file = file;
    d.message = reason->second;
    diagnostics.push_back(std::move(d));
    return {};
  }
  ReadOptions read = read_options(options, mapping, vocabulary);
  read.watch = watch;
  return open_readers(file, read, diagnostics);
}

std::optional<OpenInventory> look_at_inventory(std::unique_ptr<Reader> reader, const std::string& file,
                                               const MappingOptions& mapping, const Vocabulary& vocabulary,
                                               Diagnostics& diagnostics, Rows& scratch) {
  OpenInventory out;
  out.reader = std::move(reader);
  out.first = out.reader->next();
  diagnostics.insert(diagnostics.end(), out.reader->diagnostics.begin(), out.reader->diagnostics.end());
  out.reader->diagnostics.clear();
  if (!out.first) {
    bool said = std::any_of(diagnostics.begin(), diagnostics.end(),
                            [](const Diagnostic& d) { return d.severity == Severity::file_error; });
    if (!said) {
      Diagnostic d;
      d.severity = Severity::file_error;
      d.file = file;
      d.message = say("文件里没有数据", "the file holds no data");
      diagnostics.push_back(std::move(d));
    }
    return std::nullopt;
  }
  if (const auto* keys = out.reader->keys()) {
    out.layout = std::make_shared<const Layout>(keyed_layout(vocabulary, mapping, file, *keys, diagnostics));
    return out;
  }
  // What can be parsed again is left to the workers but for its first rows: in a run over many small files all the
  // others wait for this.
  if (out.first->bytes_held() > 0) {
    scratch.clear();
    out.first->parse_first(header_rows_looked_at, scratch);
  } else {
    out.first_rows = std::make_unique<Rows>();
    out.first->parse(*out.first_rows);
  }
  std::optional<Layout> layout =
      find_layout(vocabulary, mapping, file, out.first_rows ? *out.first_rows : scratch, diagnostics);
  if (!layout) return std::nullopt;
  layout->sheet = out.reader->sheet();
  out.layout = std::make_shared<const Layout>(std::move(*layout));
  return out;
}

RunPlan run_plan(const RuleBase& base, const Engine& engine, const Options& options) {
  if (std::count(options.files.begin(), options.files.end(), "-") +
          std::count(options.projects.begin(), options.projects.end(), "-") >
      1)
    throw UsageError(say("标准输入（-）只能给一次", "standard input (-) can be given once only"));
  RunPlan plan{
      .base = base, .engine = engine, .options = options, .mapping = mapping_options(options, base.vocabulary)};
  plan.jobs = options.jobs ? options.jobs : std::clamp(std::thread::hardware_concurrency(), 1u, 64u);
  return plan;
}

RunInfo run_info(const RunPlan& plan) {
  RunInfo info;
  info.rules = &plan.base;
  info.as_of = plan.engine.as_of();
  info.region = plan.mapping.region;
  info.selection = selection_text(plan.options);
  if (plan.mapping.companies)
    info.also_read.emplace_back(plan.mapping.companies->file(), plan.mapping.companies->sha256());
  info.all = plan.options.all;
  info.summary_only = plan.options.summary;
  info.width = terminal_width();
  info.program = "gengxin " GENGXIN_VERSION;
  info.horizon = horizon_day(plan.options, info.as_of);
  return info;
}

bool RunPlan::fails(const Finding& finding) const {
  if (finding.accepted() || (finding.suspected && !options.fail_on_suspected)) return false;
  return (fail_on && finding.verdict <= *fail_on) || (fail_on_urgency && urgency_of(finding) >= *fail_on_urgency);
}

RunResult run_files(const RunPlan& plan, RunInfo& info, const std::vector<Sink>& sinks) {
  return Run(plan, info, sinks).all();
}

}  // namespace gengxin
