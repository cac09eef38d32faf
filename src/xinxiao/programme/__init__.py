"""Files to model: a programme is read and checked as a whole, with all findings at once."""

from xinxiao.files.folder import read_folder
from xinxiao.files.places import Places
from xinxiao.model.codes import CODES
from xinxiao.programme.checks import check
from xinxiao.programme.load import load, load_bytes, read_bytes
from xinxiao.programme.loaded import Loaded
from xinxiao.programme.shapes import schemas

__all__ = ["CODES", "Loaded", "Places", "check", "load", "load_bytes", "read_bytes", "read_folder", "schemas"]
