// Nodes that average vectors in the words of a codec, step after step, as an exchange between them would.
#pragma once

#include <cstring>
#include <memory>
#include <vector>

#include "codec/codec.h"

namespace tacit::test {

using Vectors = std::vector<std::vector<float>>;

class CodedNodes {
 public:
  CodedNodes(const Codec& codec, const Layout& layout, std::size_t count) : codec_(codec) {
    for (std::size_t k = 0; k < count; ++k) coders.push_back(codec.start(layout));
    messages.resize(count);
    if (codec.biased()) memories.assign(count, std::vector<float>(layout.size()));
  }

  // What each node has in place of its vector after all turns.
  Vectors average(long step, const Vectors& vectors, float fade = 1) {
    bytes = 0;
    for (int turn = 0; turn < codec_.turns(); ++turn) {
      for (std::size_t k = 0; k < coders.size(); ++k) {
        Source source{vectors[k]};
        if (codec_.biased()) source = {vectors[k], memories[k], fade};
        coders[k]->write(turn, moment(step, k), source, messages[k]);
      }
      bytes += messages[0].size();
      if (!codec_.summable()) continue;
      mean = mean_message();
      for (auto& coder : coders) coder->heard(turn, mean);
    }
    return heard(vectors);
  }

  static Moment moment(long step, std::size_t node) {
    const auto at = static_cast<std::uint64_t>(step);
    return {step, Key{7}.at(node).at(at), Key{7}.at(at)};
  }

  std::vector<std::unique_ptr<Coder>> coders;
  std::vector<Bytes> messages;  // of the last turn
  Bytes mean;                   // of those, where they may be averaged
  Vectors memories;             // none, where none are kept
  std::size_t bytes = 0;        // that the first node sent, in all turns

 private:
  [[nodiscard]] Bytes mean_message() const {
    std::vector<float> sum(messages[0].size() / sizeof(float)), x(sum.size());
    for (const Bytes& message : messages) {
      if (!x.empty()) std::memcpy(x.data(), message.data(), message.size());
      for (std::size_t i = 0; i < x.size(); ++i) sum[i] += x[i];
    }
    for (float& value : sum) value /= static_cast<float>(messages.size());
    const auto bytes_of_sum = std::as_bytes(std::span(sum));
    return {bytes_of_sum.begin(), bytes_of_sum.end()};
  }

  [[nodiscard]] Vectors heard(const Vectors& vectors) const {
    Vectors result;
    for (std::size_t k = 0; k < coders.size(); ++k) {
      std::vector<float> sum = vectors[k];
      if (!codec_.corrects()) sum.assign(sum.size(), 0.0f);
      if (codec_.summable()) {
        coders[k]->read(mean, 1, sum);
      } else {
        for (const Bytes& message : messages) coders[k]->read(message, 1, sum);
        for (float& value : sum) value /= static_cast<float>(messages.size());
      }
      result.push_back(std::move(sum));
    }
    return result;
  }

  const Codec& codec_;
};

}  // namespace tacit::test
