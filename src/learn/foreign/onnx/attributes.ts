import { malformed } from "../foreign-error.js";
import type { OnnxNode } from "./onnx-message.js";

/** A number attribute of a node, or its default. */
export function numberAttribute(node: OnnxNode, name: string, otherwise: number): number {
  const attribute = node.attributes.get(name);
  if (attribute === undefined) return otherwise;
  if (attribute.type === "float" || attribute.type === "int") return attribute.value;
  throw wrongType(node, name, attribute.type);
}

/** A string attribute of a node, or its default. */
export function stringAttribute(node: OnnxNode, name: string, otherwise: string): string {
  const attribute = node.attributes.get(name);
  if (attribute === undefined) return otherwise;
  if (attribute.type === "string") return attribute.value;
  throw wrongType(node, name, attribute.type);
}

/** A list of numbers, from the attribute itself or from its double-precision twin `NAME_as_tensor`; empty where there is none. */
export function numbersAttribute(node: OnnxNode, name: string): readonly number[] {
  const twin = node.attributes.get(`${name}_as_tensor`);
  if (twin?.type === "tensor") return [...twin.value.values];
  const attribute = node.attributes.get(name);
  if (attribute === undefined) return [];
  if (attribute.type === "floats" || attribute.type === "ints") return attribute.value;
  throw wrongType(node, name, attribute.type);
}

/** A list of strings; empty where there is none. */
export function stringsAttribute(node: OnnxNode, name: string): readonly string[] {
  const attribute = node.attributes.get(name);
  if (attribute === undefined) return [];
  if (attribute.type === "strings") return attribute.value;
  throw wrongType(node, name, attribute.type);
}

function wrongType(node: OnnxNode, name: string, type: string): Error {
  return malformed("ONNX", `the attribute "${name}" of ${describeNode(node)} has the type ${type}`);
}

/** A node in words: its operator, and its name where it has one. */
export function describeNode(node: OnnxNode): string {
  return node.name === "" ? node.operator : `${node.operator} "${node.name}"`;
}
