#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstring>

#include "bench/agreement.h"
#include "bench/codec_peers.h"
#include "bench/codecs.h"
#include "bench/repeated.h"
#include "bench/speaker.h"
#include "math/ops.h"

namespace tacit::bench {
namespace {

enum class Work : unsigned char {
  write,     // the message
  exchange,  // the message, and the vector moved to what it says
  norm,      // no codec: the length of the vector
};

// Aims are how many times faster than a peer; none where they are 0.
struct Quantity {
  const char* name;  // as the peers call it
  const char* codec;
  Work work;
  Agreement agreement;
  Limit limit;
  double tuned, library;
};

constexpr Quantity quantities[] = {
    {"two_means", "two_means", Work::write, Agreement::numbers, {Pass::read, Pass::none, 0.85}, 8, 30},
    {"residual", "two_means", Work::exchange, Agreement::numbers, {Pass::read, Pass::update, 0.85}, 5, 25},
    {"sign", "sign", Work::write, Agreement::scale, {Pass::read, Pass::none, 0.85}, 1.7, 0},
    {"bf16", "bf16", Work::write, Agreement::bits, {Pass::halve, Pass::none, 0.85}, 1.5, 0},
    {"topk-1%", "topk(density=0.01)", Work::write, Agreement::bits, {Pass::read, Pass::none, 0.35}, 2.5, 30},
    {"topk-0.1%",
     "topk(density=0.001)",
     Work::write,
     Agreement::bits,
     {Pass::read, Pass::none, 0.75},
     3.5,
     50},
    {"qsgd", "qsgd(bits=8)", Work::write, Agreement::levels, {Pass::quarter, Pass::none, 0.5}, 4, 10},
    {"norm", "dense", Work::norm, Agreement::numbers, {Pass::read, Pass::none, 0}, 0.97, 0},
};

// The means that a residual is checked with, in place of its own; the peers have the same.
constexpr std::array<float, 2> heard = {0.5F, -0.25F};

Bytes bytes_of_floats(ConstVec numbers) {
  Bytes bytes(numbers.size_bytes());
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

// Our side of a quantity.
class Ours {
 public:
  Ours(const Quantity& quantity, const Ground& ground)
      : work_(quantity.work), given_(ground.x), pages_(given_.size_bytes()), speaker_(quantity.codec, x()) {
    std::copy(given_.begin(), given_.end(), x().begin());
  }

  void run() {
    switch (work_) {
      case Work::write: return speaker_.write();
      case Work::exchange: return speaker_.exchange(x());
      case Work::norm: norm_ = static_cast<float>(std::sqrt(host_ops().dot(lane(), lane())));
    }
  }

  Bytes message() {
    run();
    if (work_ == Work::write) return speaker_.message();
    if (work_ == Work::norm) return bytes_of_floats({&norm_, 1});
    speaker_.read(bytes_of_floats(heard), x());
    const Bytes result = bytes_of_floats(x());
    std::copy(given_.begin(), given_.end(), x().begin());
    return result;
  }

 private:
  [[nodiscard]] Vec x() const { return {pages_.floats(), given_.size()}; }
  [[nodiscard]] Lane lane() const { return {pages_.floats(), given_.size()}; }

  Work work_;
  ConstVec given_;
  Pages pages_;  // a copy, which an exchange moves
  Speaker speaker_;
  float norm_ = 0;
};

Row against(const std::string& peer, const Quantity& quantity, Ours& ours, CodecPeers& peers,
            const Ground& ground) {
  Row row;
  row.name = peer;
  const bool library = peer.find("/library") != std::string::npos;
  const double aim = library ? quantity.library : quantity.tuned;
  if (aim > 0) row.aim = {Aim::Side::at_least, aim};
  const std::string tuning = ground.effort.quick ? "" : peers.tune(peer);
  row.refusal = disagreement(quantity.agreement, ours.message(), peers.message(peer), ground.x);
  if (!row.refusal.empty()) return row;
  row.verdict =
      duel(peers.side(peer, ground.effort), repeated([&] { ours.run(); }, ground.effort), ground.effort);
  row.note = fmt::format("{:.2f} ms, the peer {:.2f}", 1e3 * row.verdict.second_s, 1e3 * row.verdict.first_s);
  if (!tuning.empty()) row.note += " " + tuning;
  return row;
}

// Tells how much faster than the peer the memory's bandwidth lets anything be.
void bound(Row& row, const Row& bandwidth) {
  if (!row.refusal.empty()) return;
  const double limit_s = bandwidth.verdict.first_s, allowed = row.verdict.first_s / limit_s;
  row.share = limit_s / row.verdict.second_s;
  row.limit = fmt::format("of the bandwidth, which allows {:.2f} times the peer", allowed);
  if (allowed < row.aim.ratio) row.limit += ": the aim is out of reach";
}

}  // namespace

std::vector<Row> against_peers(const Ground& ground) {
  CodecPeers peers(ground.x);
  std::vector<Row> rows;
  for (const Quantity& quantity : quantities) {
    Ours ours(quantity, ground);
    const Side side = repeated([&] { ours.run(); }, ground.effort);
    const Row bandwidth = against_bandwidth(quantity.name, quantity.limit, side, ground);
    rows.push_back(bandwidth);
    for (const std::string& peer : peers.of(quantity.name)) {
      rows.push_back(against(peer, quantity, ours, peers, ground));
      bound(rows.back(), bandwidth);
    }
  }
  if (!peers.missing().empty()) rows.front().note += "; without the peers in torch: " + peers.missing();
  return rows;
}

}  // namespace tacit::bench
