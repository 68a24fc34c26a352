// What stands between a program's own code and the heap; charging these would put malloc on top of every table.
const C_ALLOCATOR =
  /^\w*(?:malloc|calloc|realloc|reallocarray|memalign|aligned_alloc|valloc|strdup|strndup|memdup|palloc|pcalloc|pnalloc|ngx_alloc)0?(?:_(?:n|s|usable|internal|impl))*$/;
const CPP_ALLOCATOR = /^(?:operator new(?:\[\])?(?:\(|$)|_Znw|_Zna)/;
// The standard library, also where an inlined frame lost its namespace.
const STANDARD = /^(?:std::|__gnu_cxx::|_M_|__invoke|allocate(?:<|$)|operator\(\)$)/;

/** Whether a frame is an allocation function, a wrapper named like one, or the C++ standard library on its way there. */
export function isAllocatorFrame(name: string): boolean {
  return C_ALLOCATOR.test(name) || CPP_ALLOCATOR.test(name) || STANDARD.test(qualifiedName(name));
}

/**
 * The qualified name in a demangled signature, without return type and arguments: of `std::pair<> shop::sell(int)` it is
 * `shop::sell`, for a function is not the standard library's because it returns one of its types.
 */
export function qualifiedName(signature: string): string {
  const operator = /\boperator(?:\(\)|[^\w\s(]+(?: (?=<))?| new(?:\[\])?| delete(?:\[\])?)?/g;
  let depth = 0;
  let start = 0;
  for (let at = 0; at < signature.length; at++) {
    const letter = signature[at] as string;
    operator.lastIndex = at;
    const found = letter === 'o' ? operator.exec(signature) : null;
    if (found !== null && found.index === at) at += found[0].length - 1;
    else if (letter === '<' || letter === '[' || letter === '{') depth++;
    else if (letter === '>' || letter === ']' || letter === '}') depth--;
    else if (letter === ' ' && depth === 0) start = at + 1;
    else if (letter === '(' && depth === 0) {
      if (!signature.startsWith('(anonymous', at)) return signature.slice(start, at);
      at += '(anonymous namespace)'.length - 1;
    }
  }
  return signature.slice(start);
}
