"""One clear sentence when the port is taken, before anything else is done: `python scripts/port_free.py 8000`."""

import socket
import sys


def main() -> None:
    port = int(sys.argv[1])
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does: a port just left is free
        try:
            probe.bind(("0.0.0.0", port))  # noqa: S104  (the demo is reached from outside its container)
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}): stop the other program, or run: make run PORT={port + 1}")


if __name__ == "__main__":
    main()
