// A node applies a recipe to its own memory. It owns no thread, socket, clock or loop.
#pragma once

#include "method/coded_mean.h"
#include "method/fragments.h"
#include "method/gossip.h"
#include "method/pacing.h"
#include "method/votes.h"

namespace tacit {

// A step is a row of turns. In each the caller plays these in order, and stops where `must_wait` says so:
//   fill gradient() at model(), open_gradients | close_gradients, update, open_round | close_round
class Node {
 public:
  Node(const Setting& setting, Engine& engine);

  // Where gradients are taken and models evaluated: the parameters, divided by the mass where one travels.
  Lane model();
  [[nodiscard]] Lane parameters() const { return lanes_.x; }
  [[nodiscard]] Lane gradient() const { return lanes_.gradient; }
  // To be called once the parameters have their first values.
  void begin();

  void open_gradients(const Batch& batch);
  // False if another turn of it has been opened.
  bool close_gradients();
  // The local optimizer. Drops an update that is not finite; throws Error when the parameters no longer are.
  void update();
  // Receives a round due back from flight, then opens what this step asks for.
  void open_round();
  // Receives and applies a round opened in this step. False if another turn of it has been opened.
  bool close_round();
  // At the end of a run: receives what is in flight, opens an average that waited for it. close_round ends
  // it.
  void finish();

  // Whether what comes next reads what was sent in this very turn, so that the turn must end first.
  void begin_turn() { ++turn_; }
  [[nodiscard]] bool gradients_must_wait() const { return gradients_.fresh(turn_); }
  [[nodiscard]] bool open_must_wait() const { return flight_.fresh(turn_) && flight_.due <= batch_.step; }
  [[nodiscard]] bool close_must_wait() const { return round_.fresh(turn_) || agreement_.fresh(turn_); }
  [[nodiscard]] bool finish_must_wait() const { return flight_.fresh(turn_); }

  // This node's vote from now on; what all have heard in common.
  void vote_stop() { votes_.stop = 1; }
  [[nodiscard]] const Votes& heard() const { return heard_; }

  [[nodiscard]] long averages() const { return averages_; }
  [[nodiscard]] const PeriodStep& period_change() const { return pacing_.change(); }
  [[nodiscard]] long dropped() const { return dropped_; }
  [[nodiscard]] long period() const { return pacing_.period(); }
  [[nodiscard]] double rate() const { return method_.inner->rate(batch_.step, horizon_.steps); }
  [[nodiscard]] double mass() const { return mass_; }

  // Between steps; what is in flight is collected first, unapplied, so that saving changes nothing.
  void carry(Archive& archive);

 private:
  [[nodiscard]] Group everyone() const { return {0, 1, engine_.size()}; }
  [[nodiscard]] Group my_group() const;
  void hear(double first, double second) { heard_ = Votes::unpack(first, second); }
  [[nodiscard]] Moment moment(Channel channel) const;
  void judge(const Batch& batch);
  [[nodiscard]] CodedMean& gradient_mean();
  [[nodiscard]] float gradient_fade() const;
  void open_gossip(Round& round, Lane sent);
  Lane to_average();
  void open_average(Round& round, Lane sent);
  void move_from(Lane model, float sign);
  void open_momentum(Round& round, double weight);
  bool close_average();
  void use_average(Round& round, Lane agreed);
  void merge(const Round& round);
  [[nodiscard]] double merged(double agreed, double own) const;
  void depart();
  void collect();
  void arrive();
  void carry_flight(Archive& archive);
  void carry_coders(Archive& archive);
  void open_agreement();
  void apply_outer(const Fragment& fragment, Lane agreed);
  void settle_momentum(Round& round);
  void check_finite() const;
  [[noreturn]] void fail_not_finite(const std::string& what) const;

  const Method& method_;
  const Layout& layout_;
  const Horizon horizon_;
  Engine& engine_;
  const Ops& ops_;
  const bool carries_mass_;
  const std::vector<Fragment> fragments_;
  Lanes lanes_;
  Pacing pacing_;
  Gossip gossip_;
  Outbox gradients_out_, averages_out_;
  CodedMean gradients_mean_, exact_mean_;
  std::vector<CodedMean> means_;  // of each fragment of the model

  Batch batch_;
  Due due_ = Due::nothing;
  std::size_t fragment_ = 0;   // to be averaged next
  bool owes_average_ = false;  // fell due while another round was in flight
  bool learnt_ = false;        // since the last average
  bool usable_ = true;         // whether this step has a gradient to apply
  bool over_all_ = false;      // whether gradients are averaged over everyone in this step
  double said_rate_ = 0;       // learning rate when the gradient's memory was last written
  Votes votes_, heard_;
  Round gradients_, round_, agreement_, flight_;
  std::size_t departures_ = 0;
  std::vector<Lane> outer_parts_;
  double mass_ = 1;
  long turn_ = 0;
  long averages_ = 0, dropped_ = 0, state_began_ = 0;
  double loss_sum_ = 0, loss_count_ = 0;
};

}  // namespace tacit
