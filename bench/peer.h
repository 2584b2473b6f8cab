// A program that somebody else might have written, kept alive and driven over pipes.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tacit::bench {

// A Python program of bench/peers, run by $TACIT_PYTHON or /usr/bin/python3. Answers each line with a line of
// JSON.
class Peer {
 public:
  // Returns when the program has said that it is ready.
  Peer(const std::string& program, const std::vector<std::string>& arguments);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  nlohmann::json ask(const std::string& line);

 private:
  nlohmann::json answer();

  std::string program_;
  pid_t process_ = -1;
  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

}  // namespace tacit::bench
