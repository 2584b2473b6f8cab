#include "method/coded_mean.h"

#include <algorithm>

#include "math/kernels.h"
#include "method/lanes.h"

namespace tacit {
namespace {

Lane as_lane(std::span<std::byte> memory) {
  return lane_over(memory, memory.size() / sizeof(float));
}

}  // namespace

CodedMean::CodedMean(const Codec& codec, const Layout& layout, Outbox& outbox, Engine& engine)
    : codec_(codec), engine_(engine), ops_(engine.ops()), outbox_(outbox) {
  if (codec.lends()) return;
  coder_ = codec.start(layout);
  if (codec.summable()) summed_ = as_lane(engine.memory(codec.bytes(layout)));
}

void CodedMean::open(const Share& share) {
  share_ = share;
  turn_ = 0;
  if (const auto number = codec_.lends()) {
    if (*number != Number::float32) ops_.round(share.lane, *number);
    ticket_ =
        engine_.mean({share.channel, name(), share.lane, share.riders, share.group, share.weight, *number});
    return;
  }
  write();
  post();
}

// Back to where the host cannot look.
void CodedMean::settle(Vec v, Lane lane) const {
  if (ops_.host(lane).empty()) ops_.write(v, lane);
}

void CodedMean::write() {
  outbox_.slot = 1 - outbox_.slot;
  outbox_.lent[outbox_.slot].reclaim();
  Source source{on_host(ops_, share_.lane, stage_)};
  const bool remembers = share_.memory.size > 0 && share_.weight > 0;
  if (remembers) {
    source.memory = on_host(ops_, share_.memory, memory_stage_);
    source.fade = share_.fade;
  }
  coder_->write(turn_, share_.moment, source, message());
  if (remembers) settle(source.memory, share_.memory);
}

void CodedMean::post() {
  Bytes& said = message();
  if (!codec_.summable()) {
    if (share_.weight == 0) said.clear();
    return post_to_all(said);
  }
  const Lane lane = summed_.part(0, said.size() / sizeof(float));
  ops_.write({reinterpret_cast<const float*>(said.data()), lane.size}, lane);
  const auto riders = turn_ == 0 ? share_.riders : std::span<double>{};
  ticket_ = engine_.mean({share_.channel, name(), lane, riders, share_.group, share_.weight});
}

void CodedMean::post_to_all(ByteView said) {
  others_.clear();
  for (int k = 0; k < share_.group.count; ++k) {
    if (share_.group.member(k) != engine_.rank()) others_.push_back(share_.group.member(k));
  }
  auto& riders = outbox_.riders[outbox_.slot];
  riders.assign(share_.riders.begin(), share_.riders.end());
  ticket_ = engine_.exchange({share_.channel, name(), {{}, said, riders}, others_, others_});
}

// The mean of the messages of this turn.
Vec CodedMean::sum() {
  return on_host(ops_, summed_.part(0, message().size() / sizeof(float)), stage_);
}

bool CodedMean::next() {
  if (!codec_.lends() && !codec_.summable()) {
    read_all();
    return false;
  }
  ticket_.wait();
  ticket_.reclaim();
  if (codec_.lends()) return false;
  coder_->heard(turn_, std::as_bytes(sum()));
  if (++turn_ < codec_.turns()) {
    write();
    post();
    return true;
  }
  read_sum();
  return false;
}

// Adds what everybody said in rank order and divides once, as an average of lanes does.
void CodedMean::read_all() {
  const Vec v = on_host(ops_, share_.lane, stage_);
  std::fill(v.begin(), v.end(), 0.0f);
  const std::span<const Message> messages = ticket_.wait();
  std::fill(share_.riders.begin(), share_.riders.end(), 0.0);
  int speakers = 0;
  const auto add = [&](ByteView said, std::span<const double> riders) {
    for (std::size_t k = 0; k < riders.size(); ++k) share_.riders[k] += riders[k];
    if (said.empty()) return;
    coder_->read(said, 1, v);
    ++speakers;
  };
  std::size_t k = 0;
  for (; k < messages.size() && others_[k] < engine_.rank(); ++k) add(messages[k].bytes, messages[k].riders);
  add(message(), outbox_.riders[outbox_.slot]);
  for (; k < messages.size(); ++k) add(messages[k].bytes, messages[k].riders);
  if (speakers > 1) kernels::divide(v.data(), v.size(), static_cast<float>(speakers));
  settle(v, share_.lane);
  ticket_.read();
  outbox_.lent[outbox_.slot] = std::move(ticket_);
}

void CodedMean::read_sum() {
  if (codec_.corrects() && share_.weight == 0) return;
  const Vec mean = sum();
  const Vec v = on_host(ops_, share_.lane, memory_stage_);  // `stage_` may hold the mean
  if (!codec_.corrects()) std::fill(v.begin(), v.end(), 0.0f);
  coder_->read(std::as_bytes(mean), 1, v);
  settle(v, share_.lane);
}

void CodedMean::take_back() {
  if (share_.memory.size == 0 || share_.weight == 0) return;
  const Vec memory = on_host(ops_, share_.memory, memory_stage_);
  coder_->read(message(), 1, memory);
  settle(memory, share_.memory);
}

void CodedMean::carry(Archive& archive) {
  if (coder_) coder_->carry(archive);
}

}  // namespace tacit
