"""An address as a QR code, drawn on white so that every scanner reads it, in a dark scheme and on paper too."""

import io

import segno

# Four modules of white around it, as the standard asks; print loses a little, which level M makes up for.
BORDER = 4


def qr_code(url: str) -> bytes:
    """An SVG that scales to whatever size it is shown at."""
    drawing = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        drawing, kind="svg", border=BORDER, light="#fff", xmldecl=False, omitsize=True, nl=False
    )
    return drawing.getvalue()
