from pathlib import Path

import platformdirs
import pytest

from unionmap import settings
from unionmap.errors import DataError
from unionmap.settings import Settings

read_afresh = settings.current.__wrapped__
USERS = Path(platformdirs.user_data_dir("unionmap", appauthor=False))


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("GEO", "DATA", "BASE_URL", "TILES_URL", "TILES_ATTRIBUTION", "TILES_DATUM"):
        monkeypatch.delenv(f"UNIONMAP_{name}", raising=False)


def test_by_default_no_tiles_are_set_so_no_request_leaves_the_machine(repo):
    now = read_afresh()
    assert now == Settings(geo_dir=repo / "data" / "geo", data_dir=USERS)
    assert now.tiles_url == now.tiles_attribution == ""


def test_the_environment_decides(monkeypatch, tmp_path):
    monkeypatch.setenv("UNIONMAP_GEO", str(tmp_path))
    monkeypatch.setenv("UNIONMAP_DATA", str(tmp_path / "lists of ours"))
    monkeypatch.setenv("UNIONMAP_BASE_URL", "https://map.example.org/union/")
    monkeypatch.setenv("UNIONMAP_TILES_URL", "https://tiles.example.org/{z}/{x}/{y}.png")
    monkeypatch.setenv("UNIONMAP_TILES_ATTRIBUTION", "© Example")
    monkeypatch.setenv("UNIONMAP_TILES_DATUM", "gcj02")
    assert read_afresh() == Settings(
        geo_dir=tmp_path,
        data_dir=tmp_path / "lists of ours",
        base_url="https://map.example.org/union",
        tiles_url="https://tiles.example.org/{z}/{x}/{y}.png",
        tiles_attribution="© Example",
        tiles_datum="gcj02",
    )


def test_an_empty_setting_is_no_setting(monkeypatch, repo):
    monkeypatch.setenv("UNIONMAP_GEO", "")
    monkeypatch.setenv("UNIONMAP_DATA", "")
    monkeypatch.setenv("UNIONMAP_BASE_URL", "")
    assert read_afresh() == Settings(geo_dir=repo / "data" / "geo", data_dir=USERS)


def test_the_data_folder_is_the_users_own_named_after_us_and_not_made_by_looking(monkeypatch, tmp_path):
    assert USERS.name == "unionmap"
    monkeypatch.setenv("UNIONMAP_DATA", str(tmp_path / "new"))
    assert not read_afresh().data_dir.exists()


def test_a_tilde_is_the_home_folder(monkeypatch):
    monkeypatch.setenv("UNIONMAP_DATA", "~/lists")
    assert read_afresh().data_dir == Path.home() / "lists"


def test_settings_cannot_be_changed_and_are_read_once():
    assert settings.current() is settings.current()
    with pytest.raises(AttributeError):
        settings.current().base_url = "https://elsewhere.example"


def test_missing_layers_are_reported(monkeypatch):
    monkeypatch.setattr(settings, "_PACKAGE", Path("/nowhere"))
    monkeypatch.setattr(settings, "_CHECKOUT", Path("/nowhere"))
    with pytest.raises(DataError, match="reinstall"):
        settings.shipped_geo_dir()
    with pytest.raises(DataError, match="reinstall"):
        settings.app_script()


def test_the_app_script_of_a_checkout_is_found(repo):
    assert settings.app_script() == repo / "app.py"
