"""An executor that hands answers out when it spins, as rclpy's does."""


class SingleThreadedExecutor:
    def __init__(self):
        self.nodes = []

    def add_node(self, node):
        self.nodes.append(node)

    def remove_node(self, node):
        self.nodes.remove(node)

    def spin_once(self, timeout_sec=None):
        for node in self.nodes:
            ready, node.ready = node.ready, []
            for future in ready:
                for callback in future.callbacks:
                    callback(future)
            if not ready:
                node.guard.event.wait(timeout_sec)
                node.guard.event.clear()
