"""Street networks: how far it is on foot along streets, exactly.

import unionmap as um

streets = um.read_network("streets.parquet")
streets.distances(113.65, 34.75, [113.66, 113.67], [34.75, 34.76])
"""

from unionmap.network.edges import Edges
from unionmap.network.frames import from_edges
from unionmap.network.graph import LIMIT_M, MAX_SNAP_M, Network
from unionmap.network.reading import READERS, read_network
from unionmap.network.snapping import Snapped

__all__ = ["LIMIT_M", "MAX_SNAP_M", "READERS", "Edges", "Network", "Snapped", "from_edges", "read_network"]
