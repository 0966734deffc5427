from dataclasses import replace

import pytest

from murals.errors import MuralsError
from murals.page.settings import PageSettings, parse_auth


def test_only_this_machine_reaches_the_page_unless_asked():
    settings = PageSettings()
    assert settings.host == "127.0.0.1"
    assert settings.is_local
    assert settings.auth is None


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "murals.example.org", "localhost.example.org"])
def test_another_host_demands_a_password(host):
    with pytest.raises(MuralsError, match="--auth USER:PASSWORD"):
        PageSettings(host=host)
    assert not PageSettings(host=host, auth=("anna", "wall")).is_local


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_the_names_of_this_machine(host):
    assert PageSettings(host=host).is_local


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_cannot_be(port):
    with pytest.raises(MuralsError, match="expected 0"):
        PageSettings(port=port)


def test_a_password_may_hold_a_colon_and_is_never_repeated():
    assert parse_auth("anna:wall:7") == ("anna", "wall:7")
    for text in ("anna", ":wall7", "anna:"):
        with pytest.raises(MuralsError) as told:
            parse_auth(text)
        assert "wall7" not in str(told.value)
    with pytest.raises(MuralsError, match="neither of them empty"):
        replace(PageSettings(), auth=("anna", ""))
