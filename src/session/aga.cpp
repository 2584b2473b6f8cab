#include "session/aga.h"

#include <algorithm>
#include <cmath>

#include "session/curve.h"

namespace tacit::aga {
namespace {

constexpr Setting table[] = {
    {"sixfold", "loss falls sixfold after the first average, as in the paper", "mlp(noise=1.9)", "one_peer",
     "sgd(rate=0.1)", false},
    {"far", "loss falls far, unlike data on a ring", "mlp(noise=1.1, mix=0.2)", "ring", "sgd(rate=0.1)",
     true},
    {"logistic-iid", "logistic regression, iid", "logistic(iid=true, batch=8)", "ring",
     "sgd(rate=0.2, schedule=halving(1000))", false},
    {"logistic", "logistic regression, non-iid", "logistic(batch=8)", "ring",
     "sgd(rate=0.2, schedule=halving(1000))", false},
};

struct Rule {
  const char *method, *schedule;  // {}: as many steps as 5 of 120 epochs
  bool compared;                  // with PGA of as many averages
};

// A warm-up of one step keeps the first loss that is learnt.
constexpr Rule rules[] = {
    {"AGA", "aga(first=4, warmup=1)", true},
    {"AGA, default warm-up", "aga(first=4)", false},
    {"AGA, warm-up 5/120", "aga(first=4, warmup={})", false},
    {"AGA, exponent 0.5", "aga(first=4, warmup=1, exponent=0.5)", true},
    {"AGA, exponent 1", "aga(first=4, warmup=1, exponent=1)", true},
    {"AGA, base previous", "aga(first=4, warmup=1, base=previous)", false},
};

std::vector<Sample> play_once(const Panel& panel, const Row& row, long seed, const StopFlag& stop) {
  const Setting& setting = *panel.setting;
  const Recipe recipe = recipe_with({{"topology", std::string(setting.topology)},
                                     {"schedule", row.schedule},
                                     {"inner", std::string(setting.inner)},
                                     {"seed", std::to_string(seed)}});
  RunOptions options;
  options.steps = options.evaluate = panel.options.steps;  // evaluated at the start and at the end
  const Scene scene = make_scene(std::string(setting.task), "sim", panel.options.nodes, seed);
  const Act act(scene, {row.method, recipe, options});
  Curve curve;
  std::vector<Sink*> sinks = {&curve};
  if (panel.options.watcher != nullptr) sinks.push_back(panel.options.watcher);
  act.play(sinks, stop);
  return curve.samples();
}

void add_row(Panel& panel, const std::string& method, const std::string& schedule, const StopFlag& stop) {
  if (panel.row(method) != nullptr) return;
  Row row{method, schedule, {}};
  for (long k = 0; k < panel.options.trials && !stop.raised(); ++k) {
    row.curves.push_back(play_once(panel, row, panel.options.seed + k, stop));
  }
  panel.rows.push_back(std::move(row));
}

std::string add_constant(Panel& panel, long period, const StopFlag& stop) {
  std::string method = fmt::format("PGA, every {}", period);
  add_row(panel, method, fmt::format("every({})", period), stop);
  return method;
}

double mean_over(const std::vector<std::vector<Sample>>& curves, double (*number)(const Sample&)) {
  double sum = 0;
  for (const auto& curve : curves) sum += number(curve.back());
  return sum / static_cast<double>(curves.size());
}

// The expected shares belong to losses that fall smoothly from 6.9 to 1.1; a tenth more or less is no
// surprise.
void claim_shares(const Panel& panel, std::vector<Claim>& all) {
  const auto claim = [&](const char* method, double percent) {
    const double share = 100 * panel.row(method)->share();
    all.push_back({fmt::format("{}: % averaged", method), share, 0.9 * percent, 1.1 * percent});
  };
  claim("AGA", 15.5);
  claim("AGA, warm-up 5/120", 19);
  claim("AGA, exponent 0.5", 11.2);
  claim("AGA, exponent 1", 6);
  all.push_back({"AGA: % averaged on ImageNet and for BERT", 100 * panel.row("AGA")->share(), 9, 9.6,
                 "by eq. (9) a sixfold fall makes a period of 7 and 15 % of averages; 9 % take an exponent "
                 "between 0.5 and 1, or a fall of 57 times"});
  all.push_back({"AGA: loss over that of PGA, every 4, less 1",
                 excess(*panel.row("AGA"), panel.rows.front()).mean, -0.01, 0.01});
}

void claim_far(const Panel& panel, std::vector<Claim>& all) {
  const Row &rule = *panel.row("AGA"), &first = panel.rows.front();
  const auto longest = [&](const char* method) { return static_cast<double>(panel.row(method)->longest()); };
  all.push_back({"times the loss falls", rule.fall(), 20});
  all.push_back({"AGA: longest period", longest("AGA"), 9, std::ceil(4 * std::pow(rule.fall(), 0.25))});
  all.push_back({"AGA: loss over that of PGA, every 4, less 1", excess(rule, first).mean, -0.01, 0.01,
                 "the paper found no loss on data that nodes share; here rarer averages cost what they cost "
                 "PGA, see the next line"});
  all.push_back({fmt::format("AGA: loss over that of {}, less 1", rule.twin),
                 excess(rule, *panel.row(rule.twin)).mean, -0.03, 0.03});
  all.push_back({"AGA, base previous: longest period, the cap", longest("AGA, base previous"), 64, 64});
}

// Numbers of papers and of the independent program belong to runs of this size.
bool is_usual(const Options& options) {
  return options.nodes == Options{}.nodes && options.steps == Options{}.steps;
}

double mean_period(const Panel& panel, const char* method) {
  return 1 / panel.row(method)->share();
}

}  // namespace

std::span<const Setting> settings() {
  return table;
}

double Row::share() const {
  return mean_over(curves, averaged_share);
}

double Row::loss() const {
  return mean_over(curves, [](const Sample& sample) { return sample.loss; });
}

double Row::fall() const {
  double sum = 0;
  for (const auto& curve : curves) sum += curve.front().loss / curve.back().train_loss;
  return sum / static_cast<double>(curves.size());
}

long Row::longest() const {
  long most = 0;
  for (const auto& curve : curves) {
    for (const Sample& sample : curve) most = std::max(most, sample.period);
  }
  return most;
}

const Row* Panel::row(const std::string& method) const {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.method == method; });
  return found == rows.end() ? nullptr : &*found;
}

