#include <cmath>
#include <vector>

#include "fuzz.h"
#include "topology/weights_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz(data, size, [](std::string_view text) {
    using namespace tacit;
    const topology::Weights weights = topology::parse_weights(text, "weights");
    must(weights.nodes >= 1, "there is a node");
    const auto graph = topology::weighted(weights.nodes, weights.links, weights.promise);
    std::vector<double> columns(static_cast<std::size_t>(weights.nodes));
    Neighbours row;
    for (int me = 0; me < weights.nodes; ++me) {
      graph->at(0, me, row);
      must(row.from.size() == row.weights.size(), "a weight for each that is heard");
      columns[static_cast<std::size_t>(me)] += row.self;
      for (std::size_t k = 0; k < row.from.size(); ++k) {
        must(row.from[k] >= 0 && row.from[k] < weights.nodes && row.from[k] != me, "peers are other nodes");
        columns[static_cast<std::size_t>(row.from[k])] += row.weights[k];
      }
    }
    for (const double sum : columns) must(std::abs(sum - 1) < 1e-4, "columns sum to one");
  });
}
