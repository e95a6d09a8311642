#include "cli/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "base/error.h"
#include "cli/terminal.h"

namespace gengxin {

Output::Output(const std::string& path) : file_(stdout), path_(path), own_(false) {
  if (path.empty() || path == "-") return;
  file_ = std::fopen(path.c_str(), "wb");
  own_ = true;
  if (!file_)
    throw UsageError(fmt::format(fmt::runtime(say("-o {}：无法写入：{}", "-o {}: cannot be written: {}")), path,
                                 std::strerror(errno)));
}

Output::~Output() {
  if (own_ && file_) std::fclose(file_);
}

void Output::write(std::string_view text) {
  if (text.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size() || std::fflush(file_) != 0)
    throw UsageError(
        fmt::format(fmt::runtime(say("输出写入失败：{}", "the output cannot be written: {}")), std::strerror(errno)));
}

void Output::close() {
  if (!own_) return;
  std::FILE* file = file_;
  file_ = nullptr;
  if (std::fclose(file) != 0)
    throw UsageError(fmt::format(fmt::runtime(say("-o {}：写入失败：{}", "-o {}: writing failed: {}")), path_,
                                 std::strerror(errno)));
}

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
  Part part;
  Summary summary{counting};
  Diagnostics diagnostics;
  uint64_t items = 0, skipped = 0, failing = 0;
  std::string error;  // an exception's text: a defect, reported as such

  void reset() {
    rows.reset();
    block.reset();
    layout.reset();
    done = false;
    part.text.clear();
    for (auto& group : part.groups) group.clear();
    part.data.reset();
    summary = Summary(counting);
    diagnostics.clear();
    items = skipped = failing = 0;
    error.clear();
  }
};

// Whether a waiver of gengxin.toml covers the finding. An expired one covers nothing.
bool waived(const std::vector<Waiver>& waivers, const Finding& f, const Item& item, Day as_of) {
  for (const Waiver& w : waivers) {
    if (as_of > w.until) continue;
    bool rule = (f.rule && f.rule->id == w.rule) || (f.document && f.document->id == w.rule);
    if (!rule) continue;
    if (w.item.empty() || w.item == item.id || w.item == fmt::format("row {}", item.row)) return true;
  }
  return false;
}

class Worker {
 public:
  Worker(const RunPlan& plan, const RunInfo& info, const Report& report)
      : plan_(plan), info_(info), report_(report), mapper_(plan.base.vocabulary, plan.mapping), session_(plan.engine) {}

  void run(Task& task) {
    try {
      if (!task.rows) {
        rows_.clear();
        task.block->parse(rows_);
      }
      Rows& rows = task.rows ? *task.rows : rows_;
      if (task.layout->id != layout_id_) {
        layout_id_ = task.layout->id;
        possible_ = mapper_.possible(*task.layout);
        for (const Derivation& d : plan_.base.derivations) possible_[d.field] = true;
        session_.expect(&possible_);
      }
      for (Diagnostic& d : rows.diagnostics) {
        d.file = task.layout->file;
        task.diagnostics.push_back(std::move(d));
      }
      for (const Rows::Row& row : rows.rows) {
        RowKind kind = mapper_.map(*task.layout, rows, row, item_, task.diagnostics);
        if (kind == RowKind::total || kind == RowKind::note) ++task.skipped;
        if (!is_item(kind)) continue;
        item_.file = task.layout->file;
        ++task.items;
        session_.derive(item_);
        session_.evaluate(item_, outcome_);
        task.summary.add(item_, outcome_);
        for (const Finding& f : outcome_.findings)
          if (static_cast<int>(f.verdict) <= plan_.fail_on && (!f.suspected || plan_.options.fail_on_suspected) &&
              (plan_.options.waivers.empty() || !waived(plan_.options.waivers, f, item_, plan_.engine.as_of())))
            ++task.failing;
        report_.item(info_, item_, outcome_, task.part);
      }
    } catch (const std::exception& e) {
      task.error = e.what();
    }
  }

