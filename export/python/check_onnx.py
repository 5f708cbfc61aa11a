"""Runs ONNX's own checker, with shape inference, over model files: those named, or all of ../models."""
import glob
import os
import sys

import onnx


def main(paths):
    failed = 0
    for path in paths:
        try:
            model = onnx.load(path)
            onnx.checker.check_model(model, full_check=True)
            print(f"{path}: opset {model.opset_import[0].version}, {len(model.graph.node)} nodes")
        except Exception as error:  # What the checker throws differs from version to version.
            print(f"{path}: {' '.join(str(error).split())}", file=sys.stderr)
            failed += 1
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    sys.exit(main(sys.argv[1:] or sorted(glob.glob(os.path.join(here, "..", "models", "*.onnx")))))
