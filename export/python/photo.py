"""Pictures: read, write, and through a network tile by tile."""
import io
import json

import numpy
from PIL import Image, ImageCms, ImageOps

from reach import reach_of

TILE = 1024  # pixels that count along a side of a tile, at most: a tile takes less than 1 GB, and its halo costs little
LUMA = numpy.array((0.299, 0.587, 0.114), numpy.float32)


def read(path):
    """A picture upright, in sRGB or grey, 8 bits: uint8 [H, W, bands] of grey, grey and alpha, RGB or RGBA."""
    with Image.open(path) as file:
        image = ImageOps.exif_transpose(file)
        profile = file.info.get("icc_profile")
    if image.mode.startswith("I"):  # grey of 16 bits
        image = Image.fromarray((numpy.asarray(image) >> 8).astype(numpy.uint8))
    alpha = "transparency" in image.info or image.mode in ("LA", "PA", "RGBA", "RGBa", "La")
    grey = image.mode in ("1", "L", "LA", "La")
    image = image if image.mode == "CMYK" else image.convert(("LA" if alpha else "L") if grey else "RGBA" if alpha else "RGB")
    if profile and not grey:
        try:
            image = ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"),
                                              outputMode="RGB" if image.mode == "CMYK" else image.mode)
        except (ImageCms.PyCMSError, OSError):
            pass  # A profile that is none says nothing.
    pixels = numpy.asarray(image.convert("RGB") if image.mode == "CMYK" else image)
    return pixels if pixels.ndim == 3 else pixels[:, :, None]


def write(pixels, path):
    """Writes a picture as PNG."""
    Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels).save(path, "PNG")


def restore(pixels, card, f, resizes=False):
    """f of a picture; alpha stays. f takes and returns float32 [1, C, H, W], card is what its file says; resizes: f takes other sizes than the card's."""
    result = pixels.copy()
    for rows, columns, multiple in tiles(pixels.shape, card, resizes):
        seen = pixels[rows.start:rows.end, columns.start:columns.end]
        values = f(to_values(seen, multiple, card))[0].transpose(1, 2, 0)
        place = slice(rows.first, rows.last), slice(columns.first, columns.last)
        counts = values[rows.first - rows.start:rows.last - rows.start, columns.first - columns.start:columns.last - columns.start]
        colours = colours_of(pixels)
        result[(*place, slice(colours))] = to_bytes(counts, pixels[place][:, :, :colours], card)
    return result


class Side:
    """What counts of a tile along one side, first to last, and what the network sees; it begins and ends at multiples, to see each pixel in its own place."""

    def __init__(self, length, tile, count, multiple, halo):
        self.first, self.last = length * tile // count, length * (tile + 1) // count
        self.start = max(0, self.first - halo) // multiple * multiple
        self.end = min(length, -(-(self.last + halo) // multiple) * multiple)


def tiles(shape, card, resizes):
    spec, (height, width) = json.loads(card["spec"]), shape[:2]
    own, (multiple, halo) = (spec["input"]["height"], spec["input"]["width"]), (1, 0)
    if (height, width) != own:
        if not spec.get("any_size") and not (resizes and is_tile(spec, own)):
            raise ValueError(f"the model {card['name']} takes pictures of {own[1]}x{own[0]} pixels only, and this one has {width}x{height}.")
        multiple, halo = reach_of(spec)
    rows, columns = ([Side(length, i, -(-length // TILE), multiple, halo) for i in range(-(-length // TILE))] for length in (height, width))
    return [(row, column, multiple) for row in rows for column in columns]


def is_tile(spec, size):
    """Whether a network of one size was only made for that size, not trained on it: then all that a pixel sees has room there."""
    try:
        return 2 * reach_of(spec)[1] < min(size)
    except ValueError:
        return False


def colours_of(pixels):
    return 1 if pixels.shape[2] < 3 else 3


def range_of(card):
    least = numpy.float32(card["minimum"])
    return least, (numpy.float32(card["maximum"]) - least) / numpy.float32(255)


def to_values(pixels, multiple, card):
    """float32 [1, C, H, W]; sides are filled up to multiples on the right and at the bottom, by reflection with the edge repeated."""
    channels, colours, (least, scale) = int(card["shape"].split("x")[0]), colours_of(pixels), range_of(card)
    values = pixels[:, :, :colours]
    if colours != channels:
        values = numpy.repeat(values, channels, axis=2) if colours == 1 else (values @ LUMA)[:, :, None]
    filled = numpy.pad(values, [(0, -side % multiple) for side in values.shape[:2]] + [(0, 0)], "symmetric")
    return numpy.ascontiguousarray((filled * scale + least).transpose(2, 0, 1)[None], numpy.float32)


def to_bytes(values, before, card):
    """The colours themselves, their mean for grey, or the change of luma added to all three."""
    least, scale = range_of(card)
    levels, colours = (values - least) / scale, before.shape[2]
    if levels.shape[2] < colours:
        levels = before + (levels - (before @ LUMA)[:, :, None])
    elif levels.shape[2] > colours:
        levels = levels.mean(axis=2, keepdims=True)
    return numpy.clip(numpy.rint(levels), 0, 255).astype(numpy.uint8)