 private:
  const RunPlan& plan_;
  const RunInfo& info_;
  const Report& report_;
  ItemMapper mapper_;
  Session session_;
  Rows rows_;
  uint64_t layout_id_ = 0;  // of the layout that session_ expects
  std::vector<bool> possible_;
  Item item_;
  Outcome outcome_;
};

// The workers and the tasks in flight. With one job the calling thread does the work itself.
class Pool {
 public:
  Pool(const RunPlan& plan, const RunInfo& info, const Report& report) {
    if (plan.jobs <= 1) {
      alone_.emplace(plan, info, report);
      return;
    }
    for (unsigned i = 0; i < plan.jobs; ++i) {
      workers_.push_back(std::make_unique<Worker>(plan, info, report));
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

class Run {
 public:
  Run(const RunPlan& plan, RunInfo& info, Report& report, Output& out)
      : plan_(plan),
        info_(info),
        report_(report),
        out_(out),
        counting_(plan.engine),
        pool_(plan, info, report),
        most_(plan.jobs <= 1 ? 1 : plan.jobs * 4) {}

  RunResult all() {
    std::string text;
    // A CSV header needs the columns that pass through before its first row; the first look is kept for files that
    // cannot be read twice.
    const size_t inputs = plan_.options.files.size() + plan_.options.projects.size();
    std::vector<std::optional<OpenInventory>> opened(inputs);
    std::vector<Diagnostics> said(inputs);
    bool look_ahead = plan_.options.format == "csv";
    size_t keep_open = inputs > 100 ? 0 : inputs;
    for (size_t i = 0; i < inputs; ++i) {
      info_.inputs.emplace_back();
      info_.inputs.back().file = file_of(i);
      if (!look_ahead) continue;
      opened[i] = open(i, said[i]);
      if (opened[i]) describe(i, *opened[i]);
      if (i >= keep_open && file_of(i) != "-") opened[i].reset(), said[i].clear();
    }
    report_.begin(info_, text);
    out_.write(text);
    for (size_t i = 0; i < inputs; ++i) {
      bool kept = look_ahead && (i < keep_open || file_of(i) == "-");
      std::optional<OpenInventory> inventory = kept ? std::move(opened[i]) : open(i, said[i]);
      note(i, said[i]);
      if (inventory) file(i, *inventory);
    }
    while (!flying_.empty()) merge_front();
    text.clear();
    result_.summary.unreadable_files = unreadable_files_;
    report_.end(info_, result_.summary, text);
    out_.write(text);
    return std::move(result_);
  }

 private:
  bool is_projects(size_t input) const { return input >= plan_.options.files.size(); }
  const std::string& file_of(size_t input) const {
    return is_projects(input) ? plan_.options.projects[input - plan_.options.files.size()] : plan_.options.files[input];
  }
  // Projects are items of a category of their own, whatever their names hold.
  MappingOptions mapping_of(size_t input) const {
    MappingOptions mapping = plan_.mapping;
    if (is_projects(input)) mapping.category = plan_.base.vocabulary.category("renewal-project");
    return mapping;
  }

  std::optional<OpenInventory> open(size_t input, Diagnostics& diagnostics) {
    return open_inventory(file_of(input), plan_.options, mapping_of(input), plan_.base.vocabulary, diagnostics);
  }

  void describe(size_t input, const OpenInventory& inventory) {
    InputInfo& info = info_.inputs[input];
    info.sheet = inventory.layout->sheet;
    info.unmapped.clear();
    for (uint16_t c : inventory.layout->unmapped) info.unmapped.push_back(inventory.layout->columns[c].header);
  }

  void file(size_t input, OpenInventory& inventory) {
    describe(input, inventory);
    std::shared_ptr<const Layout> layout = inventory.layout;
    std::unique_ptr<Block> block = std::move(inventory.first);
    while (block) {
      if (const auto* keys = inventory.reader->keys(); keys && keys->size() > layout->columns.size()) {
        Diagnostics diagnostics;
        inventory.layout = layout = std::make_shared<const Layout>(
            keyed_layout(plan_.base.vocabulary, mapping_of(input), info_.inputs[input].file, *keys, diagnostics));
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

  std::unique_ptr<Task> spare() {
    if (spare_.empty()) return std::make_unique<Task>(&counting_);
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
    result_.summary.merge(task.summary);
    result_.failing += task.failing;
    text_.clear();
    report_.merge(task.part, text_);
    out_.write(text_);
    task.reset();
    spare_.push_back(std::move(flying_.front()));
    flying_.pop_front();
  }

  // Every diagnostic is counted; those of formats without a place for them go to stderr.
  void note(size_t input, Diagnostics& diagnostics) {
    constexpr size_t kept = 10'000;
    InputInfo& info = info_.inputs[input];
    std::string lines;
    for (Diagnostic& d : diagnostics) {
      if (d.file.empty()) d.file = info.file;
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
          if (info.readable) ++unreadable_files_;
          info.readable = false;
          result_.unreadable = true;
          break;
      }
      if (plan_.print_diagnostics) lines += format_diagnostic(d) + '\n';
      if (info_.diagnostics.size() < kept) info_.diagnostics.push_back(std::move(d));
    }
    if (!lines.empty()) std::fwrite(lines.data(), 1, lines.size(), stderr);
    diagnostics.clear();
  }

  const RunPlan& plan_;
  RunInfo& info_;
  Report& report_;
  Output& out_;
  Counting counting_;
  RunResult result_;
  uint64_t unreadable_files_ = 0;
  std::deque<std::unique_ptr<Task>> flying_;
  std::vector<std::unique_ptr<Task>> spare_;
  std::string text_;
  Pool pool_;  // last: its threads end before what they work on
  size_t most_;
};

}  // namespace

std::optional<OpenInventory> open_inventory(const std::string& file, const Options& options,
                                            const MappingOptions& mapping, const Vocabulary& vocabulary,
                                            Diagnostics& diagnostics) {
  ReadOptions read;
  read.encoding = options.encoding;
  read.sheet = options.sheet;
  read.format = options.input_format;
  read.header_score = header_score;
  read.context = &vocabulary;
  OpenInventory out;
  out.reader = open_reader(file, read, diagnostics);
  if (!out.reader) return std::nullopt;
  out.first = out.reader->next();
  auto take = [&] {
    diagnostics.insert(diagnostics.end(), out.reader->diagnostics.begin(), out.reader->diagnostics.end());
    out.reader->diagnostics.clear();
  };
  take();
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
  out.first_rows = std::make_unique<Rows>();
  out.first->parse(*out.first_rows);
  std::optional<Layout> layout = find_layout(vocabulary, mapping, file, *out.first_rows, diagnostics);
  if (!layout) return std::nullopt;
  layout->sheet = out.reader->sheet();
  out.layout = std::make_shared<const Layout>(std::move(*layout));
  return out;
}

RunPlan run_plan(const RuleBase& base, const Engine& engine, const Options& options) {
  RunPlan plan{base, engine, options, mapping_options(options, base.vocabulary), -1, 1, false};
  plan.jobs = options.jobs ? options.jobs : std::clamp(std::thread::hardware_concurrency(), 1u, 64u);
  return plan;
}

RunInfo run_info(const RunPlan& plan) {
  RunInfo info;
  info.rules = &plan.base;
  info.as_of = plan.engine.as_of();
  info.region = plan.mapping.region;
  info.selection = selection_text(plan.options);
  info.all = plan.options.all;
  info.summary_only = plan.options.summary;
  info.colour = colour_wanted(plan.options);
  info.width = terminal_width();
  info.horizon = horizon_day(plan.options, info.as_of);
  return info;
}

RunResult run_files(const RunPlan& plan, RunInfo& info, Report& report, Output& out) {
  return Run(plan, info, report, out).all();
}

}  // namespace gengxin
