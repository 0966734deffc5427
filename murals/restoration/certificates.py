"""A certificate and its private key, read from PEM files and checked before any work is done with them.

References
----------
https://spec.c2pa.org/specifications/specifications/2.2/specs/C2PA_Specification.html, 14.5 (certificates) and 13.2
(algorithms)
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from murals.errors import MuralsError

if TYPE_CHECKING:
    from cryptography.x509 import Certificate as X509

_OF_CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_KINDS = "EC on P-256, P-384 or P-521, RSA, or Ed25519"


@dataclass(frozen=True)
class Certificate:
    """A chain of certificates, the signer's first, and the signer's private key."""

    path: Path
    chain: bytes  # PEM
    key: bytes = field(repr=False)  # PEM, PKCS #8, not encrypted
    algorithm: str  # as C2PA calls it
    subject: str  # whom it names

    @property
    def sha256(self) -> str:
        """The SHA-256 of the chain, in hexadecimal."""
        return sha256(self.chain).hexdigest()


def read_certificate(chain: Path, key: Path) -> Certificate:
    """Return the certificate at `chain` with the private key at `key`, both PEM.

    Raises
    ------
    MuralsError
        If one cannot be read, they do not belong together, the key is encrypted or of a kind that cannot sign content
        credentials, or the certificate is not valid today.
    """
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    pem = _read(chain)
    first, private = _first_certificate(chain, pem), _private_key(key)
    if first.public_key() != private.public_key():
        raise MuralsError(
            f"the key {key} does not belong to the first certificate of {chain}: expected the signer's certificate "
            "first, then those above it"
        )
    _check_dates(chain, first)
    plain = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Certificate(chain, pem, plain, _algorithm(key, private), _subject(first))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise MuralsError(f"cannot read {path} ({error.strerror}): expected a file in PEM form") from error


def _first_certificate(path: Path, pem: bytes) -> "X509":
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(pem)[0]
    except ValueError as error:
        raise MuralsError(
            f"{path} holds no certificate in PEM form: expected the signer's certificate first, then those above it"
        ) from error


def _private_key(path: Path) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        return load_pem_private_key(_read(path), None)
    except TypeError as error:  # it asks for a password
        raise MuralsError(
            f"the key {path} is encrypted: write one without a password that only you can read, "
            f"openssl pkey -in {path} -out plain.pem"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise MuralsError(f"{path} holds no private key in PEM form: expected one of the kinds {_KINDS}") from error


def _check_dates(path: Path, certificate: "X509") -> None:
    """Raise MuralsError unless `certificate` is valid today."""
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begin <= datetime.now(UTC) <= end:
        raise MuralsError(f"the certificate {path} is valid from {begin:%Y-%m-%d} to {end:%Y-%m-%d}: renew it")


def _algorithm(path: Path, key: Any) -> str:
    """Return how C2PA calls the algorithm that signs with `key`."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _OF_CURVES:
        return _OF_CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey):
        return "ps256"
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    raise MuralsError(f"the key {path} cannot sign content credentials: expected {_KINDS}")


def _subject(certificate: "X509") -> str:
    """Return whom `certificate` names: the common name, else all of its subject."""
    from cryptography.x509.oid import NameOID

    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()
