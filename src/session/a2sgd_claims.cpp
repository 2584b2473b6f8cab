#include <cmath>

#include "session/a2sgd.h"

namespace tacit::a2sgd {
namespace {

constexpr double any = -std::numeric_limits<double>::infinity();
constexpr double close = 0.01;  // of accuracy: "close to dense"

void add_messages(const Panels& panels, std::vector<Claim>& all) {
  const Panel& panel = panels.alike;
  const auto parameters = static_cast<double>(panel.parameters);
  for (const Panel* one : {&panels.alike, &panels.few}) {
    all.push_back({fmt::format("two_means: bytes for {} coordinates", one->parameters),
                   one->line("two_means").message_bytes, 8, 8});
  }
  all.push_back({"dense: bytes a coordinate", panel.line("dense").message_bytes / parameters, 4, 4});
  all.push_back(
      {"qsgd: bits a coordinate", 8 * panel.line("qsgd").message_bytes / parameters, 0, 2.9,
       "the paper counts 2.8 bits of an entropy code; here every level takes 8, every 512 of them a "
       "norm"});
  const double kept = std::floor(0.01 * parameters);
  all.push_back({"topk: bytes a coordinate that is sent", panel.line("topk").message_bytes / kept, 4, 4,
                 "the paper counts values; their indices travel too"});
}

// The paper counts 32 k and 2.8 d + 32 bits beside 32 d, whatever carries them.
void add_traffic(const Panels& panels, std::vector<Claim>& all) {
  const auto over = [&](const char* name, const char* base) {
    return panels.alike.line(name).sent_bytes / panels.alike.line(base).sent_bytes;
  };
  all.push_back(
      {"topk: bytes sent over those of dense", over("topk", "dense"), 0, 0.01,
       "what cannot be summed on the way goes to everybody: n - 1 messages a step, where a dense mean "
       "sends 2 (n - 1)/n"});
  all.push_back({"qsgd: bytes sent over those of dense", over("qsgd", "dense"), 0, 2.9 / 32,
                 "as with topk; it grows with the nodes"});
  all.push_back({"gaussiank: bytes sent over those of topk", over("gaussiank", "topk"), 0.67, 1.5});
}

void add_times(const Panels& panels, std::vector<Claim>& all) {
  const double own = panels.alike.line("two_means").time_s;
  all.push_back(
      {"topk: time over that of two_means", panels.alike.line("topk").time_s / own, 3.2, 3.2,
       "the paper's 3.2 (LSTM, 66 million coordinates) holds the time of selecting on its machines; "
       "the clock here charges bytes and latencies, not encoding"});
  all.push_back({"qsgd: time over that of two_means", panels.alike.line("qsgd").time_s / own, 23.2, 23.2,
                 "the paper's 23.2 is a slow quantiser, which is not modelled"});
}

// "Close to dense on all four workloads".
void add_accuracies(const Panels& panels, std::vector<Claim>& all) {
  const auto lost = [](const Panel& panel, const char* name) {
    return panel.line("dense").accuracy - panel.line(name).accuracy;
  };
  for (const char* name : {"topk", "gaussiank", "qsgd", "two_means", "two_means, every 16"}) {
    all.push_back(
        {fmt::format("{}: accuracy lost to dense, alike", name), lost(panels.alike, name), any, close});
  }
  for (const char* name : {"two_means", "two_means, every 16"}) {
    all.push_back({fmt::format("{}: accuracy lost to dense, own classes", name), lost(panels.unlike, name),
                   any, close});
  }
}

// What an independent program found: two means hold nothing together, and with few coordinates they do harm.
void add_spreads(const Panels& panels, std::vector<Claim>& all) {
  for (const Panel* panel : {&panels.alike, &panels.unlike}) {
    const double alone = panel->line("alone").spread;
    const char* data = panel == &panels.alike ? "alike" : "own classes";
    all.push_back({fmt::format("two_means: spread over that alone, {}", data),
                   panel->line("two_means").spread / alone, 0.75, 1.33});
    all.push_back({fmt::format("two_means, every 16: spread over that alone, {}", data),
                   panel->line("two_means, every 16").spread / alone, 0, 0.1});
    all.push_back({fmt::format("two_means, every 16: loss over that of every 16, {}", data),
                   panel->line("two_means, every 16").loss / panel->line("every 16").loss, 0.9, 1.1});
  }
  all.push_back({"two_means: distance over that alone, ten coordinates",
                 panels.few.line("two_means").distance / panels.few.line("alone").distance, 10});
}

}  // namespace

std::vector<Claim> claims(const Panels& panels) {
  std::vector<Claim> all;
  add_messages(panels, all);
  add_traffic(panels, all);
  add_times(panels, all);
  add_accuracies(panels, all);
  add_spreads(panels, all);
  return all;
}

}  // namespace tacit::a2sgd
