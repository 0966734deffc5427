"""The options of `murals demo`. Standard library only."""

from dataclasses import dataclass
from pathlib import Path

from murals.options import device_option, option, seed_option


@dataclass(frozen=True)
class DemoSettings:
    """The options of `murals demo`."""

    out: Path = option(Path("runs/demo"), "Folder of the demonstration; what is in it is replaced.")
    seed: int = seed_option()
    device: str = device_option()
