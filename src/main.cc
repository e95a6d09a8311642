#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "cli/commands.h"

// Where a shell has closed one of the standard streams (`gengxin ... >&-`), the next file that is opened would take its
// number, and the report or a message would be written into an inventory. Something that gives an error stands there
// instead: /dev/null opened the wrong way round.
static void hold_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (fcntl(stream, F_GETFD) < 0 && errno == EBADF)
      (void)open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);  // the lowest number that is free
}

int main(int argc, char** argv) {
  hold_standard_streams();
  return gengxin::run(argc, argv);
}
