#include "session/csv.h"

#include <fmt/format.h>

#include <cmath>

#include "session/field.h"

namespace tacit {

void Csv::start(const RunInfo& /*info*/) {
  std::string line;
  for (const Field& field : fields()) line += fmt::format("{}{}", line.empty() ? "" : ",", field.name);
  draft_.write(line + '\n');
}

void Csv::sample(const Sample& sample) {
  std::string line;
  const char* comma = "";
  for (const Field& field : fields()) {
    const double value = field.get(sample);
    line += comma;
    if (std::isfinite(value)) line += fmt::format("{}", value);
    comma = ",";
  }
  draft_.write(line + '\n');
}

void Csv::finish(const Summary& /*summary*/) {
  draft_.keep();
}

}  // namespace tacit
