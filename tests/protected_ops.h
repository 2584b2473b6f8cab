// Ops whose lanes cannot be touched outside its own functions: what runs on it runs on a device.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <new>
#include <vector>

#include "math/ops.h"

namespace tacit {

class ProtectedOps final : public Ops {
 public:
  std::shared_ptr<std::byte> make(std::size_t bytes) const override {
    const std::size_t whole = (bytes / page() + 1) * page();
    void* memory = mmap(nullptr, whole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return {static_cast<std::byte*>(memory), [whole](std::byte* p) { munmap(p, whole); }};
  }

  Vec host(Lane /*lane*/) const override { return {}; }
  void read(Lane from, Vec to) const override {
    const Open open({from});
    inner_.read(from, to);
  }
  void write(ConstVec from, Lane to) const override {
    const Open open({to});
    inner_.write(from, to);
  }
  void copy(Lane from, Lane to) const override {
    const Open open({from, to});
    inner_.copy(from, to);
  }
  void fill(Lane out, float value) const override {
    const Open open({out});
    inner_.fill(out, value);
  }
  void round(Lane x, Number number) const override {
    const Open open({x});
    inner_.round(x, number);
  }
  void combine(Lane out, std::span<const Term> terms) const override {
    std::vector<Lane> lanes{out};
    for (const Term& term : terms) lanes.push_back(term.lane);
    const Open open(std::move(lanes));
    inner_.combine(out, terms);
  }
  void mean(std::span<const Lane> summed, std::span<const Lane> written) const override {
    std::vector<Lane> lanes(summed.begin(), summed.end());
    lanes.insert(lanes.end(), written.begin(), written.end());
    const Open open(std::move(lanes));
    inner_.mean(summed, written);
  }
  double dot(Lane a, Lane b) const override {
    const Open open({a, b});
    return inner_.dot(a, b);
  }
  double squared_distance(Lane a, Lane b) const override {
    const Open open({a, b});
    return inner_.squared_distance(a, b);
  }
  bool finite(Lane a) const override {
    const Open open({a});
    return inner_.finite(a);
  }
  void second_moment(Lane v, Lane g, float decay) const override {
    const Open open({v, g});
    inner_.second_moment(v, g, decay);
  }
  void adam_direction(Lane out, Lane m, Lane v, AdamScale scale) const override {
    const Open open({out, m, v});
    inner_.adam_direction(out, m, v, scale);
  }

 private:
  static std::size_t page() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

  // The pages of these lanes may be touched while it lives.
  class Open {
   public:
    explicit Open(std::vector<Lane> lanes) : lanes_(std::move(lanes)) { protect(PROT_READ | PROT_WRITE); }
    ~Open() { protect(PROT_NONE); }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;

   private:
    void protect(int rights) const {
      for (const Lane& lane : lanes_) {
        if (lane.size == 0) continue;
        const std::size_t inside = reinterpret_cast<std::uintptr_t>(lane.at) % page();
        mprotect(reinterpret_cast<char*>(lane.at) - inside, inside + lane.size * sizeof(float), rights);
      }
    }
    std::vector<Lane> lanes_;
  };

  const Ops& inner_ = host_ops();
};

}  // namespace tacit
