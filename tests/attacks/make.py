#!/usr/bin/env python3
"""Writes the files of this folder: models and weights that somebody made to do harm. Plain Python, and none of the project's own writers."""

import json
import pathlib
import struct

HERE = pathlib.Path(__file__).parent
LIST = []


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def number(field, n):
    return varint(field << 3) + varint(n)


def part(field, content):
    content = content.encode() if isinstance(content, str) else content
    return varint(field << 3 | 2) + varint(len(content)) + content


def save(name, content, reason):
    (HERE / name).write_bytes(content)
    LIST.append(f"{name}\t{reason}")


# ONNX ---------------------------------------------------------------------------------------------------------------

CARD = {"ign.format": "1", "ign.name": "attack", "ign.shape": "1x2x2", "ign.minimum": "-1", "ign.maximum": "1", "ign.layout": "NCHW"}


def value(name, dims, element=1):
    shape = b"".join(part(1, part(2, "N") if d is None else number(1, d)) for d in dims)
    return part(1, name) + part(2, part(1, number(1, element) + part(2, shape)))


def node(kind, inputs, outputs, domain="", attributes=b""):
    body = b"".join(part(1, i) for i in inputs) + b"".join(part(2, o) for o in outputs) + part(4, kind)
    return part(1, body + attributes + (part(7, domain) if domain else b""))


def tensor(name, dims, raw, kind=1, rest=b""):
    return b"".join(number(1, d) for d in dims) + number(2, kind) + part(8, name) + part(9, raw) + rest


def model(graph=b"", nodes=None, card=CARD, rest=b"", dims=(None, 1, 2, 2)):
    nodes = node("Relu", ["input"], ["output"]) if nodes is None else nodes
    body = nodes + graph + part(11, value("input", dims)) + part(12, value("output", dims))
    props = b"".join(part(14, part(1, k) + part(2, v)) for k, v in (card or {}).items())
    return number(1, 7) + part(7, body) + part(8, number(2, 12)) + props + rest


def external(location, **more):
    entries = {"location": location, **more}
    return part(5, tensor("w", [1], b"", rest=b"".join(part(13, part(1, k) + part(2, v)) for k, v in entries.items()) + number(14, 1)))


def ints(name, *values):
    return part(5, part(1, name) + b"".join(number(8, v) for v in values) + number(20, 7))


def integer(name, n):
    return part(5, part(1, name) + number(3, n) + number(20, 2))


def chain(*steps):
    """input -> step -> step -> ... -> output; a step is an operator with its other inputs and attributes."""
    nodes = b""
    for i, (kind, others, attributes) in enumerate(steps):
        nodes += node(kind, ["input" if i == 0 else f"v{i}"] + others, ["output" if i == len(steps) - 1 else f"v{i + 1}"], attributes=attributes)
    return nodes


def floats(name, dims):
    count = 1
    for d in dims:
        count *= d
    return part(5, tensor(name, dims, b"\0" * 4 * count))


def longs(name, *values):
    return part(5, tensor(name, [len(values)], struct.pack(f"<{len(values)}q", *values), 7))


def weight(raw, dims=(1,), kind=1):
    return part(5, tensor("w", dims, raw, kind))


def nested(depth):
    graph = b""
    for _ in range(depth):
        graph = part(1, part(5, part(6, graph)))
    return part(7, graph)


