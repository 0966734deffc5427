"""`murals.restoration.credentials`: files signed by the official library, and read back with it."""

import json
import sys

import c2pa
import numpy as np
import pytest
from certificate_samples import SIGNER, make_chain
from image_samples import PROPHOTO, make_exif

from murals.errors import MuralsError
from murals.images import Photograph, read_photograph, write_photograph
from murals.images.extras import xmp
from murals.restoration.credentials import SIGNABLE, open_signer, read_credentials
from murals.restoration.record import file_sha256


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return open_signer(*make_chain(tmp_path_factory.mktemp("certificate")))


def photograph(path, dtype=np.uint8):
    pixels = (np.random.default_rng(0).random((40, 60, 3)) * np.iinfo(dtype).max).astype(dtype)
    packet = (xmp(b'<x:xmpmeta xmlns:x="adobe:ns:meta/">(c)</x:xmpmeta>'),) if path.suffix != ".bmp" else ()
    kept = {} if path.suffix == ".bmp" else {"icc": PROPHOTO, "exif": make_exif(1)}
    write_photograph(path, Photograph(pixels, path, dpi=(300.0, 300.0), extras=packet, **kept), pixels)
    return path


def signed(signer, folder, name, parent=None, dtype=np.uint8):
    folder.mkdir(exist_ok=True)
    file = photograph(folder / name, dtype)
    signer.sign(file, file.with_name(f"wall.restored{file.suffix}"), parent or file)
    return file


def manifests(path):
    with c2pa.Reader(str(path)) as reader:
        return json.loads(reader.json())


@pytest.mark.parametrize(
    ("name", "dtype"), [(f"a{suffix}", np.uint8) for suffix in SIGNABLE] + [("a.png", np.uint16), ("a.tif", np.uint16)]
)
def test_another_program_reads_what_was_done_and_by_whom(tmp_path, signer, name, dtype):
    plain = photograph(tmp_path / name, dtype)
    parent = photograph(tmp_path / "wall.bmp")
    file = signed(signer, tmp_path / "out", name, parent, dtype)
    told = manifests(file)
    assert told["validation_state"] == "Valid"
    active = told["manifests"][told["active_manifest"]]
    assert active["signature_info"]["common_name"] == SIGNER
    assert active["claim_generator_info"][0]["name"] == "murals"
    assert active["title"] == f"wall.restored{file.suffix}"
    (ingredient,) = active["ingredients"]
    assert (ingredient["relationship"], ingredient["title"]) == ("parentOf", "wall.bmp")
    (actions,) = [one["data"]["actions"] for one in active["assertions"] if one["label"].startswith("c2pa.actions")]
    opened, edited = actions
    assert opened["action"] == "c2pa.opened" and opened["parameters"]["ingredients"]
    assert edited["action"] == "c2pa.edited"
    assert edited["digitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert file_sha256(parent) in edited["description"]
    before, after = read_photograph(plain), read_photograph(file)
    assert np.array_equal(before.pixels, after.pixels)
    assert (before.icc, before.exif, before.dpi) == (after.icc, after.exif, after.dpi)
    assert [extra for extra in after.extras if extra.home != "none"] == list(before.extras)
    assert [path.name for path in file.parent.iterdir()] == [name]


@pytest.mark.parametrize("kind", ["p384", "rsa", "ed25519"])
def test_each_kind_of_key_signs(tmp_path, kind):
    (tmp_path / "certificate").mkdir()
    own = open_signer(*make_chain(tmp_path / "certificate", kind=kind))
    found = read_credentials(signed(own, tmp_path, "a.png"))
    assert (found.signer, found.broken, found.lapsed, found.trusted) == (SIGNER, (), False, False)


def test_the_credentials_of_the_photograph_come_along(tmp_path, signer):
    parent = signed(signer, tmp_path / "camera", "wall.jpg")
    told = manifests(signed(signer, tmp_path / "out", "a.jpg", parent))
    assert len(told["manifests"]) == 2 and told["validation_state"] == "Valid"


def test_a_file_that_was_changed_is_found_out(tmp_path, signer):
    file = signed(signer, tmp_path, "a.png")
    data = bytearray(file.read_bytes())
    data[-100] ^= 1
    file.write_bytes(data)
    assert read_credentials(file).broken == ("assertion.dataHash.mismatch",)


def test_a_file_without_credentials_has_none(tmp_path):
    assert read_credentials(photograph(tmp_path / "a.png")) is None


def test_a_certificate_for_another_use_is_refused_before_any_work(tmp_path):
    with pytest.raises(MuralsError, match=r"chain\.pem cannot sign content credentials \(.*\): expected the signer's"):
        open_signer(*make_chain(tmp_path, email=False))


def test_without_a_certificate_nothing_signs():
    assert open_signer(None, None) is None


def test_a_missing_library_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "c2pa", None)
    with pytest.raises(MuralsError, match="content credentials need the package c2pa-python"):
        open_signer(*make_chain(tmp_path))


def test_what_the_library_refuses_is_told_and_the_file_stays(tmp_path, signer):
    file = tmp_path / "a.png"
    file.write_bytes(b"no picture")
    with pytest.raises(MuralsError, match=r"cannot sign a\.restored\.png \(.*\): nothing was written"):
        signer.sign(file, file.with_name("a.restored.png").relative_to(tmp_path), file)
    assert file.read_bytes() == b"no picture"
