#include <cstdio>

#include "topology/topology.h"

int main() {
  tacit::Neighbours row;
  tacit::topologies().make("ring")->on(5)->at(0, 0, row);
  std::printf("node 0 hears %zu nodes\n", row.from.size());
  return row.from.size() == 2 ? 0 : 1;
}
