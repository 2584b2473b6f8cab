#include "codec/buckets.h"

#include <algorithm>
#include <array>

#include "codec/wire.h"

namespace tacit::codec {
namespace {

constexpr std::size_t block = 512;  // codes of so many numbers end with a byte, whatever their bits

// Calls body(first, count, at) for every bucket, whose bytes lie from `at` on.
template <class Body>
void for_each_bucket(const Buckets& buckets, std::size_t size, Body body) {
  std::size_t at = 0;
  for (std::size_t first = 0; first < size; first += buckets.length) {
    const std::size_t count = std::min(buckets.length, size - first);
    body(first, count, at);
    at += sizeof(float) + kernels::bytes_of_codes(count, buckets.bits);
  }
}

// Calls body(offset, count, at) for every block of a bucket, whose codes lie from `at` on.
template <class Body>
void for_each_block(int bits, std::size_t size, Body body) {
  std::size_t at = 0;
  for (std::size_t offset = 0; offset < size; offset += block) {
    const std::size_t count = std::min(block, size - offset);
    body(offset, count, at);
    at += kernels::bytes_of_codes(count, bits);
  }
}

using Room = std::array<std::int8_t, block>;

// Codes of eight bits are looked at where they lie, others in the room for them.
kernels::ConstCodes unpacked(const std::byte* packed, int bits, kernels::Codes room) {
  if (bits == 8) return {reinterpret_cast<const std::int8_t*>(packed), room.size()};
  kernels::unpack_codes(packed, bits, room);
  return room;
}

}  // namespace

std::size_t Buckets::bytes(std::size_t count) const {
  const std::size_t rest = count % length;
  const std::size_t last = rest == 0 ? 0 : sizeof(float) + kernels::bytes_of_codes(rest, bits);
  return count / length * (sizeof(float) + kernels::bytes_of_codes(length, bits)) + last;
}

void BucketCoder::write(int /*turn*/, const Moment& now, const Source& v, Bytes& out) {
  assert(v.memory.empty() || v.memory.size() == v.fresh.size());
  out.resize(buckets_.bytes(v.fresh.size()));
  for_each_bucket(buckets_, v.fresh.size(), [&](std::size_t first, std::size_t count, std::size_t at) {
    const ConstVec said = taken(v, first, count);
    const float sent = scale(said);
    put_float(sent, out, at);
    std::byte* const codes = out.data() + at + sizeof(float);
    if (!(sent > 0)) {
      std::fill_n(codes, kernels::bytes_of_codes(count, buckets_.bits), std::byte{0});
    } else {
      write_codes(said, sent, {now, first, v.memory.empty() ? Vec{} : v.memory.subspan(first, count)}, codes);
    }
  });
}

void BucketCoder::write_codes(ConstVec v, float scale, const Place& place, std::byte* out) const {
  const int bits = buckets_.bits;
  Room room;
  for_each_block(bits, v.size(), [&](std::size_t offset, std::size_t count, std::size_t at) {
    const Place here{place.now, place.first + offset,
                     place.left.empty() ? Vec{} : place.left.subspan(offset, count)};
    std::byte* const to = out + at;
    const kernels::Codes codes(bits == 8 ? reinterpret_cast<std::int8_t*>(to) : room.data(), count);
    round(v.subspan(offset, count), scale, here, codes);
    if (bits != 8) kernels::pack_codes(codes, bits, to);
  });
}

void BucketCoder::read(ByteView message, float weight, Vec sum) const {
  check(message, sum.size());
  Room room;
  for_each_bucket(buckets_, sum.size(), [&](std::size_t first, std::size_t size, std::size_t at) {
    const float code_step = step(float_at(message, at));
    const std::byte* const packed = message.data() + at + sizeof(float);
    for_each_block(buckets_.bits, size, [&](std::size_t offset, std::size_t count, std::size_t behind) {
      const auto codes = unpacked(packed + behind, buckets_.bits, kernels::Codes(room).first(count));
      kernels::add_codes(codes, code_step, weight, sum.subspan(first + offset, count));
    });
  });
}

// Codes end at -levels, and bits that fill up a byte are 0.
void BucketCoder::check(ByteView message, std::size_t size) const {
  expect_bytes(buckets_.codec, message, buckets_.bytes(size));
  for_each_bucket(buckets_, size, [&](std::size_t, std::size_t count, std::size_t at) {
    const float sent = float_at(message, at);
    expect_scale(buckets_.codec, sent);
    expect_scale(buckets_.codec, step(sent) * static_cast<float>(buckets_.levels()));
    check_codes(message.subspan(at + sizeof(float)), count);
  });
}

void BucketCoder::check_codes(ByteView packed, std::size_t size) const {
  const std::size_t bits = size * static_cast<std::size_t>(buckets_.bits);
  if (bits % 8 != 0 && std::to_integer<unsigned>(packed[bits / 8]) >> bits % 8 != 0) {
    fail("{}: the last bits of a bucket must be 0", buckets_.codec);
  }
  Room room;
  for_each_block(buckets_.bits, size, [&](std::size_t, std::size_t count, std::size_t at) {
    const int low = kernels::lowest(unpacked(&packed[at], buckets_.bits, kernels::Codes(room).first(count)));
    if (low >= -buckets_.levels()) return;
    fail("{}: codes must be at least {}, got {}", buckets_.codec, -buckets_.levels(), low);
  });
}

}  // namespace tacit::codec
