#include "rate/rate.h"
#include "rate/warmup.h"

namespace tacit::rate {
namespace {

class Constant final : public Rate {
 public:
  explicit Constant(Args& args) : warmup_(args) {}

  double factor(long step, long /*steps*/) const override { return warmup_.factor(step); }

 private:
  WarmUp warmup_;
};

}  // namespace

std::unique_ptr<Rate> make_constant(Args& args) {
  return std::make_unique<Constant>(args);
}

}  // namespace tacit::rate
