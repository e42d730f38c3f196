"""Clients that write as fast as they are answered, over raw sockets so that they cost little."""

from __future__ import annotations

import json
import multiprocessing
import os
import socket
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Connection:
    """One keep-alive connection; opened again where the server closes it."""

    port: int
    headers: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None
    _rest: bytes = b""

    def send(self, method: str, path: str, data: Any = None, *, form: bytes = b"") -> Answer:
        """Send JSON, or a form, and return the answer."""
        body = json.dumps(data).encode() if data is not None else form
        kind = "application/json" if data is not None else "application/x-www-form-urlencoded"
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}", "", ""]
        message = "\r\n".join(lines).encode() + body
        for last in (False, True):
            try:
                self._connected().sendall(message)
                return self._receive()
            except (ConnectionError, EOFError):
                self.close()
                if last:
                    raise
        raise AssertionError

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket

    def _receive(self) -> Answer:
        head = self._until(b"\r\n\r\n").decode("latin-1")
        first, *lines = head.split("\r\n")
        headers: dict[str, str] = {}
        for name, _, value in (line.partition(":") for line in lines):
            # Several cookies come as several headers of one name.
            before = headers.get(name.strip().lower())
            value = value.strip()
            headers[name.strip().lower()] = f"{before}\n{value}" if before else value
        status = int(first.split()[1])
        if headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        elif "content-length" in headers:
            body = self._exactly(int(headers["content-length"]))
        else:
            body = b"" if status in (204, 304) else self._all()
        if headers.get("connection", "").lower() == "close" or first.startswith("HTTP/1.0"):
            self.close()
        return Answer(status, headers, body)

    def _more(self) -> None:
        assert self._socket is not None
        came = self._socket.recv(262144)
        if not came:
            raise EOFError("the server closed the connection")
        self._rest += came

    def _until(self, end: bytes) -> bytes:
        while end not in self._rest:
            self._more()
        found, self._rest = self._rest.split(end, 1)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._more()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            self._until(b"\r\n")
        self._until(b"\r\n")
        return body

    def _all(self) -> bytes:
        try:
            while True:
                self._more()
        except EOFError:
            found, self._rest = self._rest, b""
            return found


class Writer:
    """Somebody who saves one annotation after another."""

    port: int
    headers: dict[str, str]

    def begin(self, connection: Connection) -> None:
        """Read what the first save of a round needs; it is not measured."""

    def save(self, connection: Connection, number: int) -> None:
        """Save the annotation with this number; raise where it is refused."""
        raise NotImplementedError


def expect(answer: Answer, *statuses: int) -> Answer:
    """Return the answer if its status is one of these."""
    if answer.status not in statuses:
        raise RuntimeError(f"{answer.status}: {answer.body[:400]!r}")
    return answer


@dataclass(frozen=True)
class Round:
    """How fast a round of saving was."""

    per_second: float
    p50: float
    p95: float
    saves: int
    cpu: float = 0.0


def cpu_of(root: int) -> float:
    """Return the milliseconds of CPU that a process and all it started have used, where told.

    On a machine with other work it says more than the clock does.
    """
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(stat.parent.name)
        parents[number] = int(fields[1])
        ticks[number] = int(fields[11]) + int(fields[12])
    ours = {root}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks.get(pid, 0) for pid in ours) * 1000 / os.sysconf("SC_CLK_TCK")


def run_round(
    writers: Sequence[Writer],
    *,
    seconds: float,
    at_most: int = 5000,
    cpu: Callable[[], float] = lambda: 0.0,
) -> Round:
    """Let everybody write at once for a while; return what was reached."""
    used = cpu()
    gate = multiprocessing.Barrier(len(writers))
    results: multiprocessing.SimpleQueue[tuple[float, list[float], str]]
    results = multiprocessing.SimpleQueue()
    context = multiprocessing.get_context("fork")
    people = [
        context.Process(target=_write, args=(writer, gate, results, seconds, at_most))
        for writer in writers
    ]
    for person in people:
        person.start()
    found = [results.get() for _ in people]
    for person in people:
        person.join()
    if errors := [error for _, _, error in found if error]:
        raise RuntimeError(errors[0])
    times = sorted(taken for _, some, _ in found for taken in some)
    used = cpu() - used
    return Round(
        cpu=used / len(times),
        per_second=sum(len(some) / spent for spent, some, _ in found),
        p50=statistics.median(times) * 1000,
        p95=times[int(len(times) * 0.95) - 1] * 1000,
        saves=len(times),
    )


def _write(writer: Writer, gate: Any, results: Any, seconds: float, at_most: int) -> None:
    """Save for a while in a process of one's own; the first saves warm up and do not count."""
    times: list[float] = []
    error = ""
    began = time.perf_counter()
    try:
        connection = Connection(writer.port, writer.headers)
        writer.begin(connection)
        for number in range(3):
            writer.save(connection, number)
        gate.wait(120)
        began = time.perf_counter()
        for number in range(3, at_most):
            start = time.perf_counter()
            writer.save(connection, number)
            times.append(time.perf_counter() - start)
            if time.perf_counter() - began > seconds:
                break
    except Exception as failure:
        gate.abort()
        error = f"{type(failure).__name__}: {failure}"
    results.put((time.perf_counter() - began, times, error))


def middle(rounds: Sequence[Round]) -> Round:
    """Return the medians over rounds."""
    return Round(
        per_second=statistics.median(one.per_second for one in rounds),
        p50=statistics.median(one.p50 for one in rounds),
        p95=statistics.median(one.p95 for one in rounds),
        saves=sum(one.saves for one in rounds),
        cpu=statistics.median(one.cpu for one in rounds),
    )
