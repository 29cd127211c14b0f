"""Small black and white pictures of large grey ones. A picture is a list of rows, a byte for each point."""

from thumbnails.client import fetch, fetch_thumbnail
from thumbnails.dithering import dither
from thumbnails.png import png

__all__ = ["dither", "fetch", "fetch_thumbnail", "png"]
