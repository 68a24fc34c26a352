"""Brings a planned graph of ROS 2 nodes to life in one process, and changes it while it runs.

Run by the Python of a ROS installation; domain and middleware are those of its environment.
The plan is the JSON that graph-generator writes (``--plan FILE``); commands are JSON lines on
standard input, or on an abstract Unix socket (``--socket NAME``) to which ``--send NAME`` passes
lines on. Answers are JSON lines where the command came from:

  {"id": 1, "cmd": "add", "nodes": [...]}     -> {"event": "done", "id": 1, "counts": {...}, "cost": {...}}
  {"id": 2, "cmd": "remove", "names": [...]}  -> the same
  {"id": 3, "cmd": "report"}                  -> the same
  {"id": 4, "cmd": "quit"}                    -> {"event": "done", "id": 4}

Nodes are made and destroyed by the thread that spins, between two spins: an executor never waits
on a node that is going away. Counts are of what exists, not of what was asked; what could not be
made (a type that is not installed) is named under ``failures``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import queue
import resource
import socket
import sys
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

Json = Dict[str, Any]
Reply = Callable[[Json], None]
#: A command and where its answer goes; no command: what sent it has no more.
Item = Tuple[Optional[Json], Reply]


def say(answer: Json) -> None:
    """One answer, whole, at once."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def load_type(name: str) -> Any:
    """The class behind `package/msg/Name` or `package/srv/Name`."""
    package, kind, cls = name.split("/")
    return getattr(importlib.import_module("%s.%s" % (package, kind)), cls)


class Planned:
    """A living node and what it was given."""

    def __init__(self, node: Any) -> None:
        self.node = node
        self.publishers: List[Any] = []
        self.subscriptions = 0
        self.services = 0
        self.params = 0


class GraphHost:
    """All nodes of the graph, and the executor they share."""

    def __init__(self, rclpy: Any) -> None:
        executors = importlib.import_module("rclpy.executors")
        self.rclpy = rclpy
        self.executor = executors.SingleThreadedExecutor()
        self.control = rclpy.create_node("_medkit_graph_host_%d" % os.getpid())
        self.executor.add_node(self.control)
        # Wakes the spinning thread from the reading one.
        self.wake = self.control.create_guard_condition(lambda: None)
        self.commands: "queue.Queue[Item]" = queue.Queue()
        self.nodes: Dict[str, Planned] = {}
        self.types: Dict[str, Any] = {}
        self.failures: List[Json] = []
        self.running = True
        self.started = time.monotonic()

    def put(self, item: Item) -> None:
        """Called by the reading threads."""
        self.commands.put(item)
        self.wake.trigger()

    def run(self) -> None:
        """Spins, and carries out commands between two spins, until told to quit."""
        while self.running:
            try:
                command, reply = self.commands.get_nowait()
            except queue.Empty:
                self.executor.spin_once(timeout_sec=0.5)
                continue
            reply({"event": "closed"} if command is None else self.carry_out(command))

    def carry_out(self, command: Json) -> Json:
        """The answer to one command."""
        try:
            kind = command.get("cmd")
            if kind == "add":
                for planned in command["nodes"]:
                    self.add(planned)
            elif kind == "remove":
                for name in command["names"]:
                    self.remove(name)
            elif kind == "quit":
                self.running = False
                return {"event": "done", "id": command.get("id")}
            elif kind != "report":
                raise ValueError("unknown command %r" % (kind,))
        except Exception as error:  # noqa: BLE001 - whatever went wrong is the answer
            return {"event": "error", "id": command.get("id"), "error": "%s: %s" % (type(error).__name__, error)}
        return {"event": "done", "id": command.get("id"), **self.report()}

    def add(self, planned: Json) -> None:
        """Makes a node with all it has; what cannot be made is noted and left out."""
        name = planned["name"]
        if name in self.nodes:
            raise ValueError("there is a node %r already" % name)
        node = self.rclpy.create_node(name, namespace=planned.get("namespace", "/"))
        made = Planned(node)
        self.nodes[name] = made
        for topic in planned.get("topics", []):
            self.attempt(name, topic["name"], lambda topic=topic: self.add_topic(made, topic))
        for service in planned.get("services", []):
            self.attempt(name, service["name"], lambda service=service: self.add_service(made, service))
        for param in planned.get("params", []):
            self.attempt(name, param["name"], lambda param=param: self.add_param(made, param))
        self.executor.add_node(node)

    def attempt(self, node: str, what: str, make: Callable[[], None]) -> None:
        """Runs `make`; a failure is noted with its place."""
        try:
            make()
        except Exception as error:  # noqa: BLE001 - reported under failures
            self.failures.append({"node": node, "what": what, "error": "%s: %s" % (type(error).__name__, error)})

    def type_of(self, name: str) -> Any:
        """A message or service type, imported once."""
        if name not in self.types:
            self.types[name] = load_type(name)
        return self.types[name]

    def add_topic(self, made: Planned, topic: Json) -> None:
        """A publisher or a subscription."""
        kind = self.type_of(topic["type"])
        if topic.get("direction", "publish") == "subscribe":
            made.node.create_subscription(kind, topic["name"], lambda _: None, 10)
            made.subscriptions += 1
        else:
            made.publishers.append(made.node.create_publisher(kind, topic["name"], 10))

    def add_service(self, made: Planned, service: Json) -> None:
        """A service that answers with what its type starts out as."""
        made.node.create_service(self.type_of(service["type"]), service["name"], lambda _, response: response)
        made.services += 1

    def add_param(self, made: Planned, param: Json) -> None:
        """A declared parameter."""
        made.node.declare_parameter(param["name"], param["value"])
        made.params += 1

    def remove(self, name: str) -> None:
        """Takes a node out of the executor first, then out of the graph."""
        made = self.nodes.pop(name, None)
        if made is None:
            raise ValueError("there is no node %r" % name)
        self.executor.remove_node(made.node)
        made.node.destroy_node()

    def report(self) -> Json:
        """What exists now, and what this process costs: it must never be mistaken for the target."""
        living = self.nodes.values()
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "counts": {
                "nodes": len(self.nodes),
                "publishers": sum(len(one.publishers) for one in living),
                "subscriptions": sum(one.subscriptions for one in living),
                "services": sum(one.services for one in living),
                "params": sum(one.params for one in living),
                "types": len(self.types),
            },
            "failures": self.failures,
            "cost": {
                "cpu_s": usage.ru_utime + usage.ru_stime,
                "rss_kib": rss_kib(),
                "up_s": time.monotonic() - self.started,
            },
        }

    def close(self) -> None:
        """Takes every node out of the graph."""
        for name in list(self.nodes):
            self.remove(name)
        self.executor.remove_node(self.control)
        self.control.destroy_node()


