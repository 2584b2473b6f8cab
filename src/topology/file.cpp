#include <filesystem>
#include <fstream>

#include "topology/weights_file.h"

namespace tacit::topology {
namespace {

class File final : public Topology {
 public:
  File(std::string path, Weights weights) : path_(std::move(path)), weights_(std::move(weights)) {}

  [[nodiscard]] std::optional<std::string> refuses(int nodes) const override {
    if (nodes <= 1 || nodes == weights_.nodes) return Topology::refuses(nodes);
    return fmt::format("file: {} has {} nodes, got {}; try {}", path_, weights_.nodes, nodes, weights_.nodes);
  }

  [[nodiscard]] std::optional<std::string> warns(int nodes) const override {
    if (nodes != weights_.nodes)
      return fmt::format("file: {} has {} nodes and is not used", path_, weights_.nodes);
    if (connected(*on(nodes), nodes)) return std::nullopt;
    return fmt::format("file: the graph of {} is not connected: some nodes never hear of others", path_);
  }

  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    if (nodes == 1) return weighted(1, {});
    return weighted(nodes, weights_.links, weights_.promise);
  }

 private:
  std::string path_;
  Weights weights_;
};

std::string read(const std::string& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (!error && bytes > most_weights_bytes) {
    fail("file: {} has {} bytes; at most {} are read", path, bytes, most_weights_bytes);
  }
  std::string text(error ? 0 : bytes, ' ');
  std::ifstream file(path, std::ios::binary);
  if (error || !file.read(text.data(), std::ssize(text))) {
    fail("file: cannot read '{}'; path must name a text file of weights", path);
  }
  return text;
}

}  // namespace

std::unique_ptr<Topology> make_file(Args& args) {
  const std::string path = args.text("path", required, "text file: rows of W, or lines 'i j weight'");
  if (args.describes()) return std::make_unique<File>(path, Weights{});
  return std::make_unique<File>(path, parse_weights(read(path), path));
}

}  // namespace tacit::topology
