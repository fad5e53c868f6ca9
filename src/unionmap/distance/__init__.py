"""Distances on the WGS-84 ellipsoid, k nearest and within a radius: exact, with no map projection."""

from unionmap.distance.ellipsoid import Array, Indices, bearing_deg, check_radius, ecef, geodesic_m
from unionmap.distance.index import Index, check_points

__all__ = ["Array", "Index", "Indices", "bearing_deg", "check_points", "check_radius", "ecef", "geodesic_m"]