def rss_kib() -> Optional[int]:
    """Resident memory of this process; None where it cannot be read."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return None


def read_lines(lines: Any, reply: Reply, put: Callable[[Item], None]) -> None:
    """Queues every line of a stream as a command; a line that is none is answered at once."""
    for line in lines:
        if not line.strip():
            continue
        try:
            command = json.loads(line)
            if not isinstance(command, dict):
                raise ValueError("not an object")
        except ValueError as error:
            reply({"event": "error", "id": None, "error": "not a command: %s" % error})
            continue
        put((command, reply))


def read_stdin(put: Callable[[Item], None]) -> None:
    """Takes commands from standard input; its end is the end of the graph."""
    read_lines(sys.stdin, say, put)
    put(({"cmd": "quit", "id": None}, say))


def serve_socket(name: str, put: Callable[[Item], None]) -> None:
    """Takes commands from an abstract socket, one connection after another, until the process ends."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind("\0" + name)
    server.listen(8)
    threading.Thread(target=accept_all, args=(server, put), daemon=True).start()


def accept_all(server: socket.socket, put: Callable[[Item], None]) -> None:
    """Reads each connection to its end; its answers go back through it."""
    while True:
        connection, _ = server.accept()
        stream = connection.makefile("rw", encoding="utf-8", newline="\n")

        def reply(answer: Json, stream: Any = stream, connection: socket.socket = connection) -> None:
            try:
                if answer.get("event") == "closed":
                    stream.close()
                    connection.close()
                    return
                stream.write(json.dumps(answer) + "\n")
                stream.flush()
            except (OSError, ValueError):
                pass  # Nobody waits for the answer any more.

        try:
            read_lines(stream, reply, put)
        except (OSError, ValueError):
            pass
        put((None, reply))


def send_to_socket(name: str) -> int:
    """Passes standard input on to a running host and prints what it answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.connect("\0" + name)
        client.sendall(sys.stdin.buffer.read())
        client.shutdown(socket.SHUT_WR)
        while True:
            data = client.recv(65536)
            if not data:
                return 0
            sys.stdout.write(data.decode("utf-8"))
            sys.stdout.flush()


def main(argv: List[str]) -> int:
    """Exit code 0; 2 for a plan that is none, 3 where ROS is not there or no host takes what is sent."""
    parser = argparse.ArgumentParser(prog="ros_graph_host.py", description="Bring a planned graph to life in ROS 2.")
    parser.add_argument("--plan", help="JSON with {nodes: [...]}; absent: an empty graph")
    parser.add_argument("--socket", help="name of the abstract socket to take commands from")
    parser.add_argument("--send", metavar="SOCKET", help="pass standard input on to a running host; no ROS needed")
    options = parser.parse_args(argv)
    if options.send:
        return send_to_socket(options.send)
    try:
        nodes: List[Json] = []
        if options.plan:
            with open(options.plan, encoding="utf-8") as file:
                nodes = json.load(file)["nodes"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        say({"event": "fatal", "error": "no plan in %s: %s" % (options.plan, error)})
        return 2
    try:
        rclpy = importlib.import_module("rclpy")
        rclpy.init(args=[])
    except ImportError as error:
        say({"event": "fatal", "error": "%s; source the ROS set-up file first" % error})
        return 3
    host = GraphHost(rclpy)
    first = host.carry_out({"cmd": "add", "id": None, "nodes": nodes})
    if first["event"] == "error":
        say({"event": "fatal", "error": first["error"]})
        return 2
    say(dict(first, event="started", pid=os.getpid()))
    if options.socket:
        serve_socket(options.socket, host.put)
    else:
        threading.Thread(target=read_stdin, args=(host.put,), daemon=True).start()
    try:
        host.run()
    finally:
        host.close()
        rclpy.try_shutdown()
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
