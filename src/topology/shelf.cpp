#include "base/shelf.h"

#include "topology/topology.h"

namespace tacit {
namespace topology {

std::unique_ptr<Topology> make_none(Args& args);
std::unique_ptr<Topology> make_complete(Args& args);
std::unique_ptr<Topology> make_ring(Args& args);
std::unique_ptr<Topology> make_grid(Args& args);
std::unique_ptr<Topology> make_torus(Args& args);
std::unique_ptr<Topology> make_exponential(Args& args);
std::unique_ptr<Topology> make_one_peer(Args& args);
std::unique_ptr<Topology> make_hypercube(Args& args);
std::unique_ptr<Topology> make_star(Args& args);
std::unique_ptr<Topology> make_random(Args& args);
std::unique_ptr<Topology> make_push(Args& args);
std::unique_ptr<Topology> make_matcha(Args& args);
std::unique_ptr<Topology> make_file(Args& args);

}  // namespace topology

const Shelf<Topology>& topologies() {
  using namespace topology;
  static constexpr Item<Topology> items[] = {
      {"none", "nobody", make_none},
      {"complete", "everybody; mixes in one round, n - 1 messages a node", make_complete},
      {"ring", "the node before and the one behind", make_ring},
      {"grid", "up to four neighbours on a rectangle, as square as the number of nodes allows", make_grid},
      {"torus", "a grid whose opposite sides touch", make_torus},
      {"exponential", "the nodes 1, 2, 4, ... places behind, all at once", make_exponential},
      {"one_peer", "the nodes 1, 2, 4, ... places behind, one a round; exact after a period of 2^k nodes",
       make_one_peer},
      {"hypercube", "the nodes whose number differs in one bit", make_hypercube},
      {"star", "everybody with node 0", make_star},
      {"random", "a random regular graph, the same in every round", make_random},
      {"push", "others drawn afresh every round, one-sided: push-sum", make_push},
      {"matcha", "random matchings of a graph within a communication budget", make_matcha},
      {"file", "a weighted graph from a text file", make_file},
  };
  static constexpr Shelf<Topology> shelf("topology", items);
  return shelf;
}

}  // namespace tacit
