"""One page and one browser for all tests of a module; a small untrained network restores, so nothing is waited for."""

import pytest
import torch

from murals.config import NetworkConfig
from murals.learn.checkpoint import annotate, packaged_checkpoint
from murals.learn.network import build_network
from murals.learn.saved_network import save_checkpoint
from murals.learn.speaker import KEPT_AS, Comparison
from murals.page.server import serving
from murals.page.settings import PageSettings

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def page_models(tmp_path_factory):
    """A folder of trainings with one run, whose network is untrained but paints: it always paints the same noise."""
    torch.manual_seed(7)
    net = build_network(NetworkConfig(), pretrained=False).eval()
    torch.nn.init.normal_(net.head[-1].weight, std=0.5)  # from its zeros it would paint nothing
    torch.nn.init.zeros_(net.head[-1].bias)  # from there damage is rare: it would hardly propose any
    models = tmp_path_factory.mktemp("page") / "models"
    checkpoint = save_checkpoint(models / "run" / "phase1.safetensors", net, {"phase": "1"})
    packaged = packaged_checkpoint()
    if packaged is not None:  # so that it restores in its place
        comparison = Comparison(30.0, 20.0, 4, "holes", packaged.info["weights_sha256"])
        annotate(checkpoint, **{KEPT_AS: comparison.as_plain()})
    return models


@pytest.fixture(scope="module")
def page_settings(page_models):
    """The settings of the module's page; a module overrides this fixture for limits of its own."""
    return PageSettings(port=0, models=page_models, device="cpu")


@pytest.fixture(scope="module")
def address(page_settings):
    """The address of a running page, such as http://127.0.0.1:41234/."""
    with serving(page_settings) as url:
        yield url


@pytest.fixture
def visit(chromium, address):
    """Open the page as a new visitor: `visit(**context)`; what a browser complains of fails the test at its end."""
    contexts, complaints = [], []

    def open_page(*, viewport=WIDE, locale="en-US", **more):
        context = chromium.new_context(viewport=viewport, locale=locale, accept_downloads=True, **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.wait_for_selector("#page-tabs")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
