"""Certificates for signing, made here: an authority, and below it a signer with the uses that C2PA asks for."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNER = "Museum restorers"
KEYS = {
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "secp256k1": lambda: ec.generate_private_key(ec.SECP256K1()),
}


def make_chain(
    folder: Path,
    *,
    kind: str = "p256",
    lasts: timedelta = timedelta(days=30),
    begins: timedelta = timedelta(hours=-1),
    email: bool = True,
    password: bytes | None = None,
) -> tuple[Path, Path]:
    """Write `chain.pem` and `key.pem` into `folder` and return their paths."""
    authority, key = KEYS["p256"](), KEYS[kind]()
    root = name("Museum authority")
    uses = usage(key_cert_sign=True, crl_sign=True)
    above = (
        building(root, root, authority, begins=timedelta(days=-9), lasts=timedelta(days=900))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(uses, critical=True)
        .sign(authority, hashes.SHA256())
    )
    purpose = ExtendedKeyUsageOID.EMAIL_PROTECTION if email else ExtendedKeyUsageOID.SERVER_AUTH
    own = (
        building(name(SIGNER), root, key, begins=begins, lasts=lasts)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
        .sign(authority, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(own.public_bytes(Encoding.PEM) + above.public_bytes(Encoding.PEM))
    private.write_bytes(as_pem(key, password))
    return chain, private


def as_pem(key, password: bytes | None = None) -> bytes:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption

    hidden = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden)


def name(common: str) -> x509.Name:
    parts = ((NameOID.COUNTRY_NAME, "CN"), (NameOID.ORGANIZATION_NAME, "A museum"), (NameOID.COMMON_NAME, common))
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in parts])


def building(subject, issuer, key, *, begins: timedelta, lasts: timedelta) -> x509.CertificateBuilder:
    begin = datetime.now(UTC) + begins
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def usage(**given: bool) -> x509.KeyUsage:
    every = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    every += ("key_cert_sign", "crl_sign", "encipher_only", "decipher_only")
    return x509.KeyUsage(**dict.fromkeys(every, False) | given)
