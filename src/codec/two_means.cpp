#include "codec/wire.h"
#include "math/signs.h"

namespace tacit::codec {
namespace {

struct Settings {
  bool exclude = false;  // empty classes do not enter the mean
  bool by_tensor = false;
};

// A class of a group: its mean, and whether there is anything in it (1, or 0).
struct Class {
  float mean = 0, has = 0;
};

struct Group {
  std::size_t offset, size;
  Class positive = {}, negative = {};
};

Class class_of(double sum, std::size_t count) {
  if (count == 0) return {};
  return {scale_to_send(sum / static_cast<double>(count)), 1};
}

// A2SGD: g += (mean of all means - own mean), for each sign; what is special to the node stays with it.
class TwoMeansCoder final : public Coder {
 public:
  TwoMeansCoder(const Settings& settings, const Layout& layout) : settings_(settings) {
    if (!settings.by_tensor)
      groups_.push_back({0, layout.size()});
    else
      for (const Part& part : layout.parts) groups_.push_back({part.offset, part.size()});
  }

  void write(int /*turn*/, const Moment& /*now*/, const Source& v, Bytes& out) override {
    assert(v.memory.empty() && "nothing is left unsaid");
    out.resize(groups_.size() * group_bytes(settings_));
    std::size_t at = 0;
    for (Group& group : groups_) {
      const auto sums = kernels::sums_by_sign(v.fresh.subspan(group.offset, group.size));
      group.positive = class_of(sums.positive, sums.positives);
      group.negative = class_of(sums.negative, group.size - sums.positives);
      for (const Class& own : {group.positive, group.negative}) at = put(own, out, at);
    }
  }

  void read(ByteView message, float weight, Vec sum) const override {
    check(message);
    std::size_t at = 0;
    for (const Group& group : groups_) {
      const float positive = weight * (mean_at(message, at) - group.positive.mean);
      const float negative = weight * (mean_at(message, at + class_bytes(settings_)) - group.negative.mean);
      kernels::add_by_sign(sum.subspan(group.offset, group.size), positive, negative);
      at += group_bytes(settings_);
    }
  }

  static std::size_t class_bytes(const Settings& settings) { return settings.exclude ? 8 : 4; }
  static std::size_t group_bytes(const Settings& settings) { return 2 * class_bytes(settings); }

 private:
  std::size_t put(const Class& own, Bytes& out, std::size_t at) const {
    put_float(own.mean, out, at);
    if (settings_.exclude) put_float(own.has, out, at + sizeof(float));
    return at + class_bytes(settings_);
  }

  // The mean over nodes, or over those that have one.
  float mean_at(ByteView message, std::size_t at) const {
    const float mean = float_at(message, at);
    if (!settings_.exclude) return mean;
    const float has = float_at(message, at + sizeof(float));
    return has > 0 ? mean / has : 0;
  }

  void check(ByteView message) const {
    expect_bytes("two_means", message, groups_.size() * group_bytes(settings_));
    for (std::size_t at = 0; at < message.size(); at += class_bytes(settings_)) {
      if (!std::isfinite(float_at(message, at)))
        fail("two_means: a mean must be finite, got {}", float_at(message, at));
      if (!settings_.exclude) continue;
      const float has = float_at(message, at + sizeof(float));
      if (!(has >= 0 && has <= 1))
        fail("two_means: the share of nodes in a mean must be in [0, 1], got {}", has);
    }
  }

  const Settings settings_;
  std::vector<Group> groups_;
};

class TwoMeans final : public Codec {
 public:
  explicit TwoMeans(const Settings& settings) : settings_(settings) {}
  std::unique_ptr<Coder> start(const Layout& layout) const override {
    return std::make_unique<TwoMeansCoder>(settings_, layout);
  }
  std::size_t bytes(const Layout& layout) const override {
    return (settings_.by_tensor ? layout.parts.size() : 1) * TwoMeansCoder::group_bytes(settings_);
  }
  bool summable() const override { return true; }
  bool corrects() const override { return true; }

 private:
  Settings settings_;
};

}  // namespace

std::unique_ptr<Codec> make_two_means(Args& args) {
  Settings settings;
  settings.exclude =
      args.choice("empty", {"count", "exclude"},
                  "what a sign that no number of a node has does to the mean over nodes: counts "
                  "as 0, as published, or stays out of it") == "exclude";
  settings.by_tensor = args.choice("scope", {"model", "tensor"},
                                   "what shares two means: the whole model, or each tensor") == "tensor";
  return std::make_unique<TwoMeans>(settings);
}

}  // namespace tacit::codec
