"""SqueezeNet 1.1 (forresti/SqueezeNet, BSD; weights as safetensors with Caffe's names) as a feature network for 'ign evaluate':
RGB in [-1, 1] of any size from 32 x 32 in, 512 features out (the mean over fire9). Usage: squeezenet_onnx.py weights.safetensors out.onnx
Needs python3-onnx and numpy."""
import json
import struct
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


def read(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        data = file.read()
    types = {"F16": np.float16, "F32": np.float32}
    return {
        name: np.frombuffer(data[entry["data_offsets"][0]:entry["data_offsets"][1]], types[entry["dtype"]]).reshape(entry["shape"]).astype(np.float32)
        for name, entry in header.items() if name != "__metadata__"}


def main(source, target):
    weights, nodes, constants = read(source), [], []

    def constant(name, array):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def conv(name, value, kernel, stride=1, pad=0):
        inputs = [value, constant(name + ".weight", weights[name + ".weight"]), constant(name + ".bias", weights[name + ".bias"])]
        nodes.append(helper.make_node("Conv", inputs, [name], kernel_shape=[kernel] * 2, strides=[stride] * 2, pads=[pad] * 4))
        nodes.append(helper.make_node("Relu", [name], [name + "/relu"]))
        return name + "/relu"

    def pool(name, value):
        nodes.append(helper.make_node("MaxPool", [value], [name], kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1))
        return name

    def fire(name, value):
        squeezed = conv(name + "/squeeze1x1", value, 1)
        both = [conv(name + "/expand1x1", squeezed, 1), conv(name + "/expand3x3", squeezed, 3, pad=1)]
        nodes.append(helper.make_node("Concat", both, [name], axis=1))
        return name

    # Caffe's network takes B, G, R in 0..255 minus a mean; the first convolution has no padding, so both fold into its weights.
    weights["conv1.bias"] += (weights["conv1.weight"] * (127.5 - np.array([104, 117, 123], np.float32)).reshape(1, 3, 1, 1)).sum((1, 2, 3))
    weights["conv1.weight"] = weights["conv1.weight"][:, ::-1] * 127.5
    value = pool("pool1", conv("conv1", "input", 3, stride=2))
    for number in (2, 3):
        value = fire(f"fire{number}", value)
    value = pool("pool3", value)
    for number in (4, 5):
        value = fire(f"fire{number}", value)
    value = pool("pool5", value)
    for number in (6, 7, 8, 9):
        value = fire(f"fire{number}", value)
    nodes.append(helper.make_node("GlobalAveragePool", [value], ["mean"]))
    nodes.append(helper.make_node("Flatten", ["mean"], ["features"], axis=1))
    graph = helper.make_graph(
        nodes, "squeezenet", [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, "H", "W"])],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", 512])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7)
    helper.set_model_props(model, {"name": "squeezenet1.1"})
    onnx.checker.check_model(model)
    onnx.save(model, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
