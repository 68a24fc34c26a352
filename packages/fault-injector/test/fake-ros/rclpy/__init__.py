"""Stands in for rclpy: records every call in the file that FAKE_ROS_LOG names, answers from a thread."""

import json
import os
import threading
import time


def log(call, **fields):
    path = os.environ.get("FAKE_ROS_LOG")
    if path:
        entry = {"call": call, "thread": threading.current_thread().name, "t": time.monotonic(), **fields}
        with open(path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


def init(args=None):
    log("init", args=args)


def try_shutdown():
    log("shutdown")


def get_rmw_implementation_identifier():
    return os.environ.get("RMW_IMPLEMENTATION", "rmw_fake")


class GuardCondition:
    def __init__(self):
        self.event = threading.Event()

    def trigger(self):
        self.event.set()


class Future:
    def __init__(self):
        self.callbacks = []
        self.value = None

    def add_done_callback(self, callback):
        self.callbacks.append(callback)

    def result(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class Client:
    def __init__(self, node, kind, name):
        self.node, self.kind, self.name = node, kind, name

    def wait_for_service(self, timeout_sec):
        log("wait_for_service", name=self.name, timeout_sec=timeout_sec)
        return True

    def call_async(self, request):
        log("call_async", name=self.name, request=vars(request))
        future = Future()
        code = request.fault_code
        if code.startswith("SILENT"):
            return future
        response = self.kind.Response()
        flag = "accepted" if hasattr(response, "accepted") else "success"
        setattr(response, flag, not code.startswith("REFUSED"))
        future.value = RuntimeError("broken") if code.startswith("BROKEN") else response
        self.node.ready.append(future)
        return future


class Node:
    def __init__(self, name):
        self.name, self.ready, self.guard = name, [], GuardCondition()

    def create_client(self, kind, name):
        log("create_client", name=name, type=kind.__name__)
        return Client(self, kind, name)

    def create_guard_condition(self, callback):
        return self.guard

    def destroy_node(self):
        log("destroy_node", name=self.name)


def create_node(name):
    log("create_node", name=name)
    return Node(name)
