// An Archive that keeps what it is shown, to carry state from one object to another in a test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/archive.h"
#include "base/error.h"

namespace tacit {

// Saves until `load` is called, then gives everything back; a name that was not saved is an Error.
class MemoryArchive final : public Archive {
 public:
  using Archive::scalar;

  void load() { loading_ = true; }

  bool loading() const override { return loading_; }
  void scalar(std::string_view name, double& value) override { carry(reals_, name, value); }
  void scalar(std::string_view name, std::int64_t& value) override { carry(wholes_, name, value); }
  void lane(std::string_view name, std::span<float> values) override {
    std::vector<float> copy(values.begin(), values.end());
    carry(lanes_, name, copy);
    if (copy.size() != values.size()) fail("archive: {} has another size", name);
    std::copy(copy.begin(), copy.end(), values.begin());
  }

 private:
  template <class T>
  void carry(std::map<std::string, T, std::less<>>& kept, std::string_view name, T& value) {
    if (!loading_) {
      if (!kept.emplace(name, value).second) fail("archive: {} is saved twice", name);
      return;
    }
    const auto found = kept.find(name);
    if (found == kept.end()) fail("archive: {} is missing", name);
    value = found->second;
  }

  bool loading_ = false;
  std::map<std::string, double, std::less<>> reals_;
  std::map<std::string, std::int64_t, std::less<>> wholes_;
  std::map<std::string, std::vector<float>, std::less<>> lanes_;
};

}  // namespace tacit
