"""The scale of a photograph: how many millimetres of the wall a pixel shows, and how far that can be trusted."""

from dataclasses import dataclass
from typing import Any

from murals.restoration.record import MM_PER_INCH

SCREEN_DPI = (1, 72, 96)  # programs that know no scale write these
CAMERA_DPI = (180, 240, 300, 314, 350)  # cameras and raw converters write these, whatever the distance of the wall
_NEAR = 0.5  # dots per inch; PNG stores whole pixels a metre
_SQUARE = 0.01  # share by which the resolutions across and down may differ
_REMEDY = "give the scale by --mm-per-px"


@dataclass(frozen=True)
class Scale:
    """Millimetres of the wall per pixel, where that comes from, and what speaks against it."""

    mm_per_px: float | None
    origin: str  # "option", "file" or "none"
    sentence: str
    doubt: str = ""

    def mm(self, pixels: float | None) -> float | None:
        """Return a length in millimetres; None without a scale."""
        return None if self.mm_per_px is None or pixels is None else pixels * self.mm_per_px

    def mm2(self, pixels: float) -> float | None:
        """Return an area in square millimetres; None without a scale."""
        return None if self.mm_per_px is None else pixels * self.mm_per_px**2

    def as_plain(self) -> dict[str, Any]:
        """Return the scale as JSON values."""
        return vars(self).copy()


def find_scale(dpi: tuple[float, float] | None, mm_per_px: float | None) -> Scale:
    """Return the scale that was given, else the one that the file states.

    Parameters
    ----------
    dpi
        Pixels per inch of the file, across and down.
    mm_per_px
        Millimetres per pixel as given by the user.
    """
    if mm_per_px is not None:
        return Scale(mm_per_px, "option", f"{mm_per_px:.4g} mm a pixel, as given by --mm-per-px")
    if dpi is None:
        return _none("the file states no resolution")
    across, down = dpi
    if any(abs(across - screen) < _NEAR for screen in SCREEN_DPI) or min(dpi) <= 0:
        return _none(f"the file states {across:.4g} dpi, which programs write that know no scale")
    if abs(across - down) > _SQUARE * across:
        return _none(f"the file states {across:.4g} dpi across and {down:.4g} down, which is no single scale")
    mm = MM_PER_INCH / across
    sentence = f"the {across:.4g} dpi of the file taken as the scale of the wall: {mm:.4g} mm a pixel"
    usual = any(abs(across - camera) < _NEAR for camera in CAMERA_DPI)
    doubt = (
        f"{across:.4g} dpi is true of a scan or an orthophoto at this scale, but cameras write it too, whatever the "
        f"distance of the wall: check one length on the wall, and if it differs, {_REMEDY}"
    )
    return Scale(mm, "file", sentence, doubt if usual else "")


def _none(reason: str) -> Scale:
    return Scale(None, "none", f"unknown: {reason}", f"all sizes are in pixels: {_REMEDY} to have millimetres")
