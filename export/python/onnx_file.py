"""What the scripts need of an ONNX file, without the package onnx: its card, and the size of images that it is written for."""

GRAPH, METADATA = 7, 14  # fields of ModelProto
INPUT, OUTPUT = 11, 12  # of GraphProto
SIDE = (2, 1, 2, 1)  # type, tensor_type, shape, dim: from a ValueInfoProto to its dimensions
VALUE = 1  # of a dimension, where it is no name


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if data[at - 1] < 128:
            return value, at


def fields(data, start, end):
    """Fields of the protobuf message between start and end: number, first byte of the value, and the one behind it."""
    at = start
    while at < end:
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 2:
            length, at = varint(data, at)
        elif kind in (0, 1, 5):
            length = {0: varint(data, at)[1] - at, 1: 8, 5: 4}[kind]
        else:
            raise ValueError("it is not an ONNX file.")
        if at + length > end:
            raise ValueError("it is not an ONNX file, or cut short.")
        yield tag >> 3, at, at + length
        at += length


def read_card(data):
    """The entries behind "ign.", for example name, shape, license."""
    card = {}
    try:
        for number, start, end in fields(data, 0, len(data)):
            if number == METADATA:
                entry = {n: data[a:b].decode() for n, a, b in fields(data, start, end)}
                if entry.get(1, "").startswith("ign."):
                    card[entry[1][4:]] = entry.get(2, "")
    except (IndexError, UnicodeDecodeError):
        raise ValueError("it is not an ONNX file.") from None
    if card.get("format") != "1":
        raise ValueError(f"expected a model with a card of format 1, got {card.get('format', 'none')}.")
    return card


def sides(data):
    """Where the height and the width stand in the shapes of its input and its output."""
    for number, start, end in fields(data, 0, len(data)):
        for put, *place in fields(data, start, end) if number == GRAPH else ():
            if put in (INPUT, OUTPUT):
                dimensions = [place]
                for wanted in SIDE:
                    dimensions = [inner for outer in dimensions for n, *inner in fields(data, *outer) if n == wanted]
                yield [next(fields(data, *dimension)) for dimension in dimensions[2:]]


def size_of(data):
    """Height and width that a file is written for; None where it leaves one free."""
    return tuple(varint(data, start)[0] if kind == VALUE else None for kind, start, _ in next(sides(data)))


def of_size(data, height, width):
    """The same file for another size: only the shapes of its input and its output say one."""
    changed = bytearray(data)
    for places in sides(data):
        for (kind, start, end), side in zip(places, (height, width)):
            if kind != VALUE or end - start != 2 or side >> 14:
                raise ValueError("it must be written for one size, with sides from 128 to 16383 pixels (ign export --size).")
            changed[start:end] = side & 127 | 128, side >> 7
    return bytes(changed)
