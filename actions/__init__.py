"""Actions: the software behind a nationwide day of action. `create_app` is where rooms and settings meet."""

from flask import Flask
from jinja2 import StrictUndefined

from actions import (
    access,
    clock,
    database,
    errors,
    page_cache,
    rooms,
    sealing,
    security,
    source_codes,
    templating,
)
from actions.embeds.framed_by import FramedBy
from actions.extensions import babel, csrf, limiter, locale_of_request, migrate
from actions.locale import LocalePrefix
from actions.publishing import outage
from config import ROOT, Settings


def create_app(settings: Settings) -> Flask:
    """The web application for one installation."""
    sealing.use(sealing.Keyring(settings.data_keys))
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(settings.instance.resolve()),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SITE_URL=settings.site_url,
        SETTINGS=settings,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
        BABEL_DEFAULT_LOCALE="en",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations"),
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
    )
    app.jinja_env.undefined = StrictUndefined
    clock.init_app(app, settings.clock_file)
    database.init_app(app)
    migrate.init_app(app, database.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    babel.init_app(app, locale_selector=locale_of_request)
    csrf.init_app(app)
    limiter.init_app(app)
    access.init_app(app)
    errors.init_app(app)
    rooms.init_app(app, settings)
    # Middleware, innermost first: the picture that stands in for the database, kept pages, source codes, the site
    # around a frame, then the language prefix, then static files, then the proxy's word.
    page_cache.init_app(app, outage.init_app(app, settings).edition)
    source_codes.init_app(app)
    app.wsgi_app = FramedBy(app.wsgi_app)  # type: ignore[method-assign]
    app.wsgi_app = LocalePrefix(app.wsgi_app)  # type: ignore[method-assign]
    templating.init_app(app, settings)
    security.init_app(app, settings)
    return app