Panel play(const Setting& setting, const Options& options, const StopFlag& stop) {
  Panel panel{&setting, options, {}};
  add_constant(panel, 4, stop);
  for (const Rule& rule : rules) {
    const long warmup = std::max(1L, options.steps / 24);
    add_row(panel, rule.method, fmt::format(fmt::runtime(rule.schedule), warmup), stop);
    if (stop.raised()) return panel;
    if (!setting.twins || !rule.compared) continue;
    const std::size_t k = panel.rows.size() - 1;
    const std::string twin = add_constant(panel, std::lround(1 / panel.rows[k].share()), stop);
    panel.rows[k].twin = twin;
  }
  add_row(panel, "gossip", "never", stop);
  return panel;
}

Excess excess(const Row& row, const Row& base) {
  const auto n = static_cast<double>(row.curves.size());
  double sum = 0;
  double squares = 0;
  for (std::size_t k = 0; k < row.curves.size(); ++k) {
    const double one = row.curves[k].back().loss / base.curves[k].back().loss - 1;
    sum += one;
    squares += one * one;
  }
  const double variance = std::max(0.0, squares - sum * sum / n) / (n - 1);
  return {sum / n, n > 1 ? std::sqrt(variance / n) : unknown};
}

std::vector<Claim> claims(const Panel& panel) {
  const Row& rule = *panel.row("AGA");
  if (!is_usual(panel.options)) {
    // Only what holds at any size: eq. (9), with room for a batch whose loss is a third of the others'.
    return {{"AGA: longest period", static_cast<double>(rule.longest()), 1,
             std::ceil(4 * std::pow(3 * rule.fall(), 0.25))}};
  }
  std::vector<Claim> all;
  const std::string_view name = panel.setting->name;
  if (name == "sixfold") claim_shares(panel, all);
  if (name == "far") claim_far(panel, all);
  if (name == "logistic-iid") {
    all.push_back(
        {"mean period of AGA, default warm-up", mean_period(panel, "AGA, default warm-up"), 4.3, 4.6});
  }
  if (name == "logistic") {
    all.push_back({"mean period of AGA", mean_period(panel, "AGA"), 4, 4.2,
                   "the loss hardly falls, yet whatever is below the first loss is rounded up to 5"});
  }
  return all;
}

}  // namespace tacit::aga
