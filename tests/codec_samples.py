"""Files of phones, cameras and archives, as other programs write them: HEIC, AVIF, JPEG 2000, DNG."""

import io
import struct

import imagecodecs
import numpy as np
import pillow_heif
import tifffile
from PIL import Image

from murals.images.tiff_exif import append_blocks, placeholder, texts_and_blocks

MAKER_NOTE = 0x927C
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
# https://www.w3.org/Graphics/Color/srgb: XYZ of D65 to linear sRGB, so that such a camera counts linear sRGB
XYZ_TO_SRGB = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.9692660, 1.8760108, 0.0415560),
    (0.0556434, -0.2040259, 1.0572252),
)


def smooth(height, width, dtype=np.uint8, channels=3):
    """A picture (H, W, C) that lossy codecs hold well: slow waves, other ones in each channel."""
    y, x = np.mgrid[:height, :width] / 9.0
    waves = [0.5 + 0.4 * np.sin(x + 2 * number) * np.cos(y * (1 + number / 2)) for number in range(channels)]
    values = np.stack(waves, axis=-1)
    return np.rint(values * np.iinfo(dtype).max).astype(dtype)


def heic(samples, bits=8, **more):
    """HEIC of `samples` (H, W, C), uint8, or uint16 that count to 65535 for 10 or 12 bits; `more` is exif, icc, xmp."""
    height, width, channels = samples.shape
    mode = {1: "L", 3: "RGB", 4: "RGBA"}[channels] + (";16" if bits > 8 else "")
    picture = pillow_heif.from_bytes(mode, (width, height), samples.tobytes())
    file, before = io.BytesIO(), pillow_heif.options.SAVE_HDR_TO_12_BIT
    pillow_heif.options.SAVE_HDR_TO_12_BIT = bits == 12
    try:
        picture.save(file, quality=95, chroma=444, **more)
    finally:
        pillow_heif.options.SAVE_HDR_TO_12_BIT = before
    return file.getvalue()


def avif(samples, **more):
    """AVIF of 8-bit `samples` (H, W, C) by Pillow."""
    file = io.BytesIO()
    Image.fromarray(samples[..., 0] if samples.shape[2] == 1 else samples).save(file, "AVIF", quality=95, **more)
    return file.getvalue()


def box(kind, content):
    """A box of ISO media files."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def jp2(samples, *, bits=None, icc=None, exif=None, xmp=None, dpi=None, space=None):
    """A lossless JPEG 2000 file of `samples` (H, W, C); its metadata is put in by hand, as no library of ours does."""
    stored = samples if samples.shape[2] > 1 else samples[..., 0]
    plain = bytes(imagecodecs.jpeg2k_encode(stored, 0, codecformat="jp2", reversible=True, bitspersample=bits))
    head, colour, codestream = (plain.index(name) - 4 for name in (b"jp2h", b"colr", b"jp2c"))
    (colour_bytes,) = struct.unpack(">I", plain[colour : colour + 4])
    told = plain[colour : colour + colour_bytes]
    if icc:
        told = box(b"colr", b"\2\0\0" + icc)
    if space:
        told = box(b"colr", b"\1\0\0" + struct.pack(">I", space))
    if dpi:
        metre = round(dpi * 100 / 2.54)
        told += box(b"res ", box(b"resc", struct.pack(">HHHHbb", metre, 1, metre, 1, 0, 0)))
    inside = plain[head + 8 : colour] + told + plain[colour + colour_bytes : codestream]
    more = box(b"uuid", XMP_UUID + xmp) if xmp else b""
    more += box(b"uuid", b"JpgTiffExif->JP2" + exif.removeprefix(b"Exif\0\0")) if exif else b""
    return plain[:head] + box(b"jp2h", inside) + more + plain[codestream:]


def dng(light, *, orientation=1, exif=None, neutral=(1.0, 1.0, 1.0), mosaic=True):
    """A raw file of a camera whose red, green and blue count `light` (H, W, 3), linear sRGB, in 16 bits.

    With `mosaic` each pixel has one of the three, as on a sensor.
    """
    counts = np.rint(np.clip(light, 0, 1) * 65535).astype(np.uint16)
    if mosaic:
        plane = np.empty(light.shape[:2], np.uint16)
        for row, column, colour in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
            plane[row::2, column::2] = counts[row::2, column::2, colour]
        counts = plane
    matrix = [part for row in XYZ_TO_SRGB for value in row for part in (round(value * 10_000), 10_000)]
    as_shot = [part for value in neutral for part in (round(value * 10_000), 10_000)]
    texts, blocks = texts_and_blocks(exif)
    for entries in blocks.values():
        entries.pop(MAKER_NOTE, None)  # LibRaw reads into it, and that of the samples says nothing
    tags = [
        (271, "s", 0, "Museum", True),
        (272, "s", 0, "Test camera", True),
        (274, "H", 1, orientation, True),
        (50706, "B", 4, bytes((1, 4, 0, 0)), True),
        (50707, "B", 4, bytes((1, 1, 0, 0)), True),
        (50708, "s", 0, "Museum Test camera", True),
        (50714, "H", 1 if mosaic else 3, 0 if mosaic else (0, 0, 0), True),
        (50717, "I", 1 if mosaic else 3, 65535 if mosaic else (65535,) * 3, True),
        (50721, "2i", 9, matrix, True),
        (50728, "2I", 3, as_shot, True),
        (50778, "H", 1, 21, True),
        *((tag, "s", 0, text, True) for tag, text in texts.items() if tag not in (271, 272)),
        *((placeholder(block), "I", 1, 0, True) for block in blocks),
    ]
    if mosaic:
        tags += [(33421, "H", 2, (2, 2), True), (33422, "B", 4, bytes((0, 1, 1, 2)), True)]
    file = io.BytesIO()
    kind = 32803 if mosaic else 34892
    more = {"byteorder": "<", "metadata": None, "software": False, "extratags": tags}
    tifffile.imwrite(file, counts, photometric=kind, **({} if mosaic else {"planarconfig": "contig"}), **more)
    append_blocks(file, blocks)
    return file.getvalue()
