"""The atlas: one offline page that draws a study's results. The only package that imports folium."""

from lae.atlas.model import AtlasModel
from lae.atlas.page import render_atlas, write_atlas

__all__ = ["AtlasModel", "render_atlas", "write_atlas"]
