"""Reading: the metadata in a file, which is XML or JSON."""

from __future__ import annotations

from pathlib import Path

from listproof.errors import Fault, SpecError
from listproof.infer.odata import csdl_json, csdl_xml
from listproof.infer.odata.metadata import Metadata
from listproof.reading.documents import LARGEST, read_document

_WANTED = "name a service's $metadata, in XML or JSON"


def read_metadata(path: Path) -> Metadata:
    """The metadata in the file. Raises SpecError where it holds none, and OSError where it can't be read."""
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise _fault(path, f"the file has more than {LARGEST // 1024**2} MB")
    if raw.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        metadata = csdl_xml.metadata_of(csdl_xml.parse_xml(raw, str(path)))
    else:
        value = read_document(path, name=str(path)).value
        metadata = csdl_json.metadata_of(value if isinstance(value, dict) else {})
    if not metadata.sets:
        raise _fault(path, "it names no entity set")
    return metadata


def _fault(path: Path, found: str) -> SpecError:
    return SpecError([Fault(file=str(path), found=found, wanted=_WANTED)])
