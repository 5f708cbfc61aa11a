"""python3 -m unittest -v, in this folder. What an engine needs and this machine lacks is skipped, with a word on how to get it; with IGN_REQUIRE_ALL=1 Debian's packages are not."""
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy

import vectors

HERE = os.path.dirname(os.path.abspath(__file__))
EXPORT = os.path.dirname(HERE)
MODELS = ("fashion-restore", "fashion-ign")


def model(name):
    return os.path.join(EXPORT, "models", name + ".onnx")


def reference(name):
    return os.path.join(EXPORT, "reference", name + ".safetensors")


def run(script, *arguments):
    result = subprocess.run([sys.executable, os.path.join(HERE, script), *arguments], capture_output=True, text=True, cwd=tempfile.gettempdir())
    return result.returncode, result.stdout, result.stderr


def export(*arguments):
    subprocess.run(["dotnet", "run", "-c", "Release", "--project", os.path.join(EXPORT, "..", "src", "Ign.MLNet.Cli"), "--", "export", *arguments], check=True, stdout=subprocess.DEVNULL)


def needs(module, package):
    if os.environ.get("IGN_REQUIRE_ALL") == "1" and package.startswith("apt-get"):
        return lambda tests: tests
    return unittest.skipUnless(importlib.util.find_spec(module), f"wants Python's {module}: {package}")


class Engine:
    """What every engine must do; subclasses say which script, and which file it is given for a model."""

    script = None

    def test_f_of_y_and_f_of_f_of_y_are_those_of_the_reference(self):
        for name in MODELS:
            with self.subTest(name):
                code, output, errors = run(self.script, self.file(name), reference(name))
                self.assertEqual((code, errors), (0, ""))
                lines = output.splitlines()
                self.assertEqual(len(lines), 9)
                self.assertLess(float(lines[8].removeprefix("max_difference ")), 1e-4)

    def test_vectors_of_another_model_are_a_difference(self):
        code, output, _ = run(self.script, self.file("fashion-ign"), reference("fashion-restore"))
        self.assertEqual(code, 1)
        self.assertGreater(float(output.splitlines()[8].split()[1]), 0.1)

    def test_times_are_two_numbers(self):
        code, output, _ = run(self.script, self.file("fashion-ign"), reference("fashion-ign"), "--time")
        self.assertEqual(code, 0)
        one, many = (float(line.split()[1]) for line in output.splitlines())
        self.assertTrue(0 < one < many, output)

    def test_no_model_is_one_line(self):
        for file in ("/nowhere.onnx", reference("fashion-ign")):
            code, output, errors = run(self.script, file, reference("fashion-ign"))
            self.assertEqual((code, output), (3, ""))
            self.assertIn(f"'{file}' cannot be used", errors.splitlines()[-1])

    def test_usage(self):
        for arguments in ([], ["a", "b", "c"], ["--help"]):
            code, output, errors = run(self.script, *arguments)
            self.assertEqual((code, output), (2, ""))
            self.assertEqual(errors, f"usage: {self.script} MODEL [REFERENCE] [--time]\n")


@needs("cv2", "apt-get install python3-opencv")
class OpenCv(Engine, unittest.TestCase):
    script = "project_opencv.py"

    @classmethod
    def setUpClass(cls):
        if not shutil.which("dotnet"):
            raise unittest.SkipTest("wants dotnet, to export the models for operator set 10")
        cls.folder = tempfile.TemporaryDirectory()
        for name in MODELS:
            export(model(name), "--opset", "10", "--no-check", "--out", cls.file(name))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def file(cls, name):
        return os.path.join(cls.folder.name, name + ".onnx")

    def test_a_network_of_any_size_runs_in_a_file_for_each(self):
        import project_opencv
        tensors = vectors.read(reference("any-size"))
        for size in ("16x24", "40x8"):
            with self.subTest(size):
                export(os.path.join(EXPORT, "reference", "any-size.onnx"), "--opset", "10", "--size", size, "--no-check", "--out", self.file(size))
                output = project_opencv.load(self.file(size), None)(tensors["input_" + size])
                self.assertEqual(output.shape, tensors["output_" + size].shape)
                self.assertLess(abs(output - tensors["output_" + size]).max(), 1e-4)


@needs("onnxruntime", "pip install onnxruntime")
class OnnxRuntime(Engine, unittest.TestCase):
    script = "project_onnxruntime.py"

    @staticmethod
    def file(name):
        return model(name)


@needs("onnx", "apt-get install python3-onnx")
class Checker(unittest.TestCase):
    def test_accepts_every_shipped_model(self):
        code, output, errors = run("check_onnx.py")
        self.assertEqual((code, errors), (0, ""))
        self.assertEqual(len(output.splitlines()), len([f for f in os.listdir(os.path.join(EXPORT, "models")) if f.endswith(".onnx")]))

    def test_refuses_a_damaged_one(self):
        import onnx
        damaged = onnx.load(model("fashion-ign"))
        damaged.graph.node[0].input[0] = "nothing"
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "damaged.onnx")
            with open(path, "wb") as file:
                file.write(damaged.SerializeToString())
            code, output, errors = run("check_onnx.py", path)
            self.assertEqual((code, output), (1, ""))
            self.assertIn("nothing", errors)


class Vectors(unittest.TestCase):
    def test_eight_images_and_what_becomes_of_them(self):
        for name in MODELS:
            tensors = vectors.read(reference(name))
            self.assertEqual({key: value.shape for key, value in tensors.items()}, dict.fromkeys(("input", "output", "twice"), (8, 1, 28, 28)))
            self.assertTrue(all(numpy.isfinite(value).all() for value in tensors.values()))

    def test_a_cut_file_and_another_file_are_errors(self):
        with open(reference("fashion-ign"), "rb") as file:
            content = file.read()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.safetensors")
            for damaged in (b"", content[:100], content[:-1], b"\xff" * 100):
                with open(path, "wb") as file:
                    file.write(damaged)
                with self.assertRaises(ValueError):
                    vectors.read(path)


if __name__ == "__main__":
    unittest.main()
