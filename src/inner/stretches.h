// Weight decay acts on some parts of a layout only.
#pragma once

#include "math/ops.h"

namespace tacit::inner {

// Calls body(offset, size, decay) for every longest row of neighbouring parts that decay alike, so that a
// layout whose parts agree is one call over the whole lane.
template <class Body>
void over_stretches(const Layout& layout, double decay, Body body) {
  if (decay == 0) return body(std::size_t{0}, layout.size(), 0.0);
  const auto decays = [&](const Part& part) { return part.decay && decay != 0; };
  std::size_t begin = 0;
  for (std::size_t p = 0; p < layout.parts.size(); ++p) {
    const Part& part = layout.parts[p];
    if (p + 1 < layout.parts.size() && decays(layout.parts[p + 1]) == decays(part)) continue;
    const std::size_t end = part.offset + part.size();
    body(begin, end - begin, decays(part) ? decay : 0.0);
    begin = end;
  }
}

// The first of the terms is the decay's: left out where nothing decays.
inline void combine_decaying(const Ops& ops, Lane out, double decay, std::span<const Term> terms) {
  ops.combine(out, decay == 0 ? terms.subspan(1) : terms);
}

}  // namespace tacit::inner
