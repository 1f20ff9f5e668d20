"""The yardstick: the least that Flask can do under the same server."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """As short as an answer gets."""
    return "hello"