save("onnx-external-parent.onnx", model(external("../../etc/passwd")), "external data")
save("onnx-external-absolute.onnx", model(external("/etc/passwd", offset="0", length="4")), "external data")
save("onnx-external-in-attribute.onnx", model(nodes=node("Relu", ["input"], ["output"], attributes=part(5, part(1, "value") + part(5, tensor("c", [1], b"", rest=part(13, part(1, "location") + part(2, "x"))))))), "external data")
save("onnx-loop.onnx", model(nodes=node("Loop", ["input"], ["output"])), "operators that no IGN model needs: Loop")
save("onnx-custom-operator.onnx", model(nodes=node("Run", ["input"], ["output"], domain="com.evil")), "operators that no IGN model needs: com.evil:Run")
save("onnx-hidden-in-subgraph.onnx", model(nodes=node("If", ["input"], ["output"], attributes=part(5, part(1, "then_branch") + part(6, node("ReadFile", [], ["x"]))))), "subgraphs")
save("onnx-function.onnx", model(rest=part(25, part(1, "f"))), "functions")
save("onnx-training-graph.onnx", model(rest=part(20, b"")), "training graphs")
save("onnx-nested-graphs.onnx", nested(3000), "nested deeper")
save("onnx-weight-of-4-tb.onnx", model(weight(b"", [1 << 40])), "claims more than")
save("onnx-weight-overflow.onnx", model(weight(b"", [1 << 32, 1 << 32])), "claims more than")
save("onnx-weight-negative.onnx", model(weight(b"", [(1 << 64) - 4])), "negative")
save("onnx-weight-too-long.onnx", model(weight(b"\0" * 8, [1])), "claims 1 elements of float in 8 bytes")
save("onnx-weight-nan.onnx", model(weight(struct.pack("<f", float("nan")))), "NaN or infinity")
save("onnx-weight-strings.onnx", model(weight(b"", [0], 8)), "holds string")
save("onnx-length-beyond-file.onnx", b"\x3a\xff\xff\xff\xff\x07", "larger than the rest")
save("onnx-length-of-2-64.onnx", b"\x3a" + b"\xff" * 9 + b"\x01", "larger than the rest")
save("onnx-endless-number.onnx", b"\xff" * 4096, "more than ten bytes")
save("onnx-groups.onnx", b"\x3b" * 4096, "wire type 3")
save("onnx-two-graphs.onnx", model() + part(7, b""), "two graphs")
save("onnx-two-cards.onnx", model(rest=part(14, part(1, "ign.shape") + part(2, "1x9x9"))), "stands there twice")
save("onnx-image-of-4-gb.onnx", model(card=CARD | {"ign.shape": "64x65536x65536"}), "at most 64x8192x8192")
save("onnx-image-not-of-card.onnx", model(dims=(None, 1, 4096, 4096)), "the graph says [N, 1, 4096, 4096]")
save("onnx-card-of-the-future.onnx", model(card=CARD | {"ign.format": "2"}), "reads formats up to 1")
save("onnx-card-escape-codes.onnx", model(card=CARD | {"ign.layout": "\x1b]0;owned\x07"}), "expected NCHW, got '?]0;owned?'")
save("onnx-card-deep-network.onnx", model(card=CARD | {"ign.spec": '{"name":"x","input":{"channels":1,"height":2,"width":2},"layers":' + '[{"layer":"residual","body":' * 5000 + "[]" + "}]" * 5000 + "}"}), "ign.spec")
save("onnx-card-huge-network.onnx", model(card=CARD | {"ign.spec": json.dumps({"name": "x", "input": {"channels": 1, "height": 2, "width": 2}, "layers": [
    {"layer": "conv", "in": 1, "out": 2147483647, "kernel": 1}, {"layer": "conv", "in": 2147483647, "out": 1, "kernel": 1}]})}), "ign.spec")
