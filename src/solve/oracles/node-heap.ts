/**
 * A binary heap of the numbers 0, ..., size - 1 by key, the least first, with room for each of them once. Keys may
 * be lowered while a number is in the heap.
 */
export class NodeHeap {
  /** [size] the key of each number; what was never inserted has an old one */
  readonly keys: Float64Array;
  length = 0;
  readonly #heap: Int32Array;
  readonly #places: Int32Array;

  constructor(size: number) {
    this.keys = new Float64Array(size);
    this.#heap = new Int32Array(size);
    this.#places = new Int32Array(size).fill(-1);
  }

  /** Empties the heap. */
  clear(): void {
    for (let place = 0; place < this.length; place++) this.#places[this.#heap[place]] = -1;
    this.length = 0;
  }

  /** Puts all numbers in, by the keys that stand in `keys`, in linear time. */
  fill(): void {
    const size = this.keys.length;
    this.length = size;
    for (let node = 0; node < size; node++) {
      this.#heap[node] = node;
      this.#places[node] = node;
    }
    for (let place = (size >> 1) - 1; place >= 0; place--) this.#sink(place);
  }

  /** Inserts a number, or moves it up when it is there already (its new key must not be larger). */
  lower(node: number, key: number): void {
    this.keys[node] = key;
    let place = this.#places[node];
    if (place < 0) place = this.length++;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = this.#heap[above];
      if (!this.#isBefore(node, other)) break;
      this.#heap[place] = other;
      this.#places[other] = place;
      place = above;
    }
    this.#heap[place] = node;
    this.#places[node] = place;
  }

  /** Takes the number with the least key out; of equal keys the smallest number. */
  pop(): number {
    const first = this.#heap[0];
    this.#places[first] = -1;
    const last = this.#heap[--this.length];
    if (this.length > 0) {
      this.#heap[0] = last;
      this.#places[last] = 0;
      this.#sink(0);
    }
    return first;
  }

  #isBefore(first: number, second: number): boolean {
    const difference = this.keys[first] - this.keys[second];
    return difference < 0 || (difference === 0 && first < second);
  }

  #sink(start: number): void {
    let place = start;
    const node = this.#heap[place];
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.length) break;
      if (below + 1 < this.length && this.#isBefore(this.#heap[below + 1], this.#heap[below])) below++;
      const other = this.#heap[below];
      if (!this.#isBefore(other, node)) break;
      this.#heap[place] = other;
      this.#places[other] = place;
      place = below;
    }
    this.#heap[place] = node;
    this.#places[node] = place;
  }
}
