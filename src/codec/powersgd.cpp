#include <algorithm>
#include <cstring>

#include "codec/wire.h"
#include "math/low_rank.h"

namespace tacit::codec {
namespace {

struct Settings {
  long rank;
  double min_compression;
};

// A part of the layout, and where it lies among what is said. Parts of rank 0 travel as they are.
struct Piece {
  kernels::Thin size;
  std::size_t offset;  // in the vector
  std::size_t left;    // in the first message
  std::size_t right;   // in the second: the right factor, or the part itself

  [[nodiscard]] bool factored() const { return size.rank > 0; }
  [[nodiscard]] std::size_t said_right() const { return (factored() ? size.rank : size.rows) * size.cols; }
};

struct Plan {
  std::vector<Piece> pieces;
  std::size_t left = 0, right = 0;  // floats of the two messages
  std::size_t factors = 0;          // of the second, those of right factors; they come first
};

std::size_t rank_of(const Part& part, const Settings& settings) {
  const std::size_t rank = std::min({static_cast<std::size_t>(settings.rank), part.rows, part.cols});
  const auto thin = static_cast<double>(rank * (part.rows + part.cols));
  const bool pays = static_cast<double>(part.size()) >= settings.min_compression * thin;
  return part.rows > 1 && part.cols > 1 && pays ? rank : 0;
}

Plan plan_for(const Layout& layout, const Settings& settings) {
  Plan plan;
  std::size_t others = 0;
  for (const Part& part : layout.parts) {
    const kernels::Thin size{part.rows, part.cols, rank_of(part, settings)};
    std::size_t& right = size.rank > 0 ? plan.factors : others;
    const Piece piece{size, part.offset, plan.left, right};
    plan.left += size.rank * size.rows;
    right += piece.said_right();
    plan.pieces.push_back(piece);
  }
  for (Piece& piece : plan.pieces) {
    if (!piece.factored()) piece.right += plan.factors;
  }
  plan.right = plan.factors + others;
  return plan;
}

// PowerSGD (Vogels, Karimireddy, Jaggi 2019): one step of subspace iteration a round, by all nodes together.
class PowerCoder final : public Coder {
 public:
  explicit PowerCoder(Plan plan)
      : plan_(std::move(plan)),
        left_(plan_.left),
        right_(plan_.right),
        start_(plan_.factors),
        said_(plan_.right) {
    for (std::size_t k = 0; k < plan_.pieces.size(); ++k) {
      draw(plan_.pieces[k], Key{0}.at(k).at(Purpose::codec));
    }
  }

  void write(int turn, const Moment& /*now*/, const Source& v, Bytes& out) override {
    if (turn == 0) return write_left(taken(v, 0, v.fresh.size()), out);
    write_right(v.memory.empty() ? v.fresh : ConstVec(v.memory), out);
    if (!v.memory.empty()) add(right_, -1, v.memory);
  }

  void heard(int turn, ByteView mean) override {
    take(mean, turn == 0 ? left_ : right_);
    for (const Piece& piece : plan_.pieces) {
      if (turn == 0) {
        kernels::orthonormalise(left_.data() + piece.left, piece.size.rows, piece.size.rank);
      } else if (piece.factored()) {
        start_from(piece);
      }
    }
  }

  void read(ByteView message, float weight, Vec sum) const override {
    take(message, said_);
    add(said_, weight, sum);
  }

  void carry(Archive& archive) override { archive.lane("right", start_); }

 private:
  // Number i of the key is the i-th of the right factor, row by row.
  void draw(const Piece& piece, Key key) {
    const auto [rows, cols, rank] = piece.size;
    for (std::size_t i = 0; i < rank * cols; ++i) {
      start_[piece.right + i % rank * cols + i / rank] = static_cast<float>(key.normal(i));
    }
  }

  void write_left(ConstVec v, Bytes& out) {
    for (const Piece& piece : plan_.pieces) {
      if (!piece.factored()) continue;
      kernels::project_left(piece.size, v.data() + piece.offset, start_.data() + piece.right,
                            left_.data() + piece.left);
    }
    put(left_, out);
  }

  void write_right(ConstVec v, Bytes& out) {
    for (const Piece& piece : plan_.pieces) {
      const float* from = v.data() + piece.offset;
      float* right = right_.data() + piece.right;
      if (piece.factored()) {
        kernels::project_right(piece.size, from, left_.data() + piece.left, right);
      } else {
        std::copy_n(from, piece.said_right(), right);
      }
    }
    put(right_, out);
  }

  // sum += weight * what `right` says together with the left factor
  void add(std::vector<float>& right, float weight, Vec sum) const {
    for (const Piece& piece : plan_.pieces) {
      float* to = sum.data() + piece.offset;
      const Lane said{right.data() + piece.right, piece.said_right()};
      if (piece.factored()) {
        kernels::add_product({piece.size, left_.data() + piece.left, said.at}, weight, to);
      } else {
        const Term terms[] = {{1, {to, said.size}}, {weight, said}};
        kernels::combine(to, said.size, terms);
      }
    }
  }

  // The mean is what the next round starts from. A column that came to nothing would come to nothing ever
  // after: there the last one stays.
  void start_from(const Piece& piece) {
    const std::size_t cols = piece.size.cols;
    for (std::size_t c = 0; c < piece.size.rank; ++c) {
      const std::size_t at = piece.right + c * cols;
      if (kernels::dot(&right_[at], &right_[at], cols) == 0) continue;
      std::copy_n(&right_[at], cols, &start_[at]);
    }
  }

  static void put(const std::vector<float>& said, Bytes& out) {
    out.resize(said.size() * sizeof(float));
    if (!said.empty()) std::memcpy(out.data(), said.data(), out.size());
  }

  static void take(ByteView message, std::vector<float>& into) {
    expect_bytes("powersgd", message, into.size() * sizeof(float));
    if (!into.empty()) std::memcpy(into.data(), message.data(), message.size());
  }

  Plan plan_;
  std::vector<float> left_;          // orthonormal once heard
  std::vector<float> right_;         // of this node, then the mean
  std::vector<float> start_;         // what the next left factor is made with
  mutable std::vector<float> said_;  // a message as floats
};

class PowerSgd final : public Codec {
 public:
  explicit PowerSgd(Settings settings) : settings_(settings) {}

  std::unique_ptr<Coder> start(const Layout& layout) const override {
    return std::make_unique<PowerCoder>(plan_for(layout, settings_));
  }
  std::size_t bytes(const Layout& layout) const override {
    const Plan plan = plan_for(layout, settings_);
    return (plan.left + plan.right) * sizeof(float);
  }
  int turns() const override { return 2; }
  bool summable() const override { return true; }
  bool biased() const override { return true; }

 private:
  Settings settings_;
};

}  // namespace

std::unique_ptr<Codec> make_powersgd(Args& args) {
  Settings settings;
  settings.rank = args.whole("rank", 2, "of the two thin matrices whose product stands for one", at_least(1));
  settings.min_compression =
      args.number("min_compression", 2, "a matrix travels as it is if it would not get so many times smaller",
                  at_least(1));
  return std::make_unique<PowerSgd>(settings);
}

}  // namespace tacit::codec
