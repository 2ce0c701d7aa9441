"""Ports: what is given is looked at, what is not is chosen."""

import socket
from dataclasses import asdict

import pytest

from local.errors import StartError
from local.ports import LOOPBACK, Ports


class TestPorts:
    def test_are_the_documented_ones_unless_told(self) -> None:
        ports = Ports()

        documented = {"api": 8000, "temporal": 7233, "ui": 8233, "postgres": 5433, "neighbours": 8001}
        assert asdict(ports) == documented | {"mail": 0}

    def test_are_chosen_where_0_is_given(self) -> None:
        claimed = asdict(Ports.any_free().claimed())

        assert len(set(claimed.values())) == 6
        assert all(20_000 <= port < 32_000 for port in claimed.values())

    def test_keep_what_was_given(self) -> None:
        free = Ports.any_free().claimed().api

        claimed = Ports(api=free, temporal=0, ui=0, postgres=0, neighbours=0).claimed()

        assert claimed.api == free

    def test_that_are_taken_are_named_with_the_option_that_changes_them(self) -> None:
        with socket.create_server((LOOPBACK, 0)) as taken:
            port = taken.getsockname()[1]

            with pytest.raises(StartError, match=rf"port {port} \(ui\) cannot be had: .*another with --ui-port"):
                Ports(api=0, temporal=0, ui=port, postgres=0, neighbours=0).claimed()

    def test_given_twice_are_named_with_both_options(self) -> None:
        with pytest.raises(StartError, match="port 8000 is wanted twice: give --ui-port or --api-port"):
            Ports(ui=8000).claimed()

    def test_out_of_range_are_refused(self) -> None:
        with pytest.raises(StartError, match=r"port 70000 .*from 1 to 65535"):
            Ports(api=70000).claimed()
