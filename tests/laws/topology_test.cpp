#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>

#include "allocations.h"
#include "dense_topology.h"
#include "topology/analysis.h"

namespace tacit {
namespace {

std::vector<int> all_sizes() {
  std::vector<int> sizes(33);
  std::iota(sizes.begin(), sizes.end(), 1);
  sizes.insert(sizes.end(), {64, 100});
  return sizes;
}

// A file in which every node sends a third of itself to the next one and a third to the one after.
std::string written_file(int nodes) {
  const std::string test = testing::UnitTest::GetInstance()->current_test_info()->name();
  const auto path = std::filesystem::path(testing::TempDir()) / (test + ".txt");
  std::ofstream file(path);
  for (int j = 0; j < nodes; ++j) {
    std::set<int> targets{j, (j + 1) % nodes, (j + 2) % nodes};
    for (const int i : targets)
      file << fmt::format("{} {} {}\n", i, j, 1.0 / static_cast<double>(targets.size()));
  }
  return path.string();
}

// Every name on the shelf, and some of them spelled with parameters.
std::vector<std::string> all_spellings(int nodes) {
  std::vector<std::string> spellings;
  for (const std::string& name : topologies().names()) {
    spellings.push_back(name == "file" ? fmt::format("file(path=\"{}\")", written_file(nodes)) : name);
  }
  for (const char* more : {"random(degree=3, seed=7)", "push(degree=3)", "matcha(base=grid, budget=0.3)"}) {
    spellings.push_back(more);
  }
  return spellings;
}

// Calls `law` with every graph that some topology makes of some number of nodes.
template <class Law>
void for_all_graphs(Law law) {
  for (const int nodes : all_sizes()) {
    for (const std::string& spelling : all_spellings(nodes)) {
      SCOPED_TRACE(fmt::format("{} on {} nodes", spelling, nodes));
      const auto topology = topologies().make(spelling);
      if (!topology->refuses(nodes)) law(*topology, *topology->on(nodes), nodes);
    }
  }
}

// Rounds after which everything has been seen, of random ones enough.
long rounds_of(const Graph& graph) {
  return graph.period() == 0 ? 200 : graph.period();
}

TEST(EveryTopology, HasColumnsThatSumToOneAndRowsWherePromised) {
  for_all_graphs([](const Topology&, const Graph& graph, int nodes) {
    for (long round = 0; round < std::min(rounds_of(graph), 8L); ++round) {
      std::vector<double> columns(static_cast<std::size_t>(nodes));
      const auto rows = rows_of(graph, round, nodes);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        double row = rows[i].self;
        columns[i] += rows[i].self;
        for (std::size_t k = 0; k < rows[i].from.size(); ++k) {
          row += rows[i].weights[k];
          columns[static_cast<std::size_t>(rows[i].from[k])] += rows[i].weights[k];
        }
        if (graph.promise() == Promise::doubly) {
          EXPECT_NEAR(row, 1, 1e-6) << "row " << i;
        }
      }
      for (const double column : columns) EXPECT_NEAR(column, 1, 1e-7);
      const Eigen::MatrixXd w = dense(graph, round, nodes);
      for (int j = 0; j < nodes; ++j) EXPECT_NEAR(w.col(j).sum(), 1, 1e-7);
    }
  });
}

void expect_sorted_peers(const std::vector<int>& peers, int me, int nodes) {
  EXPECT_TRUE(std::is_sorted(peers.begin(), peers.end()));
  EXPECT_EQ(std::adjacent_find(peers.begin(), peers.end()), peers.end()) << "a peer comes twice";
  EXPECT_EQ(std::count(peers.begin(), peers.end(), me), 0) << "a node speaks to itself";
  for (const int peer : peers) EXPECT_TRUE(peer >= 0 && peer < nodes);
}

TEST(EveryTopology, LetsANodeHearExactlyThoseWhoSpeakToIt) {
  for_all_graphs([](const Topology&, const Graph& graph, int nodes) {
    for (long round = 0; round < std::min(rounds_of(graph), 16L); ++round) {
      std::set<std::pair<int, int>> spoken, heard;
      const auto rows = rows_of(graph, round, nodes);
      for (int i = 0; i < nodes; ++i) {
        const Neighbours& row = rows[static_cast<std::size_t>(i)];
        expect_sorted_peers(row.to, i, nodes);
        expect_sorted_peers(row.from, i, nodes);
        EXPECT_EQ(row.weights.size(), row.from.size());
        EXPECT_EQ(graph.exact(round, i).size(), row.from.size() + 1);
        for (const int peer : row.to) spoken.emplace(i, peer);
        for (const int peer : row.from) heard.emplace(peer, i);
      }
      EXPECT_EQ(spoken, heard);
    }
  });
}

TEST(EveryTopology, ExceptNoneConnectsEveryoneOverItsPeriod) {
  for_all_graphs([](const Topology&, const Graph& graph, int nodes) {
    std::vector<std::set<int>> hears(static_cast<std::size_t>(nodes));
    for (long round = 0; round < rounds_of(graph); ++round) {
      for (int i = 0; i < nodes; ++i) {
        Neighbours row;
        graph.at(round, i, row);
        hears[static_cast<std::size_t>(i)].insert(row.from.begin(), row.from.end());
      }
    }
    const bool is_none =
        std::all_of(hears.begin(), hears.end(), [](const auto& peers) { return peers.empty(); });
    std::set<int> reached{0};
    std::vector<int> open{0};
    while (!open.empty()) {
      const int node = open.back();
      open.pop_back();
      for (const int peer : hears[static_cast<std::size_t>(node)]) {
        if (reached.insert(peer).second) open.push_back(peer);
      }
    }
    EXPECT_EQ(reached.size(), is_none ? 1U : static_cast<std::size_t>(nodes));
  });
}

TEST(EveryTopology, OnOneNodeLeavesItAlone) {
  for (const std::string& spelling : all_spellings(5)) {
    SCOPED_TRACE(spelling);
    Neighbours row{{1}, {2}, {3.0F}, 0.5F};
    topologies().make(spelling)->on(1)->at(7, 0, row);
    EXPECT_TRUE(row.to.empty() && row.from.empty() && row.weights.empty());
    EXPECT_EQ(row.self, 1.0F);
  }
}

std::vector<int> numbers_in(const std::string& text) {
  const std::string digits = "0123456789";
  std::vector<int> numbers;
  for (std::size_t start = text.find_first_of(digits); start != std::string::npos;) {
    const std::size_t end = std::min(text.find_first_not_of(digits, start), text.size());
    numbers.push_back(std::stoi(text.substr(start, end - start)));
    start = text.find_first_of(digits, end);
  }
  return numbers;
}

TEST(EveryTopology, RefusesWithAReasonThatNamesANumberThatWorks) {
  for (const int nodes : all_sizes()) {
    for (const std::string& spelling : all_spellings(6)) {
      const auto topology = topologies().make(spelling);
      const auto reason = topology->refuses(nodes);
      if (!reason) continue;
      EXPECT_THROW((void)topology->on(nodes), Error);
      const std::vector<int> numbers = numbers_in(*reason);
      const bool works = std::any_of(numbers.begin(), numbers.end(),
                                     [&](int other) { return other > 1 && !topology->refuses(other); });
      EXPECT_TRUE(works) << spelling << ": " << *reason;
    }
  }
}

TEST(EveryTopology, RefusesToHaveNoNodes) {
  for (const std::string& spelling : all_spellings(5)) {
    const auto topology = topologies().make(spelling);
    EXPECT_TRUE(topology->refuses(0) && topology->refuses(-1)) << spelling;
    EXPECT_THROW((void)topology->on(0), Error) << spelling;
  }
}

TEST(EveryTopology, IsFixedJustWhenItsPeriodIsOneRound) {
  for_all_graphs([](const Topology& topology, const Graph& graph, int nodes) {
    if (nodes > 2) {
      EXPECT_EQ(topology.fixed(), graph.period() == 1);
    }
    if (graph.period() > 0) {
      EXPECT_EQ(dense(graph, 1, nodes), dense(graph, 1 + 3 * graph.period(), nodes));
    }
  });
}

TEST(EveryTopology, SaysTheSameEachTimeItIsAsked) {
  for_all_graphs([](const Topology& topology, const Graph& graph, int nodes) {
    const auto again = topology.on(nodes);
    Neighbours first, second;
    for (const long round : {5L, 2L, 5L}) {
      graph.at(round, nodes - 1, first);
      again->at(round, nodes - 1, second);
      EXPECT_EQ(first.to, second.to);
      EXPECT_EQ(first.from, second.from);
      EXPECT_EQ(first.weights, second.weights);
      EXPECT_EQ(first.self, second.self);
    }
  });
}

TEST(EveryTopology, AllocatesNothingOnceTheListsHaveGrown) {
  for_all_graphs([](const Topology&, const Graph& graph, int nodes) {
    Neighbours row;
    row.to.reserve(static_cast<std::size_t>(nodes));
    row.from.reserve(static_cast<std::size_t>(nodes));
    row.weights.reserve(static_cast<std::size_t>(nodes));
    const std::size_t before = test::allocations();
    for (long round = 0; round < 8; ++round) {
      for (int me = 0; me < nodes; ++me) graph.at(round, me, row);
    }
    EXPECT_EQ(test::allocations(), before);
  });
}

TEST(EveryTopology, HasTheGapOfASingularValueDecomposition) {
  for_all_graphs([](const Topology&, const Graph& graph, int nodes) {
    if (graph.period() == 0 || nodes > 33) return;
    Eigen::MatrixXd product = Eigen::MatrixXd::Identity(nodes, nodes);
    for (long round = 0; round < graph.period(); ++round) product = dense(graph, round, nodes) * product;
    const Eigen::MatrixXd mean = Eigen::MatrixXd::Constant(nodes, nodes, 1.0 / nodes);
    const Eigen::MatrixXd rest = product - product * mean;
    const double beta = Eigen::JacobiSVD<Eigen::MatrixXd>(rest).singularValues()[0];
    const Analysis analysis = analyse(graph, nodes);
    EXPECT_NEAR(analysis.beta, beta, beta > 1e-6 ? 1e-12 : 2e-8);
    EXPECT_EQ(analysis.gap, 1 - analysis.beta);
  });
}

}  // namespace
}  // namespace tacit
