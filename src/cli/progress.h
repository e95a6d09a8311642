// A line on the terminal that says how far a long run is.
//
// Only where standard error is a terminal, and only once a run has taken half a second; it is gone before anything
// else is written and when the run ends. Files, pipes and logs never see it.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace gengxin {

class Progress {
 public:
  /// `total`: bytes of all inputs, 0 where it is not known (standard input). `wanted`: false is never shown.
  Progress(uint64_t total, bool wanted);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// The readers count here what they have read; a workbook is counted sheet by sheet.
  std::atomic<uint64_t> bytes{0};
  /// Shows the line anew, at most ten times a second.
  void show(uint64_t items);
  /// Takes the line away, before something else is written to the terminal.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  uint64_t total_;
  bool wanted_;
  bool shown_ = false;
  Clock::time_point next_;
};

/// Whether standard error is a terminal that can take the line back.
bool progress_wanted();

}  // namespace gengxin
