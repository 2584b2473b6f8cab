#include <algorithm>
#include <cmath>
#include <vector>

#include "schedule/schedule.h"

namespace tacit::schedule {
namespace {

class GrowingPace final : public Pace {
 public:
  explicit GrowingPace(std::vector<long> ends) : ends_(std::move(ends)) {}

  Due at(long step) override {
    while (round_ < ends_.size() && ends_[round_] <= step) ++round_;
    return round_ < ends_.size() && ends_[round_] == step + 1 ? Due::everything : Due::nothing;
  }
  long period() const override {
    if (round_ >= ends_.size()) return 0;
    return ends_[round_] - (round_ == 0 ? 0 : ends_[round_ - 1]);
  }
  Reason reason() const override { return {"round", static_cast<double>(round_)}; }
  void carry(Archive& archive) override {
    auto round = static_cast<std::int64_t>(round_);
    archive.scalar("round", round);
    round_ = static_cast<std::size_t>(round);
  }

 private:
  std::vector<long> ends_;  // the step count after which each round ends
  std::size_t round_ = 0;
};

// LUPA-SGD (Haddadpour et al. 2019): period i is first * (1 + i * growth), rounded so that the sums stay
// exact.
class Growing final : public Schedule {
 public:
  explicit Growing(Args& args)
      : first_(args.whole("first", 91, "steps of the first period", between(1, 1e9))),
        growth_(args.number("growth", 0,
                            "growth of each period, in first periods; 0: so that the rounds fill the run",
                            between(0, 1e3))),
        rounds_(args.whole("rounds", 10, "global averages; the last falls on the end of the run",
                           between(1, 1e3))) {}

  std::unique_ptr<Pace> start(const Horizon& horizon) const override {
    return std::make_unique<GrowingPace>(ends(horizon.steps));
  }
  long shortest() const override { return first_; }

 private:
  // Solves sum over i < rounds of first * (1 + i * growth) = steps; never shrinks.
  double growth(long steps) const {
    if (growth_ > 0 || rounds_ == 1) return growth_;
    const double constant = static_cast<double>(first_) * static_cast<double>(rounds_);
    return std::max(0.0, 2 * (static_cast<double>(steps) / constant - 1) / static_cast<double>(rounds_ - 1));
  }

  // The last period takes what is left of the run, also what would be less than a first period after it.
  std::vector<long> ends(long steps) const {
    const double slope = growth(steps);
    std::vector<long> result;
    double sum = 0;
    for (long i = 0; i < rounds_; ++i) {
      sum += static_cast<double>(first_) * (1 + static_cast<double>(i) * slope);
      const long end = std::lround(sum);
      const bool last = i + 1 == rounds_ || steps - end < first_;
      result.push_back(steps > 0 && last ? steps : end);
      if (steps > 0 && last) break;
    }
    return result;
  }

  long first_;
  double growth_;
  long rounds_;
};

}  // namespace

std::unique_ptr<Schedule> make_growing(Args& args) {
  return std::make_unique<Growing>(args);
}

}  // namespace tacit::schedule
