"""Files under `static/`, compressed once for each content: a map's files are three times as heavy otherwise."""

import gzip
import hashlib
import logging
import os
import shutil
import tempfile
import time
from pathlib import Path

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from actions import bundles
from config import ROOT

STATIC = ROOT / "static"
PACKED = ROOT / "build" / "static"
OLD_SECONDS = 7 * 86_400
# Packed already, or too small to gain anything.
AS_THEY_ARE = {".png", ".webp", ".woff2", ".gz", ".br"}
SMALLEST_TO_COMPRESS = 500


def serve(app: Flask, digest: str, *, compressed: bool) -> bool:
    """Serve `static/` under a prefix that changes with its content, so that browsers may keep it for a year; whether
    its bundles are there, too.
    """
    folder = packed_copy(STATIC, PACKED / digest) if compressed else STATIC
    noise = WhiteNoise(app.wsgi_app, immutable_file_test=lambda path, url: True, max_age=None)
    noise.add_files(str(folder), prefix=f"static/{digest}/")
    app.wsgi_app = noise  # type: ignore[method-assign]
    return (folder / bundles.FOLDER).is_dir()


def packed_copy(source: Path, target: Path) -> Path:
    """A copy of a folder with compressed files beside the plain ones; the folder itself where none can be written."""
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix="making-") as making:
            copy = Path(making) / target.name
            shutil.copytree(source, copy)
            bundles.write_bundles(copy)
            # copytree gives the copy the age of the original.
            os.utime(copy)
            for file in [path for path in copy.rglob("*") if path.is_file()]:
                _compress(file)
            _put(copy, target)
    except OSError as error:
        logging.getLogger(__name__).warning("Static files go out uncompressed: %s", error)
        return source
    _forget_old_copies(target.parent)
    return target


def tree_digest(folder: Path) -> str:
    """Ten hex digits over the names and contents of every file below a folder, and over how they are bundled."""
    total = hashlib.sha256(Path(bundles.__file__).read_bytes())
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br")):
        total.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return total.hexdigest()[:10]


def _compress(file: Path) -> None:
    content = file.read_bytes()
    if file.suffix in AS_THEY_ARE or len(content) < SMALLEST_TO_COMPRESS:
        return
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    # Quality 11 is a tenth smaller and takes ten seconds longer over all files.
    file.with_name(f"{file.name}.br").write_bytes(brotli.compress(content, quality=5))


def _put(copy: Path, target: Path) -> None:
    try:
        os.replace(copy, target)
    except OSError:
        # Another process of this server was faster.
        if not target.is_dir():
            raise


def _forget_old_copies(folder: Path) -> None:
    """Those of a week ago and more; younger ones may belong to a server that still runs."""
    for copy in folder.iterdir():
        if copy.stat().st_mtime < time.time() - OLD_SECONDS:
            shutil.rmtree(copy, ignore_errors=True)
