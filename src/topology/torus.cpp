#include "topology/fixed.h"
#include "topology/sides.h"

namespace tacit::topology {
namespace {

// On a side of 2 both directions lead to the same node: it counts once, and the weights follow from the
// degrees.
class Torus final : public Topology {
 public:
  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    const auto [rows, columns] = sides(nodes);
    std::vector<Edge> edges;
    for (int row = 0; row < rows; ++row) {
      for (int column = 0; column < columns; ++column) {
        const int here = row * columns + column;
        edges.push_back({here, row * columns + (column + 1) % columns});
        edges.push_back({here, (row + 1) % rows * columns + column});
      }
    }
    return metropolis(nodes, std::move(edges));
  }

  [[nodiscard]] std::optional<std::string> warns(int nodes) const override {
    if (!is_line(nodes)) return std::nullopt;
    return fmt::format(
        "torus: {} is prime: a torus of it is a ring, which mixes slowly; {} nodes make a rectangle", nodes,
        nodes + 1);
  }
};

}  // namespace

std::unique_ptr<Topology> make_torus(Args&) {
  return std::make_unique<Torus>();
}

}  // namespace tacit::topology
