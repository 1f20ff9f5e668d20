"""The table of the geocoders' answers."""

import datetime as dt

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from actions.database import Model, UtcDateTime
from actions.sealing import SealedText


class GeocodeCache(Model):
    """What the online geocoders said about one address. An address may be private, so it is not here in the clear.

    The key is a keyed hash of the address; the point, which says as much as the address, is sealed.
    """

    __tablename__ = "geocode_cache"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    # "latitude longitude"; empty when every geocoder said that it knows no such place.
    point: Mapped[str | None] = mapped_column(SealedText("geocode_cache.point"))
    precision: Mapped[str | None] = mapped_column(String(10))
    source: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
