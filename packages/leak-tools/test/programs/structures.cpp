// C++ stacks for tests: a leaked list (one definite head, the rest indirectly lost), strings through the standard
// library, a possible loss (only an inner pointer remains) and memory still reachable at the end.
#include <string>
#include <vector>

struct Node {
  Node *next;
  char payload[56];
};

namespace shop {
struct Cart {
  std::vector<std::string> *items;
};
__attribute__((noinline)) void lose_list(int length) {
  Node *head = nullptr;
  for (int i = 0; i < length; i++) head = new Node{head, {}};
  head = nullptr;
}
__attribute__((noinline)) void lose_cart() {
  Cart cart{new std::vector<std::string>(3, std::string(100, 'x'))};
  cart.items = nullptr;
}
}  // namespace shop

char *inner;
Node *kept;

int main() {
  shop::lose_list(10);
  shop::lose_cart();
  inner = new char[1000] + 500;
  kept = new Node{nullptr, {}};
  return 0;
}
