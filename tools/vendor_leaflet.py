"""Copy the pinned map libraries from npm into static/vendor/, unchanged, with licences and hashes.

    python tools/vendor_leaflet.py

The only third-party code that a reader's browser runs; everything else under static/ is ours.
"""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

NPM = shutil.which("npm") or "npm"
VENDOR = Path(__file__).resolve().parent.parent / "static/vendor"
PACKAGES = {
    "leaflet@1.9.4": (
        "BSD-2-Clause",
        {
            "LICENSE": "LICENSE",
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
            "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
            "dist/images/marker-shadow.png": "images/marker-shadow.png",
        },
    ),
}
HEADER = """# Code by others

Copied from npm unchanged by `tools/vendor_leaflet.py`; each folder holds its licence. Nothing here is edited by hand.

| file | version | licence | sha256 |
|---|---|---|---|
"""


def vendored(package: str, licence: str, files: dict[str, str]) -> list[str]:
    """Unpack one package's files and return their rows for the README."""
    name, version = package.split("@")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([NPM, "pack", "--silent", package], cwd=folder, check=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            for source, target in files.items():
                member = archive.extractfile(f"package/{source}")
                if member is None:
                    raise SystemExit(f"{package} has no {source}")
                content = member.read()
                path = VENDOR / name / target
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                rows.append(f"| {name}/{target} | {version} | {licence} | `{hashlib.sha256(content).hexdigest()}` |")
    return rows


def main() -> None:
    """Vendor every package and write the list."""
    rows = [row for package, (licence, files) in PACKAGES.items() for row in vendored(package, licence, files)]
    (VENDOR / "README.md").write_text(HEADER + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
