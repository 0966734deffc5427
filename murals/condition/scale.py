"""Millimetres per pixel, and where they are known from."""

from dataclasses import dataclass

from murals.restoration.record import MM_PER_INCH

_SCREEN = (72, 96)  # dots per inch that programs write which know none
_SQUARE = 0.01  # share by which the two resolutions of a file may differ


@dataclass(frozen=True)
class Scale:
    """The scale of a photograph; without millimetres all measures are in pixels."""

    mm_per_px: float | None
    source: str  # option, file or none
    sentence: str  # where it comes from, for readers


def find_scale(given: float | None, dpi: tuple[float, float] | None) -> Scale:
    """Return the scale that was given, else that of the file's dots per inch (across, down)."""
    if given is not None:
        return Scale(given, "option", f"{given:.4g} mm per pixel, as given by --mm-per-px.")
    if dpi is None:
        return Scale(None, "none", "The file states no resolution, so measures are in pixels; --mm-per-px gives one.")
    across, down = dpi
    if across <= 0 or down <= 0 or abs(across - down) > _SQUARE * across:
        said = f"The file states {across:g} by {down:g} dots per inch"
        return Scale(None, "none", f"{said}, not one scale, so measures are in pixels; --mm-per-px gives one.")
    if any(abs(across - screen) < 1 for screen in _SCREEN):
        said = f"The file states {across:.4g} dots per inch, which programs write that know no scale"
        return Scale(None, "none", f"{said}. Measures are in pixels; --mm-per-px gives a scale.")
    mm = MM_PER_INCH / across
    return Scale(
        mm,
        "file",
        f"{mm:.4g} mm per pixel, from the {across:.4g} dots per inch that the file states. This is the scale of the wall "
        "only if the file was made at 1:1, as orthophotos and scans are: cameras write 240, 300 or 350 unmeasured.",
    )
