"""Signed results: proved with their signature, taken apart, undone. The model is a known one."""

import json
import logging
import time
from datetime import timedelta
from pathlib import Path

import c2pa
import numpy as np
import pytest
from certificate_samples import SIGNER, make_chain

from murals.errors import MuralsError
from murals.images import read_photograph
from murals.provenance.apart import write_layers
from murals.provenance.settings import TakeApartSettings
from murals.restoration.options import RestoreSettings
from murals.restoration.record import file_sha256
from tests.provenance.test_provenance import photograph, place, restore, state, undo, verify

__all__ = ["place"]  # a fixture


@pytest.fixture
def certificate(place):
    chain, key = make_chain(place)
    return {"c2pa_cert": chain, "c2pa_key": key}


@pytest.mark.parametrize(
    ("name", "dtype"),
    [("wall.png", np.uint8), ("wall.tif", np.uint16), ("wall.jpg", np.uint8), ("wall.webp", np.uint8)],
)
def test_a_signed_result_is_proved_taken_apart_and_undone(certificate, name, dtype, caplog):
    before = photograph(name, dtype)
    done = restore(name, **certificate).done[0]
    record = json.loads(Path("wall.murals.json").read_text())
    assert record["files"]["output"]["sha256"] == file_sha256(done.output)
    assert record["work"]["certificate"]["subject"] == SIGNER
    report = verify(done.output)
    assert not report.failed and state(report, "signature") == "proved"
    with c2pa.Reader(str(done.output)) as reader:
        assert reader.get_active_manifest()["ingredients"][0]["title"] == name
    caplog.clear()
    settings = TakeApartSettings(inputs=(done.output,))
    layer = read_photograph(write_layers(settings).done[0][1])
    assert (layer.alpha > 0).sum() == 200
    undone = undo(done.output).done[0][1]
    assert np.array_equal(read_photograph(undone).pixels, before)
    for path in (layer.path, undone):
        with pytest.raises(c2pa.C2paError.ManifestNotFound):
            c2pa.Reader(str(path))


def test_nothing_is_said_of_credentials_that_are_our_own(certificate, caplog):
    caplog.set_level(logging.INFO, "murals")
    photograph("wall.png")
    report = restore("wall.png", **certificate)
    verify(report.done[0].output)
    undo(report.done[0].output)
    assert "left out" not in caplog.text
    assert report.lines()[0].endswith(f"(read back and compared); signed by {SIGNER}")
    assert report.as_plain()["done"][0]["signed_by"] == SIGNER


def test_variants_are_signed_too(certificate):
    photograph("wall.png")
    restore("wall.png", fill="mimetic", variants=2, **certificate)
    assert state(verify("wall.restored-2.png"), "signature") == "proved"


def test_credentials_that_were_taken_off_or_broken_are_found_out(certificate):
    photograph("wall.png")
    result = restore("wall.png", **certificate).done[0].output
    whole = result.read_bytes()
    broken = bytearray(whole)
    broken[-60] ^= 1
    result.write_bytes(broken)
    report = verify(result)
    assert report.failed and state(report, "signature") == "differs"
    plain = photograph("plain.png")
    assert plain is not None
    result.write_bytes(Path("plain.png").read_bytes())
    assert "the file has none" in next(
        finding.sentence for finding in verify(result).verified[0].findings if finding.what == "signature"
    )


def test_a_certificate_that_has_run_out_since_makes_nothing_wrong(place):
    chain, key = make_chain(place, begins=timedelta(seconds=-1), lasts=timedelta(seconds=5))
    photograph("wall.png")
    result = restore("wall.png", c2pa_cert=chain, c2pa_key=key).done[0].output
    assert state(verify(result), "signature") == "proved"
    time.sleep(5.5)
    report = verify(result)
    assert state(report, "signature") == "missing" and not report.failed


def test_signed_or_not_is_another_piece_of_work(certificate):
    photograph("wall.png")
    restore("wall.png")
    assert "made with another certificate (--c2pa-cert)" in restore("wall.png", **certificate).failed[0].reason
    restore("wall.png", overwrite=True, **certificate)
    assert restore("wall.png", **certificate).skipped
    assert "made with another certificate" in restore("wall.png").failed[0].reason


def test_what_cannot_be_signed_is_refused_before_any_work(certificate):
    photograph("wall.bmp")
    report = restore("wall.bmp", **certificate)
    assert "wall.restored.bmp cannot hold content credentials (--c2pa-cert)" in report.failed[0].reason
    assert restore("wall.bmp", format="png", **certificate).done
    with pytest.raises(MuralsError, match="--c2pa-cert and --c2pa-key belong together"):
        RestoreSettings(inputs=(Path("wall.bmp"),), c2pa_cert=Path("chain.pem"))
