#!/usr/bin/python3
"""What gradient codecs compute, in NumPy and in torch: the peers that tacit's codecs are measured against.

Tuned peers (codec_numpy.py, codec_torch.py) follow the algorithms that tacit follows: pieces that fit the cache,
buffers that exist, thresholds from a sample. Library peers (codec_library.py) make the calls that one writes first, on whole
vectors, into buffers that exist. One thread; vectors in huge pages, which NumPy asks for by itself.

Answers lines with lines of JSON:
  known             names of the peers, and why some are missing
  load FILE         the float32 vector that all work on
  tune PEER         tries pieces of several sizes and keeps the fastest
  run PEER COUNT    seconds of one run, the mean of COUNT
  save PEER FILE    writes what the peer makes of the vector, as tacit's codec would write it
"""
import json
import os
import resource
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
sys.dont_write_bytecode = True

import numpy as np

import codec_numpy

PIECES = [1 << 14, 1 << 15, 1 << 16, 1 << 17, 1 << 18]


def known_peers():
    peers = dict(codec_numpy.PEERS)
    try:
        import codec_library
        import codec_torch
    except ImportError as missing:
        return peers, str(missing)
    return peers | codec_torch.PEERS | codec_library.PEERS, ""


def cpu_s():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Server:
    def __init__(self):
        self.makers, self.missing = known_peers()
        self.x = None
        self.pieces = {}
        self.name, self.peer = None, None

    def load(self, path):
        self.name, self.peer = None, None
        values = np.fromfile(path, dtype=np.float32)
        self.x = np.empty(values.size, dtype=np.float32)
        self.x[:] = values
        return {}

    def at_work(self, name, piece=None):
        """The peer with its buffers; those of the one before are given back."""
        if self.name != name or piece:
            self.peer = None
            piece = min(piece or self.pieces.get(name, PIECES[2]), self.x.size)
            self.name, self.peer = name, self.makers[name](self.x, piece)
            self.peer.run()
        return self.peer

    def tune(self, name):
        seconds = {}
        for piece in PIECES if self.makers[name].tunable else []:
            peer = self.at_work(name, piece)
            seconds[piece] = min(self.timed(peer, 1)["seconds"] for _ in range(3))
        if seconds:
            self.pieces[name] = min(seconds, key=seconds.get)
        self.name, self.peer = None, None
        return {"piece": self.pieces.get(name, self.x.size), "sweep": {str(k): v for k, v in seconds.items()}}

    def timed(self, peer, count):
        used, start = cpu_s(), time.perf_counter()
        for _ in range(count):
            peer.run()
        return {"seconds": (time.perf_counter() - start) / count, "cpu_s": cpu_s() - used}

    def save(self, name, path):
        with open(path, "wb") as file:
            for array in self.at_work(name).message():
                np.ascontiguousarray(array).tofile(file)
        return {}

    def answer(self, words):
        verb, *rest = words
        if verb == "known":
            return {"peers": list(self.makers), "missing": self.missing}
        if verb == "load":
            return self.load(rest[0])
        if verb == "tune":
            return self.tune(rest[0])
        if verb == "run":
            return self.timed(self.at_work(rest[0]), int(rest[1]))
        if verb == "save":
            return self.save(*rest)
        return {"error": f"no verb {verb}"}


def main():
    server = Server()
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(server.answer(line.split())), flush=True)


if __name__ == "__main__":
    main()
