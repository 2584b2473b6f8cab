// Where nodes live and what moves them.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/shelf.h"
#include "world/engine.h"

namespace tacit {

// One node at play. Within a turn it waits only for what others sent in an earlier turn.
class Player {
 public:
  virtual ~Player() = default;
  // Plays on until it must wait for what others send in this turn. False once it has finished.
  virtual bool turn() = 0;
};

// Makes the player of the engine's rank. Called once a node; may be called from several threads.
using Casting = std::function<std::unique_ptr<Player>(Engine&)>;

class World {
 public:
  virtual ~World() = default;
  [[nodiscard]] virtual int nodes() const = 0;
  // True where time is modelled and all nodes live in this process.
  [[nodiscard]] virtual bool simulated() const { return false; }
  // Plays until every node has finished. The first Error of any node ends the others and is thrown.
  virtual void play(const Casting& cast) = 0;
};

const Shelf<World>& worlds();

}  // namespace tacit
