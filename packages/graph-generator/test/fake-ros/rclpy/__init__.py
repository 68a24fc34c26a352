"""Stands in for rclpy: records every call and the thread that made it in the file FAKE_ROS_LOG names."""

import json
import os
import threading


def log(call, **fields):
    with open(os.environ["FAKE_ROS_LOG"], "a", encoding="utf-8") as file:
        file.write(json.dumps({"call": call, "thread": threading.current_thread().name, **fields}) + "\n")


def init(args=None):
    log("init")


def try_shutdown():
    log("shutdown")


class Guard:
    def __init__(self):
        self.event = threading.Event()

    def trigger(self):
        self.event.set()


class Node:
    def __init__(self, name, namespace):
        self.name, self.guard = name, None
        log("create_node", name=name, namespace=namespace)

    def create_guard_condition(self, callback):
        self.guard = Guard()
        return self.guard

    def create_publisher(self, kind, name, depth):
        log("create_publisher", node=self.name, name=name, type=kind.__name__)

    def create_subscription(self, kind, name, callback, depth):
        log("create_subscription", node=self.name, name=name, type=kind.__name__)

    def create_service(self, kind, name, callback):
        log("create_service", node=self.name, name=name, type=kind.__name__)

    def declare_parameter(self, name, value):
        log("declare_parameter", node=self.name, name=name, value=value)

    def destroy_node(self):
        log("destroy_node", name=self.name)


def create_node(name, namespace="/"):
    return Node(name, namespace)
