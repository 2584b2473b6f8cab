#include "bench/peer.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/error.h"

namespace tacit::bench {
namespace {

// The child's ends become its standard input and output.
[[noreturn]] void become(const std::vector<std::string>& words, int in, int out) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

Peer::Peer(const std::string& program, const std::vector<std::string>& arguments) : program_(program) {
  const char* python = std::getenv("TACIT_PYTHON");
  std::vector<std::string> words = {python != nullptr ? python : "/usr/bin/python3",
                                    std::string(TACIT_SOURCE_DIR "/bench/peers/") + program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::signal(SIGPIPE, SIG_IGN);
  int down[2], up[2];
  if (pipe2(down, O_CLOEXEC) != 0 || pipe2(up, O_CLOEXEC) != 0) {
    fail("bench: no pipe to {}: {}", program, std::strerror(errno));
  }
  process_ = fork();
  if (process_ < 0) fail("bench: cannot start {}: {}", program, std::strerror(errno));
  if (process_ == 0) become(words, down[0], up[1]);
  close(down[0]);
  close(up[1]);
  to_ = fdopen(down[1], "w");
  from_ = fdopen(up[0], "r");
  (void)answer();
}

Peer::~Peer() {
  std::fclose(to_);  // it ends when there is nothing more to read
  std::fclose(from_);
  waitpid(process_, nullptr, 0);
}

nlohmann::json Peer::ask(const std::string& line) {
  std::fprintf(to_, "%s\n", line.c_str());
  std::fflush(to_);
  return answer();
}

nlohmann::json Peer::answer() {
  std::string line;
  int letter = 0;
  while ((letter = std::getc(from_)) != EOF && letter != '\n') line += static_cast<char>(letter);
  if (letter == EOF) {
    fail("bench: {} ended without an answer; it needs Python with NumPy, try TACIT_PYTHON=/path/to/python3",
         program_);
  }
  return nlohmann::json::parse(line);
}

}  // namespace tacit::bench
