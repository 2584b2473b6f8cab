#include "session/checkpoint.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <system_error>

#include "base/error.h"
#include "session/draft.h"

namespace tacit {
namespace {

namespace fs = std::filesystem;

// docs/checkpoint-format.md describes this to the byte.
constexpr std::string_view magic = "tacit checkpoint 1\n";
static_assert(std::endian::native == std::endian::little, "numbers are written as they lie in memory");

enum class Kind : char { real = 'd', whole = 'i', lane = 'f' };

std::size_t width(Kind kind) {
  return kind == Kind::lane ? sizeof(float) : sizeof(double);
}

template <class T>
void append(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

class Writer final : public Archive {
 public:
  using Archive::scalar;

  bool loading() const override { return false; }
  void scalar(std::string_view name, double& value) override { entry(Kind::real, name, &value, 1); }
  void scalar(std::string_view name, std::int64_t& value) override { entry(Kind::whole, name, &value, 1); }
  void lane(std::string_view name, std::span<float> values) override {
    entry(Kind::lane, name, values.data(), values.size());
  }

  std::string finished() {
    append(bytes_, checksum(bytes_));
    return std::move(bytes_);
  }

 private:
  void entry(Kind kind, std::string_view name, const void* data, std::size_t count) {
    bytes_ += static_cast<char>(kind);
    append(bytes_, static_cast<std::uint32_t>(name.size()));
    bytes_ += name;
    append(bytes_, static_cast<std::uint64_t>(count));
    bytes_.append(static_cast<const char*>(data), count * width(kind));
  }

  std::string bytes_{magic};
};

// A file whose checksum has been verified, by name of its entries.
class Reader final : public Archive {
 public:
  using Archive::scalar;

  Reader(std::string bytes, std::string path) : bytes_(std::move(bytes)), path_(std::move(path)) {
    std::string_view rest = bytes_;
    if (!rest.starts_with(magic)) fail("{} is not a checkpoint that this version reads", path_);
    std::uint64_t sum = 0;
    if (rest.size() < magic.size() + sizeof sum) fail("{} is cut short", path_);
    std::memcpy(&sum, rest.data() + rest.size() - sizeof sum, sizeof sum);
    rest.remove_suffix(sizeof sum);
    if (sum != checksum(rest)) fail("{} is cut short or has been changed: its checksum does not fit", path_);
    rest.remove_prefix(magic.size());
    while (!rest.empty()) index(rest);
  }

  bool loading() const override { return true; }
  void scalar(std::string_view name, double& value) override { copy(Kind::real, name, &value, 1); }
  void scalar(std::string_view name, std::int64_t& value) override { copy(Kind::whole, name, &value, 1); }
  void lane(std::string_view name, std::span<float> values) override {
    copy(Kind::lane, name, values.data(), values.size());
  }

 private:
  struct Entry {
    Kind kind;
    std::uint64_t count;
    const char* data;
  };

  template <class T>
  T take(std::string_view& rest) {
    T value{};
    if (rest.size() < sizeof(T)) fail("{} is cut short", path_);
    std::memcpy(&value, rest.data(), sizeof(T));
    rest.remove_prefix(sizeof(T));
    return value;
  }

  std::string_view take(std::string_view& rest, std::size_t size) {
    if (rest.size() < size) fail("{} is cut short", path_);
    const std::string_view taken = rest.substr(0, size);
    rest.remove_prefix(size);
    return taken;
  }

  void index(std::string_view& rest) {
    const Kind kind{take<char>(rest)};
    const std::string name(take(rest, take<std::uint32_t>(rest)));
    const auto count = take<std::uint64_t>(rest);
    if (count > rest.size()) fail("{} is cut short in {}", path_, name);
    entries_[name] = {kind, count, take(rest, count * width(kind)).data()};
  }

  void copy(Kind kind, std::string_view name, void* out, std::size_t count) const {
    const auto found = entries_.find(name);
    if (found == entries_.end() || found->second.kind != kind) {
      fail("{} has no '{}': it belongs to another recipe; resume with the one in its run.jsonl", path_, name);
    }
    if (found->second.count != count) {
      fail("{}: '{}' has {} numbers where this run has {}; resume with the same task", path_, name,
           found->second.count, count);
    }
    if (count > 0) std::memcpy(out, found->second.data, count * width(kind));  // an empty lane lies nowhere
  }

  std::string bytes_, path_;
  std::map<std::string, Entry, std::less<>> entries_;
};

fs::path state_file(const fs::path& folder, int rank) {
  return folder / fmt::format("node-{}.tacit", rank);
}
fs::path seal_file(const fs::path& folder) {
  return folder / "sealed";
}

}  // namespace

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

void save_state(const fs::path& folder, int rank, const State& state) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail("{} cannot be made: {}", folder.string(), error.message());
  unseal(folder);
  Writer writer;
  state(writer);
  write_file(state_file(folder, rank), writer.finished());
}

void load_state(const fs::path& folder, int rank, const State& state) {
  const fs::path path = state_file(folder, rank);
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("{} cannot be read", path.string());
  Reader reader(std::string(std::istreambuf_iterator<char>(file), {}), path.string());
  state(reader);
}

void seal(const fs::path& folder, int nodes, long step) {
  write_file(seal_file(folder), fmt::format("nodes {}\nstep {}\n", nodes, step));
}

void unseal(const fs::path& folder) {
  std::error_code error;
  fs::remove(seal_file(folder), error);
  if (error) fail("{} cannot be removed: {}", seal_file(folder).string(), error.message());
}

void require_seal(const fs::path& folder, int nodes) {
  std::ifstream file(seal_file(folder));
  std::string word;
  int sealed = 0;
  if (!(file >> word >> sealed)) {
    fail("{} holds no complete checkpoint; give --resume the folder of a run that was stopped",
         folder.string());
  }
  if (sealed != nodes)
    fail("{} is of {} nodes, this run has {}; take as many", folder.string(), sealed, nodes);
}

}  // namespace tacit
