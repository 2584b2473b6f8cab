#include "bench/load.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <thread>

namespace tacit::bench {
namespace {

// user, nice, system, irq, softirq and steal of the first line of /proc/stat; idle and waiting for a disk are
// not busy.
double busy_s() {
  std::ifstream file("/proc/stat");
  std::string word;
  file >> word;
  std::array<double, 8> ticks{};
  for (double& tick : ticks) file >> tick;
  const double busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7];
  return busy / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

double own_s() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

int cores() {
  return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

void allow(int first, int last) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  for (int core = first; core < last; ++core) CPU_SET(static_cast<unsigned>(core), &allowed);
  sched_setaffinity(0, sizeof allowed, &allowed);
}

}  // namespace

Load::Load() : began_(std::chrono::steady_clock::now()), busy_s_(busy_s()), own_s_(own_s()) {}

double Load::foreign_cores(double peer_cpu_s) const {
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
  const double foreign = busy_s() - busy_s_ - (own_s() - own_s_) - peer_cpu_s;
  return std::max(0.0, foreign / passed.count());
}

Pinned::Pinned(int count) {
  allow(std::max(0, cores() - count), cores());
}

Pinned::~Pinned() {
  allow(0, cores());
}

}  // namespace tacit::bench
