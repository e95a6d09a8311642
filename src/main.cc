#include "cli/commands.h"

int main(int argc, char** argv) { return gengxin::run(argc, argv); }
