#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/error.h"
#include "cli/command.h"
#include "cli/signals.h"

namespace tacit::cli {
namespace {

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

void refuse_extras(const CLI::App& app) {
  const std::vector<std::string> extras = app.remaining();
  if (extras.empty()) return;
  const std::string wrong = extras.front().substr(0, extras.front().find('='));
  if (wrong.starts_with("-"))
    fail("{}: no flag '{}'{}", app.get_name(), wrong, suggestion(wrong, flags_of(app)));
  fail("{}: '{}' is one word too many; see tacit {} --help", app.get_name(), wrong, app.get_name());
}

void refuse_command(const CLI::App& program, const std::vector<Command>& commands) {
  const std::vector<std::string> extras = program.remaining();
  std::vector<std::string> names;
  for (const Command& command : commands) names.push_back(command.app->get_name());
  if (extras.empty()) fail("a command is missing; known: {}", fmt::join(names, ", "));
  fail("no command '{}'{}", extras.front(), suggestion(extras.front(), names));
}

int play(int argc, char** argv) {
  CLI::App program("Trains one model on many machines that talk as little as possible.", "tacit");
  program.set_version_flag("--version", TACIT_VERSION);
  program.allow_extras();
  const std::vector<Command> commands = {run_command(program),    compare_command(program),
                                         list_command(program),   topology_command(program),
                                         doctor_command(program), reproduce_command(program)};
  for (const Command& command : commands) command.app->allow_extras();
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return program.exit(error);
    const auto parsed = program.get_subcommands();
    // A misspelt flag often shows as a missing or surplus word: name the flag.
    if (!parsed.empty()) refuse_extras(*parsed.front());
    fail("{}; see tacit {}--help", error.what(), parsed.empty() ? "" : parsed.front()->get_name() + " ");
  }
  const auto chosen = std::find_if(commands.begin(), commands.end(),
                                   [](const Command& command) { return command.app->parsed(); });
  if (chosen == commands.end()) refuse_command(program, commands);
  refuse_extras(*chosen->app);
  catch_signals();
  chosen->work();
  return caught_signal() == 0 ? 0 : 128 + caught_signal();
}

}  // namespace
}  // namespace tacit::cli

int main(int argc, char** argv) {
  try {
    return tacit::cli::play(argc, argv);
  } catch (const tacit::Error& error) {
    fmt::print(stderr, "tacit: {}\n", error.what());
    return 2;
  } catch (const std::exception& error) {
    fmt::print(stderr, "tacit: {}\n", error.what());
    return 1;
  }
}
