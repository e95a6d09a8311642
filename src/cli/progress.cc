#include "cli/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "report/message.h"

namespace gengxin {
namespace {

constexpr auto patience = std::chrono::milliseconds(500);
constexpr auto pause_between = std::chrono::milliseconds(100);
constexpr int bar_width = 30;

}  // namespace

bool progress_wanted() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) != 0 && term != nullptr && std::string_view(term) != "dumb";
}

Progress::Progress(uint64_t total, bool wanted) : total_(total), wanted_(wanted), next_(Clock::now() + patience) {}

void Progress::show(uint64_t items) {
  if (!wanted_ || Clock::now() < next_) return;
  next_ = Clock::now() + pause_between;
  std::string line = "\r\x1b[K";
  if (total_ > 0) {
    // Files may grow while they are read.
    const auto share = std::min(1.0, static_cast<double>(bytes.load()) / static_cast<double>(total_));
    const int full = static_cast<int>(share * bar_width);
    line += '[' + std::string(static_cast<size_t>(full), '#') +
            std::string(static_cast<size_t>(bar_width - full), '.') + "] " +
            std::to_string(static_cast<int>(share * 100)) + " %  ";
  }
  line += std::string(say("已核对 ", "checked ")) + items_words(items);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace gengxin
