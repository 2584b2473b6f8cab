#include "bench/comparison.h"

namespace tacit::bench {

std::vector<Row> memory(const Effort& effort);
std::vector<Row> figure1(const Effort& effort);
std::vector<Row> gossip_lanes(const Effort& effort);
std::vector<Row> codec_speed(const Effort& effort);

namespace {

constexpr Comparison items[] = {
    {"memory", "reading one lane against copying it: how far the limits below can be trusted", memory},
    {"figure1", "Figure 1 with 100 nodes and 50 trials against NumPy vectorised over both", figure1},
    {"gossip-lanes", "a gossip step of 1,024 nodes against copying two lanes of that size", gossip_lanes},
    {"codecs", "codecs on 100 MiB against NumPy, torch and the memory's bandwidth", codec_speed},
};

}  // namespace

std::span<const Comparison> comparisons() {
  return items;
}

}  // namespace tacit::bench
