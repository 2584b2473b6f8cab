#include "topology/fixed.h"
#include "topology/sides.h"

namespace tacit::topology {
namespace {

class Grid final : public Topology {
 public:
  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    const auto [rows, columns] = sides(nodes);
    std::vector<Edge> edges;
    for (int i = 0; i < nodes; ++i) {
      if (i % columns + 1 < columns) edges.push_back({i, i + 1});
      if (i / columns + 1 < rows) edges.push_back({i, i + columns});
    }
    return metropolis(nodes, std::move(edges));
  }

  [[nodiscard]] std::optional<std::string> warns(int nodes) const override {
    if (!is_line(nodes)) return std::nullopt;
    return fmt::format(
        "grid: {} is prime: a grid of it is a line, which mixes slowly; {} nodes make a rectangle", nodes,
        nodes + 1);
  }
};

}  // namespace

std::unique_ptr<Topology> make_grid(Args&) {
  return std::make_unique<Grid>();
}

}  // namespace tacit::topology
