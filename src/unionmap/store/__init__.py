"""Sites on disk: folders of layers, and the lists that users import, with their versions."""

from unionmap.store.layers import CATALOGUE, path_of, read, read_layer, replace, sort, sync_folder, write

__all__ = ["CATALOGUE", "path_of", "read", "read_layer", "replace", "sort", "sync_folder", "write"]
