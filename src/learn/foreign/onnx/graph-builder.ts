import {
  ELEMENT_TYPE,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxNode,
  type OnnxTensor,
} from "./onnx-message.js";

/** Collects a graph, operator after operator; `current` is the value that the last one gives. */
export class GraphBuilder {
  current: string;
  readonly #input: string;
  readonly #nodes: OnnxNode[] = [];
  readonly #constants = new Map<string, OnnxTensor>();

  constructor(input: string) {
    this.#input = input;
    this.current = input;
  }

  /** Adds a float32 constant and returns its name. */
  constant(name: string, shape: readonly number[], values: Float64Array): string {
    return this.#tensor(name, { shape, elementType: ELEMENT_TYPE.float, values });
  }

  /** Adds an int64 constant and returns its name. */
  wholeConstant(name: string, shape: readonly number[], values: Float64Array): string {
    return this.#tensor(name, { shape, elementType: ELEMENT_TYPE.int64, values });
  }

  /** Adds an operator and returns the name of its value. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = "",
  ): string {
    const output = `${operator}_${this.#nodes.length}`;
    this.#nodes.push({
      operator,
      domain,
      name: output,
      inputs,
      outputs: [output],
      attributes: new Map(Object.entries(attributes)),
    });
    return output;
  }

  /** Adds an operator on the current value, and goes on with what it gives. */
  follow(
    operator: string,
    constants: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    domain = "",
  ): void {
    this.current = this.add(operator, [this.current, ...constants], attributes, domain);
  }

  /** The graph; its output is the current value, under the name `y`. */
  finish(name: string, inputs: number, outputs: number): OnnxGraph {
    if (this.current === this.#input) this.follow("Identity", []);
    const nodes = this.#nodes.map((node) =>
      node.outputs[0] === this.current ? { ...node, outputs: ["y"] } : node,
    );
    const value = { elementType: ELEMENT_TYPE.float };
    return {
      name,
      nodes,
      initializers: this.#constants,
      inputs: [{ ...value, name: this.#input, shape: ["rows", inputs] }],
      outputs: [{ ...value, name: "y", shape: ["rows", outputs] }],
    };
  }

  #tensor(name: string, tensor: OnnxTensor): string {
    const unique = `${name}_${this.#constants.size}`;
    this.#constants.set(unique, tensor);
    return unique;
  }
}
