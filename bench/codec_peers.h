// What other programs make of the same vector: bench/peers/codec_peers.py.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "bench/duel.h"
#include "bench/peer.h"
#include "codec/codec.h"

namespace tacit::bench {

class CodecPeers {
 public:
  explicit CodecPeers(ConstVec x);

  // Those that do this, as "tuned-numpy" or "library-torch".
  [[nodiscard]] std::vector<std::string> of(std::string_view quantity) const;
  // Why some are not there, or nothing.
  [[nodiscard]] const std::string& missing() const { return missing_; }

  // Tries pieces of several sizes, keeps the fastest and tells what it found.
  std::string tune(const std::string& peer);
  Side side(const std::string& peer, const Effort& effort);
  Bytes message(const std::string& peer);

 private:
  // For files that both sides read; goes with everything in it.
  struct Folder {
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path path;
  };

  nlohmann::json ask(const std::string& line) { return peer_.ask(line); }

  Folder folder_;
  Peer peer_;
  std::vector<std::string> names_;
  std::string missing_;
};

}  // namespace tacit::bench
