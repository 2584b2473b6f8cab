#include "bench/codec_peers.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>

#include "base/error.h"
#include "bench/repeated.h"

namespace tacit::bench {
namespace {

void write_file(const std::filesystem::path& path, ConstVec x) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(x.data()), static_cast<std::streamsize>(x.size_bytes()));
  if (!file.flush()) fail("bench: cannot write {}; set TMPDIR to a folder with more room", path.string());
}

Bytes read_file(const std::filesystem::path& path) {
  Bytes bytes(std::filesystem::file_size(path));
  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) fail("bench: cannot read {}", path.string());
  return bytes;
}

}  // namespace

CodecPeers::Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "tacit-bench-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) fail("bench: no folder {}; set TMPDIR", name);
  path = name;
}

CodecPeers::Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

CodecPeers::CodecPeers(ConstVec x) : peer_("codec_peers.py", {}) {
  const auto known = ask("known");
  names_ = known["peers"];
  missing_ = known["missing"];
  const auto path = folder_.path / "x";
  write_file(path, x);
  ask("load " + path.string());
  std::filesystem::remove(path);
}

std::vector<std::string> CodecPeers::of(std::string_view quantity) const {
  std::vector<std::string> found;
  for (const std::string& name : names_) {
    if (name.starts_with(fmt::format("{}/", quantity))) found.push_back(name);
  }
  return found;
}

std::string CodecPeers::tune(const std::string& peer) {
  const auto tuned = ask("tune " + peer);
  if (tuned["sweep"].empty()) return "";
  double worst_s = 0;
  for (const auto& [piece, seconds] : tuned["sweep"].items())
    worst_s = std::max(worst_s, seconds.get<double>());
  return fmt::format("in pieces of {}, the best of {} (worst {:.1f} ms)", tuned["piece"].get<long>(),
                     tuned["sweep"].size(), 1e3 * worst_s);
}

Side CodecPeers::side(const std::string& peer, const Effort& effort) {
  const double once_s = ask(fmt::format("run {} 1", peer))["seconds"];
  return [this, line = fmt::format("run {} {}", peer, repeats(once_s, effort))] {
    const auto answer = ask(line);
    return Timing{answer["seconds"], answer["cpu_s"]};
  };
}

Bytes CodecPeers::message(const std::string& peer) {
  const auto path = folder_.path / "message";
  ask(fmt::format("save {} {}", peer, path.string()));
  return read_file(path);
}

}  // namespace tacit::bench
