// Rounds with neighbours, in the words of a recipe.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "method/lanes.h"
#include "method/round.h"
#include "method/setting.h"

namespace tacit {

class Gossip {
 public:
  // `lanes` are the node's; their memory stays where it is.
  Gossip(const Setting& setting, Lanes& lanes, bool carries_mass, Engine& engine);

  // Posts what this node says of `sent`, of mass round.mass, in the graph's round of this step.
  void open(Round& round, long step, Lane sent);
  // Hears the neighbours: the mixture of `mine`, which was sent, and theirs is left in `out`.
  void mix(Round& round, Lane mine, Lane out);
  // The same without lag: of x, in place.
  void close(Round& round);
  // Returns when nobody looks at what was sent with that snapshot.
  void reclaim(std::size_t snapshot) { lent_[snapshot].reclaim(); }
  // Everybody has this model now.
  void agree(Lane model);
  void carry(Archive& archive);

 private:
  void find_peers(long step);
  [[nodiscard]] Message say(Round& round, long step, Lane sent);
  void weigh(std::span<const Message> messages, Lane mine);
  void move_by_differences(std::span<const Message> messages, Lane mine, Lane out);
  void mix_masses(Round& round, std::span<const Message> messages) const;
  void read_rounded(std::size_t slot, std::span<const Message> messages, Lane mine, Lane out);
  void read_differences(std::size_t slot, std::span<const Message> messages, Lane x);
  void close_tracking(Round& round);
  // Calls body(message, weight) for every neighbour and, in its place by rank, for this node (k = -1).
  template <class Body>
  void in_rank_order(Body body) const;

  const Method& method_;
  const Graph& graph_;
  Lanes& lanes_;
  Engine& engine_;
  const Ops& ops_;
  const Words words_;
  const bool carries_mass_;
  const float pull_;

  Neighbours peers_;
  std::vector<int> to_, from_;  // as ranks
  std::vector<Term> terms_;
  std::unique_ptr<Coder> coder_;
  std::array<Bytes, 2> messages_;
  std::array<Ticket, 2> lent_;  // whoever still reads what was sent last, by snapshot
  Ticket lent_tracker_;
  std::vector<float> stage_, other_stage_;  // where the host cannot look into lanes
};

}  // namespace tacit
