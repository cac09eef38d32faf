"""Bootstrap: settings -> stores -> App. The only place that picks an engine and knows where things are."""

from xinxiao.bootstrap.app import App, Extract, open_app
from xinxiao.bootstrap.settings import SETTINGS, Settings, language, settings

__all__ = ["App", "Extract", "SETTINGS", "Settings", "language", "open_app", "settings"]
