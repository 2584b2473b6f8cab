#include "world/board.h"

#include <algorithm>
#include <chrono>

#include "base/error.h"

namespace tacit {
namespace {

// Big enough for huge pages, small enough for a run of a hundred short vectors.
constexpr std::size_t smallest_chunk = std::size_t{1} << 20;

}  // namespace

Board::Board(int nodes, const Ops& ops, bool wakes)
    : ops_(ops), wakes_(wakes), boxes_(static_cast<std::size_t>(nodes)) {}

std::span<std::byte> Board::memory(std::size_t bytes) {
  const std::lock_guard lock(memory_mutex_);
  const std::size_t whole = (bytes + 63) / 64 * 64;
  if (whole > free_bytes_) {
    // Growing chunks keep the lanes of many nodes next to each other, on few and large pages.
    const std::size_t pieces = chunks_.empty() ? 1 : std::min<std::size_t>(64, boxes_.size());
    const std::size_t chunk = std::max(smallest_chunk, pieces * whole);
    chunks_.push_back(ops_.make(chunk));
    free_ = chunks_.back().get();
    free_bytes_ = chunk;
  }
  const std::span<std::byte> piece{free_, bytes};
  free_ += whole;
  free_bytes_ -= whole;
  return piece;
}

bool Board::happened(const Letter& letter, Event event, long step) {
  switch (event) {
    case Event::posted: return letter.step.load(std::memory_order_acquire) == step;
    case Event::reduced: return letter.reduced.load(std::memory_order_acquire) == step;
    // A letter that has been used again since had been released before.
    case Event::released:
      return letter.step.load(std::memory_order_acquire) != step ||
             letter.readers.load(std::memory_order_acquire) == 0;
  }
  return false;
}

void Board::announce(int rank, std::atomic<long>& mark, long step) {
  if (!wakes_) return mark.store(step, std::memory_order_release);
  Box& box = boxes_[static_cast<std::size_t>(rank)];
  {
    const std::lock_guard lock(box.mutex);
    mark.store(step, std::memory_order_release);
  }
  box.changed.notify_all();
}

void Board::release(int rank, Letter& letter) {
  if (letter.readers.fetch_sub(1, std::memory_order_acq_rel) != 1 || !wakes_) return;
  Box& box = boxes_[static_cast<std::size_t>(rank)];
  { const std::lock_guard lock(box.mutex); }  // the owner is either before its check or already asleep
  box.changed.notify_all();
}

bool Board::wait(const Awaited& what, double seconds) {
  const auto over = [&] {
    return happened(letter(what.rank, what.channel, what.step), what.event, what.step);
  };
  if (over()) return true;
  Box& box = boxes_[static_cast<std::size_t>(what.rank)];
  std::unique_lock lock(box.mutex);
  box.changed.wait_for(lock, std::chrono::duration<double>(seconds),
                       [&] { return failed_.load() || over(); });
  lock.unlock();
  if (over()) return true;
  throw_if_failed();
  return false;
}

void Board::fail(int rank, const std::string& what) {
  {
    const std::lock_guard lock(failure_mutex_);
    if (failure_.empty()) failure_ = fmt::format("node {} failed: {}", rank, what);
  }
  failed_.store(true);
  for (Box& box : boxes_) {
    { const std::lock_guard lock(box.mutex); }
    box.changed.notify_all();
  }
}

void Board::throw_if_failed() {
  if (!failed_.load()) return;
  const std::lock_guard lock(failure_mutex_);
  throw Error(failure_);
}

}  // namespace tacit
