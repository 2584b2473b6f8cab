#include "program.h"

#include <fcntl.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace tacit {
namespace {

void redirect(const std::filesystem::path& to, int descriptor) {
  const int file = open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(file, descriptor);
  close(file);
}

[[noreturn]] void become(const std::vector<std::string>& words, const std::filesystem::path& folder) {
  redirect(folder / ".out", STDOUT_FILENO);
  redirect(folder / ".err", STDERR_FILENO);
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  if (chdir(folder.c_str()) == 0) execv(pointers[0], pointers.data());
  _exit(127);
}

// Whether any sample has been written below the folder.
bool has_begun(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "run.jsonl.partial") continue;
    if (ScratchFolder::read(entry.path()).find("\"sample\"") != std::string::npos) return true;
  }
  return false;
}

}  // namespace

Ran Program::operator()(const std::vector<std::string>& words, int signal) const {
  std::vector<std::string> all = {TACIT_PROGRAM};
  all.insert(all.end(), words.begin(), words.end());
  const pid_t child = fork();
  if (child == 0) become(all, folder_.path());
  int status = 0;
  if (signal != 0) {
    while (waitpid(child, &status, WNOHANG) == 0 && !has_begun(folder_.path())) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    kill(child, signal);
  }
  waitpid(child, &status, 0);
  Ran ran;
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.out = ScratchFolder::read(folder_.path() / ".out");
  ran.err = ScratchFolder::read(folder_.path() / ".err");
  return ran;
}

}  // namespace tacit
