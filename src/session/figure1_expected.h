// What figure 1 gave with an independent program (NumPy, 50 repetitions, batch 1), and how near another run
// must come.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "session/figure1.h"

namespace tacit::figure1 {

// The error of one method at one step.
struct ValueCheck {
  int nodes;
  long step;
  std::string method;
  double measured, expected;
  double ratio, expected_ratio;  // to parallel SGD of the same run
  bool ok;
};

struct TransientCheck {
  std::string setting;
  int nodes;
  std::string method;
  std::optional<long> measured;
  std::optional<long> expected;  // nothing: never within the run
  bool ok;
};

// Only what was both measured and expected.
std::vector<ValueCheck> check_values(const Panel& panel);
std::vector<TransientCheck> check_transients(const Panel& panel);

}  // namespace tacit::figure1
