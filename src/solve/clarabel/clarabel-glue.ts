/** What a solve of Clarabel answers; `x` and `z` are there for an optimum only. */
export interface ClarabelAnswer {
  readonly status: string;
  readonly x?: ArrayLike<number>;
  readonly z?: ArrayLike<number>;
  readonly iterations: number;
}

/** The one function of the WebAssembly module that is used. */
export interface Clarabel {
  /** Minimises x'Px/2 + q'x with Ax + s = b and s in the cones; P is an upper triangle, both matrices compressed columns. */
  solve(
    quadraticStarts: Uint32Array,
    quadraticRows: Uint32Array,
    quadraticValues: Float64Array,
    linear: Float64Array,
    matrixStarts: Uint32Array,
    matrixRows: Uint32Array,
    matrixValues: Float64Array,
    sides: Float64Array,
    columns: number,
    rows: number,
    conesJson: string,
    settingsJson: string,
  ): ClarabelAnswer;
}

/** What the module exports. It owns, and frees, the arrays that it is given. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly __wbindgen_externrefs: WebAssembly.Table;
  __wbindgen_malloc(bytes: number, alignment: number): number;
  __wbindgen_exn_store(reference: number): void;
  __externref_table_alloc(): number;
  __wbindgen_start(): void;
  solve(...numbers: number[]): ClarabelAnswer;
}

/** Module name under which the file asks for its imports. */
const IMPORTS = "./clarabel_wasm_bg.js";

/**
 * Makes a module of its own out of the bytes of `clarabel_wasm_bg.wasm`. The functions that it imports are the few that
 * wasm-bindgen 0.2 wants of its surroundings: to build the answer, to read the clock, to pass exceptions on. The package's
 * own file of them knows one instance only and makes functions out of text, which strict pages forbid. A module of another
 * build asks for other names, and does not load.
 */
export async function instantiateClarabel(bytes: BufferSource): Promise<Clarabel> {
  const reference = (value: unknown): number => {
    const index = wasm.__externref_table_alloc();
    wasm.__wbindgen_externrefs.set(index, value);
    return index;
  };
  const text = (from: number, length: number): string =>
    new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, from >>> 0, length));
  const address = (array: Uint8Array | Uint32Array | Float64Array): number[] => {
    const from = wasm.__wbindgen_malloc(array.byteLength, array.BYTES_PER_ELEMENT) >>> 0;
    const given = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    new Uint8Array(wasm.memory.buffer).set(given, from);
    return [from, array.length];
  };
  /** Clarabel reads its clock through the global object, whatever that is called here. */
  const global = (): number => reference(globalThis);
  const imports: WebAssembly.ModuleImports = {
    __wbg_new_1ba21ce319a06297: () => ({}),
    __wbg_new_25f239778d6112b9: () => [],
    __wbg_set_3f1d0b984ed272ed: (target: Record<string, unknown>, key: string, value: unknown) => {
      target[key] = value;
    },
    __wbg_set_7df433eea03a5c14: (target: unknown[], index: number, value: unknown) => {
      target[index >>> 0] = value;
    },
    __wbindgen_cast_2241b6af4c4b2941: text,
    __wbindgen_cast_d6cd19b81560fd6e: (value: number) => value,
    __wbg_performance_f71bd4abe0370171: (scope: typeof globalThis) => scope.performance,
    __wbg_now_6f91d421b96ea22a: (clock: Performance) => clock.now(),
    __wbg_static_accessor_GLOBAL_THIS_60cf02db4de8e1c1: global,
    __wbg_static_accessor_SELF_08f5a74c69739274: global,
    __wbg_static_accessor_GLOBAL_769e6b65d6557335: global,
    __wbg_static_accessor_WINDOW_a8924b26aa92d024: global,
    // "return this", for surroundings without any name for the global object.
    __wbg_new_no_args_cb138f77cf6151ee: () => () => globalThis,
    __wbg_call_abb4ff46ce38be40: (call: (this: unknown) => unknown, self: unknown) => {
      try {
        return call.call(self);
      } catch (error) {
        wasm.__wbindgen_exn_store(reference(error));
        return undefined;
      }
    },
    __wbg___wbindgen_is_undefined_f6b95eab589e0269: (value: unknown) => (value === undefined ? 1 : 0),
    __wbg___wbindgen_throw_dd24417ed36fc46e: (from: number, length: number) => {
      throw new Error(text(from, length));
    },
    __wbg___wbindgen_debug_string_adfb662ae34724b6: (out: number, value: unknown) => {
      const [from, length] = address(new TextEncoder().encode(String(value)));
      new Uint32Array(wasm.memory.buffer, out, 2).set([from, length]);
    },
    __wbindgen_init_externref_table: () => {
      const table = wasm.__wbindgen_externrefs;
      const constants = table.grow(4);
      table.set(0, undefined);
      for (const [k, value] of [undefined, null, true, false].entries()) table.set(constants + k, value);
    },
  };
  const loaded = (await WebAssembly.instantiate(bytes, {
    [IMPORTS]: imports,
  })) as unknown as WebAssembly.WebAssemblyInstantiatedSource;
  const wasm = loaded.instance.exports as unknown as Exports;
  wasm.__wbindgen_start();
  const encoder = new TextEncoder();
  return {
    solve: (pStarts, pRows, pValues, linear, starts, rows, values, sides, columns, count, cones, settings) =>
      wasm.solve(
        ...[pStarts, pRows, pValues, linear, starts, rows, values, sides].flatMap(address),
        columns,
        count,
        ...address(encoder.encode(cones)),
        ...address(encoder.encode(settings)),
      ),
  };
}
