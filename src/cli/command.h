// The commands of the program, one file each.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace tacit::cli {

// A subcommand with its flags, and what it does once they have been read.
struct Command {
  CLI::App* app;
  std::function<void()> work;
};

Command run_command(CLI::App& program);
Command compare_command(CLI::App& program);
Command list_command(CLI::App& program);
Command topology_command(CLI::App& program);
Command doctor_command(CLI::App& program);
Command reproduce_command(CLI::App& program);

}  // namespace tacit::cli
