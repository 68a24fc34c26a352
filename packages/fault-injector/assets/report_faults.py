"""Reports faults to a ROS 2 fault manager from one long-lived node, so that a burst is a burst.

Run by the Python of a ROS installation; domain and middleware are those of its environment.
Commands are JSON lines on standard input, or on an abstract Unix socket (``--socket NAME``) to
which ``--send NAME`` passes lines on. Answers are JSON lines:

  {"id": 1, "cmd": "wait", "timeout_s": 30}      -> {"event": "done", "id": 1, "ready": true}
  {"id": 2, "cmd": "clock"}                      -> {"event": "done", "id": 2, "mono_s": ..., "wall_s": ...}
  {"id": 3, "cmd": "report", "faults": [...]}    -> one "fault" line a fault, then "done"
  {"id": 4, "cmd": "clear", "codes": [...]}      -> one "fault" line a code, then "done"
  {"id": 5, "cmd": "quit"}                       -> {"event": "done", "id": 5}

Every ROS call is made by the thread that spins: no executor ever meets a client half made.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import queue
import re
import socket
import sys
import threading
import time
from typing import Any, Callable, Dict, List, Optional, Tuple

Json = Dict[str, Any]
Reply = Callable[[Json], None]
#: A command and where its answers go; no command: what sent it has no more.
Item = Tuple[Optional[Json], Reply]

CODE = re.compile(r"^(?!.*\.\.)[A-Za-z0-9_.-]{1,128}$")
INTERFACES = "ros2_medkit_msgs"


def stdout_reply(answer: Json) -> None:
    """Writes one answer to standard output."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


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
            reply({"event": "error", "id": None, "error": f"not a command: {error}"})
            continue
        put((command, reply))


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
    """Passes standard input on to a running instance and prints what it answers."""
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


def boot_id() -> Optional[str]:
    """Whose clock this is: equal on everything that shares a kernel."""
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return None


