"""Restores a picture, or projects the test images, with ONNX Runtime (pip install onnxruntime)."""
import os
import sys

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # It would keep a file of events in the user's cache and send it to its maker.
import onnxruntime

import project


def load(path, threads):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or 0
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda y: session.run(None, {name: y})[0]


if __name__ == "__main__":
    sys.exit(project.main(load, "onnxruntime", "photo.onnx"))
