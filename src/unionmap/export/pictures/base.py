"""The units that pictures draw."""

import shapely

from unionmap import places


def units(*, national: bool) -> places.Gazetteer:
    """Return counties and cities: of Henan, or of China."""
    return places.national() if national else places.load()


def area_shape(adcode: str) -> shapely.Geometry:
    """Return the area of a province, city or county."""
    counties = units(national=not adcode.startswith("41")).counties
    inside = counties.index.str.startswith(places.stem(adcode)) | (counties["city_adcode"] == adcode)
    return shapely.union_all(counties.geometry.to_numpy()[inside])
