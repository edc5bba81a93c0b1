"""The lake: an append-only folder of accepted rows, received files and receipts.

`<dataset>/<receipt>.parquet` accepted rows; `received/<sha256>.<ext>` the file as it came;
`refused/<receipt>.xlsx` and `.json` what was refused and why; `receipts/<receipt>.json` written last. Only
receipts make rows visible, so a crash at any moment loses nothing accepted and shows nothing half done.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhixing.foundation.issues import Issue, Refused, Where
from zhixing.kernel.facts import codes
from zhixing.kernel.facts.receipts import Receipt, identified, to_text

RECEIPTS, RECEIVED, REFUSED = "receipts", "received", "refused"
_PART = ".part-"


class Lake:
    """The folder `root`; made when something is first stored."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def receipts(self, dataset: str | None = None) -> tuple[Receipt, ...]:
        """All receipts (of one dataset), in the order they were given.

        Raises:
            Refused: `facts.altered-receipt`, for each that cannot be trusted.
        """
        found: list[Receipt] = []
        issues: list[Issue] = []
        for path in self.papers():
            receipt = read_receipt(path)
            if receipt is None:
                issues.append(codes.ALTERED_RECEIPT.at(Where(path.name), name=path.name))
            elif dataset in (None, receipt.dataset):
                found.append(receipt)
        if issues:
            raise Refused(issues)
        return tuple(sorted(found, key=lambda receipt: receipt.sequence))

    def papers(self) -> list[Path]:
        """The files of the receipts; what an unfinished load left is none of them."""
        return sorted(path for path in (self.root / RECEIPTS).glob("*.json") if not is_part(path))

    def rows_path(self, receipt: Receipt) -> Path:
        """The accepted rows of a receipt."""
        return self.root / receipt.dataset / f"{receipt.id}.parquet"

    def received_path(self, receipt: Receipt) -> Path:
        """The received file itself."""
        return self.root / RECEIVED / receipt.received

    def refused_path(self, receipt: Receipt) -> Path | None:
        """The workbook of refused rows, when there are any."""
        return self.root / REFUSED / f"{receipt.id}.xlsx" if receipt.refused_sha256 else None

    def refused_issues(self, receipt: Receipt) -> list[dict[str, Any]]:
        """Why rows of a receipt were refused, row by row."""
        if not receipt.refused_sha256:
            return []
        text = (self.root / REFUSED / f"{receipt.id}.json").read_text(encoding="utf-8")
        issues: list[dict[str, Any]] = json.loads(text)
        return issues

    def store(
        self,
        draft: Receipt,
        file: Path,
        rows: pa.Table,
        refused: tuple[Callable[[Path], None], Sequence[Issue]] | None,
    ) -> Receipt:
        """Keep rows, file and refusals, and at the very end the receipt.

        `draft` lacks id, sequence and the hashes of what is written here; `refused` writes the workbook.

        Raises:
            Refused: `facts.loaded-before`; `facts.unreadable-file` when the file changed while it was read.
        """
        with self._locked():
            self._require_new(draft)
            sequence = self._next_sequence()
            draft = replace(draft, sequence=sequence)
            received = self._part(RECEIVED, draft)
            shutil.copyfile(file, received)
            if hash_of(received) != draft.sha256:
                received.unlink()
                raise Refused(
                    [codes.UNREADABLE_FILE.at(Where(draft.file), why="it changed while it was read")]
                )
            part = self._part(draft.dataset, draft)
            numbered = rows.append_column(
                "_sequence", pa.array([sequence], pa.int32()).take(_zeros(rows.num_rows))
            )
            pq.write_table(numbered, part, compression="zstd", row_group_size=122_880)
            draft = replace(draft, parquet_sha256=hash_of(part))
            return self._publish(draft, received, part, refused)

    def _publish(
        self,
        draft: Receipt,
        received: Path,
        part: Path,
        refused: tuple[Callable[[Path], None], Sequence[Issue]] | None,
    ) -> Receipt:
        workbook = listing = None
        if refused is not None:
            workbook = self._part(REFUSED, draft, ".xlsx")
            refused[0](workbook)
            listing = self._part(REFUSED, draft, ".json")
            listing.write_text(to_text([issue.to_json() for issue in refused[1]]), encoding="utf-8")
            draft = replace(draft, refused_sha256=hash_of(workbook))
        receipt = replace(draft, id=identified(draft.to_json())["id"])
        paper = self._part(RECEIPTS, receipt, ".json")
        paper.write_text(to_text(receipt.to_json()), encoding="utf-8")
        _settle(received, self.received_path(receipt))
        if workbook is not None and listing is not None:
            _settle(listing, self.root / REFUSED / f"{receipt.id}.json")
            _settle(workbook, self.root / REFUSED / f"{receipt.id}.xlsx")
        _settle(part, self.rows_path(receipt))
        _settle(paper, self.root / RECEIPTS / f"{receipt.id}.json")
        return receipt

    def require_new(self, draft: Receipt) -> None:
        """Refuse a file whose sheet was loaded for this dataset with this date before.

        Raises:
            Refused: `facts.loaded-before`.
        """
        self._require_new(draft)

    def _require_new(self, draft: Receipt) -> None:
        for receipt in self.receipts(draft.dataset):
            same = (receipt.sha256, receipt.known_on, receipt.sheet) == (
                draft.sha256,
                draft.known_on,
                draft.sheet,
            )
            if same:
                raise Refused([codes.LOADED_BEFORE.at(Where(draft.file), receipt=receipt.id)])

    def _next_sequence(self) -> int:
        taken = [receipt.sequence for receipt in self.receipts()]
        return max(taken, default=0) + 1

    def _part(self, folder: str, draft: Receipt, ending: str = "") -> Path:
        place = self.root / folder
        place.mkdir(parents=True, exist_ok=True)
        return place / f"{_PART}{draft.sequence:06d}{ending}"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One load at a time writes; the lock goes with its process, however that ends."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a+b") as stream:
            if sys.platform == "win32":
                import msvcrt  # noqa: PLC0415 (exists there only)

                msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl  # noqa: PLC0415

                fcntl.flock(stream.fileno(), fcntl.LOCK_EX)
            yield


def read_receipt(path: Path) -> Receipt | None:
    """The receipt in a file; None when it cannot be trusted."""
    try:
        receipt = Receipt.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return receipt if receipt.id == path.stem else None


def hash_of(path: Path) -> str:
    """sha256 of a file."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def is_part(path: Path) -> bool:
    """Whether a file is what an unfinished load left."""
    return path.name.startswith(_PART)


def _zeros(count: int) -> pa.Array:
    return pa.repeat(pa.scalar(0, pa.int32()), count)


def _settle(part: Path, final: Path) -> None:
    """Bring a finished file to its name so that it is there whole or not at all, also after a power cut."""
    with part.open("rb+") as stream:
        os.fsync(stream.fileno())
    move(part, final)
    if sys.platform != "win32":
        folder = os.open(final.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def move(part: Path, final: Path) -> None:
    """Rename, replacing what an unfinished load may have left under the name."""
    part.replace(final)