class Pending:
    """One call on its way."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.start_mono = time.monotonic()
        self.start_wall = time.time()
        self.answer: Optional[Json] = None

    def settle(self, outcome: str, error: Optional[str] = None) -> None:
        """Keeps the first outcome, stamped now."""
        if self.answer is not None:
            return
        self.answer = {
            "event": "fault",
            "code": self.code,
            "start_mono_s": self.start_mono,
            "start_wall_s": self.start_wall,
            "end_mono_s": None if outcome == "timeout" else time.monotonic(),
            "end_wall_s": None if outcome == "timeout" else time.time(),
            "outcome": outcome,
            "error": error,
        }


class FaultClient:
    """The node that reports and clears."""

    def __init__(self, rclpy: Any, options: argparse.Namespace) -> None:
        services = importlib.import_module(INTERFACES + ".srv")
        executors = importlib.import_module("rclpy.executors")
        self.report_type = services.ReportFault
        self.clear_type = services.ClearFault
        self.rclpy = rclpy
        self.commands: "queue.Queue[Item]" = queue.Queue()
        self.node = rclpy.create_node("medkit_fault_injector_%d" % os.getpid())
        self.report = self.node.create_client(self.report_type, options.service + "/report_fault")
        self.clear = self.node.create_client(self.clear_type, options.service + "/clear_fault")
        self.executor = executors.SingleThreadedExecutor()
        self.executor.add_node(self.node)
        # Wakes the spinning thread from a reading one.
        self.wake = self.node.create_guard_condition(lambda: None)
        self.running = True

    def put(self, item: Item) -> None:
        """Called by the reading threads."""
        self.commands.put(item)
        self.wake.trigger()

    def run(self, idle_s: float) -> None:
        """Spins and carries out commands until told to quit or nothing came for `idle_s`."""
        last = time.monotonic()
        while self.running and time.monotonic() - last < idle_s:
            try:
                command, reply = self.commands.get_nowait()
            except queue.Empty:
                self.executor.spin_once(timeout_sec=0.5)
                continue
            last = time.monotonic()
            if command is None:
                reply({"event": "closed"})
                continue
            self.carry_out(command, reply)

    def carry_out(self, command: Json, reply: Reply) -> None:
        """One command, its answers, and a `done` or an `error` in the end."""
        done: Json = {"event": "done", "id": command.get("id")}
        try:
            kind = command.get("cmd")
            if kind == "wait":
                done["ready"] = bool(self.report.wait_for_service(timeout_sec=float(command.get("timeout_s", 30))))
            elif kind == "clock":
                done.update(mono_s=time.monotonic(), wall_s=time.time(), boot_id=boot_id())
            elif kind == "report":
                self.call_all(command, [self.report_call(fault) for fault in command["faults"]], reply)
            elif kind == "clear":
                self.call_all(command, [self.clear_call(code) for code in command["codes"]], reply)
            elif kind == "quit":
                self.running = False
            else:
                raise ValueError("unknown command %r" % (kind,))
        except Exception as error:  # noqa: BLE001 - whatever went wrong is the answer
            reply({"event": "error", "id": command.get("id"), "error": "%s: %s" % (type(error).__name__, error)})
            return
        reply(done)

    def report_call(self, fault: Json) -> Tuple[str, Any, Any]:
        """The request for a fault; refuses a code that the fault manager would not take."""
        code = checked(fault["fault_code"])
        request = self.report_type.Request()
        request.fault_code = code
        request.event_type = int(fault.get("event_type", 0))
        request.severity = int(fault.get("severity", 3))
        request.description = str(fault.get("description", ""))
        request.source_id = str(fault.get("source_id", "/medkit_bench"))
        return code, self.report, request

    def clear_call(self, code: str) -> Tuple[str, Any, Any]:
        """The request that takes a fault back."""
        request = self.clear_type.Request()
        request.fault_code = checked(code)
        return code, self.clear, request

    def call_all(self, command: Json, calls: List[Tuple[str, Any, Any]], reply: Reply) -> None:
        """Starts every call at its time, none waiting for another, and answers for each."""
        pace_s = float(command.get("pace_s", 0))
        timeout_s = float(command.get("timeout_s", 30))
        first = time.monotonic()
        pending: List[Pending] = []
        for i, (code, client, request) in enumerate(calls):
            self.spin_until(first + i * pace_s, lambda: False)
            one = Pending(code)
            pending.append(one)
            future = client.call_async(request)
            future.add_done_callback(lambda done, one=one: settle_from(one, done))
        self.spin_until(time.monotonic() + timeout_s, lambda: all(one.answer is not None for one in pending))
        for one in pending:
            one.settle("timeout", "no answer within %g s" % timeout_s)
            reply(dict(one.answer or {}, id=command.get("id")))

    def spin_until(self, deadline: float, finished: Callable[[], bool]) -> None:
        """Lets the node work until it is finished or the time is up."""
        while not finished():
            left = deadline - time.monotonic()
            if left <= 0:
                return
            self.executor.spin_once(timeout_sec=min(left, 0.5))

    def close(self) -> None:
        """Takes the node out of the graph."""
        self.executor.remove_node(self.node)
        self.node.destroy_node()


def settle_from(one: Pending, future: Any) -> None:
    """The outcome of a call that has been answered."""
    try:
        response = future.result()
    except Exception as error:  # noqa: BLE001 - reported as this fault's outcome
        one.settle("error", "%s: %s" % (type(error).__name__, error))
        return
    good = getattr(response, "accepted", getattr(response, "success", True))
    if good:
        one.settle("accepted")
    else:
        one.settle("rejected", getattr(response, "message", "") or "the fault manager did not accept it")


def checked(code: Any) -> str:
    """A code that the fault manager takes."""
    if not isinstance(code, str) or not CODE.match(code):
        raise ValueError("fault code %r: 1 to 128 of A-Z a-z 0-9 _ . -, without '..'" % (code,))
    return code


def parse(argv: List[str]) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="report_faults.py", description="Report faults from one ROS 2 node.")
    parser.add_argument("--service", default="/fault_manager", help="namespace of the services (default %(default)s)")
    parser.add_argument("--socket", help="take commands from this abstract socket instead of standard input")
    parser.add_argument("--send", help="pass standard input on to the instance at this abstract socket")
    parser.add_argument("--idle-s", type=float, default=7200.0, help="end after so long without a command")
    return parser.parse_args(argv)


def main(argv: List[str]) -> int:
    """Exit code 0, or 3 where ROS is not there."""
    options = parse(argv)
    if options.send:
        return send_to_socket(options.send)
    try:
        rclpy = importlib.import_module("rclpy")
        rclpy.init(args=[])
        client = FaultClient(rclpy, options)
    except ImportError as error:
        stdout_reply({"event": "fatal", "error": "%s; source the ROS set-up file first" % error})
        return 3
    stdout_reply(
        {
            "event": "started",
            "pid": os.getpid(),
            "domain_id": os.environ.get("ROS_DOMAIN_ID", "0"),
            "rmw": rclpy.get_rmw_implementation_identifier(),
        }
    )
    if options.socket:
        serve_socket(options.socket, client.put)
    else:
        threading.Thread(target=read_stdin, args=(client.put,), daemon=True).start()
    try:
        client.run(options.idle_s)
    finally:
        client.close()
        rclpy.try_shutdown()
    return 0


def read_stdin(put: Callable[[Item], None]) -> None:
    """The end of standard input is the end of the work."""
    read_lines(sys.stdin, stdout_reply, put)
    put(({"cmd": "quit", "id": None}, lambda _: None))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
