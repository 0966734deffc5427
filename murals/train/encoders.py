"""`murals encoders`: the list of timm encoders that can serve.

Each encoder is built without memory for its weights, so the list is what timm says itself. That takes a quarter of a
second for one encoder and minutes for all, so without a pattern only those that our tests try are listed.
"""

from rich.table import Table

from murals.errors import MuralsError
from murals.learn.encoder import TRIED, EncoderSummary, describe_encoder, find_encoders
from murals.progress import SILENT, Progress
from murals.train.settings import EncodersSettings


def list_encoders(settings: EncodersSettings, *, progress: Progress = SILENT) -> list[EncoderSummary]:
    """Return the encoders that match the pattern and give a feature pyramid.

    Without a pattern these are the encoders that our tests try.

    Raises
    ------
    MuralsError
        If no encoder matches.
    """
    pattern = settings.pattern
    names = list(TRIED) if pattern is None else find_encoders(pattern)
    found = [describe_encoder(name) for name in progress.track(names, "looking at encoders")]
    summaries = [summary for summary in found if summary]
    if not summaries:
        raise MuralsError(
            f"no encoder among timm's {len(find_encoders())} networks fits '{pattern}': "
            'try "murals encoders resnet*"; a U-Net needs features at 1/4, 1/8, 1/16 and 1/32'
        )
    return summaries


def encoder_table(summaries: list[EncoderSummary]) -> Table:
    """Return the list as a table for people."""
    table = Table("encoder", "parameters", "channels of stage1 to stage4", "ImageNet weights")
    for summary in summaries:
        table.add_row(
            summary.name, f"{summary.parameters:.1f} M", " ".join(map(str, summary.channels)), summary.weights
        )
    return table
