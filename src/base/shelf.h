// A shelf is the explicit list of everything that can be chosen by name in one place of a recipe.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/args.h"
#include "base/error.h"

namespace tacit {

// One thing on a shelf. `make` reads its parameters and builds it; it must not open files, for it also runs
// to describe them.
template <class T>
struct Item {
  std::string_view name;
  std::string_view help;
  std::unique_ptr<T> (*make)(Args&);
};

template <class T>
class Shelf {
 public:
  constexpr Shelf(std::string_view kind, std::span<const Item<T>> items) : kind_(kind), items_(items) {}

  // Makes what is spelled, or throws Error with the nearest name or parameter.
  [[nodiscard]] std::unique_ptr<T> make(const Spelled& spelled) const {
    for (const Item<T>& item : items_) {
      if (item.name != spelled.name) continue;
      Args args(spelled);
      auto made = item.make(args);
      args.done();
      return made;
    }
    fail("no {} '{}'{}", kind_, spelled.name, suggestion(spelled.name, names()));
  }
  [[nodiscard]] std::unique_ptr<T> make(std::string_view text) const { return make(parse_spelled(text)); }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const Item<T>& item : items_) result.emplace_back(item.name);
    return result;
  }

  // The parameters that `item` reads, in the order of its places.
  [[nodiscard]] static std::vector<Parameter> parameters(const Item<T>& item) {
    Args args = Args::describing(std::string(item.name));
    (void)item.make(args);
    return args.parameters();
  }

  [[nodiscard]] std::string_view kind() const { return kind_; }
  [[nodiscard]] std::span<const Item<T>> items() const { return items_; }

 private:
  std::string_view kind_;
  std::span<const Item<T>> items_;
};

}  // namespace tacit
