"""Bootstrap: settings -> stores -> App. The only place that picks an engine and knows where things are."""

from xinxiao.bootstrap.app import App, check_programme, open_app
from xinxiao.bootstrap.settings import SETTINGS, Settings, settings
from xinxiao.publish.files.export import FORMATS, Extract, Format

__all__ = [
    "App",
    "Extract",
    "FORMATS",
    "Format",
    "SETTINGS",
    "Settings",
    "check_programme",
    "open_app",
    "settings",
]
