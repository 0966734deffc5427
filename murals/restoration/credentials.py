"""Content credentials (C2PA) of results: signed by the official library, and read again.

A result gets a manifest, signed with the user's certificate. It says that the photograph was opened, as its parent, and
then edited by murals: a composite of it and of what a trained model painted. Credentials of the photograph come along.
Nothing is asked of the network: no time stamp, no status of certificates, no manifest that lies elsewhere.

References
----------
https://spec.c2pa.org/specifications/specifications/2.2/specs/C2PA_Specification.html
https://cv.iptc.org/newscodes/digitalsourcetype/: "the compositing of trained algorithmic media with some other media,
such as with inpainting or outpainting operations"
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import numpy as np

from murals import __version__
from murals.errors import MuralsError
from murals.images import Photograph, encode_photograph
from murals.restoration.certificates import Certificate, read_certificate
from murals.restoration.record import file_sha256

SIGNABLE = (".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
_TYPES = {".jpg": "image/jpeg", ".tif": "image/tiff"}  # of other suffixes it is their name
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia"
_SETTINGS = {
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False},
}
_TOOL = {"name": "murals", "version": __version__}
_PARENT = "photograph"
_UNTRUSTED, _LAPSED = "signingCredential.untrusted", ("signingCredential.expired", "claimSignature.outsideValidity")


@dataclass(frozen=True)
class Signer:
    """What signs results; `open_signer` makes one."""

    certificate: Certificate

    def sign(self, file: Path, name: Path, photograph: Path, record: Path | None = None) -> None:
        """Sign `file`, which will be called `name` and was made from `photograph`, in place.

        Raises
        ------
        MuralsError
            If the library cannot.
        """
        signed = file.with_name(f"signed{file.suffix}")
        with file.open("rb") as source, signed.open("w+b") as into, photograph.open("rb") as parent:
            try:
                self.write(source, into, parent, name, photograph, _description(photograph, record))
            except _library().C2paError as error:
                raise MuralsError(
                    f"cannot sign {name} ({error}): nothing was written; leave out --c2pa-cert to have it unsigned"
                ) from error
        signed.replace(file)

    def write(
        self, source: BinaryIO, into: BinaryIO, parent: BinaryIO, name: Path, photograph: Path, told: str
    ) -> None:
        """Write `source`, signed, to `into`; `parent` holds the photograph. Raises the library's `C2paError`."""
        c2pa, own = _library(), self.certificate
        info = c2pa.C2paSignerInfo(own.algorithm, own.chain, own.key, None)  # None: no server of time stamps
        ingredient = {"title": photograph.name, "relationship": "parentOf", "label": _PARENT}
        with (
            c2pa.Signer.from_info(info) as signer,
            c2pa.Context.from_dict(_SETTINGS) as context,
            c2pa.Builder(_manifest(name, told), context) as builder,
        ):
            builder.add_ingredient(ingredient, _type(photograph), parent)
            builder.sign(signer, _type(name), source, into)


@dataclass(frozen=True)
class Credentials:
    """The content credentials of a file: who signed, and what is wrong with them in the words of C2PA."""

    signer: str
    problems: tuple[str, ...] = ()

    @property
    def broken(self) -> tuple[str, ...]:
        """What is wrong with signature or file, and not with the certificate alone."""
        return tuple(code for code in self.problems if code not in (_UNTRUSTED, *_LAPSED))

    @property
    def lapsed(self) -> bool:
        """Whether the certificate is not valid any more, and no time stamp says that it was."""
        return any(code in _LAPSED for code in self.problems)

    @property
    def trusted(self) -> bool:
        """Whether the certificate comes from an authority that is known here."""
        return _UNTRUSTED not in self.problems


def open_signer(chain: Path | None, key: Path | None) -> Signer | None:
    """Return what signs with the certificates at `chain`, the signer's first, and the private key at `key`; or None.

    A picture of one pixel is signed and read back, so that what the library refuses is said before any work.

    Raises
    ------
    MuralsError
        If a file cannot be read, or the library is not installed, refuses the certificate or does not sign with it.
    """
    if chain is None or key is None:
        return None
    library = _library()
    signer = Signer(read_certificate(chain, key))
    name = Path("probe.png")
    pixel = np.zeros((1, 1, 3), np.uint8)
    picture, signed = encode_photograph(name, Photograph(pixel, name), pixel), io.BytesIO()
    try:
        signer.write(io.BytesIO(picture), signed, io.BytesIO(picture), name, name, "a trial")
        problems = _read(name, signed).broken
    except library.C2paError as error:
        problems = (str(error),)
    if problems:
        raise MuralsError(
            f"{chain} cannot sign content credentials ({', '.join(problems)}): expected the signer's certificate, for "
            "digital signatures and e-mail protection, and above it that of the authority"
        )
    return signer


def read_credentials(path: Path) -> Credentials | None:
    """Return the content credentials of the file at `path`; None if it has none.

    Raises
    ------
    MuralsError
        If the library is not installed.
    """
    library = _library()
    try:
        with path.open("rb") as file:
            return _read(path, file)
    except library.C2paError.ManifestNotFound:
        return None
    except library.C2paError as error:
        return Credentials("", (str(error),))


def _read(name: Path, file: BinaryIO) -> Credentials:
    """Return the credentials of `file`, which is called `name`; raises the library's `C2paError`."""
    c2pa = _library()
    file.seek(0)
    with c2pa.Context.from_dict(_SETTINGS) as context, c2pa.Reader(_type(name), file, None, context) as reader:
        told = json.loads(reader.json())
    signature = told["manifests"][told["active_manifest"]].get("signature_info", {})
    failures = told.get("validation_results", {}).get("activeManifest", {}).get("failure", [])
    problems = tuple(dict.fromkeys(failure["code"] for failure in failures))
    return Credentials(signature.get("common_name") or signature.get("issuer") or "", problems)


def _manifest(name: Path, told: str) -> dict[str, Any]:
    """Return the manifest of a result called `name`, without its parent, as the library takes it."""
    opened = {"action": "c2pa.opened", "parameters": {"ingredientIds": [_PARENT]}}
    edited = {
        "action": "c2pa.edited",
        "digitalSourceType": _SOURCE_TYPE,
        "softwareAgent": _TOOL,
        "description": told,
    }
    return {
        "title": name.name,
        "format": _type(name),
        "claim_generator_info": [_TOOL],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [opened, edited]}}],
    }


def _description(photograph: Path, record: Path | None) -> str:
    """Return what was done, for people."""
    told = f"Damage was filled in. The photograph is the file with the SHA-256 {file_sha256(photograph)}."
    return f"{told} The record {record.name} tells the rest." if record else told


def _type(name: Path) -> str:
    """Return the media type of an image by its name."""
    suffix = name.suffix.lower()
    return _TYPES.get(suffix, f"image/{suffix[1:]}")


def _library() -> ModuleType:
    """Return the official library of C2PA.

    Raises
    ------
    MuralsError
        If it is not installed, or not for this machine.
    """
    try:
        import c2pa
    except (ImportError, RuntimeError, ValueError, OSError) as error:
        raise MuralsError(
            f"content credentials need the package c2pa-python, which cannot be loaded ({error}): "
            "pip install c2pa-python"
        ) from error
    return c2pa
