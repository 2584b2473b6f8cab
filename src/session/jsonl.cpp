#include "session/jsonl.h"

#include <nlohmann/json.hpp>

#include "session/json.h"

namespace tacit {
namespace {

std::string line(const char* type, const nlohmann::ordered_json& object) {
  nlohmann::ordered_json typed = {{"type", type}};
  typed.update(object);
  return typed.dump() + '\n';
}

}  // namespace

void Jsonl::start(const RunInfo& info) {
  auto object = json_of(info);
  object["host"] = json_of(this_host());
  draft_.write(line("run", object));
}

void Jsonl::sample(const Sample& sample) {
  draft_.write(line("sample", json_of(sample)));
}

void Jsonl::change(const PeriodChange& change) {
  draft_.write(line("period", json_of(change)));
}

void Jsonl::finish(const Summary& summary) {
  draft_.write(line("summary", json_of(summary)));
  draft_.keep();
}

}  // namespace tacit
