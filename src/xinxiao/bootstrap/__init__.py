"""Bootstrap: settings -> stores -> App. The only place that picks an engine and knows where things are."""

from xinxiao.bootstrap.app import App, Opened, check_programme, open_app
from xinxiao.bootstrap.settings import SETTINGS, Settings, settings

__all__ = ["App", "Opened", "SETTINGS", "Settings", "check_programme", "open_app", "settings"]
