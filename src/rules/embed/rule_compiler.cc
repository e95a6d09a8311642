// rule_compiler FOLDER RULES DETAILS: compiles the rules for embedding; part of the build, not installed.
#include <cstdio>
#include <fstream>

#include "base/error.h"
#include "rules/archive.h"
#include "rules/compiler.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: rule_compiler FOLDER RULES DETAILS\n", stderr);
    return 2;
  }
  try {
    gengxin::RuleCompiler compiler;
    compiler.add_folder(argv[1]);
    gengxin::RuleBase base = compiler.finish();
    std::ofstream rules(argv[2], std::ios::binary), details(argv[3], std::ios::binary);
    rules << gengxin::write_rules(base);
    details << gengxin::write_details(base);
    if (!rules.flush() || !details.flush()) throw gengxin::UsageError("the compiled rules cannot be written");
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
  return 0;
}
