"""`murals.restoration.certificates`: every kind of key, and a sentence for each thing that can be wrong."""

from datetime import timedelta

import pytest
from certificate_samples import SIGNER, make_chain

from murals.errors import MuralsError
from murals.restoration.certificates import read_certificate


@pytest.mark.parametrize(
    ("kind", "algorithm"), [("p256", "es256"), ("p384", "es384"), ("rsa", "ps256"), ("ed25519", "ed25519")]
)
def test_each_kind_of_key_has_its_algorithm(tmp_path, kind, algorithm):
    certificate = read_certificate(*make_chain(tmp_path, kind=kind))
    assert (certificate.algorithm, certificate.subject) == (algorithm, SIGNER)
    assert certificate.chain.count(b"BEGIN CERTIFICATE") == 2
    assert len(certificate.sha256) == 64
    assert "PRIVATE" not in repr(certificate)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"kind": "secp256k1"}, r"key\.pem cannot sign content credentials: expected EC on P-256"),
        ({"password": b"secret"}, r"key\.pem is encrypted: write one without a password .* openssl pkey -in"),
        ({"begins": timedelta(days=-9), "lasts": timedelta(days=8)}, r"chain\.pem is valid from 2.* to 2.*: renew it"),
        ({"begins": timedelta(days=2)}, r"chain\.pem is valid from 2.* to 2.*: renew it"),
    ],
)
def test_what_cannot_sign_is_refused(tmp_path, how, said):
    with pytest.raises(MuralsError, match=said):
        read_certificate(*make_chain(tmp_path, **how))


def test_a_key_of_another_certificate_is_refused(tmp_path):
    chain, _ = make_chain(tmp_path)
    (tmp_path / "other").mkdir()
    _, key = make_chain(tmp_path / "other")
    with pytest.raises(MuralsError, match=r"key\.pem does not belong to the first certificate of .*chain\.pem"):
        read_certificate(chain, key)


def test_what_is_no_pem_is_refused(tmp_path):
    chain, key = make_chain(tmp_path)
    with pytest.raises(MuralsError, match="holds no certificate in PEM form"):
        read_certificate(key, key)
    with pytest.raises(MuralsError, match="holds no private key in PEM form"):
        read_certificate(chain, chain)
    with pytest.raises(MuralsError, match=r"cannot read .*none\.pem \(No such file"):
        read_certificate(tmp_path / "none.pem", key)
