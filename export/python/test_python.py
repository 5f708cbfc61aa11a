"""python3 -m unittest -v, in this folder. What an engine needs and this machine lacks is skipped, with a word on how to get it; with IGN_REQUIRE_ALL=1 Debian's packages are not."""
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import numpy

import onnx_file
import vectors

HERE = os.path.dirname(os.path.abspath(__file__))
EXPORT = os.path.dirname(HERE)
PHOTO = os.path.join(EXPORT, "reference", "photo")
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
        for arguments in ([], ["a", "b", "c"], ["--help"], ["a.jpg", "b.png", "--time"], ["a.onnx", "--model", "b.onnx"], ["a.jpg", "b.png", "--model"]):
            code, output, errors = run(self.script, *arguments)
            self.assertEqual((code, output), (2, ""))
            self.assertEqual(errors, f"usage: {self.script} IN OUT.png [--model MODEL]\n       {self.script} MODEL [REFERENCE] [--time]\n")

    def test_pictures_become_what_ign_restore_makes_of_them(self):
        import photo
        for name in ("lying.jpg", "grey.jpg", "alpha.png", "tiny.png"):
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                out = os.path.join(folder, "out.png")
                self.assertEqual(run(self.script, os.path.join(PHOTO, name), out), (0, "", ""))
                actual, expected = (photo.read(path).astype(int) for path in (out, os.path.join(PHOTO + "-restored", name.replace(".jpg", ".png"))))
                self.assertEqual(actual.shape, expected.shape)
                self.assertLessEqual(abs(actual - expected).max(), 1)

    def test_what_cannot_be_done_with_a_picture_is_one_line(self):
        picture, small = os.path.join(PHOTO, "tiny.png"), self.file("fashion-restore")
        for words, *arguments in (
            ("'/nowhere.jpg' cannot be read: ", "/nowhere.jpg", "/nowhere.png"),
            (f"'{small}' cannot be read: ", small, "/nowhere.png"),
            ("'out.jpg' cannot be written: the result is a PNG", picture, "out.jpg"),
            ("'/nowhere/out.png' cannot be written: ", picture, "/nowhere/out.png"),
            ("'/nowhere.onnx' cannot be used: ", picture, "/nowhere.png", "--model", "/nowhere.onnx"),
            (f"'{picture}' cannot be used: it is not an ONNX file", picture, "/nowhere.png", "--model", picture),
            ("the model fashion-restore takes pictures of 28x28 pixels only, and this one has 19x5", picture, "/nowhere.png", "--model", small),
        ):
            with self.subTest(words):
                code, output, errors = run(self.script, *arguments)
                self.assertEqual((code, output), (3, ""))
                self.assertIn(words, errors)
                self.assertEqual(len(errors.splitlines()), 1, errors)


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


@needs("PIL", "apt-get install python3-pil")
class Pictures(unittest.TestCase):
    def test_the_network_looks_as_far_as_ign_inspect_says(self):
        from reach import reach_of
        with open(model("photo"), "rb") as file:
            card = onnx_file.read_card(file.read())
        self.assertEqual(reach_of(json.loads(card["spec"])), (8, 137))

    def test_tiles_give_what_the_whole_gives(self):
        import photo
        spec = {"any_size": True, "input": {"height": 8, "width": 8}, "layers": [
            {"layer": "conv", "kernel": 2, "stride": 2, "padding": 0}, {"layer": "conv", "kernel": 3, "stride": 1, "padding": 1},
            {"layer": "depth_to_space", "factor": 2}]}
        card = {"shape": "1x8x8", "minimum": "0", "maximum": "255", "spec": json.dumps(spec), "name": "mean"}

        def f(y):  # Means of squares of 2 and of their neighbours; beyond the border there is nothing.
            squares = numpy.pad(y.reshape(1, 1, y.shape[2] // 2, 2, -1, 2).mean(axis=(3, 5)), ((0, 0), (0, 0), (1, 1), (1, 1)))
            means = (squares[..., :-2, :-2] + squares[..., 1:-1, 2:] + squares[..., 2:, 1:-1]) / 3
            return means.repeat(2, axis=2).repeat(2, axis=3)

        pixels = numpy.random.default_rng(1).integers(0, 256, (2051, 1027, 1), numpy.uint8)
        whole = f(numpy.pad(pixels, ((0, 1), (0, 1), (0, 0)), "symmetric").transpose(2, 0, 1)[None].astype(numpy.float32))[0, 0, :2051, :1027]
        self.assertEqual(len(photo.tiles(pixels.shape, card, False)), 6)
        self.assertLessEqual(abs(photo.restore(pixels, card, f)[:, :, 0] - whole).max(), 0.5001)

    def test_a_network_of_one_channel_changes_the_luma_of_a_colour_picture(self):
        import photo
        card = {"shape": "1x1x2", "minimum": "-1", "maximum": "1", "spec": '{"input":{"width":2,"height":1}}', "name": "brighter"}
        result = photo.restore(numpy.array([[[10, 20, 30, 7], [250, 100, 0, 9]]], numpy.uint8), card, lambda y: y + numpy.float32(20 / 127.5))
        self.assertEqual(result.tolist(), [[[30, 40, 50, 7], [255, 120, 20, 9]]])

    def test_every_kind_of_picture_is_read(self):
        import photo
        from PIL import Image
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.png")
            for mode, shape in (("1", 1), ("L", 1), ("LA", 2), ("P", 3), ("RGB", 3), ("RGBA", 4), ("I;16", 1)):
                Image.new(mode, (3, 2)).save(path)
                self.assertEqual(photo.read(path).shape, (2, 3, shape), mode)
            Image.fromarray(numpy.full((2, 3), 200 * 257, numpy.uint16)).save(path)
            self.assertEqual(photo.read(path).flatten().tolist(), [200] * 6)
            Image.new("RGB", (3, 2), (10, 200, 30)).save(path, icc_profile=b"no profile")
            self.assertEqual(photo.read(path)[0, 0].tolist(), [10, 200, 30])


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
