#include "topology/colouring.h"

#include <algorithm>

namespace tacit::topology {
namespace {

constexpr int nobody = -1;

class Colouring {
 public:
  Colouring(int nodes, int colours)
      : colours_(colours),
        via_(static_cast<std::size_t>(nodes) * static_cast<std::size_t>(colours), nobody) {}

  // The neighbour of `node` over its edge of that colour.
  [[nodiscard]] int via(int node, int colour) const { return via_[place(node, colour)]; }

  // Colours one more edge; a few others change theirs. A fan is needed only where the path of two colours
  // leads back to the new edge, which it never does in a bipartite graph: so that one gets by with as many
  // colours as its degree.
  void add(Edge edge) {
    const int hub = edge.a;
    const int of_hub = unused(hub);
    std::vector<int> fan{edge.b};
    if (path_of(hub, unused(edge.b), of_hub).back() == edge.b) fan = fan_of(hub, edge.b);
    const int of_last = unused(fan.back());
    invert(path_of(hub, of_last, of_hub), of_last, of_hub);
    // Now `of_last` is unused at the hub, and at some node up to which the fan is still one.
    std::size_t turned = 0;
    while (via(fan[turned], of_last) != nobody) ++turned;
    rotate(hub, fan, turned);
    paint(hub, fan[turned], of_last);
  }

 private:
  [[nodiscard]] std::size_t place(int node, int colour) const {
    return static_cast<std::size_t>(node) * static_cast<std::size_t>(colours_) +
           static_cast<std::size_t>(colour);
  }

  [[nodiscard]] int unused(int node) const {
    int colour = 0;
    while (via(node, colour) != nobody) ++colour;
    return colour;
  }

  void paint(int a, int b, int colour) {
    via_[place(a, colour)] = b;
    via_[place(b, colour)] = a;
  }

  void wipe(int a, int b, int colour) {
    via_[place(a, colour)] = nobody;
    via_[place(b, colour)] = nobody;
  }

  // Neighbours of the hub, each joined to it by a colour that the one before does not use; as long as
  // possible.
  [[nodiscard]] std::vector<int> fan_of(int hub, int first) const {
    std::vector<int> fan{first};
    for (int colour = 0; colour < colours_;) {
      const int next = via(hub, colour);
      const bool fits = next != nobody && via(fan.back(), colour) == nobody &&
                        std::find(fan.begin(), fan.end(), next) == fan.end();
      if (fits) fan.push_back(next);
      colour = fits ? 0 : colour + 1;
    }
    return fan;
  }

  // Leaves `start` over the first colour, goes on over the second, and so in turn to its end.
  [[nodiscard]] std::vector<int> path_of(int start, int first, int second) const {
    std::vector<int> path{start};
    for (int colour = first; via(path.back(), colour) != nobody; colour = first + second - colour) {
      path.push_back(via(path.back(), colour));
    }
    return path;
  }

  // Exchanges the two colours along their path.
  void invert(const std::vector<int>& path, int first, int second) {
    for (std::size_t i = 1; i < path.size(); ++i) wipe(path[i - 1], path[i], i % 2 == 1 ? first : second);
    for (std::size_t i = 1; i < path.size(); ++i) paint(path[i - 1], path[i], i % 2 == 1 ? second : first);
  }

  // Every edge of the fan before `last` takes the colour of the next; the edge to `last` has none then.
  void rotate(int hub, const std::vector<int>& fan, std::size_t last) {
    for (std::size_t i = 0; i < last; ++i) {
      int colour = 0;
      while (via(hub, colour) != fan[i + 1]) ++colour;
      wipe(hub, fan[i + 1], colour);
      paint(hub, fan[i], colour);
    }
  }

  int colours_;
  std::vector<int> via_;
};

}  // namespace

std::vector<Matching> matchings(int nodes, const std::vector<Edge>& edges) {
  std::vector<int> degree(static_cast<std::size_t>(nodes));
  int most = 0;
  for (const Edge& edge : edges) {
    most = std::max(
        {most, ++degree[static_cast<std::size_t>(edge.a)], ++degree[static_cast<std::size_t>(edge.b)]});
  }
  const int colours = most + 1;
  Colouring colouring(nodes, colours);
  for (const Edge& edge : edges) colouring.add(edge);

  std::vector<Matching> result(static_cast<std::size_t>(colours));
  for (int colour = 0; colour < colours; ++colour) {
    for (int node = 0; node < nodes; ++node) {
      const int peer = colouring.via(node, colour);
      if (peer > node) result[static_cast<std::size_t>(colour)].push_back({node, peer});
    }
  }
  std::erase_if(result, [](const Matching& matching) { return matching.empty(); });
  return result;
}

}  // namespace tacit::topology
