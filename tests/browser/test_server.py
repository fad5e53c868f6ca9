import os
import signal

import pytest

pytestmark = pytest.mark.browser


def test_stopping_the_command_stops_the_app(server_of):
    server = server_of()
    server.wait()
    os.kill(server.process.pid, signal.SIGTERM)
    server.process.wait(15)
    assert not server.answers()
