// How an object with state is written down and read back: it visits its named scalars and lanes in both
// directions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tacit {

// One visitor for saving and loading, so that the two cannot disagree. Names are stable for ever.
class Archive {
 public:
  virtual ~Archive() = default;
  // Whether what it visits is being read back.
  [[nodiscard]] virtual bool loading() const = 0;
  virtual void scalar(std::string_view name, double& value) = 0;
  virtual void scalar(std::string_view name, std::int64_t& value) = 0;
  virtual void lane(std::string_view name, std::span<float> values) = 0;

  void scalar(std::string_view name, long long& value) {
    std::int64_t same = value;
    scalar(name, same);
    value = same;
  }
  void scalar(std::string_view name, int& value) {
    std::int64_t wide = value;
    scalar(name, wide);
    value = static_cast<int>(wide);
  }
  void scalar(std::string_view name, bool& value) {
    std::int64_t wide = value ? 1 : 0;
    scalar(name, wide);
    value = wide != 0;
  }
};

// Another archive, with a prefix before every name.
class Within final : public Archive {
 public:
  Within(Archive& outer, std::string prefix) : outer_(outer), prefix_(std::move(prefix)) {}

  bool loading() const override { return outer_.loading(); }
  void scalar(std::string_view name, double& value) override { outer_.scalar(longer(name), value); }
  void scalar(std::string_view name, std::int64_t& value) override { outer_.scalar(longer(name), value); }
  void lane(std::string_view name, std::span<float> values) override { outer_.lane(longer(name), values); }
  using Archive::scalar;

 private:
  [[nodiscard]] std::string longer(std::string_view name) const { return prefix_ + std::string(name); }

  Archive& outer_;
  std::string prefix_;
};

}  // namespace tacit
