#include "task/task.h"

namespace tacit {
namespace task {

std::unique_ptr<Task> make_quadratic(Args& args);
std::unique_ptr<Task> make_logistic(Args& args);
std::unique_ptr<Task> make_libsvm(Args& args);
std::unique_ptr<Task> make_mlp(Args& args);

}  // namespace task

const Shelf<Task>& tasks() {
  static constexpr Item<Task> items[] = {
      {"mlp", "a small network on generated clusters, with accuracy", task::make_mlp},
      {"logistic", "logistic regression on generated data, as in the Gossip-PGA paper", task::make_logistic},
      {"quadratic", "a quadratic per node, with a known optimum", task::make_quadratic},
      {"libsvm", "logistic regression on a file in LIBSVM's format", task::make_libsvm},
  };
  static constexpr Shelf<Task> shelf("task", items);
  return shelf;
}

}  // namespace tacit
