"""An executor that notes who is in it and fails on a node destroyed while it was."""

from rclpy import log


class SingleThreadedExecutor:
    def __init__(self):
        self.nodes = []

    def add_node(self, node):
        log("executor.add", name=node.name)
        self.nodes.append(node)

    def remove_node(self, node):
        log("executor.remove", name=node.name)
        self.nodes.remove(node)

    def spin_once(self, timeout_sec=None):
        guard = self.nodes[0].guard
        guard.event.wait(timeout_sec)
        guard.event.clear()
