"""The scripts that judge sources and pages find what they should, in small trees made for it."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent / "scripts"


class Tree(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.root = pathlib.Path(self.place.name)

    def write(self, name, text, mode=0o644):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)

    def judge(self, script, *arguments):
        done = subprocess.run([sys.executable, SCRIPTS / script, *arguments, self.root], capture_output=True, text=True)
        return done.returncode, done.stdout


class Floors(Tree):
    def setUp(self):
        super().setUp()
        for header in ("base/error.h", "rate/rate.h", "codec/codec.h", "world/world.h"):
            self.write(f"src/{header}", "#pragma once\n")

    def test_a_floor_may_know_those_below(self):
        self.write("src/world/sim.cpp", '#include "world/world.h"\n#include "codec/codec.h"\n#include "base/error.h"\n')
        self.assertEqual(self.judge("check-floors")[0], 0)

    def test_inner_may_know_rate(self):
        self.write("src/inner/sgd.cpp", '#include "rate/rate.h"\n')
        self.assertEqual(self.judge("check-floors")[0], 0)

    def test_a_floor_must_not_know_those_above(self):
        self.write("src/codec/dense.cpp", '#include "world/world.h"\n')
        code, said = self.judge("check-floors")
        self.assertEqual(code, 1)
        self.assertIn("src/codec/dense.cpp:1: codec must not know world", said)

    def test_policies_do_not_know_each_other(self):
        self.write("src/rate/step.cpp", '#include "codec/codec.h"\n')
        self.assertEqual(self.judge("check-floors")[0], 1)

    def test_includes_are_written_from_src(self):
        self.write("src/codec/dense.cpp", '#include "codec.h"\n')
        self.assertIn("is not a path from src", self.judge("check-floors")[1])

    def test_torch_stays_in_its_rooms(self):
        self.write("src/task/torch/model.cpp", "#include <torch/torch.h>\n")
        self.assertEqual(self.judge("check-floors")[0], 0)
        self.write("tests/model_test.cpp", "#include <torch/torch.h>\n")
        self.assertEqual(self.judge("check-floors")[0], 1)


class Sizes(Tree):
    def function(self, lines, head="int f(int a)"):
        return head + " {\n" + "  g();\n" * (lines - 2) + "}\n"

    def test_forty_lines_are_a_function_and_forty_one_are_not(self):
        self.write("src/base/a.cpp", self.function(40))
        self.assertEqual(self.judge("check-sizes")[0], 0)
        self.write("src/base/a.cpp", self.function(41))
        code, said = self.judge("check-sizes")
        self.assertEqual(code, 1)
        self.assertIn("src/base/a.cpp:1: f: 41 lines", said)

    def test_heads_of_all_kinds_begin_a_function(self):
        for head in ("A::A(int a) : a_(a), b_{a}", "auto f(int a) -> std::vector<int>", "TEST(A, IsLong)",
                     "bool operator==(const A& a, const A& b)", "template <class T>\nT f(T a) const noexcept"):
            self.write("src/base/a.cpp", f"namespace a {{\nclass B;\n{self.function(45, head)}}}\n")
            self.assertEqual(self.judge("check-sizes")[0], 1, head)

    def test_tables_classes_and_texts_are_no_functions(self):
        rows = "  {1, f(2)},\n" * 50
        text = 'R"x(\nvoid f() {\n' + "\n" * 50 + ')x"'
        self.write("src/base/a.cpp", f"const int a[] = {{\n{rows}}};\nstruct A {{\n{'  int a;' * 50}\n}};\nauto t = {text};\n")
        self.assertEqual(self.judge("check-sizes")[0], 0)

    def test_an_exception_needs_its_line_and_no_more(self):
        self.write("src/base/a.h", "// a line\n" * 130)
        self.assertEqual(self.judge("check-sizes")[0], 1)
        self.write("scripts/size-exceptions", "src/base/a.h 130 a table that is read as a whole\n")
        self.assertEqual(self.judge("check-sizes")[0], 0)
        self.write("src/base/a.h", "// a line\n" * 100)
        self.assertIn("needs no exception", self.judge("check-sizes")[1])


class Pages(Tree):
    def setUp(self):
        super().setUp()
        self.write("program", '#!/bin/sh\n[ "$1" = fine ] && exit 0\nexit 2\n', 0o755)

    def page(self, text):
        self.write("README.md", text)
        return self.judge("check-docs", self.root / "program")

    def test_commands_must_succeed(self):
        self.assertEqual(self.page("```sh\ntacit fine  # a remark\ngit clone x\n```\n")[0], 0)
        self.assertEqual(self.page("```sh\ntacit wrong\n```\n")[0], 1)

    def test_commands_that_must_fail_say_so(self):
        self.assertEqual(self.page("```sh fails\ntacit wrong\n```\n")[0], 0)
        self.assertEqual(self.page("```sh fails\ntacit fine\n```\n")[0], 1)

    def test_a_file_that_a_page_shows_is_there(self):
        self.write("program", '#!/bin/sh\ngrep -q "^a ring$" "$1" || exit 2\n', 0o755)
        self.assertEqual(self.page("```text my.txt\na ring\n```\n```sh\ntacit my.txt\n```\n")[0], 0)
        self.assertEqual(self.page("```text\na ring\n```\n```sh\ntacit my.txt\n```\n")[0], 1)

    def test_scripts_and_links_must_exist(self):
        self.assertIn("there is no scripts/none", self.page("```sh\nscripts/none\n```\n")[1])
        self.assertIn("leads nowhere", self.page("[a](docs/none.md)\n")[1])


if __name__ == "__main__":
    unittest.main()
