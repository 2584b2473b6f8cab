#include "session/host.h"

#include <fmt/core.h>
#include <hwy/targets.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <thread>

namespace tacit {
namespace {

// The text behind "KEY :" in a file of such lines.
std::string value_in(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(':');
    if (line.compare(0, key.size(), key) != 0 || colon == std::string::npos) continue;
    const auto first = line.find_first_not_of(" \t", colon + 1);
    if (first != std::string::npos) return line.substr(first);
  }
  return "unknown";
}

int usable_cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(std::thread::hardware_concurrency());
}

std::string widest_vectors() {
  const auto targets = hwy::SupportedTargets();
  // Highway numbers better targets lower.
  return hwy::TargetName(targets & -targets);
}

std::string huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string line;
  std::getline(file, line);
  const auto open = line.find('['), close = line.find(']');
  return open == std::string::npos || close == std::string::npos ? "unknown"
                                                                 : line.substr(open + 1, close - open - 1);
}

std::string compiler() {
#ifdef __clang__
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

}  // namespace

Host this_host() {
  Host host;
  host.version = TACIT_VERSION;
  host.compiler = compiler();
  host.processor = value_in("/proc/cpuinfo", "model name");
  host.simd = widest_vectors();
  utsname names{};
  if (uname(&names) == 0) host.system = fmt::format("{} {} {}", names.sysname, names.release, names.machine);
  host.cores = usable_cores();
  host.memory_bytes =
      static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGE_SIZE));
  host.huge_pages = huge_pages();
  return host;
}

}  // namespace tacit
