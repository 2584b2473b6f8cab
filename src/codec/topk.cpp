#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "codec/sparse.h"

namespace tacit::codec {
namespace {

using kernels::Magnitude;
using kernels::Stretch;

// How many to send, by the step. In a warm-up, stage s of so many steps sends max(density, 0.25 / 4^s).
class Density {
 public:
  Density(double density, long warmup) : density_(density), warmup_(warmup) {}

  [[nodiscard]] double last() const { return density_; }
  [[nodiscard]] bool warms_up() const { return warmup_ > 0; }
  [[nodiscard]] std::size_t settled(std::size_t size) const { return share_of(density_, size); }
  [[nodiscard]] std::size_t at(long step, std::size_t size) const {
    return warms_up() ? in_stage(step / warmup_, size) : settled(size);
  }
  // Whether a message of some step has so many entries.
  [[nodiscard]] bool makes(std::size_t entries, std::size_t size) const {
    if (entries == settled(size)) return true;
    if (!warms_up() || entries < settled(size)) return false;
    long stage = 0;
    while (in_stage(stage, size) > entries) ++stage;
    return in_stage(stage, size) == entries;
  }

 private:
  [[nodiscard]] std::size_t in_stage(long stage, std::size_t size) const {
    const double early = std::ldexp(0.25, -2 * static_cast<int>(std::min(stage, 500L)));
    return share_of(std::max(density_, early), size);
  }

  double density_;
  long warmup_;
};

// Sampled in runs of a cache line at equal distances: 32 Ki numbers of a long vector.
constexpr std::size_t run = 16;
constexpr std::size_t most_runs = 2048;

// One pass collects what lies above a sampled threshold, which is low enough to leave k of them, nearly
// always. If it collects too much, the threshold rises to the k-th largest so far; if it was too high after
// all, another pass starts from the bottom. So the choice is exact for any numbers.
class TopkCoder final : public Coder {
 public:
  explicit TopkCoder(Density density) : density_(density) {}

  void write(int /*turn*/, const Moment& now, const Source& v, Bytes& out) override {
    const std::size_t k = density_.at(now.step, v.fresh.size());
    out.resize(k * bytes_of_entry);
    if (k == 0) return;
    sweep(v, guess(v, k), k);
    if (picks_.count < k) {
      give_back(v.memory);
      sweep({.fresh = said(v)}, kernels::below_all, k);
      clear(picks_, v.memory);
    }
    write_entries(picks_, out.data());
  }

  void read(ByteView message, float weight, Vec sum) const override {
    const std::size_t entries = message.size() / bytes_of_entry;
    if (message.size() % bytes_of_entry != 0 || !density_.makes(entries, sum.size())) {
      fail("topk: a message must have {} bytes{}, got {}", density_.settled(sum.size()) * bytes_of_entry,
           density_.warms_up() ? ", or more in a warm-up" : "", message.size());
    }
    add_entries("topk", message, weight, sum);
  }

 private:
  // A magnitude that, by the sample, some more than k are above: five standard deviations more.
  Magnitude guess(const Source& v, std::size_t k) {
    sample(v);
    const double share = static_cast<double>(k) / static_cast<double>(v.fresh.size());
    const double expected = share * static_cast<double>(samples_.size());
    const auto rank = static_cast<std::size_t>(expected + 5 * std::sqrt(expected)) + 1;
    if (rank > samples_.size()) return kernels::below_all;
    return kernels::nth_largest(samples_, rank).magnitude - 1;
  }

  void sample(const Source& v) {
    const std::size_t runs = std::min(most_runs, v.fresh.size() / 256);
    samples_.resize(runs * run);
    for (std::size_t r = 0; r < runs; ++r) {
      const std::size_t begin = r * (v.fresh.size() / runs);
      float* out = samples_.data() + r * run;
      std::copy_n(v.fresh.begin() + static_cast<std::ptrdiff_t>(begin), run, out);
      if (v.memory.empty()) continue;
      for (std::size_t i = 0; i < run; ++i) out[i] += v.fade * v.memory[begin + i];
    }
  }

  // Picks the k largest of those above the floor, or all if they are fewer, and takes them out of the memory.
  void sweep(const Source& v, Magnitude floor, std::size_t k) {
    const std::size_t size = v.fresh.size();
    const std::size_t most = std::max(4 * k, 2 * piece);
    picks_.make_room(std::min(size, most + piece));
    picks_.count = 0;
    for (std::size_t begin = 0; begin < size; begin += piece) {
      const Stretch stretch{begin, std::min(begin + piece, size)};
      if (v.memory.empty()) {
        kernels::pick_above(v.fresh.data(), stretch, floor, picks_);
      } else {
        kernels::take_above({v.fresh.data(), v.memory.data(), v.fade}, stretch, floor, picks_);
      }
      if (picks_.count > most) floor = cut(k, v.memory);
    }
    if (picks_.count > k) cut(k, v.memory);
  }

  // Keeps the k largest picks, of equals the first. Returns the least magnitude among them: nothing that
  // comes later can replace one unless it is larger.
  Magnitude cut(std::size_t k, Vec memory) {
    const kernels::Rank rank = kernels::nth_largest({picks_.values.data(), picks_.count}, k);
    const Magnitude least = rank.magnitude;
    const std::size_t last = last_tie(least, rank.ties);
    const auto keeps = [&](std::size_t i) {  // without a branch, which nobody could predict
      const Magnitude size = kernels::magnitude(picks_.values[i]);
      return (size > least) | ((size == least) & (i <= last));
    };
    for (std::size_t i = 0; i < picks_.count && !memory.empty(); ++i) {
      if (!keeps(i)) memory[picks_.places[i]] = picks_.values[i];
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < picks_.count; ++i) {
      const bool keep = keeps(i);
      picks_.values[kept] = picks_.values[i];
      picks_.places[kept] = picks_.places[i];
      kept += static_cast<std::size_t>(keep);
    }
    picks_.count = kept;
    return least;
  }

  // The pick that is the n-th of this magnitude.
  [[nodiscard]] std::size_t last_tie(Magnitude magnitude, std::size_t n) const {
    std::size_t i = 0;
    for (;; ++i) {
      if (kernels::magnitude(picks_.values[i]) == magnitude && --n == 0) return i;
    }
  }

  void give_back(Vec memory) const {
    if (memory.empty()) return;
    for (std::size_t i = 0; i < picks_.count; ++i) memory[picks_.places[i]] = picks_.values[i];
  }

  Density density_;
  std::vector<float> samples_;
  kernels::Picks picks_;
};

class Topk final : public Codec {
 public:
  explicit Topk(Density density) : density_(density) {}

  std::unique_ptr<Coder> start(const Layout& layout) const override {
    check_places("topk", layout);
    return std::make_unique<TopkCoder>(density_);
  }
  std::size_t bytes(const Layout& layout) const override {
    return density_.settled(layout.size()) * bytes_of_entry;
  }
  bool varies() const override { return density_.warms_up(); }
  bool biased() const override { return true; }
  double says(const Layout& /*layout*/) const override { return length_of_largest(density_.last()); }

 private:
  Density density_;
};

}  // namespace

std::unique_ptr<Codec> make_topk(Args& args) {
  const double density = args.number("density", 0.001, "share of the numbers that is sent", share());
  const long warmup =
      args.whole("warmup", 0,
                 "steps a stage; the stages send 1/4, 1/16, 1/64, ... until the density is reached; 0: none",
                 at_least(0));
  return std::make_unique<Topk>(Density(density, warmup));
}

}  // namespace tacit::codec
