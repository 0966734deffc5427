"""A quick test whether the hub of timm's weights can be reached.

Without a network connection huggingface_hub repeats each of timm's requests before it uses its own cache, 46 s in all.
Told that it is offline, it uses the cache at once.

References
----------
https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables#hfhuboffline
"""

import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from huggingface_hub import constants

PATIENCE = 3.0  # seconds for connection and answer


@contextmanager
def hub_or_cache(*, asked: bool = True) -> Iterator[None]:
    """Let huggingface_hub use only its cache if the hub cannot be reached; do nothing unless `asked`."""
    before = constants.HF_HUB_OFFLINE
    constants.HF_HUB_OFFLINE = before or (asked and not is_reachable(constants.ENDPOINT))
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE = before


def is_reachable(address: str) -> bool:
    """Tell whether a server answers at `address`, through the proxy of the environment if there is one."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, method="HEAD"), timeout=PATIENCE):
            return True
    except urllib.error.HTTPError:
        return True  # an answer too
    except OSError as error:
        return isinstance(getattr(error, "reason", error), ssl.SSLError)  # another certificate store may know it