save("onnx-card-of-no-weights.onnx", model(rest=part(2, "Ign.MLNet")), "lacks the network or the hash")
POINT = floats("p", [1, 1, 1, 1])
save("onnx-bomb-stride.onnx", model(POINT, chain(("ConvTranspose", ["p"], ints("strides", 1000, 1000)), ("Conv", ["p"], ints("strides", 1000, 1000)))), "strides holds 1000, expected 1 to 64")
save("onnx-bomb-upsampling.onnx", model(POINT, chain(*[("ConvTranspose", ["p"], ints("strides", 64, 64))] * 3, *[("Conv", ["p"], ints("strides", 64, 64))] * 3)), "has more than 16,777,216 elements for each image")
save("onnx-bomb-constants.onnx", model(floats("a", [6000, 1, 1, 1]) + floats("b", [1, 6000, 1, 1]), node("Add", ["a", "b"], ["c"]) + node("Relu", ["input"], ["output"])), "has more than 16,777,216 elements")
save("onnx-bomb-many-constants.onnx", model(floats("a", [1000, 1]) + floats("b", [1, 1000]), node("Add", ["a", "b"], ["c"]) + node("Relu", ["input"], ["output"])), "the constants that nodes make")
save("onnx-bomb-batch.onnx", model(longs("s", 1, -1, 1, 1) + longs("t", -1, 1, 2, 2), chain(("Reshape", ["s"], b""), ("Transpose", [], ints("perm", 1, 0, 2, 3)), ("Reshape", ["t"], b""))), "[N, 1, 2, 2] cannot become [1, -1, 1, 1]")
save("onnx-bomb-padding.onnx", model(POINT, chain(("Conv", ["p"], ints("pads", 1 << 20, 1 << 20, 1 << 20, 1 << 20)), ("Relu", [], b""))), "pads holds 1048576")
save("onnx-bomb-text.onnx", model(nodes=chain(("Cast", [], integer("to", 8)), ("Cast", [], integer("to", 1)))), "it makes string")
WIDE = b"".join(node("ConvTranspose", ["input", "w"], [f"x{i}"], attributes=ints("strides", 64, 64)) for i in range(40))
SUMS = b"".join(node("Add", [f"x39" if i == 0 else f"s{i}", f"x{38 - i}"], [f"s{i + 1}"]) for i in range(39))
save("onnx-bomb-width.onnx", model(floats("w", [1, 1024, 1, 1]), WIDE + SUMS + node("Relu", ["input"], ["output"])), "at the same time")
save("onnx-bomb-scratch.onnx", model(floats("w", [1, 1, 256, 256]) + POINT, chain(("ConvTranspose", ["p"], ints("strides", 64, 64)), ("ConvTranspose", ["p"], ints("strides", 32, 32)), ("ConvTranspose", ["w"], b""), ("Relu", [], b""))), "at the same time")
save("onnx-value-from-nowhere.onnx", model(nodes=node("Relu", ["nothing"], ["output"])), "its input 'nothing' is made nowhere before it")
save("onnx-value-made-twice.onnx", model(nodes=node("Relu", ["input"], ["output"]) * 2), "'output' is made twice")
save("onnx-zip.onnx", b"PK\x03\x04" + b"\0" * 100, "Not a readable ONNX file")
save("onnx-empty.onnx", b"", "holds no graph")

# safetensors --------------------------------------------------------------------------------------------------------


def tensors(header, data=b"", length=None):
    header = header.encode() if isinstance(header, str) else json.dumps(header).encode()
    return struct.pack("<Q", len(header) if length is None else length) + header + data


def entry(begin, end, shape, kind="F32"):
    return {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}


save("st-header-of-16-eb.safetensors", tensors("{}", length=(1 << 64) - 1), "header claims")
save("st-header-of-99-mb.safetensors", tensors("{}", length=99_000_000), "cut short")
save("st-overlap.safetensors", tensors({"a": entry(0, 8, [2]), "b": entry(4, 12, [2])}, b"\0" * 12), "overlap")
save("st-same-bytes-1000-times.safetensors", tensors({str(i): entry(0, 4096, [1024]) for i in range(1000)}, b"\0" * 4096), "overlap")
save("st-hole.safetensors", tensors({"a": entry(0, 4, [1]), "b": entry(8, 12, [1])}, b"\0" * 12), "hole")
save("st-polyglot-tail.safetensors", tensors({"a": entry(0, 4, [1])}, b"\0" * 4 + b"PK\x03\x04"), "describes 4 bytes of data, the file has 8")
save("st-shape-of-4-tb.safetensors", tensors({"a": entry(0, 4, [1 << 20, 1 << 20])}, b"\0" * 4), "does not fit its 4 bytes")
save("st-shape-overflow.safetensors", tensors({"a": entry(0, 0, [1 << 31, 1 << 31, 4])}), "out of range")
save("st-shape-negative.safetensors", tensors({"a": entry(0, 4, [-1])}, b"\0" * 4), "whole numbers of at least 0")
save("st-offsets-backwards.safetensors", tensors({"a": entry(8, 4, [1])}, b"\0" * 8), "a start and an end")
save("st-name-twice.safetensors", tensors('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', b"\0" * 8), "header is not valid")
save("st-deep-json.safetensors", tensors("[" * 100_000), "header is not valid")
save("st-lone-surrogate.safetensors", tensors('{"\\ud800":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}', b"\0" * 4), "header is not valid")
save("st-object-type.safetensors", tensors({"a": entry(0, 8, [1], "PyObject")}, b"\0" * 8), "holds PyObject")
save("st-escape-codes.safetensors", tensors({"\x1b]0;owned\x07": entry(0, 8, [1])}, b"\0" * 8), "'?]0;owned?'")
save("st-pickle.safetensors", b"\x80\x02cposix\nsystem\nX\x04\0\0\0true\x85R.", "header claims")
save("st-empty.safetensors", b"", "too few")

(HERE / "attacks.tsv").write_text("".join(line + "\n" for line in LIST))
