#include <array>
#include <cmath>

#include "inner/inner.h"
#include "inner/moments.h"
#include "inner/scheduled.h"

namespace tacit::inner {
namespace {

// You et al. 2020, Algorithm 2 with phi(z) = z: each part of the layout moves by a share of its own length.
class Lamb final : public Inner {
 public:
  explicit Lamb(Args& args)
      : rate_(read_rate(args, 0.001)),
        moments_(args, 1e-6),
        decay_(args.number("decay", 0.01, "weight decay, added to the direction", at_least(0))),
        schedule_(read_schedule(args)) {}

  int lanes() const override { return Moments::lanes; }
  double rate(long step, long steps) const override { return rate_ * schedule_->factor(step, steps); }

  void step(const Ops& ops, const Layout& layout, const InnerStep& now) const override {
    moments_.direct(ops, now);
    for (const Part& part : layout.parts) {
      const Lane x = now.x.part(part.offset, part.size());
      const Lane r = now.gradient.part(part.offset, part.size());
      if (part.decay && decay_ != 0) {
        ops.combine(r, std::array{Term{static_cast<float>(decay_), x}, Term{1, r}});
      }
      const auto down = static_cast<float>(-now.rate * trust(ops, x, r));
      ops.combine(x, std::array{Term{down, r}, Term{1, x}});
    }
  }

 private:
  static double trust(const Ops& ops, Lane x, Lane r) {
    const double length = std::sqrt(ops.dot(x, x));
    const double reach = std::sqrt(ops.dot(r, r));
    return length > 0 && reach > 0 ? length / reach : 1;
  }

  double rate_;
  Moments moments_;
  double decay_;
  std::unique_ptr<Rate> schedule_;
};

}  // namespace

std::unique_ptr<Inner> make_lamb(Args& args) {
  return std::make_unique<Lamb>(args);
}

}  // namespace tacit::inner
