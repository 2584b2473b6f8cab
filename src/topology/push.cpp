#include <algorithm>
#include <mutex>

#include "base/key.h"
#include "topology/fixed.h"

namespace tacit::topology {
namespace {

// Who sends to whom in one round: the choices of sender j at to[j * degree], the senders that receiver i
// hears at from[first[i]] .. from[first[i + 1]].
struct Round {
  long round = -1;
  std::vector<int> to, from, first;
};

// A receiver knows its senders only when all choices are drawn, so the last round drawn is kept for the
// others.
class Pushes final : public Graph {
 public:
  Pushes(int nodes, int degree, Key key)
      : nodes_(nodes), degree_(degree), key_(key), weight_(1.0F / static_cast<float>(degree + 1)) {
    const std::size_t links = static_cast<std::size_t>(nodes) * static_cast<std::size_t>(degree);
    drawn_.to.resize(links);
    drawn_.from.resize(links);
    drawn_.first.resize(static_cast<std::size_t>(nodes) + 2);
  }

  void at(long round, int me, Neighbours& out) const override {
    const std::lock_guard lock(mutex_);
    if (drawn_.round != round) draw(round);
    const auto row = static_cast<std::size_t>(me);
    const auto mine = drawn_.to.begin() + static_cast<long>(me) * degree_;
    out.to.assign(mine, mine + degree_);
    out.from.assign(drawn_.from.begin() + drawn_.first[row], drawn_.from.begin() + drawn_.first[row + 1]);
    out.weights.assign(out.from.size(), weight_);
    out.self = 1.0F - static_cast<float>(degree_) * weight_;
  }

  [[nodiscard]] long period() const override { return 0; }
  [[nodiscard]] Promise promise() const override { return Promise::columns; }

 private:
  void draw(long round) const {
    const Key key = key_.at(static_cast<std::uint64_t>(round));
    for (int sender = 0; sender < nodes_; ++sender)
      choose(key.at(static_cast<std::uint64_t>(sender)), sender);
    // Counting sort by receiver; `first` is filled two places late and moves to its place while the senders
    // do.
    auto& first = drawn_.first;
    std::fill(first.begin(), first.end(), 0);
    for (const int receiver : drawn_.to) ++first[static_cast<std::size_t>(receiver) + 2];
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    for (std::size_t i = 0; i < drawn_.to.size(); ++i) {
      const int place = first[static_cast<std::size_t>(drawn_.to[i]) + 1]++;
      drawn_.from[static_cast<std::size_t>(place)] = static_cast<int>(i) / degree_;
    }
    drawn_.round = round;
  }

  // `degree` different nodes out of the others, each set equally likely (Floyd's sampling).
  void choose(Key key, int sender) const {
    const auto begin = drawn_.to.begin() + static_cast<long>(sender) * degree_;
    for (int k = 0; k < degree_; ++k) {
      const int last = nodes_ - 1 - degree_ + k;
      const int drawn =
          static_cast<int>(key.below(static_cast<std::uint64_t>(last) + 1, static_cast<std::uint64_t>(k)));
      const bool taken = std::find(begin, begin + k, drawn) != begin + k;
      begin[k] = taken ? last : drawn;
    }
    for (int k = 0; k < degree_; ++k) begin[k] += begin[k] >= sender ? 1 : 0;
    std::sort(begin, begin + degree_);
  }

  int nodes_, degree_;
  Key key_;
  float weight_;
  mutable std::mutex mutex_;
  mutable Round drawn_;
};

class Push final : public Topology {
 public:
  Push(long degree, long seed) : degree_(degree), seed_(seed) {}

  [[nodiscard]] std::optional<std::string> refuses(int nodes) const override {
    if (nodes <= 1 || degree_ < nodes) return Topology::refuses(nodes);
    return fmt::format("push: degree={} needs at least {} nodes, got {}", degree_, degree_ + 1, nodes);
  }

  [[nodiscard]] std::unique_ptr<Graph> on(int nodes) const override {
    accept(*this, nodes);
    const Key key = Key(static_cast<std::uint64_t>(seed_)).at(Purpose::topology);
    return std::make_unique<Pushes>(nodes, nodes == 1 ? 0 : static_cast<int>(degree_), key);
  }

  [[nodiscard]] bool fixed() const override { return false; }

 private:
  long degree_, seed_;
};

}  // namespace

std::unique_ptr<Topology> make_push(Args& args) {
  const long degree = args.whole("degree", 1, "how many others a node sends to in a round", between(1, 1e6));
  const long seed = args.whole("seed", 0, "which random choices", at_least(0));
  return std::make_unique<Push>(degree, seed);
}

}  // namespace tacit::topology
